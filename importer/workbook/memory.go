package workbook

import (
	"io"

	"chunfeng/importer/finding"
)

// A Memory is what books are read in that are needed one after the other: the
// cells of each lie where those of the one before lay. It serves one goroutine.
// The zero Memory is ready.
type Memory struct {
	blocks  [][]Cell
	block   int // the one in use
	inflate io.ReadCloser
	window  []byte
}

// What a block of cells has room for, the first of a book, which may be small,
// and the others; and how many blocks are kept for the next book.
const (
	firstBlock = 128
	cellBlock  = 1024
	keptBlocks = 64
)

// Open is Open; the Book is valid until the next Open in m.
func (m *Memory) Open(name string, data []byte, lim Limits, password string) (*Book, finding.List) {
	m.reset()
	return open(m, name, data, lim, password)
}

// room is where parts are unpacked, a piece at a time.
func (m *Memory) room() []byte {
	if m.window == nil {
		m.window = make([]byte, window)
	}
	return m.window
}

func (m *Memory) reset() {
	if len(m.blocks) > keptBlocks {
		clear(m.blocks[keptBlocks:])
		m.blocks = m.blocks[:keptBlocks]
	}
	for i := range m.blocks {
		m.blocks[i] = m.blocks[i][:0]
	}
	m.block = 0
}

// keep copies the cells of a row.
func (m *Memory) keep(cells []Cell) []Cell {
	n := len(cells)
	for ; m.block < len(m.blocks); m.block++ {
		b := m.blocks[m.block]
		if from := len(b); cap(b)-from >= n {
			b = append(b, cells...)
			m.blocks[m.block] = b
			return b[from : from+n : from+n]
		}
	}
	size := cellBlock
	if len(m.blocks) == 0 {
		size = firstBlock
	}
	m.blocks = append(m.blocks, make([]Cell, 0, max(size, n)))
	return m.keep(cells)
}
