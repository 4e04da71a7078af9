// Package vault keeps originals and personal fields from whoever reads the
// database, its backups or the disk without the key.
//
// A Ring is the keys: an index key that never changes and data keys of which
// the last one seals. A Vault seals bytes with AES-256-GCM (NIST SP 800-38D,
// random nonce), bound to the table, row and column they stand in, so that a
// sealed value moved elsewhere does not open. It makes blind indexes
// (HMAC-SHA256), by which equal texts are found without being known, and
// chains of hashes for the audit log, and seals streams of any length for
// backups. The masks show as much of a number as
// those may see who may not see it all.
//
// It does not decide who may see what, and knows no database.
package vault
