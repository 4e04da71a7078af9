// Package store says what the service remembers and what may be asked of it:
// campaigns and units, filings with their originals, returns with versions,
// findings and explanations, decisions, briefings, people, and the audit log.
//
// It is vocabulary and promises only. Package sqlstore keeps them over
// database/sql, and storetest is the suite every implementation must pass.
//
// Three promises hold everywhere. What one Tx writes is kept whole or not at
// all, and no two Tx of all replicas overlap, so that what was read in a Tx is
// still so when it writes. Originals, findings, records as typed, file names,
// phones and log-in names are sealed before they reach the database; callers
// pass and get them in clear. Nothing is overwritten that was once filed.
//
// The store decides nothing about who may do what (auth) or which state
// follows which (desk). It has no clock and makes no ids: both are passed in.
package store
