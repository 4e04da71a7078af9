package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // integrity_check

	"chunfeng/cmd/siege/house"
)

// kills is T4.
func kills(ctx context.Context, f *field, s *score) error {
	if err := killsAtWork(ctx, f, s); err != nil {
		return err
	}
	if err := killsAtBirth(ctx, f, s); err != nil {
		return err
	}
	return killsOfBackups(ctx, f, s)
}

// A crowd is clients that upload all the time, and the city that looks at the
// figures, drafts and issues. What was answered 2xx is noted.
type crowd struct {
	*town
	seed   uint64
	round  int
	calm   time.Duration // between two things that somebody does
	mu     sync.Mutex
	oracle oracle
	bad    []string // answers that no client should get while nothing fails
}

// work lets the crowd work until ctx ends.
func (c *crowd) work(ctx context.Context, clients int) {
	var all sync.WaitGroup
	for n := range clients {
		all.Go(func() {
			d := rand.New(rand.NewPCG(c.seed, uint64(c.round)<<16|uint64(n)))
			for ctx.Err() == nil {
				c.upload(ctx, d)
				time.Sleep(c.calm)
			}
		})
	}
	all.Go(func() { c.office(ctx) })
	all.Wait()
}

// crowdWorkers is the rows of a crowd's rosters.
const crowdWorkers = 20

// upload hands in a county's ledgers or a roster, never the same twice.
func (c *crowd) upload(ctx context.Context, d *rand.Rand) {
	fresh := *c.campaign
	fresh.Weeks = 5
	fresh.Workers = crowdWorkers
	now := fresh.Reseeded(d.Uint64())
	county, week := d.IntN(c.campaign.Counties), 1+d.IntN(5)
	x, err := now.Ledgers(county, week)
	if d.IntN(3) == 0 {
		x, err = now.Roster(county*c.campaign.Size.Firms+d.IntN(c.campaign.Size.Firms), 5)
	}
	if err != nil {
		return
	}
	a, err := c.counties[county].Upload(ctx, x.Name, x.Data, map[string]string{"reason": "更正"})
	if err != nil {
		return // the house is gone, or the round is over
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if a.Status != http.StatusCreated {
		c.bad = append(c.bad, fmt.Sprintf("upload: %d %.120s", a.Status, a.Body))
		return
	}
	if err := c.oracle.note(a, x.Data); err != nil {
		c.bad = append(c.bad, err.Error())
	}
}

// office reads figures and makes drafts.
func (c *crowd) office(ctx context.Context) {
	for ctx.Err() == nil {
		for _, path := range []string{"/figures?period=" + c.campaign.Period(5) + "&by=unit", "/briefings/draft.xlsx?period=" + c.campaign.Period(5), "/periods/" + c.campaign.Period(5)} {
			a, err := c.city.Get(ctx, path)
			if err == nil && !a.OK() {
				c.mu.Lock()
				c.bad = append(c.bad, fmt.Sprintf("%s: %d %.120s", path, a.Status, a.Body))
				c.mu.Unlock()
			}
			time.Sleep(c.calm)
		}
	}
}

// killsAtWork kills a house that is busy, starts it again and holds it against
// what it had answered.
func killsAtWork(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T4", house.Options{})
	if err != nil {
		return err
	}
	rounds := f.many(3, 100)
	c := &crowd{town: t, seed: f.seed}
	d := rand.New(rand.NewPCG(f.seed, 4))
	var ready spread
	var lost, half, sick []string
	for c.round = range rounds {
		working, cancel := context.WithCancel(ctx)
		over := make(chan struct{})
		go func() { c.work(working, 6); close(over) }()
		time.Sleep(time.Duration(20+d.IntN(1500)) * time.Millisecond)
		err := t.Kill()
		cancel()
		<-over
		if err != nil {
			return err
		}
		if why := integrity(ctx, filepath.Join(t.Dir, "chunfeng.db")); why != "" {
			sick = append(sick, why)
		}
		if err := t.Launch(); err != nil {
			return err
		}
		took, err := t.Ready(ctx, time.Minute)
		if err != nil {
			return err
		}
		ready = append(ready, took)
		last := c.round == rounds-1
		l, h, err := c.oracle.verify(ctx, t.city, func(n int) bool { return last || n%20 == 0 })
		if err != nil {
			return err
		}
		lost, half = append(lost, l...), append(half, h...)
	}
	chain, err := f.binary.Do(ctx, append([]string{"audit", "verify"}, t.Flags()...)...)
	if err != nil {
		return err
	}
	s.tell("kills at work", "%d, with %d uploads answered", rounds, len(c.oracle.order))
	s.zero("answered 2xx and lost or changed", len(lost), lost...)
	s.zero("half there", len(half), half...)
	s.zero("integrity_check not ok", len(sick), sick...)
	s.zero("answers that were refusals or 5xx", len(c.bad), c.bad...)
	s.hold("audit log whole at the end", "exit 0", fmt.Sprintf("exit %d", chain.Code), chain.Code == 0)
	s.within("slowest to get ready", 5*time.Second, ready.at(1))
	return nil
}

// integrity is what SQLite says of a database, "" for ok.
func integrity(ctx context.Context, name string) string {
	db, err := sql.Open("sqlite", "file:"+name)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = db.Close() }()
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&says); err != nil {
		return err.Error()
	}
	if says == "ok" {
		return ""
	}
	return says
}

