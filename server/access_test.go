package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

// Who asks, in the order of the table's columns. The county's return is 椒江区's
// own; the firm's is of a firm in 椒江区, whose superior 椒江区 is.
var askers = [...]string{"nobody", "expired", "city", "viewer", "county", "sister", "firm", "cousin"}

// An access is one line of the table that was decided in advance: what every
// asker gets of a route. Routes that name something of a unit have two rows of
// answers: of the county's and of the firm's.
type access struct {
	route  string
	fresh  string // "held" or "offered": every asker gets a return of his own to act on
	path   string // {filing}, {return} and {period} are filled in
	body   any
	county string
	firm   string
}

func reason(s string) map[string]string { return map[string]string{"reason": s} }

// Columns:                       nobody expired city viewer county sister firm cousin
const (
	everybody = "401 401 200 200 200 200 200 200"
	cityOnly  = "401 401 200 200 404 404 404 404"
	merged    = "401 401 200 200 200 200 404 404" // figures: firms have none
	ofCounty  = "401 401 200 200 200 404 404 404"
	ofFirm    = "401 401 200 200 200 404 200 404"
)

var table = []access{
	{route: "GET /healthz", county: "200 200 200 200 200 200 200 200"},
	{route: "GET /readyz", county: "200 200 200 200 200 200 200 200"},
	{route: "GET /metrics", county: "404 404 404 404 404 404 404 404"},
	{route: "GET /api/docs", county: "200 200 200 200 200 200 200 200"},
	{route: "GET /api/v1/openapi.yaml", county: "200 200 200 200 200 200 200 200"},
	{route: "POST /api/v1/login", body: map[string]string{"login": "niemand", "password": "x"}, county: "401 401 401 401 401 429 429 429"},
	{route: "POST /api/v1/invitations/accept", body: map[string]string{"code": "AAAA", "password": "x"}, county: "429 429 429 429 429 429 429 429"},
	{route: "GET /api/v1/me", county: everybody},
	{route: "POST /api/v1/password", body: map[string]string{"old": "x", "new": "y"}, county: "401 401 429 429 429 429 429 429"},

	{route: "POST /api/v1/filings", body: form{name: "a.xlsx", data: []byte("x")}, county: "401 401 415 403 415 415 415 415"},
	{route: "GET /api/v1/filings", county: everybody},
	{route: "GET /api/v1/filings/:id", path: "/api/v1/filings/{filing}", county: ofCounty, firm: ofFirm},
	{route: "GET /api/v1/filings/:id/original", path: "/api/v1/filings/{filing}/original", county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "GET /api/v1/filings/:id/marked", path: "/api/v1/filings/{filing}/marked", county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "GET /api/v1/filings/:id/receipt", path: "/api/v1/filings/{filing}/receipt", county: ofCounty, firm: ofFirm},
	{route: "GET /api/v1/attempts", county: everybody},

	{route: "GET /api/v1/returns", county: everybody},
	{route: "POST /api/v1/returns/nil", body: map[string]string{"unit": "331002", "form": "firms", "period": "2024-01-21"}, county: "401 401 422 403 422 404 404 404"},
	{route: "GET /api/v1/returns/:id", path: "/api/v1/returns/{return}", county: ofCounty, firm: ofFirm},
	{route: "GET /api/v1/returns/:id/records", path: "/api/v1/returns/{return}/records", county: ofCounty, firm: ofFirm},
	{route: "POST /api/v1/returns/:id/records", path: "/api/v1/returns/{return}/records", body: reason("核对本人"), county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "GET /api/v1/returns/:id/changes", path: "/api/v1/returns/{return}/changes", county: ofCounty, firm: ofFirm},
	{route: "POST /api/v1/returns/:id/explanations", fresh: "held", path: "/api/v1/returns/{return}/explanations", body: map[string]any{"numbers": []int{0}, "text": "已核对"}, county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "POST /api/v1/returns/:id/columns", fresh: "held", path: "/api/v1/returns/{return}/columns", body: map[string]any{"headers": []map[string]string{{"header": "无此列", "field": "-"}}}, county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "POST /api/v1/returns/:id/withdraw", fresh: "held", path: "/api/v1/returns/{return}/withdraw", county: "401 401 200 403 200 404 404 404", firm: "401 401 200 403 200 404 200 404"},
	{route: "POST /api/v1/returns/:id/sendback", fresh: "held", path: "/api/v1/returns/{return}/sendback", body: reason("再核"), county: "401 401 200 403 403 404 404 404", firm: "401 401 200 403 200 404 403 404"},
	{route: "POST /api/v1/returns/:id/admit", fresh: "offered", path: "/api/v1/returns/{return}/admit", county: "401 401 200 403 403 404 404 404", firm: "401 401 200 403 403 404 403 404"},

	{route: "GET /api/v1/campaigns", county: everybody},
	{route: "GET /api/v1/periods", county: everybody},
	{route: "GET /api/v1/periods/:date", path: "/api/v1/periods/2024-01-21", county: everybody},
	{route: "GET /api/v1/periods/:date/missing.xlsx", path: "/api/v1/periods/2024-01-21/missing.xlsx", county: everybody},
	{route: "GET /api/v1/periods/:date/reminder", path: "/api/v1/periods/2024-01-21/reminder", county: everybody},
	{route: "POST /api/v1/periods/:date/reminder", path: "/api/v1/periods/2024-01-21/reminder", county: "401 401 409 403 404 404 404 404"},
	{route: "POST /api/v1/periods/:date/close", path: "/api/v1/periods/2024-01-28/close", county: "401 401 409 403 403 403 403 403"},
	{route: "POST /api/v1/periods/:date/open", path: "/api/v1/periods/2024-01-21/open", body: reason("补报"), county: "401 401 409 403 403 403 403 403"},
	{route: "GET /api/v1/periods/:date/text", path: "/api/v1/periods/2024-01-21/text", county: cityOnly},
	{route: "PUT /api/v1/periods/:date/text", path: "/api/v1/periods/2024-01-21/text", body: map[string]any{"section": "recruitment", "paragraphs": []string{}}, county: "401 401 204 403 404 404 404 404"},

	{route: "GET /api/v1/figures", path: "/api/v1/figures?period=2024-01-21&by=unit", county: merged},
	{route: "GET /api/v1/figures/:id/sources", path: "/api/v1/figures/visits.people/sources?period=2024-01-21&unit=331002", county: "401 401 200 200 200 404 404 404"},
	{route: "GET /api/v1/conflicts", path: "/api/v1/conflicts?period=2024-01-21", county: merged},
	{route: "POST /api/v1/conflicts/:id/decision", path: "/api/v1/conflicts/X406-0/decision", body: map[string]string{"choice": "a"}, county: "401 401 404 403 403 403 404 404"},
	{route: "DELETE /api/v1/conflicts/:id/decision", path: "/api/v1/conflicts/X406-0/decision", county: "401 401 404 403 403 403 404 404"},
	{route: "GET /api/v1/headers", county: everybody},
	{route: "DELETE /api/v1/headers", path: "/api/v1/headers?unit=331002&form=visits&header=%E6%97%A0", county: "401 401 404 403 404 404 404 404"},

	{route: "GET /api/v1/briefings", county: cityOnly},
	{route: "POST /api/v1/briefings", body: map[string]string{"period": "2030-01-01"}, county: "401 401 404 403 404 404 404 404"},
	{route: "GET /api/v1/briefings/confirmation", path: "/api/v1/briefings/confirmation?period=2024-01-21", county: "401 401 200 403 404 404 404 404"},
	{route: "GET /api/v1/briefings/draft.xlsx", path: "/api/v1/briefings/draft.xlsx?period=2024-01-21", county: cityOnly},
	{route: "GET /api/v1/briefings/draft.pdf", path: "/api/v1/briefings/draft.pdf?period=2024-01-21", county: cityOnly},
	{route: "GET /api/v1/briefings/:file", path: "/api/v1/briefings/1.pdf", county: cityOnly},
	{route: "GET /api/v1/briefings/:number/errata", path: "/api/v1/briefings/1/errata", county: cityOnly},
	{route: "POST /api/v1/briefings/:number/void", path: "/api/v1/briefings/99/void", body: reason("重印"), county: "401 401 404 403 404 404 404 404"},

	{route: "GET /api/v1/forms", county: everybody},
	{route: "GET /api/v1/templates/:file", path: "/api/v1/templates/visits.xlsx?unit=331002", county: "401 401 200 200 200 404 404 404"},
	{route: "GET /api/v1/units", county: everybody},
	{route: "GET /api/v1/firms", county: everybody},
	{route: "POST /api/v1/firms", body: form{name: "f.xlsx", data: []byte("x")}, county: "401 401 422 404 422 422 404 404"},
	{route: "GET /api/v1/export/:file", path: "/api/v1/export/visits.csv?period=2024-01-21", county: everybody},

	{route: "GET /api/v1/users", county: "401 401 200 404 200 200 404 404"},
	{route: "POST /api/v1/users", body: map[string]string{"login": "neu", "role": "firm", "unit": "{firm}", "password": "x"}, county: "401 401 422 404 422 404 404 404"},
	{route: "PATCH /api/v1/users/:id", path: "/api/v1/users/{user}", body: map[string]string{"name": "N"}, county: "401 401 200 404 200 404 404 404"},
	{route: "POST /api/v1/users/:id/reset", path: "/api/v1/users/{user}/reset", county: "401 401 201 404 201 404 404 404"},
	{route: "GET /api/v1/invitations", county: "401 401 200 404 200 200 404 404"},
	{route: "POST /api/v1/invitations", body: map[string]string{"role": "firm", "unit": "{firm}"}, county: "401 401 201 404 201 404 404 404"},
	{route: "DELETE /api/v1/invitations/:id", path: "/api/v1/invitations/{invitation}", county: "401 401 204 404 204 404 404 404"},
	{route: "GET /api/v1/tokens", county: everybody},
	{route: "POST /api/v1/tokens", body: map[string]string{"name": "x"}, county: "401 401 201 201 201 201 201 201"},
	{route: "DELETE /api/v1/tokens/:id", path: "/api/v1/tokens/{token}", county: "401 401 204 404 204 404 404 404"},
	{route: "GET /api/v1/audit", county: cityOnly},
	{route: "GET /api/v1/audit/chain", county: cityOnly},

	{route: "POST /api/v1/logout", county: "401 401 204 204 204 204 204 204"},
}

