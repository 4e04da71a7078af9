package merge

import (
	"math/bits"

	"chunfeng/importer/returns"
)

// less reports whether of < rate × to, exactly and for numbers that are not
// negative.
func less(of, rate, to returns.Number) bool {
	const one = 1_000_000
	ofHigh, ofLow := bits.Mul64(uint64(of.Micros), one)
	high, low := bits.Mul64(uint64(rate.Micros), uint64(to.Micros))
	return ofHigh < high || ofHigh == high && ofLow < low
}
