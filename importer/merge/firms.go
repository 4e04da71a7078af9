package merge

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A firmBook tells firms apart. A firm is its credit code; a legal name that
// goes with exactly one known code means that code, in whatever order they
// came; a name without is a firm of its own. Nothing else makes two firms one
// but a decision.
type firmBook struct {
	normal  map[string]string          // a name as filed → cell.FirmKey
	codes   map[string]map[string]bool // name key → codes known for it, and whether each is valid
	apart   map[string]bool            // codes whose names somebody set apart
	joined  map[string]string          // key → the key somebody joined it to
	printed map[string]string          // key → name
	made    map[[2]string]string
}

// named prefixes the key of a firm that is known by its name alone.
const named = "名:"

func (b *firmBook) nameKey(name string) string {
	if k, ok := b.normal[name]; ok {
		return k
	}
	k := cell.FirmKey(name)
	b.normal[name] = k
	return k
}

// key is the firm's key: its credit code, or its name after 名:. It is a
// forms.FirmKey.
func (b *firmBook) key(name, code string) string {
	pair := [2]string{name, code}
	if k, ok := b.made[pair]; ok {
		return k
	}
	k := b.make(name, code)
	if to, ok := b.joined[k]; ok {
		k = to
	}
	b.made[pair] = k
	return k
}

func (b *firmBook) make(name, code string) string {
	n := b.nameKey(name)
	code = strings.ToUpper(strings.TrimSpace(code))
	if n == "" && code == "" {
		return ""
	}
	if code == "" || !b.codes[n][code] {
		if only, ok := b.only(n, code); ok {
			code = only
		}
	}
	switch {
	case code == "":
		return named + n
	case b.apart[code] && n != "":
		return code + "/" + n
	}
	return code
}

// only is the one code a name goes with: of valid ones if there are any, else
// of those typed. A typed code that is no valid one yields to a valid one.
func (b *firmBook) only(name, typed string) (string, bool) {
	var valid, all []string
	for c, ok := range b.codes[name] {
		all = append(all, c)
		if ok {
			valid = append(valid, c)
		}
	}
	switch {
	case len(valid) == 1:
		return valid[0], true
	case len(valid) == 0 && len(all) == 1 && typed == "":
		return all[0], true
	}
	return "", false
}

// nameOf is the printed name of a firm by its key, "" if unknown.
func (b *firmBook) nameOf(key string) string { return b.printed[key] }

// A naming is one name with one code, and where it stands.
type naming struct {
	name, code string // as filed
	at         []place
}

// A place is a row of a return, nil row for its meta lines.
type place struct {
	ret *returns.Return
	row *returns.Record
	v   returns.Value
}

// tellFirms learns every name and code in the returns that count and in the
// register, and raises X413 and X409.
func (m *merger) tellFirms() {
	b := &m.firms
	*b = firmBook{normal: map[string]string{}, codes: map[string]map[string]bool{}, apart: map[string]bool{}, joined: map[string]string{}, printed: map[string]string{}, made: map[[2]string]string{}}
	seen := map[[2]string]*naming{}
	for _, f := range m.in.Register.Firms {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			b.learn(name, string(f.Code))
		}
	}
	m.eachFirm(func(name, code string, at place) {
		b.learn(name, code)
		n, ok := seen[[2]string{name, code}]
		if !ok {
			n = &naming{name: name, code: code}
			seen[[2]string{name, code}] = n
		}
		n.at = append(n.at, at)
	})
	namings := slices.Collect(maps.Values(seen))
	slices.SortFunc(namings, func(a, b *naming) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.code, b.code))
	})
	m.twoNames(namings)
	m.namesAlike(namings)
	clear(b.made)
	m.printNames(namings)
}

func (b *firmBook) learn(name, code string) {
	n := b.nameKey(name)
	code = strings.ToUpper(strings.TrimSpace(code))
	if n == "" || code == "" {
		return
	}
	if b.codes[n] == nil {
		b.codes[n] = map[string]bool{}
	}
	if _, known := b.codes[n][code]; !known {
		b.codes[n][code] = validCode(code)
	}
}

// eachFirm visits every firm named in a return that counts.
func (m *merger) eachFirm(visit func(name, code string, at place)) {
	for _, t := range m.tables {
		if t.at(forms.RoleFirm) < 0 && t.at(forms.RoleUSCC) < 0 {
			continue
		}
		for _, s := range t.series {
			for _, f := range s.filings {
				for _, ret := range f.parts {
					m.eachFirmOf(t, ret, visit)
				}
			}
		}
	}
}

