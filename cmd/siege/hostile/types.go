package hostile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// A Wrong is a file of another type, and a word that the answer must hold so
// that its sender knows what it is.
type Wrong struct {
	Name, File string
	Data       []byte
	Says       string
}

// archive is a zip of some entries.
func archive(entries ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(entries); i += 2 {
		// The first entry of an OpenDocument file is stored, so that its type can
		// be told from the first bytes.
		if w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: zip.Store}); err == nil {
			_, _ = w.Write([]byte(entries[i+1]))
		}
	}
	_ = z.Close()
	return out.Bytes()
}

// office is a package of some program.
func office(main, kind string) []byte {
	return archive(typesName, `<Types xmlns="`+pack+`/content-types"><Override PartName="/`+main+`" ContentType="`+kind+`"/></Types>`,
		packageLink, `<Relationships xmlns="`+pack+`/relationships"><Relationship Id="rId1" Type="`+links+`/officeDocument" Target="`+main+`"/></Relationships>`,
		main, "<x/>")
}

// compound is the least of an OLE compound file (MS-CFB) with one stream.
func compound(stream string) []byte {
	const sector = 512
	b := make([]byte, 4*sector)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le := binary.LittleEndian
	le.PutUint16(b[24:], 0x3e)
	le.PutUint16(b[26:], 3)
	le.PutUint16(b[28:], 0xfffe)
	le.PutUint16(b[30:], 9)
	le.PutUint16(b[32:], 6)
	le.PutUint32(b[44:], 1) // sectors of the table
	le.PutUint32(b[48:], 1) // where the directory is
	le.PutUint32(b[56:], 4096)
	le.PutUint32(b[60:], 0xfffffffe)
	le.PutUint32(b[68:], 0xfffffffe)
	for i := 76; i < sector; i += 4 {
		le.PutUint32(b[i:], 0xffffffff)
	}
	le.PutUint32(b[76:], 0)
	table := b[sector : 2*sector]
	for i := 0; i < sector; i += 4 {
		le.PutUint32(table[i:], 0xffffffff)
	}
	le.PutUint32(table, 0xfffffffd)
	le.PutUint32(table[4:], 0xfffffffe)
	le.PutUint32(table[8:], 0xfffffffe)
	entry(b[2*sector:], "Root Entry", 5, 1, 0xfffffffe, 0)
	entry(b[2*sector+128:], stream, 2, 0xffffffff, 2, 4096)
	return append(b, make([]byte, 8*sector)...)
}

func entry(b []byte, name string, kind byte, child, start, size uint32) {
	units := utf16.Encode([]rune(name))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	le := binary.LittleEndian
	le.PutUint16(b[64:], uint16(2*len(units)+2))
	b[66], b[67] = kind, 1
	le.PutUint32(b[68:], 0xffffffff)
	le.PutUint32(b[72:], 0xffffffff)
	le.PutUint32(b[76:], child)
	le.PutUint32(b[116:], start)
	le.PutUint32(b[120:], size)
}

// WrongTypes is files that are no .xlsx, most of them named like one.
func WrongTypes() []Wrong {
	return []Wrong{
		{"PDF", "a.xlsx", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), "PDF"},
		{"PNG", "a.xlsx", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "图片"},
		{"JPEG", "a.xlsx", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), "图片"},
		{"HTML", "a.xlsx", []byte("<html><body><table><tr><td>走访</td></tr></table></body></html>"), "网页"},
		{"hollow .xls", "a.xls", compound("Workbook"), ""},
		{"hollow .et of WPS", "a.et", compound("Workbook"), ""},
		{".doc", "a.doc", compound("WordDocument"), "Word"},
		{".xlsb", "a.xlsb", office("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb"},
		{".ods", "a.ods", archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), "ods"},
		{".docx", "a.xlsx", office("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "Word"},
		{"zip of files", "a.zip", archive("1.xlsx", "x", "2.xlsx", "y"), "压缩"},
		{"RAR", "a.xlsx", []byte("Rar!\x1a\x07\x01\x00xxxxxxxx"), "压缩"},
		{"7z", "a.xlsx", []byte("7z\xbc\xaf\x27\x1cxxxxxxxx"), "压缩"},
		{"text", "a.xlsx", []byte("今天没有表格\n明天再报\n"), ""},
		{"program", "a.xlsx", []byte("MZ\x90\x00\x03\x00\x00\x00"), ""},
		{"nothing but zeros", "a.xlsx", make([]byte, 5000), ""},
		{"empty", "a.xlsx", nil, ""},
	}
}

func (m *maker) types() {
	for _, w := range WrongTypes() {
		m.raw("type: "+w.Name, w.File, w.Data, true)
	}
	m.raw("type: CSV named .xlsx", "", []byte("走访日期,企业名称\n2024-01-18,甲\n"), true)
	m.raw("type: a million lines of text", "a.csv", []byte(strings.Repeat("1,2,3,4,5\n", 1_000_000)), true)
}

// overlapping makes the second entry of an archive point at the first.
func overlapping(data []byte) []byte {
	out := bytes.Clone(data)
	sign := []byte("PK\x01\x02")
	at := bytes.Index(out, sign)
	if at < 0 {
		return out
	}
	if next := bytes.Index(out[at+4:], sign); next >= 0 {
		copy(out[at+4+next+42:], out[at+42:at+46])
	}
	return out
}
