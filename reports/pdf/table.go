package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/reports/briefing"
)

// Measures of tables in points.
const (
	cellSide   = 3.5  // blank left and right of a cell's text
	narrowSide = 2    // and in a table that would be too wide
	cellAbove  = 3.2  // and above and below it, at least
	leading    = 1.25 // lines of a wrapped cell, in ems
	frame      = 0.9
	inner      = 0.5
	sentence   = 30 // characters of a cell that is more than a name
	rowChunk   = 14 // lines after which a tall row may run over a page break
)

// cellSizes are the sizes a table is tried in, from 小四 down: a table that
// does not fit the type area is set smaller before its numbers are broken.
func cellSizes() []float64 { return []float64{12, 10.5, 9, 8, 7} }

// A grid is a table being set.
type grid struct {
	s     *setter
	t     *briefing.Table
	size  float64
	edges []float64 // of the columns, one more than there are
	side  float64
	// How far numbers stand from the right of their column.
	insets []float64
	// Numbers are broken, or stand closer than they need to.
	squeezed bool
	cut      bool // words of heads are cut
	again    bool // a further part of a wide table: its title and first column are not new
}

// table sets a table: title, unit, head, rows, note. One of numbers that fits on
// most of a page is not parted: it waits for the next page while text goes on.
// Of a longer one, and of lists of sentences, the title with （续） and the head
// come again on every page it runs over; two rows at least stand before and
// after a break, or a tall one. One with more columns than can be read side by
// side is set in parts below each other, each with the first column.
func (s *setter) table(t *briefing.Table) []box {
	if len(t.Columns) == 0 {
		return nil
	}
	var out []box
	parts := s.abreast(t)
	for i, part := range parts {
		part.again = i > 0
		boxes := s.panel(part, i == len(parts)-1)
		if part.wordy() {
			boxes[0].last = true
		} else {
			boxes = s.whole(boxes)
		}
		out = append(out, boxes...)
	}
	return out
}

// panel sets one part of a table, the note below the last.
func (s *setter) panel(g *grid, last bool) []box {
	t := g.t
	head := g.head()
	again := repeated(append(s.caption(continued(t.Title), t.Unit), head))
	out := append(s.caption(t.Title, t.Unit), head)
	if g.again {
		out = append(repeated(s.caption(continued(t.Title), t.Unit)), head)
	}
	rows := g.rows()
	for i := range rows {
		if i > 0 {
			rows[i].repeat = again
		}
	}
	out = append(out, rows...)
	if note := s.note(t.Note); last && len(note) > 0 {
		out[len(out)-1].keep = true
		out = append(out, note...)
	}
	return append(out, box{height: 0.3 * lead})
}

// whole makes one box of a table that fits on most of a page.
func (s *setter) whole(boxes []box) []box {
	const most = 0.8 * depth
	b := box{grid: true, float: true, bookmark: boxes[0].bookmark}
	for _, part := range boxes {
		if b.height += part.height; b.height > most {
			boxes[0].last = true // what floats does not come after a later table
			return boxes
		}
	}
	b.height = 0
	for _, part := range boxes {
		b.stack(part)
	}
	return []box{b}
}

// repeated are boxes as they come again: their text is no part of the briefing
// a second time.
func repeated(boxes []box) []box {
	for i := range boxes {
		boxes[i].bookmark = bookmark{}
		boxes[i].texts = slices.Clone(boxes[i].texts)
		for j := range boxes[i].texts {
			boxes[i].texts[j].part = 0
		}
	}
	return boxes
}

func continued(title string) string {
	if title == "" {
		return ""
	}
	return title + wordContinued
}

// caption is a title in the middle and the unit at the right, below it.
func (s *setter) caption(title, unit string) []box {
	var out []box
	if title = strings.TrimSpace(title); title != "" {
		st := style{role: hei, size: smallSize}
		b := box{grid: true, keep: true, bookmark: bookmark{title: clean(title), level: 1}}
		part := s.part()
		for _, l := range fill(s.faces.shape(title, st), measure, measure, centred) {
			b.texts = append(b.texts, text{x: (measure - l.width) / 2, y: b.height + baseline(lead, st.size), glyphs: l.glyphs, part: part})
			b.height += lead
		}
		out = append(out, b)
	}
	if unit = united(unit); unit != "" {
		t := s.one(unit, style{role: fang, size: 10.5}, 0, measure-cellSide, flushRight, 0)
		t.y = 11
		out = append(out, box{height: 16, keep: true, texts: []text{t}})
	}
	return out
}

