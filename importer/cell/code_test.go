package cell

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

func TestCreditCode(t *testing.T) {
	for _, test := range []struct {
		name       string
		raw        Raw
		want       string
		codes      string
		suggestion string
	}{
		{"the standard's worked example", written("91350100M000100Y43"), "91350100M000100Y43", "", ""},
		{"a firm of a zone", written("91331001MAK6XBJU5Q"), "91331001MAK6XBJU5Q", "", ""},
		{"an association", written("51420000MJH2003604"), "51420000MJH2003604", "", ""},
		{"a check character that is a letter", written("51420000MJH200408C"), "51420000MJH200408C", "", ""},
		{"an inner check character X", written("52420000MJH23339XT"), "52420000MJH23339XT", "", ""},
		{"lower case", written("91350100m000100y43"), "91350100M000100Y43", "", ""},
		{"full-width", written("９１３５０１００Ｍ０００１００Ｙ４３"), "91350100M000100Y43", "", ""},
		{"blanks and dashes", written(" 91350100-M000100Y-43\n"), "91350100M000100Y43", "", ""},
		{"invisible characters", written("\u200b91350100M000100Y43\ufeff"), "91350100M000100Y43", "", ""},
		{"the inner remainder taken for the check", written("91350100M000100Y4Z"), "91350100M000100Y4Z", "C206", ""},
		{"an invented one", written("91310115MA1H8R7C6D"), "91310115MA1H8R7C6D", "C206", ""},
		{"O for 0", written("9135O100M000100Y43"), "9135O100M000100Y43", "C206", "91350100M000100Y43"},
		{"every 0 typed as O", written("91350100MOOO100Y43"), "91350100MOOO100Y43", "C206", "91350100M000100Y43"},
		{"I for 1", written("9I350100M000100Y43"), "9I350100M000100Y43", "C206", "91350100M000100Y43"},
		{"Z for 2 ", written("51420000MJHZ003604"), "51420000MJHZ003604", "C206", "51420000MJH2003604"},
		{"S for 5", written("913S0100M000100Y43"), "913S0100M000100Y43", "C206", "91350100M000100Y43"},
		{"old registration number", written("331002000012345"), "331002000012345", "C206", ""},
		{"organisation code", written("M000100Y4"), "M000100Y4", "C206", ""},
		{"too short", written("91350100M000100Y4"), "91350100M000100Y4", "C206", ""},
		{"too long", written("91350100M000100Y433"), "91350100M000100Y433", "C206", ""},
		{"a word", written("办理中"), "办理中", "C206", ""},
		{"numeric and cut", Raw{Text: "913310021234567000", Stored: AsNumber}, "", "C208", ""},
		{"numeric and cut, with an exponent", Raw{Text: "9.13310021234567E+17", Shown: "9.1331E+17", Stored: AsNumber}, "", "C208", ""},
		{"cut and made text again", written("913310021234567000"), "", "C208", ""},
		{"text of a number with an exponent", written("9.13310021234567E+17"), "", "C208", ""},
		{"none", written("无"), "", "", ""},
		{"blank", written(""), "", "", ""},
		{"slash", written("/"), "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := CreditCode(test.raw)
			if v.Text != test.want || codes(found) != test.codes {
				t.Errorf("CreditCode(%q) = %q, %q, want %q, %q", test.raw.Text, v.Text, codes(found), test.want, test.codes)
			}
			if got := suggestion(found); got != test.suggestion {
				t.Errorf("CreditCode(%q) suggests %q, want %q", test.raw.Text, got, test.suggestion)
			}
		})
	}
}

func suggestion(l finding.List) string {
	if len(l) == 0 {
		return ""
	}
	return l[0].Suggestion
}

// creditCode makes a valid code of 17 characters drawn.
func creditCode(t *rapid.T) string {
	body := rapid.StringOfN(rapid.RuneFrom([]rune(creditAlphabet)), 17, 17, -1).Draw(t, "body")
	sum, weight := 0, 1
	for _, c := range body {
		sum += strings.IndexRune(creditAlphabet, c) * weight
		weight = weight * 3 % 31
	}
	return body + string(creditAlphabet[(31-sum%31)%31])
}

