// Package briefing is the content of one briefing without format: words with
// the figures they print, tables, charts. PDF, workbook and pages are made
// from the same Briefing, so they cannot disagree.
package briefing
