package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// A band is a block of header rows between two columns.
type band struct {
	top, bottom int
	left, right int
	cols        []headerCol
}

// A headerCol is one column of a band with its path from the top row down.
type headerCol struct {
	col      int
	row      int // of the lowest header cell
	segments []string
	keys     []string // of segments, without units
	unit     string   // as far down as one is named
	leafUnit string   // of the lowest segment alone
	scale    int64
	again    bool // further column below a header that is merged over several
	number   bool // the column of running numbers

	whole, left string   // the path; that of the column it is 其中 of
	parts       []string // other ways to read the path
}

// header is the path as typed.
func (c *headerCol) header() string { return strings.Join(c.segments, "/") }

// maxBand is how many rows a header may have.
const maxBand = 4

// seed reports whether a row may be part of a header: at least two cells that
// look like names of fields, and nothing in it that only data has.
func (n *Names) seed(row *workbook.Row, left, right int) bool {
	texts := 0
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Col < left || c.Col > right || blankCell(c) {
			continue
		}
		// Most rows are records and end here, before any text is normalised.
		if c.Kind != workbook.Text || !c.Stored || len(c.Text) > 240 || dataLike(strings.TrimSpace(c.Text)) || labels(c.Text) {
			return false
		}
		texts++
	}
	if texts < 2 {
		return false
	}
	hits, soft := 0, 0.0
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Col < left || c.Col > right || blankCell(c) {
			continue
		}
		l := readLabel(c.Text)
		s := squash(l.key)
		switch {
		case s == "":
		case numberHeaders[l.key]:
			soft += 0.5
		case n.heads[s] > 0:
			hits++
		case dataLike(l.key):
			return false
		case n.soft(s):
			soft += 0.5
		}
	}
	need := 2.0
	if texts <= 3 {
		need = 1.5
	}
	return float64(hits)+soft >= max(need, 0.3*float64(texts))
}

// labels reports whether a text is a label with its value, such as
// 填报单位：临海市: a line of a heading, no header.
func labels(text string) bool {
	i := strings.IndexAny(text, ":：")
	if i < 0 {
		return false
	}
	before := plain.Key(text[:i])
	if j := strings.IndexByte(before, '('); j > 0 {
		before = before[:j]
	}
	return slices.Contains(headingKeys, before)
}

// soft reports whether a text is made of words of the subject.
func (n *Names) soft(s string) bool {
	if utf8.RuneCountInString(s) > 20 {
		return false
	}
	b := n.lexicon.bag(s)
	return len(b.content) > 0 && b.covered() >= 0.6
}

// oneDay is a day and nothing more, as records have it.
var oneDay = regexp.MustCompile(`^(?:[0-9]{2,4}[年./\-。、])?[0-9]{1,2}[月./\-。、][0-9]{1,2}[日号]?$`)

// dataLike reports whether a text can only be a value: a number, a code, the
// legal name of a firm, a date.
func dataLike(key string) bool {
	if key == "" {
		return false
	}
	if strings.HasPrefix(key, "截") {
		key = asOfDay.ReplaceAllString(key, "截至某日")
	}
	digits, others := 0, 0
	for _, r := range key {
		switch {
		case r >= '0' && r <= '9':
			digits++
		default:
			others++
		}
	}
	if digits > 0 && (others == 0 || digits >= 8 || oneDay.MatchString(key) || strings.Trim(key, "0123456789.约近超余多+人名个家户元万") == "") {
		return true
	}
	return strings.HasSuffix(key, "有限公司") || strings.HasSuffix(key, "有限责任公司")
}

// bands lists the blocks of rows around a seed that may be one header, the
// smallest first. Merges that reach out of a row bind rows together.
func (g *grid) bands(row, left, right, above int) []band {
	top, bottom := row, row
	bind := func(r int) {
		g.cells(r, left, right, func(_ int, a workbook.Area, c *workbook.Cell) {
			if a.Row2 > a.Row1 && a.Row2-a.Row1 < maxBand && isHeaderText(c) {
				top, bottom = min(top, a.Row1), max(bottom, a.Row2)
			}
		})
	}
	for before := -1; before != bottom-top; {
		before = bottom - top
		for r := top; r <= bottom; r++ {
			bind(r)
		}
	}
	if bottom-top >= maxBand || top <= above {
		return nil
	}
	tops, bottoms := []int{top}, []int{bottom}
	for r := top - 1; r > above && len(tops) < 3 && bottom-r < maxBand && g.parents(r, left, right); r-- {
		tops = append(tops, r)
	}
	for r := bottom + 1; r-top < maxBand && len(bottoms) < 3 && g.children(r, bottom, left, right); r++ {
		bottoms = append(bottoms, r)
	}
	var out []band
	for _, b := range bottoms {
		for _, t := range tops {
			if b-t >= maxBand {
				continue
			}
			out = append(out, g.band(t, b, left, right))
		}
	}
	return out
}

