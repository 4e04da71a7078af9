package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// A Database is an empty database made for one test.
type Database struct {
	// Open opens a store on it, as one more process of ours would. The test
	// closes it.
	Open func(*testing.T, *vault.Vault, *forms.Catalogue) (store.Keeper, error)
	// Exec changes it behind the store's back and says how many rows that were.
	Exec func(t *testing.T, statement string) int64
	// Query reads it by SQL, as a tool for reports does; NULL is "".
	Query func(t *testing.T, query string) [][]string
	// Disk is every byte that its tables take on disk, and those of its log
	// where the log outlives what was deleted.
	Disk func(t *testing.T, log bool) []byte
}

// Run tests the stores on the databases that fresh makes, one for each
// subtest.
func Run(t *testing.T, fresh func(*testing.T) Database) {
	for _, group := range [][]test{campaignTests, movedTests, filingTests, returnTests, issueTests, peopleTests, auditTests, togetherTests, careTests} {
		for _, tc := range group {
			t.Run(tc.name, func(t *testing.T) { tc.run(newBench(t, fresh(t))) })
		}
	}
}

type test struct {
	name string
	run  func(*bench)
}

// A bench is a database with one store open on it, and what tests need.
type bench struct {
	*testing.T
	ctx   context.Context
	db    Database
	ring  *vault.Ring
	forms *forms.Catalogue
	s     store.Keeper
	file  register.File // of the campaign, once kept
}

func newBench(t *testing.T, db Database) *bench {
	b := &bench{T: t, ctx: context.Background(), db: db, ring: vault.NewRing(), forms: newCatalogue(t)}
	b.s = b.open()
	return b
}

// builtin is the built-in forms, parsed once for all tests. Nobody changes them.
var builtin = sync.OnceValues(forms.Builtin)

func newCatalogue(t testing.TB) *forms.Catalogue {
	t.Helper()
	c, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// open opens one more store on the same database.
func (b *bench) open() store.Keeper {
	b.Helper()
	s, err := b.tryOpen()
	b.no(err)
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Errorf("close: %v", err)
		}
	})
	return s
}

func (b *bench) tryOpen() (store.Keeper, error) {
	b.Helper()
	v, err := vault.New(b.ring)
	b.no(err)
	return b.db.Open(b.T, v, b.forms)
}

// keep runs do in a transaction that must succeed.
func (b *bench) keep(do func(store.Tx) error) {
	b.Helper()
	if err := b.s.Tx(b.ctx, do); err != nil {
		b.Fatal(err)
	}
}

// no stops the test at an error.
func (b *bench) no(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// same compares with what was kept. Empty and nil lists are the same.
func (b *bench) same(what string, got, want any) {
	b.Helper()
	if reflect.DeepEqual(got, want) { // says so sooner
		return
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.AllowUnexported(finding.Finding{})); diff != "" {
		b.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// when is a moment of the campaign, n minutes after noon, as it comes back.
func when(n int) time.Time {
	return time.Date(2024, 2, 4, 12, n, 0, 7e6, period.Zone())
}

// id is the n-th id of a kind; they sort in this order.
func id(kind string, n int) string { return fmt.Sprintf("%s%06d", kind, n) }

const spring = "spring"

// campaignYAML is a campaign of two periods and two counties.
const campaignYAML = `id: spring
name: 春节行动
city: {code: "331000", name: 台州市, bureau: 台州市人力资源和社会保障局, province: 浙江省}
from: 2024-01-15
to: 2024-03-10
periods:
  - {no: 1, ends: 2024-01-21, cutoff: 2024-01-21T16:00}
  - {no: 2, ends: 2024-01-28, cutoff: 2024-01-28T16:00}
units:
  - {code: "331002", kind: county, name: 椒江区}
  - {code: "331082", kind: county, name: 临海市}
`

// campaign keeps the campaign.
func (b *bench) campaign() store.Campaign {
	b.Helper()
	c := store.Campaign{ID: spring, YAML: campaignYAML, Saved: when(0), By: "u1"}
	b.keep(func(t store.Tx) error { return t.PutCampaign(b.ctx, c) })
	c, err := b.s.Campaign(b.ctx, spring)
	b.no(err)
	b.file = c.File
	return c
}

// week is the n-th period of the campaign.
func (b *bench) week(n int) period.Period {
	b.Helper()
	p, err := b.file.Campaign.Numbered(n)
	b.no(err)
	return p
}

// filing is a filing of a unit.
func filing(n int, unit returns.UnitCode) store.Filing {
	return store.Filing{
		ID: id("f", n), Campaign: spring, Unit: unit, County: unit, Period: "2024-01-21", File: fmt.Sprintf("第%d份.xlsx", n),
		SHA256: fmt.Sprintf("%064d", n), Size: 3, Received: when(n), Answered: when(n).Add(time.Second), By: "u1", Status: "accepted",
	}
}

// fairs is a return of a unit on fairs with two records.
func (b *bench) fairs(n int, unit returns.UnitCode, week int) store.Return {
	b.Helper()
	f, ok := b.forms.Form("fairs")
	if !ok {
		b.Fatal("no form fairs")
	}
	ret := store.Return{
		ID: id("r", n), Campaign: spring, County: unit, Received: when(n), By: "u1", Timeliness: store.OnTime, Rows: 2,
	}
	ret.Unit, ret.Form, ret.Period, ret.State = unit, "fairs", b.week(week), returns.Accepted
	ret.Columns = []returns.Column{{Field: "from", Col: 2, Row: 5, Header: "日期", Match: "synonym"}, {Field: "posts", Col: 8, Row: 5, Header: "岗位数", Match: "exact"}}
	ret.Sheet, ret.Range = "驻点招工", "A6:M7"
	for row := 6; row <= 7; row++ {
		rec := returns.Record{Row: row, Values: make([]returns.Value, len(f.Fields))}
		b.set(f, &rec, "from", returns.Value{Kind: returns.Date, Date: date(2024, 1, 20), Typed: "1月20日", Row: row, Col: 2})
		b.set(f, &rec, "province", returns.Value{Kind: returns.Text, Text: "四川省", Typed: "四川", Row: row, Col: 3})
		b.set(f, &rec, "posts", returns.Value{Kind: returns.Count, Number: returns.Number{Micros: int64(row) * 1e9, Qualifier: returns.AtLeast}, Typed: fmt.Sprintf("%d000多", row), Row: row, Col: 8})
		ret.Records = append(ret.Records, rec)
	}
	return ret
}

func (b *bench) set(f *forms.Form, rec *returns.Record, field returns.FieldID, v returns.Value) {
	b.Helper()
	i, ok := f.Index(field)
	if !ok {
		b.Fatalf("form %s has no field %s", f.ID, field)
	}
	rec.Values[i] = v
}

func date(y, m, d int) period.Date {
	day, _ := period.On(y, m, d)
	return day
}

// idsOf is the ids of a list, for comparing.
func idsOf[T any](list []T, id func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		out = append(out, id(v))
	}
	return out
}

func reversed(s []string) []string {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}
