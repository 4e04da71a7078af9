// Package returns holds the vocabulary of what was filed: units, exact
// numbers with their qualifier, typed values with the cell they stand in,
// records, returns and filings. It knows no form in particular and checks
// nothing.
package returns
