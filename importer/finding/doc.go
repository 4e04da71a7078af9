// Package finding says what can be wrong with a return: the catalogue of
// codes, and findings, each a code at a place with the text as typed.
//
// A finding is about the filer's data and is collected, never thrown. What
// we could not do ourselves is an error and has no place here. Findings are
// made only by the constructors beside the catalogue, so that nobody passes
// the wrong words; the Chinese sentence is made when it is shown.
package finding
