package server_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/server"
	"chunfeng/server/api"
	"chunfeng/server/store"
)

// dial opens a bare connection.
func (h *house) dial() net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	check(h.t, err)
	h.t.Cleanup(func() { _ = c.Close() })
	check(h.t, c.SetDeadline(time.Now().Add(20*time.Second)))
	return c
}

// Whoever sends headers slowly is cut off.
func TestSlowHeaders(t *testing.T) {
	h := open(t, onSQLite, settings{limits: server.Limits{Header: 200 * time.Millisecond}})
	c := h.dial()
	_, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	check(t, err)
	if _, err := io.ReadAll(c); err != nil {
		t.Errorf("the connection is not closed: %v", err)
	}
}

// A body that does not keep up is told so and cut off; one that is slow for a
// while, within the grace, is not.
func TestSlowBody(t *testing.T) {
	h := open(t, onSQLite, settings{limits: server.Limits{Grace: 300 * time.Millisecond, Rate: 1 << 20}})
	token := h.account(store.City, "", "").token
	head := "POST /api/v1/filings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n"
	c := h.dial()
	_, err := io.WriteString(c, head+"x")
	check(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	check(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	check(t, err)
	if resp.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(b), `"slow"`) {
		t.Errorf("a slow body is answered %d %s", resp.StatusCode, b)
	}
}

// A handler that takes longer than a body may is not cut off: the time of
// reading is over once the body is there.
func TestLongAnswer(t *testing.T) {
	h := open(t, onSQLite, settings{limits: server.Limits{Grace: 100 * time.Millisecond, Rate: 1 << 30}})
	waited := make(chan error, 1)
	h.server.Echo.POST("/long", func(c echo.Context) error {
		if _, err := io.ReadAll(c.Request().Body); err != nil {
			return err
		}
		select {
		case <-c.Request().Context().Done():
			waited <- c.Request().Context().Err()
		case <-time.After(400 * time.Millisecond):
			waited <- nil
		}
		return c.NoContent(http.StatusNoContent)
	})
	resp, err := http.Post(h.url+"/long", "text/plain", strings.NewReader("body"))
	check(t, err)
	defer resp.Body.Close()
	if err := <-waited; err != nil || resp.StatusCode != http.StatusNoContent {
		t.Errorf("answered %d, waiting ended with %v", resp.StatusCode, err)
	}
}

// A panic is one answer with a ticket, one line of the log, and no more.
func TestPanic(t *testing.T) {
	h := open(t, onSQLite, settings{})
	h.server.Echo.GET("/api/v1/panic", func(echo.Context) error { panic("inside story") })
	h.server.Echo.GET("/api/v1/wrapped", func(echo.Context) error {
		return fmt.Errorf("do it: %w", errors.New("inside story"))
	})
	for _, path := range []string{"/api/v1/panic", "/api/v1/wrapped"} {
		resp, err := http.Get(h.url + path)
		check(t, err)
		b, err := io.ReadAll(resp.Body)
		check(t, errors.Join(err, resp.Body.Close()))
		if resp.StatusCode != http.StatusInternalServerError || strings.Contains(string(b), "inside story") || !strings.Contains(string(b), `"ticket":"`) {
			t.Errorf("%s answers %d %s", path, resp.StatusCode, b)
		}
		ticket := strings.SplitN(strings.SplitN(string(b), `"ticket":"`, 2)[1], `"`, 2)[0]
		if log := h.log.String(); !strings.Contains(log, ticket) || !strings.Contains(log, "inside story") {
			t.Errorf("the log does not explain ticket %s", ticket)
		}
	}
	resp, err := http.Get(h.url + "/healthz")
	if err != nil {
		t.Fatalf("after a panic: %v", err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusOK {
		t.Errorf("after a panic: %s", resp.Status)
	}
}

// Metrics answer to the token alone, and count by route, not by path.
func TestMetrics(t *testing.T) {
	h := open(t, onSQLite, settings{metrics: "sesam"})
	c := h.account(store.City, "", "")
	c.ask("GET", "/api/v1/returns/secret-id", nil).want(404, "not_found")
	for token, want := range map[string]int{"": 404, "wrong": 404, "sesam": 200} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", h.url+"/metrics", nil)
		check(t, err)
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		check(t, err)
		b, err := io.ReadAll(resp.Body)
		check(t, errors.Join(err, resp.Body.Close()))
		if resp.StatusCode != want {
			t.Errorf("/metrics with token %q answers %d", token, resp.StatusCode)
		}
		if want == 200 && (!strings.Contains(string(b), `route="/api/v1/returns/:id",status="404"`) || strings.Contains(string(b), "secret-id")) {
			t.Errorf("metrics:\n%.2000s", b)
		}
	}
}

// Where a request comes from is what our proxy says, and nobody else.
func TestAddress(t *testing.T) {
	_, ours, err := net.ParseCIDR("127.0.0.0/8")
	check(t, err)
	for _, tc := range []struct {
		name    string
		proxies []*net.IPNet
		address string
		secure  bool
	}{{"no proxy", nil, "127.0.0.1", false}, {"our proxy", []*net.IPNet{ours}, "203.0.113.9", true}} {
		t.Run(tc.name, func(t *testing.T) {
			h := open(t, onSQLite, settings{proxies: tc.proxies})
			u := h.account(store.City, "", "").user
			c := h.nobody()
			req, err := http.NewRequestWithContext(t.Context(), "POST", h.url+"/api/v1/login", strings.NewReader(fmt.Sprintf(`{"login":%q,"password":%q}`, u.Login, password)))
			check(t, err)
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("X-Forwarded-For", "203.0.113.9")
			req.Header.Set("X-Forwarded-Proto", "https")
			a := c.do(req).want(200, "")
			entries, err := h.store.Entries(t.Context(), store.AuditFilter{What: "auth.login", Limit: 1})
			check(t, err)
			if len(entries) != 1 || entries[0].Address != tc.address {
				t.Errorf("logged in from %+v, want %s", entries, tc.address)
			}
			cookie := a.header.Get("Set-Cookie")
			for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
				if !strings.Contains(cookie, part) {
					t.Errorf("the cookie %q is not %s", cookie, part)
				}
			}
			if got := strings.Contains(cookie, "Secure") && strings.HasPrefix(cookie, "__Host-"); got != tc.secure {
				t.Errorf("the cookie is %q", cookie)
			}
		})
	}
}

// Sessions change at every log-in and end with it, with the password and with
// time (S3).
func TestSessions(t *testing.T) {
	h := open(t, onSQLite, settings{})
	u := h.account(store.City, "", "").user
	in := func(c *caller) {
		c.ask("POST", "/api/v1/login", map[string]string{"login": u.Login, "password": password}).want(200, "")
	}
	secretOf := func(c *caller) string {
		req, err := http.NewRequestWithContext(t.Context(), "GET", h.url, nil)
		check(t, err)
		for _, k := range c.client.Jar.Cookies(req.URL) {
			if k.Name == "chunfeng" {
				return k.Value
			}
		}
		return ""
	}
	phone, desk := h.nobody(), h.nobody()
	in(phone)
	before := secretOf(phone)
	in(phone)
	if before == "" || secretOf(phone) == before {
		t.Error("a log-in keeps the former session")
	}
	stale := h.nobody()
	req, err := http.NewRequestWithContext(t.Context(), "GET", h.url+"/api/v1/me", nil)
	check(t, err)
	req.AddCookie(&http.Cookie{Name: "chunfeng", Value: before})
	stale.do(req).want(401, "not_signed_in")

	in(desk)
	desk.ask("POST", "/api/v1/password", map[string]string{"old": password, "new": password + "3"}).want(204, "")
	desk.ask("GET", "/api/v1/me", nil).want(200, "")
	phone.ask("GET", "/api/v1/me", nil).want(401, "not_signed_in")

	h.later(29 * time.Minute)
	desk.ask("GET", "/api/v1/me", nil).want(200, "")
	h.later(31 * time.Minute)
	desk.ask("GET", "/api/v1/me", nil).want(401, "not_signed_in")
}

// Five failures throttle the address; an account that is not there answers as
// one that is.
func TestThrottle(t *testing.T) {
	h := open(t, onSQLite, settings{})
	u := h.account(store.City, "", "").user
	for i, login := range []string{u.Login, "niemand", u.Login, "niemand", u.Login} {
		a := h.nobody().ask("POST", "/api/v1/login", map[string]string{"login": login, "password": "falsch"}).want(401, "denied")
		if strings.Contains(string(a.body), login) {
			t.Errorf("answer %d tells about %s", i, login)
		}
	}
	a := h.nobody().ask("POST", "/api/v1/login", map[string]string{"login": u.Login, "password": password}).want(429, "throttled")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.later(16 * time.Minute)
	h.nobody().ask("POST", "/api/v1/login", map[string]string{"login": u.Login, "password": password}).want(200, "")
}

// When uploads fill the memory they may have, the next is told to come back,
// and its attempt is noted.
func TestBusy(t *testing.T) {
	h := open(t, onSQLite, settings{api: func(o *api.Options) { o.Limit, o.Memory, o.Wait = 1<<20, 1<<20, time.Nanosecond }})
	c := h.account(store.County, jiaojiang, jiaojiang)
	a := c.file("椒江区第1期.xlsx", visits("30")).want(503, "busy")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	got := read[aList[struct {
		Code, File string
		Status     int
	}]](c.ask("GET", "/api/v1/attempts", nil).want(200, ""))
	if len(got.Items) != 1 || got.Items[0].Status != 503 || got.Items[0].File != "椒江区第1期.xlsx" {
		t.Errorf("attempts %+v", got)
	}
}

// What is answered is not to be sniffed, framed or kept.
func TestHeaders(t *testing.T) {
	h := open(t, onSQLite, settings{})
	for _, path := range []string{"/healthz", "/api/v1/me", "/api/docs", "/login", "/nothing"} {
		resp, err := http.Get(h.url + path)
		check(t, err)
		check(t, resp.Body.Close())
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors", "Referrer-Policy": "same-origin"} {
			if got := resp.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s has %s %q", path, name, got)
			}
		}
		csp := resp.Header.Get("Content-Security-Policy")
		for part := range strings.SplitSeq(csp, ";") {
			if part = strings.TrimSpace(part); !strings.HasPrefix(part, "style-src") && strings.Contains(part, "unsafe") {
				t.Errorf("%s lets scripts run that stand in it: %s", path, csp)
			}
		}
	}
}

