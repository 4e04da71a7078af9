package cell

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// maxCount is the largest plausible count: more than the people on earth.
const maxCount = 9_000_000_000

// Count reads a whole number of persons or things, 0 to 9×10⁹. The number is
// multiplied by scale, 10000 where the header or the sheet says 万, else 1;
// a unit in the cell itself (1.1万, 3000人) wins. Findings are C202, C204,
// C210, C211, C215 and C216; with a fault the value is absent.
func Count(r Raw, scale int64) (returns.Value, finding.List) {
	n, found := readNumber(r, scale, people)
	if n == nil || found.Faulty() {
		return returns.Value{}, found
	}
	why := ""
	switch {
	case n.Micros < 0:
		why = "不能是负数"
	case !n.Whole():
		why = "应为整数"
	case n.Micros/1_000_000 > maxCount:
		why = "数值过大"
	}
	return numberValue(r, returns.Count, *n, why, found)
}

// Money reads yuan, 0 to 9×10¹², to six decimals. The number is multiplied by
// scale: 10000 where the header or the sheet says 万元, 10⁸ for 亿元, else 1;
// a unit in the cell itself (1.5万元, 3千元, 200元) wins. Findings as for
// Count, but fractions are fine.
func Money(r Raw, scale int64) (returns.Value, finding.List) {
	n, found := readNumber(r, scale, yuan)
	if n == nil || found.Faulty() {
		return returns.Value{}, found
	}
	why := ""
	if n.Micros < 0 {
		why = "不能是负数"
	}
	return numberValue(r, returns.Money, *n, why, found)
}

// numberValue makes the value of n, or C204 when there is a reason against it.
func numberValue(r Raw, kind returns.Kind, n returns.Number, why string, found finding.List) (returns.Value, finding.List) {
	if why != "" {
		var kept finding.List
		for _, f := range found {
			if f.Code == "C215" { // it shows whole, and is not
				kept = append(kept, f)
			}
		}
		return returns.Value{}, append(kept, outOfRange(r, why))
	}
	v := value(r, kind)
	v.Number = n
	return v, found
}

func outOfRange(r Raw, why string) finding.Finding {
	return finding.OutOfRange(r.At, r.Field, r.Header, r.Typed(), why)
}

func notANumber(r Raw) finding.Finding {
	return finding.NotANumber(r.At, r.Field, r.Header, r.Typed())
}

// readNumber is the number in the cell, scaled, with what is to be said of
// it; nil where there is none.
func readNumber(r Raw, scale int64, in measure) (*returns.Number, finding.List) {
	switch {
	case Blank(r):
		return nil, nil
	case r.Stored == AsNumber:
		return storedNumber(r, scale, in)
	case r.Stored != AsText:
		return nil, finding.List{notANumber(r)}
	case isNone(r.Text):
		return &returns.Number{}, nil
	}
	s, ok := writtenNumber(r.Text)
	if !ok {
		return nil, finding.List{notANumber(r)}
	}
	q, why := readQuantity(s, in)
	switch {
	case why == ranged:
		return nil, finding.List{finding.Ranged(r.At, r.Field, r.Header, r.Typed())}
	case why == notNumber:
		return nil, finding.List{notANumber(r)}
	case scale != 1 && q.thousand && !q.magnitude && q.unit == "":
		// 3千 in a column of 万元: three thousand, or thirty million?
		return nil, finding.List{notANumber(r)}
	}
	if q.magnitude || q.unit != "" {
		scale = 1
	}
	n, err := q.scaled(scale)
	if err != nil {
		return nil, finding.List{outOfRange(r, "数值过大")}
	}
	return &n, finding.List{asText(r, n)}
}

// asText is what is to be said of a number that is stored as text: that it is
// approximate, else that it is text.
func asText(r Raw, n returns.Number) finding.Finding {
	if n.Qualifier != returns.Exact {
		return finding.Approximate(r.At, r.Field, r.Header, r.Typed(), n.String())
	}
	return finding.StoredAsText(r.At, r.Field, r.Header, r.Typed())
}

// scaled is q × scale.
func (q quantity) scaled(scale int64) (returns.Number, error) {
	if power, ok := powerOfTen(scale); ok {
		return q.number(power)
	}
	n, err := q.number(0)
	if err != nil {
		return n, err
	}
	return n.Scale(scale)
}

