package workbook

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// fastBytes is more than the longest cell that the fast path reads, texts
// apart, so that it need not ask for more in the midst of one.
const fastBytes = 256

// fastCells reads the cells at hand that are written exactly as Excel, WPS
// and most libraries write them. It stops before anything else, be it an
// unusual spelling or a fault, and leaves it to the slow path, which alone
// knows what is wrong: the two can therefore differ in nothing but speed.
func (r *sheetReader) fastCells() {
	if r.slowOnly || r.fallback != mainSpace || r.empty || r.err != nil {
		return
	}
	row := rowEnd(r.row)
	for {
		if r.end-r.pos < fastBytes && (!r.more() || r.end-r.pos < fastBytes) {
			return
		}
		n := r.fastCell(r.buf[r.pos:r.end], row)
		if n == 0 {
			return
		}
		r.pos += n
	}
}

// address is the end of a cell's address, the row's number and a quote, as it
// stands in memory: eight bytes hold it.
type address struct {
	word, mask uint64
	n          int
}

func rowEnd(row int) address {
	var b [8]byte
	n := len(append(strconv.AppendInt(b[:0], int64(row), 10), '"'))
	return address{binary.LittleEndian.Uint64(b[:]), ^uint64(0) >> (64 - 8*n), n}
}

func word4(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s)) }

func word8(s string) uint64 { return binary.LittleEndian.Uint64([]byte(s)) }

// fastCell reads one cell at the beginning of b, which holds at least
// fastBytes, and returns its length; 0 if it is left to the slow path. row is
// the end of the addresses in this row.
func (r *sheetReader) fastCell(b []byte, row address) int {
	if binary.LittleEndian.Uint64(b)&(1<<48-1) != word8("<c r=\"\x00\x00") {
		return 0
	}
	i, col := 6, 0
	for ; i < 9 && b[i]-'A' < 26; i++ {
		col = col*26 + int(b[i]-'A') + 1
	}
	if i == 6 || col > r.lim.Cols || col <= r.col || binary.LittleEndian.Uint64(b[i:])&row.mask != row.word {
		return 0
	}
	i += row.n
	style := 0
	if binary.LittleEndian.Uint32(b[i:]) == word4(` s="`) {
		from := i + 4
		for i = from; b[i]-'0' < 10 && i < from+6; i++ {
			style = style*10 + int(b[i]-'0')
		}
		if i == from || b[i] != '"' {
			return 0
		}
		i++
	}
	if style >= len(r.formats) && (style > 0 || len(r.formats) > 0) {
		return 0
	}
	switch {
	case b[i] == '>':
		return r.fastNumber(b, i+1, col, style)
	case b[i] == '/' && b[i+1] == '>':
		r.col = col
		return i + 2
	case binary.LittleEndian.Uint32(b[i:]) != word4(` t="`):
		return 0
	}
	switch binary.LittleEndian.Uint32(b[i+4:]) & (1<<24 - 1) {
	case word4("s\">\x00"):
		return r.fastShared(b, i+7, col)
	case word4("n\">\x00"):
		return r.fastNumber(b, i+7, col, style)
	}
	if string(b[i+4:i+13]) == `inlineStr` && b[i+13] == '"' && b[i+14] == '>' {
		return r.fastInline(b, i+15, col)
	}
	return 0
}

// closesValue reports whether </v></c> stands at i.
func closesValue(b []byte, i int) bool { return binary.LittleEndian.Uint64(b[i:]) == word8("</v></c>") }

func (r *sheetReader) fastShared(b []byte, i, col int) int {
	if binary.LittleEndian.Uint32(b[i:])&(1<<24-1) != word4("<v>\x00") {
		return 0
	}
	i += 3
	from, index := i, 0
	for ; b[i]-'0' < 10 && i < from+9; i++ {
		index = index*10 + int(b[i]-'0')
	}
	if i == from || !closesValue(b, i) {
		return 0
	}
	text, ok := r.shared.at(index)
	if !ok || text != "" && !r.room() {
		return 0
	}
	r.col = col
	if text != "" {
		c := r.slot(col)
		c.Text = text
		r.count(c)
	}
	return i + 8
}

// fastNumber reads <v>digits</v></c>, with a sign and a point perhaps.
func (r *sheetReader) fastNumber(b []byte, i, col, style int) int {
	if binary.LittleEndian.Uint32(b[i:])&(1<<24-1) != word4("<v>\x00") {
		return 0
	}
	i += 3
	from := i
	if b[i] == '-' {
		i++
	}
	whole := i
	for b[i]-'0' < 10 && i < from+30 {
		i++
	}
	point := i
	if b[i] == '.' {
		for i++; b[i]-'0' < 10 && i < from+30; i++ {
		}
	}
	if point == whole || i == point+1 || !closesValue(b, i) || !r.room() {
		return 0
	}
	value := b[from:i]
	c := r.slot(col)
	c.Kind, c.Text = Number, r.keep.keep(value)
	if len(r.formats) > 0 {
		r.dress(c, value, style)
	}
	r.col = col
	r.count(c)
	return i + 8
}

