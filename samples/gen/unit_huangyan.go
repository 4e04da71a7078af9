package main

// 黄岩区 lets one ledger grow, with the total above the rows and three zones
// of meta; the place in one cell, dates as text 2月4日; last week's sheet stays
// in the workbook, hidden and named by its day. Notes below. WPS.
func huangyanBook(p period) (string, *book) {
	md := dayText("M月D日")
	upTo := "（截至" + p.ends.write("M月D日") + "）"
	title := func(s *sheet, words string, last int, unit string) {
		s.line(1, 1, last, words+upTo, "title")
		s.line(2, 1, 2, "填报单位：黄岩区人社局", "")
		s.line(2, 3, last-2, p.ends.write("Y年M月D日"), "")
		s.line(2, last-1, last, "单位："+unit, "")
	}
	fs := newSheet("招工" + p.ends.write("M.D"))
	title(fs, "黄岩区跨省驻点招工台账", 11, "场、家、个、人次")
	end := lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", total: "总计", top: true, none: "无"}, []col[fair]{
		fTeam("招工小组"), fName("招聘会名称"), fSpan("举办时间", "M月D日", "-"), fAt("举办地", place.whole),
		fSessions("招聘会场次", with("场")), fFirms("参与企业", n), fPosts("工种岗位数", n), fCrowd("入场人数", n), fIntent("初步达成意向人数", n), fSigned("现场录用", n),
	}, fairsOf(huangyan, p, true))
	fs.line(end, 1, 11, "注：1.岗位数按企业报名时提供的计，一场多天不重复计。", "small")
	fs.line(end+1, 1, 11, "　　2.意向人数按人次计。", "small")

	ss := newSheet("企业名单")
	title(ss, "黄岩区参会企业名单", 7, "个")
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "无"}, []col[seat]{
		sTeam("招工小组"), sFrom("举办时间", md), sAt("举办地", place.whole), sFirm("单位名称"), sCode("信用代码"), sPosts("工种岗位数", n),
	}, seatsOf(huangyan, p, true))

	as := newSheet("协议")
	title(as, "黄岩区劳务协作协议清单", 7, "份")
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("乙方所在地", place.whole), aName("协议名称"), aKind("类型"), aDate("签约时间", md),
	}, agreementsOf(huangyan, p, true))

	vs := newSheet("走访慰问")
	title(vs, "黄岩区走访慰问台账", 10, "人、元、份、个")
	end = lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "总计", top: true, none: "无"}, []col[visit]{
		vDate("走访时间", md), vFirm("单位名称"), vCode("信用代码"), vLeader("走访人"), vPeople("慰问员工", n), vMoney("慰问金额", n), vPapers("宣传资料", n),
		vRaised("收集问题", n), vSolved("解决困难问题", n),
	}, visitsOf(huangyan, p, true))
	vs.line(end, 1, 10, "注：同一企业多次走访的分行填报。", "small")

	hs := newSheet("跨省慰问")
	title(hs, "黄岩区赴省外慰问老员工台账", 8, "人")
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", none: "无"}, []col[call]{
		hDate("慰问时间", md), hFirm("单位名称"), hCode("信用代码"), hPeople("慰问老员工数", n), hAt("慰问地", place.whole), hRole("人员类别"), hGift("慰问物资"),
	}, callsOf(huangyan, p, true))

	b := withStaff(bookOf(fs, ss, as, vs, hs), huangyan, p)
	if p.no > 1 {
		_, last := huangyanBook(periods[p.no-2])
		b.sheets = append(b.sheets, last.sheets[0].copyAs(periods[p.no-2].ends.write("M.D"), true))
	}
	return "黄岩区台账 截至" + p.ends.write("M月D日") + ".xlsx", b
}
