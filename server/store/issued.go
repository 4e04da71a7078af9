package store

import (
	"time"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
)

// A Decision is what somebody decided about a conflict.
type Decision struct {
	ID       string
	Campaign string
	Conflict string // figures.Conflict.ID
	Choice   figures.Choice
	Made     Change
	Undone   Change // zero while it stands
}

// Stands reports whether d has not been undone.
func (d Decision) Stands() bool { return d.Undone.At.IsZero() }

// A Briefing is a numbered, frozen briefing.
type Briefing struct {
	Campaign string
	Number   int    // from 1, without gaps within a campaign
	Period   string // name
	Issued   Change // Reason is what the confirmation listed
	Voided   Change // zero while it holds
	Returns  []string
	Held     []HeldChoice
	Files    []BriefingFile
	Frozen   Frozen
}

// Void reports whether b was made void.
func (b Briefing) Void() bool { return !b.Voided.At.IsZero() }

// A HeldChoice is what the city chose for a held return at issue: 带疑计入 with
// a reason that is printed, or 不计入.
type HeldChoice struct {
	Return  string // id
	Counted bool
	Reason  string
}

// A BriefingFile is one file of a briefing.
type BriefingFile struct {
	Name   string // e.g. 3.pdf
	SHA256 string // lower-case hex
	Size   int64
}

// Frozen is what a briefing said, as the desk encodes it.
type Frozen struct {
	Figures []byte // JSON of the figures with their sources
	Facts   []byte // whatever else is needed to show it again
}

// An Erratum says what an issued briefing should have said.
type Erratum struct {
	ID       string
	Campaign string
	Number   int    // of the briefing
	Return   string // the return admitted, "" if none
	Lines    []briefing.Erratum
	At       time.Time
	By       string
}
