package workbook

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"

	"chunfeng/importer/finding"
)

// Old workbooks: BIFF8 (MS-XLS), which Excel 97–2003 writes as .xls and WPS as
// .et. They bear no check sums, so a changed byte cannot be told; what is cut
// or out of range is a fault as everywhere. Formulas are stored compiled: a
// Cell says only that there is one. Older versions are refused.

// The records that are read (MS-XLS §2.3.2).
const (
	recFormula    = 0x06
	recEOF        = 0x0A
	recNote       = 0x1C
	recDate1904   = 0x22
	recFilePass   = 0x2F
	recContinue   = 0x3C
	recObj        = 0x5D
	recColInfo    = 0x7D
	recBoundSheet = 0x85
	recMulRk      = 0xBD
	recRString    = 0xD6
	recXF         = 0xE0
	recMerged     = 0xE5
	recSST        = 0xFC
	recLabelSST   = 0xFD
	recSupBook    = 0x1AE
	recTxO        = 0x1B6
	recNumber     = 0x203
	recLabel      = 0x204
	recBoolErr    = 0x205
	recString     = 0x207
	recRow        = 0x208
	recRk         = 0x27E
	recFormat     = 0x41E
	recBOF        = 0x809
)

const (
	biff8       = 0x0600
	xlsPart     = "Workbook"
	xlsCompiled = "?" // the text of a formula that is stored compiled
)

// xlsReader reads the stream Workbook.
type xlsReader struct {
	data     []byte
	pos      int
	lim      Limits
	to       consumer
	date1904 bool
	shared   []string
	codes    map[int]string
	ids      []int // number format of each XF
	formats  []format
	keep     texts
	sheets   []xlsSheet
	cells    int
	rows     int
	budget   budget
	active   [finding.LiveFormulas + 1]bool
}

type xlsSheet struct {
	at     int
	hidden bool
	kind   byte // 0 worksheet
	name   string
}

func badXLS(how finding.Damage, detail string) error { return broken(how, xlsPart, detail) }

// streamXLS reads the workbook of a compound file.
func streamXLS(c *compound, lim Limits, to consumer) ([]finding.Active, error) {
	data, ok := c.stream(c.find(xlsPart))
	if !ok {
		return nil, badXLS(finding.CutZip, "stream cut")
	}
	x := xlsReader{data: data, lim: lim, to: to, codes: map[int]string{}}
	if err := x.globals(); err != nil {
		return nil, err
	}
	x.formats = formats(x.ids, x.codes)
	to.dates(x.date1904)
	to.names(nil)
	for i := range x.sheets {
		if err := x.sheet(i); err != nil {
			return nil, err
		}
	}
	for _, e := range c.entries {
		if e.kind == 1 && e.name == "_VBA_PROJECT_CUR" {
			x.active[finding.Macros] = true
		}
	}
	var active []finding.Active
	for i, yes := range x.active {
		if yes {
			active = append(active, finding.Active(i))
		}
	}
	return active, nil
}

// next is the record at pos; pos moves behind it.
func (x *xlsReader) next() (kind int, body []byte, err error) {
	if x.pos+4 > len(x.data) {
		return 0, nil, badXLS(finding.CutZip, "no end of stream")
	}
	kind = int(binary.LittleEndian.Uint16(x.data[x.pos:]))
	n := int(binary.LittleEndian.Uint16(x.data[x.pos+2:]))
	x.pos += 4
	if x.pos+n > len(x.data) {
		return 0, nil, badXLS(finding.CutZip, "record cut")
	}
	body = x.data[x.pos : x.pos+n]
	x.pos += n
	return kind, body, nil
}

// begin reads the BOF of a substream and checks its version.
func (x *xlsReader) begin() error {
	kind, body, err := x.next()
	if err != nil {
		return err
	}
	if kind&0xFF == 0x09 && (kind != recBOF || len(body) >= 2 && binary.LittleEndian.Uint16(body) != biff8) {
		return foreign(finding.OldExcel)
	}
	if kind != recBOF || len(body) < 4 {
		return badXLS(finding.BadStructure, "no beginning of stream")
	}
	return nil
}

