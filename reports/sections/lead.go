package sections

import "chunfeng/reports/briefing"

// title is the briefing's title by lines. A line whose figures nobody filed
// vanishes.
func (d *Definition) title(f *Facts) []string {
	var lines []string
	for _, pattern := range d.Title {
		if said := f.city().say(pattern); said.sayable() {
			lines = append(lines, briefing.Paragraph{Spans: said.spans}.String())
		}
	}
	return lines
}

// lead is the first paragraph: what was done so far, in one sentence.
func (d *Definition) lead(f *Facts) briefing.Paragraph {
	p, _ := f.city().paragraph(d.Lead)
	return p
}
