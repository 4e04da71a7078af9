package pdf_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
)

const (
	mm       = 72 / 25.4
	leftEdge = 28 * mm
	topEdge  = 37 * mm
	bodyWide = 156 * mm
	lineLead = 28.95
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %.3f, want %.3f ± %.3f", what, got, want, within)
	}
}

// A page of plain text is the grid of GB/T 9704: 22 lines of 28 characters of
// 16 points, 28.95 points apart, in 156 × 225 mm, 37 mm from the top and 28 mm
// from the left.
func TestGrid(t *testing.T) {
	b := &briefing.Briefing{Masthead: "简报", Lead: words(strings.Repeat("春", 28*60))}
	page := read(t, write(t, b, pdf.Options{}))[1]
	var rows []row
	for _, l := range lines(page) {
		if l.part > 0 {
			rows = append(rows, l)
		}
	}
	if len(rows) != 22 {
		t.Fatalf("%d lines on a page, want 22", len(rows))
	}
	for i, l := range rows {
		if n := utf8.RuneCountInString(l.text); n != 28 {
			t.Errorf("line %d has %d characters, want 28", i+1, n)
		}
		near(t, "left edge", l.x, leftEdge, 0.01)
		near(t, "size", l.size, 16, 0)
		if len(l.runs) != 1 {
			t.Fatalf("line %d is drawn in %d pieces", i+1, len(l.runs))
		}
		near(t, "tracking", l.runs[0].Track, -0.21, 0.005)
		near(t, "right edge", l.x+28*(16+l.runs[0].Track), leftEdge+bodyWide, 0.05)
		if i > 0 {
			near(t, "lead", l.y-rows[i-1].y, lineLead, 0.011)
		}
	}
	// The em box of the first and last line stands inside the type area.
	if top := rows[0].y - 0.88*16; top < topEdge {
		t.Errorf("the first line begins %.2f pt above the type area", topEdge-top)
	}
	if bottom := rows[21].y + 0.12*16; bottom > topEdge+225*mm {
		t.Errorf("the last line ends %.2f pt below the type area", bottom-topEdge-225*mm)
	}
}

func TestIndentAndSizes(t *testing.T) {
	pages := read(t, write(t, campaign(), pdf.Options{}))
	find := func(text string) row {
		for _, p := range pages {
			for _, l := range lines(p) {
				if strings.HasPrefix(l.text, text) {
					return l
				}
			}
		}
		t.Fatalf("no line begins with %q", text)
		return row{}
	}
	em := bodyWide / 28
	near(t, "indent of the lead", find("截至2月4日").x, leftEdge+2*em, 0.01)
	near(t, "indent of a heading", find("一、跨省").x, leftEdge+2*em, 0.01)
	near(t, "size of the title", find("14个小分队前往").size, 22, 0)
	near(t, "size of the lead", find("截至2月4日").size, 16, 0)
	near(t, "issuer", find("台州市人力资源").x, leftEdge+em, 0.01)
	for what, line := range map[string]row{"masthead": find("工作简报"), "title": find("14个小分队前往"), "number": find("第3期")} {
		if line.part == 0 {
			t.Errorf("%s is not part of the briefing", what)
		}
	}
	if got := find("工作简报").runs[0].Colour; got != "1 0 0" {
		t.Errorf("masthead in %s, want 1 0 0", got)
	}
	body, first, second, title := find("截至2月4日").runs[0].Face, find("一、跨省").runs[0].Face, find("（一）总体").runs[0].Face, find("14个小分队前往").runs[0].Face
	faces := []string{body, first, second, title}
	slices.Sort(faces)
	if len(slices.Compact(faces)) != 4 {
		t.Errorf("body, headings and title use the faces %v", faces)
	}
}

