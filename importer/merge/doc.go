// Package merge turns returns into figures: each event once, each firm once,
// each figure with the cells it comes from. In go all returns of a campaign,
// in any order and of any state, the decisions taken so far, and a date; out
// come the figures of the city and of every unit as of that date, conflicts,
// merged ledgers, and who has filed.
//
// Merge is a pure function. It acts on the roles and keys that definitions
// give their fields and on no form or field by name; what a roster means is
// package fold's. It checks nothing: findings are made by rules before.
//
// What a unit only says in numbers (a weekly table, a count beside a ledger)
// adds to sums. It never adds to a count of distinct things, for nobody can tell
// which they are: there it is printed beside (另按报送数12家次), and a unit that
// filed nothing else has no such figure.
//
// The walk: choose which version of each return counts (choose.go); tell firms
// apart (firms.go); run each unit's ledgers through time so that a later
// filing of an event replaces the earlier (flow.go), and take the newest state
// of stock forms (stock.go, lines.go); tell what two units filed of one event
// (same.go); count (count.go, measure.go).
package merge
