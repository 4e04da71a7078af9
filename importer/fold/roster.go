package fold

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A Line is a roster folded into its firm's line. Values stand in the order
// of the fields of the form of lines.
type Line struct {
	Record returns.Record
	Cells  [][]Cells // by field: where each number was counted
}

// Cells is the cells of one return that a folded number was counted from, in
// rows ascending: K7:K12,K15.
type Cells struct {
	Return *returns.Return
	List   string
}

// A Standing says what a worker of a roster counts as.
type Standing uint8

// The standings. Away is neither of the others: not back yet.
const (
	Away Standing = iota
	Stayed
	Returned
	Left
	Hired
)

// A reader knows where the fields of a roster stand, looked up once.
type reader struct {
	stayed, returnedOn, status, province int
	person                               int
}

func readerOf(f *forms.Form) reader {
	at := func(id returns.FieldID) int {
		if i, ok := f.Index(id); ok {
			return i
		}
		return -1
	}
	role := func(r forms.Role) int {
		if i, ok := f.ByRole(r); ok {
			return i
		}
		return -1
	}
	return reader{
		stayed: at(fieldStayed), returnedOn: at(fieldReturnedOn), status: at(fieldStatus),
		province: role(forms.RoleProvince), person: role(forms.RolePerson),
	}
}

// fields is what the reader reads.
func (r reader) fields() []int {
	return []int{r.stayed, r.returnedOn, r.status, r.province, r.person}
}

func value(rec *returns.Record, i int) *returns.Value {
	if i < 0 || i >= len(rec.Values) {
		return new(returns.Value)
	}
	return &rec.Values[i]
}

// standing says what a worker counts as on a day, and the field that says so.
func (r reader) standing(rec *returns.Record, asOf period.Date) (Standing, int) {
	status := value(rec, r.status).Text
	on := value(rec, r.returnedOn)
	switch {
	case status == statusHired:
		return Hired, r.status
	case status == statusLeft:
		return Left, r.status
	case value(rec, r.stayed).Yes:
		return Stayed, r.stayed
	case on.Kind == returns.Date && !on.Date.After(asOf):
		return Returned, r.returnedOn
	case on.Kind != returns.Date && status == statusReturned:
		return Returned, r.status
	}
	return Away, -1
}

// Roster folds the parts of one firm's roster into its line as of a day. home
// is the full name of the home province: who comes from another one is from
// outside, who comes from nowhere known is from neither. The base is that of
// the meta lines, else of a full roster the rows without the newly hired; a
// roster of some workers only and without base gives none. Those who returned
// never include those who stayed.
func Roster(roster, lines *forms.Form, parts []*returns.Return, asOf period.Date, home string) Line {
	c := counter{reader: readerOf(roster), asOf: asOf, home: home}
	for _, p := range parts {
		c.count(p)
	}
	line := Line{Record: returns.Record{Values: make([]returns.Value, len(lines.Fields))}, Cells: make([][]Cells, len(lines.Fields))}
	put := func(id returns.FieldID, t *tally) {
		if i, ok := lines.Index(id); ok {
			line.Record.Values[i] = returns.Value{Kind: returns.Count, Number: returns.Int(t.n), Filled: true}
			line.Cells[i] = t.cells
		}
	}
	take := func(id returns.FieldID, v returns.Value, from *returns.Return) {
		if i, ok := lines.Index(id); ok && !v.IsAbsent() {
			line.Record.Values[i] = v
			line.Cells[i] = []Cells{{from, v.Cell()}}
		}
	}
	put(fieldHired, &c.hired)
	put(fieldLeft, &c.left)
	put(fieldStayed, &c.stayed)
	if v, from := meta(parts, fieldMetaStayed); v.IsNumber() && c.stayed.n == 0 {
		take(fieldStayed, v, from)
	}
	put(fieldReturned, &c.returned)
	put(fieldApart, &c.returned)
	if c.known {
		put(fieldBaseOut, &c.baseOut)
		put(fieldStayedOut, &c.stayedOut)
		put(fieldReturnedOut, &c.returnedOut)
		put(fieldOutOnPost, sumOf(&c.stayedOut, &c.returnedOut))
	}
	onPost(lines, &line)
	setBase(roster, lines, &line, parts, &c)
	names(roster, lines, &line, parts)
	return line
}

