package pdf

import (
	"math"
	"strings"
	"unicode/utf8"
)

// titleLines are the lines of a title: those of the briefing, which are broken
// by sense, or the title as a whole. What is wider than a line is broken
// again, into lines of about equal length.
func titleLines(lines []string, title string, room int) []string {
	if len(lines) == 0 {
		lines = strings.Split(title, "\n")
	}
	var out []string
	for _, l := range lines {
		if l = strings.TrimSpace(clean(l)); l != "" {
			out = append(out, evenly([]rune(l), room)...)
		}
	}
	return out
}

// evenly breaks r into as few lines as hold it, each near the same weight, not
// inside a known word or a number, and rather after a mark or before a bracket
// than elsewhere.
func evenly(r []rune, room int) []string {
	n := (weight(r) + room - 1) / room
	whole := insideTerms(r)
	var out []string
	for n > 1 {
		ideal := float64(weight(r)) / float64(n)
		best, at := math.Inf(1), 0
		for i := 1; i < len(r) && weight(r[:i]) <= room; i++ {
			a, b := glyphOf(r[i-1]), glyphOf(r[i])
			if !mayBreak(a, b) || (weight(r[i:])+room-1)/room > n-1 {
				continue
			}
			cost := math.Abs(float64(weight(r[:i])) - ideal)
			if whole[i] {
				cost += 8
			}
			if a.kind == closing || a.kind == space || b.kind == opening {
				cost -= 3
			}
			if a.kind == letter || b.kind == letter { // a number stays with its unit
				cost += 3
			}
			if cost < best {
				best, at = cost, i
			}
		}
		if at == 0 {
			break
		}
		out = append(out, strings.TrimSpace(string(r[:at])))
		r, whole = r[at:], whole[at:]
		n = (weight(r) + room - 1) / room
	}
	for weight(r) > room { // one word wider than a line
		out = append(out, string(r[:room]))
		r = r[room:]
	}
	return append(out, strings.TrimSpace(string(r)))
}

// insideTerms says for each place in r whether it is inside a known word.
func insideTerms(r []rune) []bool {
	inside := make([]bool, len(r)+1)
	for _, term := range terms() {
		for words, at := string(r), 0; ; {
			i := strings.Index(words, term)
			if i < 0 {
				break
			}
			at += utf8.RuneCountInString(words[:i])
			n := utf8.RuneCountInString(term)
			for j := at + 1; j < at+n; j++ {
				inside[j] = true
			}
			at, words = at+n, words[i+len(term):]
		}
	}
	return inside
}

func glyphOf(r rune) glyph { return glyph{r: r, kind: kindOf(r)} }

// weight is the width of r in Chinese characters, rounded up.
func weight(r []rune) int {
	thirds := 0
	for _, c := range r {
		if kindOf(c) == letter {
			thirds += 2
		} else {
			thirds += 3
		}
	}
	return (thirds + 2) / 3
}
