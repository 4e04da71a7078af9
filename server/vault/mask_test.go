package vault

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The numbers below are invented; their check digits are not those of people.

func TestMasks(t *testing.T) {
	for _, tc := range []struct {
		mask     func(string) string
		in, want string
	}{
		{MaskIDCard, "331003199001011234", "331003********1234"},
		{MaskIDCard, "33100319900101123X", "331003********123X"},
		{MaskIDCard, "331003900101123", "331003*****1123"},
		{MaskIDCard, "33100", "*****"},
		{MaskIDCard, "", ""},
		{MaskPhone, "13800000000", "138****0000"},
		{MaskPhone, "8888888", "*******"},
		{MaskPhone, "0576-88888888", "057******8888"},
		{MaskName, "张三丰", "张**"},
		{MaskName, "张", "*"},
		{MaskName, "", ""},
	} {
		if got := tc.mask(tc.in); got != tc.want {
			t.Errorf("mask of %q is %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestMaskText(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"phone in a sentence": {"联系人张三13800000000，或办公室", "联系人张三138****0000，或办公室"},
		"grouped phone":       {"138 0000 0000", "138****0000"},
		"hyphens":             {"138-0000-0000", "138****0000"},
		"full width":          {"１３８００００００００", "138****0000"},
		"country code":        {"+8613800000000", "+86138****0000"},
		"a digit too many":    {"139147514199", "139*****4199"},
		"two phones":          {"13800000000/13900000001", "138****0000/139****0001"},
		"two phones, a space": {"13800000000 13900000001", "138000************0001"},
		"ID number":           {"身份证331003199001011234。", "身份证331003********1234。"},
		"ID number with x":    {"33100319900101123x号", "331003********123X号"},
		"grouped ID number":   {"331003 19900101 1234", "331003********1234"},
		"former ID number":    {"331003900101123", "331003*****1123"},
		"letters before":      {"ID331003199001011234abc", "ID331003********1234abc"},
		"letters after":       {"13800000000wx", "138****0000wx"},
		"account number":      {"6222020000000000000", "622202*********0000"},
		"credit code":         {"91331003MA2ABCDE1X", "91331003MA2ABCDE1X"},
		"credit code, digits": {"913310031234567890", "913310031234567890"},
		"landline":            {"0576-88888888", "0576-88888888"},
		"dates":               {"2024-02-04至2024-02-18", "2024-02-04至2024-02-18"},
		"a moment":            {"20240204153000", "20240204153000"},
		"amounts":             {"3000余人，1200000.50元", "3000余人，1200000.50元"},
		"short":               {"1380000000", "1380000000"},
		"bad UTF-8":           {"\xff13800000000\xff", "\xff138****0000\xff"},
		"nothing":             {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := MaskText(tc.in); got != tc.want {
				t.Errorf("MaskText(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if Personal(tc.in) != (tc.in != tc.want) {
				t.Errorf("Personal(%q) = %v", tc.in, Personal(tc.in))
			}
		})
	}
}

func TestMaskTextHidesEveryPlantedNumber(t *testing.T) {
	around := rapid.SampledFrom([]string{"", "张三", "电话：", "wx", "，", "（", "\n", "A", "、", "=", "号"})
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching("1[3-9][0-9]{9}").Draw(t, "phone")
		if rapid.Bool().Draw(t, "ID") {
			number = rapid.StringMatching("[1-8][0-9]{5}(19|20)[0-9]{9}[0-9X]").Draw(t, "ID number")
		}
		text := around.Draw(t, "before") + number + around.Draw(t, "after")
		if got := MaskText(text); strings.Contains(got, number) {
			t.Fatalf("MaskText(%q) = %q", text, got)
		}
	})
}

func FuzzMaskText(f *testing.F) {
	for _, s := range []string{"13800000000", "331003 19900101 123X", "９１３３", "a1b2", "\xff\xfe", "—－　138"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := MaskText(s)
		if again := MaskText(once); again != once {
			t.Errorf("masked %q to %q, and that to %q", s, once, again)
		}
		if !strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(fmt.Sprintf("%q", s), "０１２３４５６７８９") && once != s {
			t.Errorf("masked %q, which holds no digits, to %q", s, once)
		}
	})
}
