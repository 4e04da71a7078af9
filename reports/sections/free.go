package sections

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
)

// Preface is the section id of free paragraphs that stand before the lead: the
// editor's note (按语), what a leader wrote on an earlier issue.
const Preface = "preface"

// wordPreface opens a preface that does not say itself what it is.
const wordPreface = "按语："

// texts are the free paragraphs of a period laid over those of the definition,
// section by section.
func (d *Definition) texts(period map[string][]string) map[string][]string {
	if len(d.Texts) == 0 {
		return period
	}
	out := maps.Clone(d.Texts)
	maps.Copy(out, period)
	return out
}

// preface is what stands before the lead.
func (f *Facts) preface() []briefing.Paragraph {
	var out []briefing.Paragraph
	for _, text := range f.Texts[Preface] {
		if strings.TrimSpace(text) == "" {
			continue
		}
		p := f.labelled(text)
		if len(out) == 0 && p.Heading == "" {
			p.Heading = wordPreface
		}
		out = append(out, p)
	}
	return out
}

// labelled sets what a text begins with, up to a colon, apart as its heading:
// 典型案例：…, 市领导批示：….
func (f *Facts) labelled(text string) briefing.Paragraph {
	label, rest := "", strings.TrimSpace(text)
	if at := strings.IndexAny(rest, "：，。；、“{["); at > 0 && strings.HasPrefix(rest[at:], "：") && len([]rune(rest[:at])) <= longestLabel {
		label, rest = rest[:at]+"：", strings.TrimSpace(rest[at+len("："):])
	}
	return briefing.Paragraph{Heading: label, Spans: joined(f.city().printed(rest))}
}

// longestLabel is how many characters of a text's beginning may be a label.
const longestLabel = 20

// free are the free paragraphs of a section. Figures stand in them only as
// {figure.id}; one that is absent prints —.
func (f *Facts) free(section string) []briefing.Block {
	var out []briefing.Block
	for _, text := range f.Texts[section] {
		if strings.TrimSpace(text) != "" {
			out = append(out, f.labelled(text))
		}
	}
	return out
}

// checkTexts holds the free paragraphs against the sections and figures that
// there are: what a clerk wrote is never left out silently.
func (f *Facts) checkTexts(d *Definition) error {
	for _, id := range slices.Sorted(maps.Keys(f.Texts)) {
		if at := d.section(id); id != Preface && (at < 0 || d.Sections[at].Drop) && !f.ownSection(d, id) {
			return fmt.Errorf("write free text: no section %s", id)
		}
		for _, text := range f.Texts[id] {
			pieces, err := parsePattern(text)
			if err == nil {
				err = f.known(pieces)
			}
			if err != nil {
				return fmt.Errorf("write free text of section %s: %w", id, err)
			}
		}
	}
	return nil
}

// known reports the first figure of a pattern that no form defines.
func (f *Facts) known(pieces []piece) error {
	for _, p := range pieces {
		if p.figure != "" && f.formOf(baseOf(p.figure)) == nil {
			return fmt.Errorf("no figure %s", p.figure)
		}
		if err := f.known(p.optional); err != nil {
			return err
		}
	}
	return nil
}

// baseOf is a figure's id without its variant.
func baseOf(id figures.ID) figures.ID {
	base, _, _ := strings.Cut(string(id), "@")
	return figures.ID(base)
}

// printed fills a pattern and keeps it whole: an absent figure prints —.
func (sc scope) printed(pattern string) []briefing.Span {
	said := sc.say(pattern)
	for i, s := range said.spans {
		if s.Figure != "" && s.Text == "" {
			said.spans[i].Text = "—"
		}
	}
	return said.spans
}
