package table

import (
	"slices"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// meta reads what stands above and below a table: when it was filled in and,
// in rosters, the firm's own lines.
func (l *locator) meta(t *Table) {
	for _, p := range t.head.with(dateLabels) {
		if at := l.calendar.filled(p); t.Filled.IsZero() && !at.IsZero() {
			t.Filled = at
		}
	}
	for i := range t.Form.Fields {
		fl := &t.Form.Fields[i]
		if !fl.Meta {
			continue
		}
		if p, ok := metaPair(t.head, fl); ok {
			l.metaValue(t, fl, p)
		} else if p, ok := t.metaColumn(fl); ok {
			l.metaValue(t, fl, p)
		}
	}
	if t.Form.Roster {
		l.rosterFirm(t)
	}
}

// metaPair is the line above the table that names a field.
func metaPair(h heading, fl *forms.Field) (pair, bool) {
	for _, text := range append([]string{fl.Header}, fl.Also...) {
		want := squash(pathKey(text))
		for _, p := range h.pairs {
			if squash(readLabel(p.label).key) == want && p.text != "" && (fl.Type != forms.Firm || !isMeasure(p.text)) {
				return p, true
			}
		}
	}
	return pair{}, false
}

// metaColumn is the one value of a column that holds what should stand above
// the table.
func (t *Table) metaColumn(fl *forms.Field) (pair, bool) {
	j := slices.IndexFunc(t.Columns, func(c returns.Column) bool { return c.Field == fl.ID })
	if j < 0 {
		return pair{}, false
	}
	var out pair
	for row := t.First; row <= t.Last; row++ {
		if t.body.kind(row) != recordRow {
			continue
		}
		text := t.grid.text(row, t.Columns[j].Col)
		switch {
		case text == "":
		case out.text == "":
			out = pair{text: text, row: row, col: t.Columns[j].Col, cell: t.grid.at(row, t.Columns[j].Col), whole: true}
		case plain.Key(text) != plain.Key(out.text):
			return pair{}, false
		}
	}
	return out, out.text != ""
}

// metaValue reads one line above the table as a field.
func (l *locator) metaValue(t *Table, fl *forms.Field, p pair) {
	raw := cell.Raw{Text: p.text}
	if p.whole && p.cell != nil {
		raw = rawOf(p.cell)
	}
	raw.At, raw.Field, raw.Header = t.grid.place(p.row, p.col), string(fl.ID), fl.Header
	if fl.Type == forms.Firm {
		if name, code, both := cell.SplitCreditCode(raw); both {
			raw = name
			if i, ok := t.Form.ByRole(forms.RoleUSCC); ok && t.Form.Fields[i].Meta {
				l.metaValue(t, &t.Form.Fields[i], pair{text: code.Text, row: p.row, col: p.col})
			}
		}
	}
	rr := &rowReader{table: t, asked: &l.asked, at: &l.out, seen: map[seenAt]bool{}}
	v, _, _ := rr.value(raw, fl, t.scale.of(fl, &headerCol{}), false)
	for _, f := range rr.found {
		switch f.Code {
		case "C216": // numbers in a line of words are text
			continue
		case "C206":
			f = f.Raise() // the code is whose return it is
			v = returns.Value{}
		}
		t.add(f)
	}
	if !v.IsAbsent() {
		t.Meta[fl.ID] = v
	}
}

// rosterFirm settles whose roster it is: by its code, its name, or who files.
func (l *locator) rosterFirm(t *Table) {
	name, code := t.metaOf(forms.RoleFirm), returns.UnitCode(t.metaOf(forms.RoleUSCC).Text)
	if code == "" {
		code, _ = l.firmCode(t.head)
	}
	if u, ok := l.firm(name.Text, code); ok {
		t.firm = u
		return
	}
	if l.out.Unit.Kind == period.Firm {
		t.firm = l.out.Unit
		return
	}
	if l.out.Unit.Code == "" {
		return // H106 of the file says so
	}
	what := "没有写明是哪家企业的名册"
	if t.manyFirms() {
		what = "名册中不止一家企业，请每家企业分别报送"
	}
	if name.Text != "" {
		what = "企业“" + name.Text + "”不在应报名单，又没有有效的统一社会信用代码，不能确定是哪家企业的名册"
	}
	t.add(finding.UnitUnclear(t.grid.place(t.HeaderTop, t.Left), name.Text, what))
}

// manyFirms reports whether a column names several firms.
func (t *Table) manyFirms() bool {
	i, ok := t.Form.ByRole(forms.RoleFirm)
	if !ok {
		return false
	}
	_, one := t.metaColumn(&t.Form.Fields[i])
	return !one && slices.ContainsFunc(t.Columns, func(c returns.Column) bool { return c.Field == t.Form.Fields[i].ID })
}

// metaOf is the value of the line above the table with that role.
func (t *Table) metaOf(role forms.Role) returns.Value {
	if i, ok := t.Form.ByRole(role); ok && t.Form.Fields[i].Meta {
		return t.Meta[t.Form.Fields[i].ID]
	}
	return returns.Value{}
}
