package returns_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/returns"
)

// Quotient rounds the exact quotient once, half up.
func TestQuotientRoundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := returns.Number{Micros: rapid.Int64Range(-1e15, 1e15).Draw(t, "n")}
		m := returns.Number{Micros: rapid.Int64Range(-1e12, 1e12).Draw(t, "m")}
		places := rapid.IntRange(0, 6).Draw(t, "places")
		got, ok := n.Quotient(m, places)
		if m.IsZero() {
			if ok {
				t.Fatal("something ÷ 0 is a number")
			}
			return
		}
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
		num := new(big.Int).Mul(new(big.Int).Abs(big.NewInt(n.Micros)), scale)
		den := new(big.Int).Abs(big.NewInt(m.Micros))
		num.Mul(num, big.NewInt(2)).Add(num, den).Div(num, new(big.Int).Mul(den, big.NewInt(2)))
		want := num.Mul(num, new(big.Int).Div(big.NewInt(1_000_000), scale))
		if (n.Micros < 0) != (m.Micros < 0) {
			want.Neg(want)
		}
		if !want.IsInt64() {
			return // beyond what a Number holds
		}
		if ok && got.Micros != want.Int64() {
			t.Errorf("%s ÷ %s to %d places is %s, want %s micros", n, m, places, got, want)
		}
		if !ok && new(big.Int).Abs(want).Cmp(big.NewInt(1_000_000_000_000_000)) < 0 {
			t.Errorf("%s ÷ %s to %d places is no number, want %s micros", n, m, places, want)
		}
	})
}