// A check character finds every single mistake and every swap of neighbours.
func TestCreditCodeFindsOneMistake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := creditCode(t)
		if v, found := CreditCode(written(strings.ToLower(code))); v.Text != code || len(found) > 0 {
			t.Fatalf("CreditCode(%q) = %q, %s", code, v.Text, codes(found))
		}
		i := rapid.IntRange(0, 17).Draw(t, "at")
		wrong := code[:i] + string(rapid.SampledFrom([]rune(creditAlphabet)).Draw(t, "typed")) + code[i+1:]
		if _, found := CreditCode(written(wrong)); (wrong == code) != (len(found) == 0) {
			t.Fatalf("CreditCode(%q) finds %q; right is %q", wrong, codes(found), code)
		}
		if i < 17 {
			swapped := code[:i] + string(code[i+1]) + string(code[i]) + code[i+2:]
			if _, found := CreditCode(written(swapped)); (swapped == code) != (len(found) == 0) {
				t.Fatalf("CreditCode(%q) finds %q; right is %q", swapped, codes(found), code)
			}
		}
	})
}

// What is suggested must itself be right.
func TestCreditCodeSuggestsRightCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := creditCode(t)
		i := rapid.IntRange(0, 17).Draw(t, "at")
		wrong := code[:i] + string(rapid.SampledFrom([]rune("OISZV0158B")).Draw(t, "typed")) + code[i+1:]
		_, found := CreditCode(written(wrong))
		if s := suggestion(found); s != "" && !validCredit(s) {
			t.Fatalf("CreditCode(%q) suggests %q", wrong, s)
		}
	})
}

func TestIDCard(t *testing.T) {
	for _, test := range []struct {
		name  string
		raw   Raw
		want  string
		codes string
	}{
		{"check X", written("11010519491231002X"), "11010519491231002X", ""},
		{"check digit, born long ago", written("440524188001010014"), "440524188001010014", ""},
		{"the standard's other example", written("34052419800101001X"), "34052419800101001X", ""},
		{"another", written("370101190102039973"), "370101190102039973", ""},
		{"and another", written("513101198201130014"), "513101198201130014", ""},
		{"lower case x", written("11010519491231002x"), "11010519491231002X", ""},
		{"full-width", written("１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X", ""},
		{"blanks", written("110105 19491231 002X"), "11010519491231002X", ""},
		{"behind an apostrophe", written("'11010519491231002X"), "11010519491231002X", ""},
		{"residence permit of a Hong Kong resident", written(withIDCheck("81000019800101001")), withIDCheck("81000019800101001"), ""},
		{"residence permit of a Taiwan resident", written(withIDCheck("83000019800101001")), withIDCheck("83000019800101001"), ""},
		{"area long gone", written(withIDCheck("33262119700101001")), withIDCheck("33262119700101001"), ""},
		{"15 digits", written("110105491231002"), "11010519491231002X", ""},
		{"15 digits as a number", Raw{Text: "110105491231002", Stored: AsNumber}, "11010519491231002X", ""},
		{"15 digits with no such day", written("110105491331002"), "", "C207"},
		{"wrong check", written("110105194912310021"), "", "C207"},
		{"no such day", written(withIDCheck("11010519490231002")), "", "C207"},
		{"born after the campaign", written(withIDCheck("11010520250101001")), "", "C207"},
		{"17 digits", written("11010519491231002"), "", "C207"},
		{"19 digits", written("1101051949123100211"), "", "C207"},
		{"a letter", written("11010519491231O02X"), "", "C207"},
		{"X inside", written("1101051949123100X2"), "", "C207"},
		{"a word", written("身份证遗失"), "", "C207"},
		{"masked", written("110105********002X"), "", "C207"},
		{"cut by a sheet, as a number", Raw{Text: "110105194912310000", Stored: AsNumber}, "", "C208"},
		{"cut by a sheet, as text", written("110105198001012000"), "", "C208"},
		{"cut by a sheet, with an exponent", Raw{Text: "1.10105194912310E+17", Shown: "1.10105E+17", Stored: AsNumber}, "", "C208"},
		{"text of the exponent", written("1.10105E+17"), "", "C208"},
		{"rounded by a program", Raw{Text: "330102199003077888", Stored: AsNumber}, "", "C208"},
		{"ends in 000 by right", written(withIDCheckEnding000()), withIDCheckEnding000(), ""},
		{"blank", written(" "), "", ""},
		{"dash", written("—"), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := IDCard(test.raw, spring())
			if v.Text != test.want || codes(found) != test.codes {
				t.Errorf("IDCard(%q) = %q, %q, want %q, %q", test.raw.Text, v.Text, codes(found), test.want, test.codes)
			}
		})
	}
}

