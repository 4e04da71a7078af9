package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A style is how a stretch of text is set. Sizes and tracking are in points.
type style struct {
	role  role
	size  float64
	track float64 // added after every character
	ink   ink
}

// An ink is a colour, 0–1.
type ink struct{ r, g, b float64 }

var (
	inkBlack = ink{}
	inkRed   = ink{r: 1}
)

// A glyph is one character on its way to the page. x is set when its line is
// placed; the others when text is shaped.
type glyph struct {
	r     rune // as in the text
	pick  pick
	style *style
	kind  kind
	adv   float64 // to the next glyph
	cut   float64 // blank taken from its left side
	room  float64 // blank that may still be taken, from the side its kind says
	glue  bool    // no line ends after it, whatever follows
	x     float64
}

// A kind decides where lines may break and where blank may be squeezed out.
type kind uint8

const (
	hanzi   kind = iota
	opening      // （《“: not at the end of a line, blank on the left
	closing      // ，。）: not at the start of a line, blank on the right
	tail         // · % ～: not at the start of a line, no blank
	dash         // — and …: not apart from one another
	letter       // Latin letters, digits, and what joins them
	space
)

func kindOf(r rune) kind {
	switch {
	case strings.ContainsRune("（《〈“‘〔【「『［｛〖", r):
		return opening
	case strings.ContainsRune("，。、；：？！）》〉”’〕】」』］｝〗．", r):
		return closing
	case strings.ContainsRune("·～％‰℃°", r):
		return tail
	case r == '—' || r == '…':
		return dash
	case r == ' ' || r == '\u00a0' || r == '\u3000':
		return space
	case r < 0x2e80 && !unicode.Is(unicode.So, r) && !(r >= 0x2460 && r < 0x2500):
		return letter
	}
	return hanzi
}

// clean makes text safe to draw: valid, composed, without what cannot be seen
// (zero width, controls, variation selectors); every white space is a blank.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, string(missingMark))
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u3000':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, norm.NFC.String(s))
}

// shape turns text into glyphs and closes up neighbouring marks: the blank
// between ）and 。 or between 》and （ would tear a hole in the line.
func (fs *faces) shape(text string, st style) []glyph {
	text = clean(text)
	out := make([]glyph, 0, utf8.RuneCountInString(text))
	for _, r := range text {
		p := fs.pick(st.role, r)
		g := glyph{r: r, pick: p, style: &st, kind: kindOf(r), adv: p.adv*st.size + st.track}
		if (g.kind == opening || g.kind == closing) && p.adv >= 0.95 {
			g.room = st.size / 2
		}
		out = append(out, g)
	}
	return out
}

// squeeze takes half an em out wherever two marks meet.
func squeeze(g []glyph) {
	for i := 0; i+1 < len(g); i++ {
		a, b := &g[i], &g[i+1]
		switch {
		case a.kind == closing && (b.kind == closing || b.kind == opening) && a.room > 0:
			a.take(a.room)
		case a.kind == opening && b.kind == opening && b.room > 0:
			b.take(b.room)
		}
	}
}

// take squeezes blank out of a mark.
func (g *glyph) take(blank float64) {
	g.adv -= blank
	g.room -= blank
	if g.kind == opening {
		g.cut += blank
	}
}

// mayBreak reports whether a line may end between a and b.
func mayBreak(a, b glyph) bool {
	switch {
	case a.glue, b.kind == space:
		return false
	case b.kind == closing, b.kind == tail, a.kind == opening:
		return false
	case strings.ContainsRune(",.;:!?)]}%", b.r), strings.ContainsRune("([{", a.r):
		return false
	case a.kind == dash && b.kind == dash && a.r == b.r:
		return false
	case a.r == '—' && unicode.IsDigit(b.r), b.r == '—' && (unicode.IsDigit(a.r) || a.r == '%'):
		return false // 80%—90% is one
	case a.kind == letter && b.kind == letter:
		return a.r == '/' || a.r == '-' && !unicode.IsDigit(b.r)
	case unicode.IsDigit(a.r) && strings.ContainsRune("万亿千百余多年月日时", b.r):
		return false // 1.1|万 would be read as another number
	}
	return true
}

