package workbook

import (
	"strings"

	"chunfeng/importer/period"
)

// format is what a cell format says of the numbers it shows.
type format struct {
	date    bool // a date or a time
	days    bool // with a year, month or day in it, so that the serial names a day
	percent bool
	general bool // General: the literal, unless it is longer than a cell shows
	show    []section
	seen    map[int]dressed // what whole serials came to, so that a column of dates costs little
}

// dressed is a number as its format makes it.
type dressed struct {
	date  period.Date
	shown string
}

// mostSeen bounds the memory of format.seen.
const mostSeen = 4096

// section is one of the up to four parts of a number format, taken apart:
// before and after stand around the digits.
type section struct {
	complex  bool // beyond what is rendered exactly
	bare     bool // no digits at all, only text
	general  bool
	before   string
	after    string
	whole    int // digits at least before the point
	decimals int // digits at least after it
	optional int // more that are shown if they are not zero
	commas   bool
	percents int
	scaled   int     // commas behind the digits: each divides by a thousand
	inside   []inset // text amid the digits, from the left
	date     []dateToken
	simple   bool // digits and nothing else, see shownAsIs
}

// An inset is text that stands amid the digits of a section: before so many
// of the last.
type inset struct {
	text   string
	digits int
}

// builtin are the number formats that files use by their number only, as a
// Chinese Excel or WPS shows them (ECMA-376 part 1, §18.8.30, zh-cn).
var builtin = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分",
	33: "h时mm分ss秒", 34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
	37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "上午/下午h时mm分",
	56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}

// formats compiles the formats of the cell formats; equal ones once.
func formats(ids []int, codes map[int]string) []format {
	done := map[int]format{}
	out := make([]format, len(ids))
	for i, id := range ids {
		f, ok := done[id]
		if !ok {
			code, custom := codes[id]
			if b, fixed := builtin[id]; fixed && (!custom || regional(id)) {
				code = b
			}
			f = compile(code)
			done[id] = f
		}
		out[i] = f
	}
	return out
}

// regional tells the formats that follow the reader's region whatever code a
// file carries beside them.
func regional(id int) bool { return id == 14 || id == 22 }

// longestFormat is Excel's own bound on a format's characters; a longer one
// is not taken apart.
const longestFormat = 255

func compile(code string) format {
	if code == "" || strings.EqualFold(code, "General") || code == "@" {
		return format{general: true}
	}
	var f format
	lex := lexFormat(code)
	f.date, f.days = lex.dates()
	f.percent = !f.date && lex.percent()
	if f.date {
		f.seen = map[int]dressed{}
	}
	if len(code) > longestFormat*4 {
		return f
	}
	for _, s := range lex.sections() {
		f.show = append(f.show, parseSection(s, f.date))
	}
	return f
}

// piece is a lexical element of a number format.
type piece struct {
	kind byte // 'l' literal text, 'b' bracketed, 'c' a character that means something
	text string
	char byte
}

type pieces []piece

// lexFormat takes a format apart; quotes and escapes become literals.
func lexFormat(code string) pieces {
	var out pieces
	for i := 0; i < len(code); {
		c := code[i]
		switch {
		case c == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				end = len(code) - i - 1
			}
			out = append(out, piece{kind: 'l', text: code[i+1 : i+1+end]})
			i += end + 2
		case c == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i
			}
			out = append(out, piece{kind: 'b', text: code[i+1 : i+end]})
			i += end + 1
		case c == '\\' || c == '!' || c == '_' || c == '*':
			n := runeLen(code[i+1:])
			p := piece{kind: 'l', text: code[i+1 : i+1+n]}
			switch c {
			case '_':
				p.text = "" // the width of a character, not a character
			case '*':
				p = piece{kind: 'c', char: '*'}
			}
			out = append(out, p)
			i += 1 + n
		case c >= 0x80:
			n := runeLen(code[i:])
			out = append(out, piece{kind: 'l', text: code[i : i+n]})
			i += n
		case len(code) >= i+7 && strings.EqualFold(code[i:i+7], "General"):
			out = append(out, piece{kind: 'c', char: 'G'})
			i += 7
		default:
			out = append(out, piece{kind: 'c', char: c, text: code[i : i+1]})
			i++
		}
	}
	return out
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// dates reports whether the format shows a date or a time, and whether it
// shows days. Only the first section counts.
func (p pieces) dates() (date, days bool) {
	for _, x := range p {
		switch {
		case x.kind == 'c' && x.char == ';':
			return date, days
		case x.kind == 'c' && x.char == 'G':
			return false, false
		case x.kind == 'b' && elapsed(x.text):
			date = true
		case x.kind == 'c':
			switch x.char {
			case 'y', 'Y', 'd', 'D', 'e', 'E':
				if x.char == 'e' || x.char == 'E' {
					continue // 0.00E+00; the year e of eras always has m and d beside it
				}
				date, days = true, true
			case 'm', 'M':
				date = true
				days = days || !p.minutes()
			case 'h', 'H', 's', 'S':
				date = true
			}
		}
	}
	return date, days
}

