package hostile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// A part is one entry of an archive.
type part struct {
	name string
	data []byte
	// raw, where set, is how the entry lies: sizes and sum as given, data as is.
	raw *zip.FileHeader
}

// A book is the parts of a workbook that is good until a case spoils it.
type book struct{ parts []part }

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	space   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	links   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pack    = "http://schemas.openxmlformats.org/package/2006"
	kind    = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	sheetName   = "xl/worksheets/sheet1.xml"
	sharedName  = "xl/sharedStrings.xml"
	bookName    = "xl/workbook.xml"
	bookLinks   = "xl/_rels/workbook.xml.rels"
	stylesName  = "xl/styles.xml"
	typesName   = "[Content_Types].xml"
	packageLink = "_rels/.rels"
)

// rows is the table that every workbook holds, of a county that the campaign
// has: a title, headers, two visits.
func rows(title string) string {
	var b strings.Builder
	line := func(n int, cells ...string) {
		fmt.Fprintf(&b, `<row r="%d">`, n)
		for i, c := range cells {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, c)
		}
		b.WriteString("</row>")
	}
	line(1, title)
	line(2, "走访日期", "企业名称", "慰问人数", "慰问金(元)")
	line(3, "2024-01-18", "浙江甲机械有限公司", "30", "3000")
	line(4, "2024-01-19", "浙江乙机械有限公司", "12", "1200")
	return b.String()
}

func worksheet(data string) string {
	return xmlHead + `<worksheet ` + space + `><sheetData>` + data + `</sheetData></worksheet>`
}

// good is a workbook without a fault, of the unit that its title names.
func good(title string) *book {
	b := &book{}
	b.set(typesName, xmlHead+`<Types xmlns="`+pack+`/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="`+kind+`sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="`+kind+`worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="`+kind+`styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="`+kind+`sharedStrings+xml"/></Types>`)
	b.set(packageLink, xmlHead+`<Relationships xmlns="`+pack+`/relationships"><Relationship Id="rId1" Type="`+links+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	b.set(bookName, xmlHead+`<workbook `+space+` xmlns:r="`+links+`"><sheets><sheet name="走访慰问" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	b.set(bookLinks, xmlHead+`<Relationships xmlns="`+pack+`/relationships"><Relationship Id="rId1" Type="`+links+`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="`+links+`/styles" Target="styles.xml"/><Relationship Id="rId3" Type="`+links+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
	b.set(stylesName, xmlHead+`<styleSheet `+space+`><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>`)
	b.set(sharedName, xmlHead+`<sst `+space+`><si><t>甲</t></si></sst>`)
	b.set(sheetName, worksheet(rows(title)))
	return b
}

// set adds a part, or replaces it.
func (b *book) set(name, data string) {
	for i := range b.parts {
		if b.parts[i].name == name {
			b.parts[i].data = []byte(data)
			return
		}
	}
	b.add(name, data)
}

// add adds a part, also a second one of that name.
func (b *book) add(name, data string) {
	b.parts = append(b.parts, part{name: name, data: []byte(data)})
}

func (b *book) drop(name string) {
	for i := range b.parts {
		if b.parts[i].name == name {
			b.parts = append(b.parts[:i], b.parts[i+1:]...)
			return
		}
	}
}

// change replaces text in a part.
func (b *book) change(name, old, with string) {
	for i := range b.parts {
		if b.parts[i].name == name {
			b.parts[i].data = bytes.ReplaceAll(b.parts[i].data, []byte(old), []byte(with))
		}
	}
}

// bytes is the archive. Writing to memory cannot fail.
func (b *book) bytes() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range b.parts {
		if p.raw != nil {
			if w, err := z.CreateRaw(p.raw); err == nil {
				_, _ = w.Write(p.data)
			}
			continue
		}
		if w, err := z.Create(p.name); err == nil {
			_, _ = w.Write(p.data)
		}
	}
	_ = z.Close()
	return out.Bytes()
}

// stored is the header of an entry that is not compressed and whose sizes and
// sum are what they should be, until somebody changes them.
func stored(name string, data []byte) *zip.FileHeader {
	n := uint64(len(data))
	return &zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data), CompressedSize64: n, UncompressedSize64: n}
}

// Good is a workbook of two visits without a fault, of the unit and the period
// that its title names.
func Good(title string) []byte { return good(title).bytes() }
