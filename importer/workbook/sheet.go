package workbook

import (
	"bytes"
	"strconv"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
)

// The sheet's own bounds in the format: references beyond them are malformed.
const (
	lastRow = 1 << 20
	lastCol = 1 << 14
)

// sheetReader reads one worksheet part and hands its rows on as they come.
type sheetReader struct {
	*scanner
	lim      Limits
	date1904 bool
	shared   *shared
	formats  []format
	notes    map[cellKey]string
	sheet    *Sheet
	budget   *budget
	visit    func(Row) error

	keep     texts
	row      int // the current row, from 1
	col      int // the last column read in it
	cells    []Cell
	value    []byte
	masters  map[string]string // shared formulas by their index
	live     bool              // a formula calls out
	slowOnly bool              // leave the fast path alone
}

type cellKey struct{ row, col int }

// budget is what all sheets of a book share of the limits.
type budget struct {
	cells int
	kept  int64 // bytes of memory that the book needs
	each  int64 // what a kept cell costs beside its texts
	long  int64 // bytes of the texts of cells that are longer than longText
}

// What a book may need of memory, whatever the Limits allow in number: a full
// sheet of short cells fits, a file made to fill the server does not.
const (
	mostKept = 208 << 20
	cellSize = 80
	rowSize  = 64
)

// What cells may show of long texts, all together. One shared string costs no
// memory however many cells name it, but everybody who reads them pays.
const (
	mostLong = 32 << 20
	longText = 256
)

// shows counts what a cell shows. False if that is too much.
func (b *budget) shows(text string) bool {
	if len(text) > longText {
		b.long += int64(len(text))
	}
	return b.long <= mostLong
}

// keep counts n bytes. False if there is no room for them.
func (b *budget) keep(n int) bool {
	b.kept += int64(n)
	return b.kept <= mostKept
}

// cellType is the t of a cell.
type cellType uint8

const (
	numberType cellType = iota
	sharedType
	stringType
	inlineType
	boolType
	errorType
	dateType
)

var cellTypes = map[string]cellType{
	"n": numberType, "s": sharedType, "str": stringType, "inlineStr": inlineType,
	"b": boolType, "e": errorType, "d": dateType,
}

// rawCell is one cell as its element gives it.
type rawCell struct {
	col     int
	style   int
	kind    cellType
	value   []byte
	has     bool // a v or an is with content
	empty   bool // a v without content
	inline  bool // an is was read
	formula string
	derived bool // there is a formula
}

// read reads the part to its end.
func (r *sheetReader) read() error {
	if r.next() != startTag || !r.is("worksheet") {
		return r.at(r.or(finding.BadStructure, "root is no worksheet"))
	}
	data, merges := false, false
	for t := r.next(); t != endOfPart; t = r.next() {
		switch {
		case t == chars && !blank(r.text):
			r.fail(finding.BadStructure, "stray text")
		case t != startTag:
		case r.is("sheetData"):
			if data {
				r.fail(finding.BadStructure, "two sheetData")
				break
			}
			data = true
			if err := r.readRows(); err != nil {
				return r.at(err)
			}
			r.row, r.col = 0, 0
		case r.is("cols"):
			r.readCols()
		case r.is("mergeCells"):
			if merges {
				r.fail(finding.BadStructure, "two mergeCells")
				break
			}
			merges = true
			r.readMerges()
		default:
			r.skip()
		}
	}
	if r.err == nil && !data {
		r.fail(finding.BadStructure, "no sheetData")
	}
	if r.err == nil {
		r.err = settle(r.sheet, r.part)
	}
	return r.at(r.err)
}

// at gives a fault the place where reading stood.
func (r *sheetReader) at(err error) error {
	if err == nil {
		return nil
	}
	f := asFault(err)
	if f.sheet == "" {
		f.sheet, f.order = r.sheet.Name, r.sheet.Order
		f.row, f.col = r.row, r.col
	}
	return f
}

func (r *sheetReader) readCols() {
	for {
		switch r.next() {
		case startTag:
			if r.is("col") {
				first, ok1 := r.number("min")
				last, ok2 := r.number("max")
				if !ok1 || !ok2 || first < 1 || last < first || last > lastCol {
					r.fail(finding.BadValue, "col min and max")
					return
				}
				if len(r.sheet.HiddenCols) >= lastCol {
					r.fail(finding.BadStructure, "too many cols")
					return
				}
				if r.flag("hidden") || r.str("width") == "0" {
					r.sheet.HiddenCols = append(r.sheet.HiddenCols, Span{first, last})
				}
			}
			r.skip()
		case endTag, endOfPart:
			return
		}
	}
}

