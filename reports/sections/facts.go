package sections

import (
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
)

// Facts is what a briefing is written from.
type Facts struct {
	Merged   *figures.Merged
	Earlier  []*figures.Merged // as of the ends of earlier periods, oldest first
	Register *register.Register
	Forms    *forms.Catalogue
	Texts    map[string][]string // free paragraphs by section id
	Errata   []briefing.Erratum
}

// before is the merging as of the period before, nil if there is none.
func (f *Facts) before() *figures.Merged {
	if len(f.Earlier) == 0 {
		return nil
	}
	return f.Earlier[len(f.Earlier)-1]
}

// last is what the period before is called: 上周 when both are weeks, so that
// what was done in them may be compared.
func (f *Facts) last() string {
	week := func(p period.Period) bool { return !p.From.IsZero() && p.From.Add(6) == p.Ends }
	if b := f.before(); week(f.Merged.Period) && (b == nil || week(b.Period)) {
		return "上周"
	}
	return "上期"
}

// lastState is what the state at the end of the period before is called: 上周
// when that was a week ago.
func (f *Facts) lastState() string {
	b := f.before()
	if b == nil {
		return f.last()
	}
	if b.AsOf.Add(7) == f.Merged.AsOf {
		return "上周"
	}
	return "上期"
}

// wordsOf fills the words of patterns for the city, or for one unit.
func (f *Facts) wordsOf(u *returns.Unit, by figures.ID) map[string]string {
	c := &f.Register.Campaign
	w := map[string]string{
		"asof": monthDay(f.Merged.AsOf), "period": span(f.Merged.Period), "no": strconv.Itoa(f.Merged.Period.No),
		"campaign": c.Name, "city": c.City.Name, "last": f.last(),
	}
	if u != nil {
		w["unit"] = u.Name
		w["places"] = f.placesOf(u.Code, by)
	}
	return w
}

// monthDay is 2月4日, without zero padding.
func monthDay(d period.Date) string {
	return strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(int(d.Day)) + "日"
}

// span is 1月29日至2月4日, or the one day.
func span(p period.Period) string {
	if p.From == p.Ends {
		return monthDay(p.Ends)
	}
	return monthDay(p.From) + "至" + monthDay(p.Ends)
}

// formOf is the form whose definition first names a figure.
func (f *Facts) formOf(id figures.ID) *forms.Form {
	for _, form := range f.Forms.Forms {
		for _, fig := range form.Figures {
			if fig.ID == id || fig.Home == id && fig.Home != "" {
				return form
			}
		}
	}
	return nil
}

// placesOf names where a unit's records of a figure happened: one place in
// full, several by their prefectures, "" when none is known.
func (f *Facts) placesOf(unit returns.UnitCode, by figures.ID) string {
	form := f.formOf(by)
	if form == nil {
		return ""
	}
	for i := range f.Merged.Ledgers {
		if l := &f.Merged.Ledgers[i]; l.Form == form.ID {
			return placesIn(l, form, unit, by)
		}
	}
	return ""
}
