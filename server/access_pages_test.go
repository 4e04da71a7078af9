package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Columns as in the API's table. Who is not signed in is sent to the log-in.
const (
	pageAll    = "303 303 200 200 200 200 200 200"
	pageOpen   = "200 200 200 200 200 200 200 200"
	pageOffice = "303 303 200 200 404 404 404 404"
	pageMerged = "303 303 200 200 200 200 404 404"
	pageCounty = "303 303 200 200 200 404 404 404"
	pageFirm   = "303 303 200 200 200 404 200 404"
	doneCounty = "303 303 303 403 303 404 404 404"
	doneFirm   = "303 303 303 403 303 404 303 404"
)

// pages is the table of the pages. body holds the fields of a form that would
// do what the page is for; {return}, {user} and the like are filled in.
var pages = []access{
	{route: "GET /login", county: pageOpen},
	{route: "GET /join", county: pageOpen},
	{route: "GET /password", county: pageAll},
	{route: "GET /", county: "303 303 303 303 200 200 200 200"},
	{route: "GET /help", county: pageAll},
	{route: "GET /help/codes", county: pageAll},
	{route: "GET /templates/:form", path: "/templates/visits", county: pageAll},
	{route: "GET /upload", county: "303 303 200 404 200 200 200 200"},
	{route: "GET /filings", county: pageAll},
	{route: "GET /filings/:id", path: "/filings/{filing}", county: pageCounty, firm: pageFirm},
	{route: "GET /filings/:id/look", path: "/filings/{filing}/look", county: pageCounty, firm: pageFirm},
	{route: "GET /filings/:id/effect", path: "/filings/{filing}/effect", county: pageCounty, firm: pageFirm},
	{route: "GET /filings/:id/original", path: "/filings/{filing}/original", county: "303 303 200 403 200 404 404 404", firm: "303 303 200 403 200 404 200 404"},
	{route: "GET /filings/:id/marked", path: "/filings/{filing}/marked", county: "303 303 200 403 200 404 404 404", firm: "303 303 200 403 200 404 200 404"},
	{route: "GET /filings/:id/receipt", path: "/filings/{filing}/receipt", county: pageCounty, firm: pageFirm},
	{route: "GET /returns", county: pageAll},
	{route: "GET /returns/:id", path: "/returns/{return}", county: pageCounty, firm: pageFirm},
	{route: "GET /week", county: pageOffice},
	{route: "GET /week/matrix", county: pageOffice},
	{route: "GET /week/preview", county: pageOffice},
	{route: "GET /week/draft.pdf", county: pageOffice},
	{route: "GET /week/draft.xlsx", county: pageOffice},
	{route: "GET /week/words", county: pageOffice},
	{route: "GET /week/text", county: "303 303 200 404 404 404 404 404"},
	{route: "GET /week/issue", county: "303 303 200 403 404 404 404 404"},
	{route: "GET /week/missing", county: pageAll},
	{route: "GET /week/missing.xlsx", county: pageAll},
	{route: "GET /briefings", county: pageOffice},
	{route: "GET /briefings/:n/file/:kind", path: "/briefings/1/file/pdf", county: pageOffice},
	{route: "GET /conflicts", county: pageMerged},
	{route: "GET /figures", county: pageMerged},
	{route: "GET /figures/:id", path: "/figures/visits.people", county: pageMerged},
	{route: "GET /units", county: pageMerged},
	{route: "GET /units/:code", path: "/units/" + jiaojiang, county: "303 303 200 200 200 404 404 404"},
	{route: "GET /headers", county: pageMerged},
	{route: "GET /accounts", county: "303 303 200 404 200 200 404 404"},
	{route: "GET /tokens", county: pageAll},
	{route: "GET /audit", county: "303 303 200 404 404 404 404 404"},

	{route: "POST /login", body: map[string]string{"login": "niemand", "password": "x"}, county: "401 401 401 401 401 429 429 429"},
	{route: "POST /join", body: map[string]string{"code": "AAAA"}, county: "429 429 429 429 429 429 429 429"},
	{route: "POST /campaign", body: map[string]string{"campaign": campaign}, county: "303 303 303 303 303 303 303 303"},
	{route: "POST /password", body: map[string]string{"old": "x", "password": "y", "again": "z"}, county: "303 303 422 422 422 422 422 422"},
	{route: "POST /returns/:id/explain", fresh: "held", path: "/returns/{return}/explain", body: map[string]string{"text": "已核对", "all": "1", "no": "0"}, county: doneCounty, firm: doneFirm},
	{route: "POST /returns/:id/withdraw", fresh: "held", path: "/returns/{return}/withdraw", county: doneCounty, firm: doneFirm},
	{route: "POST /returns/:id/sendback", fresh: "held", path: "/returns/{return}/sendback", body: reason("再核"), county: "303 303 303 403 403 404 404 404", firm: "303 303 303 403 303 404 403 404"},
	{route: "POST /returns/:id/admit", fresh: "offered", path: "/returns/{return}/admit", county: "303 303 303 403 403 404 404 404", firm: "303 303 303 403 403 404 403 404"},
	{route: "POST /returns/:id/reveal", path: "/returns/{return}/reveal", body: reason("核对"), county: "303 303 200 403 200 404 404 404", firm: "303 303 200 403 200 404 200 404"},
	{route: "POST /week/text", body: map[string]string{"period": "2024-01-28", "section": "visits", "text": "典型做法"}, county: "303 303 303 403 403 403 403 403"},
	{route: "POST /week/text/try", body: map[string]string{"period": "2024-01-28", "section": "visits", "text": "典型做法"}, county: "303 303 200 404 404 404 404 404"},
	{route: "POST /units/:code/aliases", path: "/units/" + jiaojiang + "/aliases", body: map[string]string{"aliases": "椒江专班"}, county: "303 303 303 403 403 404 404 404"},
	{route: "POST /tokens", body: map[string]string{"name": "大屏", "days": "30"}, county: pageAll},
	{route: "POST /tokens/revoke", body: map[string]string{"id": "nix"}, county: "303 303 404 404 404 404 404 404"},
	{route: "POST /week/missing", body: map[string]string{"period": "2024-01-21"}, county: "303 303 409 403 403 403 403 403"},
	{route: "POST /week/close", body: map[string]string{"period": "2024-01-28"}, county: "303 303 409 403 403 403 403 403"},
	{route: "POST /week/open", body: map[string]string{"period": "2024-01-21", "reason": "补报"}, county: "303 303 409 403 403 403 403 403"},
	{route: "POST /week/issue", body: map[string]string{"period": "2024-03-03", "state": "x"}, county: "303 303 409 403 404 404 404 404"},
	{route: "POST /briefings/:n/void", path: "/briefings/99/void", body: reason("重印"), county: "303 303 404 403 404 404 404 404"},
	{route: "POST /conflicts/decide", body: map[string]string{"conflict": "X406-0", "choice": "a"}, county: "303 303 404 403 403 403 404 404"},
	{route: "POST /conflicts/undo", body: map[string]string{"conflict": "X406-0"}, county: "303 303 404 403 403 403 404 404"},
	{route: "POST /headers/forget", body: map[string]string{"unit": jiaojiang, "form": "visits", "header": "无"}, county: "303 303 404 403 404 404 404 404"},
	{route: "POST /units/invite", body: map[string]string{"unit": "{firm}"}, county: "303 303 200 403 200 404 403 404"},
	{route: "POST /accounts/reset", body: map[string]string{"user": "{user}"}, county: "303 303 200 404 200 404 404 404"},
	{route: "POST /accounts/disable", body: map[string]string{"user": "{user}", "off": "1"}, county: "303 303 303 404 303 404 404 404"},
	{route: "POST /accounts/revoke", body: map[string]string{"id": "{invitation}"}, county: "303 303 303 404 303 404 404 404"},
	{route: "POST /returns/nil", body: map[string]string{"unit": jiaojiang, "form": "firms", "period": "2024-01-21"}, county: "303 303 422 403 422 404 404 404"},
	{route: "POST /logout", county: "303 303 303 303 303 303 303 303"},
}

