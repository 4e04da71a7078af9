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

// A tally counts what was filed in a period.
type tally struct {
	due, came, beside int
	ontime            bool // nothing that was due is known to have come late
	byState           map[string]int
	late, missing     owed
}

// owed are forms by unit, in the order of first appearance.
type owed struct {
	order []returns.UnitCode
	forms map[returns.UnitCode][]string
}

func (o *owed) add(unit returns.UnitCode, form string) {
	if o.forms == nil {
		o.forms = map[returns.UnitCode][]string{}
	}
	if o.forms[unit] == nil {
		o.order = append(o.order, unit)
	}
	o.forms[unit] = append(o.forms[unit], form)
}

func (o *owed) count() (n int) {
	for _, forms := range o.forms {
		n += len(forms)
	}
	return n
}

func (f *Facts) tally(filed []figures.Filed) tally {
	t := tally{byState: map[string]int{}, ontime: true}
	for _, x := range filed {
		switch {
		case x.Due && x.Timeliness == "missing":
			t.due++
			t.missing.add(x.Unit, f.title(x.Form))
			continue
		case x.Due:
			t.due++
			t.came++
			t.ontime = t.ontime && x.Timeliness == "ontime"
		case x.Status == "":
			continue
		default:
			t.beside++
		}
		if x.Timeliness == "late" {
			t.late.add(x.Unit, f.title(x.Form))
		}
		t.byState[x.Status]++
	}
	return t
}

// filedInWords: 本期县（市、区）和市本级应报报表12张，已报11张，未报1张。已报报表中，
// 零报告1张，待说明1张。未报的有：玉环市（走访慰问台账）。
func (f *Facts) filedInWords() (briefing.Paragraph, bool) {
	filed := f.ofPeriod(false)
	if len(filed) == 0 {
		return briefing.Paragraph{}, false
	}
	t := f.tally(filed)
	s := "本期县（市、区）和市本级" + t.words("应报报表") + "。"
	if state := states(t.byState); state != "" {
		s += "已报报表中，" + state + "。"
	}
	s += f.owing("迟报", "张", &t.late) + f.owing("未报", "张", &t.missing)
	return briefing.Words(s), true
}

// words: 应报报表12张，已报11张，未报1张，另报2张.
func (t *tally) words(due string) string {
	if t.due == 0 && t.beside > 0 {
		return "没有应报的报表，报来" + strconv.Itoa(t.beside) + "张"
	}
	s := "没有应报的报表"
	if t.due > 0 {
		s = due + strconv.Itoa(t.due) + "张，"
		switch {
		case t.came == 0:
			s += "均未报送"
		case t.came < t.due:
			s += "已报" + strconv.Itoa(t.came) + "张，未报" + strconv.Itoa(t.due-t.came) + "张"
		case t.ontime:
			s += "全部按时报送"
		default:
			s += "已全部报送"
		}
	}
	if t.beside > 0 {
		s += "，另报" + strconv.Itoa(t.beside) + "张"
	}
	return s
}

// owing names who filed what late, or did not file it; of many units only some
// are named, for the table below has them all.
func (f *Facts) owing(word, unit string, o *owed) string {
	const few = 6
	if len(o.order) == 0 {
		return ""
	}
	if len(o.order) > few {
		var names []string
		for _, unit := range o.order {
			names = append(names, f.unitName(unit))
		}
		return word + "的有" + phrase.Some(names, few, "个单位") + "，共" + strconv.Itoa(o.count()) + unit + "。"
	}
	var each []string
	for _, unit := range o.order {
		each = append(each, f.unitName(unit)+"（"+strings.Join(o.forms[unit], "、")+"）")
	}
	return word + "的有：" + strings.Join(each, "；") + "。"
}

// states: 零报告2张，待说明1张.
func states(n map[string]int) string {
	var parts []string
	for _, st := range []returns.State{returns.Nil, returns.Held, returns.Refused, returns.SentBack, returns.Withdrawn, returns.Offered} {
		if n[st.String()] > 0 {
			parts = append(parts, st.Chinese()+strconv.Itoa(n[st.String()])+"张")
		}
	}
	return strings.Join(parts, "，")
}

// firmsInWords: 企业应自报报表40张，已报14张，未报26张。未报的按所在地分，路桥区6家、
// 临海市4家……
func (f *Facts) firmsInWords() (briefing.Paragraph, bool) {
	t := f.tally(slices.DeleteFunc(f.ofPeriod(true), func(x figures.Filed) bool { return !x.Due }))
	s := ""
	if t.due > 0 {
		s = "企业" + t.words("应自报报表") + "。" + f.firmsMissing(&t.missing)
	}
	if n := len(f.Merged.Carried); n > 0 {
		s += "本期未报、沿用上期数字的企业" + strconv.Itoa(n) + "家：" + phrase.Some(f.Merged.Carried, 10, "家") + "。"
	}
	return briefing.Words(s), s != ""
}

// firmsMissing names a few firms that have not filed, and counts many by the
// county they lie in.
func (f *Facts) firmsMissing(o *owed) string {
	const few = 5
	if len(o.order) == 0 {
		return ""
	}
	var names []string
	within := map[returns.UnitCode]int{}
	for _, code := range o.order {
		names = append(names, f.unitName(code))
		if u, ok := f.Register.Unit(code); ok {
			within[u.Within]++
		}
	}
	if len(names) <= few || within[""] > 0 {
		return "未报的有" + phrase.Some(names, few, "家") + "。"
	}
	var parts []string
	for _, u := range f.Register.Units {
		if n := within[u.Code]; n > 0 {
			parts = append(parts, u.Name+strconv.Itoa(n)+"家")
		}
	}
	return "未报的企业按所在地分，" + strings.Join(parts, "、") + "。"
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
