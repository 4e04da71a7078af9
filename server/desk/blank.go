package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/xlsx"
	"chunfeng/server/store"
)

// Blank is what a blank workbook of a form is made out to: the campaign, the
// period of that name, the unit, and the unit's newest counted return of an
// earlier period, its personal numbers masked. An empty period or unit is left
// open; one that is not there, or that the actor may not see, is ErrNotFound.
func (d *Desk) Blank(ctx context.Context, a Actor, campaign string, form returns.FormID, unit returns.UnitCode, name string) (xlsx.TemplateFor, error) {
	var on xlsx.TemplateFor
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return on, err
	}
	on.Register = rm.reg
	if name != "" {
		i := slices.IndexFunc(on.Register.Campaign.Periods, func(p period.Period) bool { return p.Name() == name })
		if i < 0 {
			return on, fmt.Errorf("period %s: %w", name, store.ErrNotFound)
		}
		on.Period = on.Register.Campaign.Periods[i]
	}
	if unit == "" {
		return on, nil
	}
	u, known := rm.reg.Unit(unit)
	if !known || !a.sees(rm.owner(u, Actor{})) {
		return on, fmt.Errorf("unit %s: %w", unit, store.ErrNotFound)
	}
	on.Unit = u
	on.Last, err = d.lastBefore(ctx, a, campaign, form, unit, on.Period)
	return on, err
}

// lastBefore is the unit's newest counted return on form, of a period before
// the given one where that is known; nil if there is none.
func (d *Desk) lastBefore(ctx context.Context, a Actor, campaign string, form returns.FormID, unit returns.UnitCode, before period.Period) (*returns.Return, error) {
	heads, err := d.Returns(ctx, a, store.ReturnFilter{
		Campaign: campaign, Units: []returns.UnitCode{unit}, Form: form, States: []returns.State{returns.Accepted, returns.Held},
	})
	if err != nil {
		return nil, err
	}
	heads = slices.DeleteFunc(heads, func(h store.Return) bool { return !before.Ends.IsZero() && !h.Period.Ends.Before(before.Ends) })
	if len(heads) == 0 {
		return nil, nil
	}
	newest := slices.MaxFunc(heads, func(a, b store.Return) int {
		return cmp.Or(a.Period.Ends.Time().Compare(b.Period.Ends.Time()), cmp.Compare(a.Version, b.Version))
	})
	last, err := d.Return(ctx, a, newest.ID)
	if err != nil {
		return nil, err
	}
	if last.Records, err = d.Records(ctx, a, last.ID, ""); err != nil {
		return nil, err
	}
	return &last.Return, nil
}
