package cell

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/returns"
)

// A quantity is a number as a clerk writes it: 1.1万余人.
type quantity struct {
	parts     []part // 1万2千 has two
	negative  bool
	qualifier returns.Qualifier
	magnitude bool   // the cell names 万 or 亿 itself
	thousand  bool   // digits before 千 or 百, as in 3千
	unit      string // classifier behind the number, as in 3000人; "" if none
}

// A part is digits times a power of ten.
type part struct {
	digits string // plain decimal, no sign
	power  int
}

// A refusal says why a text is no quantity.
type refusal uint8

const (
	accepted  refusal = iota
	notNumber         // 若干, 半数, 12a
	ranged            // 2000-3000, 三五百
)

// number is q × 10^power, rounded to six places.
func (q quantity) number(power int) (returns.Number, error) {
	var sum returns.Number
	for _, p := range q.parts {
		n, err := returns.ParseNumber(p.digits + "e" + strconv.Itoa(p.power+power))
		if err != nil {
			return sum, err
		}
		if sum, err = sum.Add(n); err != nil {
			return sum, err
		}
	}
	if q.negative {
		sum.Micros = -sum.Micros
	}
	sum.Qualifier = q.qualifier
	return sum, nil
}

// A qualifying is a word that says on which side of a number the truth lies.
type qualifying struct {
	word string
	says returns.Qualifier
}

// before are the words in front of a number, longest first. Exact ones add
// nothing: 共120人.
var before = byLength([]qualifying{
	{"不少于", returns.AtLeast}, {"不低于", returns.AtLeast}, {"不下于", returns.AtLeast}, {"不下", returns.AtLeast},
	{"至少", returns.AtLeast}, {"最少", returns.AtLeast}, {"起码", returns.AtLeast}, {"超过", returns.AtLeast}, {"超出", returns.AtLeast},
	{"超", returns.AtLeast}, {"逾", returns.AtLeast}, {"突破", returns.AtLeast}, {"多于", returns.AtLeast}, {"大于", returns.AtLeast},
	{"高于", returns.AtLeast}, {"过", returns.AtLeast}, {"破", returns.AtLeast}, {"上", returns.AtLeast}, {"成", returns.AtLeast},
	{">=", returns.AtLeast}, {"≥", returns.AtLeast}, {"≧", returns.AtLeast}, {">", returns.AtLeast}, {"﹥", returns.AtLeast},
	{"不超过", returns.AtMost}, {"不多于", returns.AtMost}, {"不高于", returns.AtMost}, {"不到", returns.AtMost}, {"不足", returns.AtMost},
	{"不满", returns.AtMost}, {"未满", returns.AtMost}, {"未到", returns.AtMost}, {"未达", returns.AtMost}, {"少于", returns.AtMost},
	{"低于", returns.AtMost}, {"小于", returns.AtMost}, {"至多", returns.AtMost}, {"最多", returns.AtMost}, {"将近", returns.AtMost},
	{"接近", returns.AtMost}, {"几近", returns.AtMost}, {"近", returns.AtMost}, {"<=", returns.AtMost}, {"≤", returns.AtMost},
	{"≦", returns.AtMost}, {"<", returns.AtMost},
	{"大约", returns.About}, {"大概", returns.About}, {"大致", returns.About}, {"大体", returns.About}, {"约莫", returns.About},
	{"约为", returns.About}, {"约有", returns.About}, {"约计", returns.About}, {"约", returns.About}, {"差不多", returns.About}, {"估计", returns.About}, {"估算", returns.About},
	{"预计", returns.About}, {"预估", returns.About}, {"≈", returns.About}, {"~", returns.About}, {"∼", returns.About}, {"〜", returns.About},
	{"共计", returns.Exact}, {"合计", returns.Exact}, {"总计", returns.Exact}, {"总共", returns.Exact}, {"一共", returns.Exact},
	{"共有", returns.Exact}, {"共", returns.Exact}, {"计", returns.Exact}, {"达到", returns.Exact}, {"达", returns.Exact}, {"有", returns.Exact},
	{"人民币", returns.Exact}, {"rmb", returns.Exact}, {"cny", returns.Exact}, {"¥", returns.Exact}, {"￥", returns.Exact},
})

