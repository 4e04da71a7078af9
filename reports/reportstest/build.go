package reportstest

import (
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// A Case is what a briefing is composed from.
type Case struct {
	Merged   *figures.Merged
	Earlier  []*figures.Merged
	Register *register.Register
	Forms    *forms.Catalogue
}

// A Row is one record before merging: values by field id, as typed. A number
// may carry a qualifier: 3000+ is at least, 300- at most, 200~ about.
type Row struct {
	Form returns.FormID
	Unit returns.UnitCode
	Set  map[returns.FieldID]string
	Key  map[figures.ID]string // of distinct figures: the thing counted
	Home bool                  // inside the home province
	Left string
}

// Merge counts rows as of p.
func Merge(catalogue *forms.Catalogue, reg *register.Register, p period.Period, rows []Row) *figures.Merged {
	b := &builder{
		m:    &figures.Merged{AsOf: p.Ends, Period: p, Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{}},
		seen: map[seenKey]bool{}, catalogue: catalogue,
	}
	for _, u := range append([]returns.Unit{{Code: figures.City}}, reg.Units...) {
		b.m.Figures[u.Code] = map[figures.ID]figures.Figure{}
	}
	named := map[figures.ID]bool{}
	for _, form := range catalogue.Forms {
		for _, fig := range form.Figures {
			if !named[fig.ID] && fig.Name != "" {
				named[fig.ID] = true
				b.m.Catalogue = append(b.m.Catalogue, definition(form, fig))
			}
		}
	}
	for _, form := range catalogue.Forms {
		b.ledger(form, rows)
	}
	return b.m
}

func definition(form *forms.Form, fig forms.Figure) figures.Definition {
	d := figures.Definition{
		ID: fig.ID, Name: fig.Name, Unit: fig.Unit, Definition: fig.Definition, Way: figures.Sum,
		Stock: form.Counting == forms.Stock, Section: form.Section, Prose: fig.Prose,
	}
	switch {
	case fig.Rows:
		d.Way = figures.Rows
	case fig.Distinct != "":
		d.Way = figures.Distinct
	case fig.Ratio != nil || fig.Register == "rate":
		d.Way = figures.Ratio
	case fig.Shares != "":
		d.Way = figures.Shares
	}
	return d
}

type seenKey struct {
	unit returns.UnitCode
	id   figures.ID
	key  string
}

type builder struct {
	m         *figures.Merged
	catalogue *forms.Catalogue
	seen      map[seenKey]bool
}

func (b *builder) ledger(form *forms.Form, rows []Row) {
	l := figures.Ledger{Form: form.ID, Title: form.Title, Stock: form.Counting == forms.Stock}
	for _, fl := range form.Fields {
		if !fl.Meta {
			l.Fields = append(l.Fields, figures.LedgerField{ID: fl.ID, Header: fl.Header, Kind: kindOf(fl.Type), Unit: fl.Unit, Secret: fl.Type.Personal()})
		}
	}
	for n, row := range rows {
		if row.Form != form.ID {
			continue
		}
		e := b.entry(&l, row, n)
		for _, fig := range form.Figures {
			if row.Left == "" {
				b.count(form, fig, row, &e, &l)
			}
		}
		l.Entries = append(l.Entries, e)
	}
	if len(l.Entries) == 0 {
		return
	}
	for _, fig := range form.Figures {
		for _, id := range [...]figures.ID{fig.ID, fig.ID + "@week"} {
			if fig.Shares != "" || fig.Register != "" {
				continue
			}
			c := figures.LedgerCount{Figure: id, Field: fig.Sum}
			if fig.Ratio != nil {
				c.Of, c.To = fig.Ratio.Of, fig.Ratio.To
			}
			l.Counts = append(l.Counts, c)
		}
	}
	b.m.Ledgers = append(b.m.Ledgers, l)
}

func kindOf(t forms.Type) returns.Kind {
	switch t {
	case forms.Count:
		return returns.Count
	case forms.Money:
		return returns.Money
	case forms.Rate:
		return returns.Rate
	case forms.DateType:
		return returns.Date
	case forms.YesNo:
		return returns.YesNo
	}
	return returns.Text
}

func (b *builder) entry(l *figures.Ledger, row Row, n int) figures.Entry {
	e := figures.Entry{Unit: row.Unit, Left: row.Left, Adds: map[figures.ID]int8{}}
	for i, f := range l.Fields {
		v := value(f.Kind, row.Set[f.ID])
		v.Row, v.Col = n+5, i+1
		e.Values = append(e.Values, v)
	}
	e.Source = figures.Source{
		Unit: row.Unit, Form: row.Form, Period: b.m.Period.Name(), Version: 1, File: string(row.Unit) + "第" + strconv.Itoa(b.m.Period.No) + "期.xlsx",
		SHA256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Sheet: l.Title, Cell: "A" + strconv.Itoa(n+5),
	}
	return e
}

// value reads typed text as the kind asks.
func value(kind returns.Kind, typed string) returns.Value {
	if typed == "" {
		return returns.Value{}
	}
	v := returns.Value{Kind: kind, Typed: typed, Text: typed}
	switch kind {
	case returns.Count, returns.Money, returns.Rate:
		last := typed[len(typed)-1]
		q := map[byte]returns.Qualifier{'+': returns.AtLeast, '-': returns.AtMost, '~': returns.About}[last]
		if q != returns.Exact {
			typed = typed[:len(typed)-1]
		}
		n, err := returns.ParseNumber(typed)
		if err != nil {
			panic(err)
		}
		n.Qualifier = q
		v.Number = n
	case returns.Date:
		d, err := period.Parse(typed)
		if err != nil {
			panic(err)
		}
		v.Date = d
	case returns.YesNo:
		v.Yes = typed == "是"
	}
	return v
}

// count adds one record to the figures of its unit and of the city.
func (b *builder) count(form *forms.Form, fig forms.Figure, row Row, e *figures.Entry, l *figures.Ledger) {
	if fig.Basis != "" || fig.Register != "" || len(fig.Where) > 0 && fig.Ratio == nil && !b.holds(fig, l, e) {
		return
	}
	id := fig.ID
	if row.Home && fig.Home != "" {
		id = fig.Home
	}
	ids := []figures.ID{id}
	if at, ok := form.ByRole(forms.RoleEvent); ok && form.Counting == forms.Flow {
		if d := b.value(l, e, form.Fields[at].ID).Date; b.m.Period.Holds(d) {
			ids = append(ids, id+"@week")
		} else {
			b.touch(id+"@week", row.Unit)
		}
	}
	for _, full := range ids {
		for _, unit := range [...]returns.UnitCode{row.Unit, figures.City} {
			b.add(fig, full, unit, row, e, l)
		}
	}
}

// touch makes a figure 0 where it is absent.
func (b *builder) touch(id figures.ID, unit returns.UnitCode) {
	for _, u := range [...]returns.UnitCode{unit, figures.City} {
		b.m.Figures[u][id] = b.figure(id, u)
	}
}

func (b *builder) figure(id figures.ID, unit returns.UnitCode) figures.Figure {
	if f, ok := b.m.Figures[unit][id]; ok {
		return f
	}
	base := id
	for i := range id {
		if id[i] == '@' {
			base = id[:i]
		}
	}
	f := figures.Figure{Of: unit}
	for _, d := range b.m.Catalogue {
		if d.ID == base {
			f.Definition = d
		}
	}
	if f.Name == "" { // of the home province
		f.Definition = figures.Definition{ID: base, Name: "省内" + string(base), Unit: "个", Way: figures.Sum}
	}
	f.ID = id
	return f
}

func (b *builder) add(fig forms.Figure, id figures.ID, unit returns.UnitCode, row Row, e *figures.Entry, l *figures.Ledger) {
	f := b.figure(id, unit)
	amount := returns.Int(1)
	switch {
	case fig.Sum != "":
		v := b.value(l, e, fig.Sum)
		if v.IsAbsent() {
			return
		}
		amount = v.Number
	case fig.Distinct != "":
		k := seenKey{unit, id, row.Key[fig.ID]}
		if k.key == "" || b.seen[k] {
			return
		}
		b.seen[k] = true
	case fig.Ratio != nil:
		var num, den returns.Number
		for _, of := range fig.Ratio.Of {
			v := b.value(l, e, of)
			num.Micros += v.Number.Micros
		}
		for _, to := range fig.Ratio.To {
			v := b.value(l, e, to)
			if v.IsAbsent() {
				return
			}
			den.Micros += v.Number.Micros
		}
		f.Numerator.Micros += num.Micros
		f.Denominator.Micros += den.Micros
		v, ok := f.Numerator.Over(f.Denominator)
		f.Value, f.Absent, f.In = v, !ok, f.In+1
		b.m.Figures[unit][id] = f
		if unit == figures.City {
			e.Adds[id] = 1
		}
		return
	case fig.Shares != "":
		b.share(&f, b.value(l, e, fig.Shares).Text)
		b.m.Figures[unit][id] = f
		return
	}
	f.Value, _ = f.Value.Add(amount)
	src := e.Source
	f.Counted = append(f.Counted, figures.Counted{Key: row.Key[fig.ID], Name: row.Key[fig.ID], Amount: amount, Sources: []figures.Source{src}})
	b.m.Figures[unit][id] = f
	if unit == figures.City {
		e.Adds[id] = 1
	}
}

func (b *builder) share(f *figures.Figure, province string) {
	if province == "" {
		province = "不详"
	}
	f.Value.Micros += returns.Int(1).Micros
	for i := range f.Shares {
		if f.Shares[i].Province == province {
			f.Shares[i].People++
			return
		}
	}
	f.Shares = append(f.Shares, figures.Share{Province: province, People: 1})
}

func (b *builder) value(l *figures.Ledger, e *figures.Entry, id returns.FieldID) returns.Value {
	for i, f := range l.Fields {
		if f.ID == id {
			return e.Values[i]
		}
	}
	return returns.Value{}
}

// holds checks the conditions that test rows use: a word, or a share.
func (b *builder) holds(fig forms.Figure, l *figures.Ledger, e *figures.Entry) bool {
	for _, w := range fig.Where {
		if len(w.Is) > 0 {
			got := b.value(l, e, w.Field)
			found := false
			for _, is := range w.Is {
				found = found || got.Words() == is
			}
			if !found {
				return false
			}
		}
		for _, not := range w.Not {
			if got := b.value(l, e, w.Field); got.Words() == not {
				return false
			}
		}
		if len(w.Of) > 0 {
			var num, den returns.Number
			for _, id := range w.Of {
				num.Micros += b.value(l, e, id).Number.Micros
			}
			den = returns.Int(1)
			if len(w.To) > 0 {
				den = returns.Number{}
				for _, id := range w.To {
					den.Micros += b.value(l, e, id).Number.Micros
				}
			}
			least, _ := returns.ParseNumber(w.AtLeast)
			share, ok := num.Over(den)
			if !ok || share.Cmp(least) < 0 {
				return false
			}
		}
	}
	return true
}
