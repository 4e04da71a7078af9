package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/booktest"
	"chunfeng/samples"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/vault"
)

const sample = "taizhou-2024-spring"

// an office is a desk over SQLite in a temporary folder, with a clock that
// stands until it is set.
type office struct {
	*Desk
	t     testing.TB
	store store.Store
	mu    sync.Mutex
	clock time.Time
}

var (
	chief  = Actor{User: "u-city", Name: "市局", Role: store.City}
	guest  = Actor{User: "u-view", Role: store.Viewer}
	jiao   = Actor{User: "u-jiao", Role: store.County, Unit: "331002"} // 椒江区
	huang  = Actor{User: "u-huang", Role: store.County, Unit: "331003"}
	wenlin = Actor{User: "u-wen", Role: store.County, Unit: "331081"}
)

func open(t testing.TB) *office {
	t.Helper()
	ctx := context.Background()
	catalogue, err := forms.Load("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(vault.NewRing())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(ctx, path.Join(t.TempDir(), "t.db"), sqlstore.Options{Vault: v, Forms: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	o := &office{t: t, store: s, clock: at("2024-01-21T10:00")}
	o.Desk, err = New(Options{Store: s, Forms: catalogue, Random: rand.Reader, Now: func() time.Time {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.clock
	}})
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := fs.ReadFile(samples.Files, "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	err = s.Tx(ctx, func(tx store.Tx) error {
		if err := tx.PutCampaign(ctx, store.Campaign{ID: sample, YAML: string(yaml), Saved: o.clock}); err != nil {
			return err
		}
		return tx.PutUnits(ctx, sample, append(append([]returns.Unit(nil), reg.Units...), reg.Firms...))
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func at(s string) time.Time {
	when, err := time.ParseInLocation("2006-01-02T15:04", s, period.Zone())
	if err != nil {
		panic(err)
	}
	return when
}

// set moves the clock.
func (o *office) set(s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = at(s)
}

// file hands in a sheet of visits, or whatever grid is given.
func (o *office) file(a Actor, name, grid string, more ...func(*Upload)) (*Receipt, error) {
	o.t.Helper()
	sheet := booktest.Grid{Name: "走访", Rows: booktest.Lines(strings.TrimSpace(grid))}
	return o.bytes(a, name, booktest.Bytes(o.t, sheet), more...)
}

func (o *office) bytes(a Actor, name string, data []byte, more ...func(*Upload)) (*Receipt, error) {
	o.t.Helper()
	u := Upload{Campaign: sample, File: name, Data: data, Began: o.now()}
	for _, m := range more {
		m(&u)
	}
	return o.Receive(context.Background(), a, u)
}

func (o *office) must(rec *Receipt, err error) *Receipt {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	return rec
}

// code is the code of a refusal, notfound, "" for no error.
func code(err error) string {
	var r *RefusedError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &r):
		return r.Code
	case errors.Is(err, store.ErrNotFound):
		return "notfound"
	}
	return err.Error()
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// visits is a good return of 椒江区, in which a cell can be replaced.
func visits(people string) string {
	return `椒江区走访慰问台账（截至1月21日）
走访日期|企业名称|慰问人数|慰问金(元)|发放政策宣传册(份)
2024-01-18|台州甲机械有限公司|` + people + `|3000|20
2024-01-19|台州乙电机有限公司|12|2000|30`
}

func TestReceive(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	first := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "status", first.Status(), returns.Accepted)
	if len(first.Returns) != 1 {
		t.Fatalf("%d returns, want 1: %v", len(first.Returns), first.Filing.Findings)
	}
	r := first.Returns[0]
	want(t, "version", r.Version, 1)
	want(t, "timeliness", r.Timeliness, store.OnTime)
	want(t, "behalf", r.Behalf, false)

	again := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "same bytes again", again.Again, true)
	want(t, "filing", again.Filing.ID, first.Filing.ID)

	dry := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("31"), func(u *Upload) { u.DryRun = true }))
	want(t, "dry filing", dry.Filing.ID, "")
	if len(dry.Changes.Returns) != 1 || len(dry.Changes.Returns[0].Cells) != 1 {
		t.Fatalf("dry run changes %+v", dry.Changes)
	}
	c := dry.Changes.Returns[0].Cells[0]
	want(t, "field", c.Field, returns.FieldID("people"))
	want(t, "was", c.Was+" to "+c.Is, "30 to 31")
	people := false
	for _, f := range dry.Changes.Figures {
		want(t, "unit of change", f.Unit, returns.UnitCode("331002"))
		people = people || f.After.ID == "visits.people" && f.Before.Value == returns.Int(42) && f.After.Value == returns.Int(43)
	}
	want(t, "visits.people among the changes", people, true)

	held := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("近40")))
	want(t, "approximate", held.Status(), returns.Held)
	want(t, "version", held.Returns[0].Version, 2)
	kept, err := o.Return(ctx, jiao, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "accepted one beside a held one", kept.State, returns.Accepted)

	after, err := o.Explain(ctx, jiao, held.Returns[0].ID, Explanations{Code: "C210", Text: "尚在核对"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "explained", after.State, returns.Accepted)
	kept, err = o.Return(ctx, jiao, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the one before", kept.State, returns.Superseded)

	carried := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("近40")+"\n2024-01-20|台州丙模具有限公司|5|500|5"))
	want(t, "explained before", carried.Status(), returns.Accepted)

	bad := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("若干")))
	want(t, "faulty", bad.Status(), returns.Refused)
	kept, err = o.Return(ctx, jiao, carried.Returns[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "accepted one beside a refused one", kept.State, returns.Accepted)
}

