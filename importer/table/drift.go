package table

import (
	"cmp"
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// Drift compares the columns of a return with those of the unit's last return
// on the form and says what moved, came or went (H109, at the first header).
// False means that nothing did, or that there is nothing to compare.
func Drift(form *forms.Form, now, last *returns.Return) (finding.Finding, bool) {
	if last == nil || len(last.Columns) == 0 || len(now.Columns) == 0 || form.Layout == forms.Indicators {
		return finding.Finding{}, false
	}
	var moved, came, gone []string
	for _, c := range now.Columns {
		i := slices.IndexFunc(last.Columns, func(o returns.Column) bool { return o.Field == c.Field })
		switch {
		case i < 0:
			came = append(came, c.Header)
		case last.Columns[i].Col != c.Col && !twice(now.Columns, c.Field):
			moved = append(moved, "“"+c.Header+"”由 "+finding.Column(last.Columns[i].Col)+" 列移到 "+finding.Column(c.Col)+" 列")
		}
	}
	for _, o := range last.Columns {
		if !slices.ContainsFunc(now.Columns, func(c returns.Column) bool { return c.Field == o.Field }) {
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
	if len(what) == 0 {
		return finding.Finding{}, false
	}
	first := slices.MinFunc(now.Columns, func(a, b returns.Column) int { return cmp.Or(a.Row-b.Row, a.Col-b.Col) })
	at := finding.Place{File: now.Filing.File, Sheet: now.Sheet, Order: now.Order, Row: first.Row, Col: first.Col}
	return finding.LayoutMoved(at, strings.Join(what, "；")), true
}

// twice reports whether a field has several columns.
func twice(columns []returns.Column, id returns.FieldID) bool {
	n := 0
	for _, c := range columns {
		if c.Field == id {
			n++
		}
	}
	return n > 1
}
