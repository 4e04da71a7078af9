package api

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

type userJSON struct {
	ID       string `json:"id"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Phone    string `json:"phone,omitempty"`
	Role     string `json:"role"`
	Unit     string `json:"unit,omitempty"`
	County   string `json:"county,omitempty"`
	Change   bool   `json:"change_password"`
	Disabled bool   `json:"disabled"`
	Created  string `json:"created"`
	LastIn   string `json:"last_in,omitempty"`
}

func userOf(u store.User) userJSON {
	return userJSON{
		u.ID, u.Login, u.Name, u.Phone, string(u.Role), string(u.Unit), string(u.County), u.Change, u.Disabled, stamp(u.Created), stamp(u.LastIn),
	}
}

func (a *API) logIn(c echo.Context) error {
	in, err := body[struct {
		Login    string `json:"login"`
		Password string `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	secret, who, err := a.auth.LogIn(c.Request().Context(), auth.LogIn{Name: in.Login, Password: in.Password, Address: c.RealIP(), Former: a.gate.Secret(c)})
	if err != nil {
		return err
	}
	a.gate.Begin(c, secret)
	return c.JSON(http.StatusOK, userOf(who.User))
}

// asking is who asks, signed in or having to change the password first.
func asking(c echo.Context) (auth.Who, error) {
	who, ok := gate.Who(c)
	if !ok {
		return who, problem.New("not_signed_in")
	}
	return who, nil
}

func (a *API) logOut(c echo.Context) error {
	who, err := asking(c)
	if err != nil {
		return err
	}
	if who.Session != "" {
		if err := a.auth.LogOut(c.Request().Context(), who); err != nil {
			return err
		}
	}
	a.gate.End(c)
	return c.NoContent(http.StatusNoContent)
}

func (a *API) me(c echo.Context) error {
	who, err := asking(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, userOf(who.User))
}

func (a *API) changePassword(c echo.Context) error {
	who, err := asking(c)
	if err != nil {
		return err
	}
	in, err := body[struct {
		Old string `json:"old"`
		New string `json:"new"`
	}](c)
	if err != nil {
		return err
	}
	secret, err := a.auth.ChangePassword(c.Request().Context(), who, in.Old, in.New)
	if err != nil {
		return err
	}
	if who.Session != "" {
		a.gate.Begin(c, secret)
	}
	return c.NoContent(http.StatusNoContent)
}

func (a *API) acceptInvitation(c echo.Context) error {
	in, err := body[struct {
		Code     string `json:"code"`
		Login    string `json:"login"`
		Name     string `json:"name"`
		Phone    string `json:"phone"`
		Password string `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	u, err := a.auth.Accept(c.Request().Context(), auth.Newcomer{
		Code: in.Code, Login: in.Login, Name: in.Name, Phone: in.Phone, Password: in.Password, Address: c.RealIP(),
	})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, userOf(u))
}

// people is which accounts or invitations a list shows.
func people(c echo.Context) store.UserFilter {
	f := store.UserFilter{County: returns.UnitCode(c.QueryParam("county")), Page: page(c)}
	if r := c.QueryParam("role"); r != "" {
		f.Roles = []store.Role{store.Role(r)}
	}
	if u := c.QueryParam("unit"); u != "" {
		f.Units = []returns.UnitCode{returns.UnitCode(u)}
	}
	return f
}

func (a *API) users(c echo.Context) error {
	who, _ := gate.Who(c)
	all, err := a.auth.Users(c.Request().Context(), who, people(c))
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(u *store.User) string { return u.ID })
	var out []userJSON
	for _, u := range all {
		out = append(out, userOf(u))
	}
	return list(c, out, next)
}

// countyOf is the county that accounts of a unit belong to: the register's for
// firms, the unit itself for counties. Units that who asks may not see are not
// there.
func (a *API) countyOf(c echo.Context, role store.Role, unit returns.UnitCode) (returns.UnitCode, error) {
	if unit == "" {
		return "", nil
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return "", err
	}
	all, err := a.desk.Units(c.Request().Context(), gate.Actor(c), campaign)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(u returns.Unit) bool { return u.Code == unit })
	switch {
	case i < 0:
		return "", store.ErrNotFound
	case role == store.Firm:
		return all[i].Within, nil
	}
	return unit, nil
}

func (a *API) makeUser(c echo.Context) error {
	in, err := body[struct {
		Login    string `json:"login"`
		Name     string `json:"name"`
		Phone    string `json:"phone"`
		Role     string `json:"role"`
		Unit     string `json:"unit"`
		Password string `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	who, _ := gate.Who(c)
	u := store.User{Login: in.Login, Name: in.Name, Phone: in.Phone, Role: store.Role(in.Role), Unit: returns.UnitCode(in.Unit)}
	if u.County, err = a.countyOf(c, u.Role, u.Unit); err != nil {
		return err
	}
	u, err = a.auth.Create(c.Request().Context(), who, u, in.Password)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, userOf(u))
}

// alterUser changes what the request names and leaves the rest.
func (a *API) alterUser(c echo.Context) error {
	in, err := body[struct {
		Name     *string `json:"name"`
		Phone    *string `json:"phone"`
		Disabled *bool   `json:"disabled"`
	}](c)
	if err != nil {
		return err
	}
	who, _ := gate.Who(c)
	u, err := a.auth.Alter(c.Request().Context(), who, c.Param("id"), func(u *store.User) {
		if in.Name != nil {
			u.Name = *in.Name
		}
		if in.Phone != nil {
			u.Phone = *in.Phone
		}
		if in.Disabled != nil {
			u.Disabled = *in.Disabled
		}
	})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, userOf(u))
}