// onlyTens are words of before that stand only in front of a bare unit: 上千,
// 过万, 成百. 过3 is not a number.
var onlyTens = []string{"上", "过", "破", "成"}

// behind are the words after a number or its classifier, longest first.
var behind = byLength([]qualifying{
	{"有余", returns.AtLeast}, {"余", returns.AtLeast}, {"馀", returns.AtLeast}, {"多", returns.AtLeast}, {"来", returns.AtLeast},
	{"几", returns.AtLeast}, {"+", returns.AtLeast}, {"以上", returns.AtLeast}, {"之上", returns.AtLeast}, {"开外", returns.AtLeast},
	{"出头", returns.AtLeast}, {"挂零", returns.AtLeast},
	{"不到", returns.AtMost}, {"不足", returns.AtMost}, {"以下", returns.AtMost}, {"以内", returns.AtMost}, {"之内", returns.AtMost},
	{"左右", returns.About}, {"上下", returns.About}, {"前后", returns.About}, {"许", returns.About}, {"大概", returns.About}, {"大约", returns.About}, {"约", returns.About},
	{"估计", returns.About}, {"估", returns.About},
})

// A measure is what a column counts in: the classifiers that may stand behind
// its numbers, and the nouns behind those (200多名员工), longest first.
type measure struct{ units, nouns []string }

// people counts persons and things, yuan money: a person counted in 元 stands
// in the wrong column. portion is for rates.
var (
	people  = measure{countUnits, nouns}
	yuan    = measure{units: moneyUnits}
	portion = measure{units: []string{"%", "‰"}}
)

var (
	countUnits = byRunes([]string{
		"人次", "人", "名", "位", "家次", "家", "户次", "户", "个", "份", "场次", "场", "次", "辆次", "辆", "列次", "列", "架次", "架", "件", "册",
		"本", "套", "台", "趟次", "趟", "班次", "班", "车次", "车", "条", "项", "对", "村次", "村", "所", "处", "岗", "批次", "批", "支", "只", "组", "期",
		"人数", "单", "篇", "张", // no 箱 or 盒: ten boxes of brochures are not ten
	})
	moneyUnits = byRunes([]string{"元整", "圆整", "元", "圆", "块钱", "块"})
	// nouns may follow a classifier, or the number itself: 200多名员工.
	nouns = byRunes([]string{
		"员工", "职工", "老员工", "新员工", "工人", "务工人员", "工作人员", "人员", "求职者", "企业", "公司", "岗位", "用工岗位", "就业岗位", "小分队",
		"村", "招聘会", "问题", "困难", "协议",
	})
)

// readQuantity reads s, in which white space is already closed up (see
// writtenNumber).
func readQuantity(s string, in measure) (quantity, refusal) {
	q, why := scanQuantity(s, in)
	if why == notNumber && looksRanged(s, in) {
		why = ranged
	}
	return q, why
}

func scanQuantity(s string, in measure) (q quantity, why refusal) {
	s = strings.TrimRight(s, "。;,、.")
	s, ok := q.openBracket(s, in)
	if !ok {
		return q, notNumber
	}
	var tens bool
	s, tens = q.takeBefore(s)
	body := s
	if s, why = q.takeNumber(s); why != accepted {
		return q, why
	}
	if first, _ := utf8.DecodeRuneInString(body); tens && !strings.ContainsRune("十百千万亿", first) {
		return q, notNumber
	}
	s = q.takeBehind(s)
	s = q.takeUnit(s, in)
	s = q.takeBehind(s)
	if s != "" || q.negative && q.qualifier != returns.Exact {
		return q, notNumber
	}
	return q, accepted
}

