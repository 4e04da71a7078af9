package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// Asked is what whoever hands a workbook over says of it, and what is known.
// Forms and Register are needed; the rest may be zero.
type Asked struct {
	Forms    *forms.Catalogue
	Register *register.Register
	Names    *Names           // Prepare(Forms), so that it is not made for every workbook
	Unit     returns.UnitCode // "": found in the workbook
	Period   period.Date      // last day of the period; zero: found in the workbook
	// OpenPeriods lists the periods in which a unit still owes a form; used
	// where nothing else tells the period. May be nil.
	OpenPeriods func(returns.UnitCode, returns.FormID) []period.Period
	// Rosters is where the records of rosters are made, which its next Reset
	// ends; nil: in memory of their own.
	Rosters *returns.Arena
}

// Located is what stands where in a workbook.
type Located struct {
	Unit       returns.Unit // zero when it could not be told
	UnitFrom   string       // a cell such as 驻点招工!A2, a sheet, "file name", "template", or "given"
	Period     period.Period
	PeriodFrom string // likewise, or "open" for the only open period
	Tables     []*Table
	Skipped    []SheetSkip
	Foreign    bool     // H106: whose the tables are is unclear, and they give no records
	Unclear    bool     // H107: the period is
	Nearest    string   // title of the form that an unknown workbook is nearest to
	Explain    []string // Chinese: what was found where and why
}

// A SheetSkip is a sheet that was not read, and why in Chinese.
type SheetSkip struct{ Sheet, Why string }

// A Table is one table of one form.
type Table struct {
	Sheet                   *workbook.Sheet
	Form                    *forms.Form
	First, Last             int // rows below the header, Last < First when there are none
	Left, Right             int
	HeaderTop, HeaderBottom int
	Columns                 []returns.Column // fields; a field may have several
	Scales                  []int64          // by position in Columns: 10000 for 万元
	Extra                   []returns.Column // columns of no field
	Meta                    map[returns.FieldID]returns.Value
	Filled                  time.Time
	Nil                     bool         // 无 or 零报告 below the header
	Findings                finding.List // H findings of this table, and C findings of its meta lines

	grid    *grid
	reading reading
	body    body
	head    heading
	scale   measures
	sayings []saying
	issuers []issuer
	firm    returns.Unit // whose roster it is
	own     int          // how many of Columns are of the first table
	extras  int          // likewise of Extra
	more    []*Table     // further tables of the form on the sheet, read into the same return
	figures []figureCell // of a table of figures
}

// Faulty reports whether the table's heading refuses it.
func (t *Table) Faulty() bool {
	return slices.ContainsFunc(t.Findings, func(f finding.Finding) bool {
		return f.Code[0] == 'H' && f.Severity() == finding.Fault
	})
}

// Range is the rows without the header, e.g. A6:M18, "" when there are none;
// of several tables read into one return what holds them all.
func (t *Table) Range() string {
	first, last, left, right := t.First, t.Last, t.Left, t.Right
	for _, o := range t.more {
		if o.Last >= o.First {
			first, last, left, right = min(first, o.First), max(last, o.Last), min(left, o.Left), max(right, o.Right)
		}
	}
	if last < first {
		return ""
	}
	return fmt.Sprintf("%s%d:%s%d", finding.Column(left), first, finding.Column(right), last)
}

// Locate finds every table of a workbook, and the unit and the period they
// are of. The findings are those of the file and its sheets; those of one
// table are given by its Read.
func Locate(book *workbook.Book, a Asked) (Located, finding.List) {
	l := &locator{book: book, asked: a}
	if l.asked.Names == nil {
		l.asked.Names = Prepare(a.Forms)
	}
	l.labels = l.asked.Names.labels
	l.calendar = calendar{&a.Register.Campaign}
	l.template = templateOf(book)
	for i := range book.Sheets {
		l.sheets = append(l.sheets, l.scan(&book.Sheets[i], nil))
	}
	l.findUnit()
	l.relearn()
	l.dropHidden()
	l.dropExamples()
	l.findPeriod()
	l.finish()
	l.found.Sort()
	l.out.Foreign = slices.ContainsFunc(l.found, func(f finding.Finding) bool { return f.Code == "H106" })
	l.out.Unclear = slices.ContainsFunc(l.found, func(f finding.Finding) bool { return f.Code == "H107" })
	return l.out, l.found
}

// A locator walks one workbook.
type locator struct {
	book     *workbook.Book
	asked    Asked
	labels   labelBook
	calendar calendar
	template template
	sheets   []*sheetScan
	out      Located
	found    finding.List
}