// secret stands in what 椒江区 files and must reach nobody whose it is not.
const secret = "台州暗号机械有限公司"

// A scene is a house with something of everybody in it.
type scene struct {
	*house
	who   map[string]*caller
	firm  returns.Unit
	files int // filed so far: every one differs
}

func setScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{house: open(t, onSQLite, settings{}), who: map[string]*caller{}}
	reg, err := s.desk.Register(t.Context(), campaign)
	check(t, err)
	firmOf := func(county returns.UnitCode) returns.Unit {
		i := slices.IndexFunc(reg.Firms, func(u returns.Unit) bool { return u.Within == county })
		if i < 0 {
			t.Fatalf("no firm in %s", county)
		}
		return reg.Firms[i]
	}
	s.firm = firmOf(jiaojiang)
	s.who["nobody"] = s.nobody()
	s.who["city"] = s.account(store.City, "", "")
	s.who["viewer"] = s.account(store.Viewer, "", "")
	s.who["county"] = s.account(store.County, jiaojiang, jiaojiang)
	s.who["sister"] = s.account(store.County, huangyan, huangyan)
	s.who["firm"] = s.account(store.Firm, s.firm.Code, jiaojiang)
	s.who["cousin"] = s.account(store.Firm, firmOf(huangyan).Code, huangyan)
	// Expired is the city itself, whose token was revoked and session ended.
	gone := s.account(store.City, "", "")
	gone.ask("POST", "/api/v1/login", map[string]string{"login": gone.user.Login, "password": password}).want(200, "")
	all, err := s.auth.Tokens(t.Context(), auth.Who{User: gone.user})
	check(t, err)
	for _, x := range all {
		if x.User == gone.user.ID {
			check(t, s.auth.RevokeToken(t.Context(), auth.Service(), x.ID))
		}
	}
	check(t, s.store.Tx(t.Context(), func(tx store.Tx) error { return tx.EndSessions(t.Context(), gone.user.ID, "") }))
	gone.name, s.who["expired"] = "expired", gone
	return s
}