// number is an attribute that must be a whole number.
func (r *sheetReader) number(name string) (int, bool) {
	v, ok := r.attr(name)
	if !ok {
		return 0, false
	}
	return digits(v)
}

// digits reads a whole number of at most nine digits.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func (r *sheetReader) readMerges() {
	for {
		switch r.next() {
		case startTag:
			if !r.is("mergeCell") {
				r.skip()
				continue
			}
			if len(r.sheet.Merges) == r.lim.Merges {
				r.err = over(finding.Merges, int64(r.lim.Merges), r.part)
				return
			}
			v, _ := r.attr("ref")
			a, ok := area(v)
			if !ok {
				r.fail(finding.BadReference, "mergeCell")
				return
			}
			if a.Row1 != a.Row2 || a.Col1 != a.Col2 {
				r.sheet.Merges = append(r.sheet.Merges, a)
			}
			r.skip()
		case endTag, endOfPart:
			return
		}
	}
}

// area reads A1:B2, A1, or whole columns or rows: A:B, 1:2.
func area(b []byte) (Area, bool) {
	from, to, two := bytes.Cut(b, []byte{':'})
	if two && len(from) > 0 && len(to) > 0 {
		if last := to[len(to)-1]; last < '0' || last > '9' {
			from, to = append(bytes.Clone(from), '1'), append(bytes.Clone(to), "1048576"...)
		} else if from[0] >= '0' && from[0] <= '9' {
			from, to = append([]byte{'A'}, from...), append([]byte("XFD"), to...)
		}
	}
	row1, col1, ok := reference(from)
	if !two {
		return Area{row1, col1, row1, col1}, ok
	}
	row2, col2, ok2 := reference(to)
	return Area{row1, col1, row2, col2}, ok && ok2 && row1 <= row2 && col1 <= col2
}

// reference reads a cell's address: letters, which some programs write small,
// and digits, within the format's sheet.
func reference(b []byte) (row, col int, ok bool) {
	i := 0
	for ; i < len(b) && i < 4 && (b[i]|0x20) >= 'a' && (b[i]|0x20) <= 'z'; i++ {
		col = col*26 + int(b[i]|0x20-'a') + 1
	}
	if i == 0 || i > 3 || col > lastCol || i == len(b) || b[i] == '0' {
		return 0, 0, false
	}
	row, ok = digits(b[i:])
	return row, col, ok && row >= 1 && row <= lastRow
}

// readRows reads sheetData.
func (r *sheetReader) readRows() error {
	for {
		if index := r.fastRow(); index > 0 {
			if err := r.readCells(index, false); err != nil {
				return err
			}
			continue
		}
		switch r.next() {
		case startTag:
			if !r.is("row") {
				if err := r.foreign("sheetData"); err != nil {
					return err
				}
				continue
			}
			if err := r.readRow(); err != nil {
				return err
			}
		case chars:
			if !blank(r.text) {
				return r.or(finding.BadStructure, "stray text")
			}
		case endTag:
			return nil
		default:
			return r.err
		}
	}
}

// foreign passes an element of another namespace, which is no part of the
// sheet; one of the sheet's own, or alternate content, has no place here.
func (r *sheetReader) foreign(in string) error {
	if r.space == mainSpace && !r.is("extLst") || r.space == compatibility || r.space == noSpace {
		return r.or(finding.BadStructure, "unexpected element in "+in)
	}
	r.skip()
	return r.err
}

func (r *sheetReader) readRow() error {
	index := r.row + 1
	if v, ok := r.attr("r"); ok {
		if index, ok = digits(v); !ok || index < 1 || index > lastRow {
			return r.or(finding.BadReference, "row number")
		}
	}
	if index <= r.row {
		return r.or(finding.OutOfOrder, "row not ascending")
	}
	if index > lastRow {
		return r.or(finding.BadReference, "row number")
	}
	return r.readCells(index, r.flag("hidden") || r.flag("zeroHeight"))
}

// readCells reads the cells of the row whose start tag was just read.
func (r *sheetReader) readCells(index int, hidden bool) error {
	r.row, r.col = index, 0
	r.cells = r.cells[:0]
	for {
		r.fastCells()
		if r.fastRowEnd() {
			return r.endRow(hidden)
		}
		switch r.next() {
		case startTag:
			if !r.is("c") {
				if err := r.foreign("row"); err != nil {
					return err
				}
				continue
			}
			if err := r.readCell(); err != nil {
				return err
			}
		case chars:
			if !blank(r.text) {
				return r.or(finding.BadStructure, "stray text")
			}
		case endTag:
			return r.endRow(hidden)
		default:
			return r.err
		}
	}
}