// fastInline reads <is><t>text</t></is></c> where the text holds nothing that
// is escaped.
func (r *sheetReader) fastInline(b []byte, i, col int) int {
	if binary.LittleEndian.Uint64(b[i:])&(1<<56-1) == word8("<is><t>\x00") {
		i += 7
	} else if bytes.HasPrefix(b[i:], []byte(`<is><t xml:space="preserve">`)) {
		i += 28
	} else {
		return 0
	}
	n := bytes.IndexByte(b[i:], '<')
	if n < 0 || n > r.lim.CellText || !bytes.HasPrefix(b[i+n:], []byte("</t></is></c>")) {
		return 0
	}
	text := b[i : i+n]
	if !bare(text) || !r.room() {
		return 0
	}
	r.col = col
	if n > 0 {
		r.own(len(text))
		c := r.slot(col)
		c.Text = r.keep.keep(text)
		r.count(c)
	}
	return i + n + 13
}

// rowAttrs are the attributes of a row that say nothing about its content.
var rowAttrs = [...]string{
	` spans="`, ` s="`, ` customFormat="`, ` ht="`, ` customHeight="`, ` x14ac:dyDescent="`, ` thickBot="`, ` thickTop="`,
}

// fastRow passes a row's start tag that says nothing but its number and how
// the row looks, and is the number; 0 leaves it to the slow path.
func (r *sheetReader) fastRow() int {
	if !r.fast() {
		return 0
	}
	b := r.buf[r.pos:r.end]
	if binary.LittleEndian.Uint64(b) != word8(`<row r="`) {
		return 0
	}
	i, index := 8, 0
	for ; b[i]-'0' < 10 && i < 15; i++ {
		index = index*10 + int(b[i]-'0')
	}
	if i == 8 || b[i] != '"' || index <= r.row || index > lastRow {
		return 0
	}
	i++
	for k := 0; k < len(rowAttrs) && b[i] == ' '; k++ { // in the order in which they are written, so that none comes twice
		name := rowAttrs[k]
		if !bytes.HasPrefix(b[i:], []byte(name)) {
			continue
		}
		if name == rowAttrs[5] && r.lookup([]byte("x14ac")) == noSpace {
			return 0
		}
		for i += len(name); i < 200 && (b[i]-'0' < 11 || b[i] == '.'); i++ { // digits and the colon
		}
		if b[i] != '"' {
			return 0
		}
		i++
	}
	if b[i] != '>' {
		return 0
	}
	r.pos += i + 1
	r.push([]byte("row"))
	return index
}

// fastRowEnd passes the end tag of a row that bears no prefix.
func (r *sheetReader) fastRowEnd() bool {
	if !r.fast() || binary.LittleEndian.Uint64(r.buf[r.pos:])&(1<<48-1) != word8("</row>\x00\x00") ||
		string(r.names[r.marks[len(r.marks)-1]:]) != "row" {
		return false
	}
	r.pos += 6
	r.pop()
	return true
}

// fast reports whether the fast path may look at what is at hand.
func (r *sheetReader) fast() bool {
	return !r.slowOnly && r.fallback == mainSpace && !r.empty && r.err == nil &&
		(r.end-r.pos >= fastBytes || r.more() && r.end-r.pos >= fastBytes)
}

// fastString is the text of a shared string that is written without runs and
// escapes, and passes it; false leaves it to the slow path.
func (s *scanner) fastString(limit int) ([]byte, bool) {
	if s.fallback != mainSpace || s.empty || s.err != nil || s.end-s.pos < fastBytes && (!s.more() || s.end-s.pos < fastBytes) {
		return nil, false
	}
	b := s.buf[s.pos:s.end]
	if binary.LittleEndian.Uint64(b)&(1<<56-1) != word8("<si><t>\x00") {
		return nil, false
	}
	n := bytes.IndexByte(b[7:], '<')
	if n < 0 || n > limit || !bytes.HasPrefix(b[7+n:], []byte("</t></si>")) || !bare(b[7:7+n]) {
		return nil, false
	}
	s.pos += n + 16
	return b[7 : 7+n], true
}

// bare reports whether text holds nothing that is escaped or must not be.
func bare(text []byte) bool {
	for i, c := range text {
		switch c {
		case '&', '\r', ']':
			return false
		case '_':
			if i+1 < len(text) && text[i+1] == 'x' {
				return false
			}
		}
	}
	return true
}

// own counts a text that belongs to one cell.
func (r *sheetReader) own(n int) {
	if r.budget.each > 0 {
		r.budget.kept += int64(n)
	}
}

// room reports whether one more cell is within the limits.
func (r *sheetReader) room() bool {
	return r.budget.cells < r.lim.Cells && r.budget.kept <= mostKept
}

// slot is a new cell of the row, which is filled where it lies.
func (r *sheetReader) slot(col int) *Cell {
	n := len(r.cells)
	if n == cap(r.cells) {
		r.cells = append(r.cells, Cell{})
	} else {
		r.cells = r.cells[:n+1]
	}
	c := &r.cells[n]
	*c = Cell{Col: col, Stored: true}
	return c
}

// count takes the cell that was just filled from the budget, and gives it its
// note.
func (r *sheetReader) count(c *Cell) {
	r.budget.cells++
	if r.notes != nil {
		c.Note = r.notes[cellKey{r.row, c.Col}]
	}
	if r.budget.each > 0 {
		r.budget.kept += r.budget.each + int64(len(c.Formula)+len(c.Shown))
		if c.Kind != Text {
			r.budget.kept += int64(len(c.Text)) // texts were counted where they are not shared, see own
		}
	}
}