// A sheetScan is what one sheet holds.
type sheetScan struct {
	sheet    *workbook.Sheet
	grid     *grid
	tables   []*Table
	nearest  string
	near     float64
	sideways bool    // the names of fields stand below one another
	head     heading // of the whole sheet where it has no table
	skip     string  // why it is not read
	quiet    bool    // skipped without a finding
	listed   bool    // already among the skipped
	strays   []int   // rows that look like headers of tables that are none of ours
}

// scan finds the tables of a sheet. learned maps header paths to fields by
// form.
func (l *locator) scan(s *workbook.Sheet, learned map[string]map[string]string) *sheetScan {
	sc := &sheetScan{sheet: s, grid: newGrid(l.book.File, s)}
	g := sc.grid
	if g.maxRow == 0 {
		sc.skip, sc.quiet = "空表", true
		return sc
	}
	if why := l.template.beside(s); why != "" {
		sc.skip, sc.quiet = why, true
		return sc
	}
	r := &reader{names: l.asked.Names, grid: g, asked: &l.asked, samples: map[[2]int]*sample{}, bags: map[string]bag{}, tried: map[string]bool{}, stems: map[string][3]string{}}
	for i := range s.Rows {
		if r.names.seed(&s.Rows[i], 1, g.maxCol) {
			r.seeds = append(r.seeds, s.Rows[i].Index)
		}
	}
	bottom := 0
	for _, row := range r.seeds {
		if row <= bottom || sc.repeated(r, row) || !sc.worthReading(r, row) {
			continue
		}
		for _, rd := range l.readAt(sc, r, row, bottom, learned) {
			if t := l.table(sc, r, rd); t != nil {
				sc.tables = append(sc.tables, t)
				bottom = max(bottom, t.HeaderBottom)
			}
		}
	}
	l.figures(sc, r)
	l.limits(sc, r)
	l.headings(sc)
	if len(sc.tables) == 0 {
		sc.head = g.readHeading(l.labels, 1, min(g.maxRow, 6), 1, g.maxCol)
		l.sideways(sc)
	}
	return sc
}

// repeated reports whether a row is the header of a table above it, printed
// again on the next page.
func (sc *sheetScan) repeated(r *reader, row int) bool {
	return slices.ContainsFunc(sc.tables, func(t *Table) bool {
		if row > t.HeaderBottom && row <= t.Last {
			return t.body.kind(row) == headerRow
		}
		for above := row; t.Last < t.First && above > t.HeaderBottom; above-- {
			if sc.sheet.Row(above) != nil && !r.repeats(&t.reading, above) {
				return false
			}
			if above == t.HeaderBottom+1 {
				return true // nothing but the header again and again
			}
		}
		return false
	})
}

// mostTried is how many rows of one sheet are read as headers.
const mostTried = 60

// worthReading reports whether a row is to be read as a header: not one that
// says what another said before in vain, nor more than a sheet can have.
func (sc *sheetScan) worthReading(r *reader, row int) bool {
	var b strings.Builder
	if sr := sc.sheet.Row(row); sr != nil {
		for i := range sr.Cells {
			b.WriteString(sr.Cells[i].Text)
			b.WriteByte('|')
		}
	}
	if len(r.tried) >= mostTried || r.tried[b.String()] && len(sc.tables) == 0 {
		return false
	}
	r.tried[b.String()] = true
	return true
}

// readAt reads a seed row as a header in every way and keeps the best: one
// table, or several side by side.
func (l *locator) readAt(sc *sheetScan, r *reader, row, above int, learned map[string]map[string]string) []reading {
	g := sc.grid
	best, bestScore := []reading(nil), 0.0
	rivals := map[*formNames]reading{} // the best of every form, read as one table
	for _, b := range g.bands(row, 1, g.maxCol, above) {
		if len(b.cols) < 2 {
			continue
		}
		heading := l.headingText(sc, b.top, above)
		whole := false
		for k, split := range g.splits(b) {
			var readings []reading
			score := 0.0
			for i := range split {
				ways := l.everyForm(sc, r, &split[i], heading, learned)
				if len(ways) == 0 {
					continue
				}
				readings = append(readings, ways[0])
				score += ways[0].score
				for _, rd := range ways {
					if have, ok := rivals[rd.names]; k == 0 && (!ok || rd.score > have.score) {
						rivals[rd.names] = rd
					}
				}
			}
			whole = whole || k == 0 && len(readings) == 1
			if k > 0 && whole && !apart(readings) {
				continue // a column without a header inside one table
			}
			if len(readings) > 0 && (best == nil || score > bestScore+0.01) {
				best, bestScore = readings, score
			}
		}
	}
	if len(best) == 1 {
		best[0].rival = rivalOf(&best[0], rivals)
	}
	return best
}

