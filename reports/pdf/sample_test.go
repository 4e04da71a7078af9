package pdf_test

import (
	"fmt"
	"math"
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
		Lines:    []string{"14个小分队前往全国6省21地", "大规模跨省驻点招工"},
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

// extremes are briefings at the edges of what a campaign gives.
func extremes() map[string]*briefing.Briefing {
	all := map[string]*briefing.Briefing{"campaign": campaign()}

	all["empty"] = &briefing.Briefing{}

	none := campaign()
	none.Issue = "草稿"
	none.Title, none.Lines = "春节稳岗扩岗保用工促就业专项行动开展情况", nil
	none.Lead = words("截至2月4日，尚无单位报送。")
	none.Sections = []briefing.Section{{ID: "recruitment", Title: "跨省驻点招工"}, {ID: "quality", Title: "报送情况", Blocks: []briefing.Block{
		words("本期应报66份，均未报送。"),
		&briefing.Table{Title: "各单位情况", Columns: []briefing.Column{{Head: "单位"}, {Head: "岗位", Align: briefing.Right}}},
		&briefing.Chart{Title: "各单位返岗率", Kind: briefing.Bars, Unit: "%"},
	}}}
	none.Colophon = briefing.Colophon{}
	none.Basis = nil
	all["none"] = none

	one := campaign()
	one.Sections = []briefing.Section{{ID: "r", Title: "跨省驻点招工", Blocks: []briefing.Block{
		&briefing.Table{Title: "情况表", Columns: []briefing.Column{{Head: "单位"}, {Head: "岗位", Align: briefing.Right}}, Rows: []briefing.Row{{Cells: cells("椒江区", "640")}, {Kind: briefing.Total, Cells: cells("合计", "640")}}},
		&briefing.Chart{Title: "各单位返岗率", Kind: briefing.Bars, Unit: "%", Categories: []string{"椒江区"}, Target: 90, TargetText: "目标 90%", Series: []briefing.Series{{Name: "本期", Values: []float64{90.3}, Labels: []string{"90.3%"}}}},
		&briefing.Chart{Title: "走势", Kind: briefing.Lines, Unit: "%", Categories: []string{"2月4日"}, Series: []briefing.Series{{Name: "全市", Values: []float64{90.3}, Labels: []string{"90.3%"}}}},
		&briefing.Chart{Title: "来源", Kind: briefing.Flow, Unit: "人次", Categories: []string{"贵州省"}, Series: []briefing.Series{{Name: "椒江区", Values: []float64{90}, Labels: []string{"90"}}}},
	}}}
	all["one"] = one

	all["thirty"] = thirty()
	all["long"] = long()
	return all
}

// thirty has thirty counties with missing weeks, and many columns.
func thirty() *briefing.Briefing {
	b := campaign()
	var names []string
	for i := range 30 {
		names = append(names, []string{"临海市", "台州湾新区", "黔西南布依族苗族自治州兴仁市", "积石山保安族东乡族撒拉族自治县"}[i%4][:]+fmt.Sprint(i+1))
	}
	two := []briefing.Series{{Name: "上期"}, {Name: "本期"}}
	wide := &briefing.Table{Title: "各单位指标一览表", Columns: []briefing.Column{{Head: "报送单位", Weight: 1.6}}}
	for i := range 14 {
		wide.Columns = append(wide.Columns, briefing.Column{Group: []string{"驻点招工", "走访慰问", "返岗"}[i/5], Head: []string{"场次", "提供岗位数", "达成意向", "人数", "返岗率"}[i%5], Align: briefing.Right})
	}
	flow := &briefing.Chart{Title: "来源地去向", Kind: briefing.Flow, Unit: "人", Categories: []string{"贵州省", "四川省", "云南省", "新疆维吾尔自治区"}}
	lines := &briefing.Chart{Title: "各单位走势", Kind: briefing.Lines, Unit: "%", Target: 90, TargetText: "目标 90%"}
	for w := range 12 {
		lines.Categories = append(lines.Categories, fmt.Sprintf("第%d期", w+1))
	}
	for i, n := range names {
		row := briefing.Row{Cells: cells(n)}
		for j := range 14 {
			row.Cells = append(row.Cells, briefing.Cell{Text: []string{fmt.Sprint(i * j * 37), "—", fmt.Sprintf("%.1f%%", float64(i*3)), "11041个以上"}[(i+j)%4]})
		}
		wide.Rows = append(wide.Rows, row)
		v := float64(60 + i*13%40)
		two[0].Values, two[0].Labels = append(two[0].Values, v), append(two[0].Labels, fmt.Sprintf("%.1f%%", v))
		if i%7 == 3 {
			two[1].Values, two[1].Labels = append(two[1].Values, nan()), append(two[1].Labels, "—")
		} else {
			two[1].Values, two[1].Labels = append(two[1].Values, v+1), append(two[1].Labels, fmt.Sprintf("%.1f%%", v+1))
		}
		s := briefing.Series{Name: n, Values: []float64{float64(i), float64(i * i % 17), 3, float64(i % 2)}}
		flow.Series = append(flow.Series, s)
		if i < 8 {
			s := briefing.Series{Name: n}
			for w := range 12 {
				v := float64(50 + (i*7+w*5)%50)
				if w == 4 {
					v = nan()
				}
				s.Values, s.Labels = append(s.Values, v), append(s.Labels, fmt.Sprintf("%.1f%%", v))
			}
			lines.Series = append(lines.Series, s)
		}
	}
	b.Sections = []briefing.Section{{ID: "x", Title: "返岗情况", Blocks: []briefing.Block{
		words("各单位返岗情况如下。"), wide,
		&briefing.Chart{Title: "返岗率", Kind: briefing.Bars, Unit: "%", Categories: names, Series: two, Target: 90, TargetText: "目标 90%"},
		words("走势如下。"), lines, flow,
	}}}
	return b
}

// long has long names, rare characters, hostile text and a foot of many lines.
func long() *briefing.Briefing {
	b := campaign()
	b.Masthead = "台州市春节期间稳岗扩岗保用工促就业专项行动领导小组办公室工作专报"
	b.Issue = "第128期（总第1024期）增刊"
	b.Issuer = "台州市春节期间稳岗扩岗保用工促就业专项行动领导小组办公室（台州市人力资源和社会保障局）"
	b.Lines = nil
	b.Title = "关于2024年春节期间台州市各县（市、区）和台州湾新区开展“春风送暖·乐业同行”走访慰问及跨省驻点招工、村企联盟等活动情况的通报"
	b.Sections = []briefing.Section{{ID: "x", Title: "关于各县（市、区）开展“春风送暖·乐业同行”走访慰问及跨省驻点招工活动的总体情况与下一步打算", Blocks: []briefing.Block{
		under("（一）生僻字与杂字符。", "李𬭎、王犇、赵䶮、钱堃、孙喆、张\u200b三\ufeff、阿卜杜热合曼·麦麦提、😀、a\tb、\u0000坏字节\xff、e\u0301、https://example.invalid/a/very/long/path/that/does/not/break/anywhere/because/it/is/one/word?x=1234567890123456789012345678901234567890。"),
		words(strings.Repeat("，。、；：？！“”‘’（）《》", 12)),
		words(strings.Repeat("1234567890", 20)),
		words("（“（《“引号套引号”》）”），——破折号……省略号——（完）。" + strings.Repeat("甲", 70) + "。" + strings.Repeat("春风送暖，", 40)),
		&briefing.Table{Title: strings.Repeat("很长的表题", 12), Unit: "个", Columns: []briefing.Column{{Head: "单位"}, {Head: "说明", Weight: 4}, {Head: "数量（个）以及更多的文字", Align: briefing.Right}},
			Rows: []briefing.Row{{Cells: cells("台州市第一有限责任公司", strings.Repeat("本单位情况特殊，需要很长的说明文字。", 60), "11041")}, {Cells: cells("乙", strings.Repeat("单元格", 30), "1", "多余")}, {Cells: cells("丙")}, {Kind: briefing.Total, Cells: cells("合计", "", "11042")}},
			Note: strings.Repeat("表注文字很长。", 20)},
		&briefing.Chart{Title: "企业返岗率", Kind: briefing.Bars, Unit: "%", Categories: []string{"浙江某某缝纫设备与智能制造装备（集团）股份有限公司台州湾新区分公司", "甲"}, Series: []briefing.Series{{Name: "本期", Values: []float64{-3.5, 12}, Labels: []string{"-3.5", "12"}}}},
	}}}
	for i := range 40 {
		b.Colophon.To[2].Names = append(b.Colophon.To[2].Names, fmt.Sprintf("第%d单位人力资源和社会保障局", i))
	}
	return b
}

func nan() float64 { return math.NaN() }
