package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chunfeng/cmd/siege/campaign"
	"chunfeng/cmd/siege/house"
)

// A rush is many uploads at once, and what became of them.
type rush struct {
	mu       sync.Mutex
	oracle   oracle
	took     spread // from the first try to the answer
	single   spread // of single answers, 503 among them
	accepted int
	tries    int
	failed   []string
}

// charge uploads all files at once, one client a file.
func (t *town) charge(ctx context.Context, files []campaign.File) *rush {
	r := &rush{}
	var all sync.WaitGroup
	start := make(chan struct{})
	for _, x := range files {
		all.Go(func() {
			<-start
			began := time.Now()
			a, tries, err := t.who(x.Unit).Insist(ctx, x.Name, x.Data, nil)
			r.note(x, a, tries, time.Since(began), err)
		})
	}
	close(start)
	all.Wait()
	return r
}

func (r *rush) note(x campaign.File, a *house.Answer, tries int, took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries += tries
	if err != nil {
		r.failed = append(r.failed, x.Name+": "+err.Error())
		return
	}
	r.took, r.single = append(r.took, took), append(r.single, a.Took)
	receipt, err := house.Read[house.Receipt](a, nil)
	if err == nil {
		err = r.oracle.note(a, x.Data)
	}
	switch {
	case err != nil:
		r.failed = append(r.failed, fmt.Sprintf("%s: %v", x.Name, err))
	case receipt.Status == "accepted":
		r.accepted++
	default:
		r.failed = append(r.failed, fmt.Sprintf("%s: %s %.200s", x.Name, receipt.Status, a.Body))
	}
}

