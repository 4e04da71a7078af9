package main

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/plain"
)

// A kind says how a cell stores what it holds.
type kind uint8

const (
	blank kind = iota
	text
	number
	failure // #REF! and its kin
)

// A cell is one cell of a sheet. A formula without a stored result has the
// kind blank.
type cell struct {
	kind    kind
	text    string // text, the literal of a number, the error
	formula string
	look    look
}

// A look is the format of a cell.
type look struct {
	font   string // "", title, head, bold, small
	format string // number format, "" is General
	boxed  bool
	middle bool
	wrap   bool
	fill   string // rgb
}

type pos struct{ row, col int }

type area struct{ row1, col1, row2, col2 int }

// A sheet is one worksheet. Rows and columns count from 1.
type sheet struct {
	name     string
	hidden   bool
	cells    map[pos]cell
	merges   []area
	widths   map[int]float64
	hideCols map[int]bool
	hideRows map[int]bool
}

func newSheet(name string) *sheet {
	return &sheet{
		name: name, cells: map[pos]cell{}, widths: map[int]float64{},
		hideCols: map[int]bool{}, hideRows: map[int]bool{},
	}
}

func (s *sheet) set(row, col int, c cell) { s.cells[pos{row, col}] = c }

// line writes one cell merged over columns first to last: titles, meta lines,
// notes.
func (s *sheet) line(row, first, last int, words, font string) {
	s.set(row, first, cell{kind: text, text: words, look: look{font: font, middle: font == "title", wrap: strings.Contains(words, "\n")}})
	if last > first {
		s.merges = append(s.merges, area{row, first, row, last})
	}
}

// height is the height of a title's row in points, 0 for other rows.
func (s *sheet) height(row int) int {
	for col := 1; col <= 8; col++ {
		if c := s.cells[pos{row, col}]; c.look.font == "title" {
			return 26 * (1 + strings.Count(c.text, "\n"))
		}
	}
	return 0
}

// frame gives the blank cells of the first columns a border down to row last.
func (s *sheet) frame(last, cols int) {
	for row := 3; row <= last; row++ {
		for col := 1; col <= cols; col++ {
			if _, ok := s.cells[pos{row, col}]; !ok {
				s.set(row, col, cell{look: look{boxed: true}})
			}
		}
	}
}

// copyAs is the sheet under another name, as clerks keep last week's.
func (s *sheet) copyAs(name string, hidden bool) *sheet {
	c := *s
	c.name, c.hidden = name, hidden
	return &c
}

// A book is one workbook.
type book struct {
	sheets  []*sheet
	since04 bool // the 1904 date system
	macros  bool
}

func bookOf(sheets ...*sheet) *book { return &book{sheets: sheets} }

// The ways of filling a cell.

func t(s string) cell {
	if s == "" {
		return cell{}
	}
	return cell{kind: text, text: s}
}

func n(v int) cell { return cell{kind: number, text: strconv.Itoa(v)} }

// some is n, but blank for 0.
func some(v int) cell {
	if v == 0 {
		return cell{}
	}
	return n(v)
}

// nt is a number stored as text.
func nt(v int) cell { return t(strconv.Itoa(v)) }

