package xlsx_test

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/xlsx"
)

// large is a campaign of n visits.
func large(t testing.TB, n int) *briefing.Briefing {
	t.Helper()
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	reg := reportstest.Register(0)
	rows := make([]reportstest.Row, n)
	for i := range rows {
		firm := fmt.Sprintf("台州第%d机械制造股份有限公司", i/2)
		rows[i] = reportstest.Row{
			Form: "visits", Unit: reg.Units[i%11].Code,
			Set: map[returns.FieldID]string{"date": reportstest.Day(1, 15).Add(i % 20).String(), "firm": firm, "uscc": "91331003MA2DXYZ12K", "leader": "某局长",
				"people": strconv.Itoa(i % 40), "stayed": strconv.Itoa(i % 9), "money": "1200", "gift": "大米、牛奶", "brochures": "20", "raised": "1", "solved": strconv.Itoa(i % 2), "issue": "招工难", "outcome": "已协调"},
			Key: map[figures.ID]string{"visits.firms": firm},
		}
	}
	m := reportstest.Merge(catalogue, reg, reportstest.Periods()[2], rows)
	b, err := reports.Compose(m, reg, catalogue, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1_000, 200_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			br := large(b, n)
			runtime.GC()
			b.ReportAllocs()
			for b.Loop() {
				if err := xlsx.Write(io.Discard, br); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
