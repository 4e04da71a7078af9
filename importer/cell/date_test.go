package cell

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/period"
)

// spring is a campaign from 15 January to 10 March 2024.
func spring() *period.Campaign {
	return &period.Campaign{
		From: period.Date{Year: 2024, Month: 1, Day: 15},
		To:   period.Date{Year: 2024, Month: 3, Day: 10},
	}
}

func TestDate(t *testing.T) {
	for _, test := range []struct {
		name string
		raw  Raw
		from string // "" absent
		to   string
		code string // of the one finding
	}{
		{"Chinese with year", Raw{Text: "2024年2月4日"}, "2024-02-04", "", ""},
		{"Chinese zero padded", Raw{Text: "2024年02月04日"}, "2024-02-04", "", ""},
		{"Chinese numerals", Raw{Text: "二〇二四年二月四日"}, "2024-02-04", "", ""},
		{"Chinese numerals with a circle", Raw{Text: "二○二四年二月四日"}, "2024-02-04", "", ""},
		{"Chinese numerals above ten", Raw{Text: "二〇二四年一月二十九日"}, "2024-01-29", "", ""},
		{"Chinese tens of one character", Raw{Text: "二月廿三日"}, "2024-02-23", "", ""},
		{"month and day", Raw{Text: "2月4日"}, "2024-02-04", "", ""},
		{"month and day, Chinese numerals", Raw{Text: "二月四日"}, "2024-02-04", "", ""},
		{"month and day, 号", Raw{Text: "2月4号"}, "2024-02-04", "", ""},
		{"month and day, spaced", Raw{Text: " 2 月 4 日 "}, "2024-02-04", "", ""},
		{"month.day", Raw{Text: "2.4"}, "2024-02-04", "", ""},
		{"month.day of a sentence", Raw{Text: "2.4。"}, "2024-02-04", "", ""},
		{"month.day as text keeps its zero", Raw{Text: "2.10"}, "2024-02-10", "", ""},
		{"month.day as text without zero", Raw{Text: "2.1"}, "2024-02-01", "", ""},
		{"month/day", Raw{Text: "2/4"}, "2024-02-04", "", ""},
		{"month-day", Raw{Text: "02-04"}, "2024-02-04", "", ""},
		{"points", Raw{Text: "2024.2.4"}, "2024-02-04", "", ""},
		{"full-width points", Raw{Text: "２０２４．２．４"}, "2024-02-04", "", ""},
		{"full stops", Raw{Text: "2024。2。4"}, "2024-02-04", "", ""},
		{"listing commas", Raw{Text: "2024、2、4"}, "2024-02-04", "", ""},
		{"slashes", Raw{Text: "2024/2/4"}, "2024-02-04", "", ""},
		{"dashes", Raw{Text: "2024-02-04"}, "2024-02-04", "", ""},
		{"long dashes", Raw{Text: "2024—2—4"}, "2024-02-04", "", ""},
		{"blanks", Raw{Text: "2024 2 4"}, "2024-02-04", "", ""},
		{"two-digit year", Raw{Text: "24.2.4"}, "2024-02-04", "", ""},
		{"two-digit year, Chinese", Raw{Text: "24年2月4日"}, "2024-02-04", "", ""},
		{"two-digit year, Chinese numerals", Raw{Text: "二四年二月四日"}, "2024-02-04", "", ""},
		{"eight digits as text", Raw{Text: "20240204"}, "2024-02-04", "", ""},
		{"eight digits as number", Raw{Text: "20240204", Stored: AsNumber}, "2024-02-04", "", ""},
		{"six digits", Raw{Text: "240204"}, "2024-02-04", "", ""},
		{"serial", Raw{Text: "45326", Stored: AsNumber}, "2024-02-04", "", ""},
		{"serial with a time", Raw{Text: "45326.6875", Stored: AsNumber}, "2024-02-04", "", ""},
		{"serial as text", Raw{Text: "45326"}, "2024-02-04", "", ""},
		{"serial of another age", Raw{Text: "15326", Stored: AsNumber}, "", "", "C203"},
		{"date stored", Raw{Text: "45326", Stored: AsDate, Date: period.Date{Year: 2024, Month: 2, Day: 4}}, "2024-02-04", "", ""},
		{"time only", Raw{Text: "0.5", Shown: "12:00", Stored: AsDate}, "", "", "C203"},
		{"number month.day", Raw{Text: "2.4", Stored: AsNumber}, "2024-02-04", "", ""},
		{"number with binary noise", Raw{Text: "2.2400000000000002", Stored: AsNumber}, "2024-02-24", "", ""},
		{"lost zero open", Raw{Text: "2.1", Stored: AsNumber}, "", "", "C203"},
		{"lost zero told by the campaign", Raw{Text: "1.3", Stored: AsNumber}, "2024-01-30", "", ""},
		{"no zero lost, by the campaign", Raw{Text: "3.2", Stored: AsNumber}, "2024-03-02", "", ""},
		{"lost zero told by what is shown", Raw{Text: "2.1", Shown: "2.10", Stored: AsNumber}, "2024-02-10", "", ""},
		{"zero added by what is shown", Raw{Text: "2.4", Shown: "2.40", Stored: AsNumber}, "2024-02-04", "", ""},
		{"year before the campaign", Raw{Text: "12月28日"}, "2023-12-28", "", ""},
		{"cut-off with hour", Raw{Text: "截至2月4日16时"}, "2024-02-04", "", ""},
		{"hour and minute", Raw{Text: "2月4日16时30分"}, "2024-02-04", "", ""},
		{"clock", Raw{Text: "2024-02-04 16:30:00"}, "2024-02-04", "", ""},
		{"ISO", Raw{Text: "2024-02-04T00:00:00Z"}, "2024-02-04", "", ""},
		{"half past nine", Raw{Text: "2月4日上午9点半"}, "2024-02-04", "", ""},
		{"lunar gloss", Raw{Text: "2月7日(正月初十)"}, "2024-02-07", "", ""},
		{"lunar gloss, full-width", Raw{Text: "2月7日（农历腊月廿八）"}, "2024-02-07", "", ""},
		{"lunar gloss without brackets", Raw{Text: "2月7日正月初十"}, "2024-02-07", "", ""},
		{"week day", Raw{Text: "2024年2月4日星期日"}, "2024-02-04", "", ""},
		{"week day in brackets", Raw{Text: "2月4日（周日）"}, "2024-02-04", "", ""},
		{"deadline", Raw{Text: "2月10日前"}, "2024-02-10", "", ""},
		{"line break inside", Raw{Text: "2024年\n2月4日"}, "2024-02-04", "", ""},
		{"zero-width space", Raw{Text: "\u200b2月4日\u200b"}, "2024-02-04", "", ""},

		{"range of months", Raw{Text: "1月29日-2月4日"}, "2024-01-29", "2024-02-04", ""},
		{"range with points", Raw{Text: "1.29—2.4"}, "2024-01-29", "2024-02-04", ""},
		{"range of days", Raw{Text: "2月1日至3日"}, "2024-02-01", "2024-02-03", ""},
		{"range of days, one 日", Raw{Text: "2月1-3日"}, "2024-02-01", "2024-02-03", ""},
		{"range of days with year", Raw{Text: "2024.1.29-31"}, "2024-01-29", "2024-01-31", ""},
		{"range with two years", Raw{Text: "2024-01-29~2024-02-04"}, "2024-01-29", "2024-02-04", ""},
		{"range with dashes throughout", Raw{Text: "2024-1-29-2024-2-4"}, "2024-01-29", "2024-02-04", ""},
		{"range over New Year, year in front", Raw{Text: "2023年12月28日至1月20日"}, "2023-12-28", "2024-01-20", ""},
		{"range over New Year, year behind", Raw{Text: "12月28日至2024年1月20日"}, "2023-12-28", "2024-01-20", ""},
		{"range over New Year, no year", Raw{Text: "12月28日至1月20日"}, "2023-12-28", "2024-01-20", ""},
		{"range in brackets of glosses", Raw{Text: "2月5日(周一)-2月9日(周五)"}, "2024-02-05", "2024-02-09", ""},
		{"range in Chinese numerals", Raw{Text: "二月一日至三日"}, "2024-02-01", "2024-02-03", ""},
		{"range of slashes", Raw{Text: "1/29-2/4"}, "2024-01-29", "2024-02-04", ""},
		{"range from", Raw{Text: "自1月29日至2月4日止"}, "2024-01-29", "2024-02-04", ""},
		{"range of eight digits", Raw{Text: "20240129-20240204"}, "2024-01-29", "2024-02-04", ""},

		{"blank", Raw{Text: "  "}, "", "", ""},
		{"dash", Raw{Text: "——"}, "", "", ""},
		{"none", Raw{Text: "无"}, "", "", ""},
		{"without end", Raw{Text: "长期"}, "", "", ""},
		{"no such day", Raw{Text: "2024-2-30"}, "", "", "C203"},
		{"no such month", Raw{Text: "2024.13.4"}, "", "", "C203"},
		{"no such day without year", Raw{Text: "2月30日"}, "", "", "C203"},
		{"range backwards", Raw{Text: "2月4日-2月1日"}, "", "", "C203"},
		{"several days", Raw{Text: "2月1日、2月3日"}, "", "", "C203"},
		{"two numbers", Raw{Text: "2、4"}, "", "", "C203"},
		{"about", Raw{Text: "2月初"}, "", "", "C203"},
		{"lunar day", Raw{Text: "正月初八"}, "", "", "C203"},
		{"lunar day of a numbered month", Raw{Text: "二月初四"}, "", "", "C203"},
		{"month only", Raw{Text: "2024年2月"}, "", "", "C203"},
		{"day only", Raw{Text: "4日"}, "", "", "C203"},
		{"year zero", Raw{Text: "0.2.4"}, "", "", "C203"},
		{"year of another age", Raw{Text: "1.29.2"}, "", "", "C203"},
		{"day before year", Raw{Text: "2/4/2024"}, "", "", "C203"},
		{"to be announced", Raw{Text: "待定"}, "", "", "C203"},
		{"remark", Raw{Text: "2月4日(延期至2月6日)"}, "", "", "C203"},
		{"circled digit", Raw{Text: "①2月4日"}, "", "", "C203"},
		{"plain number", Raw{Text: "4", Stored: AsNumber}, "", "", "C203"},
		{"bool", Raw{Text: "TRUE", Stored: AsBool}, "", "", "C203"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.raw.At.Row, test.raw.At.Col = 7, 8
			from, to, found := Date(test.raw, spring())
			if got := from.Date.String(); got != test.from {
				t.Errorf("from %q, want %q", got, test.from)
			}
			if got := to.Date.String(); got != test.to {
				t.Errorf("to %q, want %q", got, test.to)
			}
			if got := codes(found); got != test.code {
				t.Errorf("found %q, want %q", got, test.code)
			}
			if test.from != "" && (from.Cell() != "H7" || from.Typed != test.raw.Typed()) {
				t.Errorf("from stands in %q as %q", from.Cell(), from.Typed)
			}
		})
	}
}

