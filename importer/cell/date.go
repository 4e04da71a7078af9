package cell

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Date reads a day: a date the sheet stores, a serial number of the 1900
// system, 20240204, 2.4, or text in any of the usual forms, with hours, week
// days and lunar glosses dropped (2月7日(正月初十), 截至2月4日16时). A missing
// year comes from the campaign, never from the clock. to is set only where the
// cell holds a range (1月29日-2月4日, 2024.1.29-31). Both are absent where the
// cell is blank or says that there is none (无, 长期), and with the fault C203.
// Whether a range may stand there and whether the day fits is for the caller.
//
// A number such as 2.1 may have been 2.10. Where only one of the two lies in
// the campaign it is that one, else C203 suggests both.
func Date(r Raw, c *period.Campaign) (from, to returns.Value, found finding.List) {
	if Blank(r) {
		return from, to, nil
	}
	var first, last period.Date
	ok, hint := false, ""
	switch r.Stored {
	case AsDate:
		first, ok = r.Date, !r.Date.IsZero()
	case AsNumber:
		first, hint, ok = dateNumber(r, c)
	case AsText:
		if len(r.Text) > longestValue || decorated(r.Text) {
			break
		}
		s := dateText(r.Text)
		if noDate(s) {
			return from, to, nil
		}
		first, last, ok = dateRange(s, c)
	}
	if !ok {
		return from, to, finding.List{finding.NotADate(r.At, r.Field, r.Header, r.Typed()).Suggest(hint)}
	}
	from = value(r, returns.Date)
	from.Date = first
	if !last.IsZero() {
		to = value(r, returns.Date)
		to.Date = last
	}
	return from, to, nil
}

// noDate reports whether s says that there is no date, or none yet to come:
// 长期 stands under 有效期至.
func noDate(s string) bool {
	switch s {
	case "无", "暂无", "没有", "长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限", "不限":
		return true
	}
	return false
}

// nearYears are the years around a campaign in which a number is taken for a
// date serial and two digits for a year.
const nearYears = 10

func near(d period.Date, c *period.Campaign) bool {
	return int(d.Year) >= int(c.From.Year)-nearYears && int(d.Year) <= int(c.To.Year)+nearYears
}

// dateNumber reads a number that is not shown as a date: 45326, 20240204, 2.4.
func dateNumber(r Raw, c *period.Campaign) (d period.Date, hint string, ok bool) {
	n, err := literal(r.Text, 1)
	if err != nil || n.Micros <= 0 || r.Percent {
		return d, "", false
	}
	whole := n.Micros / 1_000_000
	if whole > 366 {
		if serial := serialDate(whole); whole < 1e5 && near(serial, c) {
			return serial, "", true
		}
		if !n.Whole() || whole > 99991231 {
			return d, "", false
		}
		p, rest, ok := scanPoint(n.String())
		if !ok || rest != "" || !p.solid {
			return d, "", false
		}
		d, ok = p.date(c)
		return d, "", ok
	}
	month, fraction, _ := strings.Cut(n.String(), ".")
	if fraction == "" || len(fraction) > 2 {
		return d, "", false
	}
	if shown, ok := strings.CutPrefix(r.Shown, month+"."); ok && len(shown) == 2 && shown < "32" {
		fraction = shown // a number format kept the zero of 2.10; that of 2.40 means nothing
	}
	return lostZero(month, fraction, c)
}

// lostZero decides between 2.1 and 2.10, which a sheet stores alike.
func lostZero(month, fraction string, c *period.Campaign) (d period.Date, hint string, ok bool) {
	m, _ := strconv.Atoi(month)
	day, _ := strconv.Atoi(fraction)
	d, ok = c.Year(m, day)
	if len(fraction) == 2 {
		return d, "", ok
	}
	other, otherOK := c.Year(m, day*10)
	switch {
	case !otherOK:
		return d, "", ok
	case d.Within(c.From, c.To) == other.Within(c.From, c.To):
		return period.Date{}, typed(d) + " 或 " + typed(other), false
	case other.Within(c.From, c.To):
		return other, "", true
	}
	return d, "", true
}

// typed is d as one types it: 2024-2-4.
func typed(d period.Date) string {
	return strconv.Itoa(int(d.Year)) + "-" + strconv.Itoa(int(d.Month)) + "-" + strconv.Itoa(int(d.Day))
}

// serialDate is the day of a serial of the 1900 system from March 1900 on.
func serialDate(n int64) period.Date {
	epoch, _ := period.On(1900, 1, 1)
	return epoch.Add(int(n) - 2) // 1 is 1900-01-01, and there was no 1900-02-29
}

