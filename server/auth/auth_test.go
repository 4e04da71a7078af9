package auth

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/vault"
)

const (
	linhai  returns.UnitCode = "331082"
	sanmen  returns.UnitCode = "331022"
	factory returns.UnitCode = "91331082MA2ABCDE1X" // of linhai
	mill    returns.UnitCode = "91331022MA2ABCDE2X" // of sanmen

	good  = "Spring-2024-wind"
	other = "Autumn-2024-leaf"
)

// A desk is an Auth over a store of its own and a clock that tests move. What is
// done with it is looked at through another replica too.
type desk struct {
	*testing.T
	ctx   context.Context
	auth  *Auth
	there *Auth
	store store.Store
	now   time.Time
}

func newDesk(t *testing.T, o Options) *desk {
	t.Helper()
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(vault.NewRing())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "db"), sqlstore.Options{Vault: v, Forms: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	d := &desk{T: t, ctx: t.Context(), store: s, now: time.Date(2024, 2, 4, 8, 0, 0, 0, time.UTC)}
	o.Now = func() time.Time { return d.now }
	o.Cost = Cost{Memory: 64, Rounds: 1, Threads: 1}
	if d.auth, err = New(s, o); err != nil {
		t.Fatal(err)
	}
	if d.there, err = New(s, o); err != nil {
		t.Fatal(err)
	}
	return d
}

// What stands in for the hash of an account that is not there costs as much to
// check as a real one.
func TestDecoy(t *testing.T) {
	d := newDesk(t, Options{})
	real, err := d.auth.hash(d.ctx, good)
	d.no(err)
	want, _, _, err := argon2id.DecodeHash(real)
	d.no(err)
	got, _, _, err := argon2id.DecodeHash(d.auth.decoy)
	d.no(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoy (-real +decoy):\n%s", diff)
	}
	if ok, err := argon2id.ComparePasswordAndHash(good, d.auth.decoy); ok || err != nil {
		t.Errorf("a password against the decoy: %v, %v", ok, err)
	}
}

