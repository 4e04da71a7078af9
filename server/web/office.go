package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/auth"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// A unitsPage is the units and firms the visitor looks after.
type unitsPage struct {
	Units  []returns.Unit
	Firms  []returns.Unit
	Total  int // firms there are
	Search string
	Code   string // an invitation just made: shown once
	For    string
	Until  time.Time
	Link   string
	Visit  *visit
	May    bool // invite
}

// mostFirms bounds what a page lists; the rest is found by searching.
const mostFirms = 100

func (p *Pages) units(v *visit) error { return p.showUnits(v, unitsPage{}) }

func (p *Pages) showUnits(v *visit, page unitsPage) error {
	mine, err := v.mine()
	if err != nil {
		return err
	}
	if v.actor.Role == store.Firm {
		return store.ErrNotFound
	}
	page.Visit, page.Search, page.May = v, strings.TrimSpace(v.FormValue("q")), v.actor.Role != store.Viewer
	for _, u := range mine {
		if u.Kind != period.Firm {
			page.Units = append(page.Units, u)
			continue
		}
		if page.Search != "" && !strings.Contains(u.Name, page.Search) && !strings.Contains(string(u.Code), strings.ToUpper(page.Search)) {
			continue
		}
		if page.Total++; len(page.Firms) < mostFirms {
			page.Firms = append(page.Firms, u)
		}
	}
	return v.show("units", "单位和企业", page)
}

// invite makes a one-time code for a unit and shows it once.
func (p *Pages) invite(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	u, ok := v.names[returns.UnitCode(v.FormValue("unit"))]
	if !ok || !v.who.May(auth.See, u.Code, countyOf(u)) {
		return store.ErrNotFound
	}
	role, unit, county := store.County, u.Code, u.Code
	switch u.Kind {
	case period.Firm:
		role, county = store.Firm, u.Within
	case period.City:
		role, unit, county = store.City, "", ""
	}
	code, i, err := p.o.Auth.Invite(v.ctx, v.who, role, unit, county)
	if err != nil {
		return err
	}
	return p.showUnits(v, unitsPage{Code: code, For: u.Name, Until: i.Expires, Link: v.Scheme() + "://" + v.Request().Host + "/join"})
}

