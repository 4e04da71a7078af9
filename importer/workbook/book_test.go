package workbook

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/period"
)

func TestNotes(t *testing.T) {
	threaded := xmlHead + `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">` +
		`<threadedComment ref="B2" id="{1}"><text>是否核对？</text></threadedComment><threadedComment ref="B2" id="{2}" parentId="{1}"><text>已核对</text></threadedComment></ThreadedComments>`
	data := pack(with(map[string]string{
		"xl/comments1.xml": xmlHead + `<comments ` + mainNS + `><authors><author/></authors><commentList>` +
			`<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>张三:</t></r><r><t xml:space="preserve">
请看</t></r></text></comment><comment ref="B2" authorId="0"><text><t>[Threaded comment]</t></text></comment>` +
			`<comment ref="Z99" authorId="0"><text><t>空格上的批注</t></text></comment></commentList></comments>`,
		"xl/threadedComments/threadedComment1.xml": threaded,
		"xl/worksheets/_rels/sheet1.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/comments" Target="../comments1.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>`),
	}))
	s := mustOpen(t, data).Sheets[0]
	if got, want := s.Cell(1, 1).Note, "张三:\n请看"; got != want {
		t.Errorf("note of A1 is %q, want %q", got, want)
	}
	if got, want := s.Cell(2, 2).Note, "是否核对？\n已核对"; got != want {
		t.Errorf("note of B2 is %q, want %q", got, want)
	}
	if s.Cell(99, 26) != nil {
		t.Error("a note made a cell of a blank one")
	}
}