// storedNumber reads a number stored as a number, and compares it with what
// the sheet shows.
func storedNumber(r Raw, scale int64, in measure) (*returns.Number, finding.List) {
	if r.Percent {
		return nil, finding.List{notANumber(r)}
	}
	stored, err := literal(r.Text, 1)
	if err == nil && scale != 1 {
		var n returns.Number
		if n, err = literal(r.Text, scale); err == nil {
			return &n, shownDiffers(r, stored, in)
		}
	}
	switch {
	case errors.Is(err, returns.ErrRange):
		return nil, finding.List{outOfRange(r, "数值过大")}
	case err != nil:
		return nil, finding.List{notANumber(r)}
	}
	return &stored, shownDiffers(r, stored, in)
}

// shownDiffers is C215 where the sheet shows another number than stored.
func shownDiffers(r Raw, stored returns.Number, in measure) finding.List {
	if shown, ok := shownNumber(r, in); ok && shown.Cmp(stored) != 0 {
		return finding.List{finding.ShownDiffers(r.At, r.Field, r.Header, r.Shown, stored.String())}
	}
	return nil
}

// literal reads a number as a sheet stores it, times scale, rounded to six
// places only after scaling.
func literal(s string, scale int64) (returns.Number, error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "e")
	e := 0
	if exponent != "" {
		var err error
		if e, err = strconv.Atoi(exponent); err != nil || e < -999 || e > 999 {
			return returns.Number{}, fmt.Errorf("read stored number %q: exponent", s)
		}
	}
	power, ok := powerOfTen(scale)
	if !ok {
		power = 0
	}
	n, err := returns.ParseNumber(mantissa + "e" + strconv.Itoa(e+power))
	if err != nil || ok {
		return n, err
	}
	return n.Scale(scale)
}

// shownNumber is the number that the sheet shows, and false where it shows
// none: ####, or - for zero.
func shownNumber(r Raw, in measure) (returns.Number, bool) {
	if r.Shown == "" || r.Percent {
		return returns.Number{}, false
	}
	s, ok := writtenNumber(r.Shown)
	if !ok {
		return returns.Number{}, false
	}
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s = "-" + strings.TrimSuffix(inner, ")") // how accountants show less than zero
	}
	q, why := readQuantity(s, in)
	if why != accepted {
		return returns.Number{}, false
	}
	n, err := q.number(0)
	return n, err == nil
}

// isNone reports whether s says none in words. They are 0, not absent.
func isNone(s string) bool {
	switch closed(s) {
	case "无", "暂无", "没有", "零", "〇":
		return true
	}
	return false
}

// writtenNumber is s in NFKC, in lower case, with blanks closed up, ready for
// readQuantity; false where closing up would join what does not belong
// together: two lines, two numbers side by side, ①20. Long text is no number.
func writtenNumber(s string) (string, bool) {
	if len(s) > longestValue || decorated(s) {
		return "", false
	}
	s = strings.TrimFunc(s, func(c rune) bool { return plain.Blank(string(c)) })
	s = strings.TrimPrefix(strings.TrimPrefix(s, "'"), "‘")
	if splitDigits(s) {
		return "", false
	}
	s = strings.ToLower(plain.Text(s))
	var b strings.Builder
	runes := []rune(s)
	for i, c := range runes {
		between := i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1])
		switch {
		case c == ' ' && between:
			b.WriteByte(',') // 1 234
		case c == ' ':
		case c == '。' && between:
			b.WriteByte('.') // 1。5万, as a Chinese keyboard gives it
		default:
			b.WriteRune(c)
		}
	}
	if s = b.String(); strings.ContainsRune(s, ',') && spacedGroups(runes) && strings.ContainsRune(string(runes), ',') {
		return "", false // 1,234 567
	}
	return s, true
}

// splitDigits reports whether white space other than one narrow blank stands
// between two digits: a line break, a tab, an ideographic space, several.
func splitDigits(s string) bool {
	var before rune
	gap, wide := 0, false
	for _, c := range s {
		if unicode.IsSpace(c) {
			gap++
			wide = wide || c != ' ' && c != '\u00a0' && c != '\u2009' && c != '\u202f'
			continue
		}
		if gap > 0 && isDigit(before) && isDigit(c) && (gap > 1 || wide) {
			return true
		}
		before, gap, wide = c, 0, false
	}
	return false
}

// spacedGroups reports whether a blank stands between two digits.
func spacedGroups(runes []rune) bool {
	for i := 1; i+1 < len(runes); i++ {
		if runes[i] == ' ' && isDigit(runes[i-1]) && isDigit(runes[i+1]) {
			return true
		}
	}
	return false
}

// isDigit takes full-width digits for digits too.
func isDigit(c rune) bool { return c >= '0' && c <= '9' || c >= '０' && c <= '９' }
