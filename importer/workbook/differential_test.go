package workbook_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"chunfeng/importer/workbook"
)

// drawValue is a value that excelize can store.
func drawValue(t *rapid.T) any {
	return rapid.OneOf(
		rapid.Map(rapid.StringMatching(`[一-龥a-zA-Z0-9 &<>"'_]{0,12}`), func(s string) any { return s }),
		rapid.Map(rapid.SampledFrom([]string{"_x0041_", "a\nb", " 两 边 ", "0576", "𠮷", "=1+1", "\t"}), func(s string) any { return s }),
		rapid.Map(rapid.IntRange(-1_000_000, 1_000_000), func(n int) any { return n }),
		rapid.Map(rapid.Float64Range(-1e12, 1e12), func(f float64) any { return f }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
	).Draw(t, "value")
}

// fill writes random values, either through a stream or cell by cell.
func fill(t *rapid.T, f *excelize.File) error {
	rows := rapid.IntRange(0, 6).Draw(t, "rows")
	if !rapid.Bool().Draw(t, "stream") {
		for r := range rows {
			for c := range rapid.IntRange(0, 5).Draw(t, "cells") {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					return err
				}
				if err := f.SetCellValue("Sheet1", at, drawValue(t)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for r := range rows {
		var row []any
		for range rapid.IntRange(0, 5).Draw(t, "cells") {
			row = append(row, drawValue(t))
		}
		if err := w.SetRow("A"+strconv.Itoa(r+1), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// theirs lists what excelize reads, cell by cell.
func theirs(data []byte) (map[string]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for r := 1; rows.Next(); r++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		for c, text := range cells {
			if text != "" {
				out[fmt.Sprint(r, ",", c+1)] = text
			}
		}
	}
	return out, rows.Error()
}

// TestAsExcelize writes random cells with excelize and reads them with both.
func TestAsExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		if err := fill(t, f); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		want, err := theirs(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		book, list := workbook.Open("a.xlsx", b.Bytes(), workbook.DefaultLimits(), "")
		if len(list) > 0 {
			t.Fatal(list[0].Message())
		}
		got := map[string]string{}
		for _, r := range book.Sheets[0].Rows {
			for _, c := range r.Cells {
				text := c.Text
				if c.Kind == workbook.Bool {
					text = map[string]string{"TRUE": "1", "FALSE": "0"}[text]
				}
				got[fmt.Sprint(r.Index, ",", c.Col)] = text
			}
		}
		for at, text := range want {
			if got[at] != text {
				t.Errorf("%s: %q, excelize %q", at, got[at], text)
			}
		}
		for at, text := range got {
			if _, ok := want[at]; !ok {
				t.Errorf("%s: %q, excelize none", at, text)
			}
		}
	})
}
