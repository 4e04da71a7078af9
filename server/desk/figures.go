package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Figures is the merged figures the actor may see: the city's roles all, a
// county its own without what other units filed, a firm none (ErrNotFound).
// The answer may be shared: it must not be changed.
func (d *Desk) Figures(ctx context.Context, a Actor, q FigureQuery) (*figures.Merged, error) {
	if !a.office() && a.Role != store.County {
		return nil, fmt.Errorf("figures: %w", store.ErrNotFound)
	}
	m, reg, err := d.wanted(ctx, q)
	if err != nil {
		return nil, err
	}
	if a.office() {
		return m, nil
	}
	return narrowed(m, reg, a), nil
}

// wanted is the figures asked for: live, or as a briefing was issued.
func (d *Desk) wanted(ctx context.Context, q FigureQuery) (*figures.Merged, *register.Register, error) {
	var m *figures.Merged
	var reg *register.Register
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, q.Campaign)
		if err != nil {
			return err
		}
		reg = v.room.reg
		if q.Briefing > 0 {
			m, err = d.issued(ctx, r, q.Campaign, q.Briefing)
			return err
		}
		p, err := v.room.period(q.Period)
		if err != nil {
			return err
		}
		m, err = v.merge(ctx, r, merging{asOf: p.Ends, strict: q.Strict, lag: true})
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read figures: %w", err)
	}
	return m, reg, nil
}

// narrowed is what a county may see of a merging: its own figures, what it and
// its firms filed, conflicts with its side alone.
func narrowed(m *figures.Merged, reg *register.Register, a Actor) *figures.Merged {
	out := &figures.Merged{AsOf: m.AsOf, Period: m.Period, Catalogue: m.Catalogue, Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{}}
	mine := func(u returns.UnitCode) bool { return a.sees(ownerIn(reg, u)) }
	for id, f := range m.Figures[a.Unit] {
		if out.Figures[a.Unit] == nil {
			out.Figures[a.Unit] = map[figures.ID]figures.Figure{}
		}
		out.Figures[a.Unit][id] = veiled(f, mine)
	}
	for _, f := range m.Filed {
		if mine(f.Unit) {
			out.Filed = append(out.Filed, f)
		}
	}
	out.Conflicts = veiledConflicts(m.Conflicts, mine)
	for _, r := range m.Refused {
		if mine(r.Unit) {
			out.Refused = append(out.Refused, r)
		}
	}
	return out
}

func ownerIn(reg *register.Register, u returns.UnitCode) owner {
	if known, ok := reg.Unit(u); ok {
		return owner{Unit: u, County: reg.County(known)}
	}
	return owner{Unit: u}
}

// veiled is a figure whose cells of other units say no more than whose they
// are.
func veiled(f figures.Figure, mine func(returns.UnitCode) bool) figures.Figure {
	f.Counted = slices.Clone(f.Counted)
	for i := range f.Counted {
		f.Counted[i].Sources = veiledSources(f.Counted[i].Sources, mine)
	}
	f.Dropped = slices.Clone(f.Dropped)
	for i := range f.Dropped {
		f.Dropped[i].Source = veiledSources([]figures.Source{f.Dropped[i].Source}, mine)[0]
	}
	return f
}

func veiledSources(all []figures.Source, mine func(returns.UnitCode) bool) []figures.Source {
	out := slices.Clone(all)
	for i, s := range out {
		if !mine(s.Unit) {
			out[i] = figures.Source{Form: s.Form, Period: s.Period}
		}
	}
	return out
}

// veiledConflicts is the conflicts in which the actor has a side, without the
// other sides' words and cells, and without naming them.
func veiledConflicts(all []figures.Conflict, mine func(returns.UnitCode) bool) []figures.Conflict {
	var out []figures.Conflict
	for _, c := range all {
		if !slices.ContainsFunc(c.Units, mine) && !slices.ContainsFunc(c.Sides, func(s figures.Side) bool { return mine(s.Unit) }) {
			continue
		}
		others := slices.ContainsFunc(c.Units, func(u returns.UnitCode) bool { return !mine(u) }) ||
			slices.ContainsFunc(c.Sides, func(s figures.Side) bool { return !mine(s.Unit) })
		if others {
			c.Units = slices.DeleteFunc(slices.Clone(c.Units), func(u returns.UnitCode) bool { return !mine(u) })
			c.Sides = slices.DeleteFunc(slices.Clone(c.Sides), func(s figures.Side) bool { return !mine(s.Unit) })
			c.What, c.Default = conflictTitle(c.Code)+"：另一单位也报了同一事项", ""
			if c.Decision != nil {
				decided := *c.Decision
				decided.Reason = ""
				c.Decision = &decided
			}
		}
		out = append(out, c)
	}
	return out
}

