package rules

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// eachPart holds each of a rule's parts against the whole (R302, R305). What
// was not filed is not compared.
func eachPart(c Case, rec *returns.Record, r *forms.Rule) finding.List {
	whole, equal := wholeOf(r)
	most, ok := c.number(rec, whole)
	if !ok || r.Positive && most.Number.Micros <= 0 {
		return nil
	}
	var found finding.List
	for _, id := range r.Each {
		part, ok := c.number(rec, id)
		if !ok {
			continue
		}
		order := part.Number.Cmp(most.Number)
		if order > 0 || equal && order != 0 {
			says := c.sentence(rec, r, c.named(rec, id)+relation(order)+c.named(rec, whole))
			found = append(found, c.unfit(rec, r, says, id, whole))
		}
	}
	return found
}

// sumOfParts holds the sum of a rule's parts against the whole. An equation
// needs every part; a bound is broken by those that are there.
func sumOfParts(c Case, rec *returns.Record, r *forms.Rule) finding.List {
	whole, equal := wholeOf(r)
	most, ok := c.number(rec, whole)
	if !ok || r.Positive && most.Number.Micros <= 0 || r.Code != "R302" && !c.settled(rec, append(r.Sum[:len(r.Sum):len(r.Sum)], r.Minus...)...) {
		return nil
	}
	sum, complete, some := c.sum(rec, r)
	if !some || !complete && (equal || len(r.Minus) > 0) {
		return nil
	}
	order := sum.Cmp(most.Number)
	if order == 0 || order < 0 && !equal {
		return nil
	}
	var names []string
	for _, id := range r.Sum {
		names = append(names, "“"+c.header(id)+"”")
	}
	says := strings.Join(names, "、") + "合计 " + sum.String() + relation(order) + c.named(rec, whole)
	f := c.unfit(rec, r, c.sentence(rec, r, says), append([]returns.FieldID{whole}, r.Sum...)...)
	if equal && f.Field == string(whole) {
		f = f.Suggest(asTyped(sum, most))
	}
	return finding.List{f}
}

// sum is Σ Sum − Σ Minus of what is there; complete means that all is.
func (c Case) sum(rec *returns.Record, r *forms.Rule) (sum returns.Number, complete, some bool) {
	complete = true
	for i, ids := range [][]returns.FieldID{r.Sum, r.Minus} {
		for _, id := range ids {
			v, ok := c.number(rec, id)
			if !ok {
				complete = false
				continue
			}
			some = true
			n := v.Number
			if i == 1 {
				n.Micros = -n.Micros
			}
			var err error
			if sum, err = sum.Add(n); err != nil {
				return returns.Number{}, false, false
			}
		}
	}
	return sum, complete, some
}

func wholeOf(r *forms.Rule) (id returns.FieldID, equal bool) {
	if r.Equals != "" {
		return r.Equals, true
	}
	return r.AtMost, false
}

func relation(order int) string {
	if order > 0 {
		return "多于"
	}
	return "少于"
}

// named is a field's header with what rec holds: “慰问人数”（20）.
func (c Case) named(rec *returns.Record, id returns.FieldID) string {
	return "“" + c.header(id) + "”（" + c.value(rec, id).Words() + "）"
}

// sentence is the definition's own with {field} filled in, else the one made.
func (c Case) sentence(rec *returns.Record, r *forms.Rule, made string) string {
	if r.Says == "" {
		return made
	}
	says := r.Says
	for i := range c.Form.Fields {
		id := c.Form.Fields[i].ID
		if hole := "{" + string(id) + "}"; strings.Contains(says, hole) {
			says = strings.ReplaceAll(says, hole, c.value(rec, id).Words())
		}
	}
	return says
}

// unfit is the finding of a rule at the place that it names, else at the first
// of fields with a cell of its own: what is derived has none.
func (c Case) unfit(rec *returns.Record, r *forms.Rule, says string, fields ...returns.FieldID) finding.Finding {
	if r.At != "" {
		fields = append([]returns.FieldID{r.At}, fields...)
	}
	at, field, typed := c.row(rec), fields[0], ""
	for _, id := range fields {
		if v := c.value(rec, id); v.Col > 0 && v.Row > 0 {
			at, field, typed = c.cell(v), id, shown(v)
			break
		}
	}
	if r.Code == "R302" {
		return finding.PartsDiffer(at, string(field), typed, says)
	}
	return finding.Implausible(at, string(field), typed, says)
}

// ascending holds dates that follow each other against each other (R305). The
// finding is at the later one.
func ascending(c Case, rec *returns.Record, r *forms.Rule) finding.List {
	var found finding.List
	var last returns.FieldID
	for _, id := range r.Ascending {
		v := c.value(rec, id)
		if v.Kind != returns.Date {
			continue
		}
		if last != "" && v.Date.Before(c.value(rec, last).Date) {
			says := c.sentence(rec, r, c.named(rec, id)+"早于"+c.named(rec, last))
			found = append(found, c.unfit(rec, r, says, id, last))
		}
		last = id
	}
	return found
}

// together finds what does not go together: a state and a date that belie each
// other (R305).
func together(c Case, rec *returns.Record, r *forms.Rule) finding.List {
	for i := range r.When {
		if c.value(rec, r.When[i].Field).IsAbsent() || !c.holds(c.Form, &r.When[i], rec) {
			return nil
		}
	}
	return finding.List{c.unfit(rec, r, c.sentence(rec, r, ""))}
}
