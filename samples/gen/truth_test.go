package main

import "slices"

// The figures of the campaign, counted from the tables of truth alone: no
// workbook, no importer. A reading is one way of counting them; the right one
// is the zero reading, and every mistake that the sample is made to show is a
// field.
type reading struct {
	twice     bool // a fair that two units filed counts twice
	perUnit   bool // firms are distinct inside a unit only
	perName   bool // firms are told by their names as typed
	perRow    bool // firms are not told apart at all
	perCounty bool // places are what was typed, down to the county
	homeToo   bool // fairs inside the home province count
	renamed   bool // the row under its former name counts as well
	alliances bool // alliances are agreements
	byDay     bool // events count by their day, whatever return holds them
	early     bool // returns of the next period count
	skipsText bool // 3000多 is no number and counts 0
	template  bool // the alliance of 2023 counts
}

// A count holds figures by id.
type count map[string]int

// asOf counts what was filed in periods up to no and happened up to its end.
func asOf(no int, r reading) count {
	ends := periods[no-1].ends
	counts := func(filed int, d day) bool {
		switch {
		case r.byDay:
			return d <= ends
		case r.early:
			return filed <= no+1
		}
		return filed <= no && d <= ends
	}
	out := count{}
	recruit(out, r, counts)
	visiting(out, r, counts)
	for i, d := range difficultiesOf(periods[no-1]) {
		if counts(difficulties[i].filed, d.date) {
			out["visits.raised"]++
			if d.state == "已解决" {
				out["visits.solved"]++
			}
		}
	}
	return out
}

type set map[string]bool

func (s set) add(keys ...string) {
	key := ""
	for _, k := range keys {
		key += k + "|"
	}
	s[key] = true
}

func recruit(out count, r reading, counts func(int, day) bool) {
	teams, provinces, places, firms := set{}, set{}, set{}, set{}
	for _, f := range fairs {
		if !counts(f.filed, f.from) || f.home() && !r.homeToo || f.other && !r.twice {
			continue
		}
		teams.add(f.unit, f.team)
		provinces.add(f.at.province)
		if r.perCounty {
			places.add(f.at.province, f.at.city, f.at.county)
		} else {
			places.add(f.at.province, f.at.city)
		}
		times := 1
		if r.renamed && f.renamed > 0 {
			times = 2
		}
		out["recruit.fairs"] += f.sessions * times
		out["recruit.intentions"] += f.intentions * times
		out["recruit.firmvisits"] += len(f.firms) * times
		if f.about == "" || !r.skipsText {
			out["recruit.posts"] += f.posts * times
		}
		for _, fm := range f.firms {
			switch {
			case r.perRow:
				firms.add(f.unit, f.team, f.name, fm.code)
			case r.perUnit:
				firms.add(f.unit, fm.code)
			default:
				firms.add(fm.code)
			}
		}
	}
	out["recruit.teams"], out["recruit.provinces"] = len(teams), len(provinces)
	out["recruit.places"], out["recruit.firms"] = len(places), len(firms)
	for _, a := range agreements {
		if counts(a.filed, a.date) {
			out["recruit.agreements"]++
		}
	}
	pairs, firmsIn, villages := set{}, set{}, set{}
	for _, a := range alliances {
		if !counts(a.filed, a.date) || a.template && !r.template {
			continue
		}
		pairs.add(a.firm.code, a.village)
		firmsIn.add(a.firm.code)
		villages.add(a.village)
	}
	out["alliance.pairs"], out["alliance.firms"], out["alliance.villages"] = len(pairs), len(firmsIn), len(villages)
	if r.alliances {
		out["recruit.agreements"] += len(pairs)
	}
}

func visiting(out count, r reading, counts func(int, day) bool) {
	firms := set{}
	for _, v := range visits {
		if !counts(v.filed, v.date) {
			continue
		}
		out["visits.firmvisits"]++
		out["visits.people"] += v.people
		out["visits.brochures"] += v.brochures
		if v.unit != wenling {
			out["visits.solved"] += v.solved
			out["visits.raised"] += v.raised
		}
		switch {
		case r.perRow:
			firms.add(v.unit, v.firm.code, v.typed, v.date.write("MMDD"))
		case r.perUnit:
			firms.add(v.unit, v.firm.code)
		case r.perName:
			firms.add(v.typed)
		default:
			firms.add(v.firm.code)
		}
	}
	out["visits.firms"] = len(firms)
	called := set{}
	for _, h := range calls {
		if !counts(h.filed, h.date) || h.other && !r.twice {
			continue
		}
		out["hometown.people"] += h.people
		if r.perUnit {
			called.add(h.unit, h.firm.code)
		} else {
			called.add(h.firm.code)
		}
	}
	out["hometown.firms"] = len(called)
}

// A rate is old workers at work and the base they are compared to.
type rate struct{ onPost, base int }

// returning counts the workforce at the end of a period: a firm that two units
// filed once, one that a unit forgot with its last numbers.
func returning(no int) (sum rate, firms []rate) {
	var seen []*firm
	for _, s := range workforce {
		if slices.Contains(seen, s.firm) {
			continue
		}
		seen = append(seen, s.firm)
		p := periods[no-1]
		if s.skip == no {
			p = periods[no-2]
		}
		one := rate{s.onPost(p), s.base}
		sum.onPost, sum.base = sum.onPost+one.onPost, sum.base+one.base
		firms = append(firms, one)
	}
	return sum, firms
}
