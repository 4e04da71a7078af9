package phrase

import "strings"

// Masked hides the resident ID numbers and mobile numbers in s:
// 331003********1234, 138****0000. Other long numbers, credit codes among
// them, stay.
func Masked(s string) string {
	start := -1
	var out strings.Builder
	last := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if start < 0 {
				start = i
			}
			continue
		}
		if start < 0 {
			continue
		}
		end := i
		if i-start == 17 && i < len(s) && (s[i] == 'X' || s[i] == 'x') {
			end++
		}
		if hidden, ok := masked(s[start:end]); ok && !letterBefore(s, start) {
			out.WriteString(s[last:start])
			out.WriteString(hidden)
			last = end
		}
		start = -1
	}
	if last == 0 {
		return s
	}
	out.WriteString(s[last:])
	return out.String()
}

// letterBefore reports whether a run of digits belongs to a code with letters.
func letterBefore(s string, at int) bool {
	if at == 0 {
		return false
	}
	c := s[at-1]
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func masked(digits string) (string, bool) {
	switch n := len(digits); {
	case n == 11 && digits[0] == '1' && digits[1] >= '3':
		return digits[:3] + "****" + digits[7:], true
	case n == 18 && digits[0] != '9' && dayIn(digits[6:14]):
		return digits[:6] + "********" + digits[14:], true
	case n == 15 && digits[0] != '9' && dayIn("19"+digits[6:12]):
		return digits[:6] + "******" + digits[12:], true
	}
	return "", false
}

// dayIn reports whether YYYYMMDD may be a day of birth. What is not quite a
// day is hidden too: a mistyped ID number is one all the same.
func dayIn(s string) bool {
	return (s[:2] == "19" || s[:2] == "20") && s[4:6] <= "19" && s[6:8] <= "39"
}
