package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// A code is twelve characters in three groups, of an alphabet without 0, 1, I,
// L, O: 59 bits, which nobody guesses while failures are throttled.
const (
	codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeGroups   = 3
	codeGroup    = 4
)

// code makes a one-time code such as K7QP-2MWX-9HTD.
func (a *Auth) code() (string, error) {
	var b strings.Builder
	for b.Len() < codeGroups*codeGroup+codeGroups-1 {
		if b.Len()%(codeGroup+1) == codeGroup {
			b.WriteByte('-')
			continue
		}
		var c [1]byte
		if _, err := io.ReadFull(a.o.Random, c[:]); err != nil {
			return "", fmt.Errorf("make code: %w", err)
		}
		// Bytes beyond the last whole alphabet would favour its beginning.
		if int(c[0]) < 256/len(codeAlphabet)*len(codeAlphabet) {
			b.WriteByte(codeAlphabet[int(c[0])%len(codeAlphabet)])
		}
	}
	return b.String(), nil
}

// plainCode is a code as kept, however it was typed.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, code)
}

// Invite makes a one-time code with which somebody makes an account of that
// role and unit. ErrForbidden when w may not have it made.
func (a *Auth) Invite(ctx context.Context, w Who, role store.Role, unit, county returns.UnitCode) (code string, i store.Invitation, err error) {
	u := store.User{Role: role, Unit: unit, County: county}
	if !w.manages(u) || !sensible(u) {
		return "", i, fmt.Errorf("invite: %w", ErrForbidden)
	}
	return a.invite(ctx, w, u)
}

// Reset makes a one-time code with which the account's password is set anew,
// ends its sessions, and takes the old password away. store.ErrNotFound for
// accounts that w may not manage.
func (a *Auth) Reset(ctx context.Context, w Who, user string) (code string, i store.Invitation, err error) {
	var u store.User
	err = a.store.Tx(ctx, func(t store.Tx) error {
		if u, err = t.User(ctx, user); err != nil {
			return err
		}
		if !w.manages(u) {
			return store.ErrNotFound
		}
		u.Password = ""
		return first(
			func() error { return t.PutUser(ctx, u) },
			func() error { return t.EndSessions(ctx, u.ID, "") },
			func() error { return a.note(ctx, t, w, "user.reset", u) },
		)
	})
	if err != nil {
		return "", i, fmt.Errorf("reset account: %w", err)
	}
	return a.invite(ctx, w, u)
}

func (a *Auth) invite(ctx context.Context, w Who, u store.User) (code string, i store.Invitation, err error) {
	if code, err = a.code(); err != nil {
		return "", i, err
	}
	if i.ID, err = a.id(); err != nil {
		return "", i, err
	}
	now := a.o.Now()
	i.Hash, i.Role, i.Unit, i.County, i.User = keep(plainCode(code)), u.Role, u.Unit, u.County, u.ID
	i.Created, i.By, i.Expires = now, w.User.ID, now.Add(a.o.Codes)
	err = a.store.Tx(ctx, func(t store.Tx) error {
		if err := t.AddInvitation(ctx, i); err != nil {
			return err
		}
		return a.note(ctx, t, w, "user.invite", u)
	})
	if err != nil {
		return "", i, fmt.Errorf("invite: %w", err)
	}
	return code, i, nil
}

