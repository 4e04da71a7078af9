package places

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/plain"
)

// A Level says how high a place stands.
type Level uint8

// The levels.
const (
	OfProvince   Level = iota + 1 // 省级: provinces, autonomous regions, municipalities, Hong Kong, Macao, Taiwan
	OfPrefecture                  // 地级: cities, prefectures, leagues
	OfCounty                      // 县级: counties, districts, county-level cities, banners
)

// A Place is one division. Province, Prefecture and County are official full
// names, "" for levels below the place. In a municipality Prefecture is ""
// (重庆市万州区), and so it is of a county under no prefecture (仙桃市).
type Place struct {
	Code       string // GB/T 2260, six digits
	Name       string // full name of the place itself
	Level      Level
	Province   string
	Prefecture string
	County     string
}

// A Hint narrows a search to what neighbouring cells name, as official full
// names. "" leaves a level open.
type Hint struct{ Province, Prefecture string }

// holds reports whether p lies in h, or is it.
func (h Hint) holds(p Place) bool {
	return (h.Province == "" || h.Province == p.Province) &&
		(h.Prefecture == "" || h.Prefecture == p.Prefecture || h.Prefecture == RollUp(p))
}

// Province is the official full name of the province s names: by full name,
// short name (内蒙古), name of one character (黔), or code (52, 520000). False
// when s names something else, or a place within a province.
func Province(s string) (full string, ok bool) {
	for _, p := range Find(s, Hint{}) {
		if p.Level == OfProvince {
			return p.Name, true
		}
	}
	return "", false
}

// Provinces are the full names of the provincial divisions, in order of code.
func Provinces() []string {
	var out []string
	for _, p := range known().places {
		if p.Level == OfProvince {
			out = append(out, p.Name)
		}
	}
	return out
}

// Find lists the places within the hint that s may name, a cell of its own:
// official full name, else a name it had lately (遵义县 is 播州区), else short
// name (嘉陵, 黔西南州, 黔西南), else another ending (兴仁县), else a
// concatenation (四川南充嘉陵). GB/T 2260 codes are names too. Several are
// ambiguous. They come in order of level, then code; a place above the hint is
// left out where one below it fits too. None: s is unknown, or lies elsewhere.
func Find(s string, within Hint) []Place {
	t := known()
	key := plain.Key(s)
	if key == "" {
		return nil
	}
	if found := t.pick(t.full[key], within); len(found) > 0 {
		return found
	}
	if found := t.pick(t.former[key], within); len(found) > 0 {
		return found
	}
	if len(t.full[key]) > 0 {
		return nil // a full name elsewhere: not the short name of a place here
	}
	if found := t.pick(t.short[key], within); len(found) > 0 {
		return found
	}
	if found := t.pick(t.restyled(key), within); len(found) > 0 {
		return found
	}
	if p, rest, ok := Split(s); ok && rest == "" && within.holds(p) {
		return []Place{p}
	}
	return nil
}

// pick is the places with these indices that lie within the hint.
func (t *table) pick(indices []int, within Hint) []Place {
	var out []Place
	for _, i := range indices {
		if within.holds(t.places[i]) {
			out = append(out, t.places[i])
		}
	}
	slices.SortStableFunc(out, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), strings.Compare(a.Code, b.Code))
	})
	floor := OfProvince
	switch {
	case within.Prefecture != "":
		floor = OfCounty
	case within.Province != "":
		floor = OfPrefecture
	}
	if below := slices.IndexFunc(out, func(p Place) bool { return p.Level >= floor }); below > 0 {
		out = out[below:]
	}
	return out
}

// Split takes a concatenated place apart: 贵州省黔西南州兴仁市, 四川南充嘉陵,
// 重庆万州. It follows the longest chain of names; rest is what remains behind
// it, in NFKC without blanks. False when s begins with no place, or with a name
// that several bear and nothing behind it tells which.
func Split(s string) (p Place, rest string, ok bool) {
	t := known()
	text := strings.ReplaceAll(plain.Text(s), " ", "")
	best, ambiguous := chain{place: -1}, false
	for _, start := range t.startingWith(text) {
		best, ambiguous = t.better(best, t.extend(start, text), ambiguous)
	}
	if best.place < 0 || ambiguous {
		return Place{}, s, false
	}
	return t.places[best.place], strings.TrimLeft(text[best.size:], between), true
}

// between are the marks that may stand between the parts of a chain.
const between = "-/·•,>—._|\\→()"

// A chain is a place, how many bytes of the text name it, and how: the last
// name is full (0), short (1), or a former one (2).
type chain struct{ place, size, how int }