func (d *desk) no(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// want checks that err is a sentinel.
func (d *desk) want(what string, err, want error) {
	d.Helper()
	if !errors.Is(err, want) {
		d.Errorf("%s: %v, want %v", what, err, want)
	}
}

// account makes an account with the good password that need not be changed.
func (d *desk) account(login string, role store.Role, unit, county returns.UnitCode) store.User {
	d.Helper()
	u, err := d.auth.Create(d.ctx, Service(), store.User{Login: login, Name: "王五", Role: role, Unit: unit, County: county}, good)
	d.no(err)
	u.Change = false
	d.no(d.store.Tx(d.ctx, func(t store.Tx) error { return t.PutUser(d.ctx, u) }))
	return u
}

func (d *desk) in(login string) (string, Who) {
	d.Helper()
	secret, who, err := d.auth.LogIn(d.ctx, LogIn{Name: login, Password: good, Address: "192.0.2.1"})
	d.no(err)
	return secret, who
}

// resume asks both replicas, which must agree.
func (d *desk) resume(secret string) error {
	d.Helper()
	_, there := d.there.Resume(d.ctx, secret, "192.0.2.1")
	_, here := d.auth.Resume(d.ctx, secret, "192.0.2.1")
	if !errors.Is(here, there) && !errors.Is(there, here) {
		d.Errorf("one replica says %v, the other %v", here, there)
	}
	return here
}

func TestLogIn(t *testing.T) {
	d := newDesk(t, Options{})
	u := d.account("Linhai", store.County, linhai, linhai)
	secret, who := d.in("ｌｉｎｈａｉ")
	if who.User.ID != u.ID || who.User.LastIn.IsZero() {
		t.Errorf("logged in as %+v", who.User)
	}
	got, err := d.auth.Resume(d.ctx, secret, "192.0.2.1")
	d.no(err)
	if got.User.ID != u.ID || got.Session == secret {
		t.Errorf("resumed as %+v", got)
	}
	d.want("resumed with another secret", d.resume(secret+"x"), ErrDenied)
	d.want("resumed with the hash that is kept", d.resume(got.Session), ErrDenied)
	d.no(d.auth.LogOut(d.ctx, got))
	d.want("resumed after logging out", d.resume(secret), ErrDenied)
}

func TestSessionsRotateAndEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		do   func(d *desk, u store.User, w Who, secret string) error
		ends bool
	}{
		"nothing": {func(*desk, store.User, Who, string) error { return nil }, false},
		"logging in again from the same browser": {func(d *desk, _ store.User, _ Who, secret string) error {
			again, _, err := d.auth.LogIn(d.ctx, LogIn{Name: "a", Password: good, Former: secret})
			if again == secret {
				d.Error("the secret stayed")
			}
			return err
		}, true},
		"logging in elsewhere": {func(d *desk, _ store.User, _ Who, _ string) error {
			_, _, err := d.auth.LogIn(d.ctx, LogIn{Name: "a", Password: good})
			return err
		}, false},
		"changing the password elsewhere": {func(d *desk, _ store.User, _ Who, _ string) error {
			_, there := d.in("a")
			fresh, err := d.auth.ChangePassword(d.ctx, there, good, other)
			if err == nil {
				d.no(d.resume(fresh))
			}
			return err
		}, true},
		"a new role": {func(d *desk, u store.User, _ Who, _ string) error {
			_, err := d.auth.Alter(d.ctx, Service(), u.ID, func(u *store.User) { u.Role, u.Unit, u.County = store.Viewer, "", "" })
			return err
		}, true},
		"a new unit": {func(d *desk, u store.User, _ Who, _ string) error {
			_, err := d.auth.Alter(d.ctx, Service(), u.ID, func(u *store.User) { u.Unit, u.County = sanmen, sanmen })
			return err
		}, true},
		"a new phone": {func(d *desk, u store.User, _ Who, _ string) error {
			_, err := d.auth.Alter(d.ctx, Service(), u.ID, func(u *store.User) { u.Phone = "1" })
			return err
		}, false},
		"being disabled": {func(d *desk, u store.User, _ Who, _ string) error {
			_, err := d.auth.Alter(d.ctx, Service(), u.ID, func(u *store.User) { u.Disabled = true })
			return err
		}, true},
		"a reset": {func(d *desk, u store.User, _ Who, _ string) error {
			_, _, err := d.auth.Reset(d.ctx, Service(), u.ID)
			return err
		}, true},
		"30 minutes unused": {func(d *desk, _ store.User, _ Who, _ string) error {
			d.now = d.now.Add(30*time.Minute + time.Second)
			return nil
		}, true},
		"12 hours of use": {func(d *desk, _ store.User, _ Who, secret string) error {
			for range 48 {
				d.now = d.now.Add(15 * time.Minute)
				if err := d.resume(secret); err != nil {
					return err
				}
			}
			d.now = d.now.Add(time.Second)
			return nil
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, Options{})
			u := d.account("a", store.County, linhai, linhai)
			secret, w := d.in("a")
			d.no(tc.do(d, u, w, secret))
			err := d.resume(secret)
			if tc.ends {
				d.want("resumed", err, ErrDenied)
			} else {
				d.no(err)
			}
		})
	}
}

