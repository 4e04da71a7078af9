package places

// A Level says how high a place stands.
type Level uint8

// The levels.
const (
	OfProvince   Level = iota + 1 // 省级: provinces, autonomous regions, municipalities, Hong Kong, Macao
	OfPrefecture                  // 地级: cities, prefectures, leagues
	OfCounty                      // 县级: counties, districts, county-level cities, banners
)

// A Place is one division. Province, Prefecture and County are official full
// names, "" for levels below the place. A municipality has no prefecture:
// 重庆市万州区 has "" there. A county under no prefecture (仙桃市) neither.
type Place struct {
	Code       string // GB/T 2260, six digits
	Name       string // full name of the place itself
	Level      Level
	Province   string
	Prefecture string
	County     string
}

// A Hint narrows a search to what the neighbouring cells name. Both parts are
// official full names as Province and Find give them, or "".
type Hint struct{ Province, Prefecture string }

// Province is the official full name of the province s names: by full name,
// short name (内蒙古), one-character name (黔), or GB/T 2260 code (52, 520000).
func Province(s string) (full string, ok bool) { return "", false }

// Find lists the places that s, a cell of its own, may name.
func Find(s string, within Hint) []Place { return nil }

// Split takes a concatenated place apart; rest is what remains behind it.
func Split(s string) (p Place, rest string, ok bool) { return Place{}, "", false }

// RollUp is the full name of the prefecture-level place in which p counts.
func RollUp(p Place) string { return "" }
