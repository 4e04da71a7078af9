package table

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// A line is one cell of the rows above a table.
type line struct {
	row, col int
	text     string // plain.Text
	labelled bool   // holds a label such as 填报单位：
}

// A pair is a label above a table and what stands behind it.
type pair struct {
	label    string // plain.Key
	text     string // plain.Text of the value
	row, col int    // where the value stands
	cell     *workbook.Cell
	whole    bool // the value is a cell of its own
}

// A heading is what stands above a table.
type heading struct {
	lines []line
	pairs []pair
}

// labelBook are the labels that may stand above a table, longest first.
type labelBook []string

func newLabelBook(n *Names) labelBook {
	seen := map[string]bool{}
	var book labelBook
	put := func(s string) {
		if k := plain.Key(s); k != "" && !seen[k] {
			seen[k] = true
			book = append(book, k)
		}
	}
	for _, list := range [...][]string{issuerLabels, periodLabels, dateLabels, unitLabels, otherLabels} {
		for _, s := range list {
			put(s)
		}
	}
	for _, fn := range n.forms {
		for i := range fn.form.Fields {
			if fl := &fn.form.Fields[i]; fl.Meta {
				put(fl.Header)
				for _, s := range fl.Also {
					put(s)
				}
			}
		}
	}
	slices.SortStableFunc(book, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return book
}

// readHeading reads the rows above a table between two columns.
func (g *grid) readHeading(book labelBook, top, bottom, left, right int) heading {
	var h heading
	for row := max(1, top); row <= bottom; row++ {
		r := g.sheet.Row(row)
		if r == nil {
			continue
		}
		var cells []line
		var at []*workbook.Cell
		for i := range r.Cells {
			c := &r.Cells[i]
			a, merged := g.area(row, c.Col)
			if blankCell(c) || merged && (a.Row1 != row || a.Col1 != c.Col) || a.Col2 < left || a.Col1 > right {
				continue
			}
			cells = append(cells, line{row: row, col: c.Col, text: plain.Text(shown(c))})
			at = append(at, c)
		}
		for i := 0; i < len(cells); i++ {
			found, before := book.split(cells[i].text)
			if cells[i].labelled = len(found) > 0; before != "" {
				// 驻点招工台账（第3期） 单位：个 is a title with a label behind it.
				h.lines = append(h.lines, line{row: row, col: cells[i].col, text: before})
			}
			for _, f := range found {
				h.pairs = append(h.pairs, pair{label: f.label, text: f.text, row: row, col: cells[i].col, cell: at[i]})
			}
			if len(found) > 0 && found[len(found)-1].text != "" {
				continue
			}
			label := ""
			if len(found) > 0 {
				label = found[len(found)-1].label
				h.pairs = h.pairs[:len(h.pairs)-1]
			} else if k := plain.Key(cells[i].text); book.knows(readLabel(k).key) {
				label = readLabel(k).key
			}
			if label == "" || i+1 >= len(cells) || book.knows(readLabel(cells[i+1].text).key) {
				continue
			}
			if next, _ := book.split(cells[i+1].text); len(next) > 0 {
				continue
			}
			h.pairs = append(h.pairs, pair{label: label, text: cells[i+1].text, row: row, col: cells[i+1].col, cell: at[i+1], whole: true})
			cells[i].labelled, cells[i+1].labelled = true, true
			i++
			h.lines = append(h.lines, cells[i-1])
		}
		for _, c := range cells {
			if !slices.ContainsFunc(h.lines, func(l line) bool { return l.row == c.row && l.col == c.col && l.labelled == c.labelled }) {
				h.lines = append(h.lines, c)
			}
		}
	}
	return h
}

func (b labelBook) knows(k string) bool { return k != "" && slices.Contains(b, k) }

type labelled struct{ label, text string }

// split takes 企业名称：甲公司 统一社会信用代码：91… apart. A label ends in a colon;
// it is a known one, or the word before the colon. before is what stands in
// front of the first label.
func (b labelBook) split(text string) (out []labelled, before string) {
	if !strings.ContainsAny(text, ":：") {
		return nil, ""
	}
	runes := []rune(text)
	type mark struct {
		from, to int // of the label with its colon
		label    string
	}
	var marks []mark
	start := 0
	for i, r := range runes {
		if r != ':' && r != '：' || i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]) {
			continue
		}
		from, label := b.before(runes[start:i])
		if label == "" {
			continue
		}
		marks = append(marks, mark{start + from, i + 1, label})
		start = i + 1
	}
	if len(marks) > 0 {
		before = strings.TrimRight(string(runes[:marks[0].from]), " (（,，;；")
	}
	for i, m := range marks {
		end := len(runes)
		if i+1 < len(marks) {
			end = marks[i+1].from
		}
		out = append(out, labelled{m.label, cutSeal(strings.Trim(string(runes[m.to:max(end, m.to)]), " ,，;；|、"))})
	}
	return out, before
}