// held hands in a doubtful return: of the county, or of the firm.
func (s *scene) held(kind string) aReceipt {
	s.t.Helper()
	s.files++
	n := strconv.Itoa(s.files)
	if kind == "county" {
		grid := "椒江区走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数\n2024-01-18|" + secret + "|近" + n + "\n"
		return read[aReceipt](s.who["county"].file("椒江区第1期.xlsx", grid).want(201, ""))
	}
	grid := "员工返岗登记表（截至2月18日）\n企业名称|" + s.firm.Name + "\n统一社会信用代码|" + string(s.firm.Code) + "\n节前在岗职工|" + n +
		"\n姓名|联系电话|户籍省份|返岗状态\n张某|12" + n + "|贵州省|已返岗\n"
	return read[aReceipt](s.who["firm"].file(s.firm.Name+"0218.xlsx", grid, "period", "2024-02-18").want(201, ""))
}

// offered is a return handed in once its period is closed.
func (s *scene) offered(kind string) aReceipt {
	s.t.Helper()
	date := map[string]string{"county": "2024-01-21", "firm": "2024-02-18"}[kind]
	s.who["city"].ask("POST", "/api/v1/periods/"+date+"/close", nil).want(204, "")
	defer func() { s.who["city"].ask("POST", "/api/v1/periods/"+date+"/open", reason("补报")).want(204, "") }()
	s.files++
	n := strconv.Itoa(s.files)
	grid := "椒江区走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数\n2024-01-18|" + secret + "|" + n + "\n"
	by, name := s.who["county"], "椒江区第1期.xlsx"
	if kind == "firm" {
		by, name = s.who["firm"], s.firm.Name+"0218.xlsx"
		grid = "员工返岗登记表（截至2月18日）\n企业名称|" + s.firm.Name + "\n统一社会信用代码|" + string(s.firm.Code) + "\n节前在岗职工|" + n +
			"\n姓名|联系电话|户籍省份|返岗状态\n张某|13800000000|贵州省|已返岗\n"
	}
	got := read[aReceipt](by.file(name, grid, "period", date, "reason", "更正").want(201, ""))
	if got.Status != "offered" {
		s.t.Fatalf("filed for a closed period: %+v", got)
	}
	return got
}

