package main

import (
	"strings"
	"testing"

	"chunfeng/importer/workbook"
)

// traits are what makes the returns of counties hard to read, each with a file
// below samples/returns that shows it and a check that it does.
var traits = []struct {
	trait string
	file  string
	sheet string
	shows func(*workbook.Sheet) bool
}{
	{"附件 line above the title", "椒江区第3期.xlsx", "驻点招工", cellIs("A1", "附件1")},
	{"title merged over the table", "临海市第3期.xlsx", "驻点招工", merged("A1:M1")},
	{"title of two lines", "天台县报表2024-02-04.xlsx", "赴外招聘", cellIs("A1", "天台县2024年春节稳岗保用工\n赴外招聘活动台账（截至2024.2.4）")},
	{"period as 第3期", "临海市第3期.xlsx", "驻点招工", holds("（第3期）")},
	{"period as 第三期 in Chinese", "玉环市第三期报表.xlsx", "外出招工", holds("（第三期）")},
	{"period as 截至2月4日", "黄岩区台账 截至2月4日.xlsx", "招工2.4", holds("（截至2月4日）")},
	{"period as a range", "路桥区驻点招工2.4.xlsx", "驻点招工", holds("（1月29日—2月4日）")},
	{"meta lines in one cell, parted by blanks", "椒江区第3期.xlsx", "驻点招工", holds("          填报人：")},
	{"meta lines in three zones", "黄岩区台账 截至2月4日.xlsx", "招工2.4", cellIs("J2", "单位：场、家、个、人次")},
	{"填报日期 that is not the period", "天台县报表2024-02-04.xlsx", "赴外招聘", holds("填报日期：2024年2月5日")},
	{"headings of two rows, merged", "椒江区第3期.xlsx", "驻点招工", merged("E4:G4")},
	{"headings merged down", "椒江区第3期.xlsx", "驻点招工", merged("A4:A5")},
	{"hard breaks in headings", "椒江区第3期.xlsx", "驻点招工", holds("达成就业\n意向（人次）")},
	{"其中 columns", "椒江区第3期.xlsx", "走访慰问", holds("其中：\n留岗员工")},
	{"index row 甲 乙 丙 1 2 3", "椒江区第3期.xlsx", "驻点招工", cellIs("A6", "甲")},
	{"example row left in place", "天台县报表2024-02-04.xlsx", "赴外招聘", cellIs("A4", "示例")},
	{"total below the rows", "临海市第3期.xlsx", "走访慰问台账", holds("合计")},
	{"total above the rows", "黄岩区台账 截至2月4日.xlsx", "招工2.4", cellIs("A4", "总计")},
	{"letter-spaced total", "椒江区第3期.xlsx", "驻点招工", holds("合　　计")},
	{"subtotal a team", "路桥区驻点招工2.4.xlsx", "驻点招工", holds("小计")},
	{"total of formulas", "椒江区第3期.xlsx", "驻点招工", formulas("SUM(")},
	{"running number of formulas", "玉环市第三期报表.xlsx", "外出招工", formulas("ROW()")},
	{"notes below the table", "黄岩区台账 截至2月4日.xlsx", "招工2.4", holds("注：1.")},
	{"signatures below the table", "椒江区第3期.xlsx", "驻点招工", holds("单位负责人：")},
	{"names merged down", "路桥区驻点招工2.4.xlsx", "驻点招工", merged("A5:A6")},
	{"heading repeated for printing", "天台县报表2024-02-04.xlsx", "走访台账", twice("走访时间")},
	{"two tables in one sheet, one below the other", "温岭市0204.xlsx", "招工及协议", holds("劳务协作协议清单")},
	{"two tables side by side", "玉环市第三期报表.xlsx", "跨省慰问及协议", cellIs("H3", "序号")},
	{"hidden dictionary", "台州湾新区管委会20240204.xlsx", "字典", isHidden},
	{"last week's copy, hidden", "黄岩区台账 截至2月4日.xlsx", "1.28", isHidden},
	{"page of instructions", "天台县报表2024-02-04.xlsx", "填表说明", holds("每周日下午4时前报送")},
	{"hidden column", "三门县2月4日.xlsx", "跨省招聘", func(s *workbook.Sheet) bool { return s.HiddenCol(13) }},
	{"frames far below the rows", "三门县2月4日.xlsx", "走访慰问", merged("A1:J1")},
	{"full-width digits", "玉环市第三期报表.xlsx", "外出招工", holds("２９０")},
	{"numbers stored as text", "路桥区驻点招工2.4.xlsx", "驻点招工", stored("260", workbook.Text)},
	{"thousands separators in text", "路桥区走访慰问2.25.xlsx", "企业返岗", holds("1,100")},
	{"number with its unit", "黄岩区台账 截至2月4日.xlsx", "招工2.4", holds("1场")},
	{"1.8万", "临海市第3期.xlsx", "驻点招工", holds("1.8万")},
	{"3000多", "临海市第3期.xlsx", "驻点招工", holds("3000多")},
	{"money in 万元", "温岭市0204.xlsx", "走访", holds("慰问金（万元）")},
	{"rate as a formatted number", "椒江区第5期.xlsx", "返岗情况", func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool { return c.Percent && strings.HasPrefix(c.Text, "0.") })
	}},
	{"rate as text", "黄岩区台账 截至2月25日.xlsx", "复工返岗", func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool { return c.Kind == workbook.Text && strings.HasSuffix(c.Text, "%") })
	}},
	{"days as serials, 1月30日", "椒江区第3期.xlsx", "驻点招工", dates},
	{"days by the 1904 system", "天台县报表2024-02-04.xlsx", "赴外招聘", dates},
	{"days as text, 1月30日", "黄岩区台账 截至2月4日.xlsx", "走访慰问", holds("1月31日")},
	{"days as text, 2024.2.1", "路桥区走访慰问2.4.xlsx", "返乡返岗专车", holds("2024.2.1")},
	{"days as text, 1.30", "三门县2月4日.xlsx", "跨省招聘", stored("1.30", workbook.Text)},
	{"days as 20240131", "温岭市0204.xlsx", "招工及协议", stored("20240131", workbook.Number)},
	{"days as text, 2024/1/29", "玉环市第三期报表.xlsx", "外出招工", holds("2024/1/29")},
	{"days as 2024年2月1日", "仙居县第3期.xlsx", "招聘会台账", holds("2024年2月1日")},
	{"both days in one cell", "路桥区驻点招工2.4.xlsx", "驻点招工", holds("2024.1.19-2024.1.21")},
	{"place in one cell, 湖北省恩施州恩施市", "黄岩区台账 截至2月4日.xlsx", "招工2.4", holds("湖北省恩施州恩施市")},
	{"place in one cell without 省", "三门县2月4日.xlsx", "跨省招聘", holds("贵州遵义市正安县")},
	{"province by one letter", "玉环市第三期报表.xlsx", "外出招工", stored("滇", workbook.Text)},
	{"prefecture and county in one cell", "临海市第3期.xlsx", "驻点招工", stored("南充市嘉陵区", workbook.Text)},
	{"places in three columns", "椒江区第3期.xlsx", "驻点招工", stored("安顺市", workbook.Text)},
	{"no-break spaces", "路桥区走访慰问2.4.xlsx", "走访慰问", holds("\u00a0")},
	{"cells padded with blanks", "台州湾新区管委会20240204.xlsx", "走访情况", holds("　")},
	{"names padded to one width", "玉环市第二期报表.xlsx", "慰问对象", func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool {
			r := []rune(c.Text)
			return c.Kind == workbook.Text && len(r) == 3 && r[1] == '　'
		})
	}},
	{"several choices in one cell", "玉环市第二期报表.xlsx", "慰问对象", holds("留岗员工、技术骨干")},
	{"line breaks in cells", "仙居县第3期.xlsx", "送温暖", holds("已协调人力资源机构对接\n并列入节后招聘会")},
	{"the county's old name", "玉环市第三期报表.xlsx", "外出招工", holds("玉环县")},
	{"√ and × for yes and no", "路桥区走访慰问2.18.xlsx", "企业返岗", holds("×")},
	{"figures instead of rows, this week and up to now", "椒江区第3期.xlsx", "周统计表", holds("累计")},
	{"meta lines of label and value in two cells", "绿田机械股份有限公司员工返岗登记表0225.xlsx", "返岗登记", cellIs("A3", "节前在岗职工：")},
	{"nothing this week, 无", "三门县1月21日.xlsx", "跨省招聘", holds("无")},
	{"nothing this week, 零报告", "临海市第2期.xlsx", "驻点招工", holds("零报告")},
}

