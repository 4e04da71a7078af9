package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// A visit is one request of somebody logged in.
type visit struct {
	echo.Context
	pages    *Pages
	ctx      context.Context
	began    time.Time
	who      auth.Who
	actor    desk.Actor
	campaign store.Campaign // ID "" while there is none
	others   []store.Campaign
	reg      *register.Register // units and firms, read when first asked for; shared
}

// policy forbids whatever a page does not itself bring along.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// guard sets the headers of every page and turns requests away that another
// site had a browser send.
func (p *Pages) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		p.secure(c)
		if err := p.cross.Check(c.Request()); err != nil {
			return p.fail(c, problem.New("cross_site"))
		}
		return next(c)
	}
}

// secure sets the headers of every answer.
func (p *Pages) secure(c echo.Context) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

const visitKey = "chunfeng/visit"

// in serves a page to whoever is logged in.
func (p *Pages) in(serve func(*visit) error, change bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := &visit{Context: c, pages: p, ctx: c.Request().Context(), began: p.o.Now()}
		var known bool
		if v.who, known = gate.Who(c); !known {
			return p.outside(c)
		}
		if v.who.User.Change && !change {
			return c.Redirect(http.StatusSeeOther, "/password")
		}
		u := v.who.User
		v.actor = desk.Actor{User: u.ID, Name: u.Name, Role: u.Role, Unit: u.Unit, Address: c.RealIP()}
		c.Set(visitKey, v)
		if err := v.chooseFrom(); err != nil {
			return p.fail(c, err)
		}
		if err := serve(v); err != nil {
			return p.fail(c, err)
		}
		return nil
	}
}

