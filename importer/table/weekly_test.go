package table

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// mfigures are figures as weekly tables call them, with their ids.
var mfigures = map[string][]string{
	"recruit.posts":      {"提供岗位", "提供岗位数", "提供岗位（个）"},
	"recruit.fairs":      {"招聘活动", "招聘活动（场）", "招聘会场次"},
	"recruit.intentions": {"达成就业意向", "达成就业意向人次", "达成就业意向（人次）"},
	"visits.firms":       {"走访企业", "走访企业数", "走访企业（家）"},
	"visits.people":      {"慰问人数", "慰问人数（人）"},
	"visits.brochures":   {"政策宣传册", "发放政策宣传册", "政策宣传册（份）"},
	"visits.money":       {"慰问金", "慰问金（元）", "慰问金（万元）"},
}

var mfigureOrder = []string{"recruit.fairs", "recruit.posts", "recruit.intentions", "visits.firms", "visits.people", "visits.brochures", "visits.money"}

// weekly writes a table of figures, one a row or one a column, and returns
// what each field must be.
func (g *messy) weekly() (*workbook.Book, map[string]string) {
	s := newMsheet(g.pick("周报", "统计表", "Sheet1"))
	want := map[string]string{}
	s.say(1, 1, "临海市春节保用工"+g.pick("周统计表", "情况统计表", "进度周报表")+"（第3期）")
	week, total := g.pick("本周", "本周数", "本期", "本周新增"), g.pick("累计", "累计数", "截至目前累计")
	var ids []string
	for _, id := range mfigureOrder {
		if g.p(0.7) {
			ids = append(ids, id)
		}
	}
	for len(ids) < 2 {
		ids = mfigureOrder[:3]
	}
	put := func(row, col int, id, part, head string) {
		n := g.IntN(3000)
		factor := 1
		if head == "慰问金（万元）" {
			factor, n = 10000, n%40
		}
		s.put(row, col, num(strconv.Itoa(n)).Cell)
		want[id+"."+part] = strconv.Itoa(n * factor)
	}
	if g.p(0.6) {
		cols := []string{g.pick("指标", "项目", "指标名称", "内容"), week, total}
		first := 1
		if g.p(0.5) {
			s.say(2, 1, "序号")
			first = 2
		}
		unit := g.p(0.4)
		if unit {
			cols = []string{cols[0], "单位", week, total}
		}
		for i, c := range cols {
			s.say(2, first+i, c)
		}
		for i, id := range ids {
			row := 3 + i
			if first == 2 {
				s.put(row, 1, num(strconv.Itoa(i+1)).Cell)
			}
			head := g.pick(mfigures[id]...)
			s.say(row, first, g.decorate(head))
			at := first + 1
			if unit {
				s.say(row, at, g.pick("个", "家", "人"))
				at++
			}
			if head == "慰问金（万元）" && unit {
				s.say(row, at-1, "万元")
			}
			put(row, at, id, "week", head)
			put(row, at+1, id, "total", head)
		}
	} else {
		for i, id := range ids {
			head := g.pick(mfigures[id]...)
			s.say(2, 1+2*i, head)
			s.merge(2, 1+2*i, 2, 2+2*i)
			s.say(3, 1+2*i, week)
			s.say(3, 2+2*i, total)
			put(4, 1+2*i, id, "week", head)
			put(4, 2+2*i, id, "total", head)
		}
	}
	b := &workbook.Book{File: "a.xlsx", Sheets: []workbook.Sheet{s.sheet(0)}}
	return b, want
}

// TestMessyWeeklies reads random tables of figures.
func TestMessyWeeklies(t *testing.T) {
	reg, catalogue := testRegister(t), builtin(t)
	a := Asked{Forms: catalogue, Register: reg, Names: Prepare(catalogue)}
	for seed := range 300 {
		g := &messy{Rand: rand.New(rand.NewPCG(uint64(seed), messySeed))}
		b, want := g.weekly()
		located, loose := Locate(b, a)
		if len(located.Tables) != 1 || loose.Faulty() {
			t.Errorf("seed %d: %d tables, %v", seed, len(located.Tables), loose)
			continue
		}
		ret, found := located.Tables[0].Read(a, located)
		if found.Faulty() || len(ret.Records) != 1 {
			t.Errorf("seed %d: %d records, %v", seed, len(ret.Records), found)
			continue
		}
		f := located.Tables[0].Form
		for id, w := range want {
			if got := f.Value(&ret.Records[0], returns.FieldID(id)); got.Words() != w {
				t.Errorf("seed %d: %s is %q, want %s", seed, id, got.Words(), w)
			}
		}
		if t.Failed() {
			for _, r := range b.Sheets[0].Rows {
				t.Log(fmt.Sprint(r.Index, r.Cells))
			}
			break
		}
	}
}
