package returns_test

import (
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/returns"
)

// Memory of an arena is empty each time it is taken, and no two share any until
// a reset.
func TestArena(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom([]*returns.Arena{new(returns.Arena), nil}).Draw(t, "arena")
		for range rapid.IntRange(1, 4).Draw(t, "uses") {
			var taken [][]returns.Value
			var lists [][]returns.Record
			for range rapid.IntRange(0, 6).Draw(t, "takes") {
				n := rapid.SampledFrom([]int{1, 3, 24, 2000, 5000}).Draw(t, "values")
				values := a.Values(n)
				if len(values) != n || cap(values) != n {
					t.Fatalf("%d values of %d, not %d", len(values), cap(values), n)
				}
				for i := range values {
					if v := &values[i]; v.Kind != returns.Absent || v.Text != "" || v.List != nil || v.Row != 0 {
						t.Fatalf("value %d is not empty: %+v", i, *v)
					}
					values[i] = returns.Value{Kind: returns.Text, Text: "旧", List: []string{"旧"}, Row: len(taken) + 1}
				}
				taken = append(taken, values)
				records := a.Records(n)
				if len(records) != 0 || cap(records) != n {
					t.Fatalf("%d records of %d, not %d", len(records), cap(records), n)
				}
				for range n {
					records = append(records, returns.Record{Row: len(lists) + 1})
				}
				lists = append(lists, records)
			}
			for i := range taken {
				for _, v := range taken[i] {
					if v.Row != i+1 {
						t.Fatalf("values of take %d are those of take %d", i+1, v.Row)
					}
				}
				for _, r := range lists[i] {
					if r.Row != i+1 {
						t.Fatalf("records of take %d are those of take %d", i+1, r.Row)
					}
				}
			}
			if a != nil {
				a.Reset()
			}
		}
	})
}
