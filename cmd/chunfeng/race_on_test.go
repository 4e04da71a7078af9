//go:build race

package main

// raced says that the race detector slows everything: a sample will do, the
// whole runs without it.
const raced = true
