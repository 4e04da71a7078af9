package pdf_test

import (
	"fmt"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/reports/briefing"
)

func words(s string) briefing.Paragraph { return briefing.Words(s) }

func under(heading, s string) briefing.Paragraph {
	p := briefing.Words(s)
	p.Heading = heading
	return p
}

var counties = []string{"椒江区", "黄岩区", "路桥区", "临海市", "温岭市", "玉环市", "天台县", "仙居县", "三门县", "台州湾新区", "市本级"}

// campaign is a briefing like the ones a city sends, with made-up numbers
// where the campaign's are not public.
func campaign() *briefing.Briefing {
	b := &briefing.Briefing{
		Masthead: "工作简报",
		Issue:    "第3期",
		Issuer:   "台州市人力资源和社会保障局",
		Date:     period.Date{Year: 2024, Month: 2, Day: 4},
		AsOf:     period.Date{Year: 2024, Month: 2, Day: 4},
		Campaign: "台州2024年春节稳岗扩岗保用工促就业专项行动",
		Title:    "14个小分队前往全国6省21地大规模跨省驻点招工",
		Lead:     words("截至2月4日，全市已派出14个小分队，组织90家企业，带着1.1万个工作岗位，赴6省21地，开展了40场现场招聘活动，达成就业意向3012人次，签订劳务合作协议47份。"),
		Colophon: briefing.Colophon{To: []briefing.Receivers{
			{Verb: "报", Names: []string{"市委、市政府"}},
			{Verb: "送", Names: []string{"市级有关部门"}},
			{Verb: "发", Names: []string{"各县（市、区）人力资源和社会保障局"}},
		}, Copies: 60},
		Basis: []briefing.Paragraph{
			words("1.“地”按设区的市（州、盟）计，同一地多次前往只计一次；直辖市各计一省一地。"),
			words("2.企业按统一社会信用代码去重；“家次”“人次”为各次之和，不去重。"),
			words("3.返岗率=节前在岗职工中已在岗人数÷节前在岗职工数，按人数合计相除，不取各地平均。"),
		},
	}
	recruit := &briefing.Table{
		Title: "跨省驻点招工情况表", Unit: "个、家、场、人次、份",
		Columns: []briefing.Column{
			{Head: "单位", Weight: 1.6}, {Head: "小分队", Align: briefing.Right, Weight: 1},
			{Head: "场次", Group: "招聘活动", Align: briefing.Right, Weight: 1}, {Head: "参会企业", Group: "招聘活动", Align: briefing.Right, Weight: 1},
			{Head: "提供岗位", Align: briefing.Right, Weight: 1.3}, {Head: "达成意向", Group: "成效", Align: briefing.Right, Weight: 1}, {Head: "签订协议", Group: "成效", Align: briefing.Right, Weight: 1},
			{Head: "主要目的地", Weight: 3},
		},
		Note: "注：临海市提供岗位按“3000余个”计；企业重复系两个以上单位组织同一企业参会，合计中只计一次。",
	}
	rows := []string{"1,3,7,640,121,4,遵义、铜仁、安顺", "1,4,8,705,164,5,恩施、宜昌、十堰、荆州", "2,5,9,760,186,5,亳州、阜阳、遵义", "1,1,10,3000余,1326,4,南充", "2,6,10,905,214,6,达州、巴中、昭通、南充", "1,4,7,610,157,3,曲靖、文山", "1,4,5,455,131,4,上饶、赣州", "1,4,4,430,118,3,六安、安庆、阜阳", "2,5,8,590,187,4,黔西南、毕节、遵义", "1,2,5,400,90,3,恩施", "1,2,22,2546,318,6,黔西南"}
	for i, r := range rows {
		row := briefing.Row{Cells: []briefing.Cell{{Text: counties[i]}}}
		for _, c := range strings.Split(r, ",") {
			row.Cells = append(row.Cells, briefing.Cell{Text: c})
		}
		recruit.Rows = append(recruit.Rows, row)
	}
	recruit.Rows = append(recruit.Rows,
		briefing.Row{Kind: briefing.Removed, Cells: cells("其中重复（剔除）", "", "", "-5", "", "", "", "")},
		briefing.Row{Kind: briefing.Total, Cells: cells("合计", "14", "40", "90", "11041", "3012", "47", "6省21地")})

	rates := &briefing.Table{Title: "重点企业返岗情况表", Unit: "人、%",
		Columns: []briefing.Column{{Head: "序号", Align: briefing.Center, Weight: .6}, {Head: "企业名称", Weight: 4}, {Head: "所属县（市、区）", Weight: 1.6, Align: briefing.Center}, {Head: "节前在岗", Align: briefing.Right}, {Head: "已在岗", Align: briefing.Right}, {Head: "返岗率", Align: briefing.Right}}}
	for i := range 46 {
		rates.Rows = append(rates.Rows, briefing.Row{Cells: cells(fmt.Sprint(i+1), fmt.Sprintf("%s某某%s股份有限公司", strings.TrimSuffix(counties[i%10], "区"), []string{"机械", "橡胶制品", "医药化工", "缝纫设备与智能制造装备（集团）"}[i%4]), counties[i%10], fmt.Sprint(1100-i*13), fmt.Sprint(1010-i*13), fmt.Sprintf("%.1f", 100*float64(1010-i*13)/float64(1100-i*13)))})
	}
	rates.Rows = append(rates.Rows, briefing.Row{Kind: briefing.Total, Cells: cells("合计", "46家", "", "37145", "33005", "88.9")})

	b.Sections = []briefing.Section{
		{ID: "recruitment", Title: "跨省驻点招工", Blocks: []briefing.Block{
			under("（一）总体进展。", "各地抢抓节前窗口期，共派出14个小分队，赴贵州、四川、湖北、安徽、云南、江西6省21地开展“驻点招工”。其中，临海市在四川省南充市嘉陵区举办“百城千企·乐业台州”招聘会，10家企业带去3000余个岗位，吸引1.8万人进场，达成就业意向1300余人；市本级组织22家企业赴贵州省黔西南布依族苗族自治州兴仁市，带去岗位2500多个。"),
			recruit,
			under("（二）各地情况。", "提供岗位数居前的是：临海市（3000余个）、市本级（2546个）、温岭市（905个）。与上周相比，全市新增招聘活动9场、就业意向412人次，环比增长15.8%——其中三门县增幅最大（28.9%）。"),
			&briefing.Chart{Title: "各单位提供岗位与达成意向", Kind: briefing.Bars, Unit: "个", Categories: counties,
				Series: []briefing.Series{
					{Name: "提供岗位", Values: []float64{640, 705, 760, 3000, 905, 610, 455, 430, 590, 400, 2546}, Labels: strings.Split("640,705,760,3000余,905,610,455,430,590,400,2546", ",")},
					{Name: "达成意向", Values: []float64{121, 164, 186, 1326, 214, 157, 131, 118, 187, 90, 318}, Labels: strings.Split("121,164,186,1326,214,157,131,118,187,90,318", ",")}}},
			&briefing.Chart{Title: "就业意向来源地", Kind: briefing.Flow, Unit: "人次", Categories: []string{"贵州省", "四川省", "湖北省", "安徽省", "云南省", "江西省"},
				Series: []briefing.Series{
					{Name: "椒江区", Values: []float64{121, 0, 0, 0, 0, 0}}, {Name: "黄岩区", Values: []float64{0, 0, 164, 0, 0, 0}}, {Name: "临海市", Values: []float64{0, 1326, 0, 0, 0, 0}},
					{Name: "路桥区", Values: []float64{86, 0, 0, 100, 0, 0}}, {Name: "温岭市", Values: []float64{0, 150, 0, 0, 64, 0}}, {Name: "市本级", Values: []float64{318, 0, 0, 0, 0, 0}}, {Name: "天台县", Values: []float64{0, 0, 0, 0, 0, 131}},
				}},
		}},
		{ID: "visits", Title: "走访慰问", Blocks: []briefing.Block{
			words("开展“春风送暖·乐业同行”走访慰问活动，市县联动走访企业312家，慰问留岗员工、技术骨干、脱贫人员等3000余人，发放政策宣传册6700余份，解决实际困难82个。协同65家企业赴省外多地慰问台州老员工484人。"),
			under("（一）典型做法。", ""),
			words("位于路桥区的绿田机械股份有限公司为1100名员工发放稳岗红包和年货，每人1200元；在当地人社部门组织下，用三辆返乡专车送200多名外地员工踏上返乡之旅。（“老员工返岗率都在90%以上。”）"),
		}},
		{ID: "return", Title: "企业返岗", Blocks: []briefing.Block{
			words("截至2月25日，全市重点企业返岗率90.3%，比上周提高12.4个百分点。其中，返岗率90%以上的有6个单位，80%—90%的有3个单位，分别是玉环市（88.7%）、温岭市（87.2%）、台州湾新区（84.0%）。"),
			&briefing.Chart{Title: "各单位返岗率", Kind: briefing.Bars, Unit: "%", Categories: counties[:10], Target: 90, TargetText: "目标90%",
				Series: []briefing.Series{
					{Name: "上周", Values: []float64{80, 79.5, 77, 82.1, 75.3, 76.6, 81, 80.2, 78.9, 70.1}, Labels: strings.Split("80.0,79.5,77.0,82.1,75.3,76.6,81.0,80.2,78.9,70.1", ",")},
					{Name: "本周", Values: []float64{94.3, 92.5, 91.2, 93.0, 87.2, 88.7, 90.1, 89.9, 91.0, 84}, Labels: strings.Split("94.3,92.5,91.2,93.0,87.2,88.7,90.1,89.9,91.0,84.0", ",")}},
				Note: "注：返岗率=在岗老员工÷节前在岗职工。"},
			&briefing.Chart{Title: "返岗率走势", Kind: briefing.Lines, Unit: "%", Categories: []string{"2月18日", "2月25日", "3月3日"},
				Series: []briefing.Series{{Name: "全市", Values: []float64{77.9, 90.3, 95.1}, Labels: []string{"77.9", "90.3", "95.1"}}, {Name: "省外员工", Values: []float64{61.2, 82.4, 93.8}, Labels: []string{"61.2", "82.4", "93.8"}}}},
			rates,
		}},
		{ID: "quality", Title: "报送情况", Blocks: []briefing.Block{
			words("本期应报66份，已报65份，其中迟报1份、退改1份；仙居县《企业返岗情况表》缺报，沿用上期数。存疑2处，已由报送单位说明。"),
		}},
	}
	return b
}

func cells(words ...string) []briefing.Cell {
	var out []briefing.Cell
	for _, w := range words {
		out = append(out, briefing.Cell{Text: w})
	}
	return out
}
