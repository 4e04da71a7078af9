package merge_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/importer/table"
	"chunfeng/importer/workbook"
)

// Words alone, as read from a workbook, raise and solve difficulties: one where
// 反映问题 says something other than 无, one where 解决情况 says that it is
// done. A number typed goes before the words.
func TestDifficultiesOfWords(t *testing.T) {
	f := newFiler(t)
	asked := table.Asked{Forms: f.cat, Register: f.reg, Names: table.Prepare(f.cat), Unit: jiao, Period: day("2024-01-21")}
	rapid.Check(t, func(t *rapid.T) {
		rows := [][]string{
			{"椒江区走访慰问台账"},
			{"走访日期", "企业名称", "慰问人数", "收集困难数", "解决困难数", "反映问题", "解决情况"},
		}
		raised, solved := tallied{}, tallied{}
		for i := range rapid.IntRange(1, 5).Draw(t, "visits") {
			issue := rapid.SampledFrom([]string{"", "无", "缺工三十人", "住宿紧张", "无食堂"}).Draw(t, "issue")
			outcome := rapid.SampledFrom([]string{"", "正在协调", "已解决", "已落实到位", "已协调", "已办结"}).Draw(t, "outcome")
			typedRaised := rapid.SampledFrom([]string{"", "", "3"}).Draw(t, "raised")
			typedSolved := rapid.SampledFrom([]string{"", "", "2"}).Draw(t, "solved")
			rows = append(rows, []string{"2024-01-16", "企业" + string(rune('甲'+i)) + "有限公司", "5", typedRaised, typedSolved, issue, outcome})
			raised.take(typedRaised, issue, issue != "无")
			solved.take(typedSolved, outcome, strings.HasPrefix(outcome, "已"))
		}
		m := f.merge(t, "2024-01-21", readAlone(t, asked, rows))
		says(t, m, figures.City, "visits.raised="+raised.String()+" visits.solved="+solved.String()+" visits.raised@week="+raised.String())
	})
}

// A tallied is a sum of which nothing may be known.
type tallied struct {
	n     int
	known bool
}

func (s *tallied) take(typed, words string, holds bool) {
	if typed != "" {
		s.n, s.known = s.n+int(typed[0]-'0'), true
	} else if words != "" {
		s.known = true
		if holds {
			s.n++
		}
	}
}

func (s tallied) String() string {
	if !s.known {
		return "—"
	}
	return returns.Int(s.n).String()
}

// readAlone reads the one table of a sheet, accepted.
func readAlone(t checking, asked table.Asked, rows [][]string) returns.Return {
	sheet := workbook.Sheet{Name: "走访慰问"}
	for i, cells := range rows {
		row := workbook.Row{Index: i + 1}
		for j, text := range cells {
			if text != "" {
				row.Cells = append(row.Cells, workbook.Cell{Col: j + 1, Text: text, Stored: true})
			}
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	book := &workbook.Book{File: "椒江区第1期.xlsx", Sheets: []workbook.Sheet{sheet}}
	located, found := table.Locate(book, asked)
	if len(located.Tables) != 1 {
		t.Fatalf("%d tables, %v", len(located.Tables), found)
	}
	ret, found := located.Tables[0].Read(asked, located)
	if found.Faulty() {
		t.Fatal(found)
	}
	ret.Unit, ret.Period, ret.Version, ret.State = jiao, located.Period, 1, returns.Accepted
	return ret
}
