package main

import "fmt"

// 仙居县 has the county in a column merged down, days in full (2024年1月25日),
// and tells difficulties and their end in words of two lines instead of
// numbers. One ledger grows; in period 3 a row has another name. Written by
// excelize.
func xianjuBook(p period) (string, *book) {
	full := dayText("Y年M月D日")
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, "附件2：", "bold")
		s.line(2, 1, last, fmt.Sprintf("仙居县%s（第%d期）", words, p.no), "title")
	}
	fs := newSheet("招聘会台账")
	title(fs, "赴外招聘会情况统计表", 12)
	lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", down: []int{0}, total: "合计", none: "无"}, []col[fair]{
		c("县（市、区）", func(fair) cell { return t("仙居县") }), fTeam("组别"), fName("招聘会名称"), fFrom("招聘时间", full), fAt("招聘地", place.whole),
		fSessions("招聘会（场）", n), fFirms("参加单位", n), fPosts("用工需求", n), fCrowd("到场人数", n), fIntent("达成意向", n), fSigned("签约人数", n),
	}, fairsOf(xianju, p, true))

	ss := newSheet("参加单位")
	title(ss, "参会企业名单", 6)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "无"}, []col[seat]{
		sTeam("组别"), sFrom("招聘时间", full), sAt("招工地", place.whole), sFirm("公司名称"), sPosts("用工需求", n),
	}, seatsOf(xianju, p, true))

	as := newSheet("协议")
	title(as, "劳务合作协议清单", 7)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("所在省", province), aName("协议标题"), aKind("协议类型"), aDate("签订日期", full),
	}, agreementsOf(xianju, p, true))

	vs := newSheet("送温暖")
	title(vs, "春风送暖走访慰问台账", 10)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "合计", none: "无"}, []col[visit]{
		vDate("走访时间", full), vFirm("单位名称"), vLeader("经办人"), vPeople("慰问员工", n), vMoney("慰问金（物）折合（元）", n), vGift("慰问品"),
		vPapers("政策宣传册", n), vIssue("反映问题"), vOutcome("解决情况"),
	}, visitsOf(xianju, p, true))

	hs := newSheet("省外慰问")
	title(hs, "赴省外慰问老员工台账", 7)
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", total: "合计", none: "无"}, []col[call]{
		hDate("慰问时间", full), hFirm("单位名称"), hPeople("慰问老员工", n), hAt("慰问地", place.whole), hRole("岗位/身份"), hGift("慰问品"),
	}, callsOf(xianju, p, true))
	return fmt.Sprintf("仙居县第%d期.xlsx", p.no), withStaff(bookOf(fs, ss, as, vs, hs), xianju, p)
}
