package ttf

import (
	"encoding/binary"
	"testing"

	"chunfeng/reports/pdf/fonts"
)

// withComposite is a font in which C is made of 春 and 送, as accented letters
// are in most faces; those embedded here have none.
func withComposite(t testing.TB) *Font {
	t.Helper()
	whole, err := Parse(fonts.Kai())
	if err != nil {
		t.Fatal(err)
	}
	c := cutter{font: whole, at: map[int]int{0: 0}}
	for _, g := range []int{0, whole.Glyph('C'), whole.Glyph('春'), whole.Glyph('送')} {
		c.add(g)
	}
	for i := range c.glyphs {
		c.parts(i)
	}
	made := []byte{0xff, 0xff, 0, 0, 0, 0, 0, 100, 0, 100}
	const more, scale = 1 << 5, 1 << 3
	for i, part := range []uint16{2, 3} {
		flags := uint16(more | scale)
		if i == 1 {
			flags = 0
		}
		made = binary.BigEndian.AppendUint16(made, flags)
		made = binary.BigEndian.AppendUint16(made, part)
		made = append(made, 5, 5)
		if i == 0 {
			made = append(made, 0x20, 0)
		}
	}
	c.outlines[1] = made
	font, err := Parse(string(assemble(c.tables([]rune{'C', '春', '送'}))))
	if err != nil {
		t.Fatal(err)
	}
	return font
}

func TestCompositeBringsItsParts(t *testing.T) {
	font := withComposite(t)
	cut, err := Parse(string(font.Subset(map[rune]rune{'C': 'C'})))
	if err != nil {
		t.Fatal(err)
	}
	if cut.glyphs != 4 {
		t.Fatalf("%d glyphs, want .notdef, C and its two parts", cut.glyphs)
	}
	made := cut.outline(cut.Glyph('C'))
	for i, at := range []int{12, 20} {
		part := int(made[at])<<8 | int(made[at+1])
		want := font.outline(font.Glyph([]rune("春送")[i]))
		if got := cut.outline(part); got != want {
			t.Errorf("part %d is glyph %d with %d bytes, want the %d of %q", i, part, len(got), len(want), []rune("春送")[i])
		}
	}
}

// A damaged composite that names itself or a glyph that is not there ends too.
func TestCompositeOfItself(t *testing.T) {
	font := withComposite(t)
	data := []byte(font.data)
	at := font.tables["glyf"].at + int(binary.BigEndian.Uint32(data[font.tables["loca"].at+4:]))
	binary.BigEndian.PutUint16(data[at+12:], 1)      // itself
	binary.BigEndian.PutUint16(data[at+20:], 0xfffe) // nobody
	bad, err := Parse(string(data))
	if err != nil {
		t.Fatal(err)
	}
	cut, err := Parse(string(bad.Subset(map[rune]rune{'C': 'C'})))
	if err != nil || !cut.Has('C') {
		t.Errorf("subset of a damaged font: %v", err)
	}
}
