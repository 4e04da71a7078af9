package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// A screen is a width at which every page must do.
type screen struct {
	name          string
	width, height int64
}

var screens = [...]screen{{"pc", 1366, 768}, {"phone", 390, 844}}

// chromium is the installed browser. Without one the test is skipped, unless
// CHUNFENG_REQUIRE_TOOLS is 1.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("CHUNFENG_REQUIRE_TOOLS") == "1" {
		t.Fatal("chromium is not installed")
	}
	t.Skip("chromium is not installed: pages are not driven")
	return ""
}

// light is what spares processor time in a browser that a test drives: pages live
// for less than a second, too short for compiling their scripts well.
var light = []chromedp.ExecAllocatorOption{
	chromedp.NoSandbox, chromedp.DisableGPU,
	chromedp.Flag("js-flags", "--no-opt --no-maglev --min-semi-space-size=32"),
	chromedp.Flag("disable-gpu-compositing", true),
}

// browsing is the one Chromium of a run of this package, with what closes it.
var browsing struct {
	once  sync.Once
	ctx   context.Context
	close func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	if browsing.close != nil {
		browsing.close()
	}
	os.Exit(code)
}

// A driver drives one tab with cookies of its own, at both widths.
type driver struct {
	t      *testing.T
	o      *office
	ctx    context.Context
	clicks int // as a user makes them, see click and pick
	mu     sync.Mutex
	heard  []string // what went against the policy, or wrong in a script
}

// hear notes what no page may cause: something that the Content Security Policy
// forbids, or an error of a script.
func (d *driver) hear(ev any) {
	what := ""
	switch x := ev.(type) {
	case *log.EventEntryAdded:
		if x.Entry.Source == "security" || strings.Contains(x.Entry.Text, "Content Security Policy") {
			what = x.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		what = x.ExceptionDetails.Text
		if x.ExceptionDetails.Exception != nil {
			what += " " + x.ExceptionDetails.Exception.Description
		}
	}
	if what != "" {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.heard = append(d.heard, what)
	}
}

// drive opens a tab. Tests that drive one run side by side.
func drive(t *testing.T, o *office) *driver {
	t.Helper()
	path := chromium(t)
	browsing.once.Do(func() {
		alloc, stop := chromedp.NewExecAllocator(context.Background(), slices.Concat(chromedp.DefaultExecAllocatorOptions[:], light, []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)})...)
		ctx, cancel := chromedp.NewContext(alloc)
		browsing.ctx, browsing.close = ctx, func() { cancel(); stop() }
		if err := chromedp.Do(ctx); err != nil {
			t.Errorf("start browser: %v", err)
		}
	})
	d := &driver{t: t, o: o}
	ctx, cancel := chromedp.NewContext(browsing.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(d.hear))
	t.Cleanup(func() {
		cancel()
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, x := range d.heard {
			t.Errorf("the browser complains: %s", x)
		}
	})
	d.ctx = ctx
	// The tab lives as long as the context of its first call, which therefore
	// has no end of its own.
	o.must(chromedp.Do(ctx))
	d.size(screens[0])
	return d
}

// driven says that a test drives a browser: it is left out where time is short
// or none is installed, and runs beside others.
func driven(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("drives a browser")
	}
	chromium(t)
	t.Parallel()
}

func (d *driver) do(steps ...chromedp.Action[chromedp.Void]) {
	d.t.Helper()
	ctx, late := context.WithTimeout(d.ctx, 30*time.Second)
	defer late()
	if err := chromedp.Do(ctx, steps...); err != nil {
		d.shoot("failed-" + d.t.Name())
		d.t.Fatal(err)
	}
}

func (d *driver) size(s screen) { d.t.Helper(); d.do(chromedp.EmulateViewport(s.width, s.height)) }

func (d *driver) open(to string) { d.t.Helper(); d.do(chromedp.Navigate(d.o.url + to)) }

func (d *driver) login(as string) {
	d.t.Helper()
	d.open("/login")
	d.do(chromedp.SendKeys(`input[name="login"]`, as), chromedp.SendKeys(`input[name="password"]`, password),
		chromedp.Click(`form button.primary`), chromedp.WaitVisible(`.top nav`))
}

