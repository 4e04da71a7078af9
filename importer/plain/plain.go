package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	if _, key := unchanged(s); key {
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
		if r > ' ' && r < 0x7f || r >= 0x4e00 && r <= 0x9fa5 || !unicode.IsSpace(r) && !invisible(r) {
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
	text, _ := unchanged(s)
	return text
}

// unchanged reports whether s is usual and whether it is its own Key, too. It
// looks at bytes: every cell of every workbook comes by several times.
func unchanged(s string) (text, key bool) {
	blank, key := true, true
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' && blank:
			return false, false
		case c == ' ':
			blank, key = true, false
			i++
			continue
		case c > ' ' && c < 0x7f:
			key = key && c != '~' && c != '[' && c != ']' && (c < 'A' || c > 'Z')
			i++
		case c >= 0xe4 && c <= 0xe9 && i+2 < len(s) && han(c, s[i+1], s[i+2]):
			i += 3
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r >= 0x4e00 && r <= 0x9fa5, r == '、', r == '。', r == '“', r == '”', r == '《', r == '》':
			default:
				return false, false
			}
			i += size
		}
		blank = false
	}
	text = !blank || s == ""
	return text, text && key
}

// han reports whether three bytes are a character from U+4E00 to U+9FA5.
func han(a, b, c byte) bool {
	if b&0xc0 != 0x80 || c&0xc0 != 0x80 {
		return false
	}
	r := rune(a&0x0f)<<12 | rune(b&0x3f)<<6 | rune(c&0x3f)
	return r >= 0x4e00 && r <= 0x9fa5
}