// withIDCheck is 17 digits with their check character, by ISO 7064 MOD 11-2
// worked step by step rather than by weights.
func withIDCheck(body string) string {
	rest := 0
	for _, c := range body {
		rest = (rest + int(c-'0')) * 2 % 11
	}
	return body + string("0123456789X"[(12-rest)%11])
}

// withIDCheckEnding000 is a valid number the last three digits of which are 0.
func withIDCheckEnding000() string {
	for day := '1'; day <= '9'; day++ {
		if id := withIDCheck("1101051980010" + string(day) + "100"); strings.HasSuffix(id, "000") {
			return id
		}
	}
	for area := '1'; area <= '9'; area++ {
		for day := '1'; day <= '9'; day++ {
			if id := withIDCheck("11010" + string(area) + "1980010" + string(day) + "100"); strings.HasSuffix(id, "000") {
				return id
			}
		}
	}
	panic("no such number")
}

func TestIDCardFindsOneMistake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-6][0-9]{5}19[4-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{2}[1-9]`).Draw(t, "body")
		id := withIDCheck(body)
		if v, found := IDCard(written(id), spring()); v.Text != id || len(found) > 0 {
			t.Fatalf("IDCard(%q) = %q, %s", id, v.Text, codes(found))
		}
		i := rapid.IntRange(0, 17).Draw(t, "at")
		wrong := id[:i] + string(rapid.RuneFrom([]rune("0123456789")).Draw(t, "typed")) + id[i+1:]
		if _, found := IDCard(written(wrong), spring()); (wrong == id) != (len(found) == 0) {
			t.Fatalf("IDCard(%q) finds %q; right is %q", wrong, codes(found), id)
		}
	})
}

func TestPhone(t *testing.T) {
	for _, test := range []struct {
		name  string
		raw   Raw
		want  string
		codes string
	}{
		{"mobile", written("13800138000"), "13800138000", ""},
		{"mobile as a number", asNumber("13800138000"), "13800138000", ""},
		{"mobile as a fraction", written("13800138000.0"), "13800138000", ""},
		{"mobile with an exponent, exact", written("1.3800138E+10"), "13800138000", ""},
		{"mobile with an exponent as a number", Raw{Text: "1.3800138E10", Shown: "1.38E+10", Stored: AsNumber}, "13800138000", ""},
		{"mobile with dashes", written("138-0013-8000"), "13800138000", ""},
		{"mobile with blanks", written("138 0013 8000"), "13800138000", ""},
		{"mobile full-width", written("１３８００１３８０００"), "13800138000", ""},
		{"mobile with +86", written("+8613800138000"), "13800138000", ""},
		{"mobile with +86 and a blank", written("+86 138 0013 8000"), "13800138000", ""},
		{"mobile with 0086", written("008613800138000"), "13800138000", ""},
		{"mobile with 86", written("8613800138000"), "13800138000", ""},
		{"two mobiles", written("13800138000/13900139000"), "13800138000", ""},
		{"two mobiles, listing comma", written("13800138000、13900139000"), "13800138000", ""},
		{"two mobiles, line break", written("13800138000\n13900139000"), "13800138000", ""},
		{"fixed, then mobile", written("0576-88106102，13800138000"), "0576-88106102", ""},
		{"labelled", written("手机：13800138000"), "13800138000", ""},
		{"a name in front", written("张三 13800138000"), "13800138000", ""},
		{"virtual operator", written("17000000000"), "17000000000", ""},
		{"fixed", written("0576-88106102"), "0576-88106102", ""},
		{"fixed without a dash", written("057688106102"), "0576-88106102", ""},
		{"fixed with brackets", written("（0576）88106102"), "0576-88106102", ""},
		{"fixed with a long dash", written("0576—88106102"), "0576-88106102", ""},
		{"fixed of Beijing", written("010-12345678"), "", "C209"},
		{"fixed of Shanghai", written("021-62345678"), "021-62345678", ""},
		{"fixed of seven digits", written("0854-2345678"), "0854-2345678", ""},
		{"fixed from abroad", written("+86-576-88106102"), "0576-88106102", ""},
		{"extension", written("0576-88106102转801"), "0576-88106102-801", ""},
		{"extension behind a dash", written("0576-88106102-801"), "0576-88106102-801", ""},
		{"no area code", written("88106102"), "88106102", ""},
		{"no area code, with a dash", written("8810-6102"), "88106102", ""},
		{"short number of an office", written("12333"), "12333", ""},
		{"400", written("400-820-8820"), "4008208820", ""},
		{"ten digits", written("1380013800"), "", "C209"},
		{"twelve digits", written("138001380001"), "", "C209"},
		{"second digit 2", written("12800138000"), "", "C209"},
		{"machine", written("14400138000"), "", "C209"},
		{"satellite", written("13490138000"), "", "C209"},
		{"masked", written("138****8000"), "", "C209"},
		{"a word", written("微信联系"), "", "C209"},
		{"rounded away", written("1.38E+10"), "", "C209"},
		{"rounded away to five decimals", written("1.38001E+10"), "", "C209"},
		{"none", written("无"), "", ""},
		{"blank", written(" "), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, found := Phone(test.raw)
			want := test.want
			if test.codes == "C209" {
				want = strings.TrimSpace(test.raw.Text) // a doubt keeps what was typed
			}
			if v.Text != want || codes(found) != test.codes {
				t.Errorf("Phone(%q) = %q, %q, want %q, %q", test.raw.Text, v.Text, codes(found), want, test.codes)
			}
		})
	}
}

func TestSplitCreditCode(t *testing.T) {
	for _, test := range []struct{ typed, name, code string }{
		{"甲机械有限公司（91350100M000100Y43）", "甲机械有限公司", "91350100M000100Y43"},
		{"甲机械有限公司\n91350100m000100y43", "甲机械有限公司", "91350100M000100Y43"},
		{"甲机械有限公司 统一社会信用代码：91350100M000100Y43", "甲机械有限公司", "91350100M000100Y43"},
		{"91350100M000100Y43 甲（台州）机械有限公司", "甲(台州)机械有限公司", "91350100M000100Y43"},
		{"甲机械有限公司", "", ""},
		{"91350100M000100Y43", "", ""},
		{"甲机械有限公司91350100M000100Y4", "", ""},
		{"甲机械有限公司91350100M000100Y433", "", ""},
		{"ABCDEFGHJKLMNPQRTU有限公司", "", ""},
	} {
		name, code, ok := SplitCreditCode(written(test.typed))
		if ok != (test.code != "") || ok && (name.Text != test.name || code.Text != test.code) {
			t.Errorf("SplitCreditCode(%q) = %q, %q, %v", test.typed, name.Text, code.Text, ok)
		}
	}
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{
		"91350100M000100Y43", "9135O100M000100Y4Z", "11010519491231002X", "110105491231002", "1.1E+17", "0576-88106102转801", "+86 138 0013 8000", "①", "", "Ｘ", "\xff\xfe", "9.1e+99999999999999999999",
		"甲公司（91350100M000100Y43）", "乙公司\n91350100M000100Y43",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, text bool) {
		r := asNumber(s)
		if text {
			r = written(s)
		}
		code, found := CreditCode(r)
		if len(found) == 0 && !code.IsAbsent() {
			if !validCredit(code.Text) {
				t.Fatalf("CreditCode(%q) = %q", s, code.Text)
			}
			again, found := CreditCode(written(code.Text))
			readsBack(t, code, again, found)
		}
		id, found := IDCard(r, spring())
		if !id.IsAbsent() {
			if len(found) > 0 || len(id.Text) != 18 {
				t.Fatalf("IDCard(%q) = %q, %s", s, id.Text, codes(found))
			}
			again, found := IDCard(written(id.Text), spring())
			readsBack(t, id, again, found)
		}
		if name, part, ok := SplitCreditCode(r); ok {
			if len(part.Text) != 18 || name.Text == "" || strings.Contains(strings.ToUpper(name.Text), part.Text) && strings.Count(strings.ToUpper(plain.Text(s)), part.Text) == 1 {
				t.Fatalf("SplitCreditCode(%q) = %q, %q", s, name.Text, part.Text)
			}
		}
		phone, found := Phone(r)
		if len(found) == 0 && !phone.IsAbsent() {
			again, found := Phone(written(phone.Text))
			readsBack(t, phone, again, found)
		}
	})
}

// readsBack checks that reading a value's own text gave it again.
func readsBack(t *testing.T, v, again returns.Value, found finding.List) {
	t.Helper()
	if again.Words() != v.Words() || len(found) > 0 {
		t.Fatalf("%q reads back as %q, %s", v.Words(), again.Words(), codes(found))
	}
}
