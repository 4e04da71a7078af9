package workbook

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// read opens data with or without the fast path.
func read(data []byte, slow bool) (*Book, error) {
	book := &Book{}
	c := collector{book: book, in: new(Memory), slow: slow}
	_, err := stream(data, DefaultLimits(), "", &c)
	return book, err
}

// same fails unless got are the sheets of want, or were refused.
func sameOrFault(t *testing.T, what string, want *Book, data []byte) {
	t.Helper()
	got, err := read(data, false)
	if err != nil {
		return
	}
	if diff := cmp.Diff(want.Sheets, got.Sheets); diff != "" {
		t.Fatalf("%s: accepted with other cells:\n%s", what, diff)
	}
}

// TestNothingReadInPart cuts a workbook after every byte and flips every bit
// of it: it gives the same cells or a fault, never others.
func TestNothingReadInPart(t *testing.T) {
	data := pack(parts())
	want, err := read(data, false)
	if err != nil {
		t.Fatal(err)
	}
	for n := range data {
		if _, err := read(data[:n], false); err == nil {
			t.Fatalf("cut to %d of %d bytes: accepted", n, len(data))
		}
	}
	flipped := bytes.Clone(data)
	for i := range flipped {
		for bit := range 8 {
			flipped[i] ^= 1 << bit
			sameOrFault(t, fmt.Sprintf("bit %d of byte %d flipped", bit, i), want, flipped)
			flipped[i] ^= 1 << bit
		}
	}
}

// TestPartsCut cuts each part of a workbook anywhere and packs it anew, so
// that its check sum is right: it is refused all the same, but for blanks at
// the end.
func TestPartsCut(t *testing.T) {
	want := mustOpen(t, pack(parts()))
	for name, text := range parts() {
		for n := range text {
			cut := with(map[string]string{name: text[:n] + " "})
			sameOrFault(t, fmt.Sprintf("%s cut to %d bytes", name, n), want, pack(cut))
		}
	}
}

// TestStretchesGone takes a stretch out of the sheet, as a bad disk does: the
// cells that stay in a well-formed remainder are still each one that was
// stored at its place.
func TestStretchesGone(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	text := parts()["xl/worksheets/sheet1.xml"]
	data := pack(parts())
	zeroed := bytes.Clone(data)
	want := mustOpen(t, data)
	for range 2000 {
		from := rng.IntN(len(data))
		to := min(len(data), from+1+rng.IntN(64))
		copy(zeroed, data)
		clear(zeroed[from:to])
		sameOrFault(t, fmt.Sprintf("bytes %d to %d zeroed", from, to), want, zeroed)
		sameOrFault(t, fmt.Sprintf("bytes %d to %d gone", from, to), want, append(bytes.Clone(data[:from]), data[to:]...))
	}
	for range 500 { // control characters, which excelize stops at without a word
		at := rng.IntN(len(text))
		bad := text[:at] + string(rune(1+rng.IntN(8))) + text[at:]
		if _, err := read(pack(with(map[string]string{"xl/worksheets/sheet1.xml": bad})), false); err == nil {
			t.Fatalf("control character at %d: accepted", at)
		}
	}
}

// drawCell writes a cell in one of the spellings that the fast path knows, or
// nearly does.
func drawCell(t *rapid.T, at string) string {
	style := rapid.SampledFrom([]string{"", ` s="0"`, ` s="1"`, ` s="2"`, ` s="02"`, ` s=""`, ` s="9"`}).Draw(t, "style")
	kind := rapid.SampledFrom([]string{"", ` t="n"`, ` t="s"`, ` t="str"`, ` t="b"`, ` t="e"`, ` t="inlineStr"`, ` t="x"`}).Draw(t, "type")
	value := rapid.OneOf(
		rapid.StringMatching(`-?[0-9]{0,12}(\.[0-9]{0,3})?(E-?[0-9]{1,2})?`),
		rapid.SampledFrom([]string{"0", "1", "2", "01", "-0", "+1", ".5", "5.", "1 ", " 1", "a", "#REF!", "甲", "&lt;", "_x0041_", "]]>", "\r\n", "a\rb", "1<!-- -->2", "<![CDATA[1]]>"}),
	).Draw(t, "value")
	body := "<v>" + value + "</v>"
	if strings.Contains(kind, "inline") {
		space := rapid.SampledFrom([]string{"", ` xml:space="preserve"`}).Draw(t, "space")
		body = "<is><t" + space + ">" + value + "</t></is>"
	}
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		return `<c r="` + at + `"` + style + kind + `/>`
	case 1:
		return `<c r="` + at + `"` + style + kind + `><f>A1</f>` + body + `</c>`
	case 2:
		return `<c` + kind + style + `>` + body + `</c>`
	}
	return `<c r="` + at + `"` + style + kind + `>` + body + `</c>`
}

// TestFastAndSlowAgree reads random rows on both paths: the same cells, or
// the same fault.
func TestFastAndSlowAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for r := 1; r <= rapid.IntRange(1, 4).Draw(t, "rows"); r++ {
			fmt.Fprintf(&b, `<row r="%d"`, r)
			for range rapid.IntRange(0, 3).Draw(t, "attributes") {
				b.WriteString(rapid.SampledFrom([]string{
					` spans="1:5"`, ` ht="15.75"`, ` customHeight="1"`, ` hidden="1"`, ` hidden="0"`, ` x14ac:dyDescent="0.2"`, ` s="1"`, ` xmlns:x14ac="urn:x"`, ` ht=""`, ` ht='1'`, ` spans="a"`,
				}).Draw(t, "attribute"))
			}
			b.WriteByte('>')
			for c := range rapid.IntRange(0, 5).Draw(t, "cells") {
				b.WriteString(drawCell(t, fmt.Sprintf("%c%d", 'A'+c, r)))
			}
			b.WriteString("</row>")
		}
		compare(t, withSheet(b.String(), strings.Repeat("<!-- so that the window holds enough for the fast path -->", 20)))
	})
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func compare(t fataler, data []byte) {
	t.Helper()
	fast, err1 := read(data, false)
	slow, err2 := read(data, true)
	if fmt.Sprint(err1) != fmt.Sprint(err2) {
		t.Fatalf("fast path says %v, slow path %v", err1, err2)
	}
	if err1 != nil {
		return
	}
	if diff := cmp.Diff(slow.Sheets, fast.Sheets); diff != "" {
		t.Fatalf("fast and slow path differ:\n%s", diff)
	}
}
