package chart_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/reports/briefing"
	"chunfeng/reports/chart"
)

const wide = 442.0

// measure is about what a Hei has: Chinese fills the em, the rest does not.
func measure(text string, size float64) (w float64) {
	for _, r := range text {
		if r < 0x250 {
			w += 0.57 * size
		} else {
			w += size
		}
	}
	return w
}

func layout(c *briefing.Chart) chart.Drawing {
	return chart.Layout(c, wide, chart.Height(c, wide, measure), measure)
}

func texts(d chart.Drawing) (out []string) {
	for _, l := range d.Labels {
		if !l.Scale {
			out = append(out, l.Text)
		}
	}
	return out
}

type rect struct{ x1, y1, x2, y2 float64 }

// ink is what a label covers: Chinese and digits reach from the baseline,
// or a little below, up to 0.8 em.
func ink(l chart.Label) rect {
	w := measure(l.Text, l.Size)
	x := l.X
	switch l.Anchor {
	case chart.Middle:
		x -= w / 2
	case chart.End:
		x -= w
	}
	return rect{x, l.Y - 0.76*l.Size, x + w, l.Y + 0.02*l.Size}
}

func (r rect) overlaps(o rect) bool {
	const hair = 0.1
	return r.x1 < o.x2-hair && o.x1 < r.x2-hair && r.y1 < o.y2-hair && o.y1 < r.y2-hair
}

// clear checks that labels touch neither one another nor the picture's edge.
func clear(t interface{ Errorf(string, ...any) }, d chart.Drawing) {
	for i, a := range d.Labels {
		r := ink(a)
		if r.x1 < -1 || r.x2 > d.Width+1 || r.y1 < -1 || r.y2 > d.Height+1 {
			t.Errorf("%q at %.1f–%.1f, %.1f–%.1f is outside %.0f × %.0f", a.Text, r.x1, r.x2, r.y1, r.y2, d.Width, d.Height)
		}
		for _, b := range d.Labels[i+1:] {
			if r.overlaps(ink(b)) {
				t.Errorf("%q and %q overlap: %+v %+v", a.Text, b.Text, r, ink(b))
			}
		}
	}
	for _, b := range d.Boxes {
		if b.X < -1 || b.X+b.W > d.Width+1 || b.Y < -1 || b.Y+b.H > d.Height+1 || b.W < 0 || b.H < 0 {
			t.Errorf("a box at %+v is outside %.0f × %.0f", b, d.Width, d.Height)
		}
	}
}

func percent(values ...float64) briefing.Series {
	s := briefing.Series{Name: "本期"}
	for _, v := range values {
		s.Values = append(s.Values, v)
		if math.IsNaN(v) {
			s.Labels = append(s.Labels, "—")
		} else {
			s.Labels = append(s.Labels, fmt.Sprintf("%.1f%%", v))
		}
	}
	return s
}

func TestStandingBars(t *testing.T) {
	c := &briefing.Chart{Kind: briefing.Bars, Unit: "%", Categories: []string{"椒江区", "黄岩区", "台州湾新区"}, Series: []briefing.Series{percent(94.3, math.NaN(), 45)}, Target: 90, TargetText: "目标 90%"}
	d := layout(c)
	clear(t, d)
	var bars []chart.Box
	for _, b := range d.Boxes {
		if b.W > 5 && b.H > 5 {
			bars = append(bars, b)
		}
	}
	if len(bars) != 2 {
		t.Fatalf("%d bars, want one for each value", len(bars))
	}
	if got, want := bars[0].H/bars[1].H, 94.3/45; math.Abs(got-want) > 0.001 {
		t.Errorf("bars are as 1 : %.3f, want 1 : %.3f: the axis does not begin at 0", got, want)
	}
	if got := bars[0].Y + bars[0].H - (bars[1].Y + bars[1].H); math.Abs(got) > 0.001 {
		t.Errorf("bars stand %.2f apart in height", got)
	}
	want := []string{"—", "45.0%", "94.3%", "台州湾新区", "椒江区", "目标 90%", "黄岩区"}
	got := texts(d)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	for _, l := range d.Labels { // the label of a bar just over the target stays off its line
		if l.Text == "94.3%" && l.Y > bars[0].Y {
			t.Error("a label stands in its bar")
		}
	}
}

