package main

import "fmt"

// rosters are the 员工返岗登记表 of fourteen firms, in three layouts by the
// taste of their clerks; of thirteen in period 4, when one is late.
func rosters(p period) map[string]*book {
	out := map[string]*book{}
	for i, s := range workforce {
		if s.people == nil || s.unit != s.firm.unit || p.no == 4 && s.firm == lateFirm() {
			continue
		}
		name, b := rosterPlain(s, p)
		switch {
		case i%3 == 1:
			name, b = rosterOfficial(s, p)
		case i%3 == 2 && s.base < 1000:
			name, b = rosterAway(s, p)
		}
		out[name] = b
	}
	return out
}

func pName(head string) col[worker] { return c(head, func(w worker) cell { return t(w.name) }) }
func pID(head string) col[worker]   { return c(head, func(w worker) cell { return t(w.id).textual() }) }
func pSex(head string) col[worker]  { return c(head, func(w worker) cell { return t(w.sex) }) }
func pPhone(head string) col[worker] {
	return c(head, func(w worker) cell { return t(w.phone).textual() })
}
func pJob(head string) col[worker] { return c(head, func(w worker) cell { return t(w.job) }) }
func pMode(head string) col[worker] {
	return c(head, func(w worker) cell {
		if w.returned == 0 {
			return cell{}
		}
		return t(w.mode)
	})
}
func pAt(head string, say func(place) string) col[worker] {
	return c(head, func(w worker) cell { return t(say(w.from)) })
}
func pLeft(head string, way dayWay) col[worker] {
	return c(head, func(w worker) cell { return way(w.left) })
}
func pPlanned(head string, way dayWay) col[worker] {
	return c(head, func(w worker) cell { return way(w.planned) })
}
func pReturned(head string, way dayWay) col[worker] {
	return c(head, func(w worker) cell { return way(w.returned) })
}
func pStayed(head, yes, no string) col[worker] {
	return c(head, func(w worker) cell {
		switch {
		case w.hired > 0:
			return cell{}
		case w.stayed:
			return t(yes)
		}
		return t(no)
	})
}
func pSkilled(head, yes string) col[worker] {
	return c(head, func(w worker) cell {
		if w.skilled {
			return t(yes)
		}
		return cell{}
	})
}
func pStatus(head string, p period) col[worker] {
	return c(head, func(w worker) cell { return t(w.status(p)) })
}

// textual gives a cell the text format, so that long numbers keep their digits.
func (c cell) textual() cell {
	c.look.format = "@"
	return c
}

// rosterPlain has a cell for each label of the meta lines and each value.
func rosterPlain(s *staff, p period) (string, *book) {
	iso := dated("yyyy-mm-dd")
	sh := newSheet("返岗登记")
	sh.line(1, 1, 14, "员工返岗登记表（截至"+p.ends.write("Y年M月D日")+"）", "title")
	for i, m := range []struct{ label, value string }{
		{"企业名称", s.firm.name}, {"统一社会信用代码", s.firm.code}, {"所属县（市、区）", unitOf(s.unit).name},
	} {
		sh.set(2, 1+i*4, t(m.label+"："))
		sh.line(2, 2+i*4, 4+i*4, m.value, "")
	}
	sh.set(3, 1, t("节前在岗职工："))
	sh.set(3, 2, n(s.base))
	sh.set(3, 5, t("名册范围："))
	sh.set(3, 6, t(s.scope))
	lay(sh, plan[worker]{row: 4, col: 1, seq: "序号"}, []col[worker]{
		pName("姓名"), pID("身份证号"), pSex("性别"), pPhone("联系电话"), pAt("户籍省份", province), pAt("户籍地市", prefecture), pAt("户籍县（市、区）", county), pJob("工种"),
		pStayed("是否留岗", "是", "否"), pLeft("离台日期", iso), pReturned("实际返岗日期", iso), pMode("返岗方式"), pStatus("返岗状态", p),
	}, s.roster(p))
	return s.firm.name + "员工返岗登记表" + p.ends.write("MMDD") + ".xlsx", bookOf(sh)
}

// rosterOfficial follows the rosters of labour offices: all meta in one merged
// cell, the home as one cell, days as text.
func rosterOfficial(s *staff, p period) (string, *book) {
	dot := dayText("Y.M.D")
	sh := newSheet("花名册")
	sh.line(1, 1, 12, "职工返岗花名册（第"+p.nth()+"期）", "title")
	sh.line(2, 1, 12, fmt.Sprintf("单位名称：%s        信用代码：%s        属地：%s        节前员工数：%d        填报范围：全部员工", s.firm.name, s.firm.code, unitOf(s.unit).name, s.base), "")
	lay(sh, plan[worker]{row: 3, col: 1, seq: "序号"}, []col[worker]{
		c("姓　名", func(w worker) cell { return t(padded(w.name)) }), pSex("性别"), pID("公民身份号码"), pAt("户籍所在地", place.whole), pPhone("手机号码"), pJob("岗位"),
		pSkilled("技术骨干", "√"), pStayed("留台过年", "√", "×"), pReturned("返岗时间", dot), pStatus("在岗情况", p),
	}, s.roster(p))
	return s.firm.name + "花名册第" + p.nth() + "期.xlsx", bookOf(sh)
}

// rosterAway lists only those who went home, with the number who stayed in a
// line above.
func rosterAway(s *staff, p period) (string, *book) {
	md := dated("m/d")
	sh := newSheet("返岗名单")
	sh.line(1, 1, 10, "外出员工返岗名单（截至"+p.ends.write("M月D日")+"）", "title")
	for i, words := range []string{
		"企业名称：" + s.firm.name, "统一社会信用代码：" + s.firm.code, "所属县区：" + unitOf(s.unit).name,
		fmt.Sprintf("节前在岗人数：%d", s.base), fmt.Sprintf("留岗人数：%d", s.stayed), "名册范围：仅外出",
	} {
		sh.line(2+i/3, 1+i%3*3, 3+i%3*3, words, "")
	}
	var away []worker
	for _, w := range s.roster(p) {
		if !w.stayed {
			away = append(away, w)
		}
	}
	lay(sh, plan[worker]{row: 4, col: 1, seq: "序号"}, []col[worker]{
		pName("员工姓名"), pID("身份证号码"), pPhone("手机"), pAt("省", inShort), pAt("市", cityShort), pLeft("返乡日期", md), pPlanned("计划返岗", md), pReturned("到岗日期", md), pStatus("状态", p),
	}, away)
	return s.firm.name + "返岗名单" + p.ends.write("Y-MM-DD") + ".xlsx", bookOf(sh)
}
