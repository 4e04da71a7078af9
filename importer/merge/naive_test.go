package merge_test

import (
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// The recount below reads the contract anew, shares no code with package merge
// and takes no care of speed: pairs are compared with pairs. It knows the
// forms that the random campaigns use, and nothing else. This file tells which
// rows count; naive_ledgers_test.go and naive_states_test.go make figures.

// A thing is one row of a ledger as the recount sees it.
type thing struct {
	unit            returns.UnitCode // who filed it
	order           int              // the unit it counts in
	n, row          int              // period, row
	date, to        period.Date
	v               map[string]string
	num             map[string]returns.Number
	key             string
	whole           bool
	same            []string
	inside, outside bool // of the home province
	counted         bool
}

const home = "浙江省"

type recount struct {
	f      *filer
	asOf   period.Date
	codes  map[string]map[string]bool // name → codes
	chosen map[returns.FormID]map[returns.UnitCode][]returns.Return
	live   map[returns.FormID][]thing // all that nothing replaced, counted or not
	guests map[int]int                // row of a fair → rows of the list of firms that go with it
}

// recounted is every figure of the city, of each unit, and of firms by
// themselves.
func recounted(f *filer, asOf period.Date, rs []returns.Return) map[returns.UnitCode]map[string]string {
	r := recount{f: f, asOf: asOf, codes: map[string]map[string]bool{}, live: map[returns.FormID][]thing{}, guests: map[int]int{}}
	r.choose(rs)
	r.learn()
	for _, form := range []returns.FormID{"fairs", "fairfirms", "teams", "agreements", "alliances", "hometown", "transport", "difficulties", "visited", "visits"} {
		r.live[form] = r.alive(form) // what lends goes first
	}
	r.foldVisited()
	r.joinDifficulties()
	for _, ts := range r.live {
		dropSame(f, ts)
	}
	r.seat()
	out := map[returns.UnitCode]map[string]string{}
	for _, u := range append([]returns.Unit{{}}, f.reg.Units...) {
		out[u.Code] = r.ledgers(u.Code)
	}
	r.states(out)
	return out
}

// choose takes of every slot the newest version that is accepted, held or nil.
func (r *recount) choose(rs []returns.Return) {
	r.chosen = map[returns.FormID]map[returns.UnitCode][]returns.Return{}
	for _, form := range r.f.cat.Forms {
		r.chosen[form.ID] = map[returns.UnitCode][]returns.Return{}
	}
	for _, p := range r.f.reg.Campaign.Periods {
		best := map[string]*returns.Return{}
		for i := range rs {
			c := &rs[i]
			slot := string(c.Unit) + " " + string(c.Form)
			counts := c.State == returns.Accepted || c.State == returns.Held || c.State == returns.Nil
			if c.Period.No == p.No && !p.Ends.After(r.asOf) && counts && (best[slot] == nil || c.Version > best[slot].Version) {
				best[slot] = c
			}
		}
		for _, c := range best {
			r.chosen[c.Form][c.Unit] = append(r.chosen[c.Form][c.Unit], *c)
		}
	}
}

func (r *recount) learn() {
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
	for form, byUnit := range r.chosen {
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
	order, _ := r.orderOf(ret.Unit)
	var out []thing
	for _, rec := range ret.Records {
		t := thing{unit: ret.Unit, order: order, n: ret.Period.No, row: rec.Row, v: map[string]string{}, num: map[string]returns.Number{}, counted: true}
		for i, v := range rec.Values {
			id := string(fm.Fields[i].ID)
			if v.IsNumber() {
				t.num[id] = v.Number
			} else if !v.IsAbsent() {
				t.v[id] = v.Words()
			}
			if v.Kind == returns.Date && fm.Fields[i].Role == forms.RoleEvent {
				t.date = v.Date
			}
			if v.Kind == returns.Date && id == "to" {
				t.to = v.Date
			}
		}
		if t.to.Before(t.date) {
			t.to = t.date
		}
		t.inside = t.v["province"] == home
		t.outside = !t.inside
		out = append(out, t)
	}
	return out
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

// identify gives t its identity inside the unit, whether it is whole, and the
// keys by which units share it.
func (r *recount) identify(form returns.FormID, t *thing) {
	join := func(parts ...string) string {
		if slices.Contains(parts, "") {
			return ""
		}
		return strings.Join(parts, "|")
	}
	is := func(parts ...string) {
		t.key, t.whole = strings.Join(parts, "|"), !slices.Contains(parts, "")
	}
	firm := r.firm(*t)
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
		is(t.v["from"], t.place(), team)
		t.same = []string{"n" + join(t.v["from"], t.place(), name), "v" + join(t.v["from"], t.place(), t.v["venue"])}
	case "fairfirms":
		is(t.v["from"], t.place(), firm)
	case "teams":
		is(t.v["team"])
	case "visits":
		is(firm, t.v["date"])
		t.same = []string{"n" + t.key}
	case "visited":
		is(firm, t.v["date"], t.v["name"])
	case "agreements":
		is(t.v["partya"], t.v["partyb"], t.v["date"], t.v["name"])
		t.same = []string{"n" + join(t.v["partya"], t.v["partyb"], t.v["date"])}
	case "alliances":
		is(firm, t.v["village"], t.v["district"])
		t.same = []string{"n" + t.key}
	case "hometown":
		is(firm, t.v["name"], t.v["date"])
		t.same = []string{"n" + join(firm, t.v["name"], t.v["date"])}
	case "difficulties":
		if is("n", firm, t.v["raisedon"], t.v["no"]); !t.whole {
			is("t", firm, t.v["raisedon"], t.v["text"])
		}
	case "transport":
		if is("n", t.v["date"], t.v["kind"], t.v["number"]); t.whole {
			t.same = []string{"n" + t.key}
			return
		}
		is("d", t.v["date"], t.v["kind"], t.v["mode"], t.v["origin"], t.v["destination"], strings.NewReplacer("（", "(", "）", ")").Replace(t.v["firm"])) // words, not a firm
	}
}

// alive is what of one form nothing filed later replaced, over all filers.
func (r *recount) alive(form returns.FormID) []thing {
	var all []thing
	for _, u := range append(slices.Clone(r.f.reg.Units), r.f.reg.Firms...) {
		var mine, last []thing
		for _, ret := range r.chosen[form][u.Code] {
			fresh := r.read(form, ret)
			for i := range fresh {
				r.borrow(form, &fresh[i])
				r.identify(form, &fresh[i])
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
	for i, t := range all {
		all[i].counted = t.date.IsZero() || !t.date.After(r.asOf) && !t.date.Before(r.f.reg.Campaign.From)
	}
	return all
}

// borrow gives a row its place from the unit's fairs: a team by all its fairs,
// an agreement by those of its day, a firm at a fair by those of its day that
// are its team's, else that name no team. What fairs say differently is not
// borrowed, and fairs elsewhere than the row says lend nothing.
func (r *recount) borrow(form returns.FormID, t *thing) {
	if form != "teams" && form != "agreements" && form != "fairfirms" {
		return
	}
	var on, team, nobodys []thing
	for _, fair := range r.live["fairs"] {
		if fair.unit != t.unit || fair.date.After(r.asOf) || form != "teams" && !fair.lasts(t.date) {
			continue
		}
		on = append(on, fair)
		if fair.v["team"] == t.v["team"] && t.v["team"] != "" {
			team = append(team, fair)
		}
		if fair.v["team"] == "" {
			nobodys = append(nobodys, fair)
		}
	}
	switch {
	case form == "teams" || len(team) > 0:
		on = team
	case form == "fairfirms" && t.v["team"] != "":
		on = nobodys
	}
	had := [3]string{t.v["province"], t.v["city"], t.v["district"]}
	said := [3]map[string]bool{{}, {}, {}}
	for _, fair := range on {
		theirs := [3]string{fair.v["province"], fair.v["city"], fair.v["district"]}
		elsewhere := false
		for i := range had {
			elsewhere = elsewhere || had[i] != "" && theirs[i] != "" && had[i] != theirs[i]
		}
		for i := range had {
			if !elsewhere && theirs[i] != "" {
				said[i][theirs[i]] = true
			}
		}
	}
	if had[0] == "" && len(said[0]) > 0 {
		t.inside = said[0][home]
		t.outside = !t.inside || len(said[0]) > 1
		if form != "teams" && t.outside {
			t.inside = false
		}
	}
	for i, id := range []string{"province", "city", "district"} {
		if had[i] == "" && len(said[i]) == 1 && (i == 0 || form != "teams") {
			for word := range said[i] {
				t.v[id] = word
			}
		}
	}
}

// lasts reports whether a fair is held on a day.
func (t thing) lasts(day period.Date) bool {
	return !day.IsZero() && !day.Before(t.date) && !day.After(t.to)
}

func hasKey(ts []thing, key string) bool {
	return slices.ContainsFunc(ts, func(t thing) bool { return t.key == key })
}

// dropRenamed takes out what the last filing had and this one has under another
// name at the same date and place, or of the same firm.
func (r *recount) dropRenamed(form returns.FormID, mine, last, fresh []thing) []thing {
	known := func(ts []thing) (out []thing) { // first of each complete identity
		for _, t := range ts {
			if t.whole && !hasKey(out, t.key) {
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
		if t.whole && !hasKey(had, t.key) {
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

// foldVisited makes visits of the persons visited, for firms and days that the
// unit's own list of visits has not.
func (r *recount) foldVisited() {
	made := map[string]*thing{}
	var order []string
	for _, t := range r.live["visited"] {
		listed := slices.ContainsFunc(r.live["visits"], func(v thing) bool {
			return v.unit == t.unit && r.firm(v) == r.firm(t) && v.date == t.date
		})
		if listed || !t.counted {
			continue
		}
		spot := string(t.unit) + r.firm(t) + t.v["date"]
		v := made[spot]
		if v == nil {
			v = &thing{unit: t.unit, order: t.order, date: t.date, v: map[string]string{"firm": t.v["firm"], "uscc": t.v["uscc"], "date": t.v["date"], "folded": "是"}, num: map[string]returns.Number{"stayed": {}, "skilled": {}, "lifted": {}}, outside: true, counted: true}
			made[spot] = v
			order = append(order, spot)
			r.identify("visits", v)
		}
		add := func(id string, n returns.Number) { v.num[id], _ = v.num[id].Add(n) }
		add("people", returns.Int(1))
		for _, word := range strings.Split(t.v["category"], "、") {
			if id := map[string]string{"留岗员工": "stayed", "技术骨干": "skilled", "脱贫人员": "lifted"}[word]; id != "" {
				add(id, returns.Int(1))
			}
		}
		if n, ok := t.num["money"]; ok {
			add("money", n)
		}
	}
	for _, spot := range order {
		r.live["visits"] = append(r.live["visits"], *made[spot])
	}
}

// joinDifficulties leaves out what a firm raised that its county has of it too.
func (r *recount) joinDifficulties() {
	all := r.live["difficulties"]
	for i, t := range all {
		if r.isUnit(t.unit) || !t.counted {
			continue
		}
		if slices.ContainsFunc(all, func(o thing) bool {
			return r.isUnit(o.unit) && o.counted && o.order == t.order && r.firm(o) == r.firm(t) && o.v["text"] == t.v["text"]
		}) {
			all[i].counted = false
		}
	}
}

func (r *recount) isUnit(u returns.UnitCode) bool {
	return slices.ContainsFunc(r.f.reg.Units, func(unit returns.Unit) bool { return unit.Code == u })
}

// dropSame leaves of each group of things that units share those of one unit.
func dropSame(f *filer, all []thing) {
	group := make([]int, len(all))
	for i := range group {
		group[i] = i
	}
	for changed := true; changed; {
		changed = false
		for i := range all {
			for j := range all {
				if group[i] != group[j] && all[i].counted && all[j].counted && shares(all[i], all[j]) {
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
			better := keeps < 0 || f.reg.Units[all[j].order].Kind == period.City || f.reg.Units[keeps].Kind != period.City && all[j].order < keeps
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

func shares(a, b thing) bool {
	for i := range min(len(a.same), len(b.same)) {
		if len(a.same[i]) > 1 && a.same[i] == b.same[i] {
			return true
		}
	}
	return false
}

// seat gives each row of the list of firms to the fair it goes with: of its
// unit, day and team; where several are, to that at its place, else the first.
func (r *recount) seat() {
	fairs := slices.Clone(r.live["fairs"])
	slices.SortFunc(fairs, func(a, b thing) int {
		if a.date != b.date {
			return strings.Compare(a.date.String(), b.date.String())
		}
		return 1000*(a.n-b.n) + (a.row-b.row)/max(1, max(a.row-b.row, b.row-a.row))
	})
	for _, t := range r.live["fairfirms"] {
		var fits []thing
		for _, fair := range fairs {
			if t.counted && fair.counted && fair.unit == t.unit && fair.lasts(t.date) && (t.v["team"] == "" || t.v["team"] == fair.v["team"]) {
				fits = append(fits, fair)
			}
		}
		if len(fits) == 0 {
			continue
		}
		at := slices.IndexFunc(fits, func(fair thing) bool { return t.place() != "" && fair.place() == t.place() })
		r.guests[fits[max(at, 0)].row]++
	}
}
