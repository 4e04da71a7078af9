package table

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A saying is one place that names a period.
type saying struct {
	when
	at   finding.Place
	from string
}

// findPeriod settles the period: given, else what titles name, else the file
// name, else what our template was made for, else the only open one. A title
// that names another is H107; what the file is called does not go against a
// title. Sheets of other periods beside one of this period are older copies and
// are skipped.
func (l *locator) findPeriod() {
	c := l.calendar
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			t.sayings = l.sayingsOf(t, sc)
		}
	}
	file := l.fileSayings()
	want, from := l.wanted(file)
	if want.No == 0 {
		if p, err := c.Named(l.template.period); err == nil && !l.saysUnknown() {
			l.out.Period, l.out.PeriodFrom = p, "template"
			return
		}
		if l.owedOnly() {
			return
		}
		l.unclear(file)
		return
	}
	l.out.Period, l.out.PeriodFrom = want, from
	l.dropCopies(want)
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			for _, s := range t.sayings {
				if s.strong && (!s.known || s.period.No != want.No) {
					l.found = append(l.found, finding.PeriodUnclear(s.at, s.text,
						fmt.Sprintf("报送期为 %s（%s），%s 写的是“%s”", want.Ends.Chinese(), whence(l.out.PeriodFrom), s.from, s.text)))
					return
				}
			}
			if y := c.strayYear(t.head.title()); y != 0 {
				l.found = append(l.found, finding.PeriodUnclear(l.titleAt(t, y), fmt.Sprint(y),
					fmt.Sprintf("标题写的是%d年，专项行动在%d年", y, c.From.Year)))
				return
			}
		}
	}
}

// live are the sheets that are read.
func (l *locator) live() []*sheetScan {
	return slices.DeleteFunc(slices.Clone(l.sheets), func(sc *sheetScan) bool { return sc.skip != "" })
}

// wanted is the period of the filing and where it was found; No 0 if it
// cannot be told.
func (l *locator) wanted(file []saying) (period.Period, string) {
	if !l.asked.Period.IsZero() {
		if p, err := l.calendar.Named(l.asked.Period); err == nil {
			return p, "given"
		}
		if p, err := l.calendar.Holding(l.asked.Period); err == nil {
			return p, "given"
		}
		return period.Period{}, ""
	}
	var best saying
	named := map[int]bool{}
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			for _, s := range t.sayings {
				if s.strong && s.known {
					named[s.period.No] = true
					if s.period.No > best.period.No {
						best = s
					}
				}
			}
		}
	}
	for _, s := range file {
		if s.strong && s.known && (len(named) == 0 || len(named) > 1 && named[s.period.No]) {
			return s.period, "file name"
		}
	}
	return best.period, best.from
}

// owedOnly takes the only period in which the unit still owes its forms.
func (l *locator) owedOnly() bool {
	if l.asked.OpenPeriods == nil || l.saysUnknown() {
		return false
	}
	var open []period.Period
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			for _, p := range l.asked.OpenPeriods(l.out.Unit.Code, t.Form.ID) {
				if !slices.ContainsFunc(open, func(q period.Period) bool { return q.No == p.No }) {
					open = append(open, p)
				}
			}
		}
	}
	if len(open) != 1 {
		return false
	}
	l.out.Period, l.out.PeriodFrom = open[0], "open"
	return true
}

// saysUnknown reports whether a title names a time outside all periods.
func (l *locator) saysUnknown() bool {
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			if slices.ContainsFunc(t.sayings, func(s saying) bool { return s.strong && !s.known }) {
				return true
			}
		}
	}
	return false
}

// unclear reports that no period can be told.
func (l *locator) unclear(file []saying) {
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			for _, s := range append(slices.Clone(t.sayings), file...) {
				if !s.known || !s.strong {
					why := "不在专项行动的报送期内"
					if s.known {
						why = "不是任何一期的截止日，不能确定是哪一期"
					}
					l.found = append(l.found, finding.PeriodUnclear(s.at, s.text, "“"+s.text+"”"+why))
					return
				}
			}
		}
	}
	l.found = append(l.found, finding.PeriodUnclear(finding.Place{File: l.book.File}, "", "标题和文件名都没有写明报送期"))
}

