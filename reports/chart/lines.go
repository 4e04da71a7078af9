package chart

import (
	"math"
	"sort"

	"chunfeng/reports/briefing"
)

// lines draws one line a series; the series are named at their ends.
func (l *layout) lines() {
	c := l.chart
	a := scale(c)
	left, right := l.sides(a)
	for _, s := range c.Series {
		right = max(right, l.measure(s.Name, textSize)+12)
	}
	right = min(right, l.Width/3)
	names := l.Width - right // where the names at the ends begin
	for i := 0; i < 8; i++ { // the more an overhang takes, the less room there is
		right = l.Width - names + l.overhang((l.Width-left-right)/float64(len(c.Categories)))
	}
	if c.Unit != "" {
		l.scaleText(left-4, textSize, c.Unit, End)
	}
	deep := textSize + 4
	a.to, a.from = textSize*2+2, l.Height-deep
	for _, v := range a.ticks() {
		y := a.at(v)
		l.gridline(left, y, l.Width-right, y)
		l.scaleText(left-4, y+3, tickText(v, a.step), End)
	}
	l.line(ink, 0.8, Point{left, a.from}, Point{l.Width - right, a.from})
	n := len(c.Categories)
	room := (l.Width - left - right) / float64(n)
	x := func(i int) float64 { return left + room*(float64(i)+0.5) }
	l.categories(x, room, names)
	if c.Target != 0 {
		y := a.at(c.Target)
		l.Lines = append(l.Lines, Line{Points: []Point{{left, y}, {l.Width - right, y}}, Width: 0.9, Dash: 3, Colour: red})
	}
	for j, s := range c.Series {
		l.polyline(s, j, x, a)
	}
	for i := range n {
		if i == n-1 || l.widestLabel() <= room-2 {
			l.values(i, x(i), a)
		}
	}
	l.ends(x, a, l.Width-right, names)
}

// overhang is how far the last category's labels reach beyond its room, which
// the names right of the plot must make way for.
func (l *layout) overhang(room float64) float64 {
	last := len(l.chart.Categories) - 1
	wide := l.measure(l.chart.Categories[last], textSize-1)
	for _, s := range l.chart.Series {
		wide = max(wide, l.measure(label(s, last), textSize-0.5))
	}
	return max(0, (wide-room)/2)
}

// categories prints the names under the axis, leaving some out where they
// would touch one another or leave the picture.
func (l *layout) categories(x func(int) float64, room, edge float64) {
	size, every := textSize-1, 1
	for _, name := range l.chart.Categories {
		every = max(every, int(math.Ceil((l.measure(name, size)+4)/room)))
	}
	n := len(l.chart.Categories)
	for i := (n - 1) % every; i < n; i += every { // the newest is always named
		name := l.chart.Categories[i]
		if half := l.measure(name, size) / 2; x(i)-half >= 0 && x(i)+half <= edge+4 {
			l.text(x(i), l.Height-3, size, name, Middle, ink)
		}
	}
}

// polyline draws a series with gaps where values lack, and its points.
func (l *layout) polyline(s briefing.Series, j int, x func(int) float64, a axis) {
	var run []Point
	flush := func() {
		if len(run) > 1 {
			l.Lines = append(l.Lines, Line{Points: run, Width: 1.4, Colour: colour(j)})
		}
		run = nil
	}
	for i := range l.chart.Categories {
		v := value(s, i)
		if !finite(v) {
			flush()
			continue
		}
		p := Point{x(i), a.at(v)}
		run = append(run, p)
		const half = 1.8
		l.Boxes = append(l.Boxes, Box{p.X - half, p.Y - half, 2 * half, 2 * half, colour(j)})
	}
	flush()
}

// widestLabel is the width of the widest label of any point.
func (l *layout) widestLabel() (wide float64) {
	for _, s := range l.chart.Series {
		for i := range l.chart.Categories {
			wide = max(wide, l.measure(label(s, i), textSize-0.5))
		}
	}
	return wide
}

// values prints the labels at one category, moved apart. Where they would be
// too many, only the last category has any.
func (l *layout) values(i int, x float64, a axis) {
	const size = textSize - 0.5
	type point struct {
		y     float64
		words string
	}
	var points []point
	for _, s := range l.chart.Series {
		if v := value(s, i); finite(v) && label(s, i) != "" {
			points = append(points, point{a.at(v), label(s, i)})
		}
	}
	if last := i == len(l.chart.Categories)-1; !last && len(points) > 4 || float64(len(points))*(size+1) > l.Height-textSize-4 {
		return
	}
	sort.SliceStable(points, func(p, q int) bool { return points[p].y < points[q].y })
	spans := make([]span, len(points))
	for k, p := range points {
		at := p.y - size/2 - 4 // over its point, the lowest of several under it
		if k > 0 && k == len(points)-1 && p.y+size+5 < a.from {
			at = p.y + size/2 + 4
		}
		spans[k] = span{at: at, size: size + 1}
	}
	for k, y := range apart(spans, 0, a.from-1) {
		l.Labels = append(l.Labels, Label{X: x, Y: y + size*0.36, Size: size, Text: points[k].words, Anchor: Middle, Colour: ink, Halo: true})
	}
}

// ends names each series, and the target, right of the plot, with a thin line
// to where it belongs when the names had to move apart.
func (l *layout) ends(x func(int) float64, a axis, edge, names float64) {
	type end struct {
		from  Point
		words string
		c     Colour
	}
	var ends []end
	for j, s := range l.chart.Series {
		for i := len(l.chart.Categories) - 1; i >= 0; i-- {
			if v := value(s, i); finite(v) {
				ends = append(ends, end{Point{x(i), a.at(v)}, s.Name, colour(j)})
				break
			}
		}
	}
	if l.chart.Target != 0 && l.chart.TargetText != "" {
		ends = append(ends, end{Point{edge, a.at(l.chart.Target)}, l.chart.TargetText, red})
	}
	sort.SliceStable(ends, func(p, q int) bool { return ends[p].from.Y < ends[q].from.Y })
	size := min(textSize, (l.Height-4)/float64(len(ends))-1)
	for _, e := range ends {
		for size > smallest && l.measure(e.words, size) > l.Width-names-10 {
			size -= 0.5
		}
	}
	spans := make([]span, len(ends))
	for k, e := range ends {
		spans[k] = span{at: e.from.Y, size: size + 1.5}
	}
	for k, y := range apart(spans, 0, l.Height-2) {
		e := ends[k]
		if e.from.X < edge {
			from := Point{e.from.X + 3, e.from.Y}
			l.line(tint(e.c, 0.5), 0.4, from, Point{names + 6, y})
		}
		l.text(names+8, y+size*0.36, size, e.words, Start, darker(e.c))
	}
}

// darker makes a pale series colour legible as type.
func darker(c Colour) Colour {
	if int(c.R)+int(c.G)+int(c.B) < 3*150 {
		return c
	}
	return Colour{c.R / 2, c.G / 2, c.B / 2}
}
