package table

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// A figureCell is one cell of a table of figures and the field it holds.
type figureCell struct {
	field    int
	row, col int
	header   string
	level    level
	scale    int64
}

// hasWeekWords reports whether a header tells what was done in the period
// from what was done so far.
func hasWeekWords(b *band) bool {
	week, total := false, false
	for i := range b.cols {
		leaf := b.cols[i].keys[len(b.cols[i].keys)-1]
		week = week || isWord(leaf, weekWords)
		total = total || isWord(leaf, totalWords)
	}
	return week && total
}

// weekPath is a path with its last part as the names of figures have it.
func weekPath(c *headerCol) string {
	n := len(c.keys) - 1
	leaf := c.keys[n]
	switch {
	case isWord(leaf, weekWords):
		leaf = "本周"
	case isWord(leaf, totalWords):
		leaf = "累计"
	}
	return strings.Join(append(slices.Clone(c.keys[:n]), leaf), "/")
}

// severalRows asks where a table of one column a figure has several rows: they
// are not added up.
func (l *locator) severalRows(t *Table) {
	seen := false
	for row := t.First; row <= t.Last; row++ {
		if t.body.kind(row) != recordRow {
			continue
		}
		if seen {
			t.add(finding.ColumnAmbiguous(t.grid.place(row, t.Left), "", t.Form.Title, "“"+t.Form.Title+"”只应有一行数据，第"+strconv.Itoa(row)+"行是多出的；分行填报的请改报台账"))
			return
		}
		seen = true
	}
}

func isWord(k string, words []string) bool {
	k = strings.Trim(squash(k), ":")
	return slices.Contains(words, k)
}

// figures finds tables with one figure a row: 指标, 本周, 累计.
func (l *locator) figures(sc *sheetScan, r *reader) {
	var fn *formNames
	for _, f := range l.asked.Names.forms {
		if f.form.Layout == forms.Indicators {
			fn = f
		}
	}
	if fn == nil {
		return
	}
	g := sc.grid
	for i := range sc.sheet.Rows {
		row := sc.sheet.Rows[i].Index
		if slices.ContainsFunc(sc.tables, func(t *Table) bool { return row >= t.HeaderTop && row <= max(t.Last, t.HeaderBottom) }) {
			continue
		}
		item, cols := l.figureHeader(g, row)
		if item == 0 {
			continue
		}
		if t := l.figureTable(sc, fn, row, item, cols); t != nil {
			sc.tables = append(sc.tables, t)
		}
	}
}

// A figureCol is a column 本周 or 累计.
type figureCol struct {
	col    int
	suffix string // the segment that its fields' names end in
	head   string
}

// figureHeader reads a row as 指标 | 本周 | 累计; item is 0 if it is none.
func (l *locator) figureHeader(g *grid, row int) (item int, cols []figureCol) {
	week, total := false, false
	g.cells(row, 1, g.maxCol, func(col int, a workbook.Area, c *workbook.Cell) {
		if c.Kind != workbook.Text || a.Row1 != row {
			return
		}
		k := readLabel(c.Text).key
		switch {
		case isWord(k, weekWords):
			week = true
			cols = append(cols, figureCol{col, "本周", plain.Text(c.Text)})
		case isWord(k, totalWords):
			total = true
			cols = append(cols, figureCol{col, "累计", plain.Text(c.Text)})
		case item == 0 && isWord(k, itemWords):
			item = col
		}
	})
	if !week || !total || len(cols) != 2 {
		return 0, nil
	}
	if item == 0 {
		// The column of names has no header: it is the one with most words.
		for col := 1; col < cols[0].col; col++ {
			if c := g.at(row+1, col); c != nil && c.Kind == workbook.Text && !cell.Blank(rawOf(c)) && !units[plain.Key(c.Text)] {
				item = col
			}
		}
	}
	return item, cols
}

