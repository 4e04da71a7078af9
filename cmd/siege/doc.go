// Command siege lays siege to the real service: it builds chunfeng, starts it
// as a child process in a temporary folder, on loopback alone, and holds it to
// the numbers that are promised: hostile workbooks, kills, a full disk, a
// database that is restarted, everybody at once, slow clients, planted numbers.
// It prints one table, and ends with 1 when a number falls short.
//
//	siege --short            what must hold on any machine, in a minute: times are only reported
//	siege --long             everything, in full
//	siege --only T4,T10      some trials
//	siege --only soak --for 1h
//	siege --only speed,scale,compare --python VENV/bin/python --node NODE_MODULES
//	siege generate DIR       a campaign's files, of the size that flags say
//
// A trial needs what it names: PostgreSQL as Debian installs it, root for small
// file systems and empty networks, strace for failing system calls. Where that
// is missing the trial is skipped, and says so.
package main
