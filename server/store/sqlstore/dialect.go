package sqlstore

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3/database"

	"chunfeng/importer/forms"
	"chunfeng/server/store"
)

// A Dialect is in what one database differs from the other.
type Dialect struct {
	// Name is of goose: sqlite3 or postgres.
	Name database.Dialect
	// Fault is the store's sentinel for a driver's error, nil for one that
	// means nothing to callers. It goes by the error's code.
	Fault func(error) error
	// Again reports whether a transaction that ended with the error may be run
	// again and then succeed.
	Again func(error) bool
	// Lock keeps other writers out until the transaction ends.
	Lock func(context.Context, *sql.Tx) error
	// LockMigration keeps other processes from migrating until UnlockMigration
	// on the same connection. Both nil where one process has the database.
	LockMigration, UnlockMigration func(context.Context, *sql.Conn) error
	// Each is the table expression that turns the JSON array in column clear
	// into rows named r.
	Each string
	// Field is the expression for one field of r, as a value of its type.
	Field func(id string, from Column, t forms.Type) string
	// Scrub removes from disk what was deleted.
	Scrub func(context.Context, *sql.DB) error
}

// A Column says where a view finds a field: in the record, or in the meta lines
// of its return.
type Column uint8

// The columns.
const (
	OfRecord Column = iota
	OfMeta
)

// fault puts the store's sentinel before what the driver said.
func (d *Dialect) fault(err error) error {
	if err == nil {
		return nil
	}
	if known := d.Fault(err); known != nil {
		return &faultError{known, err}
	}
	return err
}

// A faultError is a driver's error that callers can act on.
type faultError struct {
	known, cause error
}

func (e *faultError) Error() string { return e.known.Error() + ": " + e.cause.Error() }

func (e *faultError) Unwrap() []error { return []error{e.known, e.cause} }

var _ store.Keeper = (*Store)(nil)
