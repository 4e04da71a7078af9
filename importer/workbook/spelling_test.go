package workbook

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func utf16Of(s, order string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if order == "LE" {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		} else {
			b.WriteByte(byte(u >> 8))
			b.WriteByte(byte(u))
		}
	}
	return b.String()
}

// prefixed writes the part with the prefix x for the sheet language.
func prefixed(s string) string {
	s = strings.ReplaceAll(s, "xmlns=", "xmlns:x=")
	s = strings.ReplaceAll(s, "</", "\x00")
	s = strings.ReplaceAll(s, "<", "<x:")
	s = strings.ReplaceAll(s, "<x:?", "<?")
	return strings.ReplaceAll(s, "\x00", "</x:")
}

// pretty puts every element on a line of its own, texts left alone.
func pretty(s string) string {
	for _, before := range []string{"<row", "<c ", "</row", "</c>", "<sheetData", "</sheetData", "<v>", "<f>", "<mergeCell ", "</mergeCells"} {
		s = strings.ReplaceAll(s, before, "\r\n\t"+before)
	}
	return s
}

// TestSpellings reads the small workbook in every legal spelling: the cells
// must be the same.
func TestSpellings(t *testing.T) {
	const name = "xl/worksheets/sheet1.xml"
	plain := parts()[name]
	strict := strings.NewReplacer("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
	allStrict := parts()
	for n, s := range allStrict {
		allStrict[n] = strict.Replace(s)
	}
	upper := parts()
	upper["XL/Worksheets/SHEET1.XML"] = upper[name]
	delete(upper, name)
	backslash := parts()
	backslash[`xl\worksheets\sheet1.xml`] = backslash[name]
	delete(backslash, name)
	folders := parts()
	folders["xl/"], folders["xl/worksheets/"] = "", ""
	absolute := strings.ReplaceAll(parts()["xl/_rels/workbook.xml.rels"], `Target="`, `Target="/xl/`)
	replaced := func(old, new string) map[string]string {
		if !strings.Contains(plain, old) {
			t.Fatalf("the sheet has no %q", old)
		}
		return with(map[string]string{name: strings.ReplaceAll(plain, old, new)})
	}
	tests := []struct {
		name  string
		parts map[string]string
	}{
		{"prefix", with(map[string]string{name: prefixed(plain)})},
		{"prefix in strings", with(map[string]string{"xl/sharedStrings.xml": prefixed(parts()["xl/sharedStrings.xml"])})},
		{"pretty", with(map[string]string{name: pretty(plain)})},
		{"UTF-16 little endian", with(map[string]string{name: utf16Of(strings.Replace(plain, "UTF-8", "UTF-16", 1), "LE")})},
		{"UTF-16 big endian", with(map[string]string{name: utf16Of(strings.Replace(plain, "UTF-8", "UTF-16", 1), "BE")})},
		{"UTF-16 strings", with(map[string]string{"xl/sharedStrings.xml": utf16Of(strings.Replace(parts()["xl/sharedStrings.xml"], "UTF-8", "utf-16", 1), "LE")})},
		{"byte order mark", with(map[string]string{name: "\ufeff" + plain})},
		{"no declaration", with(map[string]string{name: strings.TrimPrefix(plain, xmlHead)})},
		{"strict namespaces", allStrict},
		{"names in capitals", upper},
		{"names with backslashes", backslash},
		{"absolute targets", with(map[string]string{"xl/_rels/workbook.xml.rels": absolute})},
		{"comments", replaced("<row", "<!-- a <row> --><row")},
		{"instructions", replaced("<row", "<?mso a?><row")},
		{"CDATA", replaced("<v>3000</v>", "<v><![CDATA[30]]>0<![CDATA[0]]></v>")},
		{"character references", replaced("<v>3000</v>", "<v>&#51;0&#x30;0</v>")},
		{"single quotes", replaced(`r="B2"`, `r='B2'`)},
		{"blanks in tags", replaced(`<c r="B2">`, "<c\n  r = \"B2\" >")},
		{"blanks in end tags", replaced(`</c>`, "</c >")},
		{"type before address", replaced(`r="A1" t="s"`, `t="s" r="A1"`)},
		{"explicit number type", replaced(`<c r="B2">`, `<c r="B2" t="n">`)},
		{"explicit style", replaced(`<c r="B2">`, `<c r="B2" s="0">`)},
		{"no cell addresses", with(map[string]string{name: strings.NewReplacer(` r="A1"`, "", ` r="B1"`, "", ` r="A2"`, "", ` r="B2"`, "", ` r="C2"`, "").Replace(plain)})},
		{"no row numbers", replaced(`<row r=`, `<row spans=`)},
		{"empty rows and cells", replaced(`<row r="2">`, `<row r="2" s="1" customFormat="1">`)},
		{"blank cells between", replaced(`<c r="C2">`, `<c r="C2" s="2">`)},
		{"foreign elements", replaced(`<sheetData>`, `<x:a xmlns:x="urn:x"><x:row/></x:a><sheetData>`)},
		{"foreign attributes", replaced(`<row r="2">`, `<row r="2" xmlns:y="urn:y" y:dyDescent="0.25">`)},
		{"extension in a cell", replaced(`<v>3000</v>`, `<v>3000</v><extLst><ext uri="u"/></extLst>`)},
		{"shared texts inline", replaced(`<c r="A1" t="s"><v>0</v></c>`, `<c r="A1" t="inlineStr"><is><t>企业名称</t></is></c>`)},
		{"inline in runs", replaced(`<c r="A1" t="s"><v>0</v></c>`, `<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>企业</t></r><r><t>名称</t></r></is></c>`)},
		{"phonetic runs", with(map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "<si><t>企业名称</t></si>", `<si><t>企业名称</t><rPh sb="0" eb="1"><t>qi</t></rPh><phoneticPr fontId="1"/></si>`, 1)})},
		{"escapes in shared strings", with(map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "企业名称", `&#x4f01;_x4E1A_名称`, 1)})},
		{"dimension that lies", replaced(`<sheetData>`, `<dimension ref="A1:XFD1048576"/><sheetData>`)},
		{"folders", folders},
	}
	want := mustOpen(t, pack(parts()))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := mustOpen(t, pack(tt.parts))
			for i := range got.Sheets[0].Rows { // C2 bears a format in one case, which shows as it is
				for j := range got.Sheets[0].Rows[i].Cells {
					if c := &got.Sheets[0].Rows[i].Cells[j]; c.Percent {
						c.Percent, c.Shown = false, ""
					}
				}
			}
			if diff := cmp.Diff(want.Sheets, got.Sheets); diff != "" {
				t.Error(diff)
			}
		})
	}
}
