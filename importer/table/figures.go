package table

import (
	"cmp"
	"regexp"
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
	name     string // of the row
	header   string
	level    level
	scale    int64
}

// The parts of time that a figure may be of, as the names of figures end.
const (
	ofWeek  = "本周"
	ofTotal = "累计"
)

// daysInBrackets is what only says of which days: 本周（1月29日-2月4日）.
var daysInBrackets = regexp.MustCompile(`\([截至止到某0-9年月日号.\-~—/第期周]+\)`)

// timePart takes the word off a header that says whether a figure is of the
// period or of all so far: 本周走访企业 and 走访企业（本周） are 走访企业, 本周. part is
// "" where the header says neither.
func timePart(key string) (rest, part string) {
	k := strings.Trim(squash(daysInBrackets.ReplaceAllString(key, "")), ":")
	for _, side := range [...]struct {
		words []string
		part  string
	}{{weekWords, ofWeek}, {totalWords, ofTotal}} {
		if slices.Contains(side.words, k) {
			return "", side.part
		}
	}
	for _, side := range [...]struct {
		words []string
		part  string
	}{{weekAffixes, ofWeek}, {totalAffixes, ofTotal}} {
		for _, w := range side.words {
			if rest, ok := strings.CutPrefix(k, w); ok {
				return rest, side.part
			}
			if rest, ok := strings.CutSuffix(k, w); ok {
				return rest, side.part
			}
		}
	}
	return k, ""
}

// hasWeekWords reports whether a header tells what was done in the period, or
// what was done so far.
func hasWeekWords(b *band) bool {
	for i := range b.cols {
		if _, part := weekPath(&b.cols[i]); part != "" {
			return true
		}
	}
	return false
}

// weekPath is a path as the names of figures have it, without its part of
// time, and that part: "" where it says none, or two.
func weekPath(c *headerCol) (path, part string) {
	var rests []string
	for _, k := range c.keys {
		rest, p := timePart(k)
		if p != "" && part != "" && p != part {
			return c.whole, ""
		}
		if p != "" {
			part = p
		}
		if rest != "" {
			rests = append(rests, rest)
		}
	}
	if part == "" && c.left != "" {
		_, part = timePart(c.left)
	}
	return strings.Join(rests, "/"), part
}

// figureClaims adds the figures that column i of b may be. A column without a
// part of time beside one of all so far is of the period.
func (r *reader) figureClaims(fn *formNames, b *band, i int, add func(name, level, float64)) {
	path, part := weekPath(&b.cols[i])
	if part != "" {
		r.lookUp(fn, path+"/"+part, add, 0)
		return
	}
	r.lookUp(fn, path+"/"+ofWeek, func(nm name, _ level, _ float64) {
		for j := range b.cols {
			other, of := weekPath(&b.cols[j])
			if of != ofTotal {
				continue
			}
			r.lookUp(fn, other+"/"+of, func(total name, _ level, _ float64) {
				if fn.form.Fields[total.field].Figure == fn.form.Fields[nm.field].Figure {
					add(nm, similar, 40)
				}
			}, 0)
		}
	}, 0)
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
		item, cols := l.figureHeader(g, fn, row)
		if item == 0 {
			continue
		}
		if t := l.figureTable(sc, fn, row, item, cols); t != nil {
			sc.tables = append(sc.tables, t)
		}
	}
}

// A figureCol is a column of figures.
type figureCol struct {
	col  int
	part string // of time; "": the names of the rows say
	head string
}

// figureHeader reads a row as 指标 | 本周 | 累计, of which one may be gone, or as
// 指标 | 数量; item is 0 if it is none.
func (l *locator) figureHeader(g *grid, fn *formNames, row int) (item int, cols []figureCol) {
	var items []int
	var bare []figureCol
	twice := false
	g.cells(row, 1, g.maxCol, func(col int, a workbook.Area, c *workbook.Cell) {
		if c.Kind != workbook.Text || a.Row1 != row {
			return
		}
		k := readLabel(c.Text).key
		rest, part := timePart(k)
		switch {
		case part != "" && (rest == "" || isWord(rest, amountWords)):
			twice = twice || slices.ContainsFunc(cols, func(o figureCol) bool { return o.part == part })
			cols = append(cols, figureCol{col, part, plain.Text(c.Text)})
		case isWord(k, itemWords):
			items = append(items, col)
		case isWord(k, amountWords):
			bare = append(bare, figureCol{col, "", plain.Text(c.Text)})
		}
	})
	if len(cols) == 0 && len(bare) == 1 {
		cols = bare
	}
	if len(cols) == 0 || twice {
		return 0, nil
	}
	return l.itemColumn(g, fn, row, cols, items), cols
}

