package forms

import (
	"strings"
	"testing"

	"chunfeng/importer/returns"
)

func TestIdentify(t *testing.T) {
	all, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	firm := func(name, code string) string {
		if code != "" {
			return code
		}
		return name
	}
	for name, tc := range map[string]struct {
		form returns.FormID
		a, b string // field=text …
		same bool
	}{
		"a county rolls up":           {"fairs", "name=场 province=四川省 district=嘉陵区", "name=场 city=南充市", true},
		"a municipality is one place": {"fairs", "name=场 province=重庆市 district=万州区", "name=场 province=重庆市 district=涪陵区", true},
		"another prefecture":          {"fairs", "name=场 province=四川省 city=南充市", "name=场 province=四川省 city=广安市", false},
		"the venue stands for a name": {"fairs", "name=广场 city=南充市", "venue=广场 city=南充市", true},
		"no place":                    {"fairs", "name=场", "name=场", false},
		"a firm by its code":          {"visits", "firm=甲 uscc=9133", "firm=乙 uscc=9133", true},
		"a village with its county":   {"alliances", "firm=甲 village=新坪村 district=兴仁市", "firm=甲 village=新坪村 district=普安县", false},
		"a name alone is no key":      {"roster", "name=张伟", "name=张伟", false},
		"number before name":          {"roster", "name=张伟 idcard=1 phone=2", "name=张玮 idcard=1 phone=3", true},
		"keys of two kinds":           {"roster", "name=张伟 idcard=1", "name=张伟 phone=1", false},
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := all.Form(tc.form)
			if !ok {
				t.Fatal("no form")
			}
			a, okA := f.Identify(record(t, f, tc.a), firm)
			b, okB := f.Identify(record(t, f, tc.b), firm)
			if same := okA && okB && a == b; same != tc.same {
				t.Errorf("%q (%v) and %q (%v): same is %v", a, okA, b, okB, same)
			}
		})
	}
}

// record has the texts of s, and a day for every event.
func record(t *testing.T, f *Form, s string) *returns.Record {
	t.Helper()
	rec := &returns.Record{Row: 6, Values: make([]returns.Value, len(f.Fields))}
	if i, ok := f.ByRole(RoleEvent); ok {
		rec.Values[i] = returns.Value{Kind: returns.Text, Text: "2024-01-20"}
	}
	for word := range strings.FieldsSeq(s) {
		id, text, _ := strings.Cut(word, "=")
		i, ok := f.Index(returns.FieldID(id))
		if !ok {
			t.Fatalf("no field %s", id)
		}
		rec.Values[i] = returns.Value{Kind: returns.Text, Text: text}
	}
	return rec
}
