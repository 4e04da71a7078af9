package pdf

import (
	"strings"

	"chunfeng/reports/briefing"
)

// A setter turns the parts of a briefing into boxes.
type setter struct {
	faces *faces
}

// boxes sets the whole briefing but its foot.
func (s *setter) boxes(b *briefing.Briefing) []box {
	out := s.masthead(b)
	out = append(out, s.title(b.Title)...)
	out = append(out, s.paragraph(b.Lead)...)
	n := 0
	for _, section := range b.Sections {
		if len(section.Blocks) == 0 {
			continue // a heading over nothing says that something was lost
		}
		n++
		out = append(out, s.heading(numbered(n, section.Title)))
		for _, block := range section.Blocks {
			out = append(out, s.block(block)...)
		}
	}
	return append(out, s.basis(b.Basis)...)
}

func (s *setter) block(block briefing.Block) []box {
	switch block := block.(type) {
	case briefing.Paragraph:
		return s.paragraph(block)
	case *briefing.Table:
		return s.table(block)
	case *briefing.Chart:
		return s.chart(block)
	}
	return nil
}

func bodyStyle(ro role) style { return style{role: ro, size: bodySize, track: track} }

// masthead is the head of the first page: name, number, office and date above
// the red rule, nine lines of the grid in all.
func (s *setter) masthead(b *briefing.Briefing) []box {
	const height = 7 * lead
	head := box{height: height, grid: true, keep: true}
	head.texts = append(head.texts, s.banner(b.Masthead, 2.35*lead))

	issue := strings.TrimSpace(b.Issue)
	if issue == "" {
		issue = wordDraft
	}
	head.texts = append(head.texts, s.one(issue, bodyStyle(fang), 0, measure, centred, 4.6*lead))

	date := s.faces.shape(b.Date.Chinese(), bodyStyle(fang))
	dateWidth := width(date)
	room := measure - 3*pitch - dateWidth
	st := bodyStyle(fang)
	office := s.faces.shape(b.Issuer, st)
	for st.size > 10 && width(office) > room { // a long name is set smaller, not broken
		st.size -= 0.5
		st.track = 0
		office = s.faces.shape(b.Issuer, st)
	}
	at := 5.6*lead + baseline(lead, bodySize)
	head.texts = append(head.texts,
		text{x: pitch, y: at, glyphs: place(office, room, flushLeft, true).glyphs},
		text{x: measure - pitch - dateWidth, y: at, glyphs: place(date, dateWidth, flushLeft, true).glyphs})
	head.shapes = append(head.shapes, rule(0, height-redBar/2, measure, height-redBar/2, redBar, inkRed))
	return []box{head, {height: lead, grid: true, keep: true}, {height: lead, grid: true, keep: true}}
}

// banner is the briefing's name in large red type, letter-spaced if short,
// smaller if long. middle is where the middle of its em box stands.
func (s *setter) banner(name string, middle float64) text {
	name = strings.TrimSpace(name)
	st := style{role: black, size: 54, ink: inkRed}
	g := s.faces.shape(name, st)
	if n := len(g); n > 1 {
		st.track = min(st.size*0.55, max(0, (0.8*measure-width(g))/float64(n-1)))
		g = s.faces.shape(name, st)
		for st.size > 14 && width(g)-st.track > measure {
			st.size -= 0.5
			st.track = 0
			g = s.faces.shape(name, st)
		}
	}
	wide := width(g) - st.track
	l := place(g, wide+st.track, flushLeft, true)
	return text{x: (measure - wide) / 2, y: middle + 0.38*st.size, glyphs: l.glyphs}
}

// one sets text on a single line of lead height beginning at top.
func (s *setter) one(words string, st style, x, room float64, al align, top float64) text {
	g := s.faces.shape(words, st)
	l := place(g, max(room, width(g)), flushLeft, true)
	switch al {
	case centred:
		x += (room - l.width + st.track) / 2
	case flushRight:
		x += room - l.width + st.track
	}
	return text{x: x, y: top + baseline(lead, st.size), glyphs: l.glyphs}
}

// title is the title in lines broken by sense, and an empty line.
func (s *setter) title(title string) []box {
	const apart = 34.0       // from line to line
	const charsPerTitle = 20 // 22 pt in 156 mm
	st := style{role: black, size: titleSize}
	lines := breakTitle(title, charsPerTitle)
	if len(lines) == 0 {
		return nil
	}
	n := float64(len(lines))
	height := up(max(n*apart, lead), box{grid: true})
	b := box{height: height, grid: true, keep: true, bookmark: bookmark{title: strings.Join(lines, "")}}
	top := (height - n*apart) / 2
	for i, words := range lines {
		t := s.one(words, st, 0, measure, centred, 0)
		t.y = top + float64(i)*apart + baseline(apart, titleSize)
		b.texts = append(b.texts, t)
	}
	return []box{b, {height: lead, grid: true, keep: true}}
}

