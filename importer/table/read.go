package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// Read reads the rows of the table into typed records. The findings are the H
// findings of the table and the C findings of its cells, sorted by place. What
// is not known to be a form of this unit gives no records (H106, H104 between
// forms); where a column is missing or unclear the others are read, so that all
// that is wrong is said at once. Whether the return counts, and whether its
// records agree with one another, is for others.
func (t *Table) Read(a Asked, at Located) (returns.Return, finding.List) {
	ret := returns.Return{
		Unit: t.unit(at), Form: t.Form.ID, Period: at.Period, Sheet: t.Sheet.Name, Order: t.Sheet.Order,
		Range: t.Range(), Columns: t.Columns, Meta: t.Meta, Filled: t.Filled,
	}
	if t.Nil {
		ret.State = returns.Nil
	}
	found := slices.Clone(t.Findings)
	refused := at.Foreign || at.Unit.Code == "" || slices.ContainsFunc(t.Findings, unreadable)
	if at.Unclear {
		at.Period = period.Period{} // days are held against the campaign alone
	}
	for _, p := range t.parts() {
		for row := p.First; row <= p.Last; row++ {
			if k := p.body.kind(row); k != recordRow {
				ret.Skipped = append(ret.Skipped, returns.Skip{Row: row, Why: rowWords[k]})
			}
		}
		if refused {
			continue
		}
		found = append(found, t.settled(&ret, p.readInto(&ret, &a, &at))...)
	}
	t.between(&ret)
	found.Sort()
	return ret, found
}

// settled drops what was read of fields whose columns are missing or unclear,
// and what was found in them: the heading is the root of it.
func (t *Table) settled(ret *returns.Return, found finding.List) finding.List {
	open := map[string]bool{}
	for _, f := range t.Findings {
		if f.Code[0] == 'H' && f.Severity() == finding.Fault && f.Field != "" {
			open[f.Field] = true
		}
	}
	if len(open) == 0 {
		return found
	}
	for i, fl := range t.Form.Fields {
		if !open[string(fl.ID)] {
			continue
		}
		for _, rec := range ret.Records {
			rec.Values[i] = returns.Value{}
		}
		for _, total := range ret.Totals {
			total.Values[i] = returns.Value{}
		}
	}
	return slices.DeleteFunc(found, func(f finding.Finding) bool { return open[f.Field] })
}

// unreadable reports whether a finding leaves open what the table is.
func unreadable(f finding.Finding) bool {
	column := f.Code == "H102" || f.Code == "H104" && f.Field != ""
	return f.Code[0] == 'H' && f.Severity() == finding.Fault && !column
}

// readInto reads one table's rows into a return.
func (t *Table) readInto(ret *returns.Return, a *Asked, at *Located) finding.List {
	rr := &rowReader{table: t, asked: a, at: at, percent: map[int]bool{}, seen: map[seenAt]bool{}}
	if t.figures != nil {
		rr.readFigures(ret)
		return rr.found
	}
	part := *ret
	part.Records, part.Totals = nil, nil
	rr.readRows(&part)
	if len(ret.Records) == 0 && len(part.Records) > 0 {
		ret.Records = part.Records
	} else {
		ret.Records = append(ret.Records, part.Records...)
	}
	ret.Totals = append(ret.Totals, part.Totals...)
	return rr.found
}

// between skips the rows between tables that are read into one return: titles
// and headers. Every row of the range is a record or skipped.
func (t *Table) between(ret *returns.Return) {
	if len(t.more) == 0 {
		return
	}
	parts := t.parts()
	first, last := t.First, t.Last
	for _, p := range parts {
		first, last = min(first, p.First), max(last, p.Last)
	}
	for row := first; row <= last; row++ {
		if slices.ContainsFunc(parts, func(p *Table) bool { return row >= p.First && row <= p.Last }) {
			continue
		}
		why := rowWords[noteRow]
		switch {
		case slices.ContainsFunc(parts, func(p *Table) bool { return row >= p.HeaderTop && row <= p.HeaderBottom }):
			why = rowWords[headerRow]
		case t.Sheet.Row(row) == nil:
			why = rowWords[blankRow]
		}
		ret.Skipped = append(ret.Skipped, returns.Skip{Row: row, Why: why})
	}
	slices.SortFunc(ret.Skipped, func(x, y returns.Skip) int { return x.Row - y.Row })
}

