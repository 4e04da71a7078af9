package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chunfeng/cmd/siege/house"
)

// pagesAPause is how many ordinary pages are looked at while somebody pauses.
const pagesAPause = 10

// soak is mixed use for as long as --for says: uploads, pages, drafts, sign-ins
// and searches for what is not there. What the process uses must not grow with
// time; the first quarter is for warming up.
func soak(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "soak", house.Options{})
	if err != nil {
		return err
	}
	small := *t.campaign
	small.Workers = crowdWorkers
	t.campaign = &small
	if _, _, err := t.handAllIn(ctx); err != nil { // what is kept of versions grows, what counts must not
		return err
	}
	c := &crowd{town: t, seed: f.seed, calm: f.pause}
	working, cancel := context.WithTimeout(ctx, f.options.soak)
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() { c.work(working, 2) })
	all.Go(func() { t.wander(working, f.pause) })
	pages := t.watch(working, f.pause/pagesAPause)
	var seen []house.Use
	every := max(time.Second, f.options.soak/200)
	for working.Err() == nil {
		select {
		case <-working.Done():
		case <-time.After(every):
			u, err := t.Use(ctx)
			if err != nil {
				return err
			}
			seen = append(seen, u)
		}
	}
	all.Wait()
	p := <-pages
	if len(seen) < 8 {
		return fmt.Errorf("only %d looks: soak for longer", len(seen))
	}
	q := len(seen) / 4
	second, last := seen[q:2*q], seen[3*q:]
	s.tell("mixed use", "for %s: %d uploads, %d pages, CPU %s in all", f.options.soak, len(c.oracle.order), len(p.took), short(seen[len(seen)-1].CPU-seen[0].CPU))
	flat := func(what string, of func(house.Use) float64, slack float64, show func(float64) string) {
		a, b := mean(second, of), mean(last, of)
		s.tell(what+", by quarter", "%s, %s, %s, %s", show(mean(seen[:q], of)), show(a), show(mean(seen[2*q:3*q], of)), show(b))
		s.hold(what+", second and last quarter", "flat", show(a)+" and "+show(b), b <= a*1.15+slack)
	}
	flat("memory", func(u house.Use) float64 { return float64(u.Memory) }, 16<<20, func(v float64) string { return mib(int64(v)) })
	flat("heap in use", func(u house.Use) float64 { return float64(u.Heap) }, 16<<20, func(v float64) string { return mib(int64(v)) })
	flat("descriptors", func(u house.Use) float64 { return float64(u.Descriptors) }, 5, func(v float64) string { return fmt.Sprintf("%.0f", v) })
	flat("goroutines", func(u house.Use) float64 { return float64(u.Goroutines) }, 10, func(v float64) string { return fmt.Sprintf("%.0f", v) })
	s.zero("pages that failed", len(p.failed), p.failed...)
	s.zero("uploads that failed", len(c.bad), c.bad...)
	if info, err := os.Stat(filepath.Join(t.Dir, "chunfeng.db-wal")); err == nil {
		s.below("log of the database", 80, info.Size())
	}
	return nil
}

func mean(all []house.Use, of func(house.Use) float64) float64 {
	sum := 0.0
	for _, u := range all {
		sum += of(u)
	}
	return sum / float64(len(all))
}

// wander signs in wrongly and rightly, asks for what is not there, and goes
// away without waiting for an answer.
func (t *town) wander(ctx context.Context, pause time.Duration) {
	nobody := t.Nobody()
	for n := 0; ctx.Err() == nil; n++ {
		_, _ = nobody.Ask(ctx, http.MethodPost, "/login", map[string]string{"login": fmt.Sprintf("nobody%d", n%50), "password": house.Password})
		_, _ = nobody.Get(ctx, fmt.Sprintf("/returns/%d", n))
		hurried, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
		_, _ = t.city.Get(hurried, "/briefings/draft.xlsx?period="+t.campaign.Period(5))
		cancel()
		time.Sleep(2 * pause)
	}
}
