// Package places knows the provinces, prefectures and counties of China by
// their official names, their short names and the names they had lately. It
// finds the place that a cell names, takes a concatenated place apart, and
// rolls a county up to its prefecture.
//
// It knows nothing of findings: a name that several places bear comes back as
// several places, and the caller says what that means. The table behind it is
// divisions.txt; how it is made stands there and in generate.go.
package places