// unit is whose return the table is: that of the filing, or the firm whose
// roster it is.
func (t *Table) unit(at Located) returns.UnitCode {
	if t.firm.Code != "" && at.Unit.Kind != period.Firm {
		return t.firm.Code
	}
	return at.Unit.Code
}

// A rowReader reads the rows of one table.
type rowReader struct {
	table   *Table
	asked   *Asked
	at      *Located
	found   finding.List
	past    *period.Campaign // the campaign up to the period's end
	percent map[int]bool     // by column: a rate column of percentages
	seen    map[seenAt]bool
	noted   int // how often something was found, told before or not
	columns []readColumn
	idtype  int // position in columns of the one that says what document a number is of, -1: none
	metAt   map[[3]string]*placed
	slab    []returns.Value // memory for the records to come
	unread  int             // records to come
	faulty  []bool          // by field: of the row in hand
	supply  []supplied
	needed  []int // the fields that a row must fill
}

// A readColumn is one of the table's columns as its cells are read.
type readColumn struct {
	*returns.Column
	fl      *forms.Field
	field   int
	scale   int64
	percent bool
	adds    bool
	above   spot // the cell read last, for 同上
	met     map[meeting]*returns.Value
	last    meeting // met last, as lastly
	lastly  *returns.Value
	misses  int // cells met for the first time since one was met again
}

// A spot is a cell and where it stands.
type spot struct {
	cell     *workbook.Cell // nil: nothing stands there
	row, col int
}

// A meeting is a cell by all that its value follows from in its column.
// Columns hold few words again and again.
type meeting struct {
	text, shown string
	kind        workbook.Kind
	date        period.Date
}

// mostMisses is after how many new cells in a row those of a column are no
// longer remembered: it holds names or numbers of persons.
const mostMisses = 12

// A supplied field is one that a row may leave open.
type supplied struct {
	field int
	fixed *returns.Value // what it then is; nil: what another field says
}

// seenAt tells a finding of a merged cell, which is met in every row.
type seenAt struct {
	code     finding.Code
	row, col int
	field    string
}

func (rr *rowReader) add(list ...finding.Finding) {
	rr.noted += len(list)
	for _, f := range list {
		k := seenAt{f.Code, f.Place.Row, f.Place.Col, f.Field}
		if !rr.seen[k] {
			rr.seen[k] = true
			rr.found = append(rr.found, f)
		}
	}
}

func (rr *rowReader) readRows(ret *returns.Return) {
	t := rr.table
	rr.percentColumns()
	rr.prepare()
	for _, k := range t.body.kinds {
		if k == recordRow {
			rr.unread++
		}
	}
	ret.Records = rr.arena().Records(rr.unread)
	for row := t.First; row <= t.Last; row++ {
		switch t.body.kind(row) {
		case recordRow:
			ret.Records = append(ret.Records, rr.record(row))
		case totalRow, subtotalRow:
			ret.Totals = append(ret.Totals, rr.total(row))
		}
	}
	coverTotals(t.Form, ret)
}

// prepare works out what is the same for all rows.
func (rr *rowReader) prepare() {
	t := rr.table
	rr.metAt, rr.idtype = map[[3]string]*placed{}, -1
	rr.columns = make([]readColumn, len(t.Columns))
	for i := range t.Columns {
		c := &rr.columns[i]
		c.Column = &t.Columns[i]
		c.field, _ = t.Form.Index(c.Field)
		c.fl = &t.Form.Fields[c.field]
		c.scale, c.adds = t.Scales[i], adds(c.fl)
		c.percent = c.fl.Type == forms.Rate && rr.percent[c.Col]
		c.met = map[meeting]*returns.Value{}
		if c.fl.Role == forms.RoleIDType && rr.idtype < 0 {
			rr.idtype = i
		}
	}
	for i := range t.Form.Fields {
		fl := &t.Form.Fields[i]
		if fl.Required && !fl.Meta && !fl.Derived {
			rr.needed = append(rr.needed, i)
		}
		if v := rr.otherwise(fl); !fl.Derived && (v != nil || fl.Infer != nil) {
			rr.supply = append(rr.supply, supplied{i, v})
		}
	}
}

