package mark

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
)

// A spot is one marked cell.
type spot struct {
	col      int
	severity finding.Severity
}

// sheetPatch says what becomes of one sheet's part.
type sheetPatch struct {
	rows     []int // with marks, ascending
	spots    map[int][]spot
	styles   *styles
	unselect bool           // no longer the tab that is shown
	notes    string         // id of the relationship to notes, where the sheet has none
	relSpace string         // namespace of relationship ids
	old      map[[2]int]int // marks of an earlier time → the format before, by row and column
	clean    bool           // there may be such marks

	// What patching finds.
	base   map[[2]int]int // the format of each marked cell without mark
	legacy string         // id of the relationship to notes that the sheet has

	prefix  string
	columns []span
	last    int // row seen last
}

type span struct{ first, last, style int }

// run copies a sheet with its marks.
func (p *sheetPatch) run(src io.Reader, dst io.Writer) error {
	in := newWindow(src)
	p.base = map[[2]int]int{}
	to := &writer{w: dst}
	empty, err := p.head(in, to)
	if err != nil {
		return err
	}
	if !empty {
		if err := p.body(in, to); err != nil {
			return err
		}
	}
	tail, err := p.tail(in.rest())
	if err != nil {
		return err
	}
	to.write(tail)
	if in.err != nil {
		return in.err
	}
	return to.err
}

// writer keeps the first error.
type writer struct {
	w   io.Writer
	err error
}

