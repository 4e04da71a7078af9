package sections

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"chunfeng/importer/figures"
)

//go:embed briefing.yaml
var builtin []byte

// A Definition says what a briefing consists of: which sentences, which figures
// in which rounding, which tables and charts.
type Definition struct {
	Title    []string  `yaml:"title"`    // patterns, one a line
	Unbroken []string  `yaml:"unbroken"` // words that no break of a title's line cuts
	Lead     Paragraph `yaml:"lead"`
	Sections []Section `yaml:"sections"`
	// Texts are free paragraphs by section id or Preface: figures stand in them
	// only as {figure.id}. Texts of the period itself replace them.
	Texts map[string][]string `yaml:"texts"`
}

// A Section is one numbered part. In a file laid over another, a section with
// a known id replaces that one, Drop leaves it out with all its forms have, and
// a new one stands before the section named Before, or last.
type Section struct {
	ID     string   `yaml:"id"`
	Title  string   `yaml:"title"`
	Before string   `yaml:"before"`
	Drop   bool     `yaml:"drop"`
	Forms  []string `yaml:"forms"` // sections of forms whose further figures are printed here; "" is the id
	// Elsewhere are figures that only the workbook's summary lists.
	Elsewhere []figures.ID `yaml:"elsewhere"`
	Blocks    []Block      `yaml:"blocks"`
}

// A Block is exactly one of a paragraph (Sentences, for the city or for Each
// of the leading units), a Rank, a Table, a Chart, or what the function named
// by Make writes.
type Block struct {
	Paragraph `yaml:",inline"`
	Each      *Each  `yaml:"each"`
	Rank      *Rank  `yaml:"rank"`
	Table     *Table `yaml:"table"`
	Chart     *Chart `yaml:"chart"`
	Make      string `yaml:"make"`
}

// A Paragraph is sentences. None stands in place of all of them when no figure
// is there; "" leaves the paragraph out.
type Paragraph struct {
	Heading   string     `yaml:"heading"`
	Sentences []Sentence `yaml:"sentences"`
	None      string     `yaml:"none"`
}

// A Sentence is its opening and its clauses, joined by Join (，) and ended by a
// full stop. First opens it where it is the paragraph's first one. It vanishes
// when no clause is left, or when one of Unless is there and not 0.
type Sentence struct {
	First   string       `yaml:"first"` // "" is as Opens
	Opens   string       `yaml:"opens"`
	Clauses []Clause     `yaml:"clauses"`
	Join    string       `yaml:"join"`
	Unless  []figures.ID `yaml:"unless"`
}

// A Clause is words with figures: {recruit.posts}, {recruit.places:地} with
// another unit, {visits.people|hundreds}, {recruit.posts|hundreds|多},
// {return.base|digits} in full, {return.rate|change} against the period before,
// {return.filedrate:家|part} a rate's numerator, {return.origin|beside} what its
// form prints beside it. A part in [brackets] vanishes by itself. The clause is said when every figure outside brackets is there and
// not 0, and one of With is; otherwise Else is tried, and Zero where a figure
// of Say is 0.
type Clause struct {
	Say  string       `yaml:"say"`
	With []figures.ID `yaml:"with"`
	Else string       `yaml:"else"`
	Zero string       `yaml:"zero"`
}

// Each repeats a paragraph's sentences for the Top units by a figure, as one
// paragraph joined by Join. {unit} and {places} are the unit's. With fewer than
// Least units it vanishes.
type Each struct {
	By    figures.ID `yaml:"by"`
	Top   int        `yaml:"top"`
	Least int        `yaml:"least"`
	Opens string     `yaml:"opens"`
}

// Rank writes the ranking of the units by a rate: bands with their numbers and
// names, who leads and who lags, whose rate rose most.
type Rank struct {
	Figure figures.ID `yaml:"figure"`
	Bands  []int      `yaml:"bands"`  // whole percents, from the highest down
	Opens  string     `yaml:"opens"`  // 分县（市、区）看，
	Lagged int        `yaml:"lagged"` // below this percent, and below the city, a unit is named as lagging, 0 names none
	Behind int        `yaml:"behind"` // so many points below the city too, 0 names none
}

// A Table lists figures by unit. Show is total (the default), week, or both.
// Change adds a column of points against the period before. Only leaves out
// the units that filed nothing of it.
type Table struct {
	Title   string       `yaml:"title"`
	Figures []figures.ID `yaml:"figures"`
	Show    string       `yaml:"show"`
	Change  []figures.ID `yaml:"change"`
	Only    bool         `yaml:"only"`
	Note    string       `yaml:"note"`
}

// A Chart draws figures by unit (bars), over the periods (lines), or a list
// figure from its parts to the units (flow).
type Chart struct {
	Title   string       `yaml:"title"`
	Kind    string       `yaml:"kind"`
	Figures []figures.ID `yaml:"figures"`
	Unit    string       `yaml:"unit"`
	Target  int          `yaml:"target"` // of rates, whole percent
	Before  bool         `yaml:"before"` // beside the period before
	Note    string       `yaml:"note"`
}

