package merge

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// tellSame finds what several units filed of one event (X406). It counts once,
// in the units' figures too: for the city's own unit, else for the unit that
// comes first.
func (m *merger) tellSame() {
	for _, t := range m.tables {
		if len(t.form.Same) > 0 && t.form.Counting == forms.Flow && t.form.Layout == forms.Rows {
			m.tellSameOf(t)
		}
	}
}

func (m *merger) tellSameOf(t *table) {
	first := map[string]int{} // key → the first record that has it
	parent := make([]int, len(t.records))
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	keys := make([][]string, len(t.records))
	for i, r := range t.records {
		parent[i] = i
		if r.left != "" || r.owner < 0 {
			continue
		}
		for j, same := range t.form.Same {
			key, ok := t.form.KeyOf(r.rec(), same, m.firms.key)
			if !ok {
				continue
			}
			key = string(rune('0'+j)) + "\x1f" + key
			keys[i] = append(keys[i], key)
			if other, seen := first[key]; seen {
				parent[root(i)] = root(other)
			} else {
				first[key] = i
			}
		}
	}
	groups := map[int][]int{}
	for i, r := range t.records {
		if r.left == "" {
			groups[root(i)] = append(groups[root(i)], i)
		}
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		if of := groups[g]; m.severalOwners(t, of) {
			m.countOnce(t, of, keys)
		}
	}
}

func (m *merger) severalOwners(t *table, group []int) bool {
	return slices.ContainsFunc(group, func(i int) bool { return t.records[i].owner != t.records[group[0]].owner })
}

// countOnce raises the conflict about a group and leaves out what does not
// count by default or by decision.
func (m *merger) countOnce(t *table, group []int, keys [][]string) {
	byOwner := map[int][]*record{}
	times := map[string]map[int]bool{}
	for _, i := range group {
		r := t.records[i]
		byOwner[r.owner] = append(byOwner[r.owner], r)
		for _, k := range keys[i] {
			if times[k] == nil {
				times[k] = map[int]bool{}
			}
			times[k][r.owner] = true
		}
	}
	var shared []string
	for k, owners := range times {
		if len(owners) > 1 {
			shared = append(shared, k)
		}
	}
	owners := slices.Sorted(maps.Keys(byOwner))
	keeps := m.keeper(owners)
	slices.Sort(shared)
	key := shared[0]
	for _, k := range slices.Backward(shared) { // a decision about one of the keys stays one about the thing
		if m.decided[sameID(t, k)] != nil {
			key = k
		}
	}
	choice := m.conflict(m.sameConflict(t, key, owners, byOwner))
	if choice == figures.Both || choice == figures.Apart {
		return
	}
	if i, ok := kept(choice); ok {
		keeps = owners[i]
	}
	for _, o := range owners {
		for _, r := range byOwner[o] {
			if o != keeps {
				r.left, r.twice = "与"+m.units[keeps].Name+"所报为同一件事，只计一次", true
			}
		}
	}
}

func sameID(t *table, key string) string { return conflictID(twoUnits, string(t.form.ID), key) }

// sameConflict is X406 about one thing, known by the least key that several
// units share.
func (m *merger) sameConflict(t *table, key string, owners []int, byOwner map[int][]*record) figures.Conflict {
	first := byOwner[owners[0]][0]
	c := figures.Conflict{
		ID: sameID(t, key), Code: twoUnits, Firm: first.firm, Units: m.codes(owners),
		What:    fmt.Sprintf("%s：%s都报了“%s”", t.form.Title, m.namesOf(owners), m.name(first)),
		Default: fmt.Sprintf("只计一次，计入%s", m.units[m.keeper(owners)].Name),
	}
	for _, o := range owners {
		side := figures.Side{Key: string(m.units[o].Code), Unit: m.units[o].Code}
		var words []string
		for _, r := range byOwner[o] {
			side.Sources = append(side.Sources, m.rowSource(r))
			words = append(words, m.name(r))
		}
		side.Words = strings.Join(words, "；")
		c.Sides = append(c.Sides, side)
	}
	return c
}

// keeper is the unit for which a thing filed by several counts.
func (m *merger) keeper(owners []int) int {
	for _, o := range owners {
		if m.units[o].Kind == period.City {
			return o
		}
	}
	return owners[0]
}

// codes lists the units behind owners in the order of tables.
func (m *merger) codes(owners []int) []returns.UnitCode {
	var out []returns.UnitCode
	for _, o := range slices.SortedFunc(slices.Values(owners), cmp.Compare[int]) {
		out = append(out, m.units[o].Code)
	}
	return out
}
