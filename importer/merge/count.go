package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// A hit is one record, or one number beside the records, that a figure counts.
type hit struct {
	rec     *record
	owner   int
	amount  returns.Number
	over    returns.Number // of a Ratio
	key     string
	name    string
	week    bool   // dated in the period
	weekly  bool   // from a weekly table
	field   int    // of weekly
	firm    string // whose line or roster it is, "" of other records
	sources []figures.Source
}

// A stat says what there is to count for one unit.
type stat struct {
	filed  bool // the unit filed a form that the figure comes from
	takes  int  // records that the figure would count, if they had a value
	denied int  // records that a condition rules out
	valued int  // records that have a value
	out    int  // of a Ratio: records that lack a part

	weekTakes, weekDenied int // of those, dated in the period
	twice                 returns.Number
	beside                returns.Number
	besides               bool
}

// A tally is one figure being counted, for all units at once.
type tally struct {
	ms    *measure
	hits  []hit       // by owner
	stats []stat      // by owner; the last is of no unit
	drops []ownedDrop // by owner
}

type ownedDrop struct {
	owner int
	d     figures.Dropped
}

// count makes every figure with its variants.
func (m *merger) count() error {
	measures, err := m.compile()
	if err != nil {
		return err
	}
	m.measures = measures
	m.noteDates()
	m.readIndicators()
	for _, u := range m.units {
		m.out.Figures[u.Code] = map[figures.ID]figures.Figure{}
	}
	m.out.Figures[figures.City] = map[figures.ID]figures.Figure{}
	for _, ms := range measures {
		m.out.Catalogue = append(m.out.Catalogue, ms.def)
		if err := m.countOne(ms); err != nil {
			return fmt.Errorf("count figure %s: %w", ms.def.ID, err)
		}
	}
	m.sinceIssue()
	return nil
}

func (m *merger) countOne(ms *measure) error {
	now := m.tally(ms, m.state)
	total, err := m.publish(now, ms.def, ms.bit)
	if err != nil {
		return err
	}
	switch {
	case ms.def.Stock && m.before != nil:
		before, err := m.publishTo(m.tally(ms, m.before), ms.def, nil)
		if err != nil {
			return err
		}
		m.changes(ms.def, total, before)
	case !ms.def.Stock && ms.dated():
		def := ms.def
		def.ID += "@week"
		_, err = m.publish(now.inWeek(m), def, ms.bit+1)
	}
	return err
}

// dated reports whether what the figure counts has dates.
func (ms *measure) dated() bool {
	return slices.ContainsFunc(ms.parts, func(p *part) bool { return p.t.at(forms.RoleEvent) >= 0 })
}

// noteDates remembers in which periods each unit has a record dated, counted
// or not: a weekly table does not bring back what another unit's row stands
// for.
func (m *merger) noteDates() {
	for _, t := range m.tables {
		for _, r := range t.records {
			if r.owner < 0 || r.event.IsZero() {
				continue
			}
			if t.dated[r.owner] == nil {
				t.dated[r.owner] = map[int]bool{}
			}
			for _, p := range m.campaign.Periods {
				if p.Holds(r.event) {
					t.dated[r.owner][p.No] = true
				}
			}
		}
	}
}

// tally counts one figure over the records of all its forms.
func (m *merger) tally(ms *measure, st *state) *tally {
	c := &tally{ms: ms, stats: make([]stat, len(m.units)+1), hits: m.hits[:0], drops: m.dropped[:0]}
	defer func() { m.hits, m.dropped = c.hits, c.drops }() // figures keep no hits: one list serves them all
	for _, p := range ms.parts {
		records, filed := p.t.records, p.t.filed
		if p.t.form.Counting == forms.Stock && !p.t.form.Roster {
			records, filed = st.records[p.t], st.filed[p.t]
		}
		for o := range m.units {
			if filed[o] && m.active(p, o) {
				c.stats[o].filed = true
			}
		}
		switch {
		case p.fig.Register != "":
			m.tallyRegister(c, p, st, records)
		case p.t.form.Roster:
			m.tallyRoster(c, p, st)
		default:
			p.stands = m.standIns(p)
			for _, r := range records {
				m.tallyRecord(c, p, r)
			}
			if st == m.state && !m.in.Values {
				m.tallyDrops(c, p)
				m.tallyBeside(c, p)
			}
		}
	}
	if !ms.def.Stock {
		m.tallyIndicators(c)
	}
	slices.SortStableFunc(c.hits, func(a, b hit) int { return cmp.Compare(uint(a.owner), uint(b.owner)) })
	slices.SortStableFunc(c.drops, func(a, b ownedDrop) int { return cmp.Compare(uint(a.owner), uint(b.owner)) })
	return c
}

