package storetest

import (
	"bytes"
	"errors"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

var filingTests = []test{
	{"filing comes back with its original and findings", func(b *bench) {
		b.campaign()
		f := filing(1, "331082")
		f.Behalf, f.Reason, f.Status = true, "漏报", "refused"
		f.Findings = finding.List{
			finding.NoKnownForm(finding.Place{File: f.File}, "驻点招工"),
			finding.OverLimit(finding.Place{File: f.File, Sheet: "表\x00一", Order: 2, Row: 3, Col: 4}, "行数", "100000").Suggest("x").Raise(),
		}
		original := bytes.Repeat([]byte("PK\x03\x04\x00\xff"), 100_000)
		b.keep(func(t store.Tx) error { return t.AddFiling(b.ctx, f, original) })
		got, err := b.s.Filing(b.ctx, f.ID)
		b.no(err)
		b.same("filing", got, f)
		for i := range got.Findings {
			if got.Findings[i].Message() != f.Findings[i].Message() || got.Findings[i].Severity() != f.Findings[i].Severity() {
				b.Errorf("finding says %q", got.Findings[i].Message())
			}
		}
		data, err := b.s.Original(b.ctx, f.ID)
		b.no(err)
		if !bytes.Equal(data, original) {
			b.Errorf("original came back as %d other bytes", len(data))
		}
		err = b.s.Tx(b.ctx, func(t store.Tx) error { return t.AddFiling(b.ctx, f, nil) })
		if !errors.Is(err, store.ErrConflict) {
			b.Errorf("kept twice: %v, want ErrConflict", err)
		}
	}},
	{"what is not there is not found", func(b *bench) {
		for name, err := range map[string]error{
			"filing":       second(b.s.Filing(b.ctx, "x")),
			"original":     second(b.s.Original(b.ctx, "x")),
			"return":       second(b.s.Return(b.ctx, "x")),
			"records":      second(b.s.Records(b.ctx, "x")),
			"briefing":     second(b.s.Briefing(b.ctx, "x", 1)),
			"its file":     second(b.s.BriefingFile(b.ctx, "x", 1, "y")),
			"user":         second(b.s.User(b.ctx, "x")),
			"log-in":       second(b.s.UserByLogin(b.ctx, "x")),
			"session":      second(b.s.Session(b.ctx, "x")),
			"token":        second(b.s.Token(b.ctx, "x")),
			"invitation":   second(b.s.Invitation(b.ctx, "x")),
			"quoted":       second(b.s.User(b.ctx, "' OR 1=1 --")),
			"with a NUL":   second(b.s.User(b.ctx, "\x00")),
			"not in UTF-8": second(b.s.User(b.ctx, "\xff")),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				b.Errorf("%s: %v, want ErrNotFound", name, err)
			}
		}
	}},
	{"filings are listed by whose and when, in pages", func(b *bench) {
		b.campaign()
		var all []store.Filing
		b.keep(func(t store.Tx) error {
			for n := range 9 {
				f := filing(n, []returns.UnitCode{"331002", "331082", "91331082MA2ABCDE1X"}[n%3])
				if n%3 == 2 {
					f.County = "331082"
				}
				all = append(all, f)
				if err := t.AddFiling(b.ctx, f, nil); err != nil {
					return err
				}
			}
			return nil
		})
		for name, tc := range map[string]struct {
			f    store.FilingFilter
			want []int
		}{
			"all":            {store.FilingFilter{}, []int{8, 7, 6, 5, 4, 3, 2, 1, 0}},
			"two units":      {store.FilingFilter{Units: []returns.UnitCode{"331002", "331082"}}, []int{7, 6, 4, 3, 1, 0}},
			"no unit":        {store.FilingFilter{Units: []returns.UnitCode{}}, nil},
			"a county":       {store.FilingFilter{County: "331082"}, []int{8, 7, 5, 4, 2, 1}},
			"a hash":         {store.FilingFilter{SHA256: all[4].SHA256}, []int{4}},
			"since":          {store.FilingFilter{Since: when(7)}, []int{8, 7}},
			"other campaign": {store.FilingFilter{Campaign: "autumn"}, nil},
			"other period":   {store.FilingFilter{Period: "2024-01-28"}, nil},
			"first page":     {store.FilingFilter{County: "331082", Page: store.Page{Limit: 2}}, []int{8, 7}},
			"next page":      {store.FilingFilter{County: "331082", Page: store.Page{Limit: 2, Before: all[7].ID}}, []int{5, 4}},
		} {
			got, err := b.s.Filings(b.ctx, tc.f)
			b.no(err)
			var want []store.Filing
			for _, n := range tc.want {
				want = append(want, all[n])
			}
			b.same(name, got, want)
		}
	}},
	{"attempts are listed like filings", func(b *bench) {
		x := store.Attempt{
			ID: id("a", 1), Campaign: spring, Unit: "331082", County: "331082", Period: "2024-01-21", File: "名单.pdf", SHA256: "ab", Size: 9,
			Received: when(1), Answered: when(2), By: "u1", Status: 415, Code: "F001",
		}
		y := store.Attempt{ID: id("a", 2), Received: when(3), Status: 503, Code: "busy"}
		b.keep(func(t store.Tx) error { return errors.Join(t.AddAttempt(b.ctx, x), t.AddAttempt(b.ctx, y)) })
		got, err := b.s.Attempts(b.ctx, store.FilingFilter{})
		b.no(err)
		b.same("attempts", got, []store.Attempt{y, x})
		got, err = b.s.Attempts(b.ctx, store.FilingFilter{Campaign: spring, County: "331082", Since: when(1)})
		b.no(err)
		b.same("attempts of a county", got, []store.Attempt{x})
	}},
}

func second[T any](_ T, err error) error { return err }
