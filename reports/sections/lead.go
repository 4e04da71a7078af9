package sections

import (
	"strings"
	"unicode/utf8"

	"chunfeng/reports/briefing"
)

// title is the briefing's title by lines. A line whose figures nobody filed
// vanishes; one that had to be broken takes the next one on its last part, if
// there is room: two lines rather than a third of a few characters.
func (d *Definition) title(f *Facts) []string {
	var lines []string
	broke := false
	for _, pattern := range d.Title {
		said := f.city().say(pattern)
		if !said.sayable() {
			continue
		}
		parts := d.broken(briefing.Paragraph{Spans: said.spans}.String())
		if last := len(lines) - 1; broke && len(parts) == 1 && utf8.RuneCountInString(lines[last]+parts[0]) <= lineOfTitle {
			lines[last] += parts[0]
			continue
		}
		broke = len(parts) > 1
		lines = append(lines, parts...)
	}
	return lines
}

// lineOfTitle is how many characters of the title's size stand on a line.
const lineOfTitle = 20

// broken breaks a title's line that is too long in two, where it cuts neither
// one of the unbroken words nor a number from its unit, as near to the middle
// as can be and rather with the longer part below.
func (d *Definition) broken(line string) []string {
	r := []rune(line)
	if len(r) <= lineOfTitle {
		return []string{line}
	}
	best := 0
	for i := 2; i <= len(r)-2; i++ {
		if d.cuts(line, len(string(r[:i]))) {
			continue
		}
		if best == 0 || distance(i, len(r)) < distance(best, len(r)) {
			best = i
		}
	}
	if best == 0 {
		return []string{line}
	}
	return append(d.broken(string(r[:best])), d.broken(string(r[best:]))...)
}

func distance(at, length int) int {
	if d := 2*at - length; d > 0 {
		return d
	}
	return length - 2*at
}

// cuts reports whether a break before byte at falls into a word or a number.
func (d *Definition) cuts(line string, at int) bool {
	for _, w := range d.Unbroken {
		for from := 0; w != ""; {
			i := strings.Index(line[from:], w)
			if i < 0 {
				break
			}
			from += i
			if from < at && at < from+len(w) {
				return true
			}
			from += len(w)
		}
	}
	before := line[at-1]
	return before < 0x80 && before != ' '
}

// lead is the first paragraph: what was done so far, in one sentence.
func (d *Definition) lead(f *Facts) briefing.Paragraph {
	p, _ := f.city().paragraph(d.Lead)
	return p
}
