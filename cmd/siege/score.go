package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// A score is what a trial measured.
type score struct {
	lenient bool // times and sizes are reported, not held
	lines   []line
	skipped []string
}

type line struct {
	what, limit, got string
	held, reported   bool // reported: its falling short is no failure here
}

// shownExamples is how many examples a line shows.
const shownExamples = 3

// zero holds a count of what must not happen. examples say what did.
func (s *score) zero(what string, n int, examples ...string) {
	got := fmt.Sprint(n)
	for i, e := range examples {
		if i < shownExamples {
			got += "; " + e
		}
	}
	s.lines = append(s.lines, line{what: what, limit: "0", got: got, held: n == 0})
}

// all holds that all of so many went well.
func (s *score) all(what string, good, of int) {
	s.lines = append(s.lines, line{what: what, limit: fmt.Sprintf("all of %d", of), got: fmt.Sprint(good), held: good == of && of > 0})
}

// hold holds anything.
func (s *score) hold(what, limit, got string, held bool) {
	s.lines = append(s.lines, line{what: what, limit: limit, got: got, held: held})
}

// within holds a time.
func (s *score) within(what string, limit, got time.Duration) {
	s.lines = append(s.lines, line{what: what, limit: "≤ " + limit.String(), got: short(got), held: got <= limit, reported: s.lenient})
}

// below holds a size in bytes.
func (s *score) below(what string, limitMiB int, got int64) {
	s.lines = append(s.lines, line{what: what, limit: fmt.Sprintf("≤ %d MiB", limitMiB), got: mib(got), held: got <= int64(limitMiB)<<20, reported: s.lenient})
}

// tell reports what nothing is asked of.
func (s *score) tell(what, format string, args ...any) {
	s.lines = append(s.lines, line{what: what, got: fmt.Sprintf(format, args...), held: true})
}

func (s *score) skip(format string, args ...any) {
	s.skipped = append(s.skipped, fmt.Sprintf(format, args...))
}

func mib(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	default:
		return d.Round(10 * time.Millisecond).String()
	}
}

// A table prints scores as Markdown.
type table struct{ out io.Writer }

func (t table) head(o options) {
	form := "short form: times and sizes are reported, not held"
	if o.long {
		form = "long form"
	}
	fmt.Fprintf(t.out, "siege of %s, %s\n%s\n\n| id | what | to hold | measured | held |\n|---|---|---|---|---|\n", time.Now().Format(time.DateOnly), machine(), form)
}

// trial prints what a trial measured, and is how much fell short.
func (t table) trial(x trial, s *score, err error, took time.Duration) (fell int) {
	if err != nil {
		s.hold("the trial could run", "", err.Error(), false)
	}
	for _, l := range s.lines {
		held := "yes"
		switch {
		case l.limit == "":
			held = ""
		case !l.held && l.reported:
			held = "no (reported)"
		case !l.held:
			held = "**no**"
		}
		if !l.held && !l.reported {
			fell++
			held = "**no**"
		}
		fmt.Fprintf(t.out, "| %s | %s | %s | %s | %s |\n", x.id, l.what, l.limit, l.got, held)
	}
	for _, why := range s.skipped {
		fmt.Fprintf(t.out, "| %s | skipped: %s | | | |\n", x.id, why)
	}
	fmt.Fprintf(t.out, "| %s | took | | %s | |\n", x.id, short(took))
	return fell
}

// A spread is how long many things took.
type spread []time.Duration

// at is a quantile, 0.99 for p99; the largest for 1.
func (d spread) at(q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(len(d)-1, int(q*float64(len(d))))]
}
