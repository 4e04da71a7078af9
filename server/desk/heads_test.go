package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// What a view remembers of a place does not grow with how often it is filed,
// and says of it what all versions say, whatever came in which order.
func TestRecall(t *testing.T) {
	limit := time.Date(2024, 1, 21, 18, 0, 0, 0, period.Zone())
	rapid.Check(t, func(t *rapid.T) {
		var all []store.Return // as the store has them
		var heads []*store.Return
		for n := range rapid.IntRange(1, 60).Draw(t, "steps") {
			var moved []store.Return
			if live := slices.IndexFunc(all, func(r store.Return) bool { return r.State.Counts() }); live >= 0 && rapid.Bool().Draw(t, "superseded") {
				all[live].State = returns.Superseded
				moved = append(moved, all[live])
			}
			r := store.Return{ID: fmt.Sprintf("r%04d", n), Received: limit.Add(time.Duration(rapid.IntRange(-90, 90).Draw(t, "minutes")) * time.Minute)}
			r.Unit, r.Form, r.Version = returns.UnitCode(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "unit")), "visits", n+1
			r.Period.Ends = period.Date{Year: 2024, Month: 1, Day: 21}
			r.State = rapid.SampledFrom([]returns.State{returns.Accepted, returns.Refused, returns.Withdrawn, returns.Held, returns.Superseded}).Draw(t, "state")
			if r.Timeliness = store.OnTime; r.Received.After(limit) {
				r.Timeliness = store.Late
			}
			all = append(all, r)
			moved = append(moved, r)
			if rapid.IntRange(0, 9).Draw(t, "purged") == 0 {
				all[0].Purged = true
				moved = append(moved, all[0])
			}
			before := len(heads)
			heads = recall(heads, uniqueByID(moved))
			if len(heads) > before+len(moved) {
				t.Fatalf("%d heads of %d and %d", len(heads), before, len(moved))
			}
		}
		over := map[string]int{}
		for _, h := range heads {
			at := slices.IndexFunc(all, func(r store.Return) bool { return r.ID == h.ID })
			if all[at].State != h.State || all[at].Purged != h.Purged {
				t.Errorf("%s is remembered as it was before", h.ID)
			}
			if !h.State.Counts() {
				over[fmt.Sprint(h.Unit, h.State)]++
			}
		}
		for what, n := range over {
			if n > recalled+3 {
				t.Errorf("%d versions are remembered of %s", n, what)
			}
		}
		for i := range all {
			live := all[i].State.Counts()
			if live && !slices.ContainsFunc(heads, func(h *store.Return) bool { return h.ID == all[i].ID }) {
				t.Errorf("%s counts and is not remembered", all[i].ID)
			}
		}
		for _, unit := range []returns.UnitCode{"a", "b"} {
			s, want := Slot{Due: true}, Slot{Due: true}
			var some, every []*store.Return
			for _, h := range heads {
				if h.Unit == unit {
					some = append(some, h)
				}
			}
			for i := range slices.Backward(all) {
				if all[i].Unit == unit {
					every = append(every, &all[i])
				}
			}
			s.fill(some, limit, limit.Add(time.Hour))
			want.fill(every, limit, limit.Add(time.Hour))
			if s.Timeliness != want.Timeliness || s.Late != want.Late || idOf(s.Newest) != idOf(want.Newest) || idOf(s.Counted) != idOf(want.Counted) {
				t.Errorf("%s: %s %v %s %s, want %s %v %s %s", unit, s.Timeliness, s.Late, idOf(s.Newest), idOf(s.Counted), want.Timeliness, want.Late, idOf(want.Newest), idOf(want.Counted))
			}
		}
	})
}

func idOf(r *store.Return) string {
	if r == nil {
		return ""
	}
	return r.ID
}

// uniqueByID is the last of each id, as the store answers.
func uniqueByID(all []store.Return) []store.Return {
	var out []store.Return
	for _, r := range all {
		out = append(slices.DeleteFunc(out, func(o store.Return) bool { return o.ID == r.ID }), r)
	}
	return out
}
