package table

import (
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/forms"
)

// assign gives every column at most one field and every field at most one
// column so that the scores of the claims add up to the most.
func assign(claims [][]claim, fields int) (field []int, lv []level) {
	n := len(claims)
	field, lv = make([]int, n), make([]level, n)
	for i := range field {
		field[i] = -1
	}
	if n == 0 {
		return field, lv
	}
	// Kuhn–Munkres with one column of nought for each row, which means: no
	// field.
	m := fields + n
	cost := func(i, j int) float64 {
		if j >= fields {
			return 0
		}
		for _, c := range claims[i] {
			if c.field == j {
				return -c.score
			}
		}
		return 1e6
	}
	u, v := make([]float64, n+1), make([]float64, m+1)
	owner, way := make([]int, m+1), make([]int, m+1)
	minv, used := make([]float64, m+1), make([]bool, m+1)
	for i := 1; i <= n; i++ {
		if len(claims[i-1]) == 0 {
			continue
		}
		owner[0] = i
		j0 := 0
		for j := range minv {
			minv[j], used[j] = 1e18, false
		}
		for owner[j0] != 0 {
			used[j0] = true
			i0, delta, j1 := owner[j0], 1e18, 0
			for j := 1; j <= m; j++ {
				if used[j] {
					continue
				}
				if cur := cost(i0-1, j-1) - u[i0] - v[j]; cur < minv[j] {
					minv[j], way[j] = cur, j0
				}
				if minv[j] < delta {
					delta, j1 = minv[j], j
				}
			}
			for j := 0; j <= m; j++ {
				if used[j] {
					u[owner[j]] += delta
					v[j] -= delta
				} else {
					minv[j] -= delta
				}
			}
			j0 = j1
		}
		for j0 != 0 {
			owner[j0] = owner[way[j0]]
			j0 = way[j0]
		}
	}
	for j := 1; j <= fields; j++ {
		if i := owner[j]; i > 0 {
			for _, c := range claims[i-1] {
				if c.field == j-1 {
					field[i-1], lv[i-1] = c.field, c.level
				}
			}
		}
	}
	return field, lv
}

// settleTwins decides by values and neighbours where one header is a name of
// two fields: 县（市、区） is the unit that reports where it names units of the
// campaign, and the place of the event elsewhere; 类型 is told by its values.
func (r *reader) settleTwins(fn *formNames, rd *reading) {
	for i, claims := range rd.claims {
		if len(claims) < 2 {
			continue
		}
		s := r.sample(rd.band.bottom, rd.band.cols[i].col)
		county := slices.IndexFunc(claims, func(c claim) bool { return fn.form.Fields[c.field].Role == forms.RoleCounty })
		place := slices.IndexFunc(claims, func(c claim) bool { return isPlace(&fn.form.Fields[c.field]) })
		if county >= 0 && place >= 0 && claims[county].level > similar {
			drop := place
			if r.isElsewhere(fn, rd, i, s) {
				drop = county
			}
			rd.claims[i] = slices.Delete(slices.Clone(claims), drop, drop+1)
			continue
		}
		best := 0.0
		for _, c := range claims {
			best = max(best, c.fit)
		}
		if len(s.cells) > 0 {
			rd.claims[i] = slices.DeleteFunc(slices.Clone(claims), func(c claim) bool { return c.fit < best-0.3 && c.level < learned })
		}
	}
}

// isElsewhere reports whether a column 县（市、区） holds places of events and not
// the units that report.
func (r *reader) isElsewhere(fn *formNames, rd *reading, i int, s *sample) bool {
	c := &rd.band.cols[i]
	for _, up := range c.keys[:len(c.keys)-1] {
		for _, nm := range fn.full[squash(up)] {
			if isPlace(&fn.form.Fields[nm.field]) {
				return true
			}
		}
	}
	leftIsPlace := false
	if i > 0 {
		for _, cl := range rd.claims[i-1] {
			fl := &fn.form.Fields[cl.field]
			if cl.level >= loose && (fl.Role == forms.RoleProvince || fl.Role == forms.RoleCity) {
				leftIsPlace = true
			}
		}
	}
	units := 0
	for _, v := range s.cells {
		if namesUnit(r.asked.Register, shown(v)) {
			units++
		}
	}
	switch {
	case len(s.cells) == 0:
		return leftIsPlace
	case units == len(s.cells):
		return leftIsPlace
	case units == 0:
		return true
	}
	return leftIsPlace || units*2 < len(s.cells)
}

// spread gives the further columns below a header that is merged over several
// of them the smaller places: 举办地 over three columns is province, city and
// district.
func (r *reader) spread(fn *formNames, rd *reading) {
	order := [...]forms.Role{forms.RoleProvince, forms.RoleCity, forms.RoleDistrict}
	for i := 1; i < len(rd.band.cols); i++ {
		if !rd.band.cols[i].again || rd.fields[i] >= 0 || rd.fields[i-1] < 0 {
			continue
		}
		last := slices.Index(order[:], fn.form.Fields[rd.fields[i-1]].Role)
		if last < 0 {
			continue
		}
		s := r.sample(rd.band.bottom, rd.band.cols[i].col)
		for _, role := range order[last+1:] {
			f, ok := fn.form.ByRole(role)
			if ok && !slices.Contains(rd.fields, f) && len(s.cells) > 0 && s.fit(&fn.form.Fields[f]) >= 0.6 {
				rd.fields[i], rd.levels[i] = f, synonym
				break
			}
		}
	}
}

// A weight is what the columns of a reading say for its form.
type weight struct {
	score    float64
	cols     int
	evidence bool // a column of the form's evidence
	telling  bool // one whose name few forms use
}

