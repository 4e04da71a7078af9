package merge

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A state is what stock forms say as of one date.
type state struct {
	asOf    period.Date
	records map[*table][]*record
	filed   map[*table][]bool
	owner   map[string]int // firm → position of the unit that its line counts in
}

// readStates takes the newest state of every stock form as of the date, and as
// of the period before it for @change.
func (m *merger) readStates() {
	if !m.last.Ends.IsZero() {
		m.silent = true // conflicts of the state before are those of then
		m.before = m.stateOf(m.last.Ends)
		m.silent = m.in.Values
	}
	m.state = m.stateOf(m.asOf)
	for _, t := range m.tables {
		if t.form.Counting == forms.Stock && !t.form.Roster {
			t.records = m.state.records[t]
			t.filed = m.state.filed[t]
		}
	}
	if !m.in.Values {
		m.workersTwice()
	}
}

func (m *merger) stateOf(asOf period.Date) *state {
	st := &state{asOf: asOf, records: map[*table][]*record{}, filed: map[*table][]bool{}, owner: map[string]int{}}
	for _, t := range m.tables {
		if t.form.Counting != forms.Stock || t.form.Layout != forms.Rows || t.form.Roster {
			continue
		}
		st.filed[t] = make([]bool, len(m.units))
		if t.form.Lines {
			m.readLines(st, t)
		} else {
			m.readStock(st, t)
		}
	}
	return st
}

// counting is the filings of a stock series that hold rows, up to a date: one
// without rows replaces nothing.
func (s *series) counting(asOf period.Date) []*filing {
	var out []*filing
	for _, f := range s.filings {
		if !f.period.Ends.After(asOf) && slices.ContainsFunc(f.parts, func(r *returns.Return) bool { return r.Len() > 0 }) {
			out = append(out, f)
		}
	}
	return out
}

// readStock takes the newest return of each unit whole, and carries what it
// lacks of firms that stood in the one before.
func (m *merger) readStock(st *state, t *table) {
	var records []*record
	for _, s := range t.series {
		alive := map[string][]*record{}
		for _, f := range s.counting(st.asOf) {
			next := map[string][]*record{}
			for _, ret := range f.parts {
				for i := range ret.Records {
					r := m.newRecord(t, s, f, ret, &ret.Records[i])
					m.identify(r)
					next[r.key] = append(next[r.key], r)
				}
			}
			for key, rows := range alive {
				if t.at(forms.RoleFirm) >= 0 && len(next[key]) == 0 && !m.answeredMissing(f, rows[0].firm) {
					next[key] = rows
				}
			}
			alive = next
		}
		for _, rows := range alive {
			records = append(records, rows...)
		}
		if len(alive) > 0 && s.owner >= 0 {
			st.filed[t][s.owner] = true
		}
	}
	slices.SortStableFunc(records, compareRecords)
	st.records[t] = records
	if t.records = records; len(t.form.Same) > 0 {
		m.tellSameOf(t)
	}
}

// answeredMissing reports whether the filer explained that a firm is missing
// (X415), so that it is carried no longer.
func (m *merger) answeredMissing(f *filing, firm string) bool {
	for _, ret := range f.parts {
		for i := range ret.Findings {
			x := &ret.Findings[i]
			if x.Code == "X415" && x.Explained != "" && x.Value != "" && (m.firms.key(x.Value, "") == firm || x.Value == firm) {
				return true
			}
		}
	}
	return false
}

// settled reports whether the change of a firm's base in this row was
// explained (X414).
func settled(ret *returns.Return, row int) bool {
	return slices.ContainsFunc(ret.Findings, func(x finding.Finding) bool {
		return x.Code == "X414" && x.Explained != "" && (row == 0 || x.Place.Row == row)
	})
}

// readLines merges what counties, firms and rosters say of each firm into one
// line a firm.
func (m *merger) readLines(st *state, t *table) {
	sources := map[string][]*lineSource{}
	for _, s := range t.series {
		for firm, src := range m.linesOf(t, s, st.asOf) {
			sources[firm] = append(sources[firm], src)
		}
		if s.owner >= 0 && !s.firm && len(s.counting(st.asOf)) > 0 {
			st.filed[t][s.owner] = true
		}
	}
	for _, roster := range m.tables {
		if !roster.form.Roster {
			continue
		}
		for _, s := range roster.series {
			if firm, src := m.rosterLine(roster, t, s, st.asOf); src != nil {
				sources[firm] = append(sources[firm], src)
			}
		}
	}
	var records []*record
	for _, firm := range slices.Sorted(maps.Keys(sources)) {
		records = append(records, m.lineFor(st, t, firm, sources[firm])...)
	}
	slices.SortStableFunc(records, func(a, b *record) int {
		return cmp.Or(cmp.Compare(uint(a.owner), uint(b.owner)), cmp.Compare(a.firm, b.firm))
	})
	for _, r := range records {
		if r.owner >= 0 && r.left == "" {
			st.filed[t][r.owner] = true
		}
	}
	st.records[t] = records
}