// figureTable reads the rows below as figures; nil where fewer than two are
// known.
func (l *locator) figureTable(sc *sheetScan, fn *formNames, row, item int, cols []figureCol) *Table {
	g := sc.grid
	t := &Table{
		Sheet: sc.sheet, Form: fn.form, Left: min(item, cols[0].col), Right: cols[len(cols)-1].col,
		HeaderTop: row, HeaderBottom: row, First: row + 1, Last: row, grid: g,
		Meta: map[returns.FieldID]returns.Value{}, reading: reading{names: fn, band: &band{top: row, bottom: row}},
	}
	for c := 1; c < t.Left; c++ {
		if !g.blank(row, c) {
			t.Left = min(t.Left, c)
		}
	}
	t.head = g.readHeading(l.labels, 1, row-1, 1, g.maxCol)
	t.scale = t.head.measures()
	parent := ""
	var kinds []rowKind
	known := 0
	for at := row + 1; at <= g.maxRow; at++ {
		name := g.text(at, item)
		key := readLabel(name).key
		kind := noteRow
		filled := slices.ContainsFunc(cols, func(c figureCol) bool { return g.own(at, c.col) != nil && !g.blank(at, c.col) })
		switch {
		case name == "" && !filled:
			kind = blankRow
		case key != "" && filled:
			kind = recordRow
			full := key
			if strings.HasPrefix(key, "其中") && parent != "" {
				full = parent + "/" + key
			} else {
				parent = key
			}
			if !l.figureRow(t, fn, at, item, cols, full, key) {
				t.add(finding.ColumnUnknown(g.place(at, item), name))
				kind = noteRow
			} else {
				known++
			}
		case key != "" && strings.ContainsAny(name, "：:"):
			kind = noteRow
		}
		kinds = append(kinds, kind)
		if kind == recordRow {
			t.Last = at
		}
	}
	// A table of ours may have one figure, or none yet; another is told by two.
	if known < 2 && l.template.formAt(sc.sheet, t.reading.band) != fn.form.ID {
		return nil
	}
	t.body = body{first: t.First, last: t.Last, kinds: kinds[:max(0, t.Last-t.First+1)]}
	return t
}

// figureRow takes one row of figures; false if its name is no figure's.
func (l *locator) figureRow(t *Table, fn *formNames, row, item int, cols []figureCol, full, short string) bool {
	ok := false
	unit := l.rowUnit(t.grid, row, item, cols[0].col)
	for _, c := range cols {
		fields, lv := figureField(fn, full, short, c.suffix)
		if len(fields) == 0 {
			continue
		}
		f := fields[0]
		ok = true
		if len(fields) > 1 {
			if c == cols[0] {
				t.add(finding.ColumnAmbiguous(t.grid.place(row, item), string(fn.form.Fields[f].ID), t.grid.text(row, item),
					"指标“"+t.grid.text(row, item)+"”可以是“"+fn.form.Fields[f].Header+"”，也可以是“"+fn.form.Fields[fields[1]].Header+"”"))
			}
			continue
		}
		if slices.ContainsFunc(t.figures, func(o figureCell) bool { return o.field == f }) {
			if c != cols[0] {
				continue
			}
			t.add(finding.ColumnAmbiguous(t.grid.place(row, item), string(fn.form.Fields[f].ID), t.grid.text(row, item),
				"指标“"+t.grid.text(row, item)+"”与前面的一行都是“"+fn.form.Fields[f].Header+"”"))
			continue
		}
		lab := readLabel(t.grid.text(row, item))
		scale := t.scale.of(&fn.form.Fields[f], &headerCol{unit: lab.unit, scale: lab.scale})
		if unit != "" {
			_, _, s := cell.UnitOf("数(" + unit + ")")
			scale = max(1, s)
		}
		t.figures = append(t.figures, figureCell{field: f, row: row, col: c.col, header: t.grid.text(row, item) + "/" + c.head, level: lv, scale: scale})
	}
	return ok
}

// rowUnit is the measure in a column of its own beside the name.
func (l *locator) rowUnit(g *grid, row, item, before int) string {
	for c := item + 1; c < before; c++ {
		if k := plain.Key(g.text(row, c)); units[k] {
			return k
		}
	}
	return ""
}

// figureField finds the figure that a row names; several stand for the same
// level. An own name goes before the names of the fields behind figures.
func figureField(fn *formNames, full, short, suffix string) (fields []int, lv level) {
	for _, k := range [...]string{full, short} {
		for _, way := range [...]string{squash(k) + suffix, numericStem(k) + suffix} {
			found := fn.full[way]
			if len(found) == 0 {
				continue
			}
			for _, lv := range [...]level{exact, synonym} {
				for _, nm := range found {
					if nm.exact == (lv == exact) {
						fields = append(fields, nm.field)
					}
				}
				if len(fields) > 0 {
					return fields, lv
				}
			}
		}
	}
	return nil, none
}

// readFigures makes the one record of a table of figures.
func (rr *rowReader) readFigures(ret *returns.Return) {
	t := rr.table
	rec := returns.Record{Row: t.First, Values: make([]returns.Value, len(t.Form.Fields))}
	for _, c := range t.figures {
		fl := &t.Form.Fields[c.field]
		raw, ok, _ := rr.raw(c.row, returns.Column{Field: fl.ID, Col: c.col, Row: c.row, Header: c.header}, fl)
		if !ok {
			continue
		}
		v, _, _ := rr.value(raw, fl, c.scale, false)
		rec.Values[c.field] = v
	}
	ret.Records = append(ret.Records, rec)
	for _, c := range t.figures {
		fl := &t.Form.Fields[c.field]
		ret.Columns = append(ret.Columns, returns.Column{Field: fl.ID, Col: c.col, Row: c.row, Header: c.header, Match: levelWords[c.level]})
	}
}
