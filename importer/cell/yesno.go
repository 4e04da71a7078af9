package cell

import (
	"slices"
	"strings"
	"unicode"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

var (
	yesWords = []string{"是", "有", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "t", "对", "√是", "是√", "已", "真"}
	noWords  = []string{"否", "无", "×", "x", "✗", "✘", "✕", "✖", "☒", "n", "no", "0", "false", "f", "不是", "没有", "没", "未", "错", "假"}
)

// YesNo reads yes (是 有 √ ✓ Y 1 true …) or no (否 无 × N 0 false …); under
// 是否复工 also 已复工 and 未复工. Absent where blank; C205 where it is neither.
func YesNo(r Raw) (returns.Value, finding.List) {
	if Blank(r) {
		return returns.Value{}, nil
	}
	key := strings.TrimRight(plain.Key(r.Text), "。.;,、")
	v := value(r, returns.YesNo)
	yes, no := asked(r.Header)
	switch {
	case slices.Contains(yesWords, key), slices.Contains(yes, key):
		v.Yes = true
	case slices.Contains(noWords, key), slices.Contains(no, key):
	default:
		return returns.Value{}, finding.List{finding.NotListed(r.At, r.Field, r.Header, r.Typed(), "是、否")}
	}
	return v, nil
}

// asked is how a header that asks 是否复工 is answered in words.
func asked(header string) (yes, no []string) {
	_, what, ok := strings.Cut(plain.Key(header), "是否")
	end := strings.IndexFunc(what, func(c rune) bool { return !unicode.Is(unicode.Han, c) })
	if end >= 0 {
		what = what[:end]
	}
	if !ok || what == "" {
		return nil, nil
	}
	what = strings.TrimPrefix(what, "已")
	return []string{what, "已" + what, "是" + what}, []string{"未" + what, "不" + what, "非" + what, "没" + what, "没有" + what, "不是" + what}
}
