package xlsx

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

// Rows of a ledger's sheet: title, note, head, then the entries.
const (
	ledgerHead = 3
	firstEntry = ledgerHead + 1
)

// A ledger is the layout of one merged ledger's sheet.
type ledger struct {
	of     *figures.Ledger
	sheet  string
	fields []int                   // shown columns of of.Fields
	column map[returns.FieldID]int // where a field stands, counted from 1
	counts []count
	adds   map[figures.ID]int // column of 计数 of a figure
	width  []int              // of shown fields, in half-width characters
	sums   map[sumKey]map[returns.UnitCode]int64
}

// A count is one column 计数: 1 where the entry adds to its figures. Figures
// that the same entries add to share one.
type count struct {
	figures []figures.ID
	col     int
}

// plan lays a ledger out: 序号, 报送单位, the fields that somebody filled, the
// counts, why an entry does not count, and where it comes from.
func (bk *book) plan(l *figures.Ledger) *ledger {
	p := &ledger{of: l, column: map[returns.FieldID]int{}, adds: map[figures.ID]int{}, sums: map[sumKey]map[returns.UnitCode]int64{}}
	filled := make([]bool, len(l.Fields))
	wide := make([]int, len(l.Fields))
	for i := range l.Entries {
		for j, v := range l.Entries[i].Values {
			if j < len(filled) && !v.IsAbsent() {
				filled[j] = true
				if i < 300 {
					wide[j] = max(wide[j], width(v.Words()))
				}
			}
		}
	}
	col := 2
	for j, f := range l.Fields {
		if !filled[j] {
			continue
		}
		col++
		p.fields = append(p.fields, j)
		p.width = append(p.width, wide[j])
		p.column[f.ID] = col
	}
	p.planCounts(col)
	return p
}

// planCounts gives every figure of the ledger its column.
func (p *ledger) planCounts(col int) {
	byPattern := map[uint64]int{}
	for _, c := range p.of.Counts {
		id := c.Figure
		pattern, any := p.pattern(id)
		if _, twice := p.adds[id]; twice || !any {
			continue
		}
		at, known := byPattern[pattern]
		if !known {
			col++
			at = len(p.counts)
			byPattern[pattern] = at
			p.counts = append(p.counts, count{col: col})
		}
		p.counts[at].figures = append(p.counts[at].figures, id)
		p.adds[id] = p.counts[at].col
	}
}

// pattern tells apart which entries add to a figure, and whether any does.
func (p *ledger) pattern(id figures.ID) (uint64, bool) {
	const prime, offset = 1099511628211, 14695981039346656037
	h, any := uint64(offset), false
	for i := range p.of.Entries {
		bit := uint64(p.of.Entries[i].Adds[id])
		any = any || bit != 0
		h = (h ^ (bit + 1)) * prime
		h ^= h >> 29
	}
	return h, any
}

// last is the last row of entries.
func (p *ledger) last() int { return ledgerHead + len(p.of.Entries) }

// span is a column of the entries, as formulas name it.
func (p *ledger) span(col int) string {
	c := finding.Column(col)
	return quoted(p.sheet) + "!$" + c + "$" + strconv.Itoa(firstEntry) + ":$" + c + "$" + strconv.Itoa(p.last())
}

// ledgerTab streams a ledger.
func (bk *book) ledgerTab(p *ledger) error {
	heads, widths := bk.ledgerHeads(p)
	s, err := bk.sheet(p.sheet, printedLedger(p, widths))
	if err != nil {
		return err
	}
	if err := s.titled(p.of.Title, ledgerNote(len(p.of.Entries))); err != nil {
		return err
	}
	if err := s.add(36, heads...); err != nil {
		return err
	}
	if n := len(p.of.Entries); n > 0 {
		err := s.gapped(n, func(w io.Writer) error {
			r := newRowWriter(w, firstEntry, len(heads))
			cells := make([]excelize.Cell, 0, len(heads))
			for i := range p.of.Entries {
				cells = bk.entry(cells[:0], p, i)
				if err := r.add(tallest(cells, widths), cells); err != nil {
					return err
				}
			}
			return r.w.Flush()
		})
		if err != nil {
			return err
		}
		if err := bk.f.AutoFilter(p.sheet, "A"+strconv.Itoa(ledgerHead)+":"+at(len(heads), p.last()), nil); err != nil {
			return err
		}
	}
	return s.close()
}

// printedLedger prints what was filed, on as many pages side by side as keep it
// readable. 计数 and where a record comes from are for the screen.
func printedLedger(p *ledger, widths []float64) page {
	const readable = 190 // characters across one page
	printed, across := 2+len(p.fields), 0.0
	for _, w := range widths[:printed] {
		across += w
	}
	return page{widths: widths, head: ledgerHead, side: 2, printed: printed, across: 1 + int(across)/readable}
}

