package api

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/server/desk"
	"chunfeng/server/gate"
	"chunfeng/server/store"
)

type campaignJSON struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	City  string `json:"city"`
	From  string `json:"from"`
	To    string `json:"to"`
	Saved string `json:"saved"`
}

func (a *API) campaigns(c echo.Context) error {
	all, err := a.desk.Campaigns(c.Request().Context(), gate.Actor(c))
	if err != nil {
		return err
	}
	var out []campaignJSON
	for _, x := range all {
		k := x.File.Campaign
		out = append(out, campaignJSON{x.ID, k.Name, k.City.Name, k.From.String(), k.To.String(), stamp(x.Saved)})
	}
	return list(c, out, "")
}

type periodJSON struct {
	No        int         `json:"no"`
	From      string      `json:"from"`
	Ends      string      `json:"ends"`
	Cutoff    string      `json:"cutoff"`
	Closed    bool        `json:"closed"`
	Briefings []int       `json:"briefings"`
	Changed   *changeJSON `json:"changed,omitempty"`
}

func periodOf(p desk.PeriodState) periodJSON {
	out := periodJSON{p.No, p.From.String(), p.Ends.String(), stamp(p.Cutoff), p.Closing.Closed, p.Briefings, changeOf(p.Closing.Change)}
	if out.Briefings == nil {
		out.Briefings = []int{}
	}
	return out
}

func (a *API) periods(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Periods(c.Request().Context(), gate.Actor(c), campaign)
	if err != nil {
		return err
	}
	var out []periodJSON
	for _, p := range all {
		out = append(out, periodOf(p))
	}
	return list(c, out, "")
}

type slotJSON struct {
	Unit       unitJSON  `json:"unit"`
	Form       string    `json:"form"`
	Title      string    `json:"title"`
	Due        bool      `json:"due"`
	Timeliness string    `json:"timeliness"`
	LateBy     int       `json:"late_by"` // seconds
	Attempts   int       `json:"attempts"`
	Newest     *headJSON `json:"newest"`
	Counted    *headJSON `json:"counted"`
}

func (t teller) slots(all []desk.Slot) []slotJSON {
	out := []slotJSON{}
	head := func(r *store.Return) *headJSON {
		if r == nil {
			return nil
		}
		h := t.head(r)
		return &h
	}
	for i := range all {
		s := &all[i]
		out = append(out, slotJSON{
			unitJSON{string(s.Unit.Code), s.Unit.Name}, string(s.Form), t.title(s.Form), s.Due, s.Timeliness,
			int(s.Late / time.Second), s.Attempts, head(s.Newest), head(s.Counted),
		})
	}
	return out
}

// filed says who owes what for a period, and when it came.
func (a *API) filed(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), gate.Actor(c)
	slots, err := a.desk.Filed(ctx, who, campaign, c.Param("date"))
	if err != nil {
		return err
	}
	all, err := a.desk.Periods(ctx, who, campaign)
	if err != nil {
		return err
	}
	t, err := a.teller(c, campaign)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Name() == c.Param("date") {
			return c.JSON(http.StatusOK, struct {
				periodJSON
				Slots []slotJSON `json:"slots"`
			}{periodOf(p), t.slots(slots)})
		}
	}
	return store.ErrNotFound
}

func (a *API) missing(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	return made(c, typeXLSX, "未报清单-"+c.Param("date")+".xlsx", func(w io.Writer) error {
		return a.desk.WriteMissing(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"), w)
	})
}

func (a *API) reminder(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	r, err := a.desk.Remind(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"))
	if err != nil {
		return err
	}
	t, err := a.teller(c, campaign)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Text  string     `json:"text"`
		Slots []slotJSON `json:"slots"`
	}{r.Text, t.slots(r.Slots)})
}

func (a *API) sendReminder(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	n, err := a.desk.SendReminder(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, struct {
		Missing int `json:"missing"`
	}{n})
}

func (a *API) closePeriod(c echo.Context) error { return a.setPeriod(c, true) }

func (a *API) openPeriod(c echo.Context) error { return a.setPeriod(c, false) }

func (a *API) setPeriod(c echo.Context, closed bool) error {
	in, err := body[reasonJSON](c)
	if err != nil {
		return err
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	do := a.desk.Open
	if closed {
		do = a.desk.Close
	}
	if err := do(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"), in.Reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

type textJSON struct {
	Section    string   `json:"section"`
	Paragraphs []string `json:"paragraphs"`
	At         string   `json:"at,omitempty"`
	By         string   `json:"by,omitempty"`
}

func (a *API) texts(c echo.Context) error {
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	all, err := a.desk.Texts(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"))
	if err != nil {
		return err
	}
	var out []textJSON
	for _, x := range all {
		out = append(out, textJSON{x.Section, x.Paragraphs, stamp(x.At), x.By})
	}
	return list(c, out, "")
}

func (a *API) putText(c echo.Context) error {
	in, err := body[textJSON](c)
	if err != nil {
		return err
	}
	campaign, err := a.campaign(c)
	if err != nil {
		return err
	}
	if err := a.desk.PutText(c.Request().Context(), gate.Actor(c), campaign, c.Param("date"), in.Section, in.Paragraphs); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
