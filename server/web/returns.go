package web

import (
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
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
	units, err := v.mine()
	if err != nil {
		return err
	}
	page := returnsPage{Units: units, Periods: v.periods(), Closed: map[string]bool{}, Current: v.current().Name(), Now: v}
	code := returns.UnitCode(v.QueryParam("unit"))
	if code == "" {
		code = v.actor.Unit
	}
	for _, u := range units {
		if u.Code == code || code == "" && page.Unit.Code == "" {
			page.Unit = u
		}
	}
	if page.Unit.Code == "" {
		if code == "" {
			return v.show("returns", "报表", page)
		}
		return store.ErrNotFound
	}
	page.Units = pickable(units, page.Unit.Code)
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
}

// mostRecords is how many rows a page prints; the rest is in the workbook.
const mostRecords = 200

func (p *Pages) oneReturn(v *visit) error {
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
	page := returnPage{Table: *t, Unit: v.unitName(r.Unit), Changes: t.Changes, City: v.actor.Role == store.City}
	page.MayFile, page.Above = v.standing(r.Unit, r.County)
	page.Versions, err = p.o.Desk.Returns(v.ctx, v.actor, store.ReturnFilter{
		Campaign: r.Campaign, Units: []returns.UnitCode{r.Unit}, Form: r.Form, Period: r.Period.Name(),
	})
	if err != nil {
		return err
	}
	recs, err := p.o.Desk.Records(v.ctx, v.actor, r.ID, "")
	if err != nil {
		return err
	}
	page.Total = len(recs)
	page.Records = recs[:min(len(recs), mostRecords)]
	if t.Form != nil {
		page.Head, page.Records = filledOnly(t.Form, page.Records)
		v.nameCounties(page.Head, page.Records)
	}
	return v.showAs(200, "return", "returns", t.Title, page)
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
