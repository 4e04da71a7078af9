package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// A textsPage is the free paragraphs of one briefing.
type textsPage struct {
	Period   period.Period
	Sections []textPart
	Figures  []figures.Figure // that may stand in them, with what they say now
}

// A textPart is the free paragraphs of one section; Wrong is why they would not
// print.
type textPart struct {
	desk.TextSection
	Period string
	Typed  string
	Wrong  string
}

func (p *Pages) texts(v *visit) error {
	if v.actor.Role != store.City {
		return store.ErrNotFound
	}
	x := v.asked()
	all, err := p.o.Desk.TextSections(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	page := textsPage{Period: x}
	for _, s := range all {
		page.Sections = append(page.Sections, textPart{TextSection: s, Period: x.Name(), Typed: strings.Join(s.Text.Paragraphs, "\n")})
	}
	m, err := p.o.Desk.Figures(v.ctx, v.actor, desk.FigureQuery{Campaign: v.campaign.ID, Period: x.Name()})
	if err != nil {
		return err
	}
	for _, d := range m.Catalogue {
		if f := m.Figure(figures.City, d.ID); !f.Absent && d.Way != figures.Shares {
			page.Figures = append(page.Figures, f)
		}
	}
	return v.showAs(http.StatusOK, "texts", "week", "简报段落", page)
}

// paragraphs is what was typed, a paragraph a line.
func paragraphs(typed string) []string {
	var out []string
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// textPartOf is the section that a form speaks of, with what it would print.
func (p *Pages) textPartOf(v *visit) (textPart, error) {
	t := textPart{Period: v.asked().Name(), Typed: v.FormValue("text")}
	all, err := p.o.Desk.TextSections(v.ctx, v.actor, v.campaign.ID, t.Period)
	if err != nil {
		return t, err
	}
	at := slices.IndexFunc(all, func(s desk.TextSection) bool { return s.ID == v.FormValue("section") })
	if at < 0 {
		return t, store.ErrNotFound
	}
	t.TextSection = all[at]
	t.Says, err = p.o.Desk.TryText(v.ctx, v.actor, v.campaign.ID, t.Period, t.ID, paragraphs(t.Typed))
	var refused *desk.RefusedError
	if errors.As(err, &refused) {
		t.Wrong, err = refused.Detail(), nil
	}
	return t, err
}

// tryText shows a section as it would print, while it is typed.
func (p *Pages) tryText(v *visit) error {
	if v.actor.Role != store.City {
		return store.ErrNotFound
	}
	t, err := p.textPartOf(v)
	if err != nil {
		return err
	}
	return v.part("texts", "tried", t)
}

func (p *Pages) putText(v *visit) error {
	name := v.asked().Name()
	if err := p.o.Desk.PutText(v.ctx, v.actor, v.campaign.ID, name, v.FormValue("section"), paragraphs(v.FormValue("text"))); err != nil {
		return err
	}
	return v.back("/week/text?period="+name+"#"+v.FormValue("section"), "text")
}