// Builtin is the definition of the contract.
func Builtin() (*Definition, error) { return Parse("briefing.yaml", builtin) }

// Load lays the definition in the named file over the built-in one. An empty
// name is Builtin.
func Load(name string) (*Definition, error) {
	base, err := Builtin()
	if err != nil || name == "" {
		return base, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read briefing definition: %w", err)
	}
	over, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	return base.under(over)
}

// Parse reads one definition. An unknown key, a clause that cannot be read or
// an unknown maker is an error that names the file.
func Parse(name string, data []byte) (*Definition, error) {
	var d Definition
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField()).Decode(&d); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("briefing definition %s: empty", name)
		}
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("briefing definition %s: %s", name, first)
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("briefing definition %s: %w", name, err)
	}
	return &d, nil
}

// under is d with what over says laid over it.
func (d *Definition) under(over *Definition) (*Definition, error) {
	out := &Definition{Title: d.Title, Unbroken: slices.Concat(d.Unbroken, over.Unbroken), Lead: d.Lead, Sections: slices.Clone(d.Sections), Texts: d.texts(over.Texts)}
	if len(over.Title) > 0 {
		out.Title = over.Title
	}
	if len(over.Lead.Sentences) > 0 {
		out.Lead = over.Lead
	}
	for _, s := range over.Sections {
		at := out.section(s.ID)
		switch {
		case s.Drop && at < 0:
			return nil, fmt.Errorf("drop section %s: no such section", s.ID)
		case at >= 0:
			out.Sections[at] = s
		case s.Before == "":
			out.Sections = append(out.Sections, s)
		default:
			before := out.section(s.Before)
			if before < 0 {
				return nil, fmt.Errorf("place section %s: no section %s", s.ID, s.Before)
			}
			out.Sections = slices.Insert(out.Sections, before, s)
		}
	}
	return out, nil
}

func (d *Definition) section(id string) int {
	return slices.IndexFunc(d.Sections, func(s Section) bool { return s.ID == id })
}

func (d *Definition) check() error {
	for _, line := range d.Title {
		if err := checkPattern(line); err != nil {
			return fmt.Errorf("title: %w", err)
		}
	}
	if err := d.Lead.check(); err != nil {
		return fmt.Errorf("lead: %w", err)
	}
	for id, texts := range d.Texts {
		for _, text := range texts {
			if err := checkPattern(text); err != nil {
				return fmt.Errorf("text of %s: %w", id, err)
			}
		}
	}
	seen := map[string]bool{}
	for _, s := range d.Sections {
		switch {
		case s.ID == "" || s.Title == "" && !s.Drop:
			return errors.New("section: id and title are required")
		case seen[s.ID]:
			return fmt.Errorf("section %s stands twice", s.ID)
		}
		seen[s.ID] = true
		for i := range s.Blocks {
			if err := s.Blocks[i].check(); err != nil {
				return fmt.Errorf("section %s, block %d: %w", s.ID, i+1, err)
			}
		}
	}
	return nil
}

func (b *Block) check() error {
	set := 0
	for _, on := range []bool{len(b.Sentences) > 0, b.Rank != nil, b.Table != nil, b.Chart != nil, b.Make != ""} {
		if on {
			set++
		}
	}
	switch {
	case set != 1:
		return errors.New("want exactly one of sentences, rank, table, chart, make")
	case b.Each != nil && len(b.Sentences) == 0:
		return errors.New("each goes with sentences")
	case b.Make != "" && makerOf(b.Make) == nil:
		return fmt.Errorf("make %q is not known", b.Make)
	case b.Table != nil && !slices.Contains([]string{"", "total", "week", "both"}, b.Table.Show):
		return fmt.Errorf("show %q: want total, week or both", b.Table.Show)
	case b.Chart != nil && !slices.Contains([]string{"bars", "lines", "flow"}, b.Chart.Kind):
		return fmt.Errorf("kind %q: want bars, lines or flow", b.Chart.Kind)
	case b.Rank != nil && !slices.IsSortedFunc(b.Rank.Bands, func(a, b int) int { return b - a }):
		return errors.New("bands: want the highest first")
	}
	return b.Paragraph.check()
}

func (p *Paragraph) check() error {
	for _, s := range p.Sentences {
		if err := errors.Join(checkPattern(s.Opens), checkPattern(s.First)); err != nil {
			return err
		}
		for _, c := range s.Clauses {
			if c.Say == "" {
				return errors.New("clause: say is required")
			}
			for _, w := range []string{c.Say, c.Else, c.Zero} {
				if err := checkPattern(w); err != nil {
					return err
				}
			}
		}
	}
	return checkPattern(p.None)
}
