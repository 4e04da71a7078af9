package store

import (
	"time"

	"chunfeng/importer/returns"
)

// A Role says what an account may do. Package auth says what that is.
type Role string

// The roles.
const (
	City   Role = "city"   // all
	Viewer Role = "viewer" // of the city, read only
	County Role = "county" // its own unit and its firms
	Firm   Role = "firm"   // its own
)

// A User is an account.
type User struct {
	ID       string
	Login    string // log-in name as given
	Name     string
	Phone    string
	Role     Role
	Unit     returns.UnitCode // "" for the city's roles
	County   returns.UnitCode // the unit, or the county a firm lies in
	Password string           // argon2id in PHC format, "" while none is set
	Change   bool             // must change the password before anything else
	Disabled bool
	Created  time.Time
	By       string // who made it
	LastIn   time.Time
}

// A Session is a browser logged in.
type Session struct {
	Hash    string // of the cookie's secret
	User    string
	Begun   time.Time
	Seen    time.Time
	Address string // where it began
}

// A Token opens the API to a program.
type Token struct {
	ID      string
	Hash    string // of the secret
	User    string
	Name    string // what it is for
	Created time.Time
	Expires time.Time // zero: never
	Used    time.Time // about when last
	Revoked time.Time // zero while it opens
}

// An Invitation is a one-time code that makes an account, or opens one again.
type Invitation struct {
	ID      string
	Hash    string // of the code
	Role    Role
	Unit    returns.UnitCode
	County  returns.UnitCode
	User    string // the account whose password is reset, "" to make one
	Created time.Time
	By      string
	Expires time.Time
	Used    time.Time // zero while it opens
	UsedBy  string    // the account it made or opened
	Revoked time.Time
}

// A UserFilter chooses accounts or invitations. Zero fields choose all.
type UserFilter struct {
	Roles  []Role
	Units  []returns.UnitCode
	County returns.UnitCode
	Page
}
