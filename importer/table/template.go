package table

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// A template is what a workbook made from one of ours says of itself. What
// the sheets and the file name say goes before its unit and period: last
// week's template is often filled in again.
type template struct {
	ours   bool
	form   returns.FormID
	sheet  string // of the table
	row    int    // of its header
	unit   returns.UnitCode
	period period.Date
}

func templateOf(book *workbook.Book) template {
	t := template{
		form: returns.FormID(book.Hint(workbook.HintForm)),
		unit: returns.UnitCode(book.Hint(workbook.HintUnit)),
	}
	t.ours = t.form != ""
	if d, err := period.Parse(book.Hint(workbook.HintPeriod)); err == nil {
		t.period = d
	}
	// '驻点招工'!$A$6:$R$6; Excel keeps it true when rows are put in or the
	// sheet is renamed.
	ref := book.Hint(workbook.HintTable)
	if at := strings.LastIndexByte(ref, '!'); at > 0 {
		t.sheet = strings.ReplaceAll(strings.Trim(ref[:at], "'"), "''", "'")
		first, _, _ := strings.Cut(ref[at+1:], ":")
		if parts := strings.Split(first, "$"); len(parts) == 3 {
			t.row, _ = strconv.Atoi(parts[2])
		}
	}
	return t
}

// formAt is the form whose header the template has in a band, "" if none.
func (t template) formAt(s *workbook.Sheet, b *band) returns.FormID {
	if t.ours && s.Name == t.sheet && t.row >= b.top && t.row <= b.bottom {
		return t.form
	}
	return ""
}

// beside says of a sheet that the template has beside its table what it is.
func (t template) beside(s *workbook.Sheet) string {
	switch {
	case !t.ours:
		return ""
	case s.Hidden && s.Name == workbook.OwnSheet:
		return "模板的标记"
	case slices.ContainsFunc(guideWords, func(w string) bool { return strings.Contains(plain.Key(s.Name), w) }):
		return "说明或字典"
	}
	return ""
}
