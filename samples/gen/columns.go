package main

import "fmt"

// The columns that units choose from. head is the heading as the unit words
// it; num is how it stores numbers.

type numWay func(int) cell

func fTeam(head string) col[fair] { return c(head, func(f fair) cell { return t(f.team) }) }
func fName(head string) col[fair] { return c(head, func(f fair) cell { return t(f.name) }) }
func fFrom(head string, way dayWay) col[fair] {
	return c(head, func(f fair) cell { return way(f.from) })
}
func fTo(head string, way dayWay) col[fair] { return c(head, func(f fair) cell { return way(f.to) }) }

// fSpan writes both days in one cell, one day where they are the same.
func fSpan(head, format, dash string) col[fair] {
	return c(head, func(f fair) cell {
		if f.from == f.to {
			return t(f.from.write(format))
		}
		return t(f.from.write(format) + dash + f.to.write(format))
	})
}
func fAt(head string, say func(place) string) col[fair] {
	return c(head, func(f fair) cell { return t(say(f.at)) })
}
func fVenue(head string) col[fair] { return c(head, func(f fair) cell { return t(f.venue) }) }
func fSessions(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell { return num(f.sessions) }).counted()
}
func fFirms(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell { return num(len(f.firms)) }).counted()
}
func fPosts(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell {
		if f.about != "" {
			return t(f.about)
		}
		return num(f.posts)
	}).counted()
}
func fCrowd(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell {
		if f.crowd != "" {
			return t(f.crowd)
		}
		return num(f.attendance)
	}).counted()
}
func fIntent(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell { return num(f.intentions) }).counted()
}
func fSigned(head string, num numWay) col[fair] {
	return c(head, func(f fair) cell { return num(f.signed) }).counted()
}

func province(p place) string   { return p.province }
func inShort(p place) string    { return short(p.province) }
func inLetter(p place) string   { return letterOf[p.province] }
func prefecture(p place) string { return p.city }
func cityShort(p place) string  { return short(p.city) }
func county(p place) string     { return p.county }
func cityCounty(p place) string {
	return short(p.city) + p.county
}

func sTeam(head string) col[seat] { return c(head, func(s seat) cell { return t(s.fair.team) }) }
func sFair(head string) col[seat] { return c(head, func(s seat) cell { return t(s.fair.name) }) }
func sFrom(head string, way dayWay) col[seat] {
	return c(head, func(s seat) cell { return way(s.fair.from) })
}
func sAt(head string, say func(place) string) col[seat] {
	return c(head, func(s seat) cell { return t(say(s.fair.at)) })
}
func sFirm(head string) col[seat] { return c(head, func(s seat) cell { return t(s.firm.name) }) }
func sCode(head string) col[seat] { return c(head, func(s seat) cell { return t(s.firm.code) }) }
func sPosts(head string, num numWay) col[seat] {
	return c(head, func(s seat) cell {
		if s.posts == 0 {
			return cell{}
		}
		return num(s.posts)
	}).counted()
}
func sIntent(head string, num numWay) col[seat] {
	return c(head, func(s seat) cell {
		if s.posts == 0 {
			return cell{}
		}
		return num(s.intentions)
	}).counted()
}

func aPartyA(head string) col[agreement] {
	return c(head, func(a agreement) cell { return t(a.partya) })
}
func aPartyB(head string) col[agreement] {
	return c(head, func(a agreement) cell { return t(a.partyb) })
}
func aAt(head string, say func(place) string) col[agreement] {
	return c(head, func(a agreement) cell { return t(say(a.at)) })
}
func aName(head string) col[agreement] { return c(head, func(a agreement) cell { return t(a.name) }) }
func aKind(head string) col[agreement] { return c(head, func(a agreement) cell { return t(a.kind) }) }
func aDate(head string, way dayWay) col[agreement] {
	return c(head, func(a agreement) cell { return way(a.date) })
}
func aUntil(head string, way dayWay) col[agreement] {
	return c(head, func(a agreement) cell { return way(a.until) })
}

