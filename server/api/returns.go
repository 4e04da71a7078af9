package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// sortBy orders by the place of findings; equal places keep their order.
func sortBy[T any](all []T, of func(T) finding.Finding) {
	slices.SortStableFunc(all, func(x, y T) int { return finding.Compare(of(x), of(y)) })
}

func (a *API) listReturns(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	f := store.ReturnFilter{
		Campaign: campaign, Form: returns.FormID(c.QueryParam("form")), Period: c.QueryParam("period"),
		Filing: c.QueryParam("filing"), Newest: yes(c.QueryParam("newest")), Page: page(c),
	}
	if u := c.QueryParam("unit"); u != "" {
		f.Units = []returns.UnitCode{returns.UnitCode(u)}
	}
	if s := c.QueryParam("state"); s != "" {
		state, ok := stateNamed(s)
		if !ok {
			return problem.New("invalid", "参数 state 不对")
		}
		f.States = []returns.State{state}
	}
	all, err := a.desk.Returns(c.Request().Context(), gate.Actor(c), f)
	if err != nil {
		return err
	}
	t, err := a.teller(c, campaign)
	if err != nil {
		return err
	}
	all, next := cut(c, all, func(r *store.Return) string { return r.ID })
	var out []headJSON
	for i := range all {
		out = append(out, t.head(&all[i]))
	}
	return list(c, out, next)
}

func stateNamed(s string) (returns.State, bool) {
	for state := returns.Accepted; state <= returns.Offered; state++ {
		if state.String() == s {
			return state, true
		}
	}
	return 0, false
}

// tell answers with one return.
func (a *API) tell(c echo.Context, status int, r *store.Return) error {
	t, err := a.teller(c, r.Campaign)
	if err != nil {
		return err
	}
	return c.JSON(status, t.whole(r))
}

func (a *API) showReturn(c echo.Context) error {
	r, err := a.desk.Return(c.Request().Context(), gate.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return a.tell(c, http.StatusOK, r)
}

func (a *API) records(c echo.Context) error { return a.tellRecords(c, "") }

type reasonJSON struct {
	Reason string `json:"reason"`
}

// clearRecords shows personal numbers to those who may file for the unit, for a
// reason that the audit log keeps.
func (a *API) clearRecords(c echo.Context) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	return a.tellRecords(c, in.Reason)
}

func (a *API) tellRecords(c echo.Context, reason string) error {
	ctx, who := c.Request().Context(), gate.Actor(c)
	r, err := a.desk.Return(ctx, who, c.Param("id"))
	if err != nil {
		return err
	}
	recs, err := a.desk.Records(ctx, who, r.ID, reason)
	if err != nil {
		return err
	}
	t, err := a.teller(c, r.Campaign)
	if err != nil {
		return err
	}
	return list(c, t.records(r, recs), "")
}

type changesJSON struct {
	Returns []returnChangesJSON `json:"returns"`
	Figures []figureChangeJSON  `json:"figures"`
}

type returnChangesJSON struct {
	Form    string           `json:"form"`
	Title   string           `json:"title"`
	Against int              `json:"against"`
	Added   []rowJSON        `json:"added"`
	Removed []rowJSON        `json:"removed"`
	Cells   []cellChangeJSON `json:"cells"`
}

type rowJSON struct {
	Row   int    `json:"row"`
	Words string `json:"words"`
}

type cellChangeJSON struct {
	Row    int    `json:"row"`
	Words  string `json:"words"`
	Field  string `json:"field"`
	Header string `json:"header"`
	Cell   string `json:"cell"`
	Was    string `json:"was"`
	Is     string `json:"is"`
}