// minutes reports whether every m can only be a minute: hours or seconds are
// there, years and days are not.
func (p pieces) minutes() bool {
	clock := false
	for _, x := range p {
		if x.kind == 'b' && elapsed(x.text) {
			clock = true
		}
		if x.kind != 'c' {
			continue
		}
		switch x.char {
		case 'h', 'H', 's', 'S':
			clock = true
		case 'y', 'Y', 'd', 'D':
			return false
		}
	}
	return clock
}

// elapsed tells [h], [mm], [ss] from colours, conditions and locales.
func elapsed(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), strings.ToLower(s[:1])) == "" && strings.ContainsAny(s[:1], "hHmMsS")
}

func (p pieces) percent() bool {
	for _, x := range p {
		if x.kind == 'c' && x.char == ';' {
			return false
		}
		if x.kind == 'c' && x.char == '%' {
			return true
		}
	}
	return false
}

func (p pieces) sections() []pieces {
	var out []pieces
	from := 0
	for i, x := range p {
		if x.kind == 'c' && x.char == ';' {
			out = append(out, p[from:i])
			from = i + 1
		}
	}
	return append(out, p[from:])
}

// parseSection takes one section apart; what it cannot render exactly makes
// it complex.
func parseSection(p pieces, date bool) section {
	if date {
		tokens, ok := dateTokens(p)
		return section{complex: !ok, date: tokens}
	}
	s := section{bare: true}
	digits, point := false, false
	for i, x := range p {
		if x.kind == 'b' {
			if !colour(x.text) && !strings.HasPrefix(x.text, "$-") {
				s.complex = true
			}
			continue
		}
		if x.kind == 'l' || strings.IndexByte(" -+()/:$", x.char) >= 0 && x.char != 'G' {
			more := p[i+1:].digits()
			switch {
			case digits && more > 0:
				s.complex = s.complex || point
				s.inside = append(s.inside, inset{x.text, more})
			case digits:
				s.after += x.text
			default:
				s.before += x.text
			}
			continue
		}
		switch x.char {
		case 'G':
			s.general, s.bare, digits = true, false, true
		case '0', '#':
			s.bare, digits = false, true
			s.digit(x.char, point)
		case '.':
			s.complex = s.complex || point
			digits, point = true, true
		case ',':
			switch more := p[i+1:].digits(); {
			case !digits || point && more > 0 || s.after != "":
				s.complex = true
			case more > 0:
				s.commas = true
			default:
				s.scaled++
			}
		case '%':
			s.percents++
			if digits {
				s.after += "%"
			} else {
				s.before += "%"
			}
		default:
			s.complex = true
		}
	}
	// Text amid the digits is rendered between those that always stand.
	if len(s.inside) > 0 && (point || s.commas || s.inside[0].digits > s.whole) {
		s.complex = true
	}
	s.simple = !s.complex && len(s.inside) == 0 && s.scaled == 0 && !s.bare && !s.general && s.before == "" && s.after == "" && s.optional == 0 && s.percents == 0
	return s
}

func (s *section) digit(c byte, point bool) {
	switch {
	case !point && c == '0':
		s.whole++
	case !point:
		s.complex = s.complex || s.whole > 0
	case c == '0':
		s.complex = s.complex || s.optional > 0
		s.decimals++
	default:
		s.optional++
	}
}

// digits is how many places of digits there are.
func (p pieces) digits() int {
	n := 0
	for _, x := range p {
		if x.kind == 'c' && (x.char == '0' || x.char == '#' || x.char == '?') {
			n++
		}
	}
	return n
}

func colour(s string) bool {
	switch strings.ToLower(s) {
	case "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow",
		"黑色", "蓝色", "青色", "绿色", "洋红", "红色", "白色", "黄色":
		return true
	}
	return strings.HasPrefix(strings.ToLower(s), "color")
}

// day is the calendar day of a serial: days since 1899-12-31 with Excel's
// day 60 that never was, or since 1904-01-01. False for times of day and
// what lies outside 1900–2200.
func day(serial int, date1904 bool) (period.Date, bool) {
	switch {
	case date1904:
		if serial < 0 || serial > 120000 {
			return period.Date{}, false
		}
		return civil(1904, 1, 1, serial)
	case serial < 1 || serial == 60 || serial > 120000:
		return period.Date{}, false
	case serial > 60:
		serial--
	}
	return civil(1900, 1, 1, serial-1)
}

func civil(y, m, d, plus int) (period.Date, bool) {
	from, _ := period.On(y, m, d)
	got := from.Add(plus)
	return period.On(int(got.Year), int(got.Month), int(got.Day))
}