// dateRange reads one day or a range of days.
func dateRange(s string, c *period.Campaign) (from, to period.Date, ok bool) {
	if n, size, rest := number(s); size == 5 && strings.Trim(rest, ".0123456789") == "" {
		from = serialDate(int64(n)) // a date copied into a cell of text
		return from, to, near(from, c)
	}
	s, _ = cutPrefix(s, []string{"截止到", "截至到", "截至", "截止", "自", "从", "于"})
	p, rest, ok := scanPoint(s)
	if !ok || p.month == 0 {
		return from, to, false
	}
	rest = trimClock(rest)
	if rest == "" {
		from, ok = p.date(c)
		return from, to, ok
	}
	right := strings.TrimLeft(rest, rangeMarks)
	if right == rest {
		return from, to, false
	}
	q, rest, ok := scanPoint(right)
	if !ok || trimClock(strings.TrimSuffix(rest, "止")) != "" {
		return from, to, false
	}
	return p.through(q, c)
}

const rangeMarks = "-~∼〜至到–—―−‐‑‒─ "

// A point is a day as written; 0 stands for what is not written.
type point struct {
	year, month, day int
	solid            bool // digits without separators: 20240204
}

// date completes p by the campaign.
func (p point) date(c *period.Campaign) (period.Date, bool) {
	switch {
	case p.month == 0:
		return period.Date{}, false
	case p.year == 0:
		return c.Year(p.month, p.day)
	case p.year < 100:
		d, ok := period.On(2000+p.year, p.month, p.day)
		return d, ok && near(d, c)
	}
	return period.On(p.year, p.month, p.day)
}

// through is the range from p to q. What one lacks it has from the other.
func (p point) through(q point, c *period.Campaign) (from, to period.Date, ok bool) {
	if q.month == 0 {
		q.year, q.month = p.year, p.month
	}
	switch {
	case p.year != 0 && q.year == 0:
		q.year = p.year
		if q.month < p.month {
			q.year++ // 2023年12月28日至1月5日
		}
	case p.year == 0 && q.year != 0:
		p.year = q.year
		if q.month < p.month {
			p.year--
		}
	}
	from, ok = p.date(c)
	if !ok {
		return period.Date{}, period.Date{}, false
	}
	if to, ok = q.date(c); !ok || to.Before(from) {
		return period.Date{}, period.Date{}, false
	}
	return from, to, true
}

