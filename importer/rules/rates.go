package rules

import (
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// tolerance is 0.1 percentage point.
var tolerance = returns.Number{Micros: 1_000}

// rate holds a typed rate against the computed one (R303).
func rate(c Case, rec *returns.Record, r *forms.Rule) finding.List {
	typed, ok := c.number(rec, r.Rate)
	if !ok || typed.Col == 0 || !c.settled(rec, r.Of, r.To) {
		return nil
	}
	of, okOf := c.number(rec, r.Of)
	to, okTo := c.number(rec, r.To)
	if !okOf || !okTo {
		return nil
	}
	want, ok := of.Number.Over(to.Number)
	if !ok {
		return nil
	}
	away := typed.Number.Micros - want.Micros
	if max(away, -away) <= tolerance.Micros {
		return nil
	}
	return finding.List{finding.RateDiffers(c.cell(typed), string(r.Rate), c.header(r.Rate), shown(typed), percent(typed.Number), percent(want))}
}

// percent prints a rate with one decimal. 100% and 0% are printed only when
// they are exact.
func percent(n returns.Number) string {
	points, err := n.Scale(100)
	if err != nil {
		return n.String()
	}
	text := points.Round(1)
	switch {
	case text.Micros == 100_000_000 && text.Micros != points.Micros:
		text.Micros += 100_000 * int64(points.Cmp(text))
	case text.IsZero() && !points.IsZero():
		text.Micros = 100_000 * int64(points.Cmp(text))
	}
	text.Qualifier = returns.Exact
	return text.String() + "%"
}
