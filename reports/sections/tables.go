package sections

import (
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// A column of a table of figures by unit.
type column struct {
	figure figures.ID
	group  string
	head   string
	points bool // the change of a rate against the period before
}

// table lists figures by unit, with what is counted in several units and the
// city's total below. Columns that nobody filed are left out, and units that
// filed nothing of it where they are the most; a table without columns or units
// is nil.
func (f *Facts) table(t *Table) *briefing.Table {
	columns := f.columns(t)
	if len(columns) == 0 || len(f.Register.Units) == 0 {
		return nil
	}
	out := &briefing.Table{Title: t.Title, Note: t.Note, Columns: []briefing.Column{{Head: "报送单位", Align: briefing.Left, Weight: 1.6}}}
	trimHeads(t.Title, columns)
	for _, c := range columns {
		out.Columns = append(out.Columns, briefing.Column{Group: c.group, Head: c.head, Align: briefing.Right, Weight: 1})
	}
	var rows []briefing.Row
	blank := 0
	for _, u := range f.Register.Units {
		rows = append(rows, f.row(briefing.Plain, u.Name, u.Code, columns))
		if unfiled(rows[len(rows)-1]) {
			blank++
		}
	}
	var left []string
	for i, row := range rows {
		if t.Only && empty(row) || 2*blank > len(rows) && unfiled(row) {
			left = append(left, f.Register.Units[i].Name)
			continue
		}
		out.Rows = append(out.Rows, row)
	}
	out.Note = noteOf(t.Note, left)
	if removed, any := f.removed(columns); any {
		out.Rows = append(out.Rows, removed)
	}
	out.Rows = append(out.Rows, f.row(briefing.Total, "合计", figures.City, columns))
	return out
}

// noteOf is a table's note, and which units it leaves out.
func noteOf(note string, left []string) string {
	const few = 3
	var words string
	switch n := len(left); {
	case n == 0:
		return note
	case n <= few:
		words = strings.Join(left, "、") + "没有此项数据。"
	default:
		words = "其余" + strconv.Itoa(n) + "个单位没有此项数据。"
	}
	if note == "" {
		return "注：" + words
	}
	return note + words
}

// trimHeads takes off what all heads begin with when the title says it: in a
// table of 省内招聘活动 no head says 省内 again.
func trimHeads(title string, columns []column) {
	if len(columns) < 2 {
		return
	}
	var common []rune
	for i, c := range columns {
		head := []rune(c.head)
		if c.group != "" {
			return
		}
		if i == 0 {
			common = head
		}
		n := 0
		for n < len(common) && n < len(head) && common[n] == head[n] {
			n++
		}
		common = common[:n]
	}
	for len(common) > 1 && !strings.HasPrefix(title, string(common)) {
		common = common[:len(common)-1]
	}
	if len(common) < 2 {
		return
	}
	for i := range columns {
		columns[i].head = strings.TrimPrefix(columns[i].head, string(common))
	}
}

// empty reports whether a unit's row has nothing but 0 and —.
func empty(r briefing.Row) bool {
	for _, c := range r.Cells[1:] {
		if c.Text != phrase.None && c.Text != "0" {
			return false
		}
	}
	return true
}

// unfiled reports whether a unit's row has nothing but —.
func unfiled(r briefing.Row) bool {
	for _, c := range r.Cells[1:] {
		if c.Text != phrase.None {
			return false
		}
	}
	return true
}

// columns are the figures of t that somebody filed; of what was done in the
// period, and in tables of some units, only those that are not 0 everywhere.
func (f *Facts) columns(t *Table) []column {
	var out []column
	for _, id := range t.Figures {
		for _, variant := range variants(t.Show) {
			full := id + figures.ID(variant)
			if f.absent(full) || (t.Show == "week" || t.Only) && f.zero(full) {
				continue
			}
			c := column{figure: full, head: f.head(id)}
			if t.Show == "both" {
				c.group, c.head = c.head, variantHead(variant)
			}
			out = append(out, c)
		}
		for _, changed := range t.Change {
			if changed == id && f.changes(id) {
				out = append(out, column{figure: id, head: "较" + f.lastState() + "变动", points: true})
			}
		}
	}
	return out
}

func variants(show string) []string {
	switch show {
	case "week":
		return []string{"@week"}
	case "both":
		return []string{"@week", ""}
	}
	return []string{""}
}

func variantHead(variant string) string {
	if variant == "@week" {
		return "本期"
	}
	return "累计"
}

// head is a figure's name with its unit: 提供岗位（个）.
func (f *Facts) head(id figures.ID) string {
	d := f.definition(id)
	switch {
	case d.Way == figures.Ratio || d.Unit == "":
		return d.Name
	default:
		return d.Name + "（" + d.Unit + "）"
	}
}

// definition is a figure's definition; a variant has that of its base.
func (f *Facts) definition(id figures.ID) figures.Definition {
	base := baseOf(id)
	for _, d := range f.Merged.Catalogue {
		if d.ID == base {
			return d
		}
	}
	d := f.Merged.Figure(figures.City, base).Definition
	if d.Name == "" {
		d.Name = string(base)
	}
	return d
}

// absent reports whether neither the city nor a unit has the figure.
func (f *Facts) absent(id figures.ID) bool {
	if !f.Merged.Figure(figures.City, id).Absent {
		return false
	}
	for _, u := range f.Register.Units {
		if !f.Merged.Figure(u.Code, id).Absent {
			return false
		}
	}
	return true
}

// zero reports whether the figure is 0 for the city and for every unit.
func (f *Facts) zero(id figures.ID) bool {
	for _, unit := range f.unitsAndCity() {
		if !f.Merged.Figure(unit, id).Value.IsZero() {
			return false
		}
	}
	return true
}

func (f *Facts) changes(id figures.ID) bool {
	for _, unit := range f.unitsAndCity() {
		if f.points(unit, id) != phrase.None {
			return true
		}
	}
	return false
}

// points is a rate's change as a cell: +1.5, 0, —.
func (f *Facts) points(unit returns.UnitCode, id figures.ID) string {
	if b := f.before(); b != nil {
		points, ok := phrase.Points(f.Merged.Figure(unit, id), b.Figure(unit, id))
		if !ok {
			return phrase.None
		}
		return phrase.Cell(figures.Figure{Definition: figures.Definition{ID: id + "@change", Way: figures.Ratio}, Value: points})
	}
	return phrase.Cell(f.Merged.Figure(unit, id+"@change"))
}

func (f *Facts) unitsAndCity() []returns.UnitCode {
	out := []returns.UnitCode{figures.City}
	for _, u := range f.Register.Units {
		out = append(out, u.Code)
	}
	return out
}

// row prints the columns of one unit.
func (f *Facts) row(kind briefing.RowKind, name string, unit returns.UnitCode, columns []column) briefing.Row {
	r := briefing.Row{Kind: kind, Cells: []briefing.Cell{{Text: name}}}
	for _, c := range columns {
		cell := briefing.Cell{Text: phrase.Cell(f.Merged.Figure(unit, c.figure)), Figure: c.figure, Unit: unit}
		if c.points {
			cell = briefing.Cell{Text: f.points(unit, c.figure), Figure: c.figure + "@change", Unit: unit}
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

// removed is the row 其中重复（剔除）: what the units' numbers have over the
// city's, with a minus so that the column adds up; false when nothing is
// repeated.
func (f *Facts) removed(columns []column) (briefing.Row, bool) {
	r := briefing.Row{Kind: briefing.Removed, Cells: []briefing.Cell{{Text: "其中重复（剔除）"}}}
	any := false
	for _, c := range columns {
		over := f.repeated(c.figure)
		if c.points || over.IsZero() {
			r.Cells = append(r.Cells, briefing.Cell{})
			continue
		}
		any = true
		r.Cells = append(r.Cells, briefing.Cell{Text: (returns.Number{Micros: -over.Micros}).String()})
	}
	return r, any
}

// repeated is the sum over the units less the city's value, 0 for rates.
func (f *Facts) repeated(id figures.ID) returns.Number {
	city := f.Merged.Figure(figures.City, id)
	if city.Absent || city.Way == figures.Ratio || city.Way == figures.Shares {
		return returns.Number{}
	}
	over := returns.Number{Micros: -city.Value.Micros}
	for _, u := range f.Register.Units {
		if unit := f.Merged.Figure(u.Code, id); !unit.Absent {
			over.Micros += unit.Value.Micros
		}
	}
	return over
}
