package phrase

import "testing"

func TestMasked(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"id":               {"331003199001011234", "331003********1234"},
		"id with X":        {"证件33100319900101123X有误", "证件331003********123X有误"},
		"old id":           {"331003900101123", "331003******123"},
		"phone":            {"张三13800000000、李四13912345678", "张三138****0000、李四139****5678"},
		"credit code":      {"91331003MA2DXYZ12K", "91331003MA2DXYZ12K"},
		"digits only code": {"913310037047123456", "913310037047123456"},
		"landline":         {"0576-88881234", "0576-88881234"},
		"long amount":      {"12000000000", "12000000000"},
		"nothing":          {"兴仁市19个村", "兴仁市19个村"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Masked(tc.in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
