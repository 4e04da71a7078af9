package sections

import (
	"strings"

	"chunfeng/reports/briefing"
)

// Title is the briefing's title, one line for each that the definition has.
func (d *Definition) title(f *Facts) []string {
	var lines []string
	for _, pattern := range d.Title {
		if said := f.city().say(pattern); !said.missing {
			var b strings.Builder
			for _, s := range said.spans {
				b.WriteString(s.Text)
			}
			lines = append(lines, b.String())
		}
	}
	return lines
}

// lead is the first paragraph: what was done so far, in one sentence.
func (d *Definition) lead(f *Facts) briefing.Paragraph {
	p, _ := f.city().paragraph(d.Lead)
	return p
}
