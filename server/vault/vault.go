package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
)

var (
	// ErrSealed is returned for bytes that do not open: changed, cut, moved
	// from where they were sealed, or sealed by somebody else.
	ErrSealed = errors.New("vault: sealed value does not open")
	// ErrKeyGone is returned for bytes sealed under a key that the ring lacks.
	ErrKeyGone = errors.New("vault: sealed under a key that is not on the ring")
)

// A Place is where a sealed value stands. It is not secret; a value opens only
// at its own place.
type Place struct {
	Table, Row, Column string
}

// A sealed value is one byte of format, four of the key's mark, twelve of
// nonce, the text and sixteen of tag. The format must not change: what was
// sealed with it is kept for years.
const (
	format   = 1
	markSize = 4
	prefix   = 1 + markSize
)

// Overhead is by how many bytes a sealed value is longer than what it holds.
const Overhead = prefix + 12 + 16

// A Vault seals and opens. It may be used by several goroutines.
type Vault struct {
	seals atomic.Pointer[[]seal] // the last one is current
	blind []byte
	chain []byte
	index []byte
	read  func() (*Ring, error) // see Follow
}

type seal struct {
	mark [markSize]byte
	aead cipher.AEAD
}

// New makes the vault of a ring.
func New(r *Ring) (*Vault, error) {
	v := &Vault{index: r.index}
	err := v.use(r)
	if err != nil {
		return nil, err
	}
	if v.blind, err = derive(r.index, "blind index"); err != nil {
		return nil, err
	}
	v.chain, err = derive(r.index, "audit chain")
	return v, err
}

// use makes the ring's data keys those of the vault.
func (v *Vault) use(r *Ring) error {
	var seals []seal
	for _, key := range r.data {
		s, err := newSeal(key)
		if err != nil {
			return err
		}
		seals = append(seals, s)
	}
	if len(seals) == 0 {
		return ErrNoKey
	}
	v.seals.Store(&seals)
	return nil
}

// Follow tells where the ring is read again when the vault meets a key that it
// lacks: after a rotation a service goes on with the new key by itself. It must
// be called before the vault is used.
func (v *Vault) Follow(read func() (*Ring, error)) { v.read = read }

// renew reads the ring again. A ring with another index key is not ours.
func (v *Vault) renew() bool {
	if v.read == nil {
		return false
	}
	r, err := v.read()
	return err == nil && bytes.Equal(r.index, v.index) && v.use(r) == nil
}

func newSeal(key []byte) (seal, error) {
	var s seal
	mark, err := derive(key, "mark")
	if err != nil {
		return s, err
	}
	copy(s.mark[:], mark)
	if key, err = derive(key, "data"); err != nil {
		return s, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return s, fmt.Errorf("make cipher: %w", err)
	}
	if s.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return s, fmt.Errorf("make cipher: %w", err)
	}
	return s, nil
}

// Seal encrypts plain for its place under the current key. Sealing the same
// again gives other bytes.
func (v *Vault) Seal(at Place, plain []byte) []byte {
	s := v.current()
	out := make([]byte, 0, len(plain)+Overhead)
	out = append(out, format)
	out = append(out, s.mark[:]...)
	return s.aead.Seal(out, nil, plain, bound(at))
}

// Open decrypts what was sealed at its place, under any key of the ring.
// ErrKeyGone or ErrSealed.
func (v *Vault) Open(at Place, sealed []byte) ([]byte, error) {
	s, ok := v.find(sealed)
	if !ok {
		return nil, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrKeyGone)
	}
	plain, err := s.aead.Open(nil, nil, sealed[prefix:], bound(at))
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrSealed)
	}
	return plain, nil
}

// Current reports whether sealed is under the key that seals now.
func (v *Vault) Current(sealed []byte) bool {
	s, ok := v.find(sealed)
	return ok && s.mark == v.current().mark
}

// Knows reports whether sealed is under a key of the ring.
func (v *Vault) Knows(sealed []byte) bool {
	_, ok := v.find(sealed)
	return ok
}

func (v *Vault) current() seal {
	all := *v.seals.Load()
	return all[len(all)-1]
}

// find is the key that something is sealed under. A key that the ring lacks is
// looked for once more where the ring is kept.
func (v *Vault) find(sealed []byte) (seal, bool) {
	if len(sealed) < prefix || sealed[0] != format {
		return seal{}, false
	}
	for first := true; ; first = false {
		for _, s := range *v.seals.Load() {
			if bytes.Equal(s.mark[:], sealed[1:prefix]) {
				return s, true
			}
		}
		if !first || !v.renew() {
			return seal{}, false
		}
	}
}

// bound is the additional data of a place. No part of a place holds a zero
// byte, so two places never give the same.
func bound(at Place) []byte {
	return []byte(at.Table + "\x00" + at.Row + "\x00" + at.Column)
}

// Index is the blind index of text among values of one kind, 64 hexadecimal
// digits: equal for equal texts, and else telling nothing to who lacks the key.
// Normalise text first. It stays the same when data keys are rotated.
func (v *Vault) Index(kind, text string) string {
	return hex.EncodeToString(mac(v.blind, []byte(kind), []byte(text)))
}

// Link is the hash of an entry in a chain: over the hash before it, "" for the
// first, and the entry's bytes. Without the key nobody can make one.
func (v *Vault) Link(before string, entry []byte) string {
	return hex.EncodeToString(mac(v.chain, []byte(before), entry))
}

// Same compares two hashes in constant time.
func Same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

func mac(key, first, second []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(first)
	h.Write([]byte{0})
	h.Write(second)
	return h.Sum(nil)
}
