package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// BenchmarkManyFirms asks for pages and over the API in a campaign of 5,000
// firms that filed three periods, and tells the processor time of this
// process, the client's included. "moved" asks after each change.
func BenchmarkManyFirms(b *testing.B) {
	for _, db := range []struct {
		name string
		kept database
	}{{"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		b.Run(db.name, func(b *testing.B) {
			h := open(b, db.kept, settings{})
			h.set("2024-02-25T10:00")
			h.manyFirms(5000)
			who := map[string]*caller{
				"city": h.account(store.City, "", ""), "county": h.account(store.County, jiaojiang, jiaojiang), "firm": h.account(store.Firm, manyFirm(0), jiaojiang),
			}
			for _, c := range who {
				c.ask("POST", "/api/v1/login", map[string]string{"login": c.user.Login, "password": password}).want(200, "")
			}
			for _, q := range [][2]string{
				{"city", "/week"}, {"city", "/units"}, {"city", "/returns"}, {"city", "/filings"}, {"city", "/figures"}, {"county", "/"}, {"county", "/returns"}, {"firm", "/"},
				{"city", "/api/v1/periods/2024-02-25?campaign=" + campaign}, {"city", "/api/v1/figures?period=2024-02-25"}, {"city", "/api/v1/conflicts?period=2024-02-25"},
				{"city", "/api/v1/returns?limit=100"}, {"county", "/api/v1/firms?limit=100"}, {"firm", "/api/v1/periods"},
			} {
				b.Run(q[0]+q[1], func(b *testing.B) { who[q[0]].again(b, q[1], func() {}) })
			}
			n := 0
			h.since = time.Now()
			for _, q := range [][2]string{{"city", "/week"}, {"county", "/"}, {"firm", "/"}, {"city", "/api/v1/periods/2024-02-25?campaign=" + campaign}} {
				b.Run("moved "+q[0]+q[1], func(b *testing.B) {
					who[q[0]].again(b, q[1], func() {
						n++
						h.keepFirm(n, 9, 9)
					})
				})
			}
		})
	}
}

// again asks for a path again and again, after what changes something.
func (c *caller) again(b *testing.B, path string, change func()) {
	size := 0
	var spent time.Duration
	for b.Loop() {
		b.StopTimer()
		change()
		b.StartTimer()
		before := processor()
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, c.h.url+path, nil)
		check(b, err)
		req.Header.Set("Authorization", "Bearer "+c.token)
		resp, err := c.client.Do(req)
		check(b, err)
		n, err := io.Copy(io.Discard, resp.Body)
		check(b, errors.Join(err, resp.Body.Close()))
		spent += processor() - before
		if size = int(n); resp.StatusCode != http.StatusOK {
			b.Fatalf("%s answers %d", path, resp.StatusCode)
		}
	}
	b.ReportMetric(float64(spent.Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(size), "bytes")
}

func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func manyFirm(n int) returns.UnitCode { return returns.UnitCode(fmt.Sprintf("91331002MB%07dX", n)) }

func firmOf(n int) returns.Unit {
	return returns.Unit{Code: manyFirm(n), Kind: period.Firm, Name: fmt.Sprintf("台州第%d号企业有限公司", n), Within: jiaojiang, Order: 100 + n, Contact: "联系人", Phone: "13800000000"}
}

