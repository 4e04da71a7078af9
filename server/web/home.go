package web

import (
	"net/http"
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// A due is one form that a unit owes or filed for a period.
type due struct {
	Form    returns.FormID
	Title   string
	Stock   bool
	Owed    bool
	Newest  *store.Return // nil when nothing came
	Counted *store.Return
	Mark    mark
}

// A mark is a state in one word, with the class that colours it.
type mark struct {
	Word, Class, Hint string
}

// dues is the forms of a unit for a period, what is owed first.
func (v *visit) dues(unit returns.UnitCode, p period.Period) ([]due, error) {
	if unit == "" || p.No == 0 {
		return nil, nil
	}
	if err := v.loadUnits(); err != nil {
		return nil, err
	}
	heads, err := v.pages.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{Campaign: v.campaign.ID, Units: []returns.UnitCode{unit}, Period: p.Name()})
	if err != nil {
		return nil, err
	}
	u, _ := v.known(unit)
	var owed, more []due
	for _, f := range v.pages.o.Forms.Forms {
		d := due{Form: f.ID, Title: f.Title, Stock: f.Counting == "stock", Owed: v.campaign.File.Campaign.Owes(u.Kind, string(f.ID), p)}
		for i := range heads {
			h := &heads[i]
			if h.Form != f.ID {
				continue
			}
			if d.Newest == nil || h.Version > d.Newest.Version {
				d.Newest = h
			}
			if h.State.Counts() && (d.Counted == nil || h.Version > d.Counted.Version) {
				d.Counted = h
			}
		}
		d.Mark = v.markOf(d.Owed, d.Newest, d.Counted, p)
		switch {
		case d.Owed:
			owed = append(owed, d)
		case d.Newest != nil:
			more = append(more, d)
		}
	}
	return append(owed, more...), nil
}

// markOf is the state of one cell of the matrix.
func (v *visit) markOf(owed bool, newest, counted *store.Return, p period.Period) mark {
	if newest == nil {
		switch over := v.began.After(p.Cutoff.Add(v.campaign.File.Campaign.Grace)); {
		case !owed:
			return mark{"", "none", "不需报"}
		case p.From.After(period.Of(v.began.In(period.Zone()))):
			return mark{"未开始", "later", "这一期还没有开始"}
		case over:
			return mark{"未报", "missing", "已过截止时间，没有收到"}
		}
		return mark{"待报", "due", "还没有收到"}
	}
	hint := newest.State.Chinese() + "，第" + itoa(newest.Version) + "版"
	if counted != nil && counted.Version != newest.Version {
		hint += "；汇总仍用第" + itoa(counted.Version) + "版"
	}
	late := newest.Timeliness == store.Late
	switch newest.State {
	case returns.Accepted:
		if late {
			return mark{"迟报", "late", hint + "，超过截止时间才收到"}
		}
		return mark{"已收", "ok", hint}
	case returns.Nil:
		return mark{"零报告", "nil", hint}
	case returns.Held:
		return mark{"待说明", "held", hint}
	case returns.Refused:
		return mark{"退改", "refused", hint}
	case returns.Offered:
		return mark{"更正", "offered", hint}
	}
	return mark{newest.State.Chinese(), "refused", hint}
}

// A homePage is what a county or a firm sees first.
type homePage struct {
	Unit    returns.Unit
	Period  period.Period
	Closed  bool
	Left    time.Duration // until the cut-off, negative after it
	Dues    []due
	Done    int
	Owed    int
	Past    []past // of earlier periods, what is missing
	Firms   *firmsDue
	Recent  []store.Filing
	Upload  *uploadForm
	Periods []period.Period
	Own     []figures.Figure // of a firm: base, on post, rate; nil unless it has all
}

// ownFigures is what a firm is told of itself.
var ownFigures = [...]figures.ID{"return.base", "return.onpost", rateOf}

// fillOwn reads the firm's own figures.
func (p *Pages) fillOwn(v *visit, h *homePage) error {
	own, err := p.o.Desk.Own(v.ctx, v.actor, desk.FigureQuery{Campaign: v.campaign.ID, Period: h.Period.Name()})
	if err != nil {
		return err
	}
	var out []figures.Figure
	for _, id := range ownFigures {
		if f, ok := own[id]; ok {
			out = append(out, f)
		}
	}
	if len(out) == len(ownFigures) {
		h.Own = out
	}
	return nil
}

// A past is what is missing for an earlier period.
type past struct {
	Period period.Period
	Dues   []due
}

// A firmsDue is how far a county's firms are.
type firmsDue struct {
	Filed, Due int
	Missing    []desk.Slot
}

func (p *Pages) home(v *visit) error {
	if v.campaign.ID == "" {
		return v.showAs(http.StatusOK, "empty", "home", "首页", nil)
	}
	if v.office() {
		return v.Redirect(http.StatusSeeOther, keepQuery("/week", v))
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	now := v.current()
	h := &homePage{Unit: returns.Unit{Code: v.actor.Unit, Name: string(v.actor.Unit)}, Period: now, Left: now.Cutoff.Sub(v.began), Periods: v.periods()}
	if u, known := v.known(v.actor.Unit); known {
		h.Unit = u
	}
	if err := p.fillHome(v, h); err != nil {
		return err
	}
	if v.actor.Role == store.Firm {
		if err := p.fillOwn(v, h); err != nil {
			return err
		}
		return v.showAs(http.StatusOK, "firm", "home", "报送", h)
	}
	return v.show("home", "首页", h)
}

func keepQuery(to string, v *visit) string {
	if q := v.Request().URL.RawQuery; q != "" {
		return to + "?" + q
	}
	return to
}

func (p *Pages) fillHome(v *visit, h *homePage) error {
	var err error
	if h.Dues, err = v.dues(v.actor.Unit, h.Period); err != nil {
		return err
	}
	for _, d := range h.Dues {
		if d.Owed {
			h.Owed++
			if d.Counted != nil && d.Counted.State != returns.Held {
				h.Done++
			}
		}
	}
	for _, x := range h.Periods {
		if !x.Ends.Before(h.Period.Ends) {
			break
		}
		all, err := v.dues(v.actor.Unit, x)
		if err != nil {
			return err
		}
		var missing []due
		for _, d := range all {
			if d.Owed && (d.Counted == nil || d.Counted.State == returns.Held) {
				missing = append(missing, d)
			}
		}
		if missing != nil {
			h.Past = append(h.Past, past{x, missing})
		}
	}
	if h.Upload, err = p.uploading(v); err != nil {
		return err
	}
	h.Recent, err = p.o.Desk.Filings(v.ctx, v.actor, store.FilingFilter{Campaign: v.campaign.ID, Page: store.Page{Limit: 5}})
	if err != nil || v.actor.Role != store.County {
		return err
	}
	return p.fillFirms(v, h)
}

// fillFirms counts the county's firms.
func (p *Pages) fillFirms(v *visit, h *homePage) error {
	slots, err := p.o.Desk.Filed(v.ctx, v.actor, v.campaign.ID, h.Period.Name())
	if err != nil {
		return err
	}
	f := &firmsDue{}
	for _, s := range slots {
		if s.Unit.Kind != period.Firm || !s.Due {
			continue
		}
		f.Due++
		if s.Counted != nil {
			f.Filed++
		} else {
			f.Missing = append(f.Missing, s)
		}
	}
	if f.Due > 0 {
		h.Firms = f
	}
	return nil
}