func (m *merger) eachFirmOf(t *table, ret *returns.Return, visit func(name, code string, at place)) {
	if t.form.Roster {
		name, code := m.rosterFirm(t, ret)
		visit(name.Text, code, place{ret, nil, name})
		return
	}
	for i := range ret.Records {
		row := &ret.Records[i]
		name, code := m.firmPair(t, ret.Unit, row.Values)
		if name.Text != "" || code != "" {
			visit(name.Text, code, place{ret, row, name})
		}
	}
}

// firmPair is the name and the code of a row's firm. A firm that files of
// itself need not type its code.
func (m *merger) firmPair(t *table, filer returns.UnitCode, values []returns.Value) (name returns.Value, code string) {
	of := func(r forms.Role) returns.Value {
		if i := t.at(r); i >= 0 && i < len(values) {
			return values[i]
		}
		return returns.Value{}
	}
	name, code = of(forms.RoleFirm), of(forms.RoleUSCC).Text
	if _, county := m.unitAt[filer]; county || code != "" {
		return name, code
	}
	own, known := m.in.Register.Unit(filer)
	if !known || name.Text == "" || m.firms.nameKey(own.Name) == m.firms.nameKey(name.Text) {
		code = string(filer)
	}
	return name, code
}

// rosterFirm is the name and the code in a roster's meta lines; its unit is
// the firm where they say nothing.
func (m *merger) rosterFirm(t *table, ret *returns.Return) (name returns.Value, code string) {
	name, code = t.metaOf(ret, t.at(forms.RoleFirm)), t.metaOf(ret, t.at(forms.RoleUSCC)).Text
	if code == "" {
		code = string(ret.Unit)
	}
	return name, code
}

func (t *table) metaOf(ret *returns.Return, i int) returns.Value {
	if i < 0 {
		return returns.Value{}
	}
	return ret.Meta[t.form.Fields[i].ID]
}