// outside answers whoever is not logged in: script asks for the password in
// place, a page goes to the log-in and comes back.
func (p *Pages) outside(c echo.Context) error {
	r := c.Request()
	if partial(r) {
		return c.String(http.StatusUnauthorized, "请重新登录")
	}
	to := "/login"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// partial reports whether script asked, which puts the answer into a page.
func partial(r *http.Request) bool {
	return r.Header.Get("HX-Request") != "" || r.Header.Get("X-Requested-With") != ""
}

// chooseFrom finds the campaign: the visitor's choice, the configured one, the
// last.
func (v *visit) chooseFrom() error {
	all, err := v.pages.o.Desk.Campaigns(v.ctx, v.actor)
	if err != nil {
		return err
	}
	v.others = all
	want := v.pages.o.Campaign
	if c, err := v.Cookie("campaign"); err == nil {
		want = c.Value
	}
	for _, c := range all {
		if v.campaign = c; c.ID == want {
			break
		}
	}
	return nil
}

func (p *Pages) chooseCampaign(v *visit) error {
	v.SetCookie(&http.Cookie{Name: "campaign", Value: v.FormValue("campaign"), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return v.Redirect(http.StatusSeeOther, "/")
}

// periods is the campaign's periods in order.
func (v *visit) periods() []period.Period { return v.campaign.File.Campaign.Periods }

// current is the first period whose cut-off and grace are not over, the last
// one after the end.
func (v *visit) current() period.Period {
	all := v.periods()
	for _, p := range all {
		if v.began.Before(p.Cutoff.Add(v.campaign.File.Campaign.Grace)) {
			return p
		}
	}
	if len(all) == 0 {
		return period.Period{}
	}
	return all[len(all)-1]
}

// Deadline is the current period, for templates; nil while there is none.
func (v *visit) Deadline() *period.Period {
	if p := v.current(); p.No > 0 {
		return &p
	}
	return nil
}

// PeriodName is a period as clerks name it: 第5期, of one that is not known what
// it was called.
func (v *visit) PeriodName(name string) string {
	for _, p := range v.periods() {
		if p.Name() == name {
			return fmt.Sprintf("第%d期", p.No)
		}
	}
	return name
}

// asked is the period the request names, else the current one.
func (v *visit) asked() period.Period {
	name := v.FormValue("period")
	for _, p := range v.periods() {
		if p.Name() == name {
			return p
		}
	}
	return v.current()
}

// office reports whether the visitor is of the city.
func (v *visit) office() bool { return v.actor.Role == store.City || v.actor.Role == store.Viewer }

// loadUnits reads the units of the campaign.
func (v *visit) loadUnits() error {
	if v.reg != nil {
		return nil
	}
	v.reg = &register.Register{}
	if v.campaign.ID == "" {
		return nil
	}
	reg, err := v.pages.o.Desk.Register(v.ctx, v.campaign.ID)
	if err != nil {
		return fmt.Errorf("read units: %w", err)
	}
	v.reg = reg
	return nil
}

// known is a unit or firm of the campaign, whoever's it is.
func (v *visit) known(code returns.UnitCode) (returns.Unit, bool) {
	if v.reg == nil {
		return returns.Unit{}, false
	}
	return v.reg.Unit(code)
}

// mine is the units and firms the visitor may see, in the order of tables,
// phones masked for those who only read.
func (v *visit) mine() (units, firms []returns.Unit, err error) {
	if err := v.loadUnits(); err != nil {
		return nil, nil, err
	}
	return v.seen(v.reg.Units), v.seen(v.reg.Firms), nil
}

func (v *visit) seen(all []returns.Unit) []returns.Unit {
	var out []returns.Unit
	for _, u := range all {
		if v.who.May(auth.See, u.Code, countyOf(u)) {
			out = append(out, v.veiled(u))
		}
	}
	return out
}

// veiled is a unit with its phone masked for those who only read.
func (v *visit) veiled(u returns.Unit) returns.Unit {
	if !v.who.May(auth.File, u.Code, countyOf(u)) {
		u.Phone = vault.MaskText(u.Phone)
	}
	return u
}

// mostChoices is how many firms a list to choose from holds. Beyond that one
// comes from the page of firms, which can be searched.
const mostChoices = 200

// pickable is the units to choose from: all that are no firms, the firms where
// they are few, and the one that is chosen.
func (v *visit) pickable(chosen returns.UnitCode) ([]returns.Unit, error) {
	units, firms, err := v.mine()
	if err != nil {
		return nil, err
	}
	if len(firms) <= mostChoices {
		return append(units, firms...), nil
	}
	for _, f := range firms {
		if f.Code == chosen {
			units = append(units, f)
		}
	}
	return units, nil
}

// countyOf is the county-level unit that u belongs to.
func countyOf(u returns.Unit) returns.UnitCode {
	if u.Kind == period.Firm {
		return u.Within
	}
	return u.Code
}

// unitName is a unit's name; of one that is not known its code.
func (v *visit) unitName(code returns.UnitCode) string {
	if u, ok := v.known(code); ok {
		return u.Name
	}
	if code == "" {
		return "全市"
	}
	return string(code)
}

// A frame is what the layout prints around a page.
type frame struct {
	Title    string
	Page     string // for the menu
	Visit    *visit
	Campaign store.Campaign
	Others   []store.Campaign
	Menu     []item
	Now      time.Time
	Plain    bool
	Version  string
	Done     string // what was just done
	Body     any
}

// An item is one line of the menu.
type item struct {
	Page, Name, Path string
}

// menu is by role, what is needed most first.
func (v *visit) menu() []item {
	help := item{"help", "帮助", "/help"}
	switch v.actor.Role {
	case store.City, store.Viewer:
		m := []item{{"week", "本期", "/week"}, {"figures", "指标", "/figures"}, {"conflicts", "待定", "/conflicts"}, {"briefings", "简报", "/briefings"},
			{"returns", "报表", "/returns"}, {"filings", "收件", "/filings"}}
		if v.actor.Role == store.City {
			m = append(m, item{"upload", "代报", "/upload"}, item{"units", "单位", "/units"}, item{"accounts", "账号", "/accounts"}, item{"headers", "表头", "/headers"}, item{"audit", "日志", "/audit"})
		}
		return append(m, help)
	case store.County:
		return []item{{"home", "首页", "/"}, {"upload", "报送", "/upload"}, {"returns", "我的报表", "/returns"}, {"filings", "收件", "/filings"},
			{"figures", "指标", "/figures"}, {"conflicts", "冲突", "/conflicts"}, {"units", "企业", "/units"}, {"accounts", "账号", "/accounts"}, {"headers", "表头", "/headers"}, help}
	}
	return []item{{"home", "报送", "/"}, {"returns", "我的报表", "/returns"}, help}
}

// show renders a page.
func (v *visit) show(page, title string, body any) error {
	return v.showAs(http.StatusOK, page, page, title, body)
}

func (v *visit) showAs(status int, name, menu, title string, body any) error {
	return v.pages.render(v.Context, status, name, v.framed(menu, title, body))
}

func (v *visit) framed(menu, title string, body any) frame {
	return frame{
		Title: title, Page: menu, Visit: v, Campaign: v.campaign, Others: v.others, Menu: v.menu(), Now: v.began,
		Plain: v.pages.o.Plain, Version: v.pages.o.Version, Done: v.said(), Body: body,
	}
}

// part renders a named part of a page alone, for script to put in place.
func (v *visit) part(page, name string, body any) error {
	return v.pages.renderPart(v.Context, http.StatusOK, page, name, v.framed(page, "", body))
}

func (p *Pages) render(c echo.Context, status int, page string, f frame) error {
	return p.renderPart(c, status, page, "frame", f)
}

// renderPart renders into memory first: a page is whole or an error.
func (p *Pages) renderPart(c echo.Context, status int, page, name string, f frame) error {
	t, ok := p.templates[page]
	if !ok {
		return fmt.Errorf("render page: no template %q", page)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, f); err != nil {
		return fmt.Errorf("render %s: %w", page, err)
	}
	return c.HTMLBlob(status, b.Bytes())
}

// doneWords are what a page says after an act, by the word in its address: no
// text of an address is ever printed.
var doneWords = [...][2]string{
	{"explained", "说明已记下。"}, {"columns", "列的含义已记下，并按它重新核对。"}, {"withdrawn", "已撤回。"}, {"sentback", "已退回，等待报送单位改报。"},
	{"admitted", "更正已采纳，相关简报已写入勘误。"}, {"nil", "零报告已收。"}, {"closed", "本期已关闭。"}, {"opened", "本期已重新打开。"}, {"reminded", "催报已交付发送。"},
	{"issued", "简报已印发，本期已关闭。"}, {"voided", "简报已作废。"}, {"decided", "决定已记下，以后的报表也照此办理。"}, {"undone", "决定已撤销。"},
	{"password", "密码已修改，其他设备上的登录已退出。"}, {"forgotten", "这条表头记忆已删除。"}, {"revoked", "邀请已作废。"}, {"disabled", "账号状态已更改。"}, {"firms", "企业名册已导入。"},
	{"text", "段落已保存，草稿里已经换上。"}, {"aliases", "别名已保存，以后的报表按它认。"}, {"unissued", "令牌已作废，用它的程序即刻不能再连。"},
}

// said is what was just done.
func (v *visit) said() string {
	at := v.QueryParam("done")
	i := slices.IndexFunc(doneWords[:], func(w [2]string) bool { return w[0] == at })
	if i < 0 {
		return ""
	}
	return doneWords[i][1]
}

// back goes to a page of ours after an act.
func (v *visit) back(to, done string) error {
	if done != "" {
		sep := "?"
		if strings.Contains(to, "?") {
			sep = "&"
		}
		at, mark, found := strings.Cut(to, "#")
		if to = at + sep + "done=" + done; found {
			to += "#" + mark
		}
	}
	return v.Redirect(http.StatusSeeOther, to)
}

// local is a path of this site, or the other one: nobody is sent elsewhere.
func local(to, otherwise string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return otherwise
	}
	return to
}

// Who is who asks, for templates.
func (v *visit) Who() auth.Who { return v.who }

// Actor is who asks as the desk knows people, for templates.
func (v *visit) Actor() desk.Actor { return v.actor }
