package workbook

import (
	"testing"
)

// small bounds fuzzing, so that a mutant does not just make a big book.
func small() Limits {
	lim := DefaultLimits()
	lim.Unpacked, lim.Cells, lim.KeyRounds = 4<<20, 20_000, 1000
	return lim
}

// FuzzOpen: any bytes give a book or a fault, never both, never a panic; the
// border's recover is left out so that a panic shows.
func FuzzOpen(f *testing.F) {
	f.Add(pack(parts()), "")
	f.Add(rawZip(entries()), "x")
	f.Add([]byte("企业,岗位\n三维,30\n"), "")
	f.Add(xlsFile(rec(recLabelSST, at(0, 0, 0), uint32(2))), "")
	f.Add(standardFile([]byte("x"), "x", 128), "x")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		c := collector{book: &Book{}, in: new(Memory)}
		active, err := stream(data, small(), password, &c)
		if list := findings("a", active, err); list.Faulty() != (err != nil) {
			t.Fatalf("%v beside %v", err, list)
		}
	})
}

// FuzzSheet: the fast path and the slow one agree on any sheet part.
func FuzzSheet(f *testing.F) {
	f.Add(parts()["xl/worksheets/sheet1.xml"])
	f.Add(sheet(`<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c><c r="B1" s="1"/><c r="C1" s="2"><v>-1.50</v></c></row>`, ""))
	f.Fuzz(func(t *testing.T, text string) {
		compare(t, pack(with(map[string]string{"xl/worksheets/sheet1.xml": text})))
	})
}

// FuzzShared: any shared strings part gives a book or a fault.
func FuzzShared(f *testing.F) {
	f.Add(parts()["xl/sharedStrings.xml"])
	f.Add(utf16Of(parts()["xl/sharedStrings.xml"], "LE"))
	f.Fuzz(func(t *testing.T, text string) {
		book, err := read(pack(with(map[string]string{"xl/sharedStrings.xml": text})), false)
		if err != nil {
			return
		}
		for _, c := range book.Sheets[0].Rows[0].Cells {
			if runes([]byte(c.Text)) > DefaultLimits().CellText {
				t.Fatal("text over the limit")
			}
		}
	})
}

// FuzzOldWorkbook: any BIFF stream gives a book or a fault.
func FuzzOldWorkbook(f *testing.F) {
	f.Add(xlsStream(rec(recLabelSST, at(0, 0, 0), uint32(2)), rec(recNumber, at(1, 1, 1), 45326.5), rec(recRk, at(2, 0, 0), uint32(7))))
	f.Add(xlsStream(rec(recFormula, at(3, 1, 0), uint64(0xFFFF)<<48, uint16(0), uint32(0), uint16(0)), rec(recString, uint16(1), byte(0), "x"),
		rec(recMerged, uint16(1), uint16(3), uint16(3), uint16(0), uint16(1)), rec(recTxO, make([]byte, 10), uint16(2)), rec(recContinue, byte(0), "ab")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 50_000 {
			return
		}
		c := collector{book: &Book{}, in: new(Memory)}
		_, err := stream(compoundFile([]string{"Workbook"}, [][]byte{data}), small(), "", &c)
		for _, s := range c.book.Sheets {
			for i := range s.Rows {
				if err == nil && i > 0 && s.Rows[i].Index <= s.Rows[i-1].Index {
					t.Fatal("rows not ascending")
				}
			}
		}
	})
}

// FuzzDelimited: any text that is taken for CSV gives rows in order.
func FuzzDelimited(f *testing.F) {
	f.Add([]byte("企业,岗位\n三维,\"3\"\"0\"\r\n"))
	f.Add([]byte("a\tb\r1\t2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if kind, _ := Sniff(data); kind != Delimited {
			return
		}
		c := collector{book: &Book{}, in: new(Memory)}
		if err := streamText(data, small(), &c); err != nil {
			return
		}
		for _, r := range c.book.Sheets[0].Rows {
			for i := 1; i < len(r.Cells); i++ {
				if r.Cells[i].Col <= r.Cells[i-1].Col {
					t.Fatal("cells not ascending")
				}
			}
		}
	})
}

// FuzzFormat: no number format and no literal stops the reader.
func FuzzFormat(f *testing.F) {
	f.Add("#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-1234.5")
	f.Add("yyyy\"年\"m\"月\"d\"日\";@", "45326.75")
	f.Add("上午/下午h时mm分", "0.5")
	f.Fuzz(func(t *testing.T, code, literal string) {
		if !isNumber([]byte(literal)) {
			return
		}
		r := sheetReader{formats: []format{compile(code)}}
		var c Cell
		r.dress(&c, []byte(literal), 0)
		if c.Shown == literal {
			t.Fatal("shown is the literal")
		}
	})
}
