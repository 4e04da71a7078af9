package xlsx

import (
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/reports/phrase"
)

// Names of sheets, as clerks look for them.
const (
	wordsSheet     = "简报"
	summarySheet   = "汇总"
	returnsSheet   = "返岗情况"
	filingSheet    = "报送情况"
	doubtsSheet    = "存疑与说明"
	conflictsSheet = "冲突"
	basisSheet     = "口径"
	sourcesSheet   = "来源"
	errataSheet    = "更正"
	guideSheet     = "填表说明"
)

// Fonts that Excel and WPS have on the bureau's machines.
const (
	fontSong  = "宋体"
	fontHei   = "黑体"
	fontFang  = "仿宋"
	fontTitle = "方正小标宋简体"
)

// Number formats with the word of a qualifier.
const (
	formatMore  = `0"余"`
	formatAbove = `0"以上"`
	formatNear  = `"近"0`
	formatAbout = `"约"0`
)

// Words of heads and labels.
const (
	wordUnitOf      = "报送单位"
	wordCity        = "全市"
	wordRepeated    = "其中重复（剔除）"
	wordCounts      = "计数"
	wordNone        = "无"
	wordBesides     = "台账以外 "
	wordPicture     = "图："
	wordTarget      = "目标"
	wordUnitIs      = "单位："
	wordNo          = "序号"
	wordWhyNot      = "未计入原因"
	wordSourceFile  = "来源文件"
	wordSheet       = "工作表"
	wordCell        = "单元格"
	wordLeft        = "未计入"
	wordTogether    = "。出处较多，同一文件的合为一行，逐条原文见各台账"
	wordThings      = "项"
	wordRuns        = "段"
	wordSummary     = "汇总表"
	wordFormulas    = "全市数为台账公式，“—”为未报送"
	wordFigure      = "指标"
	wordMeasureUnit = "单位"
	wordRemark      = "备注"
	wordName        = "名称"
	wordPoints      = "百分点"
	wordLead        = "导语"
	wordPreface     = "按语"
	wordNoReturns   = "尚无企业返岗数据"
	wordNumbers     = "正文所引数字（数值与汇总表相连）"
	wordWhere       = "所在段落"
	wordWritten     = "正文写作"
	wordValue       = "数值"
)

// Words of blank templates. The blank day is left for whoever fills it in.
const (
	wordUntilBlank = "（截至　　　　年　　月　　日）"
	wordFiler      = "填报单位"
	wordFilledBy   = "填报人"
	wordFilledOn   = "填报日期"
	wordCheckIt    = "请核对"
	wordNotTaken   = "不能这样填"
)

func asOf(d period.Date) string { return "截至" + d.Chinese() }

func ledgerNote(entries int) string {
	return "合并后的记录，共" + strconv.Itoa(entries) + "条；“" + wordCounts + "”为1的计入所列指标，改动本表后汇总表随之重算。"
}

func countWords(names []string) string { return wordCounts + "：" + phrase.Some(names, 2, wordThings) }

func ratioOver(f figures.Figure) string {
	return "计入" + strconv.Itoa(f.In) + "家，缺分子或分母" + strconv.Itoa(f.Out) + "家"
}

func seeSheet(name string) string { return "（表、图见工作表“" + name + "”）" }

// variantOf is a figure's name with what its variant is.
func variantOf(name, variant string) string {
	switch variant {
	case "week":
		return "本期" + name
	case "new":
		return name + "新增"
	case "change":
		return name + "变动"
	}
	return name
}

// partTitle is the title of a part of the summary.
func partTitle(variant string, m *figures.Merged) string {
	switch variant {
	case "week":
		return "本期（" + m.Period.From.Chinese() + "至" + m.Period.Ends.Chinese() + "）"
	case "new":
		return "较上期印发新增"
	case "change":
		return "较上期变动"
	}
	return "累计（" + asOf(m.AsOf) + "）"
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func timeliness(s string) string {
	switch s {
	case "filed":
		return "已报"
	case "ontime":
		return "按时"
	case "late":
		return "迟报"
	case "missing":
		return "未报"
	case "notdue":
		return "不需报"
	}
	return s
}

func wayWord(w figures.Way) string {
	switch w {
	case figures.Sum:
		return "相加"
	case figures.Rows:
		return "计数"
	case figures.Distinct:
		return "去重计数"
	case figures.Ratio:
		return "合计数相除"
	case figures.Shares:
		return "分组计数"
	}
	return string(w)
}

// chinese is a small number in Chinese: 一, 十二, 二十.
func chinese(n int) string {
	digits := [...]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return strconv.Itoa(n)
}

func filingList(d period.Date) list {
	return list{
		title: filingSheet, note: "各期各表报送情况，" + asOf(d),
		heads:  []string{"期", wordUnitOf, "报表", "应报", "报送", "状态", "版本", "问题数", "文件"},
		widths: []float64{12, 26, 26, 7, 9, 9, 7, 8, 34},
	}
}

func doubtsList() list {
	return list{
		title: doubtsSheet, note: "计入的报表中的存疑及其说明，全部列出",
		heads:  []string{"期", wordUnitOf, "报表", "文件", "位置", "代码", "填报为", "问题", "说明"},
		widths: []float64{12, 16, 22, 24, 18, 8, 14, 44, 30},
	}
}

func conflictsList() list {
	return list{
		title: conflictsSheet, note: "报表之间不一致之处；未作决定的按默认规则处理",
		heads:  []string{"类别", wordUnitOf, "企业", "事项", "一方", "一方出处", "另一方", "另一方出处", "处理"},
		widths: []float64{18, 16, 22, 32, 18, 26, 18, 26, 28},
	}
}

func basisList() list {
	return list{
		title: basisSheet, note: "口径与各指标的定义",
		heads: []string{wordFigure, wordMeasureUnit, "算法", "存量", "定义", wordName}, widths: []float64{26, 12, 12, 8, 80, 28},
	}
}

func errataList() list {
	return list{
		title: errataSheet, note: "对此前各期印出数字的更正",
		heads: []string{"期号", wordFigure, "原为", "应为", "原因"}, widths: []float64{12, 30, 18, 18, 60},
	}
}

func sourcesList() list {
	return list{
		title: sourcesSheet, note: "全市各指标的出处：计入什么、在哪个文件哪个单元格、原文如何；未计入的注明原因",
		heads:  []string{wordFigure, "计入项", "数量", wordUnitOf, "期", "文件", wordSheet, wordCell, "原文", wordWhyNot, "版本", "文件校验（SHA-256前12位）"},
		widths: []float64{18, 24, 9, 12, 12, 28, 16, 12, 18, 24, 7, 16},
	}
}
