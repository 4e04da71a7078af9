package desk

import (
	"context"
	"fmt"

	"chunfeng/importer/figures"
	"chunfeng/importer/register"
	"chunfeng/server/store"
)

// Trail is Figures as of the end of every period up to and with that one,
// oldest first, all of one state of the store. Of earlier periods it may be
// values alone.
func (d *Desk) Trail(ctx context.Context, a Actor, campaign, name string) ([]*figures.Merged, error) {
	if !a.office() && a.Role != store.County {
		return nil, fmt.Errorf("trail: %w", store.ErrNotFound)
	}
	var out []*figures.Merged
	var reg *register.Register
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		out = nil
		v, err := d.look(ctx, r, campaign)
		if err != nil {
			return err
		}
		reg = v.room.reg
		last, err := v.room.period(name)
		if err != nil {
			return err
		}
		for _, p := range v.room.campaign().Periods {
			if p.Ends.After(last.Ends) {
				break
			}
			m, err := v.merge(ctx, r, merging{asOf: p.Ends, lag: true, values: p.Ends != last.Ends})
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read trail: %w", err)
	}
	if !a.office() {
		for i := range out {
			out[i] = narrowed(out[i], reg, a)
		}
	}
	return out, nil
}
