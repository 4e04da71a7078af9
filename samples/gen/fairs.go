package main

// A fair is one row of a 驻点招工 ledger: one team at one place.
type fair struct {
	unit       string
	filed      int // the period whose return first holds it
	team, name string
	from, to   day
	at         place
	venue      string
	sessions   int
	firms      []*firm
	posts      int
	about      string // typed in the place of posts: 3000多
	attendance int
	crowd      string // typed in the place of attendance: 1.8万
	intentions int
	signed     int
	other      bool   // another unit's fair, filed here as well
	was        string // the name under which it was filed before period renamed
	renamed    int
}

// called is the name of the fair in the return of a period.
func (f fair) called(p period) string {
	if f.renamed > 0 && p.no < f.renamed {
		return f.was
	}
	return f.name
}

// home reports whether the fair was held in the home province.
func (f fair) home() bool { return f.at.province == "浙江省" }

const (
	qianxinan = "黔西南布依族苗族自治州"
	enshi     = "恩施土家族苗族自治州"
	wenshan   = "文山壮族苗族自治州"
)

// fairs is what happened, in the order in which units list it.
var fairs = []fair{
	// 市本级: 1 row, 2 sessions, 22 firms, 2546 posts, 318 intentions.
	{unit: city, filed: 3, team: "市本级赴黔西南招工组", name: "台州·兴仁东西部劳务协作专场招聘会", from: 20240131, to: 20240202,
		at: place{"贵州省", qianxinan, "兴仁市"}, venue: "兴仁市文化广场", sessions: 2, firms: cityFirms(), posts: 2546, attendance: 3860, intentions: 318, signed: 47},

	// 椒江: 3 rows, 3 sessions, 7 firms, 640 posts, 121 intentions.
	{unit: jiaojiang, filed: 1, team: "椒江招工小分队", name: "椒江区赴汇川区专场招聘会", from: 20240117, to: 20240118,
		at: place{"贵州省", "遵义市", "汇川区"}, venue: "汇川区人力资源市场", sessions: 1, firms: jiaojiangFirms(0, 5), posts: 230, attendance: 610, intentions: 44, signed: 9},
	{unit: jiaojiang, filed: 2, team: "椒江招工小分队", name: "椒江·碧江劳务协作招聘会", from: 20240123, to: 20240124,
		at: place{"贵州省", "铜仁市", "碧江区"}, venue: "碧江区锦江广场", sessions: 1, firms: jiaojiangFirms(2, 7), posts: 215, attendance: 540, intentions: 41, signed: 8},
	{unit: jiaojiang, filed: 3, team: "椒江招工小分队", name: "春风送岗进西秀招聘会", from: 20240130, to: 20240131,
		at: place{"贵州省", "安顺市", "西秀区"}, venue: "西秀区体育中心", sessions: 1, firms: jiaojiangFirms(3, 7), posts: 195, attendance: 480, intentions: 36, signed: 5},

	// 黄岩: 4 rows, 4 sessions, 8 firms, 705 posts, 164 intentions.
	{unit: huangyan, filed: 1, team: "黄岩区第一招工组", name: "黄岩区模塑产业恩施专场", from: 20240118, to: 20240118,
		at: place{"湖北省", enshi, "恩施市"}, venue: "恩施市就业局", sessions: 1, firms: pick(huangyan, 0, 5), posts: 190, attendance: 420, intentions: 45, signed: 11},
	{unit: huangyan, filed: 2, team: "黄岩区第一招工组", name: "黄岩区模塑产业夷陵专场", from: 20240122, to: 20240122,
		at: place{"湖北省", "宜昌市", "夷陵区"}, venue: "夷陵区小溪塔广场", sessions: 1, firms: pick(huangyan, 2, 7), posts: 175, attendance: 385, intentions: 39, signed: 7},
	{unit: huangyan, filed: 2, team: "黄岩区第一招工组", name: "竹山返乡员工座谈招聘会", from: 20240126, to: 20240126,
		at: place{"湖北省", "十堰市", "竹山县"}, venue: "竹山县城关镇", sessions: 1, firms: pick(huangyan, 4, 8), posts: 180, attendance: 430, intentions: 43, signed: 10},
	{unit: huangyan, filed: 3, team: "黄岩区第一招工组", name: "黄岩区赴监利招聘会", from: 20240130, to: 20240130,
		at: place{"湖北省", "荆州市", "监利市"}, venue: "监利市容城镇", sessions: 1, firms: pick(huangyan, 0, 4), posts: 160, attendance: 350, intentions: 37, signed: 6},

	// 路桥: 2 teams, 3 rows, 5 sessions, 9 firms, 760 posts, 186 intentions.
	{unit: luqiao, filed: 1, team: "路桥一队", name: "路桥区赴亳州招聘会", from: 20240119, to: 20240121,
		at: place{"安徽省", "亳州市", "谯城区"}, venue: "谯城区人才市场", sessions: 2, firms: pick(luqiao, 0, 6), posts: 280, attendance: 690, intentions: 70, signed: 14},
	{unit: luqiao, filed: 2, team: "路桥一队", name: "路桥区赴阜阳招聘会", from: 20240124, to: 20240126,
		at: place{"安徽省", "阜阳市", "颍上县"}, venue: "颍上县慎城镇", sessions: 2, firms: pick(luqiao, 3, 9), posts: 260, attendance: 605, intentions: 62, signed: 12},
	{unit: luqiao, filed: 3, team: "路桥二队", name: "路桥区赴习水招聘会", from: 20240129, to: 20240130,
		at: place{"贵州省", "遵义市", "习水县"}, venue: "习水县东皇街道", sessions: 1, firms: pick(luqiao, 2, 7), posts: 220, attendance: 515, intentions: 54, signed: 9},

	// 临海: 1 row, 1 session, 10 firms, 3000多 posts, 1326 intentions. The team
	// filed it in the period after the event, when it was back.
	{unit: linhai, filed: 3, team: "四川嘉陵工作组", name: "“百城千企·乐业台州”招聘会", from: 20240125, to: 20240126,
		at: place{"四川省", "南充市", "嘉陵区"}, venue: "嘉陵区凤垭广场", sessions: 1, firms: pick(linhai, 0, 10), posts: 3000, about: "3000多", attendance: 18000, crowd: "1.8万", intentions: 1326, signed: 96},

	// 温岭: 2 teams, 4 rows, 6 sessions, 10 firms, 905 posts, 214 intentions.
	{unit: wenling, filed: 1, team: "温岭赴川小分队", name: "温岭泵业达州专场", from: 20240117, to: 20240118,
		at: place{"四川省", "达州市", "宣汉县"}, venue: "宣汉县东乡街道", sessions: 2, firms: pick(wenling, 0, 5), posts: 240, attendance: 720, intentions: 58, signed: 13},
	{unit: wenling, filed: 2, team: "温岭赴滇小分队", name: "温岭鞋业镇雄专场", from: 20240123, to: 20240125,
		at: place{"云南省", "昭通市", "镇雄县"}, venue: "镇雄县乌峰街道", sessions: 2, firms: pick(wenling, 3, 8), posts: 255, attendance: 810, intentions: 60, signed: 15},
	{unit: wenling, filed: 2, team: "温岭赴川小分队", name: "温岭泵业巴中专场", from: 20240124, to: 20240124,
		at: place{"四川省", "巴中市", "平昌县"}, venue: "平昌县同州街道", sessions: 1, firms: pick(wenling, 5, 10), posts: 215, attendance: 470, intentions: 50, signed: 8},
	{unit: wenling, filed: 3, team: "温岭赴滇小分队", name: "温岭机电仪陇专场", from: 20240131, to: 20240131,
		at: place{"四川省", "南充市", "仪陇县"}, venue: "仪陇县新政镇", sessions: 1, firms: pick(wenling, 1, 6), posts: 195, attendance: 455, intentions: 46, signed: 7},

	// 玉环: 2 rows, 4 sessions, 7 firms, 610 posts, 157 intentions.
	{unit: yuhuan, filed: 1, team: "玉环赴滇招工组", name: "玉环·会泽东西部协作招聘会", from: 20240120, to: 20240121,
		at: place{"云南省", "曲靖市", "会泽县"}, venue: "会泽县以礼街道", sessions: 2, firms: pick(yuhuan, 0, 5), posts: 320, attendance: 905, intentions: 82, signed: 16},
	{unit: yuhuan, filed: 3, team: "玉环赴滇招工组", name: "玉环·广南东西部协作招聘会", from: 20240129, to: 20240131,
		at: place{"云南省", wenshan, "广南县"}, venue: "广南县莲城镇", sessions: 2, firms: pick(yuhuan, 2, 7), posts: 290, attendance: 760, intentions: 75, signed: 11},

	// 天台: 2 rows outside, 4 sessions, 5 firms, 455 posts, 131 intentions; and
	// one fair inside the province by a team of its own.
	{unit: tiantai, filed: 1, team: "山海协作招聘队", name: "天台·龙泉山海协作招聘会", from: 20240119, to: 20240119,
		at: place{"浙江省", "丽水市", "龙泉市"}, venue: "龙泉市剑池街道", sessions: 1, firms: pick(tiantai, 4, 7), posts: 120, attendance: 260, intentions: 33, signed: 6},
	{unit: tiantai, filed: 2, team: "天台县赴赣招工队", name: "天台县赴鄱阳招聘会", from: 20240122, to: 20240123,
		at: place{"江西省", "上饶市", "鄱阳县"}, venue: "鄱阳县饶州街道", sessions: 2, firms: pick(tiantai, 0, 4), posts: 235, attendance: 580, intentions: 68, signed: 12},
	{unit: tiantai, filed: 2, team: "天台县赴赣招工队", name: "天台县赴于都招聘会", from: 20240127, to: 20240128,
		at: place{"江西省", "赣州市", "于都县"}, venue: "于都县贡江镇", sessions: 2, firms: pick(tiantai, 1, 5), posts: 220, attendance: 525, intentions: 63, signed: 10},

	// 仙居: 3 rows, 4 sessions, 4 firms, 430 posts, 118 intentions. In period 3
	// the ledger gives the first row another name.
	{unit: xianju, filed: 2, team: "仙居县赴皖工作组", name: "仙居县赴裕安区2024年春季专场招聘会", was: "六安裕安春风行动招聘会", renamed: 3, from: 20240123, to: 20240123,
		at: place{"安徽省", "六安市", "裕安区"}, venue: "裕安区小华山街道", sessions: 1, firms: pick(xianju, 0, 3), posts: 150, attendance: 330, intentions: 41, signed: 7},
	{unit: xianju, filed: 2, team: "仙居县赴皖工作组", name: "仙居县赴太湖县招聘会", from: 20240126, to: 20240127,
		at: place{"安徽省", "安庆市", "太湖县"}, venue: "太湖县晋熙镇", sessions: 2, firms: pick(xianju, 1, 4), posts: 160, attendance: 345, intentions: 44, signed: 6},
	{unit: xianju, filed: 3, team: "仙居县赴皖工作组", name: "仙居县赴临泉县招聘会", from: 20240201, to: 20240201,
		at: place{"安徽省", "阜阳市", "临泉县"}, venue: "临泉县城关街道", sessions: 1, firms: pick(xianju, 0, 4), posts: 120, attendance: 290, intentions: 33, signed: 5},

	// 三门: 2 teams, 3 rows, 5 sessions, 8 firms, 590 posts, 187 intentions; and
	// the city's fair in 兴仁 once more, under another name at the same venue.
	{unit: sanmen, filed: 2, team: "三门县驻黔一队", name: "三门县赴安龙招聘会", from: 20240124, to: 20240125,
		at: place{"贵州省", qianxinan, "安龙县"}, venue: "安龙县招堤街道", sessions: 2, firms: pick(sanmen, 0, 5), posts: 210, attendance: 560, intentions: 66, signed: 12},
	{unit: sanmen, filed: 2, team: "三门县驻黔一队", name: "三门县赴织金招聘会", from: 20240127, to: 20240127,
		at: place{"贵州省", "毕节市", "织金县"}, venue: "织金县文腾街道", sessions: 1, firms: pick(sanmen, 3, 7), posts: 160, attendance: 410, intentions: 52, signed: 8},
	{unit: sanmen, filed: 3, team: "三门县驻黔二队", name: "三门县赴正安招聘会", from: 20240130, to: 20240131,
		at: place{"贵州省", "遵义市", "正安县"}, venue: "正安县凤仪街道", sessions: 2, firms: pick(sanmen, 4, 8), posts: 220, attendance: 590, intentions: 69, signed: 9},
	{unit: sanmen, filed: 3, team: "市县联合招工组", name: "兴仁市劳务协作招聘会", from: 20240131, to: 20240202,
		at: place{"贵州省", qianxinan, "兴仁市"}, venue: "兴仁市文化广场", sessions: 2, firms: pick(sanmen, 0, 2), posts: 2546, attendance: 3860, intentions: 318, signed: 47, other: true},

	// 台州湾新区: 1 row, 2 sessions, 5 firms, 400 posts, 90 intentions.
	{unit: bay, filed: 2, team: "新区招工小分队", name: "台州湾新区赴利川招聘会", from: 20240127, to: 20240128,
		at: place{"湖北省", enshi, "利川市"}, venue: "利川市都亭街道", sessions: 2, firms: pick(bay, 0, 5), posts: 400, attendance: 980, intentions: 90, signed: 18},

	// After 4 February. The first two are in returns of period 4: one fair of
	// 5 February, and one of 3 February that was forgotten.
	{unit: xianju, filed: 4, team: "仙居县赴皖工作组", name: "仙居县赴金寨县招聘会", from: 20240205, to: 20240205,
		at: place{"安徽省", "六安市", "金寨县"}, venue: "金寨县梅山镇", sessions: 1, firms: pick(xianju, 0, 3), posts: 60, attendance: 140, intentions: 12, signed: 2},
	{unit: luqiao, filed: 4, team: "路桥二队", name: "路桥区赴阜南招聘会", from: 20240203, to: 20240203,
		at: place{"安徽省", "阜阳市", "阜南县"}, venue: "阜南县鹿城镇", sessions: 1, firms: pick(luqiao, 0, 4), posts: 55, attendance: 130, intentions: 9, signed: 1},
	{unit: jiaojiang, filed: 5, team: "椒江招工小分队", name: "椒江·碧江节后招聘会", from: 20240220, to: 20240221,
		at: place{"贵州省", "铜仁市", "碧江区"}, venue: "碧江区锦江广场", sessions: 1, firms: jiaojiangFirms(0, 4), posts: 90, attendance: 320, intentions: 27, signed: 14},
	{unit: wenling, filed: 5, team: "温岭赴川小分队", name: "温岭泵业节后达州专场", from: 20240219, to: 20240220,
		at: place{"四川省", "达州市", "宣汉县"}, venue: "宣汉县东乡街道", sessions: 1, firms: pick(wenling, 0, 4), posts: 110, attendance: 360, intentions: 35, signed: 19},
	{unit: tiantai, filed: 5, team: "天台县赴赣招工队", name: "天台县节后赴鄱阳招聘会", from: 20240222, to: 20240222,
		at: place{"江西省", "上饶市", "鄱阳县"}, venue: "鄱阳县饶州街道", sessions: 1, firms: pick(tiantai, 0, 3), posts: 70, attendance: 210, intentions: 22, signed: 9},
	{unit: linhai, filed: 5, team: "四川嘉陵工作组", name: "“百城千企·乐业台州”节后招聘会", from: 20240221, to: 20240222,
		at: place{"四川省", "南充市", "嘉陵区"}, venue: "嘉陵区凤垭广场", sessions: 1, firms: pick(linhai, 0, 6), posts: 140, attendance: 900, intentions: 58, signed: 31},
	{unit: huangyan, filed: 6, team: "黄岩区第一招工组", name: "黄岩区节后恩施专场", from: 20240227, to: 20240227,
		at: place{"湖北省", enshi, "恩施市"}, venue: "恩施市就业局", sessions: 1, firms: pick(huangyan, 0, 4), posts: 85, attendance: 260, intentions: 24, signed: 12},
	{unit: yuhuan, filed: 6, team: "玉环赴滇招工组", name: "玉环·会泽节后招聘会", from: 20240228, to: 20240229,
		at: place{"云南省", "曲靖市", "会泽县"}, venue: "会泽县以礼街道", sessions: 1, firms: pick(yuhuan, 0, 4), posts: 95, attendance: 310, intentions: 26, signed: 13},
	{unit: bay, filed: 6, team: "新区招工小分队", name: "台州湾新区节后赴利川招聘会", from: 20240226, to: 20240227,
		at: place{"湖北省", enshi, "利川市"}, venue: "利川市都亭街道", sessions: 1, firms: pick(bay, 0, 3), posts: 75, attendance: 190, intentions: 18, signed: 8},
}

