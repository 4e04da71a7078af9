package main

import "fmt"

// A visit is one row of a 走访慰问 ledger.
type visit struct {
	unit      string
	filed     int
	date      day
	firm      *firm
	typed     string // the name as typed
	coded     bool   // the code is typed
	leader    string
	people    int
	stayed    int
	skilled   int
	lifted    int
	money     int // yuan
	gift      string
	brochures int
	raised    int
	solved    int
	issue     string
	outcome   string
	listed    []guest // filed as a list of names in the place of a ledger row
}

// A guest is one row of a 慰问对象 list.
type guest struct {
	name, category string
	money          int
}

// tallies are what each unit visited up to 4 February: distinct firms, second
// visits, people, brochures, difficulties raised and solved. The firms add up
// to 322, of which the city's own team shares ten with the counties: 312.
var tallies = []struct {
	unit                                            string
	firms, again, people, brochures, raised, solved int
}{
	{jiaojiang, 38, 2, 352, 790, 10, 9},
	{huangyan, 36, 2, 341, 742, 11, 9},
	{luqiao, 34, 2, 326, 705, 9, 8},
	{linhai, 36, 2, 347, 768, 11, 10},
	{wenling, 40, 3, 398, 880, 14, 11},
	{yuhuan, 32, 1, 301, 655, 8, 7},
	{tiantai, 24, 1, 218, 476, 7, 6},
	{xianju, 20, 1, 176, 392, 8, 6},
	{sanmen, 22, 1, 209, 455, 7, 6},
	{bay, 16, 1, 148, 320, 5, 4},
	{city, 24, 2, 230, 555, 7, 6},
}

var visits = makeVisits()

func makeVisits() []visit {
	var out []visit
	for i, tally := range tallies {
		firms := visitedFirms(tally.unit, tally.firms)
		rows := tally.firms + tally.again
		perRow := rowShares(tally.people, rows)
		papers := rowShares(tally.brochures, rows)
		for k := range rows {
			v := visit{unit: tally.unit, people: perRow[k], brochures: papers[k]}
			v.firm = firms[k%tally.firms]
			if k >= tally.firms {
				v.firm = firms[(k-tally.firms)*5+2]
			}
			v.filed = 1 + k*3/rows
			p := periods[v.filed-1]
			v.date = p.from.add(k * 3 % 5)
			if tally.unit == city {
				// At weekends, so that no visit is a county's as well.
				v.date = p.from.add(5 + k%2)
			}
			v.typed, v.coded = v.firm.name, (k+i)%6 != 5
			v.details(i*50 + k)
			out = append(out, v)
		}
		troubles(out[len(out)-rows:], tally.raised, tally.solved)
	}
	variants(out)
	return append(byName(out), laterVisits()...)
}

// visitedFirms are the firms a unit visits: its own, the city's team ten of
// the counties' and fourteen more.
func visitedFirms(unit string, n int) []*firm {
	if unit != city {
		return pools[unit][:n]
	}
	var out []*firm
	for _, u := range units[:10] {
		out = append(out, pools[u.code][3])
	}
	for _, u := range units[:7] {
		out = append(out, pools[u.code][42], pools[u.code][43])
	}
	return out
}

// rowShares splits a sum over rows, around the mean, exactly.
func rowShares(sum, rows int) []int {
	out := make([]int, rows)
	rest := sum
	for i := range rows {
		mean := rest / (rows - i)
		out[i] = mean
		if i < rows-1 {
			out[i] += []int{0, -2, 1, 2, -1}[i%5] * min(mean/4, 3)
		}
		rest -= out[i]
	}
	return out
}

func (v *visit) details(k int) {
	v.leader = person(k*3 + 40)
	v.stayed = v.people * (5 + k%3) / 9
	v.skilled = v.people * (2 + k%2) / 9
	v.lifted = v.people / 6
	v.money = v.people * []int{200, 300, 200, 500}[k%4]
	v.gift = []string{"大米、食用油", "春联、水果", "牛奶、坚果礼盒", "年货礼包"}[k%4]
	v.issue = "无"
}

// issues are what firms bring up, and how it ends: solved in the first words
// of each, else still open.
var issues = []struct{ issue, solved, open string }{
	{"节后普工缺口较大", "已协调人力资源机构对接\n并列入节后招聘会", "正在对接劳务输出地"},
	{"员工子女就近入学", "已落实公办学校学位", "待下学期统筹安排"},
	{"员工宿舍紧张", "已协调园区公寓12间", "公寓改造中"},
	{"社保补缴手续不清楚", "已办结", "资料补充中"},
	{"流动资金周转", "已协调银行续贷", "银行审批中"},
	{"返岗包车需求", "已解决", "线路排期中"},
}

// troubles spreads difficulties over the rows of one unit: the first of them
// solved, the last still open.
func troubles(rows []visit, raised, solved int) {
	for i := range raised {
		v := &rows[i*len(rows)/raised]
		is := issues[(i+len(rows))%len(issues)]
		v.raised++
		v.issue, v.outcome = is.issue, is.open
		if i < solved {
			v.solved++
			v.outcome = is.solved
		}
	}
}

