package cell

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chunfeng/importer/places"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Firm reads the legal name of a firm: NFKC, brackets as （）, no blanks beside
// Chinese characters, without a running number in front (3.甲公司), （盖章） and
// closing punctuation. No part of the legal name is dropped: （台州） belongs to
// it. Absent where blank.
func Firm(r Raw) returns.Value { return text(r, firmName(shownText(r))) }

// roundBrackets makes every bracket a round one, half-width or full-width.
var (
	roundBrackets = strings.NewReplacer("〔", "(", "〕", ")", "【", "(", "】", ")", "[", "(", "]", ")", "「", "(", "」", ")", "『", "(", "』", ")", "（", "(", "）", ")")
	wideBrackets  = strings.NewReplacer("(", "（", ")", "）")
)

// seals are what stands behind a name where a stamp is asked for.
var seals = []string{"(加盖公章)", "(盖公章)", "(盖章)", "(公章)", "(签章)", "(章)", "盖章"}

func firmName(s string) string {
	if plainName(s) {
		return s
	}
	s = strings.TrimLeftFunc(s, func(c rune) bool { return unicode.Is(unicode.No, c) || unicode.IsSpace(c) })
	s = withoutNumber(strings.TrimLeft(closeChinese(roundBrackets.Replace(plain.Text(s))), "。.,;:、 _*~-"+dashes))
	for {
		short := strings.TrimRight(s, "。.,;:、 _*~-"+dashes)
		for _, seal := range seals {
			short = strings.TrimSuffix(short, seal)
		}
		if short == s {
			break
		}
		s = short
	}
	return wideBrackets.Replace(strings.TrimLeft(s, "。.,;:、 _*~-"+dashes))
}

// withoutNumber takes a running number off the front: 3.甲公司, (3)甲公司, 3、甲公司.
func withoutNumber(s string) string {
	rest := strings.TrimPrefix(s, "(")
	_, size, rest := number(rest)
	rest = strings.TrimLeft(rest, " ")
	mark, width := utf8.DecodeRuneInString(rest)
	if size == 0 || size > 3 || !strings.ContainsRune(".、)", mark) {
		return s
	}
	rest = strings.TrimLeft(rest[width:], " ")
	if first, _ := utf8.DecodeRuneInString(rest); !unicode.Is(unicode.Han, first) {
		return s
	}
	return rest
}

// plainName reports whether s is Chinese characters only and no seal: there is
// nothing to unify, as in most names.
func plainName(s string) bool {
	return allHan(s) && !slices.ContainsFunc(seals, func(seal string) bool { return strings.HasSuffix(s, seal) })
}

// allHan reports whether s is Chinese characters only.
func allHan(s string) bool {
	for _, c := range s {
		if c < 0x4e00 || c > 0x9fa5 {
			return false
		}
	}
	return true
}

// FirmKey is the same for two writings of one legal name, and differs for two
// names: identity where no credit code is known.
func FirmKey(name string) string {
	return plain.Key(firmName(name))
}

// legalForms are the endings that say what kind of firm it is, longest first.
var legalForms = byRunes([]string{
	"股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司", "股份公司", "总公司", "公司", "集团", "控股",
	"普通合伙企业", "有限合伙企业", "合伙企业",
})

// FirmStem is what is left of a firm's name without its legal form, brackets
// and the place it begins with: 奔跑模具 for 台州市奔跑模具有限公司. Two firms with
// one stem look alike; they are not the same.
func FirmStem(name string) string {
	s := FirmKey(name)
	for {
		start, end := strings.IndexByte(s, '('), strings.IndexByte(s, ')')
		if start < 0 || end < start {
			break
		}
		s = s[:start] + s[end+1:]
	}
	if _, rest, ok := places.Split(s); ok && utf8.RuneCountInString(rest) > 1 {
		s = rest
	}
	for {
		rest := s
		for _, form := range legalForms {
			if rest, _ = strings.CutSuffix(s, form); rest != s {
				break
			}
		}
		if rest == s || utf8.RuneCountInString(rest) < 2 {
			return s
		}
		s = rest
	}
}

// Person reads the name of a person: 张 三 is 张三, every dot of a name such as
// 阿卜杜•热合曼 is ·, and a role in brackets is dropped. Foreign names keep
// single blanks. Absent where blank.
func Person(r Raw) returns.Value {
	s := closeChinese(plain.Text(shownText(r)))
	if allHan(s) {
		return text(r, s) // nothing to unify, as in most names
	}
	for {
		short := strings.Trim(s, " 。.,;:、*")
		if at := strings.IndexByte(short, '('); at > 0 && strings.HasSuffix(short, ")") {
			short = short[:at]
		}
		if short == s {
			break
		}
		s = short
	}
	runes := []rune(s)
	for i, c := range runes {
		inside := i > 0 && i+1 < len(runes) && wide(runes[i-1]) && wide(runes[i+1])
		if strings.ContainsRune("•・‧∙⋅●˙", c) || c == '.' && inside {
			runes[i] = '·'
		}
	}
	return text(r, string(runes))
}

// closeChinese removes the blanks with a Chinese character or a bracket on one
// side.
func closeChinese(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	runes := []rune(s)
	out := runes[:0:0]
	for i, c := range runes {
		if c == ' ' && i > 0 && i+1 < len(runes) && (wide(runes[i-1]) || wide(runes[i+1])) {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func wide(c rune) bool {
	return unicode.Is(unicode.Han, c) || strings.ContainsRune("()（）·•", c)
}