func (c *tally) stat(owner int) *stat {
	if owner < 0 {
		return &c.stats[len(c.stats)-1]
	}
	return &c.stats[owner]
}

// tallyRecord counts one record, or says why it is left out.
func (m *merger) tallyRecord(c *tally, p *part, r *record) {
	if !m.basis(p.fig.Basis) {
		return
	}
	s := c.stat(r.owner)
	takes, here := m.takes(p, r)
	if !here {
		return
	}
	if r.left == "" && m.active(p, r.owner) {
		s.note(takes, m.now.Holds(r.event))
	}
	if takes != yes {
		return
	}
	h, ok := m.hitOf(p, r)
	switch {
	case !ok:
		if p.fig.Ratio != nil {
			s.out++
		}
		return
	case r.left != "":
		if r.twice {
			s.twice.Micros += h.amount.Micros
		}
		c.drop(r.owner, r.left, m.sourcesFor(p, r))
		return
	case !m.active(p, r.owner):
		c.drop(r.owner, "以《"+p.unless.form.Title+"》为准", m.sourcesFor(p, r))
		return
	}
	s.valued++
	h.sources = m.keep(m.sourcesFor(p, r))
	c.hits = append(c.hits, h)
	if m.in.Values {
		return
	}
	for _, i := range p.numbers() {
		c.dropOthers(r, i)
	}
}

// numbers is the fields whose numbers the figure adds up.
func (p *part) numbers() []int {
	if p.sum >= 0 {
		return []int{p.sum}
	}
	return append(slices.Clone(p.of), p.to...)
}

// dropOthers lists what else was filed of a field of a firm's line.
func (c *tally) dropOthers(r *record, i int) {
	if r.lines == nil {
		return
	}
	f := r.table.form
	if s := r.lines[i]; s.base != nil && f.Fields[i].Role == forms.RoleBase {
		c.drop(r.owner, "首次填报以后变动，未作说明", s.typed)
	}
	for _, o := range r.others {
		if o.src != r.lines[i] && o.src.value(i).IsNumber() {
			c.drop(r.owner, o.why, o.src.appendSources(nil, f, i))
		}
	}
}

// note counts a record that stands where the figure counts.
func (s *stat) note(takes verdict, week bool) {
	n := boolInt(week)
	if takes == no {
		s.denied++
		s.weekDenied += n
		return
	}
	s.takes++
	s.weekTakes += n
}

func (c *tally) drop(owner int, why string, sources []figures.Source) {
	for _, src := range sources {
		c.drops = append(c.drops, ownedDrop{owner, figures.Dropped{Why: why, Source: src}})
	}
}

// hitOf is what r adds to the figure, false where it has no value.
func (m *merger) hitOf(p *part, r *record) (hit, bool) {
	h := hit{rec: r, owner: r.owner, amount: returns.Int(1), week: m.now.Holds(r.event)}
	if r.lines != nil {
		h.firm = r.firm
	}
	switch {
	case p.fig.Distinct != "":
		h.key, h.name = m.keyOf(p, r)
		return h, h.key != ""
	case p.fig.Ratio != nil:
		of, hasOf := whole(r.values, p.of)
		to, hasTo := whole(r.values, p.to)
		h.amount, h.over = of, to
		h.key, h.name = m.called(r)
		return h, hasOf && hasTo
	case p.sum >= 0:
		v := r.value(p.sum)
		if v.IsNumber() {
			h.amount = v.Number
		} else if in := p.stands[r]; in != nil {
			h.amount = in.n
		} else {
			return h, false
		}
	}
	h.key, h.name = m.called(r)
	return h, true
}

// called is the key and name of a record in the list of what was counted.
func (m *merger) called(r *record) (key, name string) {
	if m.in.Values {
		return "", ""
	}
	if r.lines != nil {
		return r.firm, m.firmName(r.firm)
	}
	name = m.name(r)
	if r.called == "" {
		r.called = string(r.filer) + " " + name
	}
	return r.called, name
}

