package merge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/fold"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

func explained(code string, row int, value string) finding.Finding {
	return finding.Finding{Code: finding.Code(code), Place: finding.Place{Row: row, Col: 1}, Value: value, Explained: "已核实"}
}

func TestStates(t *testing.T) {
	f := newFiler(t)
	jia := "firm=椒江甲机械有限公司 uscc=" + codeA + " "
	yi := "firm=天工有限公司 uscc=" + codeB + " "
	for name, tc := range map[string]struct {
		asOf  string
		files []returns.Return
		city  string
	}{
		"weeks never add": {
			"2024-02-25", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50"), f.file(jiao, "firms", 5, jia+"base=100 returned=80")},
			"return.base=100 return.onpost=80 return.rate=0.8 return.onpost@change=30 return.rate@change=30",
		},
		"a rate is a ratio of sums": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50", yi+"base=900 returned=900")},
			"return.base=1000 return.rate=0.95 return.firms90=1 return.firmsfiled=2",
		},
		"those who stayed count once": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4,
				jia+"base=100 stayed=20 due=80 returned=60 baseout=50 stayedout=10 returnedout=30",
				yi+"base=100 stayed=20 returned=60 baseout=50 stayedout=10 returnedout=30")},
			"return.onpost=140 return.rate=0.7 return.duerate=0.75 return.outrate=0.7",
		},
		"a late unit keeps its last state": {
			"2024-02-25", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50"), f.file(huang, "firms", 5, "firm=黄岩丙模具有限公司 uscc="+codeC+" base=10 returned=9")},
			"return.base=110 return.onpost=59 return.carried=0",
		},
		"a firm that is missing is carried": {
			"2024-02-25", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50", yi+"base=10 returned=5"), f.file(jiao, "firms", 5, jia+"base=100 returned=60")},
			"return.base=110 return.onpost=65 return.carried=1 return.firmsfiled=2",
		},
		"rows of one firm in one return both count": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50", jia+"base=10 returned=5")},
			"return.base=110 return.onpost=55 return.firmsfiled=1",
		},
		"a header without rows replaces nothing": {
			"2024-02-25", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50"), f.file(jiao, "firms", 5)},
			"return.base=100",
		},
		"a firm that says nothing of the newly hired is not in the recovery": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50 hired=10", yi+"base=900 returned=900")},
			"return.rate=0.95 return.recovery=0.6 return.hired=10",
		},
		"a recovery nobody can tell is absent": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50")},
			"return.rate=0.5 return.recovery=—",
		},
		"a rate without denominator is absent": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=0 returned=0")},
			"return.base=0 return.rate=— return.outrate=— return.shortage=— return.resumed=—",
		},
		"nobody said yes is 0, nobody said anything is absent": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50 resumed=否", yi+"base=1 returned=1")},
			"return.resumed=0 return.bonus=—",
		},
		"the register says who is due": {
			"2024-02-18", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50", yi+"base=1 returned=1")},
			"return.firmsdue=2 return.filedrate=0.5 return.firmsfiled=2",
		},
		"as of a day before anybody filed nothing stands": {
			"2024-02-04", []returns.Return{f.file(jiao, "firms", 4, jia+"base=100 returned=50")},
			"return.firmsdue=— return.base=— return.rate=— return.rate@change=—",
		},
	} {
		t.Run(name, func(t *testing.T) {
			says(t, f.merge(t, tc.asOf, tc.files...), figures.City, tc.city)
		})
	}
}

func TestBaseIsFrozen(t *testing.T) {
	f := newFiler(t)
	jia := "firm=椒江甲机械有限公司 uscc=" + codeA + " "
	first := f.file(jiao, "firms", 4, jia+"base=100 returned=50")
	second := f.file(jiao, "firms", 5, jia+"base=120 returned=60")
	m := f.merge(t, "2024-02-25", second, first)
	says(t, m, figures.City, "return.base=100 return.rate=0.6")
	src := m.Figure(figures.City, "return.base").Counted[0].Sources
	if len(src) != 1 || src[0].Period != "2024-02-18" {
		t.Errorf("the base comes from %v, want the first filing", src)
	}
	if d := m.Figure(figures.City, "return.base").Dropped; len(d) != 1 || d[0].Source.Text != "120" || d[0].Source.Period != "2024-02-25" {
		t.Errorf("dropped %+v, want the base typed later", d)
	}
	second.Findings = finding.List{explained("X414", second.Records[0].Row, "")}
	says(t, f.merge(t, "2024-02-25", second, first), figures.City, "return.base=120 return.rate=0.5")
	third := f.file(jiao, "firms", 6, jia+"base=90 returned=60")
	says(t, f.merge(t, "2024-03-03", third, second, first), figures.City, "return.base=120")
}

