package workbook

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/period"
)

// bin joins numbers, little endian, and bytes.
func bin(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if s, ok := v.(string); ok {
			v = []byte(s)
		}
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

func wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// compoundFile makes an OLE file of the streams, each filled up to the size
// that lies in whole sectors.
func compoundFile(names []string, streams [][]byte) []byte {
	const sector = 512
	var body []byte
	fat := []uint32{0xFFFFFFFD, 0xFFFFFFFE} // sector 0 is the FAT, 1 the directory
	dir := oleName("Root Entry", 5, 1, 0xFFFFFFFE, 0)
	for i, s := range streams {
		s = append(bytes.Clone(s), make([]byte, max(0, smallSize-len(s)))...)
		start, size := uint32(len(fat)), len(s)
		s = append(s, make([]byte, (sector-len(s)%sector)%sector)...)
		for k := range len(s) / sector {
			fat = append(fat, start+uint32(k)+1)
		}
		fat[len(fat)-1] = 0xFFFFFFFE
		next := uint32(i + 2)
		if i == len(streams)-1 {
			next = 0xFFFFFFFF
		}
		e := oleName(names[i], 2, 0xFFFFFFFF, start, size)
		binary.LittleEndian.PutUint32(e[72:], next)
		dir = append(dir, e...)
		body = append(body, s...)
	}
	dir = append(dir, make([]byte, sector-len(dir))...)
	for len(fat) < sector/4 {
		fat = append(fat, 0xFFFFFFFF)
	}
	if len(fat) > sector/4 {
		panic("compoundFile: too big")
	}
	head := bin("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", make([]byte, 16), uint16(0x3E), uint16(3), uint16(0xFFFE), uint16(9), uint16(6), make([]byte, 6),
		uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), uint32(0xFFFFFFFE), uint32(0), uint32(0xFFFFFFFE), uint32(0), uint32(0))
	for len(head) < sector {
		head = append(head, 0xFF)
	}
	return slices.Concat(head, bin(fat), dir, body)
}

func oleName(name string, kind byte, child, start uint32, size int) []byte {
	e := make([]byte, 128)
	u := wide(name)
	copy(e, u)
	binary.LittleEndian.PutUint16(e[64:], uint16(len(u)+2))
	e[66] = kind
	for _, at := range []int{68, 72} {
		binary.LittleEndian.PutUint32(e[at:], 0xFFFFFFFF)
	}
	binary.LittleEndian.PutUint32(e[76:], child)
	binary.LittleEndian.PutUint32(e[116:], start)
	binary.LittleEndian.PutUint64(e[120:], uint64(size))
	return e
}

func rec(kind uint16, body ...any) []byte {
	b := bin(body...)
	return bin(kind, uint16(len(b)), b)
}

// xlsStream is a workbook with one sheet of the records given, and a hidden
// one.
func xlsStream(sheet ...[]byte) []byte {
	bof := func(kind uint16) []byte { return rec(recBOF, uint16(biff8), kind, make([]byte, 12)) }
	sst := bin(uint32(3), uint32(3), uint16(4), byte(1), wide("企业名称"), // wide
		uint16(3), byte(8), uint16(1), "abc", uint32(0), // rich, narrow
		uint16(6), byte(0), "abc")
	globals := slices.Concat(bof(5), rec(recFormat, uint16(164), uint16(4), byte(0), "0.0%"))
	for _, f := range []uint16{0, 14, 164, 0} {
		globals = append(globals, rec(recXF, uint16(0), f, make([]byte, 16))...)
	}
	sheets := [][]byte{slices.Concat(append([][]byte{bof(0x10)}, append(sheet, rec(recEOF))...)...), slices.Concat(bof(0x10), rec(recEOF))}
	names := [][]byte{bin(byte(1), byte(1), wide("表")), bin(byte(2), byte(0), "S2")}
	rest := slices.Concat(rec(recSST, sst), rec(recContinue, byte(1), wide("三维厂")), rec(recEOF))
	at := len(globals) + len(rest)
	for _, n := range names {
		at += 4 + 6 + len(n)
	}
	for i, n := range names {
		globals = append(globals, rec(recBoundSheet, uint32(at), byte(i), byte(0), n)...)
		at += len(sheets[i])
	}
	return slices.Concat(globals, rest, sheets[0], sheets[1])
}

func xlsFile(sheet ...[]byte) []byte {
	return compoundFile([]string{"Workbook"}, [][]byte{xlsStream(sheet...)})
}

func at(row, col, xf uint16) []byte { return bin(row, col, xf) }

