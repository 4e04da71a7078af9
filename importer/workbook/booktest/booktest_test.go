package booktest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"chunfeng/importer/period"
	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/booktest"
)

func TestGridsReadBackAsWritten(t *testing.T) {
	grids, err := booktest.Parse(txtar.Parse([]byte(`
-- sheet 月报 --
标题 | |
3000 | '3000 | =SUM(A1:A2)→12 | =A1 | #REF! | TRUE
d:2024-02-04 | d31:2024-02-04 | d{m"月"d"日"}:2024-02-04 12:00
p:0.5 | f{0}:85.6 | f4:1234.5 | 0576 | 两\n行 | a\|b | =A1→ | ''x

1.3E+17
-- merged --
A1:C1
-- hidden rows --
3
-- hidden columns --
B D-E
-- notes --
A2 说明\n第二行
-- want findings --
-- hidden sheet 字典 --
甲
`)))
	if err != nil {
		t.Fatal(err)
	}
	book, list := workbook.Open("a.xlsx", booktest.Bytes(t, grids...), workbook.DefaultLimits(), "")
	if len(list) > 0 {
		t.Fatal(list[0].Message())
	}
	feb4, _ := period.On(2024, 2, 4)
	text := func(col int, s string) workbook.Cell { return workbook.Cell{Col: col, Text: s, Stored: true} }
	number := func(col int, s, shown string) workbook.Cell {
		return workbook.Cell{Col: col, Kind: workbook.Number, Text: s, Shown: shown, Stored: true}
	}
	want := []workbook.Sheet{{
		Name: "月报",
		Rows: []workbook.Row{
			{Index: 1, Cells: []workbook.Cell{text(1, "标题")}},
			{Index: 2, Cells: []workbook.Cell{
				{Col: 1, Kind: workbook.Number, Text: "3000", Stored: true, Note: "说明\n第二行"},
				text(2, "3000"),
				{Col: 3, Kind: workbook.Number, Text: "12", Formula: "SUM(A1:A2)", Stored: true},
				{Col: 4, Formula: "A1"},
				{Col: 5, Kind: workbook.Error, Text: "#REF!", Stored: true},
				{Col: 6, Kind: workbook.Bool, Text: "TRUE", Stored: true},
			}},
			{Index: 3, Hidden: true, Cells: []workbook.Cell{
				{Col: 1, Kind: workbook.Date, Text: "45326", Shown: "2024/2/4", Date: feb4, Stored: true},
				{Col: 2, Kind: workbook.Date, Text: "45326", Shown: "2024年2月4日", Date: feb4, Stored: true},
				{Col: 3, Kind: workbook.Date, Text: "45326.5", Shown: "2月4日", Date: feb4, Stored: true},
			}},
			{Index: 4, Cells: []workbook.Cell{
				{Col: 1, Kind: workbook.Number, Text: "0.5", Shown: "50.00%", Percent: true, Stored: true},
				number(2, "85.6", "86"),
				number(3, "1234.5", "1,234.50"),
				text(4, "0576"),
				text(5, "两\n行"),
				text(6, "a|b"),
				{Col: 7, Formula: "A1", Stored: true},
				text(8, "'x"),
			}},
			{Index: 6, Cells: []workbook.Cell{number(1, "1.3E+17", "")}},
		},
		Merges:     []workbook.Area{{Row1: 1, Col1: 1, Row2: 1, Col2: 3}},
		HiddenCols: []workbook.Span{{First: 2, Last: 2}, {First: 4, Last: 4}, {First: 5, Last: 5}},
	}, {
		Name: "字典", Order: 1, Hidden: true,
		Rows: []workbook.Row{{Index: 1, Cells: []workbook.Cell{text(1, "甲")}}},
	}}
	if diff := cmp.Diff(want, book.Sheets); diff != "" {
		t.Error(diff)
	}
}
