package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/fold"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// nowhere is the share of workers whose province nobody filed.
const nowhere = "不详"

// An indicator is one row of a weekly table: what a unit says of itself.
type indicator struct {
	rec    *record
	period period.Period
	week   map[figures.ID]int // positions of fields
	total  map[figures.ID]int
}

// readIndicators reads the weekly tables that count.
func (m *merger) readIndicators() {
	for _, t := range m.tables {
		if t.form.Layout != forms.Indicators {
			continue
		}
		week, total := map[figures.ID]int{}, map[figures.ID]int{}
		for i := range t.form.Fields {
			switch fl := &t.form.Fields[i]; {
			case fl.Figure == "":
			case fl.Cumulative:
				total[fl.Figure] = i
			default:
				week[fl.Figure] = i
			}
		}
		for _, s := range t.series {
			if s.owner < 0 {
				continue
			}
			for _, f := range s.filings {
				for _, ret := range f.parts {
					for i := range ret.Records {
						r := m.newRecord(t, s, f, ret, &ret.Records[i])
						m.identify(r)
						t.records = append(t.records, r)
						m.weekly = append(m.weekly, indicator{r, f.period, week, total})
					}
				}
			}
		}
	}
}

// tallyIndicators counts what a unit reported for periods in which none of its
// ledger records is dated. Numbers of distinct things are only printed beside:
// nobody can tell which things they are.
func (m *merger) tallyIndicators(c *tally) {
	newest := map[int]*indicator{}
	weeks := map[int]bool{}
	for i := range m.weekly {
		in := &m.weekly[i]
		if in.rec.owner < 0 || m.hasLedger(c, in.rec.owner, in.period.No) {
			continue
		}
		if f, ok := in.week[c.ms.def.ID]; ok && in.rec.value(f).IsNumber() {
			m.hitIndicator(c, in, f, in.period.No == m.now.No)
			weeks[in.rec.owner] = true
		}
		if f, ok := in.total[c.ms.def.ID]; ok && in.rec.value(f).IsNumber() {
			newest[in.rec.owner] = in
		}
	}
	for o := range m.units {
		if in := newest[o]; in != nil && !weeks[o] && !m.hasLedger(c, o, -1) {
			m.hitIndicator(c, in, in.total[c.ms.def.ID], false)
		}
	}
}

// hasLedger reports whether the unit has a record of the figure's forms dated
// in a period, or in any.
func (m *merger) hasLedger(c *tally, owner, period int) bool {
	return slices.ContainsFunc(c.ms.parts, func(p *part) bool {
		return m.active(p, owner) && (p.t.dated[owner][period] || period < 0 && len(p.t.dated[owner]) > 0)
	})
}

func (m *merger) hitIndicator(c *tally, in *indicator, field int, week bool) {
	n := in.rec.value(field).Number
	s := c.stat(in.rec.owner)
	if c.ms.def.Way != figures.Sum && c.ms.def.Way != figures.Rows {
		if sum, err := s.beside.Add(n); err == nil {
			s.beside, s.besides = sum, true
		}
		return
	}
	s.valued++
	h := hit{rec: in.rec, owner: in.rec.owner, amount: n, week: week, weekly: true, field: field}
	h.key, h.name = m.called(in.rec)
	if !m.in.Values {
		h.sources = m.keep(m.appendSources(nil, in.rec, field))
	}
	c.hits = append(c.hits, h)
}

// tallyRegister counts the firms due, those of them with a line, or their
// share. Nothing is due before anybody filed.
func (m *merger) tallyRegister(c *tally, p *part, st *state, lines []*record) {
	if p.home || len(lines) == 0 {
		return
	}
	has := map[string]*record{}
	for _, r := range lines {
		if has[r.firm] == nil {
			has[r.firm] = r
		}
	}
	for i := range m.in.Register.Firms {
		f := &m.in.Register.Firms[i]
		if !f.From.IsZero() && f.From.After(st.asOf) || !f.To.IsZero() && f.To.Before(st.asOf) {
			continue
		}
		key := m.firms.key(f.Name, string(f.Code))
		h := hit{owner: m.ownerOf(f.Code), key: key, name: f.Name, amount: returns.Int(1)}
		line := has[key]
		if line != nil {
			h.sources = m.keep([]figures.Source{m.rowSource(line)})
		}
		switch {
		case p.fig.Register == "filed" && line == nil:
			continue
		case p.fig.Register == "rate":
			h.over = returns.Int(1)
			h.amount = returns.Int(boolInt(line != nil))
		}
		s := c.stat(h.owner)
		s.takes++
		s.valued++
		c.hits = append(c.hits, h)
	}
}

