package xlsx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

// Columns of the summary: 指标, 单位, 全市, the units, 其中重复, 备注, 编号.
const (
	cityCol      = 3
	firstUnitCol = 4
	summaryHead  = 3
)

// summaryTab writes units by figures: first what is so far, then what was done
// in the period, then the changes. Every city figure has its line, and its
// cell its defined name.
func (bk *book) summaryTab(name string) error {
	widths := []float64{26, 10, 12}
	for _, u := range bk.b.Units {
		widths = append(widths, float64(max(10, min(width(u.Name)+2, 16))))
	}
	widths = append(widths, 11, 24, 30)
	bk.summaryWidths = widths
	s, err := bk.sheet(name, page{widths: widths, head: summaryHead, side: cityCol, across: (len(bk.b.Units) + 14) / 15, printed: len(widths) - 1})
	if err != nil {
		return err
	}
	m := bk.b.Merged
	if err := s.titled(bk.b.Campaign+wordSummary, asOf(m.AsOf)+"；"+bk.b.Issue+"；"+wordFormulas); err != nil {
		return err
	}
	heads := []any{bk.mid(head, wordFigure), bk.mid(head, wordMeasureUnit), bk.mid(head, wordCity)}
	for _, u := range bk.b.Units {
		heads = append(heads, bk.mid(head, u.Name))
	}
	heads = append(heads, bk.mid(head, wordRepeated), bk.mid(head, wordRemark), bk.mid(head, wordName))
	if err := s.add(32, heads...); err != nil {
		return err
	}
	for _, part := range bk.parts() {
		if len(part.ids) == 0 {
			continue
		}
		if err := s.add(22, bk.text(sectionLook, part.title)); err != nil {
			return err
		}
		for _, id := range part.ids {
			if err := bk.summaryRow(s, id); err != nil {
				return err
			}
		}
	}
	return s.close()
}

// A partOf is a part of the summary.
type partOf struct {
	title string
	ids   []figures.ID
}

// parts lists every figure of the city and of any unit, by variant, in the
// order of the catalogue and behind it by id.
func (bk *book) parts() []partOf {
	m := bk.b.Merged
	there := map[figures.ID]bool{}
	for _, byID := range m.Figures {
		for id := range byID {
			there[id] = true
		}
	}
	var order []figures.ID
	for _, d := range m.Catalogue {
		b, _ := base(d.ID)
		if !slices.Contains(order, b) {
			order = append(order, b)
		}
		there[d.ID] = true
	}
	var rest []figures.ID
	for id := range there {
		if b, _ := base(id); !slices.Contains(order, b) && !slices.Contains(rest, b) {
			rest = append(rest, b)
		}
	}
	slices.Sort(rest)
	order = append(order, rest...)
	return []partOf{
		{partTitle("", m), having(order, "", there)},
		{partTitle("week", m), having(order, "@week", there)},
		{partTitle("change", m), having(order, "@change", there)},
		{partTitle("new", m), having(order, "@new", there)},
	}
}

func having(order []figures.ID, variant figures.ID, there map[figures.ID]bool) []figures.ID {
	var out []figures.ID
	for _, id := range order {
		if there[id+variant] {
			out = append(out, id+variant)
		}
	}
	return out
}

