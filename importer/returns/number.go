package returns

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// A Qualifier says on which side of a number the truth lies.
type Qualifier uint8

// The qualifiers.
const (
	Exact   Qualifier = iota
	AtLeast           // 余 多 超 +
	AtMost            // 近 不到
	About             // 约 左右; also the sum of AtLeast and AtMost
)

// String is the word used in JSON; "" for Exact.
func (q Qualifier) String() string { return [...]string{"", "atleast", "atmost", "about"}[q] }

// With is the qualifier of a sum of two numbers.
func (q Qualifier) With(r Qualifier) Qualifier {
	switch {
	case q == r || r == Exact:
		return q
	case q == Exact:
		return r
	default:
		return About
	}
}

// A Number is an exact decimal of six places with its qualifier: counts in
// units, money in yuan, rates as 0–1. Its range is ±9.2×10¹².
type Number struct {
	Micros    int64
	Qualifier Qualifier
}

const micro = 1_000_000

// Int is the exact number n.
func Int(n int) Number { return Number{Micros: int64(n) * micro} }

// ErrRange is returned for a number that Number cannot hold.
var ErrRange = fmt.Errorf("number out of range")

// ParseNumber reads a plain decimal such as -12.5, 1.1e4 or 3000. Digits after
// the sixth place are rounded half up, which also removes the noise of binary
// floats (0.30000000000000004). It reads no units, words or separators: package
// cell does.
func ParseNumber(s string) (Number, error) {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return Number{}, fmt.Errorf("parse number %q: %w", s, err)
		}
		mantissa, exponent = s[:i], e
	}
	negative := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimPrefix(strings.TrimPrefix(mantissa, "-"), "+")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Number{}, fmt.Errorf("parse number %q: not a decimal", s)
	}
	point := len(whole) + exponent + 6 // digits left of the micro point
	trimmed := strings.TrimLeft(digits, "0")
	if trimmed == "" {
		return Number{}, nil
	}
	point -= len(digits) - len(trimmed)
	digits = trimmed
	switch {
	case point > 19:
		return Number{}, fmt.Errorf("parse number %q: %w", s, ErrRange)
	case point < 0:
		return Number{}, nil
	}
	roundUp := false
	if len(digits) > point {
		roundUp = digits[point] >= '5'
		digits = digits[:point]
	}
	digits += strings.Repeat("0", point-len(digits))
	var n uint64
	if digits != "" {
		var err error
		if n, err = strconv.ParseUint(digits, 10, 64); err != nil {
			return Number{}, fmt.Errorf("parse number %q: %w", s, ErrRange)
		}
	}
	if roundUp {
		n++
	}
	if n > math.MaxInt64 {
		return Number{}, fmt.Errorf("parse number %q: %w", s, ErrRange)
	}
	m := int64(n)
	if negative {
		m = -m
	}
	return Number{Micros: m}, nil
}

// Add is n + m with the qualifier of the sum. ErrRange on overflow.
func (n Number) Add(m Number) (Number, error) {
	sum := n.Micros + m.Micros
	if (sum > n.Micros) != (m.Micros > 0) && m.Micros != 0 || sum == math.MinInt64 {
		return Number{}, fmt.Errorf("add %s and %s: %w", n, m, ErrRange)
	}
	return Number{Micros: sum, Qualifier: n.Qualifier.With(m.Qualifier)}, nil
}

// Scale is n × factor. ErrRange on overflow.
func (n Number) Scale(factor int64) (Number, error) {
	if factor != 0 {
		high, low := bits.Mul64(uint64(abs(n.Micros)), uint64(abs(factor)))
		if high != 0 || low > math.MaxInt64 {
			return Number{}, fmt.Errorf("scale %s by %d: %w", n, factor, ErrRange)
		}
	}
	n.Micros *= factor
	return n, nil
}

// Over is n ÷ m rounded half up to six places, and false when m is zero. The
// qualifiers are dropped: a rate has none.
func (n Number) Over(m Number) (Number, bool) {
	if m.Micros == 0 {
		return Number{}, false
	}
	negative := (n.Micros < 0) != (m.Micros < 0)
	a, b := uint64(abs(n.Micros)), uint64(abs(m.Micros))
	high, low := bits.Mul64(a, micro)
	if high >= b {
		return Number{}, false
	}
	q, r := bits.Div64(high, low, b)
	if r >= b-r {
		q++
	}
	if q > math.MaxInt64 {
		return Number{}, false
	}
	out := int64(q)
	if negative {
		out = -out
	}
	return Number{Micros: out}, true
}

// Quotient is n ÷ m rounded half up once, from the exact quotient, to places
// decimals, 0 to 6; false when m is zero. A rate that is printed with one
// decimal of a percentage is Quotient(m, 3): rounding Over again would round
// twice.
func (n Number) Quotient(m Number, places int) (Number, bool) {
	if m.Micros == 0 {
		return Number{}, false
	}
	power, step := uint64(1), int64(micro)
	for range places {
		power *= 10
		step /= 10
	}
	negative := (n.Micros < 0) != (m.Micros < 0)
	b := uint64(abs(m.Micros))
	high, low := bits.Mul64(uint64(abs(n.Micros)), power)
	if high >= b {
		return Number{}, false
	}
	q, r := bits.Div64(high, low, b)
	if r >= b-r {
		q++
	}
	if q > uint64(math.MaxInt64/step) {
		return Number{}, false
	}
	out := int64(q) * step
	if negative {
		out = -out
	}
	return Number{Micros: out}, true
}

// Cmp is -1, 0 or 1 as n is less than, equal to or greater than m, whatever
// their qualifiers.
func (n Number) Cmp(m Number) int {
	switch {
	case n.Micros < m.Micros:
		return -1
	case n.Micros > m.Micros:
		return 1
	}
	return 0
}

// Whole reports whether n has no fraction.
func (n Number) Whole() bool { return n.Micros%micro == 0 }

// IsZero reports whether n is 0.
func (n Number) IsZero() bool { return n.Micros == 0 }

// Int64 is n rounded half away from zero to a whole number.
func (n Number) Int64() int64 { return n.Round(0).Micros / micro }

// Round is n rounded half up (away from zero) to places decimals, 0 to 6.
func (n Number) Round(places int) Number {
	step := int64(1)
	for range 6 - places {
		step *= 10
	}
	rest := n.Micros % step
	n.Micros -= rest
	switch {
	case rest*2 >= step:
		n.Micros += step
	case rest*2 <= -step:
		n.Micros -= step
	}
	return n
}

// Float is n for drawing only: never for a reported number.
func (n Number) Float() float64 { return float64(n.Micros) / micro }

// String is n without its qualifier as a plain decimal: 3000, 12.5, -0.9033.
func (n Number) String() string {
	whole, rest := n.Micros/micro, abs(n.Micros%micro)
	s := strconv.FormatInt(whole, 10)
	if whole == 0 && n.Micros < 0 {
		s = "-0"
	}
	if rest == 0 {
		return s
	}
	return s + "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0")
}

// MarshalJSON writes n without its qualifier as a JSON number.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
