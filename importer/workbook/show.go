package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// shown is what the sheet shows of a number that is no date, "" where it
// shows the literal itself or where the format is beyond what is rendered
// exactly.
func (f *format) shown(literal []byte) string {
	var s string
	if f.general {
		s = general(parseDecimal(literal))
	} else {
		s = f.showNumber(literal)
	}
	if s == string(literal) {
		return ""
	}
	return s
}

// shownAsIs tells, without rendering, the literals that a simple format shows
// as they are; false says nothing.
func (f *format) shownAsIs(literal []byte) bool {
	if f.general || len(f.show) == 0 {
		return false
	}
	s := &f.show[0]
	if !s.simple || len(literal) > 15 {
		return false
	}
	whole := 0
	for whole < len(literal) && literal[whole]-'0' < 10 {
		whole++
	}
	decimals := 0
	if whole < len(literal) {
		if literal[whole] != '.' {
			return false
		}
		for _, c := range literal[whole+1:] {
			if c-'0' >= 10 {
				return false
			}
		}
		if decimals = len(literal) - whole - 1; decimals == 0 {
			return false
		}
	}
	return decimals == s.decimals && whole >= max(1, s.whole) && (whole == 1 || literal[0] != '0') &&
		(!s.commas || whole <= 3) && (literal[0] != '0' || len(f.show) < 3 && s.whole > 0)
}

// plainNumber tells the literals that General shows as they are.
func plainNumber(b []byte) bool {
	if len(b) == 0 || len(b) > 11 {
		return false
	}
	point := -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
		case c == '-' && i == 0:
		case c == '.' && point < 0:
			point = i
		default:
			return false
		}
	}
	return (point < 0 || point > 0 && b[len(b)-1] != '0' && point < len(b)-1) && (b[0] != '0' || len(b) == 1 || point == 1)
}

// decimal is a number as digits: 0.digits × 10^exp.
type decimal struct {
	neg    bool
	digits []byte // without leading or trailing zeros; none is zero
	exp    int
}

// parseDecimal reads a checked literal, to the 15 digits that a sheet shows.
func parseDecimal(b []byte) decimal {
	var d decimal
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		d.neg = b[0] == '-'
		b = b[1:]
	}
	point := false
	for i, c := range b {
		switch c {
		case '.':
			point = true
		case 'e', 'E':
			e, _ := strconv.Atoi(string(b[i+1:]))
			d.exp += max(-1000, min(1000, e))
			return d.round(15)
		default:
			if len(d.digits) > 0 || c != '0' {
				d.digits = append(d.digits, c)
				if !point {
					d.exp++
				}
			} else if point {
				d.exp--
			}
		}
	}
	return d.round(15)
}

// round keeps n digits, half away from zero as sheets do, and drops trailing
// zeros.
func (d decimal) round(n int) decimal {
	if n < 0 {
		return decimal{}
	}
	if len(d.digits) > n {
		up := d.digits[n] >= '5'
		d.digits = append([]byte(nil), d.digits[:n]...)
		for i := n - 1; up && i >= 0; i-- {
			if d.digits[i]++; d.digits[i] <= '9' {
				up = false
			} else {
				d.digits[i] = '0'
			}
		}
		if up {
			d.digits = append([]byte{'1'}, d.digits...)
			d.exp++
		}
	}
	for len(d.digits) > 0 && d.digits[len(d.digits)-1] == '0' {
		d.digits = d.digits[:len(d.digits)-1]
	}
	if len(d.digits) == 0 {
		return decimal{}
	}
	return d
}

// fixed writes d, without its sign, with at least whole digits before the
// point and decimals to more after it.
func (d decimal) fixed(whole, decimals, optional int, commas bool) string {
	d = d.round(d.exp + decimals + optional)
	var in, out []byte
	for i := 0; i < d.exp; i++ {
		in = append(in, d.at(i))
	}
	for len(in) < whole {
		in = append([]byte{'0'}, in...)
	}
	for i := range decimals + optional {
		out = append(out, d.at(d.exp+i))
	}
	for len(out) > decimals && out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	s := string(in)
	if commas {
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
	}
	if decimals+optional > 0 {
		s += "."
	}
	return s + string(out)
}

func (d decimal) at(i int) byte {
	if i < 0 || i >= len(d.digits) {
		return '0'
	}
	return d.digits[i]
}

func (d decimal) zero() bool { return len(d.digits) == 0 }

// general is how the format General shows d in a wide cell: up to 11
// characters, else with an exponent.
func general(d decimal) string {
	if d.zero() {
		return "0"
	}
	sign := ""
	if d.neg {
		sign = "-"
	}
	if d.exp > 11 || d.exp < -8 {
		return sign + scientific(d)
	}
	places := 9
	if d.exp > 1 {
		places = max(0, 10-d.exp)
	}
	if r := d.round(d.exp + places); r.exp > 11 {
		return sign + scientific(d)
	} else if r.zero() {
		return "0"
	}
	return sign + strings.TrimSuffix(d.fixed(1, 0, places, false), ".")
}

func scientific(d decimal) string {
	d = d.round(6)
	s := string(d.digits[:1])
	if len(d.digits) > 1 {
		s += "." + string(d.digits[1:])
	}
	e := d.exp - 1
	if e < 0 {
		return fmt.Sprintf("%sE-%02d", s, -e)
	}
	return fmt.Sprintf("%sE+%02d", s, e)
}

