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
	Firms  []firmShown
	Page   pager
	Search string
	Ready  map[returns.UnitCode]bool // who has an account
	Form   string                    // what firms owe now, "" for nothing
	Codes  []oneTime                 // invitations just made: shown once
	Visit  *visit
	May    bool // invite
}

// A firmShown is a firm with what came of what it owes now.
type firmShown struct {
	returns.Unit
	Mark mark
	ID   string // of its newest return
}

// A oneTime is an invitation just made, shown once.
type oneTime struct {
	Code  string
	For   string
	Until time.Time
	Link  string // of the page that takes codes
}

// QR is the picture of the address that opens with the code. The code stands
// behind #, which browsers keep to themselves: no log ever has it.
func (o oneTime) QR() (square, error) { return squareOf(o.Link + "#" + o.Code) }

// mostFirms bounds what a page lists.
const mostFirms = 50

func (p *Pages) units(v *visit) error { return p.showUnits(v, nil) }

func (p *Pages) showUnits(v *visit, codes []oneTime) error {
	if v.actor.Role == store.Firm {
		return store.ErrNotFound
	}
	units, firms, err := v.mine()
	if err != nil {
		return err
	}
	page := unitsPage{Units: units, Codes: codes, Visit: v, Search: strings.TrimSpace(v.QueryParam("q")), May: v.actor.Role != store.Viewer}
	if page.Search != "" {
		firms = slices.DeleteFunc(firms, func(u returns.Unit) bool { return !page.finds(u) })
	}
	page.Page = v.paged(len(firms), mostFirms)
	if err := p.listFirms(v, &page, firms[page.Page.From:page.Page.To]); err != nil {
		return err
	}
	return v.show("units", "单位和企业", page)
}

// finds reports whether a search means a firm: by name, alias, code or
// contact.
func (p *unitsPage) finds(u returns.Unit) bool {
	return strings.Contains(u.Name, p.Search) || strings.Contains(string(u.Code), strings.ToUpper(p.Search)) ||
		strings.Contains(u.Contact, p.Search) || slices.ContainsFunc(u.Aliases, func(a string) bool { return strings.Contains(a, p.Search) })
}

// listFirms says of each firm what came of what it owes for the current
// period, and of all units who has an account.
func (p *Pages) listFirms(v *visit, page *unitsPage, firms []returns.Unit) error {
	now := v.current()
	var codes []returns.UnitCode
	for _, u := range page.Units {
		codes = append(codes, u.Code)
	}
	for _, u := range firms {
		codes = append(codes, u.Code)
	}
	if page.May && len(codes) > 0 {
		users, err := p.o.Auth.Users(v.ctx, v.who, store.UserFilter{Units: codes, Page: store.Page{Limit: 500}})
		if err != nil {
			return err
		}
		page.Ready = map[returns.UnitCode]bool{}
		for _, u := range users {
			page.Ready[u.Unit] = page.Ready[u.Unit] || !u.Disabled
		}
	}
	owed := slices.IndexFunc(p.o.Forms.Forms, func(f *forms.Form) bool {
		return now.No > 0 && v.campaign.File.Campaign.Owes(period.Firm, string(f.ID), now)
	})
	var heads []store.Return
	if owed >= 0 && len(firms) > 0 {
		page.Form = p.o.Forms.Forms[owed].Title
		var err error
		heads, err = p.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{
			Campaign: v.campaign.ID, Units: codes[len(page.Units):], Form: p.o.Forms.Forms[owed].ID, Period: now.Name(),
		})
		if err != nil {
			return err
		}
	}
	for _, u := range firms {
		f := firmShown{Unit: u}
		newest, counted := newestOf(heads, u.Code)
		if f.Mark = v.markOf(owed >= 0, newest, counted, now); newest != nil {
			f.ID = newest.ID
		}
		page.Firms = append(page.Firms, f)
	}
	return nil
}

// newestOf is the newest of a unit's returns, and the newest that counts.
func newestOf(heads []store.Return, unit returns.UnitCode) (newest, counted *store.Return) {
	for i := range heads {
		h := &heads[i]
		if h.Unit != unit {
			continue
		}
		if newest == nil || h.Version > newest.Version {
			newest = h
		}
		if h.State.Counts() && (counted == nil || h.Version > counted.Version) {
			counted = h
		}
	}
	return newest, counted
}

// invite makes one-time codes for units and shows them once.
func (p *Pages) invite(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	form, err := v.FormParams()
	if err != nil || len(form["unit"]) == 0 || len(form["unit"]) > mostFirms {
		return problem.New("bad_request", "没有选择单位")
	}
	var made []oneTime
	for _, code := range form["unit"] {
		one, err := p.inviteOne(v, returns.UnitCode(code))
		if err != nil {
			return err
		}
		made = append(made, one)
	}
	return p.showUnits(v, made)
}

func (p *Pages) inviteOne(v *visit, unit returns.UnitCode) (oneTime, error) {
	u, ok := v.known(unit)
	if !ok || !v.who.May(auth.See, u.Code, countyOf(u)) {
		return oneTime{}, store.ErrNotFound
	}
	role, county := store.County, u.Code
	switch u.Kind {
	case period.Firm:
		role, county = store.Firm, u.Within
	case period.City:
		role, unit, county = store.City, "", ""
	}
	code, i, err := p.o.Auth.Invite(v.ctx, v.who, role, unit, county)
	if err != nil {
		return oneTime{}, err
	}
	return oneTime{code, u.Name, i.Expires, v.joinLink()}, nil
}

// joinLink is the address of the page that takes codes, as the visitor reaches
// it.
func (v *visit) joinLink() string { return v.Scheme() + "://" + v.Request().Host + "/join" }

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
	More        string // the id from which older ones are listed
	Codes       []oneTime
	Visit       *visit
}

func (p *Pages) accounts(v *visit) error { return p.showAccounts(v, nil) }

func (p *Pages) showAccounts(v *visit, codes []oneTime) error {
	if v.actor.Role != store.City && v.actor.Role != store.County {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	page := accountsPage{Codes: codes, Visit: v}
	var err error
	if page.Users, err = p.o.Auth.Users(v.ctx, v.who, store.UserFilter{Page: store.Page{Before: v.QueryParam("before"), Limit: pageSize}}); err != nil {
		return err
	}
	if len(page.Users) == pageSize {
		page.More = page.Users[pageSize-1].ID
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
	return p.showAccounts(v, []oneTime{{code, v.FormValue("name"), i.Expires, v.joinLink()}})
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
	return v.showAs(http.StatusOK, "codes", "help", "问题代码", finding.Families())
}

// Manages reports whether the visitor manages a unit's accounts.
func (v *visit) Manages(u returns.Unit) bool {
	unit := u.Code
	if u.Kind == period.City {
		unit = ""
	}
	return v.who.May(auth.Supervise, unit, countyOf(u))
}
