package phrase

import (
	"strconv"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// Rounding says how a sentence rounds a count.
type Rounding string

// The roundings of a briefing's definition. Hundreds goes down to the hundred:
// 3046 is 3000余. Both print 万 with one decimal from 10 000 on; Digits never
// does, so that a rate can be checked from what stands before it.
const (
	Exact    Rounding = "exact"
	Hundreds Rounding = "hundreds"
	Digits   Rounding = "digits"
)

// A Style is how a sentence prints one figure.
type Style struct {
	Rounding Rounding // "" is the figure's own
	Unit     string   // printed behind the number
	More     string   // the word for more: 余 (also where "") or 多
}

// Prose is f as sentences print it with its own unit and rounding: 14个,
// 1.1万个, 3000余人. An absent figure is —, a rate is as in tables.
func Prose(f figures.Figure) string { return InStyle(f, Style{Unit: f.Unit}) }

// InStyle is f as a sentence of that style prints it.
func InStyle(f figures.Figure, s Style) string {
	switch {
	case f.Absent:
		return None
	case f.Way == figures.Shares:
		return shares(f, 5)
	case isChange(f):
		return change(f, s)
	case isRate(f):
		return Rate(f)
	}
	if s.Rounding == "" {
		s.Rounding = Rounding(f.Prose)
	}
	if s.More == "" {
		s.More = "余"
	}
	return count(f.Value, s)
}

// count says a number that is not negative.
func count(n returns.Number, s Style) string {
	switch {
	case n.Micros >= tenThousand && s.Rounding != Digits:
		return wan(n, s)
	case s.Rounding == Hundreds && n.Micros >= hundred:
		return toHundred(n, s)
	case n.Qualifier == returns.AtLeast && n.Micros%hundred == 0 && n.Micros != 0:
		return n.String() + s.More + s.Unit
	}
	return qualified(n, s.Unit)
}

// toHundred goes down to the hundred. 余 and 多 are never put to an exact round
// number, nor to one that is known only from above.
func toHundred(n returns.Number, s Style) string {
	rest := n.Micros % hundred
	down := returns.Number{Micros: n.Micros - rest}
	switch n.Qualifier {
	case returns.AtMost:
		return "近" + n.String() + s.Unit
	case returns.About:
		if rest*2 >= hundred {
			down.Micros += hundred
		}
		return "约" + down.String() + s.Unit
	}
	if rest == 0 && n.Qualifier == returns.Exact {
		return n.String() + s.Unit
	}
	return down.String() + s.More + s.Unit
}

// wan says numbers from 10 000 on in 万 with one decimal, from 10⁸ on in 亿
// with two, rounded half up. A number with a decimal takes no 余, 多, 近 or 约:
// 110.53万余 is wrong. Without one, 万余 holds only when what it names is not
// more than what is known, and 近 only when it is not less.
func wan(n returns.Number, s Style) string {
	step, places, unit := int64(tenThousand/10), int64(10), "万"
	if n.Micros >= 9999_9500*one {
		step, places, unit = 1_000_000*one, 100, "亿"
	}
	if s.Rounding == Hundreds && n.Qualifier == returns.Exact && n.Micros%(step*places) != 0 && n.Micros%(step*places) < step {
		n.Qualifier = returns.AtLeast
	}
	parts := (n.Micros + step/2) / step
	known := returns.Number{Micros: parts * step}.Cmp(n)
	number := strconv.FormatInt(parts/places, 10) + fraction(parts%places, places)
	whole := parts%places == 0
	switch {
	case whole && n.Qualifier == returns.AtLeast && known <= 0:
		return number + unit + s.More + s.Unit
	case whole && n.Qualifier == returns.AtMost && known >= 0:
		return "近" + number + unit + s.Unit
	case whole && n.Qualifier == returns.About:
		return "约" + number + unit + s.Unit
	}
	return number + unit + s.Unit
}

// fraction is .1 for 1 of 10, .05 for 5 of 100, "" for 0.
func fraction(rest, places int64) string {
	if rest == 0 {
		return ""
	}
	s := strconv.FormatInt(places+rest, 10)[1:]
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return "." + s
}
