package chart

import (
	"math"

	"chunfeng/reports/briefing"
)

const (
	barPart   = 0.74 // of a category's room is bars
	widestBar = 30.0
)

// barColour is that of the j-th series; of two the second, which is the newer
// or narrower number, is the dark one.
func (l *layout) barColour(j int) Colour {
	if len(l.chart.Series) == 2 {
		j = 1 - j
	}
	return colour(j)
}

// sides is the room left of the plot for the axis' numbers, and right of it for
// the target's words.
func (l *layout) sides(a axis) (left, right float64) {
	left = l.measure(l.chart.Unit, textSize-1)
	for _, v := range a.ticks() {
		left = max(left, l.measure(tickText(v, a.step), textSize-1))
	}
	right = 2
	if l.chart.Target != 0 && l.chart.TargetText != "" {
		right = l.measure(l.chart.TargetText, textSize) + 5
	}
	return left + 6, right
}

// upright reports whether bars can stand: every label fits its bar's room, and
// every category's name its own, on two lines at most.
func (l *layout) upright() bool {
	c := l.chart
	left, right := l.sides(scale(c))
	room := (l.Width - left - right) / float64(len(c.Categories))
	if l.labelSize(room) == 0 {
		return false
	}
	for _, name := range c.Categories {
		if lines := l.nameLines(name, room-3, textSize-1); len(lines) > 2 {
			return false
		}
	}
	return true
}

// pitch is from bar to bar when a category has so much room.
func (l *layout) pitch(room float64) float64 {
	return min(widestBar, room*barPart/float64(len(l.chart.Series)))
}

// labelSize is the largest size at which labels of neighbouring bars do not
// touch, 0 if none is legible.
func (l *layout) labelSize(room float64) float64 {
	pitch := l.pitch(room)
	if len(l.chart.Series) == 1 {
		pitch = room
	}
	for size := textSize; size >= 7; size -= 0.5 {
		fits := true
		for _, s := range l.chart.Series {
			for i := range l.chart.Categories {
				if l.measure(label(s, i), size) > pitch-1 {
					fits = false
				}
			}
		}
		if fits {
			return size
		}
	}
	return 0
}

// nameLines breaks a name into lines of equal length that fit.
func (l *layout) nameLines(name string, room, size float64) []string {
	r := []rune(name)
	for n := 1; n <= len(r); n++ {
		per := (len(r) + n - 1) / n
		var lines []string
		fits := true
		for from := 0; from < len(r); from += per {
			part := string(r[from:min(len(r), from+per)])
			lines = append(lines, part)
			fits = fits && l.measure(part, size) <= room
		}
		if fits {
			return lines
		}
	}
	return []string{name}
}

// columns draws standing bars.
func (l *layout) columns() {
	c := l.chart
	a := scale(c)
	left, right := l.sides(a)
	room := (l.Width - left - right) / float64(len(c.Categories))
	size := l.labelSize(room)
	names, deep := make([][]string, len(c.Categories)), 1
	for i, name := range c.Categories {
		names[i] = l.nameLines(name, room-3, textSize-1)
		deep = max(deep, len(names[i]))
	}
	if c.Unit != "" {
		l.scaleText(left-4, max(l.top-4, textSize), c.Unit, End)
		l.top = max(l.top, textSize+4)
	}
	a.to = l.top + size + 4
	a.from = l.Height - float64(deep)*(textSize+1) - 3
	for _, v := range a.ticks() {
		y := a.at(v)
		l.gridline(left, y, l.Width-right, y)
		l.scaleText(left-4, y+3, tickText(v, a.step), End)
	}
	zero := a.at(0)
	l.line(ink, 0.8, Point{left, zero}, Point{l.Width - right, zero})
	pitch := l.pitch(room)
	target := math.Inf(1)
	if c.Target != 0 {
		target = a.at(c.Target)
		l.Lines = append(l.Lines, Line{Points: []Point{{left, target}, {l.Width - right, target}}, Width: 0.9, Dash: 3, Colour: red})
		l.text(l.Width-right+3, target+3, textSize, c.TargetText, Start, red)
	}
	for i := range c.Categories {
		x := left + room*float64(i) + (room-pitch*float64(len(c.Series)))/2
		for j, s := range c.Series {
			l.column(s, i, x+pitch*float64(j), pitch, zero, target, size, a, l.barColour(j))
		}
		l.stack(left+room*(float64(i)+0.5), a.from+textSize+2, textSize+1, textSize-1, names[i], Middle)
	}
}

