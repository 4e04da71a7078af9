package desk

import (
	"context"
	"fmt"
	"maps"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Own is a firm's figures as far as they come from what it filed itself. What
// others filed about it, and what was left out, is not among them. ErrNotFound
// for all but firms.
func (d *Desk) Own(ctx context.Context, a Actor, q FigureQuery) (map[figures.ID]figures.Figure, error) {
	if a.Role != store.Firm || a.Unit == "" {
		return nil, fmt.Errorf("own figures: %w", store.ErrNotFound)
	}
	m, err := d.alone(ctx, a, q)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(m.Figures[a.Unit])
	for id, f := range out {
		if f.Dropped = nil; f.Absent || !ownedBy(f, a) {
			delete(out, id)
			continue
		}
		out[id] = f
	}
	return out, nil
}

// alone is the figures of what the actor's unit filed, as if nobody else had,
// or as a briefing was issued.
func (d *Desk) alone(ctx context.Context, a Actor, q FigureQuery) (*figures.Merged, error) {
	if q.Briefing > 0 {
		m, _, err := d.wanted(ctx, q)
		return m, err
	}
	var m *figures.Merged
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, q.Campaign)
		if err != nil {
			return err
		}
		p, err := v.room.period(q.Period)
		if err != nil {
			return err
		}
		reg := register.New(*v.room.campaign(), v.room.reg.Units, []returns.Unit{v.room.unit(a.Unit)})
		in := merge.Input{Register: reg, Forms: d.forms, AsOf: p.Ends, Strict: q.Strict}
		err = r.EachReturn(ctx, store.ReturnFilter{Campaign: q.Campaign, Units: []returns.UnitCode{a.Unit}, States: counting}, func(ret store.Return) error {
			d.pack(&ret)
			in.Returns = append(in.Returns, ret.Return)
			return nil
		})
		if err != nil {
			return fmt.Errorf("read own returns: %w", err)
		}
		if m, err = merge.Merge(in); err != nil {
			return fmt.Errorf("merge own returns: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read own figures: %w", err)
	}
	return m, nil
}

// ownedBy reports whether every cell that a figure counts is the actor's.
func ownedBy(f figures.Figure, a Actor) bool {
	for _, c := range f.Counted {
		for _, s := range c.Sources {
			if s.Unit != a.Unit {
				return false
			}
		}
	}
	return len(f.Counted) > 0
}
