package table

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// A when is what one text says of the period.
type when struct {
	period period.Period
	known  bool   // it is a period of the campaign
	strong bool   // a number, 截至, a range, or the last day of a period
	text   string // the words that say so
}

const dayPattern = `(?:(20[0-9]{2})[年./\-])?([0-9]{1,2})[月./\-]([0-9]{1,2})[日号]?`

var (
	numberedPattern = regexp.MustCompile(`第([0-9]{1,3}|[〇零一二三四五六七八九十]{1,3})(?:期|周|次|批)`)
	untilPattern    = regexp.MustCompile(`(?:截至|截止到|截止至|截止|截止日期|截至日期|截至时间|截止时间|止于)[:]?` + dayPattern)
	rangePattern    = regexp.MustCompile(dayPattern + `(?:\([^)]*\))?(?:[0-9]{1,2}时)?(?:-|至|到)+(?:(20[0-9]{2})[年./\-])?(?:([0-9]{1,2})[月./\-])?([0-9]{1,2})(?:[日号]|$|[^0-9.万个家人%月])`)
	datePattern     = regexp.MustCompile(`(?:(20[0-9]{2})[年./\-])?([0-9]{1,2})月([0-9]{1,2})[日号]?|(20[0-9]{2})[./\-]([0-9]{1,2})[./\-]([0-9]{1,2})`)
	dottedPattern   = regexp.MustCompile(`(?:^|[^0-9.表件图第])([0-9]{1,2})[.\-]([0-9]{1,2})(?:$|[^0-9.\-万元个家人%])`)
	packedPattern   = regexp.MustCompile(`(?:^|[^0-9])(20[0-9]{2})?([01][0-9])([0-3][0-9])(?:$|[^0-9])`)
	yearPattern     = regexp.MustCompile(`20[0-9]{2}`)
	hourPattern     = regexp.MustCompile(`([0-9]{1,2})(?:时|点|:([0-9]{2}))(?:([0-9]{1,2})分)?`)
)

// A calendar reads days and periods of a campaign out of headings.
type calendar struct{ *period.Campaign }

// whens lists what a text says of the period, as its plain.Key. In the names
// of sheets and files 2.4 and 0204 are days too.
func (c calendar) whens(key string, name bool) []when {
	var out []when
	rest := key
	take := func(from, to int) string {
		s := key[from:to]
		rest = rest[:from] + strings.Repeat("#", to-from) + rest[to:]
		return s
	}
	for _, m := range numberedPattern.FindAllStringSubmatchIndex(key, -1) {
		if n, ok := smallNumber(part(key, m, 1)); ok {
			p, err := c.Numbered(n)
			out = append(out, when{period: p, known: err == nil, strong: true, text: take(m[0], m[1])})
		}
	}
	for _, m := range rangePattern.FindAllStringSubmatchIndex(rest, -1) {
		from, to, ok := c.days(rest, m)
		if !ok {
			continue
		}
		text := take(m[0], m[13])
		if from == c.From && to == c.To {
			continue // the campaign itself
		}
		p, known := c.ranged(from, to)
		out = append(out, when{period: p, known: known, strong: true, text: text})
	}
	for _, m := range untilPattern.FindAllStringSubmatchIndex(rest, -1) {
		if d, ok := c.day(part(rest, m, 1), part(rest, m, 2), part(rest, m, 3)); ok {
			p, err := c.Holding(d)
			out = append(out, when{period: p, known: err == nil, strong: true, text: take(m[0], m[1])})
		}
	}
	for _, m := range datePattern.FindAllStringSubmatchIndex(rest, -1) {
		y, mo, d := part(rest, m, 1), part(rest, m, 2), part(rest, m, 3)
		if mo == "" {
			y, mo, d = part(rest, m, 4), part(rest, m, 5), part(rest, m, 6)
		}
		out = c.single(out, y, mo, d, take(m[0], m[1]))
	}
	for _, m := range dottedPattern.FindAllStringSubmatchIndex(rest, -1) {
		if name || bracketed(rest, m[2], m[5]) {
			out = c.single(out, "", part(rest, m, 1), part(rest, m, 2), rest[m[2]:m[5]])
		}
	}
	if name {
		for _, m := range packedPattern.FindAllStringSubmatchIndex(rest, -1) {
			out = c.single(out, part(rest, m, 1), part(rest, m, 2), part(rest, m, 3), rest[m[4]:m[7]])
		}
	}
	return out
}

// days are the days of a range that rangePattern found at m.
func (c calendar) days(key string, m []int) (from, to period.Date, ok bool) {
	month := part(key, m, 5)
	if month == "" {
		month = part(key, m, 2)
	}
	from, ok = c.day(part(key, m, 1), part(key, m, 2), part(key, m, 3))
	to, also := c.day(part(key, m, 4), month, part(key, m, 6))
	return from, to, ok && also && !to.Before(from)
}

