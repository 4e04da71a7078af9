package rules

import (
	"errors"
	"math"
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// Ledgers holds a table of figures against the ledgers of the same workbook
// (R306): what was done in the period against the events dated in it, totals
// against all events so far. A figure whose ledger is not there is not
// compared, nor one that cannot be told from the ledger alone, nor a total
// whose earlier events nobody knows.
func Ledgers(c Case) finding.List {
	if c.Forms == nil {
		return nil
	}
	c = c.prepared()
	var found finding.List
	for i := range c.Form.Fields {
		fl := &c.Form.Fields[i]
		if fl.Figure == "" {
			continue
		}
		want, sheets, ok := c.counted(fl)
		if !ok {
			continue
		}
		for j := range c.Return.Records {
			typed, ok := c.number(&c.Return.Records[j], fl.ID)
			if !ok || typed.Col == 0 || compatible(typed.Number, want) {
				continue
			}
			says := "“" + c.header(fl.ID) + "”填的是 " + shown(typed) + "，按台账（" + strings.Join(sheets, "、") + "）计算为 " + want.String()
			found = append(found, finding.TablesDiffer(c.cell(typed), string(fl.ID), shown(typed), says).Suggest(asTyped(want, typed)))
		}
	}
	return found
}

// Weeks finds figures of which more was done in the period than in all (R305).
func Weeks(c Case) finding.List {
	c = c.prepared()
	var found finding.List
	for i := range c.Form.Fields {
		week := &c.Form.Fields[i]
		for j := range c.Form.Fields {
			total := &c.Form.Fields[j]
			if week.Figure == "" || total.Figure != week.Figure || week.Cumulative || !total.Cumulative {
				continue
			}
			for k := range c.Return.Records {
				found = append(found, c.week(&c.Return.Records[k], week.ID, total.ID)...)
			}
		}
	}
	return found
}

func (c Case) week(rec *returns.Record, week, total returns.FieldID) finding.List {
	now, okNow := c.number(rec, week)
	all, okAll := c.number(rec, total)
	if !okNow || !okAll || now.Col == 0 {
		return nil
	}
	least, _ := bounds(now.Number)
	if _, most := bounds(all.Number); least <= most {
		return nil
	}
	says := "“" + c.header(week) + "”（" + shown(now) + "）多于“" + c.header(total) + "”（" + shown(all) + "）"
	return finding.List{finding.Implausible(c.cell(now), string(week), shown(now), says)}
}

// compatible reports whether two numbers can both be true, with about read as
// within a tenth.
func compatible(a, b returns.Number) bool {
	lowA, highA := bounds(a)
	lowB, highB := bounds(b)
	return lowA <= highB && lowB <= highA
}

func bounds(n returns.Number) (low, high int64) {
	switch n.Qualifier {
	case returns.AtLeast:
		return n.Micros, math.MaxInt64
	case returns.AtMost:
		return math.MinInt64, n.Micros
	case returns.About:
		tenth := magnitude(n) / 10
		return n.Micros - tenth, n.Micros + min(tenth, math.MaxInt64-magnitude(n))
	}
	return n.Micros, n.Micros
}

// counted is the figure of a field as the ledgers of the workbook give it, and
// the sheets they stand on. False means that it cannot be told.
func (c Case) counted(fl *forms.Field) (sum returns.Number, sheets []string, ok bool) {
	things := map[string]bool{}
	some := false
	for _, form := range c.Forms.Forms {
		for i := range form.Figures {
			fig := &form.Figures[i]
			if fig.ID != fl.Figure && fig.Home != fl.Figure {
				continue
			}
			_, ledger := c.beside(form.ID)
			if ledger == nil || fig.Unless != "" && c.knows(fig.Unless) {
				continue
			}
			records, known := c.events(form, ledger, fl.Cumulative)
			if !known || !c.plain(form, fig) {
				return returns.Number{}, nil, false
			}
			sheets = append(sheets, ledger.Sheet)
			for _, rec := range records {
				if !c.counts(form, fig, fl, rec) {
					continue
				}
				n, key, err := c.adds(form, fig, rec)
				if err == nil {
					sum, err = sum.Add(n.Number)
				}
				if err != nil {
					return returns.Number{}, nil, false
				}
				some = some || n.IsNumber()
				if key != "" {
					things[key] = true
				}
			}
		}
	}
	if len(things) > 0 {
		return returns.Int(len(things)), sheets, true
	}
	return sum, sheets, some
}

// plain reports whether a figure follows from the records of its form alone.
func (c Case) plain(form *forms.Form, fig *forms.Figure) bool {
	if fig.Ratio != nil || fig.Shares != "" || fig.Register != "" || fig.Basis != "" || fig.Home != "" && c.Register == nil {
		return false
	}
	for _, other := range c.Forms.Forms {
		if other.Fold != nil && other.Fold.Into == form.ID && c.knows(other.ID) {
			return false
		}
	}
	return true
}

// knows reports whether the unit files that form, now or before.
func (c Case) knows(id returns.FormID) bool {
	return slices.ContainsFunc(append(slices.Clone(c.Filing), c.Earlier...), func(r *returns.Return) bool {
		return r != nil && r.Form == id && len(r.Records) > 0
	})
}

// events lists the records of a ledger that are dated in the period, or for a
// total all up to its end, with those of earlier returns that are not filed
// again. False means that earlier events exist which nobody passed in.
func (c Case) events(form *forms.Form, ledger *returns.Return, total bool) ([]*returns.Record, bool) {
	in := c.Return.Period
	if !total {
		return dated(form, ledger, in.From, in.Ends), true
	}
	all := dated(form, ledger, period.Date{}, in.Ends)
	if len(c.Earlier) == 0 {
		again := len(all) > len(dated(form, ledger, in.From, in.Ends))
		return all, again || in.No <= 1
	}
	seen := map[string]bool{}
	fresh := func(rec *returns.Record) bool {
		key, ok := form.Identify(rec, c.firm)
		if ok && seen[key] {
			return false
		}
		seen[key] = ok
		return true
	}
	for _, rec := range all {
		fresh(rec)
	}
	earlier := slices.Clone(c.Earlier)
	slices.SortStableFunc(earlier, func(a, b *returns.Return) int { return b.Period.Ends.Time().Compare(a.Period.Ends.Time()) })
	for _, ret := range earlier {
		if ret == nil || ret.Form != form.ID || ret.Unit != c.Return.Unit {
			continue
		}
		// Two rows of one return with one identity both count (R307).
		var own []*returns.Record
		for _, rec := range dated(form, ret, period.Date{}, in.Ends) {
			if key, ok := form.Identify(rec, c.firm); !ok || !seen[key] {
				own = append(own, rec)
			}
		}
		for _, rec := range own {
			fresh(rec)
		}
		all = append(all, own...)
	}
	return all, true
}

// dated lists the records whose event lies between two days, or has no date
// because the form has none.
func dated(form *forms.Form, ret *returns.Return, from, to period.Date) []*returns.Record {
	_, events := form.ByRole(forms.RoleEvent)
	var out []*returns.Record
	for i := range ret.Records {
		rec := &ret.Records[i]
		day := form.RoleValue(rec, forms.RoleEvent)
		if !events || day.Kind == returns.Date && day.Date.Within(from, to) {
			out = append(out, rec)
		}
	}
	return out
}

// counts reports whether a record counts in a figure: it is on the right side
// of the home province, and the figure's conditions hold.
func (c Case) counts(form *forms.Form, fig *forms.Figure, fl *forms.Field, rec *returns.Record) bool {
	if fig.Home != "" {
		home := form.RoleValue(rec, forms.RoleProvince).Text == c.Register.Campaign.City.Province
		if home != (fl.Figure == fig.Home) {
			return false
		}
	}
	for i := range fig.Where {
		if !c.holds(form, &fig.Where[i], rec) {
			return false
		}
	}
	return true
}

func (c Case) holds(form *forms.Form, w *forms.Condition, rec *returns.Record) bool {
	if len(w.Of) > 0 {
		return reaches(form, w, rec)
	}
	v := form.Value(rec, w.Field)
	one := func(words []string) bool {
		if v.Kind == returns.List {
			return slices.ContainsFunc(v.List, func(s string) bool { return slices.Contains(words, s) })
		}
		return slices.Contains(words, v.Words())
	}
	switch {
	case len(w.Is) > 0 && !one(w.Is), len(w.Not) > 0 && one(w.Not), w.Filled && v.IsAbsent():
		return false
	}
	return !w.ByDate || v.Kind != returns.Date || !v.Date.After(c.Return.Period.Ends)
}

// reaches reports whether Σ Of ÷ Σ To, or Σ Of alone, is at least the bound.
func reaches(form *forms.Form, w *forms.Condition, rec *returns.Record) bool {
	least, err := returns.ParseNumber(w.AtLeast)
	if err != nil {
		return false
	}
	total := func(ids []returns.FieldID) (n returns.Number) {
		for _, id := range ids {
			if sum, err := n.Add(form.Value(rec, id).Number); err == nil {
				n = sum
			}
		}
		return n
	}
	of := total(w.Of)
	if len(w.To) > 0 {
		var ok bool
		if of, ok = of.Over(total(w.To)); !ok {
			return false
		}
	}
	return of.Cmp(least) >= 0
}

// adds is what one record adds to a figure: a number, or the key of the thing
// it names. The error stands for a record that another form must complete.
func (c Case) adds(form *forms.Form, fig *forms.Figure, rec *returns.Record) (returns.Value, string, error) {
	switch {
	case fig.Rows:
		return returns.Value{Kind: returns.Count, Number: returns.Int(1)}, "", nil
	case fig.Distinct == "place":
		place, _ := form.Prefecture(rec)
		return returns.Value{}, place, nil
	case fig.Distinct != "":
		return returns.Value{}, form.Part(rec, fig.Distinct, c.firm), nil
	}
	v := form.Value(rec, fig.Sum)
	if !v.IsNumber() && fig.Else != nil {
		return returns.Value{}, "", errElsewhere
	}
	return v, "", nil
}

var errElsewhere = errors.New("rules: figure needs another form")
