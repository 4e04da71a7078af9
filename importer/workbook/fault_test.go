package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"chunfeng/importer/finding"
)

// verdict is code, place and part of the one finding that opening raises.
func verdict(t *testing.T, data []byte, lim Limits) string {
	t.Helper()
	book, list := Open("a.xlsx", data, lim, "")
	switch {
	case len(list) == 0:
		return "accepted"
	case len(list) > 1:
		t.Fatalf("%d findings", len(list))
	case list.Faulty() != (book == nil):
		t.Fatalf("book %v beside %s", book, list[0].Flat())
	case list[0].Place.File != "a.xlsx":
		t.Errorf("finding of file %q", list[0].Place.File)
	}
	s := string(list[0].Code)
	if at := list[0].Place.String(); at != "a.xlsx" {
		s += " " + at
	}
	return s
}

func TestMalformedSheets(t *testing.T) {
	row := func(cells string) string { return `<row r="1">` + cells + `</row>` }
	tests := []struct {
		name, data, after, want string
	}{
		{"nothing wrong", row(`<c r="A1"><v>1</v></c>`), "", "accepted"},
		{"shared string out of range", row(`<c r="A1" t="s"><v>2</v></c>`), "", "F003 表!A1"},
		{"shared string not a number", row(`<c r="A1" t="s"><v>x</v></c>`), "", "F003 表!A1"},
		{"shared string negative", row(`<c r="A1" t="s"><v>-1</v></c>`), "", "F003 表!A1"},
		{"style out of range", row(`<c r="A1" s="3"><v>1</v></c>`), "", "F003 表!A1"},
		{"style not a number", row(`<c r="A1" s="x"><v>1</v></c>`), "", "F003 表"},
		{"unknown type", row(`<c r="A1" t="x"><v>1</v></c>`), "", "F003 表"},
		{"number with letters", row(`<c r="A1"><v>12a</v></c>`), "", "F003 表!A1"},
		{"NaN", row(`<c r="A1"><v>NaN</v></c>`), "", "F003 表!A1"},
		{"INF", row(`<c r="A1"><v>INF</v></c>`), "", "F003 表!A1"},
		{"beyond a double", row(`<c r="A1"><v>1E309</v></c>`), "", "F003 表!A1"},
		{"largest double", row(`<c r="A1"><v>1E308</v></c>`), "", "accepted"},
		{"hexadecimal number", row(`<c r="A1"><v>0x10</v></c>`), "", "F003 表!A1"},
		{"two points", row(`<c r="A1"><v>1.2.3</v></c>`), "", "F003 表!A1"},
		{"full-width digits", row(`<c r="A1"><v>１２</v></c>`), "", "F003 表!A1"},
		{"boolean 2", row(`<c r="A1" t="b"><v>2</v></c>`), "", "F003 表!A1"},
		{"error without #", row(`<c r="A1" t="e"><v>REF</v></c>`), "", "F003 表!A1"},
		{"ISO date of no day", row(`<c r="A1" t="d"><v>2024-02-30</v></c>`), "", "F003 表!A1"},
		{"row zero in address", row(`<c r="A0"><v>1</v></c>`), "", "F003 表"},
		{"four letters", row(`<c r="ZZZZ1"><v>1</v></c>`), "", "F003 表"},
		{"column beyond XFD", row(`<c r="XFE1"><v>1</v></c>`), "", "F003 表"},
		{"small letters", row(`<c r="a1"><v>1</v></c>`), "", "accepted"},
		{"letters that are none", row(`<c r="@1"><v>1</v></c>`), "", "F003 表"},
		{"empty style", row(`<c r="A1" s=""><v>1</v></c>`), "", "accepted"},
		{"ISO time by its zero day", row(`<c r="A1" t="d"><v>1899-12-31T08:00:00</v></c>`), "", "accepted"},
		{"full-width address", row(`<c r="Ａ1"><v>1</v></c>`), "", "F003 表"},
		{"address of another row", row(`<c r="A2"><v>1</v></c>`), "", "F003 表"},
		{"address with leading zero", row(`<c r="A01"><v>1</v></c>`), "", "F003 表"},
		{"address with dollars", row(`<c r="$A$1"><v>1</v></c>`), "", "F003 表"},
		{"cell twice", row(`<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>`), "", "F003 表!A1"},
		{"cells not ascending", row(`<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>`), "", "F003 表!B1"},
		{"blank cell twice", row(`<c r="A1" s="1"/><c r="A1" s="1"/>`), "", "F003 表!A1"},
		{"row twice", row("") + row(""), "", "F003 表"},
		{"rows not ascending", `<row r="2"/><row r="1"/>`, "", "F003 表"},
		{"row zero", `<row r="0"/>`, "", "F003 表"},
		{"row beyond the sheet", `<row r="1048577"/>`, "", "F003 表"},
		{"row number with letters", `<row r="1x"/>`, "", "F003 表"},
		{"two values", row(`<c r="A1"><v>1</v><v>2</v></c>`), "", "F003 表"},
		{"two formulas", row(`<c r="A1"><f>A2</f><f>A3</f><v>2</v></c>`), "", "F003 表"},
		{"value beside the cells", `<row r="1"><v>1</v></row>`, "", "F003 表"},
		{"cell beside the rows", `<c r="A1"><v>1</v></c>`, "", "F003 表"},
		{"row in a row", `<row r="1"><row r="2"/></row>`, "", "F003 表"},
		{"element in a value", row(`<c r="A1"><v>1<b/></v></c>`), "", "F003 表"},
		{"text between cells", `<row r="1">x<c r="A1"><v>1</v></c></row>`, "", "F003 表"},
		{"alternate content in a row", `<row r="1"><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/></row>`, "", "F003 表"},
		{"inline string of another type", row(`<c r="A1"><is><t>1</t></is></c>`), "", "F003 表"},
		{"shared formula without master", row(`<c r="A1"><f t="shared" si="0"/><v>1</v></c>`), "", "F003 表"},
		{"unknown entity", row(`<c r="A1" t="str"><v>&nbsp;</v></c>`), "", "F003 表"},
		{"entity of a control character", row(`<c r="A1" t="str"><v>&#1;</v></c>`), "", "F003 表"},
		{"bare ampersand", row(`<c r="A1" t="str"><v>a & b</v></c>`), "", "F003 表"},
		{"control character", row("<c r=\"A1\" t=\"str\"><v>a\x01b</v></c>"), "", "F003 表"},
		{"broken UTF-8", row("<c r=\"A1\" t=\"str\"><v>a\xE4\xB8</v></c>"), "", "F003 表"},
		{"CDATA end in text", row(`<c r="A1" t="str"><v>]]></v></c>`), "", "F003 表"},
		{"attribute twice", row(`<c r="A1" r="A1"><v>1</v></c>`), "", "F003 表"},
		{"attribute without quotes", row(`<c r=A1><v>1</v></c>`), "", "F003 表"},
		{"no blank between attributes", row(`<c r="A1"t="n"><v>1</v></c>`), "", "F003 表"},
		{"less-than in an attribute", row(`<c r="A<1"><v>1</v></c>`), "", "F003 表"},
		{"undeclared prefix", row(`<y:c r="A1"><v>1</v></y:c>`), "", "F003 表"},
		{"crossed tags", row(`<c r="A1"><v>1</c></v>`), "", "F003 表"},
		{"tag not closed", `<row r="1">`, "", "F003 表"},
		{"DTD inside", `<!DOCTYPE x>`, "", "F003 表"},
		{"comment with two dashes", `<!-- a -- b -->`, "", "F003 表"},
		{"two sheetData", "", `<sheetData/>`, "F003 表"},
		{"two roots", "", `</worksheet><worksheet>`, "F003 表"},
		{"merge without colon parts", "", `<mergeCells><mergeCell ref="A1:"/></mergeCells>`, "F003 表"},
		{"merge backwards", "", `<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`, "F003 表"},
		{"merges overlap", "", `<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>`, "F003 表!B2"},
		{"merge twice", "", `<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1:B2"/></mergeCells>`, "F003 表!A1"},
		{"merge inside a merge", "", `<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C3:D3"/></mergeCells>`, "F003 表!C3"},
		{"merged columns", "", `<mergeCells><mergeCell ref="A:B"/><mergeCell ref="C:C"/></mergeCells>`, "accepted"},
		{"merged columns and rows", "", `<mergeCells><mergeCell ref="A:B"/><mergeCell ref="3:4"/></mergeCells>`, "F003 表!A3"},
		{"merges side by side", "", `<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C1:D2"/><mergeCell ref="A3:D3"/></mergeCells>`, "accepted"},
		{"columns backwards", "", `<cols><col min="3" max="2"/></cols>`, "F003 表"},
		{"deep nesting", "", strings.Repeat("<x:a xmlns:x='urn:x'>", 200), "F003 表"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, withSheet(tt.data, tt.after), DefaultLimits()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMalformedParts(t *testing.T) {
	manyAttrs := `<sheetData a0=""`
	for i := range 300 {
		manyAttrs += fmt.Sprintf(` a%d=""`, i+1)
	}
	entities := `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>`
	tests := []struct {
		name    string
		changed map[string]string
		want    string
	}{
		{"no workbook part", map[string]string{"xl/workbook.xml": ""}, "F003"},
		{"no sheet part", map[string]string{"xl/worksheets/sheet1.xml": ""}, "F003"},
		{"no strings part", map[string]string{"xl/sharedStrings.xml": ""}, "F003"},
		{"no styles part", map[string]string{"xl/styles.xml": ""}, "F003"},
		{"no content types", map[string]string{"[Content_Types].xml": ""}, "F003"},
		{"no relations", map[string]string{"_rels/.rels": ""}, "F003"},
		{"no relation of the sheet", map[string]string{"xl/_rels/workbook.xml.rels": rels("")}, "F003"},
		{"relation id twice", map[string]string{"xl/_rels/workbook.xml.rels": rels(strings.Repeat(`<Relationship Id="rId1" Type="`+officeNS+`/worksheet" Target="worksheets/sheet1.xml"/>`, 2))}, "F003"},
		{"sheet outside the file", map[string]string{"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/worksheet" TargetMode="External" Target="\\server\share\sheet1.xml"/>`)}, "F003"},
		{"sheet above the root", map[string]string{"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/worksheet" Target="../../../etc/passwd"/>`)}, "F003"},
		{"sheet that is the workbook", map[string]string{"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/worksheet" Target="workbook.xml"/>`)}, "F003 表"},
		{"no sheets", map[string]string{"xl/workbook.xml": xmlHead + `<workbook ` + mainNS + `><sheets/></workbook>`}, "F003"},
		{"sheet name twice", map[string]string{"xl/workbook.xml": strings.Replace(parts()["xl/workbook.xml"], "</sheets>", `<sheet name="表" sheetId="2" r:id="rId1"/></sheets>`, 1)}, "F003"},
		{"external entity", map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "<sst", entities+"<sst", 1)}, "F003"},
		{"DTD in the workbook", map[string]string{"xl/workbook.xml": strings.Replace(parts()["xl/workbook.xml"], "<workbook", entities+"<workbook", 1)}, "F003"},
		{"strings cut", map[string]string{"xl/sharedStrings.xml": parts()["xl/sharedStrings.xml"][:200]}, "F003"},
		{"strings with stray text", map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "<si>", "x<si>", 1)}, "F003"},
		{"other encoding", map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "UTF-8", "GBK", 1)}, "F003"},
		{"declared UTF-16 but is not", map[string]string{"xl/sharedStrings.xml": strings.Replace(parts()["xl/sharedStrings.xml"], "UTF-8", "UTF-16", 1)}, "F003"},
		{"lone surrogate in UTF-16", map[string]string{"xl/sharedStrings.xml": "\xFF\xFE<\x00s\x00\x00\xD8s\x00"}, "F003"},
		{"300 attributes", map[string]string{"xl/worksheets/sheet1.xml": strings.Replace(parts()["xl/worksheets/sheet1.xml"], "<sheetData", manyAttrs, 1)}, "F003 表"},
		{"not XML", map[string]string{"xl/worksheets/sheet1.xml": "hello"}, "F003 表"},
		{"empty sheet part", map[string]string{"xl/worksheets/sheet1.xml": " "}, "F003 表"},
		{"HTML instead of a sheet", map[string]string{"xl/worksheets/sheet1.xml": "<html><table/></html>"}, "F003 表"},
		{"broken unused part is unread XML", map[string]string{"docProps/app.xml": "<a"}, "accepted"},
		{"path traversal", map[string]string{"../../etc/cron.d/x": "x"}, "F003"},
		{"macro", map[string]string{"xl/vbaProject.bin": "x"}, "F006"},
		{"external link", map[string]string{"xl/externalLinks/externalLink1.xml": "<a/>"}, "F006"},
		{"connection", map[string]string{"xl/connections.xml": "<a/>"}, "F006"},
		{"xlsb", map[string]string{"[Content_Types].xml": strings.Replace(parts()["[Content_Types].xml"], mainTypes+"sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", 1)}, "F001"},
		{"docx", map[string]string{"[Content_Types].xml": strings.Replace(parts()["[Content_Types].xml"], "spreadsheetml.sheet.main", "wordprocessingml.document.main", 1)}, "F001"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, pack(with(tt.changed)), DefaultLimits()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// entry is one entry of a zip file made by hand.
type entry struct {
	name   string
	text   string
	method uint16
	size   int // declared, if not 0
	sum    uint32
	flags  uint16
}

// rawZip writes stored entries with whatever they declare.
func rawZip(entries []entry) []byte {
	var out, dir bytes.Buffer
	le := binary.LittleEndian
	for _, e := range entries {
		size, sum := uint32(len(e.text)), crc32.ChecksumIEEE([]byte(e.text))
		unpacked := size
		if e.size != 0 {
			unpacked = uint32(e.size)
		}
		if e.sum != 0 {
			sum = e.sum
		}
		at := uint32(out.Len())
		common := le.AppendUint16(nil, 20)
		common = le.AppendUint16(common, e.flags)
		common = le.AppendUint16(common, e.method)
		common = le.AppendUint32(common, 0)
		common = le.AppendUint32(common, sum)
		common = le.AppendUint32(common, size)
		common = le.AppendUint32(common, unpacked)
		common = le.AppendUint16(common, uint16(len(e.name)))
		common = le.AppendUint16(common, 0)
		out.WriteString("PK\x03\x04")
		out.Write(common)
		out.WriteString(e.name + e.text)
		dir.WriteString("PK\x01\x02\x14\x00")
		dir.Write(common)
		dir.Write(make([]byte, 10))
		dir.Write(le.AppendUint32(nil, at))
		dir.WriteString(e.name)
	}
	at := out.Len()
	out.Write(dir.Bytes())
	out.WriteString("PK\x05\x06\x00\x00\x00\x00")
	out.Write(le.AppendUint16(nil, uint16(len(entries))))
	out.Write(le.AppendUint16(nil, uint16(len(entries))))
	out.Write(le.AppendUint32(nil, uint32(dir.Len())))
	out.Write(le.AppendUint32(nil, uint32(at)))
	out.Write([]byte{0, 0})
	return out.Bytes()
}

func entries() []entry {
	var out []entry
	for name, text := range parts() {
		out = append(out, entry{name: name, text: text})
	}
	return out
}

func TestMalformedZips(t *testing.T) {
	change := func(do func(*entry)) []byte {
		all := entries()
		for i := range all {
			if all[i].name == "xl/worksheets/sheet1.xml" {
				do(&all[i])
			}
		}
		return rawZip(all)
	}
	good := rawZip(entries())
	var many []entry
	for i := range 3000 {
		many = append(many, entry{name: fmt.Sprintf("x%d", i)})
	}
	overlapping := bytes.Clone(good)
	at := bytes.LastIndex(overlapping, []byte("PK\x01\x02")) // the last entry points at the first one's bytes
	copy(overlapping[at+42:at+46], []byte{0, 0, 0, 0})
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"stored entries", good, "accepted"},
		{"wrong CRC", change(func(e *entry) { e.sum = 1 }), "F003 表"},
		{"longer than declared", change(func(e *entry) { e.size = 10 }), "F003"},
		{"unknown method", change(func(e *entry) { e.method = 12 }), "F003"},
		{"not deflated", change(func(e *entry) { e.method = zip.Deflate }), "F003 表"},
		{"encrypted entry", change(func(e *entry) { e.flags = 1 }), "F003"},
		{"name twice", rawZip(append(entries(), entry{name: "xl/styles.xml", text: parts()["xl/styles.xml"]})), "F003"},
		{"name twice by case", rawZip(append(entries(), entry{name: "XL/styles.XML", text: parts()["xl/styles.xml"]})), "F003"},
		{"name with a slash in front twice", rawZip(append(entries(), entry{name: "/xl/styles.xml", text: "x"})), "F003"},
		{"wrong CRC of a part nobody reads", rawZip(append(entries(), entry{name: "xl/media/a.png", text: "x", sum: 5})), "F003"},
		{"claims 4 GiB", rawZip(append(entries(), entry{name: "xl/media/a.png", text: "x", method: zip.Deflate, size: 1<<32 - 2})), "F004"},
		{"3000 entries", rawZip(append(entries(), many...)), "F004"},
		{"overlapping entries", overlapping, "F003"},
		{"empty archive", rawZip(nil), "F001"},
		{"some other zip", rawZip([]entry{{name: "a.txt", text: "x"}}), "F001"},
		{"no directory", good[:len(good)-30], "F003"},
		{"only the beginning", good[:40], "F003"},
		{"four bytes", good[:4], "F003"},
		{"text before", append([]byte("MZ"), good...), "F001"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, tt.data, DefaultLimits()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	cells := func(rows, cols int) []byte {
		var b strings.Builder
		for r := range rows {
			fmt.Fprintf(&b, `<row r="%d">`, r+1)
			for c := range cols {
				fmt.Fprintf(&b, `<c r="%s%d"><v>1</v></c>`, finding.Column(c+1), r+1)
			}
			b.WriteString(`</row>`)
		}
		return withSheet(b.String(), "")
	}
	merges := `<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/><mergeCell ref="A3:B3"/></mergeCells>`
	long := func(t string) []byte {
		return withSheet(`<row r="1"><c r="A1" t="`+t+`"><v>`+strings.Repeat("字", 11)+`</v></c></row>`, "")
	}
	tests := []struct {
		name string
		data []byte
		set  func(*Limits)
		want string
	}{
		{"file at the bound", pack(parts()), func(l *Limits) { l.File = int64(len(pack(parts()))) }, "accepted"},
		{"file", pack(parts()), func(l *Limits) { l.File = int64(len(pack(parts()))) - 1 }, "F004"},
		{"unpacked", pack(parts()), func(l *Limits) { l.Unpacked = 2000 }, "F004"},
		{"parts at the bound", pack(parts()), func(l *Limits) { l.Parts = 9 }, "accepted"},
		{"parts", pack(parts()), func(l *Limits) { l.Parts = 8 }, "F004"},
		{"sheets", pack(with(map[string]string{"xl/workbook.xml": strings.Replace(parts()["xl/workbook.xml"], "</sheets>", `<sheet name="二" sheetId="2" r:id="rId1"/></sheets>`, 1)})), func(l *Limits) { l.Sheets = 1 }, "F004"},
		{"columns at the bound", cells(2, 5), func(l *Limits) { l.Cols = 5 }, "accepted"},
		{"columns", cells(2, 5), func(l *Limits) { l.Cols = 4 }, "F004 表!E1"},
		{"blank cells beyond the columns", withSheet(`<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>`, ""), func(*Limits) {}, "accepted"},
		{"cell in the last corner", withSheet(`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, ""), func(*Limits) {}, "F004 表!XFD1048576"},
		{"rows at the bound", cells(5, 2), func(l *Limits) { l.Rows = 5 }, "accepted"},
		{"rows", cells(5, 2), func(l *Limits) { l.Rows = 4 }, "F004 表!B5"},
		{"blank rows beyond the rows", withSheet(strings.Repeat(`<row s="1" customFormat="1"/>`, 50), ""), func(l *Limits) { l.Rows = 5 }, "accepted"},
		{"cells at the bound", cells(5, 2), func(l *Limits) { l.Cells = 10 }, "accepted"},
		{"cells", cells(5, 2), func(l *Limits) { l.Cells = 9 }, "F004 表!B5"},
		{"text at the bound", long("str"), func(l *Limits) { l.CellText = 11 }, "accepted"},
		{"text", long("str"), func(l *Limits) { l.CellText = 10 }, "F004 表!A1"},
		{"shared text", pack(parts()), func(l *Limits) { l.CellText = 3 }, "F004"},
		{"merges at the bound", withSheet("", merges), func(l *Limits) { l.Merges = 3 }, "accepted"},
		{"merges", withSheet("", merges), func(l *Limits) { l.Merges = 2 }, "F004 表"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lim := DefaultLimits()
			tt.set(&lim)
			if got := verdict(t, tt.data, lim); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestLimitNamed shows the sentence: which limit, and how much is allowed.
func TestLimitNamed(t *testing.T) {
	lim := DefaultLimits()
	lim.Cols = 1
	_, list := Open("a.xlsx", pack(parts()), lim, "")
	if got, want := list[0].Message(), "列数超出上限 1 列"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
