package pdf

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
)

// A canvas writes placed pages into a file. Text goes through gofpdf's Text,
// which notes the characters to embed; all else is written as PDF operators,
// because gofpdf rounds to hundredths, has no tracking and repeats states.
type canvas struct {
	pdf    *gofpdf.Fpdf
	faces  *faces
	family []string        // by face: its name in the file
	slots  []map[rune]rune // by face: private-use places of characters beyond U+FFFF
	// What the page's graphics state is, to write only what changes.
	face  int
	size  float64
	track float64
	fill  ink
	pen   ink
	width float64
	dash  float64
	part  int
}

// newCanvas registers the faces with only the characters that pages use.
func newCanvas(fs *faces, pages []page) *canvas {
	c := &canvas{faces: fs, slots: make([]map[rune]rune, len(fs.list)), family: make([]string, len(fs.list))}
	used := make([]map[rune]rune, len(fs.list)) // by face: which glyph draws a character
	for _, p := range pages {
		for _, b := range p.boxes {
			for _, t := range b.box.texts {
				for _, g := range t.glyphs {
					if used[g.pick.face] == nil {
						used[g.pick.face] = map[rune]rune{}
					}
					used[g.pick.face][g.r] = g.pick.from
				}
			}
		}
	}
	c.pdf = gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", SizeStr: "A4"})
	c.pdf.SetCatalogSort(true)
	c.pdf.SetAutoPageBreak(false, 0)
	c.pdf.SetMargins(0, 0, 0)
	for i, runes := range used {
		if runes == nil {
			continue
		}
		wanted := map[rune]rune{}
		c.slots[i] = map[rune]rune{}
		free := rune(0xe000)
		for _, r := range slices.Sorted(maps.Keys(runes)) {
			code := r
			if r > 0xffff {
				for runes[free] != 0 {
					free++
				}
				code = free
				free++
				c.slots[i][r] = code
			}
			wanted[code] = runes[r]
		}
		c.family[i] = c.name(i)
		c.pdf.AddUTF8FontFromBytes(c.family[i], "", fs.list[i].Subset(wanted))
	}
	return c
}

// name is how the i-th face is called in the file: its own name as far as that
// is safe there.
func (c *canvas) name(i int) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(c.faces.list[i].Name()))
	if name == "" || slices.Contains(c.family, name) {
		name += "face" + strconv.Itoa(i)
	}
	return name
}

// draw writes all pages.
func (c *canvas) draw(pages []page) {
	for _, p := range pages {
		c.pdf.AddPageFormat("P", gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight})
		c.face, c.size, c.track, c.part = -1, 0, 0, -1
		c.fill, c.pen, c.width, c.dash = inkBlack, inkBlack, -1, 0
		for _, b := range p.boxes {
			top := marginTop + b.top
			for _, s := range b.box.shapes {
				c.shape(s, marginLeft, top)
			}
			for _, t := range b.box.texts {
				c.mark(t.part)
				c.text(t, marginLeft+t.x, top+t.y)
			}
		}
		c.raw("EMC")
	}
}

// mark says to which part the text that follows belongs, so that a reader can
// put together what lines and pages have parted.
func (c *canvas) mark(part int) {
	if part == c.part {
		return
	}
	if c.part >= 0 {
		c.raw("EMC")
	}
	c.part = part
	if part == 0 {
		c.raw("/Artifact BMC")
	} else {
		c.raw("/P <</Part %d>> BDC", part)
	}
}

// text writes one line, in as few strings as its spacing allows.
func (c *canvas) text(t text, x, y float64) {
	for from := 0; from < len(t.glyphs); {
		to, track := c.run(t.glyphs[from:])
		c.show(t.glyphs[from:from+to], track, x+t.glyphs[from].x, y)
		from += to
	}
}

// run is how many of the glyphs one string can hold, and the tracking that
// spaces them.
func (c *canvas) run(g []glyph) (n int, track float64) {
	for n = 1; n < len(g); n++ {
		a, b := g[n-1], g[n]
		if a.pick.face != b.pick.face || a.style.size != b.style.size || a.style.ink != b.style.ink || a.r > 0xffff || b.r > 0xffff {
			break
		}
		gap := b.x - a.x - a.pick.adv*a.style.size
		if n == 1 {
			track = gap
		}
		if math.Abs(gap-track) > 0.002 {
			break
		}
	}
	return n, track
}

func (c *canvas) show(g []glyph, track, x, y float64) {
	first := g[0]
	c.use(int(first.pick.face), first.style.size)
	c.ink(first.style.ink)
	if len(g) > 1 && math.Abs(track-c.track) > 0.00005 {
		c.track = track
		c.raw("%s Tc", number(track))
	}
	out := make([]rune, len(g))
	for i := range g {
		out[i] = g[i].r
		if slot, ok := c.slots[first.pick.face][out[i]]; ok {
			out[i] = slot
		}
	}
	if first.r > 0xffff { // says what is meant to whoever copies or searches
		c.raw("/Span <</ActualText <FEFF%s> >> BDC", hex16(first.r))
		defer c.raw("EMC")
	}
	c.pdf.Text(x, y, string(out))
}

func hex16(r rune) (s string) {
	for _, u := range utf16.Encode([]rune{r}) {
		s += fmt.Sprintf("%04X", u)
	}
	return s
}

func (c *canvas) use(face int, size float64) {
	if face != c.face || size != c.size {
		c.face, c.size = face, size
		c.pdf.SetFont(c.family[face], "", size)
	}
}

func (c *canvas) ink(i ink) {
	if i != c.fill {
		c.fill = i
		c.raw("%s rg", colour(i))
	}
}

// shape writes a path.
func (c *canvas) shape(s shape, x, y float64) {
	if s.filled {
		c.ink(s.fill)
	}
	if s.width > 0 {
		if s.pen != c.pen {
			c.pen = s.pen
			c.raw("%s RG", colour(s.pen))
		}
		if s.width != c.width {
			c.width = s.width
			c.raw("%s w", number(s.width))
		}
		if s.dash != c.dash {
			c.dash = s.dash
			if s.dash > 0 {
				c.raw("[%s] 0 d", number(s.dash))
			} else {
				c.raw("[] 0 d")
			}
		}
	}
	path := ""
	for i, p := range s.points {
		op := " l "
		if i == 0 {
			op = " m "
		}
		path += number(x+p[0]) + " " + number(pageHeight-y-p[1]) + op
	}
	c.raw("%s", path+painting(s))
}

func painting(s shape) string {
	switch {
	case s.filled && s.width > 0:
		return "b"
	case s.filled:
		return "f"
	case s.closed:
		return "s"
	}
	return "S"
}

func (c *canvas) raw(format string, args ...any) {
	c.pdf.RawWriteStr(fmt.Sprintf(format, args...))
}

func colour(i ink) string { return number(i.r) + " " + number(i.g) + " " + number(i.b) }

// number is f with at most four decimals.
func number(f float64) string {
	return strconv.FormatFloat(math.Round(f*10000)/10000, 'f', -1, 64)
}