// otherwise is what a field is that a row leaves open: what a line above the
// table says, the unit's county, a default; nil where nothing tells.
func (rr *rowReader) otherwise(fl *forms.Field) *returns.Value {
	var v returns.Value
	switch {
	case fl.Meta:
		if said, ok := rr.table.Meta[fl.ID]; ok {
			v = said
			v.Filled = true
		} else {
			v = rr.ownFirm(fl.Role)
		}
	case fl.Role == forms.RoleCounty:
		v = rr.ownCounty()
	case fl.Default != "":
		v = fixed(fl, fl.Default)
	default:
		return nil
	}
	return &v
}

// percentColumns tells rate columns of percentages from those of fractions.
func (rr *rowReader) percentColumns() {
	t := rr.table
	for _, c := range t.Columns {
		if fl, _ := t.Form.Field(c.Field); fl.Type != forms.Rate {
			continue
		}
		var raws []cell.Raw
		for row := t.First; row <= t.Last; row++ {
			if v := t.grid.own(row, c.Col); v != nil && t.body.kind(row) == recordRow && v.Stored && v.Kind != workbook.Error {
				raws = append(raws, rawOf(v))
			}
		}
		i := t.position(c.Col)
		headed := i >= 0 && t.reading.band.cols[i].unit == "%"
		rr.percent[c.Col] = cell.PercentColumn(raws) || headed && !cell.FractionColumn(raws)
	}
}

// position is where a column stands in the band, -1 if it does not.
func (t *Table) position(col int) int {
	return slices.IndexFunc(t.reading.band.cols, func(c headerCol) bool { return c.col == col })
}

// recordsAtOnce is for how many records memory is taken at a time.
const recordsAtOnce = 16

// arena is where records are made, nil where they have memory of their own.
func (rr *rowReader) arena() *returns.Arena {
	if !rr.table.Form.Roster {
		return nil
	}
	return rr.asked.Rosters
}

// values is memory for the values of a record.
func (rr *rowReader) values() []returns.Value {
	n := len(rr.table.Form.Fields)
	if a := rr.arena(); a != nil {
		return a.Values(n)
	}
	if len(rr.slab) < n {
		rr.slab = make([]returns.Value, n*min(recordsAtOnce, max(rr.unread, 1)))
	}
	rr.unread--
	mine := rr.slab[:n:n]
	rr.slab = rr.slab[n:]
	return mine
}

// record reads one row.
func (rr *rowReader) record(row int) returns.Record {
	t := rr.table
	rec := returns.Record{Row: row, Values: rr.values()}
	rr.faulty = append(rr.faulty[:0], make([]bool, len(t.Form.Fields))...)
	faulty := rr.faulty
	var places placeSpots
	var codeCell cell.Raw // of a cell with the firm's name and its code
	for i := range rr.columns {
		c := &rr.columns[i]
		f, fl := c.field, c.fl
		at, bad := rr.find(row, c.Column, fl, c.adds, &c.above)
		if bad {
			faulty[f] = true
			continue
		}
		if at.cell == nil {
			continue
		}
		if isPlace(fl) {
			places.put(c, at)
			continue
		}
		var v, to returns.Value
		var fault bool
		switch {
		case fl.Type == forms.IDCard && rr.otherDocument(row):
			rec.Values[f] = cell.Text(rr.raw(at, c.Header, fl))
			continue
		case fl.Type == forms.Firm:
			name, code, both := cell.SplitCreditCode(rr.raw(at, c.Header, fl))
			if !both {
				v, to, fault = rr.valueAgain(at, c)
				break
			}
			codeCell = code
			v, to, fault = rr.value(name, fl, c.scale, c.percent)
		default:
			v, to, fault = rr.valueAgain(at, c)
		}
		faulty[f] = faulty[f] || fault
		if v.Kind == returns.Text && rec.Values[f].Kind == returns.Text {
			v.Text = rec.Values[f].Text + " " + v.Text // 联系人 and 联系电话 in two columns
			v.Row, v.Col = rec.Values[f].Row, rec.Values[f].Col
		}
		if !v.IsAbsent() {
			rec.Values[f] = v
		}
		if to.Kind == returns.Date {
			if j, ok := t.Form.Index(fl.RangeTo); ok && rec.Values[j].IsAbsent() {
				rec.Values[j] = to
			}
		}
	}
	if codeCell.Text != "" {
		rr.codeOf(&rec, codeCell)
	}
	rr.placesAgain(&rec, places, faulty)
	rr.complete(&rec, faulty)
	rr.required(&rec, row, faulty)
	for _, e := range t.Extra {
		if text := t.grid.text(row, e.Col); text != "" {
			rec.Extra = append(rec.Extra, returns.Extra{Header: e.Header, Text: text, Col: e.Col})
		}
	}
	return rec
}

