package merge_test

import (
	"fmt"
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A question is one figure of ledgers: what rows of which forms add to it.
type question struct {
	id    string
	parts []part
	kinds bool // counts different keys, else adds numbers up
}

// A part says which rows of a form stand where the figure counts, and which of
// those it counts; and with what number, under which key.
type part struct {
	form   returns.FormID
	stands func(thing) bool
	holds  func(thing) bool
	num    func(thing) (returns.Number, bool)
	key    func(thing) string
	unless returns.FormID // of a unit that filed it this part counts nothing
}

func insideIt(t thing) bool            { return t.inside }
func outsideIt(t thing) bool           { return t.outside }
func one(thing) (returns.Number, bool) { return returns.Int(1), true }

func field(id string) func(thing) (returns.Number, bool) {
	return func(t thing) (returns.Number, bool) { n, ok := t.num[id]; return n, ok }
}

func word(id string) func(thing) string { return func(t thing) string { return t.v[id] } }

func oneOf(id string, words ...string) func(thing) bool {
	return func(t thing) bool { return slices.Contains(words, t.v[id]) }
}

// questions lists every figure of ledgers by what the contract says of it.
func (r *recount) questions() []question {
	sum := func(id string, form returns.FormID, of string) question {
		return question{id: id, parts: []part{{form: form, num: field(of)}}}
	}
	rows := func(id string, form returns.FormID) question {
		return question{id: id, parts: []part{{form: form, num: one}}}
	}
	distinct := func(id string, form returns.FormID, key func(thing) string) question {
		return question{id: id, parts: []part{{form: form, key: key}}, kinds: true}
	}
	team := func(t thing) string {
		if t.v["team"] == "" {
			return ""
		}
		return string(t.unit) + t.v["team"]
	}
	firmvisits := func(t thing) (returns.Number, bool) {
		if n, ok := t.num["firms"]; ok {
			return n, true
		}
		n := r.guests[t.row]
		return returns.Int(n), n > 0
	}
	var out []question
	for prefix, where := range map[string]func(thing) bool{"recruit.": outsideIt, "recruit.home.": insideIt} {
		teams := distinct("teams", "fairs", team)
		teams.parts[0].unless = "teams"
		teams.parts = append(teams.parts, part{form: "teams", key: team})
		for _, q := range []question{
			teams, distinct("provinces", "fairs", word("province")), distinct("places", "fairs", thing.place),
			distinct("firms", "fairfirms", r.firm), {id: "firmvisits", parts: []part{{form: "fairs", num: firmvisits}}},
			sum("posts", "fairs", "posts"), sum("fairs", "fairs", "fairs"), sum("attendance", "fairs", "attendance"),
			sum("intentions", "fairs", "intentions"), sum("signed", "fairs", "signed"), rows("agreements", "agreements"),
		} {
			q.id = prefix + q.id
			for i := range q.parts {
				q.parts[i].stands = where
			}
			out = append(out, q)
		}
	}
	for _, id := range []string{"people", "stayed", "skilled", "lifted", "money", "brochures"} {
		out = append(out, sum("visits."+id, "visits", id))
	}
	// A unit's list of difficulties alone says what it raised and solved.
	listed := func(id string, holds func(thing) bool) question {
		return question{id: "visits." + id, parts: []part{{form: "visits", num: field(id), unless: "difficulties"}, {form: "difficulties", num: one, holds: holds}}}
	}
	solved := func(t thing) bool { return t.v["state"] == "已解决" && t.v["solvedon"] <= r.asOf.String() }
	open := rows("difficulties.open", "difficulties")
	open.parts[0].holds = oneOf("state", "未办", "在办")
	out = append(out, distinct("visits.firms", "visits", r.firm), rows("visits.firmvisits", "visits"), listed("raised", nil), listed("solved", solved), open,
		distinct("hometown.firms", "hometown", r.firm), sum("hometown.people", "hometown", "people"),
		distinct("alliance.firms", "alliances", r.firm), distinct("alliance.villages", "alliances", func(t thing) string { return t.v["district"] + t.v["village"] }),
		rows("alliance.pairs", "alliances"), sum("alliance.workers", "alliances", "workers"), sum("alliance.delivered", "alliances", "delivered"),
		sum("transport.vehicles", "transport", "vehicles"), sum("transport.cost", "transport", "cost"))
	for id, where := range map[string][3]string{
		"vehicles.coach": {"mode", "包车", "vehicles"}, "vehicles.train": {"mode", "专列", "vehicles"}, "vehicles.plane": {"mode", "包机", "vehicles"},
		"passengers.home": {"kind", "返乡", "passengers"}, "passengers.back": {"kind", "返岗", "passengers"},
	} {
		q := sum("transport."+id, "transport", where[2])
		q.parts[0].holds = oneOf(where[0], where[1])
		out = append(out, q)
	}
	return out
}

// A count is what one unit, or several, have of a figure.
type count struct {
	filed         bool // somebody filed what it is counted from
	asked, denied int  // rows it would count had they a value, and rows it never counts
	nums          []returns.Number
	keys          map[string]bool
}

// absent: nobody filed, or only rows without the value.
func (c count) absent() bool {
	return len(c.nums)+len(c.keys)+c.denied == 0 && (!c.filed || c.asked > 0)
}

func (c *count) add(o count) {
	c.filed = c.filed || o.filed
	c.asked += o.asked
	c.denied += o.denied
	c.nums = append(c.nums, o.nums...)
	for k := range o.keys {
		c.put(k)
	}
}

func (c *count) put(key string) {
	if c.keys == nil {
		c.keys = map[string]bool{}
	}
	if key != "" {
		c.keys[key] = true
	}
}

func (c *count) take(p part, t thing) {
	if p.holds != nil && !p.holds(t) {
		c.denied++
		return
	}
	c.asked++
	if p.key != nil {
		c.put(p.key(t))
	} else if n, ok := p.num(t); ok {
		c.nums = append(c.nums, n)
	}
}

func (c count) shown(kinds bool) string {
	if c.absent() {
		return "—"
	}
	if kinds {
		return fmt.Sprint(len(c.keys))
	}
	total := returns.Number{}
	for _, n := range c.nums {
		total, _ = total.Add(n)
	}
	return shown(figures.Figure{Value: total})
}

// ledgers recounts every figure of ledgers of one unit or the city, whole and
// of what is dated in the newest period.
func (r *recount) ledgers(unit returns.UnitCode) map[string]string {
	out := map[string]string{}
	for _, q := range r.questions() {
		var whole, week count
		for o, u := range r.f.reg.Units {
			if unit == "" || u.Code == unit {
				mine, now := r.of(q, o)
				now.filed = now.filed && !mine.absent()
				whole.add(mine)
				week.add(now)
			}
		}
		out[q.id], out[q.id+"@week"] = whole.shown(q.kinds), week.shown(q.kinds)
	}
	return out
}

// of counts one figure of one unit.
func (r *recount) of(q question, order int) (whole, week count) {
	unit := r.f.reg.Units[order].Code
	newest := r.newest()
	dated := map[int]bool{} // periods in which the unit has a row
	for _, p := range q.parts {
		if p.unless != "" && len(r.chosen[p.unless][unit]) > 0 {
			continue
		}
		for _, ret := range r.chosen[p.form][unit] {
			whole.filed = true
			week.filed = week.filed || ret.Period.No == newest.No
		}
		for _, t := range r.live[p.form] {
			if t.order != order {
				continue
			}
			whole.filed = whole.filed || t.v["folded"] != ""
			for _, per := range r.f.reg.Campaign.Periods {
				dated[per.No] = dated[per.No] || per.Holds(t.date)
			}
			if !t.counted || p.stands != nil && !p.stands(t) {
				continue
			}
			whole.take(p, t)
			if newest.Holds(t.date) {
				week.take(p, t)
			}
		}
	}
	if !q.kinds {
		r.weekly(q.id, unit, dated, &whole, &week)
	}
	return whole, week
}

// weekly adds what the unit reported of itself for periods in which it has no
// row; only where it never has a row nor reported a period, its total.
func (r *recount) weekly(id string, unit returns.UnitCode, dated map[int]bool, whole, week *count) {
	var total []returns.Number
	some, ever := false, false
	for _, yes := range dated {
		ever = ever || yes
	}
	for _, ret := range r.chosen["weekly"][unit] {
		for _, t := range r.read("weekly", ret) {
			if n, ok := t.num[id+".week"]; ok && !dated[t.n] {
				some = true
				whole.nums = append(whole.nums, n)
				if t.n == r.newest().No {
					week.nums = append(week.nums, n)
				}
			}
			if n, ok := t.num[id+".total"]; ok {
				total = []returns.Number{n}
			}
		}
	}
	if !some && !ever {
		whole.nums = append(whole.nums, total...)
	}
}

// newest is the newest period that has ended.
func (r *recount) newest() (now period.Period) {
	for _, p := range r.f.reg.Campaign.Periods {
		if !p.Ends.After(r.asOf) {
			now = p
		}
	}
	return now
}