// column draws one bar and its label: over it, and over the target line when
// it would stand on that.
func (l *layout) column(s briefing.Series, i int, x, pitch, zero, target, size float64, a axis, c Colour) {
	const gap = 1.5
	words, y := label(s, i), zero
	if v := value(s, i); finite(v) {
		y = a.at(v)
		thin := max(0.6, min(1.5, pitch*0.08))
		l.Boxes = append(l.Boxes, Box{x + thin/2, min(y, zero), pitch - thin, math.Abs(zero - y), c})
		if y > zero {
			l.text(x+pitch/2, y+size, size, words, Middle, ink)
			return
		}
	}
	foot := y - gap
	if foot > target-1 && foot-size < target+1 {
		foot = target - gap - 0.5
	}
	l.text(x+pitch/2, foot, size, words, Middle, ink)
}

// bars draws lying bars: for many categories, long names or long labels.
func (l *layout) bars() {
	c := l.chart
	a := scale(c)
	if c.Target != 0 && c.TargetText != "" || c.Unit != "" {
		l.top += textSize + 4
	}
	bottom := l.Height - textSize - 4
	room := (bottom - l.top) / float64(len(c.Categories))
	pitch := min(12, room*0.8/float64(len(c.Series)))
	size := max(smallest, min(textSize, pitch+1))
	nameSize, names := l.barNames(room)
	left := 0.0
	for _, lines := range names {
		for _, line := range lines {
			left = max(left, l.measure(line, nameSize))
		}
	}
	left += 5
	a.from, a.to = left, l.Width-4
	for _, s := range c.Series { // room for labels at the ends of bars
		for i := range c.Categories {
			if v := value(s, i); finite(v) && v > 0 {
				part := (v - a.low) / (a.high - a.low)
				wide := l.measure(label(s, i), size) + 6
				a.to = min(a.to, left+(l.Width-left-wide)/max(part, 0.2))
			}
		}
	}
	l.barAxis(a, left, bottom)
	for i := range c.Categories {
		y := l.top + room*float64(i) + (room-pitch*float64(len(c.Series)))/2
		for j, s := range c.Series {
			l.bar(s, i, y+pitch*float64(j), pitch, size, a, l.barColour(j))
		}
		step := nameSize + 1
		first := l.top + room*(float64(i)+0.5) - step*float64(len(names[i]))/2
		l.stack(left-4, first+nameSize*0.88, step, nameSize, names[i], End)
	}
}

// barNames breaks the names of categories beside lying bars, so that they take
// at most 40% of the width and fit their room.
func (l *layout) barNames(room float64) (size float64, names [][]string) {
	for size = textSize; ; size -= 0.5 {
		names = nil
		fits := true
		for _, name := range l.chart.Categories {
			lines := l.nameLines(name, l.Width*0.4, size)
			names = append(names, lines)
			fits = fits && float64(len(lines))*(size+1) <= room+1
		}
		if fits || size <= 4 {
			return size, names
		}
	}
}

func (l *layout) barAxis(a axis, left, bottom float64) {
	c := l.chart
	for _, v := range a.ticks() {
		x := a.at(v)
		if x > l.Width {
			break
		}
		l.gridline(x, l.top, x, bottom)
		words := tickText(v, a.step)
		half := l.measure(words, textSize-1) / 2
		l.scaleText(min(x, l.Width-half), bottom+textSize, words, Middle)
	}
	l.line(ink, 0.8, Point{a.at(0), l.top}, Point{a.at(0), bottom})
	if c.Unit != "" {
		half := l.measure(tickText(a.low, a.step), textSize-1) / 2
		l.scaleText(left-half-3, bottom+textSize, c.Unit, End)
	}
	if c.Target != 0 {
		x := a.at(c.Target)
		l.Lines = append(l.Lines, Line{Points: []Point{{x, l.top - 2}, {x, bottom}}, Width: 0.9, Dash: 3, Colour: red})
		half := l.measure(c.TargetText, textSize) / 2
		l.text(max(half, min(x, l.Width-half)), l.top-4, textSize, c.TargetText, Middle, red)
	}
}

// bar draws one lying bar and its label at its end, beyond the target line
// when it would stand on that.
func (l *layout) bar(s briefing.Series, i int, y, pitch, size float64, a axis, c Colour) {
	words, x := label(s, i), a.at(0)
	base := y + pitch/2 + size*0.36
	if v := value(s, i); finite(v) {
		x = a.at(v)
		l.Boxes = append(l.Boxes, Box{min(x, a.at(0)), y + 0.4, math.Abs(x - a.at(0)), pitch - 0.8, c})
		if v < 0 {
			l.text(a.at(0)+2, base, size, words, Start, ink)
			return
		}
	}
	x += 2.5
	if t := l.chart.Target; t != 0 {
		if at := a.at(t); x < at+1 && x+l.measure(words, size) > at-1 {
			x = at + 2
		}
	}
	l.text(x, base, size, words, Start, ink)
}
