package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"chunfeng/server/store"
)

var (
	// ErrDenied is returned for any log-in, session, token or code that does
	// not open, whatever the reason.
	ErrDenied = errors.New("auth: denied")
	// ErrThrottled is returned when there were too many failures lately, under
	// the account or from the address, before anything is looked at.
	ErrThrottled = errors.New("auth: too many failures")
	// ErrBusy is returned when too many passwords are being checked at once.
	ErrBusy = errors.New("auth: busy")
	// ErrWeak is returned for a new password that is too easy to guess.
	ErrWeak = errors.New("auth: password too weak")
	// ErrTaken is returned for a log-in name that is another's.
	ErrTaken = errors.New("auth: log-in name taken")
	// ErrForbidden is returned for what a role may never do. Whoever may not
	// even see the thing gets store.ErrNotFound.
	ErrForbidden = errors.New("auth: forbidden")
)

// Options are the settings of an Auth. Zero fields take the default in
// brackets.
type Options struct {
	Idle     time.Duration // after which an unused session ends [30 min]
	Longest  time.Duration // after which any session ends [12 h]
	Window   time.Duration // in which failures are counted [15 min]
	Failures int           // of one account or address in the window before both are throttled [5]
	Codes    time.Duration // for which one-time codes open [14 days]
	Hashes   int           // passwords checked at once, 64 MiB each [2]
	Wait     time.Duration // for one's turn to have a password checked [5 s]
	Cost     Cost          // of a password's hash [RFC 9106, second choice]
	Now      func() time.Time
	Random   io.Reader // [crypto/rand]
}

// Auth checks who somebody is. It may be used by several goroutines.
type Auth struct {
	store store.Store
	o     Options
	slots chan struct{}
	decoy string // see decoyOf
}

// New makes an Auth over a store.
func New(s store.Store, o Options) (*Auth, error) {
	if o.Now == nil {
		return nil, errors.New("make auth: no clock")
	}
	o.Idle = or(o.Idle, 30*time.Minute)
	o.Longest = or(o.Longest, 12*time.Hour)
	o.Window = or(o.Window, 15*time.Minute)
	o.Failures = or(o.Failures, 5)
	o.Codes = or(o.Codes, 14*24*time.Hour)
	o.Hashes = or(o.Hashes, 2)
	o.Wait = or(o.Wait, 5*time.Second)
	o.Cost = or(o.Cost, defaultCost)
	if o.Random == nil {
		o.Random = rand.Reader
	}
	a := &Auth{store: s, o: o, slots: make(chan struct{}, o.Hashes)}
	var err error
	a.decoy, err = decoyOf(o.Cost, o.Random)
	return a, err
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// secretBytes is how random a secret is: nobody guesses 256 bits, so that a
// plain hash is enough to keep it by.
const secretBytes = 32

// secret makes a random text that is safe in cookies and headers.
func (a *Auth) secret(prefix string) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(a.o.Random, b); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b), nil
}

// keep is the hash under which the store keeps a secret.
func keep(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (a *Auth) id() (string, error) { return store.NewID(a.o.Now(), a.o.Random) }

// note appends to the audit log. of is what was done to.
func (a *Auth) note(ctx context.Context, t store.Tx, who Who, what string, of store.User) error {
	_, err := t.Append(ctx, store.Entry{
		At: a.o.Now(), Who: who.User.ID, Role: who.User.Role, Address: who.Address, What: what, Of: "user/" + of.ID,
		Unit: of.Unit, County: of.County,
	})
	return err
}
