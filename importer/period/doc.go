// Package period says when: civil dates, reporting periods, and the campaign
// that lists them. It reads the campaign file (YAML) and answers what is due
// from whom, when a period closes, and to which period a date belongs.
//
// It knows neither units by name (see register) nor what a form holds (see
// forms). It never looks at the clock or at the machine's time zone.
package period
