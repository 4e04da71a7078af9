//go:build race

package web

// raced says that the race detector runs: what happens in a browser alone is not
// looked at, the whole runs without it.
const raced = true
