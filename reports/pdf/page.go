package pdf

import "math"

// A box is what stands together on a page: a line of text, a row of a table,
// a chart. Its marks are placed from its top left corner, which is at the left
// edge of the type area.
type box struct {
	height   float64
	texts    []text
	shapes   []shape
	grid     bool     // starts on a line of the grid
	keep     bool     // never the last on its page
	float    bool     // may wait for the next page while text goes on
	first    bool     // of a block: what floats may come before it
	head     bool     // a heading: what floats does not hold it back
	last     bool     // everything that floats comes before it
	repeat   []box    // printed again above it when it comes first on a page
	bookmark bookmark // "" if none
}

type bookmark struct {
	title string
	level int
}

// A text is glyphs of one line; y is the baseline. Texts of one part are one
// paragraph, cell or label of the briefing; part 0 is what the layout adds:
// page numbers, repeated heads, numbers of axes.
type text struct {
	x, y   float64
	glyphs []glyph
	part   int
}

// A shape is a line, open or closed, drawn and filled.
type shape struct {
	points [][2]float64
	closed bool
	width  float64 // of the pen, 0 for none
	pen    ink
	filled bool
	fill   ink
	dash   float64 // length of dashes, 0 for a full line
}

// rule is a straight line.
func rule(x1, y1, x2, y2, width float64, pen ink) shape {
	return shape{points: [][2]float64{{x1, y1}, {x2, y2}}, width: width, pen: pen}
}

// A page is boxes with the places of their tops below the type area's top.
type page struct {
	boxes []placed
	end   float64 // where the last box ends
}

type placed struct {
	top float64
	box box
}

// A flow places boxes on pages from top to bottom.
type flow struct {
	depth   func(page int) float64 // usable depth by page from 0
	pages   []page
	waiting []box // floats
}

// place lays all boxes out.
func (f *flow) place(boxes []box) []page {
	f.pages = []page{{}}
	for i, b := range boxes {
		if b.first && (i == 0 || !boxes[i-1].keep) {
			f.land()
		}
		for b.last && len(f.waiting) > 0 {
			f.turn(false)
		}
		if b.float && f.end() > 0 && (len(f.waiting) > 0 || !f.fits(f.top(b)+b.height)) {
			f.waiting = append(f.waiting, b)
			continue
		}
		for f.end() > 0 && !f.fits(f.need(boxes[i:])) {
			f.turn(len(b.repeat) > 0)
		}
		for _, r := range f.repeat(b) {
			f.put(r)
		}
		f.put(b)
	}
	for f.land(); len(f.waiting) > 0; {
		f.turn(false)
	}
	return f.pages
}

// land puts floats that wait where they fit.
func (f *flow) land() {
	for len(f.waiting) > 0 {
		b := f.waiting[0]
		if f.end() > 0 && !f.fits(f.top(b)+b.height) {
			return
		}
		f.waiting = f.waiting[1:]
		f.put(b)
	}
}

// repeat is what must be printed again above b: the head of its table, when
// nothing but floats is on the page yet.
func (f *flow) repeat(b box) []box {
	for _, p := range f.pages[len(f.pages)-1].boxes {
		if !p.box.float {
			return nil
		}
	}
	return b.repeat
}

// need is where the first box and what must stay with it would end. If that is
// more than any page holds, only the first box counts.
func (f *flow) need(boxes []box) float64 {
	at := f.end()
	for _, r := range f.repeat(boxes[0]) {
		at = up(at, r) + r.height
	}
	begin, first := at, up(at, boxes[0])+boxes[0].height
	for i, b := range boxes {
		if b.float && i > 0 && !f.fits(up(at, b)+b.height) && follows(boxes[i+1:]) {
			continue // it will wait; the text after it comes up
		}
		at = up(at, b) + b.height
		if !b.keep {
			return at
		}
		if at-begin > depth {
			return first
		}
	}
	return at
}

// follows reports whether text comes before the next heading.
func follows(boxes []box) bool {
	for _, b := range boxes {
		if !b.float {
			return !b.head
		}
	}
	return false
}

// turn begins a page, with the floats that wait for it unless a table goes on
// there: nothing comes between its rows.
func (f *flow) turn(table bool) {
	f.pages = append(f.pages, page{})
	if !table {
		f.land()
	}
}

func (f *flow) put(b box) {
	p := &f.pages[len(f.pages)-1]
	at := f.top(b)
	p.boxes = append(p.boxes, placed{top: at, box: b})
	p.end = at + b.height
}

func (f *flow) end() float64 { return f.pages[len(f.pages)-1].end }

func (f *flow) top(b box) float64 { return up(f.end(), b) }

func (f *flow) fits(end float64) bool { return end <= f.depth(len(f.pages)-1)+0.01 }

// up is where a box after at begins: on the grid if it asks for it.
func up(at float64, b box) float64 {
	if !b.grid {
		return at
	}
	return math.Ceil((at-0.01)/lead) * lead
}

// paginate places boxes so that the foot, which stands at the bottom of the
// last page, has text above it, and that no single line stands there. For that
// the page before is made shorter line by line until enough text has moved.
func paginate(boxes []box, foot float64) []page {
	pages := (&flow{depth: func(int) float64 { return depth }}).place(boxes)
	last := len(pages) - 1
	good := func(pages []page, least int) bool {
		end := pages[len(pages)-1]
		return end.lines() >= least && end.end+foot <= depth+0.01
	}
	if last == 0 && good(pages, 0) || good(pages, 2) {
		return pages
	}
	short := last // the page that gives text away
	if good(pages, 0) {
		short--
	}
	for _, least := range []int{2, 1} {
		for cut := 1; cut < linesPerPage; cut++ {
			moved := (&flow{depth: func(p int) float64 {
				if p == short {
					return depth - float64(cut)*lead
				}
				return depth
			}}).place(boxes)
			if len(moved) > short+1 && good(moved, least) {
				return moved
			}
		}
	}
	if good(pages, 0) {
		return pages
	}
	return append(pages, page{})
}

// lines counts what stands on a page besides blanks; a table or a chart is no
// single line.
func (p page) lines() (n int) {
	for _, b := range p.boxes {
		switch {
		case b.box.float:
			n += 2
		case len(b.box.texts) > 0:
			n++
		}
	}
	return n
}