// otherDocument reports whether a row says that its number is of another
// document than a resident identity card, such as a passport.
func (rr *rowReader) otherDocument(row int) bool {
	if rr.idtype < 0 {
		return false
	}
	says := plain.Key(rr.table.grid.text(row, rr.columns[rr.idtype].Col))
	return says != "" && !dittos[says] && !strings.Contains(says, "身份")
}

// codeOf takes a credit code that stands beside the firm's name in one cell.
// A column of its own goes before it.
func (rr *rowReader) codeOf(rec *returns.Record, code cell.Raw) {
	i, ok := rr.table.Form.ByRole(forms.RoleUSCC)
	if !ok {
		return
	}
	fl := &rr.table.Form.Fields[i]
	code.Field = string(fl.ID)
	v, found := cell.CreditCode(code)
	switch own := rec.Values[i]; {
	case own.IsAbsent():
		rr.add(found...)
		if !found.Faulty() {
			rec.Values[i] = v
		}
	case own.Text != v.Text:
		rr.add(finding.CreditCode(code.At, string(fl.ID), code.Text, "与本行“"+fl.Header+"”列的不同"))
	}
}

// find takes the cell of a row and column, that above for 同上. bad where it is
// an error or a formula without a result. above may be nil.
func (rr *rowReader) find(row int, c *returns.Column, fl *forms.Field, adds bool, above *spot) (at spot, bad bool) {
	t := rr.table
	a, merged := t.grid.area(row, c.Col)
	if merged && a.Row1 < row && adds {
		// A number merged over several rows is one number: it stands in the first.
		return spot{}, false
	}
	v := t.grid.sheet.Cell(a.Row1, a.Col1)
	if v == nil || blankCell(v) {
		return spot{}, false
	}
	switch {
	case v.Kind == workbook.Error:
		rr.add(finding.FormulaError(t.grid.place(a.Row1, a.Col1), string(fl.ID), c.Header, v.Text))
		return spot{}, true
	case !v.Stored:
		rr.add(finding.NoStoredResult(t.grid.place(a.Row1, a.Col1), string(fl.ID), c.Header, "="+v.Formula))
		return spot{}, true
	}
	if v.Kind == workbook.Text && isDitto(v.Text) && !adds {
		if above == nil {
			return spot{}, false
		}
		return *above, false
	}
	at = spot{v, a.Row1, a.Col1}
	if above != nil {
		*above = at
	}
	return at, false
}

// raw is a cell as package cell reads it.
func (rr *rowReader) raw(at spot, header string, fl *forms.Field) cell.Raw {
	raw := rawOf(at.cell)
	raw.At, raw.Field, raw.Header = rr.table.grid.place(at.row, at.col), string(fl.ID), header
	return raw
}

// dittos say that a cell is as the one above it.
var dittos = set("同上", "〃", "″", "\"", "''", "同前", "上同", "(同上)")

// isDitto reports whether a cell is as the one above it. Few cells need a
// closer look than at their first letter.
func isDitto(text string) bool {
	switch r, _ := utf8.DecodeRuneInString(text); {
	case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		return false
	case r >= 0x4e00 && r <= 0x9fa5 && r != '同' && r != '上':
		return false
	}
	return dittos[plain.Key(text)]
}