func (x *xlsReader) globals() error {
	if err := x.begin(); err != nil {
		return err
	}
	for {
		kind, body, err := x.next()
		if err != nil {
			return err
		}
		switch kind {
		case recEOF:
			refs := make([]sheetRef, len(x.sheets))
			for i, s := range x.sheets {
				refs[i].name = s.name
			}
			return uniqueNames(xlsPart, refs)
		case recFilePass:
			return locked()
		case recDate1904:
			x.date1904 = len(body) > 0 && body[0] == 1
		case recFormat:
			err = x.format(body)
		case recXF:
			if len(body) < 4 {
				return badXLS(finding.BadStructure, "XF")
			}
			x.ids = append(x.ids, int(binary.LittleEndian.Uint16(body[2:])))
		case recBoundSheet:
			err = x.boundSheet(body)
		case recSST:
			err = x.strings(body)
		case recSupBook:
			if len(body) > 4 {
				x.active[finding.ExternalLinks] = true
			}
		}
		if err != nil {
			return err
		}
	}
}

func (x *xlsReader) format(body []byte) error {
	if len(body) < 2 {
		return badXLS(finding.BadStructure, "format")
	}
	code, ok := xlsString(body[2:], 2)
	if !ok {
		return badXLS(finding.BadStructure, "format")
	}
	x.codes[int(binary.LittleEndian.Uint16(body))] = code
	return nil
}

func (x *xlsReader) boundSheet(body []byte) error {
	if len(body) < 8 {
		return badXLS(finding.BadStructure, "sheet")
	}
	if len(x.sheets) == x.lim.Sheets {
		return over(finding.Sheets, int64(x.lim.Sheets), xlsPart)
	}
	name, ok := xlsString(body[6:], 1)
	if !ok {
		return badXLS(finding.BadStructure, "sheet name")
	}
	s := xlsSheet{at: int(binary.LittleEndian.Uint32(body)), hidden: body[4]&3 != 0, kind: body[5], name: name}
	if s.kind == 1 {
		x.active[finding.Macros] = true
	}
	if s.kind != 6 { // a module is no sheet
		x.sheets = append(x.sheets, s)
	}
	return nil
}

// xlsString reads a string whose length takes so many bytes, without the runs
// that may follow.
func xlsString(b []byte, lengthBytes int) (string, bool) {
	if len(b) < lengthBytes+1 {
		return "", false
	}
	n := int(b[0])
	if lengthBytes == 2 {
		n |= int(b[1]) << 8
	}
	flags := b[lengthBytes]
	b = b[lengthBytes+1:]
	if flags&8 != 0 { // rich
		if len(b) < 2 {
			return "", false
		}
		b = b[2:]
	}
	if flags&4 != 0 { // extended
		if len(b) < 4 {
			return "", false
		}
		b = b[4:]
	}
	units, ok := xlsUnits(nil, b, n, flags&1 != 0)
	return string(utf16.Decode(units)), ok
}

// xlsUnits appends n characters of b, of two bytes if wide.
func xlsUnits(units []uint16, b []byte, n int, wide bool) ([]uint16, bool) {
	if wide {
		if len(b) < 2*n {
			return units, false
		}
		for i := range n {
			units = append(units, binary.LittleEndian.Uint16(b[2*i:]))
		}
		return units, true
	}
	if len(b) < n {
		return units, false
	}
	for _, c := range b[:n] {
		units = append(units, uint16(c))
	}
	return units, true
}

// sstReader reads the shared strings over their continuations.
type sstReader struct {
	x *xlsReader
	b []byte
}

// more moves to the next continuation.
func (r *sstReader) more() bool {
	if r.x.pos+2 > len(r.x.data) || binary.LittleEndian.Uint16(r.x.data[r.x.pos:]) != recContinue {
		return false
	}
	_, body, err := r.x.next()
	r.b = body
	return err == nil
}

// bytes reads n bytes; a continuation may come between any two.
func (r *sstReader) bytes(n int) ([]byte, bool) {
	var out []byte
	for {
		k := min(n-len(out), len(r.b))
		out = append(out, r.b[:k]...)
		r.b = r.b[k:]
		if len(out) == n {
			return out, true
		}
		if !r.more() {
			return nil, false
		}
	}
}

// skip passes n bytes.
func (r *sstReader) skip(n int) bool {
	for n > len(r.b) {
		n -= len(r.b)
		if !r.more() {
			return false
		}
	}
	r.b = r.b[n:]
	return true
}

// chars reads n characters. Where a continuation comes between two, it says
// anew whether its characters take two bytes.
func (r *sstReader) chars(n int, wide bool) ([]uint16, bool) {
	var units []uint16
	for {
		size := 1
		if wide {
			size = 2
		}
		k := min(n-len(units), len(r.b)/size)
		units, _ = xlsUnits(units, r.b, k, wide)
		r.b = r.b[k*size:]
		if len(units) == n {
			return units, true
		}
		if len(r.b) > 0 || !r.more() || len(r.b) == 0 {
			return nil, false
		}
		wide = r.b[0]&1 != 0
		r.b = r.b[1:]
	}
}

