package figures

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// ID names a figure, e.g. recruit.posts, recruit.posts@week, return.rate@change.
type ID string

// City is the unit code under which a Merged holds the whole city's figures.
const City returns.UnitCode = ""

// A Way says how a figure comes from records.
type Way string

// The ways. The three counts never mix: Sum and Rows are gross (家次, 人次, 场),
// Distinct counts each thing once (家, 人, 省).
const (
	Sum      Way = "sum"
	Rows     Way = "rows"
	Distinct Way = "distinct"
	Ratio    Way = "ratio"
	Shares   Way = "shares" // a list of parts by province, e.g. return.origin
)

// A Definition says what a figure is. It is printed under 口径.
type Definition struct {
	ID         ID
	Name       string // 提供岗位
	Unit       string // 个; "" for rates
	Definition string // in words
	Way        Way
	Stock      bool   // a state as of a date; its variants are @change, not @week
	Section    string // the part of the id before the first dot
	Money      bool
	Prose      string // rounding in sentences: exact (default) or hundreds
	Base       ID     // of Distinct: the gross figure beside it, "" if none
}

// A Figure is one named number of one unit, or of the city.
type Figure struct {
	Definition
	Of          returns.UnitCode // City for the whole
	Absent      bool             // nobody filed it, or a rate without denominator
	Value       returns.Number   // rates 0–1, unrounded to six places; @change of a rate in points of the printed values (1.5)
	Numerator   returns.Number   // of a Ratio
	Denominator returns.Number
	In, Out     int            // of a Ratio: firms that have both parts, and that lack one
	Shares      []Share        // of Shares, most people first
	Gross       returns.Number // of Distinct: the same counted without removing repetition
	Twice       returns.Number // what was left out because another unit filed the same event
	Reported    returns.Number // the part that comes from weekly tables (按报送数)
	Doubtful    bool           // counts something of a held return (存疑)
	Beside      string         // printed beside the value, e.g. 另按报送数12家次
	Counted     []Counted      // of Distinct: exactly as many as Value; of sums one per cell
	Dropped     []Dropped
}

// Percent is a ratio in percent with one decimal as it is printed: half up in
// one step from numerator and denominator, 100 and 0 only where they are exact.
func (f Figure) Percent() returns.Number {
	p, ok := f.Numerator.Quotient(f.Denominator, 3)
	exact := f.Numerator.Micros == f.Denominator.Micros
	switch {
	case !ok:
		return returns.Number{}
	case p.Micros == 1_000_000 && !exact && f.Numerator.Cmp(f.Denominator) < 0:
		p.Micros = 999_000
	case p.Micros == 1_000_000 && !exact:
		p.Micros = 1_001_000
	case p.IsZero() && !f.Numerator.IsZero():
		p.Micros = 1_000
	}
	p.Micros *= 100
	return p
}

// A Share is one part of a list figure.
type Share struct {
	Province string
	People   int
}

// A Counted is one thing a figure counts, with every cell that names it.
type Counted struct {
	Key     string         // identity: credit code, place code, team …
	Name    string         // as printed
	Amount  returns.Number // what it adds; 1 in counts; of a Ratio to the numerator
	Over    returns.Number // of a Ratio: what it adds to the denominator
	Sources []Source
}

// A Dropped is a cell that a figure leaves out, and why: same event filed by
// another unit, superseded by a later filing, after the date, before the
// campaign, refused …
type Dropped struct {
	Why    string // Chinese
	Source Source
}

// A Source is one cell of a return.
type Source struct {
	Unit    returns.UnitCode
	Form    returns.FormID
	Period  string // the period's name
	Filing  string // id, "" on the command line
	Version int
	File    string
	SHA256  string
	Sheet   string
	Cell    string // e.g. H7; the row's first cell where a whole row counts; runs such as K7:K12,K15 where a roster's rows were counted
	Text    string // as typed
	Held    bool   // the return is held (待说明)
}

// A Conflict only shows when returns are merged. The default applies until
// somebody decides.
type Conflict struct {
	ID       string // stable across mergings of the same things
	Code     finding.Code
	Units    []returns.UnitCode // in the order of tables
	Firm     string
	What     string // one Chinese sentence
	Default  string // what the rule did, Chinese
	Sides    []Side
	Decision *Decision
	Advice   bool // does not ask for a decision (X407)
}

// A Side is what one party of a conflict says.
type Side struct {
	Key     string // what a decision may keep it by, whatever other sides there are
	Unit    returns.UnitCode
	Words   string
	Sources []Source
}

// A Choice is what somebody decided about a conflict.
type Choice string

// The choices. Same joins two firms into one; Apart keeps them two.
const (
	KeepA Choice = "a"
	KeepB Choice = "b"
	Both  Choice = "both"
	Same  Choice = "same"
	Apart Choice = "apart"
)

