package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/samples"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

type demoCommand struct {
	Listen string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"监听地址 (address to listen on)"`
	Once   bool   `help:"印发简报、演完经过后即结束，不继续提供服务 (stop after the briefing)"`
	Dir    string `placeholder:"DIR" help:"数据放在哪个目录，缺省为新建的临时目录"`
}

// demoBriefing is the period whose briefing is issued: the one that the
// sample's article reports.
const demoBriefing = "2024-02-04"

// Run loads the samples through the service itself, at the times of the story,
// issues a briefing, says where things are and who can log in, and serves.
func (c demoCommand) Run(ctx context.Context, io stdio) (err error) {
	d := &demo{io: io, clock: &clock{}, people: map[returns.UnitCode]*account{}}
	if d.dir, err = c.folder(); err != nil {
		return err
	}
	if err := d.open(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.service.store.Close()) }()
	srv, err := d.service.server(front{log: slog.New(slog.NewJSONHandler(io.err, &slog.HandlerOptions{Level: slog.LevelWarn})), plain: !loopback(c.Listen)})
	if err != nil {
		return err
	}
	listen := c.Listen
	if c.Once {
		listen = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(serving, l) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	d.url = "http://" + reachable(l.Addr())
	if err := d.play(ctx); err != nil {
		return err
	}
	if err := d.tell(ctx); err != nil || c.Once {
		return err
	}
	d.printf("\n正在提供服务：%s（接口说明 %s/api/docs）。按 Ctrl-C 结束。\n", d.url, d.url)
	<-ctx.Done()
	return nil
}

func (c demoCommand) folder() (string, error) {
	if c.Dir != "" {
		return c.Dir, os.MkdirAll(c.Dir, 0o700)
	}
	dir, err := os.MkdirTemp("", "chunfeng-demo-")
	if err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	return dir, nil
}

// reachable is an address that this machine can ask.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return a.String()
}

// A clock goes on from the time it was last set to.
type clock struct {
	mu   sync.Mutex
	base time.Time
	set  time.Time
}

func (c *clock) to(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.set = t, time.Now()
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(time.Since(c.set))
}

// A demo is the demonstration under way.
type demo struct {
	io       stdio
	dir      string
	url      string
	clock    *clock
	service  *service
	register *register.Register
	password string
	city     *account
	people   map[returns.UnitCode]*account // of counties and firms
	order    []*account
	filed    map[string]int // how many filings came out in each state
}

// An account is one of the demonstration's, with a token for its requests.
type account struct {
	user  store.User
	token string
}

func (d *demo) printf(format string, args ...any) { fmt.Fprintf(d.io.out, format, args...) }

// demoCost makes log-ins quick: the passwords are printed anyway.
var demoCost = auth.Cost{Memory: 8 << 10, Rounds: 1, Threads: 1}

func (d *demo) open(ctx context.Context) error {
	var err error
	if d.register, err = importer.LoadCampaign(samples.Files, "campaign.yaml"); err != nil {
		return err
	}
	d.clock.to(d.register.Campaign.From.Time().In(period.Zone()))
	d.service, err = storeFlags{Data: d.dir}.open(ctx, settings{now: d.clock.now, cost: demoCost})
	if err != nil {
		return err
	}
	if _, err = d.service.load(ctx, samples.Files, "campaign.yaml"); err == nil {
		err = d.hire(ctx)
	}
	if err != nil {
		return errors.Join(err, d.service.store.Close())
	}
	return nil
}

// hire makes an account for the city, its reader and every county. Firms get
// theirs when they first file.
func (d *demo) hire(ctx context.Context) error {
	b := make([]byte, 5)
	_, _ = rand.Read(b) // never fails
	d.password = "Demo-" + strings.ToLower(base32.StdEncoding.EncodeToString(b))
	var err error
	if d.city, err = d.account(ctx, store.User{Login: "city", Name: d.register.Campaign.City.Name, Role: store.City}); err != nil {
		return err
	}
	if _, err := d.account(ctx, store.User{Login: "viewer", Name: "只读", Role: store.Viewer}); err != nil {
		return err
	}
	for _, u := range d.register.Units {
		if u.Kind != period.County {
			continue
		}
		x := store.User{Login: string(u.Code), Name: u.Name, Role: store.County, Unit: u.Code, County: u.Code}
		if d.people[u.Code], err = d.account(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) account(ctx context.Context, u store.User) (*account, error) {
	a := d.service.auth
	u, err := a.Create(ctx, auth.Service(), u, d.password)
	if err != nil {
		return nil, err
	}
	if u, err = a.Alter(ctx, auth.Service(), u.ID, func(u *store.User) { u.Change = false }); err != nil {
		return nil, err
	}
	x := &account{user: u}
	if x.token, _, err = a.NewToken(ctx, auth.Who{User: u}, "demo", time.Time{}); err != nil {
		return nil, err
	}
	d.order = append(d.order, x)
	return x, nil
}

// whose is the account that files for a unit: its own, and the city's for the
// city's own unit and for firms that nobody knows.
func (d *demo) whose(ctx context.Context, code returns.UnitCode) (*account, error) {
	if x := d.people[code]; x != nil {
		return x, nil
	}
	u, known := d.register.Unit(code)
	if !known || u.Kind != period.Firm {
		return d.city, nil
	}
	x, err := d.account(ctx, store.User{Login: string(u.Code), Name: u.Name, Role: store.Firm, Unit: u.Code, County: d.register.County(u)})
	if err == nil {
		d.people[code] = x
	}
	return x, err
}

// tell says what happened, where things are and who can log in.
func (d *demo) tell(ctx context.Context) error {
	files, err := d.keepBriefing(ctx)
	if err != nil {
		return err
	}
	if err := d.tellFigures(ctx); err != nil {
		return err
	}
	d.printf("\n数据目录：%s\n", d.dir)
	for _, f := range files {
		d.printf("  简报 %s\n", f)
	}
	d.printf("  数据库 %s\n  密钥 %s\n", filepath.Join(d.dir, "chunfeng.db"), filepath.Join(d.dir, "chunfeng.key"))
	d.printf("\n可以登录的账号，密码都是 %s：\n", d.password)
	firms := 0
	for _, x := range d.order {
		if x.user.Role == store.Firm {
			firms++
			continue
		}
		d.printf("  %-8s %-8s %s\n", x.user.Login, roleWords[x.user.Role], x.user.Name)
	}
	d.printf("  另有 %d 家企业，登录名为其统一社会信用代码\n", firms)
	return nil
}

var roleWords = map[store.Role]string{store.City: "市级", store.Viewer: "市级只读", store.County: "县级", store.Firm: "企业"}
