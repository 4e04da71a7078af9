// Command gen makes the workbooks below samples/: the register of firms due,
// the returns of eleven county-level units and some firms over six periods,
// the story that the demo files afterwards, and one broken return for every
// finding. Run it in the root of the module:
//
//	go run ./samples/gen
//
// The truth stands in tables of Go values (fairs.go, visits.go, …): what
// happened, who filed it and when. The habits of each unit (unit_*.go) turn
// the same truth into the layout, words, dates and numbers of that unit. So
// the tests can count the truth without any importer, and say beside it what
// each wrong reading of the workbooks would give.
//
// Names, codes and numbers of persons and firms are invented (check digits
// valid). Only public facts of the campaign are kept, and three firms that
// newspapers name. The same source gives the same bytes on every machine: no
// clock, no random numbers, fixed times in the archives.
package main
