package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// A figuresPage is all figures of a period by section.
type figuresPage struct {
	Period   period.Period
	Periods  []period.Period
	Unit     returns.UnitCode // whose
	Name     string
	Sections []figureSection
}

type figureSection struct {
	ID    string
	Title string
	Rows  []figureRow
}

type figureRow struct {
	Figure figures.Figure
	Week   figures.Figure // @week, or @change of a stock figure
}

// sectionNames are the first parts of figures' ids.
var sectionNames = [...][2]string{
	{"recruit", "驻点招工"}, {"visits", "走访慰问"}, {"hometown", "跨省慰问"}, {"alliance", "村企联盟"}, {"difficulties", "困难问题"}, {"transport", "专车接送"}, {"return", "返岗情况"},
}

func sectionName(id string) string {
	for _, n := range sectionNames {
		if n[0] == id {
			return n[1]
		}
	}
	return id
}

// whole is whose figures the visitor looks at when he names no unit.
func (v *visit) whole() returns.UnitCode {
	if v.office() {
		return figures.City
	}
	return v.actor.Unit
}

func (p *Pages) figures(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	page := figuresPage{Period: x, Periods: v.periods(), Unit: v.whole()}
	if u := v.QueryParam("unit"); u != "" {
		page.Unit = returns.UnitCode(u)
	}
	page.Name = v.unitName(page.Unit)
	m, err := p.o.Desk.Figures(v.ctx, v.actor, desk.FigureQuery{Campaign: v.campaign.ID, Period: x.Name()})
	if err != nil {
		return err
	}
	mine := m.Figures[page.Unit]
	for _, d := range m.Catalogue {
		f, ok := mine[d.ID]
		if !ok {
			f = figures.Figure{Definition: d, Of: page.Unit, Absent: true}
		}
		if isVariant(d.ID) {
			continue
		}
		row := figureRow{Figure: f}
		variant := d.ID + "@week"
		if d.Stock {
			variant = d.ID + "@change"
		}
		row.Week = m.Figure(page.Unit, variant)
		if n := len(page.Sections); n == 0 || page.Sections[n-1].ID != d.Section {
			page.Sections = append(page.Sections, figureSection{ID: d.Section, Title: sectionName(d.Section)})
		}
		s := &page.Sections[len(page.Sections)-1]
		s.Rows = append(s.Rows, row)
	}
	return v.show("figures", "指标", page)
}

func isVariant(id figures.ID) bool {
	for _, r := range id {
		if r == '@' {
			return true
		}
	}
	return false
}

// A figurePage is one figure with all it counts.
type figurePage struct {
	Period  period.Period
	Figure  figures.Figure
	Unit    returns.UnitCode
	Name    string
	ByUnit  []unitFigure
	Trend   *picture
	Groups  []sourceGroup
	Counted int
	Dropped []figures.Dropped
	Page    pager // of what is counted
	Left    int   // how many more were left out than printed
	Visit   *visit
}

type unitFigure struct {
	Unit   returns.Unit
	Figure figures.Figure
}

// A sourceGroup is what one unit gave to a figure.
type sourceGroup struct {
	Unit   string
	Things []figures.Counted
}

// mostThings bounds what a page of sources prints.
const mostThings = 200

