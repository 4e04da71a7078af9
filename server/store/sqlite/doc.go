// Package sqlite opens a store in one SQLite file: write-ahead log, every
// commit on disk before it is answered, foreign keys kept, deleted bytes
// overwritten. One connection writes and several read, so that reading never
// waits for writing.
package sqlite
