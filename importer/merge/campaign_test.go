package merge_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// Sixty campaigns a property are enough for every day; -rapid.checks=1500 looks
// longer.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "60"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// The units of the tests, in the order of tables: three counties and the
// city's own unit, which comes last as it does in the sample.
const (
	jiao  returns.UnitCode = "331002"
	huang returns.UnitCode = "331003"
	san   returns.UnitCode = "331022"
	own   returns.UnitCode = "3310T0"
)

// Invented firms with valid check characters.
const (
	codeA = "91331002MA090011X8"
	codeB = "91331002MA09004869"
	codeC = "91331003MA1800110G"
	codeD = "91331022MA81001170"
)

func day(s string) period.Date {
	d, err := period.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func testRegister() *register.Register {
	c := period.Campaign{
		City: period.CityOffice{Province: "浙江省"}, From: day("2024-01-15"), To: day("2024-03-10"),
		Basis: period.Basis{Place: "prefecture", HomeProvinceFairs: "apart"},
		Due: map[period.UnitKind]map[string]period.Numbers{
			period.County: {"fairs": {1, 2, 3, 4, 5, 6}, "firms": {4, 5, 6}},
			period.Firm:   {"roster": {4, 5, 6}},
		},
	}
	from := c.From
	for i, ends := range []string{"2024-01-21", "2024-01-28", "2024-02-04", "2024-02-18", "2024-02-25", "2024-03-03"} {
		c.Periods = append(c.Periods, period.Period{No: i + 1, From: from, Ends: day(ends)})
		from = day(ends).Add(1)
	}
	units := []returns.Unit{
		{Code: jiao, Kind: period.County, Name: "椒江区"}, {Code: huang, Kind: period.County, Name: "黄岩区"},
		{Code: san, Kind: period.County, Name: "三门县"}, {Code: own, Kind: period.City, Name: "市本级"},
	}
	firms := []returns.Unit{
		{Code: codeA, Kind: period.Firm, Name: "椒江甲机械有限公司", Within: jiao},
		{Code: codeC, Kind: period.Firm, Name: "黄岩丙模具有限公司", Within: huang},
	}
	return register.New(c, units, firms)
}

func builtin(t testing.TB) *forms.Catalogue {
	t.Helper()
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A filer writes returns of one catalogue and register.
type filer struct {
	reg  *register.Register
	cat  *forms.Catalogue
	next int // rows are numbered through, so that no two cells are one
}

func newFiler(t testing.TB) *filer { return &filer{reg: testRegister(), cat: builtin(t), next: 4} }

// row is a record as text: field=value pairs separated by blanks. 3000+ is at
// least, 3000- at most, 3000~ about.
func (f *filer) row(form returns.FormID, cells string) returns.Record {
	fm, ok := f.cat.Form(form)
	if !ok {
		panic("no form " + form)
	}
	f.next++
	rec := returns.Record{Row: f.next, Values: make([]returns.Value, len(fm.Fields))}
	for _, pair := range strings.Fields(cells) {
		id, text, _ := strings.Cut(pair, "=")
		i, ok := fm.Index(returns.FieldID(id))
		if !ok {
			panic(fmt.Sprintf("form %s has no field %s", form, id))
		}
		rec.Values[i] = valueOf(&fm.Fields[i], text)
		rec.Values[i].Row, rec.Values[i].Col = f.next, i+1
	}
	return rec
}

func valueOf(fl *forms.Field, text string) returns.Value {
	v := returns.Value{Kind: returns.Text, Text: text, Typed: text}
	switch {
	case text == "":
		return returns.Value{}
	case fl.Type.Numeric():
		q := map[byte]returns.Qualifier{'+': returns.AtLeast, '-': returns.AtMost, '~': returns.About}[text[len(text)-1]]
		n, err := returns.ParseNumber(strings.TrimRight(text, "+-~"))
		if err != nil {
			panic(err)
		}
		n.Qualifier = q
		v = returns.Value{Kind: map[forms.Type]returns.Kind{forms.Count: returns.Count, forms.Money: returns.Money, forms.Rate: returns.Rate}[fl.Type], Number: n, Typed: text}
	case fl.Type == forms.DateType:
		v = returns.Value{Kind: returns.Date, Date: day(text), Typed: text}
	case fl.Type == forms.YesNo:
		v = returns.Value{Kind: returns.YesNo, Yes: text == "是", Typed: text}
	case fl.Several:
		v = returns.Value{Kind: returns.List, List: strings.Split(text, "、"), Typed: text}
	}
	return v
}

// file is a return of a unit for the n-th period, accepted, version 1.
func (f *filer) file(unit returns.UnitCode, form returns.FormID, n int, rows ...string) returns.Return {
	r := returns.Return{
		Unit: unit, Form: form, Period: f.reg.Campaign.Periods[n-1], Version: 1, State: returns.Accepted,
		Filing: returns.Filing{File: fmt.Sprintf("%s-%s-%d.xlsx", unit, form, n)}, Sheet: "表", Range: "A5:Z99",
		Meta: map[returns.FieldID]returns.Value{},
	}
	r.Filing.SHA256 = fmt.Sprintf("%x", r.Filing.File)
	for _, row := range rows {
		r.Records = append(r.Records, f.row(form, row))
	}
	if len(rows) == 0 {
		r.State = returns.Nil
	}
	return r
}

// again is r in another version and state, of another file.
func again(r returns.Return, version int, state returns.State) returns.Return {
	r.Version, r.State = version, state
	r.Filing.File += fmt.Sprintf(".v%d", version)
	r.Filing.SHA256 += fmt.Sprintf("%02x", version)
	return r
}

// with gives a roster or line its meta values.
func (f *filer) with(r returns.Return, cells string) returns.Return {
	fm, _ := f.cat.Form(r.Form)
	for i, v := range f.row(r.Form, cells).Values {
		if !v.IsAbsent() {
			v.Row = 2
			r.Meta[fm.Fields[i].ID] = v
		}
	}
	return r
}

func (f *filer) merge(t checking, asOf string, rs ...returns.Return) *figures.Merged {
	t.Helper()
	return f.mergeInput(t, merge.Input{AsOf: day(asOf), Returns: rs})
}

func (f *filer) mergeInput(t checking, in merge.Input) *figures.Merged {
	t.Helper()
	in.Register, in.Forms = f.reg, f.cat
	m, err := merge.Merge(in)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// says checks figures of a unit: id=value pairs, — for absent.
func says(t checking, m *figures.Merged, unit returns.UnitCode, want string) {
	t.Helper()
	for _, pair := range strings.Fields(want) {
		id, text, _ := strings.Cut(pair, "=")
		if got := shown(m.Figure(unit, figures.ID(id))); got != text {
			t.Errorf("%s of %q is %s, want %s", id, unit, got, text)
		}
	}
}

// shown is a figure as tests write it: 3000+, 0.9033, —.
func shown(f figures.Figure) string {
	if f.Absent {
		return "—"
	}
	v := f.Value
	if f.Way == figures.Ratio && !strings.HasSuffix(string(f.ID), "@change") {
		v = v.Round(4)
	}
	return v.String() + map[returns.Qualifier]string{returns.AtLeast: "+", returns.AtMost: "-", returns.About: "~"}[f.Value.Qualifier]
}

// codes lists the codes of the conflicts.
func codes(m *figures.Merged) string {
	var out []string
	for _, c := range m.Conflicts {
		out = append(out, string(c.Code))
	}
	return strings.Join(out, " ")
}

func conflict(t checking, m *figures.Merged, code string) figures.Conflict {
	t.Helper()
	for _, c := range m.Conflicts {
		if string(c.Code) == code {
			return c
		}
	}
	t.Fatalf("no conflict %s among %s", code, codes(m))
	return figures.Conflict{}
}

// checking is what both a test and a rapid check offer.
type checking interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