func conflictTitle(code finding.Code) string {
	if k, ok := finding.Of(code); ok {
		return k.Title
	}
	return string(code)
}

// Sources is one figure with all it counts and leaves out. unit is
// figures.City for the whole.
func (d *Desk) Sources(ctx context.Context, a Actor, q FigureQuery, unit returns.UnitCode, id figures.ID) (figures.Figure, error) {
	m, err := d.Figures(ctx, a, q)
	if err != nil {
		return figures.Figure{}, err
	}
	f, ok := m.Figures[unit][id]
	if ok {
		return f, nil
	}
	known := slices.ContainsFunc(m.Catalogue, func(def figures.Definition) bool { return def.ID == id })
	if !known || !a.office() && unit != a.Unit {
		return figures.Figure{}, fmt.Errorf("figure %s: %w", id, store.ErrNotFound)
	}
	return m.Figure(unit, id), nil
}

// Conflicts is the conflicts as of a period that the actor may see, without
// the data of units he may not see. A firm sees none.
func (d *Desk) Conflicts(ctx context.Context, a Actor, campaign, period string) ([]figures.Conflict, error) {
	m, err := d.Figures(ctx, a, FigureQuery{Campaign: campaign, Period: period})
	if err != nil {
		return nil, err
	}
	return m.Conflicts, nil
}

// Decide decides about a conflict, now and for later returns. ErrNotFound when
// there is no such conflict as of the campaign's last period.
func (d *Desk) Decide(ctx context.Context, a Actor, campaign, conflict string, choice figures.Choice, reason string) error {
	if err := mayDecide(a, conflict); err != nil {
		return err
	}
	c, err := d.conflict(ctx, a, campaign, conflict)
	if err != nil {
		return err
	}
	if !slices.Contains(choicesOf(c.Code), choice) {
		return refuse("choice_unknown", conflictTitle(c.Code))
	}
	now := d.now()
	id, err := d.id(now)
	if err != nil {
		return err
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		made := store.Decision{ID: id, Campaign: campaign, Conflict: conflict, Choice: choice.Naming(c.Sides), Made: a.change(now, reason)}
		if err := tx.Decide(ctx, made); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "conflict.decide", "conflict/"+conflict, owner{}, detail("choice", string(choice)))
	})
	if errors.Is(err, store.ErrConflict) {
		return refuse("decided")
	}
	if err != nil {
		return fmt.Errorf("decide conflict: %w", err)
	}
	return nil
}

// mayDecide lets the city decide; a firm sees no conflicts.
func mayDecide(a Actor, conflict string) error {
	switch {
	case a.Role == store.City:
		return nil
	case !a.office() && a.Role != store.County:
		return fmt.Errorf("conflict %s: %w", conflict, store.ErrNotFound)
	}
	return refuse("not_allowed", standingWords[city])
}

// conflict finds a conflict among those as of any period, newest first.
func (d *Desk) conflict(ctx context.Context, a Actor, campaign, id string) (figures.Conflict, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return figures.Conflict{}, err
	}
	for _, p := range slices.Backward(rm.campaign().Periods) {
		all, err := d.Conflicts(ctx, a, campaign, p.Name())
		if err != nil {
			return figures.Conflict{}, err
		}
		if i := slices.IndexFunc(all, func(c figures.Conflict) bool { return c.ID == id }); i >= 0 {
			return all[i], nil
		}
	}
	return figures.Conflict{}, fmt.Errorf("conflict %s: %w", id, store.ErrNotFound)
}

// choicesOf is what merging understands about a kind of conflict.
func choicesOf(code finding.Code) []figures.Choice {
	switch code {
	case "X404", "X406":
		return []figures.Choice{figures.KeepA, figures.KeepB, figures.Both, figures.Apart}
	case "X408", "X411":
		return []figures.Choice{figures.KeepA, figures.KeepB}
	case "X409", "X413":
		return []figures.Choice{figures.Same, figures.Apart}
	case "X405":
		return []figures.Choice{figures.Both}
	}
	return nil
}

// Undo lifts the decision that stands.
func (d *Desk) Undo(ctx context.Context, a Actor, campaign, conflict, reason string) error {
	if err := mayDecide(a, conflict); err != nil {
		return err
	}
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		if err := tx.Undo(ctx, campaign, conflict, a.change(now, reason)); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "conflict.undo", "conflict/"+conflict, owner{}, "")
	})
	if err != nil {
		return fmt.Errorf("undo decision: %w", err)
	}
	return nil
}

// today is the day of now in Asia/Shanghai.
func (d *Desk) today() period.Date { return period.Of(d.now()) }
