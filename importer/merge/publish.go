package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// published is one figure for the city, every unit and every firm.
type published map[returns.UnitCode]figures.Figure

// A publisher makes the figures of one tally. City and units share what they
// list: a unit's part of a sorted list is a piece of the city's.
type publisher struct {
	m       *merger
	c       *tally
	def     figures.Definition
	to      map[returns.UnitCode]map[figures.ID]figures.Figure // nil: only made
	made    published
	counted []figures.Counted         // by hit; of Distinct by key
	byUnit  map[int][]figures.Counted // of Distinct
	drops   []figures.Dropped
}

// publish makes the figures of a tally and puts them among those merged.
func (m *merger) publish(c *tally, def figures.Definition, bit int) (published, error) {
	made, err := m.publishTo(c, def, m.out.Figures)
	if !m.in.Values {
		m.mark(c, def, bit)
	}
	return made, err
}

// publishTo makes the figures of a tally for the city, every unit and every
// firm.
func (m *merger) publishTo(c *tally, def figures.Definition, to map[returns.UnitCode]map[figures.ID]figures.Figure) (published, error) {
	p := publisher{m: m, c: c, def: def, to: to, made: published{}, drops: m.shared(dropped(c.drops))}
	switch {
	case def.Way == figures.Distinct:
		p.counted, p.byUnit = m.distinct(c.hits)
	case !m.in.Values:
		p.counted = countedOf(c.hits)
	}
	var whole stat
	for _, s := range c.stats {
		whole.add(s)
	}
	if err := p.put(figures.City, c.hits, p.counted, whole, p.drops); err != nil {
		return nil, err
	}
	from, dropFrom := 0, 0
	for o := range m.units {
		n, d := from, dropFrom
		for n < len(c.hits) && c.hits[n].owner == o {
			n++
		}
		for d < len(c.drops) && c.drops[d].owner == o {
			d++
		}
		if err := p.put(m.units[o].Code, c.hits[from:n], p.piece(o, from, n), c.stats[o], p.drops[dropFrom:d:d]); err != nil {
			return nil, err
		}
		from, dropFrom = n, d
	}
	return p.made, p.perFirm()
}

// piece is what a unit's hits, from and to among all, count.
func (p *publisher) piece(owner, from, to int) []figures.Counted {
	switch {
	case p.def.Way == figures.Distinct:
		return p.byUnit[owner]
	case p.counted == nil:
		return nil
	}
	return p.counted[from:to:to]
}

func (p *publisher) put(of returns.UnitCode, hits []hit, counted []figures.Counted, s stat, drops []figures.Dropped) error {
	f, err := p.m.figure(p.def, hits, counted, s)
	if err != nil {
		return err
	}
	f.Definition, f.Of = p.def, of
	if len(drops) > 0 {
		f.Dropped = drops
	}
	if p.m.in.Values {
		f.Counted = nil
	} else {
		f.Doubtful = doubtful(f.Counted)
		f.Beside = beside(p.c, f, s)
	}
	p.made[of] = f
	if p.to == nil {
		return nil
	}
	if p.to[of] == nil {
		p.to[of] = map[figures.ID]figures.Figure{}
	}
	p.to[of][p.def.ID] = f
	return nil
}

