package register

import (
	"slices"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A Register is a campaign with its units and firms.
type Register struct {
	Campaign period.Campaign
	Units    []returns.Unit // counties and the city's own, in the order of tables
	Firms    []returns.Unit // the firms due, kind firm; Within is their county

	byCode  map[returns.UnitCode]int // of Units
	firm    map[returns.UnitCode]int // of Firms
	byName  map[string][]int         // plain.Key of a firm's name → Firms
	lengths []int                    // of the keys in byName, ascending
	labels  []label                  // of Units, longest first
	counted map[string]returns.UnitCode
}

// A label is one way of writing a unit: its name, an alias, its short name.
type label struct {
	key  string
	unit int
}

// New makes a Register. Units keep their order.
func New(c period.Campaign, units, firms []returns.Unit) *Register {
	r := &Register{
		Campaign: c, Units: units, Firms: firms,
		byCode: map[returns.UnitCode]int{}, firm: map[returns.UnitCode]int{}, byName: map[string][]int{},
		counted: map[string]returns.UnitCode{},
	}
	for i := range r.Units {
		u := &r.Units[i]
		u.Order = i
		r.byCode[u.Code] = i
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			r.labels = append(r.labels, label{plain.Key(name), i})
			r.counted[plain.Key(name)] = u.Code
		}
		r.counted[strings.ToLower(string(u.Code))] = u.Code
	}
	for i := range r.Units {
		if short := shortName(r.Units[i].Name); short != "" {
			if _, taken := r.counted[short]; !taken {
				r.labels = append(r.labels, label{short, i})
				r.counted[short] = r.Units[i].Code
			}
		}
	}
	slices.SortStableFunc(r.labels, func(a, b label) int { return len(b.key) - len(a.key) })
	for i, f := range r.Firms {
		r.firm[f.Code] = i
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			key := plain.Key(name)
			r.byName[key] = append(r.byName[key], i)
			if at, ok := slices.BinarySearch(r.lengths, len(key)); !ok && key != "" {
				r.lengths = slices.Insert(r.lengths, at, len(key))
			}
		}
	}
	return r
}

// shortName is 椒江 for 椒江区, 临海 for 临海市: the name without its last
// character where two remain. Zones have no short name.
func shortName(name string) string {
	key := []rune(plain.Key(name))
	if len(key) < 3 || !strings.ContainsRune("市区县", key[len(key)-1]) || strings.HasSuffix(string(key), "新区") {
		return ""
	}
	return string(key[:len(key)-1])
}

// Unit looks a unit or a firm due up by its code.
func (r *Register) Unit(code returns.UnitCode) (returns.Unit, bool) {
	if i, ok := r.byCode[code]; ok {
		return r.Units[i], true
	}
	if i, ok := r.firm[code]; ok {
		return r.Firms[i], true
	}
	return returns.Unit{}, false
}

// Exactly is the county-level unit that s names and nothing else: its name,
// an alias, its short name or its code. It is how the values of a column
// 县（市、区） are told.
func (r *Register) Exactly(s string) (returns.Unit, bool) {
	key := strings.TrimPrefix(plain.Key(s), plain.Key(r.Campaign.City.Name))
	if key == "" {
		key = plain.Key(s)
	}
	code, ok := r.counted[key]
	if !ok {
		return returns.Unit{}, false
	}
	return r.Unit(code)
}

// Match lists the county-level units that s names, each once, in the order of
// tables: 临海市人社局 names 临海市. A label inside a longer label that also
// matches there does not count (市直 in 市直属), and the city's own name counts
// only where no county is named: 台州市椒江区 is 椒江区.
func (r *Register) Match(s string) []returns.Unit {
	key := plain.Key(s)
	covered := make([]bool, len(key))
	hits := map[int]bool{}
	for _, l := range r.labels {
		for at := 0; l.key != ""; {
			i := strings.Index(key[at:], l.key)
			if i < 0 {
				break
			}
			i += at
			at = i + len(l.key)
			if slices.Contains(covered[i:at], true) {
				continue
			}
			hits[l.unit] = true
			for j := i; j < at; j++ {
				covered[j] = true
			}
		}
	}
	var found, city []returns.Unit
	for i, u := range r.Units {
		switch {
		case !hits[i]:
		case u.Kind == period.City:
			city = append(city, u)
		default:
			found = append(found, u)
		}
	}
	if len(found) == 0 {
		return city
	}
	return found
}

// FirmsNamed lists the firms due whose name, or one of their aliases, has the
// key of s.
func (r *Register) FirmsNamed(s string) []returns.Unit {
	var out []returns.Unit
	for _, i := range r.byName[plain.Key(s)] {
		out = append(out, r.Firms[i])
	}
	return out
}

// FirmsIn lists the firms due whose names stand in s, in their order. Aliases
// may be short, and stand in other words too.
func (r *Register) FirmsIn(s string) []returns.Unit {
	key := plain.Key(s)
	var at []int
	for i := range key {
		for _, n := range r.lengths {
			if i+n > len(key) {
				break
			}
			at = append(at, r.byName[key[i:i+n]]...)
		}
	}
	slices.Sort(at)
	var out []returns.Unit
	for _, i := range slices.Compact(at) {
		if strings.Contains(key, plain.Key(r.Firms[i].Name)) {
			out = append(out, r.Firms[i])
		}
	}
	return out
}

// County is the county-level unit a unit belongs to: itself, or what a firm
// lies within.
func (r *Register) County(u returns.Unit) returns.UnitCode {
	if u.Kind == period.Firm {
		return u.Within
	}
	return u.Code
}
