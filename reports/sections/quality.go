package sections

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// most is how many lines a list of the quality section prints. The workbook
// has all of them; the note says how many are left.
const most = 40

// errata lists what an earlier issue printed otherwise.
func (f *Facts) errata() []briefing.Block {
	if len(f.Errata) == 0 {
		return nil
	}
	t := &briefing.Table{
		Title:   "更正",
		Columns: []briefing.Column{{Head: "期号", Weight: 0.9}, {Head: "指标", Weight: 1.8}, {Head: "原为", Align: briefing.Right, Weight: 1}, {Head: "应为", Align: briefing.Right, Weight: 1}, {Head: "原因", Weight: 2.4}},
	}
	for _, e := range f.Errata {
		t.Rows = append(t.Rows, briefing.Row{Cells: []briefing.Cell{{Text: e.Issue}, {Text: e.Name}, {Text: e.Was}, {Text: e.Is}, {Text: e.Why}}})
	}
	return []briefing.Block{briefing.Words("此前各期印出的下列数字已经更正，本期累计数按更正后的数字计算。"), t}
}

// approximate lists the inputs that are about, at least or at most a number,
// and count in a figure: their filers are asked for exact ones.
func (f *Facts) approximate() []briefing.Block {
	t := &briefing.Table{
		Title:   "约数",
		Columns: []briefing.Column{{Head: "报送单位", Weight: 1.2}, {Head: "项目", Weight: 1.4}, {Head: "填报为", Align: briefing.Right, Weight: 1}, {Head: "出处", Weight: 3}},
	}
	var asked []string
	total := 0
	for i := range f.Merged.Ledgers {
		l := &f.Merged.Ledgers[i]
		for _, e := range l.Entries {
			for column, v := range e.Values {
				if !v.IsNumber() || v.Number.Qualifier == returns.Exact || e.Left != "" || column >= len(l.Fields) || l.Fields[column].Secret {
					continue
				}
				total++
				asked = add(asked, f.unitName(e.Unit))
				if len(t.Rows) < most {
					t.Rows = append(t.Rows, briefing.Row{Cells: []briefing.Cell{
						{Text: f.unitName(e.Unit)}, {Text: l.Fields[column].Header}, {Text: phrase.Masked(v.Typed)}, {Text: where(e.Source, v)},
					}})
				}
			}
		}
	}
	if total == 0 {
		return nil
	}
	t.Note = left(total)
	return []briefing.Block{
		briefing.Words("有" + strconv.Itoa(total) + "处填报为约数，所涉合计仍为约数，请" + phrase.Some(f.ordered(asked), 6, "个单位") + "补报准确数。"), t,
	}
}

// ordered puts names of units into the order of tables, others behind.
func (f *Facts) ordered(names []string) []string {
	var out []string
	for _, u := range f.Register.Units {
		if slices.Contains(names, u.Name) {
			out = append(out, u.Name)
		}
	}
	for _, n := range names {
		out = add(out, n)
	}
	return out
}

// where is the cell of a value, in its record's file.
func where(s figures.Source, v returns.Value) string {
	cell := v.Cell()
	if cell == "" {
		cell = s.Cell
	}
	return phrase.File(s.File) + " " + s.Sheet + "!" + cell
}

// placeOf is where a finding stands, the file without its folders.
func placeOf(p finding.Place) string {
	p.File = phrase.File(p.File)
	return p.String()
}

func left(total int) string {
	if total <= most {
		return ""
	}
	return "注：此处列" + strconv.Itoa(most) + "条，其余" + strconv.Itoa(total-most) + "条见汇总工作簿。"
}

// doubts lists the doubts of returns that count: open ones, and those that
// were explained with their explanation.
func (f *Facts) doubts() []briefing.Block {
	t := &briefing.Table{
		Title:   "存疑与说明",
		Columns: []briefing.Column{{Head: "报送单位", Weight: 1.1}, {Head: "报表", Weight: 1.6}, {Head: "位置", Weight: 1.1}, {Head: "问题", Weight: 3}, {Head: "说明", Weight: 1.6}},
	}
	open, explained := 0, 0
	for _, d := range briefing.Doubts(f.Merged) {
		answer := d.Finding.Explained
		if answer == "" {
			open++
			answer = "待说明"
		} else {
			explained++
		}
		if len(t.Rows) < most {
			t.Rows = append(t.Rows, briefing.Row{Cells: []briefing.Cell{
				{Text: f.unitName(d.Filed.Unit)}, {Text: f.title(d.Filed.Form)}, {Text: placeOf(d.Finding.Place)}, {Text: phrase.Masked(d.Finding.Message())}, {Text: phrase.Masked(answer)},
			}})
		}
	}
	if open+explained == 0 {
		return nil
	}
	s := "计入的报表中"
	switch {
	case open > 0 && explained > 0:
		s += "有" + strconv.Itoa(open) + "处存疑待说明，已说明" + strconv.Itoa(explained) + "处。"
	case open > 0:
		s += "有" + strconv.Itoa(open) + "处存疑待说明，所涉数字为存疑数。"
	default:
		s += "存疑" + strconv.Itoa(explained) + "处，均已说明。"
	}
	t.Note = left(open + explained)
	return []briefing.Block{briefing.Words(s), t}
}

