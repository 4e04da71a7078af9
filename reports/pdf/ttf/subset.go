package ttf

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Subset is a font that has only the wanted characters: from the rune under
// which a document will ask for it (at most U+FFFF) to the rune of this font
// that it draws. So a character beyond U+FFFF can be asked for at a
// private-use place. Runes the font lacks are left out. The same wish gives
// the same bytes.
func (f *Font) Subset(wanted map[rune]rune) []byte {
	c := cutter{font: f, at: map[int]int{0: 0}}
	c.add(0)
	var codes []rune
	for _, code := range slices.Sorted(maps.Keys(wanted)) {
		g := f.Glyph(wanted[code])
		if g == 0 || code <= 0 || code >= 0xffff {
			continue
		}
		codes = append(codes, code)
		c.add(g) // also twice: so neighbours stay neighbours in the cmap
	}
	for i := 0; i < len(c.glyphs); i++ {
		c.parts(i)
	}
	return assemble(c.tables(codes))
}

// A cutter numbers the glyphs of a subset anew.
type cutter struct {
	font     *Font
	glyphs   []int    // old numbers
	outlines [][]byte // by new number; nil until copied
	at       map[int]int
}

func (c *cutter) add(old int) {
	if _, ok := c.at[old]; !ok {
		c.at[old] = len(c.glyphs)
	}
	c.glyphs = append(c.glyphs, old)
}

// parts copies the outline of the i-th glyph and points the parts of a
// composite at their new numbers, adding what is missing.
func (c *cutter) parts(i int) {
	out := []byte(c.font.outline(c.glyphs[i]))
	c.outlines = append(c.outlines, out)
	if len(out) < 10 || out[0]&0x80 == 0 {
		return
	}
	const (
		words  = 1 << 0
		scale  = 1 << 3
		more   = 1 << 5
		scaleX = 1 << 6
		matrix = 1 << 7
	)
	for at := 10; at+4 <= len(out); {
		flags := binary.BigEndian.Uint16(out[at:])
		part := int(binary.BigEndian.Uint16(out[at+2:]))
		if part >= c.font.glyphs {
			part = 0
		}
		if _, ok := c.at[part]; !ok {
			c.add(part)
		}
		binary.BigEndian.PutUint16(out[at+2:], uint16(c.at[part]))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scaleX != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// tables makes the tables of the subset, with glyphs 1… for codes in order.
func (c *cutter) tables(codes []rune) map[string][]byte {
	f, n := c.font, len(c.glyphs)
	var glyf, loca, hmtx []byte
	for i, old := range c.glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, c.outlines[i]...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		h := f.tables["hmtx"].at
		bearing := h + 4*old + 2
		if old >= f.metrics {
			bearing = h + 4*f.metrics + 2*(old-f.metrics)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(f.u16(h+4*min(old, f.metrics-1))))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(f.u16(bearing)))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))

	head := []byte(f.table("head"))
	clear(head[8:12])
	binary.BigEndian.PutUint16(head[50:], 1)
	hhea := []byte(f.table("hhea"))
	binary.BigEndian.PutUint16(hhea[34:], uint16(n))
	maxp := []byte(f.table("maxp"))
	binary.BigEndian.PutUint16(maxp[4:], uint16(n))
	post := make([]byte, 32)
	copy(post, f.table("post"))
	binary.BigEndian.PutUint32(post, 0x00030000)

	t := map[string][]byte{
		"head": head, "hhea": hhea, "maxp": maxp, "post": post,
		"glyf": glyf, "loca": loca, "hmtx": hmtx, "cmap": cmap4(codes),
		"name": {0, 0, 0, 0, 0, 6},
	}
	for _, tag := range []string{"OS/2", "cvt ", "fpgm", "prep"} {
		if s := f.table(tag); s != "" {
			t[tag] = []byte(s)
		}
	}
	return t
}

// cmap4 is a cmap with one subtable of format 4 in which the i-th code has
// glyph i+1. Codes are sorted.
func cmap4(codes []rune) []byte {
	type segment struct{ first, last, glyph int }
	var segs []segment
	for i, code := range codes {
		if n := len(segs) - 1; n >= 0 && segs[n].last+1 == int(code) {
			segs[n].last++
			continue
		}
		segs = append(segs, segment{int(code), int(code), i + 1})
	}
	segs = append(segs, segment{0xffff, 0xffff, 0x10000})
	var b []byte
	u16 := func(v int) { b = binary.BigEndian.AppendUint16(b, uint16(v)) }
	for _, v := range []int{0, 1, 3, 1, 0, 12} { // header, one record
		u16(v)
	}
	n := len(segs)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	for _, v := range []int{4, 16 + 8*n, 0, 2 * n, 2 * power, log, 2 * (n - power)} {
		u16(v)
	}
	for _, s := range segs {
		u16(s.last)
	}
	u16(0)
	for _, s := range segs {
		u16(s.first)
	}
	for _, s := range segs {
		u16(s.glyph - s.first)
	}
	for range segs {
		u16(0)
	}
	return b
}

// assemble writes the font file with its directory and checksums.
func assemble(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	n := len(tags)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	dir := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 * power, log, 16 * (n - power)} {
		dir = binary.BigEndian.AppendUint16(dir, uint16(v))
	}
	at := 12 + 16*n
	var body []byte
	head := 0
	for _, tag := range tags {
		t := tables[tag]
		if tag == "head" {
			head = at + len(body)
		}
		dir = append(dir, tag...)
		dir = binary.BigEndian.AppendUint32(dir, sum(t))
		dir = binary.BigEndian.AppendUint32(dir, uint32(at+len(body)))
		dir = binary.BigEndian.AppendUint32(dir, uint32(len(t)))
		body = append(body, t...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out := slices.Concat(dir, body)
	binary.BigEndian.PutUint32(out[head+8:], 0xb1b0afba-sum(out))
	return out
}

// sum is the checksum of a table.
func sum(b []byte) (s uint32) {
	for ; len(b) >= 4; b = b[4:] {
		s += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		s += binary.BigEndian.Uint32(last[:])
	}
	return s
}