func part(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}

// bracketed reports whether what stands from–to is all that a bracket holds.
func bracketed(s string, from, to int) bool {
	return strings.HasSuffix(s[:from], "(") && strings.HasPrefix(s[to:], ")")
}

// single adds a day that stands alone. It names a period only by its last
// day: any other may be when the sheet was typed.
func (c calendar) single(out []when, year, month, day, text string) []when {
	d, ok := c.day(year, month, day)
	if !ok {
		return out
	}
	if p, err := c.Named(d); err == nil {
		return append(out, when{period: p, known: true, strong: true, text: text})
	}
	p, err := c.Holding(d)
	return append(out, when{period: p, known: err == nil, text: text})
}

// ranged is the period of a range: it ends on the period's last day, or lies
// in it, or begins with the campaign and ends in it.
func (c calendar) ranged(from, to period.Date) (period.Period, bool) {
	if p, err := c.Named(to); err == nil {
		return p, true
	}
	p, err := c.Holding(to)
	if err != nil {
		return period.Period{}, false
	}
	return p, p.Holds(from) || !from.After(c.From)
}

// day completes a day by the campaign's year.
func (c calendar) day(year, month, day string) (period.Date, bool) {
	m, err := strconv.Atoi(month)
	if err != nil {
		return period.Date{}, false
	}
	d, err := strconv.Atoi(day)
	if err != nil {
		return period.Date{}, false
	}
	if year == "" {
		return c.Year(m, d)
	}
	y, err := strconv.Atoi(year)
	if err != nil {
		return period.Date{}, false
	}
	return period.On(y, m, d)
}

// smallNumber reads 3, 三, 十二.
func smallNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	v, found := cell.Count(cell.Raw{Text: s}, 1)
	if v.Kind != returns.Count || found.Faulty() {
		return 0, false
	}
	return int(v.Number.Int64()), true
}

// strayYear is a year that a title names although the campaign is in none
// such, 0 if there is none.
func (c calendar) strayYear(key string) int {
	stray := 0
	for _, m := range yearPattern.FindAllStringIndex(key, -1) {
		before, _ := utf8.DecodeLastRuneInString(key[:m[0]])
		after, _ := utf8.DecodeRuneInString(key[m[1]:])
		if unicode.IsDigit(before) || !strings.ContainsRune("年春度-/.", after) {
			continue
		}
		y, _ := strconv.Atoi(key[m[0]:m[1]])
		if y >= int(c.From.Year) && y <= int(c.To.Year) {
			return 0
		}
		stray = y
	}
	return stray
}

// filled reads 填报日期 and 填报时间, with the hour where it is printed; zero
// where no day stands there.
func (c calendar) filled(p pair) time.Time {
	raw := cell.Raw{Text: p.text}
	if p.whole && p.cell != nil {
		raw = rawOf(p.cell)
		if p.cell.Kind == workbook.Date && !p.cell.Date.IsZero() {
			return stamp(p.cell.Date, plain.Text(p.cell.Shown))
		}
	}
	text := p.text
	if m := rangePattern.FindStringSubmatchIndex(plain.Key(text)); m != nil {
		if _, _, ok := c.days(plain.Key(text), m); ok {
			return time.Time{} // 时间：1月29日-2月4日 is what the sheet is about
		}
	}
	if m := hourPattern.FindStringIndex(text); m != nil {
		raw.Text, raw.Shown = strings.TrimSpace(text[:m[0]]), ""
	}
	d, _, _ := cell.Date(raw, c.Campaign)
	if d.Kind != returns.Date {
		m := datePattern.FindStringSubmatchIndex(plain.Key(text))
		if m == nil {
			return time.Time{}
		}
		key := plain.Key(text)
		y, mo, day := part(key, m, 1), part(key, m, 2), part(key, m, 3)
		if mo == "" {
			y, mo, day = part(key, m, 4), part(key, m, 5), part(key, m, 6)
		}
		on, ok := c.day(y, mo, day)
		if !ok {
			return time.Time{}
		}
		return stamp(on, text)
	}
	return stamp(d.Date, text)
}

func stamp(d period.Date, text string) time.Time {
	hour, minute := 0, 0
	if m := hourPattern.FindStringSubmatch(text); m != nil {
		hour, _ = strconv.Atoi(m[1])
		if m[2] != "" {
			minute, _ = strconv.Atoi(m[2])
		} else if m[3] != "" {
			minute, _ = strconv.Atoi(m[3])
		}
		if strings.Contains(text, "下午") && hour < 12 {
			hour += 12
		}
	}
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), hour, minute, 0, 0, period.Zone())
}
