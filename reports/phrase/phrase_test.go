package phrase

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
)

func number(s string, q returns.Qualifier) returns.Number {
	n, err := returns.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	n.Qualifier = q
	return n
}

func counted(s string, q returns.Qualifier, unit string) figures.Figure {
	return figures.Figure{Definition: figures.Definition{ID: "a.b", Unit: unit, Way: figures.Sum}, Value: number(s, q)}
}

func ratio(num, den int) figures.Figure {
	f := figures.Figure{Definition: figures.Definition{ID: "return.rate", Way: figures.Ratio}, Numerator: returns.Int(num), Denominator: returns.Int(den)}
	v, ok := f.Numerator.Over(f.Denominator)
	f.Value, f.Absent = v, !ok
	return f
}

func TestTextAndProse(t *testing.T) {
	hundreds := func(f figures.Figure) figures.Figure { f.Prose = "hundreds"; return f }
	const exact, more, near, about = returns.Exact, returns.AtLeast, returns.AtMost, returns.About
	for name, tc := range map[string]struct {
		f           figures.Figure
		text, prose string
	}{
		"teams":                      {counted("14", exact, "个"), "14个", "14个"},
		"zero":                       {counted("0", exact, "份"), "0份", "0份"},
		"posts of the article":       {counted("11041", more, "个"), "11041个以上", "1.1万个"},
		"posts of the contract":      {counted("11451", more, "个"), "11451个以上", "1.1万个"},
		"3000 more":                  {counted("3000", more, "个"), "3000余个", "3000余个"},
		"not a hundred":              {counted("3046", more, "个"), "3046个以上", "3046个以上"},
		"zero at least":              {counted("0", more, "个"), "0个以上", "0个以上"},
		"near":                       {counted("300", near, "人"), "近300人", "近300人"},
		"about":                      {counted("300", about, "人"), "约300人", "约300人"},
		"intentions":                 {counted("3012", exact, "人次"), "3012人次", "3012人次"},
		"vehicles":                   {counted("3", exact, "辆(列、架)次"), "3辆(列、架)次", "3辆(列、架)次"},
		"hundreds":                   {hundreds(counted("3046", exact, "人")), "3046人", "3000余人"},
		"hundreds of an exact round": {hundreds(counted("3000", exact, "人")), "3000人", "3000人"},
		"hundreds below":             {hundreds(counted("99", exact, "人")), "99人", "99人"},
		"hundreds just above":        {hundreds(counted("6701", exact, "份")), "6701份", "6700余份"},
		"hundreds near":              {hundreds(counted("3000", near, "人")), "近3000人", "近3000人"},
		"hundreds about":             {hundreds(counted("3060", about, "人")), "约3060人", "约3100人"},
		"last below 万":               {counted("9999", exact, "个"), "9999个", "9999个"},
		"first 万":                    {counted("10000", exact, "个"), "10000个", "1万个"},
		"half up":                    {counted("10500", exact, "个"), "10500个", "1.1万个"},
		"half up below":              {counted("10499", exact, "个"), "10499个", "1万个"},
		"万 no decimal, more":         {counted("20000", more, "个"), "20000余个", "2万余个"},
		"万余 would be too much":       {counted("19960", more, "个"), "19960个以上", "2万个"},
		"万 and a little, more":       {counted("20030", more, "个"), "20030个以上", "2万余个"},
		"近万":                         {counted("20000", near, "个"), "近20000个", "近2万个"},
		"近 would be too little":      {counted("20030", near, "个"), "近20030个", "2万个"},
		"约万":                         {counted("20030", about, "个"), "约20030个", "约2万个"},
		"hundreds in 万":              {hundreds(counted("20400", exact, "人")), "20400人", "2万余人"},
		"hundreds in 万, decimal":     {hundreds(counted("18300", exact, "人")), "18300人", "1.8万人"},
		"ten 万 more":                 {counted("200000", more, "人"), "200000余人", "20万余人"},
		"Zibo":                       {counted("283775", exact, "人"), "283775人", "28.4万人"},
		"亿":                          {counted("345000000", exact, "元"), "345000000元", "3.45亿元"},
		"almost 亿":                   {counted("99999999", exact, "元"), "99999999元", "1亿元"},
		"money with cents":           {counted("1200.5", exact, "元"), "1200.5元", "1200.5元"},
		"absent":                     {figures.Figure{Absent: true}, "—", "—"},
		"rate":                       {ratio(191930, 212480), "90.3%", "90.3%"},
		"rate without denominator":   {ratio(1, 0), "—", "—"},
		"more points":                {figures.Figure{Definition: figures.Definition{ID: "return.rate@change", Way: figures.Ratio}, Value: number("1.5", exact)}, "+1.5个百分点", "提高1.5个百分点"},
		"fewer points":               {figures.Figure{Definition: figures.Definition{ID: "return.rate@change", Way: figures.Ratio}, Value: number("-2", exact)}, "-2.0个百分点", "下降2.0个百分点"},
		"new":                        {figures.Figure{Definition: figures.Definition{ID: "recruit.posts@new", Way: figures.Sum, Unit: "个"}, Value: number("-30", exact)}, "-30个", "减少30个"},
		"origins": {figures.Figure{Definition: figures.Definition{ID: "return.origin", Way: figures.Shares},
			Shares: []figures.Share{{Province: "贵州省", People: 120}, {Province: "四川省", People: 80}}}, "贵州省120人、四川省80人", "贵州省120人、四川省80人"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Text(tc.f); got != tc.text {
				t.Errorf("Text = %q, want %q", got, tc.text)
			}
			if got := Prose(tc.f); got != tc.prose {
				t.Errorf("Prose = %q, want %q", got, tc.prose)
			}
		})
	}
}

