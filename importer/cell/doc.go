// Package cell turns the content of one cell into one typed value, or says
// what is wrong with it: numbers as Chinese clerks write them, dates with and
// without a year, yes and no, ID cards (GB 11643), credit codes (GB 32100),
// phones, firm names, entries of lists; and it takes units off headers. It
// looks at no other cell, but for PercentColumn; what it must know of the
// campaign is passed in.
//
// A blank cell gives the absent value and no finding: whether something was
// required, the caller knows. A fault gives the absent value, a doubt keeps it.
package cell
