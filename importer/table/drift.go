package table

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// drift compares the columns with those of the unit's last return on the form
// and says what moved, came or went.
func (l *locator) drift(t *Table) {
	if l.asked.Last == nil || l.out.Unit.Code == "" || t.figures != nil {
		return
	}
	last := l.asked.Last(l.out.Unit.Code, t.Form.ID)
	if last == nil || len(last.Columns) == 0 {
		return
	}
	var moved, came, gone []string
	for _, c := range t.Columns {
		i := slices.IndexFunc(last.Columns, func(o returns.Column) bool { return o.Field == c.Field })
		switch {
		case i < 0:
			came = append(came, c.Header)
		case last.Columns[i].Col != c.Col && !t.twice(c.Field):
			moved = append(moved, "“"+c.Header+"”由 "+finding.Column(last.Columns[i].Col)+" 列移到 "+finding.Column(c.Col)+" 列")
		}
	}
	for _, o := range last.Columns {
		if !slices.ContainsFunc(t.Columns, func(c returns.Column) bool { return c.Field == o.Field }) {
			gone = append(gone, o.Header)
		}
	}
	var what []string
	if len(moved) > 0 {
		what = append(what, strings.Join(moved, "，"))
	}
	if len(came) > 0 {
		what = append(what, "新增列“"+strings.Join(came, "”“")+"”")
	}
	if len(gone) > 0 {
		what = append(what, "少了列“"+strings.Join(gone, "”“")+"”")
	}
	if len(what) > 0 {
		t.add(finding.LayoutMoved(t.grid.place(t.HeaderTop, t.Left), strings.Join(what, "；")))
	}
}

// twice reports whether a field has several columns.
func (t *Table) twice(id returns.FieldID) bool {
	n := 0
	for _, c := range t.Columns {
		if c.Field == id {
			n++
		}
	}
	return n > 1
}
