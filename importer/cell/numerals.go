package cell

import "strings"

// digitOf maps Chinese digits, formal ones included, to their value. ○ is
// what many input methods give for 〇.
var digitOf = map[rune]int64{
	'零': 0, '〇': 0, '○': 0, '◯': 0,
	'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
	'弌': 1, '貳': 2, '參': 3, '陸': 6, '兩': 2,
}

// powerOf maps Chinese units of ten to their value.
var powerOf = map[rune]int64{
	'十': 10, '百': 100, '千': 1000, '万': 1e4, '亿': 1e8,
	'拾': 10, '佰': 100, '仟': 1000, '萬': 1e4, '億': 1e8,
}

// tens are the one-character tens.
var tens = map[rune]string{'廿': "二十", '卄': "二十", '卅': "三十", '丗': "三十", '卌': "四十"}

func isNumeral(c rune) bool {
	_, digit := digitOf[c]
	_, power := powerOf[c]
	_, ten := tens[c]
	return digit || power || ten
}

// Wordy reports whether a text is Chinese words that surely say no number:
// without a numeral, and without the 无 and 没 that say none. It is quick, and
// false where it is not sure.
func Wordy(s string) bool {
	for _, c := range s {
		if c < 0x4e00 || c > 0x9fa5 || c == '无' || c == '没' || isNumeral(c) {
			return false
		}
	}
	return s != ""
}

// A numeral is the outcome of reading Chinese numerals.
type numeral struct {
	value  int64
	ok     bool
	bare   bool // begins with a unit other than 十, as in 千余: needs a qualifier
	either bool // 三五个, 七八十: one or the other, a range in words
	large  bool // holds 万 or 亿
}

// readNumerals reads Chinese numerals: 三百二十, 一千零五, 二〇二四, and in the
// colloquial way 一千二 (1200), 一万五 (15000). At most 9999亿.
func readNumerals(s string) numeral {
	for ten, long := range tens {
		s = strings.ReplaceAll(s, string(ten), long)
	}
	runes := []rune(s)
	if len(runes) == 0 || len(runes) > 24 {
		return numeral{}
	}
	powers := 0
	for _, c := range runes {
		if _, ok := powerOf[c]; ok {
			powers++
		}
	}
	if powers == 0 {
		return readPositional(runes)
	}
	return readPowers(runes)
}

// readPositional reads digits without units: 二〇二四, 一二〇. Two digits
// without a zero are how one says one or the other (三五个, 七八人).
func readPositional(runes []rune) numeral {
	var n numeral
	for _, c := range runes {
		n.value = n.value*10 + digitOf[c]
	}
	switch {
	case len(runes) > 15, len(runes) > 1 && digitOf[runes[0]] == 0:
		return numeral{}
	case len(runes) == 2 && digitOf[runes[1]] != 0:
		return numeral{either: digitOf[runes[0]] < digitOf[runes[1]]}
	}
	n.ok = true
	return n
}

// readPowers reads digits with units. total holds the finished 亿 and 万
// groups, group what stands below 万, digit the digit without its unit yet.
func readPowers(runes []rune) numeral {
	var total, group, last int64 // last is the unit read last within the group
	digit, zero := int64(-1), false
	n := numeral{ok: true}
	top := int64(1e12) // the unit the next 万 or 亿 must stay below
	for i, c := range runes {
		if d, ok := digitOf[c]; ok {
			if digit >= 0 {
				return numeral{either: digit > 0 && digit < d}
			}
			if d == 0 {
				if zero || i == 0 {
					return numeral{}
				}
				zero = true
				continue
			}
			digit = d
			continue
		}
		power := powerOf[c]
		if power < 1e4 {
			if digit < 0 {
				if i > 0 && power != 10 || group%100 != 0 {
					return numeral{}
				}
				n.bare = n.bare || i == 0 && power != 10
				digit = 1
			}
			if last != 0 && power >= last {
				return numeral{}
			}
			group, last, digit, zero = group+digit*power, power, -1, false
			continue
		}
		n.large = true
		if digit < 0 && zero || digit >= 0 && last >= 100 && !zero {
			return numeral{} // 一千零万, 一千二万
		}
		if digit >= 0 {
			group, digit = group+digit, -1
		}
		if group == 0 {
			if i > 0 {
				return numeral{}
			}
			group, n.bare = 1, true
		}
		if power >= top {
			return numeral{}
		}
		total, group, last, top, zero = total+group*power, 0, 0, power, false
	}
	return n.finish(total, group, last, top, digit, zero, runes)
}

// finish adds the last digit: a unit's tenth where no 零 stands before it
// (一千二 is 1200, 一千零二 is 1002).
func (n numeral) finish(total, group, last, top, digit int64, zero bool, runes []rune) numeral {
	switch {
	case digit < 0 && zero:
		return numeral{}
	case digit < 0:
	case zero || last == 10:
		group += digit
	case last >= 100:
		group += digit * last / 10
	case last == 0 && top < 1e12 && len(runes) > 1:
		group += digit * top / 10
	default:
		group += digit
	}
	n.value = total + group
	return n
}
