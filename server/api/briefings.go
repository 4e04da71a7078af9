package api

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/period"
	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

type briefingJSON struct {
	Number  int              `json:"number"`
	Period  string           `json:"period"`
	Issued  *changeJSON      `json:"issued"`
	Void    *changeJSON      `json:"void"`
	Returns []string         `json:"returns"`
	Held    []heldJSON       `json:"held"`
	Files   []issuedFileJSON `json:"files"`
}

type heldJSON struct {
	Return  string `json:"return"`
	Counted bool   `json:"counted"`
	Reason  string `json:"reason"`
}

type issuedFileJSON struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

func briefingOf(b *store.Briefing) briefingJSON {
	out := briefingJSON{
		Number: b.Number, Period: b.Period, Issued: changeOf(b.Issued), Void: changeOf(b.Voided),
		Returns: append([]string{}, b.Returns...), Held: []heldJSON{}, Files: []issuedFileJSON{},
	}
	for _, h := range b.Held {
		out.Held = append(out.Held, heldJSON(h))
	}
	for _, f := range b.Files {
		out.Files = append(out.Files, issuedFileJSON(f))
	}
	return out
}

func (a *API) briefings(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Briefings(c.Request().Context(), gate.Actor(c), campaign)
	if err != nil {
		return err
	}
	var out []briefingJSON
	for i := range all {
		out = append(out, briefingOf(&all[i]))
	}
	return list(c, out, "")
}

// briefingFile answers with a file as it was issued, or, where no file is
// asked for, with what is known of the briefing.
func (a *API) briefingFile(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	stem, ending := file(c.Param("file"))
	n, err := strconv.Atoi(stem)
	if err != nil {
		return store.ErrNotFound
	}
	ctx, who := c.Request().Context(), gate.Actor(c)
	if ending != "" {
		data, err := a.desk.BriefingFile(ctx, who, campaign, n, ending)
		if err != nil {
			return err
		}
		mediaType := typePDF
		if ending == "xlsx" {
			mediaType = typeXLSX
		}
		return content(c, mediaType, fmt.Sprintf("简报第%d期.%s", n, ending), data)
	}
	all, err := a.desk.Briefings(ctx, who, campaign)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Number == n {
			return c.JSON(http.StatusOK, briefingOf(&all[i]))
		}
	}
	return store.ErrNotFound
}

func (a *API) draft(kind string) echo.HandlerFunc {
	mediaType := typePDF
	if kind == "xlsx" {
		mediaType = typeXLSX
	}
	return func(c echo.Context) error {
		campaign, err := a.campaign(c)
		if err != nil {
			return err
		}
		name := c.QueryParam("period")
		return made(c, mediaType, "简报草稿-"+name+"."+kind, func(w io.Writer) error {
			return a.desk.WriteDraft(c.Request().Context(), gate.Actor(c), campaign, name, kind, w)
		})
	}
}

// confirm lists what issuing now would mean; its state goes into the order.
func (a *API) confirm(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	x, err := a.desk.Confirm(c.Request().Context(), gate.Actor(c), campaign, c.QueryParam("period"))
	if err != nil {
		return err
	}
	t, err := a.teller(c, campaign)
	if err != nil {
		return err
	}
	heads := func(all []store.Return) []headJSON {
		out := []headJSON{}
		for i := range all {
			out = append(out, t.head(&all[i]))
		}
		return out
	}
	return c.JSON(http.StatusOK, struct {
		Period    string         `json:"period"`
		Number    int            `json:"number"`
		State     string         `json:"state"`
		Missing   []slotJSON     `json:"missing"`
		Held      []headJSON     `json:"held"`
		Refused   []headJSON     `json:"refused"`
		Offered   []headJSON     `json:"offered"`
		Conflicts []conflictJSON `json:"conflicts"`
	}{x.Period.Name(), x.Number, x.State, t.slots(x.Missing), heads(x.Held), heads(x.Refused), heads(x.Offered), conflictsOf(x.Conflicts)})
}

func (a *API) issue(c echo.Context) error {
	in, err := body[struct {
		Campaign string     `json:"campaign"`
		Period   string     `json:"period"`
		Date     string     `json:"date"`
		State    string     `json:"state"`
		Reason   string     `json:"reason"`
		Held     []heldJSON `json:"held"`
	}](c)
	if err != nil {
		return err
	}
	o := desk.Order{Period: in.Period, Reason: in.Reason, State: in.State}
	if o.Campaign, err = a.campaignOr(c, in.Campaign); err != nil {
		return err
	}
	if in.Date != "" {
		if o.Date, err = period.Parse(in.Date); err != nil {
			return problem.New("invalid", "请求内容的 date 不对")
		}
	}
	for _, h := range in.Held {
		o.Held = append(o.Held, store.HeldChoice(h))
	}
	b, err := a.desk.Issue(c.Request().Context(), gate.Actor(c), o)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, fmt.Sprintf("%s/briefings/%d", Prefix, b.Number))
	return c.JSON(http.StatusCreated, briefingOf(b))
}

type erratumJSON struct {
	ID     string            `json:"id"`
	Number int               `json:"number"`
	Return string            `json:"return"`
	At     string            `json:"at"`
	By     string            `json:"by"`
	Lines  []erratumLineJSON `json:"lines"`
}

type erratumLineJSON struct {
	Issue  string `json:"issue"`
	Figure string `json:"figure"`
	Name   string `json:"name"`
	Was    string `json:"was"`
	Is     string `json:"is"`
	Why    string `json:"why"`
}

func errataOf(all []store.Erratum) []erratumJSON {
	out := []erratumJSON{}
	for _, e := range all {
		line := erratumJSON{e.ID, e.Number, e.Return, stamp(e.At), e.By, []erratumLineJSON{}}
		for _, l := range e.Lines {
			line.Lines = append(line.Lines, erratumLineJSON{l.Issue, string(l.Figure), l.Name, l.Was, l.Is, l.Why})
		}
		out = append(out, line)
	}
	return out
}

// numbered is the campaign and the number of an issued briefing in the path.
func (a *API) numbered(c echo.Context) (string, int, error) {
	campaign, err := a.campaign(c)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil || n < 1 {
		return "", 0, store.ErrNotFound
	}
	return campaign, n, nil
}

func (a *API) errata(c echo.Context) error {
	campaign, n, err := a.numbered(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Errata(c.Request().Context(), gate.Actor(c), campaign, n)
	if err != nil {
		return err
	}
	return list(c, errataOf(all), "")
}

func (a *API) void(c echo.Context) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	campaign, n, err := a.numbered(c)
	if err != nil {
		return err
	}
	if err := a.desk.Void(c.Request().Context(), gate.Actor(c), campaign, n, in.Reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
