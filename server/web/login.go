package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

// A loginForm is what the log-in page shows again.
type loginForm struct {
	Login, Next, Wrong string
}

func (p *Pages) loginPage(c echo.Context) error {
	return p.login(c, http.StatusOK, loginForm{Next: local(c.QueryParam("next"), "/")})
}

func (p *Pages) login(c echo.Context, status int, l loginForm) error {
	if partial(c.Request()) {
		return c.String(status, l.Wrong)
	}
	return p.render(c, status, "login", frame{Title: "登录", Now: p.o.Now(), Plain: p.o.Plain, Version: p.o.Version, Body: l})
}

// logIn begins a session. Script that found the session at its end logs in in
// place and gets 204.
func (p *Pages) logIn(c echo.Context) error {
	l := loginForm{Login: strings.TrimSpace(c.FormValue("login")), Next: local(c.FormValue("next"), "/")}
	secret, who, err := p.o.Auth.LogIn(c.Request().Context(), auth.LogIn{Name: l.Login, Password: c.FormValue("password"), Address: c.RealIP(), Former: p.o.Gate.Secret(c)})
	switch {
	case errors.Is(err, auth.ErrDenied):
		l.Wrong = "账号或密码不对。忘了密码请找上级重置。"
		return p.login(c, http.StatusUnauthorized, l)
	case errors.Is(err, auth.ErrThrottled):
		l.Wrong = "输错次数太多，请 15 分钟后再试。"
		return p.login(c, http.StatusTooManyRequests, l)
	case errors.Is(err, auth.ErrBusy):
		l.Wrong = "登录的人太多，请过几秒再试。"
		return p.login(c, http.StatusServiceUnavailable, l)
	case err != nil:
		return p.fail(c, err)
	}
	p.o.Gate.Begin(c, secret)
	if partial(c.Request()) {
		return c.NoContent(http.StatusNoContent)
	}
	if who.User.Change {
		return c.Redirect(http.StatusSeeOther, "/password")
	}
	return c.Redirect(http.StatusSeeOther, l.Next)
}

func (p *Pages) logOut(v *visit) error {
	if err := p.o.Auth.LogOut(v.ctx, v.who); err != nil {
		return err
	}
	p.o.Gate.End(v)
	return v.Redirect(http.StatusSeeOther, "/login")
}

// A passwordForm is what the page of a new password shows again.
type passwordForm struct {
	First bool // before anything else
	Wrong string
}

func (p *Pages) passwordPage(v *visit) error {
	return v.show("password", "修改密码", passwordForm{First: v.who.User.Change})
}

const weak = "新密码太容易猜到：请用 10 个以上的字符，不要用账号、生日、连续或重复的字符。"

func (p *Pages) changePassword(v *visit) error {
	f := passwordForm{First: v.who.User.Change}
	if v.FormValue("password") != v.FormValue("again") {
		f.Wrong = "两次输入的新密码不一样。"
		return v.showAs(http.StatusUnprocessableEntity, "password", "password", "修改密码", f)
	}
	secret, err := p.o.Auth.ChangePassword(v.ctx, v.who, v.FormValue("old"), v.FormValue("password"))
	switch {
	case errors.Is(err, auth.ErrDenied):
		f.Wrong = "原密码不对。"
	case errors.Is(err, auth.ErrWeak):
		f.Wrong = weak
	case errors.Is(err, auth.ErrThrottled):
		f.Wrong = "输错次数太多，请 15 分钟后再试。"
	case err != nil:
		return err
	default:
		p.o.Gate.Begin(v, secret)
		return v.back("/", "password")
	}
	return v.showAs(http.StatusUnprocessableEntity, "password", "password", "修改密码", f)
}

// A joinForm is the page of a one-time code: first the code alone, then who
// they are.
type joinForm struct {
	Code       string
	Invitation *store.Invitation
	Unit       string
	Login      string
	Name       string
	Phone      string
	Wrong      string
}

func (p *Pages) joinPage(c echo.Context) error {
	return p.askToJoin(c, http.StatusOK, joinForm{Code: c.QueryParam("code")})
}

// askToJoin looks at the code again each time: it may have been used up.
func (p *Pages) askToJoin(c echo.Context, status int, f joinForm) error {
	if f.Code != "" {
		i, err := p.o.Auth.Invited(c.Request().Context(), f.Code, c.RealIP())
		switch {
		case errors.Is(err, auth.ErrDenied):
			status, f.Wrong = http.StatusUnprocessableEntity, "代码不对，或者已经用过、过期了。请向给您代码的人再要一个。"
		case errors.Is(err, auth.ErrThrottled):
			status, f.Wrong = http.StatusTooManyRequests, "试的次数太多，请 15 分钟后再试。"
		case err != nil:
			return p.fail(c, err)
		default:
			f.Invitation = &i
			f.Unit = p.nameOf(c, i.Unit)
		}
	}
	return p.render(c, status, "join", frame{Title: "首次登录", Now: p.o.Now(), Plain: p.o.Plain, Version: p.o.Version, Body: f})
}

// nameOf is a unit's name in whichever campaign knows it.
func (p *Pages) nameOf(c echo.Context, code returns.UnitCode) string {
	if code == "" {
		return ""
	}
	ctx := c.Request().Context()
	all, err := p.o.Store.Campaigns(ctx)
	if err != nil {
		return string(code)
	}
	for _, x := range all {
		units, err := p.o.Store.Units(ctx, x.ID)
		if err != nil {
			continue
		}
		for _, u := range units {
			if u.Code == code {
				return u.Name
			}
		}
	}
	return string(code)
}

func (p *Pages) join(c echo.Context) error {
	f := joinForm{Code: c.FormValue("code"), Login: strings.TrimSpace(c.FormValue("login")), Name: strings.TrimSpace(c.FormValue("name")), Phone: strings.TrimSpace(c.FormValue("phone"))}
	if c.FormValue("password") == "" {
		return p.askToJoin(c, http.StatusOK, f)
	}
	if c.FormValue("password") != c.FormValue("again") {
		f.Wrong = "两次输入的密码不一样。"
		return p.askToJoin(c, http.StatusUnprocessableEntity, f)
	}
	u, err := p.o.Auth.Accept(c.Request().Context(), auth.Newcomer{
		Code: f.Code, Login: f.Login, Name: f.Name, Phone: f.Phone, Password: c.FormValue("password"), Address: c.RealIP(),
	})
	switch {
	case errors.Is(err, auth.ErrWeak):
		f.Wrong = weak
	case errors.Is(err, auth.ErrTaken):
		f.Wrong = "这个账号名已经有人用了，请换一个。"
	case errors.Is(err, auth.ErrDenied), errors.Is(err, auth.ErrThrottled):
		f.Wrong = "代码不对，或者已经用过、过期了。"
	case err != nil:
		return p.fail(c, err)
	default:
		secret, _, err := p.o.Auth.LogIn(c.Request().Context(), auth.LogIn{Name: u.Login, Password: c.FormValue("password"), Address: c.RealIP()})
		if err != nil {
			return c.Redirect(http.StatusSeeOther, "/login")
		}
		p.o.Gate.Begin(c, secret)
		return c.Redirect(http.StatusSeeOther, "/")
	}
	return p.askToJoin(c, http.StatusUnprocessableEntity, f)
}
