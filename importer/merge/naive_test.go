package merge_test

import (
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
		for _, u := range f.reg.Units {
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
		for id, v := range r.lines(chosen["firms"], u.Code) {
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
		if name == "" {
			name = t.v["team"]
		}
		identity = t.v["from"] + "|" + t.place() + "|" + name
		same = []string{"n" + join(t.v["from"], t.place(), name), "v" + join(t.v["from"], t.place(), t.v["venue"])}
	case "visits":
		identity = join(r.firm(t), t.v["date"])
		same = []string{"n" + identity}
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
		all[i].counted = !all[i].date.After(r.asOf)
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
		where := form == "fairs" && a.place() != "" && a.place() == b.place() || form == "visits" && r.firm(a) == r.firm(b)
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
	out["visits.firms"] = distinct(visits, filed("visits"), r.firm)
	out["visits.people"] = sum(visits, "people", filed("visits"))
	out["visits.money"] = sum(visits, "money", filed("visits"))
	return out
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

// lines recounts the state of firms: each county's newest return with rows, and
// what it lacks of its returns before; a firm in two counties for the county of
// the register, else the first.
func (r *recount) lines(byUnit map[returns.UnitCode][]returns.Return, unit returns.UnitCode) map[string]string {
	type line struct {
		owner          int
		n              int
		carried        bool
		base, returned int64
	}
	all := map[string][]line{}
	filed := false
	for o, u := range r.f.reg.Units {
		mine := map[string]line{}
		bases := map[string]int64{}
		for _, ret := range byUnit[u.Code] {
			if len(ret.Records) == 0 {
				continue
			}
			filed = filed || unit == "" || unit == u.Code
			fresh := map[string]line{}
			for _, t := range r.read("firms", ret) {
				l := fresh[r.firm(t)]
				l.owner, l.n = o, t.n
				l.base += t.num["base"].Micros
				l.returned += t.num["returned"].Micros
				fresh[r.firm(t)] = l
			}
			for firm, l := range fresh {
				if b, ok := bases[firm]; ok {
					l.base = b
				}
				bases[firm] = l.base
				fresh[firm] = l
			}
			for firm, l := range mine {
				if _, ok := fresh[firm]; !ok {
					l.carried = true
					fresh[firm] = l
				}
			}
			mine = fresh
		}
		for firm, l := range mine {
			all[firm] = append(all[firm], l)
		}
	}
	var base, returned int64
	firms, ninety := 0, 0
	for firm, ls := range all {
		var here []line
		for _, l := range ls {
			if !l.carried {
				here = append(here, l)
			}
		}
		if len(here) == 0 {
			here = ls
		}
		keeps := here[0]
		for _, l := range here {
			if reg, ok := r.f.reg.Unit(returns.UnitCode(firm)); ok && reg.Within == r.f.reg.Units[l.owner].Code {
				keeps = l
			}
		}
		if unit != "" && r.f.reg.Units[keeps.owner].Code != unit {
			continue
		}
		firms++
		base += keeps.base
		returned += keeps.returned
		if keeps.base > 0 && 10*keeps.returned >= 9*keeps.base {
			ninety++
		}
	}
	if !filed {
		return map[string]string{"return.base": "—", "return.onpost": "—", "return.rate": "—", "return.firms90": "—", "return.firmsfiled": "—"}
	}
	rate := "—"
	if v, ok := (returns.Number{Micros: returned}).Over(returns.Number{Micros: base}); ok {
		rate = v.Round(4).String()
	}
	return map[string]string{
		"return.base": returns.Number{Micros: base}.String(), "return.onpost": returns.Number{Micros: returned}.String(), "return.rate": rate,
		"return.firmsfiled": returns.Int(firms).String(), "return.firms90": returns.Int(ninety).String(),
	}
}
