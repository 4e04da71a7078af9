package web

import (
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

// A unitPage is one unit or firm: its names, its accounts, what was decided
// about it.
type unitPage struct {
	Unit    returns.Unit
	Typed   string // its aliases, one a line
	Users   []store.User
	Decided []conflictShown
	May     bool // change its names
	Manages bool // invite and reset
	Files   bool
	Visit   *visit
}

func (p *Pages) unit(v *visit) error {
	page, err := p.unitPage(v)
	if err != nil {
		return err
	}
	return v.showAs(200, "unit", "units", page.Unit.Name, page)
}

// unitPage reads a unit that the visitor may see.
func (p *Pages) unitPage(v *visit) (*unitPage, error) {
	if v.actor.Role == store.Firm {
		return nil, store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return nil, err
	}
	u, known := v.known(returns.UnitCode(v.Param("code")))
	if !known || !v.who.May(auth.See, u.Code, countyOf(u)) {
		return nil, store.ErrNotFound
	}
	page := &unitPage{Unit: v.veiled(u), Typed: strings.Join(u.Aliases, "\n"), Visit: v}
	page.Files, page.May = v.standing(u.Code, countyOf(u))
	page.May = page.May || v.actor.Role == store.City
	var err error
	if page.Manages = v.Manages(u); page.Manages {
		f := store.UserFilter{Units: []returns.UnitCode{u.Code}, Page: store.Page{Limit: 20}}
		if page.Users, err = p.o.Auth.Users(v.ctx, v.who, f); err != nil {
			return nil, err
		}
	}
	page.Decided, err = p.decidedOf(v, u)
	return page, err
}

// decidedOf is what was decided of conflicts in which a unit has a part, as of
// the current period.
func (p *Pages) decidedOf(v *visit, u returns.Unit) ([]conflictShown, error) {
	all, err := p.o.Desk.Conflicts(v.ctx, v.actor, v.campaign.ID, v.current().Name())
	if err != nil {
		return nil, err
	}
	var out []conflictShown
	for _, c := range all {
		if c.Decision != nil && concerns(c, u) {
			out = append(out, v.shown(c))
		}
	}
	return out, nil
}

// concerns reports whether a conflict is about a unit, or about a firm by its
// name.
func concerns(c figures.Conflict, u returns.Unit) bool {
	if u.Kind == period.Firm && (c.Firm == string(u.Code) || strings.Contains(c.What, u.Name)) {
		return true
	}
	for _, code := range c.Units {
		if code == u.Code {
			return true
		}
	}
	return false
}

func (p *Pages) putAliases(v *visit) error {
	code := returns.UnitCode(v.Param("code"))
	if err := p.o.Desk.PutAliases(v.ctx, v.actor, v.campaign.ID, code, paragraphs(v.FormValue("aliases"))); err != nil {
		return err
	}
	return v.back("/units/"+string(code), "aliases")
}