// rosters is a roster of every firm.
func rosters(c *campaign.Campaign, n int) ([]campaign.File, error) {
	var out []campaign.File
	for i := range min(n, len(c.Firms)) {
		x, err := c.Roster(i, 5)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// everybody is T10.
func everybody(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T10", house.Options{})
	if err != nil {
		return err
	}
	files, err := rosters(t.campaign, f.many(100, 500))
	if err != nil {
		return err
	}
	if err := t.ForgetPeak(); err != nil {
		s.skip("memory is not measured: %v", err)
	}
	before, err := t.Use(ctx)
	if err != nil {
		return err
	}
	r := t.charge(ctx, files)
	use, err := t.Use(ctx)
	if err != nil {
		return err
	}
	lost, half, err := r.oracle.verify(ctx, t.city, func(n int) bool { return true })
	if err != nil {
		return err
	}
	s.tell("forms", "%d of %d KB, %d tries, CPU %s in all", len(files), len(files[0].Data)>>10, r.tries, short(use.CPU-before.CPU))
	s.all("accepted", r.accepted, len(files))
	s.zero("failed", len(r.failed), r.failed...)
	s.zero("lost or half there", len(lost)+len(half), append(lost, half...)...)
	s.within("p99", 5*time.Second, r.took.at(.99))
	s.below("memory", 256, use.Peak)
	return nil
}

// heavy is T11.
func heavy(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T11", house.Options{})
	if err != nil {
		return err
	}
	large := *t.campaign
	large.Workers = 7150 // with fourteen columns a hundred thousand cells
	if !f.long {
		large.Workers = 1000
	}
	files, err := rosters(large.Reseeded(f.seed), f.many(20, 500))
	if err != nil {
		return err
	}
	if err := t.ForgetPeak(); err != nil {
		s.skip("memory is not measured: %v", err)
	}
	watching, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := t.watch(watching, eager)
	before, err := t.Use(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	r := t.charge(ctx, files)
	took := time.Since(began)
	cancel()
	seen := <-pages
	use, err := t.Use(ctx)
	if err != nil {
		return err
	}
	lost, half, err := r.oracle.verify(ctx, t.city, func(n int) bool { return n%25 == 0 })
	if err != nil {
		return err
	}
	s.tell("rosters", "%d of %d rows, %.1f MB each; %d tries, %d of them 503; CPU %s in all", len(files), large.Workers, float64(len(files[0].Data))/1e6, r.tries, r.tries-len(files), short(use.CPU-before.CPU))
	s.all("accepted in the end", r.accepted, len(files))
	s.zero("failed", len(r.failed), r.failed...)
	s.zero("lost or half there", len(lost)+len(half), append(lost, half...)...)
	s.within("p99 of answers that took the file", 30*time.Second, r.single.at(.99))
	s.within("all of them", 120*time.Second, took)
	s.zero("other pages that failed", len(seen.failed), seen.failed...)
	s.within(fmt.Sprintf("p99 of %d other pages", len(seen.took)), 500*time.Millisecond, seen.took.at(.99))
	s.below("memory", 512, use.Peak)
	return nil
}

// sights is what ordinary requests came to.
type sights struct {
	took   spread
	failed []string
}

// eager is the pause of a watch that measures how quick pages are.
const eager = 20 * time.Millisecond

// watch asks for ordinary pages until ctx ends, with a pause after each.
func (t *town) watch(ctx context.Context, pause time.Duration) <-chan sights {
	out := make(chan sights, 1)
	go func() {
		var s sights
		for n := 0; ctx.Err() == nil; n++ {
			path := []string{"/me", "/periods", "/forms", "/returns?limit=20", "/pages/login", "/filings?limit=20"}[n%6]
			a, err := t.counties[n%len(t.counties)].Get(ctx, path)
			switch {
			case ctx.Err() != nil:
			case err != nil:
				s.failed = append(s.failed, err.Error())
			case !a.OK():
				s.failed = append(s.failed, fmt.Sprintf("%s: %d", path, a.Status))
			default:
				s.took = append(s.took, a.Took)
			}
			time.Sleep(pause)
		}
		out <- s
	}()
	return out
}

// slowClients is T12.
func slowClients(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T12", house.Options{})
	if err != nil {
		return err
	}
	address := strings.TrimPrefix(t.URL, "http://")
	n := f.many(100, 1000)
	token := t.counties[0].Token
	for _, x := range []struct {
		what  string
		head  string
		limit time.Duration
	}{
		{"headers", "GET /api/v1/me HTTP/1.1\r\nHost: x\r\n", 10 * time.Second},
		{"bodies under 1 KB/s", "POST /api/v1/filings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
			"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n", time.Minute},
	} {
		watching, cancel := context.WithCancel(ctx)
		pages := t.watch(watching, eager)
		cut, dialled := trickle(ctx, address, x.head, n)
		cancel()
		seen := <-pages
		s.all("slow "+x.what+" that were cut", len(cut), n)
		if dialled < n {
			s.tell("connections made", "%d", dialled)
		}
		s.within("slow "+x.what+": the last cut", x.limit, cut.at(1))
		s.zero("ordinary requests that failed meanwhile", len(seen.failed), seen.failed...)
		s.within(fmt.Sprintf("p99 of %d ordinary requests meanwhile", len(seen.took)), 500*time.Millisecond, seen.took.at(.99))
	}
	return nil
}

// trickle opens many connections that send a head and then byte after byte, and
// says when each was cut.
func trickle(ctx context.Context, address, head string, n int) (cut spread, dialled int) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var open atomic.Int64
	limited, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	for range n {
		all.Go(func() {
			c, err := (&net.Dialer{}).DialContext(limited, "tcp", address)
			if err != nil {
				return
			}
			defer func() { _ = c.Close() }()
			open.Add(1)
			began := time.Now()
			if _, err := io.WriteString(c, head); err == nil {
				drip(limited, c)
			}
			if limited.Err() == nil {
				mu.Lock()
				cut = append(cut, time.Since(began))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return cut, int(open.Load())
}

// drip sends a byte a second until the other side has had enough.
func drip(ctx context.Context, c net.Conn) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, c) // ends when the server closes, or we do
	}()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			if _, err := c.Write([]byte("x")); err != nil {
				return
			}
		}
	}
}
