package sections

import (
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
)

// basis says what counts in what: the campaign's settings, then the
// definitions of the figures that somebody filed.
func (f *Facts) basis() []briefing.Paragraph {
	b := f.Register.Campaign.Basis
	place := "涉及地区按设区的市（州、盟）计，县级地方归入所属市（州、盟），直辖市为一省一地。"
	if b.Place == "county" {
		place = "涉及地区按县（市、区）计。"
	}
	home := "招工各数只计省外活动，省内活动另列。"
	if b.HomeProvinceFairs == "included" {
		home = "招工各数含省内活动。"
	}
	lines := []string{
		place,
		home + either(b.AlliancesInAgreements, "村企联盟协议计入劳务合作协议。", "村企联盟协议不计入劳务合作协议。") +
			either(b.HometownInVisits, "跨省慰问人数计入走访慰问人数。", "跨省慰问人数不计入走访慰问人数。"),
		"家、人、村、省、地为去重数，家次、人次为累计数，两者不混用；各单位之和多于全市的部分列为“其中重复（剔除）”。",
		"比率按合计数相除，不是各单位比率的平均；保留一位小数，四舍五入，只有分子等于分母时为100%；百分点按印出的比率相减。",
		"未报送的记为“—”，不作零。",
	}
	var out []briefing.Paragraph
	for _, l := range lines {
		out = append(out, briefing.Words(l))
	}
	for _, d := range f.Merged.Catalogue {
		if d.Way == figures.Ratio && d.Definition != "" && !f.absent(d.ID) {
			out = append(out, briefing.Words(d.Name+"："+d.Definition+counts(f.Merged.Figure(figures.City, d.ID))+"。"))
		}
	}
	return out
}

func either(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// counts says how many firms a rate is made of, and how many lack a part of it.
func counts(rate figures.Figure) string {
	if rate.In+rate.Out == 0 {
		return ""
	}
	s := "；计入企业" + strconv.Itoa(rate.In) + "家"
	if rate.Out > 0 {
		s += "，另有" + strconv.Itoa(rate.Out) + "家缺分子或分母，未计入"
	}
	return s
}
