package workbook

import (
	"cmp"
	"slices"

	"chunfeng/importer/finding"
)

// settle sorts what a sheet says after or beside its rows, and refuses merged
// areas that overlap. The sweep goes down the rows and asks a tree over the
// columns how far down each is taken, so that any number of areas costs
// n log n.
func settle(s *Sheet, part string) error {
	slices.SortFunc(s.HiddenCols, func(a, b Span) int { return cmp.Compare(a.First, b.First) })
	slices.SortFunc(s.Merges, func(a, b Area) int {
		return cmp.Or(cmp.Compare(a.Row1, b.Row1), cmp.Compare(a.Col1, b.Col1))
	})
	if len(s.Merges) == 0 {
		return nil
	}
	last := 0
	for _, a := range s.Merges {
		last = max(last, a.Col2)
	}
	size := 1
	for size < last+1 {
		size *= 2
	}
	t := taken{deepest: make([]int32, 2*size), whole: make([]int32, 2*size), size: size}
	for _, a := range s.Merges {
		if t.max(1, 0, size, a.Col1, a.Col2+1) >= int32(a.Row1) {
			return &fault{code: "F003", damage: finding.BadMerge, part: part, sheet: s.Name, order: s.Order, row: a.Row1, col: a.Col1, detail: "merged areas overlap"}
		}
		t.set(1, 0, size, a.Col1, a.Col2+1, int32(a.Row2))
	}
	return nil
}

// taken is a segment tree over columns: down to which row each is covered.
type taken struct {
	deepest []int32 // the most in the node's columns
	whole   []int32 // what covers all of the node's columns
	size    int
}

func (t *taken) max(node, lo, hi, from, to int) int32 {
	if from <= lo && hi <= to {
		return t.deepest[node]
	}
	m := t.whole[node]
	mid := (lo + hi) / 2
	if from < mid {
		m = max(m, t.max(2*node, lo, mid, from, to))
	}
	if to > mid {
		m = max(m, t.max(2*node+1, mid, hi, from, to))
	}
	return m
}

func (t *taken) set(node, lo, hi, from, to int, row int32) {
	t.deepest[node] = max(t.deepest[node], row)
	if from <= lo && hi <= to {
		t.whole[node] = max(t.whole[node], row)
		return
	}
	mid := (lo + hi) / 2
	if from < mid {
		t.set(2*node, lo, mid, from, to, row)
	}
	if to > mid {
		t.set(2*node+1, mid, hi, from, to, row)
	}
}