// sourcesFor is the cells of r that the figure counts.
func (m *merger) sourcesFor(p *part, r *record) []figures.Source {
	if m.in.Values {
		return nil
	}
	to := m.scratch[:0]
	switch {
	case p.fig.Distinct != "":
		to = m.keySources(to, p, r)
	case p.fig.Ratio != nil:
		for _, i := range append(slices.Clone(p.of), p.to...) {
			if !r.value(i).IsAbsent() {
				to = m.appendSources(to, r, i)
			}
		}
	case p.sum >= 0 && p.stands[r] != nil && !r.value(p.sum).IsNumber():
		for _, row := range p.stands[r].rows {
			to = append(to, m.rowSource(row))
		}
	case p.sum >= 0:
		to = m.appendSources(to, r, p.sum)
	default:
		to = append(to, m.rowSource(r))
	}
	m.scratch = to
	return to
}

// keySources is the cells that name a distinct thing, and those that make it
// count where a ratio does.
func (m *merger) keySources(to []figures.Source, p *part, r *record) []figures.Source {
	had := len(to)
	for _, id := range r.table.form.KeyFields(p.key) {
		i, ok := r.table.form.Index(id)
		if !ok || r.value(i).IsAbsent() || r.table.form.Fields[i].Role == forms.RoleUSCC && len(to) > had {
			continue
		}
		if p.key == "place" && r.table.form.Fields[i].Role == forms.RoleProvince && r.role(forms.RoleCity).Text+r.role(forms.RoleDistrict).Text != "" {
			continue
		}
		to = m.appendSources(to, r, i)
		if p.key == "place" {
			break
		}
	}
	for _, w := range p.where {
		for _, i := range append(append([]int{w.field}, w.of...), w.to...) {
			if i >= 0 && r.lines != nil && r.value(i).IsNumber() {
				to = m.appendSources(to, r, i)
			}
		}
	}
	if len(to) == had {
		to = append(to, m.rowSource(r))
	}
	return to
}

// tallyDrops lists the records and returns that others took the place of.
func (m *merger) tallyDrops(c *tally, p *part) {
	if !m.basis(p.fig.Basis) {
		return
	}
	for _, d := range p.t.drops {
		if takes, here := m.takes(p, d.rec); !here || takes != yes || m.unchanged(p, d) {
			continue
		}
		if _, ok := m.hitOf(p, d.rec); ok {
			c.drop(d.rec.owner, d.why, m.sourcesFor(p, d.rec))
		}
	}
	for _, u := range m.unused {
		if u.ret.Form == p.t.form.ID {
			c.drop(m.ownerOf(u.ret.Unit), u.why, []figures.Source{m.whole(u.ret)})
		}
	}
}

// unchanged reports whether a record that replaced another adds the same to
// the figure: then nothing was left out.
func (m *merger) unchanged(p *part, d drop) bool {
	if len(d.by) == 0 {
		return false
	}
	old, had := m.hitOf(p, d.rec)
	return slices.ContainsFunc(d.by, func(r *record) bool {
		now, ok := m.hitOf(p, r)
		if takes, here := m.takes(p, r); !ok || !had || !here || takes != yes {
			return !had && !ok
		}
		if p.fig.Distinct != "" {
			return now.key == old.key
		}
		return now.amount == old.amount && now.over == old.over
	})
}

// inWeek is the part of a tally that is dated in the period.
func (c *tally) inWeek(m *merger) *tally {
	w := &tally{ms: c.ms, stats: make([]stat, len(c.stats))}
	for _, h := range c.hits {
		if h.week {
			w.hits = append(w.hits, h)
			w.stat(h.owner).valued++
		}
	}
	for o := range c.stats {
		w.stats[o].takes, w.stats[o].denied = c.stats[o].weekTakes, c.stats[o].weekDenied
	}
	for o := range m.units {
		for _, p := range c.ms.parts {
			if m.active(p, o) && p.t.filedIn(o, m.now.No) && !c.stats[o].absent() {
				w.stats[o].filed = true
			}
		}
	}
	return w
}

