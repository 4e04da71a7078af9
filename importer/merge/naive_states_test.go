package merge_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A line is what one return says of a firm, field by field.
type line struct {
	owner, n, rank int // rank: roster, the firm's own row, the county's
	carried        bool
	num            map[string]returns.Number
	resumed        string
}

// states recounts what is so as of the date, of the city, of units and of
// firms by themselves, and how it changed since the period before.
func (r *recount) states(out map[returns.UnitCode]map[string]string) {
	before := period.Period{}
	for _, p := range r.f.reg.Campaign.Periods {
		if p.Ends.Before(r.newest().Ends) {
			before = p
		}
	}
	now := r.stateAt(r.asOf)
	for unit := range out {
		r.tell(out[unit], now.ofUnit(r, unit), before, unit, false)
	}
	for _, code := range []returns.UnitCode{codeA, codeB, codeC, codeD} { // a firm known by its name alone has none
		if len(now.lines[string(code)]) > 0 {
			out[code] = map[string]string{}
			r.tell(out[code], now.ofFirm(r, string(code)), before, code, true)
		}
	}
}

// tell writes figures with their changes; of a firm by itself only those that
// are no count of firms.
func (r *recount) tell(out map[string]string, now map[string]amount, before period.Period, unit returns.UnitCode, firm bool) {
	var then map[string]amount
	if before.No > 0 {
		if state := r.stateAt(before.Ends); firm {
			then = state.ofFirm(r, string(unit))
		} else {
			then = state.ofUnit(r, unit)
		}
	}
	for id, n := range now {
		out[id] = n.shown()
		if before.No > 0 && !n.list {
			out[id+"@change"] = n.since(then[id])
		}
	}
}

// An amount is a figure of a state: a number, one over another, or a list.
type amount struct {
	there  bool
	n      returns.Number
	rate   bool
	to     int64
	list   bool
	shares map[string]int
}

func (a amount) shown() string {
	switch {
	case !a.there:
		return "—"
	case a.list:
		return listed(a.shares)
	case a.rate:
		v, _ := a.n.Over(returns.Number{Micros: a.to})
		return v.Round(4).String()
	}
	return shown(figures.Figure{Value: a.n})
}

// listed is shares by province, most first, those of nowhere last.
func listed(shares map[string]int) string {
	var all []string
	for p := range shares {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b string) int {
		last := map[string]int{"不详": 1}
		return cmp.Or(last[a]-last[b], shares[b]-shares[a], strings.Compare(a, b))
	})
	var out []string
	for _, p := range all {
		out = append(out, fmt.Sprint(p, shares[p]))
	}
	return strings.Join(out, " ")
}

// since is the change: of rates in points of what is printed.
func (a amount) since(b amount) string {
	if !a.there || !b.there {
		return "—"
	}
	if a.rate {
		return returns.Number{Micros: (a.tenths() - b.tenths()) * 100_000}.String()
	}
	return shown(figures.Figure{Value: returns.Number{Micros: a.n.Micros - b.n.Micros, Qualifier: a.n.Qualifier.With(b.n.Qualifier)}})
}

// tenths is a rate as printed, in tenths of a percent: half up, 0 and 100 only
// where they are exact.
func (a amount) tenths() int64 {
	t := (2000*a.n.Micros + a.to) / (2 * a.to)
	switch {
	case t == 1000 && a.n.Micros < a.to:
		return 999
	case t == 1000 && a.n.Micros > a.to:
		return 1001
	case t == 0 && a.n.Micros != 0:
		return 1
	}
	return t
}

// A state is what firms, counties and rosters say as of a day.
type state struct {
	at     period.Date
	lines  map[string][]line
	filed  map[returns.UnitCode]bool // that filed firms themselves
	origin map[string]map[string]int // firm → province → workers
}