// Naming is c with the key of the side that it keeps, so that it keeps that
// side when others come or go: a:331002. A choice that keeps none stays as it is.
func (c Choice) Naming(sides []Side) Choice {
	if i, ok := c.Kept(sides); ok && sides[i].Key != "" && !strings.Contains(string(c), ":") {
		return c + Choice(":"+sides[i].Key)
	}
	return c
}

// Kept is the position of the side that c keeps: the one it names, else a is
// the first and b the second. False where it keeps none, or one that is not
// among them.
func (c Choice) Kept(sides []Side) (int, bool) {
	letter, key, named := strings.Cut(string(c), ":")
	if len(letter) != 1 || letter[0] < 'a' || letter[0] > 'z' {
		return 0, false
	}
	i := int(letter[0] - 'a')
	if named {
		i = slices.IndexFunc(sides, func(s Side) bool { return s.Key == key })
	}
	return i, i >= 0 && i < len(sides)
}

// A Decision answers a conflict and all later ones of the same id. A Choice
// that names the side it keeps (a:331002) is not taken where that side is gone.
type Decision struct {
	Conflict string `yaml:"conflict"` // Conflict.ID
	Choice   Choice `yaml:"choice"`
	Who      string `yaml:"who"`
	When     string `yaml:"when"`
	Reason   string `yaml:"reason"`
}

// A Filed says what became of one return that a unit owes or filed.
type Filed struct {
	Unit       returns.UnitCode
	Form       returns.FormID
	Period     period.Period
	Due        bool
	Timeliness string // filed, missing, notdue; the service adds ontime and late
	Status     string // state word, "" when missing
	Version    int
	File       string
	Findings   finding.List
}

// A Ledger is the merged records of one form, as the consolidated workbook
// lists them.
type Ledger struct {
	Form    returns.FormID
	Title   string
	Stock   bool
	Fields  []LedgerField
	Entries []Entry
	Counts  []LedgerCount // the figures that are sums over this ledger's columns
}

// A LedgerField is one column of a ledger.
type LedgerField struct {
	ID     returns.FieldID
	Header string
	Kind   returns.Kind
	Unit   string
	Secret bool // an ID card or phone number: masked in what is sent out
}

// A LedgerCount says how a city figure follows from a ledger: the sum of a
// field over, or the number of, the entries whose Adds holds the figure; of a
// Ratio the sum of Of over the sum of To. Where several ledgers count for one
// figure their counts add up.
type LedgerCount struct {
	Figure ID
	Field  returns.FieldID   // "" for Rows, Distinct and Ratio
	Of     []returns.FieldID // of a Ratio
	To     []returns.FieldID
}

// An Entry is one merged record.
type Entry struct {
	Unit   returns.UnitCode
	Source Source // its row; Cell is the row's first cell that matters
	Values []returns.Value
	Adds   map[ID]int8 // 1 where the entry is counted in a city figure; for Distinct 1 only at its first entry
	Left   string      // why it is not counted at all, "" if it is
}

// Merged is what merging gives as of a date.
type Merged struct {
	AsOf      period.Date
	Period    period.Period                      // the newest period at or before AsOf
	Figures   map[returns.UnitCode]map[ID]Figure // City and every unit
	Catalogue []Definition                       // every figure, in the order of sections
	Filed     []Filed                            // by unit, form, period
	Conflicts []Conflict
	Ledgers   []Ledger
	Refused   []Refused
	Carried   []string // firms carried with last numbers (沿用)
}

// A Refused is a return or a file that was not merged.
type Refused struct {
	File     string
	Form     returns.FormID // "" for an unreadable file
	Unit     returns.UnitCode
	Findings int
}

// Figure looks a figure up. An unknown one is absent.
func (m *Merged) Figure(unit returns.UnitCode, id ID) Figure {
	if f, ok := m.Figures[unit][id]; ok {
		return f
	}
	f := Figure{Definition: Definition{ID: id}, Of: unit, Absent: true}
	for _, d := range m.Catalogue {
		if d.ID == id {
			f.Definition = d
		}
	}
	return f
}

// Removed is by how much the units' figures together exceed the city's: what a
// table of distinct figures prints as 其中重复(剔除). False where the city has no
// such figure.
func (m *Merged) Removed(id ID, units []returns.Unit) (returns.Number, bool) {
	city := m.Figure(City, id)
	if city.Absent {
		return returns.Number{}, false
	}
	sum := returns.Number{}
	for _, u := range units {
		if f := m.Figure(u.Code, id); !f.Absent {
			sum.Micros += f.Value.Micros
		}
	}
	return returns.Number{Micros: sum.Micros - city.Value.Micros}, true
}
