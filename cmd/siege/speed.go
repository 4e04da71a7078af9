package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"chunfeng/cmd/siege/campaign"
	"chunfeng/cmd/siege/house"
)

// promised is the campaign of the promise of speed: ten counties for five
// weeks, and a roster of two hundred rows of each of 450 firms.
func promised() campaign.Size {
	return campaign.Size{Counties: 10, Firms: 45, Weeks: 5, Workers: 200, Fairs: 12, Visits: 40}
}

// million is a campaign of one million rows of rosters.
func million() campaign.Size {
	return campaign.Size{Counties: 10, Firms: 50, Weeks: 1, Workers: 2000, Fairs: 12, Visits: 40}
}

// written writes a campaign's returns into a folder, each week's into its own.
func written(c *campaign.Campaign, dir string) (name string, files int, size int64, truth campaign.Truth, err error) {
	if name, err = c.WriteRegister(dir); err != nil {
		return
	}
	err = c.Each(5, func(f campaign.File) error {
		folder := filepath.Join(dir, "returns", f.Period)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		files++
		size += int64(len(f.Data))
		truth = truth.Plus(f.Truth)
		return os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o600)
	})
	return
}

// speed measures files on disk to briefing.xlsx and briefing.pdf.
func speed(ctx context.Context, f *field, s *score) error {
	for _, x := range []struct {
		what string
		size campaign.Size
		cpu  time.Duration
		mib  int
	}{
		{"ten counties × five weeks and 450 rosters of 200 rows", promised(), 1500 * time.Millisecond, 120},
		{"a million roster rows", million(), 8 * time.Second, 400},
	} {
		dir, err := f.folder("speed")
		if err != nil {
			return err
		}
		c := campaign.New(f.seed, x.size)
		name, files, size, truth, err := written(c, dir)
		if err != nil {
			return err
		}
		best := house.Run{CPU: math.MaxInt64}
		for range 3 { // others may be at work on the machine
			r, err := f.binary.Do(ctx, "brief", "--json", "--campaign", name, "--out", filepath.Join(dir, "out"), filepath.Join(dir, "returns"))
			if err != nil {
				return err
			}
			if wrong := truthful(r.Out, truth); wrong != "" || r.Code != 0 {
				s.hold(x.what, "the figures that were counted", fmt.Sprintf("exit %d, %s %.300s", r.Code, wrong, r.Err), false)
				break
			}
			if r.CPU < best.CPU {
				best = r
			}
		}
		s.tell(x.what, "%d files, %.1f MB, %d workers; %s by the clock", files, float64(size)/1e6, truth.Base, short(best.Wall))
		s.within("CPU", x.cpu, best.CPU)
		s.below("memory", x.mib, best.Peak)
	}
	return nil
}

// truthful holds figures against what was counted while the campaign was made.
func truthful(out string, want campaign.Truth) string {
	var b struct {
		Figures map[string]struct{ Value json.RawMessage }
	}
	if err := json.Unmarshal([]byte(out), &b); err != nil {
		return err.Error()
	}
	for id, n := range want.Figures() {
		if got := string(b.Figures[id].Value); got != fmt.Sprint(n) && !(got == "" && n == 0) {
			return fmt.Sprintf("%s is %s, not %d", id, got, n)
		}
	}
	return ""
}

// manyRows is more than the service holds in the memory it takes unless it is
// told to take more.
const manyRows = 2_000_000

// growth measures campaigns that grow: rows by ten and by a hundred, on both
// databases, from the first upload to the briefing.
func growth(ctx context.Context, f *field, s *score) error {
	steps := []campaign.Size{
		{Counties: 10, Firms: 10, Weeks: 2, Workers: 20, Fairs: 12, Visits: 30},
		{Counties: 10, Firms: 10, Weeks: 2, Workers: 200, Fairs: 12, Visits: 30},
	}
	if f.long {
		steps = nil
		for n := range strings.SplitSeq(f.workers, ",") {
			workers, err := strconv.Atoi(n)
			if err != nil {
				return fmt.Errorf("read --workers: %w", err)
			}
			steps = append(steps, campaign.Size{Counties: 10, Firms: f.many(1, 500), Weeks: 5, Workers: workers, Fairs: 12, Visits: 40})
		}
	}
	before := map[string]float64{}
	for _, size := range steps { // the small ones of both first: large ones take long
		for _, database := range []string{"SQLite", "PostgreSQL"} {
			o := house.Options{}
			if size.Counties*size.Firms*size.Workers > manyRows {
				o.Args = []string{"--memory", "1500"}
			}
			if database == "PostgreSQL" {
				server, err := f.postgres(s, true)
				if err != nil {
					return err
				}
				if server == nil {
					continue
				}
				if o.Database, err = server.Fresh(); err != nil {
					return err
				}
			}
			perRow, err := f.grown(ctx, s, database, size, o)
			if err != nil {
				return err
			}
			if was := before[database]; was > 0 {
				s.hold(database+": cost of a row against the step before", "≤ 1.3 ×", fmt.Sprintf("%.2f ×", perRow/was), perRow <= 1.3*was)
			}
			before[database] = perRow
			f.clear()
		}
	}
	return nil
}

