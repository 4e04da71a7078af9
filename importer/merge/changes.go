package merge

import (
	"cmp"
	"maps"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// A Change is a figure that differs between two mergings, with the cells that
// caused it: an erratum.
type Change struct {
	Unit   returns.UnitCode // figures.City for the whole
	ID     figures.ID
	Before figures.Figure
	After  figures.Figure
	Causes []Cause
}

// A Cause is one thing that a figure counted before, after, or with another
// amount. A zero Source says that it was not counted.
type Cause struct {
	Key    string
	Name   string
	Before Counted
	After  Counted
}

// Counted is what a thing added, and where it stood. Amount is zero and
// Sources nil where it was not counted.
type Counted struct {
	Amount  returns.Number
	Over    returns.Number // of a Ratio: to the denominator
	Sources []figures.Source
}

// Changes compares two mergings figure by figure: the city first, then units
// in the order of their codes; only figures whose printed value differs.
func Changes(before, after *figures.Merged) []Change {
	var out []Change
	for _, unit := range slices.Sorted(maps.Keys(merged(before.Figures, after.Figures))) {
		ids := slices.Sorted(maps.Keys(merged(before.Figures[unit], after.Figures[unit])))
		for _, id := range ids {
			b, a := before.Figure(unit, id), after.Figure(unit, id)
			if sameFigure(b, a) {
				continue
			}
			out = append(out, Change{Unit: unit, ID: id, Before: b, After: a, Causes: causes(b, a)})
		}
	}
	return out
}

func merged[K cmp.Ordered, V any](a, b map[K]V) map[K]bool {
	keys := map[K]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	return keys
}

func sameFigure(a, b figures.Figure) bool {
	return a.Absent == b.Absent && a.Value == b.Value && a.Numerator == b.Numerator && a.Denominator == b.Denominator && slices.Equal(a.Shares, b.Shares)
}

// causes lists the things whose amounts differ, by key. Several things of one
// key are compared by what they add together.
func causes(before, after figures.Figure) []Cause {
	byKey := map[string]*Cause{}
	of := func(c *figures.Counted) *Cause {
		if byKey[c.Key] == nil {
			byKey[c.Key] = &Cause{Key: c.Key, Name: c.Name}
		}
		return byKey[c.Key]
	}
	add := func(to *Counted, c *figures.Counted) {
		if sum, err := to.Amount.Add(c.Amount); err == nil {
			to.Amount = sum
		}
		if sum, err := to.Over.Add(c.Over); err == nil {
			to.Over = sum
		}
		to.Sources = append(to.Sources, c.Sources...)
	}
	for i := range before.Counted {
		add(&of(&before.Counted[i]).Before, &before.Counted[i])
	}
	for i := range after.Counted {
		add(&of(&after.Counted[i]).After, &after.Counted[i])
	}
	var out []Cause
	for _, k := range slices.Sorted(maps.Keys(byKey)) {
		c := byKey[k]
		if c.Before.Amount == c.After.Amount && c.Before.Over == c.After.Over && (c.Before.Sources == nil) == (c.After.Sources == nil) {
			continue
		}
		out = append(out, *c)
	}
	return out
}