// A label never lies on the target line.
func TestLabelsKeepOffTheTarget(t *testing.T) {
	for v := 70.0; v <= 100; v += 0.5 {
		for n := 1; n <= 20; n += 19 {
			c := &briefing.Chart{Kind: briefing.Bars, Unit: "%", Target: 90, TargetText: "目标 90%"}
			s := percent()
			for i := range n {
				c.Categories = append(c.Categories, fmt.Sprintf("第%d县", i))
				s.Values, s.Labels = append(s.Values, v), append(s.Labels, fmt.Sprintf("%.1f%%", v))
			}
			c.Series = []briefing.Series{s}
			d := layout(c)
			for _, line := range d.Lines {
				if line.Dash == 0 {
					continue
				}
				p, q := line.Points[0], line.Points[1]
				for _, l := range d.Labels {
					if l.Text == "目标 90%" || l.Scale {
						continue
					}
					r := ink(l)
					if r.x1 < q.X && p.X < r.x2 && r.y1 < q.Y && p.Y < r.y2 {
						t.Errorf("%d bars of %.1f: %q lies on the target line", n, v, l.Text)
					}
				}
			}
		}
	}
}

func TestManyOrLongBarsLie(t *testing.T) {
	many := &briefing.Chart{Kind: briefing.Bars, Unit: "%"}
	s := percent()
	for i := range 30 {
		many.Categories = append(many.Categories, fmt.Sprintf("积石山保安族东乡族撒拉族自治县%d", i))
		s.Values, s.Labels = append(s.Values, float64(60+i)), append(s.Labels, fmt.Sprintf("%d.0%%", 60+i))
	}
	many.Series = []briefing.Series{s}
	d := layout(many)
	clear(t, d)
	if got := len(texts(d)); got < 60 {
		t.Errorf("%d labels, want a name and a value for each of 30", got)
	}
	for _, b := range d.Boxes {
		if b.H > 20 && b.W > 1 {
			t.Errorf("a standing bar %+v", b)
		}
	}
}

func TestNegativeBars(t *testing.T) {
	c := &briefing.Chart{Kind: briefing.Bars, Categories: []string{"甲", "乙"}, Series: []briefing.Series{{Name: "变动", Values: []float64{-3.5, 12}, Labels: []string{"-3.5", "12.0"}}}}
	d := layout(c)
	clear(t, d)
	var low, high chart.Box
	for _, b := range d.Boxes {
		if b.W > 5 && b.H > 5 {
			if low == (chart.Box{}) {
				low = b
			} else {
				high = b
			}
		}
	}
	if math.Abs(low.Y-(high.Y+high.H)) > 0.001 {
		t.Errorf("the bars %+v and %+v do not meet at 0", low, high)
	}
}

func TestLines(t *testing.T) {
	c := &briefing.Chart{Kind: briefing.Lines, Unit: "%", Categories: []string{"2月18日", "2月25日", "3月3日"},
		Series: []briefing.Series{percent(77.9, math.NaN(), 94.3), percent(60, 82, 91.2), percent(61, 82.5, 93)}}
	for i := range c.Series {
		c.Series[i].Name = []string{"全市", "省外", "规上"}[i]
	}
	d := layout(c)
	clear(t, d)
	for _, want := range []string{"全市", "省外", "规上", "2月18日", "3月3日", "94.3%", "91.2%", "93.0%"} {
		if !slices.Contains(texts(d), want) {
			t.Errorf("no label %q", want)
		}
	}
	for _, l := range d.Lines {
		if len(l.Points) == 3 && l.Width > 1 && l.Points[0].Y < l.Points[2].Y {
			t.Error("a growing line falls")
		}
	}
	c.Floor = 50
	if from, to := firstTick(layout(c)), firstTick(d); from != "50" && from != "40" || to != "0" {
		t.Errorf("axes begin at %s and %s, want a floor near 50, and 0", from, to)
	}
}

