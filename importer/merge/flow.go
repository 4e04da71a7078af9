package merge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/importer/rules"
)

// readLedgers runs every flow form through time. A form that borrows from
// another is read after it.
func (m *merger) readLedgers() error {
	for _, t := range m.tables {
		m.read(t)
	}
	for _, t := range m.tables {
		if t.form.Fold != nil && t.form.Counting == forms.Flow {
			m.foldRows(t)
		}
	}
	for _, t := range m.tables {
		if t.form.Joins != nil {
			m.joinFirms(t)
		}
		t.sort()
	}
	return nil
}

func (m *merger) read(t *table) {
	if t.ready || t.form.Counting != forms.Flow || t.form.Layout != forms.Rows {
		return
	}
	t.ready = true
	for _, b := range t.form.Borrow {
		if from, ok := m.byForm[b.From]; ok {
			m.read(from)
		}
	}
	for _, s := range t.series {
		if s.owner >= 0 && !s.firm && len(s.filings) > 0 {
			t.filed[s.owner] = true
		}
		m.runSeries(t, s)
	}
	for _, r := range t.records {
		m.leave(r)
	}
}

// leave says why a record that is not replaced is not counted.
func (m *merger) leave(r *record) {
	switch {
	case r.left != "" || r.event.IsZero():
	case r.event.After(m.asOf):
		r.left = "日期晚于截止日"
	case !m.campaign.From.IsZero() && r.event.Before(m.campaign.From):
		r.left = "早于专项行动开始，保留但不计入"
	}
}

// A chain is what of one unit's ledger is alive while its filings are read in
// turn: by identity, the rows of the newest filing that has it.
type chain struct {
	alive map[string][]*record
	gone  map[*record]bool // renamed or deleted, as the filer says or as we take it
	all   []*record
	last  []*record // of the last filing that has rows
}

// runSeries reads one unit's filings in order of period: what is filed again
// replaces what was filed before, however many rows it has.
func (m *merger) runSeries(t *table, s *series) {
	c := chain{alive: map[string][]*record{}, gone: map[*record]bool{}}
	lend := m.lenders(t, s)
	for _, f := range s.filings {
		var fresh []*record
		byKey := map[string][]*record{}
		for _, ret := range f.parts {
			for i := range ret.Records {
				r := m.newRecord(t, s, f, ret, &ret.Records[i])
				lend.fill(r)
				m.identify(r)
				fresh = append(fresh, r)
				byKey[r.key] = append(byKey[r.key], r)
			}
		}
		m.renamed(t, &c, fresh, f)
		for _, r := range fresh {
			if old := c.alive[r.key]; len(old) > 0 && old[0].period.Ends != r.period.Ends {
				for _, o := range old {
					if !c.gone[o] {
						t.drops = append(t.drops, drop{o, byKey[r.key], "已由后一期所报的同一条替代"})
					}
				}
			}
			c.alive[r.key] = byKey[r.key]
		}
		if c.all = append(c.all, fresh...); len(fresh) > 0 {
			c.last = fresh
		}
	}
	for _, r := range c.all {
		if !c.gone[r] && slices.Contains(c.alive[r.key], r) {
			t.records = append(t.records, r)
		}
	}
}

// renamed drops the rows that a growing ledger lost (X412) where exactly one
// new row stands in their stead: they were renamed. Other lost rows count on
// until somebody answers.
func (m *merger) renamed(t *table, c *chain, fresh []*record, f *filing) {
	losses := rules.Losses(t.form, asReturn(fresh), asReturn(c.last), m.firms.key)
	for _, l := range losses {
		old := c.last[l.Old.Row]
		var stead []*record
		if l.New != nil {
			stead = []*record{fresh[l.New.Row]}
		}
		gone, said := m.answeredLost(f, old, stead)
		switch {
		case said && gone:
			t.drops = append(t.drops, drop{old, nil, "后一期台账删去，已作说明"})
		case !said && stead != nil:
			t.drops = append(t.drops, drop{old, stead, "后一期台账改名为另一条"})
		default:
			continue
		}
		c.gone[old] = true
	}
}

// asReturn is records as one return, with their position as the row.
func asReturn(records []*record) *returns.Return {
	ret := &returns.Return{Records: make([]returns.Record, len(records))}
	for i, r := range records {
		ret.Records[i] = returns.Record{Row: i, Values: r.values}
	}
	return ret
}

// answeredLost reads the filer's explanation of X412 on a row that the filing
// lost: 删除 and 改名 take it out of the count, 遗漏 leaves it in.
func (m *merger) answeredLost(f *filing, old *record, stead []*record) (gone, said bool) {
	for _, ret := range f.parts {
		for i := range ret.Findings {
			x := &ret.Findings[i]
			if x.Code != "X412" || x.Explained == "" || !about(x, old, stead) {
				continue
			}
			for _, word := range [...]string{"遗漏", "漏报", "漏填", "仍计", "仍然"} {
				if strings.Contains(x.Explained, word) {
					return false, true
				}
			}
			for _, word := range [...]string{"删", "改名", "更名", "改为", "取消", "重复", "撤销"} {
				if strings.Contains(x.Explained, word) {
					return true, true
				}
			}
		}
	}
	return false, false
}

// about reports whether X412 is about old: it stands at the row in its stead,
// else names the file and cell where old stood.
func about(x *finding.Finding, old *record, stead []*record) bool {
	if len(stead) > 0 {
		return x.Place.Row == stead[0].row.Row && x.Place.Sheet == stead[0].ret.Sheet
	}
	src := rowSource(old.ret, old.row)
	return strings.Contains(x.Message(), src.File+" "+src.Sheet+"!"+src.Cell+"）")
}

