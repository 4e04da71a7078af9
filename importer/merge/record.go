package merge

import (
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A record is one row under merging: an event of a ledger, a row of a state,
// or a firm's line made of several.
type record struct {
	table  *table
	owner  int // position of the unit whose figures it counts in, -1 for the city alone
	filer  returns.UnitCode
	ret    *returns.Return
	row    *returns.Record
	values []returns.Value // those of row, or a copy with blanks filled
	period period.Period   // in which it was filed
	event  period.Date     // zero where the form has no event date or the row none
	firm   string          // key, "" if the form has no firm
	key    string          // identity inside the filer
	known  bool            // the identity had all its parts
	left   string          // why it is not counted, Chinese; "" if it is
	twice  bool            // left because another unit filed the same
	label  string          // made by name on demand
	called string          // filer and label, made on demand

	inside, outside bool // of the home province; both where borrowed from several fairs

	lines  []*lineSource // by field, of a firm's merged line
	first  *lineSource   // the one that ranks first
	others []other       // what was filed of the firm besides
	folded []*record     // the rows it was folded from
	adds   []uint64      // bits: the figures it is counted in
	filled *filledIn     // numbers counted elsewhere for a blank field
}

// filledIn is a number that stands for a blank field of a record.
type filledIn struct {
	field int
	n     returns.Number
	rows  []*record
}

func (r *record) value(i int) *returns.Value {
	if i < 0 || i >= len(r.values) {
		return new(returns.Value)
	}
	return &r.values[i]
}

func (r *record) role(role forms.Role) *returns.Value { return r.value(r.table.at(role)) }

// newRecord reads what merging needs of a row.
func (m *merger) newRecord(t *table, s *series, f *filing, ret *returns.Return, row *returns.Record) *record {
	r := &record{table: t, owner: s.owner, filer: s.unit, ret: ret, row: row, values: row.Values, period: f.period}
	if v := r.role(forms.RoleEvent); v.Kind == returns.Date {
		r.event = v.Date
	}
	r.firm = m.firmOf(r)
	province := r.role(forms.RoleProvince).Text
	r.inside = province != "" && province == m.home
	r.outside = !r.inside
	return r
}

// rec is the record as forms read it, with blanks filled.
func (r *record) rec() *returns.Record { return &returns.Record{Row: r.row.Row, Values: r.values} }

// identify gives r its identity. Where a part is blank, the identity with most
// parts filled stands, blanks and all, so that a ledger filed again and again
// never doubles.
func (m *merger) identify(r *record) {
	form, rec := r.table.form, r.rec()
	if r.key, r.known = form.Identify(rec, m.firms.key); r.known {
		return
	}
	most := 0
	for _, keys := range form.Identity {
		parts, filled := make([]string, len(keys)), 0
		for i, k := range keys {
			if parts[i] = form.Part(rec, k, m.firms.key); parts[i] != "" {
				filled++
			}
		}
		if filled > most {
			most, r.key = filled, "?\x1f"+strings.Join(parts, "\x1f")
		}
	}
	if most > 0 {
		return
	}
	words := make([]string, len(r.values))
	for i := range r.values {
		words[i] = plain.Key(r.values[i].Words())
	}
	r.key = "*\x1f" + strings.Join(words, "\x1f")
}

// name is what r is called beside its numbers: the filled parts of its
// identity, e.g. 2024-01-31 贵州省黔西南州兴仁市 兴仁招聘会.
func (m *merger) name(r *record) string {
	if r.label != "" {
		return r.label
	}
	var words []string
	for _, keys := range r.table.form.Identity {
		for _, k := range keys {
			for alternative := range strings.SplitSeq(string(k), "|") {
				if w := r.words(forms.Key(alternative)); w != "" {
					words = append(words, w)
					break
				}
			}
		}
		if len(words) > 0 {
			break
		}
	}
	if len(words) == 0 {
		words = append(words, m.nameOf(r.filer))
	}
	r.label = strings.Join(words, " ")
	return r.label
}

// words is what r holds of the fields of a key, codes left out.
func (r *record) words(k forms.Key) string {
	var b strings.Builder
	for _, id := range r.table.form.KeyFields(k) {
		if i, ok := r.table.form.Index(id); ok && r.table.form.Fields[i].Role != forms.RoleUSCC {
			b.WriteString(r.value(i).Words())
		}
	}
	return b.String()
}

// firmOf is the key of a record's firm, "" if it names none.
func (m *merger) firmOf(r *record) string {
	if r.table.at(forms.RoleFirm) < 0 && r.table.at(forms.RoleUSCC) < 0 {
		return ""
	}
	name, code := m.firmPair(r.table, r.filer, r.values)
	return m.firms.key(name.Text, code)
}

// validCode reports whether s is a credit code by its check character.
func validCode(s string) bool {
	v, found := cell.CreditCode(cell.Raw{At: finding.Place{}, Text: s})
	return !v.IsAbsent() && len(found) == 0
}
