package phrase

import (
	"strconv"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// None is what a table prints where nobody filed a figure. It is never 0.
const None = "—"

const (
	one         = 1_000_000 // Micros of 1
	hundred     = 100 * one
	tenThousand = 10_000 * one
)

// Text is f as tables and JSON print it, with its unit: 14个, 11451个以上,
// 3000余个, 90.3%, — where it is absent. Changes carry their sign: +30个.
func Text(f figures.Figure) string {
	if isRate(f) && isChange(f) {
		return text(f, "个百分点")
	}
	return text(f, f.Unit)
}

// Cell is Text without the unit, for a column whose head names it.
func Cell(f figures.Figure) string { return text(f, "") }

func text(f figures.Figure, unit string) string {
	switch {
	case f.Absent:
		return None
	case f.Way == figures.Shares:
		return shares(f, len(f.Shares))
	case isRate(f) && isChange(f):
		return signed(f.Value.Round(1), oneDecimal(f.Value)) + unit
	case isRate(f):
		return Rate(f)
	case isChange(f):
		return signed(f.Value, qualified(f.Value, unit))
	}
	return qualified(f.Value, unit)
}

// qualified is n with its unit and the word of its qualifier: N余 where N ends
// in 00, else N以上; 近N; 约N.
func qualified(n returns.Number, unit string) string {
	s := n.String()
	switch n.Qualifier {
	case returns.AtLeast:
		if n.Micros%hundred == 0 && n.Micros != 0 {
			return s + "余" + unit
		}
		return s + unit + "以上"
	case returns.AtMost:
		return "近" + s + unit
	case returns.About:
		return "约" + s + unit
	}
	return s + unit
}

func signed(n returns.Number, s string) string {
	if n.Micros > 0 {
		return "+" + s
	}
	return s
}

// oneDecimal prints exactly one decimal: 1.5, 1.0, -0.3.
func oneDecimal(n returns.Number) string {
	s := n.Round(1).String()
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// shares lists the first most parts: 贵州省120人、四川省80人; with more left it
// ends with 等N个省份.
func shares(f figures.Figure, most int) string {
	var parts []string
	for _, s := range f.Shares {
		parts = append(parts, s.Province+strconv.Itoa(s.People)+"人")
	}
	if len(parts) == 0 {
		return None
	}
	return Some(parts, most, "个省份")
}

func isRate(f figures.Figure) bool { return f.Way == figures.Ratio }

// isChange reports whether f compares two states: its value may be negative.
func isChange(f figures.Figure) bool {
	_, variant, _ := strings.Cut(string(f.ID), "@")
	return variant == "change" || variant == "new"
}
