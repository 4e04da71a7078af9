package pdf

import (
	"strings"

	"chunfeng/reports/briefing"
)

// A setter turns the parts of a briefing into boxes.
type setter struct {
	faces  *faces
	parts  int               // numbered so far
	small  bool              // masthead
	inside map[string][]bool // which places of a head are inside known words
}

func newSetter(fs *faces, small bool) *setter {
	return &setter{faces: fs, small: small, inside: map[string][]bool{}}
}

// part numbers the next paragraph, cell or label.
func (s *setter) part() int {
	s.parts++
	return s.parts
}

// boxes sets the whole briefing but its foot.
func (s *setter) boxes(b *briefing.Briefing) []box {
	out := s.masthead(b)
	out = append(out, s.title(b)...)
	out = append(out, s.preface(b.Preface)...)
	out = append(out, s.paragraph(b.Lead)...)
	n := 0
	for _, section := range b.Sections {
		if len(section.Blocks) == 0 {
			continue // a heading over nothing says that something was lost
		}
		n++
		out = append(out, s.heading(numbered(n, section.Title)))
		for _, block := range section.Blocks {
			set := s.block(block)
			if len(set) > 0 {
				set[0].first = true
			}
			out = append(out, set...)
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

// masthead is the head of the first page: name, number, office and date, 4 mm
// below them the red rule, and two empty lines; nine lines of the grid in all. A
// 简报 has its name at the top of the type area, not 35 mm below it as a 文件: all
// above the rule is about the upper third of the page.
func (s *setter) masthead(b *briefing.Briefing) []box {
	if s.small {
		return s.smallHead(b)
	}
	const height = 7 * lead
	const last = height - redBar - ruleDrop - (lead+bodySize)/2 // where the last line begins
	head := box{height: height, grid: true, keep: true}
	head.texts = append(head.texts, s.banner(b.Masthead, 2.4*lead, 54)...)
	date := s.one(b.Date.Chinese(), bodyStyle(fang), pitch, measure-2*pitch, flushRight, last)
	office := s.office(b.Issuer, date.x-2*pitch, date.y)
	issue := strings.TrimSpace(b.Issue)
	if issue == "" {
		issue = wordDraft
	}
	top := last - lead
	if n := len(office); n > 1 {
		top -= (date.y - office[0].y) - bodySize/2
	}
	head.texts = append(head.texts, s.one(issue, bodyStyle(fang), 0, measure, centred, top))
	head.texts = append(append(head.texts, office...), date)
	head.shapes = append(head.shapes, rule(0, height-redBar/2, measure, height-redBar/2, redBar, inkRed))
	return []box{head, {height: lead, grid: true, keep: true}, {height: lead, grid: true, keep: true}}
}

// smallHead is the masthead of a page that must stand alone: the name, below it
// office, number and date on one line above the rule.
func (s *setter) smallHead(b *briefing.Briefing) []box {
	const height, line = 4 * lead, 2.6 * lead
	st := style{role: fang, size: 12}
	head := box{height: height, grid: true, keep: true}
	head.texts = append(head.texts, s.banner(b.Masthead, 1.1*lead, 32)...)
	head.texts = append(head.texts,
		s.one(b.Issuer, st, 0, measure, flushLeft, line),
		s.one(strings.TrimSpace(b.Issue), st, 0, measure, centred, line),
		s.one(b.Date.Chinese(), st, 0, measure, flushRight, line))
	head.shapes = append(head.shapes, rule(0, line+lead, measure, line+lead, redBar, inkRed))
	return []box{head}
}

// office is the issuer's name, one character from the left: smaller if it is
// long, and on several lines, the last at the given baseline, if it is longer.
func (s *setter) office(name string, end, base float64) []text {
	const least = 12.0
	room := end - pitch
	st := bodyStyle(fang)
	g := s.faces.shape(name, st)
	for width(g) > room && st.size > least {
		st.size, st.track = st.size-0.5, 0
		g = s.faces.shape(name, st)
	}
	lines := fill(g, room, room, flushLeft)
	part := s.part()
	var out []text
	for i, l := range lines {
		y := base - float64(len(lines)-1-i)*st.size*1.3
		out = append(out, text{x: pitch, y: y, glyphs: l.glyphs, part: part})
	}
	return out
}

// banner is the briefing's name in large red type: letter-spaced if short,
// smaller if long, on two lines if very long. middle is where its middle is,
// most its largest size.
func (s *setter) banner(name string, middle, most float64) []text {
	const least = 30.0
	lines := []string{strings.TrimSpace(clean(name))}
	if r := []rune(lines[0]); float64(weight(r))*least > measure {
		lines = evenly(r, (weight(r)+1)/2+2)
	}
	st := style{role: black, size: most, ink: inkRed}
	if len(lines) > 1 {
		st.size = 36
	}
	for _, l := range lines {
		for st.size > 10 && width(s.faces.shape(l, st)) > measure {
			st.size -= 0.5
		}
	}
	if g := s.faces.shape(lines[0], st); len(lines) == 1 && len(g) > 1 {
		st.track = min(st.size*0.55, max(0, (0.8*measure-width(g))/float64(len(g)-1)))
	}
	part, step := s.part(), st.size*1.3
	var out []text
	for i, l := range lines {
		t := s.one(l, st, 0, measure, centred, 0)
		t.y = middle + 0.38*st.size + (float64(i)-float64(len(lines)-1)/2)*step
		t.part = part
		out = append(out, t)
	}
	return out
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
	return text{x: x, y: top + baseline(lead, st.size), glyphs: l.glyphs, part: s.part()}
}

// title is the title in its lines, and an empty line.
func (s *setter) title(b *briefing.Briefing) []box {
	const apart = 34.0       // from line to line
	const charsPerTitle = 20 // 22 pt in 156 mm
	st := style{role: black, size: titleSize}
	lines := titleLines(b.Lines, b.Title, charsPerTitle)
	if len(lines) == 0 {
		return nil
	}
	n := float64(len(lines))
	height := up(max(n*apart, lead), box{grid: true})
	out := box{height: height, grid: true, keep: true, bookmark: bookmark{title: strings.Join(lines, "")}}
	top, part := (height-n*apart)/2, s.part()
	for i, words := range lines {
		t := s.one(words, st, 0, measure, centred, 0)
		t.y, t.part = top+float64(i)*apart+baseline(apart, titleSize), part
		out.texts = append(out.texts, t)
	}
	return []box{out, {height: lead, grid: true, keep: true}}
}

// heading is 一、… in 黑体; it may take several lines.
func (s *setter) heading(title string) box {
	lines := fill(s.faces.shape(title, bodyStyle(hei)), measure-2*pitch, measure, flushLeft)
	b := box{height: float64(len(lines)) * lead, grid: true, keep: true, head: true, first: true, bookmark: bookmark{title: clean(title)}}
	part := s.part()
	for i, l := range lines {
		t := text{x: 2 * pitch, y: float64(i)*lead + baseline(lead, bodySize), glyphs: l.glyphs, part: part}
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
	number := s.part()
	for i, part := range strings.Split(words.String(), "\n") {
		var g []glyph
		if i == 0 {
			g = s.faces.shape(strings.TrimSpace(p.Heading), bodyStyle(kai))
		}
		g = append(g, s.faces.shape(strings.TrimSpace(part), bodyStyle(fang))...)
		out = append(out, s.lines(g, lead, pitch, number)...)
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

// preface is what stands before the lead, in 楷体 with its label in 黑体, and an
// empty line.
func (s *setter) preface(ps []briefing.Paragraph) []box {
	var out []box
	for _, p := range ps {
		words := strings.TrimPrefix(p.String(), p.Heading)
		number := s.part()
		for i, part := range strings.Split(words, "\n") {
			var g []glyph
			if i == 0 {
				g = s.faces.shape(strings.TrimSpace(p.Heading), bodyStyle(hei))
			}
			g = append(g, s.faces.shape(strings.TrimSpace(part), bodyStyle(kai))...)
			out = append(out, s.lines(g, lead, pitch, number)...)
		}
	}
	if len(out) > 0 {
		out = append(out, box{height: lead, grid: true})
	}
	return out
}

// lines breaks glyphs into justified lines of the given height.
func (s *setter) lines(g []glyph, height, em float64, part int) []box {
	if len(g) == 0 {
		return nil
	}
	var out []box
	for i, l := range fill(g, measure-2*em, measure, justify) {
		t := text{y: baseline(height, g[0].style.size), glyphs: l.glyphs, part: part}
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
			out = append(out, box{height: lead, grid: true, keep: true, head: true, first: true, last: true,
				texts: []text{s.one(wordBasis, st, 2*size, measure, flushLeft, 0)}, bookmark: bookmark{title: wordBasis}})
		}
		for _, b := range s.lines(s.faces.shape(words, style{role: fang, size: size}), height, size, s.part()) {
			b.grid = false
			out = append(out, b)
		}
	}
	return out
}

// foot is the 版记: who receives the briefing and how many are printed,
// between rules over the whole width: one above, one above the number of copies,
// none between receivers. The last rule is its bottom edge. No receivers and no
// copies: no foot. So many receivers that little is left of the page are set
// smaller.
func (s *setter) foot(c briefing.Colophon) box {
	b := s.footIn(c, smallSize)
	for size := smallSize - 2; b.height > depth*0.7 && size >= 8; size -= 2 {
		b = s.footIn(c, size)
	}
	return b
}

func (s *setter) footIn(c briefing.Colophon, size float64) box {
	row, edge := size*1.7, size*0.3
	st := style{role: fang, size: size}
	var b box
	cross := func(width float64) {
		b.shapes = append(b.shapes, rule(0, b.height, measure, b.height, width, inkBlack))
	}
	enclose := func(rows []text, n int) {
		if n == 0 {
			return
		}
		cross(thin)
		for _, t := range rows {
			t.y += b.height + edge
			b.texts = append(b.texts, t)
		}
		b.height += float64(n)*row + 2*edge
	}
	enclose(s.receivers(c.To, st, row))
	if c.Copies > 0 {
		t := s.one(wordCopies(c.Copies), st, size, measure-2*size, flushRight, 0)
		t.y = baseline(row, size)
		enclose([]text{t}, 1)
	}
	if b.height > 0 {
		b.shapes[0].width = thick
		cross(thick)
	}
	return b
}

// receivers are the lines of the foot that say who gets the briefing, one
// character from the left and from the right; names that need more lines begin
// below each other.
func (s *setter) receivers(to []briefing.Receivers, st style, row float64) (out []text, rows int) {
	em := st.size
	for _, r := range to {
		if len(r.Names) == 0 {
			continue
		}
		verb := s.faces.shape(r.Verb+"：", st)
		names := s.faces.shape(strings.TrimPrefix(received(r), r.Verb+"："), st)
		indent, part := em+width(verb), s.part()
		for i, l := range fill(names, measure-indent-em, measure-indent-em, justify) {
			y := float64(rows)*row + baseline(row, st.size)
			if i == 0 {
				out = append(out, text{x: em, y: y, glyphs: place(verb, indent, flushLeft, true).glyphs, part: part})
			}
			out = append(out, text{x: indent, y: y, glyphs: l.glyphs, part: part})
			rows++
		}
	}
	return out, rows
}

// received is one line of the foot.
func received(to briefing.Receivers) string {
	return to.Verb + "：" + strings.TrimRight(strings.Join(to.Names, "，"), "。") + "。"
}

// folio is the page number — n — in 宋体: on odd pages one character from the right
// edge, on even pages one from the left.
func (s *setter) folio(n int) text {
	st := style{role: song, size: smallSize}
	words := "— " + itoa(n) + " —"
	al := flushRight
	if n%2 == 0 {
		al = flushLeft
	}
	t := s.one(words, st, smallPitch, measure-2*smallPitch, al, 0)
	t.y, t.part = depth+footDrop+dashRise*smallSize, 0
	return t
}