func (x *xlsReader) strings(body []byte) error {
	bad := badXLS(finding.BadStructure, "shared strings")
	if len(body) < 8 {
		return bad
	}
	count := int(binary.LittleEndian.Uint32(body[4:]))
	r := sstReader{x, body[8:]}
	for range count {
		if len(r.b) == 0 && !r.more() {
			return bad
		}
		text, ok := r.text()
		if !ok {
			return bad
		}
		if len(text) > x.lim.CellText && tooLong([]byte(text), x.lim) {
			return over(finding.CellText, int64(x.lim.CellText), xlsPart)
		}
		if !x.budget.keep(16 + len(text)) {
			return over(finding.Memory, mostKept, xlsPart)
		}
		x.shared = append(x.shared, text)
	}
	return nil
}

// text reads one shared string; what follows of fonts and phonetics is
// passed.
func (r *sstReader) text() (string, bool) {
	head, ok := r.bytes(3)
	if !ok {
		return "", false
	}
	n, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	rest := 0
	if flags&8 != 0 {
		b, ok := r.bytes(2)
		if !ok {
			return "", false
		}
		rest += 4 * int(binary.LittleEndian.Uint16(b))
	}
	if flags&4 != 0 {
		b, ok := r.bytes(4)
		if !ok || binary.LittleEndian.Uint32(b) > math.MaxInt32 {
			return "", false
		}
		rest += int(binary.LittleEndian.Uint32(b))
	}
	units, ok := r.chars(n, flags&1 != 0)
	if !ok || !r.skip(rest) {
		return "", false
	}
	return string(utf16.Decode(units)), true
}

// xlsCell is a cell before its row is put together.
type xlsCell struct {
	row  int
	cell Cell
}

// xlsRows is what is gathered of a sheet before its rows are in order.
type xlsRows struct {
	sheet  *Sheet
	cells  []xlsCell
	hidden map[int]bool
	notes  map[cellKey]uint16 // to the object that holds the text
	texts  map[uint16]string
	object uint16 // the last one
}

func (x *xlsReader) sheet(order int) error {
	ref := x.sheets[order]
	s := &Sheet{Name: ref.name, Order: order, Hidden: ref.hidden}
	x.to.begin(s)
	if ref.kind != 0 { // a chart or a macro sheet
		x.to.end(s)
		return nil
	}
	if x.pos = ref.at; x.pos < 0 || x.pos > len(x.data) {
		return badXLS(finding.BadStructure, "sheet outside the stream")
	}
	if err := x.begin(); err != nil {
		return err
	}
	g := xlsRows{sheet: s, hidden: map[int]bool{}, notes: map[cellKey]uint16{}, texts: map[uint16]string{}}
	for depth := 1; depth > 0; {
		kind, body, err := x.next()
		switch {
		case err != nil:
			return err
		case kind == recBOF:
			depth++ // a chart within the sheet
		case kind == recEOF:
			depth--
		case depth == 1:
			if err := x.record(&g, kind, body); err != nil {
				f := asFault(err)
				f.sheet, f.order = s.Name, s.Order
				return f
			}
		}
	}
	if err := x.emit(&g); err != nil {
		return err
	}
	x.to.end(s)
	return nil
}

// shortest is how long the records must be at least.
var shortest = map[int]int{
	recFormula: 20, recNote: 8, recObj: 8, recColInfo: 10, recMulRk: 6, recMerged: 2, recLabelSST: 10,
	recTxO: 12, recNumber: 14, recLabel: 9, recRString: 9, recBoolErr: 8, recRow: 16, recRk: 10,
}

