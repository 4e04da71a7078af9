package table

import (
	"unicode/utf8"

	"chunfeng/importer/plain"
	"chunfeng/importer/workbook"
)

// usual reports that a row below a header is a record beyond doubt, so that
// classify need not look closer: nearly all rows are. It holds several cells,
// one of them stored as a number, none merged, and no text with a letter that a
// sum, a comparison, an example, a note or a word for nothing needs.
func (r *reader) usual(rd *reading, row int) bool {
	sr := r.grid.sheet.Row(row)
	if sr == nil || row <= r.grid.mergedTo {
		return false
	}
	cols := rd.band.cols
	at, own := 0, 0
	stored, says := false, false
	for i := range sr.Cells {
		v := &sr.Cells[i]
		if v.Col > rd.band.right {
			break
		}
		for at < len(cols) && cols[at].col < v.Col {
			at++
		}
		in := at < len(cols) && cols[at].col == v.Col
		switch {
		case !v.Stored:
			return false
		case v.Kind == workbook.Number || v.Kind == workbook.Date:
			stored = stored || in
		case v.Kind != workbook.Text:
			return false
		case v.Text == "":
			in = false
		case !quiet(v.Text):
			return false
		case in && rd.fields[at] >= 0 && !cols[at].number:
			says = says || beginsRecord(v.Text)
		}
		if in {
			own++
		}
	}
	return own > 3 && stored && says
}

// hanSet is a set of the characters from U+4E00 to U+9FA5.
type hanSet [(0x9fa5-0x4e00)/64 + 1]uint64

func (s *hanSet) add(r rune) {
	if r >= 0x4e00 && r <= 0x9fa5 {
		s[(r-0x4e00)/64] |= 1 << ((r - 0x4e00) % 64)
	}
}

func (s *hanSet) has(r rune) bool { return s[(r-0x4e00)/64]&(1<<((r-0x4e00)%64)) != 0 }

// telling are the characters with which the words begin that make a row
// something else than a record, nothing those of the words for nothing.
var telling, nothing = beginnings()

func beginnings() (telling, nothing hanSet) {
	for _, k := range exampleKeys {
		r, _ := utf8.DecodeRuneInString(k)
		telling.add(r)
	}
	for w := range compareWords {
		r, _ := utf8.DecodeRuneInString(w)
		telling.add(r)
	}
	telling.add('其') // 其中
	for w := range nilWords {
		r, _ := utf8.DecodeRuneInString(plain.Key(w))
		nothing.add(r)
	}
	return telling, nothing
}

// quiet reports whether a text is of letters, digits and Chinese characters
// alone, begins no telling word, and holds neither 计 nor 总 nor the letters of
// sum and total.
func quiet(text string) bool {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			i++
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			if c |= 0x20; c == 's' || c == 't' {
				return false
			}
			i++
		case (c == '-' || c == '.' || c == '/') && i > 0:
			i++
		case c >= 0xe4 && c <= 0xe9:
			r, size := utf8.DecodeRuneInString(text[i:])
			if r < 0x4e00 || r > 0x9fa5 || r == '计' || r == '总' || i == 0 && telling.has(r) {
				return false
			}
			i += size
		default:
			return false
		}
	}
	return true
}

// beginsRecord reports whether a quiet text is more than 0 and no word for
// nothing.
func beginsRecord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r >= '1' && r <= '9' || r >= 0x4e00 && r <= 0x9fa5 && !nothing.has(r)
}