func (w *writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

// head copies what stands before the rows and says whether there are none.
func (p *sheetPatch) head(in *window, to *writer) (empty bool, err error) {
	at := 0
	for {
		if at = in.find([]byte("<"), at); at < 0 {
			return false, errForm
		}
		if wide(in.held()) {
			return false, errForm
		}
		n := in.tag(at)
		if n < 0 {
			return false, errForm
		}
		t := readTag(in.held()[at:at+n], at)
		at += n
		if t.local() == "sheetData" && !t.closing {
			p.prefix = t.prefix()
			head := p.patchHead(in.take(at))
			if t.empty && len(p.rows) > 0 {
				cut := bytes.LastIndexByte(head, '/')
				to.write(slices.Concat(head[:cut], []byte(">")))
				p.insertRows(to, 1<<30)
				to.write([]byte("</" + t.name + ">"))
			} else {
				to.write(head)
			}
			return t.empty, nil
		}
	}
}

func (p *sheetPatch) patchHead(head []byte) []byte {
	var edits []edit
	s := tags{doc: head}
	for t, ok := s.next(); ok; t, ok = s.next() {
		b := head[t.from:t.to]
		switch {
		case t.local() == "col":
			first, _ := strconv.Atoi(value(b, "min"))
			last, _ := strconv.Atoi(value(b, "max"))
			style, _ := strconv.Atoi(value(b, "style"))
			p.columns = append(p.columns, span{first, last, style})
		case t.local() == "sheetView" && !t.closing && p.unselect:
			edits = append(edits, edit{t.from, t.to, string(without(b, "tabSelected"))})
		}
	}
	return edited(head, edits)
}

// body copies the rows and the end of their list.
func (p *sheetPatch) body(in *window, to *writer) error {
	for {
		i := in.find([]byte("<"), 0)
		if i < 0 {
			return errForm
		}
		to.write(in.take(i))
		n := in.tag(0)
		if n < 0 {
			return errForm
		}
		if h := in.held(); h[1] == '!' || h[1] == '?' {
			end, ok := in.aside()
			if !ok {
				return errForm
			}
			to.write(in.take(end))
			continue
		}
		t := readTag(in.held()[:n], 0)
		switch {
		case t.closing && t.local() == "sheetData":
			p.insertRows(to, 1<<30)
			to.write(in.take(n))
			return to.err
		case t.closing || t.local() != "row":
			return errForm
		}
		if err := p.row(in, to, t, n); err != nil {
			return err
		}
	}
}

// aside is the length of the comment or instruction that held begins with.
func (w *window) aside() (int, bool) {
	end := "-->"
	switch h := w.held(); {
	case bytes.HasPrefix(h, []byte("<?")):
		end = "?>"
	case !bytes.HasPrefix(h, []byte("<!--")):
		return 0, false
	}
	i := w.find([]byte(end), 0)
	return i + len(end), i >= 0
}

// row copies the row that held begins with, patched where it has marks.
func (p *sheetPatch) row(in *window, to *writer, t tag, n int) error {
	number := p.last + 1
	if from, end, ok := attribute(in.held()[:n], "r"); ok {
		var err error
		if number, err = strconv.Atoi(string(in.held()[from:end])); err != nil {
			return errForm
		}
	}
	p.last = number
	p.insertRows(to, number)
	whole := n
	if !t.empty {
		var ok bool
		if whole, ok = in.rowEnd(t.name, n); !ok {
			return errForm
		}
	}
	marked := len(p.rows) > 0 && p.rows[0] == number
	if !marked && !p.clean {
		to.write(in.take(whole))
		return nil
	}
	if marked {
		p.rows = p.rows[1:]
	}
	out, err := p.patchRow(in.take(whole), number)
	to.write(out)
	return err
}

// rowEnd is the length of the row, whose start tag takes n bytes. An end that
// stands in CDATA or a comment is none.
func (w *window) rowEnd(name string, n int) (int, bool) {
	end := []byte("</" + name)
	at := n
	for {
		if at = w.find(end, at); at < 0 {
			return 0, false
		}
		if b := w.held()[n:at]; bytes.Contains(b, []byte("<!")) && inside(b) {
			at++
			continue
		}
		size := w.tag(at)
		if size < 0 {
			return 0, false
		}
		return at + size, true
	}
}

// inside reports whether b ends within CDATA or a comment.
func inside(b []byte) bool {
	s := tags{doc: b}
	for _, ok := s.next(); ok; _, ok = s.next() {
	}
	return s.err != nil
}

// insertRows writes the marked rows before row number that the sheet lacks.
func (p *sheetPatch) insertRows(to *writer, before int) {
	for len(p.rows) > 0 && p.rows[0] < before {
		number := p.rows[0]
		p.rows = p.rows[1:]
		var b bytes.Buffer
		b.WriteString("<" + p.prefix + `row r="` + strconv.Itoa(number) + `">`)
		for _, s := range p.spots[number] {
			p.insertCell(&b, number, s, 0)
		}
		b.WriteString("</" + p.prefix + "row>")
		to.write(b.Bytes())
	}
}

// insertCell writes a blank cell with a mark. Its format is that of the row,
// else of the column.
func (p *sheetPatch) insertCell(b *bytes.Buffer, row int, s spot, rowStyle int) {
	base := rowStyle
	if base == 0 {
		for _, c := range p.columns {
			if s.col >= c.first && s.col <= c.last {
				base = c.style
			}
		}
	}
	if p.styles.ours[base] {
		base = p.styles.bare(base)
	}
	p.base[[2]int{row, s.col}] = base
	b.WriteString("<" + p.prefix + `c r="` + finding.Column(s.col) + strconv.Itoa(row) + `" s="` + strconv.Itoa(p.styles.mark(base, s.severity)) + `"/>`)
}

// patchRow sets the formats of a row's marked cells and takes old marks off.
func (p *sheetPatch) patchRow(row []byte, number int) ([]byte, error) {
	spots := p.spots[number]
	s := tags{doc: row}
	open, _ := s.next()
	start := row[open.from:open.to]
	style := 0
	if on := value(start, "customFormat"); on == "1" || on == "true" {
		style, _ = strconv.Atoi(value(start, "s"))
	}
	if open.empty {
		if len(spots) == 0 {
			return row, nil
		}
		start = slices.Concat(bytes.TrimRight(start[:len(start)-2], " "), []byte(">"))
	}
	var b bytes.Buffer
	inserted := false
	insert := func(before int) {
		for len(spots) > 0 && spots[0].col < before {
			p.insertCell(&b, number, spots[0], style)
			spots, inserted = spots[1:], true
		}
	}
	at, col := open.to, 0
	name := p.prefix + "c"
	for t, ok := s.next(); ok && !open.empty; t, ok = s.next() {
		if t.closing || t.name != name {
			continue
		}
		cell := row[t.from:t.to]
		col++
		if ref := value(cell, "r"); ref != "" {
			if col = column(ref); col == 0 {
				return nil, errForm
			}
		}
		b.Write(row[at:t.from])
		insert(col)
		marked := len(spots) > 0 && spots[0].col == col
		b.Write(p.patchCell(cell, number, col, marked, spots))
		if marked {
			spots = spots[1:]
		}
		at = t.to
	}
	if s.err != nil {
		return nil, s.err
	}
	end := len(row) - len("</"+p.prefix+"row>")
	if !open.empty {
		end = bytes.LastIndex(row, []byte("</"))
		b.Write(row[at:end])
	}
	insert(1 << 30)
	if open.empty {
		b.WriteString("</" + open.name + ">")
	} else {
		b.Write(row[end:])
	}
	if inserted {
		// The spans of a row are a hint, which would now be wrong.
		start = without(start, "spans")
	}
	return slices.Concat(start, b.Bytes()), nil
}

func (p *sheetPatch) patchCell(cell []byte, row, col int, marked bool, spots []spot) []byte {
	typed, _ := strconv.Atoi(value(cell, "s"))
	style := typed
	if p.styles.ours[typed] {
		var known bool
		if style, known = p.old[[2]int{row, col}]; !known || p.styles.ours[style] {
			style = p.styles.bare(typed)
		}
	}
	if marked {
		p.base[[2]int{row, col}] = style
		style = p.styles.mark(style, spots[0].severity)
	}
	if style == typed {
		return cell
	}
	return with(cell, "s", strconv.Itoa(style))
}

// column is the column of a reference such as AB12, 0 if it has none.
func column(ref string) int {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 16384 {
			return 0
		}
	}
	return n
}

