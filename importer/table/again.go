package table

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// keep takes the tables that are read. A second table of one form on a sheet
// is read into the same return. On other sheets stand copies: one that is
// empty, or that says nothing that another does not say (sheets for printing,
// sheets of parts beside the whole, last week's ledger beside this week's), is
// skipped; what remains is asked about.
func (l *locator) keep(tables []*Table) {
	var sheets [][]*Table // of one form and firm, one a sheet
	for _, t := range tables {
		i := slices.IndexFunc(sheets, func(s []*Table) bool { return s[0].Form == t.Form && s[0].firm.Code == t.firm.Code })
		switch {
		case i < 0:
			sheets = append(sheets, []*Table{t})
			continue
		case t.Faulty() || slices.ContainsFunc(sheets[i], func(o *Table) bool { return o.Sheet == t.Sheet && o.Faulty() }):
			l.out.Tables = append(l.out.Tables, t) // refused by itself
			continue
		}
		if j := slices.IndexFunc(sheets[i], func(o *Table) bool { return o.Sheet == t.Sheet }); j >= 0 {
			sheets[i][j].join(t)
		} else {
			sheets[i] = append(sheets[i], t)
		}
	}
	for _, s := range sheets {
		l.out.Tables = append(l.out.Tables, l.oneSheet(s)...)
	}
	slices.SortStableFunc(l.out.Tables, func(a, b *Table) int {
		return cmp.Or(cmp.Compare(a.Sheet.Order, b.Sheet.Order), cmp.Compare(a.HeaderTop, b.HeaderTop), cmp.Compare(a.Left, b.Left))
	})
}

// oneSheet drops the sheets that add nothing to another of the same form. If
// several remain all of them are asked about.
func (l *locator) oneSheet(tables []*Table) []*Table {
	dropped := map[*Table]bool{}
	drop := func(t *Table, why string) {
		dropped[t] = true
		l.repeated(t, why)
	}
	for _, t := range tables {
		for _, o := range tables {
			if t == o || dropped[t] || dropped[o] || t.Faulty() || o.Faulty() {
				continue
			}
			switch within := contained(t, o); {
			case !t.hasRecords() && o.hasRecords():
				drop(t, "没有数据")
			case !o.hasRecords():
			case within && contained(o, t) && t.Sheet.Order > o.Sheet.Order:
				drop(t, "与“"+o.Sheet.Name+"”内容相同")
			case within && !contained(o, t):
				drop(t, "内容都在“"+o.Sheet.Name+"”中")
			}
		}
	}
	left := slices.DeleteFunc(slices.Clone(tables), func(t *Table) bool { return dropped[t] })
	if !slices.ContainsFunc(left, (*Table).hasRecords) && len(left) > 1 {
		for _, t := range left[1:] {
			l.repeated(t, "没有数据")
		}
		return left[:1]
	}
	if len(left) > 1 {
		var names []string
		for _, t := range left {
			names = append(names, "“"+t.Sheet.Name+"”")
		}
		for _, t := range left {
			t.add(finding.ColumnAmbiguous(t.grid.place(t.HeaderTop, t.Left), "", t.Form.Title,
				strings.Join(names, "、")+"都是“"+t.Form.Title+"”，内容不同：是分表的请合并到一张工作表，是旧表的请删去"))
		}
	}
	return left
}

// contained reports whether every record of a stands in b, as often.
func contained(a, b *Table) bool {
	x, y := a.texts(b), b.texts(a)
	if len(x) == 0 || len(x) > len(y) {
		return false
	}
	for i, j := 0, 0; i < len(x); j++ {
		switch {
		case j == len(y) || x[i] < y[j]:
			return false
		case x[i] == y[j]:
			i++
		}
	}
	return true
}

// repeated skips a table that adds nothing to another of its form.
func (l *locator) repeated(t *Table, why string) {
	l.out.Skipped = append(l.out.Skipped, SheetSkip{t.Sheet.Name, why})
	l.found = append(l.found, finding.SheetRepeated(t.grid.place(0, 0), why))
}

func (t *Table) hasRecords() bool {
	return slices.ContainsFunc(t.parts(), func(p *Table) bool { return slices.Contains(p.body.kinds, recordRow) })
}

// texts is what the records of a table say in the fields that another has too,
// sorted.
func (t *Table) texts(other *Table) []string {
	var out []string
	for _, p := range t.parts() {
		out = append(out, p.ownTexts(other)...)
	}
	slices.Sort(out)
	return out
}

func (t *Table) ownTexts(other *Table) []string {
	shared := func(c returns.Column) bool {
		return slices.ContainsFunc(other.Columns, func(o returns.Column) bool { return o.Field == c.Field })
	}
	var out []string
	for _, c := range t.figures {
		if slices.ContainsFunc(other.figures, func(o figureCell) bool { return o.field == c.field }) {
			out = append(out, strconv.Itoa(c.field)+"="+plain.Key(shown(t.grid.at(c.row, c.col))))
		}
	}
	for row := t.First; row <= t.Last && t.figures == nil; row++ {
		if t.body.kind(row) != recordRow {
			continue
		}
		var b strings.Builder
		for _, c := range t.Columns {
			if !shared(c) {
				continue
			}
			b.WriteString(string(c.Field))
			b.WriteByte('=')
			b.WriteString(plain.Key(shown(t.grid.at(row, c.Col))))
			b.WriteByte('|')
		}
		out = append(out, b.String())
	}
	return out
}

// join takes another table of the form on the same sheet into t.
func (t *Table) join(o *Table) {
	t.more = append(t.more, o)
	t.Findings = append(t.Findings, o.Findings...)
	t.Columns = append(t.Columns, o.Columns...)
	t.Scales = append(t.Scales, o.Scales...)
	t.Extra = append(t.Extra, o.Extra...)
	t.Nil = t.Nil && o.Nil
	if t.Filled.IsZero() {
		t.Filled = o.Filled
	}
	if t.Form.Layout == forms.Indicators {
		t.figuresTwice(o)
	}
	if t.hasRecords() {
		// Header without rows beside one with rows is no nil return.
		t.Findings = slices.DeleteFunc(t.Findings, func(f finding.Finding) bool { return f.Code == "H110" })
		t.Nil = false
	}
}

// figuresTwice asks where another table of figures on the sheet has a figure
// that t has: they are not added up.
func (t *Table) figuresTwice(o *Table) {
	has := map[returns.FieldID]bool{}
	for _, p := range t.parts() {
		if p.HeaderTop == o.HeaderTop && p.Left == o.Left {
			continue
		}
		for _, c := range p.Columns {
			has[c.Field] = true
		}
		for _, c := range p.figures {
			has[t.Form.Fields[c.field].ID] = true
		}
	}
	ask := func(row, col int, id returns.FieldID, header string) {
		if has[id] {
			fl, _ := t.Form.Field(id)
			t.add(finding.ColumnAmbiguous(t.grid.place(row, col), string(id), header, "同一张工作表中另有一处也是“"+fl.Header+"”"))
		}
	}
	for _, c := range o.Columns {
		ask(c.Row, c.Col, c.Field, c.Header)
	}
	for _, c := range o.figures {
		ask(c.row, c.col, t.Form.Fields[c.field].ID, c.header)
	}
}

// parts are the tables that make one return, each by itself.
func (t *Table) parts() []*Table {
	first := *t
	first.more = nil
	first.Columns, first.Scales, first.Extra = t.Columns[:t.own], t.Scales[:t.own], t.Extra[:t.extras]
	return append([]*Table{&first}, t.more...)
}
