package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// A Cost is what hashing a password takes.
type Cost struct {
	Memory  uint32 // KiB
	Rounds  uint32
	Threads uint8
}

// The lengths of what a password's hash is made with and of, RFC 9106 section 4.
const (
	saltBytes = 16
	keyBytes  = 32
)

// defaultCost is the second recommended choice of RFC 9106.
var defaultCost = Cost{Memory: 64 << 10, Rounds: 3, Threads: 4}

// A password has from shortest to longest characters; one shorter than long has
// three of the four kinds: capitals, small letters, digits, others.
const (
	shortest = 10
	long     = 16
	longest  = 128
)

// Strong is nil for a password that may be set for a log-in name, else ErrWeak.
func Strong(password, login string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortest || n > longest:
		return fmt.Errorf("want %d to %d characters: %w", shortest, longest, ErrWeak)
	case len(login) > 3 && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return fmt.Errorf("it holds the log-in name: %w", ErrWeak)
	case distinct(password) < 5:
		return fmt.Errorf("too few different characters: %w", ErrWeak)
	case n < long && kinds(password) < 3:
		return fmt.Errorf("too few kinds of characters: %w", ErrWeak)
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

func kinds(s string) int {
	var upper, lower, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}

// turn waits for a slot to hash in. ErrBusy when it takes too long.
func (a *Auth) turn(ctx context.Context) (done func(), err error) {
	late := time.NewTimer(a.o.Wait)
	defer late.Stop()
	select {
	case a.slots <- struct{}{}:
		return func() { <-a.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash: %w", ctx.Err())
	case <-late.C:
		return nil, ErrBusy
	}
}

// hash is the PHC string of a password. It waits for its turn.
func (a *Auth) hash(ctx context.Context, password string) (string, error) {
	done, err := a.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	h, err := argon2id.CreateHash(password, &argon2id.Params{
		Memory: a.o.Cost.Memory, Iterations: a.o.Cost.Rounds, Parallelism: a.o.Cost.Threads, SaltLength: saltBytes, KeyLength: keyBytes,
	})
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
}

// decoyOf makes a hash of no known password, which costs as much to check as
// those that hash makes: its key is drawn instead of computed.
func decoyOf(c Cost, random io.Reader) (string, error) {
	b := make([]byte, saltBytes+keyBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make decoy: %w", err)
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", c.Memory, c.Rounds, c.Threads, b64(b[:saltBytes]), b64(b[saltBytes:])), nil
}

// try counts the try, unless it is ErrThrottled, and checks a password against
// what hashOf returns. An empty hash costs as much and never matches. It waits
// for its turn first: whom we keep waiting has not failed.
func (a *Auth) try(ctx context.Context, login, address, password string, hashOf func() (string, error)) (bool, error) {
	done, err := a.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if err := a.admit(ctx, login, address); err != nil {
		return false, err
	}
	hash, err := hashOf()
	if err != nil {
		return false, err
	}
	real := hash != ""
	if !real {
		hash = a.decoy
	}
	if utf8.RuneCountInString(password) > longest {
		// Whoever sends megabytes shall not have them hashed.
		password = ""
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if errors.Is(err, argon2id.ErrInvalidHash) || errors.Is(err, argon2id.ErrIncompatibleVariant) || errors.Is(err, argon2id.ErrIncompatibleVersion) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return ok && real, nil
}