// cityFirms are the twenty-two firms of the city's own team: four that also
// went with their county, and eighteen that did not.
func cityFirms() []*firm {
	out := []*firm{pools[sanmen][0], pools[sanmen][1], pools[huangyan][0], pools[luqiao][1]}
	for _, u := range units[:9] {
		out = append(out, pools[u.code][40], pools[u.code][41])
	}
	return out
}

// jiaojiangFirms are firms of 椒江's own list, the last of which also goes
// with 台州湾新区.
func jiaojiangFirms(from, to int) []*firm {
	list := append(append([]*firm{}, pools[jiaojiang][:6]...), pools[bay][0])
	return list[from:to]
}

// fairsOf lists what a unit's return of a period holds.
func fairsOf(unit string, p period, growing bool) []fair {
	var out []fair
	for _, f := range fairs {
		if f.unit == unit && p.in(f.filed, growing) {
			f.name = f.called(p)
			out = append(out, f)
		}
	}
	return out
}

// A seat is one row of a 参会企业 list: a firm at a fair.
type seat struct {
	fair       fair
	firm       *firm
	posts      int // 0 where only the fair's number is known
	intentions int
}

// seatsOf lists the firms at the fairs of a unit's return. The posts of a
// fair are shared out over its firms, unless only an approximate number of
// them is known.
func seatsOf(unit string, p period, growing bool) []seat {
	var out []seat
	for _, f := range fairsOf(unit, p, growing) {
		for i, fm := range f.firms {
			s := seat{fair: f, firm: fm}
			if f.about == "" && !f.other {
				s.posts, s.intentions = share(f.posts, len(f.firms), i), share(f.intentions, len(f.firms), i)
			}
			out = append(out, s)
		}
	}
	return out
}

// share is the i-th of n parts of a sum: not all alike, adding up exactly.
func share(sum, n, i int) int {
	part := sum / n
	swing := (i%3 - 1) * (part / 5)
	if i == n-1 {
		rest := sum
		for j := range n - 1 {
			rest -= share(sum, n, j)
		}
		return rest
	}
	return part + swing
}
