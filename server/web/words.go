package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/store"
)

func itoa(n int) string { return strconv.Itoa(n) }

// words are the functions that templates call.
func (p *Pages) words() template.FuncMap {
	return template.FuncMap{
		"asset":    p.address,
		"day":      func(d period.Date) string { return d.Chinese() },
		"short":    func(d period.Date) string { return fmt.Sprintf("%d月%d日", d.Month, d.Day) },
		"time":     moment,
		"full":     fullMoment,
		"badge":    wordClass,
		"stamp":    func(t time.Time) string { return t.In(period.Zone()).Format(time.RFC3339) },
		"left":     left,
		"size":     size,
		"form":     p.formTitle,
		"brief":    p.formBrief,
		"clock":    func(t time.Time) string { return t.In(period.Zone()).Format("15:04:05") },
		"class":    stateClass,
		"chinese":  returns.State.Chinese,
		"severity": severityClass,
		"text":     phrase.Text,
		"prose":    phrase.Prose,
		"cell":     phrase.Cell,
		"typed":    typed,
		"role":     roleName,
		"kind":     kindName,
		"add":      func(a, b int) int { return a + b },
		"sha":      func(s string) string { return s[:min(len(s), 12)] },
		"join":     strings.Join,
		"query":    url.QueryEscape,
		"name":     func(v *visit, code returns.UnitCode) string { return v.unitName(code) },
		"timely":   timely,
		"what":     auditName,
		"status":   phrase.State,
		"file":     phrase.File,
		"masked":   func(s string) string { return phrase.Masked(strings.TrimSpace(s)) },
		"conflict": phrase.Conflict,
		"plain":    func(v returns.Value) string { return valueText(v) },
		"dict":     dict,
		"sub":      func(a, b int) int { return a - b },
		"id":       func(x figures.ID) string { return string(x) },
		"percent":  func(a, b int) int { return a * 100 / max(b, 1) },
	}
}

// dict hands several values to a part of a template.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no string", pairs[i])
		}
		out[k] = pairs[i+1]
	}
	return out, nil
}

// moment is 2月4日 16:00: a campaign's own days need no year.
func moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	t = t.In(period.Zone())
	return fmt.Sprintf("%d月%d日 %02d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// fullMoment is 2024年2月4日 16:00.
func fullMoment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return fmt.Sprintf("%d年%s", t.In(period.Zone()).Year(), moment(t))
}

// left is a time to go, or gone by, in the two largest units.
func left(d time.Duration) string {
	word := "还剩"
	if d < 0 {
		word, d = "已过", -d
	}
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%s %d 天 %d 小时", word, days, hours)
	case hours > 0:
		return fmt.Sprintf("%s %d 小时 %d 分", word, hours, minutes)
	}
	return fmt.Sprintf("%s %d 分", word, minutes)
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + " MB"
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d 字节", n)
}

func (p *Pages) formTitle(id returns.FormID) string {
	if f, ok := p.o.Forms.Form(id); ok {
		return f.Title
	}
	return string(id)
}

// formBrief is a form's title without what every title ends with, for the
// heads of narrow columns.
func (p *Pages) formBrief(id returns.FormID) string {
	title, _, _ := strings.Cut(p.formTitle(id), "（")
	title, _, _ = strings.Cut(title, "(")
	for _, end := range [...]string{"台账", "清单", "名单", "情况表", "登记表", "统计表", "名册"} {
		if short := strings.TrimSuffix(title, end); utf8.RuneCountInString(short) > 1 {
			title = short
		}
	}
	return title
}

// stateClass colours a state.
func stateClass(s returns.State) string {
	switch s {
	case returns.Accepted:
		return "ok"
	case returns.Nil:
		return "nil"
	case returns.Held:
		return "held"
	case returns.Superseded, returns.Withdrawn:
		return "past"
	case returns.Offered:
		return "offered"
	}
	return "refused"
}

// wordClass colours a state's word as filings keep it.
func wordClass(word string) string {
	switch word {
	case "accepted":
		return "ok"
	case "nil", "held", "offered":
		return word
	case "superseded", "withdrawn":
		return "past"
	}
	return "refused"
}

