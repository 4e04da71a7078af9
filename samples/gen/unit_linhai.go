package main

import "fmt"

// 临海市 files each week's rows with approximations as its teams report them:
// 3000多 posts, 1.8万 visitors. Dates are serials in Excel's short format. Excel.
func linhaiBook(p period) (string, *book) {
	day := dated("yyyy/m/d")
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, fmt.Sprintf("%s（第%d期）", words, p.no), "title")
		s.line(2, 1, last, "填报单位：临海市人力资源和社会保障局", "")
	}
	fs := newSheet("驻点招工")
	title(fs, "临海市“百城千企·乐业台州”驻点招工情况表", 13)
	fs.line(3, 1, 13, "填报时间："+p.ends.write("Y年M月D日"), "")
	fs.line(4, 11, 13, "单位：家、个、人次", "")
	lay(fs, plan[fair]{row: 5, col: 1, seq: "序号", none: "零报告"}, []col[fair]{
		c("派出单位", func(f fair) cell { return t("临海市") }), fTeam("工作组"), fName("活动名称"), fFrom("开始日期", day), fTo("结束日期", day),
		fFirms("参会企业(家)", n), fPosts("提供岗位数(个)", n), fCrowd("进场人数", n), fIntent("达成就业意向(人次)", n), fSigned("签约录用人数", n),
		fAt("举办地/省", province), fAt("举办地/市", cityCounty),
	}, fairsOf(linhai, p, false))

	ss := newSheet("参会企业")
	title(ss, "临海市参会企业名单", 6)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[seat]{
		sTeam("工作组"), sFrom("举办日期", day), sFirm("公司全称"), sCode("统一社会信用代码"), c("备注", func(seat) cell { return cell{} }),
	}, seatsOf(linhai, p, false))

	as := newSheet("合作协议")
	title(as, "临海市劳务合作协议清单", 8)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "零报告"}, []col[agreement]{
		aPartyA("甲方名称"), aPartyB("乙方名称"), aAt("省份", province), aAt("地市", prefecture), aName("合作协议名称"), aKind("协议类别"), aDate("签订时间", day),
	}, agreementsOf(linhai, p, false))

	vs := newSheet("走访慰问台账")
	title(vs, "临海市走访慰问企业台账", 12)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "合计", live: true, none: "零报告"}, []col[visit]{
		vDate("走访日期", day), vFirm("公司全称"), vCode("统一社会信用代码"), vLeader("参加人员"), vPeople("慰问对象人数", n), vStayed("留台过年员工", n),
		vSkilled("技能人才", n), vLifted("脱贫人口", n), vPapers("政策汇编(份)", n), vRaised("收集问题数", n), vSolved("解决实际困难", n),
	}, visitsOf(linhai, p, false))

	hs := newSheet("跨省慰问")
	title(hs, "临海市跨省慰问老员工台账", 8)
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", total: "合计", live: true, none: "零报告"}, []col[call]{
		hDate("慰问日期", day), hFirm("公司名称"), hCode("统一社会信用代码"), hPeople("慰问人数", n), hAt("省份", province), hAt("地市", prefecture), hAt("区县", county),
	}, callsOf(linhai, p, false))

	b := bookOf(fs, ss, as, vs, hs)
	if rows := tripsOf(linhai, p); len(rows) > 0 {
		b.sheets = append(b.sheets, linhaiTrips(p, rows, title, day))
	}
	return fmt.Sprintf("临海市第%d期.xlsx", p.no), withStaff(b, linhai, p)
}

func linhaiTrips(p period, rows []trip, title func(*sheet, string, int), day dayWay) *sheet {
	ts := newSheet("返岗专车")
	title(ts, "临海市返岗专车台账", 9)
	lay(ts, plan[trip]{row: 3, col: 1, seq: "序号"}, []col[trip]{
		trDate("出发日期", day), trKind("类型"), trMode("方式"), trFrom("出发地"), trTo("目的地"), trCars("车辆数", n), trPeople("实载人数", n), trCost("费用(元)", n),
	}, rows)
	return ts
}
