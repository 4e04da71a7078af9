package merge_test

import (
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
	out["visits.money"] = sum(visits, "money", filed("visits"))
	return out
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

// A line is what one return says of a firm.
type line struct {
	owner, n, rank int // rank: roster, the firm's own row, the county's
	carried        bool
	base, onpost   int64
}

// lines recounts the state of firms: of the newest period a roster before the
// firm's own row before its county's; a firm in two counties for the county of
// the register, else the first.
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
	var base, onpost int64
	firms, ninety := 0, 0
	for firm, ls := range all {
		owner, best := r.best(firm, ls)
		if unit != "" && r.f.reg.Units[owner].Code != unit {
			continue
		}
		filed = true
		firms++
		base += best.base
		onpost += best.onpost
		if best.base > 0 && 10*best.onpost >= 9*best.base {
			ninety++
		}
	}
	if !filed {
		return map[string]string{"return.base": "—", "return.onpost": "—", "return.rate": "—", "return.firms90": "—", "return.firmsfiled": "—"}
	}
	rate := "—"
	if v, ok := (returns.Number{Micros: onpost}).Over(returns.Number{Micros: base}); ok {
		rate = v.Round(4).String()
	}
	return map[string]string{
		"return.base": returns.Number{Micros: base}.String(), "return.onpost": returns.Number{Micros: onpost}.String(), "return.rate": rate,
		"return.firmsfiled": returns.Int(firms).String(), "return.firms90": returns.Int(ninety).String(),
	}
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
	mine, bases := map[string]line{}, map[string]int64{}
	for _, ret := range list {
		if len(ret.Records) == 0 {
			continue
		}
		fresh := map[string]line{}
		for _, t := range r.read("firms", ret) {
			l := fresh[r.firm(t)]
			l.owner, l.n, l.rank = order, t.n, rank
			l.base += t.num["base"].Micros
			l.onpost += t.num["returned"].Micros
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
	return mine
}

func (r *recount) roster(u returns.UnitCode, list []returns.Return) (line, bool) {
	l := line{base: -1}
	l.owner, _ = r.orderOf(u)
	for _, ret := range list {
		if len(ret.Records) == 0 {
			continue
		}
		l.n, l.onpost = ret.Period.No, 0
		var rows int64
		for _, t := range r.read("roster", ret) {
			status, on := t.v["status"], t.v["returnedon"]
			if status != "新招" {
				rows += 1_000_000
			}
			if status == "新招" || status == "离职" {
				continue
			}
			if t.v["stayed"] == "是" || on != "" && on <= r.asOf.String() || on == "" && status == "已返岗" {
				l.onpost += 1_000_000
			}
		}
		if l.base < 0 {
			l.base = rows
		}
	}
	return l, l.base >= 0
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
	var best *line
	for i := range ls {
		l := &ls[i]
		if l.rank == 2 && l.owner != owner {
			continue
		}
		if best == nil || l.n > best.n || l.n == best.n && l.rank < best.rank {
			best = l
		}
	}
	return owner, *best
}
