package store

import (
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// Times are kept to the millisecond and come back in Asia/Shanghai. The zero
// time is kept as none.

// A Campaign is a campaign as its file says. Units kept beside it hold, where
// they differ from the file's.
type Campaign struct {
	ID    string
	YAML  string        // the campaign file
	Saved time.Time     // when it was last replaced
	By    string        // user id, "" for the command line
	File  register.File // YAML parsed; filled when read, and shared: not to be changed
}

// A Revision marks a state of a campaign. Equal marks are one state, whichever
// process asks; they have no order.
type Revision struct {
	Setup, Filed string
}

// A Closing says whether a period is closed. A period never closed is open.
type Closing struct {
	Campaign string
	Period   string // its name, YYYY-MM-DD
	Closed   bool
	Briefing int // the number that closed it, 0 if none
	Change
}

// A Change is who did something, when and why.
type Change struct {
	At     time.Time
	By     string // user id, "" for the service itself
	Reason string
}

// A Text is the free paragraphs of one section of one period's briefing.
type Text struct {
	Campaign   string
	Period     string
	Section    string
	Paragraphs []string
	At         time.Time
	By         string
}

// A Header is what was learned: in filings of Unit on Form, Header (its path,
// parents joined by /) is Field, or is to be ignored where Field is "-".
type Header struct {
	Campaign string
	Unit     returns.UnitCode
	Form     returns.FormID
	Header   string
	Field    string
	At       time.Time
	By       string
}

// A Filing is one uploaded workbook that was kept.
type Filing struct {
	ID       string
	Campaign string
	Unit     returns.UnitCode // "" when it could not be told
	County   returns.UnitCode // the unit, or the county a firm lies in
	Period   string           // name, "" when it could not be told
	File     string           // the name it came under
	SHA256   string           // of its bytes, lower-case hex
	Size     int64            // bytes
	Received time.Time        // when the request began: what timeliness goes by
	Answered time.Time        // when it was answered
	By       string           // user id
	Behalf   bool             // filed by a superior (代报)
	Reason   string           // given for a closed period
	Status   string           // worst state of its returns, as the answer said
	Findings finding.List     // of the file, those of its returns not among them
	Purged   bool             // its original and details are no longer kept
}

// An Attempt is a file that arrived and was not kept, or could not be taken.
type Attempt struct {
	ID       string
	Campaign string
	Unit     returns.UnitCode // "" when it was not said
	County   returns.UnitCode
	Period   string // name, "" when it was not said
	File     string
	SHA256   string // "" when it was not read (503)
	Size     int64
	Received time.Time // when the request began
	Answered time.Time
	By       string
	Status   int    // the HTTP status answered: 413, 415, 503 …
	Code     string // why: F001, F002, F004, busy …
}

// A Page says which part of a list is wanted: at most Limit (0 is all) of
// those before Before, newest first.
type Page struct {
	Before string // the last id of the page before, "" from the newest
	Limit  int
}

// A FilingFilter chooses filings or attempts. Zero fields choose all.
type FilingFilter struct {
	Campaign string
	Units    []returns.UnitCode // any of these; empty, but not nil, none
	County   returns.UnitCode
	Period   string
	SHA256   string
	Since    time.Time // received then or later
	Page
}

// Timeliness says whether a return came in time. missing and notdue are of
// returns that are not there: the desk works them out.
type Timeliness string

// In time, or not. NotDue is of a return that nobody owed.
const (
	OnTime Timeliness = "ontime"
	Late   Timeliness = "late"
	NotDue Timeliness = "notdue"
)

// A Return is a return as kept. Its Filing is zero for 零报告 by button.
type Return struct {
	returns.Return
	ID           string
	Campaign     string
	Part         int              // of several tables of one filing on one form, from 0; all parts have one version
	County       returns.UnitCode // the unit, or the county a firm lies in
	Received     time.Time        // when the request began
	By           string           // user id
	Behalf       bool             // filed by a superior (代报)
	Reason       string           // given for a closed period
	Timeliness   Timeliness
	Rows         int // how many records; filled from Records when kept
	Tally        Tally
	Explanations []Explanation // of its findings; Findings say the texts too
	Changed      Change        // the last change of state, zero if none
	Purged       bool          // its records and details are no longer kept
}

// A Tally counts findings. It is filled by the store.
type Tally struct {
	Faults, Doubts, Advice int
	Open                   int // doubts without explanation
}

// An Explanation answers one finding of a return.
type Explanation struct {
	No      int // position in the return's Findings, from 0
	Text    string
	At      time.Time
	By      string
	Carried string // id of the earlier return it was carried over from, "" if given here
}

// A ReturnFilter chooses returns. Zero fields choose all.
type ReturnFilter struct {
	Campaign string
	IDs      []string           // any of these; empty, but not nil, none
	Units    []returns.UnitCode // any of these; empty, but not nil, none
	County   returns.UnitCode
	Form     returns.FormID
	Period   string
	States   []returns.State // any of these
	Filing   string
	Newest   bool // only the newest version of its unit, form and period, all its parts
	Page
}
