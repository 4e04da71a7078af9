package auth

import (
	"context"
	"errors"
	"fmt"
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
		Memory: a.o.Cost.Memory, Iterations: a.o.Cost.Rounds, Parallelism: a.o.Cost.Threads, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
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
