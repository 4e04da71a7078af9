package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
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

// manyFirms adds firms to 椒江区 and a roster of each for three periods.
func (h *house) manyFirms(n int) {
	ctx := h.t.Context()
	firms := make([]returns.Unit, n)
	for i := range firms {
		firms[i] = returns.Unit{Code: manyFirm(i), Kind: period.Firm, Name: fmt.Sprintf("台州第%d号企业有限公司", i), Within: jiaojiang, Order: 100 + i, Contact: "联系人", Phone: "13800000000"}
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
