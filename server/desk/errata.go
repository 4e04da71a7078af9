package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/server/store"
)

// Admit takes a correction for a closed period, and writes errata against
// every briefing that holds, is of that period or later, and would have said
// something else. It gives the return as it is then.
func (d *Desk) Admit(ctx context.Context, a Actor, id, reason string) (*store.Return, []store.Erratum, error) {
	for range attempts {
		ret, errata, err := d.admitOnce(ctx, a, id, reason)
		if errors.Is(err, errChanged) || errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("admit return: %w", err)
		}
		return ret, errata, nil
	}
	return nil, nil, refuse("changed_meanwhile")
}

func (d *Desk) admitOnce(ctx context.Context, a Actor, id, reason string) (*store.Return, []store.Erratum, error) {
	var v *view
	var errata []store.Erratum
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		m, err := d.take(ctx, r, a, id, Admitting)
		if err != nil {
			return err
		}
		if v, err = d.look(ctx, r, m.ret.Campaign); err != nil {
			return err
		}
		errata, err = v.errataOf(ctx, r, d, m)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var after store.Return
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		now, err := d.look(ctx, tx, v.room.id)
		if err != nil {
			return err
		}
		if now.print != v.print {
			return errChanged
		}
		m, err := d.take(ctx, tx, a, id, Admitting)
		if err != nil {
			return err
		}
		at := d.now()
		if err := d.resettle(ctx, tx, a, m, reason, at); err != nil {
			return err
		}
		for i := range errata {
			e := &errata[i]
			if e.ID, err = d.id(at); err != nil {
				return err
			}
			e.At, e.By = at, a.User
			if err := tx.AddErratum(ctx, *e); err != nil {
				return fmt.Errorf("add erratum: %w", err)
			}
		}
		if err := a.note(ctx, tx, at, "return.admit", "return/"+id, m.owner, detail("errata", len(errata))); err != nil {
			return err
		}
		after, err = tx.Return(ctx, id)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return &after, errata, nil
}

// errataOf is the errata of admitting a return, without ids: for the newest
// briefing of every period that it touches, the figures that the admission
// changes, as the briefing printed them and as they are then.
func (v *view) errataOf(ctx context.Context, r store.Reader, d *Desk, m *matter) ([]store.Erratum, error) {
	if err := v.load(ctx, r); err != nil {
		return nil, err
	}
	admitted := v.admitted(d, m)
	var out []store.Erratum
	for _, p := range v.room.campaign().Periods {
		if p.Ends.Before(m.ret.Period.Ends) {
			continue
		}
		b, err := v.newestBriefing(ctx, r, p)
		if err != nil {
			return nil, err
		}
		if b == nil {
			continue
		}
		lines, err := v.lines(ctx, r, b, p, admitted)
		if err != nil {
			return nil, err
		}
		if len(lines) > 0 {
			out = append(out, store.Erratum{Campaign: v.room.id, Number: b.Number, Return: m.ret.ID, Lines: lines})
		}
	}
	return out, nil
}

// admitted is the bodies as they are once the matter is admitted.
func (v *view) admitted(d *Desk, m *matter) []store.Return {
	state, _ := d.content(m)
	out := slices.Clone(v.bodies)
	for i := range out {
		if slotOf(&out[i]) != slotOf(&m.ret) {
			continue
		}
		switch {
		case out[i].Version == m.ret.Version:
			out[i].State = state
		case out[i].Version < m.ret.Version && state != returns.Held && out[i].State.Counts():
			out[i].State = returns.Superseded
		}
	}
	return out
}

func (v *view) newestBriefing(ctx context.Context, r store.Reader, p period.Period) (*store.Briefing, error) {
	for _, b := range slices.Backward(v.briefings) {
		if b.Period == p.Name() && !b.Void() {
			whole, err := r.Briefing(ctx, v.room.id, b.Number)
			if err != nil {
				return nil, fmt.Errorf("read briefing %d: %w", b.Number, err)
			}
			return &whole, nil
		}
	}
	return nil, nil
}

// lines is what a briefing printed and what it would print now, of the figures
// that differ between the view and what is admitted.
func (v *view) lines(ctx context.Context, r store.Reader, b *store.Briefing, p period.Period, admitted []store.Return) ([]briefing.Erratum, error) {
	var omit []string
	for _, h := range b.Held {
		if !h.Counted {
			omit = append(omit, h.Return)
		}
	}
	before, err := v.merge(ctx, r, merging{asOf: p.Ends, omit: omit, fresh: true, instead: v.bodies})
	if err != nil {
		return nil, err
	}
	after, err := v.merge(ctx, r, merging{asOf: p.Ends, omit: omit, fresh: true, instead: admitted})
	if err != nil {
		return nil, err
	}
	printed, err := v.desk.issued(ctx, r, v.room.id, b.Number)
	if err != nil {
		return nil, err
	}
	var out []briefing.Erratum
	for _, c := range merge.Changes(before, after) {
		was, is := phrase.Text(printed.Figure(c.Unit, c.ID)), phrase.Text(c.After)
		if was != is {
			out = append(out, briefing.Erratum{
				Issue: fmt.Sprintf("第%d期", b.Number), Figure: c.ID, Name: v.nameOf(c.Unit, c.After), Was: was, Is: is, Why: v.why(admitted, c),
			})
		}
	}
	return out, nil
}

func (v *view) nameOf(unit returns.UnitCode, f figures.Figure) string {
	if unit == figures.City {
		return f.Name
	}
	return v.room.unit(unit).Name + f.Name
}

// why names the correction that changed a figure: the newest return of those
// that were offered.
func (v *view) why(admitted []store.Return, _ merge.Change) string {
	for i := range admitted {
		r := &admitted[i]
		if old := byID(v.bodies, r.ID); old != nil && old.State == returns.Offered && r.State.Counts() {
			return v.room.unit(r.Unit).Name + "更正《" + v.desk.title(r.Form) + "》：" + r.Reason
		}
	}
	return ""
}
