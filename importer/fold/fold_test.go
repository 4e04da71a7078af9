package fold_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/fold"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

func form(t testing.TB, id returns.FormID) *forms.Form {
	t.Helper()
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f, ok := c.Form(id)
	if !ok {
		t.Fatalf("no form %s", id)
	}
	return f
}

func day(s string) period.Date {
	d, err := period.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// record makes a record of field=value pairs: numbers, dates, 是 and 否, words.
func record(f *forms.Form, row int, cells string) returns.Record {
	rec := returns.Record{Row: row, Values: make([]returns.Value, len(f.Fields))}
	for _, pair := range strings.Fields(cells) {
		id, text, _ := strings.Cut(pair, "=")
		i, ok := f.Index(returns.FieldID(id))
		if !ok {
			panic("no field " + id)
		}
		v := returns.Value{Kind: returns.Text, Text: text}
		switch f.Fields[i].Type {
		case forms.Count:
			n, err := returns.ParseNumber(strings.TrimSuffix(text, "+"))
			if err != nil {
				panic(err)
			}
			if strings.HasSuffix(text, "+") {
				n.Qualifier = returns.AtLeast
			}
			v = returns.Value{Kind: returns.Count, Number: n}
		case forms.DateType:
			v = returns.Value{Kind: returns.Date, Date: day(text)}
		case forms.YesNo:
			v = returns.Value{Kind: returns.YesNo, Yes: text == "是"}
		}
		v.Typed, v.Row, v.Col = text, row, i+1
		rec.Values[i] = v
	}
	return rec
}

func words(f *forms.Form, rec *returns.Record, ids ...returns.FieldID) string {
	var out []string
	for _, id := range ids {
		v := f.Value(rec, id)
		w := v.Words() + map[returns.Qualifier]string{returns.AtLeast: "+"}[v.Number.Qualifier]
		if v.IsAbsent() {
			w = "—"
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

func TestDerive(t *testing.T) {
	lines := form(t, "firms")
	for _, tc := range []struct {
		cells, want string // onpost, apart, outonpost
		doubt       bool
	}{
		{"base=100 returned=90", "90 90 —", false},
		{"base=100 stayed=30 returned=90", "90 60 —", false},
		{"base=100 stayed=30 due=100 returned=90", "90 60 —", false},
		{"base=100 stayed=30 due=70 returned=60", "90 60 —", false},
		{"base=100 stayed=30 due=70 returned=60 stayedout=10 returnedout=20", "90 60 30", false},
		{"base=100 stayed=30 returned=90 stayedout=10 returnedout=20", "90 60 20", false},
		{"base=100 stayed=30 returned=90 stayedout=10", "90 60 10", false},
		{"base=100 stayed=30 due=80 returned=60", "60 30 —", true},
		{"base=100 due=80 returned=60", "60 60 —", true},
		{"base=100 stayed=0 due=100 returned=60", "60 60 —", false},
		{"base=100 stayed=30 due=70 returned=60+", "90+ 60+ —", false},
		{"base=100 stayed=30", "30 — —", false},
		{"base=100 stayed=30 due=70", "30 — —", false},
		{"base=100 stayed=30 returned=20", "20 — —", true}, // fewer returned than stayed among them
	} {
		t.Run(tc.cells, func(t *testing.T) {
			r := returns.Return{Sheet: "表", Records: []returns.Record{record(lines, 5, tc.cells)}}
			found := fold.Derive(lines, &r)
			if got := words(lines, &r.Records[0], "onpost", "apart", "outonpost"); got != tc.want {
				t.Errorf("derived %s, want %s", got, tc.want)
			}
			if doubt := len(found) == 1; doubt != tc.doubt || doubt && (found[0].Code != "R308" || found[0].Place.Row != 5) {
				t.Errorf("found %v, want a doubt: %v", found, tc.doubt)
			}
		})
	}
}

func TestDeriveDoesNothingElsewhere(t *testing.T) {
	fairs := form(t, "fairs")
	r := returns.Return{Records: []returns.Record{record(fairs, 5, "posts=3")}}
	if found := fold.Derive(fairs, &r); found != nil || len(r.Records[0].Values) != len(fairs.Fields) {
		t.Errorf("found %v", found)
	}
}

func TestAnswers(t *testing.T) {
	for text, want := range map[string]fold.Answer{
		"已返岗不含留岗人员": fold.Apart, "已含留岗": fold.Included, "包括在内": fold.Included, "不包括留岗的30人": fold.Apart,
		"留岗另计": fold.Apart, "已核实": fold.Unknown, "": fold.Unknown,
	} {
		if got := fold.Answered(text); got != want {
			t.Errorf("%q is answer %d, want %d", text, got, want)
		}
	}
	lines := form(t, "firms")
	for answer, want := range map[fold.Answer]string{fold.Apart: "90 60", fold.Included: "60 30", fold.Unknown: "60 30"} {
		r := returns.Return{Records: []returns.Record{record(lines, 5, "base=100 stayed=30 due=80 returned=60")}}
		found := fold.DeriveAs(lines, &r, func(*returns.Record) fold.Answer { return answer })
		if got := words(lines, &r.Records[0], "onpost", "apart"); got != want || (len(found) == 0) != (answer != fold.Unknown) {
			t.Errorf("answer %d: derived %s, want %s; found %v", answer, got, want, found)
		}
	}
	sure := returns.Return{Records: []returns.Record{record(lines, 5, "base=100 stayed=30 due=100 returned=60")}}
	fold.DeriveAs(lines, &sure, func(*returns.Record) fold.Answer { return fold.Apart })
	if got := words(lines, &sure.Records[0], "onpost"); got != "60" {
		t.Errorf("the numbers tell, yet an answer made it %s", got)
	}
}

func roster(f *forms.Form, meta string, workers ...string) *returns.Return {
	r := &returns.Return{Sheet: "花名册", Range: "A5:Z99", Meta: map[returns.FieldID]returns.Value{}}
	for i, w := range workers {
		r.Records = append(r.Records, record(f, 5+i, w))
	}
	rec := record(f, 2, meta)
	for i, v := range rec.Values {
		if !v.IsAbsent() {
			r.Meta[f.Fields[i].ID] = v
		}
	}
	return r
}

var everyone = []string{
	"name=甲 province=贵州省 stayed=是",
	"name=乙 province=浙江省 stayed=是",
	"name=丙 province=贵州省 returnedon=2024-02-17",
	"name=丁 province=贵州省 returnedon=2024-02-20",
	"name=戊 province=浙江省 status=已返岗",
	"name=己 province=四川省 status=未返岗",
	"name=庚 status=离职 returnedon=2024-02-17",
	"name=辛 province=四川省 status=新招 returnedon=2024-02-17",
	"name=壬 returnedon=2024-02-18",
	"name=癸 province=贵州省 status=已返岗 returnedon=2024-02-25", // a date to come says more than the status
}

func TestRoster(t *testing.T) {
	f, lines := form(t, "roster"), form(t, "firms")
	fields := []returns.FieldID{"base", "hired", "left", "stayed", "returned", "apart", "onpost", "baseout", "stayedout", "returnedout", "outonpost", "due", "shortage"}
	for name, tc := range map[string]struct {
		asOf, meta, want string
	}{
		"as of the first day":       {"2024-02-18", "", "9 1 1 2 3 3 5 5 1 1 2 — —"},
		"as of a later day":         {"2024-02-25", "", "9 1 1 2 5 5 7 5 1 3 4 — —"},
		"the meta base goes before": {"2024-02-18", "base=50 scope=全部", "50 1 1 2 3 3 5 5 1 1 2 — —"},
		"a part needs a base":       {"2024-02-18", "scope=仅外出", "— 1 1 2 3 3 5 5 1 1 2 — —"},
		"a part with its base":      {"2024-02-18", "scope=仅外出 base=50", "50 1 1 2 3 3 5 5 1 1 2 — —"},
	} {
		t.Run(name, func(t *testing.T) {
			line := fold.Roster(f, lines, []*returns.Return{roster(f, tc.meta, everyone...)}, day(tc.asOf), "浙江省")
			if got := words(lines, &line.Record, fields...); got != tc.want {
				t.Errorf("folded %s, want %s", got, tc.want)
			}
		})
	}
}

func TestRosterCells(t *testing.T) {
	f, lines := form(t, "roster"), form(t, "firms")
	r := roster(f, "", everyone...)
	line := fold.Roster(f, lines, []*returns.Return{r}, day("2024-02-18"), "浙江省")
	column := func(id returns.FieldID) string {
		i, _ := f.Index(id)
		return strings.TrimRight(returns.Value{Row: 1, Col: i + 1}.Cell(), "1")
	}
	i, _ := lines.Index("returned")
	on, status := column("returnedon"), column("status")
	want := on + "7," + status + "9," + on + "13"
	if got := line.Cells[i]; len(got) != 1 || got[0].List != want || got[0].Return != r {
		t.Errorf("cells %v, want %s", got, want)
	}
	i, _ = lines.Index("base")
	if got, want := line.Cells[i][0].List, fmt.Sprintf("%[1]s5:%[1]s11,%[1]s13:%[1]s14", column("name")); got != want {
		t.Errorf("cells of the base %s, want %s", got, want)
	}
}

func TestRosterWithoutProvinces(t *testing.T) {
	f, lines := form(t, "roster"), form(t, "firms")
	line := fold.Roster(f, lines, []*returns.Return{roster(f, "", "name=甲 stayed=是", "name=乙")}, day("2024-02-18"), "浙江省")
	if got := words(lines, &line.Record, "base", "onpost", "baseout", "outonpost"); got != "2 1 — —" {
		t.Errorf("folded %s", got)
	}
}

// Rows split over sheets fold as one roster; everybody is in exactly one count.
func TestPartsFoldTogether(t *testing.T) {
	f, lines := form(t, "roster"), form(t, "firms")
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom(everyone), 0, 12).Draw(t, "rows")
		cut := rapid.IntRange(0, len(rows)).Draw(t, "cut")
		whole := fold.Roster(f, lines, []*returns.Return{roster(f, "", rows...)}, day("2024-02-18"), "浙江省")
		parts := fold.Roster(f, lines, []*returns.Return{roster(f, "", rows[:cut]...), roster(f, "", rows[cut:]...)}, day("2024-02-18"), "浙江省")
		base, _ := lines.ByRole(forms.RoleBase)
		alone := fold.RosterBase(f, lines, []*returns.Return{roster(f, "", rows...)})
		if diff := cmp.Diff(whole.Record.Values[base], alone.Record.Values[base]); diff != "" {
			t.Errorf("the base alone: %s", diff)
		}
		number := func(l fold.Line, id returns.FieldID) int64 { return lines.Value(&l.Record, id).Number.Int64() }
		for _, id := range []returns.FieldID{"base", "hired", "left", "stayed", "returned", "onpost", "baseout", "outonpost"} {
			if a, b := number(whole, id), number(parts, id); a != b {
				t.Errorf("%s is %d in one sheet, %d in two", id, a, b)
			}
		}
		if number(whole, "base")+number(whole, "hired") != int64(len(rows)) || number(whole, "onpost")+number(whole, "left") > number(whole, "base") {
			t.Errorf("%d rows: base %d, hired %d, on post %d", len(rows), number(whole, "base"), number(whole, "hired"), number(whole, "onpost"))
		}
	})
}

func TestWorkerKey(t *testing.T) {
	f := form(t, "roster")
	key := func(cells string) string { r := record(f, 5, cells); return fold.WorkerKey(f, &r) }
	if key("name=甲 idcard=33100219900101001x") != key("name=乙 idcard=33100219900101001X") {
		t.Error("one number in two cases is two workers")
	}
	if key("name=甲") != "" || key("phone=138") != "" {
		t.Error("a name alone is a key")
	}
	if key("name=甲 phone=138") == key("name=甲 phone=139") || key("name=甲 phone=138") == "" {
		t.Error("name and phone are no key")
	}
}

func TestUnbased(t *testing.T) {
	f := form(t, "roster")
	for meta, want := range map[string]int{"": 0, "scope=全部": 0, "scope=仅外出": 1, "scope=仅省外": 1, "scope=仅外出 base=50": 0, "base=50": 0} {
		found := fold.Unbased(f, roster(f, meta, "name=甲"))
		if len(found) != want || want == 1 && (found[0].Code != "R305" || found[0].Place.Row != 2) {
			t.Errorf("%q: found %v, want %d", meta, found, want)
		}
	}
	if found := fold.Unbased(f, roster(f, "scope=仅外出")); found != nil {
		t.Errorf("of no rows: %v", found)
	}
}