// mayStretch reports whether a justified line may open between a and b.
func mayStretch(a, b glyph) bool {
	if a.kind == letter && b.kind == letter {
		return false
	}
	return a.kind != dash || b.kind != dash
}

// A line is glyphs with positions from its left end.
type line struct {
	glyphs []glyph
	width  float64 // of what is seen
}

// An align says where a line stands in its measure.
type align uint8

const (
	justify align = iota // last line left
	flushLeft
	centred
	flushRight
)

// fill breaks glyphs into lines of the given widths: the first, and all
// others. No character is lost; blanks at the ends of lines are.
func fill(g []glyph, first, rest float64, al align) []line {
	g = append([]glyph(nil), g...)
	squeeze(g)
	var lines []line
	width := first
	for at := 0; at < len(g); {
		if len(lines) > 0 {
			for at < len(g) && g[at].kind == space {
				at++
			}
			if at == len(g) {
				break
			}
		}
		if g[at].kind == opening {
			if al != justify {
				g[at].take(g[at].room) // a bracket at the edge would pull the line aside
			}
			g[at].room = 0 // and in a paragraph it would stick out of the left edge
		}
		end := at + lineEnd(g[at:], width)
		if (al == justify || al == flushLeft) && alone(g[end:]) {
			end = at + earlier(g[at:end], al)
		}
		if last := &g[end-1]; al == centred && last.kind == closing {
			last.take(last.room)
		}
		lines = append(lines, place(g[at:end], width, al, end == len(g)))
		at, width = end, rest
	}
	return lines
}

// alone reports whether g is a single character, with the marks behind it:
// too little for a line.
func alone(g []glyph) bool {
	seen := 0
	for _, x := range g {
		if x.kind != closing && x.kind != space {
			seen++
		}
	}
	return seen == 1
}

// earlier is where a line ends that gives its last word to the line below, or
// its own end if it would be much too loose without it.
func earlier(g []glyph, al align) int {
	const most = 3 // characters that a line of a paragraph gives
	for end := len(g) - 1; end > len(g)/2; end-- {
		if al == justify && len(g)-end > most {
			break
		}
		if mayBreak(g[end-1], g[end]) {
			return end
		}
	}
	return len(g)
}

// lineEnd is how many glyphs go on a line: as many as fit, or, if squeezing
// marks lets the next word come in, up to there. Only a mark at the end gives all
// its blank, others half of it: a line whose marks gave more looks tighter than
// its neighbours. They give all where the line would be torn apart instead, and
// for the end of a paragraph, which would be a line of a few characters.
func lineEnd(g []glyph, width float64) int {
	const hair = 0.01
	fits, wide, room := 0, 0.0, 0.0
	for i := range g {
		wide += g[i].adv
		room += g[i].room
		if i+1 < len(g) && !mayBreak(g[i], g[i+1]) {
			continue
		}
		switch seen := wide - trailing(g[:i+1]); {
		case seen <= width+hair:
			fits = i + 1
		case fits == 0 && seen-room > width+hair:
			return most(g, width)
		case i+1 == len(g) && seen-room <= width+hair,
			seen-room*given(g[:fits], g[i], room, width) <= width+hair:
			return i + 1
		default:
			return fits
		}
	}
	return len(g)
}

// given is the part of the blank in marks, room in all, that they may give so
// that a line can end with last instead of being stretched without it.
func given(without []glyph, last glyph, room, width float64) float64 {
	const torn = 1.0 / 12 // em between all characters
	wide := -trailing(without)
	for i := range without {
		wide += without[i].adv
	}
	switch apart := width - wide; {
	case room == 0 || len(without) > 0 && apart < 0.05:
		return 0
	case len(without) < 2 || apart/float64(len(without)-1) > torn*without[0].style.size:
		return 1
	}
	ending := 0.0
	if last.kind == closing {
		ending = last.room
	}
	return (ending + (room-ending)/2) / room
}

