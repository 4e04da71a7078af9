package mark

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/workbook"
)

// Index is the sheet of ours in a workbook that came back, nil if it has none.
// It is told by its name and its header, since programs that save a workbook
// keep little else.
func Index(book *workbook.Book) *workbook.Sheet {
	for i := range book.Sheets {
		s := &book.Sheets[i]
		if !strings.HasPrefix(s.Name, indexName) {
			continue
		}
		for _, r := range s.Rows {
			if isHeader(r) {
				return s
			}
		}
	}
	return nil
}

// isHeader reports whether r is the header of the list.
func isHeader(r workbook.Row) bool {
	for _, col := range [...]int{colCode, colSheet, colCell, colSays, colAnswer} {
		if c := r.Cell(col); c == nil || c.Text != columns[col-1].head {
			return false
		}
	}
	return true
}

// Explanations reads what was typed under 说明 in a marked workbook that came
// back, line by line. It is nil for a workbook without marks.
func Explanations(book *workbook.Book) []finding.Answer {
	s := Index(book)
	if s == nil {
		return nil
	}
	var out []finding.Answer
	for _, e := range entries(s.Rows) {
		if strings.TrimSpace(e.answer.Text) != "" {
			out = append(out, e.answer)
		}
	}
	return out
}

// entry is one line of a list that came back.
type entry struct {
	row    int
	answer finding.Answer
}

func entries(rows []workbook.Row) []entry {
	var out []entry
	in := false
	for _, r := range rows {
		if !in {
			in = isHeader(r)
			continue
		}
		at := func(col int) string {
			if c := r.Cell(col); c != nil {
				return c.Text
			}
			return ""
		}
		a := finding.Answer{
			Code: finding.Code(at(colCode)), Sheet: at(colSheet), Cell: at(colCell), Field: at(colField),
			Value: at(colValue), Says: at(colSays), Text: strings.TrimSpace(at(colAnswer)),
		}
		if strings.HasPrefix(a.Cell, allOf) {
			a.All, a.Cell, a.Value, a.Says = true, "", "", ""
		}
		if a.Code != "" {
			out = append(out, entry{r.Index, a})
		}
	}
	return out
}

// Remove takes the list of an earlier time out of a workbook that came back:
// it is no table of the filer's.
func Remove(book *workbook.Book) {
	if s := Index(book); s != nil {
		book.Sheets = slices.DeleteFunc(book.Sheets, func(o workbook.Sheet) bool { return o.Name == s.Name })
	}
}