// rivalOf is another form that fits nearly as well, nil if there is none. A
// tie is left to the heading; without one it is an H104 of the table.
func rivalOf(best *reading, rivals map[*formNames]reading) *forms.Form {
	var rival *reading
	for fn, rd := range rivals {
		if fn != best.names && (rival == nil || rd.score > rival.score || rd.score == rival.score && fn.form.Order < rival.names.form.Order) {
			rival = &rd
		}
	}
	if rival != nil && best.titled == rival.titled && best.score-rival.score < margin(best, rival) {
		return rival.names.form
	}
	return nil
}

// apart reports whether readings of the parts of a band are tables of their
// own: of different forms, or of one form with the same columns again.
func apart(readings []reading) bool {
	if len(readings) < 2 {
		return false
	}
	a, b := readings[0], readings[1]
	for _, rd := range readings {
		if len(rd.missing) > 0 {
			return false
		}
	}
	if a.names != b.names {
		return true
	}
	shared := 0
	for _, f := range b.fields {
		if f >= 0 && slices.Contains(a.fields, f) {
			shared++
		}
	}
	return shared >= 2
}

// headingText is the words above a row, and the sheet's name, for titles.
func (l *locator) headingText(sc *sheetScan, row, above int) string {
	g := sc.grid
	var b strings.Builder
	for r := row - 1; r > max(above, row-9); r-- {
		sr := g.sheet.Row(r)
		if sr == nil {
			continue
		}
		if slices.ContainsFunc(sr.Cells, func(c workbook.Cell) bool { return c.Kind == workbook.Number }) && len(sr.Cells) > 3 {
			break // a record of the table above
		}
		for i := range sr.Cells {
			if sr.Cells[i].Kind == workbook.Text && len(sr.Cells[i].Text) < 600 {
				b.WriteString(g.key(r, sr.Cells[i].Col))
				b.WriteByte('\n')
			}
		}
	}
	b.WriteString(plain.Key(g.sheet.Name))
	return b.String()
}

// splits are the ways to cut a band into tables side by side: not at all, at
// columns without a header, and where the header begins again.
func (g *grid) splits(b band) [][]band {
	out := [][]band{{b}}
	cut := func(at []int) {
		if len(at) == 0 {
			return
		}
		var parts []band
		from := 0
		for _, i := range append(at, len(b.cols)) {
			if i-from >= 2 {
				p := b
				p.cols = slices.Clone(b.cols[from:i])
				p.left, p.right = p.cols[0].col, p.cols[len(p.cols)-1].col
				parts = append(parts, p)
			}
			from = i
		}
		if len(parts) > 1 {
			out = append(out, parts)
		}
	}
	var gaps, again []int
	for i := 1; i < len(b.cols); i++ {
		if b.cols[i].col > b.cols[i-1].col+1 {
			gaps = append(gaps, i)
		}
	}
	first := b.cols[0].header()
	for i := 2; i < len(b.cols); i++ {
		if b.cols[i].header() == first || b.cols[i].number {
			again = append(again, i)
		}
	}
	cut(gaps)
	cut(again)
	return out
}

// everyForm reads a band as every form and gives the readings that have the
// form's evidence, the best first. The header of one of our templates is read
// as what it says it is, unless a required column is gone.
func (l *locator) everyForm(sc *sheetScan, r *reader, b *band, heading string, learned map[string]map[string]string) []reading {
	if form := l.template.formAt(sc.sheet, b); form != "" {
		if one := slices.IndexFunc(l.asked.Names.forms, func(fn *formNames) bool { return fn.form.ID == form }); one >= 0 {
			if out := l.asForms(l.asked.Names.forms[one:one+1], sc, r, b, heading, learned); len(out) > 0 && len(out[0].missing) == 0 {
				return out
			}
		}
	}
	return l.asForms(l.asked.Names.forms, sc, r, b, heading, learned)
}

