package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// benchStore opens a store with the campaign kept.
func benchStore(b *testing.B, db Database) (store.Keeper, *forms.Catalogue) {
	b.Helper()
	c, err := forms.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	v, err := vault.New(vault.NewRing())
	if err != nil {
		b.Fatal(err)
	}
	s, err := db.Open(nil, v, c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	ctx := b.Context()
	err = s.Tx(ctx, func(t store.Tx) error {
		return t.PutCampaign(ctx, store.Campaign{ID: spring, YAML: campaignYAML})
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, c
}

// upload keeps the n-th filing of a firm with a roster of records and an audit
// line.
func upload(ctx context.Context, s store.Store, n int, original []byte, records []returns.Record) error {
	f := filing(n, returns.UnitCode(fmt.Sprintf("91331082MA%08d", n)))
	ret := store.Return{ID: id("r", n), Campaign: spring, Received: when(1)}
	ret.Unit, ret.Form, ret.Records = f.Unit, "roster", records
	ret.Period.Ends = date(2024, 1, 21)
	return s.Tx(ctx, func(t store.Tx) error {
		if err := t.AddFiling(ctx, f, original); err != nil {
			return err
		}
		if _, err := t.AddReturn(ctx, ret); err != nil {
			return err
		}
		_, err := t.Append(ctx, entry(n))
		return err
	})
}

// BenchmarkRoster keeps a roster of 100,000 workers in one transaction, with an
// original of four megabytes, and tells the processor time of this process.
func BenchmarkRoster(b *testing.B, db Database) {
	s, c := benchStore(b, db)
	form, _ := c.Form("roster")
	records := roster(form, 100_000)
	original := make([]byte, 4<<20)
	n := 0
	b.ResetTimer()
	before := processor()
	for b.Loop() {
		n++
		if err := upload(b.Context(), s, n, original, records); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor()-before).Milliseconds())/float64(n), "cpu-ms/op")
}

// BenchmarkDeadline keeps small rosters of 500 firms at once, and tells how
// long the slowest of them waited.
func BenchmarkDeadline(b *testing.B, db Database) {
	s, c := benchStore(b, db)
	form, _ := c.Form("roster")
	records := roster(form, 100)
	original := make([]byte, 20<<10)
	const firms = 500
	var slowest time.Duration
	n := 0
	b.ResetTimer()
	for b.Loop() {
		var wg sync.WaitGroup
		took, errs := make([]time.Duration, firms), make([]error, firms)
		for i := range firms {
			wg.Go(func() {
				begun := time.Now()
				errs[i] = upload(b.Context(), s, n+i, original, records)
				took[i] = time.Since(begun)
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, slices.Max(took))
		n += firms
	}
	b.ReportMetric(float64(slowest.Milliseconds()), "slowest-ms")
}

// roster is records as a firm files them: 15 columns.
func roster(f *forms.Form, n int) []returns.Record {
	out := make([]returns.Record, n)
	for i := range out {
		rec := returns.Record{Row: i + 5, Values: make([]returns.Value, len(f.Fields))}
		col := 0
		set := func(field returns.FieldID, v returns.Value, typed string) {
			col++
			at, _ := f.Index(field)
			v.Typed, v.Row, v.Col = typed, rec.Row, col
			if typed == "" {
				v.Typed = v.Words()
			}
			rec.Values[at] = v
		}
		text := func(field returns.FieldID, s string) {
			set(field, returns.Value{Kind: returns.Text, Text: s}, "")
		}
		text("name", fmt.Sprintf("张%d", i))
		text("idcard", fmt.Sprintf("33100319900101%04d", i%10_000))
		text("sex", "男")
		text("phone", fmt.Sprintf("138%08d", i))
		text("province", "贵州省")
		text("city", "黔西南布依族苗族自治州")
		text("district", "兴仁市")
		text("village", fmt.Sprintf("第%d村", i%300))
		text("job", "装配工")
		set("skilled", returns.Value{Kind: returns.YesNo, Yes: i%3 == 0}, "√")
		set("stayed", returns.Value{Kind: returns.YesNo}, "否")
		set("lefton", returns.Value{Kind: returns.Date, Date: date(2024, 1, 20+i%10)}, "2024/1/20")
		set("returnedon", returns.Value{Kind: returns.Date, Date: date(2024, 2, 1+i%20)}, "2024/2/18")
		text("mode", "火车")
		text("status", "已返岗")
		out[i] = rec
	}
	return out
}

// processor is the processor time this process took.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