// parents reports whether a row may hold the upper names of a header: short
// texts, of which one spans several columns, and no line of a heading.
func (g *grid) parents(row, left, right int) bool {
	n, spans, first := 0, false, 0
	ok, time := true, false // time: 累计 over all of them is no title
	edge := left            // where the row below begins: a single text there is a title
	for edge < right && g.blank(row+1, edge) {
		edge++
	}
	g.cells(row, left, right, func(col int, a workbook.Area, c *workbook.Cell) {
		if !isHeaderText(c) || utf8.RuneCountInString(c.Text) > 30 || strings.ContainsAny(c.Text, "：:") && !strings.Contains(c.Text, "其中") || dataLike(g.key(row, col)) {
			ok = false
			return
		}
		if n == 0 {
			first = col
		}
		n++
		width := a.Col2 - a.Col1 + 1
		if width > 1 || col < right && g.blank(row, col+1) {
			spans = true
		}
		rest, part := timePart(g.key(row, col))
		time = time || rest == "" && part != ""
		if width >= right-left+1 && right > left && !time {
			ok = false // a title
		}
	})
	return ok && spans && (n >= 2 || n == 1 && (first > edge || time))
}

// children reports whether a row may hold the lower names of a header.
func (g *grid) children(row, bottom, left, right int) bool {
	n, below := 0, false
	ok := true
	told := true // only how to fill in the columns
	g.cells(row, left, right, func(col int, a workbook.Area, c *workbook.Cell) {
		k := strings.Trim(g.key(row, col), "()[]*")
		told = told && (instructWords[k] || instruction.MatchString(k))
		if !isHeaderText(c) || utf8.RuneCountInString(c.Text) > 30 || dataLike(g.key(row, col)) {
			ok = false
			return
		}
		n++
		up, merged := g.area(bottom, col)
		if merged && up.Col2 > up.Col1 || g.blank(bottom, col) || col > left && g.blank(bottom, col+1) {
			below = true
		}
	})
	return ok && n >= 1 && (below && !told || g.measuresOnly(row, left, right))
}

// measuresOnly reports whether a row holds units and nothing else.
func (g *grid) measuresOnly(row, left, right int) bool {
	n, only := 0, true
	g.cells(row, left, right, func(col int, _ workbook.Area, _ *workbook.Cell) {
		n++
		only = only && units[strings.Trim(g.key(row, col), "()[]*")]
	})
	return n > 0 && only
}

// band reads the columns of a block of header rows.
func (g *grid) band(top, bottom, left, right int) band {
	b := band{top: top, bottom: bottom, left: left, right: right}
	for col := left; col <= right; col++ {
		if hc, ok := g.headerCol(top, bottom, left, col); ok {
			b.cols = append(b.cols, hc)
		}
	}
	if len(b.cols) > 0 {
		b.left, b.right = b.cols[0].col, b.cols[len(b.cols)-1].col
	}
	b.variants()
	return b
}

// headerCol reads the path above one column; false if nothing stands there.
func (g *grid) headerCol(top, bottom, left, col int) (headerCol, bool) {
	hc := headerCol{col: col, scale: 1}
	last := workbook.Area{}
	own := false
	for row := top; row <= bottom; row++ {
		a, merged := g.area(row, col)
		if merged && a == last {
			continue
		}
		c := g.at(row, col)
		if c == nil || blankCell(c) {
			if p, ok := g.parentAt(row, bottom, left, col); ok && g.filledBelow(row, bottom, col) {
				hc.segments = append(hc.segments, p)
			}
			continue
		}
		last = a
		hc.segments = append(hc.segments, asTyped(shown(c)))
		hc.row = max(a.Row1, top)
		own = true
		if a.Row2 >= bottom && a.Col1 < col {
			hc.again = true
		}
	}
	if !own {
		return hc, false
	}
	for i, s := range hc.segments {
		if i > 0 && units[plain.Key(s)] {
			s = "(" + s + ")" // a row of units
		}
		l := readLabel(s)
		hc.keys = append(hc.keys, l.key)
		if l.unit != "" {
			hc.unit, hc.scale = l.unit, l.scale
		}
		hc.leafUnit = l.unit
		if i == len(hc.segments)-1 && numberHeaders[l.key] {
			hc.number = true
		}
	}
	return hc, true
}

// parentAt is the name that a blank place in a header row stands under, where
// the parent is not merged over its children: the nearest text to the left
// that has names below it.
func (g *grid) parentAt(row, bottom, left, col int) (string, bool) {
	if row == bottom {
		return "", false
	}
	for c := col - 1; c >= left; c-- {
		cell := g.at(row, c)
		if cell == nil || blankCell(cell) {
			if !g.filledBelow(row, bottom, c) {
				return "", false
			}
			continue
		}
		a, merged := g.area(row, c)
		if merged && (a.Row2 > row || a.Col2 > a.Col1) || !isHeaderText(cell) {
			return "", false
		}
		below := g.filledBelow(row, bottom, c)
		if !below && !strings.HasPrefix(g.key(row+1, col), "其中") {
			return "", false
		}
		return asTyped(shown(cell)), true
	}
	return "", false
}

func (g *grid) filledBelow(row, bottom, col int) bool {
	for r := row + 1; r <= bottom; r++ {
		if a, _ := g.area(r, col); a.Row1 > row && !g.blank(r, col) {
			return true
		}
	}
	return false
}

// asTyped is a header as its clerk typed it, on one line.
func asTyped(s string) string {
	words := strings.Fields(s)
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(words[i-1])
			after, _ := utf8.DecodeRuneInString(w)
			if before < 0x80 && after < 0x80 {
				b.WriteByte(' ')
			}
		}
		b.WriteString(w)
	}
	return b.String()
}
