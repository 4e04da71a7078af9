package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chunfeng/importer"
	"chunfeng/importer/figures"
)

// rotate gives the n-th of many orders of the files, the first as they are.
func rotate(read []importer.Outcome) func(n int) []importer.Outcome {
	return func(n int) []importer.Outcome {
		out := slices.Clone(read)
		if n > 0 {
			r := rand.New(rand.NewPCG(uint64(n), 1))
			r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		}
		return out
	}
}

// dump is everything that merging says, as text.
func dump(m *figures.Merged) string {
	var b strings.Builder
	for _, unit := range slices.Sorted(maps.Keys(m.Figures)) {
		for _, d := range m.Catalogue {
			f := m.Figure(unit, d.ID)
			fmt.Fprintf(&b, "%s %s %v %v %v %v %v\n", unit, d.ID, f.Absent, f.Value, f.Beside, f.Counted, f.Dropped)
		}
	}
	fmt.Fprintln(&b, m.Conflicts, m.Filed, m.Refused, m.Carried)
	return b.String()
}

// alike reports whether two mergings say the same, of what dump prints and more.
func alike(a, b *figures.Merged) bool {
	if len(a.Figures) != len(b.Figures) || len(a.Catalogue) != len(b.Catalogue) {
		return false
	}
	for unit := range a.Figures {
		for _, d := range a.Catalogue {
			if !reflect.DeepEqual(a.Figure(unit, d.ID), b.Figure(unit, d.ID)) {
				return false
			}
		}
	}
	return reflect.DeepEqual([]any{a.Conflicts, a.Filed, a.Refused, a.Carried}, []any{b.Conflicts, b.Filed, b.Refused, b.Carried})
}

var rangeCells = regexp.MustCompile(`^[A-Z]+(\d+):[A-Z]+(\d+)$`)

func rangeRows(t *testing.T, s string) (first, last int) {
	t.Helper()
	m := rangeCells.FindStringSubmatch(s)
	if m == nil {
		if s == "" {
			return 1, 0
		}
		t.Fatalf("range %q", s)
	}
	first, errFirst := strconv.Atoi(m[1])
	last, errLast := strconv.Atoi(m[2])
	if errFirst != nil || errLast != nil {
		t.Fatalf("range %q", s)
	}
	return first, last
}
