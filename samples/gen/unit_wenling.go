package main

import "fmt"

// 温岭市 stacks fairs and agreements in one sheet, writes days as 20240204 and
// money in 万元, keeps no codes, and files its teams and its difficulties as
// lists of their own. WPS.
func wenlingBook(p period) (string, *book) {
	span := "（" + p.span("-") + "）"
	title := func(s *sheet, row int, words string, last int) {
		s.line(row, 1, last, "温岭市"+words+span, "title")
		s.line(row+1, 1, last, "单位：温岭市人社局", "")
	}
	fs := newSheet("招工及协议")
	title(fs, 1, "驻点招工情况", 12)
	end := lay(fs, plan[fair]{row: 3, col: 1, seq: "No.", total: "合  计", none: "无"}, []col[fair]{
		fTeam("招工小分队"), fFrom("开始时间", eight), fTo("结束时间", eight), fAt("驻点地", place.terse), fVenue("具体地点"), fName("主题"),
		fSessions("场数", n), fFirms("进场企业", n), fPosts("推出岗位", n), fCrowd("进场求职人数", n), fIntent("就业意向", n),
	}, fairsOf(wenling, p, false))
	title(fs, end+2, "劳务协作协议清单", 8)
	lay(fs, plan[agreement]{row: end + 4, col: 1, seq: "No.", none: "无"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("省份", inShort), aAt("地市", prefecture), aName("协议名称"), aKind("协议类型"), aDate("签约日期", eight),
	}, agreementsOf(wenling, p, false))

	ss := newSheet("参会名单")
	title(ss, 1, "参会企业名单", 6)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "No.", none: "无"}, []col[seat]{
		sTeam("招工小分队"), sFrom("参会日期", eight), sAt("驻点地", place.terse), sFirm("参会单位"), sPosts("岗位", n),
	}, seatsOf(wenling, p, false))

	vs := newSheet("走访")
	title(vs, 1, "走访慰问企业台账", 8)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "No.", total: "合  计", none: "无"}, []col[visit]{
		vDate("走访日期", eight), vFirm("走访企业"), vCode("信用代码"), vPeople("走访慰问人数", n), vWan("慰问金（万元）"), vGift("慰问物资"), vPapers("明白纸（份）", n),
	}, visitsOf(wenling, p, false))

	hs := newSheet("跨省走访")
	title(hs, 1, "跨省走访慰问老员工台账", 6)
	lay(hs, plan[call]{row: 3, col: 1, seq: "No.", total: "合  计", none: "无"}, []col[call]{
		hDate("走访日期", eight), hFirm("务工企业"), hPeople("人数", n), hAt("家乡", place.terse), hRole("职务"),
	}, callsOf(wenling, p, false))

	ds := newSheet("困难问题清单")
	title(ds, 1, "企业困难问题清单", 10)
	lay(ds, plan[difficulty]{row: 3, col: 1}, []col[difficulty]{
		c("问题编号", func(d difficulty) cell { return t(d.no) }), c("提出日期", func(d difficulty) cell { return eight(d.date) }),
		c("企业名称", func(d difficulty) cell { return t(d.firm.name) }), c("问题类别", func(d difficulty) cell { return t(d.category) }),
		c("问题内容", func(d difficulty) cell { return t(d.text) }), c("责任单位", func(d difficulty) cell { return t(d.owner) }),
		c("办理期限", func(d difficulty) cell { return eight(d.due) }), c("办理状态", func(d difficulty) cell { return t(d.state) }),
		c("办结日期", func(d difficulty) cell { return eight(d.solved) }), c("办理结果", func(d difficulty) cell { return t(d.result) }),
	}, difficultiesOf(p))

	b := bookOf(fs, ss, vs, hs, ds)
	if p.no == 1 {
		b.sheets = append(b.sheets, wenlingTeams(title))
	}
	if rows := tripsOf(wenling, p); len(rows) > 0 {
		ts := newSheet("专车")
		title(ts, 1, "返乡专车台账", 10)
		lay(ts, plan[trip]{row: 3, col: 1, seq: "No."}, []col[trip]{
			trDate("出发日期", eight), trKind("方向"), trMode("运输方式"), trFrom("出发地点"), trTo("到达地点"), trCars("辆次", n), trPeople("乘坐人数", n), trFirm("用工企业"), trCost("费用", n),
		}, rows)
		b.sheets = append(b.sheets, ts)
	}
	return fmt.Sprintf("温岭市%s.xlsx", p.ends.write("MMDD")), withStaff(b, wenling, p)
}

// A team is one row of 温岭's 小分队名册.
type team struct {
	name, leader string
	members      int
	from         day
	to           string
}

func wenlingTeams(title func(*sheet, int, string, int)) *sheet {
	ts := newSheet("小分队名册")
	title(ts, 1, "招工小分队名册", 6)
	lay(ts, plan[team]{row: 3, col: 1, seq: "No."}, []col[team]{
		c("小分队名称", func(r team) cell { return t(r.name) }), c("领队", func(r team) cell { return t(r.leader) }),
		c("队员数", func(r team) cell { return n(r.members) }), c("出发日期", func(r team) cell { return eight(r.from) }),
		c("目的地", func(r team) cell { return t(r.to) }),
	}, []team{
		{"温岭赴川小分队", person(201), 6, 20240116, "四川达州、巴中"},
		{"温岭赴滇小分队", person(202), 5, 20240121, "云南昭通、四川南充"},
	})
	return ts
}