// twoNames finds codes that go with two names (X413). They count as one firm,
// unless somebody says that they are apart.
func (m *merger) twoNames(namings []*naming) {
	byCode := map[string][]*naming{}
	for _, n := range namings {
		if code := strings.ToUpper(n.code); code != "" && n.name != "" {
			byCode[code] = append(byCode[code], n)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		if !m.differ(byCode[code], code) {
			continue
		}
		sides := m.sidesByName(byCode[code], code)
		c := figures.Conflict{
			ID: conflictID(twoNames, code), Code: twoNames, Firm: code, Units: unitsOf(m, sides), Sides: sides,
			What:    fmt.Sprintf("统一社会信用代码%s有%d个企业名称：%s", code, len(sides), joinWords(sides)),
			Default: "按一家企业计",
		}
		if m.conflict(c) == figures.Apart {
			m.firms.apart[code] = true
		}
	}
}

// differ reports whether the names filed with a code, and the register's, are
// more than one.
func (m *merger) differ(namings []*naming, code string) bool {
	first := m.firms.nameKey(namings[0].name)
	if unit, ok := m.in.Register.Unit(returns.UnitCode(code)); ok && unit.Kind == period.Firm && m.firms.nameKey(unit.Name) != first {
		return true
	}
	return slices.ContainsFunc(namings, func(n *naming) bool { return m.firms.nameKey(n.name) != first })
}

// sidesByName groups namings by normalised name, the register's name of code
// among them.
func (m *merger) sidesByName(namings []*naming, code string) []figures.Side {
	var keys []string
	byKey := map[string]*figures.Side{}
	add := func(name string, sources []figures.Source) {
		k := m.firms.nameKey(name)
		side, ok := byKey[k]
		if !ok {
			keys = append(keys, k)
			side = &figures.Side{Words: name}
			byKey[k] = side
		}
		side.Sources = append(side.Sources, sources...)
		if side.Unit == "" && len(sources) > 0 {
			side.Unit = sources[0].Unit
		}
	}
	if unit, ok := m.in.Register.Unit(returns.UnitCode(code)); ok && unit.Kind == period.Firm {
		add(unit.Name, nil)
	}
	for _, n := range namings {
		add(n.name, m.sourcesOf(n))
	}
	slices.Sort(keys)
	var sides []figures.Side
	for _, k := range keys {
		sides = append(sides, *byKey[k])
	}
	return sides
}

func (m *merger) sourcesOf(n *naming) []figures.Source {
	var out []figures.Source
	for _, at := range n.at {
		switch {
		case at.v.Row > 0 && at.v.Col > 0:
			out = append(out, sourceOf(at.ret, at.v.Cell(), shown(&at.v)))
		case at.row != nil:
			out = append(out, rowSource(at.ret, at.row))
		default:
			out = append(out, m.whole(at.ret))
		}
	}
	return out
}

// namesAlike finds firms whose names differ in little and that no code tells
// apart (X409). They stay two, unless somebody says that they are the same.
func (m *merger) namesAlike(namings []*naming) {
	type firm struct {
		key   string
		names []*naming
	}
	byStem := map[string][]*firm{}
	add := func(name, key string, n *naming) {
		stem := cell.FirmStem(name)
		if len([]rune(stem)) < 2 {
			return
		}
		i := slices.IndexFunc(byStem[stem], func(f *firm) bool { return f.key == key })
		if i < 0 {
			i = len(byStem[stem])
			byStem[stem] = append(byStem[stem], &firm{key: key})
		}
		if n != nil {
			byStem[stem][i].names = append(byStem[stem][i].names, n)
		}
	}
	for _, n := range namings {
		if n.name != "" {
			add(n.name, m.firms.key(n.name, n.code), n)
		}
	}
	for _, f := range m.in.Register.Firms {
		add(f.Name, m.firms.key(f.Name, string(f.Code)), nil)
	}
	for _, stem := range slices.Sorted(maps.Keys(byStem)) {
		firms := byStem[stem]
		slices.SortFunc(firms, func(a, b *firm) int { return cmp.Compare(a.key, b.key) })
		for i, a := range firms {
			for _, b := range firms[i+1:] {
				if strings.HasPrefix(a.key, named) || strings.HasPrefix(b.key, named) {
					m.alike(a.key, b.key, a.names, b.names)
				}
			}
		}
	}
}

func (m *merger) alike(a, b string, as, bs []*naming) {
	side := func(key string, names []*naming) figures.Side {
		s := figures.Side{Words: strings.TrimPrefix(key, named)}
		if unit, ok := m.in.Register.Unit(returns.UnitCode(key)); ok {
			s.Words = unit.Name
		}
		for _, n := range names {
			s.Words = n.name
			s.Sources = append(s.Sources, m.sourcesOf(n)...)
		}
		if !strings.HasPrefix(key, named) {
			s.Words += "（" + key + "）"
		}
		if len(s.Sources) > 0 {
			s.Unit = s.Sources[0].Unit
		}
		return s
	}
	sides := []figures.Side{side(a, as), side(b, bs)}
	if len(sides[0].Sources) == 0 && len(sides[1].Sources) == 0 {
		return
	}
	c := figures.Conflict{
		ID: conflictID(namesAlike, a, b), Code: namesAlike, Units: unitsOf(m, sides), Sides: sides, Firm: a,
		What:    fmt.Sprintf("企业名称相近，没有代码可以区分：%s", joinWords(sides)),
		Default: "按两家企业计",
	}
	if m.conflict(c) == figures.Same {
		m.firms.join(a, b)
	}
}

// join makes one firm of two. The one with a code gives the key, else the
// first.
func (b *firmBook) join(x, y string) {
	root := func(k string) string {
		for b.joined[k] != "" {
			k = b.joined[k]
		}
		return k
	}
	x, y = root(x), root(y)
	if x == y {
		return
	}
	if strings.HasPrefix(x, named) == strings.HasPrefix(y, named) && y < x || strings.HasPrefix(x, named) && !strings.HasPrefix(y, named) {
		x, y = y, x
	}
	b.joined[y] = x
	for k, to := range b.joined {
		if to == y {
			b.joined[k] = x
		}
	}
}

// printNames gives every firm the name it is printed under: the register's,
// else the one filed most often.
func (m *merger) printNames(namings []*naming) {
	best := map[string]int{}
	for _, n := range namings {
		if n.name == "" {
			continue
		}
		key := m.firms.key(n.name, n.code)
		if len(n.at) > best[key] {
			best[key] = len(n.at)
			m.firms.printed[key] = n.name
		}
	}
	for _, f := range m.in.Register.Firms {
		m.firms.printed[m.firms.key(f.Name, string(f.Code))] = f.Name
	}
}

func unitsOf(m *merger, sides []figures.Side) []returns.UnitCode {
	var units []returns.UnitCode
	for _, s := range sides {
		for _, src := range s.Sources {
			if !slices.Contains(units, src.Unit) {
				units = append(units, src.Unit)
			}
		}
		if len(s.Sources) == 0 && s.Unit != "" && !slices.Contains(units, s.Unit) {
			units = append(units, s.Unit)
		}
	}
	slices.SortFunc(units, func(a, b returns.UnitCode) int {
		return cmp.Or(cmp.Compare(m.orderOf(a), m.orderOf(b)), cmp.Compare(a, b))
	})
	return units
}

func joinWords(sides []figures.Side) string {
	var words []string
	for _, s := range sides {
		words = append(words, s.Words)
	}
	return strings.Join(words, "、")
}