func TestAnswerAboutThoseWhoStayed(t *testing.T) {
	f := newFiler(t)
	for answer, want := range map[string]string{"": "60", "已返岗不含留岗人员": "90", "含留岗": "60"} {
		r := f.file(jiao, "firms", 4, "firm=椒江甲机械有限公司 base=100 stayed=30 due=80 returned=60")
		form, _ := f.cat.Form("firms")
		r.Findings = fold.Derive(form, &r)
		if len(r.Findings) != 1 {
			t.Fatalf("found %v, want R308", r.Findings)
		}
		r.Findings[0].Explained = answer
		says(t, f.merge(t, "2024-02-18", r), figures.City, "return.onpost="+want)
	}
}

func TestMissingFirmAnswered(t *testing.T) {
	f := newFiler(t)
	first := f.file(jiao, "firms", 4, "firm=椒江甲机械有限公司 base=100 returned=50", "firm=天工有限公司 base=10 returned=5")
	second := f.file(jiao, "firms", 5, "firm=椒江甲机械有限公司 base=100 returned=60")
	second.Findings = finding.List{explained("X415", 0, "天工有限公司")}
	m := f.merge(t, "2024-02-25", first, second)
	says(t, m, figures.City, "return.base=100 return.carried=0")
	if len(m.Carried) != 0 {
		t.Errorf("carried %v", m.Carried)
	}
}

func TestSourcesOfAFirm(t *testing.T) {
	f := newFiler(t)
	county := f.file(jiao, "firms", 4, "firm=椒江甲机械有限公司 base=100 returned=50 shortage=5 due=80 stayed=20 hired=1")
	row := f.file(codeA, "firms", 4, "firm=椒江甲机械有限公司 base=102 returned=60 due=82 stayed=20")
	roster := f.with(f.file(codeA, "roster", 4,
		"name=甲 idcard=1 province=贵州省 stayed=是", "name=乙 idcard=2 province=浙江省 returnedon=2024-02-17",
		"name=丙 idcard=3 province=贵州省 returnedon=2024-02-20", "name=丁 idcard=4 province=贵州省 status=已返岗",
		"name=戊 idcard=5 status=离职", "name=己 idcard=6 province=四川省 status=新招"), "firm=椒江甲机械有限公司 uscc="+codeA)

	m := f.merge(t, "2024-02-18", county)
	says(t, m, jiao, "return.base=100 return.onpost=70 return.shortage=5 return.hired=1")
	m = f.merge(t, "2024-02-18", row, county)
	says(t, m, jiao, "return.base=102 return.onpost=80 return.shortage=5 return.hired=1")
	if c := conflict(t, m, "X408"); !strings.Contains(c.What, "节前在岗职工") || c.Sides[0].Unit != codeA || len(c.Sides) != 2 {
		t.Errorf("conflict %+v", c)
	}
	m = f.merge(t, "2024-02-18", roster, row, county)
	says(t, m, jiao, "return.base=5 return.onpost=3 return.shortage=5 return.hired=1 return.outrate=0.6667 return.origin=5")
	says(t, m, codeA, "return.base=5 return.rate=0.6 return.origin=5")
	if d := m.Figure(jiao, "return.base").Dropped; len(d) != 2 || d[0].Why != "以花名册为准" || d[0].Source.Unit != codeA || d[1].Source.Unit != jiao {
		t.Errorf("dropped %+v, want the firm's row and the county's", d)
	}
	want := []figures.Share{{Province: "贵州省", People: 3}, {Province: "四川省", People: 1}, {Province: "浙江省", People: 1}}
	if diff := cmp.Diff(want, m.Figure(figures.City, "return.origin").Shares); diff != "" {
		t.Error(diff)
	}
	if got := m.Figure(figures.City, "return.origin").Beside; got != "据1家花名册5人" {
		t.Errorf("beside %q", got)
	}
	says(t, f.merge(t, "2024-02-25", roster), jiao, "return.onpost=4 return.onpost@change=1")

	c := conflict(t, m, "X408")
	m = f.mergeInput(t, merge.Input{AsOf: day("2024-02-18"), Returns: []returns.Return{roster, row, county}, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.KeepB}}})
	says(t, m, jiao, "return.base=102")
}

