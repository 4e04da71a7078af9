package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"chunfeng/importer/finding"
)

// archive is the parts of a workbook, by lower-case name: part names do not
// tell case apart (ECMA-376 part 2, §6.2.2.3). Nothing is unpacked before all
// of them were checked against the limits.
type archive struct {
	file   source
	parts  map[string]*part
	names  []string // lower case, in the order of the directory
	memory *Memory
}

type part struct {
	name string // as stored, for findings
	from int64  // where it lies, packed
	to   int64
	size uint64 // unpacked
	sum  uint32
	flat bool // stored, not deflated
	read bool // to its end: its check sum is right
}

// source is the bytes of a file, in memory or not.
type source struct {
	data []byte // nil if the file is not in memory
	at   io.ReaderAt
	size int64
}

func inMemory(data []byte) source { return source{data, bytes.NewReader(data), int64(len(data))} }

// packedReader reads a stretch of a file.
type packedReader interface {
	io.Reader
	io.ByteReader
}

func (s source) stretch(from, to int64) packedReader {
	if s.data != nil {
		return bytes.NewReader(s.data[from:to])
	}
	return bufio.NewReaderSize(io.NewSectionReader(s.at, from, to-from), window)
}

// openArchive reads the directory of a zip file.
func openArchive(file source, lim Limits) (*archive, error) {
	n, err := directoryCount(file)
	if err != nil {
		return nil, err
	}
	if n > lim.Parts {
		return nil, over(finding.Parts, int64(lim.Parts), "")
	}
	z, err := zip.NewReader(file.at, file.size)
	if err != nil {
		return nil, broken(finding.CutZip, "", err.Error())
	}
	if len(z.File) > lim.Parts {
		return nil, over(finding.Parts, int64(lim.Parts), "")
	}
	a := &archive{file: file, parts: make(map[string]*part, len(z.File)), memory: new(Memory)}
	var total uint64
	spans := make([]zipSpan, 0, len(z.File))
	for _, f := range z.File {
		p, span, err := a.entry(f)
		if err != nil {
			return nil, err
		}
		spans = append(spans, span)
		if total += p.size; p.size > uint64(lim.Unpacked) || total > uint64(lim.Unpacked) {
			return nil, over(finding.UnpackedBytes, lim.Unpacked, p.name)
		}
		if err := a.add(p); err != nil {
			return nil, err
		}
	}
	return a, apart(spans)
}

// directoryCount is how many entries the end of the directory promises, 0
// when it cannot be found; archive/zip would read them all first.
func directoryCount(file source) (int, error) {
	tail := file.data[max(0, len(file.data)-66<<10):]
	if file.data == nil {
		tail = make([]byte, min(file.size, 66<<10))
		if _, err := file.at.ReadAt(tail, file.size-int64(len(tail))); err != nil && err != io.EOF {
			return 0, fmt.Errorf("read end of file: %w", err)
		}
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(tail) {
		return 0, nil
	}
	return int(tail[at+10]) | int(tail[at+11])<<8, nil
}

// zipSpan is where an entry lies in the file.
type zipSpan struct{ from, to int64 }

// apart refuses entries that share bytes: a small file of overlapping entries
// unpacks to any size.
func apart(spans []zipSpan) error {
	slices.SortFunc(spans, func(a, b zipSpan) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return broken(finding.BadZip, "部件重叠", "entries overlap")
		}
	}
	return nil
}

func (a *archive) entry(f *zip.File) (*part, zipSpan, error) {
	bad := func(detail string) (*part, zipSpan, error) {
		return nil, zipSpan{}, broken(finding.BadZip, f.Name, detail)
	}
	if f.Flags&1 != 0 {
		return bad("encrypted entry")
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return bad("method")
	}
	from, err := f.DataOffset()
	if err != nil {
		return bad(err.Error())
	}
	size := a.file.size
	if from < 0 || from > size || f.CompressedSize64 > uint64(size-from) {
		return bad("outside the file")
	}
	if f.Method == zip.Store && f.CompressedSize64 != f.UncompressedSize64 {
		return bad("sizes differ")
	}
	head, err := a.localHeader(f.Name, from)
	if err != nil {
		return nil, zipSpan{}, err
	}
	to := from + int64(f.CompressedSize64)
	p := &part{
		name: f.Name, from: from, to: to, size: f.UncompressedSize64, sum: f.CRC32,
		flat: f.Method == zip.Store,
	}
	return p, zipSpan{head, to}, nil
}

