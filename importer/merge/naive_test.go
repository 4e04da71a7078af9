package merge_test

import (
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The recount below reads the contract anew, shares no code with package merge
// and takes no care of speed: pairs are compared with pairs. It knows the
// forms that the random campaigns use, and nothing else.

// A thing is one row of a ledger as the recount sees it.
type thing struct {
	unit    returns.UnitCode
	order   int
	n       int // period
	date    period.Date
	v       map[string]string
	num     map[string]returns.Number
	key     string
	counted bool
}

type recount struct {
	f     *filer
	asOf  period.Date
	codes map[string]map[string]bool // name → codes
}

func recounted(f *filer, asOf period.Date, rs []returns.Return) map[returns.UnitCode]map[string]string {
	r := recount{f, asOf, map[string]map[string]bool{}}
	chosen := map[returns.FormID]map[returns.UnitCode][]returns.Return{}
	for _, p := range f.reg.Campaign.Periods {
		for _, u := range append(slices.Clone(f.reg.Units), f.reg.Firms...) {
			for _, form := range f.cat.Forms {
				var best *returns.Return
				for i := range rs {
					c := &rs[i]
					if c.Unit == u.Code && c.Form == form.ID && c.Period.Ends == p.Ends && !p.Ends.After(asOf) &&
						(c.State == returns.Accepted || c.State == returns.Held || c.State == returns.Nil) && (best == nil || c.Version > best.Version) {
						best = c
					}
				}
				if best != nil {
					if chosen[form.ID] == nil {
						chosen[form.ID] = map[returns.UnitCode][]returns.Return{}
					}
					chosen[form.ID][u.Code] = append(chosen[form.ID][u.Code], *best)
				}
			}
		}
	}
	r.learn(chosen)
	out := map[returns.UnitCode]map[string]string{}
	put := func(u returns.UnitCode, id, value string) {
		if out[u] == nil {
			out[u] = map[string]string{}
		}
		out[u][id] = value
	}
	for _, u := range append([]returns.Unit{{Code: figures.City}}, f.reg.Units...) {
		for id, v := range r.ledgers(chosen, u.Code) {
			put(u.Code, id, v)
		}
		for id, v := range r.lines(chosen, u.Code) {
			put(u.Code, id, v)
		}
	}
	return out
}

func (r *recount) learn(chosen map[returns.FormID]map[returns.UnitCode][]returns.Return) {
	add := func(name, code string) {
		if name != "" && code != "" {
			if r.codes[cell.FirmKey(name)] == nil {
				r.codes[cell.FirmKey(name)] = map[string]bool{}
			}
			r.codes[cell.FirmKey(name)][code] = true
		}
	}
	for _, u := range r.f.reg.Firms {
		add(u.Name, string(u.Code))
	}
	for form, byUnit := range chosen {
		for _, list := range byUnit {
			for _, ret := range list {
				for _, t := range r.read(form, ret) {
					add(t.v["firm"], t.v["uscc"])
				}
			}
		}
	}
}

func (r *recount) firm(t thing) string {
	if t.v["uscc"] != "" {
		return t.v["uscc"]
	}
	name := cell.FirmKey(t.v["firm"])
	if len(r.codes[name]) == 1 {
		for c := range r.codes[name] {
			return c
		}
	}
	return name
}

func (r *recount) read(form returns.FormID, ret returns.Return) []thing {
	fm, _ := r.f.cat.Form(form)
	var out []thing
	for _, rec := range ret.Records {
		t := thing{unit: ret.Unit, n: ret.Period.No, v: map[string]string{}, num: map[string]returns.Number{}, counted: true}
		for i, u := range r.f.reg.Units {
			if u.Code == ret.Unit {
				t.order = i
			}
		}
		for i, v := range rec.Values {
			id := string(fm.Fields[i].ID)
			if v.IsNumber() {
				t.num[id] = v.Number
			} else if !v.IsAbsent() {
				t.v[id] = v.Words()
			}
			if fm.Fields[i].Role == forms.RoleEvent && v.Kind == returns.Date {
				t.date = v.Date
			}
		}
		out = append(out, t)
	}
	return out
}

// place: the generated places are prefectures already, or a district of one.
func (t thing) place() string {
	if t.v["city"] == "" && t.v["district"] == "兴仁市" {
		return "黔西南布依族苗族自治州"
	}
	if t.v["city"] != "" {
		return t.v["city"]
	}
	return t.v["province"]
}

func (r *recount) keys(form returns.FormID, t thing) (identity string, same []string) {
	join := func(parts ...string) string {
		for _, p := range parts {
			if p == "" {
				return ""
			}
		}
		return strings.Join(parts, "|")
	}
	switch form {
	case "fairs":
		name := t.v["name"]
		if name == "" {
			name = t.v["venue"]
		}
		team := name
		if team == "" {
			team = t.v["team"] // inside the unit only
		}
		identity = t.v["from"] + "|" + t.place() + "|" + team
		same = []string{"n" + join(t.v["from"], t.place(), name), "v" + join(t.v["from"], t.place(), t.v["venue"])}
	case "visits":
		identity = join(r.firm(t), t.v["date"])
		same = []string{"n" + identity}
	case "agreements":
		identity = t.v["partya"] + "|" + t.v["partyb"] + "|" + t.v["date"] + "|" + t.v["name"]
		same = []string{"n" + join(t.v["partya"], t.v["partyb"], t.v["date"])}
	case "alliances":
		identity = join(r.firm(t), t.v["village"], t.v["district"])
		same = []string{"n" + identity}
	case "hometown":
		identity = r.firm(t) + "|" + t.v["name"] + "|" + t.v["date"]
		same = []string{"n" + join(r.firm(t), t.v["name"], t.v["date"])}
	case "transport":
		identity = "n|" + t.v["date"] + "|" + t.v["kind"] + "|" + t.v["number"]
		same = []string{"n" + join(t.v["date"], t.v["kind"], t.v["number"])}
		if t.v["number"] == "" {
			identity = "d|" + t.v["date"] + "|" + t.v["kind"] + "|" + t.v["mode"] + "|" + t.v["origin"] + "|" + t.v["destination"] + "|" + strings.NewReplacer("（", "(", "）", ")").Replace(t.v["firm"]) // words, not a firm
		}
	}
	return identity, same
}

// alive is what of one form is counted, over all units.
func (r *recount) alive(form returns.FormID, byUnit map[returns.UnitCode][]returns.Return) []thing {
	var all []thing
	for _, u := range r.f.reg.Units {
		var mine, last []thing
		for _, ret := range byUnit[u.Code] {
			fresh := r.read(form, ret)
			for i := range fresh {
				fresh[i].key, _ = r.keys(form, fresh[i])
			}
			mine = r.dropRenamed(form, mine, last, fresh)
			var kept []thing
			for _, t := range mine {
				if !hasKey(fresh, t.key) {
					kept = append(kept, t)
				}
			}
			mine = append(kept, fresh...)
			if len(fresh) > 0 {
				last = fresh
			}
		}
		all = append(all, mine...)
	}
	for i := range all {
		all[i].counted = !all[i].date.After(r.asOf) && !all[i].date.Before(r.f.reg.Campaign.From)
	}
	r.dropSame(form, all)
	var out []thing
	for _, t := range all {
		if t.counted {
			out = append(out, t)
		}
	}
	return out
}

func hasKey(ts []thing, key string) bool {
	for _, t := range ts {
		if t.key == key {
			return true
		}
	}
	return false
}

// dropRenamed takes out what the last filing had and this one has under another
// name at the same date and place, or of the same firm.
func (r *recount) dropRenamed(form returns.FormID, mine, last, fresh []thing) []thing {
	known := func(ts []thing) (out []thing) { // first of each complete identity
		for _, t := range ts {
			if t.whole(form) && !hasKey(out, t.key) {
				out = append(out, t)
			}
		}
		return out
	}
	spot := func(a, b thing) bool {
		where := a.place() != "" && a.place() == b.place() || form != "transport" && r.firm(a) != "" && r.firm(a) == r.firm(b)
		return a.date == b.date && where
	}
	had := known(last)
	kept := 0
	var lost, news []thing
	for _, t := range had {
		if hasKey(known(fresh), t.key) {
			kept++
		} else {
			lost = append(lost, t)
		}
	}
	for _, t := range fresh {
		if t.whole(form) && !hasKey(had, t.key) {
			news = append(news, t)
		}
	}
	gone := map[string]bool{}
	for _, l := range lost {
		fits, claims := 0, 0
		for _, n := range news {
			if spot(l, n) {
				fits++
				for _, o := range lost {
					if spot(o, n) {
						claims++
					}
				}
			}
		}
		if fits == 1 && claims == 1 {
			gone[l.key] = true
		}
	}
	if n := kept + len(gone); n == 0 || 3*n < len(had) {
		return mine
	}
	var out []thing
	for _, t := range mine {
		if !gone[t.key] {
			out = append(out, t)
			continue
		}
		// Only one row is lost: of several with one identity the others count on.
		delete(gone, t.key)
	}
	return out
}

func (t thing) whole(form returns.FormID) bool {
	if form == "fairs" {
		return t.v["from"] != "" && t.place() != "" && t.v["name"]+t.v["venue"]+t.v["team"] != ""
	}
	switch form {
	case "agreements":
		return t.v["name"] != ""
	case "hometown":
		return t.v["name"] != ""
	case "transport":
		return t.v["number"] != "" || t.v["firm"] != ""
	}
	return t.v["firm"] != "" && t.v["date"] != ""
}

// dropSame leaves of each group of things that units share those of one unit.
func (r *recount) dropSame(form returns.FormID, all []thing) {
	group := make([]int, len(all))
	for i := range group {
		group[i] = i
	}
	for changed := true; changed; {
		changed = false
		for i := range all {
			for j := range all {
				if all[i].counted && all[j].counted && group[i] != group[j] && r.shares(form, all[i], all[j]) {
					group[i], group[j] = min(group[i], group[j]), min(group[i], group[j])
					changed = true
				}
			}
		}
	}
	for g := range all {
		keeps := -1
		for j := range all {
			if group[j] != g || !all[j].counted {
				continue
			}
			better := keeps < 0 || r.f.reg.Units[all[j].order].Kind == period.City || r.f.reg.Units[keeps].Kind != period.City && all[j].order < keeps
			if better {
				keeps = all[j].order
			}
		}
		for j := range all {
			if group[j] == g && all[j].counted && all[j].order != keeps {
				all[j].counted = false
			}
		}
	}
}

func (r *recount) shares(form returns.FormID, a, b thing) bool {
	_, as := r.keys(form, a)
	_, bs := r.keys(form, b)
	for i := range as {
		if len(as[i]) > 1 && as[i] == bs[i] {
			return true
		}
	}
	return false
}

// ledgers recounts the figures of fairs and visits of one unit or the city.
func (r *recount) ledgers(chosen map[returns.FormID]map[returns.UnitCode][]returns.Return, unit returns.UnitCode) map[string]string {
	out := map[string]string{}
	filed := func(form returns.FormID) bool {
		return unit == "" && len(chosen[form]) > 0 || len(chosen[form][unit]) > 0
	}
	of := func(form returns.FormID, want func(thing) bool) (ts []thing) {
		for _, t := range r.alive(form, chosen[form]) {
			if (unit == "" || t.unit == unit) && want(t) {
				ts = append(ts, t)
			}
		}
		return ts
	}
	out2 := func(t thing) bool { return t.v["province"] != "浙江省" }
	in := func(t thing) bool { return t.v["province"] == "浙江省" }
	fairs := func(prefix string, ts []thing) {
		out[prefix+"posts"] = sum(ts, "posts", filed("fairs"))
		out[prefix+"posts@week"] = r.week(chosen["fairs"], unit, ts, func(ts []thing) string { return sum(ts, "posts", true) })
		out[prefix+"fairs"] = sum(ts, "fairs", filed("fairs"))
		out[prefix+"attendance"] = sum(ts, "attendance", filed("fairs"))
		out[prefix+"teams"] = distinct(ts, filed("fairs"), func(t thing) string {
			if t.v["team"] == "" {
				return ""
			}
			return string(t.unit) + t.v["team"]
		})
		out[prefix+"provinces"] = distinct(ts, filed("fairs"), func(t thing) string { return t.v["province"] })
		out[prefix+"places"] = distinct(ts, filed("fairs"), thing.place)
	}
	fairs("recruit.", of("fairs", out2))
	fairs("recruit.home.", of("fairs", in))
	visits := of("visits", func(thing) bool { return true })
	out["visits.firms@week"] = r.week(chosen["visits"], unit, visits, func(ts []thing) string { return distinct(ts, true, r.firm) })
	out["visits.firms"] = distinct(visits, filed("visits"), r.firm)
	out["visits.people"] = sum(visits, "people", filed("visits"))
	for _, id := range []string{"money", "stayed", "brochures"} {
		out["visits."+id] = sum(visits, id, filed("visits"))
	}
	out["visits.firmvisits"] = rows(visits, filed("visits"))
	out["recruit.agreements"] = rows(of("agreements", out2), filed("agreements"))
	out["recruit.home.agreements"] = rows(of("agreements", in), filed("agreements"))
	all := func(thing) bool { return true }
	pairs := of("alliances", all)
	out["alliance.pairs"] = rows(pairs, filed("alliances"))
	out["alliance.firms"] = distinct(pairs, filed("alliances"), r.firm)
	out["alliance.villages"] = distinct(pairs, filed("alliances"), func(t thing) string { return t.v["district"] + t.v["village"] })
	out["alliance.workers"] = sum(pairs, "workers", filed("alliances"))
	home := of("hometown", all)
	out["hometown.firms"] = distinct(home, filed("hometown"), r.firm)
	out["hometown.people"] = sum(home, "people", filed("hometown"))
	is := func(id, value string) func(thing) bool { return func(t thing) bool { return t.v[id] == value } }
	trips := of("transport", all)
	out["transport.vehicles"] = sum(trips, "vehicles", filed("transport"))
	out["transport.cost"] = sum(trips, "cost", filed("transport"))
	for id, where := range map[string][3]string{
		"transport.vehicles.coach": {"mode", "包车", "vehicles"}, "transport.vehicles.train": {"mode", "专列", "vehicles"},
		"transport.passengers.home": {"kind", "返乡", "passengers"}, "transport.passengers.back": {"kind", "返岗", "passengers"},
	} {
		out[id] = sum(of("transport", is(where[0], where[1])), where[2], len(trips) > 0 || filed("transport"))
	}
	return out
}

func rows(ts []thing, filed bool) string {
	if len(ts) == 0 && !filed {
		return "—"
	}
	return fmt.Sprint(len(ts))
}

// week is a figure of what is dated in the newest period: nothing where
// neither a return for it nor such a record is there.
func (r *recount) week(byUnit map[returns.UnitCode][]returns.Return, unit returns.UnitCode, ts []thing, figure func([]thing) string) string {
	var now period.Period
	for _, p := range r.f.reg.Campaign.Periods {
		if !p.Ends.After(r.asOf) {
			now = p
		}
	}
	filed := false
	for u, list := range byUnit {
		for _, ret := range list {
			filed = filed || (unit == "" || u == unit) && ret.Period.No == now.No
		}
	}
	var in []thing
	for _, t := range ts {
		if now.Holds(t.date) {
			in = append(in, t)
		}
	}
	if len(in) == 0 && !filed {
		return "—"
	}
	return figure(in)
}

func sum(ts []thing, id string, filed bool) string {
	total, some := returns.Number{}, false
	for _, t := range ts {
		if n, ok := t.num[id]; ok {
			total, _ = total.Add(n)
			some = true
		}
	}
	if !some && (len(ts) > 0 || !filed) {
		return "—"
	}
	return shown(figures.Figure{Value: total})
}

func distinct(ts []thing, filed bool, key func(thing) string) string {
	seen := map[string]bool{}
	for _, t := range ts {
		if k := key(t); k != "" {
			seen[k] = true
		}
	}
	if len(seen) == 0 && (len(ts) > 0 || !filed) {
		return "—"
	}
	return returns.Int(len(seen)).String()
}

// A line is what one return says of a firm, field by field.
type line struct {
	owner, n, rank int // rank: roster, the firm's own row, the county's
	carried        bool
	num            map[string]returns.Number
	resumed        string
}

// lines recounts the state of firms: of the newest period a roster before the
// firm's own row before its county's, field by field; a firm in two counties
// for the county of the register, else the first.
func (r *recount) lines(chosen map[returns.FormID]map[returns.UnitCode][]returns.Return, unit returns.UnitCode) map[string]string {
	all := map[string][]line{}
	filed := false
	for u, list := range chosen["firms"] {
		for firm, l := range r.series(u, list) {
			all[firm] = append(all[firm], l)
		}
		for _, ret := range list {
			filed = filed || len(ret.Records) > 0 && (unit == "" || unit == u)
		}
	}
	for u, list := range chosen["roster"] {
		if l, ok := r.roster(u, list); ok {
			all[string(u)] = append(all[string(u)], l)
		}
	}
	var mine []thing
	due, have := 0, 0
	for _, firm := range r.f.reg.Firms {
		if unit == "" || firm.Within == unit {
			due++
			have += len(all[string(firm.Code)]) / max(1, len(all[string(firm.Code)]))
		}
	}
	for firm, ls := range all {
		owner, best := r.best(firm, ls)
		if unit != "" && r.f.reg.Units[owner].Code != unit {
			continue
		}
		filed = true
		t := thing{num: best.num, v: map[string]string{"firm": firm, "resumed": best.resumed}}
		if best.carried {
			t.v["carried"] = firm
		}
		mine = append(mine, t)
	}
	out := map[string]string{
		"return.firmsfiled": distinct(mine, filed, func(t thing) string { return t.v["firm"] }),
		"return.rate":       ratio(mine, "base", "onpost"), "return.recovery": ratio(mine, "base", "onpost", "hired"), "return.outrate": ratio(mine, "baseout", "returnedout"),
		"return.firmsdue": "—", "return.filedrate": "—",
	}
	for _, id := range []string{"base", "onpost", "hired", "shortage"} {
		out["return."+id] = sum(mine, id, filed)
	}
	if len(all) > 0 && (due > 0 || filed) {
		out["return.firmsdue"] = fmt.Sprint(due)
	}
	if len(all) > 0 && due > 0 {
		v, _ := returns.Int(have).Over(returns.Int(due))
		out["return.filedrate"] = v.Round(4).String()
	}
	ninety, resumed, answered, told := 0, 0, 0, 0
	for _, t := range mine {
		on, onOK := t.num["onpost"]
		base, baseOK := t.num["base"]
		if onOK && baseOK {
			told++
			if base.Micros > 0 && 10*on.Micros >= 9*base.Micros {
				ninety++
			}
		}
		if t.v["resumed"] != "" {
			answered++
		}
		if t.v["resumed"] == "是" {
			resumed++
		}
	}
	of := func(n, told int) string {
		if told == 0 && (len(mine) > 0 || !filed) {
			return "—"
		}
		return fmt.Sprint(n)
	}
	out["return.firms90"], out["return.resumed"] = of(ninety, told), of(resumed, answered)
	carried := 0
	for _, t := range mine {
		carried += len(t.v["carried"]) / max(1, len(t.v["carried"]))
	}
	out["return.carried"] = of(carried, len(mine))
	return out
}

// ratio is the sum of several fields over another, of the things that have
// them all.
func ratio(ts []thing, to string, of ...string) string {
	var num, den int64
next:
	for _, t := range ts {
		for _, id := range append(of, to) {
			if _, ok := t.num[id]; !ok {
				continue next
			}
		}
		for _, id := range of {
			num += t.num[id].Micros
		}
		den += t.num[to].Micros
	}
	v, ok := (returns.Number{Micros: num}).Over(returns.Number{Micros: den})
	if !ok {
		return "—"
	}
	return v.Round(4).String()
}

// orderOf is the position of a county, or of the county of a firm.
func (r *recount) orderOf(u returns.UnitCode) (order, rank int) {
	rank = 2
	if firm, ok := r.f.reg.Unit(u); ok && firm.Kind == period.Firm {
		u, rank = firm.Within, 1
	}
	for i, unit := range r.f.reg.Units {
		if unit.Code == u {
			order = i
		}
	}
	return order, rank
}

// series is what one filer's newest return says, with what it lacks of those
// before.
func (r *recount) series(u returns.UnitCode, list []returns.Return) map[string]line {
	order, rank := r.orderOf(u)
	mine, bases := map[string]line{}, map[string]returns.Number{}
	for _, ret := range list {
		if len(ret.Records) == 0 {
			continue
		}
		fresh := map[string]line{}
		for _, t := range r.read("firms", ret) {
			l := fresh[r.firm(t)]
			l.owner, l.n, l.rank = order, t.n, rank
			if l.num == nil {
				l.num = map[string]returns.Number{}
			}
			if n, ok := t.num["returned"]; ok {
				t.num["onpost"] = n
			}
			for id, n := range t.num {
				l.num[id], _ = l.num[id].Add(n)
			}
			if l.resumed == "" {
				l.resumed = t.v["resumed"]
			}
			fresh[r.firm(t)] = l
		}
		for firm, l := range fresh {
			if b, ok := bases[firm]; ok {
				l.num["base"] = b
			}
			bases[firm] = l.num["base"]
		}
		for firm, l := range mine {
			if _, ok := fresh[firm]; !ok {
				l.carried = true
				fresh[firm] = l
			}
		}
		mine = fresh
	}
	return mine
}

func (r *recount) roster(u returns.UnitCode, list []returns.Return) (line, bool) {
	var l line
	base := int64(-1)
	l.owner, _ = r.orderOf(u)
	for _, ret := range list {
		if len(ret.Records) == 0 {
			continue
		}
		l.n, l.num = ret.Period.No, map[string]returns.Number{}
		var rows, onpost, hired int64
		for _, t := range r.read("roster", ret) {
			status, on := t.v["status"], t.v["returnedon"]
			if status != "新招" {
				rows += 1_000_000
			}
			if status == "新招" {
				hired += 1_000_000
			}
			if status == "新招" || status == "离职" {
				continue
			}
			if t.v["stayed"] == "是" || on != "" && on <= r.asOf.String() || on == "" && status == "已返岗" {
				onpost += 1_000_000
			}
		}
		if base < 0 {
			base = rows
		}
		for id, n := range map[string]int64{"base": base, "onpost": onpost, "hired": hired} {
			l.num[id] = returns.Number{Micros: n}
		}
	}
	return l, base >= 0
}

// best is the county a firm counts in, and what counts of it.
func (r *recount) best(firm string, ls []line) (int, line) {
	registered := -1
	if u, ok := r.f.reg.Unit(returns.UnitCode(firm)); ok {
		registered, _ = r.orderOf(u.Within)
	}
	owner := -1
	for _, carried := range []bool{false, true} {
		for _, l := range ls {
			if l.rank == 2 && l.carried == carried && (owner < 0 || l.owner == registered || owner != registered && l.owner < owner) {
				owner = l.owner
			}
		}
		if owner >= 0 {
			break
		}
	}
	if owner < 0 {
		owner = registered
	}
	var mine []line
	for _, l := range ls {
		if l.rank != 2 || l.owner == owner {
			mine = append(mine, l)
		}
	}
	slices.SortStableFunc(mine, func(a, b line) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return a.rank - b.rank
	})
	best := line{num: map[string]returns.Number{}, carried: mine[0].carried}
	for _, l := range mine {
		for id, n := range l.num {
			if _, ok := best.num[id]; !ok {
				best.num[id] = n
			}
		}
		if best.resumed == "" {
			best.resumed = l.resumed
		}
	}
	return owner, best
}
