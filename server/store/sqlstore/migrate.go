package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"chunfeng/server/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings a database's tables to what this program wants, and makes the
// views anew where the forms have changed. Each step is kept whole or not at
// all, and steps go forward only. ErrNewer when a later version of the program
// was here: nothing is changed then.
func migrate(ctx context.Context, db *sql.DB, d *Dialect, o Options) (err error) {
	if d.LockMigration != nil {
		conn, err := db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("migrate: %w", d.fault(err))
		}
		defer func() { _ = conn.Close() }()
		if err := d.LockMigration(ctx, conn); err != nil {
			return fmt.Errorf("migrate: wait for others: %w", d.fault(err))
		}
		defer func() { err = errors.Join(err, d.UnlockMigration(context.WithoutCancel(ctx), conn)) }()
	}
	p, err := provider(db, d)
	if err != nil {
		return err
	}
	have, know, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: read version: %w", d.fault(err))
	}
	if have > know {
		return fmt.Errorf("migrate: database has version %d, this program knows %d: %w", have, know, store.ErrNewer)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", d.fault(err))
	}
	return makeViews(ctx, db, d, o.Forms)
}

func provider(db *sql.DB, d *Dialect) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	p, err := goose.NewProvider(d.Name, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return p, nil
}

// Schema is the version the database has and the newest this program knows.
func (s *Store) Schema(ctx context.Context) (have, know int64, err error) {
	p, err := provider(s.write, s.dialect)
	if err != nil {
		return 0, 0, err
	}
	if have, know, err = p.GetVersions(ctx); err != nil {
		return 0, 0, fmt.Errorf("read schema: %w", s.dialect.fault(err))
	}
	return have, know, nil
}

// inTx runs do in a plain transaction.
func inTx(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) (err error) {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if rollback := t.Rollback(); !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
	}()
	if err := do(t); err != nil {
		return err
	}
	return t.Commit()
}