// endRow hands a row on that holds something.
func (r *sheetReader) endRow(hidden bool) error {
	if len(r.cells) == 0 {
		return nil
	}
	return r.visit(Row{Index: r.row, Hidden: hidden, Cells: r.cells})
}

// readCell reads a cell whose start tag was just read.
func (r *sheetReader) readCell() error {
	c := rawCell{col: r.col + 1}
	if v, ok := r.attr("r"); ok {
		row, col, ok := reference(v)
		if !ok || row != r.row {
			return r.or(finding.BadReference, "cell address")
		}
		c.col = col
	}
	if c.col > lastCol {
		return r.or(finding.BadReference, "cell address")
	}
	if v, ok := r.attr("s"); ok {
		if c.style, ok = digits(v); !ok && len(v) > 0 {
			return r.or(finding.BadIndex, "style index")
		}
	}
	if v, ok := r.attr("t"); ok {
		if c.kind, ok = cellTypes[string(v)]; !ok {
			return r.or(finding.BadValue, "cell type")
		}
	}
	r.value = r.value[:0]
	for {
		switch r.next() {
		case startTag:
			if err := r.cellChild(&c); err != nil {
				return err
			}
		case chars:
			if !blank(r.text) {
				return r.or(finding.BadStructure, "stray text")
			}
		case endTag:
			c.value = r.value
			return r.add(&c)
		default:
			return r.err
		}
	}
}

func (r *sheetReader) cellChild(c *rawCell) error {
	switch {
	case r.is("v"):
		if c.has || c.empty {
			return r.or(finding.BadStructure, "two values")
		}
		if c.inline {
			r.skip() // an inline string's text is in is, whatever stands beside it
			return r.err
		}
		r.value = r.plain(r.value)
		if c.kind == stringType {
			r.value = unhide(r.value)
		} else if c.kind != inlineType {
			r.value = bytes.Trim(r.value, " \t\r\n")
		}
		c.has = len(r.value) > 0
		c.empty = !c.has
	case r.is("is"):
		if c.inline || c.kind != inlineType {
			return r.or(finding.BadStructure, "misplaced inline string")
		}
		c.inline = true
		r.value = r.rich(r.value[:0])
		c.has, c.empty = len(r.value) > 0, false
	case r.is("f"):
		return r.readFormula(c)
	default:
		return r.foreign("cell")
	}
	return r.err
}

// readFormula reads an f. A cell of a shared formula that has no text of its
// own bears its master's.
func (r *sheetReader) readFormula(c *rawCell) error {
	if c.derived {
		return r.or(finding.BadStructure, "two formulas")
	}
	c.derived = true
	kind, index := r.str("t"), r.str("si")
	text := unhide(r.plain(nil))
	if r.err != nil {
		return r.err
	}
	c.formula = string(text)
	switch {
	case kind == "shared" && c.formula == "":
		if c.formula = r.masters[index]; c.formula == "" {
			return r.or(finding.BadIndex, "shared formula")
		}
	case kind == "shared":
		if r.masters == nil {
			r.masters = map[string]string{}
		}
		r.masters[index] = c.formula
	case kind == "dataTable" && c.formula == "":
		c.formula = "TABLE()"
	}
	r.live = r.live || callsOut(c.formula)
	return nil
}

// add makes a Cell of c, if it holds anything.
func (r *sheetReader) add(c *rawCell) error {
	if c.col <= r.col {
		return r.or(finding.OutOfOrder, "cell not ascending")
	}
	r.col = c.col
	if c.style >= len(r.formats) && (c.style > 0 || len(r.formats) > 0) {
		return r.or(finding.BadIndex, "style index")
	}
	cell := Cell{Col: c.col, Formula: c.formula, Stored: true}
	if !c.has {
		if c.formula == "" {
			return nil
		}
		cell.Stored = c.empty && c.kind == stringType
	} else if err := r.fill(&cell, c); err != nil {
		return err
	}
	if cell.Kind == Text && cell.Text == "" && cell.Formula == "" {
		return nil
	}
	if len(cell.Text) > r.lim.CellText && tooLong([]byte(cell.Text), r.lim) {
		return over(finding.CellText, int64(r.lim.CellText), r.part)
	}
	if c.col > r.lim.Cols {
		return over(finding.Columns, int64(r.lim.Cols), r.part)
	}
	if r.budget.cells >= r.lim.Cells {
		return over(finding.Cells, int64(r.lim.Cells), r.part)
	}
	if !r.room() {
		return over(finding.Memory, mostKept, r.part)
	}
	slot := r.slot(c.col)
	*slot = cell
	r.count(slot)
	return nil
}

