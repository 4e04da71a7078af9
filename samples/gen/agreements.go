package main

import "fmt"

// An agreement is one row of a 劳务合作协议 list.
type agreement struct {
	unit           string
	filed          int
	partya, partyb string
	at             place
	name           string
	kind           string
	date, until    day
}

// agreementCounts are the agreements of each unit up to 4 February: 47.
var agreementCounts = map[string]int{
	city: 6, jiaojiang: 4, huangyan: 5, luqiao: 5, linhai: 4, wenling: 6, yuhuan: 3, tiantai: 4, xianju: 3, sanmen: 4, bay: 3,
}

// agreements are signed at the fairs: the first at each place between the
// bureaus, the others with schools and agencies there.
var agreements = makeAgreements()

func makeAgreements() []agreement {
	var out []agreement
	for _, u := range units {
		var at []fair
		for _, f := range fairs {
			if f.unit == u.code && f.filed <= 3 && !f.home() && !f.other {
				at = append(at, f)
			}
		}
		for i := range agreementCounts[u.code] {
			out = append(out, signed(u, at[i%len(at)], i/len(at)))
		}
	}
	for _, f := range fairs {
		if f.filed >= 5 {
			out = append(out, signed(unitOf(f.unit), f, 3))
		}
	}
	return out
}

// signed is the nth agreement of a unit at a fair.
func signed(u unit, f fair, nth int) agreement {
	a := agreement{unit: u.code, filed: f.filed, partya: u.bureau, at: f.at, date: f.to, until: 20261231}
	there := f.at.county
	switch nth {
	case 0:
		a.partyb, a.kind = there+"人力资源和社会保障局", "政府间"
		a.name = "劳务协作框架协议"
	case 1:
		a.partyb, a.kind = there+"中等职业技术学校", "校企"
		a.name = "校企合作用工协议"
	case 2:
		a.partyb, a.kind = there+"就业服务中心", "机构间"
		a.name = "人力资源合作协议"
	case 3:
		a.partyb, a.kind = there+"劳务开发公司", "机构间"
		a.name = "节后劳务输送协议"
	default:
		a.partyb, a.kind = fmt.Sprintf("%s第%s劳务专业合作社", there, string([]rune("一二三四")[nth-4])), "其他"
		a.name = "劳务输送合作协议"
	}
	return a
}

func agreementsOf(unit string, p period, growing bool) []agreement {
	var out []agreement
	for _, a := range agreements {
		if a.unit == unit && p.in(a.filed, growing) {
			out = append(out, a)
		}
	}
	return out
}

// An alliance is one row of a 村企联盟 list.
type alliance struct {
	unit     string
	filed    int
	firm     *firm
	town     string
	village  string
	date     day
	workers  int
	planned  int
	sent     int
	contact  string
	template bool // the pair of 2023 after which the others were modelled
}

// alliances are the pairs of 3 February: 19 firms and 19 villages of 兴仁市,
// all filed by the city. 三门 files its own of them too, and the pair of 2023.
var alliances = makeAlliances()

func makeAlliances() []alliance {
	villages := []string{"坪寨村", "云上村", "大桥边村", "石门坎村", "青杠林村", "龙井坡村", "新寨河村", "田湾村", "岩脚村", "花月塘村",
		"梨树坪村", "下坝塘村", "马桑坡村", "箐口寨村", "核桃湾村", "老屋基村", "白沙井村", "长冲坝村", "竹林湾村"}
	towns := []string{"屯脚镇", "巴铃镇", "百德镇", "雨樟镇", "潘家庄镇", "回龙镇"}
	firms := []*firm{pools[sanmen][0]}
	firms = append(firms, pools[sanmen][2:7]...)
	for _, u := range []string{jiaojiang, huangyan, luqiao, linhai, wenling, yuhuan} {
		firms = append(firms, pools[u][40], pools[u][41])
	}
	firms = append(firms, pools[luqiao][1])
	var out []alliance
	for i, f := range firms {
		out = append(out, alliance{
			unit: city, filed: 3, firm: f, town: towns[i%len(towns)], village: villages[i], date: 20240203,
			workers: 8 + i*5%17, planned: 20 + i%4*10, sent: i * 3 % 11, contact: f.contact + " " + f.phone,
		})
	}
	for _, a := range out[:6] {
		a.unit = sanmen
		out = append(out, a)
	}
	return append(out, alliance{
		unit: sanmen, filed: 3, firm: pools[sanmen][1], town: "屯脚镇", village: "新坪村", date: 20230224,
		workers: 112, planned: 120, sent: 112, contact: pools[sanmen][1].contact, template: true,
	})
}

func alliancesOf(unit string, p period) []alliance {
	var out []alliance
	for _, a := range alliances {
		if a.unit == unit && a.filed == p.no {
			out = append(out, a)
		}
	}
	return out
}
