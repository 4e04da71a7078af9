//go:build race

package storetest

// logged is how many entries a log has that is tampered with. The race detector
// slows a database written in Go tenfold; the whole runs without it.
const logged = 1000
