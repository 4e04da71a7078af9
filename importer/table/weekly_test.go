package table

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

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

// A mpart is how a weekly table calls one part of time.
type mpart struct{ id, head, affix string }

// weekly writes a table of figures in one of many layouts and returns what
// each field must be.
func (g *messy) weekly() (*workbook.Book, map[string]string) {
	s := newMsheet(g.pick("周报", "统计表", "Sheet1"))
	want := map[string]string{}
	s.say(1, 1, "临海市春节保用工"+g.pick("周统计表", "情况统计表", "进度周报表")+"（第3期）")
	parts := []mpart{
		{"week", g.pick("本周", "本周数", "本期", "本周新增", "本周（1月29日-2月4日）"), g.pick("本周", "本期")},
		{"total", g.pick("累计", "累计数", "截至目前累计", "累计（截至2月4日）"), "累计"},
	}
	switch g.IntN(5) { // what is not asked for is left out
	case 0:
		parts = parts[:1]
	case 1:
		parts = parts[1:]
	}
	var ids []string
	for _, id := range mfigureOrder {
		if g.p(0.7) {
			ids = append(ids, id)
		}
	}
	for len(ids) < 3 {
		ids = mfigureOrder[:4]
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
	switch g.IntN(5) {
	case 0, 1:
		g.figureRows(s, ids, parts, put)
	case 2: // the part of time stands in the name of the row
		s.say(2, 1, g.pick("项目", "指标", "工作内容"))
		s.say(2, 2, g.pick("数量", "完成情况", "数值"))
		row := 3
		for _, id := range ids {
			for _, part := range parts {
				head := g.pick(mfigures[id]...)
				s.say(row, 1, part.affix+head)
				put(row, 2, id, part.id, head)
				row++
			}
		}
	case 3: // 本周 over all figures, then 累计 over all
		at := 1
		for _, part := range parts {
			s.say(2, at, part.head)
			s.merge(2, at, 2, at+len(ids)-1)
			for _, id := range ids {
				head := g.pick(mfigures[id]...)
				s.say(3, at, head)
				put(4, at, id, part.id, head)
				at++
			}
		}
	default:
		one := g.p(0.5) // one header row: 本周走访企业数
		at := 1
		for _, id := range ids {
			head := g.pick(mfigures[id]...)
			if !one {
				s.say(2, at, head)
				s.merge(2, at, 2, at+len(parts)-1)
			}
			for _, part := range parts {
				if one {
					s.say(2, at, part.affix+head)
					put(3, at, id, part.id, head)
				} else {
					s.say(3, at, part.head)
					put(4, at, id, part.id, head)
				}
				at++
			}
		}
	}
	b := &workbook.Book{File: "a.xlsx", Sheets: []workbook.Sheet{s.sheet(0)}}
	return b, want
}

// figureRows writes one figure a row.
func (g *messy) figureRows(s *msheet, ids []string, parts []mpart, put func(row, col int, id, part, head string)) {
	first := 1
	if g.p(0.5) {
		s.say(2, 1, "序号")
		first = 2
	}
	s.say(2, first, g.pick("指标", "项目", "指标名称", "内容"))
	at := first + 1
	unit := g.p(0.4)
	if unit {
		s.say(2, at, "单位")
		at++
	}
	for i, part := range parts {
		s.say(2, at+i, part.head)
	}
	for i, id := range ids {
		row := 3 + i
		if first == 2 {
			s.put(row, 1, num(strconv.Itoa(i+1)).Cell)
		}
		head := g.pick(mfigures[id]...)
		s.say(row, first, g.decorate(head))
		switch {
		case unit && head == "慰问金（万元）":
			s.say(row, at-1, "万元")
		case unit:
			s.say(row, at-1, g.pick("个", "家", "人"))
		}
		for j, part := range parts {
			put(row, at+j, id, part.id, head)
		}
	}
}

// TestMessyWeeklies reads random tables of figures.
func TestMessyWeeklies(t *testing.T) {
	reg, catalogue := testRegister(t), builtin(t)
	a := Asked{Forms: catalogue, Register: reg, Names: Prepare(catalogue)}
	for seed := range 400 {
		g := &messy{Rand: rand.New(rand.NewPCG(uint64(seed), messySeed))}
		b, want := g.weekly()
		wrong := wrongFigures(b, want, a)
		if len(wrong) == 0 {
			continue
		}
		t.Errorf("seed %d: %s", seed, strings.Join(wrong, "; "))
		for _, r := range b.Sheets[0].Rows {
			t.Log(fmt.Sprint(r.Index, r.Cells))
		}
		break
	}
}

// wrongFigures reads a table of figures and says what is not as it must be.
func wrongFigures(b *workbook.Book, want map[string]string, a Asked) []string {
	located, loose := Locate(b, a)
	if len(located.Tables) != 1 || loose.Faulty() {
		return []string{fmt.Sprint(len(located.Tables), " tables, ", loose)}
	}
	ret, found := located.Tables[0].Read(a, located)
	if found.Faulty() || len(ret.Records) != 1 {
		return []string{fmt.Sprint(len(ret.Records), " records, ", found)}
	}
	var wrong []string
	f := located.Tables[0].Form
	for i, v := range ret.Records[0].Values {
		id := string(f.Fields[i].ID)
		if got := v.Words(); got != want[id] {
			wrong = append(wrong, fmt.Sprintf("%s is %q, want %q", id, got, want[id]))
		}
	}
	return wrong
}
