// Package workbook turns bytes into sheets of cells, strictly: a file is read
// to its last byte or not at all. A part that is cut, fails its size or CRC,
// is malformed, or refers to what is not there is a finding (F003), never a
// shorter sheet. The first bytes say what a file is (F001, F002); limits hold
// before anything is unpacked (F004). It interprets nothing beyond what the
// file format defines: texts are as stored, numbers as stored with what the
// sheet shows beside them.
//
// In: .xlsx and .xlsm, encrypted ones with their password (standard and agile
// encryption, key derivation bounded); old .xls and WPS .et (BIFF8); CSV and
// TSV in UTF-8 or GB18030. Out: a Book, or rows as they come (Stream). It does
// not calculate, follow links, run macros, or read charts and pictures; it
// knows no forms.
//
// # How an .xlsx is read
//
// archive/zip gives the directory; every entry is checked against the limits,
// the others' bytes and its own local header before one is unpacked. A part is
// inflated through a window of 64 KiB, in which a scanner finds tags; nothing
// of it is kept but what cells hold. Cells, rows and shared strings that are
// written exactly as Excel, WPS and most libraries write them take a fast path
// over the bytes; anything else, be it an unusual spelling or a fault, is left
// to the slow path, which alone knows what is wrong. Parts that nobody needs
// are unpacked too, for their check sums. Open keeps cells in blocks and
// shares shared strings; what a book may need of memory is bounded.
//
// An .xls bears no check sums: a changed byte in it cannot be told.
//
// # What it costs
//
// Printed by the module in bench on 2026-11-24, a virtual machine with 2 CPUs
// (x86-64, shared), Go 1.26.8; CPU time of a process of its own, best of two;
// 100,000 rows × 15 columns with shared strings, a border and a format on
// every cell, 8.9 MiB:
//
//	reader                                 CPU ms   peak MiB    ratio
//	klauspost inflate only                  110.3       17.1      0.6
//	workbook.Stream, values typed           188.6       17.1      1.0
//	workbook.Open                           345.3      148.3      1.8
//	standard inflate only                   149.6       17.1      0.8
//	encoding/xml tokens                    2333.0       19.3     12.4
//	thedatashed/xlsxreader                 3949.2       27.7     20.9
//	excelize Rows raw                      3964.4       73.3     21.0
//	excelize GetRows                       8846.8      169.5     46.9
//	calamine (Rust)                         663.4      110.9      3.5
//	calamine (Python)                      1164.2      189.6      6.2
//	polars (Python)                         880.2      172.4      4.7
//	openpyxl (Python)                      6432.0      106.3     34.1
//	pandas (Python)                       10430.6      207.0     55.3
//	SheetJS (node)                         5481.2      438.0     29.1
//
// 200,000 rows of 15 formatted blank cells: 162 ms and 21 MiB, excelize Rows
// raw 4347 ms (26.8 times). A million rows (90 MiB, Stream): 1.8 s and 56 MiB,
// 1.7 times the inflating.
//
// # What it was tried on
//
// The program in bench/corpus (go run ./corpus FOLDER) reads all files of a
// folder and compares with excelize. It was run on the workbooks of
// apache/poi, jmcnamara/XlsxWriter, ClosedXML, PhpSpreadsheet, ExcelDataReader,
// SheetJS/test_files, tafia/calamine, tidyverse/readxl, exceljs, easyexcel and
// dotnetcore/Magicodes.IE, of which nothing is kept here. Of 2,512 .xlsx and
// .xlsm files 2,436 were accepted, 2,425 of them with the cells that excelize
// reads; in the eight that differ excelize loses cells or leaves _x000D_
// undecoded. None took a second. Refused were encrypted, damaged and hostile
// ones.
// 28,000 mutants of them (bits flipped, cut, stretches gone) gave the same
// cells or a fault. 634 old .xls with 962,211 cells were compared value by
// value with LibreOffice's conversion: what differs is LibreOffice's own
// reading (centred-across as merged, TRUE as a formula, pivot tables rebuilt).
package workbook
