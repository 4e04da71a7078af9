package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNewIDSortsByTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Int64Range(0, 1<<48-1).Draw(t, "first")
		second := rapid.Int64Range(0, 1<<48-1).Draw(t, "second")
		a, err := NewID(time.UnixMilli(first), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		b, err := NewID(time.UnixMilli(second), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(a) != 26 || first != second && (a < b) != (first < second) {
			t.Fatalf("%d → %s, %d → %s", first, a, second, b)
		}
	})
}

func TestNewIDNeedsItsRandomness(t *testing.T) {
	if id, err := NewID(time.UnixMilli(1), bytes.NewReader(make([]byte, 9))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("NewID = %q, %v", id, err)
	}
	a, _ := NewID(time.UnixMilli(1), bytes.NewReader(make([]byte, 10)))
	b, _ := NewID(time.UnixMilli(1), bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)))
	if a == b || a[:9] != b[:9] {
		t.Errorf("ids of one moment: %s, %s", a, b)
	}
}
