package rules

import (
	"cmp"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
)

// kept is how many digits of a long number Excel keeps.
const kept = 15

// Suggest is c.Found with the corrections that only the last return knows: a
// number cut by Excel is that of the one worker of the last roster who has the
// same name and whose number begins with the 15 digits kept.
func Suggest(c Case) finding.List {
	out := append(finding.List(nil), c.Found...)
	number, okNumber := c.Form.ByRole(forms.RoleIDCard)
	_, okName := c.Form.ByRole(forms.RolePerson)
	if c.Before == nil || !okNumber || !okName {
		return out
	}
	id := c.Form.Fields[number].ID
	known := map[string]map[string]bool{} // name → numbers
	for i := range c.Before.Records {
		rec := &c.Before.Records[i]
		name, n := plain.Key(c.Form.RoleValue(rec, forms.RolePerson).Text), c.Form.Value(rec, id).Text
		if known[name] == nil {
			known[name] = map[string]bool{}
		}
		known[name][n] = true
	}
	names := map[int]string{} // sheet row → name
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		names[rec.Row] = plain.Key(c.Form.RoleValue(rec, forms.RolePerson).Text)
	}
	for i, f := range out {
		if f.Code != "C208" || f.Field != string(id) || f.Suggestion != "" || f.Place.Sheet != c.Return.Sheet {
			continue
		}
		if n := begins(known[names[f.Place.Row]], digits(cmp.Or(f.Stored, f.Value))); names[f.Place.Row] != "" && n != "" {
			out[i] = f.Suggest(n)
		}
	}
	return out
}

// digits are the first 15 of a number as a sheet stores or shows it:
// 332601199001010000, 3.32601199001011E+17, 3.326011990010E+17. "" if fewer
// are left.
func digits(typed string) string {
	s, exponent, _ := strings.Cut(strings.ToUpper(plain.Key(typed)), "E")
	s = strings.ReplaceAll(s, ".", "")
	// A sheet stores no zeros at the end of a mantissa; one that is only shown
	// has fewer digits because it was rounded.
	if power, err := strconv.Atoi(strings.TrimPrefix(exponent, "+")); err == nil && len(s) >= leastStored && power < 30 {
		s += strings.Repeat("0", max(0, power+1-len(s)))
	}
	if len(s) < kept || strings.Trim(s[:kept], "0123456789") != "" {
		return ""
	}
	return s[:kept]
}

// leastStored is how many digits tell a stored mantissa from one shown in
// Excel's general format, which has six.
const leastStored = 11

// begins is the one number that begins with the digits, "" if none or several.
func begins(numbers map[string]bool, with string) string {
	one := ""
	for n := range numbers {
		if with == "" || !strings.HasPrefix(n, with) || len(n) <= kept {
			continue
		}
		if one != "" {
			return ""
		}
		one = n
	}
	return one
}
