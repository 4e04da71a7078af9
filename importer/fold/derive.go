package fold

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// An Answer says whether 已返岗 includes those who stayed.
type Answer uint8

// The answers. Unknown leaves it to the numbers.
const (
	Unknown Answer = iota
	Included
	Apart
)

// Answered reads what a unit wrote when R308 asked: 不含留岗人员 is Apart,
// 已含留岗 is Included, anything else Unknown.
func Answered(explanation string) Answer {
	for _, no := range []string{"不含", "不包含", "不包括", "未含", "未包括", "未包含", "没有含", "没包括", "除外", "另计", "分开", "不计"} {
		if strings.Contains(explanation, no) {
			return Apart
		}
	}
	for _, yes := range []string{"含", "包括", "在内"} {
		if strings.Contains(explanation, yes) {
			return Included
		}
	}
	return Unknown
}

// Derive fills the derived fields of every record of a form of lines, in
// place, and reports R308 where the numbers do not tell whether 已返岗
// includes those who stayed. It does nothing to other forms. Call it before
// the rules, which compare derived fields.
func Derive(f *forms.Form, r *returns.Return) finding.List {
	return DeriveAs(f, r, func(*returns.Record) Answer { return Unknown })
}

// DeriveAs is Derive with what the unit answered before. An answer decides
// only where the numbers do not; R308 is then not asked again.
func DeriveAs(f *forms.Form, r *returns.Return, answer func(*returns.Record) Answer) finding.List {
	if !f.Lines {
		return nil
	}
	var found finding.List
	for i := range r.Records {
		rec := &r.Records[i]
		said := answer(rec)
		sure := derive(f, rec, said)
		if sure || said != Unknown {
			continue
		}
		v := f.Value(rec, fieldReturned)
		at := finding.Place{File: r.Filing.File, Sheet: r.Sheet, Order: r.Order, Row: v.Row, Col: v.Col}
		found = append(found, finding.ReturnedUnclear(at, string(fieldReturned), v.Typed))
	}
	return found
}

// derive fills rec and reports whether its numbers tell how.
func derive(f *forms.Form, rec *returns.Record, said Answer) bool {
	for len(rec.Values) < len(f.Fields) {
		rec.Values = append(rec.Values, returns.Value{})
	}
	how, sure := counting(f, rec)
	if !sure && said != Unknown {
		how = said
	}
	stayed, returned := f.Value(rec, fieldStayed), f.Value(rec, fieldReturned)
	outStayed, outReturned := f.Value(rec, fieldStayedOut), f.Value(rec, fieldReturnedOut)
	if how == Apart {
		set(f, rec, fieldOnPost, plus(returned, stayed))
		set(f, rec, fieldApart, returned)
		set(f, rec, fieldOutOnPost, plus(outReturned, outStayed))
		return sure
	}
	set(f, rec, fieldOnPost, returned)
	set(f, rec, fieldApart, minus(returned, stayed))
	if outReturned.IsAbsent() {
		outReturned = outStayed
	}
	set(f, rec, fieldOutOnPost, outReturned)
	return sure
}

// counting tells from base, due and stayed whether returned includes those
// who stayed, and false where they do not tell: base is neither due nor due
// and stayed together, or fewer have returned than stayed though they are
// said to be among them.
func counting(f *forms.Form, rec *returns.Record) (Answer, bool) {
	base, due := f.RoleValue(rec, forms.RoleBase), f.Value(rec, fieldDue)
	stayed, returned := f.Value(rec, fieldStayed), f.Value(rec, fieldReturned)
	if !returned.IsNumber() {
		return Apart, true // those who stayed are at work before anybody returns
	}
	short := stayed.IsNumber() && returned.Number.Cmp(stayed.Number) < 0
	switch {
	case !due.IsNumber() || !base.IsNumber():
		return Included, !short
	case base.Number.Micros == due.Number.Micros:
		return Included, !short
	case base.Number.Micros == due.Number.Micros+stayed.Number.Micros:
		return Apart, true
	}
	return Included, false
}

// set gives a derived field its number; the cell stays that of the number it
// was made from. Forms without such a field have none.
func set(f *forms.Form, rec *returns.Record, id returns.FieldID, v returns.Value) {
	i, ok := f.Index(id)
	if !ok {
		return
	}
	v.Filled = !v.IsAbsent()
	rec.Values[i] = v
}

// plus is a + b; what is missing adds nothing, absent where both are.
func plus(a, b returns.Value) returns.Value {
	switch {
	case !a.IsNumber():
		return b
	case !b.IsNumber():
		return a
	}
	sum, err := a.Number.Add(b.Number)
	if err != nil {
		return returns.Value{}
	}
	a.Number = sum
	return a
}

// minus is a − b, absent where it would be negative; a missing b takes
// nothing.
func minus(a, b returns.Value) returns.Value {
	if !a.IsNumber() || !b.IsNumber() {
		return a
	}
	if a.Number.Cmp(b.Number) < 0 {
		return returns.Value{}
	}
	a.Number = returns.Number{Micros: a.Number.Micros - b.Number.Micros, Qualifier: a.Number.Qualifier.With(b.Number.Qualifier)}
	return a
}