// The rule under the masthead is red, as wide as the type area and 4 mm below
// the line of office and date; the title stands two lines below it.
func TestMastheadRule(t *testing.T) {
	page := read(t, write(t, campaign(), pdf.Options{}))[0]
	var rule pdf.Path
	for _, p := range page.Paths {
		if p.Colour == "1 0 0" {
			rule = p
		}
	}
	if len(rule.Points) != 2 {
		t.Fatal("no red rule")
	}
	near(t, "left end", rule.Points[0][0], leftEdge, 0.01)
	near(t, "right end", rule.Points[1][0], leftEdge+bodyWide, 0.01)
	for _, l := range lines(page) {
		if strings.HasPrefix(l.text, "台州市人力") {
			near(t, "rule below the office", rule.Points[0][1]-rule.Width/2-(l.y+0.12*16), 4*mm, 0.01)
		}
		switch l.size {
		case 22:
			if gap := l.y - 0.88*22 - rule.Points[0][1]; gap < 2*lineLead {
				t.Errorf("title %.1f pt below the rule, want two lines", gap)
			}
		case 16:
			if strings.HasPrefix(l.text, "2024") {
				near(t, "date ends one character from the right", l.x+width(l), leftEdge+bodyWide-bodyWide/28, 0.6)
			}
		}
	}
}

// width estimates a date: digits are 0.557 em, Chinese 1 em.
func width(l row) (w float64) {
	for _, r := range l.text {
		if r < 128 {
			w += 0.557*l.size - 0.207
		} else {
			w += l.size - 0.207
		}
	}
	return w
}

// — n —: fourteen points, the dash 7 mm below the type area; odd pages one
// character from the right edge, even pages one from the left.
func TestPageNumbers(t *testing.T) {
	pages := read(t, write(t, campaign(), pdf.Options{}))
	for i, p := range pages {
		folio := p.Runs[len(p.Runs)-1]
		if want := fmt.Sprintf("— %d —", i+1); folio.Text != want {
			t.Errorf("page %d ends with %q, want %q", i+1, folio.Text, want)
		}
		near(t, "size", folio.Size, 14, 0)
		near(t, "top of the dash", folio.Y-0.4*14, topEdge+22*lineLead+7*mm, 0.01)
		if (i+1)%2 == 0 {
			near(t, "even page", folio.X, leftEdge+14, 0.01)
		} else if folio.X < leftEdge+bodyWide/2 || folio.X > leftEdge+bodyWide-14-2*14 {
			t.Errorf("odd page %d: number begins at %.1f", i+1, folio.X)
		}
	}
}

// The foot stands on the last page: rules of 0.35 mm first and last, 0.25 mm
// above the copies and none between receivers, the last one on the bottom edge
// of the type area; its text is 四号, one character from either side.
func TestFoot(t *testing.T) {
	pages := read(t, write(t, campaign(), pdf.Options{}))
	last := pages[len(pages)-1]
	var rules []pdf.Path
	for _, p := range last.Paths {
		if len(p.Points) == 2 && p.Points[0][1] == p.Points[1][1] && math.Abs(p.Points[1][0]-p.Points[0][0]-bodyWide) < 0.01 && p.Width < 1.1 && p.Points[0][1] > topEdge+300 {
			rules = append(rules, p)
		}
	}
	if len(rules) != 3 {
		t.Fatalf("%d rules, want 3: above 报, above 共印, and below", len(rules))
	}
	for i, want := range []float64{0.35 * mm, 0.25 * mm, 0.35 * mm} {
		near(t, "rule", rules[i].Width, want, 0.001)
	}
	near(t, "last rule", rules[2].Points[0][1], topEdge+22*lineLead, 0.01)
	for _, l := range lines(last) {
		switch {
		case strings.HasPrefix(l.text, "报："), strings.HasPrefix(l.text, "送："), strings.HasPrefix(l.text, "发："):
			near(t, "receiver's size", l.size, 14, 0)
			near(t, "receiver", l.x, leftEdge+14, 0.01)
			if l.y < rules[0].Points[0][1]+14 || l.y > rules[1].Points[0][1] {
				t.Errorf("%s at %.1f is not between the first two rules", l.text, l.y)
			}
		case strings.HasPrefix(l.text, "（共印"):
			if l.y < rules[1].Points[0][1]+14 || l.y > rules[2].Points[0][1] || l.x < leftEdge+bodyWide/2 || l.x > leftEdge+bodyWide-5*14 {
				t.Errorf("copies at %.1f, %.1f", l.x, l.y)
			}
		}
	}
}