// lineFor is the firm's line. Two lines only where somebody decided that both
// counties' rows count.
func (m *merger) lineFor(st *state, t *table, firm string, sources []*lineSource) []*record {
	slices.SortStableFunc(sources, func(a, b *lineSource) int {
		return cmp.Or(
			-cmp.Compare(a.period.Ends.String(), b.period.Ends.String()),
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(boolInt(a.carried), boolInt(b.carried)),
			cmp.Compare(uint(a.owner), uint(b.owner)),
			cmp.Compare(a.filer, b.filer),
		)
	})
	owners, both := m.lineOwners(t, firm, sources)
	var out []*record
	for n, owner := range owners {
		var mine []*lineSource
		for _, src := range sources {
			if src.rank < ofCounty && n == 0 || src.rank == ofCounty && (src.owner == owner) {
				mine = append(mine, src)
			}
		}
		if len(mine) == 0 {
			continue
		}
		mine = m.compareSources(t, firm, mine)
		line := mergeLine(t, firm, owner, mine)
		out = append(out, line)
		if !both {
			line.dropCounties(m, sources)
			break
		}
	}
	if len(owners) > 0 {
		st.owner[firm] = owners[0]
		m.notOnList(firm, sources, owners[0])
	}
	return out
}

// dropCounties notes what other counties filed of a firm that counts in one.
func (r *record) dropCounties(m *merger, sources []*lineSource) {
	for _, src := range sources {
		if src.rank == ofCounty && src.owner != r.owner {
			r.others = append(r.others, other{src, "同一家企业计入" + m.units[r.owner].Name})
		}
	}
}

// lineOwners is the unit that a firm's line counts in. Two counties that both
// have the firm in their newest return are X404: it counts for the county of
// the register, else for the one that comes first.
func (m *merger) lineOwners(t *table, firm string, sources []*lineSource) (owners []int, both bool) {
	registered := -1
	if u, ok := m.in.Register.Unit(returns.UnitCode(firm)); ok {
		if i, ok := m.unitAt[u.Within]; ok {
			registered = i
		}
	}
	byOwner := map[int][]*lineSource{}
	carried := map[int][]*lineSource{}
	for _, src := range sources {
		switch {
		case src.rank != ofCounty:
		case src.carried:
			carried[src.owner] = append(carried[src.owner], src)
		default:
			byOwner[src.owner] = append(byOwner[src.owner], src)
		}
	}
	if len(byOwner) == 0 {
		byOwner = carried
	}
	filers := slices.Sorted(maps.Keys(byOwner))
	switch {
	case len(filers) == 0 && registered >= 0:
		return []int{registered}, false
	case len(filers) == 0:
		return []int{sources[0].owner}, false
	case len(filers) == 1:
		return filers, false
	}
	keeps := filers[0]
	if slices.Contains(filers, registered) {
		keeps = registered
	}
	choice := m.conflict(m.countiesConflict(t, firm, filers, byOwner, keeps))
	if i, ok := kept(choice); ok {
		keeps = filers[i]
	}
	if choice == figures.Both || choice == figures.Apart {
		return append([]int{keeps}, slices.DeleteFunc(slices.Clone(filers), func(o int) bool { return o == keeps })...), true
	}
	return []int{keeps}, false
}

// countiesConflict is X404 about one firm.
func (m *merger) countiesConflict(t *table, firm string, filers []int, byOwner map[int][]*lineSource, keeps int) figures.Conflict {
	c := figures.Conflict{
		ID: conflictID(twoCounties, string(t.form.ID), firm), Code: twoCounties, Firm: firm, Units: m.codes(filers),
		What:    fmt.Sprintf("企业“%s”在%s的%s中都有", m.firmName(firm), m.namesOf(filers), t.form.Title),
		Default: fmt.Sprintf("只计一次，计入%s", m.units[keeps].Name),
	}
	for _, o := range filers {
		side := figures.Side{Key: string(m.units[o].Code), Unit: m.units[o].Code, Words: m.units[o].Name}
		for _, src := range byOwner[o] {
			side.Sources = append(side.Sources, src.rowSource())
		}
		c.Sides = append(c.Sides, side)
	}
	return c
}