// elsewhere are routes whose forms are files or lists, which the pages' own
// tests and the API's table hold, and what is open to all.
var elsewhere = []string{"GET /static/*", "POST /upload", "POST /units/firms", "POST /returns/:id/columns"}

// Every page stands in the table, and every asker gets what the table says.
func TestAccessToPages(t *testing.T) {
	s := setScene(t)
	known := map[string]bool{}
	for _, line := range pages {
		known[line.route] = true
	}
	for _, r := range s.server.Echo.Routes() {
		route := r.Method + " " + r.Path
		if strings.HasPrefix(r.Path, "/api/") || r.Method == echoNotFound || slices.Contains([]string{"/healthz", "/readyz", "/metrics"}, r.Path) {
			continue
		}
		if !known[route] && !slices.Contains(elsewhere, route) {
			t.Errorf("%s is not in the table", route)
		}
		delete(known, route)
	}
	for route := range known {
		t.Errorf("%s is in the table and not a route", route)
	}
	kept := map[string]aReceipt{}
	s.issueOne(kept)
	for _, line := range pages {
		for kind, want := range map[string]string{"county": line.county, "firm": line.firm} {
			statuses := strings.Fields(want)
			for i, want := range statuses {
				s.page(line, kind, askers[i], want, kept)
			}
		}
	}
}

func (s *scene) page(line access, kind, asker, want string, kept map[string]aReceipt) {
	s.t.Helper()
	method, route, _ := strings.Cut(line.route, " ")
	path := line.path
	if path == "" {
		path = route
	}
	got := s.object(kind, line.fresh, kept)
	path = s.fill(path, got)
	fields := url.Values{}
	if b, ok := line.body.(map[string]string); ok {
		for k, v := range b {
			fields.Set(k, s.fill(strings.ReplaceAll(v, "{firm}", string(s.firm.Code)), got))
		}
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, nil)
	if method == http.MethodPost {
		req, err = http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(fields.Encode()))
		if err == nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	check(s.t, err)
	req.Header.Set("Accept", "text/html")
	a := s.who[asker].do(req)
	if status := strconv.Itoa(a.status); status != want {
		s.t.Errorf("%s of the %s's, asked by %s: %s, want %s", line.route, kind, asker, status, want)
	}
	if signedIn := asker != "nobody" && asker != "expired"; signedIn && strings.HasPrefix(a.header.Get("Location"), "/login") && route != "/logout" {
		s.t.Errorf("%s sends %s to the log-in", line.route, asker)
	}
	if slices.Contains([]string{"sister", "cousin", "firm", "nobody", "expired"}, asker) && strings.Contains(string(a.body), secret) {
		s.t.Errorf("%s tells %s what 椒江区 filed", line.route, asker)
	}
}
