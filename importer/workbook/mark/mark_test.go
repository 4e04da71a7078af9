package mark

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer/finding"
	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/booktest"
)

// filed is a return as a county would make it: a styled head, a validation, a
// conditional format, a chart, a note of the filer's own, a second sheet.
func filed(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "驻点招工"))
	_, err := f.NewSheet("A&B '表1")
	must(err)
	must(f.SetSheetRow("驻点招工", "A1", &[]any{"驻点招工台账"}))
	must(f.SetSheetRow("驻点招工", "A3", &[]any{"活动名称", "日期", "岗位数", "意向"}))
	for i := range 6 {
		must(f.SetSheetRow("驻点招工", fmt.Sprintf("A%d", 4+i), &[]any{fmt.Sprintf("第%d场", i+1), "2024-01-20", 100 * i, 30 + i}))
	}
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FF0000"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"00FF00"}}, NumFmt: 3})
	must(err)
	must(f.SetCellStyle("驻点招工", "C5", "C5", style))
	must(f.SetColStyle("驻点招工", "H", style))
	must(f.MergeCell("驻点招工", "A1", "D1"))
	must(f.AddComment("驻点招工", excelize.Comment{Cell: "C6", Author: "县局", Text: "请核"}))
	must(f.AddComment("驻点招工", excelize.Comment{Cell: "A4", Author: "县局", Text: "首场"}))
	v := excelize.NewDataValidation(true)
	v.Sqref = "D4:D9"
	must(v.SetRange(0, 1000, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween))
	must(f.AddDataValidation("驻点招工", v))
	must(f.AddChart("A&B '表1", "B3", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "驻点招工!$C$4:$C$9"}}}))
	must(f.SetCellValue("A&B '表1", "A1", "汇总"))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "'A&B ''表1'!$A$1:$C$3", Scope: "A&B '表1"}))
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func place(sheet string, cell string) finding.Place {
	row, col := cellOf(cell)
	return finding.Place{File: "a.xlsx", Sheet: sheet, Row: row, Col: col}
}

func somefound() finding.List {
	const s = "驻点招工"
	return finding.List{
		finding.NotANumber(place(s, "C4"), "posts", "岗位数", "若干 <b>&"),
		finding.PartsDiffer(place(s, "C5"), "posts", "100", "签约多于意向"),
		finding.Approximate(place(s, "C5"), "posts", "岗位数", "100余", "100"),
		finding.Approximate(place(s, "C6"), "posts", "岗位数", "200余", "200"),
		finding.StoredAsText(place(s, "D7"), "intentions", "意向", "33"),
		finding.Missing(place(s, "H8"), "city", "地市"),
		finding.Missing(place(s, "B12"), "city", "地市"),
		finding.FirmMissing(finding.Place{File: "a.xlsx", Sheet: s}, "甲公司"),
		finding.ActiveContent(finding.Place{File: "a.xlsx"}, "宏"),
	}
}

func marking(t testing.TB, data []byte, found finding.List, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, data, found, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := out[f.Name]; twice {
			t.Errorf("part %s stands twice", f.Name)
		}
		out[f.Name] = string(b)
	}
	return out
}

// fillOf is the colour that a cell's format is filled with, without alpha.
func fillOf(t testing.TB, data []byte, sheet, cell string) string {
	t.Helper()
	id, err := open(t, data).GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	st, err := readStyles([]byte(parts(t, data)["xl/styles.xml"]))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(value(st.xf(id), "fillId"))
	if err != nil {
		t.Fatal(err)
	}
	fill := st.lists["fills"].items[n]
	_, colour, found := strings.Cut(string(fill), `fgColor rgb="`)
	if !found {
		return ""
	}
	return colour[2:8]
}