// adds reports whether values of the field are added up over rows.
func adds(fl *forms.Field) bool {
	return (fl.Type == forms.Count || fl.Type == forms.Money) && !strings.Contains(fl.Unit, "/")
}

// valueAgain is value, remembered for words that a column repeats. What raises
// a finding is read each time.
func (rr *rowReader) valueAgain(at spot, c *readColumn) (v, to returns.Value, fault bool) {
	if c.misses > mostMisses || len(at.cell.Text) > 60 || c.fl.Type == forms.IDCard {
		return rr.value(rr.raw(at, c.Header, c.fl), c.fl, c.scale, c.percent)
	}
	key := meeting{at.cell.Text, at.cell.Shown, at.cell.Kind, at.cell.Date}
	known := c.lastly
	if known == nil || key != c.last {
		known = c.met[key]
	}
	if known != nil {
		c.misses, c.last, c.lastly = 0, key, known
		v = *known
		v.Row, v.Col = at.row, at.col
		return v, to, false
	}
	c.misses++
	noted := rr.noted
	v, to, fault = rr.value(rr.raw(at, c.Header, c.fl), c.fl, c.scale, c.percent)
	if rr.noted == noted && to.IsAbsent() && !v.IsAbsent() {
		keep := v
		c.met[key] = &keep
	}
	return v, to, fault
}

// value reads one cell by its field's type. to is set for a range of dates
// that the field allows.
func (rr *rowReader) value(raw cell.Raw, fl *forms.Field, scale int64, percent bool) (v, to returns.Value, fault bool) {
	var found finding.List
	campaign := &rr.asked.Register.Campaign
	switch fl.Type {
	case forms.Count:
		v, found = cell.Count(raw, scale)
	case forms.Money:
		if v, found = cell.Money(raw, scale); eachMoney.MatchString(plain.Key(raw.Text)) && !strings.Contains(fl.Unit, "/") {
			found = finding.List{finding.NotANumber(raw.At, raw.Field, raw.Header, raw.Typed())} // 200元/人 is no sum
		}
	case forms.Rate:
		v, found = cell.Rate(raw, percent)
	case forms.DateType:
		v, to, found = rr.date(raw, fl)
	case forms.YesNo:
		v, found = cell.YesNo(raw)
	case forms.Enum:
		if fl.Several {
			v, found = cell.Choices(raw, choicesOf(fl), fl.Open)
		} else {
			v, found = cell.Choice(raw, choicesOf(fl), fl.Open)
		}
		if fl.AsTyped && v.Kind == returns.Text {
			v.Text = cell.Text(raw).Text
		}
	case forms.IDCard:
		v, found = cell.IDCard(raw, campaign)
	case forms.USCC:
		v, found = cell.CreditCode(raw)
	case forms.Phone:
		v, found = cell.Phone(raw)
	case forms.Firm:
		v = cell.Firm(raw)
		if several(v.Text, firmLike) || doubtfulFirm(v.Text) && len(rr.asked.Register.FirmsNamed(v.Text)) == 0 {
			found = append(found, finding.NotInDictionary(raw.At, raw.Field, raw.Header, raw.Typed()))
		}
	case forms.Person:
		v = cell.Person(raw)
		if several(v.Text, personLike) || strings.Contains(v.Text, "等") && manyPersons.MatchString(v.Text) {
			found = append(found, finding.NotInDictionary(raw.At, raw.Field, raw.Header, raw.Typed()))
		}
	case forms.County:
		v, found = rr.county(raw)
	default:
		v = cell.Text(raw)
	}
	rr.add(found...)
	if found.Faulty() {
		return returns.Value{}, returns.Value{}, true
	}
	return v, to, false
}

// eachMoney is how a sum of money tells that it is what each one got.
var eachMoney = regexp.MustCompile(`[元块圆][/每一]|每[人名位户家份]`)

// manyPersons is how a cell of one name tells that it stands for more.
var manyPersons = regexp.MustCompile(`等[0-9一二三四五六七八九十]*[余多]?[人名位]`)

