package table

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/plain"
)

// A label is one header cell taken apart.
type label struct {
	text  string // plain.Text as typed, unit and all
	key   string // without unit, numbering and marks; 其中 kept, see squash
	unit  string
	scale int64 // 10000 where the unit is 万…, else 1
}

// readLabel takes a header apart: *1.提供岗位数（万个） is 提供岗位数, 万个.
func readLabel(s string) label {
	l := label{text: plain.Text(s), scale: 1}
	bare := strings.Map(func(r rune) rune {
		// ① would become a digit of the name under NFKC.
		if unicode.Is(unicode.No, r) || r == '★' || r == '☆' || r == '▲' || r == '●' || r == '※' {
			return -1
		}
		return r
	}, s)
	bare = plain.Text(bare)
	bare, l.unit, l.scale = cell.UnitOf(bare)
	if share, ok := strings.CutSuffix(bare, "%"); ok && l.unit == "" && share != "" {
		bare, l.unit, l.scale = cell.UnitOf(share + "(%)") // 返岗率%
	}
	if l.scale == 0 {
		l.scale = 1
	}
	if l.unit == "" {
		// 岗位数/个 and 岗位数,个 name the unit without brackets.
		if i := strings.LastIndexAny(bare, "/,，:："); i > 0 && units[strings.TrimSpace(strings.TrimLeft(bare[i:], "/,，:： "))] {
			again, unit, scale := cell.UnitOf(bare[:i] + "(" + strings.TrimLeft(bare[i:], "/,，:： ") + ")")
			if unit != "" {
				bare, l.unit, l.scale = again, unit, scale
			}
		}
	}
	l.key = trimLabel(plain.Key(bare))
	if strings.Contains(l.key, "截") {
		l.key = asOfDay.ReplaceAllString(l.key, "截至某日")
	}
	return l
}

// asOfDay is a day in a header: 截至2019年12月31日用工数 is 截至某日用工数 in every year.
var asOfDay = regexp.MustCompile(`截[至止](\d{2,4}年)?\d{1,2}月\d{1,2}日`)

// trimLabel removes what is set around a name: numbering, asterisks, a colon,
// (必填).
func trimLabel(k string) string {
	for {
		before := k
		k = strings.Trim(k, "*#:;,。、.·-_!？?")
		for _, mark := range requiredMarks {
			k = strings.TrimSuffix(strings.TrimPrefix(k, mark), mark)
		}
		k = cutNumbering(k)
		if k == before {
			return k
		}
	}
}

// cutNumbering removes 1. 一、 (3) (四) before a name, not the 1 of 1月流失.
func cutNumbering(k string) string {
	rest := k
	bracket := strings.HasPrefix(rest, "(")
	rest = strings.TrimPrefix(rest, "(")
	n := 0
	for n < len(rest) {
		r, size := utf8.DecodeRuneInString(rest[n:])
		if !unicode.IsDigit(r) && !strings.ContainsRune("一二三四五六七八九十", r) {
			break
		}
		n += size
	}
	if n == 0 || n > 9 {
		return k
	}
	rest = rest[n:]
	switch {
	case bracket && strings.HasPrefix(rest, ")"):
		rest = rest[1:]
	case !bracket && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "、") || strings.HasPrefix(rest, ":")):
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	default:
		return k
	}
	if rest == "" {
		return k
	}
	return rest
}

// squash is what two writings of one path share: 已返岗/其中：省外 and 已返岗其中省外.
func squash(k string) string {
	if !strings.ContainsFunc(k, idleMark) && !strings.Contains(k, "其中") {
		return k // most names
	}
	var b strings.Builder
	b.Grow(len(k))
	for _, r := range k {
		if !idleMark(r) {
			b.WriteRune(r)
		}
	}
	s := b.String()
	if t := strings.ReplaceAll(s, "其中", ""); t != "" {
		return t
	}
	return s
}

// idleMark reports whether a letter of a path names nothing.
func idleMark(r rune) bool {
	switch r {
	case '/', '(', ')', ':', ',', '、', '-', '·', '的', ' ', '"', '\'', '“', '”', '.', ';', '_', '|', '\\', '+', '&', '<', '>', '和', '及', '或', '与':
		return true
	}
	return false
}
