package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// keptMergings bounds how many mergings are kept: a campaign's draft needs one
// for each period up to its own.
const keptMergings = 12

// A liveCache keeps mergings by what they were made of. What is asked for
// again while nothing changed is not merged again.
type liveCache struct {
	turn  sync.Mutex // one merging at a time: others find its result, and memory holds one
	mu    sync.Mutex
	order []string // oldest first
	kept  map[string]*figures.Merged
}

func (c *liveCache) get(key string) *figures.Merged {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}

func (c *liveCache) put(key string, m *figures.Merged) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]*figures.Merged{}
	}
	if c.kept[key] == nil {
		c.order = append(c.order, key)
	}
	c.kept[key] = m
	for len(c.order) > keptMergings {
		delete(c.kept, c.order[0])
		c.order = c.order[1:]
	}
}

// A view is one state of a campaign: every return's head, what was decided and
// issued. Bodies are read when something must be merged.
type view struct {
	desk      *Desk
	room      *room
	heads     []store.Return
	decisions []store.Decision
	names     map[string]string // of the accounts that decided
	briefings []store.Briefing
	print     string         // another with any change of what figures follow from
	bodies    []store.Return // whole, of what counts and what is offered; nil until read
}

// look reads a view from one state of the store. While nothing changed its
// heads are those of before: they are not to be changed.
func (d *Desk) look(ctx context.Context, r store.Reader, campaign string) (*view, error) {
	revision, err := r.Revision(ctx, campaign)
	if err != nil {
		return nil, fmt.Errorf("read campaign: %w", err)
	}
	rm, err := d.roomAt(ctx, r, campaign, revision)
	if err != nil {
		return nil, err
	}
	v := &view{desk: d, room: rm, print: revision.Setup + " " + revision.Filed}
	d.mu.Lock()
	kept := d.views[campaign]
	d.mu.Unlock()
	if kept != nil && kept.print == v.print {
		v.heads, v.decisions, v.names, v.briefings = kept.heads, kept.decisions, kept.names, kept.briefings
		return v, nil
	}
	if v.heads, err = r.Returns(ctx, store.ReturnFilter{Campaign: campaign}); err != nil {
		return nil, fmt.Errorf("read returns: %w", err)
	}
	if v.decisions, err = r.Decisions(ctx, campaign); err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	v.names = map[string]string{}
	for _, x := range v.decisions {
		if u, err := r.User(ctx, x.Made.By); err == nil {
			v.names[x.Made.By] = u.Name
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, fmt.Errorf("read who decided: %w", err)
		}
	}
	if v.briefings, err = r.Briefings(ctx, campaign); err != nil {
		return nil, fmt.Errorf("read briefings: %w", err)
	}
	whole := *v
	d.mu.Lock()
	defer d.mu.Unlock()
	d.views[campaign] = &whole
	return v, nil
}

