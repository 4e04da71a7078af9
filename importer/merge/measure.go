package merge

import (
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A measure is one figure with all that adds to it.
type measure struct {
	def   figures.Definition
	parts []*part
	bit   int // in record.adds; the next bit is that of @week
}

// A part is what one form adds to a figure.
type part struct {
	t      *table
	fig    *forms.Figure
	home   bool // counts what lies in the home province, not what lies outside
	sum    int  // position of the summed field, -1 if none
	of, to []int
	key    forms.Key
	role   forms.Role // of a distinct key that is one field
	where  []condition
	unless *table
	stands map[*record]*filledIn // what stands for a blank summed field
}

// A condition is a forms.Condition with fields looked up.
type condition struct {
	field   int
	c       *forms.Condition
	of, to  []int
	atLeast returns.Number
	asOf    period.Date
}

// The answers of a condition. Unknown is a record that lacks what is asked.
type verdict uint8

const (
	no verdict = iota
	yes
	unknown
)

// compile lists every figure in the order of sections, each with its home
// variant behind the figures of the section.
func (m *merger) compile() ([]*measure, error) {
	var all []*measure
	byID := map[figures.ID]*measure{}
	find := func(id figures.ID) *measure {
		if byID[id] == nil {
			byID[id] = &measure{def: figures.Definition{ID: id}}
			all = append(all, byID[id])
		}
		return byID[id]
	}
	for _, t := range m.tables {
		for i := range t.form.Figures {
			if err := m.compileOne(t, &t.form.Figures[i], find); err != nil {
				return nil, err
			}
		}
	}
	var sections []string
	for _, ms := range all {
		if !slices.Contains(sections, ms.def.Section) {
			sections = append(sections, ms.def.Section)
		}
	}
	rank := func(ms *measure) int {
		r := 2 * slices.Index(sections, ms.def.Section)
		if slices.ContainsFunc(ms.parts, func(p *part) bool { return p.home }) {
			r++
		}
		return r
	}
	slices.SortStableFunc(all, func(a, b *measure) int { return rank(a) - rank(b) })
	for i, ms := range all {
		ms.bit = 2 * i
	}
	return all, nil
}

func (m *merger) compileOne(t *table, fig *forms.Figure, find func(figures.ID) *measure) error {
	p, err := m.partOf(t, fig)
	if err != nil {
		return err
	}
	main := find(fig.ID)
	main.parts = append(main.parts, p)
	if fig.Name != "" || main.def.Section == "" {
		main.define(t.form, fig)
	}
	if fig.Home == "" {
		return nil
	}
	inside := *p
	inside.home = true
	home := find(fig.Home)
	home.parts = append(home.parts, &inside)
	if fig.Name != "" || home.def.Section == "" {
		home.define(t.form, fig)
		home.def.ID = fig.Home
		home.def.Name = "省内" + fig.Name
		home.def.Definition = fig.Definition + "；只计省内的"
		home.def.Base = ""
	}
	return nil
}

// define gives a figure what its first naming form says of it.
func (ms *measure) define(f *forms.Form, fig *forms.Figure) {
	section, _, _ := strings.Cut(string(fig.ID), ".")
	d := figures.Definition{
		ID: fig.ID, Name: fig.Name, Unit: fig.Unit, Definition: fig.Definition, Stock: f.Counting == forms.Stock,
		Section: section, Base: fig.Base, Prose: fig.Prose,
	}
	switch {
	case fig.Distinct != "":
		d.Way = figures.Distinct
	case fig.Rows:
		d.Way = figures.Rows
	case fig.Ratio != nil, fig.Register == "rate":
		d.Way = figures.Ratio
	case fig.Register != "":
		d.Way = figures.Distinct
	case fig.Shares != "":
		d.Way = figures.Shares
	default:
		d.Way = figures.Sum
		if fl, ok := f.Field(fig.Sum); ok {
			d.Money = fl.Type == forms.Money
		}
	}
	ms.def = d
}

func (m *merger) partOf(t *table, fig *forms.Figure) (*part, error) {
	p := &part{t: t, fig: fig, sum: -1, key: fig.Distinct}
	if i, ok := t.form.Index(fig.Sum); ok {
		p.sum = i
	}
	if fig.Ratio != nil {
		p.of, p.to = t.positions(fig.Ratio.Of), t.positions(fig.Ratio.To)
	}
	if fl, ok := t.form.Field(returns.FieldID(fig.Distinct)); ok {
		p.role = fl.Role
	}
	p.unless = m.byForm[fig.Unless]
	for i := range fig.Where {
		w := &fig.Where[i]
		c := condition{field: -1, c: w, of: t.positions(w.Of), to: t.positions(w.To), asOf: m.asOf}
		if j, ok := t.form.Index(w.Field); ok {
			c.field = j
		}
		if w.AtLeast != "" {
			n, err := returns.ParseNumber(w.AtLeast)
			if err != nil {
				return nil, fmt.Errorf("compile figure %s: %w", fig.ID, err)
			}
			c.atLeast = n
		}
		p.where = append(p.where, c)
	}
	return p, nil
}

func (t *table) positions(ids []returns.FieldID) []int {
	var out []int
	for _, id := range ids {
		if i, ok := t.form.Index(id); ok {
			out = append(out, i)
		}
	}
	return out
}

// active reports whether p counts for a unit: the basis says so, and the unit
// has not filed the form that takes its place.
func (m *merger) active(p *part, owner int) bool {
	if !m.basis(p.fig.Basis) {
		return false
	}
	return p.unless == nil || owner < 0 || !p.unless.filed[owner]
}

// basis is a yes-or-no setting of the campaign's basis by its name; "" is yes.
func (m *merger) basis(name string) bool {
	b := m.campaign.Basis
	switch name {
	case "":
		return true
	case "alliances_in_agreements":
		return b.AlliancesInAgreements
	case "hometown_in_visits":
		return b.HometownInVisits
	case "home_province_fairs":
		return b.HomeProvinceFairs == "included"
	}
	return false
}

// takes reports whether r meets the conditions of p, and whether it lies where
// p counts at all, in the home province or outside.
func (m *merger) takes(p *part, r *record) (takes verdict, here bool) {
	if p.fig.Home != "" {
		inside := p.home && r.inside
		outside := !p.home && (r.outside || m.campaign.Basis.HomeProvinceFairs == "included")
		if !inside && !outside {
			return no, false
		}
	}
	return p.meets(r.values), true
}

func (p *part) meets(values []returns.Value) verdict {
	out := yes
	for i := range p.where {
		switch p.where[i].holds(values) {
		case no:
			return no
		case unknown:
			out = unknown
		}
	}
	return out
}

func (c *condition) holds(values []returns.Value) verdict {
	if len(c.of) > 0 {
		return c.atLeastHolds(values)
	}
	v := at(values, c.field)
	one := func(words []string) bool {
		return slices.Contains(words, v.Words()) || slices.ContainsFunc(v.List, func(w string) bool { return slices.Contains(words, w) })
	}
	switch {
	case len(c.c.Is) > 0 && v.IsAbsent():
		return unknown
	case len(c.c.Is) > 0 && !one(c.c.Is),
		len(c.c.Not) > 0 && !v.IsAbsent() && one(c.c.Not),
		c.c.ByDate && v.Kind == returns.Date && v.Date.After(c.asOf),
		c.c.Filled && v.IsAbsent():
		return no
	}
	return yes
}

// atLeastHolds compares exactly: Σ Of ≥ AtLeast × Σ To.
func (c *condition) atLeastHolds(values []returns.Value) verdict {
	of, ok := total(values, c.of)
	if !ok {
		return unknown
	}
	if len(c.to) == 0 {
		return said(of.Cmp(c.atLeast) >= 0)
	}
	to, ok := total(values, c.to)
	switch {
	case !ok:
		return unknown
	case to.IsZero():
		return no
	}
	return said(!less(of, c.atLeast, to))
}

func said(b bool) verdict {
	if b {
		return yes
	}
	return no
}

func at(values []returns.Value, i int) *returns.Value {
	if i < 0 || i >= len(values) {
		return new(returns.Value)
	}
	return &values[i]
}

// total is the sum of the fields that are filed, false if none is.
func total(values []returns.Value, fields []int) (returns.Number, bool) {
	var sum returns.Number
	found := false
	for _, i := range fields {
		v := at(values, i)
		if !v.IsNumber() {
			continue
		}
		s, err := sum.Add(v.Number)
		if err != nil {
			return returns.Number{}, false
		}
		sum, found = s, true
	}
	return sum, found
}

// whole is the sum of the fields, false unless all of them are filed: a firm
// that says nothing of the newly hired has not said that there are none.
func whole(values []returns.Value, fields []int) (returns.Number, bool) {
	for _, i := range fields {
		if !at(values, i).IsNumber() {
			return returns.Number{}, false
		}
	}
	return total(values, fields)
}

// keyOf is what r adds to a distinct count: its key and printed name, "" where
// r has none.
func (m *merger) keyOf(p *part, r *record) (key, name string) {
	form, rec := r.table.form, r.rec()
	switch {
	case p.role == forms.RoleFirm || p.role == forms.RoleUSCC:
		return r.firm, m.firmName(r.firm)
	case p.key == "place" && p.role == "":
		return m.placeOf(r)
	}
	part := form.Part(rec, p.key, m.firms.key)
	if part == "" {
		return "", ""
	}
	var words []string
	for _, id := range form.KeyFields(p.key) {
		if w := form.Value(rec, id).Words(); w != "" && (len(words) == 0 || words[len(words)-1] != w) {
			words = append(words, w)
		}
	}
	part = strings.NewReplacer("\x1e", "/", "\x1f", "/").Replace(part)
	switch p.role {
	case forms.RoleTeam:
		return string(r.filer) + "/" + part, r.role(forms.RoleTeam).Text
	case forms.RoleVillage:
		return part, r.role(forms.RoleDistrict).Text + r.role(forms.RoleVillage).Text
	}
	return part, strings.Join(words, " ")
}

// placeOf is the place that figures count: the prefecture, or as the basis says
// the county where one is named.
func (m *merger) placeOf(r *record) (key, name string) {
	prefecture, ok := r.table.form.Prefecture(r.rec())
	if m.campaign.Basis.Place == "county" {
		if district := r.role(forms.RoleDistrict).Text; district != "" {
			return prefecture + "/" + district, prefecture + district
		}
	}
	if !ok {
		return "", ""
	}
	return prefecture, prefecture
}