// openBracket takes off a bracket at the end that holds only a classifier or
// a qualifying word: 3000(人), 50(约). Any other remark is not ours to drop.
func (q *quantity) openBracket(s string, in measure) (string, bool) {
	s = strings.ReplaceAll(s, "人(次)", "人次")
	at := strings.IndexByte(s, '(')
	if at < 0 {
		return s, true
	}
	inner, ok := strings.CutSuffix(s[at+1:], ")")
	if !ok || at == 0 {
		return s, false
	}
	for _, w := range behind {
		if w.word == inner {
			q.qualifier = q.qualifier.With(w.says)
			return s[:at], true
		}
	}
	return s[:at] + inner, slices.Contains(in.units, inner)
}

// takeBefore takes qualifying words off the front; tens says that one of them
// needs a bare unit behind it.
func (q *quantity) takeBefore(s string) (rest string, tens bool) {
	for {
		i := slices.IndexFunc(before, func(w qualifying) bool { return strings.HasPrefix(s, w.word) })
		if i < 0 {
			return s, tens
		}
		s = s[len(before[i].word):]
		q.qualifier = q.qualifier.With(before[i].says)
		tens = slices.Contains(onlyTens, before[i].word)
	}
}

// takeBehind takes qualifying words off the front of what follows a number.
func (q *quantity) takeBehind(s string) string {
	for {
		i := slices.IndexFunc(behind, func(w qualifying) bool { return strings.HasPrefix(s, w.word) })
		if i < 0 {
			return s
		}
		s = s[len(behind[i].word):]
		q.qualifier = q.qualifier.With(behind[i].says)
	}
}

// takeUnit takes a classifier, the noun it counts and what it is counted for
// (元/人) off the front.
func (q *quantity) takeUnit(s string, in measure) string {
	rest, unit := cutPrefix(s, in.units)
	q.unit = unit
	if after, ok := strings.CutPrefix(rest, "/次"); ok && unit == "人" {
		return after
	}
	for _, per := range []string{"/", "每"} {
		if after, ok := strings.CutPrefix(rest, per); ok && slices.Contains(moneyUnits, unit) {
			if after, word := cutPrefix(after, countUnits); word != "" {
				return after
			}
		}
	}
	rest, noun := cutPrefix(rest, in.nouns)
	q.unit = cmp.Or(q.unit, noun)
	return rest
}

// takeNumber takes the number itself, with 万 and its kin and the words
// within it: 10余万, 3千余.
func (q *quantity) takeNumber(s string) (string, refusal) {
	switch {
	case strings.HasPrefix(s, "-"), strings.HasPrefix(s, "−"), strings.HasPrefix(s, "负"):
		_, size := utf8.DecodeRuneInString(s)
		q.negative = true
		s = s[size:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if s == "" {
		return s, notNumber
	}
	if first := s[0]; first >= '0' && first <= '9' || first == '.' {
		return q.takeDigits(s)
	}
	return q.takeNumerals(s)
}

// takeDigits takes Arabic digits with their units, again and again where the
// units fall: 1万2千300.
func (q *quantity) takeDigits(s string) (string, refusal) {
	room := 99 // places left below the unit before
	for {
		digits, rest, ok := decimal(s)
		if !ok {
			return s, notNumber
		}
		rest, worded := q.takeBehindUnit(rest)
		power, rest := takePower(rest)
		whole := !strings.Contains(digits, ".")
		if len(q.parts) > 0 {
			// 1.2万3千, 1万20000; 1万2 may be 12000 or 10002: ask.
			if !whole || len(digits)+power > room || power == 0 && len(digits) == 1 {
				return s, notNumber
			}
		}
		q.parts = append(q.parts, part{digits, power})
		q.magnitude = q.magnitude || power >= 4
		q.thousand = q.thousand || power == 2 || power == 3
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			return rest, accepted
		}
		if power == 0 || !whole || worded {
			return s, notNumber
		}
		room, s = power, rest
	}
}

// takeBehindUnit takes 余, 多, 来 or + between a number and its unit (10余万),
// but only where a unit follows.
func (q *quantity) takeBehindUnit(s string) (rest string, taken bool) {
	for _, word := range []string{"余", "馀", "多", "来", "几", "+"} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			if power, _ := takePower(rest); power > 0 {
				q.qualifier = q.qualifier.With(returns.AtLeast)
				return rest, true
			}
		}
	}
	return s, false
}

