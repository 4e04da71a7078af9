package mark

import (
	"bytes"
	"io"
)

// maxRow bounds what of a sheet is held at once: a row, the head, or what
// stands behind the rows.
const maxRow = 48 << 20

// window reads a sheet through a buffer that holds what is being looked at.
type window struct {
	src      io.Reader
	buf      []byte
	pos, end int
	done     bool
	err      error
}

func newWindow(src io.Reader) *window { return &window{src: src, buf: make([]byte, 64<<10)} }

// more reads on behind what is held. False at the end and after an error.
func (w *window) more() bool {
	if w.done || w.err != nil {
		return false
	}
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.end -= w.pos
		w.pos = 0
	}
	if w.end == len(w.buf) {
		if len(w.buf) >= maxRow {
			w.err = errForm
			return false
		}
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	n, err := w.src.Read(w.buf[w.end:])
	w.end += n
	switch err {
	case nil:
	case io.EOF:
		w.done = true
	default:
		w.err = err
	}
	return n > 0 || err == nil
}

// held is what is read and not taken.
func (w *window) held() []byte { return w.buf[w.pos:w.end] }

// find is where sep next stands in held, at from or behind it; -1 if nowhere.
func (w *window) find(sep []byte, from int) int {
	for {
		if h := w.held(); from <= len(h) {
			if i := bytes.Index(h[from:], sep); i >= 0 {
				return from + i
			}
			from = max(from, len(h)-len(sep)+1)
		}
		if !w.more() {
			return -1
		}
	}
}

// tag is the length of the tag that stands at from in held, -1 if it is cut.
func (w *window) tag(from int) int {
	for {
		if n := tagEnd(w.held()[from:]); n >= 0 {
			return n
		}
		if !w.more() {
			return -1
		}
	}
}

// take hands out the first n bytes held, valid until more is read.
func (w *window) take(n int) []byte {
	b := w.buf[w.pos : w.pos+n]
	w.pos += n
	return b
}

// rest is everything that is left.
func (w *window) rest() []byte {
	for w.more() {
	}
	return w.take(w.end - w.pos)
}
