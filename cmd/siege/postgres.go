package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"chunfeng/cmd/siege/hostile"
	"chunfeng/cmd/siege/house"
	"chunfeng/importer/period"
)

// siblings opens some replicas on one PostgreSQL, none where there is none.
func (f *field) siblings(ctx context.Context, s *score, name string, n int) ([]*town, error) {
	server, err := f.postgres(s, false)
	if err != nil || server == nil {
		return nil, err
	}
	source, err := server.Fresh()
	if err != nil {
		return nil, err
	}
	eldest, err := f.settle(ctx, name, f.usual(), house.Options{Database: source})
	if err != nil {
		return nil, err
	}
	all := []*town{eldest}
	for len(all) < n {
		dir, err := f.folder(fmt.Sprintf("%s-%d", name, len(all)+1))
		if err != nil {
			return nil, err
		}
		next, err := f.moveIn(ctx, house.Options{Dir: filepath.Join(dir, "data"), Database: source, KeyFile: filepath.Join(eldest.Dir, "chunfeng.key")}, eldest)
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	return all, nil
}

// replicas is T8: two of them, and three in the long form.
func replicas(ctx context.Context, f *field, s *score) error {
	parts := []func(context.Context, *field, *score, []*town) error{raceReturns, raceDecisions, raceIssues}
	n := 2
	if f.long {
		n = 3
		parts = append(parts, raceDeadline) // it waits for a minute to pass
	}
	all, err := f.siblings(ctx, s, "T8", n)
	if err != nil || all == nil {
		return err
	}
	s.tell("replicas", "%d", n)
	for _, part := range parts {
		if err := part(ctx, f, s, all); err != nil {
			return err
		}
	}
	return nil
}

// atOnce does something at all replicas at once.
func atOnce(all []*town, do func(t *town, n int)) {
	var group sync.WaitGroup
	for n, t := range all {
		group.Go(func() { do(t, n) })
	}
	group.Wait()
}

// raceReturns files one return at both replicas at once, again and again.
func raceReturns(ctx context.Context, f *field, s *score, all []*town) error {
	races := f.many(20, 200)
	var mu sync.Mutex
	var wrong []string
	taken, conflicts := 0, 0
	type slot struct{ unit, form, period string }
	current := map[slot]int{}
	for n := range races {
		atOnce(all, func(t *town, side int) {
			x, err := t.campaign.Reseeded(uint64(n*len(all)+side+1)).Ledgers(n%10, 1+n/10%5)
			if err != nil {
				return
			}
			got, err := t.who(x.Unit).Upload(ctx, x.Name, x.Data, nil)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				wrong = append(wrong, err.Error())
			case got.Status == http.StatusCreated:
				taken++
			case got.Status == http.StatusConflict:
				conflicts++
			default:
				wrong = append(wrong, fmt.Sprintf("%d %.100s", got.Status, got.Body))
			}
		})
	}
	filed, err := house.All[house.Return](ctx, all[0].city, "/returns")
	if err != nil {
		return err
	}
	versions := map[slot][]int{}
	for _, r := range filed {
		k := slot{r.Unit.Code, r.Form, r.Period}
		versions[k] = append(versions[k], r.Version)
		if r.State == "accepted" || r.State == "held" || r.State == "nil" {
			current[k]++
		}
	}
	var torn []string
	for k, v := range versions {
		slices.Sort(v)
		if current[k] != 1 || v[len(v)-1] != len(v) || v[0] != 1 {
			torn = append(torn, fmt.Sprintf("%v: versions %v, %d current", k, v, current[k]))
		}
	}
	s.tell("races for one return", "%d: %d taken, %d answered 409", races, taken, conflicts)
	s.zero("other answers", len(wrong), wrong...)
	s.zero(fmt.Sprintf("of %d returns without exactly one current version, or with gaps", len(versions)), len(torn), torn...)
	return nil
}