// several reports whether a text lists more than one of what is reports: 甲公司、
// 乙公司 in a cell of one firm.
func several(text string, is func(string) bool) bool {
	if !strings.ContainsFunc(text, parts) {
		return false
	}
	n := 0
	for p := range strings.FieldsFuncSeq(text, parts) {
		if is(strings.TrimSpace(p)) {
			n++
		}
	}
	return n > 1
}

// parts reports whether a letter stands between the names of a list.
func parts(r rune) bool {
	switch r {
	case '、', ',', '，', ';', '；', '/', '\n':
		return true
	}
	return false
}

// county reads a unit of the campaign as its code.
func (rr *rowReader) county(raw cell.Raw) (returns.Value, finding.List) {
	if cell.Blank(raw) {
		return returns.Value{}, nil
	}
	reg := rr.asked.Register
	text := raw.Typed()
	u, ok := reg.Exactly(text)
	if !ok {
		if named := reg.Match(text); len(named) == 1 {
			u, ok = named[0], true
		}
	}
	if !ok {
		var names []string
		for _, u := range reg.Units {
			names = append(names, u.Name)
		}
		return returns.Value{}, finding.List{finding.NotListed(raw.At, raw.Field, raw.Header, text, strings.Join(names, "、"))}
	}
	return returns.Value{Kind: returns.Text, Text: string(u.Code), Typed: text, Row: raw.At.Row, Col: raw.At.Col}, nil
}

// date reads a day or, where the field allows it, a range, and judges both.
func (rr *rowReader) date(raw cell.Raw, fl *forms.Field) (from, to returns.Value, found finding.List) {
	from, to, found = cell.Date(raw, rr.days(fl))
	if found.Faulty() {
		return from, to, found
	}
	if fl.Dates != forms.OpenDate && from.Kind == returns.Date && raw.Stored == cell.AsText && strings.HasSuffix(strings.TrimRight(plain.Key(raw.Text), ".。"), "前") {
		return returns.Value{}, returns.Value{}, finding.List{finding.NotADate(raw.At, raw.Field, raw.Header, raw.Typed())} // 1月30日前: on which day?
	}
	if fl.RangeTo == "" && to.Kind == returns.Date && to.Date == from.Date {
		to = returns.Value{}
	}
	if to.Kind == returns.Date && fl.RangeTo == "" {
		return returns.Value{}, returns.Value{}, append(found, finding.Ranged(raw.At, raw.Field, raw.Header, raw.Typed()))
	}
	if f, ok := rr.judge(from, fl, raw); ok {
		found = append(found, f)
	}
	if to.Kind == returns.Date && !found.Faulty() {
		until, _ := rr.table.Form.Field(fl.RangeTo)
		if f, ok := rr.judge(to, until, raw); ok {
			found = append(found, f)
		}
	}
	return from, to, found
}

// days is the campaign whose days a date without a year, or a number that has
// lost its last zero (2.1 for 2.10), is looked for in: where nothing may lie
// after the period's end it ends there.
func (rr *rowReader) days(fl *forms.Field) *period.Campaign {
	c := &rr.asked.Register.Campaign
	ends := rr.at.Period.Ends
	if fl.Dates == forms.OpenDate || ends.IsZero() || !ends.Before(c.To) || ends.Before(c.From) {
		return c
	}
	if rr.past == nil {
		past := *c
		past.To = ends
		rr.past = &past
	}
	return rr.past
}

// judge holds a day against the campaign and the period.
func (rr *rowReader) judge(v returns.Value, fl *forms.Field, raw cell.Raw) (finding.Finding, bool) {
	if v.Kind != returns.Date {
		return finding.Finding{}, false
	}
	c := &rr.asked.Register.Campaign
	d, ends := v.Date, rr.at.Period.Ends
	outside := func(why string) (finding.Finding, bool) {
		f := finding.DateOutside(raw.At, string(fl.ID), raw.Header, raw.Typed(), d.String(), why)
		return f.Suggest(rr.likely(d)), true
	}
	switch fl.Dates {
	case forms.OpenDate:
		return finding.Finding{}, false
	case forms.SignedDate:
		if d.Before(c.From) {
			return finding.BeforeCampaign(raw.At, string(fl.ID), raw.Header, raw.Typed(), d.String(), c.From.String()), true
		}
	case forms.EventDate:
		if d.Before(c.From) || d.After(c.To) {
			return outside("不在专项行动期间（" + c.From.String() + " 至 " + c.To.String() + "）")
		}
	}
	if !ends.IsZero() && d.After(ends) {
		return outside("晚于报送期截止日 " + ends.String())
	}
	return finding.Finding{}, false
}