// before finds the label at the end of what stands before a colon: the
// longest known one, letter-spaced or not, else the last word.
func (b labelBook) before(runes []rune) (from int, label string) {
	end := len(runes)
	// 填报单位（盖章）： names the unit; the bracket belongs to the label.
	trimmed := end
	for trimmed > 0 && runes[trimmed-1] == ' ' {
		trimmed--
	}
	if trimmed > 0 && (runes[trimmed-1] == ')' || runes[trimmed-1] == '）') {
		for j := trimmed - 1; j >= 0; j-- {
			if runes[j] == '(' || runes[j] == '（' {
				if inner := plain.Key(string(runes[j+1 : trimmed-1])); strings.Contains(inner, "章") || strings.Contains(inner, "签") || units[inner] || strings.Contains(inner, "公") {
					trimmed = j
				}
				break
			}
		}
	}
	best, at := "", -1
	for _, l := range b {
		if pos, ok := endsIn(runes[:trimmed], []rune(l)); ok && (best == "" || pos < at) {
			best, at = l, pos
		}
	}
	if best != "" {
		return at, best
	}
	word := trimmed
	for word > 0 && !strings.ContainsRune(" ,，;；|", runes[word-1]) {
		word--
	}
	k := plain.Key(string(runes[word:trimmed]))
	if n := utf8.RuneCountInString(k); n == 0 || n > 16 {
		return 0, ""
	}
	return word, k
}

// endsIn reports whether runes end in label, blanks between letters aside,
// and where it begins.
func endsIn(runes, label []rune) (int, bool) {
	i := len(runes) - 1
	for j := len(label) - 1; j >= 0; j-- {
		for i >= 0 && runes[i] == ' ' {
			i--
		}
		if i < 0 || unicode.ToLower(runes[i]) != label[j] {
			return 0, false
		}
		i--
	}
	return i + 1, true
}

// cutSeal removes what only says where the seal goes.
func cutSeal(s string) string {
	for _, seal := range [...]string{"(盖章)", "(公章)", "(签章)", "(单位盖章)", "(章)", "(加盖公章)", "盖章", "(签字)", "(印章)"} {
		s = strings.TrimSpace(strings.ReplaceAll(s, seal, " "))
	}
	return strings.Trim(s, " _")
}

// with lists the pairs of a label list, those of the earlier labels first.
func (h *heading) with(labels []string) []pair {
	var out []pair
	for _, p := range h.pairs {
		if slices.ContainsFunc(labels, func(l string) bool { return plain.Key(l) == p.label }) {
			out = append(out, p)
		}
	}
	return out
}

// title is the text of the lines that hold no label, for the words of titles.
func (h *heading) title() string {
	var b strings.Builder
	for _, l := range h.lines {
		if !l.labelled {
			b.WriteString(plain.Key(l.text))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
