package cell

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Phone reads a mobile number as 11 digits (13800138000) or a fixed number
// with its area code (0576-88106102, an extension as 0576-88106102-801); of
// several the first. Blanks, dashes, brackets, +86 and 0086 are normalised, and
// so is a number that was stored as a number. A fixed number without area code
// is kept as it is. What is no number, the segments of machines (14x of the
// Internet of Things, 1349, 174) included, is C209, a doubt, and is kept as
// typed. Absent where blank.
func Phone(r Raw) (returns.Value, finding.List) {
	if Blank(r) || r.Stored == AsText && isNone(r.Text) {
		return returns.Value{}, nil
	}
	s := plain.Text(r.Text)
	if len(s) == 11 && onlyDigits(s) && isMobile(s) {
		return text(r, s), nil
	}
	if n, ok := wholeNumber(s); ok {
		s = n
	}
	for _, candidate := range phones(s) {
		if number, ok := phoneNumber(candidate); ok {
			return text(r, number), nil
		}
	}
	return text(r, s), finding.List{finding.BadPhone(r.At, r.Field, r.Typed())}
}

// wholeNumber writes 13800138000.0 and 1.3800138E+10 out as digits. A number
// that was copied from a narrow column (1.38E+10) has lost its digits: with
// fewer than seven decimals it is none.
func wholeNumber(s string) (string, bool) {
	mantissa, _, powered := strings.Cut(strings.ToUpper(s), "E")
	if _, decimals, _ := strings.Cut(mantissa, "."); powered && len(decimals) < 7 {
		return "", false
	}
	n, err := literal(s, 1)
	return n.String(), err == nil && n.Whole() && n.Micros > 0 && strings.ContainsAny(s, ".E")
}

// phones is the numbers in s: all of it, then what separators part.
func phones(s string) []string {
	parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("/、,;|\\或", c) })
	out := append([]string{s}, parts...)
	for _, part := range parts {
		out = append(out, strings.Fields(part)...)
	}
	return out
}

// phoneNumber normalises one number.
func phoneNumber(s string) (string, bool) {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == ' ', c == '.', c == '·', c == '(', c == ')', c == '\'':
			return ' '
		case strings.ContainsRune(dashes, c):
			return '-'
		}
		return c
	}, strings.TrimSpace(s))
	for _, label := range []string{"手机", "电话", "联系电话", "座机", "办公", "tel", "Tel", "TEL"} {
		s = strings.TrimPrefix(s, label)
	}
	s = strings.TrimLeft(s, ": ")
	s, abroad := cutPrefix(s, []string{"+86", "0086"})
	s = strings.TrimLeft(s, "- ")
	digits := strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' {
			return -1
		}
		return c
	}, s)
	if mobile := strings.TrimPrefix(digits, "86"); len(mobile) == 11 && onlyDigits(mobile) && mobile[0] == '1' {
		return mobile, isMobile(mobile)
	}
	if !onlyDigits(digits) {
		return fixed(s)
	}
	if abroad != "" && !strings.HasPrefix(digits, "0") {
		s = "0" + s
	}
	return fixed(s)
}

// isMobile reports whether s is a mobile number a person carries.
func isMobile(s string) bool {
	return s[0] == '1' && s[1] >= '3' && !strings.HasPrefix(s, "1349") && !strings.HasPrefix(s, "174") &&
		(s[1] != '4' || s[2] == '5' || s[2] == '7' || s[2] == '9')
}

// fixed normalises a fixed number: area code, 7 or 8 digits not beginning with
// 0 or 1, and an extension after a dash, 转 or 分机. Service numbers (400, 12333)
// are numbers too.
func fixed(s string) (string, bool) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "转分机", "转"), "分机", "转")
	main, extension, _ := strings.Cut(s, "转")
	groups := strings.FieldsFunc(main, func(c rune) bool { return c == ' ' || c == '-' })
	if extension == "" && len(groups) > 1 && len(groups[len(groups)-1]) <= 5 && len(strings.Join(groups[:len(groups)-1], "")) >= 7 {
		groups, extension = groups[:len(groups)-1], groups[len(groups)-1]
	}
	digits := strings.Join(groups, "")
	extension = strings.Trim(extension, " -")
	if !onlyDigits(digits) || extension != "" && (!onlyDigits(extension) || len(extension) > 6) {
		return "", false
	}
	var number string
	var ok bool
	switch area := areaCode(digits); {
	case area > 0:
		number, ok = digits[:area]+"-"+digits[area:], localNumber(digits[area:])
	case strings.HasPrefix(digits, "400") || strings.HasPrefix(digits, "800"):
		number, ok = digits, len(digits) == 10
	case len(digits) == 5 && strings.HasPrefix(digits, "12"):
		number, ok = digits, true
	default:
		number, ok = digits, localNumber(digits)
	}
	if extension != "" {
		number += "-" + extension
	}
	return number, ok
}

// areaCode is the length of the area code at the front of digits, 0 if none:
// 010 and 02x have three digits, all others four.
func areaCode(digits string) int {
	switch {
	case len(digits) < 10 || digits[0] != '0':
		return 0
	case digits[1] == '1' || digits[1] == '2':
		return 3
	}
	return 4
}

func localNumber(s string) bool {
	return (len(s) == 7 || len(s) == 8) && s[0] >= '2'
}
