package workbook

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
)

// A Book is a workbook read to its last byte.
type Book struct {
	File     string // the name it was given under
	SHA256   string // of its bytes, lower-case hex
	Date1904 bool
	Sheets   []Sheet // in tab order
	Hints    []Hint  // defined names that our own templates carry
}

// A Hint is a defined name of a hidden sheet of our own templates.
type Hint struct{ Name, Text string }

// What our own templates say of themselves, in defined names. HintTable names
// the header row, the others a cell of the hidden sheet OwnSheet.
const (
	HintForm   = "chunfeng.form"   // the form's id
	HintUnit   = "chunfeng.unit"   // the unit's code, "" for any
	HintPeriod = "chunfeng.period" // the period's last day as 2024-02-04, "" for any
	HintTable  = "chunfeng.table"
	OwnSheet   = "chunfeng"
)

// Hint is the text of a defined name of our templates, "" if there is none.
func (b *Book) Hint(name string) string {
	for _, h := range b.Hints {
		if strings.EqualFold(h.Name, name) {
			return h.Text
		}
	}
	return ""
}

// A Sheet is one worksheet. Rows are in ascending order; a row without cells
// may be absent.
type Sheet struct {
	Name       string
	Order      int // tab position from 0
	Hidden     bool
	Rows       []Row
	Merges     []Area // sorted by first row, then first column; none overlap
	HiddenCols []Span // inclusive, ascending
}

// A Row is the cells of one sheet row that hold something, left to right.
type Row struct {
	Index  int // from 1
	Hidden bool
	Cells  []Cell
}

// Kind is how a cell's content is stored.
type Kind uint8

// The kinds. Blank cells are not stored at all.
const (
	Text   Kind = iota
	Number      // stored as a number, date formats excepted
	Date        // stored as a number and shown by a date or time format
	Bool
	Error // #REF! and its kin
)

// A Cell is what one cell stores. The order of the fields keeps it at 80
// bytes: a book holds millions.
type Cell struct {
	Col     int         // from 1
	Text    string      // text; a number's literal as stored; TRUE/FALSE; the error as shown
	Shown   string      // what the sheet shows where that differs from Text, else ""
	Formula string      // the formula's text without =, "" if none ("shared" parts bear the text of the first of them)
	Note    string      // the cell's comment
	Date    period.Date // of Date, by the workbook's date system; zero if it is no calendar day (a time only, a serial out of range)
	Kind    Kind
	Percent bool // the number format is a percentage
	Stored  bool // false only for a formula without a stored result
}

// An Area is a rectangle of cells, inclusive, counted from 1.
type Area struct{ Row1, Col1, Row2, Col2 int }

// Holds reports whether the cell lies in a.
func (a Area) Holds(row, col int) bool {
	return row >= a.Row1 && row <= a.Row2 && col >= a.Col1 && col <= a.Col2
}

// A Span is a range of columns or rows, inclusive, counted from 1.
type Span struct{ First, Last int }

// Row is the row with that index, nil if it holds nothing.
func (s *Sheet) Row(index int) *Row {
	if len(s.Rows) == 0 {
		return nil
	}
	// Most sheets have every row from the first on.
	if i := index - s.Rows[0].Index; i >= 0 && i < len(s.Rows) && s.Rows[i].Index == index {
		return &s.Rows[i]
	}
	i, ok := slices.BinarySearchFunc(s.Rows, index, func(r Row, want int) int { return r.Index - want })
	if !ok {
		return nil
	}
	return &s.Rows[i]
}

// Cell is the cell at row and col, nil if it is blank.
func (s *Sheet) Cell(row, col int) *Cell {
	r := s.Row(row)
	if r == nil {
		return nil
	}
	return r.Cell(col)
}

// Cell is the cell in column col, nil if it is blank.
func (r *Row) Cell(col int) *Cell {
	if len(r.Cells) == 0 {
		return nil
	}
	if i := col - r.Cells[0].Col; i >= 0 && i < len(r.Cells) && r.Cells[i].Col == col {
		return &r.Cells[i]
	}
	i, ok := slices.BinarySearchFunc(r.Cells, col, func(c Cell, want int) int { return c.Col - want })
	if !ok {
		return nil
	}
	return &r.Cells[i]
}

// Merged is the merged area that holds the cell. It looks at the areas one
// by one.
func (s *Sheet) Merged(row, col int) (Area, bool) {
	for _, a := range s.Merges {
		if a.Row1 > row {
			break
		}
		if a.Holds(row, col) {
			return a, true
		}
	}
	return Area{}, false
}

// HiddenCol reports whether column col is hidden.
func (s *Sheet) HiddenCol(col int) bool {
	for _, h := range s.HiddenCols {
		if col >= h.First && col <= h.Last {
			return true
		}
	}
	return false
}

// Place is where a cell of s stands.
func (s *Sheet) Place(file string, row, col int) finding.Place {
	return finding.Place{File: file, Sheet: s.Name, Order: s.Order, Row: row, Col: col}
}

// Limits bound what is read. They are checked before anything is unpacked or
// kept. Rows, Cols and Cells count what holds something; whatever they allow,
// a Book that would need more than 208 MiB is over a limit too.
type Limits struct {
	File      int64 // bytes of the file
	Unpacked  int64 // bytes of all parts together
	Parts     int
	Sheets    int
	Cols      int
	Rows      int
	Cells     int
	CellText  int // characters of one cell
	Merges    int // a sheet
	KeyRounds int // of password key derivation
}

// DefaultLimits are generous for a county's return and small for the server.
func DefaultLimits() Limits {
	return Limits{
		File: 20 << 20, Unpacked: 256 << 20, Parts: 2000, Sheets: 256, Cols: 512,
		Rows: 200_000, Cells: 3_000_000, CellText: 32_767, Merges: 20_000, KeyRounds: 200_000,
	}
}