func (p *Pages) figure(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	page := figurePage{Period: x, Unit: v.whole(), Visit: v}
	if u := v.QueryParam("unit"); u != "" {
		page.Unit = returns.UnitCode(u)
	}
	page.Name = v.unitName(page.Unit)
	q := desk.FigureQuery{Campaign: v.campaign.ID, Period: x.Name()}
	var err error
	if page.Figure, err = p.o.Desk.Sources(v.ctx, v.actor, q, page.Unit, figures.ID(v.Param("id"))); err != nil {
		return err
	}
	page.Counted = len(page.Figure.Counted)
	page.Page = v.paged(page.Counted, mostThings)
	page.Groups = v.groupSources(page.Figure.Counted[page.Page.From:page.Page.To])
	page.Dropped = page.Figure.Dropped
	if page.Left = max(0, len(page.Dropped)-mostThings); page.Left > 0 {
		page.Dropped = page.Dropped[:mostThings]
	}
	trail, err := p.o.Desk.Trail(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	m := trail[len(trail)-1]
	page.Trend = pictureOf(trendOf(page.Figure.ID, page.Unit, trail), "各期"+page.Figure.Name, wholeChart)
	if page.Unit == figures.City {
		for _, u := range v.reg.Units {
			if f := m.Figure(u.Code, page.Figure.ID); !f.Absent && f.ID != "" {
				page.ByUnit = append(page.ByUnit, unitFigure{u, f})
			}
		}
	}
	return v.showAs(http.StatusOK, "figure", "figures", page.Figure.Name, page)
}

// groupSources puts what is counted below the unit of its first source.
func (v *visit) groupSources(all []figures.Counted) []sourceGroup {
	var groups []sourceGroup
	at := map[string]int{}
	for _, c := range all {
		name := "—"
		if len(c.Sources) > 0 {
			name = v.unitName(c.Sources[0].Unit)
			if c.Sources[0].Unit == "" {
				name = "其他单位" // whose cells the visitor may not see
			}
		}
		n, ok := at[name]
		if !ok {
			n = len(groups)
			at[name] = n
			groups = append(groups, sourceGroup{Unit: name})
		}
		groups[n].Things = append(groups[n].Things, c)
	}
	return groups
}

// A conflictsPage is what shows only when returns are merged: what is to be
// decided, what was, or what need not be, a page at a time.
type conflictsPage struct {
	Period  period.Period
	Periods []period.Period
	Tabs    []conflictTab
	Kinds   []conflictTab // of the tab shown, when there are several
	List    []conflictShown
	Page    pager
	City    bool
	Visit   *visit
}

// A conflictTab is one choice among lists, with how much it holds.
type conflictTab struct {
	Name, Path string
	N          int
	Here       bool
}

type conflictShown struct {
	figures.Conflict
	Title   string
	Handled string
	Choices []choiceShown
}

type choiceShown struct {
	Value figures.Choice
	Name  string
}

// choicesOf is what can be decided about a conflict, by the names of its sides.
func (v *visit) choicesOf(c figures.Conflict) []choiceShown {
	sides := v.sidesOf(c)
	var out []choiceShown
	for _, x := range desk.Choices(c.Code) {
		out = append(out, choiceShown{x, choiceName(x, sides)})
	}
	return out
}

func (v *visit) sidesOf(c figures.Conflict) []string {
	var sides []string
	for _, s := range c.Sides {
		sides = append(sides, v.unitName(s.Unit))
	}
	return sides
}

// shown is a conflict as the page prints it.
func (v *visit) shown(c figures.Conflict) conflictShown {
	s := conflictShown{Conflict: c, Title: phrase.Conflict(c.Code), Handled: c.Default, Choices: v.choicesOf(c)}
	if d := c.Decision; d != nil {
		s.Handled = choiceName(d.Choice, v.sidesOf(c))
		if d.Reason != "" {
			s.Handled += "，理由：" + d.Reason
		}
		s.Handled += "（" + strings.TrimSpace(d.Who+" "+d.When) + "）"
	}
	return s
}

// conflictLists are the tabs of the page, with the words of their addresses.
var conflictLists = [...][2]string{{"open", "要定的"}, {"done", "已定的"}, {"advice", "提示"}}

// listOf is the tab that a conflict stands under.
func listOf(c figures.Conflict) string {
	switch {
	case c.Decision != nil:
		return "done"
	case c.Advice:
		return "advice"
	}
	return "open"
}

// mostConflicts bounds a page of conflicts.
const mostConflicts = 10

func (p *Pages) conflicts(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	all, err := p.o.Desk.Conflicts(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	page := conflictsPage{Period: x, Periods: v.periods(), City: v.actor.Role == store.City, Visit: v}
	list, kind := cmp.Or(v.QueryParam("show"), "open"), v.QueryParam("kind")
	tabs, kinds := map[string]int{}, map[finding.Code]int{}
	var chosen []figures.Conflict
	for _, c := range all {
		tabs[listOf(c)]++
		if listOf(c) != list {
			continue
		}
		kinds[c.Code]++
		if kind == "" || kind == string(c.Code) {
			chosen = append(chosen, c)
		}
	}
	at := "/conflicts?period=" + x.Name() + "&show="
	for _, l := range conflictLists {
		page.Tabs = append(page.Tabs, conflictTab{l[1], at + l[0], tabs[l[0]], l[0] == list})
	}
	if len(kinds) > 1 {
		page.Kinds = append(page.Kinds, conflictTab{"全部", at + list, tabs[list], kind == ""})
		for _, code := range slices.Sorted(maps.Keys(kinds)) {
			page.Kinds = append(page.Kinds, conflictTab{phrase.Conflict(code), at + list + "&kind=" + string(code), kinds[code], kind == string(code)})
		}
	}
	page.Page = v.paged(len(chosen), mostConflicts)
	for _, c := range chosen[page.Page.From:page.Page.To] {
		page.List = append(page.List, v.shown(c))
	}
	return v.show("conflicts", "待定", page)
}

func (p *Pages) decide(v *visit) error {
	err := p.o.Desk.Decide(v.ctx, v.actor, v.campaign.ID, v.FormValue("conflict"), figures.Choice(v.FormValue("choice")), v.FormValue("reason"))
	if err != nil {
		return err
	}
	return v.back("/conflicts?period="+v.asked().Name(), "decided")
}

func (p *Pages) undo(v *visit) error {
	if err := p.o.Desk.Undo(v.ctx, v.actor, v.campaign.ID, v.FormValue("conflict"), v.FormValue("reason")); err != nil {
		return err
	}
	return v.back("/conflicts?period="+v.asked().Name(), "undone")
}
