package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// A returnsPage is periods × forms of one unit.
type returnsPage struct {
	Unit    returns.Unit
	Units   []returns.Unit
	Periods []period.Period
	Closed  map[string]bool
	Current string
	Rows    []formRow
	MayFile bool
	Left    time.Duration // until the cut-off of the current one
	Now     *visit
}

// A formRow is one form over all periods.
type formRow struct {
	Form  *forms.Form
	Cells []formCell
	Owed  bool // in any period
}

// A formCell is one form of one period with its versions, newest first.
type formCell struct {
	Period   period.Period
	Owed     bool
	Mark     mark
	Versions []store.Return
	MayNil   bool
}

func (p *Pages) returns(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	page := returnsPage{Periods: v.periods(), Closed: map[string]bool{}, Current: v.current().Name(), Left: v.current().Cutoff.Sub(v.began), Now: v}
	code := returns.UnitCode(v.QueryParam("unit"))
	if code == "" {
		code = v.actor.Unit
	}
	if code == "" && len(v.reg.Units) > 0 {
		code = v.reg.Units[0].Code
	}
	if code == "" {
		return v.show("returns", "报表", page)
	}
	u, known := v.known(code)
	if !known || !v.who.May(auth.See, u.Code, countyOf(u)) {
		return store.ErrNotFound
	}
	page.Unit = u
	var err error
	if page.Units, err = v.pickable(code); err != nil {
		return err
	}
	if err := p.fillReturns(v, &page); err != nil {
		return err
	}
	title := "我的报表"
	if page.Unit.Code != v.actor.Unit {
		title = page.Unit.Name + "的报表"
	}
	return v.show("returns", title, page)
}

func (p *Pages) fillReturns(v *visit, page *returnsPage) error {
	states, err := p.o.Desk.Periods(v.ctx, v.actor, v.campaign.ID)
	if err != nil {
		return err
	}
	for _, s := range states {
		page.Closed[s.Name()] = s.Closing.Closed
	}
	page.MayFile, _ = v.standing(page.Unit.Code, countyOf(page.Unit))
	heads, err := p.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{Campaign: v.campaign.ID, Units: []returns.UnitCode{page.Unit.Code}})
	if err != nil {
		return err
	}
	slices.SortStableFunc(heads, byVersion)
	for _, f := range p.o.Forms.Forms {
		row := formRow{Form: f}
		some := false
		for _, x := range page.Periods {
			c := formCell{Period: x, Owed: v.campaign.File.Campaign.Owes(page.Unit.Kind, string(f.ID), x)}
			var newest, counted *store.Return
			for i := range heads {
				h := &heads[i]
				if h.Form != f.ID || h.Period.Ends != x.Ends {
					continue
				}
				c.Versions = append(c.Versions, *h)
				if newest == nil || h.Version > newest.Version {
					newest = h
				}
				if h.State.Counts() && (counted == nil || h.Version > counted.Version) {
					counted = h
				}
			}
			c.Mark = v.markOf(c.Owed, newest, counted, x)
			c.MayNil = page.MayFile && c.Owed && newest == nil && c.Mark.Class != "later" && f.Counting == "flow" && !page.Closed[x.Name()]
			row.Cells = append(row.Cells, c)
			row.Owed = row.Owed || c.Owed
			some = some || c.Owed || newest != nil
		}
		if some {
			page.Rows = append(page.Rows, row)
		}
	}
	return nil
}

// A returnPage is one return: its records, its versions, what it changed.
type returnPage struct {
	Table    table
	Unit     string
	Versions []store.Return
	Changes  *desk.ReturnChanges
	Head     []forms.Field
	Records  []returns.Record
	Total    int // records there are
	MayFile  bool
	Above    bool
	City     bool
	Closed   bool
	Secret   bool   // the form has personal numbers
	Clear    string // why they are shown in full, "" while masked
	History  []happening
}

// A happening is one line of a return's history.
type happening struct {
	At      time.Time
	Version int
	Word    string // what happened
	By      string
	Text    string // the reason, or what was explained
	Class   string
}

// mostRecords is how many rows a page prints; the rest is in the workbook.
const mostRecords = 200

func (p *Pages) oneReturn(v *visit) error { return p.showReturn(v, "") }

// reveal shows a return with personal numbers in full, which needs a reason and
// is noted.
func (p *Pages) reveal(v *visit) error {
	why := strings.TrimSpace(v.FormValue("reason"))
	if why == "" {
		return &desk.RefusedError{Code: "reason_needed"}
	}
	return p.showReturn(v, why)
}

