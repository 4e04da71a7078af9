package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// frozen is the figures of a briefing as JSON. Sources stand once, for most
// figures share them.
type frozen struct {
	AsOf      period.Date
	Period    string
	Catalogue []figures.Definition
	Sources   []figures.Source
	Figures   []frozenFigure
}

type frozenFigure struct {
	Of          returns.UnitCode
	ID          figures.ID
	Absent      bool            `json:",omitempty"`
	Value       number          `json:",omitempty"`
	Numerator   number          `json:",omitempty"`
	Denominator number          `json:",omitempty"`
	In          int             `json:",omitempty"`
	Out         int             `json:",omitempty"`
	Shares      []figures.Share `json:",omitempty"`
	Gross       number          `json:",omitempty"`
	Twice       number          `json:",omitempty"`
	Reported    number          `json:",omitempty"`
	Doubtful    bool            `json:",omitempty"`
	Beside      string          `json:",omitempty"`
	Counted     []frozenCounted `json:",omitempty"`
	Dropped     []frozenDropped `json:",omitempty"`
}

type frozenCounted struct {
	Key     string
	Name    string
	Amount  number `json:",omitempty"`
	Over    number `json:",omitempty"`
	Sources []int  `json:",omitempty"`
}

type frozenDropped struct {
	Why    string
	Source int
}

// A number is a returns.Number in words: 3000, 3000 atleast; "" is exactly 0.
type number string

func numberOf(n returns.Number) number {
	switch {
	case n == returns.Number{}:
		return ""
	case n.Qualifier == returns.Exact:
		return number(n.String())
	}
	return number(n.String() + " " + n.Qualifier.String())
}

func (n number) read() (returns.Number, error) {
	if n == "" {
		return returns.Number{}, nil
	}
	digits, word, _ := strings.Cut(string(n), " ")
	out, err := returns.ParseNumber(digits)
	if err != nil {
		return out, fmt.Errorf("read number %q: %w", n, err)
	}
	for _, q := range []returns.Qualifier{returns.Exact, returns.AtLeast, returns.AtMost, returns.About} {
		if q.String() == word {
			out.Qualifier = q
			return out, nil
		}
	}
	return out, fmt.Errorf("read number %q: no such qualifier", n)
}

// freeze encodes the figures of m with their sources. The same figures give
// the same bytes.
func freeze(m *figures.Merged) ([]byte, error) {
	f := frozen{AsOf: m.AsOf, Period: m.Period.Name(), Catalogue: m.Catalogue}
	at := map[figures.Source]int{}
	index := func(s figures.Source) int {
		i, ok := at[s]
		if !ok {
			i = len(f.Sources)
			at[s] = i
			f.Sources = append(f.Sources, s)
		}
		return i
	}
	for _, unit := range sortedUnits(m) {
		ids := make([]figures.ID, 0, len(m.Figures[unit]))
		for id := range m.Figures[unit] {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			f.Figures = append(f.Figures, freezeFigure(unit, m.Figures[unit][id], index))
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("freeze figures: %w", err)
	}
	return b, nil
}

func freezeFigure(unit returns.UnitCode, x figures.Figure, index func(figures.Source) int) frozenFigure {
	out := frozenFigure{
		Of: unit, ID: x.ID, Absent: x.Absent, Value: numberOf(x.Value), Numerator: numberOf(x.Numerator), Denominator: numberOf(x.Denominator),
		In: x.In, Out: x.Out, Shares: x.Shares, Gross: numberOf(x.Gross), Twice: numberOf(x.Twice), Reported: numberOf(x.Reported),
		Doubtful: x.Doubtful, Beside: x.Beside,
	}
	for _, c := range x.Counted {
		fc := frozenCounted{Key: c.Key, Name: c.Name, Amount: numberOf(c.Amount), Over: numberOf(c.Over)}
		for _, s := range c.Sources {
			fc.Sources = append(fc.Sources, index(s))
		}
		out.Counted = append(out.Counted, fc)
	}
	for _, dr := range x.Dropped {
		out.Dropped = append(out.Dropped, frozenDropped{dr.Why, index(dr.Source)})
	}
	return out
}

// thaw reads what freeze wrote: the figures alone, without ledgers, conflicts
// and what was filed.
func thaw(b []byte) (*figures.Merged, error) {
	var f frozen
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("thaw figures: %w", err)
	}
	defs := map[figures.ID]figures.Definition{}
	for _, d := range f.Catalogue {
		defs[d.ID] = d
	}
	m := &figures.Merged{AsOf: f.AsOf, Catalogue: f.Catalogue, Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{}}
	m.Period.Ends = f.AsOf
	for _, x := range f.Figures {
		fig, err := x.thaw(defs[x.ID], f.Sources)
		if err != nil {
			return nil, fmt.Errorf("thaw %s: %w", x.ID, err)
		}
		if m.Figures[x.Of] == nil {
			m.Figures[x.Of] = map[figures.ID]figures.Figure{}
		}
		m.Figures[x.Of][x.ID] = fig
	}
	return m, nil
}

func (x frozenFigure) thaw(def figures.Definition, sources []figures.Source) (figures.Figure, error) {
	def.ID = x.ID
	out := figures.Figure{Definition: def, Of: x.Of, Absent: x.Absent, In: x.In, Out: x.Out, Shares: x.Shares, Doubtful: x.Doubtful, Beside: x.Beside}
	source := func(i int) (figures.Source, error) {
		if i < 0 || i >= len(sources) {
			return figures.Source{}, fmt.Errorf("no source %d", i)
		}
		return sources[i], nil
	}
	err := readNumbers(
		pair{x.Value, &out.Value}, pair{x.Numerator, &out.Numerator}, pair{x.Denominator, &out.Denominator},
		pair{x.Gross, &out.Gross}, pair{x.Twice, &out.Twice}, pair{x.Reported, &out.Reported},
	)
	if err != nil {
		return out, err
	}
	for _, c := range x.Counted {
		oc := figures.Counted{Key: c.Key, Name: c.Name}
		if err := readNumbers(pair{c.Amount, &oc.Amount}, pair{c.Over, &oc.Over}); err != nil {
			return out, err
		}
		for _, i := range c.Sources {
			s, err := source(i)
			if err != nil {
				return out, err
			}
			oc.Sources = append(oc.Sources, s)
		}
		out.Counted = append(out.Counted, oc)
	}
	for _, dr := range x.Dropped {
		s, err := source(dr.Source)
		if err != nil {
			return out, err
		}
		out.Dropped = append(out.Dropped, figures.Dropped{Why: dr.Why, Source: s})
	}
	return out, nil
}

type pair struct {
	from number
	to   *returns.Number
}

func readNumbers(pairs ...pair) error {
	for _, p := range pairs {
		n, err := p.from.read()
		if err != nil {
			return err
		}
		*p.to = n
	}
	return nil
}
