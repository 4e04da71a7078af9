package cell

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// Rate reads a rate as 0–1: 95%, 百分之九十五, a number in percent format, 0.95;
// in a percent column (see PercentColumn) 95 and 95.0 too. Over 100% and below
// 0 is C204, and so is a number that a mixed column leaves open. Other
// findings are C202, C210, C211 and C216.
func Rate(r Raw, percentColumn bool) (returns.Value, finding.List) {
	n, explicit, found := portionIn(r)
	if n == nil {
		return returns.Value{}, found
	}
	one := returns.Int(1)
	if !explicit && percentColumn {
		if n.Micros > 0 && n.Cmp(one) <= 0 && !strings.Contains(r.Header, "%") && !strings.Contains(r.Header, "％") {
			f := outOfRange(r, "而本列按百分数填写，看不出是 "+n.String()+"% 还是 "+percent(*n))
			return returns.Value{}, finding.List{f.Suggest(percent(*n))}
		}
		n.Micros = hundredth(n.Micros)
	}
	switch {
	case n.Micros < 0:
		return returns.Value{}, finding.List{outOfRange(r, "不能是负数")}
	case n.Cmp(one) > 0:
		f := outOfRange(r, "超过了100%")
		if hundred := returns.Int(100); !explicit && !percentColumn && n.Cmp(hundred) <= 0 {
			f = f.Suggest(n.String() + "%")
		}
		return returns.Value{}, finding.List{f}
	}
	v := value(r, returns.Rate)
	v.Number = *n
	return v, found
}

// PercentColumn reports whether the plain numbers of a rate column are
// percentages (95) rather than fractions of one (0.95), as most of them are.
// Cells that say % themselves, and zeros, do not vote.
func PercentColumn(raws []Raw) bool {
	percents, fractions := votes(raws)
	return percents > 0 && percents >= fractions
}

// FractionColumn reports whether all plain numbers of a rate column are
// fractions of one, so that they are even under a header that says %: rates of
// less than one in a hundred throughout do not occur.
func FractionColumn(raws []Raw) bool {
	percents, fractions := votes(raws)
	return percents == 0 && fractions > 0
}

// votes counts the plain numbers that can only be percentages and those that
// are fractions. 1.05 is 105% of who takes 1 for all, or 1.05%: it has no vote.
func votes(raws []Raw) (percents, fractions int) {
	one, two := returns.Int(1), returns.Int(2)
	for _, r := range raws {
		n, explicit, _ := portionIn(r)
		switch {
		case n == nil, explicit, n.Micros <= 0:
		case n.Cmp(two) > 0:
			percents++
		case n.Cmp(one) < 0:
			fractions++
		}
	}
	return percents, fractions
}

// portionIn is the number in a rate cell; explicit says that the cell itself
// tells percent or not, so that it is 0–1 already.
func portionIn(r Raw) (n *returns.Number, explicit bool, found finding.List) {
	switch {
	case Blank(r):
		return nil, false, nil
	case r.Stored == AsNumber:
		n, err := literal(r.Text, 1)
		if err != nil {
			return nil, false, finding.List{notANumber(r)}
		}
		if !r.Percent && strings.HasSuffix(closed(r.Shown), "%") { // the format writes the sign behind 95
			n.Micros = hundredth(n.Micros)
			return &n, true, nil
		}
		return &n, r.Percent, nil
	case r.Stored != AsText:
		return nil, false, finding.List{notANumber(r)}
	case isNone(r.Text):
		return &returns.Number{}, true, nil
	}
	s, ok := writtenNumber(r.Text)
	if !ok {
		return nil, false, finding.List{notANumber(r)}
	}
	bare := strings.Replace(s, "百分之", "", 1)
	q, why := readQuantity(bare, portion)
	switch {
	case why == ranged:
		return nil, false, finding.List{finding.Ranged(r.At, r.Field, r.Header, r.Typed())}
	case why != accepted, bare != s && q.unit != "":
		return nil, false, finding.List{notANumber(r)}
	}
	power := 0
	switch {
	case bare != s, q.unit == "%":
		power = -2
	case q.unit == "‰":
		power = -3
	}
	number, err := q.number(power)
	if err != nil {
		return nil, false, finding.List{outOfRange(r, "数值过大")}
	}
	return &number, power != 0, finding.List{asText(r, number)}
}

// percent is n as it would be typed: 0.95 is 95%.
func percent(n returns.Number) string {
	n.Qualifier = returns.Exact
	n, err := n.Scale(100)
	if err != nil {
		return ""
	}
	return n.String() + "%"
}

// hundredth is micros ÷ 100, rounded half away from zero.
func hundredth(micros int64) int64 {
	if micros < 0 {
		return -hundredth(-micros)
	}
	return (micros + 50) / 100
}
