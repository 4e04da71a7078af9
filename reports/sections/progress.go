package sections

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// progress says who filed what in this period: in words, and unit by form.
func (f *Facts) progress() []briefing.Block {
	var out []briefing.Block
	if p, ok := f.filedInWords(); ok {
		out = append(out, p)
	}
	if p, ok := f.firmsInWords(); ok {
		out = append(out, p)
	}
	if t := f.matrix(); t != nil {
		out = append(out, t)
	}
	if t := f.refused(); t != nil {
		out = append(out, t)
	}
	return out
}

// ofPeriod are what units of one kind filed or owe in the briefing's period.
func (f *Facts) ofPeriod(firms bool) []figures.Filed {
	var out []figures.Filed
	for _, filed := range f.Merged.Filed {
		u, ok := f.Register.Unit(filed.Unit)
		if filed.Period.Ends == f.Merged.Period.Ends && ok && (u.Kind == period.Firm) == firms {
			out = append(out, filed)
		}
	}
	return out
}

// filedInWords: 本期应报12张，已报11张，其中待说明1张、零报告1张；未报1张：玉环市
// （走访慰问台账）。
func (f *Facts) filedInWords() (briefing.Paragraph, bool) {
	filed := f.ofPeriod(false)
	if len(filed) == 0 {
		return briefing.Paragraph{}, false
	}
	due, came, late, beside := 0, 0, 0, 0
	byState := map[string]int{}
	missing := map[returns.UnitCode][]string{}
	var order []returns.UnitCode
	for _, x := range filed {
		switch {
		case x.Due && x.Timeliness == "missing":
			due++
			if missing[x.Unit] == nil {
				order = append(order, x.Unit)
			}
			missing[x.Unit] = append(missing[x.Unit], f.title(x.Form))
			continue
		case x.Due:
			due++
			came++
		default:
			if x.Status == "" {
				continue
			}
			beside++
		}
		if x.Timeliness == "late" {
			late++
		}
		byState[x.Status]++
	}
	s := "本期县（市、区）和市本级应报" + strconv.Itoa(due) + "张报表，已报" + strconv.Itoa(came) + "张"
	if due == 0 {
		s = "本期没有应报的报表"
	}
	if beside > 0 {
		s += "，另报" + strconv.Itoa(beside) + "张"
	}
	s += states(late, byState) + "。"
	if len(order) > 0 {
		s += f.missing(order, missing)
	}
	return briefing.Words(s), true
}

// missing names who has not filed what; of many units only some are named, for
// the table below has them all.
func (f *Facts) missing(order []returns.UnitCode, what map[returns.UnitCode][]string) string {
	const few = 6
	if len(order) > few {
		var names []string
		for _, unit := range order {
			names = append(names, f.unitName(unit))
		}
		return "尚未报齐的有" + phrase.Some(names, few, "个单位") + "。"
	}
	s := "尚未报送的有："
	for i, unit := range order {
		if i > 0 {
			s += "；"
		}
		s += f.unitName(unit) + "（" + strings.Join(what[unit], "、") + "）"
	}
	return s + "。"
}

