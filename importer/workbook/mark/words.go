package mark

import (
	"strconv"
	"strings"

	"chunfeng/importer/finding"
)

// The Chinese that marks print.
const (
	indexName  = "校验结果"
	noteMark   = "【校验】"
	author     = "春风校验"
	allOf      = "共"
	wordHow    = "怎么改："
	wordTry    = "建议："
	wordAnswer = "说明："
	unmarked   = "原文件不能直接加标注，请按下表逐条对照修改。"
	nothing    = "没有发现问题。"
	asked      = "存疑的请改正，或在“说明”栏写明原因；同类的可只在“共…处”一行说明一次。改好后保存本文件重新报送即可，本表和颜色会自动更新。"
)

// columns are the headers of the list. What is behind 说明 is for reading the
// file again and is hidden.
var columns = [...]struct {
	head  string
	width float64
}{
	{"序号", 6}, {"级别", 7}, {"代码", 8}, {"工作表", 16}, {"单元格", 10}, {"填报内容", 20},
	{"问题", 48}, {"怎么改", 40}, {"建议填写", 16}, {"说明", 36}, {"字段", 8}, {"原格式", 8},
}

// The positions of the columns, from 1.
const (
	colNo = iota + 1
	colLevel
	colCode
	colSheet
	colCell
	colValue
	colSays
	colAdvice
	colSuggestion
	colAnswer
	colField
	colStyle
)

func legend(found finding.List) string {
	var n [3]int
	for _, f := range found {
		n[f.Severity()]++
	}
	return "错误（红）" + strconv.Itoa(n[finding.Fault]) + " 处，须改正；存疑（黄）" + strconv.Itoa(n[finding.Doubt]) +
		" 处，改正或说明；提示（蓝）" + strconv.Itoa(n[finding.Advice]) + " 处，不影响报送。"
}

// beyond says how many marked cells of a sheet have no note, and from where.
func beyond(sheet string, noted, more int, from string) string {
	return "工作表“" + sheet + "”的批注共 " + strconv.Itoa(noted) + " 条，另有 " + strconv.Itoa(more) +
		" 处只标颜色、没有批注（自 " + from + " 起），问题见下表。"
}

func many(n int) string { return allOf + strconv.Itoa(n) + "处" }

func together(n int) string {
	return "同类问题 " + strconv.Itoa(n) + " 处（见下），原因相同的可在此一并说明"
}

// note is the text of the note of one cell.
func note(found finding.List) string {
	var b strings.Builder
	for i, f := range found {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(noteMark + f.Severity().Chinese() + " " + string(f.Code) + " " + f.Title() + "\n" + f.Message())
		if a := f.Advice(); a != "" {
			b.WriteString("\n" + wordHow + a)
		}
		if f.Suggestion != "" {
			b.WriteString("\n" + wordTry + f.Suggestion)
		}
		if f.Explained != "" {
			b.WriteString("\n" + wordAnswer + f.Explained)
		}
	}
	return b.String()
}