// dropCopies skips tables that name another period where another sheet has
// the same form for the period wanted.
func (l *locator) dropCopies(want period.Period) {
	current := map[returns.FormID]bool{}
	for _, sc := range l.live() {
		for _, t := range sc.tables {
			if t.names(want) {
				current[t.Form.ID] = true
			}
		}
	}
	for _, sc := range l.live() {
		kept := sc.tables[:0:0]
		for _, t := range sc.tables {
			p, other := t.namesOther(want)
			if !other || !current[t.Form.ID] && (t.reading.rival == nil || !current[t.reading.rival.ID]) {
				kept = append(kept, t)
				continue
			}
			which := fmt.Sprintf("第%d期", p.No)
			l.found = append(l.found, finding.SheetOld(sc.grid.place(0, 0), which))
			if l.out.Skipped = append(l.out.Skipped, SheetSkip{sc.sheet.Name, which + "的旧表"}); len(sc.tables) == 1 {
				sc.skip, sc.quiet, sc.listed = which+"的旧表", true, true
			}
		}
		sc.tables = kept
	}
}

func (t *Table) names(p period.Period) bool {
	return slices.ContainsFunc(t.sayings, func(s saying) bool { return s.strong && s.known && s.period.No == p.No })
}

// namesOther is another period that the table names, and false if it names p
// or none.
func (t *Table) namesOther(p period.Period) (period.Period, bool) {
	if t.names(p) {
		return period.Period{}, false
	}
	for _, s := range t.sayings {
		if s.strong && s.known {
			return s.period, true
		}
	}
	return period.Period{}, false
}

// sayingsOf lists what a table's heading and its sheet's name say of the
// period. 填报日期 is never one of them.
func (l *locator) sayingsOf(t *Table, sc *sheetScan) []saying {
	var out []saying
	add := func(text string, name bool, at finding.Place, from string) {
		for _, w := range l.calendar.whens(plain.Key(text), name) {
			out = append(out, saying{w, at, from})
		}
	}
	for _, ln := range t.head.lines {
		at := sc.grid.place(ln.row, ln.col)
		if !ln.labelled && !onlyDate(ln.text) {
			add(ln.text, false, at, at.String())
		}
	}
	for _, p := range t.head.with(periodLabels) {
		at := sc.grid.place(p.row, p.col)
		text := p.text
		if p.whole && !p.cell.Date.IsZero() {
			text = p.cell.Date.Chinese()
		}
		if strings.Contains(p.label, "截") {
			text = "截至" + text
		}
		add(text, true, at, at.String())
	}
	for _, p := range t.head.with(slices.Concat(issuerLabels, dateLabels)) {
		at := sc.grid.place(p.row, p.col)
		typed := p.label != "日期" && p.label != "时间" && slices.Contains(dateLabels, p.label)
		for _, w := range l.calendar.whens(plain.Key(p.text), false) {
			// 填报单位：临海市（第3期）, 时间：1月29日-2月4日, 报送时间：2月5日 第3期;
			// no day alone, and none of when the sheet was typed.
			if w.strong && !onlyDate(w.text) && (!typed || strings.HasPrefix(w.text, "第")) {
				out = append(out, saying{w, at, at.String()})
			}
		}
	}
	add(sc.sheet.Name, true, sc.grid.place(0, 0), sc.sheet.Name)
	return out
}

// onlyDate reports whether a line is a date and nothing else: when the sheet
// was typed, as a rule.
func onlyDate(text string) bool {
	k := plain.Key(text)
	m := datePattern.FindStringIndex(k)
	return m != nil && m[0] == 0 && len(k)-m[1] <= len("(星期一)") && !strings.ContainsAny(k, "至-")
}

// titleAt is the place of the line that names a year.
func (l *locator) titleAt(t *Table, year int) finding.Place {
	for _, ln := range t.head.lines {
		if strings.Contains(ln.text, fmt.Sprint(year)) {
			return t.grid.place(ln.row, ln.col)
		}
	}
	return t.grid.place(0, 0)
}

func (l *locator) fileSayings() []saying {
	name := strings.TrimSuffix(path.Base(strings.ReplaceAll(l.book.File, `\`, "/")), path.Ext(l.book.File))
	var out []saying
	for _, w := range l.calendar.whens(plain.Key(name), true) {
		out = append(out, saying{w, finding.Place{File: l.book.File}, "文件名"})
	}
	return out
}
