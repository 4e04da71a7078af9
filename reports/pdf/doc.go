// Package pdf sets a briefing as a PDF in the manner of GB/T 9704: the grid of
// 22 lines by 28 characters, red masthead, headings in 黑体 and 楷体, page
// numbers outside, 版记 at the foot of the last page.
//
// A briefing goes in, the bytes of a file come out; the same briefing gives
// the same bytes. Layout is done here, line by line (see text.go, page.go);
// gofpdf only writes the file: its own line breaking loses characters of
// Chinese text, it panics on characters beyond U+FFFF and draws a box for
// what a font lacks, so every character is looked up in the fonts before it
// is drawn.
//
// Charts, and tables of numbers that fit on a page, are never parted: they wait
// for the next page while text goes on. Longer tables, and lists of sentences,
// run over pages with their heads again; tables too wide to read are set in
// parts below each other.
//
// Read reads such a file back, Check holds it against its briefing. The package
// makes no claim to PDF/A and signs nothing.
package pdf
