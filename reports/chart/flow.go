package chart

import (
	"sort"

	"chunfeng/reports/briefing"
)

// flow draws ribbons from the categories at the left to the series at the
// right, as thick as their values.
func (l *layout) flow() {
	c := l.chart
	from := make([]float64, len(c.Categories))
	to := make([]float64, len(c.Series))
	total := 0.0
	for j, s := range c.Series {
		for i := range c.Categories {
			if v := value(s, i); v > 0 {
				from[i] += v
				to[j] += v
				total += v
			}
		}
	}
	if total == 0 {
		l.empty()
		return
	}
	size := textSize
	if n := float64(max(len(from), len(to))); n*(size+1) > l.Height-4 {
		size = max(4, (l.Height-4)/n-1)
	}
	for _, name := range append(seriesNames(c), c.Categories...) {
		for size > 4 && l.measure(name, size) > l.Width/4 {
			size -= 0.5
		}
	}
	left, right := l.widestOf(c.Categories, size)+8, l.widestOf(seriesNames(c), size)+8
	if c.Unit != "" {
		l.scaleText(l.Width, textSize-1, c.Unit, End)
		l.top = textSize + 3
	}
	const bar = 7.0
	a, b := l.nodes(from, total), l.nodes(to, total)
	l.nodeBars(left-bar, a, func(i int) Colour { return colour(i) })
	l.nodeBars(l.Width-right, b, func(int) Colour { return grey })
	l.ribbons(left, l.Width-right, a, b, size)
	l.nodeNames(c.Categories, from, a, left-bar-3, size, End)
	l.nodeNames(seriesNames(c), to, b, l.Width-right+bar+3, size, Start)
}

func seriesNames(c *briefing.Chart) []string {
	var names []string
	for _, s := range c.Series {
		names = append(names, s.Name)
	}
	return names
}

func (l *layout) widestOf(names []string, size float64) (w float64) {
	for _, n := range names {
		w = max(w, l.measure(n, size))
	}
	return min(w, l.Width/4) + 6
}

// A node is one end of ribbons: its place down the side.
type node struct{ top, high float64 }

// nodes stacks the ends of one side with gaps.
func (l *layout) nodes(amounts []float64, total float64) []node {
	shown := 0
	for _, v := range amounts {
		if v > 0 {
			shown++
		}
	}
	room := l.Height - l.top - 2
	gap := min(8, room*0.35/float64(max(1, shown)))
	unit := (room - gap*float64(shown-1)) / total
	y := l.top + 1
	out := make([]node, len(amounts))
	for i, v := range amounts {
		if v > 0 {
			out[i] = node{y, v * unit}
			y += v*unit + gap
		}
	}
	return out
}

func (l *layout) nodeBars(x float64, nodes []node, c func(int) Colour) {
	for i, n := range nodes {
		if n.high > 0 {
			l.Boxes = append(l.Boxes, Box{x, n.top, 7, n.high, c(i)})
		}
	}
}

// ribbons draws every value, and prints its label at the right end where the
// ribbon is thick enough.
func (l *layout) ribbons(x1, x2 float64, a, b []node, size float64) {
	c := l.chart
	used := make([]float64, len(a)) // of the left ends
	for j, s := range c.Series {
		sum, into := 0.0, 0.0
		for i := range c.Categories {
			if v := value(s, i); v > 0 {
				sum += v
			}
		}
		for i := range c.Categories {
			v := value(s, i)
			if !(v > 0) {
				continue
			}
			high := b[j].high * v / sum
			leftHigh := a[i].high * v / l.amount(i)
			l.Areas = append(l.Areas, ribbon(x1, a[i].top+used[i], leftHigh, x2, b[j].top+into, high, tint(colour(i), 0.45)))
			if high >= size+1 {
				l.text(x2-4, b[j].top+into+high/2+size*0.36, size-1, label(s, i), End, ink)
			}
			used[i] += leftHigh
			into += high
		}
	}
}

// amount is all that comes from the i-th category.
func (l *layout) amount(i int) (sum float64) {
	for _, s := range l.chart.Series {
		if v := value(s, i); v > 0 {
			sum += v
		}
	}
	return sum
}

// ribbon is a band between two vertical edges, bent smoothly.
func ribbon(x1, y1, h1, x2, y2, h2 float64, c Colour) Area {
	const steps = 20
	var points []Point
	for i := range steps + 1 {
		t := float64(i) / steps
		points = append(points, Point{x1 + (x2-x1)*t, y1 + (y2-y1)*t*t*(3-2*t)})
	}
	for i := steps; i >= 0; i-- {
		t := float64(i) / steps
		points = append(points, Point{x1 + (x2-x1)*t, y1 + h1 + (y2+h2-y1-h1)*t*t*(3-2*t)})
	}
	return Area{Points: points, Colour: c}
}

// nodeNames prints the names of one side, moved apart; ends without any amount
// are not named.
func (l *layout) nodeNames(names []string, amounts []float64, nodes []node, x, size float64, anchor Anchor) {
	var order []int
	for i := range names {
		if i < len(amounts) && amounts[i] > 0 {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(p, q int) bool { return nodes[order[p]].top < nodes[order[q]].top })
	spans := make([]span, len(order))
	for k, i := range order {
		spans[k] = span{at: nodes[i].top + nodes[i].high/2, size: size + 1}
	}
	for k, y := range apart(spans, l.top, l.Height) {
		i := order[k]
		l.text(x, y+size*0.36, size, names[i], anchor, ink)
	}
}
