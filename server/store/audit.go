package store

import (
	"time"

	"chunfeng/importer/returns"
)

// An Entry is one line of the audit log: who did what to what. It never holds
// what stands in cells, nor ID numbers, phones or file names.
type Entry struct {
	No      int64 // from 1, without gaps; filled by Append
	At      time.Time
	Who     string // user id, "" for the service itself
	Role    Role
	Address string           // where the request came from, "" for the command line
	What    string           // e.g. filing.receive, return.withdraw, person.unmask
	Of      string           // what it was done to, e.g. return/01J…
	Unit    returns.UnitCode // whose it is, "" for the city's
	County  returns.UnitCode
	Detail  string // JSON object of small facts, or ""
	Hash    string // over this entry and the hash before it; filled by Append
}

// An AuditFilter chooses entries. Zero fields choose all.
type AuditFilter struct {
	Who    string
	What   string // an action, or its part up to and with the dot
	Of     string
	Units  []returns.UnitCode
	County returns.UnitCode
	Since  time.Time
	Until  time.Time // before this
	Before int64     // entry numbers below this; 0 from the newest
	Limit  int       // 0 is all
}

// A Chain is what checking the audit log found.
type Chain struct {
	Entries int64  // how many there are
	Head    string // hash of the last one, to be noted elsewhere
	Broken  int64  // number of the first entry that is not as it was written, 0 if all are
	Why     string // in English, "" if all are
}
