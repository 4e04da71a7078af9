// Package auth says who somebody is and what they may do: accounts with
// passwords, browser sessions, bearer tokens, one-time codes, and for every
// role the units it may see and act on.
//
// Secrets are random, given out once, and kept as hashes; a session ends on
// every replica at once, because all of them ask the store. Failed log-ins are
// counted by account and by address. Neither an answer nor the time it takes
// tells whether an account exists: a wrong name costs the same hash as a wrong
// password, and both are ErrDenied.
//
// What somebody may not see does not exist for them: callers turn a May that is
// false into the same answer as store.ErrNotFound. The package knows no HTTP.
package auth
