package sections

import (
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// A scope is whose figures a pattern prints: the city's or one unit's.
type scope struct {
	facts *Facts
	unit  returns.UnitCode
	words map[string]string
}

func (f *Facts) city() scope { return scope{facts: f, unit: figures.City, words: f.wordsOf(nil, "")} }

func (f *Facts) one(u returns.Unit, by figures.ID) scope {
	return scope{facts: f, unit: u.Code, words: f.wordsOf(&u, by)}
}

// A saying is what became of a pattern.
type saying struct {
	spans   []briefing.Span
	missing bool // a figure or word outside brackets is absent
	zero    bool // a figure outside brackets is 0
}

func (s saying) sayable() bool { return !s.missing && !s.zero && len(s.spans) > 0 }

// say fills a pattern. Patterns were read once when the definition was loaded,
// so one that cannot be read says nothing.
func (sc scope) say(pattern string) saying {
	pieces, err := parsePattern(pattern)
	if err != nil {
		return saying{missing: true}
	}
	return sc.fill(pieces)
}

func (sc scope) fill(pieces []piece) saying {
	var out saying
	for _, p := range pieces {
		switch {
		case p.optional != nil:
			if inner := sc.fill(p.optional); inner.sayable() {
				out.spans = append(out.spans, inner.spans...)
			}
		case p.word != "":
			w := sc.words[p.word]
			out.missing = out.missing || w == ""
			out.spans = append(out.spans, briefing.Span{Text: w})
		case p.figure != "":
			sc.figure(p, &out)
		default:
			out.spans = append(out.spans, briefing.Span{Text: p.text})
		}
	}
	return out
}

// figure prints one figure, or how it differs from the period before.
func (sc scope) figure(p piece, out *saying) {
	f := sc.facts.Merged.Figure(sc.unit, p.figure)
	text := ""
	switch {
	case p.part && !f.Absent:
		out.zero = out.zero || f.Numerator.IsZero()
		part := figures.Figure{Definition: figures.Definition{Way: figures.Sum}, Value: f.Numerator}
		out.spans = append(out.spans, briefing.Span{Text: phrase.InStyle(part, p.style)})
		return
	case p.beside:
		out.missing = out.missing || f.Beside == ""
		out.spans = append(out.spans, briefing.Span{Text: f.Beside})
		return
	case p.change:
		text = sc.facts.change(sc.unit, f)
		out.missing = out.missing || text == ""
	case f.Absent || f.Way == figures.Shares && len(f.Shares) == 0:
		out.missing = true
	default:
		if p.ownUnit {
			p.style.Unit = f.Unit
		}
		text = phrase.InStyle(f, p.style)
		out.zero = out.zero || f.Way != figures.Ratio && f.Way != figures.Shares && f.Value.IsZero()
	}
	out.spans = append(out.spans, briefing.Span{Text: text, Figure: p.figure, Unit: sc.unit})
}

// change says how a figure differs from the period before: from the earlier
// merging where there is one, else by the figure's own @change.
func (f *Facts) change(unit returns.UnitCode, now figures.Figure) string {
	last := f.last()
	if now.Stock {
		last = f.lastState()
	}
	if b := f.before(); b != nil {
		return phrase.Versus(now, b.Figure(unit, now.ID), last)
	}
	return phrase.Change(f.Merged.Figure(unit, now.ID+"@change"), last)
}

// clause says one clause, nil if it vanishes.
func (sc scope) clause(c Clause) []briefing.Span {
	said := sc.say(c.Say)
	with := len(c.With) == 0 || sc.any(c.With)
	switch {
	case said.sayable() && with:
		return said.spans
	case !said.missing && said.zero && c.Zero != "":
		return sc.say(c.Zero).spans
	case c.Else != "":
		if other := sc.say(c.Else); other.sayable() {
			return other.spans
		}
	}
	return nil
}

// any reports whether one of the figures is there and not 0.
func (sc scope) any(ids []figures.ID) bool {
	return slices.ContainsFunc(ids, func(id figures.ID) bool {
		f := sc.facts.Merged.Figure(sc.unit, id)
		return !f.Absent && !f.Value.IsZero()
	})
}

// sentence says one sentence without its full stop, nil if no clause is left.
func (sc scope) sentence(s Sentence, leads bool) []briefing.Span {
	if sc.any(s.Unless) {
		return nil
	}
	opens := s.Opens
	if leads && s.First != "" {
		opens = s.First
	}
	join := s.Join
	if join == "" {
		join = "，"
	}
	var out []briefing.Span
	first := true
	for _, c := range s.Clauses {
		said := sc.clause(c)
		if said == nil {
			continue
		}
		if first {
			out = append(out, sc.say(opens).spans...)
		} else {
			out = append(out, briefing.Span{Text: join})
		}
		out, first = append(out, said...), false
	}
	return out
}

// paragraph says a paragraph of the city, false when nothing is left of it.
func (sc scope) paragraph(p Paragraph) (briefing.Paragraph, bool) {
	out := briefing.Paragraph{Heading: p.Heading}
	for _, s := range p.Sentences {
		if said := sc.sentence(s, len(out.Spans) == 0); said != nil {
			out.Spans = append(append(out.Spans, said...), briefing.Span{Text: "。"})
		}
	}
	if len(out.Spans) == 0 && p.None != "" {
		out.Spans = sc.say(p.None).spans
	}
	out.Spans = joined(out.Spans)
	return out, len(out.Spans) > 0
}

// joined puts neighbouring plain words into one span.
func joined(spans []briefing.Span) []briefing.Span {
	var out []briefing.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Figure == "" && out[n-1].Figure == "" {
			out[n-1].Text += s.Text
			continue
		}
		if s.Text != "" {
			out = append(out, s)
		}
	}
	return out
}
