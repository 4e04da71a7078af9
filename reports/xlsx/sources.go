package xlsx

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

// singly is up to how many cells are listed one a row. Beyond that a row is all
// cells of one file that one figure counts; what each says stands in the ledger.
const singly = 20_000

// sourcesTab lists for every city figure the cells it comes from, and the cells
// it leaves out and why.
func (bk *book) sourcesTab(name string) error {
	l := sourcesList()
	each := bk.eachSource
	if bk.sources() > singly {
		each = bk.eachFile
		l.note += wordTogether
	}
	return bk.list(name, l, func(add addRow) error {
		for _, part := range bk.parts() {
			for _, id := range part.ids {
				if err := each(id, add); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// sources is how many cells the city's figures name.
func (bk *book) sources() int {
	n := 0
	for _, f := range bk.b.Merged.Figures[figures.City] {
		for _, c := range f.Counted {
			n += len(c.Sources)
		}
		n += len(f.Dropped)
	}
	return n
}

// sourceRow is one row of the sheet.
func (bk *book) sourceRow(id figures.ID, what string, amount excelize.Cell, s figures.Source, why string) []excelize.Cell {
	return []excelize.Cell{
		bk.text(plain, bk.label(id)), bk.text(plain, what), amount, bk.text(plain, bk.unit(s.Unit)), bk.mid(plain, s.Period),
		bk.text(plain, phrase.File(s.File)), bk.text(plain, s.Sheet), bk.mid(plain, fewRuns(s.Cell)), bk.text(plain, s.Text), bk.text(plain, why),
		bk.mid(plain, "v"+strconv.Itoa(s.Version)), bk.mid(plain, short(s.SHA256, 12)),
	}
}

// eachSource lists every cell.
func (bk *book) eachSource(id figures.ID, add addRow) error {
	f := bk.b.Merged.Figure(figures.City, id)
	for _, c := range f.Counted {
		for i, s := range c.Sources {
			amount := bk.number(plain, formOf(c.Amount), c.Amount, "")
			if i > 0 { // further cells that name the same thing
				amount = bk.right(plain, "")
			}
			if err := add(bk.sourceRow(id, c.Name, amount, s, "")...); err != nil {
				return err
			}
		}
	}
	for _, d := range f.Dropped {
		if err := add(bk.sourceRow(id, "", bk.right(plain, phrase.None), d.Source, d.Why)...); err != nil {
			return err
		}
	}
	return nil
}

// A batch is the cells of one sheet of one file that a figure counts, or leaves
// out for one reason.
type batch struct {
	first  figures.Source
	why    string
	amount returns.Number
	things int
	cells  runs
}

type batchKey struct {
	filing, file, sheet, why string
	version                  int
}

// eachFile lists the cells of one sheet together.
func (bk *book) eachFile(id figures.ID, add addRow) error {
	f := bk.b.Merged.Figure(figures.City, id)
	at := map[batchKey]*batch{}
	var order []*batch
	take := func(s figures.Source, why string) *batch {
		k := batchKey{s.Filing, s.File, s.Sheet, why, s.Version}
		b, ok := at[k]
		if !ok {
			b = &batch{first: s, why: why}
			at[k], order = b, append(order, b)
		}
		b.cells.add(s.Cell)
		return b
	}
	for _, c := range f.Counted {
		for i, s := range c.Sources {
			b := take(s, "")
			if i == 0 {
				b.things++
				b.amount.Micros += c.Amount.Micros
				b.amount.Qualifier = b.amount.Qualifier.With(c.Amount.Qualifier)
			}
		}
	}
	for _, d := range f.Dropped {
		take(d.Source, d.Why).things++
	}
	for _, b := range order {
		s := b.first
		s.Cell, s.Text = b.cells.String(), ""
		amount := bk.number(plain, formOf(b.amount), b.amount, "")
		if b.why != "" {
			amount = bk.right(plain, phrase.None)
		}
		if err := add(bk.sourceRow(id, strconv.Itoa(b.things)+wordThings, amount, s, b.why)...); err != nil {
			return err
		}
	}
	return nil
}

// runs are cells, with those that follow each other downwards as one range:
// H7:H12、H15.
type runs struct {
	parts       []string // the first of them
	count       int
	column      string
	first, last int
}

func (r *runs) add(cell string) {
	i := strings.IndexAny(cell, "0123456789")
	row := 0
	if i > 0 {
		row, _ = strconv.Atoi(cell[i:])
	}
	if row == 0 { // runs of cells already, or no cell
		r.flush()
		if cell != "" {
			if r.count++; r.count <= mostRuns {
				r.parts = append(r.parts, cell)
			}
		}
		return
	}
	if r.first > 0 && cell[:i] == r.column && row == r.last+1 {
		r.last = row
		return
	}
	r.flush()
	r.column, r.first, r.last = cell[:i], row, row
}

func (r *runs) flush() {
	switch {
	case r.first == 0:
	case r.first == r.last:
		r.keep(r.column, r.first, 0)
	default:
		r.keep(r.column, r.first, r.last)
	}
	r.first = 0
}

// mostRuns is how many runs are listed: a longer list nobody reads.
const mostRuns = 12

// keep counts a run, and lists it while there is room.
func (r *runs) keep(column string, first, last int) {
	if r.count++; r.count > mostRuns {
		return
	}
	words := column + strconv.Itoa(first)
	if last > 0 {
		words += ":" + column + strconv.Itoa(last)
	}
	r.parts = append(r.parts, words)
}

// String ends the last run. A list too long to read says how many there are.
func (r *runs) String() string {
	r.flush()
	words := strings.Join(r.parts, "、")
	if r.count > len(r.parts) {
		words += "等" + strconv.Itoa(r.count) + wordRuns
	}
	return words
}

// fewRuns is the cells of one source. Of a roster's counted rows, which may be
// hundreds of runs, the first are listed and all counted.
func fewRuns(cells string) string {
	parts := strings.Split(cells, ",")
	if len(parts) <= mostRuns {
		return cells
	}
	return phrase.Some(parts, mostRuns, wordRuns)
}
