package pdf

import (
	"math"

	"chunfeng/reports/briefing"
	"chunfeng/reports/chart"
)

// chart is a chart with its title above and its note below. It may wait for
// the next page while text goes on.
func (s *setter) chart(c *briefing.Chart) []box {
	if len(c.Categories) == 0 && len(c.Series) == 0 && c.Title == "" {
		return nil
	}
	cache := map[rune]float64{}
	size := func(text string, size float64) float64 {
		wide := 0.0
		for _, r := range clean(text) {
			adv, ok := cache[r]
			if !ok {
				adv = s.faces.pick(hei, r).adv
				cache[r] = adv
			}
			wide += adv
		}
		return wide * size
	}
	b := box{grid: true, float: true}
	for _, part := range s.caption(c.Title, "") {
		b.stack(part)
		b.bookmark = part.bookmark
	}
	room := depth - b.height - 2*lead
	high := min(room, chart.Height(c, measure, size))
	b.height += 2
	s.drawing(&b, chart.Layout(c, measure, high, size))
	for _, part := range s.note(c.Note) {
		b.stack(part)
	}
	b.height = up(b.height+0.25*lead, box{grid: true})
	return []box{b}
}

// stack puts what o draws below what b already holds.
func (b *box) stack(o box) {
	for _, t := range o.texts {
		t.y += b.height
		b.texts = append(b.texts, t)
	}
	for _, sh := range o.shapes {
		b.shapes = append(b.shapes, moved(sh, b.height))
	}
	b.height += o.height
}

func moved(s shape, down float64) shape {
	points := make([][2]float64, len(s.points))
	for i, p := range s.points {
		points[i] = [2]float64{p[0], p[1] + down}
	}
	s.points = points
	return s
}

// drawing adds a chart's picture below what b holds.
func (s *setter) drawing(b *box, d chart.Drawing) {
	at := func(p chart.Point) [2]float64 { return [2]float64{p.X, p.Y + b.height} }
	for _, a := range d.Areas {
		sh := shape{closed: true, filled: true, fill: inkOf(a.Colour)}
		for _, p := range a.Points {
			sh.points = append(sh.points, at(p))
		}
		b.shapes = append(b.shapes, sh)
	}
	for _, x := range d.Boxes {
		b.shapes = append(b.shapes, rectangle(x.X, x.Y+b.height, x.W, x.H, inkOf(x.Colour)))
	}
	for _, l := range d.Lines {
		sh := shape{width: l.Width, dash: l.Dash, pen: inkOf(l.Colour)}
		for _, p := range l.Points {
			sh.points = append(sh.points, at(p))
		}
		b.shapes = append(b.shapes, sh)
	}
	part := 0
	for _, l := range d.Labels {
		switch {
		case l.Scale:
			part = 0
		case !l.More:
			part = s.part()
		}
		g := s.faces.shape(l.Text, style{role: hei, size: l.Size, ink: inkOf(l.Colour)})
		placed := place(g, math.Inf(1), flushLeft, true)
		x := l.X
		switch l.Anchor {
		case chart.Middle:
			x -= placed.width / 2
		case chart.End:
			x -= placed.width
		}
		if l.Halo {
			b.shapes = append(b.shapes, rectangle(x-1, l.Y+b.height-l.Size*0.85, placed.width+2, l.Size, ink{1, 1, 1}))
		}
		b.texts = append(b.texts, text{x: x, y: l.Y + b.height, glyphs: placed.glyphs, part: part})
	}
	b.height += d.Height
}

func rectangle(x, y, w, h float64, fill ink) shape {
	return shape{points: [][2]float64{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, closed: true, filled: true, fill: fill}
}

func inkOf(c chart.Colour) ink {
	return ink{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255}
}
