package api

import (
	"context"
	"io"
	"sync"
	"time"

	"chunfeng/server/problem"
)

// A budget bounds the bytes of all uploads that are in memory at once. Claims
// grow as bytes arrive, so that whoever sends slowly holds little.
type budget struct {
	mu    sync.Mutex
	free  int64
	freed chan struct{} // closed, and made anew, when something comes back
}

func newBudget(n int64) *budget { return &budget{free: n, freed: make(chan struct{})} }

// patience is how long a claim waits for others to finish.
const patience = 10 * time.Second

// take claims n bytes, or is false when they are not free within patience.
func (b *budget) take(ctx context.Context, n int64) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		b.mu.Lock()
		if b.free >= n {
			b.free -= n
			b.mu.Unlock()
			return true
		}
		freed := b.freed
		b.mu.Unlock()
		select {
		case <-freed:
		case <-late.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free += n
	close(b.freed)
	b.freed = make(chan struct{})
}

// firstClaim is the bytes that an upload claims before it is known to be
// larger: a county's return has some 20 KB.
const firstClaim = 32 << 10

// read reads up to limit bytes into memory, claiming them. It reads one byte
// more of what is longer, so that the reader of workbooks can say so. claimed
// is to be given back, also with an error; busy when there is no room.
func (b *budget) read(ctx context.Context, from io.Reader, limit int64) (data []byte, claimed int64, err error) {
	for {
		if int64(len(data)) == claimed {
			more := min(max(claimed, firstClaim), limit+1-claimed)
			if more <= 0 {
				return data, claimed, nil
			}
			if !b.take(ctx, more) {
				return nil, claimed, problem.New("busy")
			}
			claimed += more
			grown := make([]byte, len(data), claimed)
			copy(grown, data)
			data = grown
		}
		n, err := from.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case err == io.EOF:
			return data, claimed, nil
		case err != nil:
			return nil, claimed, err
		}
	}
}
