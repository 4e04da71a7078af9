// Command bench compares reading a workbook with package workbook and with
// other readers, in one run on one machine:
//
//	cd importer/workbook/bench && go run . [-rows 100000] [-times 3]
//
// It makes a workbook of rows × 15 columns with shared strings, reads it in a
// process of its own per reader, and prints the CPU time (user and system,
// the best of the runs) and the peak resident memory of each, and the ratio
// to package workbook. Readers of other languages take part when what they
// need is installed: -python names an interpreter with openpyxl, pandas,
// polars (with fastexcel) or python-calamine; node is used when xlsx
// (SheetJS) is found from the folder that -node names; -calamine names a
// program made from peers/calamine.
//
// It is a module of its own, so that the readers it compares with are no
// dependency of chunfeng.
package main
