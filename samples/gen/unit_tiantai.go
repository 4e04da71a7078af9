package main

import "fmt"

// 天台县 works on a Mac with the 1904 date system; the title breaks over two
// lines, an example row was left in place, a page of instructions stands
// first, and the heading is repeated where a page of the long ledger ends. One
// ledger grows. Excel.
func tiantaiBook(p period) (string, *book) {
	md := dated04(`m.d`)
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, "天台县2024年春节稳岗保用工\n"+words+"（截至"+p.ends.write("Y.M.D")+"）", "title")
		s.line(2, 1, last, "填报单位（盖章）：天台县人力社保局    负责人：    填报人："+person(77)+"    填报日期："+p.ends.add(1).write("Y年M月D日"), "")
	}
	help := newSheet("填表说明")
	help.line(1, 1, 6, "填表说明", "title")
	help.line(2, 1, 6, "1.本表由各乡镇街道收集，县局汇总；每周日下午4时前报送。", "")
	help.line(3, 1, 6, "2.岗位数为携带岗位，不乘场次；意向人数为人次。", "")

	example := fair{team: "××招工队", name: "××县招聘会", from: 20240101, at: place{"江西省", "南昌市", "南昌县"}, sessions: 1, posts: 100, attendance: 200, intentions: 20}
	fs := newSheet("赴外招聘")
	title(fs, "赴外招聘活动台账", 11)
	lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", example: &example, total: "合计", none: "无"}, []col[fair]{
		fTeam("招工队"), fName("招聘活动名称"), fFrom("活动日期", md), fAt("省", province), fAt("市", prefecture), fAt("县区", county),
		fSessions("场次", n), fPosts("需求人数", n), fCrowd("接待人次", n), fIntent("意向人数", n),
	}, fairsOf(tiantai, p, true))

	ss := newSheet("参会单位")
	title(ss, "参会单位名单", 7)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "无"}, []col[seat]{
		sTeam("招工队"), sFair("招聘活动名称"), sFrom("活动日期", md), sFirm("企业全称"), sCode("统一社会信用代码"), sPosts("需求人数", n),
	}, seatsOf(tiantai, p, true))

	as := newSheet("对接协议")
	title(as, "劳务对接协议清单", 8)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("省", province), aAt("市", prefecture), aName("协议名称"), aKind("合作类型"), aDate("签署时间", md),
	}, agreementsOf(tiantai, p, true))

	vs := newSheet("走访台账")
	title(vs, "走访慰问台账", 11)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "合计", again: 15, none: "无"}, []col[visit]{
		vDate("走访时间", md), vFirm("企业全称"), vCode("统一社会信用代码"), vPeople("慰问员工|合计", n), vStayed("慰问员工|留岗员工", n), vLifted("慰问员工|脱贫人员", n),
		vMoney("慰问金（元）", n), vPapers("发放宣传资料", n), vRaised("收集困难问题", n), vSolved("帮助解决", n),
	}, visitsOf(tiantai, p, true))

	hs := newSheet("异地慰问")
	title(hs, "异地慰问老员工台账", 8)
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", total: "合计", none: "无"}, []col[call]{
		hDate("慰问日期", md), hFirm("企业全称"), hCode("统一社会信用代码"), hPeople("慰问人数", n), hAt("省", province), hAt("市", prefecture), hGift("慰问品"),
	}, callsOf(tiantai, p, true))

	b := bookOf(help, fs, ss, as, vs, hs)
	b.since04 = true
	return fmt.Sprintf("天台县报表%s.xlsx", p.ends.write("Y-MM-DD")), withStaff(b, tiantai, p)
}