// united and noted put 单位： and 注： before what has not got them yet.
func united(unit string) string { return prefixed(wordUnit, unit) }

func noted(note string) string { return prefixed(wordNote, note) }

func prefixed(word, s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.HasPrefix(s, word) {
		return s
	}
	return word + s
}

// note is set small below its table or chart.
func (s *setter) note(words string) []box {
	if words = noted(words); words == "" {
		return nil
	}
	const size, height = 10.5, 16.0
	g := s.faces.shape(words, style{role: fang, size: size})
	hang := width(s.faces.shape(wordNote, style{role: fang, size: size}))
	var out []box
	part := s.part()
	for i, l := range fill(g, measure, measure-hang, justify) {
		t := text{y: baseline(height, size), glyphs: l.glyphs, part: part}
		if i > 0 {
			t.x = hang
		}
		out = append(out, box{height: height, texts: []text{t}, keep: true})
	}
	out[len(out)-1].keep = false
	return out
}

// columns chooses size and widths: the largest size at which no number and no
// word must be broken, widths by weight but never below what a column needs.
func (s *setter) columns(t *briefing.Table) *grid {
	g := &grid{s: s, t: t}
	g.divide(g.choose())
	return g
}

// divide gives every column its width.
func (g *grid) divide(need []float64) {
	widths := share(g.t.Columns, need)
	g.feed(widths)
	g.balance(widths)
	g.edges = []float64{0}
	for i := range widths {
		g.edges = append(g.edges, g.edges[i]+widths[i])
	}
	g.insets = make([]float64, len(widths))
	for i, c := range g.t.Columns {
		if c.Align == briefing.Right {
			g.insets[i] = g.inset(i, widths[i]-2*g.side)
		}
	}
}

// abreast is a table in as few parts as can be read, of about the same width,
// with groups of columns kept together. A table that is readable, and one with
// a column too wide for any part, is one.
func (s *setter) abreast(t *briefing.Table) []*grid {
	const readable = 8.0
	one := s.columns(t)
	if one.size >= readable && !one.squeezed || len(t.Columns) < 4 {
		return []*grid{one}
	}
	at := &grid{s: s, t: t, size: 9, side: cellSide}
	need := at.needs(measureOf{chars: 4, cut: true})
	limit := measure - need[0]
	cuts := parted(t.Columns, need, limit)
	if cuts == nil {
		return []*grid{one}
	}
	for narrower := limit - 1; narrower > 0; narrower -= lead / 2 { // as even as so many parts can be
		closer := parted(t.Columns, need, narrower)
		if len(closer) != len(cuts) {
			break
		}
		cuts = closer
	}
	var out []*grid
	for i := range len(cuts) - 1 {
		out = append(out, s.columns(cut(t, cuts[i], cuts[i+1])))
	}
	return out
}

// parted is where a table's columns behind the first are parted so that none of
// the parts is wider than limit; nil if a group of columns is.
func parted(columns []briefing.Column, need []float64, limit float64) []int {
	cuts, wide := []int{1}, 0.0
	for from := 1; from < len(columns); {
		to := from + 1
		for to < len(columns) && columns[from].Group != "" && columns[to].Group == columns[from].Group {
			to++
		}
		group := sumOf(need[from:to])
		if group > limit {
			return nil
		}
		if wide += group; wide > limit {
			cuts, wide = append(cuts, from), group
		}
		from = to
	}
	return append(cuts, len(columns))
}

// cut is the first column of a table and those between two others.
func cut(t *briefing.Table, from, to int) *briefing.Table {
	out := *t
	out.Columns = append([]briefing.Column{t.Columns[0]}, t.Columns[from:to]...)
	out.Rows = nil
	for _, row := range t.Rows {
		part := briefing.Row{Kind: row.Kind}
		for _, i := range append([]int{0}, span(from, to)...) {
			if i < len(row.Cells) {
				part.Cells = append(part.Cells, row.Cells[i])
			} else {
				part.Cells = append(part.Cells, briefing.Cell{})
			}
		}
		out.Rows = append(out.Rows, part)
	}
	return &out
}

