package table

import (
	"fmt"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
)

// explain writes down in Chinese what was found where and with which
// evidence.
func (l *locator) explain() {
	say := func(format string, args ...any) { l.out.Explain = append(l.out.Explain, fmt.Sprintf(format, args...)) }
	if l.out.Unit.Code != "" {
		say("填报单位：%s（%s），依据：%s", l.out.Unit.Name, l.out.Unit.Code, whence(l.out.UnitFrom))
	} else {
		say("填报单位：未能确定")
	}
	if l.out.Period.No != 0 {
		say("报送期：第%d期，截至%s，依据：%s", l.out.Period.No, l.out.Period.Ends.Chinese(), whence(l.out.PeriodFrom))
	} else {
		say("报送期：未能确定")
	}
	for _, t := range l.out.Tables {
		say("工作表“%s”：识别为“%s”，表头第%s行，数据 %s，依据：%s", t.Sheet.Name, t.Form.Title, rowsOf(t), orNone(t.Range()), t.why())
		for _, c := range t.Columns {
			fl, _ := t.Form.Field(c.Field)
			say("　%s列“%s” → %s（%s）", finding.Column(c.Col), c.Header, fl.Header, matchWords[c.Match])
		}
		for _, c := range t.figures {
			fl := &t.Form.Fields[c.field]
			say("　%s%d“%s” → %s（%s）", finding.Column(c.col), c.row, c.header, fl.Header, matchWords[levelWords[c.level]])
		}
		for _, c := range t.Extra {
			say("　%s列“%s”：未识别，随记录保留", finding.Column(c.Col), c.Header)
		}
		if part := t.lacking(); part != "" {
			say("　没有“%s”的数，按未报处理", part)
		}
		for _, line := range t.skippedRows() {
			say("　%s", line)
		}
	}
	for _, s := range l.out.Skipped {
		say("工作表“%s”：未读取，%s", s.Sheet, s.Why)
	}
}

// lacking is the part of time that a table of figures says nothing of, "" if
// it is of both.
func (t *Table) lacking() string {
	week, total := false, false
	see := func(fl *forms.Field) { week, total = week || !fl.Cumulative, total || fl.Cumulative }
	for _, c := range t.Columns {
		fl, _ := t.Form.Field(c.Field)
		see(fl)
	}
	for _, c := range t.figures {
		see(&t.Form.Fields[c.field])
	}
	switch {
	case t.Form.Layout != forms.Indicators || week && total:
		return ""
	case week:
		return ofTotal
	}
	return ofWeek
}

var matchWords = map[string]string{"exact": "表头与规范名称相同", "synonym": "表头是同义名称", "similar": "按词义相近识别，请确认", "learned": "按已确认的对应关系"}

func whence(from string) string {
	switch from {
	case "given":
		return "报送时指明"
	case "file name":
		return "文件名"
	case "template":
		return "模板所写"
	case "open":
		return "唯一尚未报送的一期"
	}
	return from
}

// behind is whence in front of more words: a cell's address ends with a blank.
func behind(from string) string {
	if w := whence(from); w != from {
		return w
	}
	return from + " "
}

func rowsOf(t *Table) string {
	if t.HeaderTop == t.HeaderBottom {
		return fmt.Sprint(t.HeaderTop)
	}
	return fmt.Sprintf("%d至%d", t.HeaderTop, t.HeaderBottom)
}

func orNone(s string) string {
	if s == "" {
		return "（无）"
	}
	return s
}

// why says what speaks for the form.
func (t *Table) why() string {
	var parts []string
	if t.reading.titled > 0 {
		parts = append(parts, "标题或表名相符")
	}
	if n := len(t.Columns); n > 0 {
		parts = append(parts, fmt.Sprintf("%d列对应", n))
	}
	if n := len(t.figures); n > 0 {
		parts = append(parts, fmt.Sprintf("%d个指标对应", n))
	}
	return strings.Join(parts, "，")
}

// skippedRows says in lines which rows of the range are no records.
func (t *Table) skippedRows() []string {
	by := map[rowKind][]string{}
	for i, k := range t.body.kinds {
		if k != recordRow {
			by[k] = append(by[k], fmt.Sprint(t.First+i))
		}
	}
	words := [...]string{blankRow: "空行", totalRow: "合计行", subtotalRow: "小计行", indexRow: "栏次行", exampleRow: "示例行", headerRow: "重复的表头", noteRow: "说明文字", nilRow: "零报告"}
	var out []string
	for k, w := range words {
		if rows := by[rowKind(k)]; len(rows) > 0 {
			out = append(out, "第"+fewOf(rows)+"行："+w+"，不作记录")
		}
	}
	return out
}
