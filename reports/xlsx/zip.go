package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
	"slices"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// sortedZip collects the parts and writes them in one order with no dates:
// excelize hands streamed sheets over in the order of a map. Rows come into the
// gaps that were left for them. The archive goes straight to w, not into the
// buffer in which excelize would keep all of it first.
func sortedZip(w io.Writer, gaps []*gap) func(io.Writer) excelize.ZipWriter {
	return func(io.Writer) excelize.ZipWriter { return &parts{w: w, gaps: gaps} }
}

// pack writes a workbook to w.
func pack(f *excelize.File, w io.Writer, gaps []*gap) error {
	f.SetZipWriter(sortedZip(w, gaps))
	_, err := f.WriteToBuffer() // the buffer stays empty
	return err
}

type parts struct {
	w    io.Writer
	list []*part
	gaps []*gap        // not filled yet
	pack *flate.Writer // of the last of list
}

const contentTypes = "[Content_Types].xml"

type part struct {
	of   *parts
	name string
	data chunks
	sum  uint32
	size uint64
}

// Create ends the part before and starts another. What is written is packed at
// once, so that the large ones never lie unpacked in memory.
func (p *parts) Create(name string) (io.Writer, error) {
	pt := &part{name: name, of: p}
	if err := p.end(); err != nil {
		return nil, err
	}
	if p.pack == nil {
		pack, err := flate.NewWriter(&pt.data, flate.DefaultCompression)
		if err != nil {
			return nil, err
		}
		p.pack = pack
	} else {
		p.pack.Reset(&pt.data)
	}
	p.list = append(p.list, pt)
	return pt, nil
}

// end packs the rest of the last part, which has come whole.
func (p *parts) end() error {
	if p.pack == nil {
		return nil
	}
	return p.pack.Close()
}

// AddFS is of no use here.
func (p *parts) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the archive, the content types first as readers expect.
func (p *parts) Close() error {
	if len(p.gaps) > 0 {
		return errGap
	}
	if err := p.end(); err != nil {
		return err
	}
	slices.SortFunc(p.list, func(a, b *part) int {
		return cmp.Or(cmp.Compare(rank(a.name), rank(b.name)), cmp.Compare(a.name, b.name))
	})
	zw := zip.NewWriter(p.w)
	for _, pt := range p.list {
		h := &zip.FileHeader{
			Name: pt.name, Method: zip.Deflate, CRC32: pt.sum,
			CompressedSize64: pt.data.size, UncompressedSize64: pt.size,
		}
		w, err := zw.CreateRaw(h)
		if err != nil {
			return err
		}
		if err := pt.data.copyTo(w); err != nil {
			return err
		}
	}
	return zw.Close()
}

func rank(name string) int {
	switch name {
	case contentTypes:
		return 0
	case "_rels/.rels":
		return 1
	}
	return 2
}

// Write takes content. The content types come in one piece; those of pictures,
// which there are none of, stand in the order of a map and are left out.
func (pt *part) Write(b []byte) (int, error) {
	whole := len(b)
	if pt.name == contentTypes {
		b = regexp.MustCompile(`<Default Extension="[a-z]+" ContentType="image/[^"]*"></Default>`).ReplaceAll(b, nil)
	}
	for i, g := range pt.of.gaps {
		at := bytes.Index(b, g.mark)
		if at < 0 {
			continue
		}
		pt.of.gaps = slices.Delete(pt.of.gaps, i, i+1)
		if _, err := pt.put(b[:at]); err != nil {
			return 0, err
		}
		if err := g.fill(putter{pt}); err != nil {
			return 0, err
		}
		b = b[at+len(g.mark):]
		break
	}
	if _, err := pt.put(b); err != nil {
		return 0, err
	}
	return whole, nil
}

// errGap is returned when a sheet came without the row that stands for others.
var errGap = errors.New("rows were not asked for")

// errOrder is returned when a part goes on after the next was begun, which
// archive/zip forbids as well.
var errOrder = errors.New("part goes on after the next")

// put packs content.
func (pt *part) put(b []byte) (int, error) {
	if pt.of.list[len(pt.of.list)-1] != pt {
		return 0, errOrder
	}
	pt.sum = crc32.Update(pt.sum, crc32.IEEETable, b)
	pt.size += uint64(len(b))
	return pt.of.pack.Write(b)
}

// A putter takes content that has no gaps.
type putter struct{ part *part }

func (p putter) Write(b []byte) (int, error) { return p.part.put(b) }

// chunks are content in pieces, so that what grows large is never copied.
type chunks struct {
	list [][]byte
	size uint64
}

// Write keeps a copy of b.
func (c *chunks) Write(b []byte) (int, error) {
	const least, most = 4 << 10, 1 << 20
	whole := len(b)
	c.size += uint64(whole)
	for len(b) > 0 {
		n := len(c.list) - 1
		if n < 0 || len(c.list[n]) == cap(c.list[n]) {
			room := least
			if n >= 0 {
				room = min(2*cap(c.list[n]), most)
			}
			c.list = append(c.list, make([]byte, 0, room))
			n++
		}
		last := c.list[n]
		k := min(len(b), cap(last)-len(last))
		c.list[n], b = append(last, b[:k]...), b[k:]
	}
	return whole, nil
}

// copyTo writes the content to w and gives its memory back.
func (c *chunks) copyTo(w io.Writer) error {
	for _, b := range c.list {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	*c = chunks{}
	return nil
}
