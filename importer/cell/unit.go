package cell

import (
	"strings"
	"unicode/utf8"

	"chunfeng/importer/plain"
)

// headerUnits are what may stand in brackets behind a header beside the
// classifiers.
var headerUnits = append(append([]string{
	"%", "‰", "百分点", "百分比", "天", "岁", "人/次", "元/人", "元/份", "元/次", "元/月", "元/人次", "角", "年", "月", "日", "小时", "公里", "辆(列、架)次", "吨", "平方米", "千克", "公斤",
}, countUnits...), moneyUnits...)

// UnitOf takes the unit off a header: 提供岗位数(万个) is 提供岗位数, 个 and scale
// 10000; 慰问金（万元） is 慰问金, 元, 10000; 慰问金万元 too. Brackets that hold no
// unit stay, as in 缺工(不含未返岗); unit is then "" and scale 1. bare is in NFKC.
func UnitOf(header string) (bare, unit string, scale int64) {
	bare = plain.Text(header)
	for end := len(bare); end > 0; {
		start, stop := lastBracket(bare[:end])
		if start < 0 {
			break
		}
		inner := strings.Trim(bare[start:stop], "()[]【】〔〕")
		if unit, scale, ok := readUnit(inner); ok && !partOfUnit(bare[:start], inner) {
			return plain.Text(bare[:start] + bare[stop:]), unit, scale
		}
		end = start
	}
	for _, suffix := range []string{"万元", "亿元", "千元", "万人次", "万人", "万个", "万家", "万份"} {
		rest, ok := strings.CutSuffix(bare, suffix)
		last, _ := utf8.DecodeLastRuneInString(rest)
		if ok && rest != "" && !strings.ContainsRune("每超近上过逾数几十百千约", last) {
			unit, scale, _ = readUnit(suffix)
			return strings.TrimRight(rest, " /:,、-"), unit, scale
		}
	}
	return bare, "", 1
}

// lastBracket is where the last pair of brackets in s begins and ends, or -1.
func lastBracket(s string) (start, stop int) {
	for _, pair := range []string{"()", "[]", "【】", "〔〕"} {
		open, size := utf8.DecodeRuneInString(pair)
		end := strings.LastIndex(s, pair[size:])
		if end < 0 {
			continue
		}
		if from := opening(s[:end], open, pair[size:]); from >= 0 && (stop == 0 || from > start) {
			start, stop = from, end+len(pair)-size
		}
	}
	if stop == 0 {
		return -1, 0
	}
	return start, stop
}

// opening is where the bracket that ends behind s begins: in 车次数(辆(列、架)次 the
// first one. Where the brackets do not match it is the last one, -1 if none.
func opening(s string, open rune, closing string) int {
	shut, _ := utf8.DecodeRuneInString(closing)
	inside := 0
	for at := len(s); at > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
		switch {
		case r == shut:
			inside++
		case r == open && inside == 0:
			return at
		case r == open:
			inside--
		}
	}
	return strings.LastIndex(s, string(open))
}

// partOfUnit reports whether the bracket behind before belongs to a word such
// as 人(次), 辆(列、架)次. In 专列(列次) it holds the unit.
func partOfUnit(before, inner string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(inner)
	return last != first && strings.ContainsRune("人家场辆列架", last)
}

// readUnit reads 万元, 单位:人, 千元/人. scale is what the power of ten in front
// of the unit makes.
func readUnit(s string) (unit string, scale int64, ok bool) {
	s = plain.Key(s)
	s, _ = cutPrefix(s, []string{"计量单位:", "单位:", "计量单位", "单位"})
	power, rest := takePower(s)
	scale = 1
	for range power {
		scale *= 10
	}
	if rest == "" {
		return "", scale, power > 0
	}
	for _, u := range headerUnits {
		if rest == u {
			if u == "圆" || u == "块" {
				u = "元"
			}
			return u, scale, true
		}
	}
	return "", 1, false
}
