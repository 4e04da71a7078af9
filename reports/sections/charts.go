package sections

import (
	"math"
	"slices"
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// chart draws what a definition asks for, nil without data.
func (f *Facts) chart(c *Chart) *briefing.Chart {
	out := &briefing.Chart{Title: c.Title, Kind: briefing.ChartKind(c.Kind), Unit: c.Unit, Note: c.Note}
	switch out.Kind {
	case briefing.Bars:
		f.bars(c, out)
	case briefing.Lines:
		f.lines(c, out)
	case briefing.Flow:
		f.flow(c, out)
	}
	if !drawable(out) {
		return nil
	}
	if c.Target > 0 {
		out.Target, out.TargetText = float64(c.Target), "目标 "+strconv.Itoa(c.Target)+"%"
	}
	return out
}

// drawable reports whether there is at least one category with a value that
// is not 0.
func drawable(c *briefing.Chart) bool {
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !math.IsNaN(v) && v != 0 {
				return len(c.Categories) > 0
			}
		}
	}
	return false
}

// point is a figure as a chart draws and labels it: rates in percent as
// printed.
func point(fig figures.Figure) (float64, string) {
	switch {
	case fig.Absent:
		return math.NaN(), ""
	case fig.Way == figures.Ratio:
		return phrase.Printed(fig).Float(), phrase.Rate(fig)
	}
	return fig.Value.Float(), phrase.Cell(fig)
}

// bars has one group a unit. Units without any of the figures are left out.
func (f *Facts) bars(c *Chart, out *briefing.Chart) {
	type source struct {
		name string
		from *figures.Merged
		id   figures.ID
	}
	var sources []source
	for _, id := range c.Figures {
		if b := f.before(); c.Before && b != nil {
			sources = append(sources, source{f.lastState(), b, id})
		}
		name := f.definition(id).Name
		if c.Before && f.before() != nil {
			name = "本期"
			if f.lastState() == "上周" {
				name = "本周"
			}
		}
		sources = append(sources, source{name, f.Merged, id})
	}
	var units []returns.Unit
	for _, u := range f.Register.Units {
		for _, id := range c.Figures {
			if !f.Merged.Figure(u.Code, id).Absent {
				units = append(units, u)
				break
			}
		}
	}
	for _, u := range units {
		out.Categories = append(out.Categories, u.Name)
	}
	for _, s := range sources {
		series := briefing.Series{Name: s.name}
		for _, u := range units {
			v, label := point(s.from.Figure(u.Code, s.id))
			series.Values, series.Labels = append(series.Values, v), append(series.Labels, label)
		}
		if some(series.Values) {
			out.Series = append(out.Series, series)
		}
	}
}

func some(values []float64) bool {
	for _, v := range values {
		if !math.IsNaN(v) {
			return true
		}
	}
	return false
}

// fewest is how many periods make a line: two stand side by side in bars and
// words.
const fewest = 3

// lines has one category a period.
func (f *Facts) lines(c *Chart, out *briefing.Chart) {
	all := append(append([]*figures.Merged{}, f.Earlier...), f.Merged)
	for len(all) > 1 && !slices.ContainsFunc(c.Figures, func(id figures.ID) bool { return !all[0].Figure(figures.City, id).Absent }) {
		all = all[1:] // the lines begin where the first of them does
	}
	for _, id := range c.Figures {
		series := briefing.Series{Name: f.definition(id).Name}
		there := 0
		for _, m := range all {
			v, label := point(m.Figure(figures.City, id))
			if !math.IsNaN(v) {
				there++
			}
			series.Values, series.Labels = append(series.Values, v), append(series.Labels, label)
		}
		if there >= fewest {
			out.Series = append(out.Series, series)
		}
	}
	for _, m := range all {
		out.Categories = append(out.Categories, monthDay(m.Period.Ends))
	}
}

// flow goes from the parts of a list figure (provinces) to the units.
func (f *Facts) flow(c *Chart, out *briefing.Chart) {
	for _, id := range c.Figures {
		city := f.Merged.Figure(figures.City, id)
		for _, s := range city.Shares {
			out.Categories = append(out.Categories, s.Province)
		}
		for _, u := range f.Register.Units {
			fig := f.Merged.Figure(u.Code, id)
			if len(fig.Shares) == 0 {
				continue
			}
			people := map[string]int{}
			for _, s := range fig.Shares {
				people[s.Province] = s.People
			}
			series := briefing.Series{Name: u.Name}
			for _, s := range city.Shares {
				n, ok := people[s.Province]
				if !ok {
					series.Values, series.Labels = append(series.Values, math.NaN()), append(series.Labels, "")
					continue
				}
				series.Values, series.Labels = append(series.Values, float64(n)), append(series.Labels, strconv.Itoa(n))
			}
			out.Series = append(out.Series, series)
		}
	}
}
