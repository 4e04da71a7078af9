// Package postgres opens a store in a PostgreSQL database. Writers take turns,
// by an advisory lock that a transaction holds until it ends, over all
// processes that share the database: what SQLite does by having one writer.
package postgres
