package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// A room is one campaign as it is now: its units, what was learned of their
// headers, which periods are closed.
type room struct {
	id       string
	setup    string // store.Revision.Setup: another with any change but of the closings
	reg      *register.Register
	importer *importer.Importer
	cityUnit returns.UnitCode // the city's own unit, "" if none
	closings map[string]store.Closing
}

// room reads a campaign. What does not change often is kept between calls.
// ErrNotFound.
func (d *Desk) room(ctx context.Context, r store.Reader, id string) (*room, error) {
	revision, err := r.Revision(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read campaign: %w", err)
	}
	return d.roomAt(ctx, r, id, revision)
}

// roomAt is a campaign as of a revision that was just read.
func (d *Desk) roomAt(ctx context.Context, r store.Reader, id string, revision store.Revision) (*room, error) {
	closings, err := r.Closings(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read closings: %w", err)
	}
	kept := d.keptRoom(id, revision.Setup)
	if kept == nil {
		if kept, err = d.furnish(ctx, r, id, revision.Setup); err != nil {
			return nil, err
		}
	}
	now := *kept
	now.closings = map[string]store.Closing{}
	for _, c := range closings {
		now.closings[c.Period] = c
	}
	return &now, nil
}

func (d *Desk) keptRoom(id, setup string) *room {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kept := d.rooms[id]; kept != nil && kept.setup == setup {
		return kept
	}
	return nil
}