// better is the chain that reaches further, or names its place more properly,
// or holds the other (吉安 is 吉安市, not 吉安县 in it); ambiguous if neither.
func (t *table) better(a, b chain, ambiguous bool) (chain, bool) {
	switch {
	case a.place < 0 || b.size > a.size:
		return b, false
	case b.size < a.size || b.how > a.how:
		return a, ambiguous
	case b.how < a.how:
		return b, false
	case b.place == a.place:
		return a, ambiguous
	case t.above(a.place, b.place):
		return a, ambiguous
	case t.above(b.place, a.place):
		return b, ambiguous
	}
	return a, true
}

// extend lengthens c by the names of places below it, as long as one alone
// fits.
func (t *table) extend(c chain, text string) chain {
	for t.places[c.place].Level != OfCounty {
		next, ok := t.next(c, text)
		if again := t.repeated(c.place, text[c.size:]); !ok && again != "" {
			c.size += len(again)
			next, ok = t.next(c, text)
		}
		if !ok {
			break
		}
		c = next
	}
	return c
}

// next is the one place below c that the text goes on to name; of several the
// one that reaches furthest with the name after it.
func (t *table) next(c chain, text string) (chain, bool) {
	next, reach, ambiguous := chain{place: -1}, chain{place: -1}, false
	for _, n := range t.below(c, text) {
		far := n
		for _, deeper := range t.below(n, text) {
			far.size = max(far.size, deeper.size)
		}
		was := reach
		if reach, ambiguous = t.better(reach, far, ambiguous); reach != was {
			next = n
		}
	}
	return next, next.place >= 0 && !ambiguous
}

// repeated is the part of rest that says again where we are: 重庆市重庆市万州区,
// 北京市市辖区朝阳区.
func (t *table) repeated(place int, rest string) string {
	name := t.places[place].Name
	for _, again := range []string{name, "市辖区", name + "市辖区"} {
		if after, ok := strings.CutPrefix(rest, again); ok && after != "" {
			return again
		}
	}
	return ""
}

// below lists the places below c that the text goes on to name.
func (t *table) below(c chain, text string) []chain {
	rest := strings.TrimLeft(text[c.size:], between)
	skipped := len(text) - len(rest)
	var out []chain
	for _, n := range t.startingWith(rest) {
		if t.above(c.place, n.place) {
			n.size += skipped
			out = append(out, n)
		}
	}
	return out
}

// startingWith lists every place a name of which s begins with.
func (t *table) startingWith(s string) []chain {
	var out []chain
	end := 0
	for range longest {
		if end == len(s) {
			break
		}
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
		name := s[:end]
		for _, i := range t.full[name] {
			if s[0] >= 0x80 { // a code begins no chain
				out = append(out, chain{i, end, 0})
			}
		}
		for _, i := range t.former[name] {
			out = append(out, chain{i, end, 2})
		}
		if end <= len("黔") && len(s) > end {
			continue // nor does 川 or 黔
		}
		for _, i := range t.short[name] {
			out = append(out, t.stemmed(i, s, end)...)
		}
	}
	return out
}

// stemmed is place i, the short name of which ends at end: with another ending
// of its level (兴仁县), or none, unless the text goes on as the name of a
// street or a village (中山路) and not as that of a place in it (昭通镇雄县).
func (t *table) stemmed(i int, s string, end int) []chain {
	rest := s[end:]
	for _, suffix := range suffixes[t.places[i].Level] {
		if strings.HasPrefix(rest, suffix) {
			return []chain{{i, end + len(suffix), 2}, {i, end, 1}}
		}
	}
	for _, word := range []string{"镇", "乡", "村", "街", "路", "大道", "社区", "巷", "桥"} {
		if strings.HasPrefix(rest, word) && !t.goesOn(i, rest) {
			return nil
		}
	}
	return []chain{{i, end, 1}}
}

// goesOn reports whether s begins with the name of a place below place i.
func (t *table) goesOn(i int, s string) bool {
	return slices.ContainsFunc(t.startingWith(s), func(c chain) bool { return t.above(i, c.place) })
}

// suffixes are how names of a level may end, beside their own ending.
var suffixes = map[Level][]string{
	OfProvince:   {"省"},
	OfPrefecture: {"地区", "市", "州", "盟"},
	OfCounty:     {"县", "市", "区", "旗"},
}

// RollUp is the full name of the prefecture-level place in which p counts: its
// prefecture; in municipalities, Hong Kong, Macao and Taiwan the province;
// for a county under no prefecture (仙桃市, 神农架林区, 石河子市) the county
// itself. It is "" for another province as a whole.
func RollUp(p Place) string {
	switch {
	case p.Prefecture != "":
		return p.Prefecture
	case p.Province == "":
		return ""
	}
	switch p.Code[:2] {
	case "11", "12", "31", "50", "71", "81", "82":
		return p.Province
	}
	return p.County
}
