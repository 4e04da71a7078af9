package merge_test

import (
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
)

const (
	zunyi  = "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 team=一队 posts=100 intentions=10 fairs=1"
	enshi  = "from=2024-01-25 province=湖北省 city=恩施土家族苗族自治州 name=乙会 team=一队 posts=200+ intentions=20 fairs=2"
	enshi2 = "from=2024-01-25 province=湖北省 city=恩施土家族苗族自治州 name=丙会 team=一队 posts=200 intentions=20 fairs=2"
	lishui = "from=2024-01-26 province=浙江省 city=丽水市 name=丁会 team=二队 posts=50 intentions=5 fairs=1"
)

func TestLedgers(t *testing.T) {
	f := newFiler(t)
	for name, tc := range map[string]struct {
		asOf  string
		files []returns.Return
		city  string
		jiao  string
	}{
		"a growing ledger never doubles": {
			"2024-01-28", []returns.Return{f.file(jiao, "fairs", 1, zunyi), f.file(jiao, "fairs", 2, zunyi, enshi)},
			"recruit.posts=300+ recruit.fairs=3 recruit.teams=1 recruit.places=2 recruit.provinces=2", "recruit.posts=300+",
		},
		"weekly ledgers add up": {
			"2024-01-28", []returns.Return{f.file(jiao, "fairs", 1, zunyi), f.file(jiao, "fairs", 2, enshi)},
			"recruit.posts=300+ recruit.posts@week=200+ recruit.teams=1 recruit.teams@week=1", "recruit.posts=300+",
		},
		"a corrected row replaces": {
			"2024-01-28", []returns.Return{f.file(jiao, "fairs", 1, zunyi), f.file(jiao, "fairs", 2, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 posts=120 intentions=10 fairs=1")},
			"recruit.posts=120 recruit.posts@week=0", "recruit.posts=120",
		},
		"as of an earlier date the correction is not there": {
			"2024-01-21", []returns.Return{f.file(jiao, "fairs", 1, zunyi), f.file(jiao, "fairs", 2, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 posts=120 intentions=10 fairs=1")},
			"recruit.posts=100", "recruit.posts=100",
		},
		"two rows of one identity in one return both count": {
			"2024-01-21", []returns.Return{f.file(jiao, "fairs", 1, zunyi, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 posts=7 intentions=1 fairs=1")},
			"recruit.posts=107 recruit.fairs=2", "recruit.posts=107",
		},
		"and are replaced together": {
			"2024-01-28", []returns.Return{f.file(jiao, "fairs", 1, zunyi, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 posts=7 intentions=1 fairs=1"), f.file(jiao, "fairs", 2, zunyi)},
			"recruit.posts=100 recruit.fairs=1", "recruit.posts=100",
		},
		"a row with blanks in its identity does not double": {
			"2024-01-28", []returns.Return{
				f.file(jiao, "fairs", 1, "from=2024-01-18 province=贵州省 posts=100 intentions=1 fairs=1"),
				f.file(jiao, "fairs", 2, "from=2024-01-18 province=贵州省 posts=100 intentions=1 fairs=1", enshi),
			},
			"recruit.posts=300+", "recruit.posts=300+",
		},
		"a renamed row of a growing ledger counts once": {
			"2024-02-04", []returns.Return{f.file(jiao, "fairs", 2, zunyi, enshi), f.file(jiao, "fairs", 3, zunyi, enshi2)},
			"recruit.posts=300 recruit.fairs=3", "recruit.posts=300",
		},
		"a lost row counts on": {
			"2024-02-04", []returns.Return{f.file(jiao, "fairs", 2, zunyi, enshi), f.file(jiao, "fairs", 3, zunyi)},
			"recruit.posts=300+", "recruit.posts=300+",
		},
		"the home province is apart": {
			"2024-02-04", []returns.Return{f.file(jiao, "fairs", 2, zunyi, lishui)},
			"recruit.posts=100 recruit.home.posts=50 recruit.teams=1 recruit.home.teams=1 recruit.provinces=1 recruit.home.fairs=1", "recruit.posts=100",
		},
		"an event after the date does not count, whichever file holds it": {
			"2024-01-21", []returns.Return{f.file(jiao, "fairs", 1, zunyi, enshi)},
			"recruit.posts=100 recruit.places=1", "recruit.posts=100",
		},
		"a nil return counts as nothing, and as filed": {
			"2024-01-21", []returns.Return{f.file(jiao, "fairs", 1)},
			"recruit.posts=0 recruit.teams=0 recruit.posts@week=0 recruit.agreements=—", "recruit.posts=0",
		},
		"what nobody filed is absent": {
			"2024-01-21", []returns.Return{f.file(jiao, "fairs", 1, zunyi)},
			"recruit.attendance=— recruit.signed=— visits.people=— return.rate=— recruit.posts=100", "recruit.attendance=—",
		},
		"of two versions the newer counts": {
			"2024-01-28", []returns.Return{again(f.file(jiao, "fairs", 1, enshi), 2, returns.Held), f.file(jiao, "fairs", 1, zunyi)},
			"recruit.posts=200+", "recruit.posts=200+",
		},
		"a refused version changes nothing": {
			"2024-01-28", []returns.Return{again(f.file(jiao, "fairs", 1, enshi), 2, returns.Refused), f.file(jiao, "fairs", 1, zunyi)},
			"recruit.posts=100", "recruit.posts=100",
		},
		"withdrawing revives nothing": {
			"2024-01-21", []returns.Return{again(f.file(jiao, "fairs", 1, enshi), 2, returns.Withdrawn), again(f.file(jiao, "fairs", 1, zunyi), 1, returns.Superseded)},
			"recruit.posts=—", "recruit.posts=—",
		},
		"a signed date before the campaign is kept and not counted": {
			"2024-02-04", []returns.Return{f.file(jiao, "agreements", 1, "partya=甲 partyb=乙 province=贵州省 date=2023-12-01", "partya=甲 partyb=丙 province=贵州省 date=2024-01-20")},
			"recruit.agreements=1", "recruit.agreements=1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := f.merge(t, tc.asOf, tc.files...)
			says(t, m, figures.City, tc.city)
			says(t, m, jiao, tc.jiao)
			says(t, m, huang, "recruit.posts=—")
		})
	}
}

func TestStrictLeavesHeldOut(t *testing.T) {
	f := newFiler(t)
	held := again(f.file(jiao, "fairs", 1, enshi), 2, returns.Held)
	m := f.mergeInput(t, merge.Input{AsOf: day("2024-01-28"), Strict: true, Returns: []returns.Return{held, f.file(jiao, "fairs", 1, zunyi)}})
	says(t, m, figures.City, "recruit.posts=100")
}

func TestAnsweredLostRow(t *testing.T) {
	f := newFiler(t)
	before := f.file(jiao, "fairs", 2, zunyi, enshi)
	for answer, want := range map[string]string{"": "300", "已改名": "300", "遗漏，仍应计": "500+", "删除，重复填报": "300"} {
		now := f.file(jiao, "fairs", 3, zunyi, enshi2)
		x := finding.RowLost(finding.Place{Sheet: "表", Row: now.Records[1].Row, Col: 1}, "一行")
		x.Explained = answer
		now.Findings = finding.List{x}
		m := f.merge(t, "2024-02-04", before, now)
		says(t, m, figures.City, "recruit.posts="+want)
	}
	gone := f.file(jiao, "fairs", 3, zunyi)
	x := finding.RowLost(finding.Place{Sheet: "表"}, "上期台账（"+before.Filing.File+" 表!"+returns.Value{Row: before.Records[1].Row, Col: 2}.Cell()+"）中一行，本期没有")
	x.Explained = "活动取消，删去"
	gone.Findings = finding.List{x}
	says(t, f.merge(t, "2024-02-04", before, gone), figures.City, "recruit.posts=100")
}

func TestOneEventFiledByTwoUnits(t *testing.T) {
	f := newFiler(t)
	xingren := "from=2024-02-01 province=贵州省 city=黔西南布依族苗族自治州 district=兴仁市 name=兴仁招聘会 posts=2546 intentions=318 fairs=2 team="
	rs := []returns.Return{
		f.file(own, "fairs", 3, xingren+"市队"),
		f.file(san, "fairs", 3, xingren+"县队", "from=2024-02-02 province=贵州省 city=毕节市 name=毕节会 posts=90 intentions=9 fairs=1 team=毕节队"),
	}
	m := f.merge(t, "2024-02-04", rs...)
	says(t, m, figures.City, "recruit.posts=2636 recruit.fairs=3 recruit.teams=2 recruit.places=2")
	says(t, m, own, "recruit.posts=2546 recruit.teams=1")
	says(t, m, san, "recruit.posts=90 recruit.teams=1")
	c := conflict(t, m, "X406")
	if len(c.Sides) != 2 || c.Units[0] != san || c.Units[1] != own || c.Sides[0].Sources[0].Cell == "" {
		t.Errorf("conflict %+v", c)
	}
	if f := m.Figure(figures.City, "recruit.posts"); f.Twice != returns.Int(2546) || len(f.Dropped) != 1 {
		t.Errorf("twice %s, dropped %v", f.Twice, f.Dropped)
	}
	for choice, want := range map[figures.Choice]string{"a": "2636 recruit.fairs=3 recruit.teams=2", "b": "2636", "both": "5182 recruit.fairs=5 recruit.teams=3"} {
		d := figures.Decision{Conflict: c.ID, Choice: choice, Who: "张三", When: "2024-02-04"}
		m := f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: []figures.Decision{d}})
		says(t, m, figures.City, "recruit.posts="+want)
		if got := conflict(t, m, "X406").Decision; got == nil || got.Who != "张三" {
			t.Errorf("decision %v", got)
		}
	}
	a := f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.KeepA}}})
	says(t, a, san, "recruit.posts=2636")
	says(t, a, own, "recruit.posts=0")
}

// A fair without a name goes by its team inside its unit only: the teams of
// two units are two teams whatever they are called.
func TestTeamsOfTwoUnitsNameNoFair(t *testing.T) {
	f := newFiler(t)
	fair := "from=2024-02-01 province=贵州省 city=毕节市 posts=100 intentions=10 fairs=1 team=一队"
	m := f.merge(t, "2024-02-04", f.file(jiao, "fairs", 3, fair), f.file(huang, "fairs", 3, fair))
	says(t, m, figures.City, "recruit.posts=200 recruit.fairs=2 recruit.teams=2")
	if len(m.Conflicts) != 0 {
		t.Errorf("conflicts %+v", m.Conflicts)
	}
}

func TestTwoFilesOfOneSlot(t *testing.T) {
	f := newFiler(t)
	a, b := f.file(jiao, "fairs", 1, zunyi), f.file(jiao, "fairs", 1, enshi)
	b.Filing.File, b.Filing.SHA256 = "other.xlsx", "ff"
	m := f.merge(t, "2024-01-28", a, b)
	says(t, m, figures.City, "recruit.posts=—")
	c := conflict(t, m, "X411")
	m = f.mergeInput(t, merge.Input{AsOf: day("2024-01-28"), Returns: []returns.Return{b, a}, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.KeepB}}})
	says(t, m, figures.City, "recruit.posts=200+")

	copied := a
	copied.Filing.File = "copy of it.xlsx"
	m = f.merge(t, "2024-01-28", a, copied)
	says(t, m, figures.City, "recruit.posts=100")

	a.Filled, b.Filled = day("2024-01-20").Time(), day("2024-01-21").Time()
	m = f.merge(t, "2024-01-28", b, a)
	says(t, m, figures.City, "recruit.posts=200+")
	if got := codes(m); got != "" {
		t.Errorf("conflicts %s, want none", got)
	}

	second := a // another table of the same workbook
	second.Sheet, second.Order, second.Range, second.Records = "表二", 1, "A3:Z4", b.Records
	says(t, f.merge(t, "2024-01-28", second, a), figures.City, "recruit.posts=300+")
}

