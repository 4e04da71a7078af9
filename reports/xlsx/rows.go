package xlsx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/finding"
)

// A rowWriter writes the rows of a large sheet straight into the archive:
// through excelize every cell would leave several pieces of garbage behind, and
// 200,000 records have millions of cells.
type rowWriter struct {
	w       *bufio.Writer
	row     int
	columns []string // A, B, …
	scratch []byte
}

func newRowWriter(w io.Writer, row, columns int) *rowWriter {
	r := &rowWriter{w: bufio.NewWriterSize(w, 64<<10), row: row}
	for i := range columns {
		r.columns = append(r.columns, finding.Column(i+1))
	}
	return r
}

// add writes the next row, of the sheet's own height where height is 0.
func (r *rowWriter) add(height float64, cells []excelize.Cell) error {
	b := append(r.scratch[:0], `<row r="`...)
	b = strconv.AppendInt(b, int64(r.row), 10)
	if height > 0 {
		b = append(b, `" ht="`...)
		b = strconv.AppendFloat(b, height, 'f', -1, 64)
		b = append(b, `" customHeight="1`...)
	}
	b = append(b, `">`...)
	for i, c := range cells {
		b = append(b, `<c r="`...)
		b = append(b, r.columns[i]...)
		b = strconv.AppendInt(b, int64(r.row), 10)
		b = append(b, `" s="`...)
		b = strconv.AppendInt(b, int64(c.StyleID), 10)
		if c.Formula != "" {
			return fmt.Errorf("write cell: formula %s", c.Formula)
		}
		var err error
		if b, err = appendValue(b, c.Value); err != nil {
			return err
		}
	}
	b = append(b, `</row>`...)
	r.scratch = b
	r.row++
	_, err := r.w.Write(b)
	return err
}

// appendValue ends a cell's tag with what it holds.
func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, `"/>`...), nil
	case int:
		b = strconv.AppendInt(append(b, `"><v>`...), int64(v), 10)
	case int64:
		b = strconv.AppendInt(append(b, `"><v>`...), v, 10)
	case float64:
		b = strconv.AppendFloat(append(b, `"><v>`...), v, 'f', -1, 64)
	case string:
		if v == "" {
			return append(b, `"/>`...), nil
		}
		b = append(b, `" t="inlineStr"><is><t xml:space="preserve">`...)
		b = appendEscaped(b, v)
		return append(b, `</t></is></c>`...), nil
	default:
		return b, fmt.Errorf("write cell: %T", v)
	}
	return append(b, `</v></c>`...), nil
}

// appendEscaped escapes what XML takes as its own; carriage returns and line
// ends stay what they are.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		var with string
		switch s[i] {
		case '&':
			with = "&amp;"
		case '<':
			with = "&lt;"
		case '>':
			with = "&gt;"
		case '\n':
			with = "&#xA;"
		case '\r':
			with = "&#xD;"
		default:
			continue
		}
		b = append(append(b, s[from:i]...), with...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// A gap is where rows come into a sheet when it goes into the archive.
type gap struct {
	mark []byte // the row that stands in their place
	fill func(io.Writer) error
}

// gapped writes a row in the place of others, which fill writes later.
func (s *sheet) gapped(rows int, fill func(io.Writer) error) error {
	first := s.row + 1
	words := "rows from " + strconv.Itoa(first) + " of " + s.name
	if err := s.add(0, words); err != nil {
		return err
	}
	s.row += rows - 1
	var mark bytes.Buffer
	mark.WriteString(`<row r="` + strconv.Itoa(first) + `"><c r="A` + strconv.Itoa(first) + `" t="inlineStr"><is><t>`)
	if err := xml.EscapeText(&mark, []byte(words)); err != nil {
		return err
	}
	mark.WriteString(`</t></is></c></row>`)
	s.bk.gaps = append(s.bk.gaps, &gap{mark: mark.Bytes(), fill: fill})
	return nil
}