// raceDecisions decides one conflict at both replicas at once.
func raceDecisions(ctx context.Context, f *field, s *score, all []*town) error {
	for n := range 2 {
		data := hostile.Good(all[0].campaign.CountyName(n) + "走访慰问台账（截至1月21日）")
		if err := house.Taken(all[0].counties[n].Upload(ctx, "走访.xlsx", data, nil)); err != nil {
			return fmt.Errorf("file a visit that two units share: %w", err)
		}
	}
	type conflict struct {
		ID       string
		Decision *struct{ Choice string }
	}
	path := "/conflicts?period=" + all[0].campaign.Period(1)
	open, err := house.All[conflict](ctx, all[0].city, path)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		s.hold("a conflict to decide", "1", "0", false)
		return nil
	}
	var mu sync.Mutex
	var wrong []string
	for n := range f.many(5, 50) {
		atOnce(all, func(t *town, side int) {
			got, err := t.city.Ask(ctx, http.MethodPost, "/conflicts/"+open[0].ID+"/decision", map[string]string{"choice": []string{"a", "both"}[(n+side)%2], "reason": "核实"})
			mu.Lock()
			defer mu.Unlock()
			if err != nil || !got.OK() && got.Status != http.StatusConflict {
				wrong = append(wrong, fmt.Sprintf("%v %v", got, err))
			}
		})
		said := map[string]bool{}
		for _, t := range all {
			now, err := house.All[conflict](ctx, t.city, path)
			if err != nil {
				return err
			}
			for _, x := range now {
				if x.ID == open[0].ID && x.Decision != nil {
					said[x.Decision.Choice] = true
				}
			}
		}
		if len(said) != 1 {
			wrong = append(wrong, fmt.Sprintf("the replicas say %v", said))
		}
	}
	s.zero("races for one decision that end otherwise than in one", len(wrong), wrong...)
	return nil
}

// raceIssues issues one period at both replicas at once.
func raceIssues(ctx context.Context, _ *field, s *score, all []*town) error {
	type held struct{ ID string }
	for week := 1; week <= 3; week++ {
		name := all[0].campaign.Period(week)
		statuses := make([]int, len(all))
		atOnce(all, func(t *town, side int) {
			c, err := house.Read[struct {
				State string
				Held  []held
			}](t.city.Get(ctx, "/briefings/confirmation?period="+name))
			if err != nil {
				return
			}
			order := map[string]any{"period": name, "date": name, "state": c.State, "held": []any{}}
			if got, err := t.city.Ask(ctx, http.MethodPost, "/briefings", order); err == nil {
				statuses[side] = got.Status
			}
		})
		slices.Sort(statuses)
		one := statuses[0] == http.StatusCreated && !slices.ContainsFunc(statuses[1:], func(n int) bool { return n != http.StatusConflict })
		s.hold("issuing "+name+" at all at once", "one 201, else 409", fmt.Sprint(statuses), one)
	}
	return nil
}

// raceDeadline files at both replicas while the cut-off passes: what was
// answered before is on time, what was begun after is late.
func raceDeadline(ctx context.Context, f *field, s *score, all []*town) error {
	now := time.Now().In(period.Zone())
	cutoff := now.Truncate(time.Minute).Add(time.Minute)
	if cutoff.Sub(now) < 8*time.Second {
		cutoff = cutoff.Add(time.Minute)
	}
	dir, err := f.folder("T8-deadline")
	if err != nil {
		return err
	}
	late := all[0].campaign.Until(2, cutoff)
	name, err := late.WriteRegister(dir)
	if err != nil {
		return err
	}
	if _, err := f.binary.Must(ctx, append([]string{"campaign", "put", name}, all[0].Flags()...)...); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(cutoff.Add(-5 * time.Second))):
	}
	var mu sync.Mutex
	var wrong []string
	before, after, between := 0, 0, 0
	atOnce(all, func(t *town, side int) {
		for n := 0; time.Now().Before(cutoff.Add(5 * time.Second)); n++ {
			x, err := late.Reseeded(uint64(n*len(all)+side+1)).Ledgers(n%10, 2)
			if err != nil {
				return
			}
			began := time.Now()
			r, err := house.Read[house.Receipt](t.who(x.Unit).Upload(ctx, x.Name, x.Data, nil))
			ended := time.Now()
			mu.Lock()
			if err != nil {
				wrong = append(wrong, err.Error())
			}
			for _, x := range r.Returns {
				switch {
				case !ended.After(cutoff):
					before++
					if x.Timeliness != "ontime" {
						wrong = append(wrong, "answered before: "+x.Timeliness)
					}
				case began.After(cutoff):
					after++
					// An earlier version of the slot that came in time does not make a later one so.
					if x.Timeliness != "late" {
						wrong = append(wrong, "begun after: "+x.Timeliness)
					}
				default:
					between++
				}
			}
			mu.Unlock()
		}
	})
	s.tell("returns while the cut-off passes", "%d before, %d after, %d across it", before, after, between)
	s.zero("on the wrong side of it", len(wrong), wrong...)
	if before == 0 || after == 0 {
		s.hold("returns on both sides", "some", strings.TrimSpace(fmt.Sprint(before, after)), false)
	}
	return nil
}