// stateAt reads of every filer what is filed for periods up to the day.
func (r *recount) stateAt(at period.Date) state {
	s := state{at, map[string][]line{}, map[returns.UnitCode]bool{}, map[string]map[string]int{}}
	until := func(list []returns.Return) (out []returns.Return) {
		for _, ret := range list {
			if !ret.Period.Ends.After(at) && len(ret.Records) > 0 {
				out = append(out, ret)
			}
		}
		return out
	}
	for u, list := range r.chosen["firms"] {
		for firm, l := range r.series(u, until(list)) {
			s.lines[firm] = append(s.lines[firm], l)
		}
		s.filed[u] = len(until(list)) > 0
	}
	for u, list := range r.chosen["roster"] {
		if list = until(list); len(list) > 0 {
			var l line
			l, s.origin[string(u)] = r.roster(list, at)
			s.lines[string(u)] = append(s.lines[string(u)], l)
		}
	}
	return s
}

// A firmLine is what counts of a firm.
type firmLine struct {
	firm string
	line
}

// ofFirm is a firm's own numbers, rates and list of provinces.
func (s state) ofFirm(r *recount, firm string) map[string]amount {
	mine := []firmLine{}
	if ls := s.lines[firm]; len(ls) > 0 {
		_, l := r.best(firm, ls)
		mine = append(mine, firmLine{firm, l})
	}
	out := numbers(mine, false)
	shares := s.origin[firm]
	out["return.origin"] = amount{there: len(shares) > 0, shares: shares, list: true}
	return out
}

// ofUnit is the figures of a unit or the city. A firm counts in the county of
// the register, else in the first that has it.
func (s state) ofUnit(r *recount, unit returns.UnitCode) map[string]amount {
	var mine []firmLine
	filed, rosters := false, false
	for u, yes := range s.filed {
		filed = filed || yes && (unit == "" || unit == u)
	}
	shares := map[string]int{}
	for firm, ls := range s.lines {
		owner, l := r.best(firm, ls)
		if unit != "" && r.f.reg.Units[owner].Code != unit {
			continue
		}
		filed = true
		mine = append(mine, firmLine{firm, l})
		if from, ok := s.origin[firm]; ok {
			rosters = true
			for p, n := range from {
				shares[p] += n
			}
		}
	}
	out := numbers(mine, filed)
	out["return.origin"] = amount{there: rosters, shares: shares, list: true}
	s.firms(r, unit, mine, filed, out)
	return out
}

// numbers is sums and rates over lines.
func numbers(mine []firmLine, filed bool) map[string]amount {
	out := map[string]amount{
		"return.rate": ratio(mine, "base", "onpost"), "return.recovery": ratio(mine, "base", "onpost", "hired"),
		"return.outrate": ratio(mine, "baseout", "outonpost"), "return.duerate": ratio(mine, "due", "apart"),
	}
	for _, id := range []string{"base", "onpost", "hired", "shortage"} {
		var a amount
		for _, l := range mine {
			if n, ok := l.num[id]; ok {
				a.there = true
				a.n, _ = a.n.Add(n)
			}
		}
		a.there = a.there || filed && len(mine) == 0
		out["return."+id] = a
	}
	return out
}

// firms is the counts of firms.
func (s state) firms(r *recount, unit returns.UnitCode, mine []firmLine, filed bool, out map[string]amount) {
	count := func(id string, asked func(firmLine) bool, yes func(firmLine) bool) {
		n, told := 0, 0
		for _, l := range mine {
			if asked(l) {
				told++
				if yes(l) {
					n++
				}
			}
		}
		out["return."+id] = amount{there: told > 0 || filed && len(mine) == 0, n: returns.Int(n)}
	}
	every := func(firmLine) bool { return true }
	has := func(ids ...string) func(firmLine) bool {
		return func(l firmLine) bool {
			return !slices.ContainsFunc(ids, func(id string) bool { _, ok := l.num[id]; return !ok })
		}
	}
	count("firmsfiled", every, every)
	count("carried", every, func(l firmLine) bool { return l.carried })
	count("resumed", func(l firmLine) bool { return l.resumed != "" }, func(l firmLine) bool { return l.resumed == "是" })
	count("bonus", has("bonus"), func(l firmLine) bool { return l.num["bonus"].Micros > 0 })
	count("firms90", has("base", "onpost"), func(l firmLine) bool {
		return l.num["base"].Micros > 0 && 10*l.num["onpost"].Micros >= 9*l.num["base"].Micros
	})
	due, have := 0, 0
	for _, firm := range r.f.reg.Firms {
		if unit == "" || firm.Within == unit {
			due++
			have += min(1, len(s.lines[string(firm.Code)]))
		}
	}
	some := len(s.lines) > 0
	out["return.firmsdue"] = amount{there: some && (due > 0 || filed), n: returns.Int(due)}
	out["return.filedrate"] = amount{there: some && due > 0, rate: true, n: returns.Int(have), to: returns.Int(due).Micros}
}

