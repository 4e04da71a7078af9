package xlsx

import (
	"fmt"
	"strings"

	definitions "chunfeng/importer/forms"
)

// guide writes the sheet 填表说明: what holds for every table, then how each
// column is filled in.
func (b *blank) guide() error {
	for i, w := range [...]float64{30, 10, 84} {
		col := string(rune('A' + i))
		if err := b.f.SetColWidth(guideSheet, col, col, w); err != nil {
			return err
		}
	}
	g := &guide{b: b}
	g.line(b.form.Title+"　"+guideSheet, 30, blankStyle{look: title, format: "@", left: true})
	for i, s := range b.advice() {
		g.wide(fmt.Sprintf("%d. %s", i+1, s))
	}
	g.row++
	g.header()
	for i := range b.form.Fields {
		fl := &b.form.Fields[i]
		if !fl.Derived && (fl.Meta || fl.Role != definitions.RoleCounty) && fl.Figure == "" {
			g.field(fl)
		}
	}
	if g.err != nil {
		return g.err
	}
	campaign := ""
	if b.on.Register != nil {
		campaign = b.on.Register.Campaign.Name
	}
	return setPage(b.f, guideSheet, campaign, page{printed: 3})
}

// advice is what holds for the whole table.
func (b *blank) advice() []string {
	out := []string{
		"填在工作表“" + b.sheet + "”表头以下，一行一条；行数不够时直接往下填。可以增加列、调整列的顺序，但请保留表头的文字。",
		"红字的栏目必须填写，其余有则填、无则空。确实没有数据的整张表，在表头下一行写“无”。",
		"标题下写明截至哪一天；这一天是报送期的最后一天。填报日期是填表的日子，不是报送期。",
		"数字填阿拉伯数字，不带单位，单位见表头；没有数据留空，确为零填0。不能准确统计的可填“3000余”，须作说明。",
		"日期写成 2024-2-4 这样；一件事跨几天的，分别填开始和结束。",
		"身份证号、统一社会信用代码、电话各列已设为文本格式，请不要改为数字，以免末几位变成零。",
	}
	switch {
	case b.form.Layout == definitions.Indicators:
		out[0] = "每个指标一行，“本周”填本期新发生的，“累计”填专项行动开始以来的。没有的指标留空。已报台账的指标以台账为准，可不填。"
	case b.form.Counting == definitions.Stock:
		out = append(out, "本表反映截至当日的状况，每期报全表，新报的一期替代旧的一期。")
	default:
		out = append(out, "本表是台账，各期累加；可以每期接着往下填，也可以只报本期新增的。同一件事请不要改日期、地点和名称重报。")
	}
	return append(out, "隐藏的工作表供程序认表，请不要删改。")
}

// howTo says how a field is filled in.
func (b *blank) howTo(fl *definitions.Field) string {
	var parts []string
	switch words := wordsOf(fl); {
	case fl.Type == definitions.Province:
		parts = append(parts, "选填省级行政区的全称")
	case len(words) > 0 && fl.Several:
		parts = append(parts, "可填几项，用顿号分开："+strings.Join(words, "、"))
	case len(words) > 0 && fl.Open:
		parts = append(parts, "可以选填，也可以填其他："+some(words))
	case len(words) > 0:
		parts = append(parts, "从下列选填："+strings.Join(words, "、"))
	default:
		parts = append(parts, b.kindly(fl))
	}
	if fl.Default != "" {
		parts = append(parts, "不填按"+fl.Default+"计")
	}
	return strings.Join(parts, "；")
}

// some is the first words of a long list, the rest of which the drop-down list
// shows.
func some(words []string) string {
	const most = 12
	if len(words) <= most+3 {
		return strings.Join(words, "、")
	}
	return strings.Join(words[:most], "、") + "等，见下拉列表"
}

// kindly says in words what a field of that type takes.
func (b *blank) kindly(fl *definitions.Field) string {
	switch fl.Type {
	case definitions.Count:
		return "填整数，不能为负" + unitWords(fl)
	case definitions.Money:
		return "填金额，不能为负" + unitWords(fl)
	case definitions.Rate:
		return "填百分数，0%至100%"
	case definitions.DateType:
		if fl.Dates == definitions.OpenDate {
			return "填日期，例如 2024-2-4"
		}
		from, to := b.days(fl)
		if fl.Dates == definitions.EventDate && b.on.Register != nil {
			return "填日期，在" + from.Chinese() + "至" + to.Chinese() + "之间"
		}
		if b.on.Register != nil {
			return "填日期，不晚于" + to.Chinese()
		}
		return "填日期，例如 2024-2-4"
	case definitions.Firm:
		return "填企业全称，与营业执照一致"
	case definitions.USCC:
		return "填18位统一社会信用代码"
	case definitions.IDCard:
		return "填18位身份证号"
	case definitions.Phone:
		return "填手机号，或带区号的座机号"
	case definitions.Person:
		return "填姓名"
	case definitions.Place, definitions.County:
		return "填地名全称"
	}
	return "填文字"
}

func unitWords(fl *definitions.Field) string {
	if fl.Unit == "" {
		return ""
	}
	return "，单位：" + fl.Unit
}

// A guide is the sheet of instructions being written. The first error stays.
type guide struct {
	b   *blank
	row int
	err error
}

func (g *guide) do(step func() error) {
	if g.err == nil {
		g.err = step()
	}
}

func (g *guide) line(text string, height float64, s blankStyle) {
	g.row++
	g.do(func() error { return g.b.f.SetRowHeight(guideSheet, g.row, height) })
	g.do(func() error { return g.b.put(guideSheet, at(1, g.row), text, s) })
}

// wide writes a paragraph over all columns; rows do not grow with merged
// cells, so the height is counted.
func (g *guide) wide(text string) {
	const across = 58 // characters of Chinese
	g.line(text, float64((len([]rune(text))+across-1)/across)*17+4, blankStyle{look: plain, format: "@", left: true, bare: true})
	g.do(func() error { return g.b.f.MergeCell(guideSheet, at(1, g.row), at(3, g.row)) })
}

func (g *guide) header() {
	g.row++
	for i, s := range [...]string{"栏目", "必填", "填法"} {
		g.do(func() error { return g.b.put(guideSheet, at(i+1, g.row), s, blankStyle{look: head, format: "@"}) })
	}
	g.do(func() error { return g.b.f.SetRowHeight(guideSheet, g.row, 24) })
}

func (g *guide) field(fl *definitions.Field) {
	g.row++
	needed := ""
	if fl.Required {
		needed = yes(true)
	}
	how := g.b.howTo(fl)
	if fl.Meta {
		how = "填在表的上方；" + how
	}
	for i, s := range [...]string{g.b.header(fl), needed, how} {
		g.do(func() error {
			return g.b.put(guideSheet, at(i+1, g.row), s, blankStyle{look: plain, format: "@", left: i != 1, needed: i == 0 && fl.Required})
		})
	}
	const across = 42
	height := float64((len([]rune(how))+across-1)/across) * 16
	g.do(func() error { return g.b.f.SetRowHeight(guideSheet, g.row, max(20, height+4)) })
}
