package hostile

import (
	"fmt"
	"strings"
)

// A Case is one hostile file. Refused says that it must not be accepted.
type Case struct {
	Name    string
	File    string
	Data    []byte
	Refused bool
}

// Cases is every hostile file, of a unit that the title names; without those
// that unpack to more than some megabytes where light is asked for.
func Cases(title, file string, light bool) []Case {
	m := maker{title: title, file: file, light: light}
	m.types()
	m.archives()
	m.markup()
	m.sheets()
	m.strings()
	m.merges()
	m.formulas()
	m.values()
	m.partsOfMany()
	m.relations()
	m.names()
	return m.out
}

type maker struct {
	title, file string
	light       bool
	out         []Case
}

// heavy is the bytes of parts from which a file is not light.
const heavy = 1 << 20

// raw adds bytes as they are.
func (m *maker) raw(name, file string, data []byte, refused bool) {
	if file == "" {
		file = m.file
	}
	m.out = append(m.out, Case{name, file, data, refused})
}

// spoiled adds a good workbook after something was done to it.
func (m *maker) spoiled(name string, refused bool, do func(*book)) {
	b := good(m.title)
	do(b)
	size := 0
	for _, p := range b.parts {
		size += len(p.data)
	}
	if size < heavy || !m.light {
		m.raw(name, "", b.bytes(), refused)
	}
}

// sheet adds a good workbook with another sheet.
func (m *maker) sheet(name string, refused bool, xml string) {
	m.spoiled(name, refused, func(b *book) { b.set(sheetName, xml) })
}

// more adds a good workbook with more rows.
func (m *maker) more(name string, refused bool, rowsXML string) {
	m.sheet(name, refused, worksheet(rows(m.title)+rowsXML))
}

// tail adds a good workbook with more after its rows.
func (m *maker) tail(name string, refused bool, xml string) {
	m.spoiled(name, refused, func(b *book) { b.change(sheetName, "</sheetData>", "</sheetData>"+xml) })
}

// people adds a good workbook in which a cell of numbers is another.
func (m *maker) people(name string, refused bool, cell string) {
	m.spoiled(name, refused, func(b *book) { b.change(sheetName, `<c r="C3" t="inlineStr"><is><t>30</t></is></c>`, cell) })
}

func (m *maker) archives() {
	most := 300 << 20
	if m.light {
		most = 2 << 20 // which no light file may have
	}
	zeros := strings.Repeat("0", most)
	bomb := func(name, part, before, after string) {
		m.spoiled(name, true, func(b *book) { b.set(part, before+zeros+after) })
	}
	bomb("bomb in a sheet", sheetName, xmlHead+`<worksheet `+space+`><sheetData><row r="1"><c r="A1"><v>`, `</v></c></row></sheetData></worksheet>`)
	bomb("bomb in shared strings", sharedName, xmlHead+`<sst `+space+`><si><t>`, `</t></si></sst>`)
	bomb("bomb in styles", stylesName, xmlHead+`<styleSheet `+space+`><!--`, `--></styleSheet>`)
	bomb("bomb in media", "xl/media/image1.png", "", "")
	bomb("bomb in an oddly named part", "xl/x/%2e%2e/☃.bin", "", "")
	m.spoiled("bomb of many parts", true, func(b *book) {
		for i := range 60 {
			b.add(fmt.Sprintf("xl/media/%d.bin", i), zeros[:most/37])
		}
	})
	m.spoiled("lying size", true, func(b *book) { m.lie(b, func(p *part) { p.raw.UncompressedSize64 = 10 }) })
	m.spoiled("size of 16 EiB", true, func(b *book) {
		m.lie(b, func(p *part) { p.raw.UncompressedSize64 = 1<<63 + 5 })
	})
	m.spoiled("wrong sum", true, func(b *book) { m.lie(b, func(p *part) { p.raw.CRC32++ }) })
	m.spoiled("no method", true, func(b *book) { m.lie(b, func(p *part) { p.raw.Method = 99 }) })
	m.spoiled("encrypted entry", true, func(b *book) { m.lie(b, func(p *part) { p.raw.Flags |= 1 }) })
	m.spoiled("duplicate name", true, func(b *book) { b.add(sheetName, worksheet(rows("another"))) })
	m.spoiled("duplicate name by case", true, func(b *book) { b.add("XL/Worksheets/Sheet1.XML", worksheet(rows("another"))) })
	for _, name := range []string{"../../../../etc/cron.d/x", "/etc/passwd", `..\..\x`, "xl/../../x", "C:/x", "xl//x", "\x00", "xl/" + strings.Repeat("a", 60000)} {
		m.spoiled(fmt.Sprintf("path %.20q", name), false, func(b *book) { b.add(name, "x") })
	}
	m.spoiled("nested archives", false, func(b *book) {
		inner := good(m.title).bytes()
		for range 5 {
			o := good(m.title)
			o.add("xl/embeddings/book.xlsx", string(inner))
			inner = o.bytes()
		}
		b.add("xl/embeddings/book.xlsx", string(inner))
	})
	m.spoiled("100,000 entries", true, func(b *book) {
		for i := range 100_000 {
			b.add(fmt.Sprintf("x/%d", i), "")
		}
	})
	whole := good(m.title).bytes()
	m.raw("cut archive", "", whole[:len(whole)/2], true)
	m.raw("cut at the end", "", whole[:len(whole)-1], true)
	m.raw("bytes before the archive", "", append([]byte("#!/bin/sh\n"), whole...), false)
	m.raw("bytes after the archive", "", append(whole[:len(whole):len(whole)], make([]byte, 70000)...), false)
	m.raw("overlapping entries", "", overlapping(whole), true)
	m.spoiled("no sheet part", true, func(b *book) { b.drop(sheetName) })
	m.spoiled("no workbook part", true, func(b *book) { b.drop(bookName) })
	m.spoiled("no relations", true, func(b *book) { b.drop(packageLink) })
	m.spoiled("no types", false, func(b *book) { b.drop(typesName) })
}

