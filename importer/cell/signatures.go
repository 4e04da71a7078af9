package cell

import (
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// Blank reports whether the cell says nothing: blank, —, /, -.
func Blank(r Raw) bool { return false }

// Count reads a whole number of persons or things. The number is multiplied
// by scale, 10000 where the header or the sheet says 万, else 1.
func Count(r Raw, scale int64) (returns.Value, finding.List) { return returns.Value{}, nil }

// Money reads yuan. The number is multiplied by scale, 10000 where the header
// or the sheet says 万元, else 1; a unit in the cell itself wins.
func Money(r Raw, scale int64) (returns.Value, finding.List) { return returns.Value{}, nil }

// Rate reads a rate as 0–1. In a percent column 95 and 95.0 are 0.95.
func Rate(r Raw, percentColumn bool) (returns.Value, finding.List) { return returns.Value{}, nil }

// PercentColumn reports whether most cells of a rate column are percentages
// (95, 95%), rather than fractions of one (0.95).
func PercentColumn(raws []Raw) bool { return false }

// Date reads a date, or a range of dates; to is absent when the cell is no
// range.
func Date(r Raw, c *period.Campaign) (from, to returns.Value, found finding.List) { return }

// YesNo reads yes or no in its many forms.
func YesNo(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

// IDCard reads a resident identity card number, GB 11643.
func IDCard(r Raw, c *period.Campaign) (returns.Value, finding.List) { return returns.Value{}, nil }

// CreditCode reads a unified social credit code, GB 32100.
func CreditCode(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

// Phone reads a mobile or fixed number, the first of several.
func Phone(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

// Text reads text as plain.Text does.
func Text(r Raw) returns.Value { return returns.Value{} }

// Firm reads the legal name of a firm.
func Firm(r Raw) returns.Value { return returns.Value{} }

// FirmKey is the same for two writings of one legal name.
func FirmKey(name string) string { return name }

// FirmStem is what is left of a firm's name without its legal form and the
// place before it; for suggestions only, never for identity.
func FirmStem(name string) string { return name }

// Person reads the name of a person.
func Person(r Raw) returns.Value { return returns.Value{} }

// A ChoiceOf is one entry of a list: its value and other ways of writing it.
type ChoiceOf struct {
	Value string
	Also  []string
}

// Choice reads one entry of a list. In an open list other text is kept.
func Choice(r Raw, choices []ChoiceOf, open bool) (returns.Value, finding.List) {
	return returns.Value{}, nil
}

// Choices reads several entries of a list; the value's kind is List.
func Choices(r Raw, choices []ChoiceOf, open bool) (returns.Value, finding.List) {
	return returns.Value{}, nil
}

// UnitOf takes the unit in brackets off a header: 提供岗位数(万个) is
// 提供岗位数, 个, 10000. Brackets that hold no unit stay; unit is then "" and
// scale 1.
func UnitOf(header string) (bare, unit string, scale int64) { return header, "", 1 }