func TestDateSuggestsBothDays(t *testing.T) {
	_, _, found := Date(asNumber("2.1"), spring())
	if got, want := suggestion(found), "2024-2-1 或 2024-2-10"; got != want {
		t.Errorf("suggestion %q, want %q", got, want)
	}
	_, _, found = Date(written("2024-2-30"), spring())
	if got := suggestion(found); got != "" {
		t.Errorf("suggestion %q for no day", got)
	}
}

// calendars are ways of writing a day with its year.
var calendars = []func(period.Date) string{
	period.Date.String,
	period.Date.Chinese,
	func(d period.Date) string { return typed(d) },
	func(d period.Date) string { return strings.ReplaceAll(typed(d), "-", ".") },
	func(d period.Date) string { return strings.ReplaceAll(typed(d), "-", "/") },
	func(d period.Date) string { return strings.ReplaceAll(typed(d), "-", "、") },
	func(d period.Date) string { return strings.ReplaceAll(typed(d), "-", "．") },
	func(d period.Date) string { return strings.ReplaceAll(d.String(), "-", "") },
	func(d period.Date) string { return fullWidth(strings.ReplaceAll(d.String(), "-", "")) },
	func(d period.Date) string { return d.String() + " 16:30" },
	func(d period.Date) string { return d.String() + "T00:00:00Z" },
	func(d period.Date) string { return "截至" + d.Chinese() + "16时" },
	func(d period.Date) string { return d.Chinese() + "（星期日）" },
	func(d period.Date) string { return strings.TrimPrefix(d.Chinese(), "20") },
	func(d period.Date) string {
		return chineseYear(int64(d.Year)) + "年" + chinese(int64(d.Month)) + "月" + chinese(int64(d.Day)) + "日"
	},
}