// states: （其中迟报1张、待说明1张、零报告2张）.
func states(late int, n map[string]int) string {
	var parts []string
	if late > 0 {
		parts = append(parts, "迟报"+strconv.Itoa(late)+"张")
	}
	for _, st := range []returns.State{returns.Held, returns.Nil, returns.Refused, returns.SentBack, returns.Withdrawn, returns.Offered} {
		if n[st.String()] > 0 {
			parts = append(parts, st.Chinese()+strconv.Itoa(n[st.String()])+"张")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "（其中" + strings.Join(parts, "、") + "）"
}

// firmsInWords: 应报花名册的企业15家，已报12家；尚未报送的有……
func (f *Facts) firmsInWords() (briefing.Paragraph, bool) {
	due, came := 0, 0
	var missing []string
	for _, x := range f.ofPeriod(true) {
		if !x.Due {
			continue
		}
		due++
		if x.Timeliness == "missing" {
			missing = append(missing, f.unitName(x.Unit))
			continue
		}
		came++
	}
	if due == 0 {
		return briefing.Paragraph{}, false
	}
	s := "企业应报" + strconv.Itoa(due) + "张报表，已报" + strconv.Itoa(came) + "张"
	if len(missing) > 0 {
		s += "；尚未报送的有" + phrase.Some(missing, 10, "家企业")
	}
	if n := len(f.Merged.Carried); n > 0 {
		s += "。本期未报、沿用上期数字的企业" + strconv.Itoa(n) + "家：" + phrase.Some(f.Merged.Carried, 10, "家")
	}
	return briefing.Words(s + "。"), true
}

// matrix has one line a unit and one column a form of the period; nil when
// nothing was due and nothing came.
func (f *Facts) matrix() *briefing.Table {
	filed := f.ofPeriod(false)
	var formsThere []returns.FormID
	for _, form := range f.Forms.Forms {
		if slices.ContainsFunc(filed, func(x figures.Filed) bool { return x.Form == form.ID && (x.Due || x.Status != "") }) {
			formsThere = append(formsThere, form.ID)
		}
	}
	if len(formsThere) == 0 {
		return nil
	}
	t := &briefing.Table{
		Title: "本期报送情况", Columns: []briefing.Column{{Head: "报送单位", Weight: 1.4}},
		Note: "注：空格为本期不需报送。待说明的已计入，标为存疑；退改的未计入，原已收的版本仍计入。",
	}
	for _, id := range formsThere {
		t.Columns = append(t.Columns, briefing.Column{Head: shortTitle(f.title(id)), Align: briefing.Center, Weight: 1})
	}
	for _, u := range f.Register.Units {
		row := briefing.Row{Cells: []briefing.Cell{{Text: u.Name}}}
		for _, id := range formsThere {
			row.Cells = append(row.Cells, briefing.Cell{Text: filedWord(filed, u.Code, id)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// filedWord is what the matrix prints for one unit and form.
func filedWord(filed []figures.Filed, unit returns.UnitCode, form returns.FormID) string {
	i := slices.IndexFunc(filed, func(x figures.Filed) bool { return x.Unit == unit && x.Form == form })
	switch {
	case i < 0:
		return ""
	case filed[i].Timeliness == "missing":
		return "未报"
	case filed[i].Status == "":
		return ""
	}
	word := phrase.State(filed[i].Status)
	if filed[i].Timeliness == "late" {
		word += "（迟）"
	}
	return word
}

// refused lists the returns and files that were not merged.
func (f *Facts) refused() *briefing.Table {
	if len(f.Merged.Refused) == 0 {
		return nil
	}
	t := &briefing.Table{
		Title: "退改和无法读取的文件", Note: "注：以上均未计入本期数字。",
		Columns: []briefing.Column{{Head: "报送单位", Weight: 1.4}, {Head: "报表", Weight: 2}, {Head: "文件", Weight: 3}, {Head: "问题数", Align: briefing.Right, Weight: 0.8}},
	}
	for _, r := range f.Merged.Refused {
		t.Rows = append(t.Rows, briefing.Row{Cells: []briefing.Cell{
			{Text: orDash(f.unitName(r.Unit))}, {Text: orDash(f.title(r.Form))}, {Text: phrase.File(r.File)}, {Text: strconv.Itoa(r.Findings)},
		}})
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return phrase.None
	}
	return s
}

// unitName is a unit's name, its code where it is not in the register.
func (f *Facts) unitName(code returns.UnitCode) string {
	if u, ok := f.Register.Unit(code); ok {
		return u.Name
	}
	return string(code)
}

// title is a form's title, its id where it is not in the catalogue.
func (f *Facts) title(id returns.FormID) string {
	if form, ok := f.Forms.Form(id); ok {
		return form.Title
	}
	return string(id)
}
