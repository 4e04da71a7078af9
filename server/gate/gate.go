package gate

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/problem"
)

// A Gate knows who asks. Secure says whether a request came over TLS, to us or
// to the proxy before us.
type Gate struct {
	auth   *auth.Auth
	secure func(*http.Request) bool
}

// New makes a Gate.
func New(a *auth.Auth, secure func(*http.Request) bool) *Gate { return &Gate{auth: a, secure: secure} }

const whoKey = "chunfeng/who"

// Recognise looks up who asks, for all that follows. Whoever shows nothing, or
// what no longer opens, is nobody. A token wins over a cookie.
func (g *Gate) Recognise(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		who, err := g.ask(c)
		switch {
		case err == nil:
			c.Set(whoKey, who)
		case !errors.Is(err, auth.ErrDenied):
			return err
		}
		return next(c)
	}
}

func (g *Gate) ask(c echo.Context) (auth.Who, error) {
	r := c.Request()
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return g.auth.Bearer(r.Context(), strings.TrimSpace(token), c.RealIP())
	}
	if secret := g.Secret(c); secret != "" {
		return g.auth.Resume(r.Context(), secret, c.RealIP())
	}
	return auth.Who{}, auth.ErrDenied
}

// Who is who asks; false is nobody.
func Who(c echo.Context) (auth.Who, bool) {
	who, ok := c.Get(whoKey).(auth.Who)
	return who, ok
}

// Actor is who asks, as the desk knows people. It is a stranger to everything
// where nobody asks or the password must be changed first.
func Actor(c echo.Context) desk.Actor {
	who, ok := Who(c)
	if !ok || who.User.Change {
		return desk.Actor{Address: c.RealIP()}
	}
	return desk.Actor{User: who.User.ID, Name: who.User.Name, Role: who.User.Role, Unit: who.User.Unit, Address: who.Address}
}

// SignedIn lets nobody through who is nobody, nor who must change the password
// first: not_signed_in, change_password.
func SignedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch who, ok := Who(c); {
		case !ok:
			return problem.New("not_signed_in")
		case who.User.Change:
			return problem.New("change_password")
		}
		return next(c)
	}
}

// The cookie's names. Browsers keep one with the prefix __Host- to the very
// host that set it over TLS (RFC 6265bis).
const (
	secureCookie = "__Host-chunfeng"
	plainCookie  = "chunfeng"
)

func (g *Gate) cookie(r *http.Request, secret string) *http.Cookie {
	c := &http.Cookie{Name: plainCookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if g.secure(r) {
		c.Name, c.Secure = secureCookie, true
	}
	return c
}

// Secret is the session secret that the request shows, "" for none.
func (g *Gate) Secret(c echo.Context) string {
	kept, err := c.Cookie(g.cookie(c.Request(), "").Name)
	if err != nil {
		return ""
	}
	return kept.Value
}

// Begin gives the browser the secret of a session that auth began.
func (g *Gate) Begin(c echo.Context, secret string) { c.SetCookie(g.cookie(c.Request(), secret)) }

// End makes the browser forget its session.
func (g *Gate) End(c echo.Context) {
	gone := g.cookie(c.Request(), "")
	gone.MaxAge = -1
	c.SetCookie(gone)
}

// SameOrigin turns away what another site makes a browser send, but for
// requests that only read: cross_site. It goes by Sec-Fetch-Site and Origin.
func SameOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return problem.New("cross_site")
			}
			return next(c)
		}
	}
}