// grown runs one campaign, and is the CPU seconds a roster row.
func (f *field) grown(ctx context.Context, s *score, database string, size campaign.Size, o house.Options) (float64, error) {
	c := campaign.New(f.seed, size)
	t, err := f.settle(ctx, "grown", c, o)
	if err != nil {
		return 0, err
	}
	if err := t.ForgetPeak(); err != nil { // that of making accounts
		return 0, err
	}
	began := time.Now()
	start, err := t.Use(ctx)
	if err != nil {
		return 0, err
	}
	truth, files, err := t.handAllIn(ctx)
	if err != nil {
		return 0, err
	}
	uploaded := time.Since(began)
	filed, err := t.Use(ctx)
	if err != nil {
		return 0, err
	}
	began = time.Now()
	figures, err := house.Read[struct {
		Figures map[string]struct{ Value json.RawMessage }
	}](t.patiently(ctx, "/figures?period="+c.Period(5)))
	if err != nil {
		return 0, err
	}
	merged := time.Since(began)
	read, err := t.Use(ctx)
	if err != nil {
		return 0, err
	}
	for id, n := range truth.Figures() {
		if got := string(figures.Figures[id].Value); got != fmt.Sprint(n) {
			s.hold(id, fmt.Sprint(n), got, false)
		}
	}
	began = time.Now()
	for _, kind := range []string{"xlsx", "pdf"} {
		if err := house.Taken(t.patiently(ctx, "/briefings/draft."+kind+"?period="+c.Period(5))); err != nil {
			return 0, err
		}
	}
	drafted := time.Since(began)
	end, err := t.Use(ctx)
	if err != nil {
		return 0, err
	}
	again, corrected, err := t.correct(ctx)
	if err != nil {
		return 0, err
	}
	s.tell(fmt.Sprintf("%s: %d files, %d workers", database, files, truth.Base),
		"upload %s (CPU %s, %.0f files/s), memory %s; figures %s (CPU %s), memory %s; both briefings %s (CPU %s), memory %s; a correction and figures anew %s (CPU %s)",
		short(uploaded), short(filed.CPU-start.CPU), float64(files)/uploaded.Seconds(), mib(filed.Peak),
		short(merged), short(read.CPU-filed.CPU), mib(read.Peak), short(drafted), short(end.CPU-read.CPU), mib(end.Peak), short(again), short(corrected.CPU-end.CPU))
	fmt.Fprintln(f.log, "siege:", s.lines[len(s.lines)-1].what, s.lines[len(s.lines)-1].got)
	rows := float64(files*200 + truth.Base) // a file costs about as much as two hundred rows
	return (end.CPU - start.CPU).Seconds() / rows, nil
}

// another is the seed of returns that differ from those of the campaign.
const another = 977

// correct hands in one roster with other rows and asks for what follows from
// it, which is never of before.
func (t *town) correct(ctx context.Context) (took time.Duration, use house.Use, err error) {
	x, err := t.campaign.Reseeded(another).Roster(0, 5)
	if err != nil {
		return 0, use, err
	}
	began := time.Now()
	a, _, err := t.who(x.Unit).Insist(ctx, x.Name, x.Data, nil)
	if err := house.Taken(a, err); err != nil {
		return 0, use, err
	}
	if err := house.Taken(t.patiently(ctx, "/briefings/confirmation?period="+t.campaign.Period(5))); err != nil {
		return 0, use, err
	}
	took = time.Since(began)
	use, err = t.Use(ctx)
	return took, use, err
}

// patiently asks again when the house took longer than it has for an answer:
// what was merged meanwhile is there the next time.
func (t *town) patiently(ctx context.Context, path string) (a *house.Answer, err error) {
	for range 5 {
		if a, err = t.city.Get(ctx, path); err == nil {
			return a, nil
		}
	}
	return a, err
}

// uploaders is how many clients hand in at once.
const uploaders = 6

// handAllIn hands in every return of a town's campaign.
func (t *town) handAllIn(ctx context.Context) (truth campaign.Truth, files int, err error) {
	todo := make(chan campaign.File)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for range uploaders {
		all.Go(func() {
			for x := range todo {
				a, _, err := t.who(x.Unit).Insist(ctx, x.Name, x.Data, nil)
				r, err := house.Read[house.Receipt](a, err)
				if err == nil && (a.Status != http.StatusCreated || r.Status != "accepted") {
					err = fmt.Errorf("%s is %s: %.300s", x.Name, r.Status, a.Body)
				}
				if err != nil {
					cancel(err)
				}
			}
		})
	}
	err = t.campaign.Each(5, func(x campaign.File) error {
		x.Numbers = nil
		truth = truth.Plus(x.Truth)
		files++
		select {
		case todo <- x:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(todo)
	all.Wait()
	return truth, files, errors.Join(err, context.Cause(ctx))
}

// generate writes a campaign's files.
func generate(o options, errs io.Writer, args []string) int {
	size := promised()
	f := flag.NewFlagSet("siege generate", flag.ContinueOnError)
	f.SetOutput(errs)
	f.IntVar(&size.Counties, "counties", size.Counties, "how many counties, at most 100")
	f.IntVar(&size.Firms, "firms", size.Firms, "firms of a county")
	f.IntVar(&size.Weeks, "weeks", size.Weeks, "weeks, at most 6")
	f.IntVar(&size.Workers, "workers", size.Workers, "rows of a roster")
	f.IntVar(&size.Fairs, "fairs", size.Fairs, "fairs of a county and week")
	f.IntVar(&size.Visits, "visits", size.Visits, "visits of a county and week")
	if err := f.Parse(args); err != nil || f.NArg() != 1 {
		fmt.Fprintln(errs, "siege: generate [flags] DIR")
		return 2
	}
	if err := os.MkdirAll(f.Arg(0), 0o700); err != nil {
		fmt.Fprintln(errs, "siege:", err)
		return 1
	}
	_, files, bytes, truth, err := written(campaign.New(o.seed, size), f.Arg(0))
	if err != nil {
		fmt.Fprintln(errs, "siege:", err)
		return 1
	}
	fmt.Fprintf(errs, "%d files, %.1f MB; merged they come to %v\n", files, float64(bytes)/1e6, truth.Figures())
	return 0
}
