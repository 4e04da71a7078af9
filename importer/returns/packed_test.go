package returns_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

func drawValue(t *rapid.T, row, col int) returns.Value {
	word := func() string {
		return rapid.SampledFrom([]string{"", "已返岗", "贵州省", "３１号", "x"}).Draw(t, "word")
	}
	v := returns.Value{Kind: returns.Kind(rapid.IntRange(0, 7).Draw(t, "kind"))}
	switch v.Kind {
	case returns.Absent:
		return v
	case returns.Text:
		if v.Text = word(); rapid.Bool().Draw(t, "own") {
			v.Text = rapid.String().Draw(t, "text")
		}
	case returns.Count, returns.Money, returns.Rate:
		v.Number = returns.Number{Micros: rapid.OneOf(rapid.Int64(), rapid.Map(rapid.Int64Range(-9, 9), func(n int64) int64 { return n * 1_000_000 })).Draw(t, "micros"), Qualifier: returns.Qualifier(rapid.IntRange(0, 3).Draw(t, "qualifier"))}
	case returns.Date:
		v.Date, _ = period.On(rapid.IntRange(1900, 2200).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	case returns.YesNo:
		v.Yes = rapid.Bool().Draw(t, "yes")
	case returns.List:
		v.List = rapid.SliceOfN(rapid.Just(word()), 1, 3).Draw(t, "list")
	}
	switch v.Typed = v.Words(); rapid.IntRange(0, 3).Draw(t, "typed") {
	case 0:
		v.Typed = word()
	case 1:
		v.Filled = true
	}
	switch rapid.IntRange(0, 9).Draw(t, "place") {
	case 0:
	case 1:
		v.Row, v.Col = rapid.IntRange(1, 9).Draw(t, "row"), rapid.IntRange(1, 9).Draw(t, "col") // of a merged cell
	default:
		v.Row, v.Col = row, col
	}
	return v
}

func drawRecords(t *rapid.T) []returns.Record {
	width, row := rapid.IntRange(1, 5).Draw(t, "width"), 4
	var out []returns.Record
	for range rapid.SampledFrom([]int{0, 1, 3, 40, 300}).Draw(t, "rows") {
		row += rapid.SampledFrom([]int{1, 1, 1, 5}).Draw(t, "step")
		r := returns.Record{Row: row, Values: make([]returns.Value, width)}
		for i := range r.Values {
			r.Values[i] = drawValue(t, row, i+1)
		}
		if rapid.IntRange(0, 9).Draw(t, "has extra") == 0 {
			r.Extra = []returns.Extra{{Header: "民族", Text: rapid.String().Draw(t, "extra"), Col: 9}}
		}
		out = append(out, r)
	}
	return out
}

func TestPackedIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawRecords(t)
		ret := returns.Return{Records: want}
		ret.Pack()
		if ret.Records != nil || ret.Len() != len(want) {
			t.Fatalf("packed %d of %d records", ret.Len(), len(want))
		}
		some, i := rapid.IntRange(0, 4).Draw(t, "field"), 0
		ret.Each([]int{some}, func(r *returns.Record) {
			if some < len(want[i].Values) {
				if diff := cmp.Diff(want[i].Values[some], r.Values[some]); diff != "" {
					t.Errorf("record %d: %s", i, diff)
				}
			}
			i++
		})
		ret.Unpack(nil)
		if diff := cmp.Diff(want, ret.Records, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}