// sort puts records in their order: owner, date, filer, period, row.
func (t *table) sort() {
	slices.SortStableFunc(t.records, compareRecords)
}

func compareRecords(a, b *record) int {
	return cmp.Or(
		cmp.Compare(uint(a.owner), uint(b.owner)), // -1, the city alone, comes last
		compareDates(a, b),
		cmp.Compare(a.filer, b.filer),
		cmp.Compare(a.period.No, b.period.No),
		cmp.Compare(a.ret.Filing.SHA256, b.ret.Filing.SHA256),
		cmp.Compare(a.ret.Order, b.ret.Order),
		cmp.Compare(a.row.Row, b.row.Row),
		cmp.Compare(a.key, b.key),
	)
}

func compareDates(a, b *record) int {
	switch {
	case a.event.Before(b.event):
		return -1
	case b.event.Before(a.event):
		return 1
	}
	return 0
}

// joinFirms leaves out what a firm filed itself where its county has a row
// with the same keys.
func (m *merger) joinFirms(t *table) {
	const anywhere = -1 // a firm that is not registered lies in any county
	county := map[string]bool{}
	keyOf := func(r *record, owner int) (string, bool) {
		key, ok := t.form.KeyOf(r.rec(), t.form.Joins.Unless, m.firms.key)
		return strconv.Itoa(owner) + " " + key, ok && r.left == ""
	}
	isUnit := func(r *record) bool { _, ok := m.unitAt[r.filer]; return ok }
	for _, r := range t.records {
		for _, owner := range [...]int{r.owner, anywhere} {
			if key, ok := keyOf(r, owner); ok && isUnit(r) {
				county[key] = true
			}
		}
	}
	for _, r := range t.records {
		owner := r.owner
		if _, registered := m.in.Register.Unit(r.filer); !registered {
			owner = anywhere
		}
		if key, ok := keyOf(r, owner); ok && !isUnit(r) && county[key] {
			r.left, r.twice = "与所在县（市、区）所报为同一条", true
		}
	}
}

// foldRows turns rows into records of another form where that form has none
// with the same keys.
func (m *merger) foldRows(t *table) {
	to, ok := m.byForm[t.form.Fold.Into]
	if !ok {
		return
	}
	keys := make([]forms.Key, 0, len(t.form.Fold.By))
	for _, id := range t.form.Fold.By {
		if fl, ok := t.form.Field(id); ok && fl.Role != forms.RoleUSCC {
			keys = append(keys, forms.Key(id))
		}
	}
	type spot struct {
		filer returns.UnitCode
		key   string
	}
	has := map[spot]bool{}
	for _, r := range to.records {
		if key, ok := to.form.KeyOf(r.rec(), keys, m.firms.key); ok {
			has[spot{r.filer, key}] = true
		}
	}
	groups := map[spot]*record{}
	var made []*record
	t.sort()
	for _, r := range t.records {
		key, ok := t.form.KeyOf(r.rec(), keys, m.firms.key)
		if s := (spot{r.filer, key}); ok && r.left == "" && !has[s] {
			if groups[s] == nil {
				groups[s] = &record{table: to, owner: r.owner, filer: r.filer, ret: r.ret, row: r.row, period: r.period, event: r.event, firm: r.firm, inside: r.inside, outside: r.outside, values: make([]returns.Value, len(to.form.Fields))}
				made = append(made, groups[s])
			}
			groups[s].folded = append(groups[s].folded, r)
		}
	}
	for _, r := range made {
		m.foldInto(t, r)
		m.identify(r)
		to.records = append(to.records, r)
		if r.owner >= 0 {
			to.filed[r.owner] = true
		}
	}
}

// foldInto fills a folded record from its rows.
func (m *merger) foldInto(t *table, r *record) {
	for _, id := range t.form.Fold.By {
		from, ok := t.form.Index(id)
		i, has := r.table.form.Index(id)
		if ok && has {
			r.values[i] = *r.folded[0].value(from)
		}
	}
	for id, g := range t.form.Fold.Set {
		i, has := r.table.form.Index(id)
		if !has {
			continue
		}
		var sum returns.Number
		found := g.Rows
		for _, row := range r.folded {
			if !gathers(t, row, g) {
				continue
			}
			n := returns.Int(1)
			if !g.Rows {
				j, ok := t.form.Index(g.Sum)
				if !ok || !row.value(j).IsNumber() {
					continue
				}
				n = row.value(j).Number
			}
			found = true
			if s, err := sum.Add(n); err == nil {
				sum = s
			}
		}
		if found {
			kind := returns.Count
			if r.table.form.Fields[i].Type == forms.Money {
				kind = returns.Money
			}
			r.values[i] = returns.Value{Kind: kind, Number: sum, Filled: true}
		}
	}
}

// gathers reports whether a row adds to a gathered field.
func gathers(t *table, row *record, g forms.Gather) bool {
	if g.Field == "" {
		return true
	}
	i, ok := t.form.Index(g.Field)
	if !ok {
		return false
	}
	v := row.value(i)
	return v.Text == g.Is || slices.Contains(v.List, g.Is)
}

// foldedField is the field of a folded row behind field i of the record made
// of it.
func (r *record) foldedField(row *record, i int) int {
	id := r.table.form.Fields[i].ID
	from := row.table.form
	id2 := id
	if g, ok := from.Fold.Set[id]; ok {
		switch {
		case g.Sum != "":
			id2 = g.Sum
		case g.Field != "":
			id2 = g.Field
		default:
			return -1
		}
	}
	if j, ok := from.Index(id2); ok {
		return j
	}
	return -1
}