// A browser's page that is not there is a page, a program's is a problem.
func TestNotFound(t *testing.T) {
	h := open(t, onSQLite, settings{})
	for _, tc := range []struct{ path, accept, want string }{
		{"/nothing", "text/html", "text/html"}, {"/api/v1/nothing", "text/html", "application/problem+json"}, {"/nothing", "*/*", "application/problem+json"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", h.url+tc.path, nil)
		check(t, err)
		req.Header.Set("Accept", tc.accept)
		resp, err := http.DefaultClient.Do(req)
		check(t, err)
		check(t, resp.Body.Close())
		if resp.StatusCode != 404 || !strings.HasPrefix(resp.Header.Get("Content-Type"), tc.want) {
			t.Errorf("%s for %s answers %d %s", tc.path, tc.accept, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
	c := h.account(store.City, "", "")
	req, err := http.NewRequestWithContext(t.Context(), "GET", h.url+"/api/v1/filings/x", nil)
	check(t, err)
	req.Header.Set("Accept-Language", "en-GB,en;q=0.8")
	if a := c.do(req).want(404, "not_found"); !strings.Contains(string(a.body), `"Not found"`) {
		t.Errorf("in English: %s", a.body)
	}
}

// A method that a path does not have is 405 with those it has, for whoever
// asks; HEAD is answered as GET without its body.
func TestMethods(t *testing.T) {
	h := open(t, onSQLite, settings{})
	for _, c := range []*caller{h.nobody(), h.account(store.City, "", "")} {
		for path, allowed := range map[string]string{
			"/api/v1/units": "GET", "/api/v1/returns/x": "GET", "/api/v1/filings": "GET, POST", "/api/v1/conflicts/x/decision": "DELETE, POST", "/healthz": "GET", "/login": "GET, POST",
		} {
			for _, method := range []string{"TRACE", "PUT", "QUERY"} {
				a := c.ask(method, path, nil).want(405, "method")
				for m := range strings.SplitSeq(allowed, ", ") {
					if !strings.Contains(a.header.Get("Allow"), m) {
						t.Errorf("%s: Allow is %q, want %s", a.what, a.header.Get("Allow"), allowed)
					}
				}
			}
		}
		get, head := c.ask("GET", "/api/v1/units", nil), c.ask("HEAD", "/api/v1/units", nil)
		if head.status != get.status || head.header.Get("Content-Type") != get.header.Get("Content-Type") || len(head.body) > 0 {
			t.Errorf("HEAD answers %d %s with %d bytes, GET %d %s", head.status, head.header.Get("Content-Type"), len(head.body), get.status, get.header.Get("Content-Type"))
		}
	}
}
