package merge

import (
	"slices"

	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A lending fills blanks of one unit's rows from its records of other forms.
type lending struct {
	m     *merger
	loans []loan
}

// A loan is one entry of a form's borrow list with the records that may lend.
type loan struct {
	fields []returns.FieldID
	on     []forms.Role
	from   *table
	byDay  map[period.Date][]*record
	byTeam map[string][]*record
}

func (m *merger) lenders(t *table, s *series) lending {
	l := lending{m: m}
	for _, b := range t.form.Borrow {
		from, ok := m.byForm[b.From]
		if !ok {
			continue
		}
		n := loan{fields: b.Fields, on: b.On, from: from, byDay: map[period.Date][]*record{}, byTeam: map[string][]*record{}}
		for _, r := range from.records {
			if r.filer != s.unit || r.event.After(m.asOf) {
				continue
			}
			for _, day := range r.days() {
				n.byDay[day] = append(n.byDay[day], r)
			}
			if team := teamOf(r); team != "" {
				n.byTeam[team] = append(n.byTeam[team], r)
			}
		}
		l.loans = append(l.loans, n)
	}
	return l
}

// days lists the days of an event, from its date to the end of its range. A
// range is never longer than a campaign; a mistyped year must not cost memory.
func (r *record) days() []period.Date {
	if r.event.IsZero() {
		return nil
	}
	days := []period.Date{r.event}
	i := r.table.at(forms.RoleEvent)
	to, ok := r.table.form.Index(r.table.form.Fields[i].RangeTo)
	if !ok || r.value(to).Kind != returns.Date {
		return days
	}
	for d := r.event.Add(1); !d.After(r.value(to).Date) && len(days) < 100; d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

func teamOf(r *record) string { return plain.Key(r.role(forms.RoleTeam).Text) }

// fill fills the blanks of r. Where several records match and disagree nothing
// is borrowed. A row of one event then counts as outside the home province; a
// row that stands for all its team's events counts where any of them lies.
func (l *lending) fill(r *record) {
	for i := range l.loans {
		n := &l.loans[i]
		if !slices.ContainsFunc(n.fields, func(id returns.FieldID) bool { return blank(r, id) }) {
			continue
		}
		found := slices.DeleteFunc(slices.Clone(n.find(r)), func(o *record) bool { return n.contradicts(r, o) })
		for _, id := range n.fields {
			if blank(r, id) {
				l.borrow(r, id, found, slices.Contains(n.on, forms.RoleEvent))
			}
		}
	}
}

// contradicts reports whether a lender says something else of what r fills: an
// agreement in 湖北 has no city of the fair that was in 贵州 on its day.
func (n *loan) contradicts(r, o *record) bool {
	return slices.ContainsFunc(n.fields, func(id returns.FieldID) bool {
		i, ok := r.table.form.Index(id)
		j, also := o.table.form.Index(id)
		return ok && also && !r.value(i).IsAbsent() && !o.value(j).IsAbsent() && r.value(i).Words() != o.value(j).Words()
	})
}

func blank(r *record, id returns.FieldID) bool {
	i, ok := r.table.form.Index(id)
	return ok && r.value(i).IsAbsent()
}

// find lists the records that match all of on. A blank team matches any: of a
// day, those of the row's team, else those that name none.
func (n *loan) find(r *record) []*record {
	team, day := slices.Contains(n.on, forms.RoleTeam), slices.Contains(n.on, forms.RoleEvent)
	key := teamOf(r)
	if !day {
		return n.byTeam[key]
	}
	onDay := n.byDay[r.event]
	if !team || key == "" {
		return onDay
	}
	for _, named := range [...]string{key, ""} {
		if of := slices.DeleteFunc(slices.Clone(onDay), func(o *record) bool { return teamOf(o) != named }); len(of) > 0 {
			return of
		}
	}
	return nil
}

// borrow gives r the value that all records found agree on.
func (l *lending) borrow(r *record, id returns.FieldID, found []*record, ofOneEvent bool) {
	to, _ := r.table.form.Index(id)
	var agreed returns.Value
	var inside, outside bool
	differ := false
	for _, o := range found {
		i, ok := o.table.form.Index(id)
		if !ok || o.value(i).IsAbsent() {
			continue
		}
		v := *o.value(i)
		inside, outside = inside || v.Text == l.m.home, outside || v.Text != l.m.home
		differ = differ || !agreed.IsAbsent() && agreed.Words() != v.Words()
		agreed = v
	}
	if agreed.IsAbsent() {
		return
	}
	if to == r.table.at(forms.RoleProvince) {
		r.inside, r.outside = inside, outside
		if differ && ofOneEvent {
			r.inside, r.outside = false, true
		}
	}
	if differ {
		return
	}
	agreed.Filled, agreed.Row, agreed.Col = true, 0, 0
	r.values = slices.Clone(r.values)
	for len(r.values) <= to {
		r.values = append(r.values, returns.Value{})
	}
	r.values[to] = agreed
}
