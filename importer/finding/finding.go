package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Code names a kind of finding, e.g. C202. Codes are never reused.
type Code string

// Severity says what a finding does to its return.
type Severity uint8

// The severities, from the mildest.
const (
	Advice Severity = iota // 提示: passes
	Doubt                  // 存疑: holds the return until explained or corrected
	Fault                  // 错误: the return is refused
)

// String is the English word used in JSON.
func (s Severity) String() string { return [...]string{"advice", "doubt", "fault"}[s] }

// Chinese is the word clerks read.
func (s Severity) Chinese() string { return [...]string{"提示", "存疑", "错误"}[s] }

// MarshalText writes the English word.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Place is where a finding stands. Row and Col count from 1; 0 means the
// whole file, sheet, or row.
type Place struct {
	File  string
	Sheet string
	Order int // position of the sheet in its workbook, from 0, for sorting
	Row   int
	Col   int
}

// Cell is the cell as Excel shows it, e.g. H7, or "" when the place is no
// single cell.
func (p Place) Cell() string {
	if p.Row <= 0 || p.Col <= 0 {
		return ""
	}
	return Column(p.Col) + strconv.Itoa(p.Row)
}

// String is Sheet!Cell, Sheet, or the file's name.
func (p Place) String() string {
	switch {
	case p.Sheet == "":
		return p.File
	case p.Cell() == "":
		return p.Sheet
	}
	return p.Sheet + "!" + p.Cell()
}

// Column is the letters of a column counted from 1: 1 is A, 28 is AB.
func Column(col int) string {
	var b [8]byte
	i := len(b)
	for col > 0 {
		col--
		i--
		b[i] = byte('A' + col%26)
		col /= 26
	}
	return string(b[i:])
}

// A Finding is something wrong or doubtful in a return, at a place.
type Finding struct {
	Code       Code
	Place      Place
	Field      string // field id, "" when it concerns no single field
	Value      string // the text as typed
	Stored     string // of a long number, what the cell stores where it shows less; not kept
	Suggestion string // a correction that could be computed, as it would be typed
	Explained  string // the filer's explanation of a doubt, "" while open

	raised bool     // a doubt that refuses here, see Raise
	words  []string // what the catalogue's sentence and advice are filled with
}

// At gives f the place of a cell and the field it holds.
func (f Finding) At(p Place, field string) Finding {
	f.Place, f.Field = p, field
	return f
}

// Suggest gives f a correction that could be computed.
func (f Finding) Suggest(s string) Finding {
	f.Suggestion = s
	return f
}

// Raise makes a fault of f where the contract says that a doubt refuses, as
// with a credit code in a roster's meta line.
func (f Finding) Raise() Finding {
	f.raised = true
	return f
}

// Severity is the catalogue's, or Fault once raised.
func (f Finding) Severity() Severity {
	if f.raised {
		return Fault
	}
	return f.kind().Severity
}

// Open reports whether f still holds or refuses its return.
func (f Finding) Open() bool {
	switch f.Severity() {
	case Fault:
		return true
	case Doubt:
		return f.Explained == ""
	default:
		return false
	}
}

// Message is the Chinese sentence that says what is wrong.
func (f Finding) Message() string { return fill(f.kind().Says, f.words) }

// Advice is the Chinese sentence that says what to do.
func (f Finding) Advice() string { return fill(f.kind().Advice, f.words) }

// Title is the short Chinese name of the code.
func (f Finding) Title() string { return f.kind().Title }

func (f Finding) kind() Kind {
	k, ok := Of(f.Code)
	if !ok {
		panic("finding: no such code " + string(f.Code)) // only constructors make findings
	}
	return k
}

// fill replaces {1}, {2} … by the words.
func fill(pattern string, words []string) string {
	at := strings.IndexByte(pattern, '{')
	if at < 0 {
		return pattern
	}
	size := len(pattern)
	for _, w := range words {
		size += len(w)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(pattern[:at])
	for i := at; i < len(pattern); i++ {
		if pattern[i] == '{' && i+2 < len(pattern) && pattern[i+2] == '}' {
			if n := int(pattern[i+1] - '1'); n >= 0 && n < len(words) {
				b.WriteString(words[n])
				i += 2
				continue
			}
		}
		b.WriteByte(pattern[i])
	}
	return b.String()
}

// A List is findings in the order in which they were found.
type List []Finding

// Faulty reports whether one of l is a fault.
func (l List) Faulty() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Severity() == Fault })
}

// Doubtful reports whether one of l is a doubt without explanation.
func (l List) Doubtful() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Severity() == Doubt && f.Explained == "" })
}

// Sort orders l by sheet, row, column and code; the file and sheets come
// before their cells. Equal findings keep their order.
func (l List) Sort() { slices.SortStableFunc(l, Compare) }

// Compare is the order of Sort: negative where a comes first, 0 where neither
// does.
func Compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Place.File, b.Place.File),
		cmp.Compare(boolInt(a.Place.Sheet != ""), boolInt(b.Place.Sheet != "")),
		cmp.Compare(a.Place.Order, b.Place.Order),
		cmp.Compare(a.Place.Row, b.Place.Row),
		cmp.Compare(a.Place.Col, b.Place.Col),
		cmp.Compare(a.Code, b.Code),
	)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Flat is one finding as a line of text for tests and logs of the command
// line: code, severity, place, field.
func (f Finding) Flat() string {
	return fmt.Sprintf("%s %s %s %s", f.Code, f.Severity(), f.Place, f.Field)
}

// say makes a finding of code; words fill its sentence and advice.
func say(code Code, at Place, field, value string, words ...string) Finding {
	return Finding{Code: code, Place: at, Field: field, Value: value, words: words}
}