// RosterBase is Roster with the base alone, which follows from no day: what an
// older roster says that a newer one replaces.
func RosterBase(roster, lines *forms.Form, parts []*returns.Return) Line {
	c := counter{reader: readerOf(roster)}
	line := Line{Record: returns.Record{Values: make([]returns.Value, len(lines.Fields))}, Cells: make([][]Cells, len(lines.Fields))}
	for _, p := range parts {
		c.base.begin(p)
		p.Each([]int{c.status, c.person}, func(rec *returns.Record) {
			if value(rec, c.status).Text != statusHired {
				c.base.add(rec, value(rec, c.person))
			}
		})
		c.base.end()
	}
	setBase(roster, lines, &line, parts, &c)
	return line
}

// setBase gives the line its base: the one in the meta lines, else of a full
// roster the rows that were there before the holiday.
func setBase(roster, lines *forms.Form, line *Line, parts []*returns.Return, c *counter) {
	to, ok := lines.ByRole(forms.RoleBase)
	if !ok {
		return
	}
	if from, ok := roster.ByRole(forms.RoleBase); ok {
		if v, part := meta(parts, roster.Fields[from].ID); v.IsNumber() {
			line.Record.Values[to], line.Cells[to] = v, []Cells{{part, v.Cell()}}
			return
		}
	}
	if scope, _ := meta(parts, fieldScope); scope.Text != "" && scope.Text != scopeAll {
		return
	}
	line.Record.Values[to] = returns.Value{Kind: returns.Count, Number: returns.Int(c.base.n), Filled: true}
	line.Cells[to] = c.base.cells
}

// Unbased asks for the base of a roster of some workers only (R305): its rows
// do not tell how many there were before the holiday.
func Unbased(f *forms.Form, r *returns.Return) finding.List {
	scope := r.Meta[fieldScope]
	base, ok := f.ByRole(forms.RoleBase)
	if !f.Roster || !ok || scope.Text == "" || scope.Text == scopeAll || r.Meta[f.Fields[base].ID].IsNumber() || len(r.Records) == 0 {
		return nil
	}
	id := string(f.Fields[base].ID)
	if slices.ContainsFunc(r.Findings, func(x finding.Finding) bool { return x.Field == id }) {
		return nil
	}
	at := finding.Place{File: r.Filing.File, Sheet: r.Sheet, Order: r.Order, Row: scope.Row, Col: scope.Col}
	return finding.List{finding.Implausible(at, id, scope.Typed, "名册只登记一部分员工（"+scope.Text+"），没有填“"+f.Fields[base].Header+"”，算不出该企业的节前在岗职工和返岗率")}
}

// onPost is those who stayed and those who returned.
func onPost(lines *forms.Form, line *Line) {
	to, ok := lines.Index(fieldOnPost)
	if !ok {
		return
	}
	line.Record.Values[to] = plus(lines.Value(&line.Record, fieldReturned), lines.Value(&line.Record, fieldStayed))
	for _, id := range []returns.FieldID{fieldStayed, fieldReturned} {
		if i, ok := lines.Index(id); ok {
			line.Cells[to] = append(line.Cells[to], line.Cells[i]...)
		}
	}
}

// names gives the line its firm: name and code of the meta lines.
func names(roster, lines *forms.Form, line *Line, parts []*returns.Return) {
	for _, role := range []forms.Role{forms.RoleFirm, forms.RoleUSCC} {
		from, ok := roster.ByRole(role)
		to, has := lines.ByRole(role)
		if !ok || !has {
			continue
		}
		if v, part := meta(parts, roster.Fields[from].ID); !v.IsAbsent() {
			line.Record.Values[to], line.Cells[to] = v, []Cells{{part, v.Cell()}}
		}
	}
}

// meta is the first value of a meta line among the parts.
func meta(parts []*returns.Return, id returns.FieldID) (returns.Value, *returns.Return) {
	for _, p := range parts {
		if v := p.Meta[id]; !v.IsAbsent() {
			return v, p
		}
	}
	return returns.Value{}, nil
}

// A counter counts the rows of a roster by standing.
type counter struct {
	reader
	asOf                                period.Date
	home                                string
	known                               bool // somebody's province is known
	base, hired, left, stayed, returned tally
	baseOut, stayedOut, returnedOut     tally
}

func (c *counter) count(part *returns.Return) {
	for _, t := range c.tallies() {
		t.begin(part)
	}
	part.Each(c.fields(), c.one)
	for _, t := range c.tallies() {
		t.end()
	}
}

