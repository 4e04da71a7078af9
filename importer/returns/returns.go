package returns

import (
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
)

// UnitCode identifies a unit: a GB/T 2260 code such as 331082, a local code
// such as 3310T1, or a firm's unified social credit code.
type UnitCode string

// FormID identifies a form, e.g. fairs.
type FormID string

// FieldID identifies a field of a form, e.g. posts.
type FieldID string

// A Unit reports.
type Unit struct {
	Code    UnitCode
	Kind    period.UnitKind
	Name    string
	Aliases []string
	Within  UnitCode    // the county a firm or zone lies in, "" if none
	Order   int         // position in tables, from 0
	From    period.Date // active from, zero: always
	To      period.Date // active to, zero: always
	Contact string
	Phone   string
}

// A Kind is the type of a value.
type Kind uint8

// The kinds of values. Money is in yuan, Rate is 0–1; both are Numbers, as is
// Count. Place names and choices are Text or List.
const (
	Absent Kind = iota
	Text
	Count
	Money
	Rate
	Date
	YesNo
	List
)

// A Value is one typed cell of a record. The zero Value is absent: nobody
// filed it, which is not 0.
type Value struct {
	Kind   Kind
	Yes    bool        // of YesNo
	Filled bool        // supplied by a default, a borrowing or an inference, not typed
	Number Number      // of Count, Money, Rate
	Date   period.Date // of Date
	Text   string      // of Text: normalised
	List   []string    // of List
	Typed  string      // the text as typed, as the sheet shows it
	Row    int         // the cell it was read from, counted from 1; 0 when none
	Col    int
}

// IsAbsent reports whether nobody filed the value.
func (v Value) IsAbsent() bool { return v.Kind == Absent }

// IsNumber reports whether v holds a Number.
func (v Value) IsNumber() bool { return v.Kind == Count || v.Kind == Money || v.Kind == Rate }

// Cell is where v stands, e.g. H7, or "".
func (v Value) Cell() string { return finding.Place{Row: v.Row, Col: v.Col}.Cell() }

// Words is the value as text for keys and ledgers: dates YYYY-MM-DD, numbers
// plain, 是/否, lists joined by 、.
func (v Value) Words() string {
	switch v.Kind {
	case Text:
		return v.Text
	case Count, Money, Rate:
		return v.Number.String()
	case Date:
		return v.Date.String()
	case YesNo:
		if v.Yes {
			return "是"
		}
		return "否"
	case List:
		var s string
		for i, w := range v.List {
			if i > 0 {
				s += "、"
			}
			s += w
		}
		return s
	}
	return ""
}

// A Record is one row of a return. Values are in the order of the form's
// fields.
type Record struct {
	Row    int // sheet row, counted from 1
	Values []Value
	Extra  []Extra // columns that no field claims: kept, not merged
}

// An Extra is a cell of a column that was not recognised.
type Extra struct {
	Header string
	Text   string
	Col    int
}

// A State says whether a return counts.
type State uint8

// The states of a return, as in the table of the contract.
const (
	Accepted   State = iota // 已收
	Nil                     // 零报告
	Held                    // 待说明
	Refused                 // 退改
	SentBack                // 退回
	Withdrawn               // 撤回
	Superseded              // 被替代
	Offered                 // 更正待收
)

var stateWords = [...][2]string{
	{"accepted", "已收"}, {"nil", "零报告"}, {"held", "待说明"}, {"refused", "退改"},
	{"sentback", "退回"}, {"withdrawn", "撤回"}, {"superseded", "被替代"}, {"offered", "更正待收"},
}

// String is the English word used in JSON.
func (s State) String() string { return stateWords[s][0] }

// Chinese is the word clerks read.
func (s State) Chinese() string { return stateWords[s][1] }

// Counts reports whether a return in this state is counted in drafts.
func (s State) Counts() bool { return s == Accepted || s == Held || s == Nil }

// A Filing is one uploaded workbook.
type Filing struct {
	ID       string // "" on the command line
	File     string // the name it was given under
	SHA256   string // of its bytes, lower-case hex
	Received time.Time
}

// A Return is what one unit filed on one form for one period. Versions count
// from 1 within unit, form and period.
type Return struct {
	Unit    UnitCode
	Form    FormID
	Period  period.Period
	Version int
	State   State
	Filing  Filing
	Sheet   string
	Order   int    // position of the sheet in its workbook
	Range   string // the rows without the header, e.g. A6:M18
	Columns []Column
	Records []Record
	Packed  *Packed // the records where Records is nil, see Pack; may be nil
	Skipped []Skip
	Totals  []Total
	Meta    map[FieldID]Value // meta lines: firm, uscc, base …
	Filled  time.Time         // 填报日期/填报时间, zero if not printed
	// Findings of this return, with the explanations given so far.
	Findings finding.List
}

// A Column says which header was taken for which field.
type Column struct {
	Field  FieldID
	Col    int    // counted from 1
	Row    int    // of the header cell
	Header string // as typed, parents joined by /
	Match  string // exact, synonym, similar, learned
}

// A Skip is a row of the range that is no record, and why: total, subtotal,
// blank, index, example, repeated-header, note.
type Skip struct {
	Row int
	Why string
}

// A Total is a typed 合计 or 小计 row and the records it claims to add up.
type Total struct {
	Row    int
	Label  string  // as typed
	Sub    bool    // 小计
	Of     []int   // sheet rows of the records it covers
	Values []Value // in the order of the form's fields; absent where blank
}
