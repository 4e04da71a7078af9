package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/forms"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// Options are what Pages are made of. Desk, Auth, Gate, Store, Forms and Now are
// needed; zero others take the default in brackets.
type Options struct {
	Desk  *desk.Desk
	Auth  *auth.Auth
	Gate  *gate.Gate // whose Recognise must stand before the pages
	Store store.Store
	Forms *forms.Catalogue
	Now   func() time.Time

	Campaign  string // the campaign shown [the last by id]
	Plain     bool   // plain HTTP in a network: every page says so
	MaxUpload int64  // bytes of one uploaded file [20 MiB]
	Version   string // printed in the foot
	Log       *slog.Logger
}

// Pages serves the pages. It may be used by several goroutines.
type Pages struct {
	o         Options
	templates map[string]*template.Template
	assets    map[string]asset
	cross     *http.CrossOriginProtection
}

// New parses all templates. An error names what is missing or does not parse.
func New(o Options) (*Pages, error) {
	if o.Desk == nil || o.Auth == nil || o.Gate == nil || o.Store == nil || o.Forms == nil || o.Now == nil {
		return nil, fmt.Errorf("make pages: desk, auth, gate, store, forms and clock are needed")
	}
	if o.MaxUpload == 0 {
		o.MaxUpload = 20 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Pages{o: o, cross: http.NewCrossOriginProtection()}
	var err error
	if p.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if p.templates, err = p.parse(); err != nil {
		return nil, err
	}
	return p, nil
}

// parse reads the frame and the parts into every page's own set.
func (p *Pages) parse() (map[string]*template.Template, error) {
	base, err := template.New("frame").Funcs(p.words()).ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	names, err := fs.Glob(templateFiles, "templates/[^_]*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	out := map[string]*template.Template{}
	for _, n := range names {
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, n)
		}
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", n, err)
		}
		out[n[len("templates/"):len(n)-len(".html")]] = t
	}
	return out, nil
}

// Register puts the pages on e.
func (p *Pages) Register(e *echo.Echo) {
	// Not as a group's middleware: echo would then answer 404 where the method
	// alone is wrong, pages and API alike.
	e.GET("/static/*", p.static, p.guard)
	e.GET("/login", p.loginPage, p.guard)
	e.POST("/login", p.logIn, p.guard)
	e.GET("/join", p.joinPage, p.guard)
	e.POST("/join", p.join, p.guard)

	for _, r := range p.routes() {
		e.Add(r.method, r.path, p.in(r.serve, r.change), p.guard)
	}
}

// A route is one page or act for somebody logged in.
type route struct {
	method, path string
	serve        func(*visit) error
	change       bool // open to whoever must first change the password
}

func (p *Pages) routes() []route {
	get := func(path string, serve func(*visit) error) route { return route{http.MethodGet, path, serve, false} }
	post := func(path string, serve func(*visit) error) route { return route{http.MethodPost, path, serve, false} }
	return []route{
		{http.MethodPost, "/logout", p.logOut, true},
		{http.MethodGet, "/password", p.passwordPage, true},
		{http.MethodPost, "/password", p.changePassword, true},
		get("/", p.home),
		post("/campaign", p.chooseCampaign),
		get("/upload", p.uploadPage),
		post("/upload", p.upload),
		get("/filings", p.filings),
		get("/filings/:id", p.filing),
		get("/filings/:id/original", p.original),
		get("/filings/:id/marked", p.marked),
		get("/filings/:id/receipt", p.receipt),
		get("/filings/:id/look", p.look),
		get("/filings/:id/effect", p.effect),
		get("/templates/:form", p.template),
		get("/returns", p.returns),
		post("/returns/nil", p.nilReport),
		get("/returns/:id", p.oneReturn),
		post("/returns/:id/explain", p.explain),
		post("/returns/:id/columns", p.columns),
		post("/returns/:id/withdraw", p.withdraw),
		post("/returns/:id/sendback", p.sendBack),
		post("/returns/:id/admit", p.admit),
		post("/returns/:id/reveal", p.reveal),
		get("/week", p.week),
		get("/week/matrix", p.matrix),
		get("/week/missing", p.remind),
		get("/week/missing.xlsx", p.missingFile),
		get("/week/preview", p.preview),
		get("/week/words", p.draftWords),
		get("/week/draft.pdf", p.draft("pdf")),
		get("/week/draft.xlsx", p.draft("xlsx")),
		get("/week/text", p.texts),
		post("/week/text", p.putText),
		post("/week/text/try", p.tryText),
		get("/week/issue", p.issuePage),
		post("/week/issue", p.issue),
		post("/week/missing", p.sendReminder),
		post("/week/close", p.closePeriod),
		post("/week/open", p.openPeriod),
		get("/briefings", p.briefings),
		get("/briefings/:n/file/:kind", p.briefingFile),
		post("/briefings/:n/void", p.voidBriefing),
		get("/conflicts", p.conflicts),
		post("/conflicts/decide", p.decide),
		post("/conflicts/undo", p.undo),
		get("/figures", p.figures),
		get("/figures/:id", p.figure),
		get("/units", p.units),
		post("/units/invite", p.invite),
		post("/units/firms", p.importFirms),
		get("/units/:code", p.unit),
		post("/units/:code/aliases", p.putAliases),
		get("/accounts", p.accounts),
		post("/accounts/reset", p.resetAccount),
		post("/accounts/disable", p.disableAccount),
		post("/accounts/revoke", p.revokeInvitation),
		get("/tokens", p.tokens),
		post("/tokens", p.makeToken),
		post("/tokens/revoke", p.revokeToken),
		get("/headers", p.headers),
		post("/headers/forget", p.forgetHeader),
		get("/audit", p.audit),
		get("/help", p.help),
		get("/help/codes", p.codes),
	}
}