// tallyRoster counts rows of each firm's newest roster: one hit a roster, or
// one a roster and province.
func (m *merger) tallyRoster(c *tally, p *part, st *state) {
	for _, s := range p.t.series {
		filings := s.counting(st.asOf)
		if len(filings) == 0 {
			continue
		}
		parts := filings[len(filings)-1].parts
		name, code := m.rosterFirm(p.t, parts[0])
		firm := m.firms.key(name.Text, code)
		owner, ok := st.owner[firm]
		if !ok {
			owner = s.owner
		}
		stat := c.stat(owner)
		stat.filed = true
		for _, h := range m.rosterHits(p, parts, stat) {
			h.owner, h.firm = owner, firm
			if h.key == "" {
				h.key, h.name = firm, m.firmName(firm)
			}
			c.hits = append(c.hits, h)
		}
	}
}

// rosterHits counts the rows of one roster, by what the figure asks for.
func (m *merger) rosterHits(p *part, parts []*returns.Return, s *stat) []hit {
	type group struct {
		h    hit
		runs fold.Runs
	}
	groups := map[string]*group{}
	fields := p.rosterFields()
	for _, ret := range parts {
		ret.Each(fields, func(rec *returns.Record) {
			takes := p.meets(rec.Values)
			s.note(takes, false)
			by, n, v := m.rosterRow(p, rec)
			if takes != yes || v == nil {
				return
			}
			s.valued++
			g := groups[by]
			if g == nil {
				by = strings.Clone(by) // a figure must not hold a whole packed roster
				g = &group{h: hit{key: by, name: by}}
				groups[by] = g
			}
			g.h.amount.Micros += n.Micros
			g.h.amount.Qualifier = g.h.amount.Qualifier.With(n.Qualifier)
			if !m.in.Values {
				g.runs.Add(rec, v)
			}
		})
		for _, g := range groups {
			if list := g.runs.List(); list != "" {
				g.h.sources = append(g.h.sources, sourceOf(ret, list, g.h.amount.String()))
			}
		}
	}
	var hits []hit
	for _, g := range groups {
		g.h.sources = m.keep(g.h.sources)
		hits = append(hits, g.h)
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.key, b.key) })
	return hits
}

// rosterFields is the positions of what the figure reads of a roster's row, nil
// where that is all.
func (p *part) rosterFields() []int {
	if p.fig.Distinct != "" {
		return nil
	}
	fields := []int{p.sum}
	for _, id := range []returns.FieldID{p.fig.Shares} {
		if i, ok := p.t.form.Index(id); ok {
			fields = append(fields, i)
		}
	}
	if i := p.t.at(forms.RolePerson); i >= 0 {
		fields = append(fields, i)
	}
	for _, w := range p.where {
		fields = append(append(append(fields, w.field), w.of...), w.to...)
	}
	return fields
}

// rosterRow is what one row of a roster adds and under which key, and the
// value that says so, the worker's name where none does; nil where the row
// lacks it.
func (m *merger) rosterRow(p *part, rec *returns.Record) (by string, n returns.Number, v *returns.Value) {
	n = returns.Int(1)
	v = at(rec.Values, p.t.at(forms.RolePerson))
	switch {
	case p.fig.Shares != "":
		i, _ := p.t.form.Index(p.fig.Shares)
		from := at(rec.Values, i)
		if by = from.Words(); by == "" {
			by = nowhere
		}
		if from.Row > 0 {
			v = from
		}
	case p.fig.Distinct != "":
		if by = p.t.form.Part(rec, p.key, m.firms.key); by == "" {
			return "", n, nil
		}
	case p.sum >= 0:
		if v = at(rec.Values, p.sum); !v.IsNumber() {
			return "", n, nil
		}
		n = v.Number
	}
	return by, n, v
}

// shares adds hits up by key, most first; what is not known comes last.
func (m *merger) shares(hits []hit) ([]figures.Share, []figures.Counted, returns.Number) {
	var counted []figures.Counted
	at := map[string]int{}
	var sum returns.Number
	for i := range hits {
		h := &hits[i]
		j, ok := at[h.key]
		if !ok {
			j = len(counted)
			at[h.key] = j
			counted = append(counted, figures.Counted{Key: h.key, Name: h.name})
		}
		counted[j].Amount.Micros += h.amount.Micros
		counted[j].Sources = append(counted[j].Sources, h.sources...)
		sum.Micros += h.amount.Micros
	}
	slices.SortFunc(counted, func(a, b figures.Counted) int {
		return cmp.Or(cmp.Compare(boolInt(a.Key == nowhere), boolInt(b.Key == nowhere)), -a.Amount.Cmp(b.Amount), cmp.Compare(a.Key, b.Key))
	})
	out := make([]figures.Share, len(counted))
	for i, c := range counted {
		out[i] = figures.Share{Province: c.Name, People: int(c.Amount.Int64())}
	}
	return out, counted, sum
}

// rosters says of how many rosters and rows shares are made.
func rosters(f figures.Figure) string {
	if f.Absent {
		return ""
	}
	seen := map[returns.UnitCode]bool{}
	for _, c := range f.Counted {
		for _, s := range c.Sources {
			seen[s.Unit] = true
		}
	}
	return fmt.Sprintf("据%d家花名册%d人", len(seen), f.Value.Int64())
}
