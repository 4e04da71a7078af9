package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/chart"
	"chunfeng/reports/phrase"
)

// The widths at which a chart is laid out: beside another on a screen, over
// the whole of one, and on a phone. Type keeps its size against them, so one
// drawing does not do for all.
const (
	halfChart   = 450
	wholeChart  = 960
	narrowChart = 270
)

// A picture is a chart drawn for both widths, with what it shows in words.
type picture struct {
	Title        string
	Words        string
	Wide, Narrow drawing
}

// A drawing is a chart.Drawing in the words of SVG.
type drawing struct {
	Width, Height string
	Areas         []shape
	Boxes         []box
	Lines         []shape
	Labels        []word
}

type shape struct{ Points, Colour, Width, Dash string }

type box struct{ X, Y, W, H, Colour string }

type word struct {
	X, Y, Size, Text, Anchor, Colour string
	Halo                             bool
}

// pictureOf draws a chart for a screen's width and a phone's; nil without one.
func pictureOf(c *briefing.Chart, words string, width float64) *picture {
	if c == nil {
		return nil
	}
	return &picture{c.Title, words, drawn(c, width), drawn(c, narrowChart)}
}

func drawn(c *briefing.Chart, width float64) drawing {
	d := chart.Layout(c, width, chart.Height(c, width, measure), measure)
	out := drawing{Width: short(d.Width), Height: short(d.Height)}
	for _, a := range d.Areas {
		out.Areas = append(out.Areas, shape{Points: points(a.Points), Colour: hue(a.Colour)})
	}
	for _, b := range d.Boxes {
		out.Boxes = append(out.Boxes, box{short(b.X), short(b.Y), short(b.W), short(b.H), hue(b.Colour)})
	}
	for _, l := range d.Lines {
		s := shape{Points: points(l.Points), Colour: hue(l.Colour), Width: short(l.Width)}
		if l.Dash > 0 {
			s.Dash = short(l.Dash)
		}
		out.Lines = append(out.Lines, s)
	}
	for _, l := range d.Labels {
		out.Labels = append(out.Labels, word{short(l.X), short(l.Y), short(l.Size), l.Text, [...]string{"start", "middle", "end"}[l.Anchor], hue(l.Colour), l.Halo})
	}
	return out
}

// measure is about as wide as browsers set text: Chinese fills its square.
func measure(text string, size float64) float64 {
	w := 0.0
	for _, r := range text {
		if r < 0x2e80 {
			w += 0.56
		} else {
			w++
		}
	}
	return w * size
}

func short(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }

func hue(c chart.Colour) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func points(all []chart.Point) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(short(p.X) + "," + short(p.Y) + " ")
	}
	return b.String()
}

// trendOf draws a figure of one unit, or of the city, over the periods: rates
// as lines, what adds up as bars of what came with each. Nil with fewer than
// two periods.
func trendOf(id figures.ID, unit returns.UnitCode, trail []*figures.Merged) *briefing.Chart {
	var now figures.Figure
	c := &briefing.Chart{Kind: briefing.Lines}
	var s briefing.Series
	for _, m := range trail {
		f := m.Figure(unit, id)
		if f.Absent {
			continue
		}
		now = f
		value, label := f.Value.Float(), phrase.Cell(f)
		if f.Way == figures.Ratio {
			value, label = phrase.Printed(f).Float(), phrase.Rate(f)
		}
		c.Categories = append(c.Categories, dayOf(m.AsOf))
		s.Values, s.Labels = append(s.Values, value), append(s.Labels, label)
	}
	if len(s.Values) < 2 || now.Way == figures.Shares {
		return nil
	}
	if c.Unit = now.Unit; now.Way == figures.Ratio {
		c.Unit = "%"
	}
	s.Name = now.Name
	c.Title, c.Series = now.Name, []briefing.Series{s}
	return c
}

func dayOf(d period.Date) string { return fmt.Sprintf("%d月%d日", d.Month, d.Day) }

// mostOrigins is how many provinces a drawing of flows names; the rest is one.
const mostOrigins = 8

const restOfOrigins = "其他"

// flowOf draws where workers come from and to which unit they went: the parts
// of the city's list figure to those of its units. Nil where no unit has any.
func flowOf(m *figures.Merged, id figures.ID, units []returns.Unit) *briefing.Chart {
	city := m.Figure(figures.City, id)
	at := map[string]int{}
	c := &briefing.Chart{Kind: briefing.Flow, Unit: city.Unit}
	for i, s := range city.Shares {
		name := s.Province
		if i >= mostOrigins {
			name = restOfOrigins
		}
		if n := len(c.Categories); n == 0 || c.Categories[n-1] != name {
			c.Categories = append(c.Categories, name)
		}
		at[s.Province] = len(c.Categories) - 1
	}
	for _, u := range units {
		f := m.Figure(u.Code, id)
		if f.Absent || len(f.Shares) == 0 {
			continue
		}
		s := briefing.Series{Name: u.Name, Values: make([]float64, len(c.Categories)), Labels: make([]string, len(c.Categories))}
		for _, part := range f.Shares {
			if i, known := at[part.Province]; known {
				s.Values[i] += float64(part.People)
			}
		}
		for i, x := range s.Values {
			if s.Labels[i] = strconv.Itoa(int(x)); x == 0 {
				s.Values[i], s.Labels[i] = math.NaN(), ""
			}
		}
		c.Series = append(c.Series, s)
	}
	if len(c.Series) == 0 {
		return nil
	}
	return c
}
