package figures_test

import (
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

func ratio(num, den int) figures.Figure {
	return figures.Figure{Definition: figures.Definition{Way: figures.Ratio}, Numerator: returns.Int(num), Denominator: returns.Int(den)}
}

func TestPercent(t *testing.T) {
	for _, tc := range []struct {
		num, den int
		want     string
	}{
		{191930, 212480, "90.3"}, {4166, 4630, "90"}, {4118, 4630, "88.9"}, {4557, 4707, "96.8"}, {2609, 4557, "57.3"},
		{1, 1, "100"}, {0, 5, "0"}, {2499, 2500, "99.9"}, {1, 9999, "0.1"}, {10001, 10000, "100.1"}, {1, 8, "12.5"}, {9034995, 10000000, "90.3"}, {3, 0, "0"},
	} {
		if got := ratio(tc.num, tc.den).Percent().String(); got != tc.want {
			t.Errorf("%d of %d prints %s, want %s", tc.num, tc.den, got, tc.want)
		}
	}
}

func TestPercentIsNearAndEndsOnlyWhereExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.IntRange(1, 1_000_000).Draw(t, "whole")
		num := rapid.IntRange(0, den).Draw(t, "part")
		p := ratio(num, den).Percent()
		if (p == returns.Int(100)) != (num == den) || p.IsZero() != (num == 0) {
			t.Errorf("%d of %d prints %s", num, den, p)
		}
		// |p/100 − num/den| ≤ one step of 0.1 percentage points
		if away := p.Micros*int64(den) - int64(num)*100_000_000; max(away, -away) > 100_000*int64(den) {
			t.Errorf("%d of %d prints %s", num, den, p)
		}
	})
}

func TestRemoved(t *testing.T) {
	at := func(n int) map[figures.ID]figures.Figure {
		return map[figures.ID]figures.Figure{"a.firms": {Value: returns.Int(n)}}
	}
	m := figures.Merged{Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{figures.City: at(90), "1": at(22), "2": at(73)}}
	units := []returns.Unit{{Code: "1"}, {Code: "2"}, {Code: "3"}}
	if got, ok := m.Removed("a.firms", units); !ok || got != returns.Int(5) {
		t.Errorf("removed %s, %v", got, ok)
	}
	if _, ok := m.Removed("b", units); ok {
		t.Error("a figure nobody filed removes something")
	}
}
