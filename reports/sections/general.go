package sections

import (
	"slices"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
)

// named lists the figures that the definition prints in a table, or leaves to
// the workbook.
func (d *Definition) named() map[figures.ID]bool {
	out := map[figures.ID]bool{}
	for _, s := range d.Sections {
		for _, id := range s.Elsewhere {
			out[id] = true
		}
		for _, b := range s.Blocks {
			if b.Table == nil {
				continue
			}
			for _, id := range b.Table.Figures {
				out[id] = true
			}
		}
	}
	return out
}

// rest are the figures that no table of the definition names, by the section
// in which their form's figures stand. An operator's own figure, and one that
// a form gained, so appears without a line in the definition.
func (f *Facts) rest(d *Definition) map[string][]figures.ID {
	named := d.named()
	out := map[string][]figures.ID{}
	for _, def := range f.Merged.Catalogue {
		if named[def.ID] || strings.Contains(string(def.ID), "@") || def.Way == figures.Shares {
			continue
		}
		form := f.formOf(def.ID)
		if form == nil {
			continue
		}
		if id := d.claims(form.Section); id != "" {
			out[id] = append(out[id], def.ID)
		}
	}
	return out
}

// claims is the section of d that prints what forms of a section have, "" if
// none does.
func (d *Definition) claims(section string) string {
	for _, s := range d.Sections {
		if s.ID == section || slices.Contains(s.Forms, section) {
			return s.ID
		}
	}
	return ""
}

// unknown writes a section for every form whose section the definition does
// not have, from the form's own definition.
func (f *Facts) unknown(d *Definition) []briefing.Section {
	var out []briefing.Section
	for _, form := range f.Forms.Forms {
		if d.claims(form.Section) != "" {
			continue
		}
		var ids []figures.ID
		for _, def := range f.Merged.Catalogue {
			if own := f.formOf(def.ID); own == form && !strings.Contains(string(def.ID), "@") {
				ids = append(ids, def.ID)
			}
		}
		if s := f.general(form, ids); len(s.Blocks) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// ownSection reports whether a form gets a section of its own under that id.
func (f *Facts) ownSection(d *Definition, id string) bool {
	form, ok := f.Forms.Form(returns.FormID(id))
	return ok && d.claims(form.Section) == ""
}

// general says every figure of a form in one sentence, and by unit in tables.
func (f *Facts) general(form *forms.Form, ids []figures.ID) briefing.Section {
	section := briefing.Section{ID: string(form.ID), Title: shortTitle(form.Title)}
	sentence := Sentence{Opens: "截至{asof}，全市"}
	for _, id := range ids {
		if !strings.Contains(string(id), ".") {
			continue // cannot stand in a pattern; the table has it
		}
		sentence.Clauses = append(sentence.Clauses, Clause{Say: f.definition(id).Name + "{" + string(id) + "}"})
	}
	if p, ok := f.city().paragraph(Paragraph{Sentences: []Sentence{sentence}}); ok {
		section.Blocks = append(section.Blocks, p)
	}
	section.Blocks = append(section.Blocks, f.free(section.ID)...)
	show := "both"
	if form.Counting == forms.Stock || len(ids) > 4 {
		show = ""
	}
	if t := f.table(&Table{Title: section.Title + "情况", Figures: ids, Show: show, Only: true}); t != nil {
		section.Blocks = append(section.Blocks, t)
	}
	return section
}

// shortTitle is a form's title without the word for its kind of paper, if that
// leaves a word: 周统计表 is 周统计.
func shortTitle(title string) string {
	for _, tail := range [...]string{"情况统计表", "情况表", "统计表", "登记表", "台账", "清单", "名册", "名单", "表"} {
		if short, ok := strings.CutSuffix(title, tail); ok && utf8.RuneCountInString(short) > 1 {
			return short
		}
	}
	return title
}