// conflicts lists what disagrees between returns, and what was done about it.
// Those of one kind between the same units, handled alike, share a line.
func (f *Facts) conflicts() []briefing.Block {
	if len(f.Merged.Conflicts) == 0 {
		return nil
	}
	t := &briefing.Table{
		Title:   "报表之间的冲突",
		Columns: []briefing.Column{{Head: "类别", Weight: 1.2}, {Head: "报送单位", Weight: 1.2}, {Head: "处数", Align: briefing.Right, Weight: 0.6}, {Head: "事项", Weight: 3.6}, {Head: "处理", Weight: 1.6}},
	}
	undecided := 0
	alike := map[string]int{}
	var groups [][]figures.Conflict
	for _, c := range f.Merged.Conflicts {
		if c.Decision == nil && !c.Advice {
			undecided++
		}
		key := string(c.Code) + "\n" + f.unitNames(c.Units) + "\n" + phrase.Handled(c) + "\n" + subjectOf(c.What)
		at, ok := alike[key]
		if !ok {
			at = len(groups)
			alike[key], groups = at, append(groups, nil)
		}
		groups[at] = append(groups[at], c)
	}
	for _, group := range groups[:min(len(groups), most)] {
		c := group[0]
		t.Rows = append(t.Rows, briefing.Row{Cells: []briefing.Cell{
			{Text: phrase.Conflict(c.Code)}, {Text: f.unitNames(c.Units)}, {Text: strconv.Itoa(len(group))}, {Text: phrase.Masked(together(group))}, {Text: phrase.Handled(c)},
		}})
	}
	n := len(f.Merged.Conflicts)
	t.Note = left(len(groups))
	if t.Note == "" && len(groups) < n {
		t.Note = "注：同类事项合为一行，逐条见汇总工作簿。"
	}
	s := "合并时发现各报表之间有" + strconv.Itoa(n) + "处不一致，"
	if n > 1 && (undecided == 0 || undecided == n) {
		s += "均"
	}
	switch {
	case undecided == 0:
		s += "已处理。"
	case undecided == n:
		s += "已按默认规则处理，待有关单位核实。"
	default:
		s += "其中" + strconv.Itoa(undecided) + "处按默认规则处理，待有关单位核实。"
	}
	return []briefing.Block{briefing.Words(s), t}
}

// subjectOf is what a conflict's sentence says before the first thing that it
// quotes, 走访慰问台账：三门县、市本级都报了, and "" where it quotes nothing.
func subjectOf(what string) string {
	subject, _, ok := strings.Cut(what, "“")
	if !ok {
		return ""
	}
	return subject
}

// together says what conflicts of one kind are about: the subject once, then
// what each of them quotes.
func together(group []figures.Conflict) string {
	const few = 3
	var quoted, whole []string
	subject := subjectOf(group[0].What)
	for _, c := range group {
		rest, ok := strings.CutPrefix(c.What, subject)
		if end := strings.LastIndex(rest, "”"); ok && strings.HasPrefix(rest, "“") && end == len(rest)-len("”") {
			quoted = append(quoted, rest)
		}
		whole = append(whole, c.What)
	}
	if len(group) > 1 && len(quoted) == len(group) {
		if len(group) <= few {
			return subject + strings.Join(quoted, "")
		}
		return subject + strings.Join(quoted[:few], "") + "等" + strconv.Itoa(len(group)) + "处"
	}
	if len(whole) > few {
		return strings.Join(whole[:few], "；") + "等" + strconv.Itoa(len(whole)) + "处"
	}
	return strings.Join(whole, "；")
}

func (f *Facts) unitNames(codes []returns.UnitCode) string {
	var names []string
	for _, c := range codes {
		names = append(names, f.unitName(c))
	}
	return strings.Join(names, "、")
}