// fill reads the value by its type.
func (r *sheetReader) fill(cell *Cell, c *rawCell) error {
	switch c.kind {
	case numberType:
		return r.fillNumber(cell, c)
	case sharedType:
		i, ok := digits(c.value)
		if !ok {
			return r.or(finding.BadIndex, "shared string index")
		}
		if cell.Text, ok = r.shared.at(i); !ok {
			return r.or(finding.BadIndex, "shared string index")
		}
	case stringType, inlineType:
		r.own(len(c.value))
		cell.Text = r.keep.keep(c.value)
	case boolType:
		cell.Kind = Bool
		switch string(c.value) {
		case "1", "true":
			cell.Text = "TRUE"
		case "0", "false":
			cell.Text = "FALSE"
		default:
			return r.or(finding.BadValue, "boolean")
		}
	case errorType:
		if c.value[0] != '#' {
			return r.or(finding.BadValue, "error value")
		}
		cell.Kind, cell.Text = Error, r.keep.keep(c.value)
	case dateType:
		d, ok := isoDate(c.value)
		if !ok {
			return r.or(finding.BadValue, "ISO date")
		}
		cell.Kind, cell.Date, cell.Text = Date, d, r.keep.keep(c.value)
	}
	return nil
}

func (r *sheetReader) fillNumber(cell *Cell, c *rawCell) error {
	if !isNumber(c.value) {
		return r.or(finding.BadValue, "number")
	}
	cell.Kind, cell.Text = Number, r.keep.keep(c.value)
	if len(r.formats) > 0 {
		r.dress(cell, c.value, c.style)
	}
	return nil
}

// dress gives a number what its format makes of it.
func (r *sheetReader) dress(cell *Cell, literal []byte, style int) {
	f := &r.formats[style]
	switch {
	case f.general && plainNumber(literal):
		return
	case f.date:
		cell.Kind = Date
		d := f.dressDate(literal, r.date1904)
		cell.Date, cell.Shown = d.date, d.shown
		return
	}
	cell.Percent = f.percent
	if !f.shownAsIs(literal) {
		cell.Shown = f.shown(literal)
	}
}

// dressDate is the day of a serial and what the sheet shows.
func (f *format) dressDate(literal []byte, date1904 bool) dressed {
	serial, whole := digits(literal)
	if whole {
		if d, ok := f.seen[serial]; ok {
			return d
		}
	}
	d := dressed{shown: f.showDate(literal, date1904)}
	if f.days {
		d.date = serialDay(literal, date1904)
	}
	if d.shown == string(literal) {
		d.shown = ""
	}
	if whole && len(f.seen) < mostSeen {
		f.seen[serial] = d
	}
	return d
}

// serialDay is the day of a serial, zero if it has none.
func serialDay(b []byte, date1904 bool) period.Date {
	x, err := strconv.ParseFloat(string(b), 64)
	if err != nil || x < 0 || x > 200000 {
		return period.Date{}
	}
	d, _ := day(int(x), date1904)
	return d
}

// isoDate reads the day of a cell of type d (ISO 8601), zero for a time and
// for a day that no sheet has (1899-12-31 is how some write a time). False if
// it is neither.
func isoDate(b []byte) (period.Date, bool) {
	if len(b) < 10 || b[4] != '-' {
		return period.Date{}, len(b) >= 3 && (b[0] == 'T' || bytes.IndexByte(b, ':') > 0)
	}
	y, ok1 := digits(b[:4])
	m, ok2 := digits(b[5:7])
	d, ok3 := digits(b[8:10])
	if !ok1 || !ok2 || !ok3 || b[7] != '-' || len(b) > 10 && b[10] != 'T' {
		return period.Date{}, false
	}
	if y < 1900 {
		return period.Date{}, m >= 1 && m <= 12 && d >= 1 && d <= 31
	}
	return period.On(y, m, d)
}

// isNumber tells the literals of xsd:double, without NaN and INF, that a
// float64 holds.
func isNumber(b []byte) bool {
	i, n := 0, len(b)
	if i < n && (b[i] == '-' || b[i] == '+') {
		i++
	}
	from := i
	for i < n && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	count := i - from
	if i < n && b[i] == '.' {
		i++
		from = i
		for i < n && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		count += i - from
	}
	if count == 0 || count > 400 {
		return false
	}
	if i == n {
		return true
	}
	if b[i] != 'e' && b[i] != 'E' {
		return false
	}
	i++
	if i < n && (b[i] == '-' || b[i] == '+') {
		i++
	}
	if _, ok := digits(b[i:]); !ok {
		return false
	}
	_, err := strconv.ParseFloat(string(b), 64)
	return err == nil
}
