package cell

import (
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
)

// Stored is how the sheet stores a cell.
type Stored uint8

// The ways of storing. A date is a number that the sheet shows as a date.
const (
	AsText Stored = iota
	AsNumber
	AsDate
	AsBool
)

// A Raw is a cell as the sheet reader hands it over. Error cells and formulas
// without a result do not come here.
type Raw struct {
	At      finding.Place
	Field   string // field id, for findings
	Header  string // the column's header as typed, for findings
	Text    string // text; a number's literal as stored
	Shown   string // what the sheet shows where that differs, else ""
	Stored  Stored
	Date    period.Date // of AsDate
	Percent bool        // the number format is a percentage
}

// Typed is the text as the clerk sees it.
func (r Raw) Typed() string {
	if r.Shown != "" {
		return r.Shown
	}
	return r.Text
}