// object is what a line of the table is about, for one asker.
func (s *scene) object(kind, fresh string, kept map[string]aReceipt) aReceipt {
	s.t.Helper()
	switch {
	case fresh == "held":
		return s.held(kind)
	case fresh == "offered":
		return s.offered(kind)
	case kept[kind].ID == "":
		kept[kind] = s.held(kind)
	}
	return kept[kind]
}

// Every route of the router's list stands in the table, and every asker gets
// what the table says.
func TestAccess(t *testing.T) {
	s := setScene(t)
	s.missing()
	kept := map[string]aReceipt{}
	s.issueOne(kept)
	for _, line := range table {
		for _, kind := range [...]string{"county", "firm"} {
			want := map[string]string{"county": line.county, "firm": line.firm}[kind]
			if want == "" {
				continue
			}
			statuses := strings.Fields(want)
			if len(statuses) != len(askers) {
				t.Fatalf("%s has %d answers, want %d", line.route, len(statuses), len(askers))
			}
			for i, asker := range askers {
				s.line(line, kind, asker, statuses[i], kept)
			}
		}
	}
}

// issueOne issues a briefing of the last period, so that there is one.
func (s *scene) issueOne(kept map[string]aReceipt) {
	s.t.Helper()
	got := s.object("county", "", kept)
	s.who["city"].ask("POST", "/api/v1/briefings", map[string]any{
		"period": "2024-01-28", "held": []map[string]any{{"return": got.Returns[0].ID, "counted": true, "reason": "核实"}},
	}).want(201, "")
}

