package desk

import (
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// An owner is whose something is: a unit and the county it lies in, which is
// the unit itself but for firms.
type owner struct {
	Unit   returns.UnitCode
	County returns.UnitCode
}

// A standing is what somebody is to the owner of a return.
type standing uint8

const (
	stranger standing = iota // may not see it
	reader                   // the city's viewer
	filer                    // the unit itself
	above                    // its county: superior, files on behalf
	city                     // superior of all, files on behalf
)

// to is what a is to the owner of something.
func (a Actor) to(o owner) standing {
	switch {
	case a.Role == store.City:
		return city
	case a.Role == store.Viewer:
		return reader
	case a.Unit == "":
		return stranger
	case a.Unit == o.Unit:
		return filer
	case a.Role == store.County && a.Unit == o.County:
		return above
	}
	return stranger
}

// sees reports whether a may know of what o owns.
func (a Actor) sees(o owner) bool { return a.to(o) != stranger }

// files reports whether a may hand in for o, in its own name or on behalf.
func (a Actor) files(o owner) bool { return a.to(o) >= filer }

// onBehalf reports whether a hands in for another unit than its own. The
// city's accounts act for the city's own unit in its own name.
func (a Actor) onBehalf(o owner, cityUnit returns.UnitCode) bool {
	return a.Unit != o.Unit && !(a.Role == store.City && o.Unit == cityUnit)
}

// office reports whether a is of the city and sees all.
func (a Actor) office() bool { return a.Role == store.City || a.Role == store.Viewer }

// narrow restricts a filter to what a may see: false where that is nothing.
// units are those asked for, none for all; a county sees itself and its firms.
func (a Actor) narrow(units []returns.UnitCode, county returns.UnitCode) ([]returns.UnitCode, returns.UnitCode, bool) {
	switch {
	case a.office():
		return units, county, true
	case a.Unit == "" || county != "" && county != a.Unit && a.Role == store.County:
		return nil, "", false
	case a.Role == store.County:
		return units, a.Unit, true
	}
	for _, u := range units {
		if u == a.Unit {
			units = nil
			break
		}
	}
	return []returns.UnitCode{a.Unit}, county, len(units) == 0
}
