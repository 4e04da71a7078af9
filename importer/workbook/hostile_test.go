package workbook

import (
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"unsafe"

	"chunfeng/importer/finding"
)

// repeat is n times what pattern makes of 0, 1, 2 …
func repeat(n int, pattern func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(pattern(i))
	}
	return b.String()
}

func deflated(t *testing.T, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 9)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostile opens files that are made to hurt: every one gets a clear
// answer, and none costs more than its parts.
func TestHostile(t *testing.T) {
	bomb := deflated(t, make([]byte, 16<<20))
	lying := func(declared int) []byte {
		return rawZip(append(entries(), entry{name: "xl/media/a", text: bomb, method: 8, size: declared, sum: crc32.ChecksumIEEE(make([]byte, 16<<20))}))
	}
	workbook := func(more string) []byte {
		return pack(with(map[string]string{"xl/workbook.xml": strings.Replace(parts()["xl/workbook.xml"], "</sheets>", more, 1)}))
	}
	cell := `<row r="1"><c r="A1"><v>1</v></c></row>`
	formula := func(f string) []byte {
		return withSheet(`<row r="1"><c r="A1"><f>`+f+`</f><v>1</v></c></row>`, "")
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"bomb in a part that nobody reads", lying(16 << 20), "accepted"},
		{"bomb that declares less", lying(1000), "F003"},
		{"bomb that declares more", lying(17 << 20), "F003"},
		{"bomb that declares too much", lying(300 << 20), "F004"},
		{"a million styled empty rows", withSheet(cell+repeat(1_000_000, func(int) string { return `<row s="1" customFormat="1"/>` }), ""), "accepted"},
		{"16,384 blank columns", withSheet(`<row r="1">`+repeat(lastCol, func(i int) string { return `<c r="` + finding.Column(i+1) + `1" s="1"/>` })+`</row>`, ""), "accepted"},
		{"100,000 merged areas", withSheet(cell, `<mergeCells>`+repeat(100_000, func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:B%d"/>`, i+1, i+1) })+`</mergeCells>`), "F004 表"},
		{"20,000 wide merged areas", withSheet(cell, `<mergeCells>`+repeat(20_000, func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:XFD%d"/>`, i+1, i+1) })+`</mergeCells>`), "accepted"},
		{"20,000 merged areas that overlap", withSheet(cell, `<mergeCells>`+repeat(20_000, func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:B%d"/>`, i+1, i+2) })+`</mergeCells>`), "F003 表!A2"},
		{"100,000 validations", withSheet(cell, `<dataValidations>`+repeat(100_000, func(i int) string { return fmt.Sprintf(`<dataValidation sqref="A%d"/>`, i+1) })+`</dataValidations>`), "accepted"},
		{"100,000 conditional formats", withSheet(cell, repeat(100_000, func(i int) string { return fmt.Sprintf(`<conditionalFormatting sqref="A%d"/>`, i+1) })), "accepted"},
		{"100,000 defined names", workbook(`</sheets><definedNames>` + repeat(100_000, func(i int) string { return fmt.Sprintf(`<definedName name="chunfeng%d">表!$A$1</definedName>`, i) }) + `</definedNames>`), "accepted"},
		{"100,000 notes", pack(with(map[string]string{"xl/comments1.xml": xmlHead + `<comments ` + mainNS + `><commentList>` + repeat(100_000, func(i int) string {
			return fmt.Sprintf(`<comment ref="A%d"><text><t>x</t></text></comment>`, i+1)
		}) + `</commentList></comments>`})), "accepted"},
		{"10,000 sheets", workbook(repeat(10_000, func(i int) string { return fmt.Sprintf(`<sheet name="s%d" sheetId="%d" r:id="rId1"/>`, i, i+2) }) + `</sheets>`), "F004"},
		{"100,000 cell formats", pack(with(map[string]string{"xl/styles.xml": styles(make([]int, 100_000)...)})), "F004"},
		{"100,000 number formats", pack(with(map[string]string{"xl/styles.xml": xmlHead + `<styleSheet ` + mainNS + `><numFmts>` + repeat(100_000, func(i int) string { return fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="0"/>`, i) }) + `</numFmts></styleSheet>`})), "F004"},
		{"a number format of a megabyte", pack(with(map[string]string{"xl/styles.xml": xmlHead + `<styleSheet ` + mainNS + `><numFmts><numFmt numFmtId="14" formatCode="` + strings.Repeat("0;[Red]", 150_000) + `"/><numFmt numFmtId="200" formatCode="` + strings.Repeat("0;[Red]", 150_000) + `"/></numFmts><cellXfs><xf numFmtId="200"/><xf numFmtId="14"/></cellXfs></styleSheet>`})), "accepted"},
		{"200,000 relationships", pack(with(map[string]string{"xl/_rels/workbook.xml.rels": rels(repeat(200_000, func(i int) string { return fmt.Sprintf(`<Relationship Id="a%d" Type="x/hyperlink" Target="x"/>`, i) }))})), "F004"},
		{"an attribute of 5 MB", withSheet(`<row r="`+strings.Repeat("1", 5<<20)+`"/>`, ""), "F004 表"},
		{"a text of 5 MB", withSheet(`<row r="1"><c r="A1" t="str"><v>`+strings.Repeat("1", 5<<20)+`</v></c></row>`, ""), "F004 表"},
		{"a text of 5 MB in pieces", withSheet(`<row r="1"><c r="A1" t="str"><v>`+strings.Repeat("12345678<!---->", 700_000)+`</v></c></row>`, ""), "F004 表"},
		{"a long text in 10,000 cells", pack(with(map[string]string{
			"xl/sharedStrings.xml":     xmlHead + `<sst ` + mainNS + `><si><t>` + strings.Repeat("字", 20_000) + `</t></si></sst>`,
			"xl/worksheets/sheet1.xml": sheet(repeat(10_000, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>`, i+1, i+1) }), ""),
		})), "F004 表!A560"},
		{"100,000 attributes", withSheet(`<row `+repeat(100_000, func(i int) string { return fmt.Sprintf(`a%d="" `, i) })+`/>`, ""), "F003 表"},
		{"a million open elements", withSheet(strings.Repeat(`<row>`, 1_000_000), ""), "F003 表"},
		{"a million namespaces", withSheet("", `<x `+repeat(300, func(i int) string { return fmt.Sprintf(`xmlns:a%d="u" `, i) })+`/>`), "F003 表"},
		{"notes that are the sheet itself", pack(with(map[string]string{"xl/worksheets/_rels/sheet1.xml.rels": rels(`<Relationship Id="a" Type="` + officeNS + `/comments" Target="sheet1.xml"/>`)})), "F003"},
		{"a link outside that nobody follows", pack(with(map[string]string{"xl/worksheets/_rels/sheet1.xml.rels": rels(`<Relationship Id="a" Type="` + officeNS + `/comments" Target="file://server/x" TargetMode="External"/>`)})), "accepted"},
		{"DDE", formula(`cmd|'/c calc'!A0`), "F006"},
		{"web service", formula(`webservice("http://a")`), "F006"},
		{"a hyperlink formula", formula(`HYPERLINK("http://a","x")`), "accepted"},
		{"circular formula", formula(`A1+1`), "accepted"},
		{"hostile sheet name", pack(with(map[string]string{"xl/workbook.xml": strings.Replace(parts()["xl/workbook.xml"], "表", `'&lt;script&gt;&quot;=1+1`, 1)})), "accepted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, tt.data, DefaultLimits()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestSharedTextsAreShared refers to one long text from many cells: they
// share it.
func TestSharedTextsAreShared(t *testing.T) {
	text := strings.Repeat("字", 32_767)
	data := pack(with(map[string]string{
		"xl/sharedStrings.xml":     xmlHead + `<sst ` + mainNS + `><si><t>` + text + `</t></si></sst>`,
		"xl/worksheets/sheet1.xml": sheet(repeat(300, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>`, i+1, i+1) }), ""),
	}))
	cells := cellsOf(t, data)
	if len(cells) != 300 || cells[0].Text != text {
		t.Fatalf("%d cells", len(cells))
	}
	for _, c := range cells {
		if unsafe.StringData(c.Text) != unsafe.StringData(cells[0].Text) {
			t.Fatal("a text was copied")
		}
	}
}

// TestOddTextsStay keeps what may be hostile elsewhere as it is stored: the
// reader changes no text.
func TestOddTextsStay(t *testing.T) {
	for _, text := range []string{"a\u202eb", "零\u200b宽", "\ufeff标", "=1+1", "@x", "＝1", "𠮷", "e\u0301", " 两端 ", "\t"} {
		cells := cellsOf(t, withSheet(`<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">`+text+`</t></is></c></row>`, ""))
		if len(cells) != 1 || cells[0].Text != text || cells[0].Kind != Text {
			t.Errorf("%q became %+v", text, cells)
		}
	}
}

// TestBorder panics below the border: the file is refused, the program lives.
func TestBorder(t *testing.T) {
	defer func() {
		if p := recover(); p != "of the caller" {
			t.Errorf("recovered %v", p)
		}
	}()
	lim := DefaultLimits()
	Stream("a.xlsx", pack(parts()), lim, "", func(*Sheet, Row) { panic("of the caller") })
	t.Error("a panic of visit was swallowed")
}

// TestMemoryBound refuses a book that would need more memory than any may.
func TestMemoryBound(t *testing.T) {
	b := budget{each: cellSize}
	r := sheetReader{budget: &b, lim: DefaultLimits()}
	if b.kept = mostKept; !r.room() {
		t.Error("no room at the bound")
	}
	if r.count(&Cell{}); r.room() {
		t.Error("room over the bound")
	}
	if b.keep(1) {
		t.Error("kept over the bound")
	}
}
