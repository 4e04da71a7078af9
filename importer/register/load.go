package register

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// A File is a campaign file as read: the campaign, its units in order, and
// the name of the workbook beside it that lists the firms due ("" if none).
type File struct {
	Campaign  period.Campaign
	Units     []returns.Unit
	FirmsFile string
}

// campaignFile is the shape of the campaign file.
type campaignFile struct {
	ID      string            `yaml:"id"`
	Name    string            `yaml:"name"`
	City    period.CityOffice `yaml:"city"`
	From    string            `yaml:"from"`
	To      string            `yaml:"to"`
	Grace   string            `yaml:"grace"`
	Periods []struct {
		No     int    `yaml:"no"`
		Ends   string `yaml:"ends"`
		Cutoff string `yaml:"cutoff"`
	} `yaml:"periods"`
	Due   map[period.UnitKind]map[string]string `yaml:"due"`
	Units []struct {
		Code    string          `yaml:"code"`
		Kind    period.UnitKind `yaml:"kind"`
		Name    string          `yaml:"name"`
		Aliases []string        `yaml:"aliases"`
		Within  string          `yaml:"within"`
		From    string          `yaml:"from"`
		To      string          `yaml:"to"`
		Contact string          `yaml:"contact"`
		Phone   string          `yaml:"phone"`
	} `yaml:"units"`
	Firms    string          `yaml:"firms"`
	Basis    period.Basis    `yaml:"basis"`
	Headers  period.Learned  `yaml:"headers"`
	Briefing period.Briefing `yaml:"briefing"`
}

// Parse reads a campaign file strictly: an unknown key, a bad date or a unit
// named twice is an error that names the file.
func Parse(name string, data []byte) (File, error) {
	var raw campaignFile
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField()).Decode(&raw); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return File{}, fmt.Errorf("campaign %s: %s", name, first)
	}
	f := File{FirmsFile: raw.Firms}
	c, err := raw.campaign()
	if err != nil {
		return File{}, fmt.Errorf("campaign %s: %w", name, err)
	}
	f.Campaign = c
	if f.Units, err = raw.units(); err != nil {
		return File{}, fmt.Errorf("campaign %s: %w", name, err)
	}
	return f, nil
}

func (raw *campaignFile) campaign() (period.Campaign, error) {
	c := period.Campaign{
		ID: raw.ID, Name: raw.Name, City: raw.City, Basis: raw.Basis, Headers: raw.Headers,
		Texts: raw.Briefing, Grace: 30 * time.Minute, Due: map[period.UnitKind]map[string]period.Numbers{},
	}
	var err error
	if c.From, err = period.Parse(raw.From); err != nil {
		return c, fmt.Errorf("from: %w", err)
	}
	if c.To, err = period.Parse(raw.To); err != nil {
		return c, fmt.Errorf("to: %w", err)
	}
	if raw.Grace != "" {
		if c.Grace, err = time.ParseDuration(raw.Grace); err != nil {
			return c, fmt.Errorf("grace: %w", err)
		}
	}
	if len(raw.Periods) == 0 {
		return c, errors.New("periods: at least one is needed")
	}
	from := c.From
	for _, p := range raw.Periods {
		ends, err := period.Parse(p.Ends)
		if err != nil {
			return c, fmt.Errorf("period %d: %w", p.No, err)
		}
		if ends.Before(from) {
			return c, fmt.Errorf("period %d: ends %s before it begins", p.No, ends)
		}
		cutoff, err := time.ParseInLocation("2006-01-02T15:04", p.Cutoff, period.Zone())
		if err != nil {
			return c, fmt.Errorf("period %d: cutoff %q: want 2024-02-04T16:00", p.No, p.Cutoff)
		}
		c.Periods = append(c.Periods, period.Period{No: p.No, From: from, Ends: ends, Cutoff: cutoff})
		from = ends.Add(1)
	}
	for kind, owed := range raw.Due {
		c.Due[kind] = map[string]period.Numbers{}
		for form, text := range owed {
			var n period.Numbers
			if err := n.UnmarshalText([]byte(text)); err != nil {
				return c, fmt.Errorf("due %s %s: %w", kind, form, err)
			}
			c.Due[kind][form] = n
		}
	}
	switch {
	case c.Basis.Place == "":
		c.Basis.Place = "prefecture"
	case c.Basis.Place != "prefecture" && c.Basis.Place != "county":
		return c, fmt.Errorf("basis place %q: want prefecture or county", c.Basis.Place)
	}
	switch {
	case c.Basis.HomeProvinceFairs == "":
		c.Basis.HomeProvinceFairs = "apart"
	case c.Basis.HomeProvinceFairs != "apart" && c.Basis.HomeProvinceFairs != "included":
		return c, fmt.Errorf("basis home_province_fairs %q: want apart or included", c.Basis.HomeProvinceFairs)
	}
	return c, nil
}

func (raw *campaignFile) units() ([]returns.Unit, error) {
	var units []returns.Unit
	seen := map[string]bool{}
	for _, u := range raw.Units {
		if u.Code == "" || u.Name == "" || (u.Kind != period.City && u.Kind != period.County) {
			return nil, fmt.Errorf("unit %q: code, name and kind (city or county) are needed", u.Name)
		}
		if seen[u.Code] {
			return nil, fmt.Errorf("unit %s stands twice", u.Code)
		}
		seen[u.Code] = true
		unit := returns.Unit{
			Code: returns.UnitCode(u.Code), Kind: u.Kind, Name: u.Name, Aliases: u.Aliases,
			Within: returns.UnitCode(u.Within), Contact: u.Contact, Phone: u.Phone,
		}
		for _, d := range []struct {
			text string
			into *period.Date
		}{{u.From, &unit.From}, {u.To, &unit.To}} {
			if err := d.into.UnmarshalText([]byte(d.text)); err != nil {
				return nil, fmt.Errorf("unit %s: %w", u.Code, err)
			}
		}
		units = append(units, unit)
	}
	return units, nil
}
