package cell

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

var (
	yesWords = []string{"是", "有", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "t", "对", "√是", "是√", "已", "真"}
	noWords  = []string{"否", "无", "×", "x", "✗", "✘", "✕", "✖", "☒", "n", "no", "0", "false", "f", "不是", "没有", "没", "未", "错", "假"}
)

// YesNo reads yes (是 有 √ ✓ Y 1 true …) or no (否 无 × N 0 false …). Absent
// where blank; C205 where it is neither.
func YesNo(r Raw) (returns.Value, finding.List) {
	if Blank(r) {
		return returns.Value{}, nil
	}
	key := strings.TrimRight(plain.Key(r.Text), "。.;,、")
	key = strings.TrimSuffix(key, "\ufe0f")
	v := value(r, returns.YesNo)
	for _, word := range yesWords {
		if key == word {
			v.Yes = true
			return v, nil
		}
	}
	for _, word := range noWords {
		if key == word {
			return v, nil
		}
	}
	return returns.Value{}, finding.List{finding.NotListed(r.At, r.Field, r.Header, r.Typed(), "是、否")}
}
