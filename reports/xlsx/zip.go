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
// excelize hands streamed sheets over in the order of a map.
func sortedZip(w io.Writer) excelize.ZipWriter { return &parts{w: w} }

type parts struct {
	w    io.Writer
	list []*part
}

const contentTypes = "[Content_Types].xml"

type part struct {
	name string
	data bytes.Buffer
	pack *flate.Writer
	sum  uint32
	size uint64
}

// Create starts a part. What is written is packed at once, so that the large
// ones never lie unpacked in memory.
func (p *parts) Create(name string) (io.Writer, error) {
	pt := &part{name: name}
	pack, err := flate.NewWriter(&pt.data, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	pt.pack = pack
	p.list = append(p.list, pt)
	return pt, nil
}

// AddFS is of no use here.
func (p *parts) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the archive, the content types first as readers expect.
func (p *parts) Close() error {
	slices.SortFunc(p.list, func(a, b *part) int {
		return cmp.Or(cmp.Compare(rank(a.name), rank(b.name)), cmp.Compare(a.name, b.name))
	})
	zw := zip.NewWriter(p.w)
	for _, pt := range p.list {
		if err := pt.pack.Close(); err != nil {
			return err
		}
		h := &zip.FileHeader{
			Name: pt.name, Method: zip.Deflate, CRC32: pt.sum,
			CompressedSize64: uint64(pt.data.Len()), UncompressedSize64: pt.size,
		}
		w, err := zw.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(pt.data.Bytes()); err != nil {
			return err
		}
		pt.data = bytes.Buffer{}
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
	pt.sum = crc32.Update(pt.sum, crc32.IEEETable, b)
	pt.size += uint64(len(b))
	_, err := pt.pack.Write(b)
	return whole, err
}
