package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3/database"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chunfeng/importer/forms"
	"chunfeng/server/store"
	"chunfeng/server/store/sqlstore"
)

// readers is how many connections read at once.
const readers = 8

// Open opens the store in the file of that path, which is made, readable by its
// owner alone, where there is none, and migrates it. store.ErrNewer when a
// later version of the program was there.
func Open(ctx context.Context, path string, o sqlstore.Options) (*sqlstore.Store, error) {
	return open(ctx, path, o, func(c driver.Connector) driver.Connector { return c })
}

// open puts wrap in front of the connection that writes.
func open(ctx context.Context, path string, o sqlstore.Options, wrap func(driver.Connector) driver.Connector) (*sqlstore.Store, error) {
	if err := create(path); err != nil {
		return nil, err
	}
	write := sql.OpenDB(wrap(connector(source(path, "_txlock=immediate"))))
	write.SetMaxOpenConns(1)
	read := sql.OpenDB(connector(source(path, "_pragma=query_only(1)")))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s, err := sqlstore.Open(ctx, write, read, dialect(), o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return s, nil
}

// A connector opens connections of a source.
type connector string

// Connect opens one.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(string(c)) }

// Driver is SQLite's.
func (c connector) Driver() driver.Driver { return &sqlite.Driver{} }

// create makes an empty file, so that it never can be read by others.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

// source is the name of a connection with our settings. busy_timeout comes
// first: the others may have to wait already.
func source(path, more string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	u := url.URL{Scheme: "file", Path: abs}
	return u.String() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)&" + more
}

func dialect() *sqlstore.Dialect {
	return &sqlstore.Dialect{
		Name:  database.DialectSQLite3,
		Fault: fault,
		Again: func(error) bool { return false },
		// BEGIN IMMEDIATE has locked already.
		Lock:  func(context.Context, *sql.Tx) error { return nil },
		Each:  ", json_each(c.clear) r",
		Field: field,
		Scrub: scrub,
	}
}

// fault goes by the result codes of SQLite, https://sqlite.org/rescode.html.
func fault(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return store.ErrConflict
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return store.ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return store.ErrUnavailable
	}
	return nil
}

// field reads one field of the JSON object r.value, or of the return's meta.
func field(id string, from sqlstore.Column, t forms.Type) string {
	object := "r.value"
	if from == sqlstore.OfMeta {
		object = "t.meta"
	}
	value := "json_extract(" + object + ", " + sqlstore.Literal(`$."`+id+`"`) + ")"
	if t.Numeric() {
		return "CAST(" + value + " AS NUMERIC)"
	}
	return value
}

// scrub moves everything out of the log and rewrites the file without what was
// deleted.
func scrub(ctx context.Context, db *sql.DB) error {
	for _, s := range []string{"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