func (bk *book) ledgerHeads(p *ledger) (heads []any, widths []float64) {
	put := func(name string, w int) {
		heads = append(heads, bk.text(head, name))
		widths = append(widths, float64(min(max(w, 6), 40)))
	}
	put(wordNo, 5)
	put(wordUnitOf, 12)
	for i, j := range p.fields {
		f := p.of.Fields[j]
		name := f.Header
		if f.Unit != "" {
			name += "\n（" + f.Unit + "）"
		}
		put(name, max(p.width[i]+4, min(longest(name), 12)))
	}
	for _, c := range p.counts {
		put(bk.countHead(c), 12)
	}
	put(wordWhyNot, bk.leftWidth(p))
	file, sheet := 10, 10
	for i := range p.of.Entries {
		if i == 300 {
			break
		}
		file, sheet = max(file, width(phrase.File(p.of.Entries[i].Source.File))+3), max(sheet, width(p.of.Entries[i].Source.Sheet)+3)
	}
	put(wordSourceFile, file)
	put(wordSheet, sheet)
	put(wordCell, 9)
	return heads, widths
}

// tallestOf is tallest for cells as excelize takes them.
func tallestOf(cells []any, widths []float64) float64 {
	row := make([]excelize.Cell, len(cells))
	for i, c := range cells {
		row[i], _ = c.(excelize.Cell)
	}
	return tallest(row, widths)
}

// tallest is the height of a row whose words wrap, 0 where none do.
func tallest(cells []excelize.Cell, widths []float64) float64 {
	most := 1
	for i, c := range cells {
		if text, ok := c.Value.(string); ok && len(text) > int(widths[i])-2 {
			most = max(most, lines(text, int(widths[i])-2))
		}
	}
	if most == 1 {
		return 0
	}
	return float64(min(most*14+4, 400))
}

func (bk *book) leftWidth(p *ledger) int {
	most := 10
	for i := range p.of.Entries {
		most = max(most, min(width(p.of.Entries[i].Left)+2, 30))
	}
	return most
}

// countHead names what a column 计数 counts for.
func (bk *book) countHead(c count) string {
	var names []string
	for _, id := range c.figures {
		names = append(names, bk.label(id))
	}
	return countWords(names)
}

// label is a figure's name, with what its variant is.
func (bk *book) label(id figures.ID) string {
	b, variant := base(id)
	name := bk.b.Merged.Figure(figures.City, id).Name
	if name == "" {
		name = bk.definition(b).Name
	}
	if name == "" {
		name = string(b)
	}
	return variantOf(name, variant)
}

func (bk *book) definition(id figures.ID) figures.Definition {
	for _, d := range bk.b.Merged.Catalogue {
		if d.ID == id {
			return d
		}
	}
	return bk.b.Merged.Figure(figures.City, id).Definition
}

// entry fills one row of a ledger.
func (bk *book) entry(cells []excelize.Cell, p *ledger, i int) []excelize.Cell {
	e := &p.of.Entries[i]
	l := plain
	if e.Left != "" {
		l = faint
	}
	cells = append(cells, excelize.Cell{StyleID: bk.style[l][serial], Value: i + 1}, bk.text(l, bk.unit(e.Unit)))
	for _, j := range p.fields {
		v := returns.Value{}
		if j < len(e.Values) {
			v = e.Values[j]
		}
		cells = append(cells, bk.value(l, p.of.Fields[j], v))
	}
	for _, c := range p.counts {
		cells = append(cells, excelize.Cell{StyleID: bk.style[l][serial], Value: int(e.Adds[c.figures[0]])})
	}
	return append(cells, bk.text(l, e.Left), bk.text(l, phrase.File(e.Source.File)), bk.text(l, e.Source.Sheet), bk.text(l, e.Source.Cell))
}

// value is one typed value: numbers as numbers, all else as words. Long digit
// strings so keep every digit.
func (bk *book) value(l look, f figures.LedgerField, v returns.Value) excelize.Cell {
	switch {
	case v.IsAbsent():
		return excelize.Cell{StyleID: bk.style[l][words]}
	case v.Kind == returns.Rate:
		return bk.number(l, rateForm(v.Number, v.Number, returns.Number{}), v.Number, "")
	case v.IsNumber():
		return bk.number(l, formOf(v.Number), v.Number, "")
	case v.Kind == returns.Date || v.Kind == returns.YesNo:
		return bk.mid(l, v.Words())
	case f.Secret:
		return bk.text(l, hidden(v.Words()))
	}
	if name, ok := bk.counties[v.Text]; ok { // counties are kept by code; a firm's code is its own
		return bk.text(l, name)
	}
	return bk.text(l, v.Words())
}

// hidden masks a personal number that is none of the usual ones: all but its
// last four characters.
func hidden(s string) string {
	if m := phrase.Masked(s); m != s {
		return m
	}
	r := []rune(s)
	for i := range r[:max(len(r)-4, 0)] {
		r[i] = '*'
	}
	return string(r)
}

// unit is a unit's name, else its code.
func (bk *book) unit(code returns.UnitCode) string {
	if name, ok := bk.names[code]; ok {
		return name
	}
	return string(code)
}
