package cell

import (
	"strconv"
	"strings"
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// idWeights are the weights of GB 11643-1999, ISO 7064 MOD 11-2.
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// IDCard reads a resident identity card number of 18 characters, GB
// 11643-1999, also of the residence permits of Hong Kong, Macao and Taiwan
// residents (81, 82, 83). Blanks and full-width forms are normalised, x is X.
// A number of 15 digits, as cards had until 2004, is brought to 18. The area
// code is not looked up: natives carry codes of areas long gone.
//
// C207 is a wrong length, character, birth date (later than the campaign, or
// none) or check digit; C208 a number whose last digits a sheet turned into
// zeros. With either the value is absent.
func IDCard(r Raw, c *period.Campaign) (returns.Value, finding.List) {
	if Blank(r) {
		return returns.Value{}, nil
	}
	id := codeText(r)
	if numberLostDigits(r) || endsInLostDigits(id) && idCheck(id) != id[17] {
		f := finding.DigitsLost(r.At, r.Field, r.Header, r.Typed())
		f.Stored = strings.TrimSpace(r.Text)
		return returns.Value{}, finding.List{f}
	}
	if len(id) == 15 && onlyDigits(id) {
		id = id[:6] + "19" + id[6:]
		id += string(idCheck(id))
	}
	if why := idFault(id, c); why != "" {
		return returns.Value{}, finding.List{finding.IDCard(r.At, r.Field, r.Typed(), why)}
	}
	return text(r, id), nil
}

// idFault says what is wrong with id, "" when nothing is.
func idFault(id string, c *period.Campaign) string {
	if len(id) != 18 {
		if n := len([]rune(id)); n == len(id) {
			return "应为18位，现为" + strconv.Itoa(n) + "位"
		}
		return "含有不应出现的字符"
	}
	if !onlyDigits(id[:17]) || !strings.ContainsRune("0123456789X", rune(id[17])) {
		return "含有不应出现的字符"
	}
	year, _ := strconv.Atoi(id[6:10])
	month, _ := strconv.Atoi(id[10:12])
	day, _ := strconv.Atoi(id[12:14])
	born := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC) // period.On begins in 1900
	switch {
	case year < 1800 || born.Day() != day || int(born.Month()) != month:
		return "的出生日期不存在"
	case born.After(c.To.Time()):
		return "的出生日期在今后"
	case idCheck(id) != id[17]:
		return "的校验码不符"
	}
	return ""
}

// idCheck is the check character of the first 17 digits.
func idCheck(id string) byte {
	sum := 0
	for i := range 17 {
		sum += int(id[i]-'0') * idWeights[i]
	}
	return "10X98765432"[sum%11]
}

// codeText is a long code without blanks, dashes and quotation marks, in upper
// case. Numbers of up to 15 digits are written out.
func codeText(r Raw) string {
	s := plain.Text(r.Text)
	if r.Stored == AsNumber {
		if n, err := literal(r.Text, 1); err == nil && n.Whole() {
			s = n.String()
		}
	}
	if onlyCode(s) {
		return s
	}
	return strings.ToUpper(strings.Map(func(c rune) rune {
		if strings.ContainsRune(" -'‘’\"“”·.、,;:", c) || strings.ContainsRune(dashes, c) {
			return -1
		}
		return c
	}, s))
}

// numberLostDigits reports whether a code of more than 15 digits was stored as
// a number, or is the text of such a number: 1.23E+17. A sheet keeps 15 digits.
func numberLostDigits(r Raw) bool {
	if r.Stored != AsNumber && r.Stored != AsText || r.Stored == AsText && onlyCode(r.Text) {
		return false
	}
	written := strings.Trim(strings.ToUpper(closed(r.Text)), "'‘’\"“”;:、,")
	mantissa, exponent, ok := strings.Cut(written, "E+")
	if ok && onlyDigits(strings.Replace(mantissa, ".", "", 1)) {
		power, err := strconv.Atoi(exponent)
		return err == nil && power >= 15
	}
	whole, _, _ := strings.Cut(r.Text, ".")
	return r.Stored == AsNumber && len(strings.TrimSpace(whole)) > 15
}

// endsInLostDigits reports whether code is 18 digits that end as a sheet leaves
// them. Made text again it is known by its check digit only.
func endsInLostDigits(code string) bool {
	return len(code) == 18 && strings.HasSuffix(code, "000") && onlyDigits(code)
}

// onlyDigits reports whether s is ASCII digits, at least one.
func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// onlyCode reports whether s is ASCII digits and capital letters, as most codes
// are typed.
func onlyCode(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'A' || s[i] > 'Z') {
			return false
		}
	}
	return true
}
