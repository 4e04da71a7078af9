package workbook

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS    = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	mainTypes = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// parts is a small workbook: one sheet with texts, numbers, a date, a formula,
// a note and a merged area.
func parts() map[string]string {
	return map[string]string{
		"[Content_Types].xml": xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + mainTypes + `sheet.main+xml"/></Types>`,
		"_rels/.rels":         rels(`<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/>`),
		"xl/workbook.xml":     xmlHead + `<workbook ` + mainNS + ` xmlns:r="` + officeNS + `"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + officeNS + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId3" Type="` + officeNS + `/sharedStrings" Target="sharedStrings.xml"/>`),
		"xl/styles.xml":                       styles(0, 14, 10),
		"xl/sharedStrings.xml":                xmlHead + `<sst ` + mainNS + ` count="2" uniqueCount="2"><si><t>企业名称</t></si><si><r><t>岗位</t></r><r><t>数</t></r></si></sst>`,
		"xl/worksheets/_rels/sheet1.xml.rels": rels(`<Relationship Id="rId1" Type="` + officeNS + `/comments" Target="../comments1.xml"/>`),
		"xl/comments1.xml":                    xmlHead + `<comments ` + mainNS + `><authors><author/></authors><commentList><comment ref="B2" authorId="0"><text><t>核对过</t></text></comment></commentList></comments>`,
		"xl/worksheets/sheet1.xml":            sheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" s="1"><v>45326</v></c><c r="B2"><v>3000</v></c><c r="C2"><f>B2*2</f><v>6000</v></c></row>`, `<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>`),
	}
}

func rels(inner string) string {
	return xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + inner + `</Relationships>`
}

func sheet(data, after string) string {
	return xmlHead + `<worksheet ` + mainNS + `><sheetData>` + data + `</sheetData>` + after + `</worksheet>`
}

// styles has one cell format for each number format.
func styles(formats ...int) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<styleSheet ` + mainNS + `><cellXfs>`)
	for _, f := range formats {
		b.WriteString(`<xf numFmtId="` + strconv.Itoa(f) + `"/>`)
	}
	b.WriteString(`</cellXfs></styleSheet>`)
	return b.String()
}

// with is parts with some replaced; "" takes one away.
func with(changed map[string]string) map[string]string {
	p := parts()
	for name, text := range changed {
		if p[name] = text; text == "" {
			delete(p, name)
		}
	}
	return p
}

// withSheet is the small workbook with other rows.
func withSheet(data, after string) []byte {
	return pack(with(map[string]string{"xl/worksheets/sheet1.xml": sheet(data, after)}))
}

// pack zips parts in the order of their names.
func pack(parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// mustOpen opens data, which must raise nothing.
func mustOpen(t testing.TB, data []byte) *Book {
	t.Helper()
	book, list := Open("a.xlsx", data, DefaultLimits(), "")
	if len(list) > 0 {
		t.Fatalf("%s: %s", list[0].Flat(), list[0].Message())
	}
	return book
}

// cellsOf opens data and lists the cells of its first sheet.
func cellsOf(t testing.TB, data []byte) []Cell {
	t.Helper()
	var out []Cell
	for _, r := range mustOpen(t, data).Sheets[0].Rows {
		out = append(out, r.Cells...)
	}
	return out
}