func TestFirms(t *testing.T) {
	f := newFiler(t)
	visit := func(n int, date, firm, uscc string) returns.Return {
		return f.file(jiao, "visits", n, "date="+date+" firm="+firm+" uscc="+uscc+" people=3")
	}
	for name, tc := range map[string]struct {
		files []returns.Return
		want  string
		codes string
	}{
		"a name with one known code is that firm, whatever came first": {
			[]returns.Return{visit(1, "2024-01-16", "天工（台州）有限公司", ""), visit(2, "2024-01-23", "天工(台州)有限公司", codeB), visit(3, "2024-02-01", "天工（台州）有限公司", "")}, "1", "",
		},
		"the register knows codes": {[]returns.Return{visit(1, "2024-01-16", "椒江甲机械有限公司", ""), visit(2, "2024-01-23", "甲", codeA)}, "1", "X413"},
		"two codes of one name are two firms, and the name alone a third": {
			[]returns.Return{visit(1, "2024-01-16", "天工有限公司", codeB), visit(2, "2024-01-23", "天工有限公司", codeD), visit(3, "2024-02-01", "天工有限公司", "")}, "3", "X409 X409",
		},
		"a typed code that is none yields to a valid one": {[]returns.Return{visit(1, "2024-01-16", "天工有限公司", codeB), visit(2, "2024-01-23", "天工有限公司", "91331002MA09004868")}, "1", ""},
		"names that look alike stay two":                  {[]returns.Return{visit(1, "2024-01-16", "台州天工机械有限公司", codeB), visit(2, "2024-01-23", "天工机械股份有限公司", "")}, "2", "X409"},
		"one code with two names is one firm":             {[]returns.Return{visit(1, "2024-01-16", "天工有限公司", codeB), visit(2, "2024-01-23", "地利有限公司", codeB)}, "1", "X413"},
	} {
		t.Run(name, func(t *testing.T) {
			m := f.merge(t, "2024-02-04", tc.files...)
			says(t, m, figures.City, "visits.firms="+tc.want)
			if got := codes(m); got != tc.codes {
				t.Errorf("conflicts %q, want %q", got, tc.codes)
			}
		})
	}
	rs := []returns.Return{visit(1, "2024-01-16", "台州天工机械有限公司", codeB), visit(2, "2024-01-23", "天工机械股份有限公司", "")}
	c := conflict(t, f.merge(t, "2024-02-04", rs...), "X409")
	m := f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.Same}}})
	says(t, m, figures.City, "visits.firms=1 visits.firmvisits=2")
	if counted := m.Figure(figures.City, "visits.firms").Counted; counted[0].Key != codeB || len(counted[0].Sources) != 2 {
		t.Errorf("counted %+v", counted)
	}

	rs = []returns.Return{visit(1, "2024-01-16", "天工有限公司", codeB), visit(2, "2024-01-23", "地利有限公司", codeB)}
	c = conflict(t, f.merge(t, "2024-02-04", rs...), "X413")
	m = f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: figures.Apart}}})
	says(t, m, figures.City, "visits.firms=2")
}

