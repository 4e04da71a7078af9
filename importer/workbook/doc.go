// Package workbook turns bytes into sheets of cells, strictly: a part that is
// cut, fails its CRC or is malformed is a finding (F003), never a shorter
// sheet. It says what a file is by its first bytes (F001, F002) and holds
// the limits (F004). It interprets nothing beyond what the file format
// defines: texts are as stored, numbers as stored with what the sheet shows
// beside them.
package workbook
