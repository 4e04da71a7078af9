package api

import (
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/importer"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/xlsx"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

type formJSON struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Counting string      `json:"counting"`
	FiledBy  []string    `json:"filed_by"`
	Fields   []fieldJSON `json:"fields"`
}

type fieldJSON struct {
	ID       string `json:"id"`
	Header   string `json:"header"`
	Type     string `json:"type"`
	Unit     string `json:"unit,omitempty"`
	Required bool   `json:"required"`
}

func (a *API) listForms(c echo.Context) error {
	var out []formJSON
	for _, f := range a.forms.Forms {
		line := formJSON{ID: string(f.ID), Title: f.Title, Counting: string(f.Counting), FiledBy: []string{}, Fields: []fieldJSON{}}
		for _, k := range f.FiledBy {
			line.FiledBy = append(line.FiledBy, string(k))
		}
		for i := range f.Fields {
			if fl := &f.Fields[i]; !fl.Derived {
				line.Fields = append(line.Fields, fieldJSON{string(fl.ID), fl.Header, string(fl.Type), fl.Unit, fl.Required})
			}
		}
		out = append(out, line)
	}
	return list(c, out, "")
}

type fullUnitJSON struct {
	Code    string   `json:"code"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Within  string   `json:"within,omitempty"`
	From    string   `json:"from,omitempty"`
	To      string   `json:"to,omitempty"`
	Contact string   `json:"contact,omitempty"`
	Phone   string   `json:"phone,omitempty"`
}

func (a *API) units(c echo.Context) error {
	return a.listUnits(c, func(u returns.Unit) bool { return u.Kind != period.Firm })
}

func (a *API) firms(c echo.Context) error {
	county := returns.UnitCode(c.QueryParam("county"))
	return a.listUnits(c, func(u returns.Unit) bool { return u.Kind == period.Firm && (county == "" || u.Within == county) })
}

func (a *API) listUnits(c echo.Context, want func(returns.Unit) bool) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Units(c.Request().Context(), gate.Actor(c), campaign)
	if err != nil {
		return err
	}
	var out []fullUnitJSON
	for _, u := range all {
		if want(u) {
			out = append(out, fullUnitJSON{
				string(u.Code), string(u.Kind), u.Name, append([]string{}, u.Aliases...), string(u.Within), u.From.String(), u.To.String(), u.Contact, u.Phone,
			})
		}
	}
	out, next := window(c, out, func(u *fullUnitJSON) string { return u.Code })
	return list(c, out, next)
}

// putFirms takes a workbook that lists firms, with the headers of the sample's
// firms.xlsx.
func (a *API) putFirms(c echo.Context) error {
	u, claimed, err := a.upload(c)
	defer func() { a.held.give(claimed) }()
	if err != nil {
		return err
	}
	if u.Campaign, err = a.campaignOr(c, u.Campaign); err != nil {
		return err
	}
	ctx := c.Request().Context()
	reg, err := a.desk.Register(ctx, u.Campaign)
	if err != nil {
		return err
	}
	firms, err := importer.ReadFirms(u.File, u.Data, reg)
	if err != nil {
		return problem.New("invalid", "企业名录读不了：须有表头“企业名称、统一社会信用代码、所属县(市、区)”，代码有效且不重复，县(市、区)为本次行动的单位")
	}
	if err := a.desk.PutFirms(ctx, gate.Actor(c), u.Campaign, firms); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Firms int `json:"firms"`
	}{len(firms)})
}

func (a *API) export(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	form, _ := file(c.Param("file"))
	name := c.QueryParam("period")
	return made(c, typeCSV, form+"-"+name+".csv", func(w io.Writer) error {
		return a.desk.Export(c.Request().Context(), gate.Actor(c), campaign, name, returns.FormID(form), w)
	})
}

type entryJSON struct {
	No      int64  `json:"no"`
	At      string `json:"at"`
	Who     string `json:"who"`
	Role    string `json:"role"`
	Address string `json:"address"`
	What    string `json:"what"`
	Of      string `json:"of"`
	Unit    string `json:"unit"`
	County  string `json:"county"`
	Detail  string `json:"detail"`
	Hash    string `json:"hash"`
}

func (a *API) audit(c echo.Context) error {
	f := store.AuditFilter{What: c.QueryParam("what"), Of: c.QueryParam("of"), Who: c.QueryParam("who"), Limit: limit(c) + 1}
	var err error
	if f.Before, err = entryNumber(c.QueryParam("cursor")); err != nil {
		return err
	}
	for _, x := range []struct {
		into *time.Time
		text string
	}{{&f.Since, c.QueryParam("since")}, {&f.Until, c.QueryParam("until")}} {
		if *x.into, err = when(x.text); err != nil {
			return err
		}
	}
	if u := c.QueryParam("unit"); u != "" {
		f.Units = []returns.UnitCode{returns.UnitCode(u)}
	}
	all, err := a.desk.Audit(c.Request().Context(), gate.Actor(c), f)
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(e *store.Entry) string { return number10(e.No) })
	var out []entryJSON
	for _, e := range all {
		out = append(out, entryJSON{
			e.No, stamp(e.At), e.Who, string(e.Role), e.Address, e.What, e.Of, string(e.Unit), string(e.County), e.Detail, e.Hash,
		})
	}
	return list(c, slices.Clip(out), next)
}

func (a *API) auditChain(c echo.Context) error {
	x, err := a.desk.VerifyAudit(c.Request().Context(), gate.Actor(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Entries int64  `json:"entries"`
		Head    string `json:"head"`
		Broken  int64  `json:"broken"`
		Why     string `json:"why,omitempty"`
	}{x.Entries, x.Head, x.Broken, x.Why})
}

// template answers with a blank workbook of a form: for a unit, with what it
// last filed filled in where the form wants it, and for a period, where they
// are named.
func (a *API) template(c echo.Context) error {
	stem, _ := file(c.Param("file"))
	form, ok := a.forms.Form(returns.FormID(stem))
	if !ok {
		return store.ErrNotFound
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	on, err := a.desk.Blank(c.Request().Context(), gate.Actor(c), campaign, form.ID, returns.UnitCode(c.QueryParam("unit")), c.QueryParam("period"))
	if err != nil {
		return err
	}
	name := on.Unit.Name + form.Title + on.Period.Name() + ".xlsx"
	return made(c, typeXLSX, name, func(w io.Writer) error { return xlsx.Template(w, form, on) })
}
