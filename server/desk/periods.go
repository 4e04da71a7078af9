package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/server/store"
)

// Campaigns is the campaigns, without what their files say of units.
func (d *Desk) Campaigns(ctx context.Context, _ Actor) ([]store.Campaign, error) {
	all, err := d.store.Campaigns(ctx)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return all, nil
}

// Periods is the periods of a campaign in order.
func (d *Desk) Periods(ctx context.Context, a Actor, campaign string) ([]PeriodState, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	issued, err := d.store.Briefings(ctx, campaign)
	if err != nil {
		return nil, fmt.Errorf("read briefings: %w", err)
	}
	var out []PeriodState
	for _, p := range rm.campaign().Periods {
		s := PeriodState{Period: p, Closing: rm.closings[p.Name()]}
		for _, b := range issued {
			if b.Period == p.Name() {
				s.Briefings = append(s.Briefings, b.Number)
			}
		}
		if !a.office() {
			s.Closing.By, s.Closing.Reason = "", ""
		}
		out = append(out, s)
	}
	return out, nil
}

// Close closes a period: from now on corrections need a reason and are
// offered.
func (d *Desk) Close(ctx context.Context, a Actor, campaign, period, reason string) error {
	return d.setClosed(ctx, a, campaign, period, reason, true)
}

// Open opens a closed period again, for a reason.
func (d *Desk) Open(ctx context.Context, a Actor, campaign, period, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return refuse("reason_needed")
	}
	return d.setClosed(ctx, a, campaign, period, reason, false)
}

func (d *Desk) setClosed(ctx context.Context, a Actor, campaign, name, reason string, closed bool) error {
	if a.Role != store.City {
		return refuse("not_allowed", standingWords[city])
	}
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		rm, err := d.room(ctx, tx, campaign)
		if err != nil {
			return err
		}
		p, err := rm.period(name)
		if err != nil {
			return err
		}
		if rm.closed(p) == closed {
			return refuse("period_already", p.Ends.Chinese())
		}
		now := d.now()
		c := store.Closing{Campaign: campaign, Period: name, Closed: closed, Briefing: rm.closings[name].Briefing, Change: a.change(now, reason)}
		if err := tx.PutClosing(ctx, c); err != nil {
			return err
		}
		what := "period.open"
		if closed {
			what = "period.close"
		}
		return a.note(ctx, tx, now, what, "period/"+name, owner{}, "")
	})
	if err != nil {
		return fmt.Errorf("close or open period: %w", err)
	}
	return nil
}

// Filed is who owes or filed what for a period, in the order of tables.
func (d *Desk) Filed(ctx context.Context, a Actor, campaign, name string) ([]Slot, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	p, err := rm.period(name)
	if err != nil {
		return nil, err
	}
	return d.filed(ctx, d.store, a, rm, p)
}

func (d *Desk) filed(ctx context.Context, r store.Reader, a Actor, rm *room, p period.Period) ([]Slot, error) {
	units, county, some := a.narrow(nil, "")
	if !some {
		return nil, nil
	}
	heads, err := r.Returns(ctx, store.ReturnFilter{Campaign: rm.id, Period: p.Name(), Units: units, County: county})
	if err != nil {
		return nil, fmt.Errorf("read returns: %w", err)
	}
	attempts, err := r.Attempts(ctx, store.FilingFilter{Campaign: rm.id, Units: units, County: county})
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	came := map[slot][]store.Return{}
	strangers := []returns.Unit{}
	for _, h := range heads {
		if _, known := rm.reg.Unit(h.Unit); !known && came[slotOf(&h)] == nil {
			strangers = append(strangers, rm.unit(h.Unit))
		}
		came[slotOf(&h)] = append(came[slotOf(&h)], h)
	}
	tries := map[returns.UnitCode]int{}
	for _, at := range attempts {
		if at.Period == p.Name() || at.Period == "" {
			tries[at.Unit]++
		}
	}
	var out []Slot
	for _, u := range append(rm.units(), strangers...) {
		mine := a.sees(rm.owner(u, Actor{}))
		for _, f := range d.forms.Forms {
			s := Slot{Unit: u, Form: f.ID, Period: p.Name(), Due: rm.owes(u, f.ID, p), Attempts: tries[u.Code]}
			if versions := came[slot{u.Code, f.ID, p.Name()}]; mine && s.Due || len(versions) > 0 {
				s.fill(versions, p.Cutoff.Add(rm.campaign().Grace), d.now())
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// The words of timeliness of what is not there.
const (
	isMissing = "missing"
	isNotDue  = "notdue"
)

// fill says what came of a slot: what counts in time before what is late, the
// newest that counts.
func (s *Slot) fill(versions []store.Return, limit, now time.Time) {
	s.Timeliness = isMissing
	if !s.Due {
		s.Timeliness = isNotDue
	}
	came := time.Time{}
	for i := range versions {
		v := &versions[i]
		if s.Newest == nil || v.Version > s.Newest.Version {
			s.Newest = v
		}
		switch v.State {
		case returns.Accepted, returns.Nil, returns.Held, returns.Superseded:
			if s.Timeliness != string(store.OnTime) {
				s.Timeliness = string(v.Timeliness)
			}
			if came.IsZero() || v.Received.Before(came) {
				came = v.Received
			}
		}
		if v.State.Counts() && (s.Counted == nil || v.Version > s.Counted.Version) {
			s.Counted = v
		}
	}
	switch {
	case s.Timeliness == string(store.Late):
		s.Late = came.Sub(limit)
	case s.Timeliness == isMissing && now.After(limit):
		s.Late = now.Sub(limit)
	}
}

// Texts is the free paragraphs of a period's briefing.
func (d *Desk) Texts(ctx context.Context, a Actor, campaign, period string) ([]store.Text, error) {
	if !a.office() {
		return nil, fmt.Errorf("texts of %s: %w", period, store.ErrNotFound)
	}
	texts, err := d.store.Texts(ctx, campaign, period)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	return texts, nil
}

// PutText replaces the paragraphs of one section; figures only as {figure.id}.
// text_wrong when the briefing could not be composed with it.
func (d *Desk) PutText(ctx context.Context, a Actor, campaign, name, section string, paragraphs []string) error {
	if a.Role != store.City {
		return refuse("not_allowed", standingWords[city])
	}
	v, err := d.look(ctx, d.store, campaign)
	if err != nil {
		return err
	}
	p, err := v.room.period(name)
	if err != nil {
		return err
	}
	merged, err := v.merge(ctx, d.store, merging{asOf: p.Ends})
	if err != nil {
		return err
	}
	texts := map[string][]string{section: paragraphs}
	if _, err := reports.Compose(merged, v.room.reg, d.forms, reports.Options{Texts: texts}); err != nil {
		return refuse("text_wrong", "指标只能写成 {指标代码}，如 {recruit.posts}；请核对代码和栏目")
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		if err := tx.PutText(ctx, store.Text{Campaign: campaign, Period: name, Section: section, Paragraphs: paragraphs, At: now, By: a.User}); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "briefing.text", "period/"+name+"/"+section, owner{}, "")
	})
	if err != nil {
		return fmt.Errorf("keep text: %w", err)
	}
	return nil
}