// missing fails for every route that the table does not have.
func (s *scene) missing() {
	s.t.Helper()
	known := map[string]bool{}
	for _, line := range table {
		known[line.route] = true
	}
	for _, r := range s.server.Echo.Routes() {
		if !strings.HasPrefix(r.Path, "/api/") && !slices.Contains([]string{"/healthz", "/readyz", "/metrics"}, r.Path) {
			continue // pages have a table of their own
		}
		route := r.Method + " " + r.Path
		if !known[route] {
			s.t.Errorf("%s is not in the table", route)
		}
		delete(known, route)
	}
	for route := range known {
		s.t.Errorf("%s is in the table and not a route", route)
	}
}

func (s *scene) line(line access, kind, asker, want string, kept map[string]aReceipt) {
	s.t.Helper()
	method, route, _ := strings.Cut(line.route, " ")
	path := line.path
	if path == "" {
		path = route
	}
	if strings.Contains(path, "{") || line.fresh != "" {
		path = s.fill(path, s.object(kind, line.fresh, kept))
	}
	body := line.body
	if b, ok := body.(map[string]string); ok {
		filled := map[string]string{}
		for k, v := range b {
			filled[k] = strings.ReplaceAll(v, "{firm}", string(s.firm.Code))
		}
		body = filled
	}
	a := s.who[asker].ask(method, path, body)
	if got := strconv.Itoa(a.status); got != want {
		s.t.Errorf("%s of the %s's, asked by %s: %s, want %s\n%.300s", line.route, kind, asker, got, want, a.body)
	}
	if slices.Contains([]string{"sister", "cousin", "firm", "nobody", "expired"}, asker) && strings.Contains(string(a.body), secret) {
		s.t.Errorf("%s tells %s what 椒江区 filed", line.route, asker)
	}
}

// fill puts into a path what there is of the object, and things made for it.
func (s *scene) fill(path string, got aReceipt) string {
	s.t.Helper()
	city := auth.Service()
	if strings.Contains(path, "{user}") {
		u, err := s.auth.Create(s.t.Context(), city, store.User{Login: fmt.Sprint("u", s.now().UnixMilli()), Role: store.Firm, Unit: s.firm.Code, County: jiaojiang}, password)
		check(s.t, err)
		path = strings.ReplaceAll(path, "{user}", u.ID)
	}
	if strings.Contains(path, "{invitation}") {
		_, i, err := s.auth.Invite(s.t.Context(), city, store.Firm, s.firm.Code, jiaojiang)
		check(s.t, err)
		path = strings.ReplaceAll(path, "{invitation}", i.ID)
	}
	if strings.Contains(path, "{token}") {
		_, x, err := s.auth.NewToken(s.t.Context(), auth.Who{User: s.who["county"].user}, "x", s.now().AddDate(1, 0, 0))
		check(s.t, err)
		path = strings.ReplaceAll(path, "{token}", x.ID)
	}
	id := "none"
	if len(got.Returns) > 0 {
		id = got.Returns[0].ID
	}
	return strings.NewReplacer("{filing}", got.ID, "{return}", id).Replace(path)
}

// Whatever changes something is refused when another site makes a browser send
// it.
func TestCrossSite(t *testing.T) {
	s := setScene(t)
	tried := 0
	for _, r := range s.server.Echo.Routes() {
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == echoNotFound {
			continue
		}
		tried++
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
			path := strings.NewReplacer(":id", "x", ":date", "2024-01-21", ":number", "1", ":n", "1", ":kind", "pdf", ":file", "1").Replace(r.Path)
			req, err := http.NewRequestWithContext(t.Context(), r.Method, s.url+path, nil)
			check(t, err)
			req.Header.Set(header[0], header[1])
			if a := s.who["city"].do(req); a.status != http.StatusForbidden {
				t.Errorf("%s %s with %s: %s answers %d", r.Method, r.Path, header[0], header[1], a.status)
			}
		}
	}
	if tried < 30 {
		t.Errorf("only %d routes change something", tried)
	}
}

// echoNotFound is the method echo gives to the answers of groups for what is
// not there.
const echoNotFound = "echo_route_not_found"