// most is how many glyphs of an unbreakable word fit, at least one.
func most(g []glyph, width float64) int {
	wide := 0.0
	for i := range g {
		if wide += g[i].adv; wide > width && i > 0 {
			return i
		}
	}
	return len(g)
}

// trailing is the width of the blanks and the tracking at the end, which are
// not seen.
func trailing(g []glyph) float64 {
	wide := 0.0
	for i := len(g) - 1; i >= 0; i-- {
		if g[i].kind != space {
			break
		}
		wide += g[i].adv
	}
	return wide
}

// place gives the glyphs of one line their positions.
func place(g []glyph, width float64, al align, last bool) line {
	for len(g) > 0 && g[len(g)-1].kind == space {
		g = g[:len(g)-1]
	}
	slack := width
	for i := range g {
		slack -= g[i].adv
	}
	stretch := 0.0
	switch {
	case slack < 0:
		shrink(g, -slack)
	case al == justify && !last:
		gaps := 0
		for i := 0; i+1 < len(g); i++ {
			if mayStretch(g[i], g[i+1]) {
				gaps++
			}
		}
		if gaps > 0 && slack/float64(gaps) < g[0].style.size/2 {
			stretch = slack / float64(gaps)
		}
	}
	x := 0.0
	for i := range g {
		g[i].x = x - g[i].cut
		x += g[i].adv
		if i+1 < len(g) && mayStretch(g[i], g[i+1]) {
			x += stretch
		}
	}
	return line{glyphs: g, width: x}
}

// shrink takes over points out of the marks of a line: first of the one at
// its end, which moves nothing, then of all in proportion.
func shrink(g []glyph, over float64) {
	if len(g) == 0 {
		return
	}
	if end := &g[len(g)-1]; end.kind == closing {
		most := min(over, end.room)
		end.take(most)
		over -= most
	}
	room := 0.0
	for i := range g {
		room += g[i].room
	}
	if over <= 0 || room == 0 {
		return
	}
	part := min(1, over/room)
	for i := range g {
		g[i].take(g[i].room * part)
	}
}

// torn reports whether a line ends where none should, for want of room.
func torn(lines []line) bool {
	for i := 1; i < len(lines); i++ {
		last, first := lines[i-1].glyphs, lines[i].glyphs
		if len(last) == 0 || len(first) == 0 {
			continue
		}
		a, b := last[len(last)-1], first[0]
		if !mayBreak(a, b) && (a.glue || a.kind != letter || b.kind != letter) { // a blank may have stood between letters
			return true
		}
	}
	return false
}

// bind keeps short brackets whole that fit in room, such as the unit in the
// head of a table or （集团） in a name.
func bind(g []glyph, room float64) []glyph {
	const longest = 9
	for i := range g {
		if g[i].r != '（' {
			continue
		}
		for j := i + 1; j < len(g) && j-i < longest; j++ {
			if g[j].r != '）' {
				continue
			}
			for k := i; k < j && width(g[i:j+1])-g[i].room-g[j].room <= room; k++ {
				g[k].glue = true
			}
			break
		}
	}
	return g
}

// width is how wide the glyphs are on one line, without squeezing to fit.
func width(g []glyph) float64 {
	g = append([]glyph(nil), g...)
	squeeze(g)
	wide := -trailing(g)
	for i := range g {
		wide += g[i].adv
	}
	return wide
}

// widest is the width of the widest stretch that cannot be broken.
func widest(g []glyph) float64 {
	most, wide := 0.0, 0.0
	for i := range g {
		if g[i].kind == space {
			wide = 0
			continue
		}
		wide += g[i].adv
		most = max(most, wide)
		if i+1 < len(g) && mayBreak(g[i], g[i+1]) {
			wide = 0
		}
	}
	return most
}
