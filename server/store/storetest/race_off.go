//go:build !race

package storetest

// logged is how many entries a log has that is tampered with.
const logged = 10_000
