// Package rules checks one return against the rules of its form: its rows
// against each other, parts against wholes, totals against rows, one table of
// the workbook against another, and the return against the unit's earlier
// ones. In goes a Case, which holds all that a rule may compare; out come
// findings with the exact cell. Nothing is looked up and nothing is capped.
//
// What reads cells (C findings), what folds rosters (R308) and what merges
// units (X404–X409, X411, X413) stands elsewhere. Rules act on the roles and
// types of fields and know no form and no field by name.
package rules
