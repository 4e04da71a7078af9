package table

import (
	"slices"
	"unicode/utf8"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// A grid is a sheet with its merged areas spread out: every cell of an area
// shows what the area's first cell holds.
type grid struct {
	sheet  *workbook.Sheet
	file   string
	maxRow int
	maxCol int
	merges [][]workbook.Area // by column (index 0 unused), in order of rows
	keys   map[[2]int]string // plain.Key of texts asked for, by anchor

	mergedTo int // the last row of a merged area
}

func newGrid(file string, s *workbook.Sheet) *grid {
	g := &grid{sheet: s, file: file, keys: map[[2]int]string{}}
	for i := range s.Rows {
		cells := s.Rows[i].Cells
		if len(cells) == 0 {
			continue
		}
		g.maxRow = max(g.maxRow, s.Rows[i].Index)
		g.maxCol = max(g.maxCol, cells[len(cells)-1].Col)
	}
	for _, a := range s.Merges {
		if a.Row1 == a.Row2 && a.Col1 == a.Col2 || s.Cell(a.Row1, a.Col1) == nil && a.Row1 > g.maxRow {
			continue
		}
		// Formats merged to the sheet's edge must not widen the grid.
		if a.Col2-a.Col1 < 200 && s.Cell(a.Row1, a.Col1) != nil {
			g.maxCol = max(g.maxCol, a.Col2)
			if a.Row2-a.Row1 < 200 {
				g.maxRow = max(g.maxRow, a.Row2)
			}
		}
	}
	g.merges = make([][]workbook.Area, g.maxCol+1)
	for _, a := range s.Merges {
		g.mergedTo = max(g.mergedTo, a.Row2)
		for c := a.Col1; c <= min(a.Col2, g.maxCol); c++ {
			g.merges[c] = append(g.merges[c], a)
		}
	}
	return g
}

// area is the merged area that holds a cell; a single cell is its own area.
func (g *grid) area(row, col int) (workbook.Area, bool) {
	if row <= g.mergedTo && col >= 1 && col < len(g.merges) {
		list := g.merges[col]
		i, found := slices.BinarySearchFunc(list, row, func(a workbook.Area, row int) int {
			switch {
			case a.Row2 < row:
				return -1
			case a.Row1 > row:
				return 1
			}
			return 0
		})
		if found {
			return list[i], true
		}
	}
	return workbook.Area{Row1: row, Col1: col, Row2: row, Col2: col}, false
}

// at is the cell that a place shows: that of the area's first cell; nil if
// blank.
func (g *grid) at(row, col int) *workbook.Cell {
	if a, merged := g.area(row, col); merged {
		row, col = a.Row1, a.Col1
	}
	return g.sheet.Cell(row, col)
}

// own is the cell stored at a place itself, nil for the rest of an area.
func (g *grid) own(row, col int) *workbook.Cell {
	if a, merged := g.area(row, col); merged && (a.Row1 != row || a.Col1 != col) {
		return nil
	}
	return g.sheet.Cell(row, col)
}

func shown(c *workbook.Cell) string {
	switch {
	case c == nil:
		return ""
	case c.Shown != "":
		return c.Shown
	}
	return c.Text
}

// text is what a place shows, in NFKC, without line breaks.
func (g *grid) text(row, col int) string { return plain.Text(shown(g.at(row, col))) }

// key is the plain.Key of what a place shows.
func (g *grid) key(row, col int) string {
	if a, merged := g.area(row, col); merged {
		row, col = a.Row1, a.Col1
	}
	at := [2]int{row, col}
	if k, ok := g.keys[at]; ok {
		return k
	}
	k := plain.Key(shown(g.sheet.Cell(row, col)))
	g.keys[at] = k
	return k
}

// blank reports whether a place shows nothing.
func (g *grid) blank(row, col int) bool {
	c := g.at(row, col)
	return c == nil || blankCell(c)
}

func blankCell(c *workbook.Cell) bool {
	return c.Kind == workbook.Text && c.Stored && plain.Blank(c.Text)
}

func (g *grid) place(row, col int) finding.Place { return g.sheet.Place(g.file, row, col) }

// isHeaderText reports whether a cell could be part of a heading: text of a
// few words, not a number and no sentence.
func isHeaderText(c *workbook.Cell) bool {
	return c != nil && c.Kind == workbook.Text && !blankCell(c) && len(c.Text) <= 240 && utf8.RuneCountInString(c.Text) <= 80
}

// cells calls f for the anchors that show in a row between two columns: each
// area once.
func (g *grid) cells(row, left, right int, f func(col int, a workbook.Area, c *workbook.Cell)) {
	for col := left; col <= right; {
		a, _ := g.area(row, col)
		if c := g.sheet.Cell(a.Row1, a.Col1); c != nil && !blankCell(c) {
			f(col, a, c)
		}
		col = max(col, min(a.Col2, right)) + 1
	}
}
