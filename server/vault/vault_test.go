package vault

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func newVault(t testing.TB, r *Ring) *Vault {
	t.Helper()
	v, err := New(r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSealedOpensAtItsPlaceOnly(t *testing.T) {
	v := newVault(t, NewRing())
	rapid.Check(t, func(t *rapid.T) {
		at := Place{"filings", rapid.StringMatching("[a-z0-9]{1,26}").Draw(t, "row"), "original"}
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed := v.Seal(at, plain)
		if len(sealed) != len(plain)+Overhead {
			t.Fatalf("%d bytes sealed to %d, want %d more", len(plain), len(sealed), Overhead)
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			t.Fatal("sealed bytes hold the text")
		}
		got, err := v.Open(at, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %q, %v; want %q", got, err, plain)
		}
		for _, other := range []Place{{"returns", at.Row, at.Column}, {at.Table, at.Row + "x", at.Column}, {at.Table, at.Row, "name"}} {
			if _, err := v.Open(other, sealed); !errors.Is(err, ErrSealed) {
				t.Fatalf("opened at %v: %v, want ErrSealed", other, err)
			}
		}
		i := rapid.IntRange(prefix, len(sealed)-1).Draw(t, "changed byte")
		sealed[i] ^= 1
		if _, err := v.Open(at, sealed); !errors.Is(err, ErrSealed) {
			t.Fatalf("opened with byte %d changed: %v, want ErrSealed", i, err)
		}
	})
}

func TestOpenCutAndForeign(t *testing.T) {
	v, other := newVault(t, NewRing()), newVault(t, NewRing())
	at := Place{"users", "1", "phone"}
	sealed := v.Seal(at, []byte("text"))
	if _, err := other.Open(at, sealed); !errors.Is(err, ErrKeyGone) {
		t.Errorf("opened with another ring: %v, want ErrKeyGone", err)
	}
	for n := range len(sealed) {
		_, err := v.Open(at, sealed[:n])
		if !errors.Is(err, ErrKeyGone) && !errors.Is(err, ErrSealed) {
			t.Errorf("opened the first %d bytes: %v", n, err)
		}
	}
}

func TestSealingTwiceGivesOtherBytes(t *testing.T) {
	v := newVault(t, NewRing())
	at := Place{"users", "1", "phone"}
	if bytes.Equal(v.Seal(at, []byte("text")), v.Seal(at, []byte("text"))) {
		t.Error("the same text sealed twice is the same bytes")
	}
}

func TestRotation(t *testing.T) {
	old := NewRing()
	at := Place{"users", "1", "phone"}
	sealed := newVault(t, old).Seal(at, []byte("text"))
	ring, err := ParseRing(old.Rotated().Text())
	if err != nil {
		t.Fatal(err)
	}
	v := newVault(t, ring)
	if got, err := v.Open(at, sealed); err != nil || string(got) != "text" {
		t.Errorf("after rotation opened %q, %v", got, err)
	}
	if v.Current(sealed) {
		t.Error("what the old key sealed is taken for current")
	}
	again := v.Seal(at, []byte("text"))
	if !v.Current(again) {
		t.Error("what the new key sealed is not current")
	}
	newest := newVault(t, ring.Newest())
	if _, err := newest.Open(at, sealed); !errors.Is(err, ErrKeyGone) {
		t.Errorf("opened without the old key: %v, want ErrKeyGone", err)
	}
	if got, err := newest.Open(at, again); err != nil || string(got) != "text" {
		t.Errorf("opened %q, %v with the newest key", got, err)
	}
	if newVault(t, old).Index("login", "a") != newest.Index("login", "a") {
		t.Error("the blind index changed with the data key")
	}
}

func TestIndex(t *testing.T) {
	ring := NewRing()
	v := newVault(t, ring)
	again := newVault(t, ring)
	if v.Index("login", "a") != again.Index("login", "a") {
		t.Error("the index of one text differs")
	}
	for name, other := range map[string]string{
		"another text": v.Index("login", "b"), "another kind": v.Index("address", "a"),
		"another ring": newVault(t, NewRing()).Index("login", "a"), "a link": v.Link("login", []byte("a")),
	} {
		if other == v.Index("login", "a") {
			t.Errorf("%s has the same index", name)
		}
	}
}

func TestParseRing(t *testing.T) {
	lone := "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	for name, tc := range map[string]struct {
		text string
		ok   bool
	}{
		"lone key":            {lone, true},
		"commas":              {"index " + lone + ",key " + lone, true},
		"comments and blanks": {"# x\n\nindex " + lone + "\n key " + lone + " \n", true},
		"blank":               {" \n", false},
		"index alone":         {"index " + lone, false},
		"two keys, no index":  {"key " + lone + "\nkey " + lone, false},
		"two indexes":         {"index " + lone + "\nindex " + lone + "\nkey " + lone, false},
		"short key":           {"key AAEC", false},
		"not base64":          {"key secret!", false},
		"unknown word":        {"lock " + lone, false},
		"three words":         {"key " + lone + " x", false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ParseRing(tc.text)
			if (err == nil) != tc.ok {
				t.Fatalf("ParseRing: %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), lone) || strings.Contains(err.Error(), "secret")) {
				t.Errorf("the error quotes a key: %v", err)
			}
			if err == nil {
				again, err := ParseRing(r.Text())
				if err != nil || again.Text() != r.Text() {
					t.Errorf("the ring reads back as another: %v", err)
				}
			}
		})
	}
	if _, err := ParseRing(""); !errors.Is(err, ErrNoKey) {
		t.Errorf("ParseRing of nothing: %v, want ErrNoKey", err)
	}
}

func TestRingKeepsItsKeysOutOfLogs(t *testing.T) {
	r := NewRing()
	secret := strings.Fields(r.Text()[len(header):])[1]
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, r); strings.Contains(s, secret) || strings.Contains(s, fmt.Sprint(r.index)) {
			t.Errorf("printed with %s: %s", verb, s)
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := ReadRing(path); !errors.Is(err, ErrNoKey) {
		t.Errorf("read a file that is not there: %v, want ErrNoKey", err)
	}
	r := NewRing()
	if err := CreateRing(path, r); err != nil {
		t.Fatal(err)
	}
	if err := CreateRing(path, NewRing()); !errors.Is(err, os.ErrExist) {
		t.Errorf("created over an existing file: %v", err)
	}
	if got, err := ReadRing(path); err != nil || got.Text() != r.Text() {
		t.Errorf("read back another ring, %v", err)
	}
	if err := ReplaceRing(path, r.Rotated()); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadRing(path); err != nil || len(got.data) != 2 {
		t.Errorf("after replacing: %v, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRing(path); !errors.Is(err, ErrOpenFile) {
		t.Errorf("read a file that its group may read: %v, want ErrOpenFile", err)
	}
}

func BenchmarkSeal(b *testing.B) {
	v := newVault(b, NewRing())
	at, plain := Place{"users", "01hq", "phone"}, []byte("13800000000")
	for b.Loop() {
		v.Seal(at, plain)
	}
}

// A vault that follows its ring opens and seals with a key that was added since,
// and pays no heed to a ring that is another's.
func TestFollow(t *testing.T) {
	first := NewRing()
	kept := first
	v, err := New(first)
	if err != nil {
		t.Fatal(err)
	}
	v.Follow(func() (*Ring, error) { return kept, nil })
	next := first.Rotated()
	ahead, err := New(next)
	if err != nil {
		t.Fatal(err)
	}
	at := Place{"t", "1", "c"}
	sealed := ahead.Seal(at, []byte("x"))
	kept = NewRing()
	if v.Knows(sealed) || v.Current(v.Seal(at, nil)) == false {
		t.Error("another's ring was taken")
	}
	if _, err := v.Open(at, sealed); !errors.Is(err, ErrKeyGone) {
		t.Errorf("opened under an unknown key: %v", err)
	}
	kept = next
	if plain, err := v.Open(at, sealed); err != nil || string(plain) != "x" {
		t.Errorf("opened %q, %v", plain, err)
	}
	if only, err := New(next.Newest()); err != nil || !only.Knows(v.Seal(at, nil)) {
		t.Errorf("seals with the old key: %v", err)
	}
}