// until is the last day of the period, of the campaign where no period is
// known.
func (rr *rowReader) until() period.Date {
	if ends := rr.at.Period.Ends; !ends.IsZero() {
		return ends
	}
	return rr.asked.Register.Campaign.To
}

// likely is the day with the campaign's year where only the year is wrong,
// "" otherwise.
func (rr *rowReader) likely(d period.Date) string {
	c := &rr.asked.Register.Campaign
	for y := c.From.Year; y <= c.To.Year; y++ {
		if y == d.Year {
			continue
		}
		if e, ok := period.On(int(y), int(d.Month), int(d.Day)); ok && e.Within(c.From, rr.until()) {
			return e.String()
		}
	}
	return ""
}

// complete supplies what a row leaves open: the unit's county, defaults, what
// the words of another field say.
func (rr *rowReader) complete(rec *returns.Record, faulty []bool) {
	for _, s := range rr.supply {
		if faulty[s.field] || !rec.Values[s.field].IsAbsent() {
			continue
		}
		if s.fixed != nil {
			rec.Values[s.field] = *s.fixed
			continue
		}
		fl := &rr.table.Form.Fields[s.field]
		rec.Values[s.field] = infer(fl, rr.table.Form.Value(rec, fl.Infer.From))
	}
}

// ownFirm is what a roster's firm is where no line above the table says.
func (rr *rowReader) ownFirm(role forms.Role) returns.Value {
	firm := rr.table.firm
	switch {
	case role == forms.RoleCounty && firm.Within != "":
		return returns.Value{Kind: returns.Text, Text: string(firm.Within), Filled: true}
	case role == forms.RoleCounty:
		return rr.ownCounty()
	case role == forms.RoleFirm && firm.Name != "":
		return returns.Value{Kind: returns.Text, Text: firm.Name, Filled: true}
	case role == forms.RoleUSCC && firm.Code != "":
		return returns.Value{Kind: returns.Text, Text: string(firm.Code), Filled: true}
	}
	return returns.Value{}
}

// ownCounty is the county-level unit that files, or that the firm lies in.
func (rr *rowReader) ownCounty() returns.Value {
	u := rr.at.Unit
	code := rr.asked.Register.County(u)
	if code == "" {
		return returns.Value{}
	}
	return returns.Value{Kind: returns.Text, Text: string(code), Filled: true}
}

// fixed is a default as a value.
func fixed(fl *forms.Field, text string) returns.Value {
	v := returns.Value{Filled: true}
	switch fl.Type {
	case forms.Count, forms.Money, forms.Rate:
		n, err := returns.ParseNumber(text)
		if err != nil {
			return returns.Value{}
		}
		v.Kind, v.Number = numberKind(fl.Type), n
	default:
		v.Kind, v.Text = returns.Text, text
	}
	return v
}

func numberKind(t forms.Type) returns.Kind {
	switch t {
	case forms.Money:
		return returns.Money
	case forms.Rate:
		return returns.Rate
	}
	return returns.Count
}

// infer is 1 where the words of another field say so, 0 where they say the
// contrary and the form wants that, else absent.
func infer(fl *forms.Field, from returns.Value) returns.Value {
	if from.IsAbsent() {
		return returns.Value{}
	}
	key := strings.Trim(plain.Key(from.Words()), "。.,;、")
	holds := len(fl.Infer.Holds) == 0
	for _, w := range fl.Infer.Holds {
		holds = holds || strings.Contains(key, plain.Key(w))
	}
	for _, w := range fl.Infer.Unless {
		holds = holds && key != plain.Key(w)
	}
	switch {
	case holds:
		return fixed(fl, "1")
	case fl.Infer.None:
		return fixed(fl, "0")
	}
	return returns.Value{}
}

