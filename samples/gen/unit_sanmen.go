package main

// 三门县 files the city's fair in 兴仁 as well, the three workers called upon
// there, its own pairs of the alliance, and the pair of 2023. It hides a
// column of old numbers and draws frames far below its rows. Each week's rows only. WPS.
func sanmenBook(p period) (string, *book) {
	md := dayText("M.D")
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, "三门县"+words, "title")
		s.line(2, 1, last, "填报单位：三门县人力资源和社会保障局        "+p.span("至"), "")
	}
	fs := newSheet("跨省招聘")
	title(fs, "跨省招聘活动情况表（"+p.span("至")+"）", 13)
	lay(fs, plan[fair]{row: 3, col: 1, seq: "序号", total: "总  计", none: "无"}, []col[fair]{
		fTeam("分队名称"), fName("活动内容"), fFrom("举办日期", md), fAt("赴何地", place.terse), fVenue("举办场所"),
		fSessions("举办场次", n), fFirms("参会企业数", n), fPosts("带去岗位", n), fCrowd("进场人次", n), fIntent("就业意向（人次）", n), fSigned("带回人数", n),
		c("去年岗位", func(f fair) cell { return n(f.posts / 2) }),
	}, fairsOf(sanmen, p, false))
	fs.hideCols[13] = true

	ss := newSheet("参会企业清单")
	title(ss, "参会企业清单（"+p.span("至")+"）", 7)
	lay(ss, plan[seat]{row: 3, col: 1, seq: "序号", none: "无"}, []col[seat]{
		sTeam("分队名称"), sFrom("举办日期", md), sAt("参会地点", place.terse), sFirm("企业名称"), sCode("企业代码"), sPosts("岗位数", n),
	}, seatsOf(sanmen, p, false))

	as := newSheet("劳务协议")
	title(as, "劳务合作协议清单（"+p.span("至")+"）", 7)
	lay(as, plan[agreement]{row: 3, col: 1, seq: "序号", none: "无"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("乙方所在地", place.terse), aName("协议名称"), aKind("协议类型"), aDate("签订时间", md),
	}, agreementsOf(sanmen, p, false))

	vs := newSheet("走访慰问")
	title(vs, "走访慰问台账（"+p.span("至")+"）", 10)
	lay(vs, plan[visit]{row: 3, col: 1, seq: "序号", total: "总  计", top: true, none: "无"}, []col[visit]{
		vDate("慰问时间", md), vFirm("企业名称"), vCode("社会信用代码"), vLeader("走访领导"), vPeople("慰问员工数", n), vSkilled("技术骨干", n),
		vPapers("政策宣传资料", n), vRaised("收集困难", n), vSolved("解决困难", n),
	}, visitsOf(sanmen, p, false))

	vs.frame(250, 10)

	hs := newSheet("赴外慰问")
	title(hs, "赴外慰问老员工台账（"+p.span("至")+"）", 8)
	lay(hs, plan[call]{row: 3, col: 1, seq: "序号", none: "无"}, []col[call]{
		hDate("慰问时间", md), hFirm("企业名称"), hCode("社会信用代码"), hName("员工姓名"), hAt("户籍地", place.terse), hRole("岗位"), hGift("慰问礼品"),
	}, callsOf(sanmen, p, false))

	b := bookOf(fs, ss, as, vs, hs)
	if rows := alliancesOf(sanmen, p); len(rows) > 0 {
		ls := newSheet("村企联盟")
		title(ls, "村企联盟结对清单（"+p.span("至")+"）", 8)
		lay(ls, plan[alliance]{row: 3, col: 1, seq: "序号"}, []col[alliance]{
			alFirm("结对企业"), alCode("社会信用代码"), alWords("村所在地", "贵州黔西南州兴仁市"), alTown("乡镇"), alVillage("联盟村"),
			alDate("结对时间", dayText("Y.M.D")), alWorkers("在企员工"),
		}, rows)
		b.sheets = append(b.sheets, ls)
	}
	return "三门县" + p.ends.write("M月D日") + ".xlsx", withStaff(b, sanmen, p)
}
