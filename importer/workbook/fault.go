package workbook

import (
	"errors"
	"fmt"
	"strconv"

	"chunfeng/importer/finding"
)

// fault is why a file is not read: a finding in the making. Everything below
// Open returns it as an error, so that reading stops at the first one.
type fault struct {
	code   finding.Code
	alien  finding.Alien
	damage finding.Damage
	bound  finding.Bound
	max    int64
	part   string
	sheet  string
	order  int
	row    int
	col    int
	detail string // English, for logs and tests
}

func (f *fault) Error() string {
	s := fmt.Sprintf("%s %s", f.code, f.part)
	if f.row > 0 {
		s += " " + finding.Column(f.col) + strconv.Itoa(f.row)
	}
	return s + ": " + f.detail
}

// finding is f as the filer reads it.
func (f *fault) finding(file string) finding.Finding {
	at := finding.Place{File: file, Sheet: f.sheet, Order: f.order, Row: f.row, Col: f.col}
	switch f.code {
	case "F001":
		return finding.Foreign(at, f.alien)
	case "F002":
		return finding.PasswordProtected(at)
	case "F004":
		return finding.TooMuch(at, f.bound, strconv.FormatInt(f.max, 10))
	}
	return finding.Broken(at, f.damage, f.part)
}

func foreign(is finding.Alien) error { return &fault{code: "F001", alien: is} }

func locked() error { return &fault{code: "F002", detail: "password"} }

func broken(how finding.Damage, part, detail string) error {
	return &fault{code: "F003", damage: how, part: part, detail: detail}
}

func over(what finding.Bound, limit int64, part string) error {
	return &fault{code: "F004", bound: what, max: limit, part: part, detail: "over limit " + strconv.FormatInt(limit, 10)}
}

// asFault is err as a fault; anything unforeseen is F003.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return &fault{code: "F003", damage: finding.Unreadable, detail: err.Error()}
}
