package workbook

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"chunfeng/importer/finding"
)

// compound is an OLE compound file (MS-CFB) held in memory: old .xls, and
// what encryption wraps an .xlsx in. Every chain is bounded by the sectors
// that the file really has.
type compound struct {
	data    []byte
	shift   uint
	fat     []uint32
	mini    []uint32 // the FAT of the small streams
	small   []byte   // what they lie in
	entries []oleEntry
}

type oleEntry struct {
	name               string
	kind               byte // 1 storage, 2 stream, 5 root
	left, right, child uint32
	start              uint32
	size               uint64
}

const (
	oleEnd    = 0xFFFFFFFE // of a chain
	oleNone   = 0xFFFFFFFF // no entry, no sector
	smallSize = 4096       // streams below lie in the small sectors
)

func openCompound(data []byte) (*compound, error) {
	bad := func(detail string) (*compound, error) {
		return nil, broken(finding.CutZip, "", "compound file: "+detail)
	}
	if len(data) < 512 {
		return bad("header")
	}
	le := binary.LittleEndian
	c := &compound{data: data, shift: uint(le.Uint16(data[30:]))}
	if c.shift != 9 && c.shift != 12 {
		return bad("sector size")
	}
	if !c.readFAT(data[76:512], le.Uint32(data[68:])) {
		return bad("FAT")
	}
	dir, ok := c.chain(le.Uint32(data[48:]))
	if !ok {
		return bad("directory")
	}
	c.readDirectory(dir)
	if len(c.entries) == 0 || c.entries[0].kind != 5 {
		return bad("root")
	}
	mini, ok := c.chain(le.Uint32(data[60:]))
	if !ok {
		return bad("small FAT")
	}
	for ; len(mini) >= 4; mini = mini[4:] {
		c.mini = append(c.mini, le.Uint32(mini))
	}
	if c.small, ok = c.chain(c.entries[0].start); !ok {
		return bad("small streams")
	}
	return c, nil
}

// readFAT joins the sectors of the FAT: those that list names, and those that
// the chain of further lists from next on names.
func (c *compound) readFAT(list []byte, next uint32) bool {
	le := binary.LittleEndian
	for range len(c.data)>>c.shift + 1 {
		for ; len(list) >= 4; list = list[4:] {
			n := le.Uint32(list)
			if n == oleNone {
				continue
			}
			s := c.sector(n)
			if len(s) < 1<<c.shift || len(c.fat) > len(c.data) {
				return false
			}
			for ; len(s) >= 4; s = s[4:] {
				c.fat = append(c.fat, le.Uint32(s))
			}
		}
		if next >= oleEnd {
			return true
		}
		s := c.sector(next)
		if len(s) < 1<<c.shift {
			return false
		}
		list, next = s[:len(s)-4], le.Uint32(s[len(s)-4:])
	}
	return false
}

// sector is the n-th sector, nil if the file does not reach it. The last one
// of a file may be short: some programs do not fill it up.
func (c *compound) sector(n uint32) []byte {
	from := (uint64(n) + 1) << c.shift
	if n >= 0xFFFFFFFA || from >= uint64(len(c.data)) {
		return nil
	}
	return c.data[from:min(from+1<<c.shift, uint64(len(c.data)))]
}

// chain joins the sectors from start on. A chain cannot be longer than the
// file.
func (c *compound) chain(start uint32) ([]byte, bool) {
	var out []byte
	for n := start; n != oleEnd && n != oleNone; n = c.fat[n] {
		s := c.sector(n)
		if s == nil || uint64(n) >= uint64(len(c.fat)) || len(out) > len(c.data) || len(out)&(1<<c.shift-1) != 0 {
			return nil, false
		}
		out = append(out, s...)
	}
	return out, true
}

func (c *compound) readDirectory(dir []byte) {
	le := binary.LittleEndian
	for ; len(dir) >= 128; dir = dir[128:] {
		e := oleEntry{
			kind: dir[66], left: le.Uint32(dir[68:]), right: le.Uint32(dir[72:]), child: le.Uint32(dir[76:]),
			start: le.Uint32(dir[116:]), size: le.Uint64(dir[120:]),
		}
		if c.shift == 9 {
			e.size &= 0xFFFFFFFF // the upper half is undefined in version 3
		}
		if n := int(le.Uint16(dir[64:])); n >= 2 && n <= 64 {
			var name []uint16
			for i := 0; i+2 < n; i += 2 {
				name = append(name, le.Uint16(dir[i:]))
			}
			e.name = string(utf16.Decode(name))
		}
		c.entries = append(c.entries, e)
	}
}

// find is the stream of that name in the root, nil if there is none.
func (c *compound) find(name string) *oleEntry {
	seen := make([]bool, len(c.entries))
	todo := []uint32{c.entries[0].child}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if uint64(n) >= uint64(len(c.entries)) || seen[n] {
			continue
		}
		seen[n] = true
		e := &c.entries[n]
		if e.kind == 2 && strings.EqualFold(e.name, name) {
			return e
		}
		todo = append(todo, e.left, e.right)
	}
	return nil
}

// stream is the content of e; false if the file does not hold all of it.
func (c *compound) stream(e *oleEntry) ([]byte, bool) {
	if e.size >= smallSize {
		b, ok := c.chain(e.start)
		if !ok || uint64(len(b)) < e.size {
			return nil, false
		}
		return b[:e.size], true
	}
	var out []byte
	for n := e.start; uint64(len(out)) < e.size; n = c.mini[n] {
		from := uint64(n) * 64
		if uint64(n) >= uint64(len(c.mini)) || from+64 > uint64(len(c.small)) {
			return nil, false
		}
		out = append(out, c.small[from:from+64]...)
	}
	return out[:e.size], true
}

// streamOLE says what a compound file is, by the streams in its root, and
// reads it if it is an old workbook, or an encrypted one and there is a
// password.
func streamOLE(data []byte, lim Limits, password string, to consumer) ([]finding.Active, error) {
	c, err := openCompound(data)
	if err != nil {
		return nil, err
	}
	switch {
	case c.find("EncryptionInfo") != nil && c.find("EncryptedPackage") != nil:
		if password == "" {
			return nil, locked()
		}
		inner, err := decrypt(c, lim, password)
		if err != nil {
			return nil, err
		}
		return streamZip(inMemory(inner), lim, to)
	case c.find("Workbook") != nil:
		return streamXLS(c, lim, to)
	case c.find("Book") != nil:
		return nil, foreign(finding.OldExcel)
	case c.find("WordDocument") != nil:
		return nil, foreign(finding.OldWord)
	case c.find("PowerPoint Document") != nil:
		return nil, foreign(finding.OldPowerPoint)
	}
	return nil, foreign(finding.OLE)
}
