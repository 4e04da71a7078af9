package ttf

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf16"
)

// ErrUnsupported is returned for files that are not a single TrueType font.
var ErrUnsupported = errors.New("not a single TrueType font with glyf outlines")

// ErrRestricted is returned for fonts whose maker forbids embedding a part of
// them in a document (OS/2 fsType).
var ErrRestricted = errors.New("its licence forbids embedding in documents")

// A Font is a parsed font. It keeps the file and copies nothing; it is safe
// for use by several goroutines.
type Font struct {
	data    string
	tables  map[string]table
	upem    int
	glyphs  int // how many
	metrics int // entries of hmtx that have an advance
	long    bool
	cmap    cmap
	name    string
}

type table struct{ at, size int }

// Parse reads the font in data. It checks what later calls rely on, so that
// they cannot fail: ErrUnsupported, ErrRestricted, or an error that says which
// table is damaged.
func Parse(data string) (*Font, error) {
	f := &Font{data: data, tables: map[string]table{}}
	if v := f.u32(0); len(data) < 12 || v != 0x00010000 && v != 0x74727565 {
		return nil, fmt.Errorf("parse font: %w", ErrUnsupported)
	}
	for i := range f.u16(4) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil, errors.New("parse font: table directory is cut off")
		}
		t := table{at: f.u32(at + 8), size: f.u32(at + 12)}
		if t.at > len(data) || t.size > len(data)-t.at {
			return nil, fmt.Errorf("parse font: table %q is cut off", data[at:at+4])
		}
		f.tables[data[at:at+4]] = t
	}
	least := map[string]int{"head": 54, "hhea": 36, "maxp": 6, "cmap": 4, "hmtx": 4, "loca": 4, "glyf": 1}
	for _, tag := range []string{"head", "hhea", "maxp", "cmap", "hmtx", "loca", "glyf"} {
		if t, ok := f.tables[tag]; !ok {
			return nil, fmt.Errorf("parse font: no table %q: %w", tag, ErrUnsupported)
		} else if t.size < least[tag] {
			return nil, fmt.Errorf("parse font: table %q is cut off", tag)
		}
	}
	if os2, ok := f.tables["OS/2"]; ok && os2.size >= 10 {
		if kind := f.u16(os2.at + 8); kind&0xf == 2 || kind&0x300 != 0 {
			return nil, fmt.Errorf("parse font: %w", ErrRestricted)
		}
	}
	return f, f.sizes()
}

// sizes reads the counts and checks that hmtx and loca are as long as they say.
func (f *Font) sizes() error {
	f.upem = f.u16(f.tables["head"].at + 18)
	f.long = f.u16(f.tables["head"].at+50) == 1
	f.glyphs = f.u16(f.tables["maxp"].at + 4)
	f.metrics = f.u16(f.tables["hhea"].at + 34)
	entry := 2
	if f.long {
		entry = 4
	}
	switch {
	case f.upem < 16 || f.upem > 16384:
		return fmt.Errorf("parse font: %d units per em", f.upem)
	case f.glyphs == 0 || f.tables["loca"].size < entry*(f.glyphs+1):
		return errors.New("parse font: table \"loca\" is cut off")
	case f.metrics == 0 || f.metrics > f.glyphs || f.tables["hmtx"].size < 4*f.metrics+2*(f.glyphs-f.metrics):
		return errors.New("parse font: table \"hmtx\" is cut off")
	}
	f.name = f.fullName()
	return f.readCmap()
}

// Name is the full name of the font in English, e.g. Noto Serif SC Black; ""
// if it has none.
func (f *Font) Name() string { return f.name }

// Glyph is the number of the glyph of r, 0 if the font has none.
func (f *Font) Glyph(r rune) int {
	if g := f.cmap.glyph(r); g < f.glyphs {
		return g
	}
	return 0
}

// Has reports whether the font can draw r: it has a glyph, and unless r is a
// space the glyph has an outline (some old fonts map characters to nothing).
func (f *Font) Has(r rune) bool {
	g := f.Glyph(r)
	if g == 0 {
		return false
	}
	if r == ' ' || r == '\u00a0' || r == '\u3000' || r >= '\u2000' && r <= '\u200a' {
		return true
	}
	return f.Drawn(g)
}

// Drawn reports whether glyph g has an outline.
func (f *Font) Drawn(g int) bool { return g >= 0 && g < f.glyphs && f.outline(g) != "" }

// Advance is how far the pen moves after glyph g, in thousandths of the em,
// rounded as the widths in a PDF are.
func (f *Font) Advance(g int) int {
	if g < 0 || g >= f.glyphs {
		return 0
	}
	g = min(g, f.metrics-1)
	return int(math.Round(float64(f.u16(f.tables["hmtx"].at+4*g)) * 1000 / float64(f.upem)))
}

// outline is the glyf entry of g, "" for a blank or damaged one.
func (f *Font) outline(g int) string {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	var from, to int
	if f.long {
		from, to = f.u32(loca.at+4*g), f.u32(loca.at+4*g+4)
	} else {
		from, to = 2*f.u16(loca.at+2*g), 2*f.u16(loca.at+2*g+2)
	}
	if from >= to || to > glyf.size || to-from < 10 {
		return ""
	}
	return f.data[glyf.at+from : glyf.at+to]
}

// fullName reads name 4 of Windows in English.
func (f *Font) fullName() string {
	t, ok := f.tables["name"]
	if !ok || t.size < 6 {
		return ""
	}
	strs := t.at + f.u16(t.at+4)
	for i := range f.u16(t.at + 2) {
		at := t.at + 6 + 12*i
		if f.u16(at) != 3 || f.u16(at+4) != 0x409 || f.u16(at+6) != 4 {
			continue
		}
		from, size := strs+f.u16(at+10), f.u16(at+8)
		if from+size > len(f.data) {
			return ""
		}
		var units []uint16
		for j := 0; j+1 < size; j += 2 {
			units = append(units, uint16(f.u16(from+j)))
		}
		return strings.TrimSpace(string(utf16.Decode(units)))
	}
	return ""
}

// table is the bytes of a table, "" if there is none.
func (f *Font) table(tag string) string {
	t := f.tables[tag]
	return f.data[t.at : t.at+t.size]
}

// u16 and u32 read big-endian numbers; beyond the end there are zeros.
func (f *Font) u16(at int) int {
	if at < 0 || at+2 > len(f.data) {
		return 0
	}
	return int(f.data[at])<<8 | int(f.data[at+1])
}

func (f *Font) u32(at int) int {
	if at < 0 || at+4 > len(f.data) {
		return 0
	}
	return f.u16(at)<<16 | f.u16(at+2)
}