func TestListsBesideLedgers(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "fairs", 1, zunyi, lishui),
		f.file(jiao, "fairfirms", 1,
			"team=一队 from=2024-01-18 firm=天工有限公司", "team=一队 from=2024-01-18 firm=地利有限公司",
			"team=二队 from=2024-01-26 firm=地利有限公司", "firm=人和有限公司"),
		f.file(huang, "fairs", 1, "from=2024-01-18 province=湖北省 city=宜昌市 name=戊会 team=黄队 posts=1 intentions=1 fairs=1 firms=12"),
	)
	says(t, m, figures.City, "recruit.firms=3 recruit.home.firms=1 recruit.firmvisits=14 recruit.home.firmvisits=1")
	says(t, m, jiao, "recruit.firms=3 recruit.firmvisits=2")
	says(t, m, huang, "recruit.firms=— recruit.firmvisits=12")
	if got := m.Figure(figures.City, "recruit.firms").Beside; got != "另按报送数12家次" {
		t.Errorf("beside %q", got)
	}
	if got := m.Figure(huang, "recruit.firms").Beside; got != "另按报送数12家次" {
		t.Errorf("beside %q", got)
	}
	if got := m.Figure(jiao, "recruit.firmvisits").Counted[0].Sources; len(got) != 2 {
		t.Errorf("sources %v, want the two rows of the list", got)
	}
}