// takePower takes 万, 亿, 千 …, 百万, and w and k as they are typed in haste,
// off the front.
func takePower(s string) (power int, rest string) {
	powers := []part{
		{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"亿", 8}, {"億", 8}, {"千万", 7}, {"百万", 6}, {"十万", 5},
		{"万", 4}, {"萬", 4}, {"仟", 3}, {"千", 3}, {"佰", 2}, {"百", 2},
	}
	for _, p := range powers {
		if rest, ok := strings.CutPrefix(s, p.digits); ok {
			return p.power, rest
		}
	}
	switch s {
	case "w":
		return 4, ""
	case "k":
		return 3, ""
	}
	return 0, s
}

// takeNumerals takes Chinese numerals, and a second unit behind a word: 十余万.
func (q *quantity) takeNumerals(s string) (string, refusal) {
	end := strings.IndexFunc(s, func(c rune) bool { return !isNumeral(c) })
	if end < 0 {
		end = len(s)
	}
	n := readNumerals(s[:end])
	switch {
	case n.either:
		return s, ranged
	case !n.ok:
		return s, notNumber
	}
	rest, worded := q.takeBehindUnit(s[end:])
	power := 0
	if worded {
		power, rest = takePower(rest)
		if power != 4 && power != 8 || n.large && power != 8 {
			return s, notNumber
		}
	}
	if n.bare && q.qualifier == returns.Exact {
		if _, word := cutPrefix(rest, []string{"余", "馀", "多", "来", "+", "以上", "左右", "上下", "有余"}); word == "" {
			return s, notNumber // 万人 alone is a unit, not a number
		}
	}
	q.magnitude = n.large || power >= 4
	q.parts = append(q.parts, part{strconv.FormatInt(n.value, 10), power})
	return rest, accepted
}

// decimal takes a decimal off the front of s: digits, thousands separators
// only where every group behind one has three digits, and one point.
func decimal(s string) (digits, rest string, ok bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == ',' || s[end] == '.') {
		end++
	}
	for end > 0 && s[end-1] == ',' {
		end--
	}
	body, rest := s[:end], s[end:]
	whole, fraction, point := strings.Cut(body, ".")
	if strings.ContainsAny(fraction, ".,") || point && whole == "" && fraction == "" || end == 0 {
		return "", s, false
	}
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		if len(groups[0]) == 0 || len(groups[0]) > 3 || groups[0][0] == '0' {
			return "", s, false
		}
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return "", s, false
			}
		}
		whole = strings.Join(groups, "")
	}
	if point && fraction != "" {
		return cmp.Or(whole, "0") + "." + fraction, rest, true
	}
	return whole, rest, whole != ""
}

// looksRanged reports whether s is two numbers joined by a dash or 至.
func looksRanged(s string, in measure) bool {
	for i, c := range s {
		if i == 0 || !strings.ContainsRune("-~∼〜至到–—―−‐‑‒─或", c) {
			continue
		}
		left, right := s[:i], strings.TrimLeft(s[i+len(string(c)):], "-~—–─")
		if _, why := scanQuantity(left, in); why != accepted {
			continue
		}
		if q, why := scanQuantity(right, in); why == accepted && !q.negative {
			return true
		}
	}
	return false
}

// powerOfTen is the exponent of scale, and false when scale is none of 1, 10,
// 100 …
func powerOfTen(scale int64) (power int, ok bool) {
	for scale >= 10 && scale%10 == 0 {
		scale /= 10
		power++
	}
	return power, scale == 1
}

func byLength(words []qualifying) []qualifying {
	slices.SortStableFunc(words, func(a, b qualifying) int { return len(b.word) - len(a.word) })
	return words
}

func byRunes(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