func (x *xlsReader) record(g *xlsRows, kind int, body []byte) error {
	if len(body) < shortest[kind] {
		return badXLS(finding.BadStructure, "record too short")
	}
	le := binary.LittleEndian
	switch kind {
	case recRow:
		if body[12]&0x20 != 0 {
			g.hidden[int(le.Uint16(body))+1] = true
		}
	case recColInfo:
		first, last := int(le.Uint16(body))+1, min(int(le.Uint16(body[2:]))+1, 256)
		if (body[8]&1 != 0 || le.Uint16(body[4:]) == 0) && first <= last {
			g.sheet.HiddenCols = append(g.sheet.HiddenCols, Span{first, last})
		}
	case recMerged:
		return x.merges(g, body)
	case recObj:
		g.object = le.Uint16(body[6:])
	case recTxO:
		g.texts[g.object] = x.textObject(int(le.Uint16(body[10:])))
	case recNote:
		g.notes[cellKey{int(le.Uint16(body)) + 1, int(le.Uint16(body[2:])) + 1}] = le.Uint16(body[6:])
	case recMulRk:
		col := int(le.Uint16(body[2:]))
		for b := body[4 : len(body)-2]; len(b) >= 6; b = b[6:] {
			if err := x.number(g, le.Uint16(body), uint16(col), le.Uint16(b), rk(le.Uint32(b[2:])), ""); err != nil {
				return err
			}
			col++
		}
	case recRk:
		return x.number(g, le.Uint16(body), le.Uint16(body[2:]), le.Uint16(body[4:]), rk(le.Uint32(body[6:])), "")
	case recNumber:
		return x.number(g, le.Uint16(body), le.Uint16(body[2:]), le.Uint16(body[4:]), math.Float64frombits(le.Uint64(body[6:])), "")
	case recLabelSST:
		i := le.Uint32(body[6:])
		if uint64(i) >= uint64(len(x.shared)) {
			return badXLS(finding.BadIndex, "shared string index")
		}
		return x.add(g, body, Cell{Text: x.shared[i], Stored: true})
	case recLabel, recRString:
		text, ok := xlsString(body[6:], 2)
		if !ok {
			return badXLS(finding.BadStructure, "label")
		}
		return x.add(g, body, Cell{Text: text, Stored: true})
	case recBoolErr:
		return x.boolErr(g, body, body[6], body[7] != 0, "")
	case recFormula:
		return x.formula(g, body)
	}
	return nil
}

// rk is a number packed into 30 bits (MS-XLS §2.5.217).
func rk(u uint32) float64 {
	var f float64
	if u&2 != 0 {
		f = float64(int32(u) >> 2)
	} else {
		f = math.Float64frombits(uint64(u&^3) << 32)
	}
	if u&1 != 0 {
		f /= 100
	}
	return f
}

// literal writes a number as an .xlsx would store it.
func literal(b []byte, f float64) []byte {
	if a := math.Abs(f); f == 0 || a >= 1e-5 && a < 1e15 {
		return strconv.AppendFloat(b, f+0, 'f', -1, 64)
	}
	return strconv.AppendFloat(b, f, 'E', -1, 64)
}

func (x *xlsReader) number(g *xlsRows, row, col, xf uint16, f float64, formula string) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return badXLS(finding.BadValue, "number")
	}
	if int(xf) >= len(x.formats) {
		return badXLS(finding.BadIndex, "format index")
	}
	var room [32]byte
	text := literal(room[:0], f)
	cell := Cell{Col: int(col) + 1, Kind: Number, Text: x.keep.keep(text), Formula: formula, Stored: true}
	r := sheetReader{formats: x.formats, date1904: x.date1904}
	r.dress(&cell, text, int(xf))
	return x.put(g, int(row)+1, cell)
}

func (x *xlsReader) add(g *xlsRows, body []byte, cell Cell) error {
	cell.Col = int(binary.LittleEndian.Uint16(body[2:])) + 1
	if cell.Text == "" && cell.Formula == "" {
		return nil
	}
	return x.put(g, int(binary.LittleEndian.Uint16(body))+1, cell)
}

var xlsErrors = map[byte]string{
	0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}

func (x *xlsReader) boolErr(g *xlsRows, body []byte, value byte, isError bool, formula string) error {
	cell := Cell{Kind: Bool, Text: "FALSE", Formula: formula, Stored: true}
	switch {
	case isError:
		cell.Kind, cell.Text = Error, xlsErrors[value]
		if cell.Text == "" {
			return badXLS(finding.BadValue, "error value")
		}
	case value != 0:
		cell.Text = "TRUE"
	}
	return x.add(g, body, cell)
}

