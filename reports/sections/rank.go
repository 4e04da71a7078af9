package sections

import (
	"strconv"

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
	w.lagging(ranked, r.Lagged)
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

// moved names whose rate rose most and whose fell, by printed points.
func (w *rankWriter) moved(ranked []phrase.Ranked) {
	b := w.facts.before()
	if b == nil {
		return
	}
	var best, worst []phrase.Ranked
	var most, least returns.Number
	for _, r := range ranked {
		points, ok := phrase.Points(r.Figure, b.Figure(r.Figure.Of, w.figure))
		switch {
		case !ok || points.IsZero():
		case points.Micros > 0 && points.Cmp(most) > 0:
			best, most = []phrase.Ranked{r}, points
		case points.Micros > 0 && points.Cmp(most) == 0:
			best = append(best, r)
		case points.Micros < 0 && points.Cmp(least) < 0:
			worst, least = []phrase.Ranked{r}, points
		case points.Micros < 0 && points.Cmp(least) == 0:
			worst = append(worst, r)
		}
	}
	if len(best) > 0 {
		w.words("与" + w.facts.last() + "相比，" + phrase.Names(names(best)) + "提高最多，" + each(best) + "提高" + pointsOf(most))
		if len(worst) > 0 {
			w.words("；" + phrase.Names(names(worst)) + "下降最多，" + each(worst) + "下降" + pointsOf(least))
		}
		w.words("。")
		return
	}
	if len(worst) > 0 {
		w.words("与" + w.facts.last() + "相比，" + phrase.Names(names(worst)) + "下降最多，" + each(worst) + "下降" + pointsOf(least) + "。")
	}
}

func pointsOf(n returns.Number) string {
	if n.Micros < 0 {
		n.Micros = -n.Micros
	}
	s := phrase.Cell(figures.Figure{Definition: figures.Definition{ID: "a@change", Way: figures.Ratio}, Value: n})
	return s[1:] + "个百分点"
}

func each(items []phrase.Ranked) string {
	if len(items) > 1 {
		return "均"
	}
	return ""
}

// lagging names the units below a percent, unless all of them are.
func (w *rankWriter) lagging(ranked []phrase.Ranked, percent int) {
	if percent == 0 {
		return
	}
	var behind []phrase.Ranked
	for _, r := range ranked {
		if phrase.Printed(r.Figure).Cmp(returns.Int(percent)) < 0 {
			behind = append(behind, r)
		}
	}
	if len(behind) == 0 || len(behind) == len(ranked) {
		return
	}
	w.words(phrase.Names(names(behind)) + "返岗进度相对滞后。")
}

func names(items []phrase.Ranked) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Name)
	}
	return out
}
