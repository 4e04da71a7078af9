package merge

import (
	"cmp"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The words of timeliness where nothing has a time of arrival.
const (
	isFiled   = "filed"
	isMissing = "missing"
	isNotDue  = "notdue"
)

type filedKey struct {
	unit returns.UnitCode
	form returns.FormID
	ends period.Date
}

// listFiled lists for every unit, form and period at or before the date what
// is due or filed, and what was refused.
func (m *merger) listFiled() {
	best := map[filedKey]*returns.Return{}
	for i := range m.in.Returns {
		r := &m.in.Returns[i]
		if !m.placed(r) || r.Period.Ends.After(m.asOf) {
			continue
		}
		k := filedKey{r.Unit, r.Form, r.Period.Ends}
		if best[k] == nil || m.stands(r, best[k]) {
			best[k] = r
		}
	}
	var list []figures.Filed
	for k, r := range best {
		unit, known := m.in.Register.Unit(k.unit)
		f := figures.Filed{
			Unit: k.unit, Form: k.form, Period: r.Period, Timeliness: isFiled, Status: r.State.String(), Version: r.Version,
			File: r.Filing.File, Findings: r.Findings, Due: known && m.owes(unit, k.form, r.Period),
		}
		if !r.State.Counts() && r.State != returns.Superseded {
			f.Timeliness = isNotDue
			if f.Due {
				f.Timeliness = isMissing
			}
		}
		list = append(list, f)
	}
	list = append(list, m.missing(best)...)
	slices.SortFunc(list, func(a, b figures.Filed) int {
		return cmp.Or(
			cmp.Compare(m.orderOf(a.Unit), m.orderOf(b.Unit)), cmp.Compare(a.Unit, b.Unit),
			cmp.Compare(m.byForm[a.Form].pos, m.byForm[b.Form].pos), cmp.Compare(a.Period.Ends.String(), b.Period.Ends.String()),
		)
	})
	m.out.Filed = list
	m.out.Carried = m.carriedNames()
	m.listRefused()
}

// stands reports whether r says more of its slot than other: what counts
// before what does not, then the newer.
func (m *merger) stands(r, other *returns.Return) bool {
	if a, b := r.State.Counts(), other.State.Counts(); a != b {
		return a
	}
	return m.byPlace(r, other) > 0
}

// missing lists what is due and was never handed in.
func (m *merger) missing(filed map[filedKey]*returns.Return) []figures.Filed {
	var out []figures.Filed
	for _, units := range [][]returns.Unit{m.in.Register.Units, m.in.Register.Firms} {
		for _, u := range units {
			for _, t := range m.tables {
				for _, p := range m.campaign.Periods {
					if p.Ends.After(m.asOf) || filed[filedKey{u.Code, t.form.ID, p.Ends}] != nil || !m.owes(u, t.form.ID, p) {
						continue
					}
					out = append(out, figures.Filed{Unit: u.Code, Form: t.form.ID, Period: p, Due: true, Timeliness: isMissing})
				}
			}
		}
	}
	return out
}

// owes reports whether a unit that is active in the period owes the form.
func (m *merger) owes(u returns.Unit, form returns.FormID, p period.Period) bool {
	active := (u.From.IsZero() || !u.From.After(p.Ends)) && (u.To.IsZero() || !u.To.Before(p.From))
	return active && m.campaign.Owes(u.Kind, string(form), p)
}

// listRefused joins the refused returns with what the caller could not read.
func (m *merger) listRefused() {
	type key struct {
		file string
		form returns.FormID
		unit returns.UnitCode
	}
	seen := map[key]bool{}
	add := func(r figures.Refused) {
		if k := (key{r.File, r.Form, r.Unit}); !seen[k] {
			seen[k] = true
			m.out.Refused = append(m.out.Refused, r)
		}
	}
	for _, r := range m.in.Refused {
		add(r)
	}
	for i := range m.in.Returns {
		if r := &m.in.Returns[i]; r.State == returns.Refused {
			add(figures.Refused{File: r.Filing.File, Form: r.Form, Unit: r.Unit, Findings: len(r.Findings)})
		}
	}
	slices.SortStableFunc(m.out.Refused, func(a, b figures.Refused) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(m.orderOf(a.Unit), m.orderOf(b.Unit)), cmp.Compare(a.Form, b.Form), cmp.Compare(a.Findings, b.Findings))
	})
}
