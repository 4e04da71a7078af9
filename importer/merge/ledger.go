package merge

import (
	"maps"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// listLedgers lists the merged records of every form with what each adds to
// which city figure. Rosters are not listed: they hold persons, and their
// firms' lines say what counts.
func (m *merger) listLedgers() {
	shared := map[string]map[figures.ID]int8{}
	for _, t := range m.tables {
		if t.form.Roster || len(t.records) == 0 {
			continue
		}
		l := figures.Ledger{Form: t.form.ID, Title: t.form.Title, Stock: t.form.Counting == forms.Stock}
		columns := t.columns()
		for _, i := range columns {
			l.Fields = append(l.Fields, fieldOf(&t.form.Fields[i]))
		}
		counts := map[figures.ID]figures.LedgerCount{}
		for _, r := range t.records {
			e := figures.Entry{Unit: r.filer, Source: m.rowSource(r), Left: r.left, Adds: m.addsOf(r, shared, counts)}
			if r.owner >= 0 {
				e.Unit = m.units[r.owner].Code
			}
			e.Values = r.listed(columns)
			l.Entries = append(l.Entries, e)
		}
		for _, ms := range m.measures {
			for _, id := range []figures.ID{ms.def.ID, ms.def.ID + "@week"} {
				if c, ok := counts[id]; ok {
					l.Counts = append(l.Counts, c)
				}
			}
		}
		m.out.Ledgers = append(m.out.Ledgers, l)
	}
}

// columns is the fields that a ledger lists: of a table of indicators those
// that somebody filled, of others all.
func (t *table) columns() []int {
	var out []int
	for i := range t.form.Fields {
		filled := t.form.Layout != forms.Indicators || slices.ContainsFunc(t.records, func(r *record) bool { return !r.value(i).IsAbsent() })
		if filled {
			out = append(out, i)
		}
	}
	return out
}

// listed is the values of the columns, with the numbers that stand for blanks.
func (r *record) listed(columns []int) []returns.Value {
	if r.filled == nil && len(columns) == len(r.values) {
		return r.values
	}
	out := make([]returns.Value, len(columns))
	for j, i := range columns {
		out[j] = *r.value(i)
		if r.filled != nil && r.filled.field == i {
			out[j] = returns.Value{Kind: returns.Count, Number: r.filled.n, Filled: true}
		}
	}
	return out
}

// addsOf lists the city figures a record is counted in, and notes how the
// ledger counts them. Records counted in the same figures share one map.
func (m *merger) addsOf(r *record, shared map[string]map[figures.ID]int8, counts map[figures.ID]figures.LedgerCount) map[figures.ID]int8 {
	if len(r.adds) == 0 {
		return nil
	}
	b := make([]byte, 0, 8*len(r.adds)+8)
	b = append(b, r.table.form.ID...)
	for _, w := range r.adds {
		for range 8 {
			b = append(b, byte(w))
			w >>= 8
		}
	}
	if adds, ok := shared[string(b)]; ok {
		return adds
	}
	adds := map[figures.ID]int8{}
	for _, ms := range m.measures {
		for n, suffix := range []figures.ID{"", "@week"} {
			bit := ms.bit + n
			if bit/64 < len(r.adds) && r.adds[bit/64]&(1<<(bit%64)) != 0 {
				id := ms.def.ID + suffix
				adds[id] = 1
				counts[id] = ms.countIn(r.table, id)
			}
		}
	}
	shared[string(b)] = adds
	return adds
}

// countIn says how a figure follows from the ledger of t.
func (ms *measure) countIn(t *table, id figures.ID) figures.LedgerCount {
	c := figures.LedgerCount{Figure: id}
	if t.form.Layout == forms.Indicators {
		for i := range t.form.Fields {
			if fl := &t.form.Fields[i]; fl.Figure == ms.def.ID && !fl.Cumulative {
				c.Field = fl.ID
			}
		}
		return c
	}
	for _, p := range ms.parts {
		if p.t != t {
			continue
		}
		c.Field = p.fig.Sum
		if p.fig.Ratio != nil {
			c.Of, c.To = p.fig.Ratio.Of, p.fig.Ratio.To
		}
	}
	return c
}

func fieldOf(fl *forms.Field) figures.LedgerField {
	kinds := map[forms.Type]returns.Kind{
		forms.Count: returns.Count, forms.Money: returns.Money, forms.Rate: returns.Rate, forms.DateType: returns.Date, forms.YesNo: returns.YesNo,
	}
	f := figures.LedgerField{ID: fl.ID, Header: fl.Header, Kind: returns.Text, Unit: fl.Unit, Secret: fl.Type.Personal()}
	if k, ok := kinds[fl.Type]; ok {
		f.Kind = k
	}
	if fl.Several {
		f.Kind = returns.List
	}
	return f
}

// carriedNames lists the firms carried with last numbers.
func (m *merger) carriedNames() []string {
	names := map[string]bool{}
	for _, t := range m.tables {
		for _, r := range t.records {
			if r.first != nil && r.first.carried {
				names[m.firmName(r.firm)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
