package storetest

import (
	"fmt"
	"strconv"
	"strings"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// entry is the n-th line of an audit log.
func entry(n int) store.Entry {
	return store.Entry{
		At: when(n % 60), Who: id("u", n%3), Role: store.County, Address: "192.0.2.1", What: []string{"filing.receive", "return.explain", "filing.read"}[n%3],
		Of: fmt.Sprintf("filing/%d", n), Unit: []returns.UnitCode{"331082", "91331082MA2ABCDE1X"}[n%2], County: "331082", Detail: `{"returns":2}`,
	}
}

// log writes n entries, so many in one transaction: within one, PostgreSQL
// searches the head's replaced states at every entry.
func (b *bench) log(n int) []store.Entry {
	b.Helper()
	const together = 100
	out := make([]store.Entry, n)
	for first := 0; first < n; first += together {
		b.keep(func(t store.Tx) (err error) {
			for i := first; i < min(first+together, n); i++ {
				if out[i], err = t.Append(b.ctx, entry(i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return out
}

// tampering is what somebody who can write to the database might do to a log
// of so many entries, and the first entry at which it must show.
var tampering = map[string]struct {
	statements []string // where {half} and such are numbers of entries, see places
	broken     int64
}{
	"nothing":              {nil, 0},
	"a word changed":       {[]string{`UPDATE audit SET who = 'u9' WHERE no = {half}`}, logged / 2},
	"a moment changed":     {[]string{`UPDATE audit SET at = at + 1 WHERE no = 1`}, 1},
	"moved between fields": {[]string{`UPDATE audit SET what = what || 'x', object = substr(object, 2) WHERE no = 77`}, 77},
	"a hash changed":       {[]string{`UPDATE audit SET hash = '00' WHERE no = 42`}, 42},
	"one deleted":          {[]string{`DELETE FROM audit WHERE no = {half}`}, logged / 2},
	"the first deleted":    {[]string{`DELETE FROM audit WHERE no = 1`}, 1},
	"deleted and closed":   {[]string{`DELETE FROM audit WHERE no = {before}`, `UPDATE audit SET no = {before} WHERE no = {last}`}, logged - 1},
	"two swapped":          {[]string{`UPDATE audit SET no = 20000 WHERE no = 10`, `UPDATE audit SET no = 10 WHERE no = 11`, `UPDATE audit SET no = 11 WHERE no = 20000`}, 10},
	"the last cut":         {[]string{`DELETE FROM audit WHERE no = {last}`}, logged},
	"half cut":             {[]string{`DELETE FROM audit WHERE no > {half}`}, logged/2 + 1},
	"all cut":              {[]string{`DELETE FROM audit`}, 1},
	"one added":            {[]string{`INSERT INTO audit SELECT {after}, at, who, role, address, what, object, unit, county, detail, hash FROM audit WHERE no = {last}`}, logged + 1},
	"the head taken away":  {[]string{`DELETE FROM audit_head`}, logged + 1},
}

// places puts numbers of entries into a statement.
var places = strings.NewReplacer("{half}", strconv.Itoa(logged/2), "{before}", strconv.Itoa(logged-1), "{last}", strconv.Itoa(logged), "{after}", strconv.Itoa(logged+1))

// mended puts the log back as it was copied, touching only what differs.
var mended = []string{
	`DELETE FROM audit WHERE NOT EXISTS (SELECT 1 FROM audit_copy c WHERE c.no = audit.no AND c.at = audit.at AND c.who = audit.who AND c.role = audit.role AND c.address = audit.address
		AND c.what = audit.what AND c.object = audit.object AND c.unit = audit.unit AND c.county = audit.county AND c.detail = audit.detail AND c.hash = audit.hash)`,
	`INSERT INTO audit SELECT * FROM audit_copy c WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.no = c.no)`,
	`DELETE FROM audit_head`,
	`INSERT INTO audit_head SELECT * FROM audit_head_copy`,
}

var auditTests = []test{
	{"entries are chained and listed", func(b *bench) {
		all := b.log(6)
		for i, e := range all {
			if e.No != int64(i+1) || len(e.Hash) != 64 {
				b.Errorf("entry %d has number %d and hash %q", i+1, e.No, e.Hash)
			}
		}
		for name, tc := range map[string]struct {
			f    store.AuditFilter
			want []int
		}{
			"all":        {store.AuditFilter{}, []int{5, 4, 3, 2, 1, 0}},
			"first page": {store.AuditFilter{Limit: 2}, []int{5, 4}},
			"next page":  {store.AuditFilter{Limit: 2, Before: 5}, []int{3, 2}},
			"who":        {store.AuditFilter{Who: id("u", 1)}, []int{4, 1}},
			"what":       {store.AuditFilter{What: "filing.read"}, []int{5, 2}},
			"a kind":     {store.AuditFilter{What: "filing."}, []int{5, 3, 2, 0}},
			"of what":    {store.AuditFilter{Of: "filing/3"}, []int{3}},
			"a unit":     {store.AuditFilter{Units: []returns.UnitCode{"331082"}}, []int{4, 2, 0}},
			"a county":   {store.AuditFilter{County: "331082", Limit: 1}, []int{5}},
			"a time":     {store.AuditFilter{Since: when(2), Until: when(4)}, []int{3, 2}},
		} {
			got, err := b.s.Entries(b.ctx, tc.f)
			b.no(err)
			var want []store.Entry
			for _, n := range tc.want {
				want = append(want, all[n])
			}
			b.same(name, got, want)
		}
	}},
	{"log of nothing holds", func(b *bench) {
		c, err := b.s.VerifyAudit(b.ctx)
		b.no(err)
		b.same("chain", c, store.Chain{})
	}},
	{"whatever is done to the log shows", func(b *bench) {
		all := b.log(logged)
		b.db.Exec(b.T, `CREATE TABLE audit_copy AS SELECT * FROM audit`)
		b.db.Exec(b.T, `CREATE TABLE audit_head_copy AS SELECT * FROM audit_head`)
		b.db.Exec(b.T, `CREATE UNIQUE INDEX audit_copy_no ON audit_copy (no)`)
		for name, tc := range tampering {
			for _, s := range mended {
				b.db.Exec(b.T, s)
			}
			for _, s := range tc.statements {
				if n := b.db.Exec(b.T, places.Replace(s)); n == 0 {
					b.Fatalf("%s: %s changed nothing", name, s)
				}
			}
			c, err := b.s.VerifyAudit(b.ctx)
			b.no(err)
			if c.Broken != tc.broken || (c.Why == "") != (tc.broken == 0) {
				b.Errorf("%s: broken at %d (%s), want %d", name, c.Broken, c.Why, tc.broken)
			}
			if tc.broken == 0 {
				b.same(name, c, store.Chain{Entries: logged, Head: all[logged-1].Hash})
			}
		}
	}},
	{"log whose head was taken away is not begun anew", func(b *bench) {
		b.log(3)
		b.db.Exec(b.T, `DELETE FROM audit_head`)
		err := b.s.Tx(b.ctx, func(t store.Tx) error {
			_, err := t.Append(b.ctx, entry(4))
			return err
		})
		if err == nil {
			b.Error("an entry was added")
		}
	}},
}
