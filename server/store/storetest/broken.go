package storetest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// EveryCallFails lets, one after the other, each call that an upload makes to
// the database fail: the upload is then not there at all, and the next try
// keeps it. The store that db opens must ask its database through fault.
func EveryCallFails(t *testing.T, db Database, fault *Fault) {
	b := newBench(t, db)
	b.campaign()
	_, err := b.receive(b.s, 0)
	b.no(err)
	fault.Arm(0)
	_, err = b.receive(b.s, 1)
	b.no(err)
	calls := fault.Calls()
	if calls < 8 {
		t.Fatalf("an upload made %d calls", calls)
	}
	for n := 1; n <= calls; n++ {
		before := b.counts()
		fault.Arm(n)
		if _, err := b.receive(b.s, n+1); !errors.Is(err, ErrInjected) {
			t.Fatalf("call %d: %v, want the injected failure", n, err)
		}
		b.same(fmt.Sprintf("rows after call %d failed", n), b.counts(), before)
		fault.Arm(0)
		_, err := b.receive(b.s, n+1)
		b.no(err)
		b.whole(b.s, n+1)
	}
	b.chain(calls + 2)
}

// whole checks that the n-th upload is there whole.
func (b *bench) whole(s store.Store, n int) {
	b.Helper()
	data, err := s.Original(b.ctx, id("f", n))
	b.no(err)
	b.same("original", string(data), "PK")
	ret, err := s.Return(b.ctx, id("r", n))
	b.no(err)
	records, err := s.Records(b.ctx, id("r", n))
	b.no(err)
	b.same("records", len(records), ret.Rows)
}

// chain checks that the audit log holds and has so many entries.
func (b *bench) chain(entries int) {
	b.Helper()
	c, err := b.s.VerifyAudit(b.ctx)
	b.no(err)
	if c.Broken != 0 || c.Entries != int64(entries) {
		b.Errorf("audit log of %d entries: %+v", entries, c)
	}
}

// A Child is what the test's own program does when it is run again to be
// killed: it opens the database and uploads for ever, saying on standard
// output what was kept.
type Child struct {
	Open func(context.Context, *vault.Vault, *forms.Catalogue) (store.Keeper, error)
}

// The variables that tell a child of its part.
const (
	childPart = "CHUNFENG_STORETEST_CHILD"
	childRing = "CHUNFENG_STORETEST_RING"
)

// Run does a child's part, from the upload of that number on, and does not
// return; it returns at once in a process that is none.
func (c Child) Run() {
	from, err := strconv.Atoi(os.Getenv(childPart))
	if err != nil {
		return
	}
	fmt.Fprintln(os.Stderr, c.upload(from))
	os.Exit(1)
}

// upload ends with what went wrong.
func (c Child) upload(from int) error {
	ctx := context.Background()
	ring, err := vault.ParseRing(os.Getenv(childRing))
	if err != nil {
		return err
	}
	v, err := vault.New(ring)
	if err != nil {
		return err
	}
	catalogue, err := builtin()
	if err != nil {
		return err
	}
	s, err := c.Open(ctx, v, catalogue)
	if err != nil {
		return err
	}
	err = s.Tx(ctx, func(t store.Tx) error {
		return t.PutCampaign(ctx, store.Campaign{ID: spring, YAML: campaignYAML, Saved: when(0)})
	})
	for n := from; err == nil; n++ {
		var original []byte
		if err = receiveBig(ctx, s, n, &original); err == nil {
			_, err = fmt.Println(n, hashOf(original))
		}
	}
	return err
}

