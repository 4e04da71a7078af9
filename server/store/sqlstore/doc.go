// Package sqlstore keeps a store.Store over database/sql, with one SQL text for
// SQLite and PostgreSQL: placeholders $1, times as milliseconds in BIGINT, text
// in TEXT, sealed bytes in BYTEA, ids made by the program. What differs between
// the two stands in a Dialect, which the packages sqlite and postgres fill.
//
// Sealed columns are listed in seal.go; a value is bound to its table, row and
// column. The records of a return stand in chunks of some hundred rows, sealed
// as typed and, beside them, clear for SQL with personal fields masked. The
// views form_<id>, made anew from the forms catalogue when a store is opened,
// show the latter of accepted returns with typed columns.
package sqlstore
