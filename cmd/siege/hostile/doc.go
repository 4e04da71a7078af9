// Package hostile makes workbooks that strangers might send: wrong types,
// bombs, lies in the archive, markup that is cut or endless, sheets that are
// absurd, text that wants to be run. Each is small, whatever it unpacks to.
//
// It also mutates good workbooks at random, by a seed.
package hostile
