// Package booktest builds an .xlsx from the text grids of a test case, so
// that a case can be read and reviewed as text. It writes the file itself,
// literal by literal, because a test must be able to store what no library
// would: a formula without a result, a number with seventeen digits.
//
// A line of a grid is a row; cells are separated by |, blanks around them do
// not count, an empty cell stores nothing. In a cell \n is a line break and
// \| a bar. What a cell stores depends on how it is written:
//
//	3000          a number (digits, sign and point; 1.3E+17 too), as written
//	'3000         the text 3000; ' makes text of anything, '' begins with '
//	=SUM(A1:A2)→12  a formula with the stored result 12 (a number, an error,
//	              TRUE or FALSE, or text; 'x is text; → alone is empty text)
//	=SUM(A1:A2)   a formula without a stored result
//	#REF!         an error (any of the sheet's error values)
//	TRUE, FALSE   a boolean
//	d:2024-02-04  a date with number format 14; d:2024-02-04 12:00 with time
//	d27:2024-02-04  a date with built-in format 27 (any number)
//	d{yyyy年m月d日}:2024-02-04  a date with that custom format
//	p:0.5         a number with format 0.00%
//	f{0.0}:85.57  a number with that custom format
//	f4:85.57      a number with built-in format 4
//	anything else text (digits with a leading zero too: 0576)
//
// An archive (txtar) holds a book in sections: "sheet NAME" or "hidden sheet
// NAME" with the rows, and after each sheet, where needed, "merged" (A1:B2
// C3:D4 …), "hidden rows" (3 5-7), "hidden columns" (C E-F), "notes" (one a
// line: B3 text). Other sections are the test's own.
package booktest
