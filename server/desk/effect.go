package desk

import (
	"context"
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Effect is what a filing changed: the figures of its period as they are now,
// against what they would be had the versions before it stayed. The city sees
// the city's and all units', a county its own and its firms'. There is none of
// a filing of which nothing counts now, nor for firms.
func (d *Desk) Effect(ctx context.Context, a Actor, filing string) ([]FigureChange, error) {
	f, err := d.mySeen(ctx, a, filing)
	if err != nil {
		return nil, err
	}
	if a.Role == store.Firm {
		return nil, nil
	}
	var out []FigureChange
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, f.Campaign)
		if err != nil {
			return err
		}
		p, err := v.room.period(f.Period)
		if err != nil {
			return err
		}
		former, some, err := v.without(ctx, r, filing)
		if err != nil || !some {
			return err
		}
		before, err := v.merge(ctx, r, merging{asOf: p.Ends, fresh: true, instead: former})
		if err != nil {
			return err
		}
		after, err := v.merge(ctx, r, merging{asOf: p.Ends, fresh: true})
		if err != nil {
			return err
		}
		for _, c := range merge.Changes(before, after) {
			if c.Unit == figures.City && a.office() || c.Unit != figures.City && a.sees(ownerIn(v.room.reg, c.Unit)) {
				out = append(out, FigureChange{c.Unit, c.Before, c.After})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what a filing changed: %w", err)
	}
	return out, nil
}

// without is what would be merged had a filing not come: the versions that its
// counted returns superseded stand in their stead. some is false when nothing
// of it counts.
func (v *view) without(ctx context.Context, r store.Reader, filing string) (out []store.Return, some bool, err error) {
	if err := v.load(ctx, r); err != nil {
		return nil, false, err
	}
	gone := map[slot]int{}
	out = []store.Return{}
	for _, b := range v.bodies {
		if b.Filing.ID == filing && b.State.Counts() {
			gone[slotOf(&b)] = b.Version
			b.State = returns.Withdrawn
		}
		out = append(out, b)
	}
	for at, version := range gone {
		former, err := v.before(ctx, r, at, version)
		if err != nil {
			return nil, false, err
		}
		out = append(out, former...)
	}
	return out, len(gone) > 0, nil
}

// before is all parts of the version that the given one superseded, as it
// counted then.
func (v *view) before(ctx context.Context, r store.Reader, at slot, version int) ([]store.Return, error) {
	var all []store.Return
	newest := 0
	err := r.EachReturn(ctx, store.ReturnFilter{
		Campaign: v.room.id, Units: []returns.UnitCode{at.unit}, Form: at.form, Period: at.period, States: []returns.State{returns.Superseded},
	}, func(ret store.Return) error {
		if ret.Version < version {
			v.desk.pack(&ret)
			all, newest = append(all, ret), max(newest, ret.Version)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read version before: %w", err)
	}
	all = slices.DeleteFunc(all, func(ret store.Return) bool { return ret.Version < newest })
	for i := range all {
		all[i].State = returns.Accepted
	}
	return all, nil
}
