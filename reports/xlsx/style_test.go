package xlsx

import (
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/reports/phrase"
)

// A change of a rate shows as the briefing prints it, none at all too.
func TestPointsShowAsPrinted(t *testing.T) {
	for _, tc := range []struct {
		tenths int64
		want   string
	}{{15, "+1.5"}, {-3, "-0.3"}, {0, "0.0"}} {
		f := excelize.NewFile()
		format := numberFormats[points]
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellValue("Sheet1", "A1", float64(tc.tenths)/10), f.SetCellStyle("Sheet1", "A1", "A1", id)); err != nil {
			t.Fatal(err)
		}
		change := figures.Figure{Definition: figures.Definition{ID: "a@change", Way: figures.Ratio}, Value: returns.Number{Micros: tc.tenths * 100_000}}
		if got := phrase.Cell(change); got != tc.want {
			t.Errorf("the briefing prints %q, want %q", got, tc.want)
		}
		data, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		book, found := workbook.Open("a.xlsx", data.Bytes(), workbook.DefaultLimits(), "")
		if len(found) > 0 {
			t.Fatal(found)
		}
		if got := shown(book.Sheets[0].Row(1), 1); got != tc.want {
			t.Errorf("the sheet shows %q, want %q", got, tc.want)
		}
	}
}
