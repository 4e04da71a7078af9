package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/booktest"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// crowd adds 5,000 firms to an office and hands in a table of 500 for each
// county.
func (o *office) crowd() {
	o.t.Helper()
	ctx := context.Background()
	reg, err := o.desk.Register(ctx, sample)
	o.must(err)
	var firms []returns.Unit
	for i, u := range reg.Units[:10] {
		rows := []string{u.Name + "企业返岗情况表（截至2月25日）", "序号|企业名称|统一社会信用代码|节前在岗职工|已返岗|节后新招"}
		for j := range 500 {
			f := returns.Unit{
				Code: returns.UnitCode(codeOf(i*1000 + j)), Kind: period.Firm, Name: fmt.Sprintf("%s第%d号企业有限公司", u.Name, j),
				Within: u.Code, Order: 100 + len(firms), Contact: "联系人", Phone: "13800000000",
			}
			firms = append(firms, f)
			rows = append(rows, fmt.Sprintf("%d|%s|%s|%d|%d|3", j+1, f.Name, f.Code, 100+j, 90+j))
		}
		data := booktest.Bytes(o.t, booktest.Grid{Name: "返岗", Rows: booktest.Lines(strings.Join(rows, "\n"))})
		defer func() {
			rec, err := o.desk.Receive(ctx, desk.Actor{Role: store.City}, desk.Upload{Campaign: sample, File: u.Name + "返岗.xlsx", Data: data, Began: o.now(), Unit: u.Code, Period: "2024-02-25"})
			o.must(err)
			if got := rec.Returns[0]; got.Rows != 500 || !got.State.Counts() {
				o.t.Fatalf("%s: %d rows, %s", u.Name, got.Rows, got.State)
			}
		}()
	}
	o.must(o.store.Tx(ctx, func(tx store.Tx) error { return tx.PutUnits(ctx, sample, firms) }))
}

// codeOf is a credit code with its check digit (GB 32100).
func codeOf(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	code := fmt.Sprintf("91331002MB%07d", n)
	sum, weight := 0, 1
	for _, r := range code {
		sum += strings.IndexRune(alphabet, r) * weight
		weight = weight * 3 % 31
	}
	return code + string(alphabet[(31-sum%31)%31])
}

// BenchmarkPages measures pages of a campaign with 5,000 firms, in time and in
// bytes. None should take 100 ms once figures are merged.
func BenchmarkPages(b *testing.B) {
	o := open(b)
	for _, when := range []string{"2024-01-21", "2024-01-28", "2024-02-04", "2024-02-18"} {
		o.fileAll(when)
	}
	o.fileAll("2024-02-25", "企业")
	o.crowd()
	for _, p := range [...][2]string{
		{"city", "/week"}, {"city", "/week/matrix"}, {"city", "/week/missing"}, {"city", "/week/preview"}, {"city", "/week/text"}, {"city", "/week/issue"}, {"city", "/units"},
		{"city", "/units?page=40"}, {"city", "/units?q=第77号"}, {"city", "/units/331002"}, {"city", "/upload"}, {"city", "/returns"}, {"city", "/filings"}, {"city", "/figures"},
		{"city", "/figures/return.rate"}, {"city", "/figures/recruit.posts"}, {"city", "/conflicts"}, {"city", "/accounts"}, {"city", "/audit"}, {"city", "/briefings"}, {"city", "/help"},
		{"county", "/"}, {"county", "/returns"}, {"county", "/units"}, {"county", "/figures"}, {"county", "/conflicts"}, {"county", "/week/missing"}, {"firm", "/"}, {"firm", "/returns"},
	} {
		b.Run(p[0]+p[1], func(b *testing.B) {
			client := o.as(p[0])
			size := 0
			for b.Loop() {
				status, page := client.get(p[1])
				if status != http.StatusOK {
					b.Fatalf("%d", status)
				}
				size = len(page)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
