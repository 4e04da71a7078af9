package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The order of precedence of the contract: one cell, one root cause.
func TestPrecedence(t *testing.T) {
	at := finding.Place{File: "a.xlsx", Sheet: "表", Row: 7, Col: 8}
	top := finding.Place{File: "a.xlsx", Sheet: "表", Row: 2, Col: 1}
	file := finding.Place{File: "a.xlsx"}
	other := finding.Place{File: "a.xlsx", Sheet: "另表", Order: 1, Row: 7, Col: 8}
	var (
		f003 = finding.Damaged(at, "坏")
		h104 = finding.ColumnAmbiguous(at, "posts", "岗位", "不明")
		c201 = finding.Missing(at, "posts", "岗位")
		c202 = finding.NotANumber(at, "posts", "岗位", "#REF!")
		c207 = finding.IDCard(at, "idcard", "330000190001010000", "校验位不符")
		c208 = finding.DigitsLost(at, "idcard", "身份证号", "330000190001010000")
		c210 = finding.Approximate(at, "posts", "岗位", "3000余", "3000")
		c212 = finding.FormulaError(at, "posts", "岗位", "#REF!")
		c213 = finding.NoStoredResult(at, "posts", "岗位", "A1")
		c216 = finding.StoredAsText(at, "posts", "岗位", "30")
		r301 = finding.SameRow(at, 6)
		r302 = finding.PartsDiffer(at, "posts", "30", "多")
		r304 = finding.TotalDiffers(at, "posts", "岗位", "合计", "30", "30", "31")
		x402 = finding.Jumped(at, "posts", "岗位", "30", "1", "30")
		x410 = finding.UnitSlip(at, "posts", "岗位", "30", "1", "10000")
		x414 = finding.BaseChanged(at, "base", "30", "甲", "1", "30")
	)
	for name, tc := range map[string]struct{ found, want finding.List }{
		"file before heading":               {finding.List{h104, f003}, finding.List{f003}},
		"heading before cell":               {finding.List{c202, h104}, finding.List{h104}},
		"cell before row":                   {finding.List{r302, c202}, finding.List{c202}},
		"cell before total":                 {finding.List{c202, r304}, finding.List{c202}},
		"C208 before C207":                  {finding.List{c207, c208}, finding.List{c208}},
		"C212 before C202":                  {finding.List{c202, c212}, finding.List{c212}},
		"C213 before C202":                  {finding.List{c202, c213}, finding.List{c213}},
		"C213 before C201":                  {finding.List{c201, c213}, finding.List{c213}},
		"X410 before X402":                  {finding.List{x402, x410}, finding.List{x410}},
		"X410 before X414":                  {finding.List{x414, x410}, finding.List{x410}},
		"X414 before X402":                  {finding.List{x402, x414}, finding.List{x414}},
		"H106 before all of C":              {finding.List{c202, r304, finding.UnitUnclear(top, "", "不明")}, finding.List{finding.UnitUnclear(top, "", "不明")}},
		"H106 of the file":                  {finding.List{finding.UnitUnclear(file, "", "不明"), c202}, finding.List{finding.UnitUnclear(file, "", "不明")}},
		"H106 of another sheet":             {finding.List{finding.UnitUnclear(other, "", "不明"), c202}, finding.List{finding.UnitUnclear(other, "", "不明"), c202}},
		"a doubt hides nothing":             {finding.List{c210, r302, x402}, finding.List{c210, r302, x402}},
		"advice hides nothing":              {finding.List{c216, r302}, finding.List{c216, r302}},
		"row and past have other grounds":   {finding.List{r302, x410}, finding.List{r302, x410}},
		"a row is not its first cell":       {finding.List{c202, r301}, finding.List{c202, r301}},
		"another cell has its own findings": {finding.List{c202, finding.NotANumber(other, "posts", "岗位", "x")}, finding.List{c202, finding.NotANumber(other, "posts", "岗位", "x")}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(flat(tc.want), flat(Precedence(tc.found, nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCombinators(t *testing.T) {
	at := finding.Place{Sheet: "表", Row: 1, Col: 1}
	fault := func(Case) finding.List { return finding.List{finding.SameRow(at, 1)} }
	doubt := func(Case) finding.List { return finding.List{finding.PerhapsTwice(at, 1, "")} }
	for name, tc := range map[string]struct {
		rule Rule
		want int
	}{
		"all asks on":             {All(fault, doubt, doubt), 3},
		"then stops at a fault":   {Then(doubt, fault, doubt), 2},
		"then passes doubts":      {Then(doubt, doubt, All(fault)), 3},
		"nothing to ask is right": {All(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := len(tc.rule(Case{})); got != tc.want {
				t.Errorf("got %d findings, want %d", got, tc.want)
			}
		})
	}
}

func TestCarry(t *testing.T) {
	grid := func(intentions string) string {
		return fairCols + "一队 | 春风 | 2024-01-15 | | 四川省 | 南充市 | 300 | 30 | " + intentions + " | 5 | 3"
	}
	before := sheet(t, "fairs", 1, grid("40"))
	before.Findings = Check(caseOf(t, before, nil))
	for i := range before.Findings {
		before.Findings[i].Explained = "含线上登记"
	}
	longer := "\n二队 | 早场 | 2024-01-10 | | 四川省 | 南充市 | 300 | 30 | 41 | 5 | 3"
	for name, tc := range map[string]struct {
		now  string
		want []string
	}{
		"the same doubt in another row": {fairCols + headed(grid("40"), longer), []string{"J6 ", "J7 含线上登记"}},
		"another value":                 {grid("41"), []string{"J6 "}},
	} {
		t.Run(name, func(t *testing.T) {
			c := caseOf(t, sheet(t, "fairs", 2, tc.now), before)
			var got []string
			found := Carry(c, Check(c))
			found.Sort()
			for _, f := range found {
				if f.Code == "R305" {
					got = append(got, f.Place.Cell()+" "+f.Explained)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// headed puts a row before those of a grid.
func headed(grid, row string) string { return row + "\n" + grid[len(fairCols):] }

func TestExplain(t *testing.T) {
	at := func(row int) finding.Place { return finding.Place{Sheet: "表", Row: row, Col: 8} }
	doubt := func(row int, value string) finding.Finding {
		return finding.Implausible(at(row), "posts", value, "可疑 "+value)
	}
	missing := func(firm string) finding.Finding { return finding.FirmMissing(finding.Place{Sheet: "表"}, firm) }
	answer := func(cell, value, text string) finding.Answer {
		return finding.Answer{Code: "R305", Sheet: "表", Cell: cell, Field: "posts", Value: value, Says: "可疑 " + value, Text: text}
	}
	for name, tc := range map[string]struct {
		found   finding.List
		answers []finding.Answer
		want    []string
	}{
		"at its cell":                  {finding.List{doubt(7, "30"), doubt(8, "30")}, []finding.Answer{answer("H8", "30", "是")}, []string{"", "是"}},
		"moved":                        {finding.List{doubt(5, "30"), doubt(6, "31")}, []finding.Answer{answer("H8", "30", "是")}, []string{"是", ""}},
		"moved, but two it might be":   {finding.List{doubt(5, "30"), doubt(6, "30")}, []finding.Answer{answer("H8", "30", "是")}, []string{"", ""}},
		"the value was changed":        {finding.List{doubt(7, "31")}, []finding.Answer{answer("H7", "30", "是")}, []string{""}},
		"blank is none":                {finding.List{doubt(7, "30")}, []finding.Answer{answer("H7", "30", " ")}, []string{""}},
		"one for all":                  {finding.List{doubt(7, "30"), doubt(8, "31")}, []finding.Answer{{Code: "R305", Sheet: "表", Field: "posts", All: true, Text: "都是"}, answer("H7", "30", "是")}, []string{"是", "都是"}},
		"of the sheet, by its message": {finding.List{missing("甲"), missing("乙")}, []finding.Answer{{Code: "X415", Sheet: "表", Value: missing("乙").Value, Says: missing("乙").Message(), Text: "停产"}}, []string{"", "停产"}},
		"not a fault":                  {finding.List{finding.SameRow(at(7), 6)}, []finding.Answer{{Code: "R301", Sheet: "表", Cell: "H7", Text: "是"}}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range Explain(tc.found, tc.answers) {
				got = append(got, f.Explained)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever a return holds, checking ends, changes nothing it was given and
// places every finding in the table.
func TestAnyReturn(t *testing.T) {
	all := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom(all.Forms).Draw(t, "form")
		now, before := anyReturn(t, form, 2), anyReturn(t, form, 1)
		other := anyReturn(t, rapid.SampledFrom(all.Forms).Draw(t, "other"), 2)
		c := Case{Form: form, Forms: all, Return: now, Before: before, Filing: []*returns.Return{now, other, nil}}
		c.Found = finding.List{finding.NotANumber(finding.Place{Sheet: now.Sheet, Row: 6, Col: 3}, "posts", "岗位", "x")}
		for _, f := range Carry(c, Check(c)) {
			if f.Place.Sheet != now.Sheet || f.Message() == "" {
				t.Fatalf("finding %s at %s: %q", f.Code, f.Place, f.Message())
			}
		}
		Suggest(c)
	})
}

func anyReturn(t *rapid.T, form *forms.Form, n int) *returns.Return {
	ret := &returns.Return{Form: form.ID, Period: week(n), Sheet: form.Title, Unit: "331082", Meta: map[returns.FieldID]returns.Value{}}
	rows := rapid.IntRange(0, 6).Draw(t, "rows")
	for i := range rows {
		values := make([]returns.Value, rapid.SampledFrom([]int{len(form.Fields), len(form.Fields), 0, 1}).Draw(t, "width"))
		for j := range values {
			values[j] = anyValue(t, 6+i, j+2)
		}
		ret.Records = append(ret.Records, returns.Record{Row: 6 + i, Values: values})
	}
	if rows > 0 && rapid.Bool().Draw(t, "total") {
		values := make([]returns.Value, len(form.Fields))
		for j := range values {
			values[j] = anyValue(t, 20, j+2)
		}
		ret.Totals = []returns.Total{{Row: 20, Label: "合计", Of: []int{6, 7, 99}, Values: values}}
	}
	for i := range form.Fields {
		if form.Fields[i].Meta {
			ret.Meta[form.Fields[i].ID] = anyValue(t, 3, i+1)
		}
	}
	return ret
}

func anyValue(t *rapid.T, row, col int) returns.Value {
	kind := rapid.SampledFrom([]returns.Kind{returns.Absent, returns.Text, returns.Count, returns.Money, returns.Rate, returns.Date, returns.YesNo, returns.List}).Draw(t, "kind")
	v := returns.Value{Kind: kind, Row: row, Col: col, Typed: rapid.SampledFrom([]string{"", "甲", "1,200"}).Draw(t, "typed")}
	switch kind {
	case returns.Count, returns.Money, returns.Rate:
		v.Number = returns.Number{
			Micros:    rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1_000_000, 10_000_000_000})).Draw(t, "micros"),
			Qualifier: rapid.SampledFrom([]returns.Qualifier{returns.Exact, returns.AtLeast, returns.AtMost, returns.About}).Draw(t, "qualifier"),
		}
	case returns.Date:
		v.Date = period.Date{Year: 2024, Month: 1, Day: uint8(rapid.IntRange(1, 31).Draw(t, "day"))}
	case returns.Text:
		v.Text = rapid.SampledFrom([]string{"", "甲", "乙", "四川省"}).Draw(t, "text")
	}
	return v
}
