package sections

import (
	"slices"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

// placesIn names the places of a unit's counted entries: 四川省南充市嘉陵区 where
// all of them are one place, else the prefectures, at most three by name.
func placesIn(l *figures.Ledger, form *forms.Form, unit returns.UnitCode, by figures.ID) string {
	columns := [3]int{-1, -1, -1}
	for i, role := range [3]forms.Role{forms.RoleProvince, forms.RoleCity, forms.RoleDistrict} {
		if at, ok := form.ByRole(role); ok {
			columns[i] = slices.IndexFunc(l.Fields, func(lf figures.LedgerField) bool { return lf.ID == form.Fields[at].ID })
		}
	}
	var whole, prefectures []string
	for _, e := range l.Entries {
		if e.Unit != unit || e.Adds[by] == 0 {
			continue
		}
		province, city, district := wordAt(e, columns[0]), wordAt(e, columns[1]), wordAt(e, columns[2])
		whole = add(whole, province+city+district)
		if city == "" {
			city = province
		}
		prefectures = add(prefectures, city)
	}
	if len(whole) == 1 {
		return whole[0]
	}
	return phrase.Some(prefectures, 3, "地")
}

func wordAt(e figures.Entry, column int) string {
	if column < 0 || column >= len(e.Values) {
		return ""
	}
	return e.Values[column].Words()
}

// add appends a word that is neither empty nor there.
func add(words []string, w string) []string {
	if w == "" || slices.Contains(words, w) {
		return words
	}
	return append(words, w)
}
