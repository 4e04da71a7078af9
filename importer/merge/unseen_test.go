package merge_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
)

// Two forms that the program has never seen, as an operator would write them.
const (
	courses = `
id: courses
title: 培训台账
filed_by: [county, city]
counting: flow
identity: [[held, name]]
same: [[held, name]]
fields:
  - {id: held, type: date, dates: event, role: event, required: true, header: 开班日期}
  - {id: name, type: text, required: true, header: 班名}
  - {id: kind, type: enum, header: 类别, choices: [{value: 焊工}, {value: 钳工}]}
  - {id: people, type: count, unit: 人, header: 人数}
  - {id: passed, type: count, unit: 人, header: 合格人数}
figures:
  - {id: train.people, name: 培训人数, unit: 人, sum: people, definition: 人数相加}
  - {id: train.kinds, name: 培训类别, unit: 类, distinct: kind, definition: 类别去重}
  - {id: train.passrate, name: 合格率, ratio: {of: [passed], to: [people]}, definition: 合格 ÷ 人数}
  - {id: train.large, name: 大班, unit: 个, rows: true, where: [{of: [people], at_least: "30"}], definition: 三十人以上的班}
`
	dorms = `
id: dorms
title: 宿舍情况表
filed_by: [county]
counting: stock
identity: [[firm]]
same: [[firm]]
fields:
  - {id: firm, type: firm, role: firm, required: true, header: 企业名称}
  - {id: uscc, type: uscc, role: uscc, header: 信用代码}
  - {id: beds, type: count, unit: 张, header: 床位}
figures:
  - {id: dorms.beds, name: 床位, unit: 张, sum: beds, definition: 床位相加}
  - {id: dorms.firms, name: 有宿舍的企业, unit: 家, distinct: firm, definition: 企业去重}
`
)

func unseen(t *testing.T) *filer {
	t.Helper()
	f := newFiler(t)
	for name, text := range map[string]string{"courses.yaml": courses, "dorms.yaml": dorms} {
		form, err := forms.Parse(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		f.cat = &forms.Catalogue{Forms: append(f.cat.Forms, form)}
	}
	return f
}

func TestUnseenForms(t *testing.T) {
	f := unseen(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "courses", 1, "held=2024-01-16 name=一班 kind=焊工 people=40 passed=30", "held=2024-01-17 name=二班 kind=焊工 people=20"),
		f.file(own, "courses", 3, "held=2024-02-01 name=市班 kind=钳工 people=30+ passed=21"),
		f.file(huang, "courses", 3, "held=2024-02-01 name=市班 kind=焊工 people=30 passed=21"),
		f.file(jiao, "dorms", 2, "firm=天工有限公司 uscc="+codeB+" beds=10", "firm=地利有限公司 beds=5"),
		f.file(jiao, "dorms", 3, "firm=天工有限公司 beds=12"),
		f.file(huang, "dorms", 3, "firm=天工有限公司 beds=99", "firm=人和有限公司 beds=1"),
	)
	says(t, m, figures.City, "train.people=90+ train.people@week=30+ train.kinds=2 train.passrate=0.7286 train.large=2 dorms.beds=18 dorms.firms=3 dorms.beds@change=3")
	says(t, m, huang, "train.people=0 dorms.beds=1")
	if f := m.Figure(figures.City, "train.passrate"); f.In != 2 || f.Out != 1 {
		t.Errorf("in %d, out %d, want 2 and 1", f.In, f.Out)
	}
	if got := codes(m); got != "X406 X406" {
		t.Errorf("conflicts %s", got)
	}
	for _, l := range m.Ledgers {
		if l.Form == "courses" && (len(l.Entries) != 4 || l.Title != "培训台账" || l.Stock) {
			t.Errorf("ledger %+v", l)
		}
	}
}

func TestSinceIssue(t *testing.T) {
	f := newFiler(t)
	line := func(n int, cells string) returns.Return {
		return f.file(jiao, "firms", n, "firm=椒江甲机械有限公司 "+cells)
	}
	issued := f.merge(t, "2024-02-18", f.file(jiao, "fairs", 2, zunyi), line(4, "base=4630 returned=4118"))
	now := f.mergeInput(t, merge.Input{AsOf: day("2024-02-25"), Issued: issued, Returns: []returns.Return{
		f.file(jiao, "fairs", 2, zunyi), f.file(jiao, "fairs", 3, enshi), line(5, "base=4630 returned=4166"),
	}})
	says(t, now, figures.City, "recruit.posts@new=200+ recruit.teams@new=0 return.rate@new=1.1 visits.people@new=—")
}

