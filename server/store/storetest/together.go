package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

var errOurs = errors.New("ours")

// receive keeps a filing with a return and an audit line.
func (b *bench) receive(s store.Store, n int) (version int, err error) {
	f := filing(n, "331082")
	ret := b.fairs(n, "331082", 1)
	err = s.Tx(b.ctx, func(t store.Tx) error {
		if err := t.AddFiling(b.ctx, f, []byte("PK")); err != nil {
			return err
		}
		if version, err = t.AddReturn(b.ctx, ret); err != nil {
			return err
		}
		_, err := t.Append(b.ctx, entry(n))
		return err
	})
	return version, err
}

// counts is how many rows the tables have that receive writes to.
func (b *bench) counts() []string {
	b.Helper()
	var out []string
	for _, table := range []string{"filings", "originals", "returns", "record_chunks", "audit", "audit_head"} {
		out = append(out, b.db.Query(b.T, `SELECT COUNT(*) FROM `+table)[0][0])
	}
	return out
}

var togetherTests = []test{
	{"error of a transaction leaves nothing of it and comes back", func(b *bench) {
		b.campaign()
		_, err := b.receive(b.s, 1)
		b.no(err)
		before := b.counts()
		err = b.s.Tx(b.ctx, func(t store.Tx) error {
			if err := t.AddFiling(b.ctx, filing(2, "331082"), []byte("PK")); err != nil {
				return err
			}
			if _, err := t.AddReturn(b.ctx, b.fairs(2, "331082", 1)); err != nil {
				return err
			}
			return errOurs
		})
		if err != errOurs { //nolint:errorlint // it comes back as it is
			b.Errorf("error came back as %v", err)
		}
		b.same("rows", b.counts(), before)
	}},
	{"panic in a transaction leaves nothing of it and the store works", func(b *bench) {
		b.campaign()
		func() {
			defer func() { _ = recover() }()
			_ = b.s.Tx(b.ctx, func(t store.Tx) error {
				if err := t.AddFiling(b.ctx, filing(1, "331082"), nil); err != nil {
					return err
				}
				panic("ours")
			})
		}()
		b.same("rows", b.counts()[0], "0")
		_, err := b.receive(b.s, 1)
		b.no(err)
	}},
	{"transaction whose context ends leaves nothing of it", func(b *bench) {
		b.campaign()
		ctx, cancel := context.WithCancel(b.ctx)
		err := b.s.Tx(ctx, func(t store.Tx) error {
			if err := t.AddFiling(ctx, filing(1, "331082"), nil); err != nil {
				return err
			}
			cancel()
			_, err := t.AddReturn(ctx, b.fairs(1, "331082", 1))
			return err
		})
		if err == nil {
			b.Error("kept")
		}
		b.same("rows", b.counts()[0], "0")
	}},
	{"transaction reads what it wrote, others do not", func(b *bench) {
		b.campaign()
		b.keep(func(t store.Tx) error {
			if err := t.AddFiling(b.ctx, filing(1, "331082"), []byte("PK")); err != nil {
				return err
			}
			if _, err := t.Filing(b.ctx, id("f", 1)); err != nil {
				return fmt.Errorf("inside: %w", err)
			}
			if _, err := b.s.Filing(b.ctx, id("f", 1)); !errors.Is(err, store.ErrNotFound) {
				b.Errorf("outside: %v, want ErrNotFound", err)
			}
			return nil
		})
	}},
	{"snapshot stays as it was", func(b *bench) {
		b.campaign()
		_, err := b.receive(b.s, 1)
		b.no(err)
		err = b.s.Snapshot(b.ctx, func(r store.Reader) error {
			for range 2 {
				list, err := r.Returns(b.ctx, store.ReturnFilter{})
				if err != nil {
					return err
				}
				b.same("returns seen", idsOf(list, func(r store.Return) string { return r.ID }), []string{id("r", 1)})
				if _, err := b.receive(b.s, 1+len(list)); err != nil && !errors.Is(err, store.ErrConflict) {
					return err
				}
			}
			return nil
		})
		b.no(err)
		list, err := b.s.Returns(b.ctx, store.ReturnFilter{})
		b.no(err)
		b.same("returns after", len(list), 2)
	}},
	{"200 at once from two processes give 200 versions", func(b *bench) {
		b.campaign()
		stores := []store.Store{b.s, b.open()}
		const races = 200
		versions := make([]string, races)
		errs := make([]error, races)
		var wg sync.WaitGroup
		for n := range races {
			wg.Go(func() {
				version, err := b.receive(stores[n%2], n)
				versions[n], errs[n] = fmt.Sprintf("%03d", version), err
			})
		}
		wg.Wait()
		b.no(errors.Join(errs...))
		slices.Sort(versions)
		var want []string
		for n := range races {
			want = append(want, fmt.Sprintf("%03d", n+1))
		}
		b.same("versions", versions, want)
		newest, err := b.s.Returns(b.ctx, store.ReturnFilter{Newest: true})
		b.no(err)
		if len(newest) != 1 || newest[0].Version != races {
			b.Errorf("newest: %+v", newest)
		}
		c, err := b.s.VerifyAudit(b.ctx)
		b.no(err)
		if c.Entries != races || c.Broken != 0 {
			b.Errorf("audit log: %+v", c)
		}
	}},
	{"one of two who change the same state is first", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		stores := []store.Store{b.s, b.open()}
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for n := range errs {
			wg.Go(func() {
				errs[n] = stores[n%2].Tx(b.ctx, func(t store.Tx) error {
					return t.SetState(b.ctx, ret.ID, returns.Accepted, returns.Withdrawn, store.Change{At: when(n), By: strconv.Itoa(n)})
				})
			})
		}
		wg.Wait()
		first := 0
		for _, err := range errs {
			switch {
			case err == nil:
				first++
			case !errors.Is(err, store.ErrConflict):
				b.Errorf("another: %v, want ErrConflict", err)
			}
		}
		b.same("how many were first", first, 1)
	}},
	{"reading does not wait for writing", func(b *bench) {
		b.campaign()
		b.keep(func(t store.Tx) error {
			ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
			defer cancel()
			_, err := b.s.Campaigns(ctx)
			return err
		})
	}},
}