// manyFirms adds firms to 椒江区 and a roster of each for three periods.
func (h *house) manyFirms(n int) {
	ctx := h.t.Context()
	firms := make([]returns.Unit, n)
	for i := range firms {
		firms[i] = firmOf(i)
	}
	check(h.t, h.store.Tx(ctx, func(tx store.Tx) error { return tx.PutUnits(ctx, campaign, firms) }))
	for no, ends := range []string{"2024-02-18", "2024-02-25", "2024-03-03"} {
		p, err := period.Parse(ends)
		check(h.t, err)
		check(h.t, h.store.Tx(ctx, func(tx store.Tx) error {
			for i := range n {
				if err := h.addFirm(ctx, tx, i, no, no, p); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// keepFirm keeps one more return of a firm for the middle period.
func (h *house) keepFirm(n, series, minutes int) {
	ctx := h.t.Context()
	p, err := period.Parse("2024-02-25")
	check(h.t, err)
	check(h.t, h.store.Tx(ctx, func(tx store.Tx) error { return h.addFirm(ctx, tx, n%5000, series*1_000_000+n, minutes, p) }))
}

func (h *house) addFirm(ctx context.Context, tx store.Tx, n, series, minutes int, ends period.Date) error {
	id := fmt.Sprintf("%010d-%06d", series, n)
	f := store.Filing{ID: "f" + id, Campaign: campaign, Unit: manyFirm(n), County: jiaojiang, Period: ends.String(), File: "返岗登记表.xlsx", SHA256: id, Received: h.now(), Status: "accepted"}
	if err := tx.AddFiling(ctx, f, []byte(id)); err != nil {
		return err
	}
	ret := store.Return{ID: "r" + id, Campaign: campaign, County: jiaojiang, Received: f.Received.Add(time.Duration(minutes) * time.Minute), Timeliness: store.OnTime}
	ret.Unit, ret.Form, ret.State = f.Unit, "roster", returns.Accepted
	ret.Period.Ends = ends
	ret.Filing = returns.Filing{ID: f.ID, File: f.File, SHA256: f.SHA256}
	_, err := tx.AddReturn(ctx, ret)
	return err
}

// BenchmarkFiledAgain files the same two hundred returns again and again, each
// time with other numbers, while pages are looked at, and tells what the heap
// holds after the fifth time and after the last: what must not depend on how
// often returns are filed. FILED_AGAIN is how often, 50 unless it is set; with
// HEAP_PROFILE the heap after the last time is written there.
func BenchmarkFiledAgain(b *testing.B) {
	const warm = 5
	rounds := 50
	if n, err := strconv.Atoi(os.Getenv("FILED_AGAIN")); err == nil {
		rounds = max(n, warm+1)
	}
	for b.Loop() {
		h := open(b, onSQLite, settings{})
		h.set("2024-02-25T10:00")
		check(b, h.store.Tx(b.Context(), func(tx store.Tx) error {
			var firms []returns.Unit
			for n := range 200 {
				firms = append(firms, firmOf(n))
			}
			return tx.PutUnits(b.Context(), campaign, firms)
		}))
		reg, err := h.desk.Register(b.Context(), campaign)
		check(b, err)
		who := map[returns.UnitCode]*caller{}
		for _, u := range reg.Units {
			if u.Kind == period.County {
				who[u.Code] = h.account(store.County, u.Code, u.Code)
			}
		}
		chief := h.account(store.City, "", "")
		var early float64
		for round := range rounds {
			filed := 0
			for _, u := range reg.Units {
				if u.Kind != period.County {
					continue
				}
				for _, p := range reg.Campaign.Periods[:4] {
					who[u.Code].file(fmt.Sprintf("%s%d.xlsx", u.Name, p.No), fmt.Sprintf("%s走访慰问台账（截至%s）\n走访日期|企业名称|慰问人数\n%s|台州子机械有限公司|%d\n", u.Name, p.Ends.Chinese(), p.Ends, 30+round)).want(201, "")
					filed++
				}
			}
			for n := 0; filed < 200; n++ {
				f := firmOf(n)
				who[f.Within].file(f.Name+".xlsx", crewOf(f, reg.Campaign.Periods[3], round), "unit", string(f.Code), "period", reg.Campaign.Periods[3].Name()).want(201, "")
				filed++
			}
			for _, path := range []string{"/week", "/figures", "/returns", "/filings", "/figures/visits.people?unit=331002", "/api/v1/figures?by=unit&period=2024-02-18", "/api/v1/briefings/draft.xlsx?period=2024-02-18"} {
				chief.ask("GET", path, nil).want(200, "")
			}
			h.nobody().ask("POST", "/api/v1/login", map[string]string{"login": fmt.Sprint("nobody", round), "password": password})
			if round == warm-1 {
				early = heapMB()
			}
		}
		b.ReportMetric(early, "MB-early")
		b.ReportMetric(heapMB(), "MB-late")
		if name := os.Getenv("HEAP_PROFILE"); name != "" {
			f, err := os.Create(name)
			check(b, err)
			check(b, errors.Join(pprof.Lookup("heap").WriteTo(f, 0), f.Close()))
		}
	}
}

// crewOf is a roster of a few workers.
func crewOf(firm returns.Unit, p period.Period, round int) string {
	var grid strings.Builder
	fmt.Fprintf(&grid, "员工返岗登记表（截至%s）\n企业名称|%s\n统一社会信用代码|%s\n节前在岗职工|%d\n", p.Ends.Chinese(), firm.Name, firm.Code, 10+round)
	grid.WriteString("姓名|身份证号|性别|联系电话|户籍省份|户籍地市|工种/岗位|返岗状态|实际返岗日期|备注\n")
	for n := range 5 {
		fmt.Fprintf(&grid, "工人%d|'%s|男|'%s|贵州省|黔西南州|操作工|已返岗|2024-02-03|%d\n", n, idNumber(n), phoneNumber(n), round)
	}
	return grid.String()
}

// heapMB is what the heap holds, in MB.
func heapMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// BenchmarkBigRoster uploads a roster of 100,000 workers over HTTP and tells the
// processor time of this process from the request to the answer, which comes
// when everything is committed: reading, checking, sealing, keeping. Of the
// client's work only the sending is in it.
func BenchmarkBigRoster(b *testing.B) {
	for _, db := range []struct {
		name string
		kept database
	}{{"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		b.Run(db.name, func(b *testing.B) {
			h := open(b, db.kept, settings{})
			h.set("2024-02-18T10:00")
			h.since = time.Now()
			reg, err := h.desk.Register(b.Context(), campaign)
			check(b, err)
			firm := reg.Firms[slices.IndexFunc(reg.Firms, func(u returns.Unit) bool { return u.Within == jiaojiang })]
			c := h.account(store.Firm, firm.Code, jiaojiang)
			var spent time.Duration
			for b.Loop() {
				b.StopTimer()
				mediaType, body := form{name: firm.Name + "0218.xlsx", data: bigRoster(b, firm, 100_000)}.encode(b)
				req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, h.url+"/api/v1/filings", body)
				check(b, err)
				req.Header.Set("Content-Type", mediaType)
				req.Header.Set("Authorization", "Bearer "+c.token)
				runtime.GC()
				b.StartTimer()
				before := processor()
				resp, err := c.client.Do(req)
				check(b, err)
				answer, err := io.ReadAll(resp.Body)
				check(b, errors.Join(err, resp.Body.Close()))
				spent += processor() - before
				if resp.StatusCode != http.StatusCreated || !strings.Contains(string(answer), `"accepted"`) {
					b.Fatalf("answers %d %.600s", resp.StatusCode, answer)
				}
			}
			b.ReportMetric(spent.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// bigRoster is a roster of ten columns. Each call makes other bytes.
func bigRoster(b *testing.B, firm returns.Unit, rows int) []byte {
	b.Helper()
	var grid strings.Builder
	fmt.Fprintf(&grid, "员工返岗登记表（截至2月18日）\n企业名称|%s\n统一社会信用代码|%s\n节前在岗职工|%d\n", firm.Name, firm.Code, rows)
	grid.WriteString("姓名|身份证号|性别|联系电话|户籍省份|户籍地市|工种/岗位|返岗状态|实际返岗日期|备注\n")
	for n := range rows {
		fmt.Fprintf(&grid, "工人%d|'%s|男|'%s|贵州省|黔西南州|操作工|已返岗|2024-02-17|%d\n", n, idNumber(n), phoneNumber(n%10_000), time.Now().UnixNano())
	}
	return book(b, "报表", grid.String())
}
