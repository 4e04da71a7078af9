package plain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text is s in NFKC with invisible characters removed, every run of white
// space as one blank, and no blank at either end. Line breaks count as white
// space. It is what values of type text are stored as.
func Text(s string) string {
	if usual(s) {
		return s
	}
	s = norm.NFKC.String(strings.ToValidUTF8(s, ""))
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = b.Len() > 0
		case invisible(r):
		default:
			if gap {
				b.WriteByte(' ')
				gap = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Key is Text without any blank, in lower case, with every dash as - and
// every middle dot as ·. Two labels or names with one key are the same label
// or name: 合　　计 and 合计, （台州） and (台州), 阿卜杜•热合曼 and 阿卜杜·热合曼.
func Key(s string) string {
	if usual(s) && keyed(s) {
		return s
	}
	s = Text(s)
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch r {
		case ' ':
		case '‐', '‑', '‒', '–', '—', '―', '−', '─', '~', '～':
			b.WriteByte('-')
		case '•', '・', '‧', '∙', '⋅':
			b.WriteRune('·')
		case '〔', '【', '[', '「', '『':
			b.WriteByte('(')
		case '〕', '】', ']', '」', '』':
			b.WriteByte(')')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	// Closing a blank up, or lower case, may bring together what NFKC composes.
	return norm.NFKC.String(b.String())
}

// Blank reports whether s shows nothing.
func Blank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !invisible(r) {
			return false
		}
	}
	return true
}

func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || r == '\ufffd' || unicode.Is(unicode.Variation_Selector, r)
}

// usual reports whether s is its own Text, as most texts are: printable ASCII
// and the Chinese characters and marks that NFKC leaves alone, without a blank
// at an end or beside another.
func usual(s string) bool {
	blank := true
	for _, r := range s {
		switch {
		case r == ' ' && blank:
			return false
		case r == ' ':
			blank = true
			continue
		case r > ' ' && r < 0x7f, r >= 0x4e00 && r <= 0x9fa5, r == '、', r == '。', r == '“', r == '”', r == '《', r == '》':
		default:
			return false
		}
		blank = false
	}
	return !blank || s == ""
}

// keyed reports whether s, which is usual, is its own Key.
func keyed(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ', c == '~', c == '[', c == ']', c >= 'A' && c <= 'Z':
			return false
		}
	}
	return true
}
