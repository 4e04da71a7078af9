package vault

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"pgregory.net/rapid"
)

func sealed(t testing.TB, v *Vault, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := v.SealTo(&b)
	if err != nil {
		t.Fatal(err)
	}
	for len(plain) > 0 { // in writes of another size than the pieces
		n := min(40_000, len(plain))
		if _, err := w.Write(plain[:n]); err != nil {
			t.Fatal(err)
		}
		plain = plain[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); err == nil {
		t.Error("wrote after closing")
	}
	return b.Bytes()
}

func openedStream(v *Vault, b []byte) ([]byte, error) {
	r, err := v.OpenFrom(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestStream(t *testing.T) {
	v := newVault(t, NewRing())
	for _, n := range []int{0, 1, streamPiece - 1, streamPiece, streamPiece + 1, 3*streamPiece + 7} {
		plain := bytes.Repeat([]byte("春"), n/3+1)[:n]
		got, err := openedStream(v, sealed(t, v, plain))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes came back as %d, %v", n, len(got), err)
		}
	}
}

func TestStreamCutChangedOrMoved(t *testing.T) {
	v := newVault(t, NewRing())
	whole := sealed(t, v, bytes.Repeat([]byte("x"), 3*streamPiece))
	piece := 4 + streamPiece + Overhead
	head := len(streamLine) + streamName
	swapped := bytes.Clone(whole)
	copy(swapped[head:], whole[head+piece:head+2*piece])
	copy(swapped[head+piece:], whole[head:head+piece])
	for name, b := range map[string][]byte{
		"nothing":               {},
		"no pieces":             whole[:head],
		"cut between pieces":    whole[:head+2*piece],
		"cut inside":            whole[:len(whole)-1],
		"longer":                append(bytes.Clone(whole), 0),
		"a piece twice":         append(bytes.Clone(whole), whole[len(whole)-piece:]...),
		"two pieces swapped":    swapped,
		"of another stream":     append(bytes.Clone(whole[:head]), sealed(t, v, bytes.Repeat([]byte("x"), 3*streamPiece))[head:]...),
		"a length out of bound": append(bytes.Clone(whole[:head]), 0xff, 0xff, 0xff, 0xff),
	} {
		if _, err := openedStream(v, b); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %v, want ErrSealed", name, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := openedStream(v, b); !errors.Is(err, ErrSealed) && !errors.Is(err, ErrKeyGone) {
			t.Fatalf("opened a stream that was changed: %v", err)
		}
	})
	if _, err := openedStream(newVault(t, NewRing()), whole); !errors.Is(err, ErrKeyGone) {
		t.Errorf("opened with another ring: %v, want ErrKeyGone", err)
	}
}
