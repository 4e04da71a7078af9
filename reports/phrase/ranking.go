package phrase

import (
	"slices"
	"strconv"

	"chunfeng/importer/figures"
)

// A Ranked is one unit's figure in a ranking.
type Ranked struct {
	Name   string
	Figure figures.Figure
}

// Rank orders by the printed value, highest first; equal ones keep their
// order. Absent figures are left out.
func Rank(items []Ranked) []Ranked {
	out := slices.DeleteFunc(slices.Clone(items), func(r Ranked) bool { return r.Figure.Absent })
	slices.SortStableFunc(out, func(a, b Ranked) int { return printed(b.Figure) - printed(a.Figure) })
	return out
}

// printed makes figures comparable as they are printed, in tenths of a percent
// for rates.
func printed(f figures.Figure) int {
	if isRate(f) {
		return int(Printed(f).Micros * 10 / one)
	}
	return int(f.Value.Int64())
}

// A Band is the part of a ranking between two edges.
type Band struct {
	Label string // 90%以上, 80%—90%, 80%以下
	Items []Ranked
}

// Bands splits a ranking of rates at edges, which are whole percents from the
// highest down. A rate on an edge belongs above it, by its printed value. Bands
// without a unit are left out.
func Bands(items []Ranked, edges []int) []Band {
	var out []Band
	rest := Rank(items)
	for i, edge := range edges {
		label := strconv.Itoa(edge) + "%以上"
		if i > 0 {
			label = strconv.Itoa(edge) + "%—" + strconv.Itoa(edges[i-1]) + "%"
		}
		n := 0
		for n < len(rest) && printed(rest[n].Figure) >= edge*10 {
			n++
		}
		if n > 0 {
			out = append(out, Band{label, rest[:n]})
		}
		rest = rest[n:]
	}
	if len(rest) > 0 && len(edges) > 0 {
		out = append(out, Band{strconv.Itoa(edges[len(edges)-1]) + "%以下", rest})
	}
	return out
}
