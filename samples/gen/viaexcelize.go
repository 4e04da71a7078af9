package main

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// viaExcelize writes a book with excelize, as offices' own programs do.
func viaExcelize(b *book) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	styles := map[look]int{}
	for i, s := range b.sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.name); err != nil {
				return nil, err
			}
		} else if _, err := f.NewSheet(s.name); err != nil {
			return nil, err
		}
		if err := fillSheet(f, s, styles); err != nil {
			return nil, err
		}
		if s.hidden {
			if err := f.SetSheetVisible(s.name, false); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func fillSheet(f *excelize.File, s *sheet, styles map[look]int) error {
	var places []pos
	for p := range s.cells {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b pos) int {
		if a.row != b.row {
			return a.row - b.row
		}
		return a.col - b.col
	})
	for _, p := range places {
		if err := fillCell(f, s.name, ref(p.row, p.col), s.cells[p], styles); err != nil {
			return err
		}
	}
	for _, m := range s.merges {
		if err := f.MergeCell(s.name, ref(m.row1, m.col1), ref(m.row2, m.col2)); err != nil {
			return err
		}
	}
	var cols []int
	for col := range s.widths {
		cols = append(cols, col)
	}
	slices.Sort(cols)
	for _, col := range cols {
		if err := f.SetColWidth(s.name, letters(col), letters(col), s.widths[col]); err != nil {
			return err
		}
	}
	return printed(f, s)
}

// printed sets the page as clerks print it: landscape, as wide as the paper.
func printed(f *excelize.File, s *sheet) error {
	for row := 1; row <= 3; row++ {
		if h := s.height(row); h > 0 {
			if err := f.SetRowHeight(s.name, row, float64(h)); err != nil {
				return err
			}
		}
	}
	fit, landscape, paper, tall := true, "landscape", 9, 0
	if err := f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToHeight: &tall})
}

func fillCell(f *excelize.File, sheet, at string, c cell, styles map[look]int) error {
	switch c.kind {
	case text:
		if err := f.SetCellStr(sheet, at, c.text); err != nil {
			return err
		}
	case number:
		v, err := strconv.Atoi(c.text)
		if err != nil {
			return err
		}
		if err := f.SetCellInt(sheet, at, int64(v)); err != nil {
			return err
		}
	}
	id, ok := styles[c.look]
	if !ok {
		st := &excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 11, Bold: c.look.font != ""}}
		if c.look.format != "" {
			st.CustomNumFmt = &c.look.format
		}
		if c.look.boxed {
			for _, side := range []string{"left", "top", "right", "bottom"} {
				st.Border = append(st.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
			}
		}
		if c.look.middle || c.look.wrap {
			st.Alignment = &excelize.Alignment{WrapText: c.look.wrap}
			if c.look.middle {
				st.Alignment.Horizontal, st.Alignment.Vertical = "center", "center"
			}
		}
		var err error
		if id, err = f.NewStyle(st); err != nil {
			return err
		}
		styles[c.look] = id
	}
	return f.SetCellStyle(sheet, at, at, id)
}