// filedIn reports whether a unit filed the form for a period.
func (t *table) filedIn(owner, period int) bool {
	return slices.ContainsFunc(t.series, func(s *series) bool {
		return s.owner == owner && !s.firm && slices.ContainsFunc(s.filings, func(f *filing) bool { return f.period.No == period })
	})
}

// standIns counts, for records without the summed field, the rows of another
// form that go with them.
func (m *merger) standIns(p *part) map[*record]*filledIn {
	e := p.fig.Else
	if e == nil || p.sum < 0 {
		return nil
	}
	from, ok := m.byForm[e.Rows]
	if !ok {
		return nil
	}
	stands := map[*record]*filledIn{}
	byDay := m.byDay(p.t, func(r *record) bool { return r.left == "" })
	for _, row := range from.records {
		if row.left != "" {
			continue
		}
		if r := m.belongs(p.t, row, byDay[slot{row.filer, row.event.String()}], e.On); r != nil && !r.value(p.sum).IsNumber() {
			if stands[r] == nil {
				stands[r] = &filledIn{field: p.sum}
				r.filled = stands[r]
			}
			stands[r].n.Micros += returns.Int(1).Micros
			stands[r].rows = append(stands[r].rows, row)
		}
	}
	return stands
}

// A slot is one filer's day.
type slot struct {
	filer returns.UnitCode
	day   string
}

func (m *merger) byDay(t *table, want func(*record) bool) map[slot][]*record {
	out := map[slot][]*record{}
	for _, r := range t.records {
		if want(r) {
			for _, d := range r.days() {
				s := slot{r.filer, d.String()}
				out[s] = append(out[s], r)
			}
		}
	}
	return out
}

// belongs is the record of a day that a row goes with: what the row fills of
// on must agree, and its place where both have one. Of several the first.
func (m *merger) belongs(t *table, row *record, onDay []*record, on []forms.Key) *record {
	place := row.table.form.Part(row.rec(), "place", m.firms.key)
	var fits []*record
	for _, r := range onDay {
		if m.agree(t, r, row, on) {
			fits = append(fits, r)
		}
	}
	for _, r := range fits {
		if place != "" && r.table.form.Part(r.rec(), "place", m.firms.key) == place {
			return r
		}
	}
	if len(fits) == 0 {
		return nil
	}
	return fits[0]
}

func (m *merger) agree(t *table, r, row *record, on []forms.Key) bool {
	for _, k := range on {
		if fl, ok := t.form.Field(returns.FieldID(k)); ok && fl.Role == forms.RoleEvent {
			continue // the day was matched already
		}
		mine := t.form.Part(r.rec(), k, m.firms.key)
		theirs := row.table.form.Part(row.rec(), row.table.translated(t, k), m.firms.key)
		if theirs != "" && mine != theirs {
			return false
		}
	}
	return true
}

// translated is the field of t that means what a field of another form means:
// the one with its id, else with its role.
func (t *table) translated(other *table, k forms.Key) forms.Key {
	if _, ok := t.form.Field(returns.FieldID(k)); ok {
		return k
	}
	if fl, ok := other.form.Field(returns.FieldID(k)); ok && fl.Role != "" {
		if i := t.at(fl.Role); i >= 0 {
			return forms.Key(t.form.Fields[i].ID)
		}
	}
	return k
}

// tallyBeside adds up what units report in another form that have no rows of
// this one.
func (m *merger) tallyBeside(c *tally, p *part) {
	b := p.fig.Beside
	if b == nil {
		return
	}
	from, ok := m.byForm[b.Form]
	if !ok {
		return
	}
	field, ok := from.form.Index(b.Field)
	if !ok {
		return
	}
	has := make([]bool, len(m.units)+1)
	for _, r := range p.t.records {
		if r.left == "" {
			has[min(uint(r.owner), uint(len(m.units)))] = true
		}
	}
	place := part{fig: &forms.Figure{Home: p.fig.Home}, home: p.home}
	for _, r := range from.records {
		if _, here := m.takes(&place, r); r.left != "" || r.owner < 0 || has[r.owner] || !here || !r.value(field).IsNumber() {
			continue
		}
		s := c.stat(r.owner)
		if n, err := s.beside.Add(r.value(field).Number); err == nil {
			s.beside, s.besides = n, true
		}
	}
}

// says fills a pattern's {n}.
func says(pattern string, n returns.Number) string {
	return strings.ReplaceAll(pattern, "{n}", n.String())
}