// behind are the elements of a sheet that stand behind its reference to notes
// (CT_Worksheet). AlternateContent wraps controls and objects.
var behind = []string{
	"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst",
}

// tail is what stands behind the rows, with a reference to notes.
func (p *sheetPatch) tail(tail []byte) ([]byte, error) {
	s := tags{doc: tail}
	depth, at := 0, -1
	for t, ok := s.next(); ok; t, ok = s.next() {
		switch {
		case t.closing:
			if depth--; depth < 0 && at < 0 {
				at = t.from // the end of the sheet
			}
			continue
		case depth == 0 && t.local() == "legacyDrawing":
			p.legacy = value(tail[t.from:t.to], ":id")
		case depth == 0 && at < 0 && slices.Contains(behind, t.local()):
			at = t.from
		}
		if !t.empty {
			depth++
		}
	}
	switch {
	case s.err != nil:
		return nil, s.err
	case at < 0:
		return nil, errForm
	case p.notes == "" || p.legacy != "":
		return tail, nil
	}
	p.legacy = p.notes
	ref := "<" + p.prefix + `legacyDrawing xmlns:r="` + p.relSpace + `" r:id="` + p.notes + `"/>`
	return edited(tail, []edit{{at, at, ref}}), nil
}

// selected reports whether the part's head says that its tab is selected.
func selected(head []byte) bool {
	before, _, _ := strings.Cut(string(head), "sheetData")
	s := tags{doc: []byte(before)}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if v := value(s.doc[t.from:t.to], "tabSelected"); t.local() == "sheetView" && (v == "1" || v == "true") {
			return true
		}
	}
	return false
}
