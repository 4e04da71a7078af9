package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// headline is the figures that the city looks at first; those nobody filed yet
// are left out.
var headline = [...]figures.ID{
	"recruit.teams", "recruit.provinces", "recruit.firms", "recruit.fairs", "recruit.posts", "recruit.intentions", "recruit.agreements",
	"visits.firms", "visits.people", "hometown.people", "alliance.pairs", "transport.vehicles", "return.rate", "return.onpost", "return.hired", "return.filedrate",
}

// alike is the conflict of firms whose names look alike.
const alike finding.Code = "X409"

// rateOf is the figure that counties are compared by.
const (
	rateOf   figures.ID = "return.rate"
	originOf figures.ID = "return.origin"
)

// A weekPage is the city's desk for one period.
type weekPage struct {
	Period    period.Period
	Periods   []desk.PeriodState
	State     desk.PeriodState
	Left      time.Duration
	Matrix    *matrix
	Headline  []lead
	Rates     []bar
	Trends    []*picture
	Flows     *picture
	Origins   []originRow // what Flows draws, in numbers
	OriginsTo []returns.Unit
	Conflicts []figures.Conflict
	Alike     []figures.Conflict // of them, firms whose names are alike
	Held      []desk.Slot
	Refused   []desk.Slot
	Offered   []desk.Slot
	Visit     *visit
	Last      *store.Briefing // the newest that holds, of this period
}

// A lead is one headline figure with what came of it since.
type lead struct {
	Figure figures.Figure
	Change string
	Up     bool
	Down   bool
	Line   string // points of a sparkline, "" with fewer than two periods
	Trail  string // the same in words
}

// A bar is one line of a bar chart; Width is out of 100.
type bar struct {
	Name  string
	Unit  returns.UnitCode
	Text  string
	Width string
	Note  string
}

// A matrix is units × forms for a period.
type matrix struct {
	Period string
	Forms  []returns.FormID
	Rows   []matrixRow
	Tally  []tally
	At     time.Time
}

type matrixRow struct {
	Unit       returns.Unit
	Cells      []matrixCell
	Due, Filed int // of its firms
}

type matrixCell struct {
	mark
	ID       string // of the newest return
	Attempts int
}

type tally struct {
	mark
	N int
}

