package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

type figureJSON struct {
	Value     any    `json:"value"`
	Text      string `json:"text"`
	Prose     string `json:"prose"`
	Qualifier string `json:"qualifier,omitempty"`
	Beside    string `json:"beside,omitempty"`
	Doubtful  bool   `json:"doubtful,omitempty"`
}

type shareJSON struct {
	Province string `json:"province"`
	People   int    `json:"people"`
}

type definitionJSON struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Unit       string `json:"unit"`
	Definition string `json:"definition"`
	Section    string `json:"section"`
}

// query is of which period or briefing figures are asked for.
func (a *API) query(c echo.Context) (desk.FigureQuery, error) {
	campaign, err := a.campaign(c)
	q := desk.FigureQuery{Campaign: campaign, Period: c.QueryParam("period"), Strict: yes(c.QueryParam("strict"))}
	if err != nil {
		return q, err
	}
	if s := c.QueryParam("briefing"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return q, problem.New("invalid", "参数 briefing 不对")
		}
		q.Briefing = n
	}
	if q.Period == "" && q.Briefing == 0 {
		return q, problem.New("invalid", "请指明报送期 period 或简报期号 briefing")
	}
	return q, nil
}

func (a *API) figures(c echo.Context) error {
	q, err := a.query(c)
	if err != nil {
		return err
	}
	who := gate.Actor(c)
	m, err := a.desk.Figures(c.Request().Context(), who, q)
	if err != nil {
		return err
	}
	out := struct {
		AsOf      string                                         `json:"asof"`
		Period    string                                         `json:"period"`
		Briefing  int                                            `json:"briefing,omitempty"`
		Figures   map[figures.ID]figureJSON                      `json:"figures"`
		Units     map[returns.UnitCode]map[figures.ID]figureJSON `json:"units,omitempty"`
		Catalogue []definitionJSON                               `json:"catalogue"`
	}{AsOf: m.AsOf.String(), Period: m.Period.Name(), Briefing: q.Briefing, Catalogue: []definitionJSON{}}
	own := figures.City
	if who.Role == store.County {
		own = who.Unit
	}
	out.Figures = figuresOf(m, own)
	if c.QueryParam("by") == "unit" {
		out.Units = map[returns.UnitCode]map[figures.ID]figureJSON{}
		reg, err := a.desk.Register(c.Request().Context(), q.Campaign)
		if err != nil {
			return err
		}
		for _, u := range reg.Units {
			if _, filed := m.Figures[u.Code]; filed {
				out.Units[u.Code] = figuresOf(m, u.Code)
			}
		}
	}
	for _, d := range m.Catalogue {
		out.Catalogue = append(out.Catalogue, definitionJSON{string(d.ID), d.Name, d.Unit, d.Definition, d.Section})
	}
	return c.JSON(http.StatusOK, out)
}

// figuresOf is the figures of a unit. Absent
// figures are left out.
func figuresOf(m *figures.Merged, unit returns.UnitCode) map[figures.ID]figureJSON {
	out := map[figures.ID]figureJSON{}
	for _, d := range m.Catalogue {
		for _, variant := range [...]figures.ID{"", "@week", "@new", "@change"} {
			if f, ok := m.Figures[unit][d.ID+variant]; ok && !f.Absent {
				out[f.ID] = figureOf(f)
			}
		}
	}
	return out
}

func figureOf(f figures.Figure) figureJSON {
	return figureJSON{number(f), phrase.Text(f), phrase.Prose(f), f.Value.Qualifier.String(), f.Beside, f.Doubtful}
}

// number is a figure's number: rates with four decimals rounded half up,
// changes of rates in points with one.
func number(f figures.Figure) any {
	switch f.Way {
	case figures.Shares:
		shares := []shareJSON{}
		for _, s := range f.Shares {
			shares = append(shares, shareJSON{s.Province, s.People})
		}
		return shares
	case figures.Ratio:
		return f.Value.Round(4)
	}
	return f.Value
}

type sourceJSON struct {
	Unit    string `json:"unit,omitempty"`
	Form    string `json:"form"`
	Period  string `json:"period"`
	Filing  string `json:"filing"`
	Version int    `json:"version"`
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell"`
	Text    string `json:"text"`
	Held    bool   `json:"held,omitempty"`
}

func sourceOf(s figures.Source) sourceJSON {
	return sourceJSON{
		string(s.Unit), string(s.Form), s.Period, s.Filing, s.Version, vault.MaskText(s.File), s.SHA256, s.Sheet, s.Cell, vault.MaskText(s.Text), s.Held,
	}
}

func sourcesOf(all []figures.Source) []sourceJSON {
	out := []sourceJSON{}
	for _, s := range all {
		out = append(out, sourceOf(s))
	}
	return out
}

type countedJSON struct {
	Key     string         `json:"key"`
	Name    string         `json:"name"`
	Amount  returns.Number `json:"amount"`
	Sources []sourceJSON   `json:"sources"`
}

type droppedJSON struct {
	Why    string     `json:"why"`
	Source sourceJSON `json:"source"`
}