// showNumber picks the section by the number's sign, as sheets do.
func (f *format) showNumber(literal []byte) string {
	if len(f.show) == 0 {
		return ""
	}
	d := parseDecimal(literal)
	s, sign := &f.show[0], d.neg
	switch {
	case d.neg && len(f.show) > 1:
		s, sign = &f.show[1], false
	case d.zero() && len(f.show) > 2:
		s = &f.show[2]
	}
	if s.complex {
		return ""
	}
	text := s.before
	switch {
	case s.general:
		text += strings.TrimPrefix(general(d), "-")
	case !s.bare:
		d.exp += 2*s.percents - 3*s.scaled
		digits := s.inset(d.fixed(s.whole, s.decimals, s.optional, s.commas))
		if strings.Trim(digits, "0.,") == "" {
			sign = false
		}
		text += digits
	}
	text += s.after
	if sign {
		text = "-" + text
	}
	return text
}

// inset puts the text that stands amid the digits in its places: with 0!.0 12
// is 1.2.
func (s *section) inset(digits string) string {
	for _, in := range s.inside {
		at := len(digits) - in.digits
		digits = digits[:at] + in.text + digits[at:]
	}
	return digits
}

// dateToken is one element of a date format: a letter and how often it
// stands, or literal text.
type dateToken struct {
	letter byte // y m d h n(minute) s p(上午/下午) H(elapsed hours), 0 for text
	count  int
	text   string
}

// dateTokens takes a date format apart; false if something in it is beyond
// what is rendered exactly.
func dateTokens(p pieces) ([]dateToken, bool) {
	var out []dateToken
	for i := 0; i < len(p); i++ {
		x := p[i]
		switch {
		case x.kind == 'b' && (colour(x.text) || strings.HasPrefix(x.text, "$-")):
			if strings.HasPrefix(strings.ToUpper(x.text), "$-D") {
				return nil, false // other numerals or calendars
			}
		case x.kind == 'b':
			if !strings.EqualFold(x.text, "h") {
				return nil, false
			}
			out = append(out, dateToken{letter: 'H', count: 1})
		case x.kind == 'l':
			out = append(out, dateToken{text: x.text})
		case strings.IndexByte("yYmMdDhHsS", x.char) >= 0:
			t := dateToken{letter: x.char | 0x20, count: 1}
			for i+1 < len(p) && p[i+1].kind == 'c' && p[i+1].char|0x20 == t.letter {
				t.count++
				i++
			}
			if t.count > 2 && t.letter != 'y' {
				return nil, false
			}
			out = append(out, t)
		case strings.IndexByte("-/ :.,", x.char) >= 0:
			out = append(out, dateToken{text: x.text})
		default:
			return nil, false
		}
	}
	return noon(minutes(out))
}

// minutes tells the m of minutes from that of months: after hours or before
// seconds.
func minutes(t []dateToken) []dateToken {
	last := byte(0)
	for i := range t {
		if t[i].letter == 0 {
			continue
		}
		if t[i].letter == 'm' && (last == 'h' || last == 'H' || nextLetter(t[i+1:]) == 's') {
			t[i].letter = 'n'
		}
		last = t[i].letter
	}
	return t
}

func nextLetter(t []dateToken) byte {
	for _, x := range t {
		if x.letter != 0 {
			return x.letter
		}
	}
	return 0
}

// noon finds 上午/下午, which makes a clock of twelve hours.
func noon(t []dateToken) ([]dateToken, bool) {
	var out []dateToken
	for i := 0; i < len(t); i++ {
		if t[i].letter != 0 || t[i].text != "上" {
			out = append(out, t[i])
			continue
		}
		var word string
		for j := i; j < len(t) && j < i+5 && t[j].letter == 0; j++ {
			word += t[j].text
		}
		if word != "上午/下午" {
			return nil, false
		}
		out = append(out, dateToken{letter: 'p'})
		i += 4
	}
	return out, true
}

// showDate shows a serial by the format's first section.
func (f *format) showDate(literal []byte, date1904 bool) string {
	if len(f.show) == 0 || f.show[0].complex {
		return ""
	}
	x, err := strconv.ParseFloat(string(literal), 64)
	if err != nil || x < 0 || x > 120000 {
		return ""
	}
	tokens := f.show[0].date
	total := int64(math.Floor(x*86400 + 0.5))
	days, clock := int(total/86400), int(total%86400)
	date, ok := day(days, date1904)
	if f.days && !ok {
		return ""
	}
	var b strings.Builder
	half := false
	for _, t := range tokens {
		half = half || t.letter == 'p'
	}
	for _, t := range tokens {
		hour := clock / 3600
		switch t.letter {
		case 0:
			b.WriteString(t.text)
		case 'y':
			if t.count > 2 {
				fmt.Fprintf(&b, "%04d", date.Year)
			} else {
				fmt.Fprintf(&b, "%02d", date.Year%100)
			}
		case 'm':
			fmt.Fprintf(&b, "%0*d", t.count, date.Month)
		case 'd':
			fmt.Fprintf(&b, "%0*d", t.count, date.Day)
		case 'p':
			b.WriteString([2]string{"上午", "下午"}[hour/12])
		case 'h':
			if half {
				hour = (hour+11)%12 + 1
			}
			fmt.Fprintf(&b, "%0*d", t.count, hour)
		case 'H':
			fmt.Fprintf(&b, "%d", total/3600)
		case 'n':
			fmt.Fprintf(&b, "%0*d", t.count, clock/60%60)
		case 's':
			fmt.Fprintf(&b, "%0*d", t.count, clock%60)
		}
	}
	return b.String()
}
