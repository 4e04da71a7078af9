package returns

// arenaBlock is how many values an Arena takes memory for at a time, and
// arenaKept how many such blocks it keeps for the next use.
const (
	arenaBlock = 4096
	arenaKept  = 64
)

// An Arena is memory for records that live only until it is reset: those of
// one file, between its cells and their packed form. A campaign's rosters pass
// through the same memory one after the other. It serves one goroutine. The
// zero Arena is ready; on a nil one everything gets memory of its own.
type Arena struct {
	blocks  [][]Value
	block   int // the one in use
	used    int // of it
	records []Record
	taken   int // of records
}

// Values is n absent values.
func (a *Arena) Values(n int) []Value {
	if a == nil || n > arenaBlock {
		return make([]Value, n)
	}
	if a.used+n > arenaBlock {
		a.block++
		a.used = 0
	}
	if a.block == len(a.blocks) {
		a.blocks = append(a.blocks, make([]Value, arenaBlock))
	}
	mine := a.blocks[a.block][a.used : a.used+n : a.used+n]
	a.used += n
	clear(mine)
	return mine
}

// Records is no records yet, with room for n.
func (a *Arena) Records(n int) []Record {
	if a == nil {
		return make([]Record, 0, n)
	}
	if a.taken+n > len(a.records) {
		a.records, a.taken = make([]Record, max(n, 2*len(a.records), 256)), 0
	}
	mine := a.records[a.taken : a.taken : a.taken+n]
	a.taken += n
	return mine
}

// Reset takes all memory back. What it was given to must no longer be used.
func (a *Arena) Reset() {
	if len(a.blocks) > arenaKept {
		clear(a.blocks[arenaKept:])
		a.blocks = a.blocks[:arenaKept]
	}
	if len(a.records) > arenaKept*arenaBlock/16 {
		a.records = nil
	}
	a.block, a.used, a.taken = 0, 0, 0
}