// killsAtBirth kills a house that makes its key and its tables; the next start
// must go on from whatever is there.
func killsAtBirth(ctx context.Context, f *field, s *score) error {
	dir, err := f.folder("T4-birth")
	if err != nil {
		return err
	}
	name, err := f.usual().WriteRegister(dir)
	if err != nil {
		return err
	}
	d := rand.New(rand.NewPCG(f.seed, 5))
	rounds := f.many(3, 60)
	var stuck []string
	var ready spread
	for n := range rounds {
		h, err := house.New(house.Options{Binary: f.binary, Dir: filepath.Join(dir, fmt.Sprint(n)), Campaign: name})
		if err != nil {
			return err
		}
		f.later(h.Kill)
		after := time.Duration(d.IntN(700)) * time.Millisecond
		if err := h.Launch(); err != nil {
			return err
		}
		time.Sleep(after)
		if err := h.Kill(); err != nil {
			return err
		}
		if err := h.Launch(); err != nil {
			return err
		}
		took, err := h.Ready(ctx, time.Minute)
		if err != nil {
			stuck = append(stuck, fmt.Sprintf("killed after %v: %v", after, err))
		}
		ready = append(ready, took)
		if err := h.Kill(); err != nil {
			return err
		}
	}
	s.tell("kills while key, tables and campaign are made", "%d", rounds)
	s.zero("houses that do not start again", len(stuck), stuck...)
	s.within("slowest to get ready after that", 5*time.Second, ready.at(1))
	return nil
}

// killsOfBackups kills backups: a file that has its name must be whole.
func killsOfBackups(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T4-backup", house.Options{})
	if err != nil {
		return err
	}
	c := &crowd{town: t, seed: f.seed + 1}
	working, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	c.work(working, 4)
	d := rand.New(rand.NewPCG(f.seed, 6))
	dir, err := f.folder("T4-backups")
	if err != nil {
		return err
	}
	rounds := f.many(2, 30)
	whole, absent := 0, 0
	var bad []string
	for n := range rounds {
		file := filepath.Join(dir, fmt.Sprintf("%d.backup", n))
		short, cancel := context.WithTimeout(ctx, time.Duration(50+d.IntN(1200))*time.Millisecond)
		_, _ = f.binary.Do(short, append([]string{"backup", file}, t.Flags()...)...) // killed
		cancel()
		if _, err := os.Stat(file); err != nil {
			absent++
			continue
		}
		if why := f.restorable(ctx, t, file); why != "" {
			bad = append(bad, why)
			continue
		}
		whole++
	}
	s.tell("kills of backups", "%d: %d whole, %d absent", rounds, whole, absent)
	s.zero("backups with their name that cannot be restored", len(bad), bad...)
	return nil
}

// restorable restores a backup into an empty folder with the key; "" if that
// works.
func (f *field) restorable(ctx context.Context, t *town, backup string) string {
	dir, err := f.folder("restored")
	if err == nil {
		err = copyFile(filepath.Join(t.Dir, "chunfeng.key"), filepath.Join(dir, "chunfeng.key"))
	}
	if err != nil {
		return err.Error()
	}
	r, err := f.binary.Do(ctx, "restore", "--data", dir, backup)
	switch {
	case err != nil:
		return err.Error()
	case r.Code != 0:
		return r.Err
	}
	return ""
}
