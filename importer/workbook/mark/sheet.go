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
	row, col int
	severity finding.Severity
	base     int // its format without mark, known once it is patched
}

// sheetPatch says what becomes of one sheet's part.
type sheetPatch struct {
	spots    []spot // by row and column
	styles   *styles
	unselect bool           // no longer the tab that is shown
	notes    string         // id of the relationship to notes, where the sheet has none
	relSpace string         // namespace of relationship ids
	old      map[[2]int]int // marks of an earlier time → the format before, by row and column
	clean    bool           // there may be such marks

	legacy string // found: id of the relationship to notes that the sheet has

	prefix  string
	columns []span
	last    int // row seen last
	next    int // position of the first spot that is not yet written
	buf     bytes.Buffer
}

type span struct{ first, last, style int }

// run copies a sheet with its marks.
func (p *sheetPatch) run(src io.Reader, dst io.Writer) error {
	in := newWindow(src)
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
			if t.empty && len(p.spots) > 0 {
				cut := bytes.LastIndexByte(head, '/')
				to.write(slices.Concat(head[:cut], []byte(">")))
				p.insertRows(to, endless)
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
			p.columns = append(p.columns, span{number(b, "min"), number(b, "max"), number(b, "style")})
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
			p.insertRows(to, endless)
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
	p.last++
	if from, end, ok := attribute(in.held()[:n], "r"); ok {
		var err error
		if p.last, err = strconv.Atoi(string(in.held()[from:end])); err != nil {
			return errForm
		}
	}
	p.insertRows(to, p.last)
	whole := n
	if !t.empty {
		var ok bool
		if whole, ok = in.rowEnd(t.name, n); !ok {
			return errForm
		}
	}
	if spots := p.spotsOf(p.last); len(spots) > 0 || p.clean {
		return p.patchRow(to, in.take(whole), t, n, spots)
	}
	to.write(in.take(whole))
	return nil
}

// spotsOf hands out the spots of a row that is the next with any.
func (p *sheetPatch) spotsOf(row int) []spot {
	from := p.next
	for p.next < len(p.spots) && p.spots[p.next].row == row {
		p.next++
	}
	return p.spots[from:p.next]
}

// endless is behind every row and column.
const endless = 1 << 30

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
	for p.next < len(p.spots) && p.spots[p.next].row < before {
		row := p.spots[p.next].row
		p.buf.Reset()
		p.buf.WriteString("<" + p.prefix + `row r="` + strconv.Itoa(row) + `">`)
		spots := p.spotsOf(row)
		for i := range spots {
			p.insertCell(&spots[i], 0)
		}
		p.buf.WriteString("</" + p.prefix + "row>")
		to.write(p.buf.Bytes())
	}
}

// insertCell writes a blank cell with a mark. Its format is that of the row,
// else of the column.
func (p *sheetPatch) insertCell(s *spot, rowStyle int) {
	s.base = rowStyle
	if s.base == 0 {
		for _, c := range p.columns {
			if s.col >= c.first && s.col <= c.last {
				s.base = c.style
			}
		}
	}
	if p.styles.ours[s.base] {
		s.base = p.styles.bare(s.base)
	}
	p.buf.WriteString("<" + p.prefix + `c r="` + reference(s.row, s.col) + `" s="` + strconv.Itoa(p.styles.mark(s.base, s.severity)) + `"/>`)
}

// patchRow writes a row, whose start tag takes n bytes, with the formats of its
// marked cells set and old marks taken off.
func (p *sheetPatch) patchRow(to *writer, row []byte, open tag, n int, spots []spot) error {
	if open.empty && len(spots) == 0 {
		to.write(row)
		return nil
	}
	start, style := row[:n], 0
	if on := value(start, "customFormat"); on == "1" || on == "true" {
		style = number(start, "s")
	}
	if open.empty {
		start = slices.Concat(bytes.TrimRight(start[:n-2], " "), []byte(">"))
		row = slices.Concat(row, []byte("</"+open.name+">"))
	}
	p.buf.Reset()
	inserted := false
	insert := func(before int) {
		for len(spots) > 0 && spots[0].col < before {
			p.insertCell(&spots[0], style)
			spots, inserted = spots[1:], true
		}
	}
	at, col := n, 0
	for {
		from, to, err := nextCell(row, at, p.prefix)
		if err != nil {
			return err
		}
		p.buf.Write(row[at:from])
		if from == to { // the end of the row
			at = from
			break
		}
		cell := row[from:to]
		col++
		if a, b, ok := attribute(cell, "r"); ok {
			if col = column(cell[a:b]); col == 0 {
				return errForm
			}
		}
		insert(col)
		var here *spot
		if len(spots) > 0 && spots[0].col == col {
			here, spots = &spots[0], spots[1:]
		}
		p.patchCell(cell, p.last, col, here)
		at = to
	}
	insert(endless)
	if inserted {
		// The spans of a row are a hint, which would now be wrong.
		start = without(start, "spans")
	}
	to.write(start)
	to.write(p.buf.Bytes())
	to.write(row[at:])
	return nil
}

// nextCell bounds the start tag of the next cell of a row from at on; both
// bounds are the row's end tag where there is none. No < stands in a tag, and
// in text only within CDATA.
func nextCell(row []byte, at int, prefix string) (from, to int, err error) {
	name, start := prefix+"c", at
	for {
		i := bytes.IndexByte(row[at:], '<')
		if i < 0 {
			break
		}
		at += i
		rest := row[at+1:]
		switch {
		case len(rest) > len(name) && string(rest[:len(name)]) == name && (space(rest[len(name)]) || rest[len(name)] == '>' || rest[len(name)] == '/'):
			n := tagEnd(row[at:])
			if n < 0 || bytes.IndexByte(row[at+1:at+n], '<') >= 0 {
				return 0, 0, errForm
			}
			return at, at + n, nil
		case len(rest) > 0 && rest[0] == '!':
			s := tags{doc: row, at: at}
			if s.next(); s.err != nil {
				return 0, 0, s.err
			}
			end := ">"
			if bytes.HasPrefix(rest, []byte("![CDATA[")) {
				end = "]]>"
			} else if bytes.HasPrefix(rest, []byte("!--")) {
				end = "-->"
			}
			at += bytes.Index(row[at:], []byte(end)) + len(end)
		default:
			at++
		}
	}
	end := bytes.LastIndex(row, []byte("</"))
	if end < start {
		return 0, 0, errForm
	}
	return end, end, nil
}

// patchCell writes the start tag of a cell with its new format.
func (p *sheetPatch) patchCell(cell []byte, row, col int, here *spot) {
	from, to, has := attribute(cell, "s")
	typed := 0
	if has {
		typed, _ = strconv.Atoi(string(cell[from:to]))
	}
	style := typed
	if p.styles.ours[typed] {
		var known bool
		if style, known = p.old[[2]int{row, col}]; !known || p.styles.ours[style] {
			style = p.styles.bare(typed)
		}
	}
	if here != nil {
		here.base = style
		style = p.styles.mark(style, here.severity)
	}
	switch {
	case style == typed:
		p.buf.Write(cell)
	case has:
		p.buf.Write(cell[:from])
		p.buf.WriteString(strconv.Itoa(style))
		p.buf.Write(cell[to:])
	default:
		name := 1 + len(p.prefix) + 1
		p.buf.Write(cell[:name])
		p.buf.WriteString(` s="` + strconv.Itoa(style) + `"`)
		p.buf.Write(cell[name:])
	}
}

// column is the column of a reference such as AB12, 0 if it has none.
func column[T string | []byte](ref T) int {
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