// A row without province takes it from the fair of its date; where fairs
// disagree it counts once, as outside.
func TestBorrowedProvince(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "fairs", 2, zunyi, lishui, "from=2024-01-23 to=2024-01-27 province=湖北省 city=宜昌市 name=戊会 team=三队 posts=1 intentions=1 fairs=1"),
		f.file(jiao, "agreements", 2,
			"partya=甲 partyb=乙 date=2024-01-18", "partya=甲 partyb=丙 date=2024-01-26", "partya=甲 partyb=丁 date=2024-01-24",
			"partya=甲 partyb=戊 date=2024-01-17", "partya=甲 partyb=己 date=2024-01-17 province=浙江省"),
		f.file(jiao, "fairfirms", 2, "team=二队 from=2024-01-26 firm=天工有限公司", "from=2024-01-26 firm=地利有限公司", "team=三队 from=2024-01-25 firm=人和有限公司"),
	)
	says(t, m, figures.City, "recruit.agreements=4 recruit.home.agreements=1 recruit.firms=2 recruit.home.firms=1")
}

// What a row says of its place rules out fairs elsewhere: an agreement with a
// county in Hubei takes no city from the fair in Guizhou on its day, nor is it
// the agreement of the week before under another name.
func TestLendersDoNotContradict(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-01-28",
		f.file(huang, "fairs", 1, "from=2024-01-22 province=贵州省 city=遵义市 name=甲会 posts=1 intentions=1 fairs=1"),
		f.file(huang, "agreements", 1, "partya=黄岩人社 partyb=宜昌人社 date=2024-01-22 name=协议 province=湖北省"),
		f.file(huang, "agreements", 2, "partya=黄岩人社 partyb=遵义人社 date=2024-01-22 name=协议二 province=贵州省"))
	says(t, m, figures.City, "recruit.agreements=2")
}

