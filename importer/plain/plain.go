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
	if ascii(s) && !strings.ContainsAny(s, "\t\r\n\v\f") && !strings.Contains(s, "  ") {
		return strings.TrimSpace(s)
	}
	s = norm.NFKC.String(s)
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

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x7f || s[i] < 0x20 {
			return false
		}
	}
	return true
}
