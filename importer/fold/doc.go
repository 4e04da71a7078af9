// Package fold turns what a firm filed about its workers into the firm's one
// line: a roster of workers into counts as of a date, and a line as typed into
// the numbers that return rates are made of (old workers at work, those who
// came back apart from those who stayed).
//
// It is the one place below the reports that knows fields by name; the names
// are the contract's. It merges nothing: which of several lines of a firm
// counts is for package merge.
package fold