// The foot never stands alone, wherever the text ends; no page but the first
// is without text.
func TestFootIsNeverAlone(t *testing.T) {
	for n := range 50 {
		b := &briefing.Briefing{Masthead: "简报", Lead: words("导语。"), Colophon: campaign().Colophon}
		s := briefing.Section{Title: "情况"}
		for i := range n {
			s.Blocks = append(s.Blocks, words(fmt.Sprintf("第%d段。", i)))
		}
		b.Sections = append(b.Sections, s)
		pages := read(t, write(t, b, pdf.Options{}))
		for i, p := range pages {
			body := 0
			for _, l := range lines(p) {
				if l.size == 16 && l.part > 0 {
					body++
				}
			}
			if body < 2 {
				t.Errorf("%d paragraphs: page %d of %d has %d lines", n, i+1, len(pages), body)
			}
		}
	}
}

// A heading is never the last line of a page.
func TestHeadingsKeepWithText(t *testing.T) {
	for n := range 30 {
		b := &briefing.Briefing{Masthead: "简报", Lead: words(strings.Repeat("春", 28*n+1))}
		for i := range 20 {
			b.Sections = append(b.Sections, briefing.Section{Title: "标题", Blocks: []briefing.Block{
				under("（一）小题。", ""), words(strings.Repeat("风", 28*(i%3)+3))}})
		}
		for i, p := range read(t, write(t, b, pdf.Options{})) {
			rows := lines(p)
			last := rows[len(rows)-2]
			if strings.HasSuffix(last.text, "标题") || strings.HasPrefix(last.text, "（一）") {
				t.Errorf("lead of %d lines: page %d ends with %q", n+1, i+1, last.text)
			}
		}
	}
}

// A table that runs over a page has its title with （续） and its head again,
// and at least two rows on either side.
func TestTablesRepeatHeads(t *testing.T) {
	for n := range 22 {
		b := &briefing.Briefing{Masthead: "简报", Lead: words(strings.Repeat("春", 28*n+1))}
		tab := &briefing.Table{Title: "情况表", Unit: "个", Columns: []briefing.Column{{Head: "单位"}, {Head: "岗位", Align: briefing.Right}}}
		for i := range 40 {
			tab.Rows = append(tab.Rows, briefing.Row{Cells: cells(fmt.Sprintf("第%d", i), fmt.Sprint(i*i))})
		}
		tab.Rows = append(tab.Rows, briefing.Row{Kind: briefing.Total, Cells: cells("合计", "1")})
		b.Sections = []briefing.Section{{Title: "表", Blocks: []briefing.Block{tab}}}
		began := false
		for i, p := range read(t, write(t, b, pdf.Options{})) {
			var first string
			rows, heads := 0, 0
			for _, l := range lines(p) {
				if first == "" {
					first = l.text
				}
				switch {
				case strings.HasPrefix(l.text, "第") || l.text == "合计":
					rows++
				case l.text == "岗位":
					heads++
				}
			}
			if rows == 0 {
				continue
			}
			if rows < 2 || heads != 1 {
				t.Errorf("lead of %d lines: page %d has %d rows and %d heads", n+1, i+1, rows, heads)
			}
			if began && first != "情况表（续）" {
				t.Errorf("lead of %d lines: page %d begins with %q", n+1, i+1, first)
			}
			began = true
		}
	}
}

// Numbers of one column end at one place, and nothing is drawn outside the
// type area but page numbers.
func TestNothingOutside(t *testing.T) {
	for name, b := range extremes() {
		for i, p := range read(t, write(t, b, pdf.Options{})) {
			for _, path := range p.Paths {
				for _, point := range path.Points {
					if point[0] < leftEdge-0.5 || point[0] > leftEdge+bodyWide+0.5 || point[1] < topEdge-0.5 || point[1] > topEdge+225*mm+0.5 {
						t.Errorf("%s, page %d: a line at %.1f, %.1f", name, i+1, point[0], point[1])
					}
				}
			}
			for _, r := range p.Runs[:len(p.Runs)-1] {
				wide := float64(utf8.RuneCountInString(r.Text)) * (r.Size*0.3 + r.Track) // narrow letters
				if r.X < leftEdge-r.Size/2-0.5 || r.X+wide > leftEdge+bodyWide+r.Size || r.Y > topEdge+225*mm || r.Y < topEdge {
					t.Errorf("%s, page %d: %q at %.1f, %.1f", name, i+1, r.Text, r.X, r.Y)
				}
			}
		}
	}
}

