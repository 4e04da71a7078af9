package web

import (
	"strings"
	"testing"
)

// TestSquareOf holds the parts of a code that every scanner looks for first:
// the border, and the three eyes.
func TestSquareOf(t *testing.T) {
	s, err := squareOf("https://chunfeng.example/join#K7QP-2MWX-9HTD")
	if err != nil {
		t.Fatal(err)
	}
	if modules := s.Size - 2*quiet; modules < 21 || (modules-17)%4 != 0 {
		t.Errorf("a code of %d modules", modules)
	}
	last := s.Size - quiet - 7
	for _, eye := range []string{"M4 4h7v1h-7z", "M4 10h7v1h-7z", "M" + itoa(last) + " 4h7v1h-7z", "M4 " + itoa(last) + "h7v1h-7z"} {
		if !strings.Contains(s.Path, eye) {
			t.Errorf("no part %s of an eye", eye)
		}
	}
	if _, err := squareOf(strings.Repeat("x", 5000)); err == nil {
		t.Error("what is too long for a code makes one")
	}
}