// dateText is s ready for scanPoint: NFKC, blanks only between digits, and
// Chinese numerals before 年, 月, 日 as digits.
func dateText(s string) string {
	s = strings.ReplaceAll(plain.Text(s), "元月", "1月")
	s = strings.TrimLeft(s, "'")
	runes := []rune(s)
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		c := runes[i]
		if c == ' ' {
			if i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1]) {
				b.WriteByte(' ')
			}
			continue
		}
		if end := numeralRun(runes, i); end > i {
			b.WriteString(calendarDigits(runes[i:end], runes[end]))
			i = end - 1
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// numeralRun is the end of a run of Chinese numerals at i that a calendar word
// follows, or in a month the mark of a range (二月一至三日); else i.
func numeralRun(runes []rune, i int) int {
	end := i
	for end < len(runes) && isNumeral(runes[end]) && !strings.ContainsRune("百千万亿", runes[end]) {
		end++
	}
	switch {
	case end == len(runes):
		return i
	case strings.ContainsRune("年月日号", runes[end]),
		i > 0 && runes[i-1] == '月' && strings.ContainsRune(rangeMarks, runes[end]):
		return end
	}
	return i
}

// calendarDigits is a run of Chinese numerals as Arabic digits: years digit by
// digit (二〇二四), months and days by value (二十九).
func calendarDigits(run []rune, word rune) string {
	if word != '年' || strings.ContainsAny(string(run), "十拾廿") {
		n := readNumerals(string(run))
		if !n.ok {
			return string(run)
		}
		return strconv.FormatInt(n.value, 10)
	}
	var b strings.Builder
	for _, c := range run {
		b.WriteByte(byte('0' + digitOf[c]))
	}
	return b.String()
}

// scanPoint takes a day off the front of s. A month is 0 where only a day
// stands there, as behind the dash of 1.29-31.
func scanPoint(s string) (p point, rest string, ok bool) {
	n, size, rest := number(s)
	if size == 0 {
		return p, s, false
	}
	c, width := utf8.DecodeRuneInString(rest)
	switch {
	case size == 8 && n >= 1e7:
		return point{n / 10000, n / 100 % 100, n % 100, true}, rest, true
	case size == 6 && n > 1e5:
		return point{n / 10000, n / 100 % 100, n % 100, true}, rest, true
	case c == '年' && (size == 4 || size == 2) && n > 0:
		p, rest, ok = scanMonth(rest[width:])
		p.year = n
		return p, rest, ok
	case size > 4 || size == 3 || size == 4 && n == 0:
		return p, s, false
	case c == '月', strings.ContainsRune(separators, c):
		return scanSeparated(s)
	case size <= 2 && (c == '日' || c == '号'):
		return point{day: n}, rest[width:], true
	case size <= 2:
		return point{day: n}, rest, true
	}
	return p, s, false
}

// separators part year, month and day. Those of yearly alone do so only behind
// a year of four digits: 2、4 and 2—4 are no day.
const (
	separators = ".-/\\。·•・、,，—–− "
	yearly     = " 、,，—–−"
)

// scanSeparated takes 2024.2.4, 24.2.4, 2.4 or 2月4日 off the front.
func scanSeparated(s string) (p point, rest string, ok bool) {
	first, size, rest := number(s)
	if size == 4 {
		c, width := utf8.DecodeRuneInString(rest)
		p, after, ok := scanMonth(rest[width:])
		p.year = first
		if !ok || c == '月' || leadSeparator(rest[width:]) != c && leadSeparator(rest[width:]) != '月' {
			return point{}, s, false
		}
		return p, after, true
	}
	p, after, ok := scanMonth(s)
	if !ok || strings.ContainsRune(yearly, leadSeparator(s)) {
		return point{}, s, false
	}
	c, width := utf8.DecodeRuneInString(after)
	if c != leadSeparator(s) || c == '月' {
		return p, after, true
	}
	third, size, end := number(after[width:])
	if size == 0 {
		return p, after, true // 2.4. ends a sentence
	}
	if size > 2 || p.month == 0 {
		return point{}, s, false
	}
	return point{year: p.month, month: p.day, day: third}, trimDay(end), true
}

// leadSeparator is what stands behind the number at the front of s.
func leadSeparator(s string) rune {
	_, _, rest := number(s)
	c, _ := utf8.DecodeRuneInString(rest)
	return c
}

// scanMonth takes month and day off the front: 2月4日, 2.4, 2月4.
func scanMonth(s string) (p point, rest string, ok bool) {
	month, size, rest := number(s)
	c, width := utf8.DecodeRuneInString(rest)
	if size == 0 || size > 2 || c != '月' && !strings.ContainsRune(separators, c) {
		return p, s, false
	}
	day, size, rest := number(rest[width:])
	if size == 0 || size > 2 {
		return p, s, false
	}
	return point{month: month, day: day}, trimDay(rest), true
}

// number takes digits off the front: their value, how many there are, and what
// follows. More than eight count as none.
func number(s string) (n, size int, rest string) {
	for size < len(s) && s[size] >= '0' && s[size] <= '9' {
		size++
	}
	if size == 0 || size > 8 {
		return 0, 0, s
	}
	n, _ = strconv.Atoi(s[:size])
	return n, size, s[size:]
}

func trimDay(s string) string {
	s, _ = cutPrefix(s, []string{"日", "号"})
	return s
}

// trimClock takes hours, week days and lunar glosses off the front, as long as
// it finds them: 16时, 09:30, 上午, 周日, (正月初十).
func trimClock(s string) string {
	for {
		rest := trimHours(s)
		if until := strings.TrimLeft(rest, rangeMarks); until != rest && rest != s {
			if after := trimHours(until); after != until {
				rest = after // 9:00-12:00
			}
		}
		rest, _ = cutPrefix(rest, []string{
			"上午", "下午", "早上", "晚上", "中午", "凌晨", "全天", "当天", "开始", "之前", "以前", "前", "起", "止", "晚", "整", ";", "。", ",", ".",
		})
		if inner, after, ok := strings.Cut(rest, ")"); ok && strings.HasPrefix(inner, "(") && isGloss(inner[1:]) {
			rest = after
		}
		if isGloss(rest) {
			rest = ""
		}
		if rest == s {
			return s
		}
		s = rest
	}
}

// trimHours takes 16时30分, 16:30:00, T00:00:00Z, 9点半 off the front.
func trimHours(s string) string {
	t := strings.TrimPrefix(strings.TrimPrefix(s, " "), "T")
	hour, size, rest := number(t)
	if size == 0 || size > 2 || hour > 24 {
		return s
	}
	mark, width := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune(":时点", mark) {
		return s
	}
	rest = rest[width:]
	for range 2 {
		minute, size, after := number(rest)
		if size == 0 || size > 2 || minute > 59 {
			break
		}
		rest, _ = cutPrefix(after, []string{"分", "秒", ":"})
	}
	if after, ok := strings.CutPrefix(rest, "."); ok { // fractions of a second
		_, _, rest = number(after)
	}
	rest, _ = cutPrefix(rest, []string{"半", "整", "Z"})
	return rest
}

// isGloss reports whether s only says which day of the week or of the lunar
// year it is, or what feast.
func isGloss(s string) bool {
	for _, word := range []string{
		"星期", "礼拜", "周", "农历", "阴历", "正月", "腊月", "冬月", "二月", "初", "廿", "除夕", "大年", "小年", "春节", "元宵", "元宵节", "立春", "含", "上午", "下午", "全天",
	} {
		if strings.HasPrefix(s, word) {
			return strings.Trim(s, "农阴历正一二三四五六七八九十冬腊月初廿卅日天周星期礼拜除夕大小年元宵春节立含当上下午全") == ""
		}
	}
	return false
}