func TestReceiveScope(t *testing.T) {
	o := open(t)
	for _, tc := range []struct {
		name   string
		who    Actor
		unit   returns.UnitCode
		title  string
		code   string
		booked returns.UnitCode
		state  returns.State
	}{
		{"own", jiao, "", "椒江区", "", "331002", returns.Accepted},
		{"another's name in the title", huang, "", "椒江区", "", "331003", returns.Refused},
		{"another's code", huang, "331002", "椒江区", "notfound", "", 0},
		{"the city on behalf", chief, "331002", "椒江区", "", "331002", returns.Accepted},
		{"the city, no unit anywhere", chief, "", "", "unit_unknown", "", 0},
		{"a county, no unit anywhere", wenlin, "", "", "", "331081", returns.Accepted},
		{"a viewer", guest, "331002", "椒江区", "not_allowed", "", 0},
		{"a firm files no ledger", Actor{Role: store.Firm, Unit: "91331002MA0000000X"}, "", "", "form_not_filed", "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			grid := strings.Replace(visits("30"), "椒江区", tc.title, 1) + "\n2024-01-20|" + tc.name + "厂|5|500|5"
			rec, err := o.file(tc.who, "走访1月21日.xlsx", grid, func(u *Upload) { u.Unit = tc.unit })
			want(t, "code", code(err), tc.code)
			if err != nil {
				return
			}
			want(t, "booked to", rec.Filing.Unit, tc.booked)
			if rec.Status() != tc.state {
				t.Errorf("state is %v, want %v: %v %+v", rec.Status(), tc.state, rec.Filing.Findings, rec.Returns)
			}
			want(t, "behalf", rec.Filing.Behalf, tc.who.Role == store.City)
		})
	}
}

func TestUnreadable(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	for _, want := range []string{"F001", "F002", "F004"} {
		dir := "broken/" + want
		files, err := fs.ReadDir(samples.Files, dir)
		if err != nil {
			t.Fatal(err)
		}
		data, err := fs.ReadFile(samples.Files, dir+"/"+files[0].Name())
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.bytes(jiao, files[0].Name(), data)
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Code != want {
			t.Fatalf("%s gives %v", want, err)
		}
		if strings.Contains(refused.Detail(), "{") || len(refused.Findings) == 0 {
			t.Errorf("%s says %q", want, refused.Detail())
		}
	}
	if err := o.Turned(ctx, jiao, Upload{Campaign: sample, File: "a.xlsx", Began: o.now()}, 503, "busy"); err != nil {
		t.Fatal(err)
	}
	attempts, err := o.Attempts(ctx, jiao, store.FilingFilter{Campaign: sample})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "attempts", len(attempts), 4)
	others, err := o.Attempts(ctx, huang, store.FilingFilter{Campaign: sample})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "another's attempts", len(others), 0)
}

