package main

import "strconv"

// 玉环市 exports from a reporting system: prefixed XML, inline strings, the
// running number a formula =ROW()-n, full-width digits, the old name 玉环县 in
// the title, agreements beside the calls in one sheet, and in one week a list
// of names for visits that the ledger forgot. Each week's rows only.
func yuhuanBook(p period) (string, *book) {
	slash := dayText("Y/M/D")
	week := "（第" + p.nth() + "期）"
	title := func(s *sheet, col, last int, words string) {
		s.line(1, col, last, "玉环县"+words+week, "title")
		s.line(2, col, last, "填报单位：玉环市人力社保局", "")
	}
	fs := newSheet("外出招工")
	title(fs, 1, 11, "小分队赴外招聘情况")
	lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", rowNo: true, total: "合计", none: "无"}, []col[fair]{
		fTeam("工作组名称"), fName("对接会名称"), fFrom("起始日期", slash), fTo("终止日期", slash), fAt("举办省份", inLetter), fAt("举办城市", cityCounty),
		fSessions("活动场次", wideDigits), fFirms("企业家数", wideDigits), fPosts("发布岗位数", wideDigits), fIntent("达成求职意向", wideDigits),
	}, fairsOf(yuhuan, p, false))

	ss := newSheet("带队企业")
	title(ss, 1, 7, "带队企业名单")
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", rowNo: true, none: "无"}, []col[seat]{
		sTeam("队伍名称"), sFrom("参会时间", slash), sAt("举办城市", cityCounty), sFirm("用人单位"), sCode("统一信用代码"), sPosts("岗位个数", wideDigits),
	}, seatsOf(yuhuan, p, false))

	vs := newSheet("企业走访")
	title(vs, 1, 9, "走访企业慰问情况")
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", rowNo: true, total: "合计", none: "无"}, []col[visit]{
		vDate("走访日期", slash), vFirm("走访企业名称"), vCode("统一信用代码"), vPeople("慰问员工数", wideDigits), vMoney("慰问金（元）", wideDigits),
		vPapers("宣传品", wideDigits), vRaised("收集诉求数", wideDigits), vSolved("办实事", wideDigits),
	}, visitsOf(yuhuan, p, false))

	hs := newSheet("跨省慰问及协议")
	title(hs, 1, 6, "异地慰问老员工")
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", total: "合计", none: "无"}, []col[call]{
		hDate("慰问日期", slash), hFirm("用工企业"), hCode("信用代码"), hPeople("慰问老员工人数", n), hAt("老家", place.terse),
	}, callsOf(yuhuan, p, false))
	title(hs, 8, 13, "劳务对接协议清单")
	lay(hs, plan[agreement]{row: 3, col: 8, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("我方单位"), aPartyB("对方单位"), aAt("所在省", inShort), aName("协议名称"), aDate("签约日期", slash),
	}, agreementsOf(yuhuan, p, false))

	b := bookOf(fs, ss, vs, hs)
	if rows := guestsOf(yuhuan, p); len(rows) > 0 {
		b.sheets = append(b.sheets, yuhuanGuests(rows, title, slash))
	}
	return "玉环市第" + p.nth() + "期报表.xlsx", withStaff(b, yuhuan, p)
}

func yuhuanGuests(rows []listedGuest, title func(*sheet, int, int, string), slash dayWay) *sheet {
	gs := newSheet("慰问对象")
	title(gs, 1, 7, "慰问对象名单")
	lay(gs, plan[listedGuest]{row: 3, col: 1, seq: "序号", rowNo: true}, []col[listedGuest]{
		c("慰问日期", func(g listedGuest) cell { return slash(g.visit.date) }), c("所在企业", func(g listedGuest) cell { return t(g.visit.firm.name) }),
		c("信用代码", func(g listedGuest) cell { return t(g.visit.firm.code) }), c("慰问对象姓名", func(g listedGuest) cell { return t(padded(g.guest.name)) }),
		c("人员类型", func(g listedGuest) cell { return t(g.guest.category) }), c("慰问金（元）", func(g listedGuest) cell { return n(g.guest.money) }),
	}, rows)
	return gs
}

// wideDigits writes ３２０ as text.
func wideDigits(v int) cell {
	r := []rune(strconv.Itoa(v))
	for i := range r {
		r[i] += '０' - '0'
	}
	return t(string(r))
}

// padded is 张 三: a name of two characters as wide as one of three.
func padded(name string) string {
	if r := []rune(name); len(r) == 2 {
		return string(r[0]) + "　" + string(r[1])
	}
	return name
}