// restarts is T9.
func restarts(ctx context.Context, f *field, s *score) error {
	server, err := f.postgres(s, true)
	if err != nil || server == nil {
		return err
	}
	source, err := server.Fresh()
	if err != nil {
		return err
	}
	t, err := f.settle(ctx, "T9", f.usual(), house.Options{Database: source})
	if err != nil {
		return err
	}
	pid := t.PID()
	rounds := f.many(3, 50)
	var recovered spread
	c := &crowd{town: t, seed: f.seed}
	for c.round = range rounds {
		working, cancel := context.WithCancel(ctx)
		over := make(chan struct{})
		go func() { c.work(working, 4); close(over) }()
		time.Sleep(700 * time.Millisecond)
		server.Kill()
		err := server.Start()
		began := time.Now()
		if err != nil {
			cancel()
			<-over
			return err
		}
		x, err := t.campaign.Reseeded(uint64(1000+c.round)).Ledgers(c.round%10, 1)
		if err == nil {
			limited, stop := context.WithTimeout(ctx, 30*time.Second)
			var a *house.Answer
			if a, err = t.untilTaken(limited, x.Name, x.Data); err == nil {
				c.mu.Lock()
				err = c.oracle.note(a, x.Data)
				c.mu.Unlock()
			}
			stop()
		}
		recovered = append(recovered, time.Since(began))
		cancel()
		<-over
		if err != nil {
			return fmt.Errorf("after restart %d: %w", c.round+1, err)
		}
	}
	lost, half, err := c.oracle.verify(ctx, t.city, func(int) bool { return true })
	if err != nil {
		return err
	}
	var odd []string
	for _, b := range c.bad { // while the database is away, only these answers are right
		if !strings.HasPrefix(b, "upload: 503") && !strings.Contains(b, ": 503 ") {
			odd = append(odd, b)
		}
	}
	s.tell("restarts", "%d, with %d uploads answered and %d turned away", rounds, len(c.oracle.order), len(c.bad))
	s.zero("answered 2xx and lost or changed", len(lost), lost...)
	s.zero("half there", len(half), half...)
	s.zero("answers that were neither 2xx nor 503", len(odd), odd...)
	s.within("slowest to recover", 10*time.Second, recovered.at(1))
	s.hold("the process is the same", "yes", fmt.Sprint(t.Alive() && t.PID() == pid), t.Alive() && t.PID() == pid)
	return nil
}

// untilTaken hands in until it is taken, at once again after every failure.
func (t *town) untilTaken(ctx context.Context, name string, data []byte) (*house.Answer, error) {
	for {
		a, err := t.city.Upload(ctx, name, data, nil)
		if err == nil && a.OK() {
			return a, nil
		}
		select {
		case <-ctx.Done():
			return a, fmt.Errorf("not taken: %w", house.Taken(a, err))
		case <-time.After(50 * time.Millisecond):
		}
	}
}
