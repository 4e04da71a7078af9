package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// columns writes down which header was taken for which field.
func (l *locator) columns(t *Table) {
	rd := &t.reading
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		col := returns.Column{Col: c.col, Row: c.row, Header: c.header()}
		if f := rd.fields[i]; f >= 0 {
			fl := &t.Form.Fields[f]
			col.Field, col.Match = fl.ID, levelWords[rd.levels[i]]
			t.Columns = append(t.Columns, col)
			t.Scales = append(t.Scales, t.scale.of(fl, c))
			if rd.levels[i] == similar && !t.Nil {
				t.add(finding.ColumnSimilar(t.grid.place(c.row, c.col), string(fl.ID), c.header(), fl.Header))
			}
			continue
		}
		if c.number || t.counts(c.col) {
			rd.band.cols[i].number = true
			continue
		}
		if c.again && t.emptyBelow(c.col) {
			continue
		}
		t.Extra = append(t.Extra, col)
	}
}

// counts reports whether a column without a field only numbers the rows: 编号
// with 1, 2, 3 below it.
func (t *Table) counts(col int) bool {
	next, seen := 0, false
	for row := t.First; row <= t.Last; row++ {
		c := t.grid.own(row, col)
		if t.body.kind(row) != recordRow || c == nil || blankCell(c) {
			continue
		}
		n, ok := smallNumber(plain.Key(c.Text))
		if !ok || seen && n != next {
			return false
		}
		next, seen = n+1, true
	}
	return seen && slices.Contains(idleNames, readLabel(t.headerAt(col)).key)
}

func (t *Table) headerAt(col int) string {
	if i := t.position(col); i >= 0 {
		s := t.reading.band.cols[i].segments
		return s[len(s)-1]
	}
	return ""
}

// emptyBelow reports whether a column holds nothing of its own in the rows of
// the table.
func (t *Table) emptyBelow(col int) bool {
	for row := t.First; row <= t.Last; row++ {
		if c := t.grid.own(row, col); c != nil && !blankCell(c) {
			return false
		}
	}
	return true
}

// ambiguous asks where two columns claim one field, or one header fits two.
func (l *locator) ambiguous(t *Table) {
	rd := &t.reading
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		if f := rd.fields[i]; f >= 0 {
			if other := l.second(rd, i, f); other >= 0 {
				t.add(finding.ColumnAmbiguous(t.grid.place(c.row, c.col), string(t.Form.Fields[f].ID), c.header(),
					fmt.Sprintf("列“%s”可以是“%s”，也可以是“%s”", c.header(), t.Form.Fields[f].Header, t.Form.Fields[other].Header)))
			}
			continue
		}
		if rd.ignored[i] || c.number {
			continue
		}
		if f, holder := l.rivalled(rd, i); f >= 0 {
			fl := &t.Form.Fields[f]
			if l.joins(t, i, holder, fl) {
				continue
			}
			if textual(fl) {
				l.unknown(t, i)
				continue
			}
			other := &rd.band.cols[holder]
			t.add(finding.ColumnAmbiguous(t.grid.place(c.row, c.col), string(fl.ID), c.header(),
				fmt.Sprintf("列“%s”（%s列）与列“%s”（%s列）都可以是“%s”", other.header(), finding.Column(other.col), c.header(), finding.Column(c.col), fl.Header)))
			continue
		}
		l.unknown(t, i)
	}
}

// unknown reports a column that no field claims, if it holds anything.
func (l *locator) unknown(t *Table, i int) {
	c := &t.reading.band.cols[i]
	if t.emptyBelow(c.col) || t.Form.Layout == forms.Indicators && l.namesFiler(t, c.col) {
		return // nothing is kept, nothing is lost
	}
	t.add(finding.ColumnUnknown(t.grid.place(c.row, c.col), c.header()))
}

