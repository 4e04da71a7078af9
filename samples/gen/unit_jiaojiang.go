package main

import "fmt"

// 椒江区 keeps statistical forms: 附件 line, one meta line of blanks, two rows
// of merged headings with hard breaks, an index row 甲 乙 丙, a letter-spaced
// total of SUM formulas, signatures below. Each week's rows only. Excel.
func jiaojiangBook(p period) (string, *book) {
	md := dated(`m"月"d"日"`)
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, 1, "附件1", "bold")
		s.line(2, 1, last, words, "title")
		s.line(3, 1, last, "填报单位（盖章）：台州市椒江区人力资源和社会保障局          填报人："+person(3)+"          填报时间："+p.ends.write("Y年M月D日"), "")
	}
	foot := func(s *sheet, row, last int) {
		s.line(row, 1, last, "单位负责人："+person(5)+"    统计负责人："+person(9)+"    填表人："+person(3)+"    联系电话：0576-88000001    报出日期："+p.ends.write("Y-MM-DD"), "small")
	}
	fs := newSheet("驻点招工")
	title(fs, fmt.Sprintf("2024年春节稳岗扩岗跨省“驻点招工”活动情况统计表（第%d期）", p.no), 12)
	end := lay(fs, plan[fair]{row: 4, col: 1, seq: "序号", index: true, total: "合　　计", live: true, none: "无"}, []col[fair]{
		fTeam("招工\n小分队"), fName("活动名称"), fFrom("举办\n日期", md),
		fAt("举办地|省", province), fAt("举办地|市（州）", prefecture), fAt("举办地|县（市、区）", county),
		fSessions("场次\n（场）", n), fFirms("参会\n企业数", n), fPosts("提供\n岗位数", n), fCrowd("进场\n人数", n), fIntent("达成就业\n意向（人次）", n),
	}, fairsOf(jiaojiang, p, false))
	foot(fs, end+1, 12)

	ss := newSheet("参会企业")
	title(ss, fmt.Sprintf("参会企业名单（第%d期）", p.no), 7)
	end = lay(ss, plan[seat]{row: 4, col: 1, seq: "序号", total: "合　　计", none: "无"}, []col[seat]{
		sFrom("举办日期", md), sAt("举办地", place.whole), sFirm("企业名称"), sCode("统一社会信用代码"), sPosts("岗位数\n（个）", n), sIntent("达成意向\n人数", n),
	}, seatsOf(jiaojiang, p, false))
	foot(ss, end+1, 7)

	as := newSheet("劳务协议")
	title(as, fmt.Sprintf("劳务合作协议清单（第%d期）", p.no), 9)
	lay(as, plan[agreement]{row: 4, col: 1, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("甲方\n（台州）"), aPartyB("乙方\n（输出地）"), aAt("乙方所在地|省", province), aAt("乙方所在地|市", prefecture), aAt("乙方所在地|县", county),
		aName("协议名称"), aKind("协议类型"), aDate("签订日期", md),
	}, agreementsOf(jiaojiang, p, false))

	vs := newSheet("走访慰问")
	title(vs, fmt.Sprintf("“春风送暖·乐业同行”走访慰问台账（第%d期）", p.no), 14)
	end = lay(vs, plan[visit]{row: 4, col: 1, seq: "序号", total: "合　　计", live: true, none: "无"}, []col[visit]{
		vDate("走访日期", md), vFirm("企业名称"), vCode("统一社会\n信用代码"), vLeader("带队领导"),
		vPeople("慰问人数（人）|小计", n), vStayed("慰问人数（人）|其中：\n留岗员工", n), vSkilled("慰问人数（人）|其中：\n技术骨干", n), vLifted("慰问人数（人）|其中：\n脱贫人员", n),
		vMoney("慰问金\n（元）", n), vGift("慰问品"), vPapers("发放政策\n宣传册（份）", n), vRaised("收集\n困难数", n), vSolved("解决\n困难数", n),
	}, visitsOf(jiaojiang, p, false))
	foot(vs, end+1, 14)

	hs := newSheet("跨省慰问")
	title(hs, fmt.Sprintf("跨省慰问老员工台账（第%d期）", p.no), 9)
	lay(hs, plan[call]{row: 4, col: 1, seq: "序号", total: "合　　计", none: "无"}, []col[call]{
		hDate("慰问日期", md), hFirm("企业名称"), hCode("统一社会信用代码"), hPeople("慰问人数", n),
		hAt("慰问地|省", province), hAt("慰问地|市", prefecture), hAt("慰问地|县", county), hGift("慰问品"),
	}, callsOf(jiaojiang, p, false))
	b := bookOf(fs, ss, as, vs, hs)
	if p.no <= 3 {
		ws := newSheet("周统计表")
		title(ws, fmt.Sprintf("春节保用工周统计表（第%d期）", p.no), 5)
		lay(ws, plan[indicator]{row: 4, col: 1, seq: "序号"}, []col[indicator]{
			c("指标名称", func(i indicator) cell { return t(i.name) }), c("计量单位", func(i indicator) cell { return t(i.unit) }),
			c("本周", func(i indicator) cell { return n(i.week) }), c("累计", func(i indicator) cell { return n(i.total) }),
		}, jiaojiangWeek(p))
		b.sheets = append(b.sheets, ws)
	}
	return fmt.Sprintf("椒江区第%d期.xlsx", p.no), withStaff(b, jiaojiang, p)
}

// An indicator is one row of 椒江's 周统计表.
type indicator struct {
	name, unit  string
	week, total int
}

// jiaojiangWeek counts the unit's own ledgers: this week and up to now.
func jiaojiangWeek(p period) []indicator {
	count := func(growing bool) []int {
		sessions, posts, intentions, people, brochures := 0, 0, 0, 0, 0
		for _, f := range fairsOf(jiaojiang, p, growing) {
			sessions, posts, intentions = sessions+f.sessions, posts+f.posts, intentions+f.intentions
		}
		firms := map[string]bool{}
		for _, v := range visitsOf(jiaojiang, p, growing) {
			people, brochures = people+v.people, brochures+v.brochures
			firms[v.firm.code] = true
		}
		return []int{sessions, posts, intentions, len(firms), people, brochures}
	}
	week, total := count(false), count(true)
	out := []indicator{
		{name: "招聘活动", unit: "场"}, {name: "提供岗位", unit: "个"}, {name: "达成就业意向", unit: "人次"},
		{name: "走访企业", unit: "家"}, {name: "慰问人数", unit: "人"}, {name: "政策宣传册", unit: "份"},
	}
	for i := range out {
		out[i].week, out[i].total = week[i], total[i]
	}
	return out
}
