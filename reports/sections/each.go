package sections

import (
	"slices"

	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
)

// each says the sentences of p for the leading units, as one sentence: 其中，
// 甲……；乙……。
func (f *Facts) each(e Each, p Paragraph) (briefing.Paragraph, bool) {
	var units []returns.Unit
	for _, u := range f.Register.Units {
		if fig := f.Merged.Figure(u.Code, e.By); !fig.Absent && !fig.Value.IsZero() {
			units = append(units, u)
		}
	}
	if len(units) < e.Least || len(units) == 0 {
		return briefing.Paragraph{}, false
	}
	slices.SortStableFunc(units, func(a, b returns.Unit) int {
		return f.Merged.Figure(b.Code, e.By).Value.Cmp(f.Merged.Figure(a.Code, e.By).Value)
	})
	if e.Top > 0 && len(units) > e.Top {
		units = units[:e.Top]
	}
	out := briefing.Paragraph{Heading: p.Heading}
	for _, u := range units {
		sc := f.one(u, e.By)
		for _, s := range p.Sentences {
			said := sc.sentence(s, false)
			if said == nil {
				continue
			}
			if len(out.Spans) == 0 {
				out.Spans = append(out.Spans, f.city().say(e.Opens).spans...)
			} else {
				out.Spans = append(out.Spans, briefing.Span{Text: "；"})
			}
			out.Spans = append(out.Spans, said...)
		}
	}
	if len(out.Spans) == 0 {
		return out, false
	}
	out.Spans = joined(append(out.Spans, briefing.Span{Text: "。"}))
	return out, true
}