// required reports the required cells that are empty.
func (rr *rowReader) required(rec *returns.Record, row int, faulty []bool) {
	t := rr.table
	for _, i := range rr.needed {
		if faulty[i] || !rec.Values[i].IsAbsent() {
			continue
		}
		fl := &t.Form.Fields[i]
		at, header := t.grid.place(row, t.Left), fl.Header
		if j := slices.IndexFunc(t.Columns, func(c returns.Column) bool { return c.Field == fl.ID }); j >= 0 {
			at.Col, header = t.Columns[j].Col, t.Columns[j].Header
		} else if isPlace(fl) {
			if k := t.anyPlaceColumn(); k >= 0 {
				at.Col, header = t.Columns[k].Col, t.Columns[k].Header
			}
			if rr.blamed(at) {
				continue
			}
		}
		f := finding.Missing(at, string(fl.ID), header)
		if c := t.grid.own(at.Row, at.Col); c != nil {
			f.Value = strings.TrimSpace(c.Text) // a dash is what was typed
		}
		if fl.Role == forms.RoleProvince {
			f = f.Suggest(rr.provinceFrom(rec))
		}
		rr.add(f)
	}
}

// anyPlaceColumn is the position in Columns of the first column of places.
func (t *Table) anyPlaceColumn() int {
	return slices.IndexFunc(t.Columns, func(c returns.Column) bool {
		fl, _ := t.Form.Field(c.Field)
		return isPlace(fl)
	})
}

// blamed reports whether the cell already has a finding that holds.
func (rr *rowReader) blamed(at finding.Place) bool {
	return slices.ContainsFunc(rr.found, func(f finding.Finding) bool {
		return f.Place.Row == at.Row && f.Place.Col == at.Col && f.Severity() >= finding.Doubt
	})
}

// total reads the numbers of a row that adds others up. What cannot be read
// is absent and is not compared; a formula error is reported all the same.
func (rr *rowReader) total(row int) returns.Total {
	t := rr.table
	tot := returns.Total{Row: row, Sub: t.body.kind(row) == subtotalRow, Values: make([]returns.Value, len(t.Form.Fields))}
	for i, c := range t.Columns {
		f, _ := t.Form.Index(c.Field)
		fl := &t.Form.Fields[f]
		v := t.grid.own(row, c.Col)
		if v == nil || blankCell(v) {
			continue
		}
		if v.Kind == workbook.Error {
			rr.add(finding.FormulaError(t.grid.place(row, c.Col), string(fl.ID), c.Header, v.Text))
			continue
		}
		if !fl.Type.Numeric() || !v.Stored {
			continue
		}
		raw := rawOf(v)
		raw.At, raw.Field, raw.Header = t.grid.place(row, c.Col), string(fl.ID), c.Header
		var val returns.Value
		var found finding.List
		switch fl.Type {
		case forms.Count:
			val, found = cell.Count(raw, t.Scales[i])
		case forms.Money:
			val, found = cell.Money(raw, t.Scales[i])
		case forms.Rate:
			val, found = cell.Rate(raw, rr.percent[c.Col])
		}
		if !found.Faulty() {
			tot.Values[f] = val
		}
	}
	tot.Label = rr.label(row)
	return tot
}

// label is what names a sum in its row, without the blanks that set it; the
// first words of the row where nothing does.
func (rr *rowReader) label(row int) string {
	t := rr.table
	for col := t.Left; col <= t.Right; col++ {
		if v := t.grid.own(row, col); v != nil && v.Kind == workbook.Text && sumLabel(plain.Key(v.Text)) {
			return strings.ReplaceAll(plain.Text(v.Text), " ", "")
		}
	}
	for col := t.Left; col <= t.Right; col++ {
		if v := t.grid.own(row, col); v != nil && v.Kind == workbook.Text && !blankCell(v) && !numberLike(rawOf(v)) {
			return strings.ReplaceAll(plain.Text(v.Text), " ", "")
		}
	}
	return ""
}
