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

// publish makes the figures of a tally and puts them among those merged.
func (m *merger) publish(c *tally, def figures.Definition, bit int) (published, error) {
	return m.publishTo(c, def, bit, m.out.Figures)
}

// publishTo makes the figures of a tally. City and units share what they list:
// a unit's part of a sorted list is a piece of the city's.
func (m *merger) publishTo(c *tally, def figures.Definition, bit int, to map[returns.UnitCode]map[figures.ID]figures.Figure) (published, error) {
	made := published{}
	put := func(of returns.UnitCode, f figures.Figure) {
		f.Definition, f.Of = def, of
		made[of] = f
		if to == nil {
			return
		}
		if to[of] == nil {
			to[of] = map[figures.ID]figures.Figure{}
		}
		to[of][def.ID] = f
	}
	var err error
	drops := dropped(c.drops)
	each := func(of returns.UnitCode, hits []hit, counted []figures.Counted, st stat, from, to int) {
		f, e := m.figure(def, hits, counted, st)
		if err == nil {
			err = e
		}
		if from < to {
			f.Dropped = drops[from:to:to]
		}
		f.Doubtful = doubtful(f.Counted)
		f.Beside = beside(c, f, st, def)
		put(of, f)
	}
	var counted []figures.Counted
	if def.Way != figures.Distinct {
		counted = countedOf(c.hits)
	}
	slice := func(from, to int) []figures.Counted {
		if counted == nil {
			return nil
		}
		return counted[from:to:to]
	}
	var whole stat
	for _, s := range c.stats {
		whole.add(s)
	}
	all, byUnit := counted, map[int][]figures.Counted{}
	if def.Way == figures.Distinct {
		all, byUnit = m.distinct(c.hits)
	}
	each(figures.City, c.hits, all, whole, 0, len(drops))
	m.mark(c, def, bit)
	from, dropFrom := 0, 0
	for o := range m.units {
		n, d := from, dropFrom
		for n < len(c.hits) && c.hits[n].owner == o {
			n++
		}
		for d < len(c.drops) && c.drops[d].owner == o {
			d++
		}
		mine := slice(from, n)
		if def.Way == figures.Distinct {
			mine = byUnit[o]
		}
		each(m.units[o].Code, c.hits[from:n], mine, c.stats[o], dropFrom, d)
		from, dropFrom = n, d
	}
	if def.Way != figures.Distinct {
		m.perFirm(c, def, slice, put)
	}
	return made, err
}

// perFirm gives every firm with a line of its own, known by its code, its
// figures.
func (m *merger) perFirm(c *tally, def figures.Definition, slice func(int, int) []figures.Counted, put func(returns.UnitCode, figures.Figure)) {
	for from := 0; from < len(c.hits); {
		to := from + 1
		firm := c.hits[from].firm
		for to < len(c.hits) && c.hits[to].firm == firm && firm != "" {
			to++
		}
		if firm != "" && validFirm(firm) {
			hits := c.hits[from:to]
			if f, err := m.figure(def, hits, slice(from, to), stat{filed: true, takes: len(hits), valued: len(hits)}); err == nil && !f.Absent {
				put(returns.UnitCode(firm), f)
			}
		}
		from = to
	}
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
	if bit < 0 {
		return
	}
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

func dropped(drops []ownedDrop) []figures.Dropped {
	out := make([]figures.Dropped, len(drops))
	for i := range drops {
		out[i] = drops[i].d
	}
	return out
}

// beside is what is printed beside a figure: the numbers of units that filed
// only numbers.
func beside(c *tally, f figures.Figure, s stat, def figures.Definition) string {
	if def.Way == figures.Shares {
		return rosters(f)
	}
	if s.besides {
		for _, p := range c.ms.parts {
			if p.fig.Beside != nil {
				return says(p.fig.Beside.Says, s.beside)
			}
		}
		return says("另按报送数{n}"+def.Unit, s.beside)
	}
	switch {
	case f.Absent || f.Reported.IsZero():
		return ""
	case f.Reported.Micros == f.Value.Micros:
		return "按报送数"
	}
	return says("其中按报送数{n}"+def.Unit, f.Reported)
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