func firstTick(d chart.Drawing) string {
	for _, l := range d.Labels {
		if l.Scale && l.Anchor == chart.End && l.Text != "%" {
			return l.Text
		}
	}
	return ""
}

func TestFlow(t *testing.T) {
	c := &briefing.Chart{Kind: briefing.Flow, Unit: "人", Categories: []string{"贵州省", "四川省", "云南省"},
		Series: []briefing.Series{{Name: "椒江区", Values: []float64{100, 0, math.NaN()}, Labels: []string{"100", "", ""}}, {Name: "临海市", Values: []float64{50, 150, 0}}}}
	d := layout(c)
	clear(t, d)
	if len(d.Areas) != 3 {
		t.Errorf("%d ribbons, want 3", len(d.Areas))
	}
	got := texts(d)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"100", "临海市", "四川省", "椒江区", "贵州省"}, got); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

func TestWithoutValues(t *testing.T) {
	for _, kind := range []briefing.ChartKind{briefing.Bars, briefing.Lines, briefing.Flow} {
		for name, c := range map[string]*briefing.Chart{
			"nothing":       {Kind: kind},
			"no values":     {Kind: kind, Categories: []string{"甲"}, Series: []briefing.Series{{Name: "乙"}}},
			"only NaN":      {Kind: kind, Categories: []string{"甲"}, Series: []briefing.Series{percent(math.NaN())}},
			"no categories": {Kind: kind, Series: []briefing.Series{percent(1, 2)}},
		} {
			d := layout(c)
			if len(d.Labels) != 1 || d.Labels[0].Text != "—" || !d.Labels[0].Scale {
				t.Errorf("%s, %s: labels %+v, want —", kind, name, d.Labels)
			}
		}
		zero := &briefing.Chart{Kind: kind, Categories: []string{"甲"}, Series: []briefing.Series{{Name: "乙", Values: []float64{0}, Labels: []string{"0"}}}}
		clear(t, layout(zero))
	}
}

// Whatever the data: finite places, no overlap, nothing outside, every label
// of bars printed.
func TestAnyChart(t *testing.T) {
	name := rapid.StringOfN(rapid.SampledFrom([]rune("台州椒江黄岩路桥临海温岭玉环天台仙居三门新区")), 2, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		c := &briefing.Chart{
			Kind: rapid.SampledFrom([]briefing.ChartKind{briefing.Bars, briefing.Lines, briefing.Flow}).Draw(t, "kind"),
			Unit: rapid.SampledFrom([]string{"", "%", "人次"}).Draw(t, "unit"),
		}
		n := rapid.IntRange(1, 30).Draw(t, "categories")
		for i := range n {
			c.Categories = append(c.Categories, fmt.Sprint(name.Draw(t, "name"), i))
		}
		if rapid.Bool().Draw(t, "target") {
			c.Target, c.TargetText = 90, "目标 90%"
		}
		scale := rapid.SampledFrom([]float64{1, 100, 1e6}).Draw(t, "scale")
		for range rapid.IntRange(1, 3).Draw(t, "series") {
			s := briefing.Series{Name: name.Draw(t, "series name")}
			for range n {
				v := math.Round(rapid.Float64Range(0, 1).Draw(t, "value")*scale*10) / 10
				s.Values, s.Labels = append(s.Values, v), append(s.Labels, fmt.Sprintf("%.1f", v))
			}
			c.Series = append(c.Series, s)
		}
		d := layout(c)
		clear(t, d)
		for _, l := range d.Labels {
			if math.IsNaN(l.X) || math.IsInf(l.X, 0) || math.IsNaN(l.Y) || math.IsInf(l.Y, 0) || l.Size < 3.9 {
				t.Errorf("label %+v", l)
			}
		}
		if c.Kind == briefing.Bars {
			labels := 0
			for _, l := range d.Labels {
				if !l.Scale && !l.More {
					labels++
				}
			}
			legend, target := len(c.Series), 0
			if legend == 1 {
				legend = 0
			}
			if c.Target != 0 {
				target = 1
			}
			if want := n + n*len(c.Series) + legend + target; labels != want {
				t.Errorf("%d labels, want %d", labels, want)
			}
		}
	})
}
