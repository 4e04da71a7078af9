// Package storetest is the suite that every store must pass: that what is kept
// comes back as it was, whole or not at all, with one writer at a time; that
// nothing personal stands in clear in what is on disk; that the audit log shows
// whatever was done to it; that dumps, rotation and purging do what they say.
//
// The numbers of persons in it are invented.
package storetest