func TestTimely(t *testing.T) {
	limit := at("2024-01-21T16:30")
	for _, tc := range []struct {
		name, began, try, answered string
		want                       store.Timeliness
	}{
		{"at the limit", "2024-01-21T16:30", "", "", store.OnTime},
		{"after it", "2024-01-21T16:31", "", "", store.Late},
		{"corrected within half an hour", "2024-01-21T16:58", "2024-01-21T16:29", "2024-01-21T16:30", store.OnTime},
		{"the answer came late", "2024-01-21T17:10", "2024-01-21T16:29", "2024-01-21T16:45", store.OnTime},
		{"corrected later", "2024-01-21T17:16", "2024-01-21T16:29", "2024-01-21T16:45", store.Late},
		{"first try late itself", "2024-01-21T16:40", "2024-01-21T16:31", "2024-01-21T16:32", store.Late},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var tries []try
			if tc.try != "" {
				tries = []try{{at(tc.try), at(tc.answered)}}
			}
			want(t, "timeliness", timely(limit, at(tc.began), tries), tc.want)
		})
	}
}

func TestClosedPeriod(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	first := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	o.set("2024-01-22T09:00")
	want(t, "a county closes", code(o.Close(ctx, jiao, sample, "2024-01-21", "")), "not_allowed")
	want(t, "close", code(o.Close(ctx, chief, sample, "2024-01-21", "")), "")
	want(t, "close twice", code(o.Close(ctx, chief, sample, "2024-01-21", "")), "period_already")

	_, err := o.Withdraw(ctx, jiao, first.Returns[0].ID, "")
	want(t, "withdraw after the close", code(err), "closed_for_good")
	_, err = o.file(jiao, "椒江区第1期.xlsx", visits("31"))
	want(t, "no reason", code(err), "period_closed")
	same := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "same bytes", same.Again, true)

	offer := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("31"), func(u *Upload) { u.Reason = "漏计一人" }))
	want(t, "with a reason", offer.Status(), returns.Offered)
	want(t, "late", offer.Returns[0].Timeliness, store.Late)
	m, err := o.Figures(ctx, jiao, FigureQuery{Campaign: sample, Period: "2024-01-21"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "people before admission", m.Figure("331002", "visits.people").Value, returns.Int(42))
	_, _, err = o.Admit(ctx, jiao, offer.Returns[0].ID, "")
	want(t, "a county admits", code(err), "not_allowed")
	after, errata, err := o.Admit(ctx, chief, offer.Returns[0].ID, "属实")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "admitted", after.State, returns.Accepted)
	want(t, "errata without an issue", len(errata), 0)
	m, err = o.Figures(ctx, jiao, FigureQuery{Campaign: sample, Period: "2024-01-21"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "people after admission", m.Figure("331002", "visits.people").Value, returns.Int(43))

	want(t, "open without reason", code(o.Open(ctx, chief, sample, "2024-01-21", " ")), "reason_needed")
	want(t, "open", code(o.Open(ctx, chief, sample, "2024-01-21", "有误")), "")
	back, err := o.Withdraw(ctx, jiao, offer.Returns[0].ID, "")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "withdrawn", back.State, returns.Withdrawn)
	m, err = o.Figures(ctx, chief, FigureQuery{Campaign: sample, Period: "2024-01-21"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "withdrawing revives nothing", m.Figure("331002", "visits.people").Absent, true)
}

func TestNil(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	for _, tc := range []struct {
		name string
		who  Actor
		n    NilReport
		want string
	}{
		{"own flow form", jiao, NilReport{Form: "visits"}, ""},
		{"stock form", jiao, NilReport{Form: "firms"}, "nil_stock"},
		{"form of firms", jiao, NilReport{Form: "roster"}, "form_not_filed"},
		{"no such form", jiao, NilReport{Form: "nothing"}, "form_unknown"},
		{"another's", huang, NilReport{Form: "visits", Unit: "331002"}, "notfound"},
		{"viewer", guest, NilReport{Form: "visits", Unit: "331002"}, "not_allowed"},
		{"no such period", jiao, NilReport{Form: "visits", Period: "2024-01-20"}, "notfound"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.n.Campaign = sample
			if tc.n.Period == "" {
				tc.n.Period = "2024-01-21"
			}
			r, err := o.Nil(ctx, tc.who, tc.n)
			want(t, "code", code(err), tc.want)
			if err == nil {
				want(t, "state", r.State, returns.Nil)
				want(t, "in time", r.Timeliness, store.OnTime)
			}
		})
	}
	if m, err := o.Figures(ctx, jiao, FigureQuery{Campaign: sample, Period: "2024-01-21"}); err != nil {
		t.Error(err)
	} else if f := m.Figure("331002", "visits.people"); f.Absent || !f.Value.IsZero() {
		t.Errorf("nil report gives %+v, want 0", f.Value)
	}
}

