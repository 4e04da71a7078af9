package xlsx

import (
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// A total is a formula over the ledgers with what it gives today.
type total struct {
	formula string // without =, "" where no ledger has the figure
	value   returns.Number
}

// totalOf is a city figure as a formula over the ledgers: the sum of a column,
// or of its 计数, where that is 1. With a unit it is that unit's part.
func (bk *book) totalOf(id figures.ID, unit returns.UnitCode) total {
	var terms []string
	var sum returns.Number
	for _, p := range bk.ledgers {
		for _, c := range p.of.Counts {
			if c.Figure != id || p.adds[id] == 0 || len(c.Of) > 0 {
				continue
			}
			if c.Field != "" && p.column[c.Field] == 0 {
				continue
			}
			terms = append(terms, p.term(c.Field, p.adds[id], bk.unit(unit), unit))
			sum.Micros += p.sum(c.Field, id, unit)
		}
	}
	return total{strings.Join(terms, "+"), sum}
}

// term sums a field, or the column 计数 itself, over the entries that count.
func (p *ledger) term(field returns.FieldID, counts int, name string, unit returns.UnitCode) string {
	what := p.span(counts)
	if field != "" {
		what = p.span(p.column[field])
	}
	out := "SUMIFS(" + what + "," + p.span(counts) + ",1"
	if unit != figures.City {
		out += "," + p.span(2) + ",\"" + strings.ReplaceAll(name, `"`, `""`) + "\""
	}
	return out + ")"
}

// sumKey is a column under one 计数.
type sumKey struct {
	field  returns.FieldID
	counts int
}

// sum is what term gives. All units of a column are added up at once.
func (p *ledger) sum(field returns.FieldID, id figures.ID, unit returns.UnitCode) int64 {
	k := sumKey{field, p.adds[id]}
	byUnit, ok := p.sums[k]
	if !ok {
		byUnit = p.addUp(field, id)
		p.sums[k] = byUnit
	}
	return byUnit[unit]
}

// addUp adds a column up over the entries that count, for the city and by unit.
func (p *ledger) addUp(field returns.FieldID, id figures.ID) map[returns.UnitCode]int64 {
	column := slices.IndexFunc(p.of.Fields, func(f figures.LedgerField) bool { return f.ID == field })
	out := map[returns.UnitCode]int64{}
	for i := range p.of.Entries {
		e := &p.of.Entries[i]
		if e.Adds[id] != 1 {
			continue
		}
		amount := returns.Int(1).Micros
		if field != "" {
			amount = 0
			if column >= 0 && column < len(e.Values) {
				amount = e.Values[column].Number.Micros
			}
		}
		out[figures.City] += amount
		out[e.Unit] += amount
	}
	return out
}

// divided is a rate as a formula: the sums of its columns over the entries that
// count. It stands only where it gives the figure's own numerator and
// denominator; otherwise these stand in it.
func (bk *book) divided(f figures.Figure) string {
	if f.Denominator.IsZero() {
		return ""
	}
	over, under := "", ""
	var num, den int64
	for _, p := range bk.ledgers {
		for _, c := range p.of.Counts {
			if c.Figure != f.ID || p.adds[f.ID] == 0 {
				continue
			}
			of, n := p.several(c.Of, f.ID)
			to, d := p.several(c.To, f.ID)
			over, under, num, den = over+of, under+to, num+n, den+d
		}
	}
	if over == "" || under == "" || num != f.Numerator.Micros || den != f.Denominator.Micros {
		over, under = "+"+f.Numerator.String(), "+"+f.Denominator.String()
	}
	return "ROUND((" + over[1:] + ")/(" + under[1:] + "),6)"
}

// several is + and the sum of every field, and what they give together.
func (p *ledger) several(fields []returns.FieldID, id figures.ID) (string, int64) {
	terms := ""
	var micros int64
	for _, f := range fields {
		if p.column[f] == 0 {
			continue
		}
		terms += "+" + p.term(f, p.adds[id], "", figures.City)
		micros += p.sum(f, id, figures.City)
	}
	return terms, micros
}
