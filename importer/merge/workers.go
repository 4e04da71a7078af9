package merge

import (
	"cmp"
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/fold"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// A worker is one row of a roster by the hash of what the worker is known by.
type worker struct {
	hash   uint64
	roster int32 // position among the newest rosters
	part   int32
	row    int32
}

// workersTwice finds workers that stand on two firms' rosters (X405). Both
// count. Those who left are no contradiction.
func (m *merger) workersTwice() {
	for _, t := range m.tables {
		if t.form.Roster {
			m.workersTwiceOn(t)
		}
	}
}

func (m *merger) workersTwiceOn(t *table) {
	var rosters []*filing
	size := 0
	for _, s := range t.series {
		if filings := s.counting(m.asOf); len(filings) > 0 {
			rosters = append(rosters, filings[len(filings)-1])
			for _, p := range rosters[len(rosters)-1].parts {
				size += p.Len()
			}
		}
	}
	workers := make([]worker, 0, size)
	fields := fold.WorkerFields(t.form)
	for i, f := range rosters {
		for j, ret := range f.parts {
			k := int32(0)
			ret.Each(fields, func(rec *returns.Record) {
				if key := fold.WorkerKey(t.form, rec); key != "" && fold.Employed(t.form, rec) {
					workers = append(workers, worker{hash(key), int32(i), int32(j), k})
				}
				k++
			})
		}
	}
	workers = perhapsTwice(workers)
	slices.SortFunc(workers, func(a, b worker) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.roster, b.roster), cmp.Compare(a.part, b.part), cmp.Compare(a.row, b.row))
	})
	var groups [][]worker
	for len(workers) > 0 {
		n := 1
		for n < len(workers) && workers[n].hash == workers[0].hash {
			n++
		}
		if workers[0].roster != workers[n-1].roster {
			groups = append(groups, workers[:n])
		}
		workers = workers[n:]
	}
	rows := rowsOf(rosters, groups, fields)
	for _, g := range groups {
		m.workerTwice(t, g, rows)
	}
}

// perhapsTwice drops workers whose hash no other has; nearly all of them.
func perhapsTwice(workers []worker) []worker {
	buckets := uint64(1)
	for buckets < uint64(len(workers))*16 {
		buckets *= 2
	}
	once, twice := make([]uint64, buckets/64+1), make([]uint64, buckets/64+1)
	at := func(w worker) (int, uint64) {
		b := w.hash & (buckets - 1)
		return int(b / 64), 1 << (b % 64)
	}
	for _, w := range workers {
		i, bit := at(w)
		twice[i] |= once[i] & bit
		once[i] |= bit
	}
	return slices.DeleteFunc(workers, func(w worker) bool {
		i, bit := at(w)
		return twice[i]&bit == 0
	})
}

// A rosterRow is a row of a roster taken out of it.
type rosterRow struct {
	ret *returns.Return
	rec returns.Record
}

// rowsOf takes the rows of all groups out of their rosters.
func rowsOf(rosters []*filing, groups [][]worker, fields []int) map[worker]rosterRow {
	byPart := map[*returns.Return][]worker{} // in order of row
	for _, g := range groups {
		for _, w := range g {
			ret := rosters[w.roster].parts[w.part]
			byPart[ret] = append(byPart[ret], w)
		}
	}
	out := map[worker]rosterRow{}
	for ret, list := range byPart {
		slices.SortFunc(list, func(a, b worker) int { return cmp.Compare(a.row, b.row) })
		k := int32(0)
		ret.Each(fields, func(rec *returns.Record) {
			for len(list) > 0 && list[0].row == k {
				out[list[0]] = rosterRow{ret, returns.Record{Row: rec.Row, Values: slices.Clone(rec.Values)}}
				list = list[1:]
			}
			k++
		})
	}
	return out
}

// workerTwice raises X405 for the rows that share a hash and, looked at, a key.
func (m *merger) workerTwice(t *table, rows []worker, at map[worker]rosterRow) {
	first := at[rows[0]].rec
	key := fold.WorkerKey(t.form, &first)
	c := figures.Conflict{Code: twoRosters, Default: "两家都计"}
	for _, w := range rows {
		ret, rec := at[w].ret, at[w].rec
		if fold.WorkerKey(t.form, &rec) != key {
			continue
		}
		name, code := m.rosterFirm(t, ret)
		firm := m.firmName(m.firms.key(name.Text, code))
		src := personSource(t, ret, &rec)
		if i := slices.IndexFunc(c.Sides, func(s figures.Side) bool { return s.Unit == ret.Unit }); i >= 0 {
			c.Sides[i].Sources = append(c.Sides[i].Sources, src)
			continue
		}
		c.Sides = append(c.Sides, figures.Side{Unit: ret.Unit, Words: firm, Sources: []figures.Source{src}})
		if o := t.ownerOf(ret.Unit); o >= 0 && !slices.Contains(c.Units, m.units[o].Code) {
			c.Units = append(c.Units, m.units[o].Code)
		}
	}
	if len(c.Sides) < 2 {
		return
	}
	name := t.form.RoleValue(&first, forms.RolePerson).Text
	about := []string{string(t.form.ID), name}
	for _, s := range c.Sides {
		about = append(about, string(s.Unit))
	}
	// Never of the identity number: a hash of eighteen digits can be undone.
	for c.ID = conflictID(twoRosters, about...); m.raised[c.ID]; c.ID = conflictID(twoRosters, about...) {
		about = append(about, "")
	}
	c.What = fmt.Sprintf("员工%s列在%d家企业的%s中：%s", name, len(c.Sides), t.form.Title, joinWords(c.Sides))
	m.conflict(c)
}

// personSource is the cell of a worker's name: sources are shown to people who
// need no number.
func personSource(t *table, ret *returns.Return, rec *returns.Record) figures.Source {
	if v := t.form.RoleValue(rec, forms.RolePerson); v.Row > 0 && v.Col > 0 {
		return sourceOf(ret, v.Cell(), shown(&v))
	}
	return sourceOf(ret, ret.Range, "")
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