// perFirm gives every firm with a line or a roster of its own, known by its
// code, its figures. How many firms there are is no figure of a firm.
func (p *publisher) perFirm() error {
	hits := p.c.hits
	if p.def.Way == figures.Distinct {
		return nil
	}
	for from := 0; from < len(hits); {
		to, firm := from+1, hits[from].firm
		for to < len(hits) && hits[to].firm == firm {
			to++
		}
		if firm != "" && validFirm(firm) {
			s := stat{filed: true, takes: to - from, valued: to - from}
			if err := p.put(returns.UnitCode(firm), hits[from:to], p.piece(-1, from, to), s, nil); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

// validFirm reports whether a firm is known by a code, not by its name alone.
func validFirm(key string) bool { return !strings.HasPrefix(key, named) }

func (s *stat) add(o stat) {
	s.filed = s.filed || o.filed
	s.takes += o.takes
	s.denied += o.denied
	s.valued += o.valued
	s.out += o.out
	s.twice.Micros += o.twice.Micros
	if o.besides {
		if n, err := s.beside.Add(o.beside); err == nil {
			s.beside, s.besides = n, true
		}
	}
}

// absent reports whether nobody filed what the figure counts: no return, or
// only records that lack the value. A unit that filed and has none has 0.
func (s stat) absent() bool {
	return s.valued == 0 && s.denied == 0 && (!s.filed || s.takes > 0)
}

// figure is the figure of some hits.
func (m *merger) figure(def figures.Definition, hits []hit, counted []figures.Counted, s stat) (figures.Figure, error) {
	f := figures.Figure{Counted: counted, Twice: s.twice, In: s.valued, Out: s.out}
	if def.Way != figures.Ratio {
		f.In, f.Out = 0, 0
	}
	if f.Absent = s.absent(); f.Absent {
		return f, nil
	}
	var err error
	switch def.Way {
	case figures.Distinct:
		f.Value, f.Gross = returns.Int(len(counted)), returns.Int(len(hits))
	case figures.Ratio:
		if f.Numerator, err = sumOf(hits, func(h *hit) returns.Number { return h.amount }); err != nil {
			return f, err
		}
		if f.Denominator, err = sumOf(hits, func(h *hit) returns.Number { return h.over }); err != nil {
			return f, err
		}
		value, ok := f.Numerator.Over(f.Denominator)
		f.Value, f.Absent = value, !ok
	case figures.Shares:
		f.Shares, f.Counted, f.Value = m.shares(hits)
	default:
		if f.Value, err = sumOf(hits, func(h *hit) returns.Number { return h.amount }); err != nil {
			return f, err
		}
		f.Reported, err = sumOf(hits, func(h *hit) returns.Number {
			if h.weekly {
				return h.amount
			}
			return returns.Number{}
		})
	}
	return f, err
}

func doubtful(counted []figures.Counted) bool {
	return slices.ContainsFunc(counted, func(c figures.Counted) bool {
		return slices.ContainsFunc(c.Sources, func(s figures.Source) bool { return s.Held })
	})
}

func sumOf(hits []hit, amount func(*hit) returns.Number) (returns.Number, error) {
	var sum returns.Number
	for i := range hits {
		s, err := sum.Add(amount(&hits[i]))
		if err != nil {
			return sum, fmt.Errorf("add up: %w", err)
		}
		sum = s
	}
	return sum, nil
}

func countedOf(hits []hit) []figures.Counted {
	counted := make([]figures.Counted, len(hits))
	for i := range hits {
		h := &hits[i]
		counted[i] = figures.Counted{Key: h.key, Name: h.name, Amount: h.amount, Over: h.over, Sources: h.sources}
	}
	return counted
}

// distinct lists each key once for the city, and once for every unit that has
// it, with all cells that name it.
func (m *merger) distinct(hits []hit) (city []figures.Counted, byUnit map[int][]figures.Counted) {
	order := make([]int, len(hits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(hits[a].key, hits[b].key), cmp.Compare(uint(hits[a].owner), uint(hits[b].owner)))
	})
	byUnit = map[int][]figures.Counted{}
	one := returns.Int(1)
	for from := 0; from < len(order); {
		to := from
		var sources []figures.Source
		var starts []int // where each unit's sources begin
		var owners []int
		for ; to < len(order) && hits[order[to]].key == hits[order[from]].key; to++ {
			h := &hits[order[to]]
			if n := len(owners); n == 0 || owners[n-1] != h.owner {
				owners, starts = append(owners, h.owner), append(starts, len(sources))
			}
			sources = append(sources, h.sources...)
		}
		first := &hits[order[from]]
		kept := m.keep(sources)
		entry := figures.Counted{Key: first.key, Name: first.name, Amount: one, Sources: kept}
		city = append(city, entry)
		for i, o := range owners {
			end := len(kept)
			if i+1 < len(starts) {
				end = starts[i+1]
			}
			entry.Sources = kept[starts[i]:end:end]
			byUnit[o] = append(byUnit[o], entry)
		}
		from = to
	}
	return city, byUnit
}

// mark notes in every record the city figures it is counted in, of a distinct
// figure only in the first that has the key.
func (m *merger) mark(c *tally, def figures.Definition, bit int) {
	seen := map[string]bool{}
	for i := range c.hits {
		h := &c.hits[i]
		if h.rec == nil {
			continue
		}
		if def.Way == figures.Distinct {
			if seen[h.key] {
				continue
			}
			seen[h.key] = true
		}
		for len(h.rec.adds) <= bit/64 {
			h.rec.adds = append(h.rec.adds, 0)
		}
		h.rec.adds[bit/64] |= 1 << (bit % 64)
	}
}

// shared is drops, or the same that another figure lists already: figures of one
// form mostly leave out the same, all the versions that were replaced.
func (m *merger) shared(drops []figures.Dropped) []figures.Dropped {
	i := slices.IndexFunc(m.listed, func(other []figures.Dropped) bool { return slices.Equal(other, drops) })
	if i >= 0 {
		return m.listed[i]
	}
	m.listed = append(m.listed, drops)
	return drops
}

func dropped(drops []ownedDrop) []figures.Dropped {
	out := make([]figures.Dropped, len(drops))
	for i := range drops {
		out[i] = drops[i].d
	}
	return out
}

// beside is what is printed beside a figure: the numbers of units that filed
// only numbers.
func beside(c *tally, f figures.Figure, s stat) string {
	if f.Way == figures.Shares {
		return rosters(f)
	}
	if s.besides {
		for _, p := range c.ms.parts {
			if p.fig.Beside != nil {
				return says(p.fig.Beside.Says, s.beside)
			}
		}
		return says("另按报送数{n}"+f.Unit, s.beside)
	}
	switch {
	case f.Absent || f.Reported.IsZero():
		return ""
	case f.Reported.Micros == f.Value.Micros:
		return "按报送数"
	}
	return says("其中按报送数{n}"+f.Unit, f.Reported)
}

// changes publishes how a stock figure changed since the period before: rates
// in points of what is printed.
func (m *merger) changes(def figures.Definition, now, before published) {
	def.ID += "@change"
	if def.Way == figures.Shares {
		return
	}
	for of, n := range now {
		f := figures.Figure{Definition: def, Of: of, Absent: true}
		if b, ok := before[of]; ok && !b.Absent && !n.Absent {
			f.Absent = false
			if def.Way == figures.Ratio {
				f.Value = returns.Number{Micros: n.Percent().Micros - b.Percent().Micros}
			} else {
				f.Value = returns.Number{Micros: n.Value.Micros - b.Value.Micros, Qualifier: n.Value.Qualifier.With(b.Value.Qualifier)}
			}
		}
		m.out.Figures[of][def.ID] = f
	}
}

// sinceIssue publishes @new: every value minus the one last issued.
func (m *merger) sinceIssue() {
	if m.in.Issued == nil {
		return
	}
	for of, all := range m.out.Figures {
		fresh := map[figures.ID]figures.Figure{}
		for _, ms := range m.measures {
			f, ok := all[ms.def.ID]
			if !ok || ms.def.Way == figures.Shares {
				continue
			}
			was := m.in.Issued.Figure(of, ms.def.ID)
			n := figures.Figure{Definition: f.Definition, Of: of, Absent: f.Absent || was.Absent}
			n.ID += "@new"
			switch {
			case n.Absent:
			case f.Way == figures.Ratio:
				n.Value = returns.Number{Micros: f.Percent().Micros - was.Percent().Micros}
			default:
				n.Value = returns.Number{Micros: f.Value.Micros - was.Value.Micros, Qualifier: f.Value.Qualifier.With(was.Value.Qualifier)}
			}
			fresh[n.ID] = n
		}
		for id, f := range fresh {
			all[id] = f
		}
	}
}
