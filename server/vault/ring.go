package vault

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// keySize is the length of every key in bytes: AES-256 and HMAC-SHA256.
const keySize = 32

// header stands above the keys, for whoever opens the file.
const header = "# The key ring of chunfeng. Keep it secret, and apart from the backups:\n" +
	"# without it nothing that is sealed can be read again.\n"

var (
	// ErrNoKey is returned where there is no key ring.
	ErrNoKey = errors.New("vault: no key")
	// ErrOpenFile is returned for a key file that others than its owner may
	// read.
	ErrOpenFile = errors.New("vault: key file may be read by others")
)

// A Ring is the index key and the data keys, oldest first; the last one seals.
type Ring struct {
	index []byte
	data  [][]byte
}

// NewRing makes a ring of one new data key.
func NewRing() *Ring { return &Ring{index: newKey(), data: [][]byte{newKey()}} }

func newKey() []byte {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: the program ends when there is no randomness
	return key
}

// ParseRing reads the text of a key file or of the variable CHUNFENG_KEY:
// lines, or parts between commas, of "index BASE64" and "key BASE64", data keys
// oldest first. One BASE64 alone, of 32 bytes, is a data key from which the
// index key is derived. ErrNoKey when text is blank.
func ParseRing(text string) (*Ring, error) {
	r := &Ring{}
	for part := range parts(text) {
		words := strings.Fields(part)
		switch {
		case len(words) == 1:
			words = []string{"key", words[0]}
		case len(words) != 2:
			return nil, errors.New("parse key ring: want lines of two words")
		}
		key, err := base64.StdEncoding.DecodeString(words[1])
		if err != nil || len(key) != keySize {
			// The error of the decoder could quote the key.
			return nil, fmt.Errorf("parse key ring: a key is not base64 of %d bytes", keySize)
		}
		switch {
		case words[0] == "key":
			r.data = append(r.data, key)
		case words[0] == "index" && r.index == nil:
			r.index = key
		default:
			return nil, errors.New("parse key ring: want one index and then keys")
		}
	}
	switch {
	case r.index == nil && len(r.data) == 0:
		return nil, ErrNoKey
	case len(r.data) == 0:
		return nil, errors.New("parse key ring: no data key")
	case r.index == nil && len(r.data) > 1:
		return nil, errors.New("parse key ring: several keys need an index key")
	case r.index == nil:
		index, err := derive(r.data[0], "index key")
		if err != nil {
			return nil, err
		}
		r.index = index
	}
	return r, nil
}

// parts is the lines of text that are no comments, cut at commas.
func parts(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for part := range strings.SplitSeq(line, ",") {
				if strings.TrimSpace(part) != "" && !yield(part) {
					return
				}
			}
		}
	}
}

// Text is the ring as ParseRing reads it. It is the secret itself.
func (r *Ring) Text() string {
	var b strings.Builder
	b.WriteString(header)
	b.WriteString("index " + base64.StdEncoding.EncodeToString(r.index) + "\n")
	for _, key := range r.data {
		b.WriteString("key " + base64.StdEncoding.EncodeToString(key) + "\n")
	}
	return b.String()
}

// String keeps the keys out of logs.
func (r *Ring) String() string { return fmt.Sprintf("ring of %d keys", len(r.data)) }

// GoString keeps the keys out of logs.
func (r *Ring) GoString() string { return r.String() }

// Rotated is a ring with a new data key, which seals from now on; what was
// sealed before still opens.
func (r *Ring) Rotated() *Ring {
	return &Ring{index: r.index, data: append(append([][]byte{}, r.data...), newKey())}
}

// Newest is a ring of the current data key alone, for when everything has been
// sealed anew.
func (r *Ring) Newest() *Ring {
	return &Ring{index: r.index, data: r.data[len(r.data)-1:]}
}

// ReadRing reads a key file. ErrNoKey when there is none; ErrOpenFile when
// group or others have any right to it.
func ReadRing(path string) (*Ring, error) {
	stat, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read key file %s: %w", path, ErrNoKey)
	}
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	if stat.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read key file %s: %w: want mode 0600", path, ErrOpenFile)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return ParseRing(string(text))
}

// CreateRing writes r to a new key file that only its owner may read. An
// existing file is an error: a key written over is data lost.
func CreateRing(path string, r *Ring) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	return writeRing(f, r)
}

// ReplaceRing writes r in place of an existing key file, whole or not at all.
func ReplaceRing(path string, r *Ring) error {
	// CreateTemp makes the file with mode 0600.
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return fmt.Errorf("replace key file: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := writeRing(f, r); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("replace key file: %w", err)
	}
	return syncDir(path)
}

func writeRing(f *os.File, r *Ring) error {
	_, err := f.WriteString(r.Text())
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return syncDir(f.Name())
}

// syncDir makes a file's name last through a loss of power.
func syncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync key folder: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync key folder: %w", err)
	}
	return nil
}

// derive makes the key of one purpose (RFC 5869), so that no key serves two.
func derive(key []byte, purpose string) ([]byte, error) {
	out, err := hkdf.Key(sha256.New, key, nil, "chunfeng 1 "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("derive %s: %w", purpose, err)
	}
	return out, nil
}
