package period

import (
	"fmt"
	"time"
)

// A Date is a civil day in the proleptic Gregorian calendar. The zero Date is
// no date. Dates are comparable with ==.
type Date struct {
	Year  int16
	Month uint8 // 1–12
	Day   uint8 // 1–31
}

// On makes a Date. False means that there is no such day (2024-02-30), or
// that the year is outside 1900–2200.
func On(year, month, day int) (Date, bool) {
	if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 {
		return Date{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return Date{}, false
	}
	return Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}, true
}

// Parse reads the one form YYYY-MM-DD. Dates as people type them are read by
// package cell.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("parse date %q: want YYYY-MM-DD", s)
	}
	d, ok := On(t.Year(), int(t.Month()), t.Day())
	if !ok {
		return Date{}, fmt.Errorf("parse date %q: no such day", s)
	}
	return d, nil
}

// Of is the civil day of t in t's own location.
func Of(t time.Time) Date {
	return Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Year < 0 || d.Year > 9999 {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	// Dates are written and compared by the hundred thousand.
	b := [10]byte{4: '-', 7: '-'}
	digits(b[:4], int(d.Year))
	digits(b[5:7], int(d.Month))
	digits(b[8:], int(d.Day))
	return string(b[:])
}

// digits writes n with zeros before it.
func digits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i], n = byte('0'+n%10), n/10
	}
}

// Chinese is 2024年2月4日, without zero padding as GB/T 9704 asks.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// Before reports whether d is an earlier day than e. No date is before all.
func (d Date) Before(e Date) bool { return d.ordinal() < e.ordinal() }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.ordinal() > e.ordinal() }

// Within reports whether from ≤ d ≤ to.
func (d Date) Within(from, to Date) bool { return !d.Before(from) && !d.After(to) }

// Add is the day n days after d; n may be negative.
func (d Date) Add(n int) Date { return Of(d.Time().AddDate(0, 0, n)) }

// Time is midnight UTC of d.
func (d Date) Time() time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
}

func (d Date) ordinal() int { return int(d.Year)*10000 + int(d.Month)*100 + int(d.Day) }

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}