func TestFailuresThrottle(t *testing.T) {
	for name, tc := range map[string]struct {
		login   func(n int) string
		address func(n int) string
	}{
		"one account from many addresses": {func(int) string { return "a" }, func(n int) string { return "192.0.2." + string(rune('1'+n)) }},
		"no account from many addresses":  {func(int) string { return "nobody" }, func(n int) string { return "192.0.2." + string(rune('1'+n)) }},
		"many accounts from one address":  {func(n int) string { return "a" + string(rune('1'+n)) }, func(int) string { return "192.0.2.1" }},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, Options{})
			d.account("a", store.County, linhai, linhai)
			try := func(n int, password string) error {
				_, _, err := d.auth.LogIn(d.ctx, LogIn{Name: tc.login(n), Password: password, Address: tc.address(n)})
				return err
			}
			for n := range 5 {
				d.want("try", try(n, "wrong"), ErrDenied)
			}
			d.want("the sixth try", try(5, good), ErrThrottled)
			d.now = d.now.Add(15*time.Minute + time.Second)
			if err := try(5, "wrong"); !errors.Is(err, ErrDenied) {
				t.Errorf("after 15 minutes: %v, want ErrDenied", err)
			}
		})
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	d := newDesk(t, Options{})
	d.account("a", store.County, linhai, linhai)
	for range 3 {
		for range 4 {
			_, _, err := d.auth.LogIn(d.ctx, LogIn{Name: "a", Password: "wrong", Address: ""})
			d.want("wrong password", err, ErrDenied)
			d.no(d.store.Tx(d.ctx, func(t store.Tx) error { return t.ClearFailures(d.ctx, addressKey("")) }))
		}
		d.in("a")
	}
}

func TestManyTriesAtOnceDoNotSlipThrough(t *testing.T) {
	d := newDesk(t, Options{})
	d.account("a", store.County, linhai, linhai)
	var wg sync.WaitGroup
	errs := make([]error, 40)
	for n := range errs {
		wg.Go(func() {
			_, _, errs[n] = d.auth.LogIn(d.ctx, LogIn{Name: "a", Password: "wrong", Address: string(rune('a' + n))})
		})
	}
	wg.Wait()
	looked := 0
	for _, err := range errs {
		switch {
		case errors.Is(err, ErrDenied):
			looked++
		case !errors.Is(err, ErrThrottled):
			t.Errorf("try: %v", err)
		}
	}
	if looked != 5 {
		t.Errorf("%d passwords were looked at, want 5", looked)
	}
}

// No answer tells whether an account exists, and each costs one hash.
func TestNoOracle(t *testing.T) {
	d := newDesk(t, Options{Failures: 100})
	d.account("a", store.County, linhai, linhai)
	disabled := d.account("b", store.County, linhai, linhai)
	_, err := d.auth.Alter(d.ctx, Service(), disabled.ID, func(u *store.User) { u.Disabled = true })
	d.no(err)
	reset := d.account("c", store.County, linhai, linhai)
	_, _, err = d.auth.Reset(d.ctx, Service(), reset.ID)
	d.no(err)
	for name, l := range map[string]LogIn{
		"wrong password": {Name: "a", Password: other},
		"no password":    {Name: "a"},
		"megabytes":      {Name: "a", Password: strings.Repeat("x", 1<<20)},
		"no account":     {Name: "nobody", Password: good},
		"disabled":       {Name: "b", Password: good},
		"reset":          {Name: "c", Password: good},
		"reset, empty":   {Name: "c"},
		"nothing":        {},
	} {
		secret, who, err := d.auth.LogIn(d.ctx, l)
		if err != ErrDenied || secret != "" || who.User.ID != "" { //nolint:errorlint // the error itself must tell nothing
			t.Errorf("%s: %q, %v, %v; want ErrDenied and nothing else", name, secret, who, err)
		}
	}
}