func TestIssue(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	_, err := o.Issue(ctx, chief, Order{Campaign: sample, Period: "2024-01-21"})
	want(t, "nothing filed", code(err), "nothing_filed")
	o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	doubt := o.must(o.file(huang, "黄岩区第1期.xlsx", strings.Replace(visits("近40"), "椒江区", "黄岩区", 1)))
	want(t, "doubtful", doubt.Status(), returns.Held)

	conf, err := o.Confirm(ctx, chief, sample, "2024-01-21")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "held to decide", len(conf.Held), 1)
	want(t, "number", conf.Number, 1)
	if len(conf.Missing) == 0 {
		t.Error("nobody is missing, although two of ten filed")
	}
	_, err = o.Issue(ctx, chief, Order{Campaign: sample, Period: "2024-01-21"})
	want(t, "undecided", code(err), "held_undecided")
	held := doubt.Returns[0].ID
	_, err = o.Issue(ctx, chief, Order{Campaign: sample, Period: "2024-01-21", Held: []store.HeldChoice{{Return: held, Counted: true}}})
	want(t, "counted without reason", code(err), "reason_needed")
	_, err = o.Issue(ctx, huang, Order{Campaign: sample, Period: "2024-01-21"})
	want(t, "a county issues", code(err), "not_allowed")

	o.set("2024-01-21T17:00")
	b, err := o.Issue(ctx, chief, Order{Campaign: sample, Period: "2024-01-21", State: conf.State, Held: []store.HeldChoice{{Return: held}}})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "number", b.Number, 1)
	want(t, "returns", len(b.Returns), 1)
	page, err := o.BriefingFile(ctx, chief, sample, 1, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(page, []byte("%PDF")) {
		t.Error("no PDF")
	}
	issued, err := o.Figures(ctx, chief, FigureQuery{Campaign: sample, Briefing: 1})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "issued people", issued.Figure("", "visits.people").Value, returns.Int(42))

	offer := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("31"), func(u *Upload) { u.Reason = "漏计一人" }))
	want(t, "offer", offer.Status(), returns.Offered)
	_, errata, err := o.Admit(ctx, chief, offer.Returns[0].ID, "属实")
	if err != nil {
		t.Fatal(err)
	}
	if len(errata) != 1 {
		t.Fatalf("%d errata, want 1", len(errata))
	}
	found := false
	for _, l := range errata[0].Lines {
		if l.Figure == "visits.people" && l.Name == "慰问人数" {
			found = true
			want(t, "erratum", l.Was+" to "+l.Is, "42人 to 43人")
			want(t, "why", l.Why, "椒江区更正《走访慰问台账》：漏计一人")
		}
	}
	if !found {
		t.Errorf("errata say %+v", errata[0].Lines)
	}
	same, err := o.BriefingFile(ctx, chief, sample, 1, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "issued file stays", bytes.Equal(page, same), true)
	issued, err = o.Figures(ctx, chief, FigureQuery{Campaign: sample, Briefing: 1})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "issued people stay", issued.Figure("", "visits.people").Value, returns.Int(42))

	_, err = o.Briefings(ctx, jiao, sample)
	want(t, "a county sees briefings", code(err), "notfound")
	want(t, "void", code(o.Void(ctx, chief, sample, 1, "重印")), "")
	want(t, "void twice", code(o.Void(ctx, chief, sample, 1, "重印")), "already_void")
	chain, err := o.store.VerifyAudit(ctx)
	if err != nil || chain.Broken != 0 {
		t.Errorf("audit log: %+v, %v", chain, err)
	}
}

func TestBusy(t *testing.T) {
	o := open(t)
	for range cap(o.waiting) {
		o.waiting <- struct{}{}
	}
	_, err := o.file(jiao, "椒江区第1期.xlsx", visits("30"))
	want(t, "code", code(err), "busy")
	for range cap(o.waiting) {
		<-o.waiting
	}
	o.set("2024-01-21T16:55")
	late := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "half an hour after the answer to a busy server", late.Returns[0].Timeliness, store.Late)
	got, err := o.Attempts(t.Context(), jiao, store.FilingFilter{Campaign: sample})
	if err != nil || len(got) != 1 || got[0].Status != 503 {
		t.Errorf("attempts %+v, %v", got, err)
	}
}

// Whoever waits too long for others to be read is told to come back.
func TestBusyForLong(t *testing.T) {
	o := open(t)
	o.patient = time.Millisecond
	for range cap(o.readers) {
		o.readers <- struct{}{}
	}
	_, err := o.file(jiao, "椒江区第1期.xlsx", visits("30"))
	want(t, "code", code(err), "busy")
	want(t, "places taken by those who wait", len(o.waiting), 0)
	for range cap(o.readers) {
		<-o.readers
	}
	o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
}

