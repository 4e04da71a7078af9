package desk

import (
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/server/store"
)

// An Upload is one workbook handed in.
type Upload struct {
	Campaign string
	File     string // its name
	Data     []byte
	Began    time.Time        // when the request began: what timeliness goes by
	Unit     returns.UnitCode // "" is told by the file, else the actor's own
	Period   string           // name, YYYY-MM-DD; "" is told by the file
	Reason   string           // needed for a closed period
	Password string           // that opens the workbook; not kept
	DryRun   bool             // keep nothing, say what would change
}

// A Receipt is what came of one workbook.
type Receipt struct {
	Filing  store.Filing   // its ID is "" in a dry run
	Returns []store.Return // with findings; records only in a dry run
	Again   bool           // the same bytes as before, nothing changed since: this is the answer of then
	Changes *Changes       // of a dry run
}

// Status is the worst state of the returns, Refused for a file without any.
func (r *Receipt) Status() returns.State {
	if len(r.Returns) == 0 || r.Filing.Findings.Faulty() {
		return returns.Refused
	}
	worst := returns.Accepted
	for i := range r.Returns {
		worst = max(worst, r.Returns[i].State)
	}
	return worst
}

// Changes is what one or several returns change against the versions before.
type Changes struct {
	Returns []ReturnChanges
	Figures []FigureChange // of a dry run: of the city where the actor sees it, and of the unit
}

// ReturnChanges compares the records of a return with those of the version
// that counted before.
type ReturnChanges struct {
	Form    returns.FormID
	Against int // that version, 0 if there was none
	Added   []Row
	Removed []Row
	Cells   []CellChange
}

// A Row is one record by what identifies it.
type Row struct {
	Row   int    // of its sheet
	Words string // its identity, personal numbers masked
}

// A CellChange is one cell that says something else than before. Personal
// numbers are masked.
type CellChange struct {
	Row    int
	Words  string // what the row is about
	Field  returns.FieldID
	Header string // as the form names the field
	Cell   string // where it stands now
	Was    string
	Is     string
}

// A FigureChange is one figure before and after.
type FigureChange struct {
	Unit   returns.UnitCode // figures.City for the whole
	Before figures.Figure
	After  figures.Figure
}

// Explanations answer doubts with one text: those of the positions in
// Numbers, and those of Code, Form, Field where Code is not "" ("" of the
// others is any).
type Explanations struct {
	Numbers []int
	Code    finding.Code
	Form    returns.FormID // with Code: of this form alone, "" of whatever form the return is
	Field   returns.FieldID
	Text    string
}

// A Header says what a column's header is.
type Header struct {
	Header string // its path as the return's columns or H103 have it, parents joined by /
	Field  string // a field of the form, or "-" to ignore it
}

// A NilReport is 零报告 by button.
type NilReport struct {
	Campaign string
	Unit     returns.UnitCode
	Form     returns.FormID
	Period   string
	Reason   string    // needed for a closed period
	Began    time.Time // when the request began
}

// A PeriodState is a period and whether it is closed.
type PeriodState struct {
	period.Period
	Closing   store.Closing
	Briefings []int // numbers issued for it, void ones too
}

// A Slot is what one unit owes, or filed, on one form for one period.
type Slot struct {
	Unit       returns.Unit
	Form       returns.FormID
	Period     string
	Due        bool
	Timeliness string        // ontime, late, missing, notdue
	Newest     *store.Return // nil when nothing came; shared, not to be changed
	Counted    *store.Return // what counts, nil if nothing does; shared too
	Attempts   int           // files that arrived and were not kept
	Late       time.Duration // how long after cut-off and grace what counts came, or how late it is now; 0 if not
}

// A FigureQuery chooses figures: of a period as of now, or of a briefing as it
// was issued.
type FigureQuery struct {
	Campaign string
	Period   string
	Briefing int // a number; 0 is live
	Strict   bool
}

// A Confirmation lists what the city must know before it issues.
type Confirmation struct {
	Period    period.Period
	Number    int // the briefing would have
	Missing   []Slot
	Held      []store.Return // each needs a choice
	Refused   []store.Return // newest versions that are refused
	Offered   []store.Return
	Conflicts []figures.Conflict // undecided, defaults apply
	State     string             // what it was made of; issue only what was confirmed
}

// An Order issues a briefing.
type Order struct {
	Campaign string
	Period   string
	Date     period.Date // printed on it; zero is today
	Held     []store.HeldChoice
	Reason   string // said of the confirmation, kept
	State    string // of the Confirmation seen; "" confirms unseen
}

// A Drafted is a briefing with what it was composed from.
type Drafted struct {
	Briefing *briefing.Briefing
	Merged   *figures.Merged
}

// A Reminder says who owes what.
type Reminder struct {
	Period period.Period
	Slots  []Slot // missing or refused, in the order of tables
	Text   string // to paste into a chat, Chinese
}