// summaryRow writes one figure and names its city cell.
func (bk *book) summaryRow(s *sheet, id figures.ID) error {
	m := bk.b.Merged
	city := m.Figure(figures.City, id)
	b, _ := base(id)
	if city.Name == "" {
		city.Definition = bk.definition(b)
		city.ID = id
	}
	row := s.row + 1
	first, last := at(firstUnitCol, row), at(firstUnitCol+len(bk.b.Units)-1, row)
	cells := []any{bk.text(plain, city.Name), bk.mid(plain, unitWord(city)), excelize.Cell{}}
	for i, u := range bk.b.Units {
		f := m.Figure(u.Code, id)
		cells = append(cells, bk.figure(plain, f, bk.unitFormula(f, u.Code)))
		bk.at[place{u.Code, id}] = at(firstUnitCol+i, row)
	}
	formula, besides := bk.cityFormula(city)
	cells[cityCol-1] = bk.figure(strong, city, formula)
	bk.at[place{figures.City, id}] = at(cityCol, row)
	if n, ok := bk.repeated(city, id); ok && len(bk.b.Units) > 0 {
		cells = append(cells, bk.number(faint, difference, n, at(cityCol, row)+"-SUM("+first+":"+last+")"))
	} else {
		cells = append(cells, bk.right(faint, ""))
	}
	cells = append(cells, bk.text(plain, remark(city, besides)), bk.text(plain, Name(id)))
	if err := s.add(tallestOf(cells, bk.summaryWidths), cells...); err != nil {
		return err
	}
	return bk.f.SetDefinedName(&excelize.DefinedName{
		Name: Name(id), RefersTo: quoted(summarySheet) + "!$" + finding.Column(cityCol) + "$" + strconv.Itoa(row), Comment: city.Name,
	})
}

func unitWord(f figures.Figure) string {
	if _, variant := base(f.ID); f.Way == figures.Ratio && (variant == "change" || variant == "new") {
		return wordPoints
	}
	if f.Way == figures.Ratio {
		return "%"
	}
	return f.Unit
}

// cityFormula is what the city's cell holds, and how much of it comes from
// elsewhere than the ledgers.
func (bk *book) cityFormula(f figures.Figure) (formula string, besides returns.Number) {
	if f.Absent || f.Way == figures.Shares {
		return "", besides
	}
	_, variant := base(f.ID)
	if f.Way == figures.Ratio {
		if variant != "" {
			return "", besides
		}
		return bk.divided(f), besides
	}
	t := bk.totalOf(f.ID, figures.City)
	if t.formula == "" {
		return "", besides
	}
	besides.Micros = f.Value.Micros - t.value.Micros
	switch {
	case besides.IsZero():
		return t.formula, besides
	case besides.Micros > 0:
		return t.formula + "+" + besides.String(), besides
	}
	return t.formula + besides.String(), besides
}

// unitFormula is a unit's part of an additive figure, "" where the ledger does
// not give it.
func (bk *book) unitFormula(f figures.Figure, unit returns.UnitCode) string {
	switch {
	case f.Absent:
		return ""
	case f.Way == figures.Sum || f.Way == figures.Rows:
		if t := bk.totalOf(f.ID, unit); t.formula != "" && t.value.Micros == f.Value.Micros {
			return t.formula
		}
	case f.Way == figures.Ratio && !f.Denominator.IsZero():
		return "ROUND(" + f.Numerator.String() + "/" + f.Denominator.String() + ",6)"
	}
	return ""
}

// repeated is the city's value less the units' sum; false where units do not
// add up to the city.
func (bk *book) repeated(city figures.Figure, id figures.ID) (returns.Number, bool) {
	if city.Absent || city.Way == figures.Ratio || city.Way == figures.Shares {
		return returns.Number{}, false
	}
	n := returns.Number{Micros: city.Value.Micros}
	for _, u := range bk.b.Units {
		if f := bk.b.Merged.Figure(u.Code, id); !f.Absent {
			n.Micros -= f.Value.Micros
		}
	}
	return n, true
}

// remark says what stands beside a figure.
func remark(f figures.Figure, besides returns.Number) string {
	var out []string
	if f.Beside != "" {
		out = append(out, f.Beside)
	}
	if f.Way == figures.Shares && !f.Absent {
		out = append(out, phrase.Text(f))
	}
	if f.Way == figures.Ratio && f.Out > 0 {
		out = append(out, ratioOver(f))
	}
	if !besides.IsZero() {
		out = append(out, wordBesides+besides.String())
	}
	return strings.Join(out, "；")
}
