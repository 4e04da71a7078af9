package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"chunfeng/importer/figures"
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
	Says      []string   // all paragraphs that the section would print now
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
	kept := map[string][]string{}
	for _, t := range texts {
		kept[t.Section] = t.Paragraphs
		i := slices.IndexFunc(out, func(s TextSection) bool { return s.ID == t.Section })
		if i < 0 {
			out = append(out, TextSection{ID: t.Section, Title: t.Section})
			i = len(out) - 1
		}
		out[i].Text = t
	}
	v, merged, err := d.textsOn(ctx, campaign, period)
	if err != nil {
		return nil, err
	}
	b, err := reports.Compose(merged, v.room.reg, d.forms, reports.Options{Texts: kept})
	if err == nil { // what no longer prints is shown as typed, to be mended
		for i := range out {
			out[i].Says = paragraphsOf(b, out[i].ID)
		}
	}
	return out, nil
}

// textsOn is the figures that the paragraphs of a period's briefing speak of.
func (d *Desk) textsOn(ctx context.Context, campaign, name string) (v *view, merged *figures.Merged, err error) {
	err = d.store.Snapshot(ctx, func(r store.Reader) error {
		if v, err = d.look(ctx, r, campaign); err != nil {
			return err
		}
		p, err := v.room.period(name)
		if err != nil {
			return err
		}
		merged, err = v.merge(ctx, r, merging{asOf: p.Ends, lag: true})
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read figures for texts: %w", err)
	}
	return v, merged, nil
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
	v, merged, err := d.textsOn(ctx, campaign, name)
	if err != nil {
		return nil, err
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