func TestMarkedWorkbook(t *testing.T) {
	data := filed(t)
	out := marking(t, data, somefound(), Options{})
	f := open(t, out)

	if diff := cmp.Diff([]string{"校验结果", "驻点招工", "A&B '表1"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets: %s", diff)
	}
	for cell, want := range map[string]string{
		"C4": "FFB3B0", "C5": "FFB3B0", "C6": "FFE08A", "D7": "BFE0FA", "H8": "FFB3B0", "B12": "FFB3B0", "D4": "", "H9": "00FF00",
	} {
		if got := fillOf(t, out, "驻点招工", cell); got != want {
			t.Errorf("fill of %s: %q, want %q", cell, got, want)
		}
	}
	id, err := f.GetCellStyle("驻点招工", "C5")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.NumFmt != 3 || style.Font == nil || !style.Font.Bold {
		t.Errorf("C5 lost its format: %+v", style)
	}

	notes := map[string]string{}
	comments, err := f.GetComments("驻点招工")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comments {
		text := c.Text
		for _, r := range c.Paragraph {
			text += r.Text
		}
		notes[c.Cell] = text
	}
	for cell, words := range map[string][]string{
		"A4": {"首场"}, "C4": {"C202", "若干 <b>&", wordHow}, "C5": {"R302", "C210"}, "C6": {"请核", "C210"}, "D7": {"C216"}, "H8": {"C201"}, "B12": {"C201"},
	} {
		for _, w := range words {
			if !strings.Contains(notes[cell], w) {
				t.Errorf("note of %s is %q, without %q", cell, notes[cell], w)
			}
		}
	}
	if len(notes) != 7 {
		t.Errorf("%d notes, want 7", len(notes))
	}

	names := f.GetDefinedName()
	if len(names) != 1 || names[0].Scope != "A&B '表1" {
		t.Errorf("defined names moved: %+v", names)
	}
	rows, err := f.GetRows("校验结果")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, r := range rows[4:] {
		codes = append(codes, r[colCode-1]+" "+r[colCell-1])
	}
	want := []string{"F006 ", "X415 ", "C202 C4", "C210 共2处", "C210 C5", "R302 C5", "C210 C6", "C216 D7", "C201 H8", "C201 B12"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("list: %s", diff)
	}
	if ok, to, err := f.GetCellHyperLink("校验结果", "E7"); err != nil || !ok || to != "'驻点招工'!C4" {
		t.Errorf("link %v %q %v", ok, to, err)
	}
	if book, list := workbook.Open("a.xlsx", out, workbook.DefaultLimits(), ""); book == nil {
		t.Errorf("our own reader: %v", list[0].Message())
	}
}

// Every part that was written follows the order of the schema.
func TestPartsFollowTheSchema(t *testing.T) {
	for name, data := range map[string][]byte{"a workbook": filed(t), "a list alone": []byte("%PDF-1.7\n"), "a CSV file": []byte("企业名称,岗位数\n甲公司,若干\n")} {
		t.Run(name, func(t *testing.T) {
			first := marking(t, data, somefound(), Options{})
			for _, out := range [][]byte{first, marking(t, first, somefound(), Options{}), marking(t, first, nil, Options{})} {
				for part, body := range parts(t, out) {
					if strings.HasSuffix(part, ".xml") || strings.HasSuffix(part, ".rels") {
						wellFormed(t, part, body)
					}
				}
			}
		})
	}
}

// Every part that has no mark stays as it was, to the byte.
func TestOtherPartsAreUntouched(t *testing.T) {
	data := filed(t)
	before, after := parts(t, data), parts(t, marking(t, data, somefound(), Options{}))
	changes := []string{"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml",
		"xl/worksheets/_rels/sheet1.xml.rels", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
	for name, body := range before {
		if got, ok := after[name]; !ok {
			t.Errorf("%s is gone", name)
		} else if got != body && !slices.Contains(changes, name) {
			t.Errorf("%s changed", name)
		}
	}
	sheet := after["xl/worksheets/sheet1.xml"]
	for _, kept := range []string{"<dataValidations", "<mergeCells", "<legacyDrawing"} {
		if strings.Count(sheet, kept) != 1 {
			t.Errorf("the marked sheet holds %s %d times", kept, strings.Count(sheet, kept))
		}
	}
}

func TestMarksComeAndGo(t *testing.T) {
	data := filed(t)
	first := marking(t, data, somefound(), Options{})
	f := open(t, first)
	// The clerk explains one doubt, and one for all, and saves.
	for cell, s := range map[string]string{"J6": "该企业已停产", "J8": "  全县口径 "} {
		if err := f.SetCellValue("校验结果", cell, s); err != nil {
			t.Fatal(err)
		}
	}
	var saved bytes.Buffer
	if err := f.Write(&saved); err != nil {
		t.Fatal(err)
	}
	book, list := workbook.Open("a.xlsx", saved.Bytes(), workbook.DefaultLimits(), "")
	if book == nil {
		t.Fatal(list[0].Message())
	}
	var got []string
	for _, a := range Explanations(book) {
		got = append(got, fmt.Sprintf("%s %s %s %s %v %s", a.Code, a.Sheet, a.Cell, a.Field, a.All, a.Text))
	}
	want := []string{"X415 驻点招工   false 该企业已停产", "C210 驻点招工  posts true 全县口径"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	Remove(book)
	if len(book.Sheets) != 2 {
		t.Errorf("%d sheets without the list, want 2", len(book.Sheets))
	}

	for name, back := range map[string][]byte{"as written": first, "as saved by another program": saved.Bytes()} {
		t.Run(name, func(t *testing.T) {
			again := marking(t, back, finding.List{finding.StoredAsText(place("驻点招工", "D7"), "intentions", "意向", "33")}, Options{})
			f := open(t, again)
			for cell, want := range map[string]string{"C4": "", "C5": "00FF00", "C6": "", "D7": "BFE0FA", "H8": "00FF00", "B12": ""} {
				if got := fillOf(t, again, "驻点招工", cell); got != want {
					t.Errorf("fill of %s: %q, want %q", cell, got, want)
				}
			}
			comments, err := f.GetComments("驻点招工")
			if err != nil {
				t.Fatal(err)
			}
			var cells []string
			for _, c := range comments {
				cells = append(cells, c.Cell)
				if c.Cell == "C6" && strings.Contains(c.Text, noteMark) {
					t.Errorf("the filer's note still holds ours: %q", c.Text)
				}
			}
			slices.Sort(cells)
			if diff := cmp.Diff([]string{"A4", "C6", "D7"}, cells); diff != "" {
				t.Errorf("notes: %s", diff)
			}
			if diff := cmp.Diff([]string{"校验结果", "驻点招工", "A&B '表1"}, f.GetSheetList()); diff != "" {
				t.Errorf("sheets: %s", diff)
			}
			if n := strings.Count(parts(t, again)["xl/drawings/vmlDrawing1.vml"], "ObjectType=\"Note\""); n != 3 {
				t.Errorf("%d shapes, want 3", n)
			}
		})
	}
}

func TestNotesAreBounded(t *testing.T) {
	rows := [][]string{{"岗位数"}}
	var found finding.List
	for i := range 30 {
		rows = append(rows, []string{"若干"})
		found = append(found, finding.NotANumber(place("表", fmt.Sprintf("A%d", i+2)), "posts", "岗位数", "若干"))
	}
	found = append(found, finding.StoredAsText(place("表", "A1"), "posts", "岗位数", "3"))
	out := marking(t, booktest.Bytes(t, booktest.Grid{Name: "表", Rows: rows}), found, Options{Notes: 10})
	f := open(t, out)
	comments, err := f.GetComments("表")
	if err != nil {
		t.Fatal(err)
	}
	if len(comments) != 10 || comments[0].Cell != "A2" {
		t.Errorf("%d notes from %s, want 10 from A2: the gravest first", len(comments), comments[0].Cell)
	}
	for _, cell := range []string{"A1", "A31"} {
		if fillOf(t, out, "表", cell) == "" {
			t.Errorf("%s has no fill", cell)
		}
	}
	says, err := f.GetCellValue("校验结果", "A4")
	if err != nil {
		t.Fatal(err)
	}
	if want := beyond("表", 10, 21, "A1"); says != want {
		t.Errorf("got %q, want %q", says, want)
	}
}

func TestFilesThatCannotBePatched(t *testing.T) {
	for name, tc := range map[string]struct {
		data   []byte
		sheets int
	}{
		"csv":    {[]byte("企业名称,岗位数\n甲公司,若干\n"), 2},
		"a PDF":  {[]byte("%PDF-1.7\n"), 1},
		"cut":    {filed(t)[:2000], 1},
		"no zip": {[]byte("PK\x03\x04nothing"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			sheet := "表"
			if book, _ := workbook.Open("", tc.data, workbook.DefaultLimits(), ""); book != nil {
				sheet = book.Sheets[0].Name
			}
			out := marking(t, tc.data, finding.List{finding.NotANumber(place(sheet, "B2"), "posts", "岗位数", "若干")}, Options{})
			f := open(t, out)
			if got := len(f.GetSheetList()); got != tc.sheets {
				t.Fatalf("%d sheets, want %d", got, tc.sheets)
			}
			if tc.sheets == 2 && fillOf(t, out, f.GetSheetList()[1], "B2") == "" {
				t.Error("B2 has no fill")
			}
			rows, err := f.GetRows("校验结果")
			if err != nil {
				t.Fatal(err)
			}
			if last := rows[len(rows)-1]; last[colCode-1] != "C202" {
				t.Errorf("last line %q", last)
			}
		})
	}
}
