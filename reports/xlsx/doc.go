// Package xlsx writes a briefing as a workbook that can be audited: the text
// with the figures it prints, units by figures, every section with its tables
// and native charts, the merged ledgers with a column 计数 for what counts, who
// filed, what is doubtful, and for every figure the cells it comes from.
//
// Totals are formulas over the ledgers and carry the printed value beside them.
// Every city figure has a defined name, its id with _ for . and @. The same
// briefing gives the same bytes; the rows of ledgers go into the archive as they
// are made, so that memory does not grow with them. It counts nothing and words nothing: text comes
// from the briefing, numbers from its figures.
package xlsx