// lie replaces the sheet by an entry whose header can be changed.
func (m *maker) lie(b *book, do func(*part)) {
	for i := range b.parts {
		if p := &b.parts[i]; p.name == sheetName {
			p.raw = stored(p.name, p.data)
			do(p)
		}
	}
}

func (m *maker) markup() {
	head := func(dtd string) func(*book) {
		return func(b *book) { b.change(sheetName, xmlHead, xmlHead+dtd) }
	}
	m.spoiled("document type", true, head(`<!DOCTYPE worksheet>`))
	m.spoiled("billion laughs", true, func(b *book) {
		dtd := `<!DOCTYPE w [<!ENTITY a "ha">`
		for c := 'b'; c <= 'k'; c++ {
			dtd += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
		}
		head(dtd + "]>")(b)
		b.change(sheetName, "浙江甲机械", "&k;")
	})
	m.spoiled("external entity", true, func(b *book) {
		head(`<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>`)(b)
		b.change(sheetName, "浙江甲机械", "&x;")
	})
	m.spoiled("unknown entity", true, func(b *book) { b.change(sheetName, "浙江甲机械", "&nothing;") })
	m.sheet("deep nesting", true, xmlHead+`<worksheet `+space+`>`+strings.Repeat("<a>", 200_000)+strings.Repeat("</a>", 200_000)+`</worksheet>`)
	var attributes strings.Builder
	for i := range 500_000 {
		fmt.Fprintf(&attributes, ` a%d=""`, i)
	}
	m.sheet("500,000 attributes", false, worksheet(`<row r="1"`+attributes.String()+`>`+`</row>`)+"")
	m.sheet("giant attribute", false, worksheet(`<row r="1" spans="`+strings.Repeat("1", 30<<20)+`"></row>`))
	text := worksheet(rows(m.title))
	for _, at := range []int{1, 30, len(text) / 3, len(text) / 2, len(text) - 2} {
		m.sheet(fmt.Sprintf("markup cut at %d", at), true, text[:at])
	}
	m.spoiled("bad encoding", true, func(b *book) { b.change(sheetName, "浙江甲机械", "\xff\xfe\xfa") })
	m.spoiled("unknown encoding named", true, func(b *book) { b.change(sheetName, `encoding="UTF-8"`, `encoding="EBCDIC"`) })
	m.sheet("byte order mark", false, "\ufeff"+text)
	m.sheet("UTF-16", false, wide(strings.Replace(text, "UTF-8", "UTF-16", 1)))
	m.spoiled("prefixes", false, func(b *book) {
		r := strings.NewReplacer("<worksheet xmlns=", "<x:worksheet xmlns:x=", "</", "</x:", "<row", "<x:row", "<c ", "<x:c ", "<is>", "<x:is>", "<t>", "<x:t>", "<sheetData>", "<x:sheetData>")
		b.set(sheetName, r.Replace(text))
	})
	m.sheet("control characters", true, strings.Replace(text, "浙江甲机械", "\x01\x02&#0;", 1))
	m.sheet("another root", true, xmlHead+`<html><body>`+text+`</body></html>`)
	m.sheet("two roots", true, text+text[len(xmlHead):])
	m.sheet("comments in comments", false, strings.Replace(text, "<sheetData>", "<!--"+strings.Repeat("x", 5<<20)+"--><sheetData>", 1))
	m.sheet("mismatched ends", true, strings.Replace(text, "</row>", "</c>", 1))
	m.sheet("processing instructions", false, strings.Replace(text, "<sheetData>", strings.Repeat("<?x y?>", 100_000)+"<sheetData>", 1))
}

// wide is text in UTF-16, with its mark.
func wide(s string) string {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}
