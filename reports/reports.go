package reports

import (
	"fmt"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/reports/sections"
)

// Options are what a briefing needs beyond the figures.
type Options struct {
	Issue      int                  // the number of an issued briefing; 0 is a draft
	Date       period.Date          // of issue; no date is the as-of date
	Earlier    []*figures.Merged    // as of the ends of earlier periods, oldest first: changes and trends
	Texts      map[string][]string  // free paragraphs by section id or sections.Preface, instead of the definition's; figures only as {figure.id}
	Errata     []briefing.Erratum   // against earlier issues
	Definition *sections.Definition // nil is the built-in one
}

// Compose writes the briefing of m. An error names a free text that cannot be
// read; figures that nobody filed leave out their words and tables.
func Compose(m *figures.Merged, reg *register.Register, catalogue *forms.Catalogue, o Options) (*briefing.Briefing, error) {
	d := o.Definition
	if d == nil {
		var err error
		if d, err = sections.Builtin(); err != nil {
			return nil, fmt.Errorf("compose briefing: %w", err)
		}
	}
	written, err := d.Write(sections.Facts{
		Merged: m, Earlier: o.Earlier, Register: reg, Forms: catalogue, Texts: o.Texts, Errata: o.Errata,
	})
	if err != nil {
		return nil, fmt.Errorf("compose briefing: %w", err)
	}
	c := &reg.Campaign
	b := &briefing.Briefing{
		Masthead: c.Texts.Masthead, Issue: phrase.Issue(o.Issue), Issuer: c.Texts.Issuer, Date: o.Date, AsOf: m.AsOf,
		Campaign: c.Name, Title: strings.Join(written.Title, ""), Lines: written.Title,
		Preface: written.Preface, Lead: written.Lead,
		Sections: written.Sections, Basis: written.Basis, Colophon: colophon(c.Texts),
		Merged: m, Units: reg.Units, Firms: reg.Firms, Forms: titles(catalogue), Errata: o.Errata,
	}
	if b.Date.IsZero() {
		b.Date = m.AsOf
	}
	if b.Masthead == "" {
		b.Masthead = phrase.Masthead
	}
	if b.Issuer == "" {
		b.Issuer = c.City.Bureau
	}
	return b, nil
}

// colophon orders the receivers as print does: 报, 送, 发.
func colophon(t period.Briefing) briefing.Colophon {
	c := briefing.Colophon{Copies: t.Copies}
	for _, verb := range phrase.Verbs() {
		if names := t.To[verb]; len(names) > 0 {
			c.To = append(c.To, briefing.Receivers{Verb: verb, Names: names})
		}
	}
	return c
}

func titles(catalogue *forms.Catalogue) map[returns.FormID]string {
	out := map[returns.FormID]string{}
	for _, f := range catalogue.Forms {
		out[f.ID] = f.Title
	}
	return out
}