func TestDateSystems(t *testing.T) {
	feb4, _ := period.On(2024, 2, 4)
	book := mustOpen(t, pack(with(map[string]string{
		"xl/workbook.xml":          strings.Replace(parts()["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1),
		"xl/worksheets/sheet1.xml": sheet(`<row r="1"><c r="A1" s="1"><v>43864</v></c><c r="B1" t="d"><v>2024-02-04T00:00:00</v></c><c r="C1" t="d"><v>08:30:00</v></c></row>`, ""),
	})))
	want := []Cell{
		{Col: 1, Kind: Date, Text: "43864", Shown: "2024/2/4", Date: feb4, Stored: true},
		{Col: 2, Kind: Date, Text: "2024-02-04T00:00:00", Date: feb4, Stored: true},
		{Col: 3, Kind: Date, Text: "08:30:00", Stored: true},
	}
	if diff := cmp.Diff(want, book.Sheets[0].Rows[0].Cells); diff != "" || !book.Date1904 {
		t.Error(book.Date1904, diff)
	}
}

func TestFormulas(t *testing.T) {
	got := cellsOf(t, withSheet(`<row r="1">`+
		`<c r="A1"><f>B1*2</f><v>4</v></c>`+
		`<c r="B1"><f>C1</f></c>`+
		`<c r="C1"><f>D1</f><v></v></c>`+
		`<c r="D1" t="str"><f>""</f><v></v></c>`+
		`<c r="E1" t="str"><f>"a"</f><v>a</v></c>`+
		`<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`+
		`<c r="G1" t="b"><f>1=1</f><v>1</v></c>`+
		`<c r="H1"><f t="shared" ref="H1:I1" si="0">A1+1</f><v>5</v></c>`+
		`<c r="I1"><f t="shared" si="0"/><v>6</v></c>`+
		`<c r="J1"><f t="array" ref="J1:J2">SUM(A1:A2)</f><v>7</v></c>`+
		`<c r="K1" s="1"/><c r="L1" t="s"/></row>`, ""))
	want := []Cell{
		{Col: 1, Kind: Number, Text: "4", Formula: "B1*2", Stored: true},
		{Col: 2, Formula: "C1"},
		{Col: 3, Formula: "D1"},
		{Col: 4, Formula: `""`, Stored: true},
		{Col: 5, Text: "a", Formula: `"a"`, Stored: true},
		{Col: 6, Kind: Error, Text: "#DIV/0!", Formula: "1/0", Stored: true},
		{Col: 7, Kind: Bool, Text: "TRUE", Formula: "1=1", Stored: true},
		{Col: 8, Kind: Number, Text: "5", Formula: "A1+1", Stored: true},
		{Col: 9, Kind: Number, Text: "6", Formula: "A1+1", Stored: true},
		{Col: 10, Kind: Number, Text: "7", Formula: "SUM(A1:A2)", Stored: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSheetsOfABook(t *testing.T) {
	data := with(map[string]string{
		"xl/workbook.xml": xmlHead + `<workbook ` + mainNS + ` xmlns:r="` + officeNS + `"><sheets><sheet name="表" sheetId="1" r:id="rId1"/>` +
			`<sheet name="图" sheetId="2" r:id="rId4"/><sheet name="字典" sheetId="3" state="hidden" r:id="rId5"/><sheet name="深" sheetId="4" state="veryHidden" r:id="rId6"/><sheet name="模块" sheetId="5" r:id=""/></sheets>` +
			`<definedNames><definedName name="_xlnm.Print_Area">表!$A$1</definedName><definedName name="chunfeng.form">'表'!$B$1</definedName><definedName name="chunfeng.unit">"3310""82"</definedName><definedName name="chunfeng.range">表!$A$1:$B$2</definedName></definedNames></workbook>`,
		"xl/_rels/workbook.xml.rels": strings.Replace(parts()["xl/_rels/workbook.xml.rels"], "</Relationships>",
			`<Relationship Id="rId4" Type="`+officeNS+`/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship Id="rId5" Type="`+officeNS+`/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId6" Type="`+officeNS+`/worksheet" Target="worksheets/sheet3.xml"/></Relationships>`, 1),
		"xl/chartsheets/sheet1.xml": "<chartsheet/>",
		"xl/worksheets/sheet2.xml": strings.Replace(sheet(`<row r="2" hidden="1"><c r="B2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>`, ""), "<sheetData>",
			`<cols><col min="4" max="6" width="9" hidden="1"/><col min="2" max="2" width="0"/><col min="1" max="1" width="9"/></cols><sheetData>`, 1),
		"xl/worksheets/sheet3.xml": sheet("", ""),
	})
	book := mustOpen(t, pack(data))
	var got []string
	for _, s := range book.Sheets {
		name := s.Name
		if s.Hidden {
			name += " hidden"
		}
		got = append(got, name)
	}
	if diff := cmp.Diff([]string{"表", "图", "字典 hidden", "深 hidden", "模块"}, got); diff != "" {
		t.Error(diff)
	}
	s := &book.Sheets[2]
	if !s.Row(2).Hidden || s.Row(3).Hidden || !s.HiddenCol(2) || !s.HiddenCol(5) || s.HiddenCol(1) || s.HiddenCol(7) || s.Order != 2 {
		t.Errorf("hidden parts of %+v", s)
	}
	want := []Hint{{"chunfeng.form", "岗位数"}, {"chunfeng.unit", `3310"82`}, {"chunfeng.range", "表!$A$1:$B$2"}}
	if diff := cmp.Diff(want, book.Hints); diff != "" {
		t.Error(diff)
	}
	if a, ok := book.Sheets[0].Merged(2, 1); !ok || a != (Area{1, 1, 2, 1}) {
		t.Errorf("merged area %v", a)
	}
	if _, ok := book.Sheets[0].Merged(3, 1); ok {
		t.Error("merged below the area")
	}
}

// TestMergesAgainstPairs compares the sweep with what comparing all pairs
// finds.
func TestMergesAgainstPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Sheet
		for range rapid.IntRange(0, 12).Draw(t, "areas") {
			row, col := rapid.IntRange(1, 12).Draw(t, "row"), rapid.IntRange(1, 12).Draw(t, "col")
			s.Merges = append(s.Merges, Area{row, col, row + rapid.IntRange(0, 3).Draw(t, "down"), col + rapid.IntRange(0, 3).Draw(t, "right")})
		}
		overlap := false
		for i, a := range s.Merges {
			for _, b := range s.Merges[:i] {
				overlap = overlap || a.Row1 <= b.Row2 && b.Row1 <= a.Row2 && a.Col1 <= b.Col2 && b.Col1 <= a.Col2
			}
		}
		if err := settle(&s, ""); (err != nil) != overlap {
			t.Fatalf("%v: overlap %v, settled with %v", s.Merges, overlap, err)
		}
	})
}
