package forms

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"chunfeng/importer/returns"
)

//go:embed definitions/*.yaml
var builtin embed.FS

// Builtin loads the forms of the contract.
func Builtin() (*Catalogue, error) { return load(nil, builtin, "definitions") }

// Load layers the definitions in dir over the built-in ones: a file whose id
// is known replaces that form, others are added. An empty dir is Builtin.
func Load(dir string) (*Catalogue, error) {
	base, err := Builtin()
	if err != nil || dir == "" {
		return base, err
	}
	return load(base, os.DirFS(dir), ".")
}

func load(base *Catalogue, files fs.FS, dir string) (*Catalogue, error) {
	c := &Catalogue{}
	if base != nil {
		c.Forms = slices.Clone(base.Forms)
	}
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	seen := map[returns.FormID]string{}
	for _, e := range entries {
		if e.IsDir() || (path.Ext(e.Name()) != ".yaml" && path.Ext(e.Name()) != ".yml") {
			continue
		}
		data, err := fs.ReadFile(files, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read definition: %w", err)
		}
		f, err := Parse(e.Name(), data)
		if err != nil {
			return nil, err
		}
		if other, twice := seen[f.ID]; twice {
			return nil, fmt.Errorf("definition %s: form %s is also in %s", e.Name(), f.ID, other)
		}
		seen[f.ID] = e.Name()
		if i := slices.IndexFunc(c.Forms, func(o *Form) bool { return o.ID == f.ID }); i >= 0 {
			c.Forms[i] = f
		} else {
			c.Forms = append(c.Forms, f)
		}
	}
	slices.SortStableFunc(c.Forms, func(a, b *Form) int { return cmp.Compare(a.Order, b.Order) })
	if err := c.check(); err != nil {
		return nil, err
	}
	for i, f := range c.Forms {
		if f.Layout == Indicators {
			c.Forms[i] = f.withIndicators(c)
		}
	}
	return c, nil
}

// Parse reads one definition. An unknown key, a wrong type or a reference to
// a field that is not there is an error that names file and line.
func Parse(name string, data []byte) (*Form, error) {
	var f Form
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField())
	if err := d.Decode(&f); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("definition %s: empty", name)
		}
		return nil, fmt.Errorf("definition %s: %s", name, trimmed(err))
	}
	f.Source = name
	if f.Order == 0 {
		f.Order = 1000
	}
	if f.Layout == "" {
		f.Layout = Rows
	}
	f.index = make(map[returns.FieldID]int, len(f.Fields))
	for i, fl := range f.Fields {
		if _, twice := f.index[fl.ID]; twice {
			return nil, fmt.Errorf("definition %s: field %s stands twice", name, fl.ID)
		}
		f.index[fl.ID] = i
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("definition %s: %w", name, err)
	}
	return &f, nil
}

// trimmed is the decoder's error as "line:column: what" without its picture
// of the source.
func trimmed(err error) string {
	s := err.Error()
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i]
	}
	return s
}

func (f *Form) check() error {
	switch {
	case f.ID == "" || f.Title == "":
		return errors.New("id and title are required")
	case f.Counting != Flow && f.Counting != Stock:
		return fmt.Errorf("counting %q: want flow or stock", f.Counting)
	case len(f.FiledBy) == 0:
		return errors.New("filed_by is required")
	case f.Layout != Rows && f.Layout != Indicators:
		return fmt.Errorf("layout %q: want rows or indicators", f.Layout)
	}
	roles := map[Role]returns.FieldID{}
	for _, fl := range f.Fields {
		if err := fl.check(f); err != nil {
			return fmt.Errorf("field %s: %w", fl.ID, err)
		}
		if fl.Role == "" {
			continue
		}
		if other, twice := roles[fl.Role]; twice {
			return fmt.Errorf("fields %s and %s have the role %s", other, fl.ID, fl.Role)
		}
		roles[fl.Role] = fl.ID
	}
	for _, keys := range append(slices.Clone(f.Identity), f.Same...) {
		if err := f.knowsKeys(keys...); err != nil {
			return err
		}
	}
	for i, r := range f.Rules {
		if err := r.check(f); err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
	}
	for _, fig := range f.Figures {
		if err := fig.check(f); err != nil {
			return fmt.Errorf("figure %s: %w", fig.ID, err)
		}
	}
	return f.knows(f.Evidence...)
}

var types = []Type{Text, Firm, USCC, IDCard, Phone, Person, DateType, Count, Money, Rate, YesNo, Enum, Province, Place, County}

var roles = []Role{"", RoleEvent, RoleFirm, RoleUSCC, RolePerson, RoleIDCard, RoleIDType, RolePhone, RoleTeam, RoleProvince, RoleCity, RoleDistrict, RoleVillage, RoleCounty, RoleBase}

func (fl *Field) check(f *Form) error {
	switch {
	case fl.ID == "":
		return errors.New("id is required")
	case !slices.Contains(types, fl.Type):
		return fmt.Errorf("type %q is not known", fl.Type)
	case !slices.Contains(roles, fl.Role):
		return fmt.Errorf("role %q is not known", fl.Role)
	case fl.Header == "" && !fl.Derived:
		return errors.New("header is required")
	case (fl.Type == Enum) != (len(fl.Choices) > 0):
		return errors.New("choices go with type enum, and it needs them")
	case fl.AsTyped && (!fl.Open || fl.Several):
		return errors.New("as_typed goes with an open list of single choices")
	case fl.Type == DateType && !slices.Contains([]DateKind{EventDate, PastDate, OpenDate, SignedDate}, fl.Dates):
		return fmt.Errorf("dates %q: want event, signed, past or open", fl.Dates)
	case fl.Type == Place && fl.Role != RoleCity && fl.Role != RoleDistrict:
		return errors.New("a place has the role city or district")
	}
	if fl.RangeTo != "" {
		return f.knows(fl.RangeTo)
	}
	if fl.Infer != nil {
		return f.knows(fl.Infer.From)
	}
	return nil
}

