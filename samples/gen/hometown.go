package main

// A call is one row of a 跨省慰问 ledger: workers of a firm visited at home.
type call struct {
	unit   string
	filed  int
	date   day
	firm   *firm
	name   string // "" where a row is all workers of a firm
	people int
	at     place
	role   string
	gift   string
	other  bool // another unit's call, filed here as well
}

// callTallies are firms and people of each unit up to 4 February: 68 firms,
// three of them called upon by two units, make 65; 484 people.
var callTallies = []struct {
	unit          string
	firms, people int
}{
	{jiaojiang, 6, 45}, {huangyan, 7, 52}, {luqiao, 7, 50}, {linhai, 8, 62}, {wenling, 9, 68}, {yuhuan, 6, 44},
	{tiantai, 5, 35}, {xianju, 4, 28}, {sanmen, 5, 36}, {bay, 3, 18}, {city, 8, 46},
}

// named are the units that file a row a person.
var named = map[string]bool{city: true, sanmen: true}

var calls = makeCalls()

func makeCalls() []call {
	var out []call
	for u, tally := range callTallies {
		firms := pools[tally.unit]
		if tally.unit == city {
			firms = cityCallFirms()
		}
		people := rowShares(tally.people, tally.firms)
		for k := range tally.firms {
			f := fairFor(tally.unit, k)
			c := call{
				unit: tally.unit, filed: max(f.filed, 1), date: f.to, firm: firms[k], people: people[k], at: f.at,
				role: []string{"技术骨干", "班组长", "老员工"}[k%3], gift: []string{"大米、食用油", "牛奶、春联", "慰问礼包"}[k%3],
			}
			if !named[tally.unit] {
				out = append(out, c)
				continue
			}
			for j := range people[k] {
				one := c
				one.people, one.name = 1, person(u*400+k*37+j*3+11)
				out = append(out, one)
			}
		}
	}
	// 2 February in 兴仁: 三门 files the first three workers that the city's team
	// called upon with it, as well.
	for _, c := range out {
		if c.unit == city && c.firm == pools[sanmen][0] && len(out) > 0 {
			c.unit, c.other = sanmen, true
			out = append(out, c)
			if countOther(out) == 3 {
				break
			}
		}
	}
	return append(out, laterCalls()...)
}

func countOther(cs []call) int {
	k := 0
	for _, c := range cs {
		if c.other {
			k++
		}
	}
	return k
}

// cityCallFirms are the firms the city's team calls for: one each of three
// counties that call for it too, and five others.
func cityCallFirms() []*firm {
	out := []*firm{pools[sanmen][0], pools[huangyan][0], pools[wenling][0]}
	for _, u := range []string{jiaojiang, huangyan, luqiao, linhai, yuhuan} {
		out = append(out, pools[u][40])
	}
	return out
}

// fairFor is the journey on which the k-th call of a unit is made.
func fairFor(unit string, k int) fair {
	var own []fair
	for _, f := range fairs {
		if f.unit == unit && f.filed <= 3 && !f.home() && !f.other {
			own = append(own, f)
		}
	}
	return own[k%len(own)]
}

// laterCalls are those of 5 and 6 February, in returns of period 4.
func laterCalls() []call {
	var out []call
	for i, u := range []string{xianju, luqiao} {
		f := fairFor(u, 0)
		out = append(out, call{unit: u, filed: 4, date: day(20240205 + i), firm: pools[u][8], people: 4 + i, at: f.at, role: "老员工", gift: "春联"})
	}
	return out
}

func callsOf(unit string, p period, growing bool) []call {
	var out []call
	for _, c := range calls {
		if c.unit == unit && p.in(c.filed, growing) {
			out = append(out, c)
		}
	}
	return out
}

// A trip is one row of a 返乡返岗专车 ledger.
type trip struct {
	unit       string
	filed      int
	date       day
	kind, mode string
	number     string
	from, to   string
	vehicles   int
	passengers int
	firm       *firm
	cost       int
}

// trips: the three coaches that bring 213 workers of 绿田机械 home, and the
// ways back after the festival.
var trips = []trip{
	{luqiao, 3, 20240201, "返乡", "包车", "浙J0A101", "路桥区横街镇", "安徽省亳州市", 1, 72, pools[luqiao][0], 6800},
	{luqiao, 3, 20240201, "返乡", "包车", "浙J0A102", "路桥区横街镇", "安徽省阜阳市", 1, 70, pools[luqiao][0], 6500},
	{luqiao, 3, 20240202, "返乡", "包车", "浙J0A103", "路桥区横街镇", "贵州省遵义市", 1, 71, pools[luqiao][0], 11800},
	{wenling, 4, 20240206, "返乡", "包车", "", "温岭市大溪镇", "四川省达州市", 2, 96, pools[wenling][0], 21000},
	{linhai, 5, 20240221, "返岗", "包车", "", "四川省南充市嘉陵区", "临海市", 3, 148, pools[linhai][0], 36000},
	{city, 5, 20240222, "返岗", "专列", "G9001", "贵州省贵阳市", "台州市", 1, 612, nil, 185000},
	{city, 5, 20240223, "返岗", "包机", "XX8001", "云南省昆明市", "台州市", 1, 158, nil, 142000},
	{luqiao, 5, 20240219, "返岗", "包车", "浙J0A101", "安徽省亳州市", "路桥区横街镇", 1, 68, pools[luqiao][0], 7200},
	{luqiao, 5, 20240220, "返岗", "包车", "浙J0A102", "安徽省阜阳市", "路桥区横街镇", 1, 66, pools[luqiao][0], 6900},
}

func tripsOf(unit string, p period) []trip {
	var out []trip
	for _, tr := range trips {
		if tr.unit == unit && tr.filed == p.no {
			out = append(out, tr)
		}
	}
	return out
}