func has(s *workbook.Sheet, is func(*workbook.Cell) bool) bool {
	for i := range s.Rows {
		for j := range s.Rows[i].Cells {
			if is(&s.Rows[i].Cells[j]) {
				return true
			}
		}
	}
	return false
}

func holds(words string) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool { return strings.Contains(c.Text, words) })
	}
}

func stored(words string, kind workbook.Kind) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool { return c.Text == words && c.Kind == kind })
	}
}

func formulas(words string) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		return has(s, func(c *workbook.Cell) bool { return strings.Contains(c.Formula, words) && c.Stored })
	}
}

func dates(s *workbook.Sheet) bool {
	return has(s, func(c *workbook.Cell) bool { return c.Kind == workbook.Date && c.Date.Year == 2024 })
}

func twice(words string) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		n := 0
		has(s, func(c *workbook.Cell) bool {
			if c.Text == words {
				n++
			}
			return false
		})
		return n > 1
	}
}

func cellIs(cell, words string) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if ref(r.Index, c.Col) == cell {
					return c.Text == words
				}
			}
		}
		return false
	}
}

func merged(area string) func(*workbook.Sheet) bool {
	return func(s *workbook.Sheet) bool {
		for _, m := range s.Merges {
			if ref(m.Row1, m.Col1)+":"+ref(m.Row2, m.Col2) == area {
				return true
			}
		}
		return false
	}
}

func isHidden(s *workbook.Sheet) bool { return s.Hidden }

func TestTraits(t *testing.T) {
	files := returnsOnly(t)
	for _, tt := range traits {
		book, found := workbook.Open(tt.file, files[tt.file], workbook.DefaultLimits(), "")
		if found.Faulty() {
			t.Errorf("%s: %s", tt.file, found[0].Message())
			continue
		}
		shown := false
		for i := range book.Sheets {
			if book.Sheets[i].Name == tt.sheet {
				shown = tt.shows(&book.Sheets[i])
			}
		}
		if !shown {
			t.Errorf("%s %s does not show: %s", tt.file, tt.sheet, tt.trait)
		}
	}
}
