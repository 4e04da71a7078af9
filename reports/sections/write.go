package sections

import (
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
)

// Written is what a definition makes of the facts.
type Written struct {
	Title    []string // by lines
	Preface  []briefing.Paragraph
	Lead     briefing.Paragraph
	Sections []briefing.Section
	Basis    []briefing.Paragraph
}

// makers lists what a block's make may name.
var makers = [...]struct {
	name string
	make func(*Facts) []briefing.Block
}{
	{"progress", (*Facts).progress},
	{"errata", (*Facts).errata},
	{"approximate", (*Facts).approximate},
	{"doubts", (*Facts).doubts},
	{"conflicts", (*Facts).conflicts},
}

func makerOf(name string) func(*Facts) []briefing.Block {
	for _, m := range makers {
		if m.name == name {
			return m.make
		}
	}
	return nil
}

// Write writes the briefing. An error names a free paragraph that holds
// something that is no figure, or that belongs to no section.
func (d *Definition) Write(f Facts) (Written, error) {
	f.Texts = d.texts(f.Texts)
	if err := f.checkTexts(d); err != nil {
		return Written{}, err
	}
	w := Written{Title: d.title(&f), Preface: f.preface(), Lead: d.lead(&f), Basis: f.basis()}
	rest := f.rest(d)
	for _, s := range d.Sections {
		if s.Drop {
			continue
		}
		section := f.section(s, rest[s.ID])
		if len(section.Blocks) > 0 {
			w.Sections = append(w.Sections, section)
		}
	}
	w.Sections = slices.Insert(w.Sections, d.place(w.Sections), f.unknown(d)...)
	return w, nil
}

// place is where sections of forms that the definition does not know stand:
// before the report on filing, else last.
func (d *Definition) place(written []briefing.Section) int {
	for i, s := range written {
		if s.ID == "progress" || s.ID == "quality" {
			return i
		}
	}
	return len(written)
}

// section writes the blocks of one section, then its free paragraphs behind
// the last paragraph, then what its forms have besides.
func (f *Facts) section(s Section, rest []figures.ID) briefing.Section {
	out := briefing.Section{ID: s.ID, Title: s.Title}
	words := 0
	for _, b := range s.Blocks {
		for _, made := range f.block(b) {
			out.Blocks = append(out.Blocks, made)
			if _, ok := made.(briefing.Paragraph); ok && words == len(out.Blocks)-1 {
				words++
			}
		}
	}
	out.Blocks = slices.Insert(out.Blocks, words, f.free(s.ID)...)
	if len(rest) > 0 {
		if t := f.table(&Table{Title: s.Title + "其他指标", Figures: rest, Only: true}); t != nil {
			out.Blocks = append(out.Blocks, t)
		}
	}
	return out
}

// block writes one block of a definition; nothing without data.
func (f *Facts) block(b Block) []briefing.Block {
	switch {
	case b.Make != "":
		return makerOf(b.Make)(f)
	case b.Table != nil:
		if t := f.table(b.Table); t != nil {
			return []briefing.Block{t}
		}
	case b.Chart != nil:
		if c := f.chart(b.Chart); c != nil {
			return []briefing.Block{c}
		}
	case b.Rank != nil:
		if p, ok := f.rank(b.Rank); ok {
			return []briefing.Block{p}
		}
	case b.Each != nil:
		if p, ok := f.each(*b.Each, b.Paragraph); ok {
			return []briefing.Block{p}
		}
	default:
		if p, ok := f.city().paragraph(b.Paragraph); ok {
			return []briefing.Block{p}
		}
	}
	return nil
}