func (a *API) sources(c echo.Context) error {
	q, err := a.query(c)
	if err != nil {
		return err
	}
	who := gate.Actor(c)
	unit := returns.UnitCode(c.QueryParam("unit"))
	if unit == "" && who.Role == store.County {
		unit = who.Unit
	}
	f, err := a.desk.Sources(c.Request().Context(), who, q, unit, figures.ID(c.Param("id")))
	if err != nil {
		return err
	}
	out := struct {
		ID          string        `json:"id"`
		Name        string        `json:"name"`
		Of          string        `json:"of"`
		Value       any           `json:"value"`
		Text        string        `json:"text"`
		Definition  string        `json:"definition"`
		Counted     []countedJSON `json:"counted"`
		Numerator   any           `json:"numerator,omitempty"`
		Denominator any           `json:"denominator,omitempty"`
		Dropped     []droppedJSON `json:"dropped"`
	}{
		ID: string(f.ID), Name: f.Name, Of: string(f.Of), Text: phrase.Text(f), Definition: f.Definition.Definition,
		Counted: []countedJSON{}, Dropped: []droppedJSON{},
	}
	if !f.Absent {
		out.Value = number(f)
	}
	if f.Way == figures.Ratio && !f.Absent {
		out.Numerator, out.Denominator = f.Numerator, f.Denominator
	}
	for _, x := range f.Counted {
		out.Counted = append(out.Counted, countedJSON{vault.MaskText(x.Key), vault.MaskText(x.Name), x.Amount, sourcesOf(x.Sources)})
	}
	for _, d := range f.Dropped {
		out.Dropped = append(out.Dropped, droppedJSON{d.Why, sourceOf(d.Source)})
	}
	return c.JSON(http.StatusOK, out)
}

type conflictJSON struct {
	ID       string        `json:"id"`
	Code     string        `json:"code"`
	Units    []string      `json:"units"`
	Firm     string        `json:"firm,omitempty"`
	What     string        `json:"what"`
	Default  string        `json:"default"`
	Advice   bool          `json:"advice"`
	Sides    []sideJSON    `json:"sides"`
	Decision *decisionJSON `json:"decision"`
}

type sideJSON struct {
	Unit    string       `json:"unit"`
	Words   string       `json:"words"`
	Sources []sourceJSON `json:"sources"`
}

type decisionJSON struct {
	Choice string `json:"choice"`
	Who    string `json:"who"`
	When   string `json:"when"`
	Reason string `json:"reason"`
}

func conflictsOf(all []figures.Conflict) []conflictJSON {
	out := []conflictJSON{}
	for _, x := range all {
		line := conflictJSON{ID: x.ID, Code: string(x.Code), Units: []string{}, Firm: x.Firm, What: vault.MaskText(x.What), Default: x.Default, Advice: x.Advice, Sides: []sideJSON{}}
		for _, u := range x.Units {
			line.Units = append(line.Units, string(u))
		}
		for _, s := range x.Sides {
			line.Sides = append(line.Sides, sideJSON{string(s.Unit), vault.MaskText(s.Words), sourcesOf(s.Sources)})
		}
		if d := x.Decision; d != nil {
			line.Decision = &decisionJSON{string(d.Choice), d.Who, d.When, d.Reason}
		}
		out = append(out, line)
	}
	return out
}

func (a *API) conflicts(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	ctx, name := c.Request().Context(), c.QueryParam("period")
	if name == "" {
		if name, err = a.lastPeriod(ctx, campaign); err != nil {
			return err
		}
	}
	all, err := a.desk.Conflicts(ctx, gate.Actor(c), campaign, name)
	if err != nil {
		return err
	}
	all, next := window(c, all, func(x *figures.Conflict) string { return x.ID })
	return list(c, conflictsOf(all), next)
}

// lastPeriod is the period as of which everything that was filed counts.
func (a *API) lastPeriod(ctx context.Context, campaign string) (string, error) {
	reg, err := a.desk.Register(ctx, campaign)
	if err != nil {
		return "", err
	}
	all := reg.Campaign.Periods
	if len(all) == 0 {
		return "", fmt.Errorf("find last period: %w", store.ErrNotFound)
	}
	return all[len(all)-1].Name(), nil
}

func (a *API) decide(c echo.Context) error {
	in, err := body[struct {
		Choice string `json:"choice"`
		Reason string `json:"reason"`
	}](c)
	if err != nil {
		return err
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	err = a.desk.Decide(c.Request().Context(), gate.Actor(c), campaign, c.Param("id"), figures.Choice(in.Choice), in.Reason)
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (a *API) undecide(c echo.Context) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	if err := a.desk.Undo(c.Request().Context(), gate.Actor(c), campaign, c.Param("id"), in.Reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

type headerJSON struct {
	Unit   string `json:"unit"`
	Form   string `json:"form"`
	Header string `json:"header"`
	Field  string `json:"field"`
	At     string `json:"at"`
	By     string `json:"by"`
}

func (a *API) headers(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Headers(c.Request().Context(), gate.Actor(c), campaign)
	if err != nil {
		return err
	}
	var out []headerJSON
	for _, h := range all {
		if asked := c.QueryParam("unit"); asked == "" || asked == string(h.Unit) {
			out = append(out, headerJSON{string(h.Unit), string(h.Form), vault.MaskText(h.Header), h.Field, stamp(h.At), h.By})
		}
	}
	return list(c, out, "")
}

func (a *API) forget(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	err = a.desk.Forget(c.Request().Context(), gate.Actor(c), store.Header{
		Campaign: campaign, Unit: returns.UnitCode(c.QueryParam("unit")), Form: returns.FormID(c.QueryParam("form")), Header: c.QueryParam("header"),
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
