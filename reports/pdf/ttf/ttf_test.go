package ttf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/pdf/fonts"
	"chunfeng/reports/pdf/ttf"
)

func parse(t testing.TB, data string) *ttf.Font {
	t.Helper()
	f, err := ttf.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEmbeddedFonts(t *testing.T) {
	for name, data := range map[string]string{
		"Noto Serif SC Black": fonts.Black(), "Noto Serif SC Regular": fonts.Song(), "Noto Sans SC Medium": fonts.Hei(), "Chunfeng Kai": fonts.Kai(),
	} {
		t.Run(name, func(t *testing.T) {
			f := parse(t, data)
			if f.Name() != name {
				t.Errorf("name is %q", f.Name())
			}
			for _, r := range "台州市春节稳岗扩岗保用工促就业，。；：“”（）0123456789%" {
				if !f.Has(r) {
					t.Errorf("no %q", r)
				}
			}
			if got := f.Advance(f.Glyph('台')); got != 1000 {
				t.Errorf("台 is %d wide, want 1000", got)
			}
		})
	}
	song := parse(t, fonts.Song())
	for _, r := range "䶮𬭎犇赟堃喆㐀" {
		if !song.Has(r) {
			t.Errorf("the complete face has no %q", r)
		}
	}
	for _, r := range []rune{'😀', 0x10ffff, 0xe000, -1, 0} {
		if song.Has(r) {
			t.Errorf("the complete face claims %U", r)
		}
	}
}

// A subset draws what it was asked for, under the codes asked for, with the
// widths of the whole font.
func TestSubset(t *testing.T) {
	whole := parse(t, fonts.Song())
	wanted := map[rune]rune{'台': '台', '州': '州', 'a': 'a', 'é': 'é', 'ǘ': 'ǘ', 0xe000: '𬭎', '—': '─', '😀': '台', 'Ω': 0x10fffd}
	data := whole.Subset(wanted)
	cut := parse(t, string(data))
	for code, r := range wanted {
		drawn := code != '😀' && code != 'Ω'
		if cut.Has(code) != drawn {
			t.Errorf("%q drawn: %v", code, cut.Has(code))
		}
		if drawn && cut.Advance(cut.Glyph(code)) != whole.Advance(whole.Glyph(r)) {
			t.Errorf("%q is %d wide, want %d", code, cut.Advance(cut.Glyph(code)), whole.Advance(whole.Glyph(r)))
		}
	}
	if cut.Has('市') {
		t.Error("the subset has what nobody asked for")
	}
	if len(data) > 4096 {
		t.Errorf("%d bytes for seven characters", len(data))
	}
	if !bytes.Equal(data, whole.Subset(wanted)) {
		t.Error("the same wish gives other bytes")
	}
	again := cut.Subset(map[rune]rune{'台': '台'})
	if !parse(t, string(again)).Has('台') {
		t.Error("a subset of a subset lacks its character")
	}
}

func TestSubsetChecksum(t *testing.T) {
	data := parse(t, fonts.Kai()).Subset(map[rune]rune{'春': '春'})
	var sum uint32
	for len(data) > 0 {
		sum += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	if sum != 0xb1b0afba {
		t.Errorf("checksum of the whole file is %08x", sum)
	}
}

func TestParseRefuses(t *testing.T) {
	small := string(parse(t, fonts.Kai()).Subset(map[rune]rune{'春': '春'}))
	restricted := []byte(small)
	os2 := strings.Index(small, "OS/2")
	at := binary.BigEndian.Uint32(restricted[os2+8:])
	restricted[at+9] = 2
	cases := map[string]struct {
		data string
		want error
	}{
		"nothing":     {"", ttf.ErrUnsupported},
		"collection":  {"ttcf" + small[4:], ttf.ErrUnsupported},
		"CFF":         {"OTTO" + small[4:], ttf.ErrUnsupported},
		"no outlines": {strings.Replace(small, "glyf", "glyg", 1), ttf.ErrUnsupported},
		"restricted":  {string(restricted), ttf.ErrRestricted},
		"cut":         {small[:len(small)/2], nil},
		"only a head": {small[:12], nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := ttf.Parse(c.data)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("Parse says %v, want %v", err, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	kai := parse(f, fonts.Kai())
	f.Add(string(kai.Subset(map[rune]rune{'春': '春', 'é': 'é'})))
	f.Add(string(kai.Subset(nil)))
	f.Fuzz(func(t *testing.T, data string) {
		font, err := ttf.Parse(data)
		if err != nil {
			return
		}
		for _, r := range "春é犇😀" {
			font.Has(r)
			font.Advance(font.Glyph(r))
		}
		cut := font.Subset(map[rune]rune{'春': '春', 'é': 'é'})
		if diff := cmp.Diff(cut, font.Subset(map[rune]rune{'春': '春', 'é': 'é'})); diff != "" {
			t.Error("the same wish gives other bytes")
		}
	})
}

func BenchmarkSubset(b *testing.B) {
	wanted := map[rune]rune{}
	for r := '一'; r < '一'+600; r++ {
		wanted[r] = r
	}
	for b.Loop() {
		f, err := ttf.Parse(fonts.Song())
		if err != nil {
			b.Fatal(err)
		}
		f.Subset(wanted)
	}
}
