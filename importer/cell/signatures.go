package cell

import (
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// YesNo reads yes or no in its many forms.
func YesNo(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

// IDCard reads a resident identity card number, GB 11643.
func IDCard(r Raw, c *period.Campaign) (returns.Value, finding.List) { return returns.Value{}, nil }

// CreditCode reads a unified social credit code, GB 32100.
func CreditCode(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

// Phone reads a mobile or fixed number, the first of several.
func Phone(r Raw) (returns.Value, finding.List) { return returns.Value{}, nil }

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