// unwritten are ways of writing a day of the campaign without its year.
var unwritten = []func(period.Date) string{
	func(d period.Date) string { return strings.TrimPrefix(d.Chinese(), "2024年") },
	func(d period.Date) string { return strings.TrimPrefix(d.String(), "2024-") },
	func(d period.Date) string { return strings.ReplaceAll(strings.TrimPrefix(typed(d), "2024-"), "-", ".") },
	func(d period.Date) string { return strings.ReplaceAll(strings.TrimPrefix(typed(d), "2024-"), "-", "/") },
	func(d period.Date) string { return chinese(int64(d.Month)) + "月" + chinese(int64(d.Day)) + "日" },
}

func chineseYear(year int64) string {
	var s string
	for _, c := range strconv.FormatInt(year, 10) {
		s += string([]rune("〇一二三四五六七八九")[c-'0'])
	}
	return s
}

// Whatever way a day is written, it must read as that day; and so must two
// days joined as a range.
func TestDateReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := spring()
		d := c.From.Add(rapid.IntRange(-300, 300).Draw(t, "days"))
		s := rapid.SampledFrom(calendars).Draw(t, "writing")(d)
		if from, to, found := Date(written(s), c); from.Date != d || !to.IsAbsent() || len(found) > 0 {
			t.Fatalf("Date(%q) = %s, %s, %s, want %s", s, from.Date, to.Date, codes(found), d)
		}
		first := c.From.Add(rapid.IntRange(0, 20).Draw(t, "first"))
		last := first.Add(rapid.IntRange(0, 30).Draw(t, "length"))
		write := rapid.SampledFrom(unwritten).Draw(t, "way")
		s = write(first)
		if from, _, found := Date(written(s), c); from.Date != first || len(found) > 0 {
			t.Fatalf("Date(%q) = %s, %s, want %s", s, from.Date, codes(found), first)
		}
		s = write(first) + rapid.SampledFrom([]string{"至", "～", "—", "－－", " 到 "}).Draw(t, "mark") + write(last)
		if from, to, found := Date(written(s), c); from.Date != first || to.Date != last || len(found) > 0 {
			t.Fatalf("Date(%q) = %s, %s, %s, want %s, %s", s, from.Date, to.Date, codes(found), first, last)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"2024年2月4日", "二〇二四年二月廿九日", "1.29—2.4", "2024.1.29-31", "2月1日至3日", "20240204", "240204", "45326", "2.1", "24.2.4", "截至2月4日16时", "2月7日(正月初十)", "2024-2-30", "0.2.4", "长期", "——", "2月4日 9:", "\xff", "9999999999",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, text bool) {
		r := asNumber(s)
		if text {
			r = written(s)
		}
		c := spring()
		from, to, found := Date(r, c)
		if from.IsAbsent() != from.Date.IsZero() || to.IsAbsent() != to.Date.IsZero() || from.IsAbsent() && !to.IsAbsent() {
			t.Fatalf("Date(%q) = %+v, %+v", s, from, to)
		}
		if len(found) > 0 && !from.IsAbsent() || to.Date.Before(from.Date) && !to.IsAbsent() {
			t.Fatalf("Date(%q) = %s, %s, %s", s, from.Date, to.Date, codes(found))
		}
		if _, ok := period.On(int(from.Date.Year), int(from.Date.Month), int(from.Date.Day)); !from.IsAbsent() && !ok {
			t.Fatalf("Date(%q) = %s", s, from.Date)
		}
		if from.IsAbsent() {
			return
		}
		words := from.Words()
		if !to.IsAbsent() {
			words += "至" + to.Words()
		}
		from2, to2, found := Date(written(words), c)
		if from2.Date != from.Date || to2.Date != to.Date || len(found) > 0 {
			t.Fatalf("Date(%q) = %s, which reads as %s, %s, %s", s, words, from2.Date, to2.Date, codes(found))
		}
	})
}

func BenchmarkDate(b *testing.B) {
	c := spring()
	for _, s := range []string{"2024年2月4日", "1月29日-2月4日"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				Date(written(s), c)
			}
		})
	}
}
