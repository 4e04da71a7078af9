package storetest

import (
	"errors"
	"time"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

func account(n int, login string) store.User {
	return store.User{
		ID: id("u", n), Login: login, Name: "王五", Phone: "13800000000", Role: store.County, Unit: "331082", County: "331082",
		Password: "$argon2id$v=19$x", Change: true, Created: when(1), By: "u0", LastIn: when(2),
	}
}

var peopleTests = []test{
	{"user is found by id and by log-in name however typed", func(b *bench) {
		u := account(1, "Linhai01")
		b.keep(func(t store.Tx) error { return t.AddUser(b.ctx, u) })
		got, err := b.s.User(b.ctx, u.ID)
		b.no(err)
		b.same("user", got, u)
		for _, login := range []string{"Linhai01", "linhai01", " ＬＩＮＨＡＩ０１"} {
			got, err := b.s.UserByLogin(b.ctx, login)
			b.no(err)
			b.same(login, got, u)
		}
		again := account(2, "LINHAI01")
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.AddUser(b.ctx, again) }); !errors.Is(err, store.ErrConflict) {
			b.Errorf("log-in name kept twice: %v, want ErrConflict", err)
		}
	}},
	{"user is replaced", func(b *bench) {
		u := account(1, "a")
		b.keep(func(t store.Tx) error { return errors.Join(t.AddUser(b.ctx, u), t.AddUser(b.ctx, account(2, "b"))) })
		u.Login, u.Name, u.Password, u.Disabled, u.Change, u.LastIn = "c", "赵六", "", true, false, when(9)
		b.keep(func(t store.Tx) error { return t.PutUser(b.ctx, u) })
		got, err := b.s.UserByLogin(b.ctx, "c")
		b.no(err)
		b.same("user", got, u)
		if _, err := b.s.UserByLogin(b.ctx, "a"); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("the former log-in name: %v, want ErrNotFound", err)
		}
		u.Login = "B"
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.PutUser(b.ctx, u) }); !errors.Is(err, store.ErrConflict) {
			b.Errorf("took another's log-in name: %v, want ErrConflict", err)
		}
		u.ID, u.Login = "x", "x"
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.PutUser(b.ctx, u) }); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("replaced nobody: %v, want ErrNotFound", err)
		}
	}},
	{"users are listed by role and unit", func(b *bench) {
		city, county, firm := account(1, "a"), account(2, "b"), account(3, "c")
		city.Role, city.Unit, city.County = store.City, "", ""
		firm.Role, firm.Unit = store.Firm, "91331082MA2ABCDE1X"
		b.keep(func(t store.Tx) error {
			return errors.Join(t.AddUser(b.ctx, city), t.AddUser(b.ctx, county), t.AddUser(b.ctx, firm))
		})
		for name, tc := range map[string]struct {
			f    store.UserFilter
			want []store.User
		}{
			"all":        {store.UserFilter{}, []store.User{firm, county, city}},
			"a role":     {store.UserFilter{Roles: []store.Role{store.City, store.Viewer}}, []store.User{city}},
			"a county":   {store.UserFilter{County: "331082"}, []store.User{firm, county}},
			"a unit":     {store.UserFilter{Units: []returns.UnitCode{firm.Unit}}, []store.User{firm}},
			"first page": {store.UserFilter{Page: store.Page{Limit: 1}}, []store.User{firm}},
			"next page":  {store.UserFilter{Page: store.Page{Limit: 1, Before: firm.ID}}, []store.User{county}},
		} {
			got, err := b.s.Users(b.ctx, tc.f)
			b.no(err)
			b.same(name, got, tc.want)
		}
	}},
	{"sessions begin, are used and end", func(b *bench) {
		b.keep(func(t store.Tx) error {
			return errors.Join(t.AddUser(b.ctx, account(1, "a")), t.AddUser(b.ctx, account(2, "b")))
		})
		add := func(hash string, n int, seen time.Time) {
			b.keep(func(t store.Tx) error {
				return t.AddSession(b.ctx, store.Session{Hash: hash, User: id("u", n), Begun: when(0), Seen: seen, Address: "192.0.2.1"})
			})
		}
		left := func(want ...string) {
			b.Helper()
			var got []string
			for _, hash := range []string{"h1", "h2", "h3", "h4"} {
				if _, err := b.s.Session(b.ctx, hash); err == nil {
					got = append(got, hash)
				}
			}
			b.same("sessions left", got, want)
		}
		add("h1", 1, when(0))
		add("h2", 1, when(0))
		add("h3", 1, when(0))
		add("h4", 2, when(0))
		left("h1", "h2", "h3", "h4")
		b.keep(func(t store.Tx) error { return t.TouchSession(b.ctx, "h4", when(20)) })
		got, err := b.s.Session(b.ctx, "h4")
		b.no(err)
		b.same("session", got, store.Session{Hash: "h4", User: id("u", 2), Begun: when(0), Seen: when(20), Address: "192.0.2.1"})
		b.keep(func(t store.Tx) error { return t.EndSession(b.ctx, "h1") })
		b.keep(func(t store.Tx) error { return t.EndSession(b.ctx, "h1") })
		left("h2", "h3", "h4")
		b.keep(func(t store.Tx) error { return t.EndSessions(b.ctx, id("u", 1), "h3") })
		left("h3", "h4")
		b.keep(func(t store.Tx) error { return t.ExpireSessions(b.ctx, when(10), when(0)) })
		left("h4")
		b.keep(func(t store.Tx) error { return t.ExpireSessions(b.ctx, when(10), when(1)) })
		left()
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.TouchSession(b.ctx, "h4", when(1)) }); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("touched what has ended: %v, want ErrNotFound", err)
		}
	}},
	{"tokens are used and revoked", func(b *bench) {
		x := store.Token{ID: id("t", 1), Hash: "h", User: id("u", 1), Name: "BI", Created: when(1), Expires: when(50)}
		b.keep(func(t store.Tx) error { return errors.Join(t.AddUser(b.ctx, account(1, "a")), t.AddToken(b.ctx, x)) })
		again := x
		again.ID = id("t", 2)
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.AddToken(b.ctx, again) }); !errors.Is(err, store.ErrConflict) {
			b.Errorf("hash kept twice: %v, want ErrConflict", err)
		}
		x.Used, x.Revoked = when(2), when(3)
		b.keep(func(t store.Tx) error { return t.PutToken(b.ctx, x) })
		got, err := b.s.Token(b.ctx, "h")
		b.no(err)
		b.same("token", got, x)
		for user, want := range map[string][]store.Token{"": {x}, id("u", 1): {x}, id("u", 2): nil} {
			got, err := b.s.Tokens(b.ctx, user)
			b.no(err)
			b.same("tokens of "+user, got, want)
		}
	}},
	{"invitation opens once", func(b *bench) {
		x := store.Invitation{
			ID: id("i", 1), Hash: "h", Role: store.Firm, Unit: "91331082MA2ABCDE1X", County: "331082", User: "", Created: when(1), By: "u1", Expires: when(50),
		}
		b.keep(func(t store.Tx) error { return t.AddInvitation(b.ctx, x) })
		x.Used, x.UsedBy = when(2), "u2"
		use := func() error {
			return b.s.Tx(b.ctx, func(t store.Tx) error { return t.PutInvitation(b.ctx, x) })
		}
		b.no(use())
		if err := use(); !errors.Is(err, store.ErrConflict) {
			b.Errorf("used twice: %v, want ErrConflict", err)
		}
		got, err := b.s.Invitation(b.ctx, "h")
		b.no(err)
		b.same("invitation", got, x)
		list, err := b.s.Invitations(b.ctx, store.UserFilter{County: "331082"})
		b.no(err)
		b.same("invitations", list, []store.Invitation{x})
		x.ID = "x"
		if err := use(); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("used what is not there: %v, want ErrNotFound", err)
		}
	}},
	{"failures count per key since a time", func(b *bench) {
		b.keep(func(t store.Tx) error {
			return errors.Join(t.AddFailure(b.ctx, "account a", when(1)), t.AddFailure(b.ctx, "account a", when(5)), t.AddFailure(b.ctx, "address a", when(5)))
		})
		count := func(key string, since, want int) {
			b.Helper()
			n, err := b.s.Failures(b.ctx, key, when(since))
			b.no(err)
			b.same("failures of "+key, n, want)
		}
		count("account a", 0, 2)
		count("account a", 5, 1)
		count("account a", 6, 0)
		count("address a", 0, 1)
		b.keep(func(t store.Tx) error { return t.ClearFailures(b.ctx, "account a") })
		count("account a", 0, 0)
		count("address a", 0, 1)
		b.keep(func(t store.Tx) error { return t.ExpireSessions(b.ctx, when(6), when(0)) })
		count("address a", 0, 0)
	}},
}
