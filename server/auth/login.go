package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"chunfeng/server/store"
)

// A LogIn is what somebody who wants in says.
type LogIn struct {
	Name     string
	Password string
	Address  string // where from
	Former   string // the secret of the session they had, which ends; may be ""
}

// LogIn begins a session and returns its secret, for a cookie. ErrDenied,
// ErrThrottled, ErrBusy.
func (a *Auth) LogIn(ctx context.Context, l LogIn) (secret string, who Who, err error) {
	var u store.User
	ok, err := a.try(ctx, l.Name, l.Address, l.Password, func() (string, error) {
		u, err = a.store.UserByLogin(ctx, l.Name)
		if errors.Is(err, store.ErrNotFound) {
			return "", nil
		}
		return u.Password, err
	})
	if err != nil {
		return "", Who{}, fmt.Errorf("log in: %w", err)
	}
	if !ok || u.Disabled {
		return "", Who{}, a.fail(ctx, u, l.Address)
	}
	if secret, err = a.secret(""); err != nil {
		return "", Who{}, err
	}
	err = a.store.Tx(ctx, func(t store.Tx) error {
		// Read again: it may have been changed while the password was checked.
		now, err := t.User(ctx, u.ID)
		if err != nil {
			return err
		}
		if now.Password != u.Password || now.Disabled {
			return ErrDenied
		}
		who, err = a.begin(ctx, t, now, secret, l)
		return err
	})
	if err != nil {
		return "", Who{}, fmt.Errorf("log in: %w", err)
	}
	return secret, who, nil
}

// begin starts the session of a secret.
func (a *Auth) begin(ctx context.Context, t store.Tx, u store.User, secret string, l LogIn) (Who, error) {
	now := a.o.Now()
	if l.Former != "" {
		if err := t.EndSession(ctx, keep(l.Former)); err != nil {
			return Who{}, err
		}
	}
	u.LastIn = now
	who := Who{User: u, Address: l.Address, Session: keep(secret)}
	return who, first(
		func() error { return t.ClearFailures(ctx, accountKey(l.Name)) },
		func() error { return t.ExpireSessions(ctx, now.Add(-a.o.Idle), now.Add(-a.o.Longest)) },
		func() error { return t.PutUser(ctx, u) },
		func() error {
			return t.AddSession(ctx, store.Session{Hash: who.Session, User: u.ID, Begun: now, Seen: now, Address: l.Address})
		},
		func() error { return a.note(ctx, t, who, "auth.login", u) },
	)
}

// first does one after the other until one fails.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// accountKey counts failures of an account, there or not, however its name is
// typed.
func accountKey(login string) string {
	return "account " + strings.ToLower(strings.TrimSpace(norm.NFKC.String(login)))
}

func addressKey(address string) string { return "address " + address }

// admit counts the try as a failure of the account until it succeeds, so that
// many tries at once do not all slip through. ErrThrottled.
func (a *Auth) admit(ctx context.Context, login, address string) error {
	err := a.store.Tx(ctx, func(t store.Tx) error {
		now := a.o.Now()
		for _, key := range []string{accountKey(login), addressKey(address)} {
			n, err := t.Failures(ctx, key, now.Add(-a.o.Window))
			if err != nil {
				return err
			}
			if n >= a.o.Failures {
				return ErrThrottled
			}
		}
		return t.AddFailure(ctx, accountKey(login), now)
	})
	if err != nil {
		return fmt.Errorf("admit: %w", err)
	}
	return nil
}

// fail notes a failure of an address, and of an account if there is one, and is
// ErrDenied.
func (a *Auth) fail(ctx context.Context, u store.User, address string) error {
	err := a.store.Tx(ctx, func(t store.Tx) error {
		if err := t.AddFailure(ctx, addressKey(address), a.o.Now()); err != nil {
			return err
		}
		return a.note(ctx, t, Who{Address: address}, "auth.fail", u)
	})
	if err != nil {
		return fmt.Errorf("note failure: %w", err)
	}
	return ErrDenied
}

// touchEvery is how often a session in use is written to: not at each of the
// many requests a page makes.
const touchEvery = time.Minute

// Resume is who has the session of a secret. ErrDenied when it has ended: by
// logging out, by a change of role or password, or of old age.
func (a *Auth) Resume(ctx context.Context, secret, address string) (Who, error) {
	s, err := a.store.Session(ctx, keep(secret))
	if errors.Is(err, store.ErrNotFound) {
		return Who{}, ErrDenied
	}
	if err != nil {
		return Who{}, fmt.Errorf("resume session: %w", err)
	}
	now := a.o.Now()
	if now.Sub(s.Seen) > a.o.Idle || now.Sub(s.Begun) > a.o.Longest {
		return Who{}, ErrDenied
	}
	u, err := a.store.User(ctx, s.User)
	if err != nil {
		return Who{}, fmt.Errorf("resume session: %w", err)
	}
	if u.Disabled {
		return Who{}, ErrDenied
	}
	if now.Sub(s.Seen) >= touchEvery {
		err := a.store.Tx(ctx, func(t store.Tx) error { return t.TouchSession(ctx, s.Hash, now) })
		if errors.Is(err, store.ErrNotFound) {
			return Who{}, ErrDenied
		}
		if err != nil {
			return Who{}, fmt.Errorf("resume session: %w", err)
		}
	}
	return Who{User: u, Address: address, Session: s.Hash}, nil
}

// LogOut ends w's session.
func (a *Auth) LogOut(ctx context.Context, w Who) error {
	err := a.store.Tx(ctx, func(t store.Tx) error {
		if err := t.EndSession(ctx, w.Session); err != nil {
			return err
		}
		return a.note(ctx, t, w, "auth.logout", w.User)
	})
	if err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}
