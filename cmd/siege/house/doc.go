// Package house runs the real chunfeng binary as a child process in a folder
// of its own, on loopback, and speaks to it as its users do: accounts by
// one-time codes, tokens, uploads that try again after a 503.
//
// It can kill the child, look at its memory and descriptors, and knows nothing
// of what a trial holds.
package house