// load reads the bodies of what may be counted.
func (v *view) load(ctx context.Context, r store.Reader) error {
	if v.bodies != nil {
		return nil
	}
	bodies := []store.Return{}
	err := r.EachReturn(ctx, store.ReturnFilter{
		Campaign: v.room.id, States: append(slices.Clone(counting), returns.Offered),
	}, func(ret store.Return) error {
		bodies = append(bodies, ret)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read returns to merge: %w", err)
	}
	v.bodies = bodies
	return nil
}

// A merging says what to merge of a view.
type merging struct {
	asOf   period.Date
	strict bool
	omit   []string // ids of held returns that are left out
	// instead, when set, is the returns to merge in place of the view's: what
	// would be if something changed. It is not kept.
	instead []store.Return
	// fresh says that the last issue is not looked at (no @new).
	fresh bool
}

// merge merges a view as of a date. The answer may be shared: it is not to be
// changed.
func (v *view) merge(ctx context.Context, r store.Reader, m merging) (*figures.Merged, error) {
	key := ""
	if m.instead == nil {
		var err error
		if key, err = fingerprint(v.print, m.asOf, m.strict, m.omit, m.fresh); err != nil {
			return nil, err
		}
		if kept := v.desk.live.get(key); kept != nil {
			return kept, nil
		}
	}
	v.desk.live.turn.Lock()
	defer v.desk.live.turn.Unlock()
	if key != "" {
		if kept := v.desk.live.get(key); kept != nil {
			return kept, nil
		}
		if err := v.load(ctx, r); err != nil {
			return nil, err
		}
		m.instead = v.bodies
	}
	in := merge.Input{
		Register: v.room.reg, Forms: v.desk.forms, AsOf: m.asOf, Strict: m.strict,
		Returns: v.input(m.instead), Refused: v.refused(), Decisions: v.decided(), Omit: omitted(m),
	}
	if !m.fresh {
		issued, err := v.lastIssued(ctx, r, m.asOf)
		if err != nil {
			return nil, err
		}
		in.Issued = issued
	}
	merged, err := merge.Merge(in)
	if err != nil {
		return nil, fmt.Errorf("merge: %w", err)
	}
	v.tellTimes(merged)
	if key != "" {
		v.desk.live.put(key, merged)
	}
	return merged, nil
}

// input is bodies with the heads of what does not count beside them, so that
// what is listed as filed or left out is all that came.
func (v *view) input(bodies []store.Return) []returns.Return {
	seen := map[string]bool{}
	var out []returns.Return
	for i := range bodies {
		seen[bodies[i].ID] = true
		out = append(out, bodies[i].Return)
	}
	for i := range v.heads {
		if !seen[v.heads[i].ID] {
			out = append(out, v.heads[i].Return)
		}
	}
	return out
}

// refused lists refused returns with how much was found, which their heads do
// not say, and files without returns.
func (v *view) refused() []figures.Refused {
	var out []figures.Refused
	for i := range v.heads {
		if h := &v.heads[i]; h.State == returns.Refused {
			out = append(out, figures.Refused{File: h.Filing.File, Form: h.Form, Unit: h.Unit, Findings: h.Tally.Faults + h.Tally.Doubts + h.Tally.Advice})
		}
	}
	return out
}

func (v *view) decided() []figures.Decision {
	var out []figures.Decision
	for _, d := range v.decisions {
		if d.Stands() {
			out = append(out, figures.Decision{
				Conflict: d.Conflict, Choice: d.Choice, Who: v.names[d.Made.By], When: period.Of(d.Made.At).String(), Reason: d.Made.Reason,
			})
		}
	}
	return out
}

func omitted(m merging) func(*returns.Return) bool {
	if len(m.omit) == 0 {
		return nil
	}
	type version struct {
		slot
		no int
	}
	out := map[version]bool{}
	for i := range m.instead {
		if r := &m.instead[i]; slices.Contains(m.omit, r.ID) {
			out[version{slotOf(r), r.Version}] = true
		}
	}
	return func(r *returns.Return) bool {
		return out[version{slot{r.Unit, r.Form, r.Period.Name()}, r.Version}]
	}
}

// lastIssued is the newest briefing that holds and is of that day or earlier,
// as it was issued. Nil if there is none.
func (v *view) lastIssued(ctx context.Context, r store.Reader, asOf period.Date) (*figures.Merged, error) {
	for _, b := range slices.Backward(v.briefings) {
		ends, err := period.Parse(b.Period)
		if err != nil || b.Void() || ends.After(asOf) {
			continue
		}
		return v.desk.issued(ctx, r, v.room.id, b.Number)
	}
	return nil, nil
}

// issued is the figures of a briefing as it was issued.
func (d *Desk) issued(ctx context.Context, r store.Reader, campaign string, number int) (*figures.Merged, error) {
	key := fmt.Sprintf("issued %s %d", campaign, number)
	if kept := d.live.get(key); kept != nil {
		return kept, nil
	}
	b, err := r.Briefing(ctx, campaign, number)
	if err != nil {
		return nil, fmt.Errorf("read briefing %d: %w", number, err)
	}
	m, err := thaw(b.Frozen.Figures)
	if err != nil {
		return nil, fmt.Errorf("read briefing %d: %w", number, err)
	}
	d.live.put(key, m)
	return m, nil
}

// tellTimes says of each return filed whether it came in time.
func (v *view) tellTimes(m *figures.Merged) {
	in := map[slot]store.Timeliness{}
	for i := range v.heads {
		h := &v.heads[i]
		switch h.State {
		case returns.Accepted, returns.Nil, returns.Held, returns.Superseded:
			if at := slotOf(h); in[at] != store.OnTime {
				in[at] = h.Timeliness
			}
		}
	}
	for i := range m.Filed {
		f := &m.Filed[i]
		if t, ok := in[slot{f.Unit, f.Form, f.Period.Name()}]; ok && f.Timeliness == "filed" {
			f.Timeliness = string(t)
		}
	}
}

// byID finds a return among bodies.
func byID(all []store.Return, id string) *store.Return {
	if i := slices.IndexFunc(all, func(r store.Return) bool { return r.ID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}

// sortedUnits lists the units of a merging: the city, then by code.
func sortedUnits(m *figures.Merged) []returns.UnitCode { return slices.Sorted(maps.Keys(m.Figures)) }
