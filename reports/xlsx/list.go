package xlsx

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// A List is one plain table: who is missing, say. Everything in it is text.
type List struct {
	Sheet  string // its name, at most 31 characters
	Title  string // the line above the table
	Head   []string
	Widths []float64 // of the columns in characters, one each
	Rows   [][]string
}

// WriteList writes a list as a workbook of one sheet: title, head with a
// filter that stays in sight, rows. No text in it is a formula, whatever it
// begins with. The error is w's, or names a sheet that Excel would not take.
func WriteList(w io.Writer, l List) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write list: %w", e)
		}
	}()
	if err := f.SetSheetName("Sheet1", l.Sheet); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	if err := l.fill(f); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	if err := l.dress(f); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}

func (l List) fill(f *excelize.File) error {
	for i, row := range append([][]string{{l.Title}, l.Head}, l.Rows...) {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(l.Sheet, cell, text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l List) dress(f *excelize.File) error {
	edge := []excelize.Border{{Type: "left", Color: "808080", Style: 1}, {Type: "right", Color: "808080", Style: 1}, {Type: "top", Color: "808080", Style: 1}, {Type: "bottom", Color: "808080", Style: 1}}
	title, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: edge, Alignment: &excelize.Alignment{Horizontal: "center", WrapText: true}})
	if err != nil {
		return err
	}
	// Format 49 is text: what is typed over a cell stays as typed.
	body, err := f.NewStyle(&excelize.Style{Border: edge, NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(max(1, len(l.Head)))
	if err != nil {
		return err
	}
	bottom := len(l.Rows) + 2
	for i, width := range l.Widths {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(l.Sheet, col, col, width); err != nil {
			return err
		}
	}
	for _, s := range []struct {
		from, to string
		style    int
	}{{"A1", "A1", title}, {"A2", last + "2", head}, {"A3", fmt.Sprintf("%s%d", last, max(3, bottom)), body}} {
		if err := f.SetCellStyle(l.Sheet, s.from, s.to, s.style); err != nil {
			return err
		}
	}
	if err := f.AutoFilter(l.Sheet, fmt.Sprintf("A2:%s%d", last, bottom), nil); err != nil {
		return err
	}
	return f.SetPanes(l.Sheet, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
}