func severityClass(s finding.Severity) string {
	switch s {
	case finding.Fault:
		return "refused"
	case finding.Doubt:
		return "held"
	}
	return "past"
}

func timely(t store.Timeliness) string {
	switch t {
	case store.OnTime:
		return "按时"
	case store.Late:
		return "迟报"
	}
	return "不在应报之列"
}

func roleName(r store.Role) string {
	switch r {
	case store.City:
		return "市级"
	case store.Viewer:
		return "市级（只读）"
	case store.County:
		return "县级"
	}
	return "企业"
}

func kindName(k period.UnitKind) string {
	switch k {
	case period.City:
		return "市本级"
	case period.County:
		return "县级单位"
	}
	return "企业"
}

// choiceName is a choice about a conflict; sides are the names of its two
// parties, where it has two of different names.
func choiceName(c figures.Choice, sides []string) string {
	a, b := "前一方", "后一方"
	if len(sides) == 2 && sides[0] != sides[1] {
		a, b = sides[0], sides[1]
	}
	switch c {
	case figures.KeepA:
		return "算" + a + "的"
	case figures.KeepB:
		return "算" + b + "的"
	case figures.Both:
		return "两边都算"
	case figures.Same:
		return "是同一家，合并"
	}
	return "不是一回事，分开算"
}

// typed is a cell's text, or a word where it is blank.
func typed(s string) string {
	if strings.TrimSpace(s) == "" {
		return "（空）"
	}
	return s
}

// valueText is a value as a reader wants it: qualifiers in words, rates in
// percent, nothing where nobody filed it.
func valueText(v returns.Value) string {
	if v.IsAbsent() {
		return ""
	}
	if v.Kind == returns.Rate {
		n, err := v.Number.Scale(100)
		if err == nil {
			return n.Round(1).String() + "%"
		}
	}
	word := v.Words()
	if v.IsNumber() {
		switch v.Number.Qualifier {
		case returns.AtLeast:
			word += "余"
		case returns.AtMost:
			word = "近" + word
		case returns.About:
			word = "约" + word
		}
	}
	return word
}

// factNames are the names of facts in the audit log.
var factNames = [...][2]string{
	{"behalf", "代报"}, {"returns", "报表"}, {"status", "状态"}, {"rows", "行数"}, {"reason", "理由"}, {"code", "代码"}, {"firms", "企业"}, {"form", "表"}, {"role", "角色"}, {"choice", "决定"}, {"number", "期号"},
}

func factName(name string) string {
	for _, n := range factNames {
		if n[0] == name {
			return n[1]
		}
	}
	return name
}

// auditNames are the acts of the audit log in words, the longest that fits.
var auditNames = [...][2]string{
	{"filing.receive", "报送"}, {"filing.turned", "未收下的文件"}, {"filing.original", "下载原件"}, {"return.explain", "说明"}, {"return.columns", "确认列"},
	{"return.withdraw", "撤回"}, {"return.sendback", "退回"}, {"return.admit", "采纳更正"}, {"return.nil", "零报告"}, {"person.unmask", "查看完整个人信息"},
	{"period.close", "关闭一期"}, {"period.open", "重开一期"}, {"period.remind", "导出未报清单"}, {"period.send", "发送催报"}, {"conflict.decide", "决定冲突"}, {"conflict.undo", "撤销决定"},
	{"briefing.issue", "印发简报"}, {"briefing.void", "作废简报"}, {"briefing.text", "修改段落"}, {"header.forget", "删除表头记忆"}, {"export", "导出数据"},
	{"auth.login", "登录"}, {"auth.logout", "退出"}, {"auth.failed", "登录失败"}, {"auth.password", "改密码"}, {"auth.invite", "发邀请"}, {"auth.reset", "重置密码"},
	{"auth.create", "建账号"}, {"auth.alter", "改账号"}, {"auth.token", "令牌"}, {"campaign", "活动设置"}, {"unit", "单位"},
}

func auditName(what string) string {
	for _, n := range auditNames {
		if strings.HasPrefix(what, n[0]) {
			return n[1]
		}
	}
	return what
}
