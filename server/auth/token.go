package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chunfeng/server/store"
)

// tokenPrefix lets scanners of leaked secrets know ours.
const tokenPrefix = "chunfeng_"

// NewToken makes a bearer token for w, which may what w may, and returns its
// secret. A zero expires is never.
func (a *Auth) NewToken(ctx context.Context, w Who, name string, expires time.Time) (secret string, x store.Token, err error) {
	if w.User.ID == "" || w.User.Change {
		return "", x, ErrForbidden
	}
	if secret, err = a.secret(tokenPrefix); err != nil {
		return "", x, err
	}
	if x.ID, err = a.id(); err != nil {
		return "", x, err
	}
	x.Hash, x.User, x.Name, x.Created, x.Expires = keep(secret), w.User.ID, name, a.o.Now(), expires
	err = a.store.Tx(ctx, func(t store.Tx) error {
		if err := t.AddToken(ctx, x); err != nil {
			return err
		}
		return a.note(ctx, t, w, "token.make", w.User)
	})
	if err != nil {
		return "", x, fmt.Errorf("make token: %w", err)
	}
	return secret, x, nil
}

// Bearer is who has a token. ErrDenied when it does not open.
func (a *Auth) Bearer(ctx context.Context, secret, address string) (Who, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return Who{}, ErrDenied
	}
	x, err := a.store.Token(ctx, keep(secret))
	if errors.Is(err, store.ErrNotFound) {
		return Who{}, ErrDenied
	}
	if err != nil {
		return Who{}, fmt.Errorf("read token: %w", err)
	}
	now := a.o.Now()
	if !x.Revoked.IsZero() || !x.Expires.IsZero() && !now.Before(x.Expires) {
		return Who{}, ErrDenied
	}
	u, err := a.store.User(ctx, x.User)
	if err != nil {
		return Who{}, fmt.Errorf("read token: %w", err)
	}
	if u.Disabled || u.Change {
		return Who{}, ErrDenied
	}
	if now.Sub(x.Used) >= touchEvery {
		// Read again inside, so that a token revoked meanwhile stays so.
		err := a.store.Tx(ctx, func(t store.Tx) error {
			x, err := t.Token(ctx, x.Hash)
			if err != nil {
				return err
			}
			if !x.Revoked.IsZero() {
				return ErrDenied
			}
			x.Used = now
			return t.PutToken(ctx, x)
		})
		if err != nil {
			return Who{}, fmt.Errorf("use token: %w", err)
		}
	}
	return Who{User: u, Address: address, Token: x.ID}, nil
}

// Tokens is w's tokens, newest first; the city sees everybody's.
func (a *Auth) Tokens(ctx context.Context, w Who) ([]store.Token, error) {
	user := w.User.ID
	if w.May(Manage, "", "") {
		user = ""
	}
	l, err := a.store.Tokens(ctx, user)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return l, nil
}

// RevokeToken ends a token of w's own, or of whomever w may manage, from now
// on. store.ErrNotFound for any other.
func (a *Auth) RevokeToken(ctx context.Context, w Who, id string) error {
	err := a.store.Tx(ctx, func(t store.Tx) error {
		all, err := t.Tokens(ctx, "")
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.ID != id {
				continue
			}
			u, err := t.User(ctx, x.User)
			if err != nil {
				return err
			}
			if u.ID != w.User.ID && !w.manages(u) {
				break
			}
			if x.Revoked.IsZero() {
				x.Revoked = a.o.Now()
			}
			if err := t.PutToken(ctx, x); err != nil {
				return err
			}
			return a.note(ctx, t, w, "token.revoke", u)
		}
		return store.ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	return nil
}
