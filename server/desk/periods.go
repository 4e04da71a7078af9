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
		mask(&s.Closing.Reason)
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
	v, err := d.look(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	p, err := v.room.period(name)
	if err != nil {
		return nil, err
	}
	return v.filed(ctx, d.store, a, p)
}

func (v *view) filed(ctx context.Context, r store.Reader, a Actor, p period.Period) ([]Slot, error) {
	units, county, some := a.narrow(nil, "")
	if !some {
		return nil, nil
	}
	tries, err := r.CountAttempts(ctx, store.FilingFilter{Campaign: v.room.id, Units: units, County: county, Period: p.Name()})
	if err != nil {
		return nil, fmt.Errorf("count attempts: %w", err)
	}
	came, strangers := v.came(a, p)
	name, limit, now := p.Name(), p.Cutoff.Add(v.room.campaign().Grace), v.desk.now()
	var out []Slot
	for _, u := range append(v.room.units(), strangers...) {
		mine, versions := a.sees(v.room.owner(u, Actor{})), came[u.Code]
		if !mine && versions == nil {
			continue
		}
		for _, f := range v.desk.forms.Forms {
			s := Slot{Unit: u, Form: f.ID, Period: name, Due: v.room.owes(u, f.ID, p), Attempts: tries[u.Code]}
			if mine && s.Due || versions[f.ID] != nil {
				s.fill(versions[f.ID], limit, now)
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// came is what came for a period that the actor may see, and the units among it
// that the register does not know, newest first.
func (v *view) came(a Actor, p period.Period) (map[returns.UnitCode]map[returns.FormID][]*store.Return, []returns.Unit) {
	out := map[returns.UnitCode]map[returns.FormID][]*store.Return{}
	var strangers []returns.Unit
	for i := range v.heads {
		h := v.heads[i]
		if h.Period.Ends != p.Ends || !a.sees(owner{h.Unit, h.County}) {
			continue
		}
		if out[h.Unit] == nil {
			out[h.Unit] = map[returns.FormID][]*store.Return{}
			if _, known := v.room.reg.Unit(h.Unit); !known {
				strangers = append(strangers, v.room.unit(h.Unit))
			}
		}
		out[h.Unit][h.Form] = append(out[h.Unit][h.Form], h)
	}
	return out, strangers
}

// The words of timeliness of what is not there.
const (
	isMissing = "missing"
	isNotDue  = "notdue"
)

// fill says what came of a slot: what counts in time before what is late, the
// newest that counts.
func (s *Slot) fill(versions []*store.Return, limit, now time.Time) {
	s.Timeliness = isMissing
	if !s.Due {
		s.Timeliness = isNotDue
	}
	came := time.Time{}
	for _, v := range versions {
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
