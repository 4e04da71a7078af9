// Package mark writes what was found into the submitter's own workbook, so
// that a clerk corrects it where he wrote it. Cells with a finding are filled
// by severity and get a note; a sheet 「校验结果」 at the front lists every
// finding with a link to its cell and takes explanations of doubts.
//
// The workbook is patched, not written anew: every part that has no mark is
// copied byte for byte, and of a marked sheet only the style index of marked
// cells and the reference to the notes change. Sheets pass through in a
// window, so that memory does not grow with them. When a marked workbook comes
// back, its old marks go and the explanations typed into it can be read, also
// after another program has saved it.
//
// A file that cannot be patched gets a workbook of its own with the list.
package mark