// one counts one row.
func (c *counter) one(rec *returns.Record) {
	standing, by := c.standing(rec, c.asOf)
	if standing == Hired {
		c.hired.add(rec, value(rec, by))
		return
	}
	c.base.add(rec, value(rec, c.person))
	province := value(rec, c.province)
	out := province.Text != "" && province.Text != c.home
	c.known = c.known || province.Text != ""
	if out {
		c.baseOut.add(rec, province)
	}
	switch standing {
	case Left:
		c.left.add(rec, value(rec, by))
	case Stayed:
		c.stayed.add(rec, value(rec, by))
		if out {
			c.stayedOut.add(rec, value(rec, by))
		}
	case Returned:
		c.returned.add(rec, value(rec, by))
		if out {
			c.returnedOut.add(rec, value(rec, by))
		}
	}
}

func (c *counter) tallies() []*tally {
	return []*tally{&c.base, &c.hired, &c.left, &c.stayed, &c.returned, &c.baseOut, &c.stayedOut, &c.returnedOut}
}

// A tally counts rows and remembers their cells.
type tally struct {
	n     int
	cells []Cells
	part  *returns.Return
	runs  Runs
}

func (t *tally) begin(part *returns.Return) { t.part = part }

func (t *tally) add(rec *returns.Record, v *returns.Value) {
	t.n++
	t.runs.Add(rec, v)
}

func (t *tally) end() {
	if list := t.runs.List(); list != "" {
		t.cells = append(t.cells, Cells{t.part, list})
	}
}

// Runs writes many cells of one sheet as runs of a column: K7:K12,K15. The
// zero Runs is empty.
type Runs struct {
	b           []byte
	col         int
	first, last int // rows of the open run, 0 when none is
}

// Add adds the cell of v, or the first cell of rec where v has none.
func (r *Runs) Add(rec *returns.Record, v *returns.Value) {
	row, col := v.Row, v.Col
	if row == 0 || col == 0 {
		row, col = rec.Row, firstCol(rec)
	}
	if r.first > 0 && col == r.col && row == r.last+1 {
		r.last = row
		return
	}
	r.flush()
	r.col, r.first, r.last = col, row, row
}

func (r *Runs) flush() {
	if r.first <= 0 {
		return
	}
	if len(r.b) > 0 {
		r.b = append(r.b, ',')
	}
	letters := finding.Column(r.col)
	r.b = append(r.b, letters...)
	r.b = strconv.AppendInt(r.b, int64(r.first), 10)
	if r.last > r.first {
		r.b = append(append(r.b, ':'), letters...)
		r.b = strconv.AppendInt(r.b, int64(r.last), 10)
	}
	r.first = 0
}

// List is the runs so far, "" if none; r is empty afterwards.
func (r *Runs) List() string {
	r.flush()
	s := string(r.b)
	r.b = r.b[:0]
	return s
}

func sumOf(a, b *tally) *tally {
	return &tally{n: a.n + b.n, cells: append(slices.Clone(a.cells), b.cells...)}
}

func firstCol(rec *returns.Record) int {
	col := 0
	for i := range rec.Values {
		if c := rec.Values[i].Col; c > 0 && (col == 0 || c < col) {
			col = c
		}
	}
	return max(col, 1)
}

// WorkerKey is what a worker of a roster is known by on every roster: the
// identity card number, else name and phone. "" means that nothing tells: a
// name alone is no key.
func WorkerKey(f *forms.Form, rec *returns.Record) string {
	if id := f.RoleValue(rec, forms.RoleIDCard).Text; id != "" {
		return "i" + strings.ToUpper(id)
	}
	name, phone := f.RoleValue(rec, forms.RolePerson).Text, f.RoleValue(rec, forms.RolePhone).Text
	if name == "" || phone == "" {
		return ""
	}
	return "p" + plain.Key(name) + "\x1f" + phone
}

// WorkerFields is the positions of what WorkerKey and Employed read of a
// roster, and of the worker's name.
func WorkerFields(f *forms.Form) []int {
	var at []int
	for _, r := range []forms.Role{forms.RoleIDCard, forms.RolePerson, forms.RolePhone} {
		if i, ok := f.ByRole(r); ok {
			at = append(at, i)
		}
	}
	if i, ok := f.Index(fieldStatus); ok {
		at = append(at, i)
	}
	return at
}

// Employed reports whether a worker of a roster is still the firm's: one who
// left may well stand on another firm's roster.
func Employed(f *forms.Form, rec *returns.Record) bool {
	return f.Value(rec, fieldStatus).Text != statusLeft
}
