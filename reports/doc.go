// Package reports makes a briefing of merged figures. Compose gives its content
// without format; reports/xlsx and reports/pdf make files of it, so that prose,
// tables, charts and workbook print the same numbers.
//
// It knows no database and no HTTP, and it counts nothing: figures come from
// importer/merge as they are.
package reports
