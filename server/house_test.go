package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/booktest"
	"chunfeng/samples"
	"chunfeng/server"
	"chunfeng/server/api"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
	"chunfeng/server/store/postgres"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/store/storetest"
	"chunfeng/server/vault"
	"chunfeng/server/web"
)

// campaign is the sample's.
const campaign = "taizhou-2024-spring"

// password is everybody's.
const password = "Frühling-2024"

// A house is a whole service on a loopback listener, with a clock that stands
// until it is set.
type house struct {
	t      testing.TB
	url    string
	server *server.Server
	store  store.Keeper
	auth   *auth.Auth
	desk   *desk.Desk
	log    *safeBuffer
	spec   routers.Router

	mu    sync.Mutex
	clock time.Time
	since time.Time // when set, the clock has gone on from here
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// A database opens a fresh store.
type database func(testing.TB, sqlstore.Options) store.Keeper

func onSQLite(t testing.TB, o sqlstore.Options) store.Keeper {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func onPostgreSQL(t testing.TB, o sqlstore.Options) store.Keeper {
	t.Helper()
	s, err := postgres.Open(t.Context(), storetest.StartServer(t).Fresh(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// settings are what a test changes of a house.
type settings struct {
	limits  server.Limits
	proxies []*net.IPNet
	metrics string
	empty   bool // no campaign
	api     func(*api.Options)
}

func open(t testing.TB, kept database, o settings) *house {
	t.Helper()
	h := &house{t: t, clock: at("2024-01-21T10:00"), log: &safeBuffer{}}
	catalogue, err := forms.Load("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(vault.NewRing())
	if err != nil {
		t.Fatal(err)
	}
	h.store = kept(t, sqlstore.Options{Vault: v, Forms: catalogue})
	t.Cleanup(func() { check(t, h.store.Close()) })
	h.auth, err = auth.New(h.store, auth.Options{Now: h.now, Cost: auth.Cost{Memory: 8, Rounds: 1, Threads: 1}})
	check(t, err)
	h.desk, err = desk.New(desk.Options{Store: h.store, Forms: catalogue, Now: h.now, Random: rand.Reader, Queue: 1000})
	check(t, err)
	if !o.empty {
		h.furnish()
	}
	log := slog.New(slog.NewJSONHandler(h.log, nil))
	g := gate.New(h.auth, server.Secure(o.proxies))
	ao := api.Options{Desk: h.desk, Auth: h.auth, Gate: g, Forms: catalogue, Now: h.now}
	if o.api != nil {
		o.api(&ao)
	}
	a, err := api.New(ao)
	check(t, err)
	pages, err := web.New(web.Options{Desk: h.desk, Auth: h.auth, Gate: g, Store: h.store, Forms: catalogue, Now: h.now, Log: log})
	check(t, err)
	h.server, err = server.New(server.Options{
		Store: h.store, Auth: h.auth, API: a, Gate: g, Pages: pages, Log: log, Random: rand.Reader, Proxies: o.proxies, Metrics: o.metrics, Limits: o.limits,
	})
	check(t, err)
	h.serve()
	h.readSpec()
	return h
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) furnish() {
	h.t.Helper()
	text, err := fs.ReadFile(samples.Files, "campaign.yaml")
	check(h.t, err)
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	check(h.t, err)
	_, err = h.desk.PutCampaign(h.t.Context(), desk.Actor{Role: store.City}, string(text), reg.Firms)
	check(h.t, err)
}

// serve answers until the test ends; then it must end in order.
func (h *house) serve() {
	h.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(h.t, err)
	h.url = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, l) }()
	h.t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			h.t.Errorf("serve: %v", err)
		}
	})
}

// readSpec reads the specification as it is served.
func (h *house) readSpec() {
	h.t.Helper()
	resp, err := http.Get(h.url + "/api/v1/openapi.yaml")
	check(h.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	check(h.t, err)
	doc, err := openapi3.NewLoader().LoadFromData(text)
	check(h.t, err)
	h.spec, err = gorillamux.NewRouter(doc)
	check(h.t, err)
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", s, period.Zone())
	if err != nil {
		panic(err)
	}
	return t
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	// Every look at the clock is a little later, as in life: ids sort by time.
	h.clock = h.clock.Add(time.Millisecond)
	if !h.since.IsZero() {
		return h.clock.Add(time.Since(h.since))
	}
	return h.clock
}

func (h *house) set(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = at(s)
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(d)
}

// A caller asks for one account. Every answer is held against the
// specification.
type caller struct {
	h      *house
	name   string
	token  string
	client *http.Client
	user   store.User
}

func (h *house) nobody() *caller {
	jar, err := cookiejar.New(nil)
	check(h.t, err)
	return &caller{h: h, name: "nobody", client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// account makes an account that has a token, and needs no new password.
func (h *house) account(role store.Role, unit, county returns.UnitCode) *caller {
	h.t.Helper()
	ctx := h.t.Context()
	c := h.nobody()
	c.name = fmt.Sprintf("%s %s", role, unit)
	u, err := h.auth.Create(ctx, auth.Service(), store.User{Login: fmt.Sprintf("%s-%s-%d", role, unit, h.now().UnixMilli()), Name: c.name, Role: role, Unit: unit, County: county}, password)
	check(h.t, err)
	c.user, err = h.auth.Alter(ctx, auth.Service(), u.ID, func(u *store.User) { u.Change = false })
	check(h.t, err)
	c.token, _, err = h.auth.NewToken(ctx, auth.Who{User: c.user}, "test", time.Time{})
	check(h.t, err)
	return c
}

// An answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// ask sends in as JSON, or as it is where it is a form.
func (c *caller) ask(method, path string, in any) *answer {
	c.h.t.Helper()
	var body io.Reader
	mediaType := "application/json"
	switch in := in.(type) {
	case nil:
	case form:
		mediaType, body = in.encode(c.h.t)
	default:
		b, err := json.Marshal(in)
		check(c.h.t, err)
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(c.h.t.Context(), method, c.h.url+path, body)
	check(c.h.t, err)
	if body != nil {
		req.Header.Set("Content-Type", mediaType)
	}
	return c.do(req)
}

func (c *caller) do(req *http.Request) *answer {
	t := c.h.t
	t.Helper()
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.client.Do(req)
	check(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	check(t, err)
	a := &answer{t: t, what: fmt.Sprintf("%s: %s %.100s", c.name, req.Method, req.URL.Path), status: resp.StatusCode, header: resp.Header, body: b}
	if strings.HasPrefix(req.URL.Path, "/api/v1/") {
		c.h.asSpecified(req, a)
	}
	return a
}

// asSpecified holds an answer against the specification.
func (h *house) asSpecified(req *http.Request, a *answer) {
	h.t.Helper()
	if req.Method == http.MethodHead {
		return // answered as GET, which is specified
	}
	route, params, err := h.spec.FindRoute(req)
	if err != nil {
		if a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			h.t.Errorf("%s answers %d and is not specified: %v", a.what, a.status, err)
		}
		return
	}
	mediaType, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	isJSON := strings.HasSuffix(mediaType, "json")
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified && !isJSON {
		// Bytes are not looked into, but their type must be the one said.
		ref := route.Operation.Responses.Status(a.status)
		if ref == nil || ref.Value.Content.Get(mediaType) == nil {
			h.t.Errorf("%s answers %d %s, which is not specified", a.what, a.status, mediaType)
		}
	}
	err = openapi3filter.ValidateResponse(h.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !isJSON},
	})
	if err != nil {
		h.t.Errorf("%s answers %d, not as specified: %v\n%.500s", a.what, a.status, err, a.body)
	}
}

// hole is a place in a sentence that nothing filled.
var hole = regexp.MustCompile(`\{\d\}`)

// want checks the status, and the code where the answer is a problem.
func (a *answer) want(status int, code string) *answer {
	a.t.Helper()
	var p struct{ Code, Title, Detail string }
	if a.status >= 400 {
		_ = json.Unmarshal(a.body, &p)
		if p.Title == "" || hole.MatchString(p.Detail) {
			a.t.Errorf("%s says %q, %q", a.what, p.Title, p.Detail)
		}
	}
	if a.status != status || code != "" && p.Code != code {
		a.t.Fatalf("%s answers %d %s, want %d %s\n%.800s", a.what, a.status, p.Code, status, code, a.body)
	}
	return a
}

// read decodes the answer.
func read[T any](a *answer) T {
	a.t.Helper()
	var out T
	if err := json.Unmarshal(a.body, &out); err != nil {
		a.t.Fatalf("%s: %v\n%.300s", a.what, err, a.body)
	}
	return out
}

// A form is a multipart form with one file.
type form struct {
	name   string
	data   []byte
	fields map[string]string
}

func (f form) encode(t testing.TB) (mediaType string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if f.data != nil {
		part, err := w.CreateFormFile("file", f.name)
		check(t, err)
		_, err = part.Write(f.data)
		check(t, err)
	}
	for k, v := range f.fields {
		check(t, w.WriteField(k, v))
	}
	check(t, w.Close())
	return w.FormDataContentType(), &b
}

// book is a workbook of one sheet, a line a row, cells between bars.
func book(t testing.TB, sheet, grid string) []byte {
	t.Helper()
	return booktest.Bytes(t, booktest.Grid{Name: sheet, Rows: booktest.Lines(strings.TrimSpace(grid))})
}

// file hands a grid in.
func (c *caller) file(name, grid string, fields ...string) *answer {
	c.h.t.Helper()
	f := form{name: name, data: book(c.h.t, "报表", grid), fields: map[string]string{}}
	for i := 0; i+1 < len(fields); i += 2 {
		f.fields[fields[i]] = fields[i+1]
	}
	return c.ask("POST", "/api/v1/filings", f)
}

// The parts of answers that tests look at.
type (
	aReceipt struct {
		ID       string
		Status   string
		Again    bool
		SHA256   string
		Unit     struct{ Code, Name string }
		Period   string
		Returns  []aReturn
		Findings []aFinding
		Changes  *struct {
			Returns []struct {
				Cells []struct{ Field, Was, Is string }
			}
			Figures []struct{ Unit, ID, Before, After string }
		}
	}
	aReturn struct {
		ID, Form, State, Timeliness string
		Version                     int
		Findings                    []aFinding
	}
	aFinding struct {
		No                                 *int
		Code, Severity, Cell, Field, Value string
		Explained                          string
	}
	aList[T any] struct {
		Items []T
		Next  string
	}
)