func TestHashesAreBounded(t *testing.T) {
	d := newDesk(t, Options{Hashes: 1, Wait: time.Millisecond, Failures: 1})
	d.account("a", store.County, linhai, linhai)
	done, err := d.auth.turn(d.ctx)
	d.no(err)
	_, _, err = d.auth.LogIn(d.ctx, LogIn{Name: "a", Password: good})
	d.want("while another is hashing", err, ErrBusy)
	done()
	// Having been kept waiting is no failure.
	d.in("a")
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	d := newDesk(t, Options{})
	_, err := d.auth.Create(d.ctx, Service(), store.User{Login: "city", Role: store.City}, good)
	d.no(err)
	_, who := d.in("city")
	if who.May(See, linhai, linhai) || who.Scope().Units == nil {
		t.Error("may see before the first password is changed")
	}
	if _, _, err := d.auth.NewToken(d.ctx, who, "x", time.Time{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("token before the first password is changed: %v", err)
	}
	_, err = d.auth.ChangePassword(d.ctx, who, good, good)
	d.want("the same again", err, ErrWeak)
	_, err = d.auth.ChangePassword(d.ctx, who, other, other)
	d.want("wrong old one", err, ErrDenied)
	secret, err := d.auth.ChangePassword(d.ctx, who, good, other)
	d.no(err)
	who, err = d.auth.Resume(d.ctx, secret, "")
	d.no(err)
	if !who.May(Manage, "", "") {
		t.Error("may not manage after the password was changed")
	}
}

func TestStrong(t *testing.T) {
	for password, ok := range map[string]bool{
		good: true, "Aa1-bcdefg": true, "correct horse battery": true,
		"": false, "Aa1-bcdef": false, "abcdefghij": false, "abcdefgh12": false, "aaaaaaaaaaaaaaaaaaaa": false,
		"Linhai-2024-x": false, strings.Repeat("Aa1-x", 26): false,
	} {
		if err := Strong(password, "linhai"); (err == nil) != ok {
			t.Errorf("Strong(%q): %v", password, err)
		}
	}
}

func TestCodes(t *testing.T) {
	d := newDesk(t, Options{Failures: 100})
	first, err := d.auth.FirstCode(d.ctx)
	d.no(err)
	second, err := d.auth.FirstCode(d.ctx)
	d.no(err)
	if len(second) != 14 || second[4] != '-' || second[9] != '-' {
		t.Errorf("code is %q", second)
	}
	accept := func(code, login string) (store.User, error) {
		return d.auth.Accept(d.ctx, Newcomer{Code: code, Login: login, Name: "王五", Password: good})
	}
	_, err = accept(first, "city")
	d.want("the code of the start before", err, ErrDenied)
	_, err = d.auth.Accept(d.ctx, Newcomer{Code: second, Login: "city", Password: "weak"})
	d.want("weak password", err, ErrWeak)
	u, err := accept(strings.ToLower(strings.ReplaceAll(second, "-", " ")), "city")
	d.no(err)
	if u.Role != store.City || u.Change {
		t.Errorf("the first account is %+v", u)
	}
	_, err = accept(second, "again")
	d.want("a code used twice", err, ErrDenied)
	if code, err := d.auth.FirstCode(d.ctx); code != "" || err != nil {
		t.Errorf("a first code beside an account: %q, %v", code, err)
	}

	_, city := d.in("city")
	code, i, err := d.auth.Invite(d.ctx, city, store.Firm, factory, linhai)
	d.no(err)
	seen, err := d.auth.Invited(d.ctx, code, "")
	d.no(err)
	if seen.Unit != factory || seen.ID != i.ID {
		t.Errorf("invited as %+v", seen)
	}
	_, err = accept(code, "CITY")
	d.want("a log-in name that is taken", err, ErrTaken)
	d.now = d.now.Add(14 * 24 * time.Hour)
	_, err = accept(code, "factory")
	d.want("a code after 14 days", err, ErrDenied)

	code, i, err = d.auth.Invite(d.ctx, city, store.Firm, factory, linhai)
	d.no(err)
	d.no(d.auth.RevokeInvitation(d.ctx, city, i.ID))
	_, err = accept(code, "factory")
	d.want("a code revoked", err, ErrDenied)
}

func TestCodesAreThrottledByAddress(t *testing.T) {
	d := newDesk(t, Options{})
	code, _, err := d.auth.Invite(d.ctx, Service(), store.City, "", "")
	d.no(err)
	for range 5 {
		_, err := d.auth.Invited(d.ctx, "AAAA-AAAA-AAAA", "192.0.2.1")
		d.want("guess", err, ErrDenied)
	}
	_, err = d.auth.Invited(d.ctx, code, "192.0.2.1")
	d.want("after five guesses", err, ErrThrottled)
	_, err = d.auth.Invited(d.ctx, code, "192.0.2.2")
	d.no(err)
}

func TestOneCodeMakesOneAccount(t *testing.T) {
	d := newDesk(t, Options{Failures: 100})
	code, _, err := d.auth.Invite(d.ctx, Service(), store.City, "", "")
	d.no(err)
	var wg sync.WaitGroup
	errs := make([]error, 10)
	for n := range errs {
		wg.Go(func() {
			_, errs[n] = d.auth.Accept(d.ctx, Newcomer{Code: code, Login: string(rune('a' + n)), Password: good})
		})
	}
	wg.Wait()
	users, err := d.store.Users(d.ctx, store.UserFilter{})
	d.no(err)
	if len(users) != 1 {
		t.Errorf("%d accounts, %v", len(users), errs)
	}
}

func TestReset(t *testing.T) {
	d := newDesk(t, Options{})
	d.account("county", store.County, linhai, linhai)
	d.account("other", store.County, sanmen, sanmen)
	firm := d.account("firm", store.Firm, factory, linhai)
	_, county := d.in("county")
	_, stranger := d.in("other")
	_, _, err := d.auth.Reset(d.ctx, stranger, firm.ID)
	d.want("another county's firm", err, store.ErrNotFound)
	_, _, err = d.auth.Reset(d.ctx, county, county.User.ID)
	d.want("its own account", err, store.ErrNotFound)
	code, _, err := d.auth.Reset(d.ctx, county, firm.ID)
	d.no(err)
	_, _, err = d.auth.LogIn(d.ctx, LogIn{Name: "firm", Password: good})
	d.want("the old password", err, ErrDenied)
	u, err := d.auth.Accept(d.ctx, Newcomer{Code: code, Password: other})
	d.no(err)
	if u.ID != firm.ID || u.Login != "firm" {
		t.Errorf("the code opened %+v", u)
	}
	if _, _, err = d.auth.LogIn(d.ctx, LogIn{Name: "firm", Password: other}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestTokens(t *testing.T) {
	d := newDesk(t, Options{})
	u := d.account("county", store.County, linhai, linhai)
	d.account("other", store.County, sanmen, sanmen)
	_, county := d.in("county")
	_, stranger := d.in("other")
	secret, x, err := d.auth.NewToken(d.ctx, county, "BI", d.now.Add(time.Hour))
	d.no(err)
	bearer := func() error {
		_, err := d.auth.Bearer(d.ctx, secret, "")
		return err
	}
	who, err := d.auth.Bearer(d.ctx, secret, "192.0.2.9")
	d.no(err)
	if who.User.ID != u.ID || who.Token != x.ID || who.Session != "" {
		t.Errorf("the token is %+v", who)
	}
	d.want("a session's secret as a token", second(d.auth.Bearer(d.ctx, "x", "")), ErrDenied)
	d.want("a token as a session", d.resume(secret), ErrDenied)
	d.want("revoked by a stranger", d.auth.RevokeToken(d.ctx, stranger, x.ID), store.ErrNotFound)
	d.no(bearer())
	d.now = d.now.Add(time.Hour)
	d.want("expired", bearer(), ErrDenied)
	d.now = d.now.Add(-time.Hour)
	d.no(bearer())
	d.no(d.auth.RevokeToken(d.ctx, county, x.ID))
	d.want("revoked", bearer(), ErrDenied)

	secret, _, err = d.auth.NewToken(d.ctx, county, "BI", time.Time{})
	d.no(err)
	d.no(bearer())
	_, err = d.auth.Alter(d.ctx, Service(), u.ID, func(u *store.User) { u.Disabled = true })
	d.no(err)
	d.want("of a disabled account", bearer(), ErrDenied)
}

func second[T any](_ T, err error) error { return err }

func TestCountyManagesItsFirmsAccountsOnly(t *testing.T) {
	d := newDesk(t, Options{})
	d.account("city", store.City, "", "")
	d.account("county", store.County, linhai, linhai)
	firm := d.account("firm", store.Firm, factory, linhai)
	theirs := d.account("theirs", store.Firm, mill, sanmen)
	_, county := d.in("county")
	_, asFirm := d.in("firm")

	for name, u := range map[string]store.User{
		"a city account":         {Login: "x", Role: store.City},
		"a viewer":               {Login: "x", Role: store.Viewer},
		"its own colleague":      {Login: "x", Role: store.County, Unit: linhai, County: linhai},
		"another county":         {Login: "x", Role: store.County, Unit: sanmen, County: sanmen},
		"another county's firm":  {Login: "x", Role: store.Firm, Unit: mill, County: sanmen},
		"a firm without a code":  {Login: "x", Role: store.Firm, County: linhai},
		"a firm that is itself":  {Login: "x", Role: store.Firm, Unit: linhai, County: linhai},
		"an account without one": {Role: store.Firm, Unit: factory, County: linhai},
		"no role":                {Login: "x", Unit: factory, County: linhai},
	} {
		_, err := d.auth.Create(d.ctx, county, u, good)
		d.want("make "+name, err, ErrForbidden)
	}
	_, err := d.auth.Create(d.ctx, county, store.User{Login: "x", Role: store.Firm, Unit: factory, County: linhai}, good)
	d.no(err)
	_, err = d.auth.Create(d.ctx, asFirm, store.User{Login: "y", Role: store.Firm, Unit: factory, County: linhai}, good)
	d.want("a firm makes accounts", err, ErrForbidden)
	_, err = d.auth.Alter(d.ctx, county, theirs.ID, func(u *store.User) { u.Name = "x" })
	d.want("change another county's firm", err, store.ErrNotFound)
	_, err = d.auth.Alter(d.ctx, county, firm.ID, func(u *store.User) { u.Role, u.Unit, u.County = store.City, "", "" })
	d.want("make a firm's account the city's", err, ErrForbidden)
	_, _, err = d.auth.Invite(d.ctx, county, store.Firm, mill, sanmen)
	d.want("invite another county's firm", err, ErrForbidden)

	logins := func(w Who, f store.UserFilter) []string {
		l, err := d.auth.Users(d.ctx, w, f)
		d.no(err)
		out := []string{}
		for _, u := range l {
			if u.Password != "" {
				t.Errorf("the list of accounts holds the hash of %s", u.Login)
			}
			out = append(out, u.Login)
		}
		slices.Sort(out)
		return out
	}
	_, city := d.in("city")
	for name, tc := range map[string]struct {
		w    Who
		f    store.UserFilter
		want []string
	}{
		"city":                     {city, store.UserFilter{}, []string{"city", "county", "firm", "theirs", "x"}},
		"county":                   {county, store.UserFilter{}, []string{"firm", "x"}},
		"county asking for more":   {county, store.UserFilter{Roles: []store.Role{store.City}, County: sanmen}, []string{}},
		"county asking for cities": {county, store.UserFilter{Roles: []store.Role{store.City}}, []string{"firm", "x"}},
		"firm":                     {asFirm, store.UserFilter{}, []string{}},
	} {
		if diff := cmp.Diff(tc.want, logins(tc.w, tc.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsDoneIsInTheAuditLog(t *testing.T) {
	d := newDesk(t, Options{})
	d.account("county", store.County, linhai, linhai)
	_, w := d.in("county")
	_, _, err := d.auth.LogIn(d.ctx, LogIn{Name: "county", Password: "wrong"})
	d.want("wrong password", err, ErrDenied)
	_, x, err := d.auth.NewToken(d.ctx, w, "BI", time.Time{})
	d.no(err)
	d.no(d.auth.RevokeToken(d.ctx, w, x.ID))
	d.no(d.auth.LogOut(d.ctx, w))
	entries, err := d.store.Entries(d.ctx, store.AuditFilter{})
	d.no(err)
	var got []string
	for _, e := range entries {
		got = append([]string{e.What}, got...)
		if e.Of == "" || strings.Contains(e.Detail+e.Of, "county") {
			t.Errorf("entry %+v", e)
		}
	}
	want := []string{"user.make", "auth.login", "auth.fail", "token.make", "token.revoke", "auth.logout"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}