func span(from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// feed gives room that columns do not need to those whose texts wrap: fewer
// and shorter rows matter more than the weights.
func (g *grid) feed(widths []float64) {
	spare, hunger := 0.0, 0.0
	want := make([]float64, len(widths)) // more, or less if negative
	for i, c := range g.t.Columns {
		natural := g.headNeed(c.Head, measureOf{chars: 8, cut: true})
		for _, row := range g.t.Rows {
			if i < len(row.Cells) {
				natural = max(natural, width(g.s.faces.shape(row.Cells[i].Text, g.style(row.Kind))))
			}
		}
		want[i] = natural + 2*g.side - widths[i]
		if want[i] < 0 {
			spare -= want[i]
		} else {
			hunger += want[i]
		}
	}
	if spare == 0 || hunger == 0 {
		return
	}
	moved := min(spare, hunger)
	for i := range widths {
		if want[i] < 0 {
			widths[i] += want[i] * moved / spare
		} else {
			widths[i] += want[i] * moved / hunger
		}
	}
}

// balance moves room between columns as long as that makes the table shorter:
// of a column of names two lines may be better than ten in that of sentences.
func (g *grid) balance(widths []float64) {
	texts, need := g.textWidths(), g.needs(measureOf{chars: 4, cut: g.cut})
	least := linesOf(texts, widths, g.side)
	if least == len(texts) {
		return
	}
	for step := 48.0; step >= 6; step /= 2 {
		for better := true; better; {
			better = false
			from, to := 0, 0
			for a := range widths {
				if widths[a]-step < need[a] {
					continue
				}
				for b := range widths {
					if a == b {
						continue
					}
					widths[a], widths[b] = widths[a]-step, widths[b]+step
					if n := linesOf(texts, widths, g.side); n < least {
						least, from, to, better = n, a, b, true
					}
					widths[a], widths[b] = widths[a]+step, widths[b]-step
				}
			}
			if better {
				widths[from], widths[to] = widths[from]-step, widths[to]+step
			}
		}
	}
}

// textWidths are the widths of all cells on one line, by row.
func (g *grid) textWidths() [][]float64 {
	out := make([][]float64, len(g.t.Rows))
	for i, row := range g.t.Rows {
		out[i] = make([]float64, len(g.t.Columns))
		for j := range out[i] {
			if j < len(row.Cells) {
				out[i][j] = width(g.s.faces.shape(row.Cells[j].Text, g.style(row.Kind)))
			}
		}
	}
	return out
}

// linesOf is about how many lines all rows have when columns are so wide.
func linesOf(texts [][]float64, widths []float64, side float64) (n int) {
	for _, row := range texts {
		most := 1
		for j, wide := range row {
			const spare = 0.97 // no line is filled to its end
			if room := (widths[j] - 2*side) * spare; wide > widths[j]-2*side {
				most = max(most, int(math.Ceil(wide/room)))
			}
		}
		n += most
	}
	return n
}

// inset is how far from the right the numbers of a column stand, so that the
// widest is in the middle under the head and all end in one line.
func (g *grid) inset(i int, room float64) float64 {
	most := 0.0
	for _, row := range g.t.Rows {
		if i < len(row.Cells) {
			most = max(most, width(g.s.faces.shape(row.Cells[i].Text, g.style(row.Kind))))
		}
	}
	return max(0, (room-most)/2)
}

// A measureOf says how far a table may be squeezed: how many characters of a
// text stand on one line at least, how much blank is beside it, whether words of
// heads may be cut and 11041个以上 may wrap, and how small the type may be.
type measureOf struct {
	chars float64
	side  float64
	cut   bool
	wrap  bool
	least float64
}

// measures are how a table is tried, in this order.
func measures() []measureOf {
	return []measureOf{
		{chars: 8, side: cellSide, least: 10},
		{chars: 6, side: cellSide, least: 10},
		{chars: 8, side: narrowSide, least: 10},
		{chars: 6, side: narrowSide, least: 10},
		{chars: 6, side: narrowSide, cut: true, least: 10},
		{chars: 4, side: cellSide, cut: true, least: 9},
		{chars: 4, side: narrowSide, cut: true, least: 7, wrap: true},
		{chars: 2, side: narrowSide, cut: true, least: 6, wrap: true},
	}
}

// choose sets the size, and gives what each column needs at it: a large size
// with names on one line, else names that wrap, else small type.
func (g *grid) choose() (need []float64) {
	for _, m := range measures() {
		for _, size := range cellSizes() {
			if size < m.least {
				break
			}
			if size > 11 && g.wordy() || size > 9 && g.s.small {
				continue
			}
			g.size, g.side = size, m.side
			if need = g.needs(m); sumOf(need) <= measure {
				g.squeezed, g.cut = m.wrap, m.cut
				return need
			}
		}
	}
	g.squeezed, g.cut = true, true
	return need
}

// wordy reports whether the table has sentences in it, which read better small.
func (g *grid) wordy() bool {
	return slices.ContainsFunc(g.t.Rows, func(row briefing.Row) bool {
		return slices.ContainsFunc(row.Cells, func(c briefing.Cell) bool { return utf8.RuneCountInString(c.Text) > sentence })
	})
}

// needs is the least width of each column.
func (g *grid) needs(m measureOf) []float64 {
	need := make([]float64, len(g.t.Columns))
	for i, c := range g.t.Columns {
		need[i] = g.headNeed(c.Head, m)
		for _, row := range g.t.Rows {
			if i >= len(row.Cells) {
				continue
			}
			cell := g.s.faces.shape(row.Cells[i].Text, g.style(row.Kind))
			wide := width(cell)
			if c.Align != briefing.Right || m.wrap {
				wide = max(widest(cell), min(wide, m.chars*g.size))
			}
			need[i] = max(need[i], min(wide, measure/3))
		}
		need[i] += 2 * g.side
	}
	return need
}

// headNeed is the width at which a head takes no more lines than are readable,
// if names wrap after m.chars characters, and all the lines it wants otherwise.
func (g *grid) headNeed(head string, m measureOf) float64 {
	lines := 3
	if m.chars <= 2 {
		lines = 8
	}
	glyphs := bind(g.s.faces.shape(head, style{role: hei, size: g.size}), measure)
	if !m.cut {
		glyphs = g.s.bound(glyphs)
	}
	if width(glyphs) < 3.1*g.size && m.chars > 2 {
		return width(glyphs)
	}
	for room := 2 * g.size; ; room += g.size / 2 {
		if room >= width(glyphs) {
			return max(width(glyphs), g.size)
		}
		set := fill(glyphs, room, room, centred)
		if len(set) <= lines && widestLine(set) <= room+0.01 && (m.cut || !torn(set)) {
			return room
		}
	}
}

// bound keeps known words whole.
func (s *setter) bound(g []glyph) []glyph {
	r := make([]rune, len(g))
	for i := range g {
		r[i] = g[i].r
	}
	inside, ok := s.inside[string(r)]
	if !ok {
		inside = insideTerms(r)
		s.inside[string(r)] = inside
	}
	for i := 1; i < len(g); i++ {
		g[i-1].glue = g[i-1].glue || inside[i]
	}
	return g
}

func widestLine(lines []line) (wide float64) {
	for _, l := range lines {
		wide = max(wide, l.width)
	}
	return wide
}

// share divides the measure by weight; a column that would get less than it
// needs gets that, the others share what is left.
func share(columns []briefing.Column, need []float64) []float64 {
	n := len(columns)
	got := make([]float64, n)
	if total := sumOf(need); total >= measure {
		for i := range got {
			got[i] = need[i] * measure / total
		}
		return got
	}
	fixed := make([]bool, n)
	for {
		left, weights := float64(measure), 0.0
		for i, c := range columns {
			if fixed[i] {
				left -= need[i]
			} else {
				weights += weightOf(c)
			}
		}
		again := false
		for i, c := range columns {
			if fixed[i] {
				got[i] = need[i]
				continue
			}
			got[i] = left * weightOf(c) / weights
			if got[i] < need[i]-0.001 {
				fixed[i], again = true, true
			}
		}
		if !again {
			return got
		}
	}
}

func weightOf(c briefing.Column) float64 {
	if c.Weight > 0 {
		return c.Weight
	}
	return 1
}

func sumOf(v []float64) (total float64) {
	for _, x := range v {
		total += x
	}
	return total
}

// style is the face of a row: totals in 黑体, what is taken off in 楷体.
func (g *grid) style(kind briefing.RowKind) style {
	switch kind {
	case briefing.Total:
		return style{role: hei, size: g.size}
	case briefing.Removed:
		return style{role: kai, size: g.size}
	}
	return style{role: fang, size: g.size}
}

// A cell is text in a rectangle of a table.
type cell struct {
	from, to int // columns, to not included
	lines    []line
	al       align
	part     int
	inset    float64 // of right-aligned lines from the right
}

// part numbers a cell, unless it comes again.
func (g *grid) part(column int) int {
	if g.again && column == 0 {
		return 0
	}
	return g.s.part()
}

// cell is text in its column; names and brackets that wrap are not cut if that
// needs no more lines.
func (g *grid) cell(words string, st style, from, to int, al align) cell {
	room := g.edges[to] - g.edges[from] - 2*g.side
	glyphs := g.s.faces.shape(words, st)
	out := cell{from: from, to: to, al: al, part: g.part(from), lines: fill(glyphs, room, room, al)}
	if n := len(out.lines); n > 1 {
		glyphs = bind(glyphs, room)
		out.lines = fill(glyphs, room, room, al)
		if len(glyphs) > sentence {
			return out
		}
		if lines := fill(g.s.bound(glyphs), room, room, al); len(lines) <= n && !torn(lines) {
			out.lines = lines
		}
	}
	return out
}

// even is a head whose lines are about equally long, 提供|岗位 and not 提供岗|位,
// with its unit whole, and its words if that needs no more than four lines.
func (g *grid) even(words string, st style, from, to int) cell {
	const readable = 4
	room := g.edges[to] - g.edges[from] - 2*g.side
	glyphs := bind(g.s.faces.shape(words, st), room)
	c := cell{from: from, to: to, al: centred, part: g.part(from), lines: fill(glyphs, room, room, centred)}
	whole := g.s.bound(slices.Clone(glyphs))
	if lines := fill(whole, room, room, centred); len(lines) <= max(readable, len(c.lines)) && !torn(lines) {
		c.lines, glyphs = lines, whole
	}
	n := len(c.lines)
	for narrow := room - g.size/2; n > 1 && narrow >= g.size; narrow -= g.size / 2 {
		lines := fill(glyphs, narrow, narrow, centred)
		if len(lines) > n || widestLine(lines) > narrow+0.01 || torn(lines) && !torn(c.lines) {
			break
		}
		c.lines = lines
	}
	return c
}

// draw puts a cell's lines in the middle of a rectangle from top, height high.
func (g *grid) draw(b *box, c cell, top, height float64) {
	step := g.size * leading
	y := top + (height-float64(len(c.lines))*step)/2
	for _, l := range c.lines {
		x := g.edges[c.from] + g.side
		room := g.edges[c.to] - g.edges[c.from] - 2*g.side
		switch c.al {
		case centred:
			x += (room - l.width) / 2
		case flushRight:
			x += room - l.width - c.inset
		}
		b.texts = append(b.texts, text{x: x, y: y + baseline(step, g.size), glyphs: l.glyphs, part: c.part})
		y += step
	}
}

// height is what cells with so many lines need.
func (g *grid) height(lines int) float64 {
	return float64(lines)*g.size*leading + 2*cellAbove + (12-g.size)*0.2
}

// head is the head of the table; columns of one group share a cell above.
func (g *grid) head() box {
	st := style{role: hei, size: g.size}
	n := len(g.t.Columns)
	var groups, heads []cell
	grouped := false
	for from := 0; from < n; {
		to := from + 1
		name := g.t.Columns[from].Group
		for name != "" && to < n && g.t.Columns[to].Group == name {
			to++
		}
		if name != "" {
			grouped = true
			groups = append(groups, g.even(name, st, from, to))
		}
		from = to
	}
	for i, c := range g.t.Columns {
		heads = append(heads, g.even(c.Head, st, i, i+1))
	}
	upper, lower := 0.0, 0.0
	if grouped {
		upper = g.height(tallest(groups))
	}
	for _, c := range heads {
		if high := g.height(len(c.lines)); g.t.Columns[c.from].Group == "" {
			lower = max(lower, high-upper)
		} else {
			lower = max(lower, high)
		}
	}
	b := box{height: upper + lower, keep: true}
	for _, c := range groups {
		g.draw(&b, c, 0, upper)
		b.shapes = append(b.shapes, rule(g.edges[c.from], upper, g.edges[c.to], upper, inner, inkBlack))
	}
	for i, c := range heads {
		top := upper
		if g.t.Columns[i].Group == "" {
			top = 0
		}
		g.draw(&b, c, top, b.height-top)
		if i > 0 {
			if name := g.t.Columns[i].Group; name == "" || g.t.Columns[i-1].Group != name {
				top = 0
			}
			b.shapes = append(b.shapes, rule(g.edges[i], top, g.edges[i], b.height, inner, inkBlack))
		}
	}
	g.sides(&b)
	b.shapes = append(b.shapes, rule(-frame/2, 0, measure+frame/2, 0, frame, inkBlack))
	g.under(&b, inner)
	return b
}

// rows are the boxes of all rows; a row of many lines becomes several. The first
// and the last row do not stand apart from the others unless they have enough
// lines of their own.
func (g *grid) rows() []box {
	const enough = 3
	if len(g.t.Rows) == 0 {
		b := box{height: g.height(1)}
		none := g.cell(wordNone, g.style(briefing.Plain), 0, len(g.t.Columns), centred)
		none.part = 0
		g.draw(&b, none, 0, b.height)
		g.sides(&b)
		g.under(&b, frame)
		return []box{b}
	}
	var out []box
	starts := []int{} // index in out of each row
	for _, row := range g.t.Rows {
		starts = append(starts, len(out))
		out = append(out, g.row(row)...)
	}
	n := len(g.t.Rows)
	out[starts[0]].keep = n > 1 && out[starts[0]].height < g.height(enough)
	if n > 1 && out[len(out)-1].height < g.height(enough) {
		for i := starts[n-2]; i < len(out)-1; i++ {
			out[i].keep = true
		}
	}
	for i := 1; i < n; i++ { // a total is not parted from what it adds up
		if g.t.Rows[i].Kind != briefing.Plain {
			out[starts[i]-1].keep = true
		}
	}
	last := &out[len(out)-1]
	g.under(last, frame)
	return out
}

func (g *grid) row(row briefing.Row) []box {
	var cells []cell
	for i, c := range g.t.Columns {
		if i < len(row.Cells) {
			cells = append(cells, g.cell(row.Cells[i].Text, g.style(row.Kind), i, i+1, alignOf(c.Align)))
			cells[len(cells)-1].inset = g.insets[i]
		}
	}
	var out []box
	for n := tallest(cells); ; n -= rowChunk {
		part := slices.Clone(cells)
		for i := range part {
			k := min(rowChunk, len(part[i].lines))
			part[i].lines, cells[i].lines = part[i].lines[:k], part[i].lines[k:]
		}
		b := box{height: float64(max(1, tallest(part))) * g.size * leading}
		top, body := 0.0, b.height
		pad := g.height(0) / 2
		if len(out) == 0 {
			top = pad
			b.height += pad
		}
		if n <= rowChunk {
			b.height += pad
		}
		for _, c := range part {
			g.draw(&b, c, top, body)
		}
		for i := 1; i < len(g.t.Columns); i++ {
			b.shapes = append(b.shapes, rule(g.edges[i], 0, g.edges[i], b.height, inner, inkBlack))
		}
		g.sides(&b)
		out = append(out, b)
		if n <= rowChunk {
			break
		}
	}
	g.under(&out[len(out)-1], inner)
	return out
}

func (g *grid) sides(b *box) {
	b.shapes = append(b.shapes, rule(0, 0, 0, b.height, frame, inkBlack), rule(measure, 0, measure, b.height, frame, inkBlack))
}

func (g *grid) under(b *box, width float64) {
	b.shapes = append(b.shapes, rule(-frame/2, b.height, measure+frame/2, b.height, width, inkBlack))
}

func tallest(cells []cell) int {
	n := 0
	for _, c := range cells {
		n = max(n, len(c.lines))
	}
	return n
}

func alignOf(a briefing.Alignment) align {
	switch a {
	case briefing.Center:
		return centred
	case briefing.Right:
		return flushRight
	}
	return flushLeft
}