// namesFiler reports whether a column says whose return it is and nothing more.
func (l *locator) namesFiler(t *Table, col int) bool {
	for row := t.First; row <= t.Last; row++ {
		if t.body.kind(row) != recordRow || t.grid.text(row, col) == "" {
			continue
		}
		if named := l.asked.Register.Match(t.grid.text(row, col)); len(named) != 1 || named[0].Code != l.out.Unit.Code {
			return false
		}
	}
	return true
}

// rivalled is a field that column i names as well as the column that holds
// it, and the position of that column; -1 if there is none.
func (l *locator) rivalled(rd *reading, i int) (field, holder int) {
	for _, c := range rd.claims[i] {
		least := synonym
		if textual(&rd.names.form.Fields[c.field]) {
			least = loose
		}
		if c.level < least {
			continue
		}
		for j, f := range rd.fields {
			if f == c.field && rd.levels[j] >= least && rd.levels[j] < learned && j != i {
				return f, j
			}
		}
	}
	return -1, -1
}

// second is another field that column i names just as well and that no column
// holds, -1 if there is none.
func (l *locator) second(rd *reading, i, f int) int {
	s := l.sampleOf(rd, i)
	if s == 0 || rd.levels[i] < loose || rd.levels[i] >= learned {
		return -1
	}
	var own claim
	for _, c := range rd.claims[i] {
		if c.field == f {
			own = c
		}
	}
	for _, c := range rd.claims[i] {
		if c.field != f && c.level >= own.level && c.fit >= own.fit-0.2 && !slices.Contains(rd.fields, c.field) && c.score >= own.score-12 {
			return c.field
		}
	}
	return -1
}

// sampleOf is how many values stand below column i.
func (l *locator) sampleOf(rd *reading, i int) int {
	for _, c := range rd.claims[i] {
		if c.fit != 0.5 {
			return 1
		}
	}
	return 0
}

// joins takes a second column of a field of words whose header names two
// things, such as 联系人/联系电话: both are kept, one behind the other.
func (l *locator) joins(t *Table, i, holder int, fl *forms.Field) bool {
	if !textual(fl) || !strings.Contains(fl.Header, "/") {
		return false
	}
	c := &t.reading.band.cols[i]
	at := slices.IndexFunc(t.Columns, func(o returns.Column) bool { return o.Col > c.col })
	if at < 0 {
		at = len(t.Columns)
	}
	t.Columns = slices.Insert(t.Columns, at, returns.Column{Field: fl.ID, Col: c.col, Row: c.row, Header: c.header(), Match: levelWords[synonym]})
	t.Scales = slices.Insert(t.Scales, at, 1)
	t.Extra = slices.DeleteFunc(t.Extra, func(e returns.Column) bool { return e.Col == c.col })
	return true
}

// missing reports required fields without a column, with the headers nearest
// to them.
func (l *locator) missing(t *Table) {
	rd := &t.reading
	for _, f := range rd.missing {
		fl := &t.Form.Fields[f]
		if fl.Role == forms.RoleProvince && t.placeInText() >= 0 {
			continue
		}
		var near []string
		for i := range rd.band.cols {
			c := &rd.band.cols[i]
			if rd.fields[i] >= 0 || c.number {
				continue
			}
			if l.resembles(rd.names, f, c) {
				near = append(near, c.header())
			}
		}
		t.add(finding.ColumnMissing(t.grid.place(t.HeaderTop, t.Left), string(fl.ID), t.Form.Title, fl.Header, strings.Join(near, "、")))
	}
}

func (l *locator) resembles(fn *formNames, f int, c *headerCol) bool {
	b := l.asked.Names.lexicon.bag(strings.Join(c.keys, "/"))
	for _, nm := range fn.bags {
		if nm.field != f {
			continue
		}
		for _, w := range b.content {
			if slices.Contains(nm.bag.content, w) {
				return true
			}
		}
	}
	return false
}

