package rules

import (
	"fmt"
	"strconv"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// listed holds a count against the rows of another table of the same workbook
// that list what it counts (R306): firms at a fair, people at a visit. A
// record of which the other table has no row at all is not compared, since a
// list may be of the new records only.
func listed(c Case, r *forms.Rule) finding.List {
	c = c.prepared()
	other, list := c.beside(r.In)
	if list == nil {
		return nil
	}
	rows, unsure := make([]int, len(c.Return.Records)), make([]bool, len(c.Return.Records))
	heads := c.heads(r)
	for j := range list.Records {
		switch of := c.headsOf(r, heads, other, &list.Records[j]); len(of) {
		case 0:
		case 1:
			rows[of[0]]++
		default:
			for _, i := range of {
				unsure[i] = true
			}
		}
	}
	var found finding.List
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		typed, ok := c.number(rec, r.Listed)
		n := rows[i]
		if !ok || typed.Col == 0 || n == 0 || unsure[i] || meets(typed.Number, returns.Int(n)) {
			continue
		}
		says := fmt.Sprintf("%s与“%s”（%s）中所列的 %d 行不一致", c.named(rec, r.Listed), other.Title, list.Sheet, n)
		f := finding.TablesDiffer(c.cell(typed), string(r.Listed), shown(typed), c.sentence(rec, r, says))
		found = append(found, f.Suggest(strconv.Itoa(n)))
	}
	return found
}

// beside is another form's return in the same workbook, by the same unit for
// the same period; nil if there is none.
func (c Case) beside(id returns.FormID) (*forms.Form, *returns.Return) {
	form, ok := c.form(id)
	if !ok {
		return nil, nil
	}
	for _, ret := range c.Filing {
		if ret != nil && ret.Form == id && ret.Unit == c.Return.Unit && ret.Period.Ends == c.Return.Period.Ends && len(ret.Records) > 0 {
			return form, ret
		}
	}
	return nil, nil
}

// heads groups the positions of records by what they hold of the rule's keys
// that are no dates; those that leave one blank are under "".
func (c Case) heads(r *forms.Rule) map[string][]int {
	heads := map[string][]int{}
	for i := range c.Return.Records {
		key := c.headKey(r, c.Form, &c.Return.Records[i])
		heads[key] = append(heads[key], i)
	}
	return heads
}

// headKey joins what rec holds of the keys that are no dates, "" where one is
// blank.
func (c Case) headKey(r *forms.Rule, form *forms.Form, rec *returns.Record) string {
	key := "\x1f"
	for _, k := range r.On {
		if c.isEvent(k) {
			continue
		}
		part := form.Part(rec, k, c.firm)
		if part == "" {
			return ""
		}
		key += part + "\x1f"
	}
	return key
}

func (c Case) isEvent(k forms.Key) bool {
	fl, ok := c.Form.Field(returns.FieldID(k))
	return ok && fl.Role == forms.RoleEvent
}

// headsOf lists the records that a row of the other table may belong to, by
// keys and date; where several do, only those at the row's place.
func (c Case) headsOf(r *forms.Rule, heads map[string][]int, other *forms.Form, row *returns.Record) []int {
	var of, near []int
	place := other.Part(row, "place", c.firm)
	take := func(candidates []int) {
		for _, i := range candidates {
			rec := &c.Return.Records[i]
			if !c.agrees(r, rec, other, row) {
				continue
			}
			of = append(of, i)
			if place != "" && place == c.Form.Part(rec, "place", c.firm) {
				near = append(near, i)
			}
		}
	}
	if key := c.headKey(r, other, row); key == "" {
		for _, candidates := range heads {
			take(candidates)
		}
	} else {
		take(heads[key])
		take(heads[""])
	}
	if len(of) > 1 && len(near) > 0 {
		return near
	}
	return of
}

// agrees reports whether the row's keys, as far as both fill them, are those of
// rec, and whether its date lies within those of rec.
func (c Case) agrees(r *forms.Rule, rec *returns.Record, other *forms.Form, row *returns.Record) bool {
	for _, k := range r.On {
		if c.isEvent(k) {
			if !c.during(rec, other.RoleValue(row, forms.RoleEvent)) {
				return false
			}
			continue
		}
		a, b := c.Form.Part(rec, k, c.firm), other.Part(row, k, c.firm)
		if a != "" && b != "" && a != b {
			return false
		}
	}
	return true
}

// during reports whether the day lies within the event of rec, which lasts one
// day unless its form has a last day.
func (c Case) during(rec *returns.Record, day returns.Value) bool {
	i, ok := c.Form.ByRole(forms.RoleEvent)
	if !ok || day.Kind != returns.Date {
		return false
	}
	from := c.Form.RoleValue(rec, forms.RoleEvent)
	to := c.Form.Value(rec, c.Form.Fields[i].RangeTo)
	if from.Kind != returns.Date {
		return false
	}
	if to.Kind != returns.Date {
		to = from
	}
	return day.Date.Within(from.Date, to.Date)
}
