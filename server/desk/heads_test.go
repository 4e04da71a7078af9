package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/finding"
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

// What is remembered follows the campaign's file, and stays where that says
// nothing else.
func TestRedated(t *testing.T) {
	o := open(t)
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(30)))
	heads := func(d *Desk) []*store.Return {
		v, err := d.look(t.Context(), o.store, sample)
		if err != nil {
			t.Fatal(err)
		}
		return v.heads
	}
	before := heads(o.Desk)
	if err := o.PutFirms(t.Context(), jiao, sample, []returns.Unit{{Code: "91331002MA2ABCDE1X", Kind: period.Firm, Name: "台州新来企业有限公司", Within: jiao.Unit}}); err != nil {
		t.Fatal(err)
	}
	same := heads(o.Desk)
	want(t, "heads once a firm is new", len(same), 1)
	want(t, "the head is read again", same[0] != before[0], false)
	c, err := o.store.Campaign(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(c.YAML, "cutoff: 2024-01-21T16:00", "cutoff: 2024-01-21T12:00", 1)
	want(t, "another file", text != c.YAML, true)
	if err := o.store.Tx(t.Context(), func(tx store.Tx) error {
		return tx.PutCampaign(t.Context(), store.Campaign{ID: sample, YAML: text})
	}); err != nil {
		t.Fatal(err)
	}
	now := heads(o.Desk)
	want(t, "hour of the cut-off", now[0].Period.Cutoff.Hour(), 12)
	if diff := cmp.Diff(heads(o.other(o.now)), now, cmp.AllowUnexported(finding.Finding{})); diff != "" {
		t.Errorf("heads (-read anew +remembered):\n%s", diff)
	}
}
