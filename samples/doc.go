// Package samples holds the workbooks of one campaign as eleven county-level
// units and some firms would have filed them, each in its own way. It is what
// the program reads where no other campaign is named, and what the demo files.
//
// Command gen beside it makes all but this file and campaign.yaml; change the
// tables there, not the workbooks.
package samples
