package ttf

import (
	"fmt"
	"sort"
)

// A cmap maps characters to glyphs straight from the font's table: reading all
// of it first would cost more than a document's few hundred look-ups.
type cmap struct {
	font   *Font
	format int // 4 or 12
	at     int // of the subtable
	count  int // segments or groups
}

// readCmap picks the subtable with the most characters: Unicode full (format
// 12) before the basic plane (format 4).
func (f *Font) readCmap() error {
	t := f.tables["cmap"]
	best := cmap{font: f}
	for i := range f.u16(t.at + 2) {
		rec := t.at + 4 + 8*i
		platform, encoding := f.u16(rec), f.u16(rec+2)
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue
		}
		at := t.at + f.u32(rec+4)
		format := f.u16(at)
		if (format == 4 || format == 12) && format > best.format {
			best.format, best.at = format, at
		}
	}
	switch best.format {
	case 4:
		best.count = f.u16(best.at+6) / 2
	case 12:
		best.count = f.u32(best.at + 12)
	default:
		return fmt.Errorf("parse font: no Unicode cmap: %w", ErrUnsupported)
	}
	if best.count > 1<<20 {
		return fmt.Errorf("parse font: cmap of %d parts", best.count)
	}
	f.cmap = best
	return nil
}

func (c cmap) glyph(r rune) int {
	if c.format == 12 {
		return c.glyph12(int(r))
	}
	if r > 0xffff {
		return 0
	}
	return c.glyph4(int(r))
}

func (c cmap) glyph12(r int) int {
	f, groups := c.font, c.at+16
	i := sort.Search(c.count, func(i int) bool { return f.u32(groups+12*i+4) >= r })
	if i == c.count {
		return 0
	}
	if first := f.u32(groups + 12*i); first <= r {
		return f.u32(groups+12*i+8) + r - first
	}
	return 0
}

func (c cmap) glyph4(r int) int {
	f := c.font
	ends := c.at + 14
	starts := ends + 2*c.count + 2
	deltas := starts + 2*c.count
	offsets := deltas + 2*c.count
	i := sort.Search(c.count, func(i int) bool { return f.u16(ends+2*i) >= r })
	if i == c.count || f.u16(starts+2*i) > r {
		return 0
	}
	delta, offset := f.u16(deltas+2*i), f.u16(offsets+2*i)
	if offset == 0 {
		return (r + delta) & 0xffff
	}
	g := f.u16(offsets + 2*i + offset + 2*(r-f.u16(starts+2*i)))
	if g == 0 {
		return 0
	}
	return (g + delta) & 0xffff
}
