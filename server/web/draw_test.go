package web

import (
	"slices"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// merged is figures of one id for a few units.
func merged(day uint8, id figures.ID, way figures.Way, of map[returns.UnitCode]figures.Figure) *figures.Merged {
	m := &figures.Merged{AsOf: period.Date{Year: 2024, Month: 2, Day: day}, Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{}}
	for unit, f := range of {
		f.Definition = figures.Definition{ID: id, Name: "返岗率", Way: way}
		m.Figures[unit] = map[figures.ID]figures.Figure{id: f}
	}
	return m
}

func TestTrendOf(t *testing.T) {
	rate := func(num, den int) map[returns.UnitCode]figures.Figure {
		return map[returns.UnitCode]figures.Figure{figures.City: {Numerator: returns.Int(num), Denominator: returns.Int(den)}}
	}
	first, second := merged(18, rateOf, figures.Ratio, rate(1, 2)), merged(25, rateOf, figures.Ratio, rate(9, 10))
	if c := trendOf(rateOf, figures.City, []*figures.Merged{first}); c != nil {
		t.Error("one period is a trend")
	}
	if c := trendOf("no.such", figures.City, []*figures.Merged{first, second}); c != nil {
		t.Error("a figure nobody filed has a trend")
	}
	c := trendOf(rateOf, figures.City, []*figures.Merged{first, second})
	if c == nil || !slices.Equal(c.Series[0].Values, []float64{50, 90}) || !slices.Equal(c.Series[0].Labels, []string{"50.0%", "90.0%"}) || !slices.Equal(c.Categories, []string{"2月18日", "2月25日"}) {
		t.Errorf("a trend of 50%% and 90%% is %+v", c)
	}
	if p := pictureOf(c, "x", halfChart); len(p.Wide.Lines) == 0 || len(p.Narrow.Labels) == 0 {
		t.Error("a trend draws nothing")
	}
}

func TestFlowOf(t *testing.T) {
	shares := func(n ...int) []figures.Share {
		var out []figures.Share
		for i, p := range n {
			out = append(out, figures.Share{Province: "第" + itoa(i) + "省", People: p})
		}
		return out
	}
	units := []returns.Unit{{Code: "1", Name: "甲县"}, {Code: "2", Name: "乙县"}, {Code: "3", Name: "丙县"}}
	m := merged(25, originOf, figures.Shares, map[returns.UnitCode]figures.Figure{
		figures.City: {Shares: shares(30, 20, 10, 9, 8, 7, 6, 5, 4, 3)},
		"1":          {Shares: shares(30, 0, 10, 9, 8, 7, 6, 5, 4, 3)},
		"2":          {Shares: shares(0, 20)},
	})
	c := flowOf(m, originOf, units)
	if c == nil || len(c.Categories) != mostOrigins+1 || c.Categories[mostOrigins] != restOfOrigins {
		t.Fatalf("ten provinces flow from %+v", c)
	}
	if len(c.Series) != 2 || c.Series[0].Values[mostOrigins] != 7 || c.Series[1].Values[1] != 20 {
		t.Errorf("they flow as %+v", c.Series)
	}
	if flowOf(merged(25, originOf, figures.Shares, nil), originOf, units) != nil {
		t.Error("nobody flows somewhere")
	}
}