func vDate(head string, way dayWay) col[visit] {
	return c(head, func(v visit) cell { return way(v.date) })
}
func vFirm(head string) col[visit] { return c(head, func(v visit) cell { return t(v.typed) }) }
func vCode(head string) col[visit] {
	return c(head, func(v visit) cell {
		if !v.coded {
			return cell{}
		}
		return t(v.firm.code)
	})
}
func vLeader(head string) col[visit] { return c(head, func(v visit) cell { return t(v.leader) }) }
func vPeople(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.people) }).counted()
}
func vStayed(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.stayed) }).counted()
}
func vSkilled(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.skilled) }).counted()
}
func vLifted(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.lifted) }).counted()
}
func vMoney(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.money) }).counted()
}

// vWan writes money in 万元, exactly.
func vWan(head string) col[visit] {
	return c(head, func(v visit) cell {
		return literal(trimZeros(fmt.Sprintf("%d.%04d", v.money/10000, v.money%10000)), "")
	}).counted()
}
func vGift(head string) col[visit] { return c(head, func(v visit) cell { return t(v.gift) }) }
func vPapers(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.brochures) }).counted()
}
func vRaised(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.raised) }).counted()
}
func vSolved(head string, num numWay) col[visit] {
	return c(head, func(v visit) cell { return num(v.solved) }).counted()
}
func vIssue(head string) col[visit]   { return c(head, func(v visit) cell { return t(v.issue) }) }
func vOutcome(head string) col[visit] { return c(head, func(v visit) cell { return t(v.outcome) }) }

func hDate(head string, way dayWay) col[call] {
	return c(head, func(h call) cell { return way(h.date) })
}
func hFirm(head string) col[call] { return c(head, func(h call) cell { return t(h.firm.name) }) }
func hCode(head string) col[call] { return c(head, func(h call) cell { return t(h.firm.code) }) }
func hName(head string) col[call] { return c(head, func(h call) cell { return t(h.name) }) }
func hPeople(head string, num numWay) col[call] {
	return c(head, func(h call) cell { return num(h.people) }).counted()
}
func hAt(head string, say func(place) string) col[call] {
	return c(head, func(h call) cell { return t(say(h.at)) })
}
func hRole(head string) col[call] { return c(head, func(h call) cell { return t(h.role) }) }
func hGift(head string) col[call] { return c(head, func(h call) cell { return t(h.gift) }) }

func trDate(head string, way dayWay) col[trip] {
	return c(head, func(r trip) cell { return way(r.date) })
}
func trKind(head string) col[trip]   { return c(head, func(r trip) cell { return t(r.kind) }) }
func trMode(head string) col[trip]   { return c(head, func(r trip) cell { return t(r.mode) }) }
func trNumber(head string) col[trip] { return c(head, func(r trip) cell { return t(r.number) }) }
func trFrom(head string) col[trip]   { return c(head, func(r trip) cell { return t(r.from) }) }
func trTo(head string) col[trip]     { return c(head, func(r trip) cell { return t(r.to) }) }
func trCars(head string, num numWay) col[trip] {
	return c(head, func(r trip) cell { return num(r.vehicles) }).counted()
}
func trPeople(head string, num numWay) col[trip] {
	return c(head, func(r trip) cell { return num(r.passengers) }).counted()
}
func trFirm(head string) col[trip] {
	return c(head, func(r trip) cell {
		if r.firm == nil {
			return cell{}
		}
		return t(r.firm.name)
	})
}
func trCost(head string, num numWay) col[trip] {
	return c(head, func(r trip) cell { return num(r.cost) }).counted()
}

func alFirm(head string) col[alliance] {
	return c(head, func(a alliance) cell { return t(a.firm.name) })
}
func alCode(head string) col[alliance] {
	return c(head, func(a alliance) cell { return t(a.firm.code) })
}
func alWords(head, words string) col[alliance] {
	return c(head, func(alliance) cell { return t(words) })
}
func alTown(head string) col[alliance] { return c(head, func(a alliance) cell { return t(a.town) }) }
func alVillage(head string) col[alliance] {
	return c(head, func(a alliance) cell { return t(a.village) })
}
func alDate(head string, way dayWay) col[alliance] {
	return c(head, func(a alliance) cell { return way(a.date) })
}
func alWorkers(head string) col[alliance] {
	return c(head, func(a alliance) cell { return n(a.workers) }).counted()
}
func alPlanned(head string) col[alliance] {
	return c(head, func(a alliance) cell { return n(a.planned) }).counted()
}
func alSent(head string) col[alliance] {
	return c(head, func(a alliance) cell { return n(a.sent) }).counted()
}
func alContact(head string) col[alliance] {
	return c(head, func(a alliance) cell { return t(a.contact) })
}
