package auth

import (
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Who is somebody whose session or token was found to open, and from where
// they ask.
type Who struct {
	User    store.User
	Address string // "" for the command line
	Session string // hash of the session, "" for a token
	Token   string // id of the token, "" for a session
}

// Service is the operator on the command line, and the service itself: it may
// do all, and the audit log names nobody.
func Service() Who { return Who{User: store.User{Role: store.City}} }

// An Act is a kind of thing to be done about a unit.
type Act uint8

// The acts.
const (
	See       Act = iota // read what a unit filed, personal numbers masked
	File                 // upload, explain, map columns, withdraw, report nil
	Supervise            // send back, invite, reset and manage accounts of units below
	Reveal               // read personal numbers in full, with a reason
	Manage               // close, decide, issue, admit, keep units and settings: the city's
)

// May reports whether w may do a about what belongs to a unit that lies in a
// county: for county-level units the county is the unit itself. Both are "" for
// what is the city's. Whoever must change the password first may do nothing.
func (w Who) May(a Act, unit, county returns.UnitCode) bool {
	if w.User.Change || w.User.Disabled {
		return false
	}
	own := w.User.Unit
	switch w.User.Role {
	case store.City:
		return true
	case store.Viewer:
		return a == See
	case store.County:
		below := unit != own && county == own
		switch a {
		case See, File, Reveal:
			return own != "" && (unit == own || below)
		case Supervise:
			return own != "" && unit != "" && below
		}
	case store.Firm:
		return own != "" && unit == own && (a == See || a == File || a == Reveal)
	}
	return false
}

// A Scope is what somebody sees in lists, for the filters of the store.
type Scope struct {
	Units  []returns.UnitCode // any of these; nil: all, empty: none
	County returns.UnitCode   // all that lies in it, "" all
}

// Scope is what w may See.
func (w Who) Scope() Scope {
	switch {
	case w.User.Change || w.User.Disabled:
	case w.User.Role == store.City, w.User.Role == store.Viewer:
		return Scope{}
	case w.User.Role == store.County && w.User.Unit != "":
		return Scope{County: w.User.Unit}
	case w.User.Role == store.Firm && w.User.Unit != "":
		return Scope{Units: []returns.UnitCode{w.User.Unit}}
	}
	return Scope{Units: []returns.UnitCode{}}
}

// Behalf reports whether w, filing for unit, does so as its superior (代报).
func (w Who) Behalf(unit returns.UnitCode) bool { return w.User.Unit != unit }
