package main

// 台州湾新区 files under its committee's name, keeps a hidden dictionary for
// its drop-down lists and pads cells with blanks. Each week's rows only.
// LibreOffice.
func bayBook(p period) (string, *book) {
	iso := dated("yyyy-mm-dd")
	title := func(s *sheet, words string, last int) {
		s.line(1, 1, last, "台州湾新区"+words, "title")
		s.line(2, 1, 3, "填报单位：台州湾新区管委会", "")
		s.line(2, 4, last, "统计截止："+p.ends.write("Y年M月D日"), "")
	}
	upTo := "（截至" + p.ends.write("M月D日") + "）"
	fs := newSheet("招工情况")
	title(fs, "招工情况表"+upTo, 10)
	lay(fs, plan[fair]{row: 3, col: 1, none: "零报告"}, []col[fair]{
		fTeam("小分队名称"), pad(fName("招聘会名称")), fFrom("开始日期", iso), fTo("结束日期", iso), pad(fAt("所在省", inShort)), pad(fAt("所在市", cityShort)), pad(fAt("所在县", county)),
		fSessions("招聘会场数", n), fFirms("参会单位数", n), fPosts("岗位个数", n), fIntent("达成就业意向人数", n),
	}, fairsOf(bay, p, false))

	ss := newSheet("参会单位")
	title(ss, "参会单位名单"+upTo, 6)
	lay(ss, plan[seat]{row: 3, col: 1, none: "零报告"}, []col[seat]{
		sTeam("小分队名称"), sFrom("参会日期", iso), pad(sAt("所在省", inShort)), pad(sAt("市", cityShort)), pad(sFirm("参会单位")), sCode("信用代码"),
	}, seatsOf(bay, p, false))

	as := newSheet("合作协议")
	title(as, "劳务合作协议清单"+upTo, 6)
	lay(as, plan[agreement]{row: 3, col: 1, none: "零报告"}, []col[agreement]{
		aPartyA("甲方"), aPartyB("乙方"), aAt("所在省", inShort), aName("协议名称"), aKind("协议类型"), aDate("签约日期", iso),
	}, agreementsOf(bay, p, false))

	vs := newSheet("走访情况")
	title(vs, "企业走访情况"+upTo, 7)
	lay(vs, plan[visit]{row: 3, col: 1, total: "合计", none: "零报告"}, []col[visit]{
		vDate("走访日期", iso), pad(vFirm("单位名称")), vPeople("慰问员工数", n), vMoney("慰问金（元）", n), vPapers("宣传册（份）", n), vRaised("收集困难数", n), vSolved("解决困难数", n),
	}, visitsOf(bay, p, false))

	hs := newSheet("跨省慰问")
	title(hs, "跨省慰问老员工"+upTo, 5)
	lay(hs, plan[call]{row: 3, col: 1, none: "零报告"}, []col[call]{
		hDate("慰问日期", iso), pad(hFirm("企业名称")), hPeople("慰问人数", n), hAt("省", inShort), hAt("市（州）", cityShort),
	}, callsOf(bay, p, false))

	words := newSheet("字典")
	words.hidden = true
	for i, w := range []string{"类型", "政府间", "机构间", "校企", "其他"} {
		words.set(i+1, 1, t(w))
	}
	for i, w := range []string{"省份", "湖北", "贵州", "四川"} {
		words.set(i+1, 2, t(w))
	}
	return "台州湾新区管委会" + p.ends.write("YMMDD") + ".xlsx", withStaff(bookOf(fs, ss, as, vs, hs, words), bay, p)
}

// pad surrounds the texts of a column with blanks of several kinds.
func pad[T any](k col[T]) col[T] {
	put := k.put
	k.put = func(r T) cell {
		v := put(r)
		if v.kind == text {
			v.text = " " + v.text + "　"
		}
		return v
	}
	return k
}
