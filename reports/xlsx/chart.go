package xlsx

import (
	"math"
	"strconv"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/finding"
	"chunfeng/reports/briefing"
)

// palette is that of the printed charts, and goes on where they begin again.
var palette = [...]string{"1F4E79", "9DB8D2", "C57B2A", "6E6E6E", "4F865A", "D9B35B", "6D5A8C", "B5B5B5", "C2698F", "5B8C8C", "B5B35C", "7A7A9C"}

// colourOf is the colour of the i-th series; of two the second, which is the
// newer or narrower number, is the dark one.
func colourOf(c *briefing.Chart, i int) string {
	if len(c.Series) == 2 {
		i = 1 - i
	}
	return palette[i%len(palette)]
}

// chart writes a chart's data and the native chart beside it.
func (bk *book) chart(s *sheet, c *briefing.Chart) error {
	s.skip(1)
	if err := s.add(gapHeight-15, bk.text(sectionLook, wordPicture+c.Title)); err != nil {
		return err
	}
	heads := []any{bk.mid(head, unitOfAxis(c))}
	for _, series := range c.Series {
		heads = append(heads, bk.mid(head, series.Name))
	}
	if c.Target > 0 {
		heads = append(heads, bk.mid(head, wordTarget))
	}
	top := s.row + 1
	if err := s.add(dataHead, heads...); err != nil {
		return err
	}
	for i, category := range c.Categories {
		if err := s.add(dataHeight, bk.chartRow(c, i, category)...); err != nil {
			return err
		}
	}
	beside := at(chartColumn(c), top)
	covered := pictureHeight - dataHead - dataHeight*len(c.Categories)
	if below(c) {
		beside, covered = at(1, s.row+2), pictureHeight+15
	}
	if err := bk.draw(s, c, top, beside); err != nil {
		return err
	}
	// The rows that a chart covers hold nothing and are 15 points high.
	for ; covered > 0; covered -= 15 {
		s.skip(1)
	}
	return nil
}

// pictureColumns is how many columns of the usual width a chart covers.
const pictureColumns = 9

// below reports whether a chart stands below its data, for there are too many
// columns of them to leave room beside.
func below(c *briefing.Chart) bool { return len(c.Series) > 5 }

// chartColumn is where a chart stands: one column free after its data, or at
// the left below them.
func chartColumn(c *briefing.Chart) int {
	if below(c) {
		return 1
	}
	columns := len(c.Series) + 3
	if c.Target > 0 {
		columns++
	}
	return columns
}

func unitOfAxis(c *briefing.Chart) string {
	if c.Unit == "" {
		return ""
	}
	return wordUnitIs + c.Unit
}

func (bk *book) chartRow(c *briefing.Chart, i int, category string) []any {
	cells := []any{bk.text(plain, category)}
	for _, series := range c.Series {
		if i >= len(series.Values) || math.IsNaN(series.Values[i]) {
			cells = append(cells, excelize.Cell{StyleID: bk.style[plain][whole]})
			continue
		}
		f := whole
		if series.Values[i] != math.Trunc(series.Values[i]) || c.Unit == "%" {
			f = tenth
		}
		cells = append(cells, excelize.Cell{StyleID: bk.style[plain][f], Value: series.Values[i]})
	}
	if c.Target > 0 {
		cells = append(cells, excelize.Cell{StyleID: bk.style[plain][whole], Value: c.Target})
	}
	return cells
}

// draw puts the native chart of the data below row top at a cell.
func (bk *book) draw(s *sheet, c *briefing.Chart, top int, cell string) error {
	kinds := map[briefing.ChartKind]excelize.ChartType{briefing.Bars: excelize.Col, briefing.Lines: excelize.Line, briefing.Flow: excelize.ColStacked}
	chart := &excelize.Chart{
		Type: kinds[c.Kind], Dimension: excelize.ChartDimension{Width: 700, Height: 400},
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &excelize.Font{Size: 12, Bold: true, Color: ink, Family: fontHei}}}},
		Legend:       excelize.ChartLegend{Position: "bottom"},
		XAxis:        excelize.ChartAxis{Font: excelize.Font{Size: 9, Color: ink}},
		YAxis:        excelize.ChartAxis{MajorGridLines: true, Font: excelize.Font{Size: 9, Color: ink}},
		PlotArea:     excelize.ChartPlotArea{ShowVal: len(c.Series) <= 2},
		ShowBlanksAs: "gap",
	}
	if c.Unit == "%" {
		low, high := 0.0, 100.0
		if most := highest(c); most > high {
			high = math.Ceil(most/10) * 10
		}
		chart.YAxis.Minimum, chart.YAxis.Maximum = &low, &high
	}
	for i := range c.Series {
		chart.Series = append(chart.Series, bk.series(s, c, top, i, colourOf(c, i)))
	}
	var combo []*excelize.Chart
	if c.Target > 0 {
		target := bk.series(s, c, top, len(c.Series), red)
		target.Marker = excelize.ChartMarker{Symbol: "none"}
		target.Line = excelize.LineOptions{Width: 1.25, Dash: excelize.LineDashDash}
		combo = append(combo, &excelize.Chart{Type: excelize.Line, Series: []excelize.ChartSeries{target}, XAxis: chart.XAxis, YAxis: chart.YAxis})
	}
	return bk.f.AddChart(s.name, cell, chart, combo...)
}

func highest(c *briefing.Chart) float64 {
	high := 0.0
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				high = max(high, v)
			}
		}
	}
	return high
}

func (bk *book) series(s *sheet, c *briefing.Chart, top, i int, color string) excelize.ChartSeries {
	first, last := strconv.Itoa(top+1), strconv.Itoa(top+len(c.Categories))
	span := func(col int) string {
		l := finding.Column(col)
		return quoted(s.name) + "!$" + l + "$" + first + ":$" + l + "$" + last
	}
	out := excelize.ChartSeries{
		Name:       quoted(s.name) + "!$" + finding.Column(i+2) + "$" + strconv.Itoa(top),
		Categories: span(1), Values: span(i + 2), Fill: fill(color),
	}
	if c.Kind == briefing.Lines {
		out.Line = excelize.LineOptions{Width: 2}
	}
	return out
}
