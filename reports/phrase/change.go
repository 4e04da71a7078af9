package phrase

import (
	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

// Versus says how now differs from before, which was called last (上周, 上期):
// 比上周提高1.5个百分点, 比上周增加30个，增长7.9%, 与上周持平, 上周为0，不可比.
// Of small numbers, and of those that more than double, it says no percentage.
// It is "" when one of them is absent.
func Versus(now, before figures.Figure, last string) string {
	if now.Absent || before.Absent {
		return ""
	}
	if isRate(now) {
		points, _ := Points(now, before)
		return byPoints(points, last)
	}
	diff := returns.Number{
		Micros:    now.Value.Micros - before.Value.Micros,
		Qualifier: now.Value.Qualifier.With(before.Value.Qualifier),
	}
	switch {
	case before.Value.IsZero() && now.Value.IsZero():
		return "与" + last + "持平"
	case before.Value.IsZero():
		return last + "为0，不可比"
	case diff.IsZero():
		return "与" + last + "持平"
	}
	share := Rate(figures.Figure{Numerator: abs(diff), Denominator: before.Value})
	amount := count(abs(diff), Style{Unit: now.Unit, More: "余"})
	if diff.Qualifier != returns.Exact {
		amount = "约" + count(returns.Number{Micros: abs(diff).Micros}, Style{Unit: now.Unit})
		share = "约" + share
	}
	telling := before.Value.Micros >= leastBase && diff.Micros <= before.Value.Micros && !now.Value.IsZero()
	switch {
	case diff.Micros > 0 && telling:
		return "比" + last + "增加" + amount + "，增长" + share
	case diff.Micros > 0:
		return "比" + last + "增加" + amount
	case telling:
		return "比" + last + "减少" + amount + "，下降" + share
	}
	return "比" + last + "减少" + amount
}

// leastBase is the number from which on a percentage of it says something: one
// fair after four is no fall by 75%.
const leastBase = 20 * one

// Change says a figure that is itself a change (@change, @new) against what
// was called last: 比上周提高1.5个百分点, 比上期增加30个, 与上期持平; "" when it
// is absent.
func Change(f figures.Figure, last string) string {
	switch {
	case f.Absent:
		return ""
	case isRate(f):
		return byPoints(f.Value.Round(1), last)
	case f.Value.IsZero():
		return "与" + last + "持平"
	}
	return "比" + last + change(f, Style{Unit: f.Unit})
}

// change is 增加30个 or 减少30个; of rates 提高 or 下降 in points.
func change(f figures.Figure, s Style) string {
	if s.More == "" {
		s.More = "余"
	}
	switch {
	case f.Value.IsZero() || isRate(f) && f.Value.Round(1).IsZero():
		return "持平"
	case isRate(f):
		return moved(f.Value.Round(1))
	case f.Value.Micros > 0:
		return "增加" + count(f.Value, s)
	}
	return "减少" + count(abs(f.Value), s)
}

func byPoints(points returns.Number, last string) string {
	if points.IsZero() {
		return "与" + last + "持平"
	}
	return "比" + last + moved(points)
}

func moved(points returns.Number) string {
	if points.Micros > 0 {
		return "提高" + oneDecimal(points) + "个百分点"
	}
	return "下降" + oneDecimal(abs(points)) + "个百分点"
}

func abs(n returns.Number) returns.Number {
	if n.Micros < 0 {
		n.Micros = -n.Micros
	}
	return n
}
