package web

import (
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/samples"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/vault"
)

const (
	sample   = "taizhou-2024-spring"
	password = "Spring-Rain-2024"
	jiaojian = returns.UnitCode("331002")
)

// hostile is a name as somebody would type it who wants a page to run his
// script.
const hostile = `<script>alert("名")</script>"'><img src=x onerror=alert(1)>有限公司`

// hostileFirm is the code of the firm of that name.
const hostileFirm = returns.UnitCode("91331002MA2ABCDE0X")

// An office is the pages over SQLite in a temporary folder, served, with a
// clock that stands until it is set.
type office struct {
	t     testing.TB
	desk  *desk.Desk
	auth  *auth.Auth
	store store.Store
	pages *Pages
	url   string
	mu    sync.Mutex
	clock time.Time
	firms []returns.Unit
	sent  []desk.Notice
}

// send is where reminders go.
func (o *office) send(n desk.Notice) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, n)
	return true
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

// set moves the clock.
func (o *office) set(s string) {
	when, err := time.ParseInLocation("2006-01-02T15:04", s, period.Zone())
	if err != nil {
		o.t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = when
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// open makes an office with the sample's campaign and an account of each role:
// city, viewer, county (椒江区), other (黄岩区), firm.
func open(t testing.TB) *office {
	t.Helper()
	ctx := context.Background()
	o := &office{t: t}
	o.set("2024-02-25T14:00")
	catalogue, err := forms.Load("")
	o.must(err)
	v, err := vault.New(vault.NewRing())
	o.must(err)
	o.store, err = sqlite.Open(ctx, path.Join(t.TempDir(), "t.db"), sqlstore.Options{Vault: v, Forms: catalogue})
	o.must(err)
	o.desk, err = desk.New(desk.Options{Store: o.store, Forms: catalogue, Random: rand.Reader, Now: o.now, Send: o.send})
	o.must(err)
	o.auth, err = auth.New(o.store, auth.Options{Now: o.now, Cost: auth.Cost{Memory: 64, Rounds: 1, Threads: 1}, Failures: 100, Idle: 1000 * time.Hour, Longest: 2000 * time.Hour})
	o.must(err)
	o.fill(ctx)
	o.people(ctx)

	g := gate.New(o.auth, func(*http.Request) bool { return false })
	o.pages, err = New(Options{Desk: o.desk, Auth: o.auth, Gate: g, Store: o.store, Forms: catalogue, Now: o.now, Version: "测试"})
	o.must(err)
	e := echo.New()
	e.Use(g.Recognise)
	o.pages.Register(e)
	s := httptest.NewServer(e)
	o.url = s.URL
	t.Cleanup(func() {
		s.Close()
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// fill keeps the sample's campaign, with one firm of a hostile name.
func (o *office) fill(ctx context.Context) {
	yaml, err := fs.ReadFile(samples.Files, "campaign.yaml")
	o.must(err)
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	o.must(err)
	o.firms = reg.Firms
	bad := returns.Unit{Code: hostileFirm, Kind: period.Firm, Name: hostile, Within: jiaojian, Order: len(reg.Firms), Contact: hostile}
	o.must(o.store.Tx(ctx, func(tx store.Tx) error {
		if err := tx.PutCampaign(ctx, store.Campaign{ID: sample, YAML: string(yaml), Saved: o.clock}); err != nil {
			return err
		}
		all := append(append([]returns.Unit(nil), reg.Units...), reg.Firms...)
		return tx.PutUnits(ctx, sample, append(all, bad))
	}))
}

// firm is the first firm of 椒江区.
func (o *office) firm() returns.Unit {
	for _, f := range o.firms {
		if f.Within == jiaojian {
			return f
		}
	}
	o.t.Fatal("椒江区 has no firm")
	return returns.Unit{}
}

func (o *office) people(ctx context.Context) {
	for _, u := range []store.User{
		{Login: "city", Name: "市局", Role: store.City},
		{Login: "viewer", Name: "分管领导", Role: store.Viewer},
		{Login: "county", Name: "椒江专班", Role: store.County, Unit: jiaojian, County: jiaojian},
		{Login: "other", Name: hostile, Role: store.County, Unit: "331003", County: "331003"},
		{Login: "firm", Name: "人事", Role: store.Firm, Unit: o.firm().Code, County: jiaojian},
	} {
		made, err := o.auth.Create(ctx, auth.Service(), u, password)
		o.must(err)
		o.must(o.store.Tx(ctx, func(tx store.Tx) error {
			made, err = tx.User(ctx, made.ID)
			if err != nil {
				return err
			}
			made.Change = false
			return tx.PutUser(ctx, made)
		}))
	}
}

// file hands in a file of the sample as the city.
func (o *office) file(name string) *desk.Receipt {
	o.t.Helper()
	data, err := fs.ReadFile(samples.Files, name)
	o.must(err)
	rec, err := o.desk.Receive(context.Background(), desk.Actor{Role: store.City, Name: "市局"},
		desk.Upload{Campaign: sample, File: path.Base(name), Data: data, Began: o.now()})
	if err != nil {
		o.t.Fatalf("file %s: %v", name, err)
	}
	return rec
}

// fileAll hands in the sample's returns of a period but those of the units
// left out.
func (o *office) fileAll(when string, without ...string) {
	o.t.Helper()
	o.set(when + "T10:00")
	o.must(fs.WalkDir(samples.Files, "returns/"+when, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, w := range without {
			if strings.Contains(path.Base(name), w) {
				return nil
			}
		}
		o.file(name)
		return nil
	}))
}

// A browser is somebody logged in, without script.
type browser struct {
	o *office
	*http.Client
}

func (o *office) as(login string) *browser {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	o.must(err)
	b := &browser{o, &http.Client{Jar: jar}}
	if login != "" {
		if status, page := b.post("/login", url.Values{"login": {login}, "password": {password}}); status != http.StatusOK {
			o.t.Fatalf("log in as %s: %d %s", login, status, page)
		}
	}
	return b
}

func (b *browser) get(to string) (int, string) {
	b.o.t.Helper()
	r, err := b.Client.Get(b.o.url + to)
	b.o.must(err)
	return b.read(r)
}

func (b *browser) post(to string, form url.Values) (int, string) {
	b.o.t.Helper()
	r, err := b.Client.PostForm(b.o.url+to, form)
	b.o.must(err)
	return b.read(r)
}

func (b *browser) read(r *http.Response) (int, string) {
	b.o.t.Helper()
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	b.o.must(err)
	return r.StatusCode, string(data)
}