// itemColumn is the column of the figures' names: of several the one with the
// most names that are known, 0 if none has any.
func (l *locator) itemColumn(g *grid, fn *formNames, row int, cols []figureCol, items []int) int {
	if len(items) == 0 {
		for col := 1; col < cols[0].col; col++ {
			items = append(items, col)
		}
	}
	best, most := 0, 0
	for _, col := range items {
		known := 0
		for at := row + 1; at <= min(g.maxRow, row+60); at++ {
			name := g.own(at, col)
			if name == nil || name.Kind != workbook.Text {
				continue
			}
			k := readLabel(shown(name)).key
			if fields, _ := figureField(fn, k, k, cols[0].part); len(fields) > 0 {
				known++
			}
		}
		if known > most {
			best, most = col, known
		}
	}
	return best
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
		key := readLabel(shown(g.at(at, item))).key
		kind := noteRow
		filled := slices.ContainsFunc(cols, func(c figureCol) bool { return g.own(at, c.col) != nil && !g.blank(at, c.col) })
		switch {
		case name == "" && !filled:
			kind = blankRow
		case isWord(key, itemWords) && slices.ContainsFunc(cols, func(c figureCol) bool { return g.text(at, c.col) == c.head }):
			kind = headerRow
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
	l.besideFigures(t, row, item, cols)
	return t
}

// besideFigures keeps the columns behind the names that are no figures, such
// as 上周 and 备注.
func (l *locator) besideFigures(t *Table, row, item int, cols []figureCol) {
	t.grid.cells(row, item+1, t.grid.maxCol, func(col int, _ workbook.Area, c *workbook.Cell) {
		if slices.ContainsFunc(cols, func(o figureCol) bool { return o.col == col }) || t.emptyBelow(col) || l.rowUnit(t.grid, t.First, col-1, col+1) != "" {
			return
		}
		t.Extra = append(t.Extra, returns.Column{Col: col, Row: row, Header: plain.Text(shown(c))})
		t.Right = max(t.Right, col)
		t.add(finding.ColumnUnknown(t.grid.place(row, col), plain.Text(shown(c))))
	})
}

// figureRow takes one row of figures; false if its name is no figure's.
func (l *locator) figureRow(t *Table, fn *formNames, row, item int, cols []figureCol, full, short string) bool {
	ok := false
	unit := l.rowUnit(t.grid, row, item, cols[0].col)
	for _, c := range cols {
		fields, lv := figureField(fn, full, short, c.part)
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
		t.figures = append(t.figures, figureCell{field: f, row: row, col: c.col, name: t.grid.text(row, item), header: t.grid.text(row, item) + "/" + c.head, level: lv, scale: scale})
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
// level. An own name goes before the names of the fields behind figures. part
// is that of the column, "" where the row's name says.
func figureField(fn *formNames, full, short, part string) (fields []int, lv level) {
	for _, k := range [...]string{full, short} {
		rest, own := timePart(k)
		switch {
		case own != "" && part != "" && own != part, own == "" && part == "":
			continue
		case part != "" && own == "":
			rest = k
		}
		suffix := cmp.Or(part, own)
		for _, way := range [...]string{squash(rest) + suffix, numericStem(rest) + suffix} {
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
		at, _ := rr.find(c.row, &returns.Column{Field: fl.ID, Col: c.col, Row: c.row, Header: c.header}, fl, adds(fl), nil)
		if at.cell == nil {
			continue
		}
		v, _, _ := rr.value(rr.raw(at, c.header, fl), fl, c.scale, false)
		rec.Values[c.field] = v
	}
	for i, c := range t.figures {
		if i > 0 && t.figures[i-1].row == c.row {
			continue
		}
		for _, e := range t.Extra {
			if text := t.grid.text(c.row, e.Col); text != "" {
				rec.Extra = append(rec.Extra, returns.Extra{Header: c.name + "/" + e.Header, Text: text, Col: e.Col})
			}
		}
	}
	ret.Records = append(ret.Records, rec)
	for _, c := range t.figures {
		fl := &t.Form.Fields[c.field]
		ret.Columns = append(ret.Columns, returns.Column{Field: fl.ID, Col: c.col, Row: c.row, Header: c.header, Match: levelWords[c.level]})
	}
}
