package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer"
	"chunfeng/importer/workbook/booktest"
)

// TestSuggestions shows every correction that is computed, in real files.
func TestSuggestions(t *testing.T) {
	im := sampleImporter(t)
	fair := func(rows string) string { return fairsHead + rows }
	firms := strings.Replace(strings.Replace(firmsHead, "%", "6", 1), "应返岗", "返岗率", 1)
	for name, tc := range map[string]struct {
		sheet, now, before string
		want               []string
	}{
		"a total is the sum of its rows": {
			sheet: "驻点招工", now: fair("首场 | 2024-01-23 | 四川省 | 南充市 | 广场 | 300 | 40 | 20 | 5\n次场 | 2024-01-24 | 四川省 | 南充市 | 广场 | 200 | 40 | 20 | 5\n合计 | | | | | 550 | 80 | 40 | 10"),
			want: []string{"R304 F6 → 500"},
		},
		"a rate is what the numbers give": {
			sheet: "企业返岗情况表", now: firms + "台州宏顺药业有限公司 | 300 | 100 | p:0.95 | 200",
			want: []string{"R303 D4 → 66.7%"},
		},
		"one confused character of a credit code": {
			sheet: "花名册", now: strings.Replace(rosterHead, "91331002MA090011X8", "91331002MAO90011X8", 1) + "张三 | '522322199001010016 | 贵州省 | 已返岗",
			want: []string{"C206 A3 → 91331002MA090011X8"},
		},
		"digits that Excel lost stand in last week's roster": {
			sheet:  "花名册",
			before: strings.Replace(rosterHead, "第2期", "第1期", 1) + "张三 | '522322199001010016 | 贵州省 | 已返岗",
			now:    rosterHead + "张 三 | 522322199001010000 | 贵州省 | 已返岗",
			want:   []string{"C208 B5 → 522322199001010016"},
		},
		"another name has another number": {
			sheet:  "花名册",
			before: strings.Replace(rosterHead, "第2期", "第1期", 1) + "李四 | '522322199001010016 | 贵州省 | 已返岗",
			now:    rosterHead + "张三 | 522322199001010000 | 贵州省 | 已返岗",
			want:   []string{"C208 B5"},
		},
		"the province of a city": {
			sheet: "驻点招工", now: fair("首场 | 2024-01-23 | 四州 | 南充市 | 广场 | 300 | 40 | 20 | 5"),
			want: []string{"C205 C4 → 四川省"},
		},
		"the year of the campaign": {
			sheet: "驻点招工", now: fair("首场 | 2023-01-23 | 四川省 | 南充市 | 广场 | 300 | 40 | 20 | 5"),
			want: []string{"C214 B4 → 2024-01-23"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			past := importer.NewMemory(im.Forms)
			read := func(text string) importer.Outcome {
				return im.Import("甲.xlsx", booktest.Bytes(t, booktest.Grid{Name: tc.sheet, Rows: booktest.Lines(text)}), importer.Asked{}, past)
			}
			if tc.before != "" {
				o := read(tc.before)
				past.Add(&o)
			}
			var got []string
			o := read(tc.now)
			for _, f := range o.Findings {
				line := string(f.Code) + " " + f.Place.Cell()
				if f.Suggestion != "" {
					line += " → " + f.Suggestion
				}
				if f.Code != "X403" { // last week's roster again
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