// asForms reads a band as each of some forms. Where one that the heading names
// fits better than any other could, those it does not name are not tried.
func (l *locator) asForms(names []*formNames, sc *sheetScan, r *reader, b *band, heading string, learned map[string]map[string]string) []reading {
	tries := make([]reading, len(names))
	best := 0.0 // of the named
	for i, fn := range names {
		if letters := titled(fn, heading); letters > 0 {
			tries[i] = l.asForm(fn, sc, r, b, heading, learned)
			if tries[i].ok {
				best = max(best, tries[i].score)
			}
		}
	}
	if r.names.thorough || best <= r.most(b) {
		for i, fn := range names {
			if tries[i].names == nil {
				tries[i] = l.asForm(fn, sc, r, b, heading, learned)
			}
		}
	}
	var out []reading
	var better reading // without its form's evidence, and yet complete
	for _, rd := range tries {
		if rd.names == nil {
			continue
		}
		if !rd.ok && len(rd.missing) == 0 && rd.strong > 0 && rd.score > better.score {
			better = rd
		}
		if rd.ok {
			out = append(out, rd)
		} else if rd.strong > 0 && rd.score > sc.near {
			sc.near, sc.nearest = rd.score, rd.names.form.Title
		}
	}
	slices.SortStableFunc(out, func(a, b reading) int { return cmp.Compare(b.score, a.score) })
	if len(out) > 0 && out[0].titled == 0 && better.score > out[0].score+0.15 {
		return nil // a form that is not certain fits better than one that is
	}
	return out
}

// asForm reads a band as one form; without names where it can be none such.
func (l *locator) asForm(fn *formNames, sc *sheetScan, r *reader, b *band, heading string, learned map[string]map[string]string) reading {
	if fn.form.Layout == forms.Indicators && !hasWeekWords(b) {
		return reading{}
	}
	r.learn = learned[string(fn.form.ID)]
	rd := r.read(fn, b, titled(fn, heading) >= 3)
	r.weigh(&rd, heading)
	if slices.Contains(r.seeds, b.bottom+1) && sc.grid.children(b.bottom+1, b.bottom, b.left, b.right) {
		rd.score -= 0.6 // the row below is of the header, too
	}
	if sc.grid.measuresOnly(b.bottom+1, b.left, b.right) {
		rd.score -= 5 // so is a row of units
	}
	return rd
}

// margin is by how much one form must fit better than another. Where no title
// tells and both are complete one more column does not either.
func margin(best, second *reading) float64 {
	if best.titled == 0 && len(second.missing) == 0 && best.matched-second.matched <= 1 {
		return 0.8
	}
	return 0.15
}

// table makes a table of a reading; nil where what looks like a header
// stands among the rows of another table and is not surely one.
func (l *locator) table(sc *sheetScan, r *reader, rd reading) *Table {
	b := rd.band
	if slices.ContainsFunc(sc.tables, func(t *Table) bool {
		if b.top <= t.HeaderBottom || b.top > t.Last || b.left > t.Right || b.right < t.Left {
			return false
		}
		headed := rd.titled > 0 && b.top > t.First && t.body.kind(b.top-1) != recordRow
		return rd.strong < 3 && !headed
	}) {
		return nil
	}
	t := &Table{
		Sheet: sc.sheet, Form: rd.names.form, Left: b.left, Right: b.right,
		HeaderTop: b.top, HeaderBottom: b.bottom, grid: sc.grid, reading: rd,
		Meta: map[returns.FieldID]returns.Value{},
	}
	t.extend(r, sc.grid.maxRow)
	if t.Nil && !rd.tellsNil() {
		return nil
	}
	return t
}

func (t *Table) extend(r *reader, limit int) {
	t.body = r.extend(&t.reading, limit)
	t.First, t.Last, t.Nil = t.body.first, t.body.last, t.body.nothing
}

// limits cuts tables where the next one below begins.
func (l *locator) limits(sc *sheetScan, r *reader) {
	slices.SortStableFunc(sc.tables, func(a, b *Table) int {
		return cmp.Or(cmp.Compare(a.HeaderTop, b.HeaderTop), cmp.Compare(a.Left, b.Left))
	})
	for i, t := range sc.tables {
		for _, next := range sc.tables[i+1:] {
			if t.figures == nil && next.HeaderTop > t.HeaderBottom && next.HeaderTop <= t.Last+6 && next.Left <= t.Right && next.Right >= t.Left {
				t.extend(r, next.HeaderTop-1)
				break
			}
		}
	}
	for _, row := range r.seeds {
		if !slices.ContainsFunc(sc.tables, func(t *Table) bool { return row >= t.HeaderTop && row <= max(t.Last, t.HeaderBottom) }) && len(sc.tables) > 0 {
			sc.strays = append(sc.strays, row)
		}
	}
}