func TestOldWorkbook(t *testing.T) {
	formula := func(row, col uint16, result []byte) []byte {
		return rec(recFormula, at(row, col, 0), result, uint16(0), uint32(0), uint16(0))
	}
	data := xlsFile(
		rec(recColInfo, uint16(1), uint16(2), uint16(0), uint16(0), uint16(1), uint16(0)),
		rec(recRow, uint16(1), uint16(0), uint16(0), uint16(0), uint32(0), uint32(0x20)),
		rec(recLabelSST, at(0, 0, 0), uint32(0)),
		rec(recLabelSST, at(0, 1, 0), uint32(1)),
		rec(recLabelSST, at(0, 2, 0), uint32(2)),
		rec(recLabel, at(0, 3, 0), uint16(1), byte(0), "x"),
		rec(recRk, at(1, 0, 0), uint32(3000<<2|2)),
		rec(recRk, at(1, 1, 0), uint32(8561<<2|3)),
		rec(recMulRk, uint16(1), uint16(2), uint16(1), uint32(45326<<2|2), uint16(2), uint32(math.Float64bits(0.5)>>32), uint16(3)),
		rec(recNumber, at(2, 0, 0), 3.31003199001011e17),
		rec(recNumber, at(2, 1, 0), 0.1),
		rec(recBoolErr, at(2, 2, 0), byte(1), byte(0)),
		rec(recBoolErr, at(2, 3, 0), byte(0x17), byte(1)),
		formula(3, 0, bin(12.0)),
		formula(3, 1, bin(uint64(0xFFFF)<<48)),
		rec(recString, uint16(2), byte(1), wide("两字")),
		formula(3, 2, bin(uint64(0xFFFF)<<48|7<<16|2)),
		formula(3, 3, bin(uint64(0xFFFF)<<48|3)),
		rec(recLabelSST, at(0, 4, 0), uint32(0)), // out of order, as some programs write
		rec(recMerged, uint16(2), uint16(2), uint16(3), uint16(5), uint16(6), uint16(0), uint16(0), uint16(0), uint16(1)),
		rec(recObj, uint16(0x15), uint16(0x12), uint16(0x19), uint16(7), make([]byte, 14)),
		rec(recTxO, make([]byte, 10), uint16(2), uint16(16), uint32(0)),
		rec(recContinue, byte(1), wide("说明")),
		rec(recNote, uint16(1), uint16(0), uint16(0), uint16(7), uint16(0), byte(0)),
	)
	feb4, _ := period.On(2024, 2, 4)
	text := func(col int, s string) Cell { return Cell{Col: col, Text: s, Stored: true} }
	want := []Sheet{{
		Name: "表",
		Rows: []Row{
			{Index: 1, Cells: []Cell{text(1, "企业名称"), text(2, "abc"), text(3, "abc三维厂"), text(4, "x"), text(5, "企业名称")}},
			{Index: 2, Hidden: true, Cells: []Cell{
				{Col: 1, Kind: Number, Text: "3000", Stored: true, Note: "说明"},
				{Col: 2, Kind: Number, Text: "85.61", Stored: true},
				{Col: 3, Kind: Date, Text: "45326", Shown: "2024/2/4", Date: feb4, Stored: true},
				{Col: 4, Kind: Number, Text: "0.5", Shown: "50.0%", Percent: true, Stored: true},
			}},
			{Index: 3, Cells: []Cell{
				{Col: 1, Kind: Number, Text: "3.31003199001011E+17", Shown: "3.31003E+17", Stored: true},
				{Col: 2, Kind: Number, Text: "0.1", Stored: true},
				{Col: 3, Kind: Bool, Text: "TRUE", Stored: true},
				{Col: 4, Kind: Error, Text: "#REF!", Stored: true},
			}},
			{Index: 4, Cells: []Cell{
				{Col: 1, Kind: Number, Text: "12", Formula: "?", Stored: true},
				{Col: 2, Text: "两字", Formula: "?", Stored: true},
				{Col: 3, Kind: Error, Text: "#DIV/0!", Formula: "?", Stored: true},
				{Col: 4, Formula: "?", Stored: true},
			}},
		},
		Merges:     []Area{{1, 1, 1, 2}, {3, 6, 4, 7}},
		HiddenCols: []Span{{2, 3}},
	}, {Name: "S2", Order: 1, Hidden: true}}
	if diff := cmp.Diff(want, mustOpen(t, data).Sheets); diff != "" {
		t.Error(diff)
	}
}

