package forms

import (
	"strconv"
	"strings"

	"chunfeng/importer/places"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A FirmKey is the key of a firm by its name and its credit code, either of
// which may be "". It is "" when both are.
type FirmKey func(name, code string) string

// Identify is the key that identifies rec inside its unit: that of the first
// identity whose parts are all filled. False means that rec has none. Keys of
// different identities never are equal.
func (f *Form) Identify(rec *returns.Record, firm FirmKey) (string, bool) {
	for i, keys := range f.Identity {
		if key, ok := f.KeyOf(rec, keys, firm); ok {
			return strconv.Itoa(i) + "\x1f" + key, true
		}
	}
	return "", false
}

// KeyOf joins what rec holds of keys. False means that a part is not filled.
func (f *Form) KeyOf(rec *returns.Record, keys []Key, firm FirmKey) (string, bool) {
	var most [6]string
	parts := most[:0]
	for _, k := range keys {
		part := f.Part(rec, k, firm)
		if part == "" {
			return "", false
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "\x1f"), len(parts) > 0
}

// Part is what rec holds of one part of a key: of alternatives the first that
// is filled. A firm goes by its code, a village by its county, a place by its
// prefecture. "" means not filled.
func (f *Form) Part(rec *returns.Record, k Key, firm FirmKey) string {
	if _, ok := f.index[returns.FieldID(k)]; ok {
		return f.word(rec, string(k), firm) // one field: nearly every part
	}
	for alternative := range strings.SplitSeq(string(k), "|") {
		var words []string
		for word := range strings.SplitSeq(alternative, "+") {
			w := f.word(rec, word, firm)
			if w == "" {
				words = nil
				break
			}
			words = append(words, w)
		}
		if len(words) > 0 {
			return strings.Join(words, "\x1e")
		}
	}
	return ""
}

// KeyFields lists the fields a part of a key reads, alternatives and the
// fields behind place and firm among them.
func (f *Form) KeyFields(k Key) []returns.FieldID {
	var ids []returns.FieldID
	role := func(roles ...Role) {
		for _, r := range roles {
			if i, ok := f.ByRole(r); ok {
				ids = append(ids, f.Fields[i].ID)
			}
		}
	}
	for word := range strings.FieldsFuncSeq(string(k), func(r rune) bool { return r == '|' || r == '+' }) {
		fl, ok := f.Field(returns.FieldID(word))
		switch {
		case !ok:
			role(RoleProvince, RoleCity, RoleDistrict)
		case fl.Role == RoleFirm:
			role(RoleFirm, RoleUSCC)
		case fl.Role == RoleVillage:
			role(RoleVillage, RoleDistrict)
		default:
			ids = append(ids, fl.ID)
		}
	}
	return ids
}

func (f *Form) word(rec *returns.Record, word string, firm FirmKey) string {
	fl, ok := f.Field(returns.FieldID(word))
	switch {
	case word == "place" && !ok:
		return f.where(rec)
	case word == "province" && !ok:
		return plain.Key(f.RoleValue(rec, RoleProvince).Text)
	case !ok:
		return ""
	case fl.Role == RoleFirm:
		return firm(f.Value(rec, fl.ID).Text, f.RoleValue(rec, RoleUSCC).Text)
	case fl.Role == RoleVillage:
		village := plain.Key(f.Value(rec, fl.ID).Text)
		if village == "" {
			return ""
		}
		return plain.Key(f.RoleValue(rec, RoleDistrict).Text) + "\x1e" + village
	}
	return plain.Key(f.Value(rec, fl.ID).Words())
}

// Prefecture is the prefecture-level place of rec, as the places of the
// campaign are counted: a county rolls up, a municipality is one place. False
// means that only the province is known, or nothing.
func (f *Form) Prefecture(rec *returns.Record) (string, bool) {
	province := f.RoleValue(rec, RoleProvince).Text
	for _, r := range [...]Role{RoleCity, RoleDistrict} {
		name := f.RoleValue(rec, r).Text
		if name == "" {
			continue
		}
		if found := places.Find(name, places.Hint{Province: province}); len(found) == 1 {
			if up := places.RollUp(found[0]); up != "" {
				return up, true
			}
		}
		return name, true
	}
	for _, p := range places.Find(province, places.Hint{}) {
		if up := places.RollUp(p); p.Level == places.OfProvince && up != "" {
			return up, true
		}
	}
	return "", false
}

// where is the place part of an identity: the prefecture, the province where
// no more is known. The province is left out beside a prefecture, since it is
// typed in one filing and not in the next.
func (f *Form) where(rec *returns.Record) string {
	if place, ok := f.Prefecture(rec); ok {
		return plain.Key(place)
	}
	return plain.Key(f.RoleValue(rec, RoleProvince).Text)
}
