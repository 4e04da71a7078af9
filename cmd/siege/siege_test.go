package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestChoose(t *testing.T) {
	for _, tc := range []struct {
		name string
		o    options
		want string
	}{
		{"short", options{short: true}, "T1 T2 T3 T4 T7 T8 T10 T14 S2 S4 S5 S9"},
		{"some", options{only: "t4,speed"}, "T4 speed"},
		{"both forms", options{short: true, long: true}, "error"},
		{"unknown", options{only: "T99"}, "error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := "error"
			if all, err := choose(tc.o); err == nil {
				var ids []string
				for _, x := range all {
					ids = append(ids, x.id)
				}
				got = strings.Join(ids, " ")
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// What is lost always counts; times only where they are held.
func TestTable(t *testing.T) {
	for _, tc := range []struct {
		name    string
		lenient bool
		fill    func(*score)
		fell    int
		says    string
	}{
		{"held", false, func(s *score) { s.zero("lost", 0) }, 0, "| T0 | lost | 0 | 0 | yes |"},
		{"lost", true, func(s *score) { s.zero("lost", 2, "a", "b") }, 1, "| T0 | lost | 0 | 2; a; b | **no** |"},
		{"slow", false, func(s *score) { s.within("p99", time.Second, 2*time.Second) }, 1, "| T0 | p99 | ≤ 1s | 2s | **no** |"},
		{"slow, reported", true, func(s *score) { s.within("p99", time.Second, 2*time.Second) }, 0, "no (reported)"},
		{"none of none", true, func(s *score) { s.all("taken", 0, 0) }, 1, "**no**"},
		{"skipped", false, func(s *score) { s.skip("no root") }, 0, "skipped: no root"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			s := &score{lenient: tc.lenient}
			tc.fill(s)
			fell := table{out: &out}.trial(trial{id: "T0"}, s, nil, 0)
			if fell != tc.fell || !strings.Contains(out.String(), tc.says) {
				t.Errorf("%d fall short, not %d; the table does not say %q:\n%s", fell, tc.fell, tc.says, out.String())
			}
		})
	}
}

func TestSpread(t *testing.T) {
	var d spread
	for n := range 100 {
		d = append(d, time.Duration(100-n))
	}
	if d.at(1) != 100 || d.at(.99) != 100 || d.at(.5) != 51 {
		t.Errorf("%d %d %d", d.at(1), d.at(.99), d.at(.5))
	}
}
