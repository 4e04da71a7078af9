package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"chunfeng/importer/forms"
	"chunfeng/importer/workbook"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
)

// Prefix is where the API's paths begin.
const Prefix = "/api/v1"

// Options are what an API is made of. The first five are needed.
type Options struct {
	Desk  *desk.Desk
	Auth  *auth.Auth
	Gate  *gate.Gate
	Forms *forms.Catalogue
	Now   func() time.Time

	Version string        // of the program, printed in the specification
	Limit   int64         // bytes of an uploaded file; 0 is workbook.DefaultLimits
	Memory  int64         // bytes of uploads that are held at once; 0 is 128 MiB
	Wait    time.Duration // for an upload to be read and kept; 0 is 60 s
}

// An API answers under Prefix. It may be used by several goroutines.
type API struct {
	desk   *desk.Desk
	auth   *auth.Auth
	gate   *gate.Gate
	forms  *forms.Catalogue
	now    func() time.Time
	limit  int64
	wait   time.Duration
	held   *budget
	spec   *openapi3.T
	text   []byte // the specification as served
	docs   []byte // the page that shows it
	routes []route
}

// New makes an API. An error means that the specification and the routes do
// not fit.
func New(o Options) (*API, error) {
	if o.Desk == nil || o.Auth == nil || o.Gate == nil || o.Forms == nil || o.Now == nil {
		return nil, errors.New("make API: desk, auth, gate, forms and clock are needed")
	}
	a := &API{desk: o.Desk, auth: o.Auth, gate: o.Gate, forms: o.Forms, now: o.Now, limit: o.Limit, wait: o.Wait}
	if a.limit <= 0 {
		a.limit = workbook.DefaultLimits().File
	}
	if a.wait <= 0 {
		a.wait = time.Minute
	}
	if o.Memory <= 0 {
		o.Memory = 128 << 20
	}
	a.held = newBudget(max(o.Memory, a.limit+1))
	if err := a.readSpec(o.Version); err != nil {
		return nil, err
	}
	a.routes = a.table()
	for i := range a.routes {
		if err := a.routes[i].find(a.spec); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Register adds the API's routes to e, which has to recognise who asks before.
func (a *API) Register(e *echo.Echo) {
	e.GET("/api/docs", a.showDocs)
	group := e.Group(Prefix)
	for i := range a.routes {
		r := &a.routes[i]
		do := r.validated(r.do)
		if len(r.roles) > 0 {
			do = only(r.roles, do)
		}
		if !r.open {
			do = gate.SignedIn(do)
		}
		group.Add(r.method, r.path, do)
	}
}

// only lets some roles through; for the others there is nothing.
func only(roles []store.Role, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !slices.Contains(roles, gate.Actor(c).Role) {
			return store.ErrNotFound
		}
		return next(c)
	}
}

// A route is one path and method, and which operation of the specification it
// is. Where a path in echo stands for several in the specification (a file's
// ending is no part of a parameter there), spec lists them.
type route struct {
	method string
	path   string
	spec   []string
	open   bool         // to those who have not signed in
	roles  []store.Role // that see it at all, none: every role
	do     echo.HandlerFunc

	operations []operation
}

// office is the roles of the city.
var office = []store.Role{store.City, store.Viewer}

// managers is the roles that keep accounts.
var managers = []store.Role{store.City, store.County}

func (a *API) table() []route {
	return []route{
		{method: "GET", path: "/openapi.yaml", open: true, do: a.showSpec},
		{method: "POST", path: "/login", open: true, do: a.logIn},
		{method: "POST", path: "/invitations/accept", open: true, do: a.acceptInvitation},
		{method: "POST", path: "/logout", open: true, do: a.logOut},
		{method: "GET", path: "/me", open: true, do: a.me},
		{method: "POST", path: "/password", open: true, do: a.changePassword},

		{method: "POST", path: "/filings", do: a.file},
		{method: "GET", path: "/filings", do: a.listFilings},
		{method: "GET", path: "/filings/:id", do: a.showFiling},
		{method: "GET", path: "/filings/:id/original", do: a.original},
		{method: "GET", path: "/filings/:id/marked", do: a.marked},
		{method: "GET", path: "/filings/:id/receipt", do: a.slip},
		{method: "GET", path: "/attempts", do: a.listAttempts},

		{method: "GET", path: "/returns", do: a.listReturns},
		{method: "POST", path: "/returns/nil", do: a.nilReport},
		{method: "GET", path: "/returns/:id", do: a.showReturn},
		{method: "GET", path: "/returns/:id/records", do: a.records},
		{method: "POST", path: "/returns/:id/records", do: a.clearRecords},
		{method: "GET", path: "/returns/:id/changes", do: a.changes},
		{method: "POST", path: "/returns/:id/explanations", do: a.explain},
		{method: "POST", path: "/returns/:id/columns", do: a.columns},
		{method: "POST", path: "/returns/:id/withdraw", do: a.withdraw},
		{method: "POST", path: "/returns/:id/sendback", do: a.sendBack},
		{method: "POST", path: "/returns/:id/admit", do: a.admit},

		{method: "GET", path: "/campaigns", do: a.campaigns},
		{method: "GET", path: "/periods", do: a.periods},
		{method: "GET", path: "/periods/:date", do: a.filed},
		{method: "GET", path: "/periods/:date/missing.xlsx", do: a.missing},
		{method: "GET", path: "/periods/:date/reminder", do: a.reminder},
		{method: "POST", path: "/periods/:date/reminder", roles: office, do: a.sendReminder},
		{method: "POST", path: "/periods/:date/close", do: a.closePeriod},
		{method: "POST", path: "/periods/:date/open", do: a.openPeriod},
		{method: "GET", path: "/periods/:date/text", roles: office, do: a.texts},
		{method: "PUT", path: "/periods/:date/text", roles: office, do: a.putText},

		{method: "GET", path: "/figures", do: a.figures},
		{method: "GET", path: "/figures/:id/sources", do: a.sources},
		{method: "GET", path: "/conflicts", do: a.conflicts},
		{method: "POST", path: "/conflicts/:id/decision", do: a.decide},
		{method: "DELETE", path: "/conflicts/:id/decision", do: a.undecide},
		{method: "GET", path: "/headers", do: a.headers},
		{method: "DELETE", path: "/headers", do: a.forget},

		{method: "GET", path: "/briefings", roles: office, do: a.briefings},
		{method: "POST", path: "/briefings", roles: office, do: a.issue},
		{method: "GET", path: "/briefings/confirmation", roles: office, do: a.confirm},
		{method: "GET", path: "/briefings/draft.xlsx", roles: office, do: a.draft("xlsx")},
		{method: "GET", path: "/briefings/draft.pdf", roles: office, do: a.draft("pdf")},
		{method: "GET", path: "/briefings/:file", spec: []string{"/briefings/{number}", "/briefings/{number}.xlsx", "/briefings/{number}.pdf"}, roles: office, do: a.briefingFile},
		{method: "GET", path: "/briefings/:number/errata", roles: office, do: a.errata},
		{method: "POST", path: "/briefings/:number/void", roles: office, do: a.void},

		{method: "GET", path: "/forms", do: a.listForms},
		{method: "GET", path: "/templates/:file", spec: []string{"/templates/{form}.xlsx"}, do: a.template},
		{method: "GET", path: "/units", do: a.units},
		{method: "GET", path: "/firms", do: a.firms},
		{method: "POST", path: "/firms", roles: managers, do: a.putFirms},
		{method: "GET", path: "/export/:file", spec: []string{"/export/{form}.csv"}, do: a.export},

		{method: "GET", path: "/users", roles: managers, do: a.users},
		{method: "POST", path: "/users", roles: managers, do: a.makeUser},
		{method: "PATCH", path: "/users/:id", roles: managers, do: a.alterUser},
		{method: "POST", path: "/users/:id/reset", roles: managers, do: a.resetUser},
		{method: "GET", path: "/invitations", roles: managers, do: a.invitations},
		{method: "POST", path: "/invitations", roles: managers, do: a.invite},
		{method: "DELETE", path: "/invitations/:id", roles: managers, do: a.revokeInvitation},
		{method: "GET", path: "/tokens", do: a.tokens},
		{method: "POST", path: "/tokens", do: a.makeToken},
		{method: "DELETE", path: "/tokens/:id", do: a.revokeToken},
		{method: "GET", path: "/audit", roles: office, do: a.audit},
		{method: "GET", path: "/audit/chain", roles: office, do: a.auditChain},
	}
}

// campaign is the one that the request names, else the one kept last.
func (a *API) campaign(c echo.Context) (string, error) {
	return a.campaignOr(c, c.QueryParam("campaign"))
}

func (a *API) campaignOr(c echo.Context, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	all, err := a.desk.Campaigns(c.Request().Context(), gate.Actor(c))
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", fmt.Errorf("find campaign: %w", store.ErrNotFound)
	}
	last := all[0]
	for _, x := range all[1:] {
		if x.Saved.After(last.Saved) {
			last = x
		}
	}
	return last.ID, nil
}

// file is the stem and the ending of a path's last part: 3.xlsx is 3 and xlsx.
func file(s string) (stem, ending string) {
	stem, ending, _ = strings.Cut(s, ".")
	return stem, ending
}

// detached is c's context without its end, for what must be noted though the
// client went away or time ran out.
func detached(c echo.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.Request().Context()), 10*time.Second)
}

// list answers with a page of items. next is the cursor of the next one.
func list[T any](c echo.Context, items []T, next string) error {
	if items == nil {
		items = []T{}
	}
	return c.JSON(http.StatusOK, struct {
		Items []T    `json:"items"`
		Next  string `json:"next,omitempty"`
	}{items, next})
}
