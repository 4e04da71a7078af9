package mark

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"chunfeng/importer/workbook"
)

// plainBook is a workbook of the sheets' texts, for a file that is none. Every
// cell is text, as it was. The workbook of no sheets is only good to be
// patched.
func plainBook(sheets []workbook.Sheet) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	put := func(name, body string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(head + body))
		}
		if err != nil {
			panic("mark: a buffer does not fail: " + err.Error())
		}
	}
	var types, rels, tabs strings.Builder
	for i := range sheets {
		n := strconv.Itoa(i + 1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%s.xml" ContentType="%s"/>`, n, sheetType)
		fmt.Fprintf(&rels, `<Relationship Id="rId%s" Type="%s/worksheet" Target="worksheets/sheet%s.xml"/>`, n, officeRels, n)
		fmt.Fprintf(&tabs, `<sheet name="%s" sheetId="%s" r:id="rId%s"/>`, escape(sheets[i].Name), n, n)
	}
	put(typesPart, `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`+types.String()+`</Types>`)
	put("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+officeRels+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	put("xl/workbook.xml", `<workbook xmlns="`+transitional+`" xmlns:r="`+officeRels+`"><sheets>`+tabs.String()+`</sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels.String()+`</Relationships>`)
	for i := range sheets {
		put("xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml", plainSheet(&sheets[i]))
	}
	if err := z.Close(); err != nil {
		panic("mark: a buffer does not fail: " + err.Error())
	}
	return out.Bytes()
}

func plainSheet(s *workbook.Sheet) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="` + transitional + `"><sheetData>`)
	for _, r := range s.Rows {
		fmt.Fprintf(&b, `<row r="%d">`, r.Index)
		for _, c := range r.Cells {
			b.WriteString(`<c r="` + reference(r.Index, c.Col) + `" t="inlineStr"><is><t xml:space="preserve">` + escape(c.Text) + `</t></is></c>`)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}
