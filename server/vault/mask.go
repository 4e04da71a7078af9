package vault

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"chunfeng/importer/forms"
)

// MaskIDCard shows the region and the last four characters of an ID number:
// 331003********1234. A text too short to be one is hidden whole.
func MaskIDCard(s string) string { return maskMiddle(s, 6, 4) }

// MaskPhone shows the first three and the last four digits of a phone number:
// 138****0000. A text too short to be one is hidden whole.
func MaskPhone(s string) string { return maskMiddle(s, 3, 4) }

// MaskName shows the first character of a person's name: 张**.
func MaskName(s string) string { return maskMiddle(s, 1, 0) }

// Masking is how texts of a type are shown to those without the right to see
// more: personal numbers by their middle, and in other texts whatever looks
// like one.
func Masking(t forms.Type) func(string) string {
	switch t {
	case forms.IDCard:
		return MaskIDCard
	case forms.Phone:
		return MaskPhone
	case forms.USCC:
		return func(s string) string { return s }
	}
	return MaskText
}

// maskMiddle puts a star for every character but the first and last few. At
// least as many are hidden as are shown behind, and never none.
func maskMiddle(s string, first, last int) string {
	chars := []rune(s)
	hidden := len(chars) - first - last
	if hidden < max(1, last) {
		if first > 1 || len(chars) < 2 {
			return strings.Repeat("*", len(chars))
		}
		hidden = len(chars) - first
		last = 0
	}
	return string(chars[:first]) + strings.Repeat("*", hidden) + string(chars[len(chars)-last:])
}

// MaskText masks the ID and mobile phone numbers that stand in a text, however
// their digits are grouped or typed: 请联系138 0000 0000. Credit codes, amounts
// and dates stay.
func MaskText(s string) string {
	if !enough(s) {
		return s
	}
	var b strings.Builder
	word := false // inside a run of Latin letters and digits
	for at := 0; at < len(s); {
		n, chars := creditCode(s[at:]), ""
		if word || n == 0 {
			n, chars = numberAt(s[at:])
		}
		switch {
		case n == 0:
			r, size := utf8.DecodeRuneInString(s[at:])
			n, word = size, latin(r)
			b.WriteString(s[at : at+size])
		default:
			b.WriteString(maskNumber(s[at:at+n], chars))
			word = true
		}
		at += n
	}
	return b.String()
}

// Personal reports whether MaskText would hide something of s.
func Personal(s string) bool { return MaskText(s) != s }

// enough says quickly of most texts that they hold no number long enough.
func enough(s string) bool {
	digits := 0
	for _, r := range s {
		if _, ok := digit(r); ok {
			if digits++; digits >= shortest {
				return true
			}
		}
	}
	return false
}

// shortest is the digits of a mobile phone number.
const shortest = 11

// numberAt is the length in bytes of the number that s begins with, and its
// characters without what groups them; 0 when it begins with none.
func numberAt(s string) (length int, chars string) {
	var b []byte
	gap := false
	for i, r := range s {
		d, ok := digit(r)
		last := ok && d == 'X'
		switch {
		case ok && (!last || len(b) == 17):
			b = append(b, d)
			length = i + utf8.RuneLen(r)
			gap = false
		case len(b) > 0 && !gap && separator(r):
			gap = true
		default:
			return length, string(b)
		}
		if last {
			return length, string(b)
		}
	}
	return length, string(b)
}

// creditCode is 18 when s begins with a unified social credit code (GB 32100)
// that holds a letter, else 0.
func creditCode(s string) int {
	if len(s) < 18 || len(s) > 18 && latin(rune(s[18])) {
		return 0
	}
	letters := false
	for i := range 18 {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c >= 'A' && c <= 'Z' && (i < 2 || i > 7):
			// An X at the end alone is an ID number's.
			letters = letters || i < 17
		default:
			return 0
		}
	}
	if !letters {
		return 0
	}
	return 18
}

func latin(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

func digit(r rune) (byte, bool) {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms, as Chinese input makes them
		if n := width.LookupRune(r).Narrow(); n != 0 {
			r = n
		}
	}
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r == 'x' || r == 'X':
		return 'X', true
	}
	return 0, false
}

func separator(r rune) bool {
	return r == ' ' || r == '-' || r == '\u00a0' || r == '\u3000' || r == '－' || r == '—'
}

// maskNumber masks typed, whose characters are chars, if it can be a person's:
// a mobile phone number, with or without 86 or a digit too many, an ID number of 18 or the former
// 15, or two such run together.
func maskNumber(typed, chars string) string {
	n := len(chars)
	switch {
	case n == 11 && mobile(chars):
		return MaskPhone(chars)
	case n == 12 && mobile(chars): // a digit too many
		return MaskPhone(chars)
	case n == 13 && strings.HasPrefix(chars, "86") && mobile(chars[2:]):
		return chars[:2] + MaskPhone(chars[2:])
	case n == 18 && chars[0] == '9':
		return typed // a credit code of digits alone
	case n == 15 && chars[0] != '0' && chars[0] != '9', n >= 16:
		return MaskIDCard(chars)
	}
	return typed
}

func mobile(chars string) bool { return chars[0] == '1' && chars[1] >= '3' }
