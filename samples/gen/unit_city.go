package main

import "fmt"

// The city's own team files under the name of its service centre: a row a
// person called upon, the alliance of 3 February, long official place names.
// Each week's rows only; no rows is 零报告. Written by excelize.
func cityBook(p period) (string, *book) {
	iso := dated("yyyy-mm-dd")
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, fmt.Sprintf("市本级%s（第%d期，%s）", words, p.no, p.span("—")), "title")
		s.line(2, 1, last, "填报单位：台州市就业服务中心", "")
	}
	fs := newSheet("市级驻点招工")
	title(fs, "驻点招工活动表", 13)
	lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[fair]{
		fTeam("小分队/工作组"), fName("活动名称"), fFrom("起止日期|开始日期", iso), fTo("起止日期|结束日期", iso),
		fAt("举办地|省", province), fAt("举办地|市", prefecture), fAt("举办地|县（市、区）", county), fVenue("举办地点"),
		fSessions("场次", n), fFirms("参会企业数（家）", n), fPosts("提供岗位数（个）", n), fCrowd("进场人数（人次）", n), fIntent("达成就业意向（人次）", n), fSigned("签约录用人数（人）", n),
	}, fairsOf(city, p, false))

	ss := newSheet("市级参会企业")
	title(ss, "参会企业名单", 9)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[seat]{
		sTeam("小分队/工作组"), sFair("活动名称"), sFrom("日期", iso), sAt("省份", province), sAt("地市", prefecture), sFirm("企业名称"), sCode("统一社会信用代码"),
		sPosts("提供岗位数（个）", n), sIntent("达成就业意向（人次）", n),
	}, seatsOf(city, p, false))

	as := newSheet("市级协议")
	title(as, "劳务合作协议清单", 9)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("省份", province), aAt("地市", prefecture), aName("协议名称"), aKind("协议类型"), aDate("签订日期", iso), aUntil("有效期至", iso),
	}, agreementsOf(city, p, false))

	vs := newSheet("市级走访")
	title(vs, "走访慰问台账", 12)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "合计", none: "零报告"}, []col[visit]{
		vDate("走访日期", iso), vFirm("企业名称"), vCode("统一社会信用代码"), vLeader("带队领导"), vPeople("慰问人数", n), vStayed("其中留岗员工", n), vSkilled("其中技术骨干", n),
		vLifted("其中脱贫人员", n), vPapers("政策宣传册（份）", n), vRaised("收集困难数", n), vSolved("解决困难数", n),
	}, visitsOf(city, p, false))

	hs := newSheet("市级跨省慰问")
	title(hs, "跨省慰问老员工台账", 9)
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[call]{
		hDate("慰问日期", iso), hFirm("企业名称"), hCode("统一社会信用代码"), hName("姓名"), hAt("省份", province), hAt("地市", prefecture), hRole("岗位/身份"), hGift("慰问品"),
	}, callsOf(city, p, false))

	b := bookOf(fs, ss, as, vs, hs)
	if rows := alliancesOf(city, p); len(rows) > 0 {
		ls := newSheet("村企联盟")
		title(ls, "村企联盟结对清单", 13)
		lay(ls, plan[alliance]{row: 3, col: 1, seq: "序号", total: "合计"}, []col[alliance]{
			alFirm("企业名称"), alCode("统一社会信用代码"), alWords("结对村|省", "贵州省"), alWords("结对村|市（州）", qianxinan), alWords("结对村|县（市、区）", "兴仁市"),
			alTown("结对村|乡镇"), alVillage("结对村|村"), alDate("签约日期", iso), alWorkers("现有该村员工数"), alPlanned("计划输送"), alSent("已输送"), alContact("联系人/联系电话"),
		}, rows)
		b.sheets = append(b.sheets, ls)
	}
	if rows := tripsOf(city, p); len(rows) > 0 {
		ts := newSheet("返岗专列包机")
		title(ts, "返岗专列包机台账", 10)
		lay(ts, plan[trip]{row: 3, col: 1, seq: "序号", total: "合计"}, []col[trip]{
			trDate("出发日期", iso), trKind("类型（返乡/返岗）"), trMode("方式（包车/专列/包机）"), trNumber("车牌车次"), trFrom("出发地"), trTo("目的地"), trCars("辆（列、架）次", n), trPeople("实载人数", n), trCost("费用（元）", n),
		}, rows)
		b.sheets = append(b.sheets, ts)
	}
	return fmt.Sprintf("台州市就业服务中心第%d期.xlsx", p.no), b
}
