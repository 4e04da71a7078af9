package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Options are what a store needs beyond its database.
type Options struct {
	Vault *vault.Vault
	Forms *forms.Catalogue // tells which fields are personal, and the views
}

// A Store is a store.Keeper over two pools of one database.
type Store struct {
	reader
	write *sql.DB
	read  *sql.DB
	close sync.Once
}

// Open makes the store of two pools of one database, which are closed with it,
// also when it cannot be made. It brings the tables to what this program wants:
// store.ErrNewer when they are newer. vault.ErrKeyGone when the store was begun
// with other keys.
func Open(ctx context.Context, write, read *sql.DB, d *Dialect, o Options) (*Store, error) {
	s := newStore(write, read, d, o)
	err := migrate(ctx, write, d, o)
	if err == nil {
		err = s.checkKey(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

func newStore(write, read *sql.DB, d *Dialect, o Options) *Store {
	k := &kept{dialect: d, vault: o.Vault, forms: o.Forms, zone: period.Zone(), files: map[string]*parsed{}, units: map[string]unitsAt{}}
	return &Store{reader: reader{kept: k, run: read}, write: write, read: read}
}

// kept is what readers and writers of one store share.
type kept struct {
	dialect *Dialect
	vault   *vault.Vault
	forms   *forms.Catalogue
	zone    *time.Location

	mu    sync.Mutex
	files map[string]*parsed // by campaign
	units map[string]unitsAt // by campaign
}

// runner is what *sql.DB and *sql.Tx have in common.
type runner interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// reader answers from a database or inside a transaction.
type reader struct {
	*kept
	run runner
}

// tx also writes, inside a transaction.
type tx struct {
	reader
}

var (
	_ store.Reader = reader{}
	_ store.Tx     = tx{}
)

// tries bounds how often a transaction is run that the database asks to run
// again.
const tries = 5

// Tx runs do in one transaction that no other overlaps.
func (s *Store) Tx(ctx context.Context, do func(store.Tx) error) error {
	return s.change(ctx, func(t tx) error { return do(t) })
}

func (s *Store) change(ctx context.Context, do func(tx) error) error {
	var err error
	for range tries {
		if err = s.once(ctx, do); err == nil || !s.dialect.Again(err) {
			return err
		}
	}
	return fmt.Errorf("run transaction %d times: %w: %w", tries, store.ErrUnavailable, err)
}

func (s *Store) once(ctx context.Context, do func(tx) error) error {
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", s.dialect.fault(err))
	}
	// After a commit this does nothing; after an error or a panic of do it
	// leaves nothing of it.
	defer func() { _ = t.Rollback() }()
	if err := s.dialect.Lock(ctx, t); err != nil {
		return fmt.Errorf("wait for other writers: %w", s.dialect.fault(err))
	}
	writing := tx{reader{kept: s.kept, run: t}}
	if err := writing.maySeal(ctx); err != nil {
		return err
	}
	if err := do(writing); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", s.dialect.fault(err))
	}
	return nil
}

// Snapshot runs look on one state of the store.
func (s *Store) Snapshot(ctx context.Context, look func(store.Reader) error) error {
	return s.snapshot(ctx, func(r reader) error { return look(r) })
}

func (s *Store) snapshot(ctx context.Context, look func(reader) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin reading: %w", s.dialect.fault(err))
	}
	defer func() { _ = t.Rollback() }()
	return look(reader{kept: s.kept, run: t})
}

// Ping asks both pools for something that stands in the database.
func (s *Store) Ping(ctx context.Context) error {
	for _, db := range []*sql.DB{s.write, s.read} {
		var n int
		err := reader{kept: s.kept, run: db}.one(ctx, "ping", scanInto(&n), `SELECT COUNT(*) FROM key_check`)
		switch {
		case err != nil && !errors.Is(err, store.ErrUnavailable):
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		case err != nil:
			return err
		}
	}
	return nil
}

// Close closes both pools. A second call does nothing.
func (s *Store) Close() error {
	var err error
	s.close.Do(func() {
		err = s.read.Close()
		if s.write != s.read {
			err = errors.Join(err, s.write.Close())
		}
	})
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// periodOf is the period of that name as the campaign's file has it; one that
// the file no longer has is known by its end alone.
func (r reader) periodOf(ctx context.Context, campaign, name string) (period.Period, error) {
	periods, err := r.periods(ctx, campaign)
	if err != nil {
		return period.Period{}, err
	}
	return periodNamed(periods, name)
}

func periodNamed(periods map[string]period.Period, name string) (period.Period, error) {
	if p, ok := periods[name]; ok {
		return p, nil
	}
	ends, err := period.Parse(name)
	if err != nil {
		return period.Period{}, fmt.Errorf("read period: %w", err)
	}
	return period.Period{Ends: ends}, nil
}

func (r reader) periods(ctx context.Context, campaign string) (map[string]period.Period, error) {
	var yaml string
	if err := r.one(ctx, "read campaign "+campaign, scanInto(&yaml), `SELECT yaml FROM campaigns WHERE id = $1`, campaign); err != nil {
		return nil, err
	}
	p, err := r.parse(campaign, yaml)
	if err != nil {
		return nil, err
	}
	return p.periods, nil
}
