// Package importer walks one file from bytes to checked returns: open, locate,
// read, fold, check. Whatever is wrong with the file is a finding; an error
// means only that we could not finish looking. It keeps nothing: earlier
// returns are passed in.
package importer