// receiveBig keeps an upload of some size, so that being killed hits it.
func receiveBig(ctx context.Context, s store.Store, n int, original *[]byte) error {
	*original = []byte(strings.Repeat(fmt.Sprintf("%d PK ", n), 20_000))
	catalogue, err := builtin()
	if err != nil {
		return err
	}
	f, _ := catalogue.Form("roster")
	ret := store.Return{ID: id("r", n), Campaign: spring, Received: when(1)}
	ret.Unit, ret.Form, ret.Period.Ends, ret.Records = "331082", "roster", date(2024, 1, 21), roster(f, 1500)
	return s.Tx(ctx, func(t store.Tx) error {
		if err := t.AddFiling(ctx, filing(n, "331082"), *original); err != nil {
			return err
		}
		if _, err := t.AddReturn(ctx, ret); err != nil {
			return err
		}
		_, err := t.Append(ctx, entry(n))
		return err
	})
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Killed runs children on a database and kills each at a random moment, the
// first ones while they make the tables: nothing that was kept is lost or
// changed, nothing is there in part. The test program's TestMain must call
// Child.Run. sound asks the database whether its file is sound.
func Killed(t *testing.T, db Database, environ []string, sound func(*testing.T)) {
	b := &bench{T: t, ctx: t.Context(), db: db, ring: vault.NewRing(), forms: newCatalogue(t)}
	kept := map[int]string{}
	for round := range 12 {
		runChild(t, append(environ, childPart+"="+strconv.Itoa(1+round*1000), childRing+"="+b.ring.Text()), round, kept)
		s, err := b.tryOpen()
		b.no(err)
		b.s = s
		sound(t)
		b.afterKill(kept)
		b.no(s.Close())
	}
	if len(kept) == 0 {
		t.Error("no child kept anything")
	}
}

// runChild runs one child until it has said so many lines, and a random moment
// more, then kills it. What it said goes into kept.
func runChild(t *testing.T, environ []string, round int, kept map[int]string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), environ...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	moment := time.Duration(rand.IntN(120)) * time.Millisecond
	if round < 4 {
		time.AfterFunc(moment, func() { _ = c.Process.Kill() })
	}
	lines := bufio.NewReader(out)
	for said := 0; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
				t.Fatal(err)
			}
			break
		}
		words := strings.Fields(line)
		n, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatal(err)
		}
		kept[n] = words[1]
		if said++; said == 3 {
			time.AfterFunc(moment, func() { _ = c.Process.Kill() })
		}
	}
	_ = c.Wait()
}

// afterKill checks what is there after a child was killed.
func (b *bench) afterKill(kept map[int]string) {
	b.Helper()
	for n, hash := range kept {
		data, err := b.s.Original(b.ctx, id("f", n))
		if err != nil || hashOf(data) != hash {
			b.Fatalf("upload %d was kept and is lost or changed: %v", n, err)
		}
	}
	filings, err := b.s.Filings(b.ctx, store.FilingFilter{})
	b.no(err)
	heads := 0
	b.no(b.s.EachReturn(b.ctx, store.ReturnFilter{}, func(r store.Return) error {
		heads++
		if len(r.Records) != r.Rows || r.Rows != 1500 {
			return fmt.Errorf("return %s has %d of %d records", r.ID, len(r.Records), r.Rows)
		}
		return nil
	}))
	b.same("returns to filings", heads, len(filings))
	b.chain(len(filings))
}

// Restarts ends the server at once, again and again while uploads come from
// two stores, and starts it again: no upload that was kept is lost, nothing is
// there in part, and the stores go on without being opened again.
func Restarts(t *testing.T, db Database, restart func()) {
	b := newBench(t, db)
	b.campaign()
	stores := []store.Store{b.s, b.open()}
	var mu sync.Mutex
	var kept []int
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for n := worker * 100_000; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				_, err := b.receive(stores[worker%2], n)
				switch {
				case err == nil:
					mu.Lock()
					kept = append(kept, n)
					mu.Unlock()
				case !errors.Is(err, store.ErrUnavailable):
					b.Errorf("upload while the server was away: %v, want ErrUnavailable", err)
				}
			}
		})
	}
	for range 8 {
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		restart()
	}
	close(stop)
	wg.Wait()
	for i, s := range stores {
		_, err := b.receive(s, 900_000+i)
		b.no(err)
	}
	for _, n := range kept {
		b.whole(b.s, n)
	}
	all, err := b.s.Returns(b.ctx, store.ReturnFilter{States: []returns.State{returns.Accepted}})
	b.no(err)
	versions := map[int]bool{}
	for _, r := range all {
		versions[r.Version] = true
	}
	b.same("versions", len(versions), len(all))
	b.same("originals", b.counts()[1], strconv.Itoa(len(all)))
	b.chain(len(all))
	t.Logf("%d uploads kept over 8 restarts", len(kept))
}