// localHeader is where the header before a part's bytes begins. archive/zip
// does not compare the two names that a part has: if a bit of one is wrong
// the part would be missing where it is looked for, and with it notes or
// links that no one would miss.
func (a *archive) localHeader(name string, from int64) (int64, error) {
	const fixed = 30
	for _, extra := range [...]int64{64, 1<<16 - 1} {
		b := make([]byte, min(from, fixed+int64(len(name))+extra))
		if _, err := a.file.at.ReadAt(b, from-int64(len(b))); err != nil && err != io.EOF {
			return 0, fmt.Errorf("read header of %s: %w", name, err)
		}
		for at := len(b) - fixed - len(name); at >= 0; at-- {
			h := b[at:]
			if string(h[:4]) == "PK\x03\x04" && int(h[26])|int(h[27])<<8 == len(name) &&
				fixed+len(name)+(int(h[28])|int(h[29])<<8) == len(h) && string(h[fixed:fixed+len(name)]) == name {
				return from - int64(len(h)), nil
			}
		}
	}
	return 0, broken(finding.BadZip, name, "header and directory differ")
}

// add keeps p under its name. Folders, which some packers write, hold nothing.
func (a *archive) add(p *part) error {
	name := strings.ReplaceAll(p.name, `\`, "/")
	if strings.HasSuffix(name, "/") && p.size == 0 {
		return nil
	}
	name = strings.TrimPrefix(name, "/")
	if name == "" || path.Clean(name) != name || strings.HasPrefix(name, "../") || strings.ContainsRune(name, 0) {
		return broken(finding.BadZip, p.name, "name")
	}
	key := strings.ToLower(name)
	if a.parts[key] != nil {
		return broken(finding.BadZip, p.name, "name twice")
	}
	a.parts[key] = p
	a.names = append(a.names, key)
	return nil
}

// open begins to read a part. What it reads is checked against the declared
// size and CRC at the end, which comes as io.EOF only if both are right. One
// part may be open at a time.
func (a *archive) open(p *part) io.Reader {
	r := &partReader{part: p, packed: a.file.stretch(p.from, p.to)}
	if p.flat {
		r.src = r.packed
		return r
	}
	if a.memory.inflate == nil {
		a.memory.inflate = flate.NewReader(r.packed)
	} else if err := a.memory.inflate.(flate.Resetter).Reset(r.packed, nil); err != nil {
		r.src = failing{err}
		return r
	}
	r.src = a.memory.inflate
	return r
}

// scan begins to read a part as XML; like open, one at a time.
func (a *archive) scan(p *part) *scanner {
	return newScanner(p.name, a.open(p), a.memory.room())
}

type failing struct{ err error }

func (e failing) Read([]byte) (int, error) { return 0, e.err }

// verify unpacks the parts that nothing has read, so that a broken byte
// anywhere in the file shows.
func (a *archive) verify() error {
	room := a.memory.room()
	for _, name := range a.names {
		p := a.parts[name]
		if p.read {
			continue
		}
		r := a.open(p)
		for {
			_, err := r.Read(room)
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

type partReader struct {
	part   *part
	packed packedReader
	src    io.Reader
	n      uint64
	sum    uint32
}

func (r *partReader) Read(b []byte) (int, error) {
	n, err := r.src.Read(b)
	r.n += uint64(n)
	r.sum = crc32.Update(r.sum, crc32.IEEETable, b[:n])
	switch {
	case r.n > r.part.size:
		return 0, broken(finding.BadSum, r.part.name, "longer than declared")
	case err == io.EOF:
		if _, more := r.packed.ReadByte(); r.n != r.part.size || r.sum != r.part.sum || !errors.Is(more, io.EOF) {
			return 0, broken(finding.BadSum, r.part.name, "size or CRC differs")
		}
		r.part.read = true
		return n, io.EOF
	case err != nil:
		return 0, r.why(err)
	}
	return n, nil
}

// why tells data that does not unpack from a file that cannot be read.
func (r *partReader) why(err error) error {
	var corrupt flate.CorruptInputError
	var internal flate.InternalError
	if errors.As(err, &corrupt) || errors.As(err, &internal) || errors.Is(err, io.ErrUnexpectedEOF) {
		return broken(finding.BadSum, r.part.name, err.Error())
	}
	return fmt.Errorf("read %s: %w", r.part.name, err)
}
