package merge

import (
	"cmp"
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// choose finds, for each unit, form and period at or before the date, the
// newest version that counts, and keeps the others as unused.
func (m *merger) choose() {
	sorted := make([]*returns.Return, 0, len(m.in.Returns))
	for i := range m.in.Returns {
		r := &m.in.Returns[i]
		if m.placed(r) {
			sorted = append(sorted, r)
		}
	}
	slices.SortStableFunc(sorted, m.byPlace)
	sorted = slices.CompactFunc(sorted, sameTable)
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && m.sameSlot(sorted[0], sorted[n]) {
			n++
		}
		m.chooseOne(sorted[:n])
		sorted = sorted[n:]
	}
}

// placed reports whether r is of a known form, unit and period. What is not
// was refused for it.
func (m *merger) placed(r *returns.Return) bool {
	return m.byForm[r.Form] != nil && r.Unit != "" && !r.Period.Ends.IsZero()
}

func (m *merger) byPlace(a, b *returns.Return) int {
	return cmp.Or(
		cmp.Compare(m.byForm[a.Form].pos, m.byForm[b.Form].pos),
		cmp.Compare(m.orderOf(a.Unit), m.orderOf(b.Unit)),
		cmp.Compare(a.Unit, b.Unit),
		cmp.Compare(a.Period.Ends.String(), b.Period.Ends.String()),
		cmp.Compare(a.Version, b.Version),
		a.Filled.Compare(b.Filled),
		cmp.Compare(a.Filing.SHA256, b.Filing.SHA256),
		cmp.Compare(a.Filing.File, b.Filing.File),
		cmp.Compare(a.Filing.ID, b.Filing.ID),
		cmp.Compare(a.Order, b.Order),
		cmp.Compare(a.Sheet, b.Sheet),
		cmp.Compare(a.Range, b.Range),
		cmp.Compare(a.State, b.State),
	)
}

func (m *merger) sameSlot(a, b *returns.Return) bool {
	return a.Form == b.Form && a.Unit == b.Unit && a.Period.Ends == b.Period.Ends
}

// chooseOne takes what counts of the returns of one unit, form and period.
func (m *merger) chooseOne(all []*returns.Return) {
	t := m.byForm[all[0].Form]
	if all[0].Period.Ends.After(m.asOf) {
		for _, r := range all {
			if r.State.Counts() {
				m.unused = append(m.unused, unused{r, "报送期晚于截止日"})
			}
		}
		return
	}
	s := t.seriesOf(m, all[0].Unit)
	var live []*returns.Return
	for _, r := range all {
		if r.State.Counts() && !m.leavesOut(r) {
			live = append(live, r)
		}
	}
	if t.form.Counting == forms.Stock {
		live = besideEmpty(live)
	}
	parts := m.newest(live)
	for _, r := range all {
		if slices.Contains(parts, r) || len(parts) > 0 && sameFile(r, parts[0]) && r.Version == parts[0].Version && r.State.Counts() {
			continue
		}
		m.unused = append(m.unused, unused{r, m.whyUnused(r, parts)})
	}
	if len(parts) > 0 {
		s.filings = append(s.filings, &filing{period: parts[0].Period, parts: parts})
		m.settleOwner(t, s, parts)
	}
}

// besideEmpty leaves out versions of a stock form without rows where others have
// some: they replace nothing.
func besideEmpty(live []*returns.Return) []*returns.Return {
	holds := map[int]bool{} // versions with rows
	for _, r := range live {
		if r.Len() > 0 {
			holds[r.Version] = true
		}
	}
	if len(holds) == 0 {
		return live
	}
	return slices.DeleteFunc(live, func(r *returns.Return) bool { return !holds[r.Version] })
}

// settleOwner takes the county that a firm itself names where the register
// does not know the firm.
func (m *merger) settleOwner(t *table, s *series, parts []*returns.Return) {
	if _, registered := m.in.Register.Unit(s.unit); registered || !s.firm {
		return
	}
	i, ok := t.form.ByRole(forms.RoleCounty)
	if !ok {
		return
	}
	for _, ret := range parts {
		named := ret.Meta[t.form.Fields[i].ID].Text
		if named == "" {
			named = firstOf(ret, i).Text
		}
		if at, ok := m.unitAt[returns.UnitCode(named)]; ok {
			s.owner = at
			return
		}
	}
}

// firstOf is field i of the first record of ret.
func firstOf(ret *returns.Return, i int) (first returns.Value) {
	found := false
	ret.Each([]int{i}, func(r *returns.Record) {
		if !found && i < len(r.Values) {
			first, found = r.Values[i], true
		}
	})
	return first
}