// A table of numbers that fits on a page is never parted.
func TestTablesStandWhole(t *testing.T) {
	for n := range 22 {
		tab := &briefing.Table{Title: "情况表", Columns: []briefing.Column{{Head: "单位"}, {Head: "岗位", Align: briefing.Right}}}
		for i := range 12 {
			tab.Rows = append(tab.Rows, briefing.Row{Cells: cells(fmt.Sprintf("第%d", i), fmt.Sprint(i))})
		}
		b := &briefing.Briefing{Masthead: "简报", Lead: words(strings.Repeat("春", 28*n+1)), Sections: []briefing.Section{{Title: "表", Blocks: []briefing.Block{tab, words("其后。")}}}}
		for i, p := range read(t, write(t, b, pdf.Options{})) {
			rows := 0
			for _, l := range lines(p) {
				if strings.HasPrefix(l.text, "第") {
					rows++
				}
			}
			if rows != 0 && rows != 12 {
				t.Errorf("lead of %d lines: page %d has %d rows of 12", n+1, i+1, rows)
			}
		}
	}
}

// A table too wide to be read is set in parts: each with the first column and
// in type that can be read, every number once.
func TestWideTablesAreParted(t *testing.T) {
	tab := &briefing.Table{Title: "一览表", Columns: []briefing.Column{{Head: "单位"}}, Note: "注：完。"}
	row := briefing.Row{Cells: cells("积石山保安族东乡族撒拉族自治县")}
	for i := range 18 {
		tab.Columns = append(tab.Columns, briefing.Column{Head: fmt.Sprintf("第%d项指标（人次）", i), Align: briefing.Right})
		row.Cells = append(row.Cells, briefing.Cell{Text: fmt.Sprint(100000 + i)})
	}
	tab.Rows = []briefing.Row{row, row}
	b := &briefing.Briefing{Masthead: "简报", Lead: words("导语。"), Sections: []briefing.Section{{Title: "表", Blocks: []briefing.Block{tab}}}}
	file := write(t, b, pdf.Options{})
	if err := pdf.Check(file, b); err != nil {
		t.Fatal(err)
	}
	names, titles := 0, []string{}
	for _, p := range read(t, file) {
		for _, l := range lines(p) {
			switch {
			case strings.HasPrefix(l.text, "积石山"):
				names++
			case strings.HasPrefix(l.text, "一览表"):
				titles = append(titles, l.text)
			case strings.HasPrefix(l.text, "1000") && l.size < 8:
				t.Errorf("%s is set in %.1f points", l.text, l.size)
			}
		}
	}
	if len(titles) < 2 || titles[1] != "一览表（续）" || names != 2*len(titles) {
		t.Errorf("%d parts %v with %d names", len(titles), titles, names)
	}
}

// What stands before the lead is in 楷体 with its label in 黑体, one empty line
// above the lead.
func TestPreface(t *testing.T) {
	b := campaign()
	b.Preface = []briefing.Paragraph{under("按语：", "各地要抓紧。"), words("请有关单位跟进。")}
	file := write(t, b, pdf.Options{})
	if err := pdf.Check(file, b); err != nil {
		t.Fatal(err)
	}
	without := campaign()
	without.Preface = nil
	if err := pdf.Check(file, without); err == nil {
		t.Error("Check does not see the preface")
	}
	var preface, second, first row
	for _, l := range lines(read(t, file)[0]) {
		switch {
		case strings.HasPrefix(l.text, "按语"):
			preface = l
		case strings.HasPrefix(l.text, "请有关"):
			second = l
		case strings.HasPrefix(l.text, "截至"):
			first = l
		}
	}
	near(t, "indent", preface.x, leftEdge+2*bodyWide/28, 0.01)
	near(t, "second paragraph", second.y-preface.y, lineLead, 0.01)
	near(t, "lead below", first.y-second.y, 2*lineLead, 0.01)
	if len(preface.runs) < 2 || preface.runs[0].Face == preface.runs[1].Face || second.runs[0].Face != preface.runs[1].Face || first.runs[0].Face == second.runs[0].Face {
		t.Errorf("faces of label, note and lead: %v, %v, %v", preface.runs, second.runs, first.runs)
	}
}

