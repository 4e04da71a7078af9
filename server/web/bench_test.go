package web

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// BenchmarkPages measures pages of a campaign with 5,000 firms.
func BenchmarkPages(b *testing.B) {
	o := open(b)
	ctx := context.Background()
	firms := make([]returns.Unit, 5000)
	for i := range firms {
		firms[i] = returns.Unit{Code: returns.UnitCode(fmt.Sprintf("91331002MB%07dX", i)), Kind: period.Firm, Name: fmt.Sprintf("台州第%d号企业有限公司", i), Within: jiaojian, Order: 100 + i, Contact: "联系人", Phone: "13800000000"}
	}
	o.must(o.store.Tx(ctx, func(tx store.Tx) error { return tx.PutUnits(ctx, sample, firms) }))
	o.fileAll("2024-02-25", "企业")
	for _, p := range [...][2]string{{"city", "/week"}, {"city", "/units"}, {"city", "/upload"}, {"city", "/returns"}, {"city", "/figures"}, {"county", "/"}, {"county", "/returns"}, {"firm", "/"}, {"city", "/help"}} {
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
