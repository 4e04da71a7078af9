package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// keptMergings bounds how many mergings are kept, keptBytes what they take: a
// campaign's draft needs one for each period up to its own. The newest is kept
// whatever it takes.
const (
	keptMergings = 12
	keptBytes    = 256 << 20
)

// While returns keep coming, a merging that took longer than lagFrom is shown
// for lagTimes as long as it took, at most lagMost: otherwise everybody who
// looks at the deadline would merge everything again. What is smaller is never
// behind.
const (
	lagFrom  = 100 * time.Millisecond
	lagTimes = 20
	lagMost  = time.Minute
)

// A liveCache keeps the newest merging of each thing asked for, with what it
// was made of. What is asked for again while nothing changed is not merged
// again.
type liveCache struct {
	turn  sync.Mutex // one merging at a time: others find its result, and memory holds one
	mu    sync.Mutex
	order []string // oldest first
	bytes int      // of all, about
	kept  map[string]merged
}

// A merged is figures with what they are of.
type merged struct {
	*figures.Merged
	print   string // of the view
	settled string // of the view
	done    time.Time
	took    time.Duration
	bytes   int // about
}

// recent reports whether m may be shown although returns came since, for as
// many times the usual.
func (m merged) recent(settled string, now time.Time, times time.Duration) bool {
	return m.Merged != nil && m.settled == settled && m.took > lagFrom && now.Sub(m.done) < times*min(lagTimes*m.took, lagMost)
}

func (c *liveCache) get(key string) merged {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}

func (c *liveCache) put(key string, m merged) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]merged{}
	}
	if old, there := c.kept[key]; there {
		c.bytes -= old.bytes
		c.order = slices.DeleteFunc(c.order, func(k string) bool { return k == key })
	}
	m.bytes = sizeOf(m.Merged)
	c.kept[key], c.order, c.bytes = m, append(c.order, key), c.bytes+m.bytes
	for len(c.order) > 1 && (len(c.order) > keptMergings || c.bytes > keptBytes) {
		c.bytes -= c.kept[c.order[0]].bytes
		delete(c.kept, c.order[0])
		c.order = c.order[1:]
	}
}

// sizeOf is about how many bytes a merging takes.
func sizeOf(m *figures.Merged) int {
	const aFigure, aCounted, aSource = 450, 110, 170
	n := 0
	for _, of := range m.Figures {
		n += len(of) * aFigure
		for _, f := range of {
			n += len(f.Counted) * aCounted
			for i := range f.Counted {
				n += len(f.Counted[i].Sources) * aSource
			}
		}
	}
	return n
}

// A view is one state of a campaign: the heads of its returns, what was decided
// and issued. Bodies are read when something must be merged.
type view struct {
	desk      *Desk
	room      *room
	heads     []*store.Return // newest first; of what no longer counts some (see recall)
	moved     int64           // the mark as of which they are
	decisions []store.Decision
	names     map[string]string // of the accounts that decided
	briefings []store.Briefing
	print     string         // another with any change of what figures follow from
	settled   string         // another with any such change but of returns
	bodies    []store.Return // whole, rosters packed, of what counts and what is offered; nil until read
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
		v.heads, v.moved, v.decisions, v.names, v.briefings, v.settled = kept.heads, kept.moved, kept.decisions, kept.names, kept.briefings, kept.settled
		return v, nil
	}
	if err := v.readHeads(ctx, r, kept); err != nil {
		return nil, err
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
	if v.settled, err = fingerprint(revision.Setup, v.decisions, v.briefings); err != nil {
		return nil, err
	}
	if _, writing := r.(store.Tx); writing {
		return v, nil // what it saw may be undone
	}
	whole := *v
	d.mu.Lock()
	defer d.mu.Unlock()
	d.views[campaign] = &whole
	return v, nil
}

// readHeads reads every return's head, or what changed since another view.
func (v *view) readHeads(ctx context.Context, r store.Reader, kept *view) error {
	since := int64(0)
	if kept != nil {
		since = kept.moved
	}
	changed, now, whole, err := r.Moved(ctx, v.room.id, since)
	if err != nil {
		return fmt.Errorf("read returns: %w", err)
	}
	veilReturns(changed)
	v.moved = now
	var before []*store.Return
	if !whole {
		before = kept.heads
		if kept.room.setup != v.room.setup {
			before = redated(before, v.room.campaign())
		}
	}
	v.heads = recall(before, changed)
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
	// lag says that what big campaigns gave a little while ago will do.
	lag bool
	// values says that values alone will do: what is held of them takes little.
	values bool
}

