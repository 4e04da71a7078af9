package server_test

import (
	"testing"

	"chunfeng/server/store"
)

// The machine's clock is set back while the service runs: it goes on, versions
// follow each other as they came, and the audit log stays whole.
func TestClockSetBack(t *testing.T) {
	for _, tc := range []struct {
		name string
		kept database
	}{{"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		t.Run(tc.name, func(t *testing.T) {
			h := open(t, tc.kept, settings{})
			c := h.account(store.County, jiaojiang, jiaojiang)
			city := h.account(store.City, "", "")
			h.set("2024-01-21T15:00")
			before := read[aReceipt](c.file("椒江区第1期.xlsx", visits("30")).want(201, ""))
			h.set("2024-01-19T09:00")
			after := read[aReceipt](c.file("椒江区第1期.xlsx", visits("31")).want(201, ""))
			if before.Returns[0].Version != 1 || after.Returns[0].Version != 2 || after.Status != "accepted" {
				t.Fatalf("before %+v, after %+v", before, after)
			}
			all := read[aList[aReturn]](city.ask("GET", "/api/v1/returns?newest=true", nil).want(200, ""))
			if len(all.Items) != 1 || all.Items[0].ID != after.Returns[0].ID || all.Items[0].State != "accepted" {
				t.Errorf("the newest is %+v, not %s", all.Items, after.Returns[0].ID)
			}
			if old := read[aReturn](city.ask("GET", "/api/v1/returns/"+before.Returns[0].ID, nil).want(200, "")); old.State != "superseded" {
				t.Errorf("the version before is %s", old.State)
			}
			chain, err := h.store.VerifyAudit(t.Context())
			check(t, err)
			if chain.Broken != 0 || chain.Entries < 2 {
				t.Errorf("audit log %+v", chain)
			}
		})
	}
}