func (r *Rule) check(f *Form) error {
	set := 0
	for _, on := range []bool{len(r.Each) > 0, len(r.Sum) > 0, r.Rate != "", len(r.Ascending) > 0, r.Listed != "", len(r.When) > 0} {
		if on {
			set++
		}
	}
	if set != 1 {
		return errors.New("want exactly one of each, sum, rate, ascending, listed, when")
	}
	if (len(r.Each) > 0 || len(r.Sum) > 0) && (r.AtMost == "") == (r.Equals == "") {
		return errors.New("want exactly one of at_most and equals")
	}
	if (len(r.Each) > 0 || len(r.Sum) > 0) && r.Code != "R302" && r.Code != "R305" {
		return fmt.Errorf("code %q: want R302 or R305", r.Code)
	}
	if len(r.When) > 0 && (r.At == "" || r.Says == "") {
		return errors.New("when needs at and says")
	}
	for _, w := range r.When {
		if err := f.knows(w.Field); err != nil {
			return err
		}
	}
	for _, ids := range [][]returns.FieldID{r.Each, r.Sum, r.Minus, r.Ascending, {r.AtMost, r.Equals, r.Rate, r.Of, r.To, r.Listed, r.At}} {
		if err := f.knows(ids...); err != nil {
			return err
		}
	}
	return nil
}

func (fig *Figure) check(f *Form) error {
	set := 0
	for _, on := range []bool{fig.Sum != "", fig.Rows, fig.Distinct != "", fig.Ratio != nil, fig.Shares != "", fig.Register != ""} {
		if on {
			set++
		}
	}
	switch {
	case fig.ID == "":
		return errors.New("id is required")
	case set != 1:
		return errors.New("want exactly one of sum, rows, distinct, ratio, shares, register")
	}
	if fig.Ratio != nil {
		if err := f.knows(append(slices.Clone(fig.Ratio.Of), fig.Ratio.To...)...); err != nil {
			return err
		}
	}
	if fig.Distinct != "" {
		if err := f.knowsKeys(fig.Distinct); err != nil {
			return err
		}
	}
	for _, w := range fig.Where {
		if err := f.knows(append(append([]returns.FieldID{w.Field}, w.Of...), w.To...)...); err != nil {
			return err
		}
	}
	return f.knows(fig.Sum, fig.Shares)
}

// knows reports the first id that is no field of f; "" is none.
func (f *Form) knows(ids ...returns.FieldID) error {
	for _, id := range ids {
		if _, ok := f.index[id]; !ok && id != "" {
			return fmt.Errorf("no field %s", id)
		}
	}
	return nil
}

func (f *Form) knowsKeys(keys ...Key) error {
	for _, k := range keys {
		for part := range strings.SplitSeq(string(k), "|") {
			for word := range strings.SplitSeq(part, "+") {
				if word == "place" || word == "province" {
					continue
				}
				if err := f.knows(returns.FieldID(word)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// check holds the forms against each other.
func (c *Catalogue) check() error {
	named := map[string]bool{}
	for _, f := range c.Forms {
		for _, fig := range f.Figures {
			if fig.Name != "" {
				named[string(fig.ID)] = true
			}
		}
	}
	for _, f := range c.Forms {
		for _, fig := range f.Figures {
			if !named[string(fig.ID)] {
				return fmt.Errorf("definition %s: figure %s has no name in any form", f.Source, fig.ID)
			}
			if fig.Unless != "" {
				if _, ok := c.Form(fig.Unless); !ok {
					return fmt.Errorf("definition %s: figure %s: no form %s", f.Source, fig.ID, fig.Unless)
				}
			}
		}
		if f.Fold != nil {
			if _, ok := c.Form(f.Fold.Into); !ok {
				return fmt.Errorf("definition %s: folds into %s, which is no form", f.Source, f.Fold.Into)
			}
		}
	}
	return nil
}

// withIndicators is f with two fields for every flow figure that adds up or
// counts: what was done in the period, and the total so far.
func (f *Form) withIndicators(c *Catalogue) *Form {
	g := *f
	g.Fields = slices.Clone(f.Fields)
	g.index = map[returns.FieldID]int{}
	for i, fl := range g.Fields {
		g.index[fl.ID] = i
	}
	for _, form := range c.Forms {
		for _, fig := range form.Figures {
			if form.Counting != Flow || fig.Name == "" || fig.Ratio != nil || fig.Shares != "" || fig.Register != "" {
				continue
			}
			names := append([]string{fig.Name}, fig.Also...)
			kind := Count
			if fl, ok := form.Field(fig.Sum); ok {
				kind = fl.Type
				names = append(append(names, fl.Header), fl.Also...)
			}
			for _, part := range [...]struct{ suffix, head string }{{".week", "本周"}, {".total", "累计"}} {
				fl := Field{ID: returns.FieldID(string(fig.ID) + part.suffix), Type: kind, Unit: fig.Unit, Header: names[0] + "/" + part.head, Figure: fig.ID}
				// A total grows from week to week: that it jumps says nothing.
				fl.Cumulative = part.suffix == ".total"
				fl.Volatile = fl.Cumulative
				if _, twice := g.index[fl.ID]; twice {
					continue
				}
				for _, n := range names[1:] {
					fl.Also = append(fl.Also, n+"/"+part.head)
				}
				g.index[fl.ID] = len(g.Fields)
				g.Fields = append(g.Fields, fl)
			}
		}
	}
	return &g
}