// merge merges a view as of a date. The answer may be shared: it is not to be
// changed.
func (v *view) merge(ctx context.Context, r store.Reader, m merging) (*figures.Merged, error) {
	if m.instead != nil {
		v.desk.live.turn.Lock()
		defer v.desk.live.turn.Unlock()
		return v.mergeAll(ctx, r, m)
	}
	live := &v.desk.live
	m.fresh = m.fresh || v.issuedBy(m.asOf) == 0
	keys, err := v.keys(m)
	if err != nil {
		return nil, err
	}
	will := func(times time.Duration) *figures.Merged {
		for _, key := range keys {
			kept := live.get(key)
			if kept.Merged != nil && kept.print == v.print || m.lag && kept.recent(v.settled, v.desk.now(), times) {
				return kept.Merged
			}
		}
		return nil
	}
	if kept := will(1); kept != nil {
		return kept, nil
	}
	if !live.turn.TryLock() {
		// Somebody is at it: the others need not wait for him.
		if kept := will(3); kept != nil {
			return kept, nil
		}
		live.turn.Lock()
	}
	defer live.turn.Unlock()
	if kept := will(1); kept != nil {
		return kept, nil
	}
	begun := v.desk.now()
	if err := v.load(ctx, r); err != nil {
		return nil, err
	}
	m.instead = v.bodies
	out, err := v.mergeAll(ctx, r, m)
	if err != nil {
		return nil, err
	}
	done := v.desk.now()
	live.put(keys[0], merged{Merged: out, print: v.print, settled: v.settled, done: done, took: done.Sub(begun)})
	return out, nil
}

// keys is under what a merging is kept, and others that say as much or more.
func (v *view) keys(m merging) ([]string, error) {
	var out []string
	for _, values := range []bool{m.values, false} {
		key, err := fingerprint(v.room.id, m.asOf, m.strict, m.omit, m.fresh, values)
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// mergeAll merges the returns that m gives instead of the view's. The caller
// has the turn.
func (v *view) mergeAll(ctx context.Context, r store.Reader, m merging) (*figures.Merged, error) {
	in := merge.Input{
		Register: v.room.reg, Forms: v.desk.forms, AsOf: m.asOf, Strict: m.strict, Values: m.values,
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
	if m.values {
		strip(merged)
		return merged, nil
	}
	v.tellTimes(merged)
	return merged, nil
}

// strip takes the lists of what is counted out of figures whose values alone
// are wanted.
func strip(m *figures.Merged) {
	for _, of := range m.Figures {
		for id, f := range of {
			f.Counted, f.Dropped = nil, nil
			of[id] = f
		}
	}
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
		if h := v.heads[i]; h.State == returns.Refused {
			out = append(out, figures.Refused{File: h.Filing.File, Form: h.Form, Unit: h.Unit, Findings: h.Tally.Faults + h.Tally.Doubts + h.Tally.Advice})
		}
	}
	return out
}

func (v *view) decided() []figures.Decision {
	var out []figures.Decision
	for _, d := range v.decisions {
		if d.Stands() {
			out = append(out, veilDecision(figures.Decision{
				Conflict: d.Conflict, Choice: d.Choice, Who: v.names[d.Made.By], When: period.Of(d.Made.At).String(), Reason: d.Made.Reason,
			}))
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
	if number := v.issuedBy(asOf); number > 0 {
		return v.desk.issued(ctx, r, v.room.id, number)
	}
	return nil, nil
}

// issuedBy is the number of the newest briefing that holds and is of that day or
// earlier, 0 if there is none.
func (v *view) issuedBy(asOf period.Date) int {
	for _, b := range slices.Backward(v.briefings) {
		ends, err := period.Parse(b.Period)
		if err == nil && !b.Void() && !ends.After(asOf) {
			return b.Number
		}
	}
	return 0
}

// issued is the figures of a briefing as it was issued.
func (d *Desk) issued(ctx context.Context, r store.Reader, campaign string, number int) (*figures.Merged, error) {
	key := fmt.Sprintf("issued %s %d", campaign, number)
	if kept := d.live.get(key); kept.Merged != nil {
		return kept.Merged, nil
	}
	b, err := r.Briefing(ctx, campaign, number)
	if err != nil {
		return nil, fmt.Errorf("read briefing %d: %w", number, err)
	}
	m, err := thaw(b.Frozen.Figures)
	if err != nil {
		return nil, fmt.Errorf("read briefing %d: %w", number, err)
	}
	d.live.put(key, merged{Merged: m})
	return m, nil
}

// tellTimes says of each return filed whether it came in time.
func (v *view) tellTimes(m *figures.Merged) {
	in := map[slot]store.Timeliness{}
	for i := range v.heads {
		h := v.heads[i]
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
