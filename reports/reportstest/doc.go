// Package reportstest builds merged campaigns for the tests of reports: the one
// of the article, as its numbers stand in the contract, and random ones. It
// counts by itself, in the plainest way, and shares no code with
// importer/merge.
package reportstest