// ratio is the sum of several fields over another, of the firms that have them
// all.
func ratio(ls []firmLine, to string, of ...string) amount {
	a := amount{rate: true}
next:
	for _, l := range ls {
		for _, id := range append(of, to) {
			if _, ok := l.num[id]; !ok {
				continue next
			}
		}
		for _, id := range of {
			a.n.Micros += l.num[id].Micros
		}
		a.to += l.num[to].Micros
	}
	a.there = a.to > 0
	return a
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
			derive(t.num)
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

// derive tells from base, due and stayed whether those returned include those
// who stayed: they do unless the base is due and stayed together.
func derive(num map[string]returns.Number) {
	n := func(id string) int64 { return num[id].Micros }
	_, hasDue := num["due"]
	_, hasStayed := num["stayed"]
	set := func(id string, micros int64) { num[id] = returns.Number{Micros: micros} }
	_, hasOut := num["returnedout"]
	_, hasStayedOut := num["stayedout"]
	if hasDue && n("base") != n("due") && n("base") == n("due")+n("stayed") {
		set("onpost", n("returned")+n("stayed"))
		set("apart", n("returned"))
		if hasOut || hasStayedOut {
			set("outonpost", n("returnedout")+n("stayedout"))
		}
		return
	}
	set("onpost", n("returned"))
	if !hasStayed || n("returned") >= n("stayed") {
		set("apart", n("returned")-n("stayed"))
	}
	if hasOut {
		set("outonpost", n("returnedout"))
	} else if hasStayedOut {
		set("outonpost", n("stayedout"))
	}
}

// roster folds a firm's newest roster as of a day, and lists where its workers
// come from.
func (r *recount) roster(list []returns.Return, at period.Date) (line, map[string]int) {
	var l line
	var first *returns.Number
	var origin map[string]int
	for _, ret := range list {
		l.owner, _ = r.orderOf(ret.Unit)
		l.n, l.num = ret.Period.No, map[string]returns.Number{}
		origin = map[string]int{}
		n := map[string]int{}
		known := false
		for _, t := range r.read("roster", ret) {
			n["rows"]++
			from, status, on := t.v["province"], t.v["status"], t.v["returnedon"]
			if status != "离职" {
				origin[cmp.Or(from, "不详")]++
			}
			if status == "新招" {
				n["hired"]++
				continue
			}
			is := "away"
			switch {
			case status == "离职":
			case t.v["stayed"] == "是":
				is = "stayed"
			case on != "" && on <= at.String() || on == "" && status == "已返岗":
				is = "returned"
			}
			n[is]++
			known = known || from != ""
			if from != "" && from != home {
				n["baseout"]++
				n[is+"out"]++
			}
		}
		if typed := ret.Meta["stayed.meta"]; n["stayed"] == 0 && typed.IsNumber() {
			n["stayed"] = int(typed.Number.Int64())
		}
		l.put("hired", n["hired"])
		l.put("apart", n["returned"])
		l.put("onpost", n["returned"]+n["stayed"])
		if known {
			l.put("baseout", n["baseout"])
			l.put("outonpost", n["stayedout"]+n["returnedout"])
		}
		base, scope := ret.Meta["base"], ret.Meta["scope"]
		if base.IsNumber() {
			l.num["base"] = base.Number
		} else if scope.Text == "" || scope.Text == "全部" {
			l.put("base", n["rows"]-n["hired"])
		}
		if b, ok := l.num["base"]; ok && first == nil {
			first = &b
		} else if ok {
			l.num["base"] = *first // of its first filing
		}
	}
	return l, origin
}

func (l *line) put(id string, n int) { l.num[id] = returns.Int(n) }

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