// placeInText is the position in Columns of a column of words whose values
// begin with a place, such as 举办地点; -1 if there is none. It stands for the
// province where no column of places is there.
func (t *Table) placeInText() int {
	for i, c := range t.Columns {
		fl, _ := t.Form.Field(c.Field)
		if fl.Type != forms.Text || fl.Role != "" || !slices.Contains(t.reading.lexicon.bag(pathKey(c.Header)).content, "地点") {
			continue
		}
		n, places := 0, 0
		for row := t.First; row <= t.Last && n < sampleSize; row++ {
			if t.body.kind(row) != recordRow {
				continue
			}
			text := t.grid.text(row, c.Col)
			if text == "" {
				continue
			}
			n++
			if _, ok := splitPlace(text); ok {
				places++
			}
		}
		if n > 0 && places*10 >= n*8 {
			return i
		}
	}
	return -1
}

// hiddenParts reports hidden rows and columns that are read.
func (l *locator) hiddenParts(t *Table) {
	var rows []string
	for i := range t.Sheet.Rows {
		r := &t.Sheet.Rows[i]
		if r.Hidden && r.Index >= t.First && r.Index <= t.Last && t.body.kind(r.Index) == recordRow {
			rows = append(rows, strconv.Itoa(r.Index))
		}
	}
	var cols []string
	for _, c := range append(slices.Clone(t.Columns), t.Extra...) {
		if t.Sheet.HiddenCol(c.Col) {
			cols = append(cols, finding.Column(c.Col))
		}
	}
	at := t.grid.place(0, 0)
	if len(rows) > 0 {
		t.add(finding.Hidden(at, "第"+fewOf(rows)+"行是隐藏的，已一并读取"))
	}
	if len(cols) > 0 {
		t.add(finding.Hidden(at, fewOf(cols)+"列是隐藏的，已一并读取"))
	}
}

func fewOf(words []string) string {
	if len(words) <= 8 {
		return strings.Join(words, "、")
	}
	return strings.Join(words[:8], "、") + "等" + strconv.Itoa(len(words)) + "处：" + words[0] + "至" + words[len(words)-1]
}

// A measures is what 单位：… above a table says.
type measures struct {
	money   int64 // what money is counted in, 1 unless it says 万元
	persons int64 // likewise for 万人
	by      map[string]int64
}

// measures reads 单位：万元 and lists such as 单位：人、家、个、处、万元.
func (h *heading) measures() measures {
	m := measures{money: 1, persons: 1, by: map[string]int64{}}
	for _, p := range h.with(unitLabels) {
		words := strings.FieldsFunc(plain.Key(p.text), func(r rune) bool { return strings.ContainsRune("、,，/;； ", r) })
		for _, w := range words {
			w = strings.Trim(w, "()。.")
			bare, wan := strings.CutPrefix(w, "万")
			if !units[w] || !wan {
				continue
			}
			switch bare {
			case "元":
				m.money = 10000
			case "人", "名", "人次":
				m.persons = 10000
				m.by[bare] = 10000
			default:
				m.by[bare] = 10000
			}
		}
	}
	return m
}

// isMeasure reports whether what stands behind 单位： is a list of measures and
// not the unit that files.
func isMeasure(text string) bool {
	words := strings.FieldsFunc(plain.Key(text), func(r rune) bool { return strings.ContainsRune("、,，/;；()- ", r) })
	for _, w := range words {
		if !units[strings.Trim(w, "。.")] {
			return false
		}
	}
	return len(words) > 0
}

// of is the factor of a column: the unit in its header goes before the one
// above the table.
func (m measures) of(fl *forms.Field, c *headerCol) int64 {
	if c.unit != "" {
		return max(1, c.scale)
	}
	switch fl.Type {
	case forms.Money:
		return m.money
	case forms.Count:
		if s, ok := m.by[fl.Unit]; ok {
			return s
		}
		if fl.Unit == "人" || fl.Unit == "人次" {
			return m.persons
		}
	}
	return 1
}