type figureChangeJSON struct {
	Unit   string `json:"unit"` // "" for the city
	ID     string `json:"id"`
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (t teller) returnChanges(r *desk.ReturnChanges) returnChangesJSON {
	out := returnChangesJSON{
		Form: string(r.Form), Title: t.title(r.Form), Against: r.Against, Added: []rowJSON{}, Removed: []rowJSON{}, Cells: []cellChangeJSON{},
	}
	for _, x := range r.Added {
		out.Added = append(out.Added, rowJSON(x))
	}
	for _, x := range r.Removed {
		out.Removed = append(out.Removed, rowJSON(x))
	}
	for _, x := range r.Cells {
		out.Cells = append(out.Cells, cellChangeJSON{x.Row, x.Words, string(x.Field), x.Header, x.Cell, x.Was, x.Is})
	}
	return out
}

func (t teller) changes(c *desk.Changes) *changesJSON {
	if c == nil {
		return nil
	}
	out := &changesJSON{Returns: []returnChangesJSON{}, Figures: []figureChangeJSON{}}
	for i := range c.Returns {
		out.Returns = append(out.Returns, t.returnChanges(&c.Returns[i]))
	}
	for _, f := range c.Figures {
		out.Figures = append(out.Figures, figureChangeJSON{string(f.Unit), string(figureID(f)), f.After.Name, phrase.Text(f.Before), phrase.Text(f.After)})
	}
	return out
}

func figureID(f desk.FigureChange) figures.ID {
	if f.After.ID != "" {
		return f.After.ID
	}
	return f.Before.ID
}

func (a *API) changes(c echo.Context) error {
	ctx, who := c.Request().Context(), gate.Actor(c)
	r, err := a.desk.Return(ctx, who, c.Param("id"))
	if err != nil {
		return err
	}
	changes, err := a.desk.Changes(ctx, who, r.ID)
	if err != nil {
		return err
	}
	t, err := a.teller(c, r.Campaign)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, t.returnChanges(changes))
}

func (a *API) explain(c echo.Context) error {
	in, err := body[struct {
		Numbers []int  `json:"numbers"`
		Code    string `json:"code"`
		Form    string `json:"form"`
		Field   string `json:"field"`
		Text    string `json:"text"`
	}](c)
	if err != nil {
		return err
	}
	r, err := a.desk.Explain(c.Request().Context(), gate.Actor(c), c.Param("id"), desk.Explanations{
		Numbers: in.Numbers, Code: finding.Code(in.Code), Form: returns.FormID(in.Form), Field: returns.FieldID(in.Field), Text: in.Text,
	})
	if err != nil {
		return err
	}
	return a.tell(c, http.StatusOK, r)
}

// columns answers like an upload: the file was read again.
func (a *API) columns(c echo.Context) error {
	in, err := body[struct {
		Headers []struct {
			Header string `json:"header"`
			Field  string `json:"field"`
		} `json:"headers"`
		Password string `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	var headers []desk.Header
	for _, h := range in.Headers {
		headers = append(headers, desk.Header(h))
	}
	rec, err := a.desk.MapColumns(c.Request().Context(), gate.Actor(c), c.Param("id"), headers, in.Password)
	if err != nil {
		return err
	}
	out, err := a.receipt(c, rec)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, out)
}

func (a *API) withdraw(c echo.Context) error { return a.act(c, a.desk.Withdraw) }

func (a *API) sendBack(c echo.Context) error { return a.act(c, a.desk.SendBack) }

// act does something to a return for a reason and answers with it.
func (a *API) act(c echo.Context, do func(context.Context, desk.Actor, string, string) (*store.Return, error)) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	r, err := do(c.Request().Context(), gate.Actor(c), c.Param("id"), in.Reason)
	if err != nil {
		return err
	}
	return a.tell(c, http.StatusOK, r)
}

func (a *API) admit(c echo.Context) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	r, errata, err := a.desk.Admit(c.Request().Context(), gate.Actor(c), c.Param("id"), in.Reason)
	if err != nil {
		return err
	}
	t, err := a.teller(c, r.Campaign)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Return returnJSON    `json:"return"`
		Errata []erratumJSON `json:"errata"`
	}{t.whole(r), errataOf(errata)})
}

func (a *API) nilReport(c echo.Context) error {
	began := a.now()
	in, err := body[struct {
		Campaign string `json:"campaign"`
		Unit     string `json:"unit"`
		Form     string `json:"form"`
		Period   string `json:"period"`
		Reason   string `json:"reason"`
	}](c)
	if err != nil {
		return err
	}
	if in.Campaign, err = a.campaignOr(c, in.Campaign); err != nil {
		return err
	}
	r, err := a.desk.Nil(c.Request().Context(), gate.Actor(c), desk.NilReport{
		Campaign: in.Campaign, Unit: returns.UnitCode(in.Unit), Form: returns.FormID(in.Form), Period: in.Period, Reason: in.Reason, Began: began,
	})
	if err != nil {
		return err
	}
	return a.tell(c, http.StatusCreated, r)
}
