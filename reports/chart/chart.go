package chart

import (
	"math"
	"strconv"

	"chunfeng/reports/briefing"
)

// Sizes of type in points.
const (
	textSize  = 9.0
	smallest  = 6.0
	legendGap = 14.0
	nothing   = "—" // what stands for data nobody has
)

// A Measure is the width in points of text in a size.
type Measure = func(text string, size float64) float64

// A layout is a chart being laid out.
type layout struct {
	chart   *briefing.Chart
	measure Measure
	Drawing
	top float64 // where the plot may begin
}

// Layout lays c out in a picture of the given size. A chart without any value
// is a frame with — in it.
func Layout(c *briefing.Chart, width, height float64, measure func(text string, size float64) float64) Drawing {
	l := &layout{chart: c, measure: measure, Drawing: Drawing{Width: width, Height: height}}
	switch {
	case !any(c):
		l.empty()
	case c.Kind == briefing.Lines:
		l.legendless(l.lines)
	case c.Kind == briefing.Flow:
		l.flow()
	case l.upright():
		l.legendless(l.columns)
	default:
		l.legendless(l.bars)
	}
	return l.Drawing
}

// Height is the height at which c looks best in that width.
func Height(c *briefing.Chart, width float64, measure func(text string, size float64) float64) float64 {
	l := &layout{chart: c, measure: measure, Drawing: Drawing{Width: width, Height: 200}}
	n, k := float64(len(c.Categories)), float64(len(c.Series))
	switch {
	case !any(c):
		return 80
	case c.Kind == briefing.Flow:
		return min(600, max(160, 21*n, 15*k))
	case c.Kind == briefing.Bars && !l.upright():
		return min(600, 36+n*max(k*8+3.5, 13))
	}
	return min(300, max(165, 70+14*k))
}

// any reports whether there is a value to draw.
func any(c *briefing.Chart) bool {
	for _, s := range c.Series {
		for i, v := range s.Values {
			if i < len(c.Categories) && finite(v) {
				return true
			}
		}
	}
	return false
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// value is the i-th value of a series, NaN if there is none.
func value(s briefing.Series, i int) float64 {
	if i < len(s.Values) && finite(s.Values[i]) {
		return s.Values[i]
	}
	return math.NaN()
}

// label is what is printed at the i-th value.
func label(s briefing.Series, i int) string {
	if i < len(s.Labels) {
		return s.Labels[i]
	}
	return ""
}

func (l *layout) empty() {
	l.line(grey, 0.5, Point{0, 0}, Point{l.Width, 0}, Point{l.Width, l.Height}, Point{0, l.Height}, Point{0, 0})
	l.scaleText(l.Width/2, l.Height/2+3, nothing, Middle)
}

// legendless draws the legend, if more than one series needs it, and then the
// plot below.
func (l *layout) legendless(plot func()) {
	if len(l.chart.Series) > 1 && l.chart.Kind == briefing.Bars {
		l.legend()
	}
	plot()
}

// legend names the series over the plot, right-aligned, on as many lines as
// they need.
func (l *layout) legend() {
	const swatch = 8.0
	type entry struct {
		name  string
		width float64
		c     Colour
	}
	var row []entry
	wide := 0.0
	flush := func() {
		x := l.Width - wide + legendGap
		for _, e := range row {
			l.Boxes = append(l.Boxes, Box{x, l.top + 2, swatch, swatch, e.c})
			l.text(x+swatch+3, l.top+2+textSize*0.85, textSize, e.name, Start, ink)
			x += e.width
		}
		l.top += textSize + 5
		row, wide = nil, 0
	}
	for i, s := range l.chart.Series {
		w := swatch + 3 + l.measure(s.Name, textSize) + legendGap
		if wide > 0 && wide+w-legendGap > l.Width-70 {
			flush()
		}
		row = append(row, entry{s.Name, w, l.barColour(i)})
		wide += w
	}
	flush()
}

func (l *layout) text(x, y, size float64, text string, anchor Anchor, c Colour) {
	if text != "" {
		l.Labels = append(l.Labels, Label{X: x, Y: y, Size: size, Text: text, Anchor: anchor, Colour: c})
	}
}

// scaleText is a number or the unit of an axis.
func (l *layout) scaleText(x, y float64, text string, anchor Anchor) {
	if text != "" {
		l.Labels = append(l.Labels, Label{X: x, Y: y, Size: textSize - 1, Text: text, Anchor: anchor, Colour: grey, Scale: true})
	}
}

// stack prints a name on several lines, the first with its baseline at y.
func (l *layout) stack(x, y, step, size float64, lines []string, anchor Anchor) {
	for n, part := range lines {
		l.text(x, y+step*float64(n), size, part, anchor, ink)
		if n > 0 {
			l.Labels[len(l.Labels)-1].More = true
		}
	}
}

func (l *layout) line(c Colour, width float64, points ...Point) {
	l.Lines = append(l.Lines, Line{Points: points, Width: width, Colour: c})
}

// gridline is a pale line under everything else, hence a box.
func (l *layout) gridline(x1, y1, x2, y2 float64) {
	const width = 0.4
	l.Boxes = append(l.Boxes, Box{x1, y1, max(width, x2-x1), max(width, y2-y1), pale})
}

// An axis maps values to lengths.
type axis struct {
	low, high, step float64
	from, to        float64 // places of low and high
}

func (a axis) at(v float64) float64 { return a.from + (v-a.low)/(a.high-a.low)*(a.to-a.from) }

func (a axis) ticks() (t []float64) {
	for i := 0; ; i++ {
		v := a.low + float64(i)*a.step
		if v > a.high+a.step/1000 {
			return t
		}
		t = append(t, v)
	}
}

// scale is an axis over all values and the target, on round numbers, with 0 on
// it unless the chart begins elsewhere. Percentages up to 100 end at 100.
func scale(c *briefing.Chart) axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for i := range c.Categories {
			if v := value(s, i); finite(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if finite(c.Target) && c.Target != 0 {
		low, high = min(low, c.Target), max(high, c.Target)
	}
	if c.Kind == briefing.Lines && c.Floor != 0 && c.Floor < low {
		low = c.Floor
	} else {
		low = min(low, 0)
	}
	high = max(high, 0)
	if high <= low {
		high = low + 1
	}
	a := axis{step: roundStep((high - low) / 4)}
	a.low = math.Floor(low/a.step+1e-9) * a.step
	a.high = math.Ceil(high/a.step-1e-9) * a.step
	if c.Unit == "%" && high <= 100 && a.high > 100 {
		a.high = 100
	}
	return a
}

// roundStep is the least of 1, 2, 2.5, 5 × a power of ten that is not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if m*power >= v-1e-9*power {
			return m * power
		}
	}
	return 10 * power
}

func tickText(v, step float64) string {
	decimals := 0
	for s := step; decimals < 4 && math.Abs(s-math.Round(s)) > 1e-9; s *= 10 {
		decimals++
	}
	if math.Abs(v) < step/1000 {
		v = 0
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