// sideways names the form of a sheet on which the names of fields stand below
// one another, or beside their values as on a card: it is not read.
func (l *locator) sideways(sc *sheetScan) {
	if sc.near > 0 {
		return
	}
	seen := map[string]bool{}
	for i := range sc.sheet.Rows[:min(len(sc.sheet.Rows), 60)] {
		row := &sc.sheet.Rows[i]
		for j := range row.Cells[:min(len(row.Cells), 12)] {
			if c := &row.Cells[j]; isHeaderText(c) {
				seen[squash(readLabel(shown(c)).key)] = true
			}
		}
	}
	most := 3 // fewer say nothing
	for _, fn := range l.asked.Names.forms {
		fields := map[int]bool{}
		evidence := false
		for key := range seen {
			for _, nm := range fn.full[key] {
				fields[nm.field] = true
				evidence = evidence || slices.Contains(fn.form.Evidence, fn.form.Fields[nm.field].ID)
			}
		}
		if evidence && len(fields) > most {
			most, sc.nearest, sc.sideways = len(fields), fn.form.Title, true
			sc.near = float64(most)
		}
	}
}

// headings reads what stands above each table, up to the table before it.
func (l *locator) headings(sc *sheetScan) {
	for _, t := range sc.tables {
		if t.figures != nil {
			continue
		}
		above := 0
		for _, o := range sc.tables {
			if o.HeaderTop < t.HeaderTop && o.Left <= t.Right && o.Right >= t.Left {
				above = max(above, o.HeaderBottom, o.Last)
			}
		}
		t.head = sc.grid.readHeading(l.labels, sc.headingTop(above, t), t.HeaderTop-1, t.Left, t.Right)
		below := sc.footEnd(t)
		foot := sc.grid.readHeading(l.labels, t.Last+1, below, t.Left, t.Right)
		t.head.pairs = append(t.head.pairs, foot.pairs...)
		t.scale = t.head.measures()
	}
}

// headingTop is the first row of a table's heading: behind the table before
// it, and behind the rows of one that was not recognised.
func (sc *sheetScan) headingTop(above int, t *Table) int {
	if !slices.ContainsFunc(sc.strays, func(row int) bool { return row > above && row < t.HeaderTop }) {
		return above + 1
	}
	for row := t.HeaderTop - 1; row > above; row-- {
		sr := sc.sheet.Row(row)
		if sr == nil {
			continue
		}
		stored := slices.ContainsFunc(sr.Cells, func(c workbook.Cell) bool { return c.Kind == workbook.Number })
		if slices.Contains(sc.strays, row) || stored && len(sr.Cells) > 3 {
			return row + 1
		}
	}
	return above + 1
}

// footEnd is the last row below a table whose labels are the table's: the
// lines of signatures. Where another table follows it ends at a blank row.
func (sc *sheetScan) footEnd(t *Table) int {
	end := min(t.Last+12, sc.grid.maxRow)
	for _, o := range sc.tables {
		if o.HeaderTop <= t.Last || o.HeaderTop > end+6 {
			continue
		}
		for row := t.Last + 1; row <= end; row++ {
			if sc.sheet.Row(row) == nil || row >= o.HeaderTop {
				return row - 1
			}
		}
	}
	return end
}

// relearn reads the sheets again with what the unit's headers were confirmed
// to mean.
func (l *locator) relearn() {
	learned := l.asked.Register.Campaign.Headers[string(l.out.Unit.Code)]
	if len(learned) == 0 {
		return
	}
	byKey := map[string]map[string]string{}
	for form, headers := range learned {
		byKey[form] = map[string]string{}
		for h, field := range headers {
			byKey[form][squash(pathKey(h))] = field
		}
	}
	for i := range l.book.Sheets {
		l.sheets[i] = l.scan(&l.book.Sheets[i], byKey)
	}
}

// dropHidden skips hidden sheets, unless only hidden ones hold a table.
func (l *locator) dropHidden() {
	visible := slices.ContainsFunc(l.sheets, func(sc *sheetScan) bool { return !sc.sheet.Hidden && len(sc.tables) > 0 })
	for _, sc := range l.sheets {
		if !sc.sheet.Hidden || sc.skip != "" {
			continue
		}
		at := sc.grid.place(0, 0)
		if len(sc.tables) > 0 && !visible {
			l.found = append(l.found, finding.Hidden(at, "工作表“"+sc.sheet.Name+"”是隐藏的，其他工作表没有报表，已读取这一张"))
			continue
		}
		sc.skip, sc.quiet = "隐藏的工作表", true
		if !l.ours(sc) {
			l.found = append(l.found, finding.Hidden(at, "工作表“"+sc.sheet.Name+"”是隐藏的，未读取"))
		}
	}
}