// commas is a number stored as text with thousands separators: 1,100.
func commas(v int) cell {
	s := strconv.Itoa(v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return t(s)
}

// with is a number stored as text with its unit behind it: 2场.
func with(unit string) numWay {
	return func(v int) cell { return t(strconv.Itoa(v) + unit) }
}

// literal is a number as typed, 1.8 or 0.25.
func literal(s, format string) cell {
	return cell{kind: number, text: s, look: look{format: format}}
}

func formula(f, result string) cell { return cell{kind: number, text: result, formula: f} }

// A col is one column of a table: its heading, parents joined by |, and what
// stands in it for a row.
type col[T any] struct {
	head string
	put  func(T) cell
	sum  bool
}

func c[T any](head string, put func(T) cell) col[T] { return col[T]{head: head, put: put} }

// counted is the column with a sum in the total row.
func (c col[T]) counted() col[T] { c.sum = true; return c }

// A plan says how a table is laid out.
type plan[T any] struct {
	row, col int    // of the heading's first cell
	seq      string // heading of the running number, "" for none
	rowNo    bool   // the running number is a formula, =ROW()-n
	index    bool   // 甲 乙 丙 1 2 3 below the heading
	example  *T     // a sample row left in place, told by its running number 示例
	total    string // label of the total row, "" for none
	top      bool   // the total stands above the rows
	live     bool   // the total is a SUM formula
	sub      func(T) string
	down     []int  // columns (from 0, running number not counted) merged down over equal cells
	none     string // what stands in the place of rows that are not there
	again    int    // the heading is repeated after so many rows, as for printing
}

// lay writes a table and gives the row below it.
func lay[T any](s *sheet, p plan[T], cols []col[T], rows []T) int {
	if p.seq != "" {
		seq := col[T]{head: p.seq}
		cols = append([]col[T]{seq}, cols...)
		p.down = slices.Clone(p.down)
		for i := range p.down {
			p.down[i]++
		}
	}
	at := heading(s, p.row, p.col, cols)
	if p.index {
		indexRow(s, at, p.col, cols)
		at++
	}
	if p.example != nil {
		put(s, at, p.col, cols, *p.example, t("示例"))
		at++
	}
	if len(rows) == 0 {
		if p.none != "" {
			s.line(at, p.col, p.col+len(cols)-1, p.none, "")
			at++
		}
		return at
	}
	return body(s, p, cols, rows, at)
}

// body writes rows, totals and subtotals from row at on.
func body[T any](s *sheet, p plan[T], cols []col[T], rows []T, at int) int {
	first := at
	if p.total != "" && p.top {
		first++
	}
	var all, part []int
	at = first
	group := 0
	for i, r := range rows {
		seq := n(i + 1)
		if p.rowNo {
			seq = formula("ROW()-"+strconv.Itoa(first-1), strconv.Itoa(at-first+1))
		}
		put(s, at, p.col, cols, r, seq)
		all, part = append(all, at), append(part, at)
		at++
		if p.sub != nil && (i == len(rows)-1 || p.sub(rows[i+1]) != p.sub(r)) {
			total(s, at, p.col, cols, "小计", part, false)
			part = nil
			group++
			at++
		}
		if p.again > 0 && (i+1)%p.again == 0 && i < len(rows)-1 {
			at = heading(s, at, p.col, cols)
		}
	}
	for _, k := range p.down {
		mergeDown(s, all, p.col+k)
	}
	switch {
	case p.total != "" && p.top:
		total(s, first-1, p.col, cols, p.total, all, p.live)
	case p.total != "":
		total(s, at, p.col, cols, p.total, all, p.live)
		at++
	}
	return at
}

// put writes one row; the column without a function is the running number.
func put[T any](s *sheet, row, first int, cols []col[T], r T, seq cell) {
	for i, c := range cols {
		v := seq
		if c.put != nil {
			v = c.put(r)
		}
		v.look.boxed = true
		s.set(row, first+i, v)
		s.fit(first+i, v.text)
	}
}

// fit widens a column for a text, within reason.
func (s *sheet) fit(col int, words string) {
	width := 2.0
	for _, r := range words {
		width++
		if r > 0x7f {
			width++
		}
	}
	s.widths[col] = max(s.widths[col], min(width, 30))
}

// heading writes one to three rows of headings, merging equal parents across
// and short paths down.
func heading[T any](s *sheet, row, first int, cols []col[T]) int {
	depth := 1
	paths := make([][]string, len(cols))
	for i, c := range cols {
		paths[i] = strings.Split(c.head, "|")
		depth = max(depth, len(paths[i]))
	}
	head := look{font: "head", boxed: true, middle: true, wrap: true, fill: "DDEBF7"}
	for level := range depth {
		for i := 0; i < len(cols); i++ {
			if level >= len(paths[i]) {
				continue
			}
			s.set(row+level, first+i, cell{kind: text, text: paths[i][level], look: head})
			last := i
			for last+1 < len(cols) && level < len(paths[i])-1 && sameParent(paths[i], paths[last+1], level) {
				last++
			}
			down := level
			if level == len(paths[i])-1 {
				down = depth - 1
			}
			if last > i || down > level {
				s.merges = append(s.merges, area{row + level, first + i, row + down, first + last})
			}
			i = last
		}
	}
	for i, p := range paths {
		widest := 0
		for _, l := range strings.Split(p[len(p)-1], "\n") {
			widest = max(widest, len([]rune(l)))
		}
		s.widths[first+i] = max(s.widths[first+i], float64(widest)*2+3)
	}
	return row + depth
}

func sameParent(a, b []string, level int) bool {
	if len(b) <= level+1 {
		return false
	}
	for i := range level + 1 {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// indexRow writes 甲 乙 丙 under the columns of words and 1 2 3 under those of
// numbers, as statistical forms have it.
func indexRow[T any](s *sheet, row, first int, cols []col[T]) {
	stems, letter, digit := []rune("甲乙丙丁戊己庚辛壬癸"), 0, 0
	for i, c := range cols {
		v := look{font: "small", boxed: true, middle: true}
		if c.sum || letter == len(stems) {
			digit++
			s.set(row, first+i, cell{kind: number, text: strconv.Itoa(digit), look: v})
			continue
		}
		s.set(row, first+i, cell{kind: text, text: string(stems[letter]), look: v})
		letter++
	}
}

// total writes a 合计 or 小计 row over the given sheet rows.
func total[T any](s *sheet, row, first int, cols []col[T], label string, of []int, live bool) {
	for i, c := range cols {
		v := cell{}
		switch {
		case i == 0:
			v = t(label)
		case c.sum:
			v = sumOf(s, of, first+i, live)
		}
		v.look.font, v.look.boxed = "bold", true
		s.set(row, first+i, v)
	}
}

// sumOf adds the numbers of a column exactly, those stored as text too.
func sumOf(s *sheet, of []int, col int, live bool) cell {
	sum := new(big.Rat)
	for _, r := range of {
		c := s.cells[pos{r, col}]
		digits := strings.TrimRight(strings.ReplaceAll(plain.Key(c.text), ",", ""), "场人个家")
		if v, ok := new(big.Rat).SetString(digits); ok {
			sum.Add(sum, v)
		}
	}
	v := cell{kind: number, text: trimZeros(sum.FloatString(6))}
	if live && len(of) > 0 {
		v.formula = "SUM(" + ref(of[0], col) + ":" + ref(of[len(of)-1], col) + ")"
	}
	return v
}

func trimZeros(s string) string {
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// mergeDown merges equal neighbours of a column and blanks all but the first.
func mergeDown(s *sheet, rows []int, col int) {
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 && s.cells[pos{rows[j+1], col}].text == s.cells[pos{rows[i], col}].text {
			j++
			v := s.cells[pos{rows[j], col}]
			s.set(rows[j], col, cell{look: v.look})
			// The comparison is with the first cell, which keeps its text.
		}
		if j > i {
			s.merges = append(s.merges, area{rows[i], col, rows[j], col})
		}
		i = j + 1
	}
}

// ref is the A1 name of a cell.
func ref(row, col int) string { return letters(col) + strconv.Itoa(row) }

func letters(col int) string {
	s := ""
	for ; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}
