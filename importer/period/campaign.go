package period

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Campaign is one 专项行动: its days, its periods, what is due, and the
// settings that decide what counts in what. Load it with register.Load, which
// also reads the units.
type Campaign struct {
	ID      string
	Name    string
	City    CityOffice
	From    Date // first day on which an event counts
	To      Date // last day
	Grace   time.Duration
	Periods []Period // in order of time
	Due     map[UnitKind]map[string]Numbers
	Basis   Basis
	Headers Learned
	Texts   Briefing
}

// A CityOffice is the city that merges: code as in GB/T 2260.
type CityOffice struct {
	Code     string `yaml:"code"`
	Name     string `yaml:"name"`
	Bureau   string `yaml:"bureau"`
	Province string `yaml:"province"` // the home province, full name
}

// Basis says which counts in what (口径). It is printed in every briefing.
type Basis struct {
	Place                 string `yaml:"place"`                   // prefecture or county: what recruit.places counts
	HomeProvinceFairs     string `yaml:"home_province_fairs"`     // apart or included
	AlliancesInAgreements bool   `yaml:"alliances_in_agreements"` // do alliances count as agreements
	HometownInVisits      bool   `yaml:"hometown_in_visits"`      // do hometown visits count as visits
	ReturnRate            string `yaml:"return_rate"`             // onpost/base
}

// Learned holds confirmed headers: unit → form → header path → field id, or
// "-" for a header to be ignored.
type Learned map[string]map[string]map[string]string

// Briefing holds what the printed briefing says of its office.
type Briefing struct {
	Masthead string              `yaml:"masthead"`
	Issuer   string              `yaml:"issuer"`
	To       map[string][]string `yaml:"to"` // 报, 送, 发 → receivers
	Copies   int                 `yaml:"copies"`
}

// ErrNoPeriod is returned for a day or a number that no period has.
var ErrNoPeriod = errors.New("period: no such period")

// Named is the period that ends on d. ErrNoPeriod if none does.
func (c *Campaign) Named(d Date) (Period, error) {
	for _, p := range c.Periods {
		if p.Ends == d {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("period ending %s: %w", d, ErrNoPeriod)
}

// Numbered is the n-th period. ErrNoPeriod if there is none.
func (c *Campaign) Numbered(n int) (Period, error) {
	for _, p := range c.Periods {
		if p.No == n {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("period %d: %w", n, ErrNoPeriod)
}

// Holding is the period in which d falls. ErrNoPeriod outside the campaign.
func (c *Campaign) Holding(d Date) (Period, error) {
	for _, p := range c.Periods {
		if p.Holds(d) {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("period of %s: %w", d, ErrNoPeriod)
}

// Owes reports whether a unit of this kind owes form in p.
func (c *Campaign) Owes(kind UnitKind, form string, p Period) bool {
	return slices.Contains(c.Due[kind][form], p.No)
}

// Year completes month and day with the year in which the campaign holds that
// day, else with the year nearest to the campaign. The clock is never asked:
// a return of December read in January must not move by a year. False means
// that there is no such day.
func (c *Campaign) Year(month, day int) (Date, bool) {
	var best Date
	found, distance := false, 0
	for y := int(c.From.Year) - 1; y <= int(c.To.Year)+1; y++ {
		d, ok := On(y, month, day)
		if !ok {
			continue
		}
		away := 0
		switch {
		case d.Before(c.From):
			away = int(c.From.Time().Sub(d.Time()).Hours() / 24)
		case d.After(c.To):
			away = int(d.Time().Sub(c.To.Time()).Hours() / 24)
		}
		if !found || away < distance {
			best, found, distance = d, true, away
		}
	}
	return best, found
}
