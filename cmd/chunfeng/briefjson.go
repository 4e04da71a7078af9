package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/vault"
)

// The JSON of brief. Field names are a promise.
type briefJSON struct {
	AsOf      string                                         `json:"asof"`
	Figures   map[figures.ID]figureJSON                      `json:"figures"`
	Units     map[returns.UnitCode]map[figures.ID]figureJSON `json:"units"`
	Filed     []filedJSON                                    `json:"filed"`
	Conflicts []conflictJSON                                 `json:"conflicts"`
	Refused   []refusedJSON                                  `json:"refused"`
	Files     []string                                       `json:"files"`
}

type figureJSON struct {
	Value     any    `json:"value"`
	Text      string `json:"text"`
	Prose     string `json:"prose"`
	Qualifier string `json:"qualifier,omitempty"`
	Beside    string `json:"beside,omitempty"`
}

type shareJSON struct {
	Province string `json:"province"`
	People   int    `json:"people"`
}

type filedJSON struct {
	Unit       string `json:"unit"`
	Form       string `json:"form"`
	Period     string `json:"period"`
	Due        bool   `json:"due"`
	Timeliness string `json:"timeliness"`
	Status     string `json:"status,omitempty"`
	Version    int    `json:"version,omitempty"`
	File       string `json:"file,omitempty"`
}

type conflictJSON struct {
	ID       string       `json:"id"`
	Code     string       `json:"code"`
	Units    []string     `json:"units"`
	What     string       `json:"what"`
	Default  string       `json:"default"`
	Sides    []sideJSON   `json:"sides"`
	Sources  []sourceJSON `json:"sources"`
	Decision string       `json:"decision,omitempty"`
	Who      string       `json:"who,omitempty"`
	When     string       `json:"when,omitempty"`
	Reason   string       `json:"reason,omitempty"`
}

// A sideJSON is one party of a conflict, by the key that a decision may keep
// it by: choice: "a:331002".
type sideJSON struct {
	Key   string `json:"key"`
	Words string `json:"words"`
}

type sourceJSON struct {
	Filing  string `json:"filing,omitempty"`
	Version int    `json:"version,omitempty"`
	File    string `json:"file"`
	SHA256  string `json:"sha256,omitempty"`
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell"`
	Text    string `json:"text"`
}

type refusedJSON struct {
	File     string `json:"file"`
	Form     string `json:"form"`
	Findings int    `json:"findings"`
}

