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

// Find lists the places within the hint that s may name, a cell of its own:
// official full name, else short name (嘉陵, 黔西南州, 黔西南), else a name it
// had lately (兴仁县), else a concatenation (四川南充嘉陵), or a code. Several are
// ambiguous. They come in order of level, then code; a place above the hint is
// left out where one below it fits too. None: s is unknown, or lies elsewhere.
func Find(s string, within Hint) []Place {
	t := known()
	key := plain.Key(s)
	if key == "" {
		return nil
	}
	for _, names := range []map[string][]int{t.full, t.short, t.former} {
		if found, ok := names[key]; ok {
			return t.pick(found, within)
		}
	}
	if found := t.restyled(key); len(found) > 0 {
		return t.pick(found, within)
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
		c := t.extend(start, text)
		switch {
		case best.place < 0 || c.size > best.size:
			best, ambiguous = c, false
		case c.size < best.size || c.place == best.place:
		case t.above(best.place, c.place):
		case t.above(c.place, best.place):
			best = c
		default:
			ambiguous = true
		}
	}
	if best.place < 0 || ambiguous {
		return Place{}, s, false
	}
	return t.places[best.place], strings.TrimLeft(text[best.size:], between), true
}

// between are the marks that may stand between the parts of a chain.
const between = "-/·•,>—"

// A chain is a place, and how many bytes of the text name it.
type chain struct{ place, size int }

// extend lengthens c by the names of places below it, as long as one alone
// fits, or one with the others inside it (吉安 is 吉安市, not 吉安县).
func (t *table) extend(c chain, text string) chain {
	for {
		skipped := len(text[c.size:]) - len(strings.TrimLeft(text[c.size:], between))
		next, several := chain{place: -1}, false
		for _, n := range t.startingWith(text[c.size+skipped:]) {
			if !t.above(c.place, n.place) {
				continue
			}
			n.size += c.size + skipped
			switch deeper := t.deeper(n, text); {
			case next.place < 0 || deeper > t.deeper(next, text):
				next, several = n, false
			case deeper < t.deeper(next, text), n.place == next.place, t.above(next.place, n.place):
			case t.above(n.place, next.place):
				next = n
			default:
				several = true
			}
		}
		if next.place < 0 || several {
			return c
		}
		c = next
	}
}

// deeper is how far one more name below c reaches.
func (t *table) deeper(c chain, text string) int {
	far := c.size
	if t.places[c.place].Level == OfCounty {
		return far
	}
	skipped := len(text[c.size:]) - len(strings.TrimLeft(text[c.size:], between))
	for _, n := range t.startingWith(text[c.size+skipped:]) {
		if t.above(c.place, n.place) {
			far = max(far, c.size+skipped+n.size)
		}
	}
	return far
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
			out = append(out, chain{i, end})
		}
		if end <= len("黔") && len(s) > end {
			continue // 川 and 黔 do not begin a chain
		}
		stems := t.short[name]
		if len(stems) == 0 {
			stems = t.former[name]
		}
		for _, i := range stems {
			if c, ok := t.stemmed(i, s, end); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// stemmed is place i, the short name of which ends at end: with another
// suffix of its level (兴仁县), or none, unless the text goes on as the name of
// a street or a village (中山路).
func (t *table) stemmed(i int, s string, end int) (chain, bool) {
	rest := s[end:]
	for _, suffix := range suffixes[t.places[i].Level] {
		if strings.HasPrefix(rest, suffix) {
			return chain{i, end + len(suffix)}, true
		}
	}
	for _, word := range []string{"镇", "乡", "村", "街", "路", "大道", "社区", "巷", "桥"} {
		if strings.HasPrefix(rest, word) {
			return chain{}, false
		}
	}
	return chain{i, end}, true
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