func (p *Pages) showReturn(v *visit, why string) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	r, err := p.o.Desk.Return(v.ctx, v.actor, v.Param("id"))
	if err != nil {
		return err
	}
	t, err := p.tableOf(v, *r)
	if err != nil {
		return err
	}
	page := returnPage{Table: *t, Unit: v.unitName(r.Unit), Changes: t.Changes, City: v.actor.Role == store.City, Clear: why}
	page.MayFile, page.Above = v.standing(r.Unit, r.County)
	page.Versions, err = p.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{
		Campaign: r.Campaign, Units: []returns.UnitCode{r.Unit}, Form: r.Form, Period: r.Period.Name(),
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(page.Versions, byVersion)
	if page.History, err = p.historyOf(v, page.Versions, r); err != nil {
		return err
	}
	recs, err := p.o.Desk.Records(v.ctx, v.actor, r.ID, why)
	if err != nil {
		return err
	}
	page.Total = len(recs)
	page.Records = recs[:min(len(recs), mostRecords)]
	if t.Form != nil {
		page.Head, page.Records = filledOnly(t.Form, page.Records)
		v.nameCounties(page.Head, page.Records)
		page.Secret = slices.ContainsFunc(page.Head, func(f forms.Field) bool { return f.Type.Personal() })
	}
	return v.showAs(200, "return", "returns", t.Title, page)
}

// byVersion puts the newest version first: two may have come in one moment.
func byVersion(a, b store.Return) int { return cmp.Or(b.Version-a.Version, a.Part-b.Part) }

// historyOf is what happened to all versions of a return, the newest first.
func (p *Pages) historyOf(v *visit, versions []store.Return, now *store.Return) ([]happening, error) {
	var out []happening
	for i := range versions {
		r := &versions[i]
		if r.Part > 0 {
			continue
		}
		word := "报送"
		if r.Behalf {
			word = "代报"
		}
		out = append(out, happening{At: r.Received, Version: r.Version, Word: word, Text: r.Reason, Class: "past"})
		if !r.Changed.At.IsZero() && r.Changed.At.After(r.Received) {
			out = append(out, happening{r.Changed.At, r.Version, r.State.Chinese(), r.Changed.By, r.Changed.Reason, stateClass(r.State)})
		}
	}
	for _, e := range now.Explanations {
		out = append(out, happening{e.At, now.Version, "说明", e.By, e.Text, "held"})
	}
	slices.SortStableFunc(out, func(a, b happening) int { return cmp.Or(b.At.Compare(a.At), b.Version-a.Version) })
	return out, p.nameActors(v, out)
}

// nameActors puts names for the ids of accounts: one's own side's. Whoever is
// of the city is the city.
func (p *Pages) nameActors(v *visit, all []happening) error {
	names := map[string]string{"": ""}
	for i := range all {
		id := all[i].By
		if _, known := names[id]; !known {
			u, err := p.o.Store.User(v.ctx, id)
			switch {
			case errors.Is(err, store.ErrNotFound):
				names[id] = ""
			case err != nil:
				return fmt.Errorf("read who acted: %w", err)
			case u.Role == store.City && !v.office():
				names[id] = "市级"
			case u.Role == store.County && v.actor.Role == store.Firm:
				names[id] = "县级"
			default:
				names[id] = cmp.Or(u.Name, u.Login)
			}
		}
		all[i].By = names[id]
	}
	return nil
}

// filledOnly leaves out the fields that no record fills.
func filledOnly(f *forms.Form, recs []returns.Record) ([]forms.Field, []returns.Record) {
	var head []forms.Field
	out := make([]returns.Record, len(recs))
	for i := range recs {
		out[i].Row = recs[i].Row
	}
	for j, field := range f.Fields {
		some := false
		for i := range recs {
			some = some || j < len(recs[i].Values) && !recs[i].Values[j].IsAbsent()
		}
		if !some {
			continue
		}
		head = append(head, field)
		for i := range recs {
			value := returns.Value{}
			if j < len(recs[i].Values) {
				value = recs[i].Values[j]
			}
			out[i].Values = append(out[i].Values, value)
		}
	}
	return head, out
}

// nameCounties puts names for the codes of counties.
func (v *visit) nameCounties(head []forms.Field, recs []returns.Record) {
	for j := range head {
		if head[j].Type != forms.County {
			continue
		}
		for i := range recs {
			if x := &recs[i].Values[j]; x.Text != "" {
				x.Text = v.unitName(returns.UnitCode(x.Text))
			}
		}
	}
}