// compareSources raises X408 where sources of the newest period contradict
// each other, and puts the one first that somebody decided for.
func (m *merger) compareSources(t *table, firm string, sources []*lineSource) []*lineSource {
	newest := sources[:1:1]
	for _, src := range sources[1:] {
		if src.period.Ends == sources[0].period.Ends && !src.carried && !sources[0].carried {
			newest = append(newest, src)
		}
	}
	fields := m.differing(t, newest)
	if len(fields) == 0 {
		return sources
	}
	prefer, ok := kept(m.conflict(m.sourcesConflict(t, firm, newest, fields)))
	if !ok || prefer == 0 {
		return sources
	}
	first := newest[prefer]
	return append([]*lineSource{first}, slices.DeleteFunc(slices.Clone(sources), func(s *lineSource) bool { return s == first })...)
}

// sourcesConflict is X408 about one firm: what its sources say of the fields
// in which they differ.
func (m *merger) sourcesConflict(t *table, firm string, sources []*lineSource, fields []int) figures.Conflict {
	var heads []string
	for _, i := range fields {
		heads = append(heads, t.form.Fields[i].Header)
	}
	c := figures.Conflict{
		ID: conflictID(countyDiffers, string(t.form.ID), firm), Code: countyDiffers, Firm: firm,
		What:    fmt.Sprintf("企业“%s”各方所报不同：%s", m.firmName(firm), strings.Join(heads, "、")),
		Default: "按" + rankWords[sources[0].rank] + "计",
	}
	for _, src := range sources {
		side := figures.Side{Key: rankKeys[src.rank] + "/" + string(src.filer), Unit: src.filer}
		var words []string
		for _, i := range fields {
			if v := src.value(i); !v.IsAbsent() {
				words = append(words, t.form.Fields[i].Header+v.Words())
				side.Sources = src.appendSources(side.Sources, t.form, i)
			}
		}
		side.Words = rankWords[src.rank] + "：" + strings.Join(words, "，")
		c.Sides = append(c.Sides, side)
		if src.owner >= 0 && !slices.Contains(c.Units, m.units[src.owner].Code) {
			c.Units = append(c.Units, m.units[src.owner].Code)
		}
	}
	return c
}

// differing lists the fields in which a later source contradicts the first.
func (m *merger) differing(t *table, sources []*lineSource) []int {
	var out []int
	if len(sources) < 2 {
		return nil
	}
	for _, i := range t.comparable() {
		first := sources[0].value(i)
		if first.IsNumber() && slices.ContainsFunc(sources[1:], func(s *lineSource) bool {
			v := s.value(i)
			return v.IsNumber() && v.Number.Micros != first.Number.Micros
		}) {
			out = append(out, i)
		}
	}
	return out
}

// notOnList raises X407 for a firm that files though the register has it not.
func (m *merger) notOnList(firm string, sources []*lineSource, owner int) {
	if m.silent || len(m.in.Register.Firms) == 0 {
		return
	}
	if u, ok := m.in.Register.Unit(returns.UnitCode(firm)); ok && u.Kind == period.Firm {
		return
	}
	c := figures.Conflict{
		ID: conflictID(notListed, firm), Code: notListed, Firm: firm, Advice: true,
		What: fmt.Sprintf("企业“%s”不在应报名单", m.firmName(firm)), Default: "照常计入",
	}
	if owner >= 0 {
		c.Units = []returns.UnitCode{m.units[owner].Code}
	}
	side := figures.Side{Unit: sources[0].filer, Words: m.firmName(firm)}
	for _, src := range sources {
		side.Sources = append(side.Sources, src.rowSource())
	}
	c.Sides = []figures.Side{side}
	m.conflict(c)
}

func (m *merger) firmName(key string) string {
	if name := m.firms.nameOf(key); name != "" {
		return name
	}
	return strings.TrimPrefix(key, named)
}

func (m *merger) namesOf(owners []int) string {
	var names []string
	for _, o := range owners {
		names = append(names, m.units[o].Name)
	}
	return strings.Join(names, "、")
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