// heading is 一、… in 黑体; it may take several lines.
func (s *setter) heading(title string) box {
	lines := fill(s.faces.shape(title, bodyStyle(hei)), measure-2*pitch, measure, flushLeft)
	b := box{height: float64(len(lines)) * lead, grid: true, keep: true, head: true, bookmark: bookmark{title: title}}
	for i, l := range lines {
		t := text{x: 2 * pitch, y: float64(i)*lead + baseline(lead, bodySize), glyphs: l.glyphs}
		if i > 0 {
			t.x = 0
		}
		b.texts = append(b.texts, t)
	}
	return b
}

// paragraph is one box a line, indented by two characters; its heading runs in
// before it in 楷体, or stands alone when nothing follows.
func (s *setter) paragraph(p briefing.Paragraph) []box {
	var words strings.Builder
	for _, span := range p.Spans {
		words.WriteString(span.Text)
	}
	var out []box
	for i, part := range strings.Split(words.String(), "\n") {
		var g []glyph
		if i == 0 {
			g = s.faces.shape(strings.TrimSpace(p.Heading), bodyStyle(kai))
		}
		g = append(g, s.faces.shape(strings.TrimSpace(part), bodyStyle(fang))...)
		out = append(out, s.lines(g, lead, pitch)...)
	}
	if p.Heading != "" && len(out) > 0 {
		out[0].bookmark = bookmark{title: clean(strings.TrimSuffix(p.Heading, "。")), level: 1}
		out[0].head = true
		if strings.TrimSpace(words.String()) == "" {
			for i := range out {
				out[i].keep = true
			}
		}
	}
	return out
}

// lines breaks glyphs into justified lines of the given height.
func (s *setter) lines(g []glyph, height, em float64) []box {
	if len(g) == 0 {
		return nil
	}
	var out []box
	for i, l := range fill(g, measure-2*em, measure, justify) {
		t := text{y: baseline(height, g[0].style.size), glyphs: l.glyphs}
		if i == 0 {
			t.x = 2 * em
		}
		out = append(out, box{height: height, grid: true, texts: []text{t}})
	}
	return out
}

// basis is what counts in what, in smaller type after the last section.
func (s *setter) basis(ps []briefing.Paragraph) []box {
	const size, height = 12.0, lead * 2 / 3
	var out []box
	for _, p := range ps {
		words := strings.TrimSpace(p.String())
		if words == "" {
			continue
		}
		if out == nil {
			st := style{role: hei, size: size}
			out = append(out, box{height: lead, grid: true, keep: true, head: true,
				texts: []text{s.one(wordBasis, st, 2*size, measure, flushLeft, 0)}, bookmark: bookmark{title: wordBasis}})
		}
		for _, b := range s.lines(s.faces.shape(words, style{role: fang, size: size}), height, size) {
			b.grid = false
			out = append(out, b)
		}
	}
	return out
}

// foot is the 版记: who receives the briefing and how many are printed,
// between rules over the whole width. The last rule is its bottom edge. No
// receivers and no copies: no foot.
func (s *setter) foot(c briefing.Colophon) box {
	const em = smallPitch
	row := lead * 0.82
	st := style{role: fang, size: smallSize}
	var b box
	cross := func(width float64) {
		b.shapes = append(b.shapes, rule(0, b.height, measure, b.height, width, inkBlack))
	}
	for _, to := range c.To {
		if len(to.Names) == 0 {
			continue
		}
		cross(thin)
		verb := s.faces.shape(to.Verb+"：", st)
		indent := em + width(verb)
		names := strings.TrimRight(strings.Join(to.Names, "，"), "。") + "。"
		for i, l := range fill(s.faces.shape(names, st), measure-indent-em, measure-indent-em, justify) {
			y := b.height + baseline(row, smallSize)
			if i == 0 {
				b.texts = append(b.texts, text{x: em, y: y, glyphs: place(verb, indent, flushLeft, true).glyphs})
			}
			b.texts = append(b.texts, text{x: indent, y: y, glyphs: l.glyphs})
			b.height += row
		}
	}
	if c.Copies > 0 {
		cross(thin)
		t := s.one(wordCopies(c.Copies), st, em, measure-2*em, flushRight, 0)
		t.y = b.height + baseline(row, smallSize)
		b.texts = append(b.texts, t)
		b.height += row
	}
	if b.height > 0 {
		b.shapes[0].width = thick
		cross(thick)
	}
	return b
}

// folio is the page number — n —: on odd pages one character from the right
// edge, on even pages one from the left.
func (s *setter) folio(n int) text {
	st := style{role: fang, size: smallSize}
	words := "— " + itoa(n) + " —"
	al := flushRight
	if n%2 == 0 {
		al = flushLeft
	}
	t := s.one(words, st, smallPitch, measure-2*smallPitch, al, 0)
	t.y = depth + footDrop + dashRise*smallSize
	return t
}
