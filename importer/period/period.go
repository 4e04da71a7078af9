package period

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // Asia/Shanghai must not depend on the machine
)

// Zone is Asia/Shanghai, the only zone in which times are read and printed.
func Zone() *time.Location { return shanghai() }

// shanghai reads the embedded data once: they are long, and every time printed
// asks for them.
var shanghai = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("period: embedded tzdata lacks Asia/Shanghai: " + err.Error())
	}
	return zone
})

// A Period is one reporting period of a campaign, usually a week. Days between
// two periods belong to the later one.
type Period struct {
	No     int       // from 1
	From   Date      // first day, the day after the former period's end
	Ends   Date      // last day; also the period's name
	Cutoff time.Time // when returns are due, Asia/Shanghai
}

// Name is the last day, YYYY-MM-DD. It identifies the period in a campaign.
func (p Period) Name() string { return p.Ends.String() }

// Holds reports whether d falls in the period.
func (p Period) Holds(d Date) bool { return d.Within(p.From, p.Ends) }

// A UnitKind says what kind of unit reports.
type UnitKind string

// The kinds of units. Development zones report as counties.
const (
	City   UnitKind = "city"
	County UnitKind = "county"
	Firm   UnitKind = "firm"
)

// Numbers is a set of period numbers, written 1-6 or 1,3-5.
type Numbers []int

// UnmarshalText reads 1-6, 3, or 1,3-5.
func (n *Numbers) UnmarshalText(b []byte) error {
	*n = nil
	for part := range strings.SplitSeq(string(b), ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.Atoi(first)
		if err != nil {
			return fmt.Errorf("period numbers %q: %w", b, err)
		}
		to := from
		if ranged {
			if to, err = strconv.Atoi(last); err != nil {
				return fmt.Errorf("period numbers %q: %w", b, err)
			}
		}
		if from < 1 || to < from || to > 1000 {
			return fmt.Errorf("period numbers %q: want 1-6 or 1,3-5", b)
		}
		for i := from; i <= to; i++ {
			*n = append(*n, i)
		}
	}
	return nil
}
