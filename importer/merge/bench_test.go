package merge_test

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// large is a campaign of ten counties that file rows rows a week for eight
// weeks, and of rosters of 200 workers.
func large(b *testing.B, rows, rosters int) merge.Input {
	b.Helper()
	c := period.Campaign{City: period.CityOffice{Province: "浙江省"}, From: day("2024-01-01"), To: day("2024-04-30"), Basis: period.Basis{Place: "prefecture", HomeProvinceFairs: "apart"}}
	for i := range 8 {
		from := c.From.Add(7 * i)
		c.Periods = append(c.Periods, period.Period{No: i + 1, From: from, Ends: from.Add(6)})
	}
	var units, firms []returns.Unit
	for i := range 10 {
		units = append(units, returns.Unit{Code: returns.UnitCode(fmt.Sprintf("3310%02d", i+2)), Kind: period.County, Name: fmt.Sprintf("第%d区", i)})
	}
	for i := range rosters {
		firms = append(firms, returns.Unit{Code: returns.UnitCode(fmt.Sprintf("9133%014d", i)), Kind: period.Firm, Name: fmt.Sprintf("第%d有限公司", i), Within: units[i%10].Code})
	}
	f := &filer{reg: register.New(c, units, firms), cat: builtin(b)}
	places := []string{"province=贵州省 city=遵义市", "province=湖北省 city=宜昌市", "province=四川省 city=南充市", "province=浙江省 city=丽水市"}
	var rs []returns.Return
	for u, unit := range units {
		for n := 1; n <= 8; n++ {
			date := c.Periods[n-1].From
			var fairs, list, visits []string
			for i := range rows / 6 {
				fairs = append(fairs, fmt.Sprintf("from=%s %s name=会%d team=队%d posts=%d intentions=9 attendance=99 fairs=1 signed=2", date.Add(i%7), places[i%4], i, i%9, i))
			}
			for i := range rows / 3 {
				list = append(list, fmt.Sprintf("from=%s team=队%d firm=第%d有限公司", date.Add(i%7), i%9, (u*97+n*31+i)%5000))
			}
			for i := range rows / 2 {
				visits = append(visits, fmt.Sprintf("date=%s firm=第%d有限公司 uscc=%s people=3 stayed=1 skilled=1 money=500 brochures=9 raised=1 solved=1", date.Add(i%7), (u*97+n*31+i)%5000, fmt.Sprintf("9133%014d", (u*97+n*31+i)%5000)))
			}
			rs = append(rs, f.file(unit.Code, "fairs", n, fairs...), f.file(unit.Code, "fairfirms", n, list...), f.file(unit.Code, "visits", n, visits...))
		}
	}
	for i, firm := range firms {
		rs = append(rs, f.with(f.crew(firm.Code, i), "firm="+firm.Name+" uscc="+string(firm.Code)))
	}
	return merge.Input{Register: f.reg, Forms: f.cat, Returns: rs}
}

// crew is a packed roster of 200 workers, as the command line holds it.
func (f *filer) crew(firm returns.UnitCode, n int) returns.Return {
	kinds := []string{"returnedon=2024-02-20", "stayed=是", "returnedon=2024-02-21", "status=未返岗"}
	ret := f.file(firm, "roster", 8)
	form, _ := f.cat.Form("roster")
	card, _ := form.Index("idcard")
	var models []returns.Record
	for i, province := range []string{"浙江省", "贵州省", "四川省"} {
		for j := range kinds {
			models = append(models, f.row("roster", fmt.Sprintf("name=甲 idcard=0 province=%s %s", province, kinds[(i+j)%4])))
		}
	}
	for j := range 200 {
		rec := returns.Record{Row: 5 + j, Values: slices.Clone(models[j%len(models)].Values)}
		for k := range rec.Values {
			if !rec.Values[k].IsAbsent() {
				rec.Values[k].Row = rec.Row
			}
		}
		rec.Values[card].Text = fmt.Sprintf("%018d", n*200+j)
		rec.Values[card].Typed = rec.Values[card].Text
		ret.Records = append(ret.Records, rec)
	}
	ret.State = returns.Accepted
	ret.Pack()
	return ret
}

// BenchmarkMerge merges a tenth, the whole and ten times of ten counties ×
// eight weeks × 300 rows with 5,000 rosters of 200 workers. kept is what a
// merging holds beyond the returns.
func BenchmarkMerge(b *testing.B) {
	for _, size := range []struct{ rows, rosters int }{{30, 500}, {300, 5000}, {3000, 50000}} {
		b.Run(fmt.Sprintf("rows=%d/rosters=%d", size.rows, size.rosters), func(b *testing.B) {
			in := large(b, size.rows, size.rosters)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			b.ReportAllocs()
			from := used(b)
			for b.Loop() {
				m, err := merge.Merge(in)
				if err != nil {
					b.Fatal(err)
				}
				if m.Figure(figures.City, "return.base").Absent {
					b.Fatal("no base")
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
				runtime.KeepAlive(m)
			}
			b.ReportMetric(float64(before.HeapAlloc)/1e6, "MB-returns")
			b.ReportMetric((used(b)-from)/float64(b.N), "cpu-s/op")
		})
	}
}

// used is the processor time of this process so far, user and system, in
// seconds.
func used(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