// A count over a roster names its cells as runs, the base by the names.
func TestRosterCells(t *testing.T) {
	f := newFiler(t)
	roster := f.with(f.file(codeA, "roster", 4,
		"name=甲 idcard=1 returnedon=2024-02-16", "name=乙 idcard=2 returnedon=2024-02-17", "name=丙 idcard=3", "name=丁 idcard=4 returnedon=2024-02-17"),
		"firm=椒江甲机械有限公司 uscc="+codeA)
	m := f.merge(t, "2024-02-18", roster)
	first := roster.Records[0].Row
	form, _ := f.cat.Form("roster")
	i, _ := form.Index("returnedon")
	col := finding.Column(i + 1)
	got := m.Figure(codeA, "return.onpost").Counted[0].Sources[0].Cell
	if want := fmt.Sprintf("%s%d:%s%d,%s%d", col, first, col, first+1, col, first+3); got != want {
		t.Errorf("cells %s, want %s", got, want)
	}
}

// A firm that is not registered counts for the county it names itself.
func TestCountyOfAnUnknownFirm(t *testing.T) {
	f := newFiler(t)
	roster := f.with(f.file("91331002MA2ABCDE0X", "roster", 4, "name=甲 idcard=1 province=贵州省 returnedon=2024-02-16"),
		"firm=天工有限公司 uscc=91331002MA2ABCDE0X county="+string(huang))
	m := f.merge(t, "2024-02-18", roster)
	says(t, m, huang, "return.base=1 return.onpost=1")
	if c := conflict(t, m, "X407"); len(c.Units) != 1 || c.Units[0] != huang {
		t.Errorf("conflict %+v", c)
	}
}

func TestPartialRosterNeedsABase(t *testing.T) {
	f := newFiler(t)
	roster := f.file(codeA, "roster", 4, "name=甲 idcard=1 province=贵州省 returnedon=2024-02-16", "name=乙 idcard=2 province=贵州省")
	says(t, f.merge(t, "2024-02-18", f.with(roster, "firm=椒江甲机械有限公司 uscc="+codeA+" scope=仅外出")), codeA, "return.base=— return.rate=— return.onpost=1")
	says(t, f.merge(t, "2024-02-18", f.with(roster, "base=10 stayed.meta=8")), codeA, "return.base=10 return.onpost=9 return.rate=0.9")
}

func TestOneFirmInTwoCounties(t *testing.T) {
	f := newFiler(t)
	bing := "firm=黄岩丙模具有限公司 uscc=" + codeC + " "
	rs := []returns.Return{f.file(jiao, "firms", 4, bing+"base=100 returned=50"), f.file(huang, "firms", 4, bing+"base=90 returned=60")}
	m := f.merge(t, "2024-02-18", rs...)
	says(t, m, figures.City, "return.base=90 return.firmsfiled=1")
	says(t, m, huang, "return.base=90")
	says(t, m, jiao, "return.firmsfiled=0 return.base=0")
	if d := m.Figure(huang, "return.base").Dropped; len(d) != 1 || d[0].Source.Text != "100" || d[0].Source.Unit != jiao {
		t.Errorf("dropped %+v, want the other county's number", d)
	}
	c := conflict(t, m, "X404")
	m = f.mergeInput(t, merge.Input{AsOf: day("2024-02-18"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.KeepA}}})
	says(t, m, figures.City, "return.base=100")
	says(t, m, jiao, "return.base=100")
	m = f.mergeInput(t, merge.Input{AsOf: day("2024-02-18"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.Both}}})
	says(t, m, figures.City, "return.base=190 return.firmsfiled=1")

	unlisted := "firm=天工有限公司 uscc=" + codeB + " "
	m = f.merge(t, "2024-02-18", f.file(san, "firms", 4, unlisted+"base=7 returned=7"), f.file(huang, "firms", 4, unlisted+"base=8 returned=7"))
	says(t, m, huang, "return.base=8")
	if got := codes(m); got != "X404 X407" {
		t.Errorf("conflicts %s", got)
	}
	moved := f.merge(t, "2024-02-25", f.file(san, "firms", 4, unlisted+"base=7 returned=7", bing+"base=1 returned=1"), f.file(san, "firms", 5, bing+"base=1 returned=1"), f.file(huang, "firms", 5, unlisted+"base=8 returned=7"))
	says(t, moved, huang, "return.base=8")
	says(t, moved, figures.City, "return.base=9 return.carried=0")
}

func TestOneWorkerOnTwoRosters(t *testing.T) {
	f := newFiler(t)
	a := f.with(f.file(codeA, "roster", 4, "name=甲 idcard=11 status=已返岗", "name=乙 phone=138 status=已返岗", "name=丙 idcard=13 status=离职"), "uscc="+codeA)
	b := f.with(f.file(codeC, "roster", 4, "name=甲一 idcard=11 status=已返岗", "name=乙 phone=139 status=已返岗", "name=丙 idcard=13 status=新招"), "uscc="+codeC)
	m := f.merge(t, "2024-02-18", a, b)
	says(t, m, figures.City, "return.base=5 return.onpost=4")
	c := conflict(t, m, "X405")
	if codes(m) != "X405" || len(c.Sides) != 2 {
		t.Errorf("conflicts %s, sides %v", codes(m), c.Sides)
	}
	for _, s := range c.Sides {
		for _, src := range s.Sources {
			if src.Unit != s.Unit || strings.Contains(src.Text, "1") {
				t.Errorf("side %s shows a cell of %s", s.Unit, src.Unit)
			}
		}
	}
}

