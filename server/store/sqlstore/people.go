package sqlstore

import (
	"context"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"chunfeng/server/store"
)

// person is the sealed part of an account. The password's hash is among it:
// who steals the database alone has nothing to guess at.
type person struct {
	Login, Name, Phone, Password string
}

const userColumns = "id, person, role, unit, county, must_change, disabled, created, by_user, last_in"

// loginKey is the blind index of a log-in name: full-width letters and capitals
// are the same name.
func (k *kept) loginKey(login string) string {
	return k.vault.Index("login", strings.ToLower(strings.TrimSpace(norm.NFKC.String(login))))
}

func (r reader) scanUser(s scan) (store.User, error) {
	var u store.User
	var sealed []byte
	var change, disabled int
	var created, last int64
	if err := s(&u.ID, &sealed, &u.Role, &u.Unit, &u.County, &change, &disabled, &created, &u.By, &last); err != nil {
		return u, err
	}
	u.Change, u.Disabled = change != 0, disabled != 0
	u.Created, u.LastIn = r.moment(created), r.moment(last)
	var p person
	err := r.openJSON(at("users", "person", u.ID), sealed, &p)
	u.Login, u.Name, u.Phone, u.Password = p.Login, p.Name, p.Phone, p.Password
	return u, err
}

func (r reader) user(ctx context.Context, condition string, arg any) (u store.User, err error) {
	err = r.one(ctx, "read user", func(s scan) error {
		u, err = r.scanUser(s)
		return err
	}, `SELECT `+userColumns+` FROM users WHERE `+condition, arg)
	return u, err
}

// User is one account.
func (r reader) User(ctx context.Context, id string) (store.User, error) {
	return r.user(ctx, "id = $1", clean(id))
}

// UserByLogin is the account of a log-in name.
func (r reader) UserByLogin(ctx context.Context, login string) (store.User, error) {
	return r.user(ctx, "login_index = $1", r.loginKey(login))
}

// Users is a page of accounts.
func (r reader) Users(ctx context.Context, f store.UserFilter) ([]store.User, error) {
	w := people(f)
	return list(ctx, r, "list users", r.scanUser, `SELECT `+userColumns+` FROM users`+w.page(f.Page), w.args...)
}

func people(f store.UserFilter) *where {
	w := &where{}
	among(w, "role", f.Roles)
	w.seen(f.Units, f.County)
	return w
}

// AddUser adds an account.
func (t tx) AddUser(ctx context.Context, u store.User) error {
	id := clean(u.ID)
	return t.insert(ctx, "keep user "+id, "users", userColumns+", login_index",
		id, t.sealPerson(id, u), clean(string(u.Role)), clean(string(u.Unit)), clean(string(u.County)), bit(u.Change), bit(u.Disabled),
		millis(u.Created), clean(u.By), millis(u.LastIn), t.loginKey(u.Login))
}

func (t tx) sealPerson(id string, u store.User) []byte {
	return t.sealJSON(at("users", "person", id), person{u.Login, u.Name, u.Phone, u.Password})
}

// PutUser replaces an account.
func (t tx) PutUser(ctx context.Context, u store.User) error {
	id := clean(u.ID)
	return t.must(ctx, "change user "+id, store.ErrNotFound, `UPDATE users SET person = $1, role = $2, unit = $3, county = $4,
		must_change = $5, disabled = $6, last_in = $7, login_index = $8 WHERE id = $9`,
		t.sealPerson(id, u), clean(string(u.Role)), clean(string(u.Unit)), clean(string(u.County)), bit(u.Change), bit(u.Disabled),
		millis(u.LastIn), t.loginKey(u.Login), id)
}

// Session is one session by its hash.
func (r reader) Session(ctx context.Context, hash string) (x store.Session, err error) {
	err = r.one(ctx, "read session", func(s scan) error {
		var begun, seen int64
		var sealed []byte
		if err := s(&x.Hash, &x.User, &begun, &seen, &sealed); err != nil {
			return err
		}
		x.Begun, x.Seen = r.moment(begun), r.moment(seen)
		x.Address, err = r.openText(at("sessions", "address", x.Hash), sealed)
		return err
	}, `SELECT hash, user_id, begun, seen, address FROM sessions WHERE hash = $1`, clean(hash))
	return x, err
}

// AddSession keeps a session.
func (t tx) AddSession(ctx context.Context, x store.Session) error {
	hash := clean(x.Hash)
	return t.insert(ctx, "keep session", "sessions", "hash, user_id, begun, seen, address",
		hash, clean(x.User), millis(x.Begun), millis(x.Seen), t.sealText(at("sessions", "address", hash), x.Address))
}

// TouchSession says when a session was last used.
func (t tx) TouchSession(ctx context.Context, hash string, seen time.Time) error {
	return t.must(ctx, "touch session", store.ErrNotFound, `UPDATE sessions SET seen = $1 WHERE hash = $2`, millis(seen), clean(hash))
}

// EndSession ends one session.
func (t tx) EndSession(ctx context.Context, hash string) error {
	_, err := t.exec(ctx, "end session", `DELETE FROM sessions WHERE hash = $1`, clean(hash))
	return err
}

// EndSessions ends a user's sessions but one.
func (t tx) EndSessions(ctx context.Context, user, except string) error {
	_, err := t.exec(ctx, "end sessions", `DELETE FROM sessions WHERE user_id = $1 AND hash <> $2`, clean(user), clean(except))
	return err
}

// ExpireSessions forgets what no longer opens or throttles.
func (t tx) ExpireSessions(ctx context.Context, idle, oldest time.Time) error {
	_, err := t.exec(ctx, "expire sessions", `DELETE FROM sessions WHERE seen < $1 OR begun < $2`, millis(idle), millis(oldest))
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "expire failures", `DELETE FROM failures WHERE at < $1`, millis(idle))
	return err
}

// Failures counts failed log-ins under a key. The key is indexed blindly: it
// is a log-in name or an address.
func (r reader) Failures(ctx context.Context, key string, since time.Time) (n int, err error) {
	err = r.one(ctx, "count failures", scanInto(&n), `SELECT COUNT(*) FROM failures WHERE failure_key = $1 AND at >= $2`,
		r.vault.Index("failure", key), millis(since))
	return n, err
}

// AddFailure notes a failed log-in.
func (t tx) AddFailure(ctx context.Context, key string, when time.Time) error {
	_, err := t.exec(ctx, "keep failure", `INSERT INTO failures (failure_key, at) VALUES ($1, $2)`, t.vault.Index("failure", key), millis(when))
	return err
}

// ClearFailures forgets the failures under a key.
func (t tx) ClearFailures(ctx context.Context, key string) error {
	_, err := t.exec(ctx, "clear failures", `DELETE FROM failures WHERE failure_key = $1`, t.vault.Index("failure", key))
	return err
}
