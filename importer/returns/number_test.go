package returns

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]string{
		"3000": "3000", "0": "0", "-0": "0", "007": "7", "12.50": "12.5", ".5": "0.5", "1.1e4": "11000", "1E+3": "1000",
		"0.30000000000000004": "0.3", "0.0000005": "0.000001", "0.00000049": "0", "-12.3456789": "-12.345679",
		"9223372036854.775807": "9223372036854.775807", "1e-9": "0", "0e99": "0",
	} {
		n, err := ParseNumber(s)
		if err != nil || n.String() != want {
			t.Errorf("ParseNumber(%q) = %s, %v; want %s", s, n, err, want)
		}
	}
	for _, s := range []string{"", "-", ".", "1,000", "3000余", "NaN", "0x10", "1e", "1e99999999999999999999", "1 2", "１"} {
		if n, err := ParseNumber(s); err == nil {
			t.Errorf("ParseNumber(%q) = %s", s, n)
		}
	}
	for _, s := range []string{"9223372036854.775808", "1e13", "1E308"} {
		if _, err := ParseNumber(s); !errors.Is(err, ErrRange) {
			t.Errorf("ParseNumber(%q): %v, want ErrRange", s, err)
		}
	}
}

func TestRound(t *testing.T) {
	for _, tc := range []struct {
		s      string
		places int
		want   string
	}{{"0.90329", 4, "0.9033"}, {"0.90325", 4, "0.9033"}, {"-2.5", 0, "-3"}, {"2.4999", 0, "2"}, {"1.05", 1, "1.1"}} {
		n, err := ParseNumber(tc.s)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Round(tc.places).String(); got != tc.want {
			t.Errorf("%s rounded to %d is %s, want %s", tc.s, tc.places, got, tc.want)
		}
	}
}

func TestQualifiersOfSums(t *testing.T) {
	for _, tc := range []struct{ a, b, want Qualifier }{
		{Exact, Exact, Exact}, {Exact, AtLeast, AtLeast}, {AtMost, Exact, AtMost}, {AtLeast, AtLeast, AtLeast},
		{AtLeast, AtMost, About}, {About, AtLeast, About},
	} {
		if got := tc.a.With(tc.b); got != tc.want || tc.b.With(tc.a) != tc.want {
			t.Errorf("%v with %v = %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestArithmeticAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Number{Micros: rapid.Int64Min(-math.MaxInt64).Draw(t, "a")}
		b := Number{Micros: rapid.Int64Min(-math.MaxInt64).Draw(t, "b")}
		sum := new(big.Int).Add(big.NewInt(a.Micros), big.NewInt(b.Micros))
		got, err := a.Add(b)
		fits := sum.IsInt64() && sum.Int64() != math.MinInt64
		if fits != (err == nil) || (err == nil && got.Micros != sum.Int64()) {
			t.Fatalf("%s + %s = %s, %v", a, b, got, err)
		}
		product := new(big.Int).Mul(big.NewInt(a.Micros), big.NewInt(b.Micros))
		got, err = a.Scale(b.Micros)
		if err == nil && got.Micros != product.Int64() || err == nil && !product.IsInt64() {
			t.Fatalf("%s × %d = %s", a, b.Micros, got)
		}
		again, err := ParseNumber(a.String())
		if err != nil || again != a {
			t.Fatalf("%s reads back as %s, %v", a, again, err)
		}
	})
}

func TestOver(t *testing.T) {
	for _, tc := range []struct {
		a, b int
		want string
		ok   bool
	}{{191930, 212480, "0.903285", true}, {1, 3, "0.333333", true}, {2, 3, "0.666667", true}, {-1, 3, "-0.333333", true}, {5, 0, "0", false}, {0, 5, "0", true}} {
		got, ok := Int(tc.a).Over(Int(tc.b))
		if ok != tc.ok || got.String() != tc.want {
			t.Errorf("%d ÷ %d = %s, %v; want %s", tc.a, tc.b, got, ok, tc.want)
		}
	}
}