// Return rates as they were printed: Fuzhou 2015, Sichuan 2021, a city
// bulletin of 2025, and Tianjin 2020, whose change follows from the printed
// rates (the unrounded ones differ by 1.04).
func TestPublishedRates(t *testing.T) {
	f := newFiler(t)
	line := func(n int, cells string) returns.Return {
		return f.file(jiao, "firms", n, "firm=椒江甲机械有限公司 "+cells)
	}
	fuzhou := f.merge(t, "2024-02-18", line(4, "base=212480 returned=191930 hired=8998"))
	says(t, fuzhou, figures.City, "return.rate=0.9033 return.recovery=0.9456")
	says(t, f.merge(t, "2024-02-18", line(4, "base=4702400 returned=1093500")), figures.City, "return.rate=0.2325")
	city := f.merge(t, "2024-02-18", line(4, "base=4707 returned=4557"))
	if got := city.Figure(figures.City, "return.rate").Percent().String(); got != "96.8" {
		t.Errorf("printed %s, want 96.8", got)
	}
	share := f.merge(t, "2024-02-18", line(4, "base=4557 returned=2609"))
	if got := share.Figure(figures.City, "return.rate").Percent().String(); got != "57.3" {
		t.Errorf("printed %s, want 57.3", got)
	}
	says(t, f.merge(t, "2024-02-25", line(4, "base=4630 returned=4118"), line(5, "base=4630 returned=4166")), figures.City, "return.rate@change=1.1")
	// The bulletin's other rate is printed without its counts; these give it.
	other := f.merge(t, "2024-02-18", line(4, "base=4557 returned=2730"))
	if got := phrase.Rate(other.Figure(figures.City, "return.rate")); got != "59.9%" {
		t.Errorf("printed %s, want 59.9%%", got)
	}
	nearly := f.merge(t, "2024-02-18", line(4, "base=10000 returned=9996"))
	if got := nearly.Figure(figures.City, "return.rate").Percent().String(); got != "99.9" {
		t.Errorf("9996 of 10000 prints %s, want 99.9", got)
	}
	exact := f.merge(t, "2024-02-18", f.file(jiao, "firms", 4, "firm=甲 base=1000 returned=900", "firm=乙 base=100000 returned=89999"))
	says(t, exact, figures.City, "return.firms90=1")
}

// Zibo's groups of firms, with their workers in mixed units, are one sum: 2,794
// firms and 283,775 people, which it printed as 28.38万. Sentences here print
// one decimal.
func TestMixedUnitsAddUp(t *testing.T) {
	f := newFiler(t)
	var rs []returns.Return
	for i, group := range []struct {
		unit   returns.UnitCode
		firms  int
		people string
	}{{jiao, 1589, "217500"}, {huang, 113, "15289"}, {san, 437, "7706"}, {own, 131, "5356"}, {"", 266, "6829"}, {"", 258, "31095"}} {
		rows := make([]string, group.firms)
		for j := range rows {
			people := "0"
			if j == 0 {
				people = group.people
			}
			rows[j] = fmt.Sprintf("firm=企业%d之%d base=%s returned=0", i, j, people)
		}
		if group.unit == "" { // more groups than units: in the first unit's return
			for _, row := range rows {
				rs[0].Records = append(rs[0].Records, f.row("firms", row))
			}
			continue
		}
		rs = append(rs, f.file(group.unit, "firms", 4, rows...))
	}
	m := f.merge(t, "2024-02-18", rs...)
	firms, people := m.Figure(figures.City, "return.firmsfiled"), m.Figure(figures.City, "return.base")
	wan, _ := people.Value.Over(returns.Int(10000))
	got := []string{phrase.Text(firms), phrase.Prose(firms), phrase.Text(people), phrase.Prose(people), wan.Round(2).String() + "万"}
	if diff := cmp.Diff([]string{"2794家", "2794家", "283775人", "28.4万人", "28.38万"}, got); diff != "" {
		t.Error(diff)
	}
	rs[0].Records[0] = f.row("firms", "firm=企业0之0 base=217500~ returned=0")
	says(t, f.merge(t, "2024-02-18", rs...), figures.City, "return.base=283775~ return.firmsfiled=2794")
}
