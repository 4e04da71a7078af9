package xlsx_test

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"strconv"
	"syscall"
	"testing"
	"time"

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

// BenchmarkWrite reports what writing costs beside the briefing it is given: CPU
// seconds of all threads, and how far the heap rises above what the briefing
// itself takes, looked at every few milliseconds with the collector at work as
// in the service.
func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1_000, 200_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			br := large(b, n)
			runtime.GC()
			b.ReportAllocs()
			watch := watchHeap()
			before := cpu(b)
			for b.Loop() {
				if err := xlsx.Write(io.Discard, br); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu(b)-before).Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(watch())/(1<<20), "MiB-peak")
		})
	}
}

// watchHeap looks at the heap until it is asked how far it rose.
func watchHeap() func() uint64 {
	heap := func() uint64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64() + s[1].Value.Uint64()
	}
	start, stop, most := heap(), make(chan struct{}), make(chan uint64)
	go func() {
		peak := start
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				peak = max(peak, heap())
			case <-stop:
				most <- peak - start
				return
			}
		}
	}()
	return func() uint64 { close(stop); return <-most }
}

// cpu is what this process has used of all cores.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
