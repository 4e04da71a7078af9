package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"chunfeng/server/store"
)

// manages reports whether w may make, change and reset the account u: the city
// all, a county those of its firms.
func (w Who) manages(u store.User) bool {
	if w.May(Manage, u.Unit, u.County) {
		return true
	}
	return u.Role == store.Firm && w.May(Supervise, u.Unit, u.County)
}

// sensible reports whether role and unit of u go together.
func sensible(u store.User) bool {
	switch u.Role {
	case store.City, store.Viewer:
		return u.Unit == "" && u.County == ""
	case store.County:
		return u.Unit != "" && u.County == u.Unit
	case store.Firm:
		return u.Unit != "" && u.County != "" && u.County != u.Unit
	}
	return false
}

// Create makes an account that w manages, with a first password that must be
// changed at the first log-in. u's id, Password, Change, Created and By are
// filled here. ErrForbidden, ErrWeak, ErrTaken.
func (a *Auth) Create(ctx context.Context, w Who, u store.User, password string) (store.User, error) {
	if !w.manages(u) || !sensible(u) || strings.TrimSpace(u.Login) == "" {
		return u, fmt.Errorf("make account: %w", ErrForbidden)
	}
	if err := Strong(password, u.Login); err != nil {
		return u, fmt.Errorf("make account: %w", err)
	}
	u.Change = true
	return a.add(ctx, w, u, password, nil)
}

// add adds an account, and does more in the same transaction.
func (a *Auth) add(ctx context.Context, w Who, u store.User, password string, more func(store.Tx, store.User) error) (store.User, error) {
	var err error
	if u.Password, err = a.hash(ctx, password); err != nil {
		return u, err
	}
	if u.ID, err = a.id(); err != nil {
		return u, err
	}
	u.Created, u.By = a.o.Now(), w.User.ID
	err = a.store.Tx(ctx, func(t store.Tx) error {
		if err := t.AddUser(ctx, u); err != nil {
			if errors.Is(err, store.ErrConflict) {
				return ErrTaken
			}
			return err
		}
		if more != nil {
			if err := more(t, u); err != nil {
				return err
			}
		}
		return a.note(ctx, t, w, "user.make", u)
	})
	if err != nil {
		return u, fmt.Errorf("make account: %w", err)
	}
	return u, nil
}

// Alter changes an account that w manages. change must not touch id and
// password. Whenever role, unit or being disabled change, the account's
// sessions end. store.ErrNotFound for accounts that w may not manage,
// ErrForbidden for a change into one, ErrTaken.
func (a *Auth) Alter(ctx context.Context, w Who, id string, change func(*store.User)) (store.User, error) {
	var after store.User
	err := a.store.Tx(ctx, func(t store.Tx) error {
		before, err := t.User(ctx, id)
		if err != nil {
			return err
		}
		if !w.manages(before) {
			return store.ErrNotFound
		}
		after = before
		change(&after)
		after.ID, after.Password = before.ID, before.Password
		if !w.manages(after) || !sensible(after) {
			return ErrForbidden
		}
		if err := t.PutUser(ctx, after); err != nil {
			if errors.Is(err, store.ErrConflict) {
				return ErrTaken
			}
			return err
		}
		if before.Role != after.Role || before.Unit != after.Unit || before.County != after.County || before.Disabled != after.Disabled {
			if err := t.EndSessions(ctx, id, ""); err != nil {
				return err
			}
		}
		return a.note(ctx, t, w, "user.change", after)
	})
	if err != nil {
		return after, fmt.Errorf("change account: %w", err)
	}
	return after, nil
}

// Users is a page of the accounts that w may manage, without their hashes.
// Others' lists are empty.
func (a *Auth) Users(ctx context.Context, w Who, f store.UserFilter) ([]store.User, error) {
	f, ok := w.narrow(f)
	if !ok {
		return nil, nil
	}
	l, err := a.store.Users(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	for i := range l {
		l[i].Password = ""
	}
	return l, nil
}

// narrow makes a filter choose only what w may manage; false is nothing.
func (w Who) narrow(f store.UserFilter) (store.UserFilter, bool) {
	switch {
	case w.May(Manage, "", ""):
		return f, true
	case w.User.Role == store.County && w.May(See, w.User.Unit, w.User.Unit):
		if f.County != "" && f.County != w.User.Unit {
			return f, false
		}
		f.County, f.Roles = w.User.Unit, []store.Role{store.Firm}
		return f, true
	}
	return f, false
}

// ChangePassword replaces w's own password and returns the secret of a new
// session; all sessions w had, on every device, end. ErrDenied for a wrong old
// password, which counts as a failure; ErrWeak, ErrThrottled.
func (a *Auth) ChangePassword(ctx context.Context, w Who, old, password string) (secret string, err error) {
	ok, err := a.try(ctx, w.User.Login, w.Address, old, func() (string, error) { return w.User.Password, nil })
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	if !ok {
		return "", a.fail(ctx, w.User, w.Address)
	}
	if err := Strong(password, w.User.Login); err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	if old == password {
		return "", fmt.Errorf("change password: the same again: %w", ErrWeak)
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return "", err
	}
	if secret, err = a.secret(""); err != nil {
		return "", err
	}
	err = a.store.Tx(ctx, func(t store.Tx) error {
		u, err := t.User(ctx, w.User.ID)
		if err != nil {
			return err
		}
		if u.Password != w.User.Password || u.Disabled {
			return ErrDenied
		}
		u.Password, u.Change = hash, false
		if err := t.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		if err := a.note(ctx, t, w, "auth.password", u); err != nil {
			return err
		}
		_, err = a.begin(ctx, t, u, secret, LogIn{Name: u.Login, Address: w.Address})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	return secret, nil
}
