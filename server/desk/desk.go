package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/server/auth"
	"chunfeng/server/store"
)

// Options are what a Desk is made of. Store, Forms, Now and Random are needed.
type Options struct {
	Store  store.Store
	Forms  *forms.Catalogue
	Now    func() time.Time
	Random io.Reader       // of ids; crypto/rand.Reader but in tests
	Limits workbook.Limits // zero is DefaultLimits
	Fonts  string          // folder of the bureau's own fonts, "" for the embedded ones
	// Readers is how many files are read at once, 0 is the number of cores;
	// Queue is how many more may wait, 0 is 16 a reader. Beyond that, and when
	// waiting took longer than Patience, 0 is 15 s, Receive refuses with the code
	// busy: who is told so tries again, who is told nothing does not know.
	Readers, Queue int
	Patience       time.Duration
	// Send hands a reminder on to where the operator wants it and does not wait;
	// false when it takes no more. Nil: there is nowhere to send it.
	Send func(Notice) bool
}

// A Desk is the rules of the service. It may be used by several goroutines.
type Desk struct {
	store   store.Store
	forms   *forms.Catalogue
	reading *importer.Importer // without a campaign
	now     func() time.Time
	random  io.Reader
	fonts   string
	send    func(Notice) bool
	readers chan struct{}
	waiting chan struct{}
	patient time.Duration

	mu     sync.Mutex // of rooms, views, bodies, and of random
	rooms  map[string]*room
	views  map[string]*view // the newest of each campaign, without bodies
	bodies map[string]bodies
	live   liveCache
}

// New makes a Desk.
func New(o Options) (*Desk, error) {
	if o.Store == nil || o.Forms == nil || o.Now == nil || o.Random == nil {
		return nil, errors.New("make desk: store, forms, clock and random are needed")
	}
	if o.Readers <= 0 {
		o.Readers = runtime.GOMAXPROCS(0)
	}
	if o.Queue <= 0 {
		o.Queue = 16 * o.Readers
	}
	if o.Patience <= 0 {
		o.Patience = 15 * time.Second
	}
	d := &Desk{
		store: o.Store, forms: o.Forms, reading: importer.New(nil, o.Forms), random: o.Random, fonts: o.Fonts, send: o.Send,
		readers: make(chan struct{}, o.Readers), waiting: make(chan struct{}, o.Readers+o.Queue), patient: o.Patience, rooms: map[string]*room{}, views: map[string]*view{}, bodies: map[string]bodies{},
	}
	zone := period.Zone()
	d.now = func() time.Time { return o.Now().In(zone).Truncate(time.Millisecond) }
	if o.Limits != (workbook.Limits{}) {
		d.reading.Limits = o.Limits
	}
	return d, nil
}

// An Actor is who acts. Package auth tells who that is.
type Actor struct {
	User    string // account id; "" for the command line
	Name    string
	Role    store.Role
	Unit    returns.UnitCode // of counties and firms
	Address string           // where the request came from, for the audit log
}

// As is the actor of somebody whom package auth has let in.
func As(w auth.Who) Actor {
	return Actor{User: w.User.ID, Name: w.User.Name, Role: w.User.Role, Unit: w.User.Unit, Address: w.Address}
}

// id makes a new id as of now.
func (d *Desk) id(now time.Time) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return store.NewID(now, d.random)
}

// change is what a does now, for a reason.
func (a Actor) change(now time.Time, reason string) store.Change {
	return store.Change{At: now, By: a.User, Reason: reason}
}

// note writes one line of the audit log.
func (a Actor) note(ctx context.Context, tx store.Tx, now time.Time, what, of string, whose owner, detail string) error {
	_, err := tx.Append(ctx, store.Entry{
		At: now, Who: a.User, Role: a.Role, Address: a.Address, What: what, Of: of,
		Unit: whose.Unit, County: whose.County, Detail: detail,
	})
	if err != nil {
		return fmt.Errorf("note %s: %w", what, err)
	}
	return nil
}