func TestTeamsFromTheirList(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "fairs", 2, zunyi, lishui),
		f.file(jiao, "teams", 2, "team=一队 from=2024-01-16", "team=二队 from=2024-01-16", "team=三队 from=2024-01-16"),
		f.file(huang, "fairs", 2, "from=2024-01-18 province=湖北省 city=宜昌市 name=戊会 team=一队 posts=1 intentions=1 fairs=1"),
	)
	says(t, m, jiao, "recruit.teams=2 recruit.home.teams=1")
	says(t, m, figures.City, "recruit.teams=3 recruit.home.teams=1")
}

func TestDifficultiesComeFromTheirList(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "visits", 1, "date=2024-01-16 firm=天工有限公司 people=3 raised=5 solved=5"),
		f.file(huang, "visits", 1, "date=2024-01-16 firm=地利有限公司 people=3 raised=4 solved=2"),
		f.file(jiao, "difficulties", 1,
			"firm=天工有限公司 raisedon=2024-01-16 text=缺工 state=已解决 solvedon=2024-01-20",
			"firm=天工有限公司 raisedon=2024-01-16 text=住宿 state=已解决 solvedon=2024-02-20",
			"firm=天工有限公司 raisedon=2024-01-16 text=入学 state=在办", "firm=椒江甲机械有限公司 raisedon=2024-01-16 text=融资 state=在办"),
		f.file(codeA, "difficulties", 1, "firm=椒江甲机械有限公司 raisedon=2024-01-17 text=融资 state=在办", "firm=椒江甲机械有限公司 raisedon=2024-01-17 text=社保 state=未办"),
	)
	says(t, m, jiao, "visits.raised=5 visits.solved=1 difficulties.open=3")
	says(t, m, huang, "visits.raised=4 visits.solved=2 difficulties.open=—")
	says(t, m, figures.City, "visits.raised=9 visits.solved=3 difficulties.open=3")
}

// Of a firm that is not registered no county is known: what any county has of
// it is the same.
func TestDifficultiesOfAnUnknownFirm(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "difficulties", 1, "firm=天工有限公司 raisedon=2024-01-16 text=缺工 state=在办"),
		f.file("91331002MA2ABCDE0X", "difficulties", 1, "firm=天工有限公司 raisedon=2024-01-17 text=缺工 state=在办", "firm=天工有限公司 raisedon=2024-01-17 text=住宿 state=在办"),
	)
	says(t, m, figures.City, "visits.raised=2 difficulties.open=2")
}

func TestVisitedFoldsIntoVisits(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "visits", 1, "date=2024-01-16 firm=天工有限公司 people=9 stayed=9"),
		f.file(jiao, "visited", 1,
			"date=2024-01-16 firm=天工有限公司 name=甲 category=留岗员工",
			"date=2024-01-17 firm=地利有限公司 name=乙 category=留岗员工、技术骨干 money=100", "date=2024-01-17 firm=地利有限公司 name=丙 category=脱贫人员 money=200"),
	)
	says(t, m, figures.City, "visits.firms=2 visits.firmvisits=2 visits.people=11 visits.stayed=10 visits.skilled=1 visits.lifted=1 visits.money=300 visits.brochures=—")
	for _, c := range m.Figure(figures.City, "visits.people").Counted {
		if c.Amount == returns.Int(2) && (len(c.Sources) != 2 || c.Sources[0].Form != "visited") {
			t.Errorf("sources of a folded number: %+v", c.Sources)
		}
	}
}