func (p *Pages) week(v *visit) error {
	if !v.office() {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	w := &weekPage{Period: x, Left: x.Cutoff.Sub(v.began), Visit: v}
	if x.No == 0 {
		return v.showAs(http.StatusOK, "empty", "week", "本期", nil)
	}
	states, err := p.o.Desk.Periods(v.ctx, v.actor, v.campaign.ID)
	if err != nil {
		return err
	}
	w.Periods = states
	for _, s := range states {
		if s.Ends == x.Ends {
			w.State = s
		}
	}
	slots, err := p.o.Desk.Filed(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	w.Matrix = v.matrixOf(slots, x)
	for _, s := range slots {
		switch {
		case s.Newest == nil:
		case s.Newest.State == returns.Held:
			w.Held = append(w.Held, s)
		case s.Newest.State == returns.Refused:
			w.Refused = append(w.Refused, s)
		case s.Newest.State == returns.Offered:
			w.Offered = append(w.Offered, s)
		}
	}
	if err := p.fillFigures(v, w); err != nil {
		return err
	}
	return v.show("week", "本期", w)
}

// matrix is the table alone, for the page that keeps it up to date.
func (p *Pages) matrix(v *visit) error {
	if !v.office() {
		return store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	slots, err := p.o.Desk.Filed(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	return v.part("week", "matrix", v.matrixOf(slots, x))
}

// matrixOf arranges slots. Firms are counted in their county's row.
func (v *visit) matrixOf(slots []desk.Slot, x period.Period) *matrix {
	m := &matrix{Period: x.Name(), At: v.began}
	at := map[returns.FormID]int{}
	for _, f := range v.pages.o.Forms.Forms {
		for _, s := range slots {
			if s.Form == f.ID && s.Unit.Kind != period.Firm {
				at[f.ID] = len(m.Forms)
				m.Forms = append(m.Forms, f.ID)
				break
			}
		}
	}
	rows := map[returns.UnitCode]*matrixRow{}
	var order []*matrixRow
	for _, u := range v.reg.Units {
		r := &matrixRow{Unit: u, Cells: make([]matrixCell, len(m.Forms))}
		rows[u.Code] = r
		order = append(order, r)
	}
	count := map[string]*tally{}
	for _, s := range slots {
		c := matrixCell{mark: v.markOf(s.Due, s.Newest, s.Counted, x), Attempts: s.Attempts}
		if s.Newest != nil {
			c.ID = s.Newest.ID
		}
		if s.Unit.Kind == period.Firm {
			if r := rows[s.Unit.Within]; r != nil && s.Due {
				r.Due++
				if s.Counted != nil {
					r.Filed++
				}
			}
			continue
		}
		if r := rows[s.Unit.Code]; r != nil {
			r.Cells[at[s.Form]] = c
		}
		if count[c.Class] == nil {
			count[c.Class] = &tally{mark: c.mark}
		}
		count[c.Class].N++
	}
	for _, r := range order {
		m.Rows = append(m.Rows, *r)
	}
	for _, class := range [...]string{"ok", "nil", "late", "held", "refused", "offered", "missing", "due"} {
		if t := count[class]; t != nil {
			m.Tally = append(m.Tally, *t)
		}
	}
	return m
}

// fillFigures reads the figures of the period and of those before it.
func (p *Pages) fillFigures(v *visit, w *weekPage) error {
	trail, err := p.o.Desk.Trail(v.ctx, v.actor, v.campaign.ID, w.Period.Name())
	if err != nil {
		return err
	}
	now := trail[len(trail)-1]
	for _, id := range headline {
		if f := now.Figure(figures.City, id); !f.Absent && f.ID != "" {
			w.Headline = append(w.Headline, leadOf(f, trail))
		}
	}
	w.Rates = ratesOf(now, v.reg.Units)
	w.fillCharts(trail, v.reg.Units)
	for _, c := range now.Conflicts {
		switch {
		case c.Decision != nil || c.Advice:
		case c.Code == alike:
			w.Alike = append(w.Alike, c)
		default:
			w.Conflicts = append(w.Conflicts, c)
		}
	}
	return nil
}

// leadOf draws a figure over the periods.
func leadOf(f figures.Figure, trail []*figures.Merged) lead {
	l := lead{Figure: f}
	if n := len(trail); n > 1 {
		before := trail[n-2].Figure(figures.City, f.ID)
		l.Change = phrase.Versus(f, before, "上期")
		if !before.Absent {
			l.Up, l.Down = f.Value.Cmp(before.Value) > 0, f.Value.Cmp(before.Value) < 0
		}
	}
	var values []float64
	var said []string
	for _, m := range trail {
		if x := m.Figure(figures.City, f.ID); !x.Absent {
			values = append(values, x.Value.Float())
			said = append(said, fmt.Sprintf("%d月%d日 %s", m.AsOf.Month, m.AsOf.Day, phrase.Text(x)))
		}
	}
	if len(values) > 1 {
		l.Line, l.Trail = sparkline(values), strings.Join(said, "，")
	}
	return l
}

// sparkline is points in a box of 100 × 24.
func sparkline(values []float64) string {
	low, high := values[0], values[0]
	for _, x := range values {
		low, high = min(low, x), max(high, x)
	}
	var b strings.Builder
	for i, x := range values {
		y := 12.0
		if high > low {
			y = 22 - 20*(x-low)/(high-low)
		}
		fmt.Fprintf(&b, "%.1f,%.1f ", 2+96*float64(i)/float64(len(values)-1), y)
	}
	return b.String()
}

// ratesOf ranks the counties by their return rate.
func ratesOf(m *figures.Merged, units []returns.Unit) []bar {
	var items []phrase.Ranked
	codes := map[string]returns.UnitCode{}
	for _, u := range units {
		items = append(items, phrase.Ranked{Name: u.Name, Figure: m.Figure(u.Code, rateOf)})
		codes[u.Name] = u.Code
	}
	var out []bar
	for _, x := range phrase.Rank(items) {
		b := bar{Name: x.Name, Unit: codes[x.Name], Text: phrase.Text(x.Figure), Width: phrase.Printed(x.Figure).String()}
		if x.Figure.Doubtful {
			b.Note = "含存疑"
		}
		out = append(out, b)
	}
	return out
}

// trendsOf are the figures whose trend a week shows: the first mostTrends that
// have one.
var trendsOf = [...]figures.ID{rateOf, "recruit.intentions", "visits.people"}

const mostTrends = 2

// An originRow is where workers of all units come from.
type originRow struct {
	Province string
	People   []string // by unit
	Total    int
}

// fillCharts draws the trend and the flows from provinces to counties.
func (w *weekPage) fillCharts(trail []*figures.Merged, units []returns.Unit) {
	for _, id := range trendsOf {
		if c := trendOf(id, figures.City, trail); c != nil && len(w.Trends) < mostTrends {
			w.Trends = append(w.Trends, pictureOf(c, "各期"+c.Title, halfChart))
		}
	}
	now := trail[len(trail)-1]
	flow := flowOf(now, originOf, units)
	if flow == nil {
		return
	}
	w.Flows = pictureOf(flow, "员工从户籍省份到各县（市、区）的流向，数字见下表", wholeChart)
	people := map[string]map[returns.UnitCode]int{}
	for _, u := range units {
		f := now.Figure(u.Code, originOf)
		if f.Absent || len(f.Shares) == 0 {
			continue
		}
		w.OriginsTo = append(w.OriginsTo, u)
		for _, s := range f.Shares {
			if people[s.Province] == nil {
				people[s.Province] = map[returns.UnitCode]int{}
			}
			people[s.Province][u.Code] += s.People
		}
	}
	for _, s := range now.Figure(figures.City, originOf).Shares {
		row := originRow{Province: s.Province, Total: s.People}
		for _, u := range w.OriginsTo {
			cell := ""
			if n := people[s.Province][u.Code]; n > 0 {
				cell = itoa(n)
			}
			row.People = append(row.People, cell)
		}
		w.Origins = append(w.Origins, row)
	}
}

// A previewPage is the draft with what would still change it.
type previewPage struct {
	Period  period.Period
	Confirm *desk.Confirmation
	Visit   *visit
}

// A passage is the paragraphs of one section.
type passage struct {
	Title string
	Says  []briefing.Paragraph
}

// passages is the words of a briefing without its tables and charts.
func passages(b *briefing.Briefing) []passage {
	out := []passage{{Says: append(slices.Clone(b.Preface), b.Lead)}}
	for _, s := range b.Sections {
		x := passage{Title: s.Title}
		for _, block := range s.Blocks {
			if p, ok := block.(briefing.Paragraph); ok {
				x.Says = append(x.Says, p)
			}
		}
		if x.Says != nil {
			out = append(out, x)
		}
	}
	return out
}

// A wordsPage is what a draft says, each figure with the way to its sources.
type wordsPage struct {
	Period   period.Period
	Passages []passage
}

func (p *Pages) preview(v *visit) error {
	if !v.office() {
		return store.ErrNotFound
	}
	var c *desk.Confirmation
	if v.actor.Role == store.City { // who only reads issues nothing
		var err error
		if c, err = p.confirmation(v); err != nil {
			return err
		}
	}
	return v.showAs(http.StatusOK, "preview", "week", "简报草稿", previewPage{v.asked(), c, v})
}

// draftWords is what the draft says, which the page of the draft asks for when
// it is there.
func (p *Pages) draftWords(v *visit) error {
	d, err := p.o.Desk.Draft(v.ctx, v.actor, v.campaign.ID, v.asked().Name())
	if err != nil {
		return err
	}
	words := wordsPage{v.asked(), passages(d.Briefing)}
	if partial(v.Request()) {
		return v.part("words", "words", words)
	}
	return v.showAs(http.StatusOK, "words", "week", "文字稿", words)
}

func (p *Pages) confirmation(v *visit) (*desk.Confirmation, error) {
	if !v.office() {
		return nil, store.ErrNotFound
	}
	if err := v.loadUnits(); err != nil {
		return nil, err
	}
	return p.o.Desk.Confirm(v.ctx, v.actor, v.campaign.ID, v.asked().Name())
}

func (p *Pages) draft(kind string) func(*visit) error {
	return func(v *visit) error {
		var b bytes.Buffer
		x := v.asked()
		if err := p.o.Desk.WriteDraft(v.ctx, v.actor, v.campaign.ID, x.Name(), kind, &b); err != nil {
			return err
		}
		return v.sendBriefing("简报草稿"+x.Name(), kind, b.Bytes())
	}
}

func (v *visit) sendBriefing(name, kind string, data []byte) error {
	if kind == "pdf" {
		return v.send(name+".pdf", "application/pdf", data, v.QueryParam("download") == "")
	}
	return v.send(name+".xlsx", sheetType, data, false)
}

func (p *Pages) issuePage(v *visit) error {
	c, err := p.confirmation(v)
	if err != nil {
		return err
	}
	return v.showAs(http.StatusOK, "issue", "week", "印发简报", previewPage{Period: v.asked(), Confirm: c, Visit: v})
}

func (p *Pages) issue(v *visit) error {
	o := desk.Order{Campaign: v.campaign.ID, Period: v.asked().Name(), Reason: v.FormValue("reason"), State: v.FormValue("state")}
	c, err := p.confirmation(v)
	if err != nil {
		return err
	}
	for _, r := range c.Held {
		if how := v.FormValue("held-" + r.ID); how != "" {
			o.Held = append(o.Held, store.HeldChoice{Return: r.ID, Counted: how == "count", Reason: v.FormValue("why-" + r.ID)})
		}
	}
	if _, err := p.o.Desk.Issue(v.ctx, v.actor, o); err != nil {
		return err
	}
	return v.back("/briefings", "issued")
}

func (p *Pages) closePeriod(v *visit) error {
	name := v.asked().Name()
	if err := p.o.Desk.Close(v.ctx, v.actor, v.campaign.ID, name, v.FormValue("reason")); err != nil {
		return err
	}
	return v.back("/week?period="+name, "closed")
}

func (p *Pages) openPeriod(v *visit) error {
	name := v.asked().Name()
	if err := p.o.Desk.Open(v.ctx, v.actor, v.campaign.ID, name, v.FormValue("reason")); err != nil {
		return err
	}
	return v.back("/week?period="+name, "opened")
}

// A briefingsPage is what was issued, with its errata.
type briefingsPage struct {
	Briefings []store.Briefing // newest first
	Errata    []store.Erratum
	Periods   []period.Period
	City      bool
}

func (p *Pages) briefings(v *visit) error {
	if !v.office() {
		return store.ErrNotFound
	}
	all, err := p.o.Desk.Briefings(v.ctx, v.actor, v.campaign.ID)
	if err != nil {
		return err
	}
	page := briefingsPage{Periods: v.periods(), City: v.actor.Role == store.City}
	for i := len(all) - 1; i >= 0; i-- {
		page.Briefings = append(page.Briefings, all[i])
	}
	if page.Errata, err = p.o.Desk.Errata(v.ctx, v.actor, v.campaign.ID, 0); err != nil {
		return err
	}
	return v.show("briefings", "简报", page)
}

func (p *Pages) briefingFile(v *visit) error {
	n, err := strconv.Atoi(v.Param("n"))
	kind := v.Param("kind")
	if err != nil || kind != "pdf" && kind != "xlsx" {
		return store.ErrNotFound
	}
	data, err := p.o.Desk.BriefingFile(v.ctx, v.actor, v.campaign.ID, n, kind)
	if err != nil {
		return err
	}
	return v.sendBriefing(fmt.Sprintf("第%d期简报", n), kind, data)
}

func (p *Pages) voidBriefing(v *visit) error {
	n, err := strconv.Atoi(v.Param("n"))
	if err != nil {
		return store.ErrNotFound
	}
	if err := p.o.Desk.Void(v.ctx, v.actor, v.campaign.ID, n, v.FormValue("reason")); err != nil {
		return err
	}
	return v.back("/briefings", "voided")
}
