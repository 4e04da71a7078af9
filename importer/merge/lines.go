package merge

import (
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/fold"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The ranks of what says something of a firm: within one period a roster
// goes before the firm's own row, and that before the county's.
const (
	ofRoster = iota
	ofFirm
	ofCounty
)

var rankWords = [...]string{"花名册", "企业自报", "县（市、区）所报"}

// rankKeys name them in the keys of sides.
var rankKeys = [...]string{"roster", "firm", "county"}

// A lineSource is what one of them says.
type lineSource struct {
	rank    int
	owner   int
	filer   returns.UnitCode
	period  period.Period
	carried bool
	rows    []lineRow       // of ofFirm and ofCounty; two rows of one firm add up
	values  []returns.Value // by field, base as it counts
	cells   [][]fold.Cells  // of ofRoster
	roster  *returns.Return
	base    *baseOf          // where the base comes from that counts, nil: from here
	typed   []figures.Source // of the base typed here, where another counts
}

// An other is a source whose numbers another's stand before.
type other struct {
	src *lineSource
	why string
}

type lineRow struct {
	ret    *returns.Return
	row    *returns.Record
	values []returns.Value
}

// A baseOf is the base of a firm that counts: the one filed first, until a
// change is explained.
type baseOf struct {
	value   returns.Value
	sources []figures.Source
}

func (s *lineSource) value(i int) *returns.Value {
	if i < 0 || i >= len(s.values) {
		return new(returns.Value)
	}
	return &s.values[i]
}

func (s *lineSource) appendSources(to []figures.Source, f *forms.Form, i int) []figures.Source {
	if s.base != nil && f.Fields[i].Role == forms.RoleBase {
		return append(to, s.base.sources...)
	}
	had := len(to)
	if s.rank == ofRoster {
		to = listed(to, s.cells[i], shown(s.value(i)))
	}
	for _, row := range s.rows {
		rec := &returns.Record{Row: row.row.Row, Values: row.values}
		for _, id := range fold.Parts(f, rec, f.Fields[i].ID) {
			if v := f.Value(rec, id); v.Row > 0 && v.Col > 0 {
				to = append(to, sourceOf(row.ret, v.Cell(), shown(&v)))
			}
		}
	}
	if len(to) == had {
		return append(to, s.rowSource())
	}
	return to
}

func (s *lineSource) rowSource() figures.Source {
	if s.rank == ofRoster {
		return sourceOf(s.roster, s.roster.Range, "")
	}
	return rowSource(s.rows[0].ret, s.rows[0].row)
}

// linesOf is what one unit's returns say of firms as of a date: its newest
// return whole, and the firms it lacks of the one before, carried.
func (m *merger) linesOf(t *table, s *series, asOf period.Date) map[string]*lineSource {
	alive := map[string]*lineSource{}
	bases := map[string]*baseOf{}
	for _, f := range s.counting(asOf) {
		next := map[string]*lineSource{}
		for _, ret := range f.parts {
			for i := range ret.Records {
				m.addLine(t, s, f, ret, &ret.Records[i], next)
			}
		}
		for firm, src := range next {
			t.freeze(src, bases, firm, func() bool {
				return slices.ContainsFunc(src.rows, func(r lineRow) bool { return settled(r.ret, r.row.Row) })
			})
		}
		for firm, src := range alive {
			if next[firm] == nil && !m.answeredMissing(f, firm) {
				gone := *src
				gone.carried = true
				next[firm] = &gone
			}
		}
		alive = next
	}
	return alive
}

func (m *merger) addLine(t *table, s *series, f *filing, ret *returns.Return, row *returns.Record, next map[string]*lineSource) {
	name, code := m.firmPair(t, s.unit, row.Values)
	firm := m.firms.key(name.Text, code)
	if firm == "" {
		return
	}
	values := derived(t.form, ret, row)
	src := next[firm]
	if src == nil {
		rank := ofCounty
		if s.firm {
			rank = ofFirm
		}
		src = &lineSource{rank: rank, owner: s.owner, filer: s.unit, period: f.period, values: values}
		next[firm] = src
	} else {
		src.values = slices.Clone(src.values)
		for i := range src.values {
			src.values[i] = together(src.values[i], values[i])
		}
	}
	src.rows = append(src.rows, lineRow{ret, row, values})
}

// together is two rows' values of one field: numbers add up, of anything else
// the first stands.
func together(a, b returns.Value) returns.Value {
	if !a.IsNumber() || !b.IsNumber() || a.Kind == returns.Rate {
		if a.IsAbsent() {
			return b
		}
		return a
	}
	if sum, err := a.Number.Add(b.Number); err == nil {
		a.Number = sum
	}
	a.Typed = ""
	return a
}

// derived is the values of a row with its derived fields. Reading has filled
// them where the return came through the importer; an explanation of R308 given
// since decides anew.
func derived(f *forms.Form, ret *returns.Return, row *returns.Record) []returns.Value {
	said := answered(ret, row.Row)
	filled := len(row.Values) == len(f.Fields) && slices.ContainsFunc(f.Fields, func(fl forms.Field) bool {
		i, _ := f.Index(fl.ID)
		return fl.Derived && !row.Values[i].IsAbsent()
	})
	if filled && said == fold.Unknown {
		return slices.Clone(row.Values)
	}
	one := returns.Return{Filing: ret.Filing, Records: []returns.Record{{Row: row.Row, Values: slices.Clone(row.Values)}}}
	fold.DeriveAs(f, &one, func(*returns.Record) fold.Answer { return said })
	return one.Records[0].Values
}

// answered is what the filer answered to R308 on a row.
func answered(ret *returns.Return, row int) fold.Answer {
	for i := range ret.Findings {
		if x := &ret.Findings[i]; x.Code == "R308" && x.Explained != "" && x.Place.Row == row {
			return fold.Answered(x.Explained)
		}
	}
	return fold.Unknown
}

// freeze gives src the base that counts: the firm's first, until a change is
// explained.
func (t *table) freeze(src *lineSource, bases map[string]*baseOf, firm string, explained func() bool) {
	i := t.at(forms.RoleBase)
	if i < 0 || !src.value(i).IsNumber() {
		return
	}
	first := bases[firm]
	if first == nil || explained() {
		bases[firm] = &baseOf{src.values[i], src.appendSources(nil, t.form, i)}
		return
	}
	if first.value.Number.Micros != src.values[i].Number.Micros {
		src.typed = src.appendSources(nil, t.form, i)
	}
	src.values[i], src.base = first.value, first
}

// rosterLine folds a firm's newest roster.
func (m *merger) rosterLine(roster, t *table, s *series, asOf period.Date) (string, *lineSource) {
	filings := s.counting(asOf)
	if len(filings) == 0 {
		return "", nil
	}
	bases := map[string]*baseOf{}
	var src *lineSource
	for i, f := range filings {
		var line fold.Line
		if i < len(filings)-1 {
			line = fold.RosterBase(roster.form, t.form, f.parts)
		} else {
			line = fold.Roster(roster.form, t.form, f.parts, asOf, m.home)
		}
		src = &lineSource{rank: ofRoster, owner: s.owner, filer: s.unit, period: f.period, values: line.Record.Values, cells: line.Cells, roster: f.parts[0]}
		t.freeze(src, bases, "", func() bool {
			return slices.ContainsFunc(f.parts, func(r *returns.Return) bool { return settled(r, 0) })
		})
	}
	name, code := m.rosterFirm(roster, src.roster)
	return m.firms.key(name.Text, code), src
}

// mergeLine is a firm's line: of every field the first source that says
// something of it.
func mergeLine(t *table, firm string, owner int, sources []*lineSource) *record {
	first := sources[0]
	r := &record{
		table: t, owner: owner, filer: first.filer, period: first.period, firm: firm, key: firm, known: true, outside: true,
		values: make([]returns.Value, len(t.form.Fields)), lines: make([]*lineSource, len(t.form.Fields)), first: first,
	}
	r.ret, r.row = first.roster, &returns.Record{}
	if first.roster == nil {
		r.ret, r.row = first.rows[0].ret, first.rows[0].row
	}
	for i := range r.values {
		r.lines[i] = first
		for _, src := range sources {
			if v := src.value(i); !v.IsAbsent() {
				r.values[i], r.lines[i] = *v, src
				break
			}
		}
	}
	for _, src := range sources[1:] {
		why := "以" + rankWords[first.rank] + "为准"
		if src.period.Ends != first.period.Ends {
			why = "已由后一期所报替代"
		}
		r.others = append(r.others, other{src, why})
	}
	rec := returns.Record{Values: r.values}
	fold.Carried(t.form, &rec, first.carried)
	return r
}

// comparable is the positions of the fields in which sources can contradict
// each other.
func (t *table) comparable() []int {
	var out []int
	for _, id := range fold.Comparable(t.form) {
		if i, ok := t.form.Index(id); ok {
			out = append(out, i)
		}
	}
	return out
}