func (m *merger) whyUnused(r *returns.Return, parts []*returns.Return) string {
	switch {
	case m.leavesOut(r):
		return "待说明，未计入"
	case !r.State.Counts() && r.State != returns.Superseded:
		return r.State.Chinese() + "，未计入"
	case len(parts) == 0:
		return "同期同表另有一份，未定以哪一份为准"
	case r.Version != parts[0].Version:
		return fmt.Sprintf("第%d版已由第%d版替代", r.Version, parts[0].Version)
	}
	return "同期同表另有一份，以另一份为准"
}

// newest is the tables of the newest version. Two files may claim one version
// where nobody numbered them: then the one filled in later is the newer, and
// where that cannot be told neither counts (X411).
func (m *merger) newest(live []*returns.Return) []*returns.Return {
	if len(live) == 0 {
		return nil
	}
	version := live[len(live)-1].Version
	var files [][]*returns.Return
	for _, r := range live {
		if r.Version != version {
			continue
		}
		i := slices.IndexFunc(files, func(f []*returns.Return) bool { return sameFile(f[0], r) })
		switch {
		case i < 0:
			files = append(files, []*returns.Return{r})
		case !slices.ContainsFunc(files[i], func(o *returns.Return) bool {
			return o.Sheet == r.Sheet && o.Order == r.Order && o.Range == r.Range
		}):
			files[i] = append(files[i], r)
		}
	}
	if len(files) == 1 {
		return files[0]
	}
	if later := filledLater(files); later != nil {
		return later
	}
	return m.twoFiles(files)
}

// filledLater is the file with the one latest 填报时间, if all have one.
func filledLater(files [][]*returns.Return) []*returns.Return {
	var latest []*returns.Return
	twice := false
	for _, f := range files {
		switch {
		case f[0].Filled.IsZero():
			return nil
		case latest == nil || f[0].Filled.After(latest[0].Filled):
			latest, twice = f, false
		case f[0].Filled.Equal(latest[0].Filled):
			twice = true
		}
	}
	if twice {
		return nil
	}
	return latest
}

func (m *merger) twoFiles(files [][]*returns.Return) []*returns.Return {
	r := files[0][0]
	form := m.byForm[r.Form].form
	c := figures.Conflict{
		ID: conflictID(twoFiles, string(r.Unit), string(r.Form), r.Period.Name()), Code: twoFiles,
		Units:   []returns.UnitCode{r.Unit},
		What:    fmt.Sprintf("%s的%s，截至%s的有%d份文件", m.nameOf(r.Unit), form.Title, r.Period.Ends.Chinese(), len(files)),
		Default: "未定以哪一份为准，都不计入",
	}
	for _, f := range files {
		c.Sides = append(c.Sides, figures.Side{Key: fileKey(f[0]), Unit: r.Unit, Words: f[0].Filing.File, Sources: []figures.Source{m.whole(f[0])}})
	}
	if i, ok := kept(m.conflict(c)); ok {
		return files[i]
	}
	return nil
}

// fileKey is what a file is known by in decisions: the beginning of its hash,
// else its name.
func fileKey(r *returns.Return) string {
	if len(r.Filing.SHA256) >= 12 {
		return r.Filing.SHA256[:12]
	}
	return r.Filing.File
}

// sameFile reports whether a and b are tables of one workbook.
func sameFile(a, b *returns.Return) bool {
	if a.Filing.SHA256 != "" || b.Filing.SHA256 != "" {
		return a.Filing.SHA256 == b.Filing.SHA256
	}
	return a.Filing.ID == b.Filing.ID && a.Filing.File == b.Filing.File
}

// sameTable reports whether a and b are one table of one file, handed in twice.
func sameTable(a, b *returns.Return) bool {
	return a.Form == b.Form && a.Unit == b.Unit && a.Period.Ends == b.Period.Ends && a.Version == b.Version && a.State == b.State &&
		sameFile(a, b) && a.Sheet == b.Sheet && a.Order == b.Order && a.Range == b.Range
}

func (t *table) seriesOf(m *merger, u returns.UnitCode) *series {
	if n := len(t.series); n > 0 && t.series[n-1].unit == u {
		return t.series[n-1]
	}
	_, county := m.unitAt[u]
	s := &series{unit: u, owner: m.ownerOf(u), firm: !county}
	t.series = append(t.series, s)
	return s
}

// ownerOf is the position of the unit in whose figures what u filed on the form
// counts, -1 if u filed nothing.
func (t *table) ownerOf(u returns.UnitCode) int {
	if i := slices.IndexFunc(t.series, func(s *series) bool { return s.unit == u }); i >= 0 {
		return t.series[i].owner
	}
	return -1
}

// nameOf is a unit's name, its code where no name is known.
func (m *merger) nameOf(u returns.UnitCode) string {
	if unit, ok := m.in.Register.Unit(u); ok {
		return unit.Name
	}
	if name := m.firms.nameOf(string(u)); name != "" {
		return name
	}
	return string(u)
}