// eval is what an expression gives.
func eval[T any](d *driver, expression string) T {
	d.t.Helper()
	x, err := chromedp.Run(d.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		d.t.Fatalf("%.80s: %v", expression, err)
	}
	return x
}

// call sends the browser a command of its protocol.
func call[P, R any](d *driver, c cdp.Command[P, R], params P) R {
	d.t.Helper()
	var r R
	d.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) (err error) {
		r, err = cdp.Call(ctx, t, c, params)
		return err
	}))
	return r
}

// network cuts the tab from all servers, or joins it again.
func (d *driver) network(on bool) {
	d.t.Helper()
	none := network.Conditions{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}
	call(d, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&none}})
}

// shoot writes a picture of the whole page where CHUNFENG_SHOTS says so.
func (d *driver) shoot(name string) {
	dir := os.Getenv("CHUNFENG_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(d.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		d.t.Log(err)
	}
}

// sound checks that a page does not run over its window and that axe-core
// finds no serious violation in a part of it, by a selector. Rules that never find
// a serious one are not run: axe-core gives what a rule finds the rule's impact.
func (d *driver) sound(what, part string) {
	d.t.Helper()
	if over := eval[int](d, `document.documentElement.scrollWidth - window.innerWidth`); over > 0 {
		wide := eval[string](d, `[...document.querySelectorAll("main *, header *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, nav")).slice(0, 3).map(e => e.tagName + "." + e.className).join(" ")`)
		d.t.Errorf("%s runs %d px over its window: %s", what, over, wide)
	}
	if raced {
		return
	}
	if !eval[bool](d, `!!window.axe`) {
		eval[bool](d, axe+`; true`)
	}
	found := eval[string](d, `(async () => {
		const grave = x => ["serious", "critical"].includes(x.impact);
		const rules = Object.fromEntries(axe._audit.rules.filter(r => r.impact && !grave(r)).map(r => [r.id, {enabled: false}]));
		const r = await axe.run(`+quote(part)+`, {resultTypes: ["violations"], iframes: false, rules});
		return JSON.stringify(r.violations.filter(grave).map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.failureSummary || "").slice(0, 200))])) })()`)
	var all []any
	d.o.must(json.Unmarshal([]byte(found), &all))
	for _, v := range all {
		d.t.Errorf("%s: axe: %v", what, v)
	}
}

// clean makes a page name that can be a file's.
func clean(path string) string {
	return strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(path), "-")
}

// A spring is an office with a campaign under way: four periods filed, the
// fifth under way with a return held, one refused, one missing.
func spring(t *testing.T) *office {
	o := open(t)
	for _, when := range []string{"2024-01-21", "2024-01-28", "2024-02-04", "2024-02-18"} {
		o.fileAll(when)
	}
	o.fileAll("2024-02-25", "三门县", "椒江区")
	o.set("2024-02-25T14:00")
	return o
}

// sameForAll are pages that look the same whoever asks, or that another of the list
// shows whole: they are looked at once.
var sameForAll = []string{"/help", "/help/codes", "/tokens", "/headers", "/accounts", "/filings", "/figures/recruit.posts"}

// TestScreens looks at every page of every role at both widths.
func TestScreens(t *testing.T) {
	driven(t)
	o := spring(t)
	d := drive(t, o)
	d.open("/login")
	d.both("login")
	d.open("/join")
	d.both("join-code")
	for _, login := range []string{"city", "county", "firm"} {
		d.login(login)
		for _, p := range pagesOf[login] {
			if p == "/week/matrix" || p == "/audit" || login != "city" && slices.Contains(sameForAll, p) {
				continue
			}
			d.open(p)
			d.both(login + "-" + clean(p))
		}
		d.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/logout"]').submit()`), chromedp.WaitVisible(`input[name="login"]`))
	}
}

// keep writes a file where a browser can pick it.
func (d *driver) keep(name string, data []byte) string {
	d.t.Helper()
	to := filepath.Join(d.t.TempDir(), name)
	d.o.must(os.WriteFile(to, data, 0o644))
	return to
}
