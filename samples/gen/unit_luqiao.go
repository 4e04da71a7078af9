package main

// 路桥区 files two workbooks: 招工, which grows and has the team merged down
// and a subtotal a team; and 慰问 with each week's rows. Numbers are stored as
// text, dates are 2024.1.25 and ranges in one cell; names carry no-break
// spaces. LibreOffice.
func luqiaoBooks(p period) map[string]*book {
	dot := dayText("Y.M.D")
	span := "（" + p.span("—") + "）"
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, words+span, "title")
		s.line(2, 1, last, "填报单位：路桥区人力社保局　　填报人："+person(61)+"　　联系电话：13900000061", "")
	}
	fs := newSheet("驻点招工")
	title(fs, "路桥区跨省驻点招工情况表", 11)
	lay(fs, plan[fair]{row: 3, col: 1, sub: func(f fair) string { return f.team }, total: "合计", down: []int{0}, none: "无"}, []col[fair]{
		fTeam("小分队"), fSpan("起止日期", "Y.M.D", "-"), fName("活动主题"), fAt("目的地|省份", inShort), fAt("目的地|地市", prefecture), fAt("目的地|县区", county),
		fSessions("场次", nt), fFirms("组织企业", nt), fPosts("招聘人数", nt), fCrowd("求职人次", nt), fIntent("达成意向人数", nt),
	}, byTeam(fairsOf(luqiao, p, true)))

	ss := newSheet("参会企业名单")
	title(ss, "路桥区参会企业名单", 6)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "编号", total: "合计", none: "无"}, []col[seat]{
		sFrom("活动日期", dot), sAt("目的地", place.terse), nbsp(sFirm("企业全称")), sCode("社会信用代码"), sPosts("招聘人数", nt),
	}, seatsOf(luqiao, p, true))

	as := newSheet("协议清单")
	title(as, "路桥区劳务合作协议清单", 7)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "编号", none: "无"}, []col[agreement]{
		aPartyA("甲方单位"), aPartyB("乙方单位"), aAt("所在省", inShort), aName("协议名称"), aDate("签署日期", dot), aUntil("有效期至", dot),
	}, agreementsOf(luqiao, p, true))

	vs := newSheet("走访慰问")
	title(vs, "路桥区走访慰问台账", 11)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "编号", total: "合计", none: "无"}, []col[visit]{
		vDate("慰问日期", dot), nbsp(vFirm("企业全称")), vCode("社会信用代码"), vPeople("慰问职工数", nt), vStayed("留岗职工", nt), vSkilled("骨干员工", nt),
		vMoney("慰问资金（元）", nt), vPapers("宣传册", nt), vRaised("问题数", nt), vSolved("解决问题", nt),
	}, visitsOf(luqiao, p, false))

	hs := newSheet("跨省慰问老员工")
	title(hs, "路桥区跨省慰问老员工台账", 7)
	lay(hs, plan[call]{row: 3, col: 1, seq: "编号", total: "合计", none: "无"}, []col[call]{
		hDate("慰问日期", dot), nbsp(hFirm("企业全称")), hPeople("慰问老员工人数", nt), hAt("慰问地点", place.terse), hRole("身份"), hGift("慰问礼品"),
	}, callsOf(luqiao, p, false))

	care := bookOf(vs, hs)
	if rows := tripsOf(luqiao, p); len(rows) > 0 {
		ts := newSheet("返乡返岗专车")
		title(ts, "路桥区返乡返岗专车台账", 10)
		lay(ts, plan[trip]{row: 3, col: 1, seq: "编号", total: "合计"}, []col[trip]{
			trDate("发车日期", dot), trKind("返乡/返岗"), trMode("交通方式"), trNumber("车牌号"), trFrom("出发地"), trTo("目的地"), trPeople("乘车人数", nt), trFirm("用工企业"), trCost("包车费用（元）", nt),
		}, rows)
		care.sheets = append(care.sheets, ts)
	}
	return map[string]*book{
		"路桥区驻点招工" + p.ends.write("M.D") + ".xlsx": bookOf(fs, ss, as),
		"路桥区走访慰问" + p.ends.write("M.D") + ".xlsx": withStaff(care, luqiao, p),
	}
}

// byTeam puts the fairs of one team together.
func byTeam(fs []fair) []fair {
	var out []fair
	seen := map[string]bool{}
	for _, f := range fs {
		if seen[f.team] {
			continue
		}
		seen[f.team] = true
		for _, g := range fs {
			if g.team == f.team {
				out = append(out, g)
			}
		}
	}
	return out
}

// nbsp puts a no-break space behind each text of a column, as pasting from a
// web page does.
func nbsp[T any](k col[T]) col[T] {
	put := k.put
	k.put = func(r T) cell {
		v := put(r)
		v.text += "\u00a0"
		return v
	}
	return k
}
