package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/sections"
	"chunfeng/server/store"
)

// A TextSection is a place of a briefing where free paragraphs may stand, with
// those that do. Its title is "" for what stands before the lead.
type TextSection struct {
	ID, Title string
	Text      store.Text // its Paragraphs may be none
}

// TextSections lists where free paragraphs may stand, in the order of print.
// The city's roles alone.
func (d *Desk) TextSections(ctx context.Context, a Actor, campaign, period string) ([]TextSection, error) {
	texts, err := d.Texts(ctx, a, campaign, period)
	if err != nil {
		return nil, err
	}
	written, err := sections.Builtin()
	if err != nil {
		return nil, fmt.Errorf("list sections: %w", err)
	}
	out := []TextSection{{ID: sections.Preface}}
	for _, s := range written.Sections {
		if !s.Drop {
			out = append(out, TextSection{ID: s.ID, Title: s.Title})
		}
	}
	for _, t := range texts {
		i := slices.IndexFunc(out, func(s TextSection) bool { return s.ID == t.Section })
		if i < 0 {
			out = append(out, TextSection{ID: t.Section, Title: t.Section})
			i = len(out) - 1
		}
		out[i].Text = t
	}
	return out, nil
}

// braces are what a free paragraph names a figure by.
var braces = regexp.MustCompile(`\{([^{}]*)\}`)

// TryText is the paragraphs of a section as they would print with these free
// ones, and keeps nothing; of the preface its own paragraphs alone. text_wrong
// names the figures that there are not.
func (d *Desk) TryText(ctx context.Context, a Actor, campaign, name, section string, paragraphs []string) ([]string, error) {
	if !a.office() {
		return nil, fmt.Errorf("text of %s: %w", name, store.ErrNotFound)
	}
	var merged *figures.Merged
	var v *view
	var p period.Period
	err := d.store.Snapshot(ctx, func(r store.Reader) (err error) {
		if v, err = d.look(ctx, r, campaign); err != nil {
			return err
		}
		if p, err = v.room.period(name); err != nil {
			return err
		}
		merged, err = v.merge(ctx, r, merging{asOf: p.Ends})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("try text: %w", err)
	}
	if missing := unknownFigures(merged, paragraphs); len(missing) > 0 {
		return nil, refuse("text_wrong", "没有这样的指标："+strings.Join(missing, "、"))
	}
	b, err := reports.Compose(merged, v.room.reg, d.forms, reports.Options{Texts: map[string][]string{section: paragraphs}})
	if err != nil {
		return nil, refuse("text_wrong", "指标只能写成 {指标代码}，如 {recruit.posts}；请核对括号和栏目")
	}
	return paragraphsOf(b, section), nil
}

// unknownFigures is what paragraphs name in braces that is no figure.
func unknownFigures(m *figures.Merged, paragraphs []string) []string {
	var out []string
	for _, found := range braces.FindAllStringSubmatch(strings.Join(paragraphs, "\n"), -1) {
		id := figures.ID(found[1])
		known := slices.ContainsFunc(m.Catalogue, func(d figures.Definition) bool { return d.ID == id })
		if !known && !slices.Contains(out, found[0]) {
			out = append(out, found[0])
		}
	}
	return out
}

func paragraphsOf(b *briefing.Briefing, section string) []string {
	var out []string
	say := func(p briefing.Paragraph) {
		words := p.Heading
		for _, s := range p.Spans {
			words += s.Text
		}
		out = append(out, words)
	}
	if section == sections.Preface {
		for _, p := range b.Preface {
			say(p)
		}
		return out
	}
	for _, s := range b.Sections {
		if s.ID != section {
			continue
		}
		for _, block := range s.Blocks {
			if p, ok := block.(briefing.Paragraph); ok {
				say(p)
			}
		}
	}
	return out
}