func TestWeeklyTablesFillGaps(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "visits", 1, "date=2024-01-16 firm=天工有限公司 people=3"),
		f.file(jiao, "weekly", 1, "visits.people.week=99 visits.people.total=99"),
		f.file(jiao, "weekly", 3, "visits.people.week=7 visits.people.total=106 visits.firms.week=2"),
		f.file(huang, "weekly", 3, "visits.people.total=40"),
	)
	says(t, m, jiao, "visits.people=10 visits.people@week=7 visits.firms=1")
	says(t, m, huang, "visits.people=40 visits.people@week=—")
	says(t, m, figures.City, "visits.people=50 visits.people@week=7")
	if got := m.Figure(jiao, "visits.people").Beside; got != "其中按报送数7人" {
		t.Errorf("beside %q", got)
	}
	if got := m.Figure(huang, "visits.people").Beside; got != "按报送数" {
		t.Errorf("beside %q", got)
	}
	if got := m.Figure(jiao, "visits.firms").Beside; got != "另按报送数2家" {
		t.Errorf("beside %q", got)
	}
}

// A weekly table does not bring back what another unit's row stands for.
func TestWeeklyTableBesideADuplicate(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-01-21",
		f.file(own, "visits", 1, "date=2024-01-16 firm=天工有限公司 people=3"), f.file(san, "visits", 1, "date=2024-01-16 firm=天工有限公司 people=3"),
		f.file(san, "weekly", 1, "visits.people.week=3"))
	says(t, m, figures.City, "visits.people=3")
}

func TestBasis(t *testing.T) {
	f := newFiler(t)
	rs := []returns.Return{
		f.file(jiao, "fairs", 2, "from=2024-01-18 province=贵州省 city=遵义市 district=播州区 name=甲会 team=一队 posts=1 intentions=1 fairs=1",
			"from=2024-01-19 province=贵州省 city=遵义市 district=习水县 name=乙会 team=一队 posts=1 intentions=1 fairs=1", lishui),
		f.file(jiao, "alliances", 2, "firm=天工有限公司 province=贵州省 city=遵义市 district=播州区 village=甲村 date=2024-01-18"),
		f.file(jiao, "visits", 2, "firm=天工有限公司 date=2024-01-18 people=5"),
		f.file(jiao, "hometown", 2, "firm=地利有限公司 date=2024-01-18 name=王 people=2 province=贵州省 city=遵义市"),
	}
	says(t, f.merge(t, "2024-02-04", rs...), figures.City, "recruit.places=1 recruit.posts=2 recruit.agreements=— visits.people=5 recruit.provinces=1")
	f.reg.Campaign.Basis.Place = "county"
	f.reg.Campaign.Basis.HomeProvinceFairs = "included"
	f.reg.Campaign.Basis.AlliancesInAgreements = true
	f.reg.Campaign.Basis.HometownInVisits = true
	says(t, f.merge(t, "2024-02-04", rs...), figures.City, "recruit.places=3 recruit.posts=52 recruit.agreements=1 visits.people=7 recruit.provinces=2")
}

// A row without a province lies where the fair of its team and date was; a
// team that had no fair that day says nothing of where, and the row counts.
func TestFirmsLieWhereTheirTeamWas(t *testing.T) {
	f := newFiler(t)
	fairs := f.file(jiao, "fairs", 1, "team=一队 from=2024-01-16 province=浙江省 city=杭州市 posts=10 intentions=1")
	for row, want := range map[string]string{
		"team=一队 from=2024-01-16 firm=天工有限公司": "recruit.home.firms=1",
		"from=2024-01-16 firm=天工有限公司":         "recruit.home.firms=1",
		"team=二队 from=2024-01-16 firm=天工有限公司": "recruit.firms=1",
		"team=一队 from=2024-01-17 firm=天工有限公司": "recruit.firms=1",
	} {
		t.Run(row, func(t *testing.T) {
			says(t, f.merge(t, "2024-01-28", fairs, f.file(jiao, "fairfirms", 1, row)), figures.City, want)
		})
	}
}
