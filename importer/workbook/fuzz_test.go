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
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "x")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		c := collector{book: &Book{}}
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