// formula reads the stored result, whose text may follow in a record of its
// own, behind those of shared formulas and arrays.
func (x *xlsReader) formula(g *xlsRows, body []byte) error {
	le := binary.LittleEndian
	if body[12] != 0xFF || body[13] != 0xFF {
		return x.number(g, le.Uint16(body), le.Uint16(body[2:]), le.Uint16(body[4:]), math.Float64frombits(le.Uint64(body[6:])), xlsCompiled)
	}
	switch body[6] {
	case 0:
		for range 3 {
			kind, next, err := x.next()
			if err != nil {
				return err
			}
			if kind != recString {
				continue
			}
			text, ok := x.longString(next)
			if !ok {
				return badXLS(finding.BadStructure, "formula text")
			}
			return x.add(g, body, Cell{Text: text, Formula: xlsCompiled, Stored: true})
		}
		return badXLS(finding.BadStructure, "formula without its text")
	case 1, 2:
		return x.boolErr(g, body, body[8], body[6] == 2, xlsCompiled)
	}
	return x.add(g, body, Cell{Formula: xlsCompiled, Stored: true})
}

// longString reads a string that continuations may carry on.
func (x *xlsReader) longString(body []byte) (string, bool) {
	if len(body) < 3 {
		return "", false
	}
	r := sstReader{x, body[3:]}
	units, ok := r.chars(int(binary.LittleEndian.Uint16(body)), body[2]&1 != 0)
	return string(utf16.Decode(units)), ok
}

// textObject reads the n characters that follow a text object; "" if they do
// not.
func (x *xlsReader) textObject(n int) string {
	r := sstReader{x, nil}
	if n == 0 || !r.more() || len(r.b) == 0 {
		return ""
	}
	wide := r.b[0]&1 != 0
	r.b = r.b[1:]
	units, _ := r.chars(n, wide)
	return string(utf16.Decode(units))
}

func (x *xlsReader) merges(g *xlsRows, body []byte) error {
	le := binary.LittleEndian
	n := int(le.Uint16(body))
	if len(body) < 2+8*n {
		return badXLS(finding.BadStructure, "merged areas")
	}
	if len(g.sheet.Merges)+n > x.lim.Merges {
		return over(finding.Merges, int64(x.lim.Merges), xlsPart)
	}
	for b := body[2 : 2+8*n]; len(b) > 0; b = b[8:] {
		a := Area{int(le.Uint16(b)) + 1, int(le.Uint16(b[4:])) + 1, int(le.Uint16(b[2:])) + 1, int(le.Uint16(b[6:])) + 1}
		if a.Row1 > a.Row2 || a.Col1 > a.Col2 || a.Col2 > lastCol {
			return badXLS(finding.BadReference, "merged area")
		}
		if a.Row1 != a.Row2 || a.Col1 != a.Col2 {
			g.sheet.Merges = append(g.sheet.Merges, a)
		}
	}
	return nil
}

func (x *xlsReader) put(g *xlsRows, row int, cell Cell) error {
	if cell.Col > x.lim.Cols {
		return over(finding.Columns, int64(x.lim.Cols), xlsPart)
	}
	if x.cells++; x.cells > x.lim.Cells {
		return over(finding.Cells, int64(x.lim.Cells), xlsPart)
	}
	if !x.budget.keep(2*cellSize + 8 + len(cell.Text)) { // here and in the book
		return over(finding.Memory, mostKept, xlsPart)
	}
	if !x.budget.shows(cell.Text) {
		return over(finding.Memory, mostLong, xlsPart)
	}
	g.cells = append(g.cells, xlsCell{row, cell})
	return nil
}

// emit hands the rows on in order.
func (x *xlsReader) emit(g *xlsRows) error {
	if err := settle(g.sheet, xlsPart); err != nil {
		return err
	}
	slices.SortStableFunc(g.cells, func(a, b xlsCell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.cell.Col, b.cell.Col))
	})
	var cells []Cell
	for i, c := range g.cells {
		if id, ok := g.notes[cellKey{c.row, c.cell.Col}]; ok {
			c.cell.Note = g.texts[id]
		}
		if len(cells) > 0 && cells[len(cells)-1].Col == c.cell.Col {
			return &fault{code: "F003", damage: finding.OutOfOrder, part: xlsPart, sheet: g.sheet.Name, order: g.sheet.Order, row: c.row, col: c.cell.Col, detail: "cell twice"}
		}
		cells = append(cells, c.cell)
		if i+1 < len(g.cells) && g.cells[i+1].row == c.row {
			continue
		}
		if x.rows++; x.rows > x.lim.Rows {
			return over(finding.Rows, int64(x.lim.Rows), xlsPart)
		}
		if err := x.to.row(g.sheet, Row{Index: c.row, Hidden: g.hidden[c.row], Cells: cells}); err != nil {
			return err
		}
		cells = cells[:0]
	}
	return nil
}
