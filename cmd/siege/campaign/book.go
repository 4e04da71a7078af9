package campaign

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
)

// A book is a workbook being written, as Excel would: with shared strings and
// dates as numbers that a style shows as days.
type book struct {
	sheets []*sheet
	index  map[string]int
	shared []byte
}

func newBook() *book { return &book{index: map[string]int{}} }

// A sheet takes cells from left to right and from top to bottom.
type sheet struct {
	book     *book
	name     string
	xml      []byte
	row, col int
	widest   int
	merged   string
}

func (b *book) sheet(name string) *sheet {
	s := &sheet{book: b, name: name}
	b.sheets = append(b.sheets, s)
	return s
}

// next begins the next row.
func (s *sheet) next() {
	s.close()
	s.row, s.col = s.row+1, 0
	s.xml = append(strconv.AppendInt(append(s.xml, `<row r="`...), int64(s.row), 10), `">`...)
}

func (s *sheet) close() {
	if s.row > 0 {
		s.xml = append(s.xml, "</row>"...)
	}
}

func (s *sheet) cell(attributes string) {
	s.xml = append(s.xml, `<c r="`...)
	s.xml = append(s.xml, column(s.col)...)
	s.xml = strconv.AppendInt(s.xml, int64(s.row), 10)
	s.xml = append(append(s.xml, attributes...), "><v>"...)
	s.col++
	s.widest = max(s.widest, s.col)
}

func (s *sheet) number(n int, attributes string) {
	s.cell(attributes)
	s.xml = append(strconv.AppendInt(s.xml, int64(n), 10), "</v></c>"...)
}

// text writes cells that hold text; an empty one is left out.
func (s *sheet) text(all ...string) {
	for _, t := range all {
		if t == "" {
			s.col++
			continue
		}
		s.number(s.book.share(t), `" t="s"`)
	}
}

// count writes cells that hold whole numbers.
func (s *sheet) count(all ...int) {
	for _, n := range all {
		s.number(n, `"`)
	}
}

// day writes a date of 2024 or later: days since 1899-12-30.
func (s *sheet) day(serial int) { s.number(serial, `" s="1"`) }

// title writes a row that is one cell over the whole width.
func (s *sheet) title(text string, width int) {
	s.next()
	s.text(text)
	s.merged = fmt.Sprintf(`<mergeCells count="1"><mergeCell ref="A1:%s1"/></mergeCells>`, column(width-1))
}

func column(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return column(n/26-1) + string(rune('A'+n%26))
}

// share is the index of a shared string. Nothing written here needs escaping.
func (b *book) share(t string) int {
	if n, known := b.index[t]; known {
		return n
	}
	n := len(b.index)
	b.index[t] = n
	b.shared = append(append(append(b.shared, "<si><t>"...), t...), "</t></si>"...)
	return n
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	space    = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	links    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages = "http://schemas.openxmlformats.org/package/2006"
	content  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// bytes is the workbook's file.
func (b *book) bytes() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range b.parts() {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

type part struct {
	name string
	data []byte
}

func (b *book) parts() []part {
	var kinds, sheets, relations bytes.Buffer
	var out []part
	for i, s := range b.sheets {
		s.close()
		n := i + 1
		fmt.Fprintf(&kinds, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, content)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, links, n)
		data := fmt.Appendf(nil, `%s<worksheet %s><dimension ref="A1:%s%d"/><sheetData>`, xmlHead, space, column(max(s.widest, 1)-1), max(s.row, 1))
		data = append(append(append(data, s.xml...), "</sheetData>"...), s.merged...)
		out = append(out, part{fmt.Sprintf("xl/worksheets/sheet%d.xml", n), append(data, "</worksheet>"...)})
	}
	n := len(b.sheets)
	for i, name := range [...]string{"styles", "sharedStrings"} {
		fmt.Fprintf(&kinds, `<Override PartName="/xl/%s.xml" ContentType="%s%s+xml"/>`, name, content, name)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/%s" Target="%s.xml"/>`, n+i+1, links, name, name)
	}
	whole := func(name, format string, args ...any) {
		out = append(out, part{name, fmt.Appendf(nil, xmlHead+format, args...)})
	}
	whole("[Content_Types].xml", `<Types xmlns="%s/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s</Types>`, packages, content, &kinds)
	whole("_rels/.rels", `<Relationships xmlns="%s/relationships"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>`, packages, links)
	whole("xl/workbook.xml", `<workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>`, space, links, &sheets)
	whole("xl/_rels/workbook.xml.rels", `<Relationships xmlns="%s/relationships">%s</Relationships>`, packages, &relations)
	whole("xl/styles.xml", `<styleSheet %s><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>`, space)
	whole("xl/sharedStrings.xml", `<sst %s uniqueCount="%d">%s</sst>`, space, len(b.index), b.shared)
	return out
}