// FirstCode makes the code for the first city account and closes those made
// before: the last start's output alone opens. It is "" when there is an
// account already.
func (a *Auth) FirstCode(ctx context.Context) (string, error) {
	users, err := a.store.Users(ctx, store.UserFilter{Page: store.Page{Limit: 1}})
	if err != nil {
		return "", fmt.Errorf("look for accounts: %w", err)
	}
	if len(users) > 0 {
		return "", nil
	}
	err = a.store.Tx(ctx, func(t store.Tx) error {
		former, err := t.Invitations(ctx, store.UserFilter{Roles: []store.Role{store.City}})
		if err != nil {
			return err
		}
		for _, i := range former {
			i.Revoked = a.o.Now()
			if err := t.PutInvitation(ctx, i); err != nil && !errors.Is(err, store.ErrConflict) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("close former codes: %w", err)
	}
	code, _, err := a.Invite(ctx, Service(), store.City, "", "")
	return code, err
}

// Invited is what a code opens, for the page that asks for a password.
// ErrDenied, ErrThrottled.
func (a *Auth) Invited(ctx context.Context, code, address string) (store.Invitation, error) {
	if err := a.throttled(ctx, address); err != nil {
		return store.Invitation{}, err
	}
	i, err := a.opens(ctx, a.store, code)
	if errors.Is(err, ErrDenied) {
		return i, a.fail(ctx, store.User{}, address)
	}
	return i, err
}

// opens looks an invitation up and checks that it still opens.
func (a *Auth) opens(ctx context.Context, r store.Reader, code string) (store.Invitation, error) {
	i, err := r.Invitation(ctx, keep(plainCode(code)))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return i, ErrDenied
	case err != nil:
		return i, fmt.Errorf("read code: %w", err)
	case !i.Used.IsZero() || !i.Revoked.IsZero() || !a.o.Now().Before(i.Expires):
		return i, ErrDenied
	}
	return i, nil
}

func (a *Auth) throttled(ctx context.Context, address string) error {
	n, err := a.store.Failures(ctx, addressKey(address), a.o.Now().Add(-a.o.Window))
	if err != nil {
		return fmt.Errorf("count failures: %w", err)
	}
	if n >= a.o.Failures {
		return ErrThrottled
	}
	return nil
}

// A Newcomer is what somebody with a code says of themselves. Login, Name and
// Phone are not asked again when the code resets an account.
type Newcomer struct {
	Code, Login, Name, Phone, Password string
	Address                            string
}

// Accept uses a code up: it makes the account, or sets the password of the one
// that was reset. ErrDenied, ErrThrottled, ErrWeak, ErrTaken.
func (a *Auth) Accept(ctx context.Context, n Newcomer) (store.User, error) {
	i, err := a.Invited(ctx, n.Code, n.Address)
	if err != nil {
		return store.User{}, err
	}
	who := Who{Address: n.Address}
	if i.User != "" {
		return a.accept(ctx, who, i, n)
	}
	if err := Strong(n.Password, n.Login); err != nil {
		return store.User{}, fmt.Errorf("accept code: %w", err)
	}
	if strings.TrimSpace(n.Login) == "" {
		return store.User{}, fmt.Errorf("accept code: no log-in name: %w", ErrTaken)
	}
	u := store.User{Login: n.Login, Name: n.Name, Phone: n.Phone, Role: i.Role, Unit: i.Unit, County: i.County}
	return a.add(ctx, who, u, n.Password, func(t store.Tx, u store.User) error { return a.useUp(ctx, t, n.Code, u) })
}

// accept sets the password of the account that was reset.
func (a *Auth) accept(ctx context.Context, who Who, i store.Invitation, n Newcomer) (store.User, error) {
	u, err := a.store.User(ctx, i.User)
	if err != nil {
		return u, fmt.Errorf("accept code: %w", err)
	}
	if err := Strong(n.Password, u.Login); err != nil {
		return u, fmt.Errorf("accept code: %w", err)
	}
	hash, err := a.hash(ctx, n.Password)
	if err != nil {
		return u, err
	}
	err = a.store.Tx(ctx, func(t store.Tx) error {
		if u, err = t.User(ctx, i.User); err != nil {
			return err
		}
		u.Password, u.Change = hash, false
		return first(
			func() error { return a.useUp(ctx, t, n.Code, u) },
			func() error { return t.PutUser(ctx, u) },
			func() error { return t.EndSessions(ctx, u.ID, "") },
			func() error { return t.ClearFailures(ctx, accountKey(u.Login)) },
			func() error { return a.note(ctx, t, who, "auth.password", u) },
		)
	})
	if err != nil {
		return u, fmt.Errorf("accept code: %w", err)
	}
	return u, nil
}

// useUp marks the code as used by u, once.
func (a *Auth) useUp(ctx context.Context, t store.Tx, code string, u store.User) error {
	i, err := a.opens(ctx, t, code)
	if err != nil {
		return err
	}
	i.Used, i.UsedBy = a.o.Now(), u.ID
	return t.PutInvitation(ctx, i)
}

// Invitations is a page of the invitations that w may make.
func (a *Auth) Invitations(ctx context.Context, w Who, f store.UserFilter) ([]store.Invitation, error) {
	f, ok := w.narrow(f)
	if !ok {
		return nil, nil
	}
	l, err := a.store.Invitations(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	return l, nil
}

// RevokeInvitation closes an invitation that w could have made.
// store.ErrNotFound for any other; store.ErrConflict when it was used.
func (a *Auth) RevokeInvitation(ctx context.Context, w Who, id string) error {
	err := a.store.Tx(ctx, func(t store.Tx) error {
		f, ok := w.narrow(store.UserFilter{})
		if !ok {
			return store.ErrNotFound
		}
		all, err := t.Invitations(ctx, f)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.ID != id {
				continue
			}
			i.Revoked = a.o.Now()
			if err := t.PutInvitation(ctx, i); err != nil {
				return err
			}
			return a.note(ctx, t, w, "user.uninvite", store.User{ID: i.User, Unit: i.Unit, County: i.County})
		}
		return store.ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("revoke invitation: %w", err)
	}
	return nil
}