// dropExamples skips sheets that show how to fill in others, unless there are
// no others.
func (l *locator) dropExamples() {
	shows := func(sc *sheetScan) bool {
		name := plain.Key(sc.sheet.Name)
		return slices.ContainsFunc(exampleSheets, func(w string) bool { return strings.Contains(name, w) })
	}
	live := func(sc *sheetScan) bool { return sc.skip == "" && len(sc.tables) > 0 }
	if !slices.ContainsFunc(l.sheets, func(sc *sheetScan) bool { return live(sc) && !shows(sc) }) {
		return
	}
	for _, sc := range l.sheets {
		if live(sc) && shows(sc) {
			sc.skip, sc.quiet = "填写示例", true
			l.found = append(l.found, finding.SheetRepeated(sc.grid.place(0, 0), "是填写示例"))
		}
	}
}

// ours reports whether a hidden sheet is the one that our own templates
// carry.
func (l *locator) ours(sc *sheetScan) bool { return len(l.book.Hints) > 0 && len(sc.tables) == 0 }

// finish reports what was not read and makes the tables ready for reading.
func (l *locator) finish() {
	var tables []*Table
	for _, sc := range l.sheets {
		if sc.skip == "" && len(sc.tables) == 0 && !sc.listed {
			sc.skip = l.whyUnknown(sc)
		}
		if sc.skip != "" {
			if !sc.listed {
				l.out.Skipped = append(l.out.Skipped, SheetSkip{sc.sheet.Name, sc.skip})
			}
			if !sc.quiet {
				l.found = append(l.found, finding.SheetUnknown(sc.grid.place(0, 0), sc.nearest))
			}
			continue
		}
		for _, t := range sc.tables {
			l.complete(t)
			tables = append(tables, t)
		}
		for _, t := range sc.tables {
			if t.body.stray > 0 && len(sc.strays) == 0 {
				sc.strays = append(sc.strays, t.body.stray)
			}
		}
		if len(sc.strays) > 0 {
			l.found = append(l.found, finding.TableUnknown(sc.grid.place(sc.strays[0], 1), ""))
		}
	}
	l.keep(tables)
	if len(l.out.Tables) == 0 {
		near := 0.0
		for _, sc := range l.sheets {
			if sc.near > near {
				near, l.out.Nearest = sc.near, sc.nearest
			}
		}
		l.found = slices.DeleteFunc(l.found, func(f finding.Finding) bool { return f.Code == "H106" || f.Code == "H107" })
		l.found = append(l.found, finding.NoKnownForm(finding.Place{File: l.book.File}, l.out.Nearest))
	}
	l.explain()
}

func (l *locator) whyUnknown(sc *sheetScan) string {
	if sc.sideways {
		return "栏目竖着排，请改成一行表头、一行一条"
	}
	name := plain.Key(sc.sheet.Name)
	for _, w := range guideWords {
		if strings.Contains(name, w) {
			return "说明或字典"
		}
	}
	return "未识别"
}

// complete settles a table's columns and gathers the findings of its heading.
func (l *locator) complete(t *Table) {
	if t.figures == nil {
		l.columns(t)
		if !t.Nil { // nothing is read: nothing can be taken for another thing
			l.ambiguous(t)
			l.missing(t)
		}
	}
	if t.Form.Layout == forms.Indicators && t.figures == nil {
		l.severalRows(t)
	}
	l.hiddenParts(t)
	if t.reading.rival != nil {
		c := &t.reading.band.cols[0]
		t.add(finding.ColumnAmbiguous(t.grid.place(t.HeaderTop, c.col), "", c.header(),
			"表头同时符合“"+t.Form.Title+"”和“"+t.reading.rival.Title+"”，不能确定是哪一张表"))
	}
	if t.Last < t.First || !t.Nil && !slices.Contains(t.body.kinds, recordRow) && t.figures == nil {
		t.add(finding.NoRows(t.grid.place(t.HeaderTop, t.Left), t.Form.Title))
	}
	l.meta(t)
	t.own, t.extras = len(t.Columns), len(t.Extra)
}

func (t *Table) add(f finding.Finding) { t.Findings = append(t.Findings, f) }