// printBriefJSON prints files by the path they were given under.
func printBriefJSON(io stdio, m *figures.Merged, files []source, written []string) error {
	given := map[string]string{}
	for _, f := range files {
		given[f.name] = f.path
	}
	out := briefJSON{
		AsOf: m.AsOf.String(), Figures: figuresJSON(m, figures.City), Units: map[returns.UnitCode]map[figures.ID]figureJSON{},
		Filed: []filedJSON{}, Conflicts: []conflictJSON{}, Refused: []refusedJSON{}, Files: written,
	}
	for _, unit := range unitOrder(m) {
		out.Units[unit] = figuresJSON(m, unit)
	}
	for _, f := range m.Filed {
		out.Filed = append(out.Filed, filedJSON{
			Unit: string(f.Unit), Form: string(f.Form), Period: f.Period.Name(), Due: f.Due,
			Timeliness: f.Timeliness, Status: f.Status, Version: f.Version, File: given[f.File],
		})
	}
	for _, c := range m.Conflicts {
		line := conflictOf(c)
		for i := range line.Sources {
			line.Sources[i].File = given[line.Sources[i].File]
		}
		out.Conflicts = append(out.Conflicts, line)
	}
	for _, r := range m.Refused {
		out.Refused = append(out.Refused, refusedJSON{given[r.File], string(r.Form), r.Findings})
	}
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// unitOrder is the units that have figures, in the order in which they filed.
func unitOrder(m *figures.Merged) []returns.UnitCode {
	var out []returns.UnitCode
	seen := map[returns.UnitCode]bool{figures.City: true}
	for _, f := range m.Filed {
		if _, has := m.Figures[f.Unit]; has && !seen[f.Unit] {
			seen[f.Unit] = true
			out = append(out, f.Unit)
		}
	}
	return out
}

// figuresJSON is the figures of a unit.
// Absent figures are left out.
func figuresJSON(m *figures.Merged, unit returns.UnitCode) map[figures.ID]figureJSON {
	out := map[figures.ID]figureJSON{}
	for _, d := range m.Catalogue {
		for _, variant := range [...]figures.ID{"", "@week", "@change"} {
			f, ok := m.Figures[unit][d.ID+variant]
			if !ok || f.Absent {
				continue
			}
			out[f.ID] = figureJSON{
				Value: valueOf(f), Text: phrase.Text(f), Prose: phrase.Prose(f),
				Qualifier: f.Value.Qualifier.String(), Beside: f.Beside,
			}
		}
	}
	return out
}

// valueOf is a figure's number: rates with four decimals rounded half up,
// changes of rates in points with one.
func valueOf(f figures.Figure) any {
	switch {
	case f.Way == figures.Shares:
		shares := []shareJSON{}
		for _, s := range f.Shares {
			shares = append(shares, shareJSON{s.Province, s.People})
		}
		return shares
	case f.Way == figures.Ratio:
		return f.Value.Round(4)
	default:
		return f.Value
	}
}

func conflictOf(c figures.Conflict) conflictJSON {
	out := conflictJSON{ID: c.ID, Code: string(c.Code), Units: []string{}, What: c.What, Default: c.Default, Sides: []sideJSON{}, Sources: []sourceJSON{}}
	for _, u := range c.Units {
		out.Units = append(out.Units, string(u))
	}
	for _, side := range c.Sides {
		out.Sides = append(out.Sides, sideJSON{side.Key, vault.MaskText(side.Words)})
		if u := string(side.Unit); u != "" && !slices.Contains(out.Units, u) {
			out.Units = append(out.Units, u) // a firm that files itself
		}
		for _, s := range side.Sources {
			out.Sources = append(out.Sources, sourceOf(s))
		}
	}
	if d := c.Decision; d != nil {
		out.Decision, out.Who, out.When, out.Reason = string(d.Choice), d.Who, d.When, d.Reason
	}
	return out
}

func sourceOf(s figures.Source) sourceJSON {
	return sourceJSON{s.Filing, s.Version, s.File, s.SHA256, s.Sheet, s.Cell, vault.MaskText(s.Text)}
}

// The JSON of brief --why, the same as the service's sources.
type whyAnswer struct {
	ID          string        `json:"id"`
	Value       any           `json:"value"`
	Definition  string        `json:"definition"`
	Counted     []countedJSON `json:"counted"`
	Numerator   any           `json:"numerator,omitempty"`
	Denominator any           `json:"denominator,omitempty"`
	Dropped     []droppedJSON `json:"dropped"`
}

type countedJSON struct {
	Key     string       `json:"key"`
	Name    string       `json:"name"`
	Sources []sourceJSON `json:"sources"`
}

type droppedJSON struct {
	Why    string     `json:"why"`
	Source sourceJSON `json:"source"`
}

func whyJSON(f figures.Figure) whyAnswer {
	out := whyAnswer{ID: string(f.ID), Definition: f.Definition.Definition, Counted: []countedJSON{}, Dropped: []droppedJSON{}}
	if !f.Absent {
		out.Value = valueOf(f)
	}
	if f.Way == figures.Ratio && !f.Absent {
		out.Numerator, out.Denominator = f.Numerator, f.Denominator
	}
	for _, c := range f.Counted {
		line := countedJSON{Key: vault.MaskText(c.Key), Name: c.Name, Sources: []sourceJSON{}}
		for _, s := range c.Sources {
			line.Sources = append(line.Sources, sourceOf(s))
		}
		out.Counted = append(out.Counted, line)
	}
	for _, d := range f.Dropped {
		out.Dropped = append(out.Dropped, droppedJSON{d.Why, sourceOf(d.Source)})
	}
	return out
}

// printWhy tells a person where a figure comes from.
func printWhy(io stdio, im *importer.Importer, f figures.Figure) {
	fmt.Fprintf(io.out, "%s  %s  %s\n%s\n", f.ID, f.Name, phrase.Text(f), f.Definition.Definition)
	if f.Way == figures.Ratio && !f.Absent {
		fmt.Fprintf(io.out, "%s ÷ %s，两项齐全的企业 %d 家，缺项的 %d 家\n", f.Numerator, f.Denominator, f.In, f.Out)
	}
	place := func(s figures.Source) string {
		unit, _ := im.Register.Unit(s.Unit)
		return fmt.Sprintf("%s %s %s!%s “%s”", unit.Name, s.File, s.Sheet, s.Cell, vault.MaskText(s.Text))
	}
	fmt.Fprintf(io.out, "计入 %d 项：\n", len(f.Counted))
	for _, c := range f.Counted {
		fmt.Fprintf(io.out, "  %s", c.Name)
		if f.Way == figures.Sum {
			fmt.Fprintf(io.out, " %s", c.Amount)
		}
		fmt.Fprintln(io.out)
		for _, s := range c.Sources {
			fmt.Fprintf(io.out, "    %s\n", place(s))
		}
	}
	if len(f.Dropped) > 0 {
		fmt.Fprintf(io.out, "未计入 %d 处：\n", len(f.Dropped))
	}
	for _, d := range f.Dropped {
		fmt.Fprintf(io.out, "  %s：%s\n", d.Why, place(d.Source))
	}
}