// importFirms adds the firms of a workbook to the register, or replaces those of
// the same code. What is wrong with the workbook is told as it is found.
func (p *Pages) importFirms(v *visit) error {
	h, err := v.FormFile("file")
	if err != nil {
		return problem.New("bad_request", "没有选择文件")
	}
	f, err := h.Open()
	if err != nil {
		return fmt.Errorf("open upload: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, p.o.MaxUpload+1))
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	reg, err := p.o.Desk.Register(v.ctx, v.campaign.ID)
	if err != nil {
		return err
	}
	firms, err := importer.ReadFirms(h.Filename, data, reg)
	if err != nil {
		p.o.Log.Info("firms not read", "err", err)
		return problem.New("bad_request", "名册没有导入：每家企业要有名称、有效的统一社会信用代码和认得出的所属县（市、区），请核对后再导入")
	}
	if err := p.o.Desk.PutFirms(v.ctx, v.actor, v.campaign.ID, firms); err != nil {
		return err
	}
	return v.back("/units", "firms")
}

// An accountsPage is the accounts one manages.
type accountsPage struct {
	Users       []store.User
	Invitations []store.Invitation
	Code        string
	For         string
	Until       time.Time
	Link        string
	Visit       *visit
}

func (p *Pages) accounts(v *visit) error { return p.showAccounts(v, accountsPage{}) }

func (p *Pages) showAccounts(v *visit, page accountsPage) error {
	if v.actor.Role != store.City && v.actor.Role != store.County {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	page.Visit = v
	var err error
	if page.Users, err = p.o.Auth.Users(v.ctx, v.who, store.UserFilter{Page: store.Page{Limit: 200}}); err != nil {
		return err
	}
	all, err := p.o.Auth.Invitations(v.ctx, v.who, store.UserFilter{Page: store.Page{Limit: 200}})
	if err != nil {
		return err
	}
	for _, i := range all {
		if i.Used.IsZero() && i.Revoked.IsZero() && i.Expires.After(v.began) {
			page.Invitations = append(page.Invitations, i)
		}
	}
	return v.show("accounts", "账号", page)
}

func (p *Pages) resetAccount(v *visit) error {
	code, i, err := p.o.Auth.Reset(v.ctx, v.who, v.FormValue("user"))
	if err != nil {
		return err
	}
	return p.showAccounts(v, accountsPage{Code: code, For: v.FormValue("name"), Until: i.Expires, Link: v.Scheme() + "://" + v.Request().Host + "/join"})
}

func (p *Pages) disableAccount(v *visit) error {
	_, err := p.o.Auth.Alter(v.ctx, v.who, v.FormValue("user"), func(u *store.User) { u.Disabled = v.FormValue("off") == "1" })
	if err != nil {
		return err
	}
	return v.back("/accounts", "disabled")
}

func (p *Pages) revokeInvitation(v *visit) error {
	if err := p.o.Auth.RevokeInvitation(v.ctx, v.who, v.FormValue("id")); err != nil {
		return err
	}
	return v.back("/accounts", "revoked")
}

// A headersPage is what was learned of headers.
type headersPage struct {
	Headers []headerShown
	Visit   *visit
	May     bool
}

type headerShown struct {
	store.Header
	Means string
}

func (p *Pages) headers(v *visit) error {
	if v.actor.Role == store.Firm {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	all, err := p.o.Desk.Headers(v.ctx, v.actor, v.campaign.ID)
	if err != nil {
		return err
	}
	page := headersPage{Visit: v, May: v.actor.Role != store.Viewer}
	for _, h := range all {
		s := headerShown{Header: h, Means: "不用这一列"}
		if f, ok := p.o.Forms.Form(h.Form); ok && h.Field != "-" {
			if x, ok := f.Field(returns.FieldID(h.Field)); ok {
				s.Means = x.Header
			}
		}
		page.Headers = append(page.Headers, s)
	}
	return v.show("headers", "表头记忆", page)
}

func (p *Pages) forgetHeader(v *visit) error {
	err := p.o.Desk.Forget(v.ctx, v.actor, store.Header{
		Campaign: v.campaign.ID, Unit: returns.UnitCode(v.FormValue("unit")), Form: returns.FormID(v.FormValue("form")), Header: v.FormValue("header"),
	})
	if err != nil {
		return err
	}
	return v.back("/headers", "forgotten")
}

// An auditPage is a page of the audit log.
type auditPage struct {
	Entries []auditShown
	More    int64
	What    string
	Kinds   [][2]string
	Chain   *store.Chain // of a check just made
	Visit   *visit
}

type auditShown struct {
	store.Entry
	By    string
	Facts string
}

func (p *Pages) audit(v *visit) error {
	if v.actor.Role != store.City {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(v.QueryParam("before"), 10, 64) // 0 is from the newest
	page := auditPage{What: v.QueryParam("what"), Kinds: auditNames[:], Visit: v}
	all, err := p.o.Desk.Audit(v.ctx, v.actor, store.AuditFilter{Before: before, What: page.What, Limit: pageSize})
	if err != nil {
		return err
	}
	if v.QueryParam("verify") != "" {
		chain, err := p.o.Desk.VerifyAudit(v.ctx, v.actor)
		if err != nil {
			return err
		}
		page.Chain = &chain
	}
	names := map[string]string{"": "系统"}
	for _, e := range all {
		if _, ok := names[e.Who]; !ok {
			u, err := p.o.Store.User(v.ctx, e.Who)
			if names[e.Who] = u.Name; err != nil || u.Name == "" {
				names[e.Who] = u.Login
			}
		}
		page.Entries = append(page.Entries, auditShown{Entry: e, By: names[e.Who], Facts: facts(e.Detail)})
	}
	if len(all) == pageSize {
		page.More = all[pageSize-1].No
	}
	return v.show("audit", "日志", page)
}

// facts are the small facts of an entry on one line.
func facts(detail string) string {
	var m map[string]any
	if json.Unmarshal([]byte(detail), &m) != nil {
		return ""
	}
	var out []string
	for k, x := range m {
		b, err := json.Marshal(x)
		if err == nil {
			word := strings.Trim(string(b), `"`)
			switch {
			case word == "true":
				out = append(out, factName(k))
				continue
			case word == "false":
				continue
			case k == "status":
				word = phrase.State(word)
			}
			out = append(out, factName(k)+" "+word)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "，")
}

// A helpPage says how to fill forms.
type helpPage struct {
	Forms  []*forms.Form
	Kind   period.UnitKind
	Period period.Period
	Grace  time.Duration
}

func (p *Pages) help(v *visit) error {
	kind := period.County
	if v.actor.Role == store.Firm {
		kind = period.Firm
	}
	page := helpPage{Kind: kind, Period: v.current(), Grace: v.campaign.File.Campaign.Grace}
	for _, f := range p.o.Forms.Forms {
		if f.Owed(kind) {
			page.Forms = append(page.Forms, f)
		}
	}
	return v.show("help", "帮助", page)
}

func (p *Pages) codes(v *visit) error {
	type family struct {
		Title string
		Kinds []finding.Kind
	}
	titles := [...][2]string{{"F", "文件"}, {"H", "表头和识别"}, {"C", "单元格"}, {"R", "行和合计"}, {"X", "与上期、与其他单位"}}
	var page []family
	for _, t := range titles {
		f := family{Title: t[1]}
		for _, k := range finding.Kinds() {
			if strings.HasPrefix(string(k.Code), t[0]) {
				f.Kinds = append(f.Kinds, k)
			}
		}
		page = append(page, f)
	}
	return v.showAs(http.StatusOK, "codes", "help", "问题代码", page)
}

// Manages reports whether the visitor manages a unit's accounts.
func (v *visit) Manages(u returns.Unit) bool {
	unit := u.Code
	if u.Kind == period.City {
		unit = ""
	}
	return v.who.May(auth.Supervise, unit, countyOf(u))
}
