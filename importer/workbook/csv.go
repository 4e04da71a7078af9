package workbook

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"chunfeng/importer/finding"
)

// streamText reads CSV or TSV (RFC 4180, in UTF-8 with or without BOM, UTF-16
// with BOM, else GB18030) as one sheet without a name of its own. A field that is a number
// of at most 15 digits written as a sheet would write it is a Number; all
// others are Text: a longer one keeps its digits, a leading zero is kept.
func streamText(data []byte, lim Limits, to consumer) error {
	data = bytes.TrimPrefix(fromUTF16(data), []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(data) {
		var err error
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return broken(finding.BadText, "", err.Error())
		}
	}
	s := &Sheet{Name: "CSV"}
	r := textReader{data: data, comma: delimiter(data), lim: lim}
	to.dates(false)
	to.names(nil)
	to.begin(s)
	rows := 0
	for r.pos < len(r.data) {
		cells, err := r.record()
		if err != nil {
			f := asFault(err)
			f.sheet, f.row = s.Name, r.row
			return f
		}
		if len(cells) == 0 {
			continue
		}
		if rows++; rows > lim.Rows {
			return over(finding.Rows, int64(lim.Rows), "")
		}
		if err := to.row(s, Row{Index: r.row, Cells: cells}); err != nil {
			return err
		}
	}
	to.end(s)
	return nil
}

// fromUTF16 is data in UTF-8 where a byte order mark says that it is UTF-16,
// as Excel saves Unicode 文本; other data, and what does not decode, is left as
// it is.
func fromUTF16(data []byte) []byte {
	order := unicode.LittleEndian
	switch {
	case len(data) < 4 || len(data)%2 == 1:
		return data
	case data[0] == 0xFF && data[1] == 0xFE:
	case data[0] == 0xFE && data[1] == 0xFF:
		order = unicode.BigEndian
	default:
		return data
	}
	out, err := unicode.UTF16(order, unicode.ExpectBOM).NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return data
	}
	return out
}

type textReader struct {
	data   []byte
	comma  byte
	lim    Limits
	pos    int
	row    int
	total  int
	budget budget
	keep   texts
	cells  []Cell
	field  []byte
}

// record reads one line, which quotes may carry on over several.
func (r *textReader) record() ([]Cell, error) {
	r.row++
	r.cells = r.cells[:0]
	for col := 1; ; col++ {
		text, quoted, err := r.next()
		if err != nil {
			return nil, err
		}
		if len(text) > 0 {
			if err := r.add(col, text, quoted); err != nil {
				return nil, err
			}
		}
		switch {
		case r.pos >= len(r.data):
			return r.cells, nil
		case r.data[r.pos] == r.comma:
			r.pos++
			continue
		case r.data[r.pos] == '\r' && r.pos+1 < len(r.data) && r.data[r.pos+1] == '\n':
			r.pos++
		}
		r.pos++
		return r.cells, nil
	}
}

func (r *textReader) add(col int, text []byte, quoted bool) error {
	if col > r.lim.Cols {
		return over(finding.Columns, int64(r.lim.Cols), "")
	}
	if tooLong(text, r.lim) {
		return over(finding.CellText, int64(r.lim.CellText), "")
	}
	if r.total++; r.total > r.lim.Cells {
		return over(finding.Cells, int64(r.lim.Cells), "")
	}
	if !r.budget.keep(cellSize + len(text)) {
		return over(finding.Memory, mostKept, "")
	}
	c := Cell{Col: col, Text: r.keep.keep(text), Stored: true}
	if !quoted && sheetNumber(text) {
		c.Kind = Number
	}
	r.cells = append(r.cells, c)
	return nil
}

// sheetNumber tells the fields that a sheet would store as a number without
// changing a digit.
func sheetNumber(b []byte) bool {
	n := 0
	for _, c := range b {
		if c >= '0' && c <= '9' {
			n++
		} else if c != '-' && c != '.' {
			return false
		}
	}
	if b[0] == '-' {
		b = b[1:]
	}
	return n <= 15 && len(b) > 0 && b[0] != '.' && b[len(b)-1] != '.' && (b[0] != '0' || len(b) == 1 || b[1] == '.') && isNumber(b)
}

// next reads one field and stands behind it.
func (r *textReader) next() (text []byte, quoted bool, err error) {
	if r.pos >= len(r.data) || r.data[r.pos] != '"' {
		from := r.pos
		for r.pos < len(r.data) && r.data[r.pos] != r.comma && r.data[r.pos] != '\n' && r.data[r.pos] != '\r' {
			r.pos++
		}
		return r.data[from:r.pos], false, nil
	}
	r.field = r.field[:0]
	for i := r.pos + 1; ; i++ {
		switch {
		case i >= len(r.data):
			return nil, false, broken(finding.BadQuotes, "", "quote does not close")
		case r.data[i] != '"':
			r.field = append(r.field, r.data[i])
		case i+1 < len(r.data) && r.data[i+1] == '"':
			r.field = append(r.field, '"')
			i++
		default:
			r.pos = i + 1
			if r.pos < len(r.data) && r.data[r.pos] != r.comma && r.data[r.pos] != '\n' && r.data[r.pos] != '\r' {
				return nil, false, broken(finding.BadQuotes, "", "text behind a quote")
			}
			return r.field, true, nil
		}
	}
}
