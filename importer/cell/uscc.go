package cell

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// creditAlphabet is the characters of GB 32100-2015 in order of their value:
// digits and letters without I, O, S, V and Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditWeights is 3^i mod 31.
var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// confused lists what a character may have been meant for. Those that cannot
// stand in a code come first; 8 and B, 0 and D can.
var confused = map[byte]string{'O': "0", 'I': "1", 'Z': "2", 'S': "5", 'V': "UY", '8': "B", 'B': "8", '0': "D", 'D': "0"}

// CreditCode reads a unified social credit code of 18 characters, GB
// 32100-2015. Lower case, blanks and dashes are normalised. A code that is
// wrong in length, characters or check digit is C206, a doubt, and kept
// normalised; exactly one confusable character that would make it right is
// suggested. A code that was stored as a number has lost its last digits:
// C208, and no value. Absent where blank.
func CreditCode(r Raw) (returns.Value, finding.List) {
	if Blank(r) || r.Stored == AsText && isNone(r.Text) {
		return returns.Value{}, nil
	}
	code := codeText(r)
	if numberLostDigits(r) || endsInLostDigits(code) && !validCredit(code) {
		return returns.Value{}, finding.List{finding.DigitsLost(r.At, r.Field, r.Header, r.Typed())}
	}
	v := text(r, code)
	why := creditFault(code)
	if why == "" {
		return v, nil
	}
	f := finding.CreditCode(r.At, r.Field, r.Typed(), why)
	if better := correctedCredit(code); len(better) == 1 {
		f = f.Suggest(better[0])
	}
	return v, finding.List{f}
}

// SplitCreditCode takes the credit code out of a cell that holds the name of a
// firm and its code: 甲公司（91331082…）. False where there is no such code, or
// nothing beside it.
func SplitCreditCode(r Raw) (name, code Raw, ok bool) {
	if r.Stored != AsText || len(r.Text) < 18 {
		return r, Raw{}, false
	}
	s := strings.ToUpper(plain.Text(r.Text))
	for from := 0; from < len(s); {
		to := from
		for to < len(s) && (s[to] >= '0' && s[to] <= '9' || s[to] >= 'A' && s[to] <= 'Z') {
			to++
		}
		if to-from == 18 && strings.Trim(s[from+2:from+8], "0123456789") == "" {
			rest := creditLabels.Replace(s[:from] + " " + s[to:])
			name, code = r, r
			name.Text, code.Text = strings.Trim(rest, " :,;、/|-"), s[from:to]
			name.Shown, code.Shown = "", ""
			return name, code, name.Text != ""
		}
		from = to + 1
	}
	return r, Raw{}, false
}

// creditLabels takes away what only says that a code stands there.
var creditLabels = strings.NewReplacer("统一社会信用代码", "", "社会信用代码", "", "信用代码", "", "代码", "", "( )", "", "()", "", "(: )", "", "[ ]", "", "( ", "(", " )", ")")

// creditFault says what is wrong with code, "" when nothing is.
func creditFault(code string) string {
	switch {
	case len(code) == 15 && onlyDigits(code):
		return "是15位的旧注册号，应为18位"
	case len(code) == 9:
		return "是9位的组织机构代码，应为18位"
	}
	for _, c := range code {
		if c >= 0x80 || !strings.ContainsRune(creditAlphabet+"IOSVZ", c) {
			return "含有不应出现的字符“" + string(c) + "”"
		}
	}
	if len(code) != 18 {
		return "应为18位"
	}
	if i := strings.IndexAny(code, "IOSVZ"); i >= 0 {
		return "含有不应出现的字符“" + code[i:i+1] + "”"
	}
	if !validCredit(code) {
		return "校验位不符"
	}
	return ""
}

// validCredit reports whether code has 18 characters of the alphabet and the
// right check character.
func validCredit(code string) bool {
	if len(code) != 18 {
		return false
	}
	sum := 0
	for i := range 17 {
		n := strings.IndexByte(creditAlphabet, code[i])
		if n < 0 {
			return false
		}
		sum += n * creditWeights[i]
	}
	return code[17] == creditAlphabet[(31-sum%31)%31]
}

// correctedCredit lists the valid codes that code may have been meant for: with
// every character that cannot stand in a code replaced; where there is none,
// with one of the others replaced.
func correctedCredit(code string) []string {
	if len(code) != 18 {
		return nil
	}
	tries, impossible := []string{code}, false
	for i := range len(code) {
		if strings.IndexByte(creditAlphabet, code[i]) >= 0 {
			continue
		}
		impossible = true
		var next []string
		for _, try := range tries {
			next = append(next, replaced(try, i)...)
		}
		if tries = next; len(tries) > 64 {
			return nil
		}
	}
	if !impossible {
		tries = nil
		for i := range len(code) {
			tries = append(tries, replaced(code, i)...)
		}
	}
	return slices.DeleteFunc(tries, func(try string) bool { return !validCredit(try) })
}

// replaced is code with what its character at i may have been meant for.
func replaced(code string, i int) []string {
	var out []string
	for _, c := range []byte(confused[code[i]]) {
		out = append(out, code[:i]+string(c)+code[i+1:])
	}
	return out
}