// variants types some names otherwise than the register has them. Short names
// keep the code, so that the firm can be told; without a code only blanks and
// brackets differ.
func variants(rows []visit) {
	seen := map[string]int{}
	for i := range rows {
		v := &rows[i]
		key := v.unit + v.firm.code
		seen[key]++
		again := seen[key] > 1
		switch {
		case again && (v.unit == jiaojiang || v.unit == city):
			v.typed, v.coded = v.firm.short(), true
		case again && i%2 == 0:
			v.typed, v.coded = spaced(v.firm.name), false
		case again:
			v.typed, v.coded = narrow(v.firm.name), false
		case v.unit == city:
			v.coded = true
		case i%11 == 7:
			v.typed = narrow(v.firm.name)
		case i%13 == 5:
			v.typed = wide(v.firm.name)
		}
	}
	for i := range rows {
		// The two firms that look alike never show a code.
		if f := rows[i].firm; f == pools[wenling][20] || f == pools[wenling][21] {
			rows[i].coded = false
		}
	}
}

// byName turns three of 玉环's visits of period 2 into lists of names: the
// ledger forgot them, the list has them. A list says nothing of brochures, so
// those are on a row before.
func byName(rows []visit) []visit {
	left := 3
	var host *visit
	for i := range rows {
		v := &rows[i]
		if v.unit != yuhuan || v.filed > 2 || left == 0 {
			continue
		}
		if v.filed < 2 || v.raised > 0 {
			host = v
			continue
		}
		left--
		v.listed = guests(v, i)
		host.brochures += v.brochures
		v.brochures = 0
	}
	return rows
}

func guests(v *visit, k int) []guest {
	categories := []string{"留岗员工", "技术骨干", "留岗员工、技术骨干", "脱贫人员", "困难职工"}
	out := make([]guest, v.people)
	for j := range out {
		out[j] = guest{name: person(k*31 + j*5 + 900), category: categories[j%len(categories)], money: v.money / v.people}
	}
	v.stayed, v.skilled, v.lifted = 0, 0, 0
	for _, g := range out {
		switch g.category {
		case "留岗员工":
			v.stayed++
		case "技术骨干":
			v.skilled++
		case "留岗员工、技术骨干":
			v.stayed++
			v.skilled++
		case "脱贫人员":
			v.lifted++
		}
	}
	return out
}

// laterVisits are the few before the festival that stand in returns of period
// 4, and some that went to see how work began again.
func laterVisits() []visit {
	var out []visit
	for i, tally := range tallies[:10] {
		for k := range 2 {
			v := visit{
				unit: tally.unit, filed: 4, date: day(20240205 + k*2), firm: pools[tally.unit][k*7+4], coded: true,
				people: 6 + (i+k)%5, brochures: 10 + i,
			}
			v.typed = v.firm.name
			v.details(i*7 + k)
			out = append(out, v)
		}
	}
	for i, u := range []string{jiaojiang, huangyan, wenling, yuhuan} {
		v := visit{unit: u, filed: 5, date: day(20240220 + i), firm: pools[u][9], coded: true, people: 5 + i, brochures: 12}
		v.typed = v.firm.name
		v.details(i)
		out = append(out, v)
	}
	return out
}

// visitsOf lists the ledger rows of a unit's return.
func visitsOf(unit string, p period, growing bool) []visit {
	var out []visit
	for _, v := range visits {
		if v.unit == unit && p.in(v.filed, growing) && v.listed == nil {
			out = append(out, v)
		}
	}
	return out
}

// A listedGuest is one row of a 慰问对象 list with its visit.
type listedGuest struct {
	visit visit
	guest guest
}

func guestsOf(unit string, p period) []listedGuest {
	var out []listedGuest
	for _, v := range visits {
		if v.unit == unit && v.filed == p.no {
			for _, g := range v.listed {
				out = append(out, listedGuest{v, g})
			}
		}
	}
	return out
}

// A difficulty is one row of 温岭's 困难问题 list, which counts in the place of
// the numbers in its visits.
type difficulty struct {
	filed    int
	no       string
	date     day
	firm     *firm
	category string
	text     string
	owner    string
	due      day
	state    string
	solved   day
	result   string
}

// difficulties of 温岭: 14 raised by 4 February, 11 of them solved by then, a
// twelfth on 6 February.
var difficulties = makeDifficulties()

func makeDifficulties() []difficulty {
	kinds := []struct{ category, text, owner string }{
		{"招工", "节后需普工%d名", "人社局"}, {"住宿", "%d名员工宿舍不足", "住建局"}, {"子女入学", "%d名员工子女入学", "教育局"},
		{"社保", "%d名员工社保转移", "社保中心"}, {"融资", "续贷%d0万元", "金融中心"}, {"其他", "返岗包车%d辆", "交通局"},
	}
	var out []difficulty
	for i := range 14 {
		k := kinds[i%len(kinds)]
		filed := 1 + i*3/14
		d := difficulty{
			filed: filed, no: fmt.Sprintf("WL%03d", i+1), date: periods[filed-1].from.add(i % 5), firm: pools[wenling][i*2+1],
			category: k.category, text: fmt.Sprintf(k.text, 3+i), owner: k.owner, due: 20240229, state: "已解决", result: "已答复企业",
		}
		d.solved = d.date.add(1 + i%2)
		if i >= 11 {
			d.state, d.solved, d.result = "在办", 0, ""
		}
		out = append(out, d)
	}
	return out
}

// difficultiesOf is the list as it stood in a period: growing, with the state
// of that time.
func difficultiesOf(p period) []difficulty {
	var out []difficulty
	for i, d := range difficulties {
		if d.filed > p.no {
			continue
		}
		if i == 11 && p.no >= 4 {
			d.state, d.solved, d.result = "已解决", 20240206, "已落实"
		}
		out = append(out, d)
	}
	return out
}
