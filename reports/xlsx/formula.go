package xlsx

import (
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

// sum is what term gives.
func (p *ledger) sum(field returns.FieldID, id figures.ID, unit returns.UnitCode) int64 {
	column := -1
	for j, f := range p.of.Fields {
		if f.ID == field && field != "" {
			column = j
		}
	}
	var micros int64
	for i := range p.of.Entries {
		e := &p.of.Entries[i]
		switch {
		case e.Adds[id] != 1 || unit != figures.City && e.Unit != unit:
		case field == "":
			micros += returns.Int(1).Micros
		case column >= 0 && column < len(e.Values):
			micros += e.Values[column].Number.Micros
		}
	}
	return micros
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
			of, n := p.sums(c.Of, f.ID)
			to, d := p.sums(c.To, f.ID)
			over, under, num, den = over+of, under+to, num+n, den+d
		}
	}
	if over == "" || under == "" || num != f.Numerator.Micros || den != f.Denominator.Micros {
		over, under = "+"+f.Numerator.String(), "+"+f.Denominator.String()
	}
	return "ROUND((" + over[1:] + ")/(" + under[1:] + "),6)"
}

// sums is + and the sum of every field, and what they give together.
func (p *ledger) sums(fields []returns.FieldID, id figures.ID) (string, int64) {
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
