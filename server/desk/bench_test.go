package desk

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// BenchmarkRosters merges a campaign of firms with a roster of a thousand
// workers each from the store. "MB-most" is the most that the heap held of
// objects, looked at every few milliseconds; "MB-bodies" what the returns to
// merge hold. FIRMS is how many firms, with commas between, 50 and 500 unless it
// is set: 5000 are five million workers.
func BenchmarkRosters(b *testing.B) {
	sizes := []int{50, 500}
	if said := os.Getenv("FIRMS"); said != "" {
		sizes = nil
		for n := range strings.SplitSeq(said, ",") {
			firms, err := strconv.Atoi(n)
			if err != nil {
				b.Fatal(err)
			}
			sizes = append(sizes, firms)
		}
	}
	for _, firms := range sizes {
		b.Run(fmt.Sprintf("rows=%d", firms*1000), func(b *testing.B) {
			o := open(b)
			o.set("2024-02-18T10:00")
			o.crews(firms, 1000)
			before := used(b)
			most := watched(func() {
				for b.Loop() {
					o.forget()
					m, err := o.Figures(b.Context(), chief, FigureQuery{Campaign: sample, Period: "2024-02-18"})
					if err != nil {
						b.Fatal(err)
					}
					if m.Figure(figures.City, "return.base").Absent {
						b.Fatal("no base")
					}
				}
			})
			b.ReportMetric(most, "MB-most")
			b.ReportMetric((used(b)-before)/float64(b.N), "cpu-s/op")
			o.forget()
			var bodies []store.Return
			held := -heap()
			if err := o.store.Snapshot(b.Context(), func(r store.Reader) error {
				v, err := o.look(b.Context(), r, sample)
				if err != nil {
					return err
				}
				err = v.load(b.Context(), r)
				bodies = v.bodies
				return err
			}); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(held+heap(), "MB-bodies")
			runtime.KeepAlive(bodies)
		})
	}
}

// forget forgets what was merged and what was read for it.
func (o *office) forget() {
	o.live.kept, o.live.order, o.live.bytes, o.bodies = nil, nil, 0, map[string]bodies{}
}

// crews keeps a roster of each of some firms of 椒江区.
func (o *office) crews(firms, workers int) {
	o.t.Helper()
	ctx := o.t.Context()
	model := o.crew(workers)
	form, _ := o.forms.Form("roster")
	card, _ := form.Index("idcard")
	name, _ := form.Index("name")
	phone, _ := form.Index("phone")
	for n := range firms {
		u := returns.Unit{Code: returns.UnitCode(fmt.Sprintf("91331002MB%07dX", n)), Kind: period.Firm, Name: fmt.Sprintf("台州第%d号企业有限公司", n), Within: jiao.Unit}
		ret := store.Return{ID: fmt.Sprintf("r%06d", n), Campaign: sample, County: jiao.Unit, Received: o.now(), Timeliness: store.OnTime, Return: model}
		ret.Unit, ret.State, ret.Version = u.Code, returns.Accepted, 0
		ret.Filing = returns.Filing{ID: fmt.Sprintf("f%06d", n), File: "返岗登记表.xlsx", SHA256: fmt.Sprint(n)}
		ret.Meta = map[returns.FieldID]returns.Value{"firm": {Kind: returns.Text, Text: u.Name, Typed: u.Name}, "uscc": {Kind: returns.Text, Text: string(u.Code), Typed: string(u.Code)}}
		for i := range ret.Records {
			for field, text := range map[int]string{card: "%018d", name: "工人%d", phone: "1%010d"} {
				v := &ret.Records[i].Values[field]
				v.Text = fmt.Sprintf(text, n*workers+i)
				v.Typed = v.Text
			}
		}
		err := o.store.Tx(ctx, func(tx store.Tx) error {
			if err := tx.PutUnits(ctx, sample, []returns.Unit{u}); err != nil {
				return err
			}
			f := store.Filing{ID: ret.Filing.ID, Campaign: sample, Unit: u.Code, County: jiao.Unit, Period: "2024-02-18", File: ret.Filing.File, SHA256: ret.Filing.SHA256, Received: o.now(), Status: "accepted"}
			if err := tx.AddFiling(ctx, f, []byte(f.ID)); err != nil {
				return err
			}
			_, err := tx.AddReturn(ctx, ret)
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

// crew is a roster as the importer reads it.
func (o *office) crew(workers int) returns.Return {
	o.t.Helper()
	var grid strings.Builder
	grid.WriteString("员工返岗登记表（截至2月18日）\n企业名称|台州某某企业有限公司\n统一社会信用代码|91331002MA2ABCDE1X\n节前在岗职工|9\n")
	grid.WriteString("姓名|身份证号|性别|联系电话|户籍省份|户籍地市|工种/岗位|返岗状态|实际返岗日期|备注\n")
	for n := range workers {
		fmt.Fprintf(&grid, "工人%d|'%018d|男|'%d|%s|操作工|已返岗|2024-02-1%d|\n", n, n, 13800000000+n, []string{"贵州省|黔西南州", "浙江省|丽水市", "湖北省|恩施州"}[n%3], n%8)
	}
	out := o.read("返岗登记表0218.xlsx", grid.String())
	if len(out.Returns) != 1 || len(out.Returns[0].Records) != workers {
		o.t.Fatalf("read %d returns: %v", len(out.Returns), out.Findings)
	}
	r := out.Returns[0]
	r.Findings = nil
	return r
}

// watched runs something and tells the most that the heap held, in MB.
func watched(run func()) float64 {
	var most atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	run()
	close(done)
	<-stopped
	return float64(most.Load()) / 1e6
}

// heap is what is reachable, in MB.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// used is the processor time of this process so far, in seconds.
func used(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
