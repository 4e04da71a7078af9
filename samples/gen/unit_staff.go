package main

import "fmt"

func wFirm(head string) col[line] { return c(head, func(l line) cell { return t(l.firm.name) }) }
func wCode(head string) col[line] { return c(head, func(l line) cell { return t(l.firm.code) }) }
func wTown(head string) col[line] { return c(head, func(l line) cell { return t(l.firm.town) }) }
func wIndustry(head string) col[line] {
	return c(head, func(l line) cell { return t(l.firm.industry) })
}
func wScale(head string) col[line] { return c(head, func(l line) cell { return t(l.firm.scale) }) }

func wNumber(head string, num numWay, of func(line) int) col[line] {
	return c(head, func(l line) cell { return num(of(l)) }).counted()
}
func wBase(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.base })
}
func wBaseOut(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.baseOut })
}
func wStayed(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.stayed })
}
func wStayedOut(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.stayedOut })
}
func wDue(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.due() })
}

// wBack is 已返岗 without those who stayed, wOnPost with them.
func wBack(head string, num numWay) col[line] { return wNumber(head, num, line.back) }
func wBackOut(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.returnedOut[at(l.p)] })
}
func wOnPost(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.stayed + l.back() })
}
func wOutOnPost(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.outOnPost(l.p) })
}
func wHired(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.hired[at(l.p)] })
}
func wLeft(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.left[at(l.p)] })
}
func wCurrent(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.stayed + l.back() + l.hired[at(l.p)] })
}
func wShort(head string, num numWay) col[line] {
	return wNumber(head, num, func(l line) int { return l.shortage[at(l.p)] })
}
func wBonus(head string, num numWay) col[line] {
	return c(head, func(l line) cell {
		if l.bonus == 0 {
			return cell{}
		}
		return num(l.bonus)
	})
}
func wOpen(head, yes, no string) col[line] {
	return c(head, func(l line) cell {
		if l.open() {
			return t(yes)
		}
		return t(no)
	})
}
func wOpened(head string, way dayWay) col[line] {
	return c(head, func(l line) cell {
		if !l.open() {
			return cell{}
		}
		return way(l.resumed)
	})
}

// permille is a rate in tenths of a percent, rounded half up.
func (l line) permille() int { return (2000*(l.stayed+l.back()) + l.base) / (2 * l.base) }

// wRate is a percentage that a formula gave; wRateText the same as text.
func wRate(head string) col[line] {
	return c(head, func(l line) cell {
		return literal(fmt.Sprintf("0.%03d", l.permille()), "0.0%").whole(l.permille())
	})
}
func wRateText(head string) col[line] {
	return c(head, func(l line) cell { return t(fmt.Sprintf("%d.%d%%", l.permille()/10, l.permille()%10)) })
}

// whole mends the literal of 100 %.
func (c cell) whole(permille int) cell {
	if permille == 1000 {
		c.text = "1"
	}
	return c
}