func TestInStyle(t *testing.T) {
	for name, tc := range map[string]struct {
		f     figures.Figure
		style Style
		want  string
	}{
		"多":            {counted("1326", returns.Exact, "人次"), Style{Rounding: Hundreds, Unit: "人", More: "多"}, "1300多人"},
		"另一个单位":        {counted("6", returns.Exact, "个"), Style{Unit: "省"}, "6省"},
		"qualified, 多": {counted("3000", returns.AtLeast, "个"), Style{Unit: "个", More: "多"}, "3000多个"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := InStyle(tc.f, tc.style); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestRate(t *testing.T) {
	for name, tc := range map[string]struct {
		num, den int
		want     string
	}{
		"Fuzhou":               {191930, 212480, "90.3%"},
		"Fuzhou recovery":      {200928, 212480, "94.6%"},
		"Tianjin":              {4166, 4630, "90.0%"},
		"Tianjin a day before": {4118, 4630, "88.9%"},
		"2025":                 {4557, 4707, "96.8%"},
		"Sichuan":              {10935, 47024, "23.3%"},
		"not quite all":        {2499, 2500, "99.9%"},
		"all":                  {46, 46, "100%"},
		"none":                 {0, 46, "0%"},
		"hardly any":           {1, 9999, "0.1%"},
		"half up":              {1, 16, "6.3%"},
		"a little over all":    {2501, 2500, "100.1%"},
		"more than before":     {2700, 2500, "108.0%"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Rate(ratio(tc.num, tc.den)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestPointsGoByPrintedRates(t *testing.T) {
	points, ok := Points(ratio(4166, 4630), ratio(4118, 4630))
	if !ok || points.String() != "1.1" {
		t.Errorf("got %s %v, want 1.1", points, ok)
	}
	if _, ok := Points(ratio(1, 2), ratio(1, 0)); ok {
		t.Error("a change against an absent rate")
	}
}

func TestVersus(t *testing.T) {
	n := func(s string) figures.Figure { return counted(s, returns.Exact, "个") }
	for name, tc := range map[string]struct {
		now, before figures.Figure
		want        string
	}{
		"more":          {n("410"), n("380"), "比上周增加30个，增长7.9%"},
		"fewer":         {n("380"), n("410"), "比上周减少30个，下降7.3%"},
		"same":          {n("380"), n("380"), "与上周持平"},
		"from zero":     {n("380"), n("0"), "上周为0，不可比"},
		"zero twice":    {n("0"), n("0"), "与上周持平"},
		"to zero":       {n("0"), n("380"), "比上周减少380个"},
		"approximate":   {counted("3000", returns.AtLeast, "个"), n("2000"), "比上周增加约1000个，增长约50.0%"},
		"many times":    {n("9999"), n("99"), "比上周增加9900个"},
		"doubled":       {n("200"), n("100"), "比上周增加100个，增长100%"},
		"small base":    {n("4"), n("19"), "比上周减少15个"},
		"absent":        {n("1"), figures.Figure{Absent: true}, ""},
		"rates":         {ratio(9033, 10000), ratio(8878, 10000), "比上周提高1.5个百分点"},
		"rates fell":    {ratio(888, 1000), ratio(903, 1000), "比上周下降1.5个百分点"},
		"rates, no way": {ratio(9031, 10000), ratio(9032, 10000), "与上周持平"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Versus(tc.now, tc.before, "上周"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestBands(t *testing.T) {
	items := []Ranked{{"甲", ratio(85, 100)}, {"乙", ratio(8996, 10000)}, {"丙", ratio(1, 0)}, {"丁", ratio(100, 100)}, {"戊", ratio(40, 100)}}
	var got []string
	for _, b := range Bands(items, []int{90, 80}) {
		s := b.Label
		for _, i := range b.Items {
			s += " " + i.Name + Rate(i.Figure)
		}
		got = append(got, s)
	}
	want := []string{"90%以上 丁100% 乙90.0%", "80%—90% 甲85.0%", "80%以下 戊40.0%"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNames(t *testing.T) {
	for _, tc := range []struct {
		names      []string
		all, three string
	}{
		{nil, "", ""},
		{[]string{"甲"}, "甲", "甲"},
		{[]string{"甲", "乙"}, "甲和乙", "甲、乙"},
		{[]string{"甲", "乙", "丙", "丁"}, "甲、乙、丙和丁", "甲、乙、丙等4家"},
	} {
		if got := Names(tc.names); got != tc.all {
			t.Errorf("Names(%v) = %q, want %q", tc.names, got, tc.all)
		}
		if got := Some(tc.names, 3, "家"); got != tc.three {
			t.Errorf("Some(%v) = %q, want %q", tc.names, got, tc.three)
		}
	}
}

// Whatever the number, a decimal is never followed by 余, 多 or 以上, an exact
// integer gets no word of more or less, and nothing is printed empty.
func TestWordsHoldForEveryNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := returns.Qualifier(rapid.IntRange(0, 3).Draw(t, "qualifier"))
		n := returns.Int(rapid.IntRange(0, 400_000_000).Draw(t, "n"))
		n.Qualifier = q
		f := figures.Figure{Definition: figures.Definition{Unit: "人", Way: figures.Sum}, Value: n}
		f.Prose = rapid.SampledFrom([]string{"", "exact", "hundreds"}).Draw(t, "rounding")
		for _, s := range []string{Text(f), Prose(f)} {
			if !strings.Contains(s, "人") || s == "人" {
				t.Fatalf("%q", s)
			}
			if strings.Contains(s, ".") && strings.ContainsAny(s, "余多近约上") {
				t.Errorf("%q: a decimal with a qualifier", s)
			}
		}
		if q == returns.Exact && strings.ContainsAny(Text(f), "余多近约上") {
			t.Errorf("%q: an exact number with a qualifier", Text(f))
		}
	})
}

func TestRatesHoldForEveryRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.IntRange(1, 1_000_000).Draw(t, "den")
		num := rapid.IntRange(0, den).Draw(t, "num")
		got := Rate(ratio(num, den))
		if (got == "100%") != (num == den) || (got == "0%") != (num == 0) {
			t.Errorf("%d of %d is %s", num, den, got)
		}
	})
}
