// Package plain is the one normaliser of text: what two texts must share to
// be the same to us. It folds full-width forms (NFKC), removes characters
// that cannot be seen, and closes up the spaces with which Chinese tables
// are set (合　　计). It never decides what a text means.
package plain
