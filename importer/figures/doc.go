// Package figures holds what merging gives and reports print: figures with
// their definitions and the cells they come from, conflicts, the merged
// ledgers, and who filed. It computes nothing.
package figures
