package sections

import (
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// rank writes the ranking of the units by a rate, false when no unit has it.
func (f *Facts) rank(r *Rank) (briefing.Paragraph, bool) {
	var items []phrase.Ranked
	for _, u := range f.Register.Units {
		fig := f.Merged.Figure(u.Code, r.Figure)
		fig.Of = u.Code
		items = append(items, phrase.Ranked{Name: u.Name, Figure: fig})
	}
	ranked := phrase.Rank(items)
	if len(ranked) == 0 {
		return briefing.Paragraph{}, false
	}
	name := f.definition(r.Figure).Name
	w := &rankWriter{facts: f, figure: r.Figure}
	if len(ranked) == 1 {
		w.words(ranked[0].Name + name + "为")
		w.rate(ranked[0])
		w.words("。")
		return briefing.Paragraph{Spans: joined(w.spans)}, true
	}
	w.words(r.Opens + name)
	w.bands(phrase.Bands(ranked, r.Bands))
	w.moved(ranked)
	w.lagging(ranked, r)
	return briefing.Paragraph{Spans: joined(w.spans)}, true
}

type rankWriter struct {
	facts  *Facts
	figure figures.ID
	spans  []briefing.Span
}

func (w *rankWriter) words(s string) { w.spans = append(w.spans, briefing.Span{Text: s}) }

func (w *rankWriter) rate(r phrase.Ranked) {
	w.spans = append(w.spans, briefing.Span{Text: phrase.Rate(r.Figure), Figure: w.figure, Unit: r.Figure.Of})
}

// bands: 90%以上的有2个，分别为甲（95.0%）、乙（91.2%）；80%—90%的有1个，为丙（85.0%）。
func (w *rankWriter) bands(bands []phrase.Band) {
	for i, b := range bands {
		if i > 0 {
			w.words("；")
		}
		w.words(b.Label + "的有" + strconv.Itoa(len(b.Items)) + "个，")
		if len(b.Items) == 1 {
			w.words("为")
		} else {
			w.words("由高到低依次为")
		}
		for j, item := range b.Items {
			if j > 0 {
				w.words("、")
			}
			w.words(item.Name + "（")
			w.rate(item)
			w.words("）")
		}
	}
	w.words("。")
}

// moved names whose rate rose most, and whose fell or rose least, by printed
// points.
func (w *rankWriter) moved(ranked []phrase.Ranked) {
	b := w.facts.before()
	if b == nil {
		return
	}
	var moves []move
	for _, r := range ranked {
		if points, ok := phrase.Points(r.Figure, b.Figure(r.Figure.Of, w.figure)); ok {
			moves = append(moves, move{r, points})
		}
	}
	if len(moves) == 0 {
		return
	}
	most, least := moves[0].points, moves[0].points
	for _, m := range moves {
		if m.points.Cmp(most) > 0 {
			most = m.points
		}
		if m.points.Cmp(least) < 0 {
			least = m.points
		}
	}
	var said []string
	if most.Micros > 0 {
		said = append(said, moveWords(moves, most, "提高", "提高最多"))
	}
	switch {
	case least.Micros < 0:
		said = append(said, moveWords(moves, least, "下降", "下降最多"))
	case least.Micros > 0 && least.Cmp(most) < 0 && len(moves) > 2:
		said = append(said, moveWords(moves, least, "提高", "提高最少"))
	}
	if len(said) > 0 {
		w.words("与" + w.facts.lastState() + "相比，" + strings.Join(said, "；") + "。")
	}
}

// A move is by how many points a unit's rate changed.
type move struct {
	of     phrase.Ranked
	points returns.Number
}

// moveWords names the units that moved by so many points: 甲和乙提高最多，均提高
// 5.0个百分点.
func moveWords(moves []move, points returns.Number, verb, most string) string {
	var moved []string
	for _, m := range moves {
		if m.points.Cmp(points) == 0 {
			moved = append(moved, m.of.Name)
		}
	}
	if len(moved) > 1 {
		verb = "均" + verb
	}
	return phrase.Names(moved) + most + "，" + verb + pointsOf(points)
}

func pointsOf(n returns.Number) string {
	if n.Micros < 0 {
		n.Micros = -n.Micros
	}
	s := phrase.Cell(figures.Figure{Definition: figures.Definition{ID: "a@change", Way: figures.Ratio}, Value: n})
	return s[1:] + "个百分点"
}

// lagging names the units whose rate is below what is asked for, and those far
// below the city, with how far they are below the city.
func (w *rankWriter) lagging(ranked []phrase.Ranked, r *Rank) {
	city := w.facts.Merged.Figure(figures.City, r.Figure)
	if city.Absent {
		return
	}
	var names, gaps []string
	for _, item := range ranked {
		gap := returns.Number{Micros: phrase.Printed(city).Micros - phrase.Printed(item.Figure).Micros}
		low := phrase.Printed(item.Figure).Cmp(returns.Int(r.Lagged)) < 0 && phrase.Printed(city).Cmp(returns.Int(r.Lagged)) >= 0
		far := r.Behind > 0 && gap.Cmp(returns.Int(r.Behind)) >= 0
		if gap.Micros > 0 && (low || far) {
			names = append(names, item.Name)
			gaps = append(gaps, strings.TrimSuffix(pointsOf(gap), "百分点"))
		}
	}
	const few = 4
	switch n := len(names); {
	case n == 0:
	case n > few:
		w.words(phrase.Names(names) + "进度相对滞后。")
	case n == 1:
		w.words(names[0] + "比全市低" + gaps[0] + "百分点，进度相对滞后。")
	default:
		w.words(phrase.Names(names) + "分别比全市低" + strings.Join(gaps, "、") + "百分点，进度相对滞后。")
	}
}