// staffHabits are the ten ways in which the units keep their 企业返岗情况表.
var staffHabits = []struct {
	unit, sheet, title string
	last               int // column to which the title is merged
	plan               plan[line]
	cols               []col[line]
}{
	{jiaojiang, "返岗情况", "企业节后返岗情况统计表", 15, plan[line]{row: 3, col: 1, seq: "序号", index: true, total: "合　　计", live: true}, []col[line]{
		wFirm("企业名称"), wCode("统一社会\n信用代码"), wIndustry("行业"), wScale("规模"), wBase("节前在岗\n职工数", n), wBaseOut("其中：\n省外员工", n),
		wStayed("留岗\n人数", n), wDue("应返岗\n人数", n), wBack("已返岗人数|小计", n), wRate("已返岗人数|返岗率"),
		wHired("节后\n新招", n), wLeft("流失\n人数", n), wShort("缺工人数\n（不含未返岗）", n),
	}},
	{huangyan, "复工返岗", "企业复工返岗情况", 10, plan[line]{row: 3, col: 1, seq: "序号", total: "总计", top: true}, []col[line]{
		wFirm("企业全称"), wCode("信用代码"), wTown("乡镇街道"), wBase("节前员工数", n), wOnPost("已返岗人数", n), wRateText("返岗率"), wHired("新招聘人数", n),
		wShort("尚缺工人数", n), wOpen("是否复工", "是", "否"),
	}},
	{luqiao, "企业返岗", "企业员工返岗统计", 12, plan[line]{row: 3, col: 1, seq: "编号", total: "合计"}, []col[line]{
		nbsp(wFirm("企业全称")), wCode("社会信用代码"), wBase("节前在岗职工", commas), wStayed("留台过年", nt), wDue("应返岗职工", nt), wBack("已返岗职工", nt),
		wHired("新招", nt), wShort("缺工", nt), wBonus("稳岗红包（元/人）", nt), wOpen("是否复工", "√", "×"), wOpened("复工日期", dayText("Y.M.D")),
	}},
	{linhai, "用工情况", "重点企业用工情况表", 13, plan[line]{row: 3, col: 1, seq: "编号", total: "合计", live: true}, []col[line]{
		wFirm("重点企业"), wCode("统一社会信用代码"), wTown("乡镇"), wIndustry("行业类型"), wBase("年前员工数", n), wCurrent("现有员工数|总数", n), wOnPost("现有员工数|老员工返岗数", n),
		wHired("现有员工数|新招员工数", n), wLeft("流失人数", n), wShort("急缺员工", n), wOpened("开工日期", dated("yyyy/m/d")),
	}},
	{wenling, "返岗", "企业节后返岗", 7, plan[line]{row: 3, col: 1, seq: "No.", total: "合  计"}, []col[line]{
		wFirm("单位名称"), wCode("信用代码"), wBase("节前用工数", n), wOnPost("返岗人数", n), wRateText("返岗比例"), wShort("缺口数", n),
	}},
	{yuhuan, "企业返岗", "企业返岗情况", 9, plan[line]{row: 3, col: 1, seq: "序号", rowNo: true, total: "合计"}, []col[line]{
		wFirm("用工企业"), wCode("统一信用代码"), wBase("节前用工", wideDigits), wStayed("留岗人数", wideDigits), wDue("应返人数", wideDigits), wBack("返岗人数", wideDigits),
		wHired("新招人数", wideDigits), wShort("用工缺口", wideDigits),
	}},
	{tiantai, "节后返岗", "企业节后返岗情况", 9, plan[line]{row: 3, col: 1, seq: "序号", total: "合计"}, []col[line]{
		wFirm("企业全称"), wCode("统一社会信用代码"), wBase("企业用工人数", n), wBaseOut("外省员工", n), wOnPost("到岗人数", n), wOutOnPost("省外返岗", n), wHired("新招", n), wShort("缺工数", n),
	}},
	{xianju, "返岗统计", "企业返岗统计表", 9, plan[line]{row: 3, col: 1, seq: "序号", total: "合计"}, []col[line]{
		wFirm("单位名称"), wCode("统一社会信用代码"), wBase("春节前总员工数", n), wOnPost("实际返岗人数", n), wHired("新招员工", n), wLeft("减员", n), wOpen("是否开工", "有", "无"),
		wOpened("开工时间", dayText("Y年M月D日")),
	}},
	{sanmen, "返岗情况表", "企业返岗情况表", 10, plan[line]{row: 3, col: 1, seq: "序号", total: "总  计", top: true}, []col[line]{
		wFirm("企业名称"), wCode("社会信用代码"), wBase("节前在岗总数", n), wStayed("留岗", n), wDue("应返岗", n), wBack("已返岗", n), wHired("节后新招人数", n), wLeft("离职", n), wShort("缺工", n),
	}},
	{bay, "员工返岗", "企业员工返岗情况", 8, plan[line]{row: 3, col: 1, total: "合计"}, []col[line]{
		pad(wFirm("企业名称")), wCode("信用代码"), wBase("节前在岗人数", n), wBaseOut("节前省外", n), wStayed("留岗人数", n), wStayedOut("留岗省外", n), wDue("应返岗人数", n), wBack("已返岗", n), wBackOut("已返岗省外", n),
	}},
}

// staffSheet is the unit's 企业返岗情况表 of a period; nil before period 4 and
// for the city.
func staffSheet(unit string, p period) *sheet {
	rows := staffOf(unit, p)
	for _, h := range staffHabits {
		if h.unit != unit || len(rows) == 0 {
			continue
		}
		s := newSheet(h.sheet)
		s.line(1, 1, h.last, unitOf(unit).name+h.title+"（截至"+p.ends.write("M月D日")+"）", "title")
		s.line(2, 1, h.last, "填报单位："+unitOf(unit).bureau+"　　单位：家、人", "")
		lay(s, h.plan, h.cols, rows)
		return s
	}
	return nil
}

// withStaff adds the unit's 企业返岗情况表 to a workbook where it owes one.
func withStaff(b *book, unit string, p period) *book {
	if s := staffSheet(unit, p); s != nil {
		b.sheets = append(b.sheets, s)
	}
	return b
}