// furnish reads what a room holds and keeps it under a mark read before.
func (d *Desk) furnish(ctx context.Context, r store.Reader, id, setup string) (*room, error) {
	c, err := r.Campaign(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read campaign: %w", err)
	}
	units, err := r.Units(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	headers, err := r.Headers(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read learned headers: %w", err)
	}
	campaign := c.File.Campaign
	campaign.Headers = learned(campaign.Headers, headers)
	var own, firms []returns.Unit
	rm := &room{id: c.ID, setup: setup}
	for _, u := range units {
		switch u.Kind {
		case period.Firm:
			firms = append(firms, u)
			continue
		case period.City:
			if rm.cityUnit == "" {
				rm.cityUnit = u.Code
			}
		}
		own = append(own, u)
	}
	rm.reg = register.New(campaign, own, firms)
	im := *d.reading
	im.Register = rm.reg
	rm.importer = &im
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rooms[c.ID] = rm
	return rm, nil
}

// learned lays what the service learned over what the campaign's file says.
func learned(file period.Learned, headers []store.Header) period.Learned {
	out := period.Learned{}
	put := func(unit, form, header, field string) {
		if out[unit] == nil {
			out[unit] = map[string]map[string]string{}
		}
		if out[unit][form] == nil {
			out[unit][form] = map[string]string{}
		}
		out[unit][form][header] = field
	}
	for unit, byForm := range file {
		for form, byHeader := range byForm {
			for header, field := range byHeader {
				put(unit, form, header, field)
			}
		}
	}
	for _, h := range headers {
		put(string(h.Unit), string(h.Form), h.Header, h.Field)
	}
	return out
}

// fingerprint is a hash over values as JSON.
func fingerprint(values ...any) (string, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(values); err != nil {
		return "", fmt.Errorf("make fingerprint: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (rm *room) campaign() *period.Campaign { return &rm.reg.Campaign }

// period is the period of that name. ErrNotFound.
func (rm *room) period(name string) (period.Period, error) {
	ends, err := period.Parse(name)
	if err == nil {
		if p, err := rm.campaign().Named(ends); err == nil {
			return p, nil
		}
	}
	return period.Period{}, fmt.Errorf("period %q: %w", name, store.ErrNotFound)
}

func (rm *room) closed(p period.Period) bool { return rm.closings[p.Name()].Closed }

// owner is whose a unit's returns are. A firm that is not on the register has
// the county of whoever hands in for it.
func (rm *room) owner(u returns.Unit, a Actor) owner {
	if known, ok := rm.reg.Unit(u.Code); ok {
		return owner{Unit: u.Code, County: rm.reg.County(known)}
	}
	if a.Role == store.County {
		return owner{Unit: u.Code, County: a.Unit}
	}
	return owner{Unit: u.Code, County: u.Within}
}

// unit is a unit by its code; one that the register does not know has its code
// for a name.
func (rm *room) unit(code returns.UnitCode) returns.Unit {
	if u, ok := rm.reg.Unit(code); ok {
		return u
	}
	return returns.Unit{Code: code, Kind: period.Firm, Name: string(code), Order: len(rm.reg.Firms)}
}

// owes reports whether a unit that is active in the period owes the form.
func (rm *room) owes(u returns.Unit, form returns.FormID, p period.Period) bool {
	if _, known := rm.reg.Unit(u.Code); !known {
		return false
	}
	active := (u.From.IsZero() || !u.From.After(p.Ends)) && (u.To.IsZero() || !u.To.Before(p.From))
	return active && rm.campaign().Owes(u.Kind, string(form), p)
}

// units is every unit and firm in the order of tables.
func (rm *room) units() []returns.Unit { return slices.Concat(rm.reg.Units, rm.reg.Firms) }

// form is a form by its id. RefusedError.
func (d *Desk) form(id returns.FormID) (*forms.Form, error) {
	f, ok := d.forms.Form(id)
	if !ok {
		return nil, refuse("form_unknown", string(id))
	}
	return f, nil
}

// A history is what a unit filed before, for the importer. Returns are read
// when first asked for, and held as merging holds them.
type history struct {
	ctx      context.Context
	reader   store.Reader
	desk     *Desk
	campaign string
	units    map[returns.UnitCode]*importer.Memory
	err      error // the first one, since a History cannot answer with an error
}

func newHistory(ctx context.Context, r store.Reader, d *Desk, campaign string) *history {
	return &history{ctx: ctx, reader: r, desk: d, campaign: campaign, units: map[returns.UnitCode]*importer.Memory{}}
}

func (h *history) of(unit returns.UnitCode) *importer.Memory {
	if m := h.units[unit]; m != nil {
		return m
	}
	m := importer.NewMemory(h.desk.forms)
	h.units[unit] = m
	kept := map[slot]store.Return{}
	err := h.reader.EachReturn(h.ctx, store.ReturnFilter{
		Campaign: h.campaign, Units: []returns.UnitCode{unit}, States: counting,
	}, func(r store.Return) error {
		at := slotOf(&r)
		before, there := kept[at]
		switch {
		case there && before.Version > r.Version:
			return nil
		case there && before.Version == r.Version:
			before.Unpack(nil)
			r.Records = slices.Concat(before.Records, r.Records)
			r.Findings = slices.Concat(before.Findings, r.Findings)
		}
		h.desk.pack(&r)
		kept[at] = r
		return nil
	})
	if err != nil && h.err == nil {
		h.err = fmt.Errorf("read earlier returns: %w", err)
	}
	for _, r := range slices.SortedFunc(maps.Values(kept), func(a, b store.Return) int { return a.Period.No - b.Period.No }) {
		m.Add(&importer.Outcome{Returns: []returns.Return{r.Return}})
	}
	return m
}

// Last is the newest counted return of an earlier period.
func (h *history) Last(unit returns.UnitCode, form returns.FormID, before period.Period) *returns.Return {
	return h.of(unit).Last(unit, form, before)
}

// FirstBase is the base first filed for a firm.
func (h *history) FirstBase(unit returns.UnitCode, form returns.FormID, firm string, before period.Period) (returns.Number, period.Period, bool) {
	return h.of(unit).FirstBase(unit, form, firm, before)
}

// Earlier is what the unit filed for earlier periods.
func (h *history) Earlier(unit returns.UnitCode, before period.Period) []*returns.Return {
	return h.of(unit).Earlier(unit, before)
}

// counting is the states that count.
var counting = []returns.State{returns.Accepted, returns.Nil, returns.Held}

// A slot is what versions are of.
type slot struct {
	unit   returns.UnitCode
	form   returns.FormID
	period string
}

func slotOf(r *store.Return) slot { return slot{r.Unit, r.Form, r.Period.Name()} }
