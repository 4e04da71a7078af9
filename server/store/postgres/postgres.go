package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3/database"

	"chunfeng/importer/forms"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlstore"
)

// How many connections write and read. Writers take turns, so that more of
// them would wait in the database instead of here.
const (
	writers = 2
	readers = 8
)

// The keys of our advisory locks: the letters of chunfeng, and the next.
const (
	lockWrite   = 0x6368756e66656e67
	lockMigrate = lockWrite + 1
)

// How long a statement waits for a lock, and a transaction for its program.
const (
	lockTimeout = 30 * time.Second
	idleTimeout = 60 * time.Second
)

// Open opens the store of a connection string, postgres://… or key=value, and
// migrates it. store.ErrNewer when a later version of the program was there.
func Open(ctx context.Context, source string, o sqlstore.Options) (*sqlstore.Store, error) {
	return open(ctx, source, o, func(c driver.Connector) driver.Connector { return c })
}

// open puts wrap in front of the connections that write.
func open(ctx context.Context, source string, o sqlstore.Options, wrap func(driver.Connector) driver.Connector) (*sqlstore.Store, error) {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		// pgx leaves the password out of what it says.
		return nil, fmt.Errorf("open database: %w", err)
	}
	config.RuntimeParams["application_name"] = "chunfeng"
	config.RuntimeParams["lock_timeout"] = strconv.FormatInt(lockTimeout.Milliseconds(), 10)
	config.RuntimeParams["idle_in_transaction_session_timeout"] = strconv.FormatInt(idleTimeout.Milliseconds(), 10)
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	s, err := sqlstore.Open(ctx, pool(wrap(stdlib.GetConnector(*config)), writers), pool(stdlib.GetConnector(*config), readers), dialect(), o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return s, nil
}

func pool(c driver.Connector, n int) *sql.DB {
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}

func dialect() *sqlstore.Dialect {
	return &sqlstore.Dialect{
		Name:  database.DialectPostgres,
		Fault: fault,
		Again: again,
		Lock: func(ctx context.Context, t *sql.Tx) error {
			_, err := t.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockWrite))
			return err
		},
		LockMigration: func(ctx context.Context, c *sql.Conn) error {
			_, err := c.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(lockMigrate))
			return err
		},
		UnlockMigration: func(ctx context.Context, c *sql.Conn) error {
			_, err := c.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(lockMigrate))
			return err
		},
		Each:  " CROSS JOIN LATERAL jsonb_array_elements(c.clear::jsonb) AS r (value)",
		Field: field,
		Scrub: scrub,
	}
}

// fault goes by SQLSTATE, PostgreSQL's appendix A.
func fault(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return lost(err)
	}
	switch {
	case e.Code == "23505": // unique_violation
		return store.ErrConflict
	case e.Code == "53100": // disk_full
		return store.ErrFull
	case e.Code == "55P03" || e.Code == "25006" || e.Code == "25P03": // lock_not_available, read_only_sql_transaction, idle_in_transaction_session_timeout
		return store.ErrUnavailable
	case e.Code[:2] == "08" || e.Code[:2] == "53" || e.Code[:2] == "57" && e.Code != "57014": // connection, resources, operator intervention but not a query cancelled
		return store.ErrUnavailable
	}
	return nil
}

// lost is ErrUnavailable for a connection that could not be made or was cut,
// unless the caller gave up.
func lost(err error) error {
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, driver.ErrBadConn):
		return store.ErrUnavailable
	}
	return nil
}

// again is for serialization_failure and deadlock_detected: nothing of the
// transaction is left.
func again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// field reads one field of the JSON object r.value, or of the return's meta.
func field(id string, from sqlstore.Column, t forms.Type) string {
	object := "r.value"
	if from == sqlstore.OfMeta {
		object = "t.meta::jsonb"
	}
	value := "(" + object + " ->> " + sqlstore.Literal(id) + ")"
	switch {
	case t.Numeric():
		return value + "::numeric"
	case t == forms.DateType:
		return value + "::date"
	case t == forms.YesNo:
		return value + "::boolean"
	}
	return value
}

// scrub rewrites the tables that held what was deleted.
func scrub(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "VACUUM FULL originals, record_chunks, explanations, returns, filings, attempts")
	return err
}
