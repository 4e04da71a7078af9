package table

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// keep adds a table to those that are read. A second table of one form on a
// sheet is read into the same return; on another sheet it is skipped where it
// is empty or says the same (sheets for printing repeat the sheet of entry),
// and asked about otherwise.
func (l *locator) keep(t *Table) {
	i := slices.IndexFunc(l.out.Tables, func(o *Table) bool {
		return o.Form == t.Form && o.firm.Code == t.firm.Code && o.figures == nil && t.figures == nil
	})
	if i < 0 {
		l.out.Tables = append(l.out.Tables, t)
		return
	}
	first := l.out.Tables[i]
	switch {
	case first.Sheet == t.Sheet && !t.Faulty():
		first.join(t)
	case first.Sheet == t.Sheet:
		l.out.Tables = append(l.out.Tables, t) // refused by itself
	case !t.hasRecords():
		l.repeated(t, "没有数据")
	case !first.hasRecords():
		l.repeated(first, "没有数据")
		l.out.Tables[i] = t
	case slices.Equal(first.texts(t), t.texts(first)):
		l.repeated(t, "与“"+first.Sheet.Name+"”内容相同")
	default:
		t.add(finding.ColumnAmbiguous(t.grid.place(t.HeaderTop, t.Left), "", t.Form.Title,
			"“"+first.Sheet.Name+"”和“"+t.Sheet.Name+"”都是“"+t.Form.Title+"”，内容不同，请合并到一张工作表后报送"))
		first.add(finding.ColumnAmbiguous(first.grid.place(first.HeaderTop, first.Left), "", t.Form.Title,
			"“"+first.Sheet.Name+"”和“"+t.Sheet.Name+"”都是“"+t.Form.Title+"”，内容不同，请合并到一张工作表后报送"))
		l.out.Tables = append(l.out.Tables, t)
	}
}

// repeated skips a table that adds nothing to another of its form.
func (l *locator) repeated(t *Table, why string) {
	l.out.Skipped = append(l.out.Skipped, SheetSkip{t.Sheet.Name, why})
	l.found = append(l.found, finding.SheetRepeated(t.grid.place(0, 0), why))
}

func (t *Table) hasRecords() bool { return slices.Contains(t.body.kinds, recordRow) }

// texts is what the records of a table say in the fields that another has too.
func (t *Table) texts(other *Table) []string {
	shared := func(c returns.Column) bool {
		return slices.ContainsFunc(other.Columns, func(o returns.Column) bool { return o.Field == c.Field })
	}
	var out []string
	for row := t.First; row <= t.Last; row++ {
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
	slices.Sort(out)
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
	if t.hasRecords() != o.hasRecords() {
		// Header without rows beside one with rows is no nil return.
		t.Findings = slices.DeleteFunc(t.Findings, func(f finding.Finding) bool { return f.Code == "H110" })
		t.Nil = false
	}
}

// parts are the tables that make one return, each by itself.
func (t *Table) parts() []*Table {
	first := *t
	first.more = nil
	first.Columns, first.Scales, first.Extra = t.Columns[:t.own], t.Scales[:t.own], t.Extra[:t.extras]
	return append([]*Table{&first}, t.more...)
}
