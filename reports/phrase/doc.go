// Package phrase puts numbers into words: as tables print them (11451个以上,
// 3000余个, 90.3%), as sentences do (1.1万个, 3000余人), changes between periods
// (比上周提高1.5个百分点), rankings by bands, and lists of names. All of it is
// pure functions, so that prose, tables, charts and workbook print one figure
// in one way.
//
// It decides how a figure is said, never which. Which sentences there are
// stands in reports/sections.
package phrase