type invitationJSON struct {
	ID      string `json:"id"`
	Code    string `json:"code,omitempty"` // once, when it is made
	Role    string `json:"role"`
	Unit    string `json:"unit,omitempty"`
	County  string `json:"county,omitempty"`
	User    string `json:"user,omitempty"`
	Created string `json:"created"`
	Expires string `json:"expires"`
	Used    string `json:"used,omitempty"`
	Revoked string `json:"revoked,omitempty"`
}

func invitationOf(i store.Invitation, code string) invitationJSON {
	return invitationJSON{
		i.ID, code, string(i.Role), string(i.Unit), string(i.County), i.User, stamp(i.Created), stamp(i.Expires), stamp(i.Used), stamp(i.Revoked),
	}
}

func (a *API) resetUser(c echo.Context) error {
	who, _ := gate.Who(c)
	code, i, err := a.auth.Reset(c.Request().Context(), who, c.Param("id"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, invitationOf(i, code))
}

func (a *API) invitations(c echo.Context) error {
	who, _ := gate.Who(c)
	all, err := a.auth.Invitations(c.Request().Context(), who, people(c))
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(i *store.Invitation) string { return i.ID })
	var out []invitationJSON
	for _, i := range all {
		out = append(out, invitationOf(i, ""))
	}
	return list(c, out, next)
}

func (a *API) invite(c echo.Context) error {
	in, err := body[struct {
		Role string `json:"role"`
		Unit string `json:"unit"`
	}](c)
	if err != nil {
		return err
	}
	who, _ := gate.Who(c)
	role, unit := store.Role(in.Role), returns.UnitCode(in.Unit)
	county, err := a.countyOf(c, role, unit)
	if err != nil {
		return err
	}
	code, i, err := a.auth.Invite(c.Request().Context(), who, role, unit, county)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, invitationOf(i, code))
}

func (a *API) revokeInvitation(c echo.Context) error {
	who, _ := gate.Who(c)
	if err := a.auth.RevokeInvitation(c.Request().Context(), who, c.Param("id")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

type tokenJSON struct {
	ID      string `json:"id"`
	Secret  string `json:"secret,omitempty"` // once, when it is made
	User    string `json:"user"`
	Name    string `json:"name"`
	Created string `json:"created"`
	Expires string `json:"expires,omitempty"`
	Used    string `json:"used,omitempty"`
	Revoked string `json:"revoked,omitempty"`
}

func tokenOf(x store.Token, secret string) tokenJSON {
	return tokenJSON{x.ID, secret, x.User, vault.MaskText(x.Name), stamp(x.Created), stamp(x.Expires), stamp(x.Used), stamp(x.Revoked)}
}

func (a *API) tokens(c echo.Context) error {
	who, _ := gate.Who(c)
	all, err := a.auth.Tokens(c.Request().Context(), who)
	if err != nil {
		return err
	}
	var out []tokenJSON
	for _, x := range all {
		out = append(out, tokenOf(x, ""))
	}
	return list(c, out, "")
}

func (a *API) makeToken(c echo.Context) error {
	in, err := body[struct {
		Name    string `json:"name"`
		Expires string `json:"expires"`
	}](c)
	if err != nil {
		return err
	}
	expires, err := when(in.Expires)
	if err != nil {
		return err
	}
	who, _ := gate.Who(c)
	secret, x, err := a.auth.NewToken(c.Request().Context(), who, in.Name, expires)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, tokenOf(x, secret))
}

func (a *API) revokeToken(c echo.Context) error {
	who, _ := gate.Who(c)
	if err := a.auth.RevokeToken(c.Request().Context(), who, c.Param("id")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func entryNumber(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, problem.New("invalid", "参数 cursor 不对")
	}
	return n, nil
}

func number10(n int64) string { return strconv.FormatInt(n, 10) }