func TestMalformedOldWorkbooks(t *testing.T) {
	stream := xlsStream(rec(recLabelSST, at(0, 0, 0), uint32(0)))
	for n := range len(stream) - 4 { // cut anywhere before the last end of stream
		if got := verdict(t, compoundFile([]string{"Workbook"}, [][]byte{stream[:n]}), DefaultLimits()); got == "accepted" {
			t.Fatalf("cut to %d of %d bytes: accepted", n, len(stream))
		}
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"string index", xlsFile(rec(recLabelSST, at(0, 0, 0), uint32(3))), "F003 表"},
		{"format index", xlsFile(rec(recNumber, at(0, 0, 4), 1.0)), "F003 表"},
		{"not a number", xlsFile(rec(recNumber, at(0, 0, 0), math.NaN())), "F003 表"},
		{"error value", xlsFile(rec(recBoolErr, at(0, 0, 0), byte(1), byte(1))), "F003 表"},
		{"short record", xlsFile(rec(recNumber, at(0, 0, 0))), "F003 表"},
		{"cell twice", xlsFile(rec(recNumber, at(0, 0, 0), 1.0), rec(recNumber, at(0, 0, 0), 2.0)), "F003 表!A1"},
		{"merges overlap", xlsFile(rec(recMerged, uint16(2), uint16(0), uint16(1), uint16(0), uint16(1), uint16(1), uint16(2), uint16(1), uint16(2))), "F003 表!B2"},
		{"old password", compoundFile([]string{"Workbook"}, [][]byte{slices.Concat(rec(recBOF, uint16(biff8), uint16(5), make([]byte, 12)), rec(recFilePass, uint16(1)))}), "F002"},
		{"Excel 5", compoundFile([]string{"Book"}, [][]byte{{}}), "F001"},
		{"Excel 5 under the new name", compoundFile([]string{"Workbook"}, [][]byte{rec(recBOF, uint16(0x500), uint16(5))}), "F001"},
		{"Word", compoundFile([]string{"WordDocument"}, [][]byte{{}}), "F001"},
		{"PowerPoint", compoundFile([]string{"PowerPoint Document"}, [][]byte{{}}), "F001"},
		{"other", compoundFile([]string{"x"}, [][]byte{{}}), "F001"},
		{"header only", xlsFile()[:512], "F003"},
		{"half a header", xlsFile()[:100], "F003"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, tt.data, DefaultLimits()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// standardFile encrypts data as Office 2007 does, with AES of so many bits.
func standardFile(data []byte, password string, bits int) []byte {
	salt := []byte("0123456789abcdef")
	h := sha1.Sum(append(slices.Clone(salt), wide(password)...))
	for i := range uint32(50_000) {
		h = sha1.Sum(bin(i, h[:]))
	}
	h = sha1.Sum(bin(h[:], uint32(0)))
	derive := func(with byte) []byte {
		pad := bytes.Repeat([]byte{with}, 64)
		for i := range h {
			pad[i] ^= h[i]
		}
		sum := sha1.Sum(pad)
		return sum[:]
	}
	block, err := aes.NewCipher(append(derive(0x36), derive(0x5C)...)[:bits/8])
	if err != nil {
		panic(err)
	}
	ecb := func(b []byte) []byte {
		b = append(slices.Clone(b), make([]byte, (16-len(b)%16)%16)...)
		for i := 0; i < len(b); i += 16 {
			block.Encrypt(b[i:], b[i:])
		}
		return b
	}
	test := []byte("a verifier of 16")
	sum := sha1.Sum(test)
	header := bin(uint32(0x24), uint32(0), uint32(map[int]int{128: 0x660E, 192: 0x660F, 256: 0x6610}[bits]), uint32(0x8004), uint32(bits), uint32(0x18), uint32(0), uint32(0), uint16(0))
	info := bin(uint16(4), uint16(2), uint32(0x24), uint32(len(header)), header, uint32(16), salt, ecb(test), uint32(20), ecb(sum[:]))
	return compoundFile([]string{"EncryptionInfo", "EncryptedPackage"}, [][]byte{info, bin(uint64(len(data)), ecb(data))})
}

func TestStandardEncryption(t *testing.T) {
	data := pack(parts())
	want := mustOpen(t, data)
	for _, bits := range []int{128, 192, 256} {
		t.Run(fmt.Sprint(bits), func(t *testing.T) {
			locked := standardFile(data, "密码", bits)
			book, list := Open("a.xlsx", locked, DefaultLimits(), "密码")
			if len(list) > 0 {
				t.Fatal(list[0].Message())
			}
			if diff := cmp.Diff(want.Sheets, book.Sheets); diff != "" {
				t.Error(diff)
			}
			if _, list := Open("a.xlsx", locked, DefaultLimits(), "x"); len(list) != 1 || list[0].Code != "F002" {
				t.Errorf("wrong password: %v", list)
			}
			lim := DefaultLimits()
			lim.KeyRounds = 10_000
			if _, list := Open("a.xlsx", locked, lim, "密码"); len(list) != 1 || list[0].Code != "F004" {
				t.Errorf("few rounds allowed: %v", list)
			}
			if got := verdict(t, locked, DefaultLimits()); got != "F002" {
				t.Errorf("no password: %s", got)
			}
		})
	}
}
