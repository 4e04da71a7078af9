package server_test

import (
	"fmt"
	"sync"
	"testing"

	"chunfeng/server/store"
)

// Everybody at once at the deadline: all are taken, versions run without gaps,
// and one of every unit counts.
func TestManyAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name string
		kept database
	}{{"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		t.Run(tc.name, func(t *testing.T) {
			const each = 12
			h := open(t, tc.kept, settings{})
			reg, err := h.desk.Register(t.Context(), campaign)
			check(t, err)
			answers := make(chan *answer, each*len(reg.Units))
			var all sync.WaitGroup
			for _, u := range reg.Units[:6] {
				c := h.account(store.County, u.Code, u.Code)
				for n := range each {
					grid := fmt.Sprintf("%s走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数\n2024-01-18|%s甲厂|%d\n", u.Name, u.Name, n+1)
					data := book(t, "走访", grid)
					all.Go(func() {
						answers <- c.ask("POST", "/api/v1/filings", form{name: u.Name + "第1期.xlsx", data: data})
					})
				}
			}
			all.Wait()
			close(answers)
			versions := map[string]map[int]bool{}
			for a := range answers {
				got := read[aReceipt](a.want(201, ""))
				if versions[got.Unit.Code] == nil {
					versions[got.Unit.Code] = map[int]bool{}
				}
				versions[got.Unit.Code][got.Returns[0].Version] = true
			}
			for unit, v := range versions {
				for n := 1; n <= each; n++ {
					if !v[n] {
						t.Errorf("unit %s has no version %d", unit, n)
					}
				}
			}
			city := h.account(store.City, "", "")
			kept := read[aList[aReturn]](city.ask("GET", "/api/v1/returns?limit=500", nil).want(200, ""))
			states := map[string]int{}
			for _, r := range kept.Items {
				states[r.State]++
			}
			if states["accepted"] != len(versions) || states["superseded"] != len(versions)*(each-1) {
				t.Errorf("states %v of %d units", states, len(versions))
			}
		})
	}
}