// Lines of a head end between words and never inside its unit, also when the
// table is so wide that its type is made smaller.
func TestHeadsKeepWords(t *testing.T) {
	tab := &briefing.Table{Title: "情况表", Columns: []briefing.Column{{Head: "报送单位"}}}
	heads := map[string][]string{ // how each may be broken
		"招工小分队（个）":        {"招工", "小分队", "（个）"},
		"参会企业家次（家次）":      {"参会", "企业", "家次", "（家次）"},
		"达成就业意向（人次）":      {"达成", "就业", "意向", "（人次）"},
		"劳务合作协议（份）":       {"劳务", "合作", "协议", "（份）"},
		"驻点招工（招聘活动）":      {"驻点招工", "（招聘活动）"},
		"返乡返岗专车（辆(列、架)次）": {"返乡", "返岗", "专车", "（辆(列、架)次）"},
	}
	for _, columns := range []int{1, 2} {
		tab.Columns, tab.Rows = tab.Columns[:1], []briefing.Row{{Cells: cells("台州湾新区")}}
		for range columns {
			for _, head := range slices.Sorted(maps.Keys(heads)) {
				tab.Columns = append(tab.Columns, briefing.Column{Head: head, Align: briefing.Right})
				tab.Rows[0].Cells = append(tab.Rows[0].Cells, briefing.Cell{Text: "12"})
			}
		}
		b := &briefing.Briefing{Masthead: "简报", Lead: words("导语。"), Sections: []briefing.Section{{Title: "表", Blocks: []briefing.Block{tab}}}}
		byPart := map[int][]string{}
		for _, p := range read(t, write(t, b, pdf.Options{})) {
			for _, l := range lines(p) {
				byPart[l.part] = append(byPart[l.part], l.text)
			}
		}
		found := 0
		for _, set := range byPart {
			pieces, ok := heads[strings.Join(set, "")]
			if !ok {
				continue
			}
			found++
			for _, line := range set {
				for len(pieces) > 0 && strings.HasPrefix(line, pieces[0]) {
					line, pieces = line[len(pieces[0]):], pieces[1:]
				}
				if line != "" {
					t.Errorf("%d columns: a head is broken as %v", len(tab.Columns), set)
					break
				}
			}
		}
		if found != len(tab.Columns)-1 {
			t.Errorf("%d heads found, want %d", found, len(tab.Columns)-1)
		}
	}
}

// A row of several lines may be the first or last of its table on a page; a row
// of one line never is.
func TestTallRowsMayStandAlone(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{"short": {"春", false}, "tall": {strings.Repeat("春", 160), true}} {
		alone := false
		for n := range 22 {
			tab := &briefing.Table{Title: "情况表", Columns: []briefing.Column{{Head: "单位"}, {Head: "事项", Weight: 2}}}
			for i := range 30 {
				tab.Rows = append(tab.Rows, briefing.Row{Cells: cells(fmt.Sprintf("第%d", i), c.text)})
			}
			b := &briefing.Briefing{Masthead: "简报", Lead: words(strings.Repeat("春", 28*n+1)), Sections: []briefing.Section{{Title: "表", Blocks: []briefing.Block{tab}}}}
			for _, p := range read(t, write(t, b, pdf.Options{})) {
				rows := 0
				for _, l := range lines(p) {
					if strings.HasPrefix(l.text, "第") {
						rows++
					}
				}
				alone = alone || rows == 1
			}
		}
		if alone != c.want {
			t.Errorf("%s: a row alone on a page is %v", name, alone)
		}
	}
}
