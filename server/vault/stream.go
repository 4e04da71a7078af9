package vault

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// A sealed stream is a line, sixteen random bytes that name it, and pieces, each
// its length in four bytes and then sealed. A piece is bound to the stream, to
// its number and to whether it is the last, so that one that was cut, or whose
// pieces were moved, does not open.
const (
	streamLine  = "chunfeng sealed 1\n"
	streamPiece = 64 << 10
	streamName  = 16
)

// A SealWriter seals what is written to it. It must be closed: the last piece
// says that nothing follows.
type SealWriter struct {
	vault *Vault
	to    io.Writer
	name  string
	piece []byte
	n     int
	err   error
}

// SealTo begins a sealed stream of any length, for backups.
func (v *Vault) SealTo(w io.Writer) (*SealWriter, error) {
	name := make([]byte, streamName)
	_, _ = rand.Read(name) // never fails: the program ends when there is no randomness
	if _, err := w.Write(append([]byte(streamLine), name...)); err != nil {
		return nil, fmt.Errorf("begin sealed stream: %w", err)
	}
	return &SealWriter{vault: v, to: w, name: hex.EncodeToString(name), piece: make([]byte, 0, streamPiece)}, nil
}

// Write seals p piece by piece.
func (s *SealWriter) Write(p []byte) (int, error) {
	written := 0
	for s.err == nil && written < len(p) {
		if len(s.piece) == streamPiece {
			s.flush(false)
		}
		n := min(streamPiece-len(s.piece), len(p)-written)
		s.piece = append(s.piece, p[written:written+n]...)
		written += n
	}
	return written, s.err
}

// Close writes the last piece. It does not close what is below.
func (s *SealWriter) Close() error {
	if s.err == nil {
		s.flush(true)
	}
	if s.err != nil {
		return s.err
	}
	s.err = errors.New("vault: sealed stream is closed")
	return nil
}

func (s *SealWriter) flush(last bool) {
	sealed := s.vault.Seal(pieceAt(s.name, s.n, last), s.piece)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	if _, err := s.to.Write(append(out, sealed...)); err != nil {
		s.err = fmt.Errorf("write sealed stream: %w", err)
	}
	s.piece = s.piece[:0]
	s.n++
}

func pieceAt(name string, n int, last bool) Place {
	column := "piece"
	if last {
		column = "last piece"
	}
	return Place{Table: "stream", Row: name + "/" + strconv.Itoa(n), Column: column}
}

// OpenFrom reads a sealed stream. Every byte it gives was sealed; that nothing
// is missing is known when it ends with io.EOF, so that nothing should be done
// for good before. Its errors are ErrSealed and ErrKeyGone.
func (v *Vault) OpenFrom(r io.Reader) (io.Reader, error) {
	o := &opener{vault: v, from: bufio.NewReaderSize(r, streamPiece)}
	head := make([]byte, len(streamLine)+streamName)
	if _, err := io.ReadFull(o.from, head); err != nil || string(head[:len(streamLine)]) != streamLine {
		return nil, fmt.Errorf("open stream: %w", ErrSealed)
	}
	o.name = hex.EncodeToString(head[len(streamLine):])
	return o, nil
}

type opener struct {
	vault *Vault
	from  *bufio.Reader
	name  string
	n     int
	piece []byte
	last  bool
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.piece) == 0 {
		if o.last {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.piece)
	o.piece = o.piece[n:]
	return n, nil
}

// next opens the next piece. It is the last one when nothing follows it, which
// the piece itself must say.
func (o *opener) next() error {
	var length [4]byte
	if _, err := io.ReadFull(o.from, length[:]); err != nil {
		return fmt.Errorf("open piece %d: cut: %w", o.n, ErrSealed)
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > streamPiece+Overhead {
		return fmt.Errorf("open piece %d: %w", o.n, ErrSealed)
	}
	sealed := make([]byte, n)
	if _, err := io.ReadFull(o.from, sealed); err != nil {
		return fmt.Errorf("open piece %d: cut: %w", o.n, ErrSealed)
	}
	_, err := o.from.Peek(1)
	o.last = errors.Is(err, io.EOF)
	if err != nil && !o.last {
		return fmt.Errorf("open piece %d: %w", o.n, err)
	}
	if o.piece, err = o.vault.Open(pieceAt(o.name, o.n, o.last), sealed); err != nil {
		return fmt.Errorf("open piece %d: %w", o.n, err)
	}
	o.n++
	return nil
}
