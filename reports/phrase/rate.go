package phrase

import (
	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// Rate is a ratio as it is printed: 90.3%, one decimal, half up in a single
// step from its numerator and denominator. 100% and 0% stand only where they
// are exact: 2499 of 2500 are 99.9%, 1 of 9999 is 0.1%. An absent rate is —.
func Rate(f figures.Figure) string {
	if f.Absent {
		return None
	}
	p := Printed(f)
	if p.IsZero() || p.Micros == hundred {
		return p.String() + "%"
	}
	return oneDecimal(p) + "%"
}

// Printed is the number that Rate prints before the %, e.g. 90.3. Bands,
// rankings and changes of rates go by it, so that a reader with a calculator
// can check the page. A rate known only by its value is as if divided by 1.
func Printed(f figures.Figure) returns.Number {
	if f.Denominator.IsZero() {
		f.Numerator, f.Denominator = f.Value, returns.Int(1)
	}
	return f.Percent()
}

// Points is the change between two rates in percentage points of the printed
// values, and false when one is absent. 4166 of 4630 after 4118 is 90.0 − 88.9,
// +1.1, although the unrounded rates differ by 1.04.
func Points(now, before figures.Figure) (returns.Number, bool) {
	if now.Absent || before.Absent {
		return returns.Number{}, false
	}
	return returns.Number{Micros: Printed(now).Micros - Printed(before).Micros}, true
}