func TestBusyInTime(t *testing.T) {
	o := open(t)
	o.set("2024-01-21T16:29")
	if err := o.Turned(t.Context(), jiao, Upload{Campaign: sample, Began: o.now()}, 503, "busy"); err != nil {
		t.Fatal(err)
	}
	o.set("2024-01-21T16:58")
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "timeliness", rec.Returns[0].Timeliness, store.OnTime)
}

func TestEmpty(t *testing.T) {
	o := open(t)
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", "椒江区走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数|慰问金(元)"))
	want(t, "header without rows", rec.Status(), returns.Held)
	got, err := o.Explain(t.Context(), jiao, rec.Returns[0].ID, Explanations{Code: "H110", Text: "本期没有"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "explained", got.State, returns.Nil)
}

// An explanation holds in later periods while the doubt is the same, and says
// where it was given.
func TestCarriedOver(t *testing.T) {
	o := open(t)
	grid := func(day string) string {
		return "椒江区走访慰问台账（截至" + day + "）\n走访日期|企业名称|慰问人数\n2024-01-18|台州子机械有限公司|近30\n"
	}
	first := o.must(o.file(jiao, "椒江区第1期.xlsx", grid("1月21日")))
	if _, err := o.Explain(t.Context(), jiao, first.Returns[0].ID, Explanations{Code: "C210", Text: "仍在核对"}); err != nil {
		t.Fatal(err)
	}
	o.set("2024-01-28T10:00")
	second := o.must(o.file(jiao, "椒江区第2期.xlsx", grid("1月28日")))
	want(t, "state", second.Status(), returns.Accepted)
	got, err := o.Return(t.Context(), jiao, second.Returns[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Explanations) != 1 || got.Explanations[0].Text != "仍在核对" || got.Explanations[0].Carried != first.Returns[0].ID {
		t.Errorf("explanations %+v, want one carried from %s", got.Explanations, first.Returns[0].ID)
	}
}

// A stock form without rows is held until that is explained, and replaces
// nothing even then.
func TestEmptyStock(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T10:00")
	const head = "椒江区企业返岗情况表（截至2月18日）\n企业名称|节前在岗职工|已返岗\n"
	full := o.must(o.file(jiao, "椒江区第4期.xlsx", head+"台州子机械有限公司|120|100\n"))
	empty := o.must(o.file(jiao, "椒江区第4期.xlsx", strings.TrimSpace(head)))
	want(t, "header without rows", empty.Status(), returns.Held)
	base := func() string {
		m, err := o.Figures(t.Context(), chief, FigureQuery{Campaign: sample, Period: "2024-02-18"})
		if err != nil {
			t.Fatal(err)
		}
		return m.Figure(figures.City, "return.base").Value.String()
	}
	want(t, "base while it is held", base(), "120")
	got, err := o.Explain(t.Context(), jiao, empty.Returns[0].ID, Explanations{Code: "H110", Text: "本期没有变化"})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "explained", got.State, returns.Accepted)
	want(t, "base once it is explained", base(), "120")
	before, err := o.Return(t.Context(), jiao, full.Returns[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the version before", before.State, returns.Accepted)
}

// Two at once leave one current version.
func TestRace(t *testing.T) {
	o := open(t)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			if _, err := o.file(jiao, "椒江区第1期.xlsx", visits(strconv.Itoa(30+i/2))); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	all, err := o.Returns(t.Context(), jiao, store.ReturnFilter{Campaign: sample})
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, r := range all {
		if r.State.Counts() {
			counted++
			want(t, "the one that counts", r.Version, len(all))
		}
	}
	want(t, "versions that count", counted, 1)
	if len(all) < 4 || len(all) > 8 {
		t.Errorf("%d versions of four files filed twice each", len(all))
	}
}

// read reads a sheet as the campaign's importer does, and keeps nothing.
func (o *office) read(name, grid string) importer.Outcome {
	o.t.Helper()
	rm, err := o.room(o.t.Context(), o.store, sample)
	if err != nil {
		o.t.Fatal(err)
	}
	sheet := booktest.Grid{Name: "报表", Rows: booktest.Lines(strings.TrimSpace(grid))}
	return rm.importer.Read(name, booktest.Bytes(o.t, sheet), importer.Asked{}, nil)
}
