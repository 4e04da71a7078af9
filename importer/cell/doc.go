// Package cell turns the content of one cell into one typed value, or says
// what is wrong with it: numbers as Chinese clerks write them, dates with and
// without a year, yes and no, ID cards (GB 11643), credit codes (GB 32100),
// phones, firm names. It looks at no other cell; what it must know of the
// campaign is passed in.
package cell
