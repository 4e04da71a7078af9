package xlsx_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// dumped is a workbook as text: every filled cell of the first rows of a sheet
// with its formula and number format, then widths and print titles.
func dumped(t *testing.T, f *excelize.File, most int) string {
	t.Helper()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s, %d rows\n", sheet, len(rows))
		for i, row := range rows[:min(len(rows), most)] {
			for j, text := range row {
				if text != "" {
					fmt.Fprintln(&b, described(t, f, sheet, j+1, i+1, text))
				}
			}
		}
	}
	for _, n := range f.GetDefinedName() {
		fmt.Fprintf(&b, "%s %s = %s\n", n.Scope, n.Name, n.RefersTo)
	}
	return b.String()
}

func described(t *testing.T, f *excelize.File, sheet string, col, row int, text string) string {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		t.Fatal(err)
	}
	formula, err := f.GetCellFormula(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	out := cell + " " + text
	if formula != "" {
		out += " =" + formula
	}
	if style.CustomNumFmt != nil && *style.CustomNumFmt != "@" {
		out += " [" + *style.CustomNumFmt + "]"
	}
	return out
}

func TestGolden(t *testing.T) {
	got := dumped(t, opened(t, written(t, composed(t, 5))), 24)
	file := filepath.Join("testdata", "2024-02-25.golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
