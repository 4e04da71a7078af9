package rules

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// Totals holds every typed 合计 and 小计 against the rows it covers, by the
// values read (R304). A column with a faulty cell is not compared: its sum is
// not known. Rates and amounts a head do not add up.
func Totals(c Case) finding.List {
	c = c.prepared()
	rows := make(map[int]*returns.Record, len(c.Return.Records))
	for i := range c.Return.Records {
		rows[c.Return.Records[i].Row] = &c.Return.Records[i]
	}
	var found finding.List
	for i := range c.Return.Totals {
		t := &c.Return.Totals[i]
		for field := range c.Form.Fields {
			if field < len(t.Values) && addsUp(&c.Form.Fields[field]) {
				found = append(found, c.total(t, field, rows)...)
			}
		}
	}
	return found
}

// addsUp reports whether a column of the field has a sum: 元/人 has none.
func addsUp(fl *forms.Field) bool {
	return filed(fl) && fl.Type != forms.Rate && !strings.Contains(fl.Unit, "/")
}

func (c Case) total(t *returns.Total, field int, rows map[int]*returns.Record) finding.List {
	typed := t.Values[field]
	if !typed.IsNumber() || typed.Col == 0 || c.cols[typed.Col] {
		return nil
	}
	var all, own returns.Number // with and without what a default filled in
	for _, row := range t.Of {
		rec := rows[row]
		if rec == nil || field >= len(rec.Values) || !rec.Values[field].IsNumber() {
			continue
		}
		v := rec.Values[field]
		sum, err := all.Add(v.Number)
		if err != nil {
			return nil
		}
		all = sum
		if !v.Filled {
			own, _ = own.Add(v.Number) // no greater than all
		}
	}
	// A blank cell that we count as one is nothing to the clerk's own SUM.
	if meets(typed.Number, all) || meets(typed.Number, own) {
		return nil
	}
	fl := &c.Form.Fields[field]
	f := finding.TotalDiffers(c.cell(typed), string(fl.ID), c.header(fl.ID), label(t), shown(typed), typed.Number.String(), all.String())
	return finding.List{f.Suggest(asTyped(all, typed))}
}

func label(t *returns.Total) string {
	switch words := strings.Join(strings.Fields(t.Label), ""); {
	case words != "":
		return words
	case t.Sub:
		return "小计"
	}
	return "合计"
}

// meets reports whether a typed number, with its own qualifier, can stand for
// the sum.
func meets(typed, sum returns.Number) bool {
	switch typed.Qualifier {
	case returns.AtLeast:
		return sum.Cmp(typed) >= 0
	case returns.AtMost:
		return sum.Cmp(typed) <= 0
	}
	return sum.Cmp(typed) == 0
}

// asTyped prints n in the unit in which v was typed: in a column of 万元 the
// number 12000 is 1.2.
func asTyped(n returns.Number, v returns.Value) string {
	n.Qualifier = returns.Exact
	typed, err := returns.ParseNumber(strings.ReplaceAll(strings.TrimSpace(v.Typed), ",", ""))
	if err != nil || typed.IsZero() {
		return n.String()
	}
	for _, unit := range [...]int64{1_000, 10_000, 1_000_000, 10_000_000, 100_000_000} {
		scaled, err := typed.Scale(unit)
		if err == nil && scaled.Micros == v.Number.Micros && n.Micros%unit == 0 {
			return returns.Number{Micros: n.Micros / unit}.String()
		}
	}
	return n.String()
}