// weigh judges a reading: how much of the form stands in the table, how much
// of the table is in the form, and what the heading says.
func (r *reader) weigh(rd *reading, heading string) {
	f := rd.names.form
	w := weight{}
	have := map[int]bool{}
	for i := range rd.band.cols {
		c := &rd.band.cols[i]
		unclaimed := rd.fields[i] < 0
		if c.number || rd.ignored[i] || unclaimed && (c.again || slices.Contains(idleNames, c.keys[len(c.keys)-1])) {
			continue
		}
		w.cols++
		heads := r.names.heads[squash(c.keys[len(c.keys)-1])]
		switch {
		case !unclaimed:
			rd.matched++
			have[rd.fields[i]] = true
			r.weighColumn(rd, i, heads, &w)
		case r.aboutFirms(f, rd, i):
			w.score -= 1.2 // a row is about a firm, and the form knows none
		case heads > 0:
			w.score -= 0.4 // a name that other forms know
		default:
			w.score -= 0.1
		}
	}
	rd.missing = missingFields(f, have)
	rd.titled = titled(rd.names, heading)
	rd.score = w.score - 0.8*float64(len(rd.missing)) + min(2.4, 0.5*float64(rd.titled))
	rd.ok = rd.accepted(&w)
}

// most is more than the columns of a band can say for a form that the heading
// does not name.
func (r *reader) most(b *band) float64 {
	sum := 0.0
	for i := range b.cols {
		if c := &b.cols[i]; !c.number {
			sum += 1.0
			if heads := r.names.heads[squash(c.keys[len(c.keys)-1])]; heads > 0 {
				sum += 0.6 / float64(heads)
			}
		}
	}
	return sum
}

// aboutFirms reports whether a column that the form does not know holds the
// names of firms, and the form has no field for them.
func (r *reader) aboutFirms(f *forms.Form, rd *reading, i int) bool {
	if _, ok := f.ByRole(forms.RoleFirm); ok {
		return false
	}
	s := r.sample(rd.band.bottom, rd.band.cols[i].col)
	return s.mostlyFirms() && s.fit(&forms.Field{Type: forms.Firm}) >= 0.9
}

// weighColumn adds what column i says for the form; heads is how many forms
// use its name.
func (r *reader) weighColumn(rd *reading, i, heads int, w *weight) {
	f := rd.names.form
	fl := &f.Fields[rd.fields[i]]
	one := 1.0
	switch rd.levels[i] {
	case similar:
		one = 0.5
	case loose:
		one = 0.8
	default:
		rd.strong++
	}
	if s := r.sample(rd.band.bottom, rd.band.cols[i].col); len(s.cells) > 0 {
		one *= 0.4 + 0.6*s.fit(fl)
	}
	if heads > 0 {
		one += 0.6 / float64(heads)
	}
	w.score += one
	if slices.Contains(f.Evidence, fl.ID) {
		w.evidence = true
		w.telling = w.telling || rd.levels[i] > similar && heads <= 2
	}
}

// accepted reports whether a reading has enough evidence of its form: columns
// of the form's evidence with names of its own, a title, or most of the table;
// or a title that leaves no doubt, and then H102 says what is missing.
func (rd *reading) accepted(w *weight) bool {
	known, share := rd.matched, 0.0
	if w.cols > 0 {
		share = float64(known) / float64(w.cols)
	}
	sure := rd.strong
	if rd.titled >= 3 {
		sure = known // the title says what generic names are of
	}
	if known < 2 || sure < 1 {
		return false
	}
	if len(rd.missing) > 0 && rd.titled == 0 && len(rd.missing)*2 > requiredFields(rd.names.form) {
		return false
	}
	if rd.names.form.Layout == forms.Indicators && rd.strong >= 3 && share >= 0.6 {
		return true // names of figures that say of what time
	}
	most := share >= 0.6 && known >= 3 || share >= 0.5 && known >= 4 && len(rd.missing) == 0
	switch {
	case w.evidence && (w.telling || rd.titled > 0 || most) && (rd.strong >= 2 || rd.titled > 0):
		return true
	case w.evidence && (share >= 0.8 && known >= 5 || share >= 0.7 && known >= 6) && len(rd.missing) == 0:
		return true // understood by their words, all of them
	case rd.titled >= 3 && rd.strong >= 3 && share >= 0.5:
		return true
	}
	return rd.titled >= 5 && share >= 0.5
}

// tellsNil reports whether a reading says for certain which form is nil, where
// no values tell: by its title, or by nearly all of its columns.
func (rd *reading) tellsNil() bool {
	cols := 0
	for i := range rd.band.cols {
		if !rd.band.cols[i].number && !rd.ignored[i] {
			cols++
		}
	}
	return rd.titled > 0 || len(rd.missing) == 0 && rd.matched*5 >= cols*4
}

// missingFields lists the required fields that no column holds. A place may
// be named by any of its columns.
func missingFields(f *forms.Form, have map[int]bool) []int {
	place := false
	for i := range have {
		place = place || isPlace(&f.Fields[i])
	}
	var out []int
	for i := range f.Fields {
		fl := &f.Fields[i]
		if !fl.Required || fl.Meta || fl.Derived || have[i] || isPlace(fl) && place {
			continue
		}
		out = append(out, i)
	}
	return out
}

func requiredFields(f *forms.Form) int {
	n := 0
	for i := range f.Fields {
		if f.Fields[i].Required && !f.Fields[i].Meta {
			n++
		}
	}
	return n
}

// titled is how many letters of one of the form's titles the heading holds;
// 0 if none.
func titled(fn *formNames, heading string) int {
	best := 0
	for _, t := range fn.titles {
		if strings.Contains(heading, t) {
			best = max(best, utf8.RuneCountInString(t))
		}
	}
	return best
}