func TestChanges(t *testing.T) {
	f := newFiler(t)
	first := f.file(jiao, "fairs", 1, zunyi)
	other := f.file(huang, "fairs", 1, "from=2024-01-18 province=湖北省 city=宜昌市 name=戊会 team=黄队 posts=7 intentions=1 fairs=1")
	before := f.merge(t, "2024-01-21", first, other)
	if got := merge.Changes(before, f.merge(t, "2024-01-21", other, first)); len(got) != 0 {
		t.Errorf("the same returns differ: %v", got)
	}
	corrected := again(f.file(jiao, "fairs", 1, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 team=一队 posts=107 intentions=10 fairs=1"), 2, returns.Accepted)
	after := f.merge(t, "2024-01-21", first, corrected, other)
	var seen []string
	for _, c := range merge.Changes(before, after) {
		seen = append(seen, string(c.Unit)+" "+string(c.ID)+" "+shown(c.Before)+"→"+shown(c.After))
		if len(c.Causes) != 1 || c.Causes[0].Before.Amount != returns.Int(100) || c.Causes[0].After.Amount != returns.Int(107) ||
			c.Causes[0].Before.Sources[0].Text != "100" || c.Causes[0].After.Sources[0].Version != 2 {
			t.Errorf("causes of %s: %+v", c.ID, c.Causes)
		}
	}
	want := []string{" recruit.posts 107→114", " recruit.posts@week 107→114", "331002 recruit.posts 100→107", "331002 recruit.posts@week 100→107"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

func TestFiled(t *testing.T) {
	f := newFiler(t)
	m := f.mergeInput(t, merge.Input{AsOf: day("2024-01-28"), Refused: []figures.Refused{{File: "图.pdf", Findings: 1}}, Returns: []returns.Return{
		f.file(jiao, "fairs", 1, zunyi), again(f.file(jiao, "fairs", 1, enshi), 2, returns.Refused),
		again(f.file(huang, "fairs", 1, zunyi), 1, returns.Refused),
		f.file(jiao, "transport", 2), f.file(jiao, "fairs", 3, zunyi),
	}})
	var got []string
	for _, x := range m.Filed {
		if x.Unit == san {
			continue
		}
		due := ""
		if x.Due {
			due = " due"
		}
		got = append(got, string(x.Unit)+" "+string(x.Form)+" "+x.Period.Name()+due+" "+x.Timeliness+" "+x.Status)
	}
	want := []string{
		"331002 fairs 2024-01-21 due filed accepted", "331002 fairs 2024-01-28 due missing ", "331002 transport 2024-01-28 filed nil",
		"331003 fairs 2024-01-21 due missing refused", "331003 fairs 2024-01-28 due missing ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(m.Refused) != 3 || m.Refused[2].File != "图.pdf" {
		t.Errorf("refused %+v", m.Refused)
	}
}

func TestDroppedSaysWhy(t *testing.T) {
	f := newFiler(t)
	m := f.merge(t, "2024-02-04",
		f.file(jiao, "fairs", 1, zunyi), again(f.file(jiao, "fairs", 1, enshi), 2, returns.Refused),
		f.file(jiao, "fairs", 3, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 team=一队 posts=120 intentions=10 fairs=1", "from=2024-02-09 province=贵州省 city=遵义市 name=己会 team=一队 posts=5 intentions=1 fairs=1"),
		f.file(jiao, "fairs", 4, enshi),
	)
	got := map[string]string{}
	for _, d := range m.Figure(jiao, "recruit.posts").Dropped {
		got[d.Why] = d.Source.Text
	}
	want := map[string]string{"退改，未计入": "", "已由后一期所报的同一条替代": "100", "日期晚于截止日": "5", "报送期晚于截止日": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, d := range m.Figure(jiao, "recruit.intentions").Dropped {
		if d.Why == "已由后一期所报的同一条替代" {
			t.Error("what was filed again unchanged is no loss")
		}
	}
}

func TestHeldFiguresAreDoubtful(t *testing.T) {
	f := newFiler(t)
	held := f.file(jiao, "fairs", 1, zunyi)
	held.State = returns.Held
	m := f.merge(t, "2024-01-21", held, f.file(huang, "fairs", 1))
	if !m.Figure(figures.City, "recruit.posts").Doubtful || !m.Figure(jiao, "recruit.posts").Doubtful || m.Figure(huang, "recruit.posts").Doubtful {
		t.Error("figures of a held return are not marked, or others are")
	}
}

// Merging changes nothing that it is given.
func TestInputStaysAsItIs(t *testing.T) {
	f := newFiler(t)
	rs := []returns.Return{
		f.file(jiao, "firms", 4, "firm=椒江甲机械有限公司 base=100 stayed=20 due=80 returned=50"), f.file(jiao, "firms", 5, "firm=椒江甲机械有限公司 base=120 returned=50"),
		f.file(jiao, "fairfirms", 1, "team=一队 from=2024-01-18 firm=天工有限公司"), f.file(jiao, "fairs", 1, zunyi),
	}
	copies := make([]returns.Return, len(rs))
	for i, r := range rs {
		copies[i] = r
		copies[i].Records = nil
		for _, rec := range r.Records {
			copies[i].Records = append(copies[i].Records, returns.Record{Row: rec.Row, Values: append([]returns.Value(nil), rec.Values...)})
		}
	}
	f.merge(t, "2024-02-25", rs...)
	if diff := cmp.Diff(copies, rs, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
}
