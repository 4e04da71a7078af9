package reportstest

import (
	"fmt"
	"strconv"

	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// Random draws campaigns: 0 to 30 units, forms that nobody filed, numbers that
// are 0, 1, approximate or large, long names, returns that are missing, held or
// refused.
func Random(catalogue *forms.Catalogue) func(*rapid.T) Case {
	return func(t *rapid.T) Case { return random(t, catalogue) }
}

func random(t *rapid.T, catalogue *forms.Catalogue) Case {
	reg := randomRegister(t)
	no := rapid.IntRange(1, 6).Draw(t, "period")
	var rows []Row
	for _, form := range catalogue.Forms {
		if len(reg.Units) == 0 || form.Layout != forms.Rows || !rapid.Bool().Draw(t, "filed "+string(form.ID)) {
			continue
		}
		for range rapid.IntRange(0, 4).Draw(t, "rows of "+string(form.ID)) {
			rows = append(rows, randomRow(t, form, reg))
		}
	}
	c := Case{Register: reg, Forms: catalogue, Merged: Merge(catalogue, reg, Periods()[no-1], rows)}
	if no > 1 && rapid.Bool().Draw(t, "with earlier") {
		c.Earlier = append(c.Earlier, Merge(catalogue, reg, Periods()[no-2], rows[:len(rows)/2]))
	}
	if len(reg.Units) > 0 {
		randomFiled(t, &c)
	}
	return c
}

func randomRegister(t *rapid.T) *register.Register {
	all := Register(0)
	n := rapid.SampledFrom([]int{0, 1, 2, 11, 30}).Draw(t, "units")
	var units []returns.Unit
	for i := range n {
		u := returns.Unit{Code: returns.UnitCode(fmt.Sprintf("33%04d", i)), Kind: period.County, Name: fmt.Sprintf("第%d县", i+1)}
		if i%7 == 3 {
			u.Name = "积石山保安族东乡族撒拉族自治县经济技术开发区管理委员会"
		}
		units = append(units, u)
	}
	return register.New(all.Campaign, units, nil)
}

func randomRow(t *rapid.T, form *forms.Form, reg *register.Register) Row {
	row := Row{
		Form: form.ID, Unit: rapid.SampledFrom(reg.Units).Draw(t, "unit").Code,
		Set: map[returns.FieldID]string{}, Key: map[figures.ID]string{}, Home: rapid.IntRange(0, 5).Draw(t, "home") == 0,
	}
	for _, f := range form.Fields {
		if f.Meta || !f.Required && f.Role == "" && rapid.IntRange(0, 2).Draw(t, "blank") == 0 {
			continue
		}
		row.Set[f.ID] = randomValue(t, &f)
	}
	for _, fig := range form.Figures {
		if fig.Distinct != "" {
			row.Key[fig.ID] = rapid.SampledFrom([]string{"甲", "乙", "丙"}).Draw(t, "key")
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "left") == 0 {
		row.Left = "与别的单位所报为同一件事"
	}
	return row
}

func randomValue(t *rapid.T, f *forms.Field) string {
	switch f.Type {
	case forms.Count, forms.Money:
		n := rapid.SampledFrom([]int{0, 1, 7, 99, 100, 3000, 9999, 10000, 20030, 123456}).Draw(t, "number")
		return strconv.Itoa(n) + rapid.SampledFrom([]string{"", "", "", "+", "-", "~"}).Draw(t, "qualifier")
	case forms.Rate:
		return "0.5"
	case forms.DateType:
		return Day(1, 15).Add(rapid.IntRange(0, 48).Draw(t, "day")).String()
	case forms.YesNo:
		return rapid.SampledFrom([]string{"是", "否"}).Draw(t, "yes")
	case forms.Enum:
		return rapid.SampledFrom(f.Choices).Draw(t, "choice").Value
	case forms.Province:
		return rapid.SampledFrom([]string{"贵州省", "重庆市", "新疆维吾尔自治区"}).Draw(t, "province")
	case forms.IDCard:
		return "331003199001011234"
	case forms.Phone:
		return "13800000000"
	}
	return rapid.SampledFrom([]string{"甲", "=1+1", "@某某“有限”公司", "<b>&某</b>", "台州湾新区滨海工业园区第一百零一号股份有限责任公司"}).Draw(t, "text")
}

func randomFiled(t *rapid.T, c *Case) {
	for _, u := range c.Register.Units {
		for _, form := range c.Forms.Forms[:4] {
			f := figures.Filed{Unit: u.Code, Form: form.ID, Period: c.Merged.Period}
			switch rapid.IntRange(0, 4).Draw(t, "filed") {
			case 0:
				continue
			case 1:
				f.Due, f.Timeliness = true, "missing"
			default:
				f.Due, f.Timeliness, f.Version, f.File = rapid.Bool().Draw(t, "due"), rapid.SampledFrom([]string{"filed", "late", "ontime"}).Draw(t, "time"), 1, "=某.xlsx"
				f.Status = rapid.SampledFrom([]string{"accepted", "held", "nil", "refused", "withdrawn"}).Draw(t, "state")
			}
			c.Merged.Filed = append(c.Merged.Filed, f)
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "refused") {
		c.Merged.Refused = append(c.Merged.Refused, figures.Refused{File: fmt.Sprintf("第%d个.xlsx", i), Findings: i})
	}
}
