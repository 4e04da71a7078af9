package pdf

import (
	"math"
	"strings"
	"unicode"
)

// breakTitle breaks a title into lines by sense: not inside a word or a
// number, rather after a mark or before a particle, in a shape that narrows
// steadily (梯形, 菱形) and without a line of one or two characters. room is
// how many characters a line holds. A line break in the title is kept.
func breakTitle(title string, room int) []string {
	var lines []string
	for part := range strings.SplitSeq(title, "\n") {
		r := []rune(strings.TrimSpace(clean(part)))
		if len(r) == 0 {
			continue
		}
		n := (weight(r) + room - 1) / room
		best, cost := []string{string(r)}, math.Inf(1)
		for k := n; k <= n+1; k++ {
			if lines, c := splitTitle(r, k, room); c < cost {
				best, cost = lines, c
			}
		}
		lines = append(lines, best...)
	}
	return lines
}

// weight is the width of r in Chinese characters, rounded up.
func weight(r []rune) int {
	halves := 0
	for _, c := range r {
		halves += 2
		if c < 0x250 {
			halves--
		}
	}
	return (halves + 1) / 2
}

// splitTitle is the best way to break r into k lines, and its cost.
func splitTitle(r []rune, k, room int) ([]string, float64) {
	if k == 1 {
		if weight(r) > room {
			return nil, math.Inf(1)
		}
		return []string{string(r)}, 0
	}
	price := prices(r)
	ideal := float64(weight(r)) / float64(k)
	best, ends := math.Inf(1), []int(nil)
	var try func(from int, made []int, cost float64)
	try = func(from int, made []int, cost float64) {
		if cost >= best {
			return
		}
		if len(made) == k-1 {
			w := weight(r[from:])
			if w > room || w < 3 {
				return
			}
			cost += uneven(w, ideal) + shapeCost(r, append(made, len(r)))
			if cost < best {
				best, ends = cost, append(append([]int(nil), made...), len(r))
			}
			return
		}
		for to := from + 1; to < len(r); to++ {
			if w := weight(r[from:to]); w > room {
				return
			} else if w >= 3 {
				try(to, append(made[:len(made):len(made)], to), cost+price[to]+uneven(w, ideal))
			}
		}
	}
	try(0, nil, 0)
	if ends == nil {
		return []string{string(r)}, math.Inf(1)
	}
	var lines []string
	from := 0
	for _, to := range ends {
		lines = append(lines, strings.TrimSpace(string(r[from:to])))
		from = to
	}
	return lines, best + float64(k)*2
}

func uneven(w int, ideal float64) float64 {
	off := (float64(w) - ideal) / ideal
	return 12 * off * off
}

// shapeCost dislikes lines of equal width and, among three, a narrow waist.
func shapeCost(r []rune, ends []int) float64 {
	from, cost := 0, 0.0
	var w []int
	for _, to := range ends {
		w = append(w, weight(r[from:to]))
		from = to
	}
	for i := 1; i < len(w); i++ {
		if w[i] == w[i-1] {
			cost += 0.5
		}
	}
	if len(w) == 3 && w[1] < w[0] && w[1] < w[2] {
		cost += 3
	}
	return cost
}

// prices says for every place between two characters what it costs to break
// there.
func prices(r []rune) []float64 {
	price := make([]float64, len(r)+1)
	inside := make([]bool, len(r)+1)
	text := string(r)
	for _, term := range terms() {
		n := len([]rune(term))
		for from := 0; ; {
			i := strings.Index(text[from:], term)
			if i < 0 {
				break
			}
			at := len([]rune(text[:from+i]))
			for j := at + 1; j < at+n; j++ {
				inside[j] = true
			}
			from += i + len(term)
		}
	}
	depth := 0
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		switch kindOf(a) {
		case opening:
			depth++
		case closing:
			if strings.ContainsRune("）》〉”’〕】」』］｝〗", a) {
				depth--
			}
		}
		switch {
		case !mayBreak(glyph{r: a, kind: kindOf(a)}, glyph{r: b, kind: kindOf(b)}),
			unicode.IsDigit(a) && kindOf(b) == hanzi, inside[i]:
			price[i] = 40
		case strings.ContainsRune("，；：、 ", a):
			price[i] = 0
		case strings.ContainsRune("的", a), strings.ContainsRune("和与及暨", b), kindOf(b) == opening, kindOf(a) == closing:
			price[i] = 1
		case strings.ContainsRune("和与及暨关于在对了将", a), strings.ContainsRune("的了等", b):
			price[i] = 30
		case inside[i-1] || i >= 2 && i+1 <= len(r) && inside[i+1]:
			price[i] = 2 // a known word ends or begins here
		default:
			price[i] = 5
		}
		if depth > 0 {
			price[i] += 3
		}
	}
	return price
}
