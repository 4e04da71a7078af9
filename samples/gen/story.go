package main

import (
	"fmt"
	"path"
	"strings"
)

// A step is one thing that happens in the story: what arrives when, and what
// becomes of it.
type step struct {
	at     string // time in Asia/Shanghai, 2024-02-18T18:20
	act    string // file, admit, withdraw, missing
	unit   string
	period period
	form   string // the form that the step is about
	file   string
	reason string
	book   *book
	says   string
	state  string // of the return afterwards
}

// lateFirm files its first roster after the cut-off: it stands in the story
// and not among the returns of period 4.
func lateFirm() *firm { return pools[wenling][1] }

// story is what the demo files after samples/returns, in order of time.
func story() []step {
	var out []step
	tell := func(s step) { out = append(out, s) }

	tell(step{at: "2024-02-06T09:30", act: "file", unit: wenling, period: periods[2], form: "fairs", file: "温岭市0204更正.xlsx", book: corrected(),
		reason: "仪陇专场漏计10个岗位、2人次意向", says: "2月4日简报印发后的更正：待市级采纳", state: "offered"})
	tell(step{at: "2024-02-06T15:00", act: "admit", unit: wenling, period: periods[2], form: "fairs", says: "市级采纳更正，写入勘误", state: "accepted"})

	late := rosterOf(lateFirm())
	name, roster := rosterAway(late, periods[3])
	tell(step{at: "2024-02-18T18:20", act: "file", unit: lateFirm().code, period: periods[3], form: "roster", file: name, book: roster,
		says: "迟报：过了截止时间和宽限", state: "accepted"})

	tell(step{at: "2024-02-25T10:10", act: "file", unit: bay, period: periods[4], form: "transport", file: "台州湾新区专车第5期.xlsx", book: noTrips(),
		says: "零报告：表头下写明零报告", state: "nil"})
	tell(step{at: "2024-02-25T15:10", act: "file", unit: sanmen, period: periods[4], form: "firms", file: "三门县返岗情况2月25日第二版.xlsx", book: faulty(),
		says: "已收之后又报来有错误的一版：退改，已收的一版不变", state: "refused"})

	tell(step{at: "2024-03-03T11:00", act: "file", unit: jiaojiang, period: periods[5], form: "transport", file: "椒江区专车第6期.xlsx", book: mistaken(),
		says: "报错了期次，随后撤回", state: "accepted"})
	tell(step{at: "2024-03-03T11:25", act: "withdraw", unit: jiaojiang, period: periods[5], form: "transport", says: "撤回", state: "withdrawn"})
	tell(step{at: "2024-03-03T16:30", act: "missing", unit: pools[yuhuan][1].code, period: periods[5], form: "roster",
		says: "缺报：应报的企业始终没有报", state: ""})
	return out
}

func rosterOf(f *firm) *staff {
	for _, s := range workforce {
		if s.firm == f && s.people != nil {
			return s
		}
	}
	panic("no roster of " + f.name)
}

// corrected is 温岭's fairs of period 3 with ten more posts.
func corrected() *book {
	b := only(wenlingBook, 3, "招工及协议")
	s := b.sheets[0]
	posts, wishes := s.under("推出岗位", 1), s.under("就业意向", 1)
	s.change(posts, n(205))
	s.change(wishes, n(48))
	s.change(pos{posts.row + 1, posts.col}, n(205))
	s.change(pos{wishes.row + 1, wishes.col}, n(48))
	return b
}

// noTrips is a ledger that says there was nothing.
func noTrips() *book {
	s := newSheet("专车台账")
	s.line(1, 1, 7, "台州湾新区返乡返岗专车台账（第5期）", "title")
	s.line(2, 1, 7, "填报单位：台州湾新区管委会", "")
	lay(s, plan[trip]{row: 3, col: 1, seq: "序号", none: "零报告"}, tripColumns(dated("yyyy-mm-dd")), nil)
	return bookOf(s)
}

func tripColumns(way dayWay) []col[trip] {
	return []col[trip]{trDate("出发日期", way), trKind("返乡/返岗"), trMode("交通方式"), trFrom("出发地"), trTo("目的地"), trPeople("实载人数", n)}
}

// faulty is 三门's 返岗情况 with more workers back than there were.
func faulty() *book {
	s := staffSheet(sanmen, periods[4])
	p := s.under("已返岗", 3)
	old := plainInt(s.cells[p].text)
	s.change(p, n(old+900))
	total := pos{p.row - 3, p.col}
	s.change(total, n(plainInt(s.cells[total].text)+900))
	return bookOf(s)
}

// mistaken is a ledger of one coach that 椒江 files for the wrong period.
func mistaken() *book {
	s := newSheet("专车台账")
	s.line(1, 1, 7, "椒江区返乡返岗专车台账（第6期）", "title")
	s.line(2, 1, 7, "填报单位：椒江区人力资源和社会保障局", "")
	lay(s, plan[trip]{row: 3, col: 1, seq: "序号"}, tripColumns(dated("yyyy-mm-dd")), []trip{
		{date: 20240219, kind: "返岗", mode: "包车", from: "贵州省铜仁市", to: "椒江区", passengers: 41},
	})
	return bookOf(s)
}

func storyFiles(files map[string][]byte) {
	var b strings.Builder
	b.WriteString(`# What happens beside the returns of samples/returns, in order of time. Those
# arrive before the cut-off of their period; the briefing of 2024-02-04 is
# issued before the first step. act: file (file arrives), admit (the city takes
# an offered correction), withdraw, missing (nothing arrives). state is what the
# return of that unit, period and form is in afterwards.
steps:
`)
	for _, s := range story() {
		fmt.Fprintf(&b, "  - at: %s\n    act: %s\n    says: %s\n    unit: %q\n    period: %s\n    form: %s\n", s.at, s.act, quote(s.says), s.unit, s.period.ends.write("Y-MM-DD"), s.form)
		if s.book != nil {
			fmt.Fprintf(&b, "    file: %s\n", quote(s.file))
			files[path.Join("story", s.file)] = write(s.book, wps)
		}
		if s.reason != "" {
			fmt.Fprintf(&b, "    reason: %s\n", quote(s.reason))
		}
		if s.state != "" {
			fmt.Fprintf(&b, "    state: %s\n", s.state)
		}
	}
	files["story/story.yaml"] = []byte(b.String())
}
