package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// A maker is a program whose workbooks differ from those of others in ways
// that a reader notices.
type maker uint8

const (
	excel  maker = iota // shared strings, spans, CRLF after the declaration
	wps                 // docProps/custom.xml with KSOProductBuildVer, strings cut into runs
	calc                // LibreOffice: booleans in words, aca, every string xml:space="preserve"
	export              // a reporting system: prefixed names, inline strings, no spans
)

// saved is the time every part of an archive carries.
var saved = time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)

// write makes the bytes of a workbook as its maker would.
func write(b *book, by maker) []byte {
	w := &writer{book: b, by: by, index: map[string]int{}, looks: map[look]int{}}
	w.xf(look{})
	var parts []part
	for i, s := range b.sheets {
		parts = append(parts, part{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), w.sheet(s)})
	}
	head := []part{
		{"[Content_Types].xml", w.types()},
		{"_rels/.rels", w.rootRels()},
		{"xl/workbook.xml", w.workbook()},
		{"xl/_rels/workbook.xml.rels", w.workbookRels()},
	}
	tail := []part{{"xl/styles.xml", w.styles()}}
	if by != export {
		tail = append(tail, part{"xl/sharedStrings.xml", w.sharedStrings()})
	}
	if b.macros {
		tail = append(tail, part{"xl/vbaProject.bin", "not a real macro project"})
	}
	tail = append(tail, w.docProps()...)
	return archive(append(append(head, parts...), tail...))
}

type part struct{ name, text string }

// archive zips parts with fixed times.
func archive(parts []part) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: saved})
		if err == nil {
			_, err = f.Write([]byte(p.text))
		}
		if err != nil {
			panic("zip into memory: " + err.Error())
		}
	}
	if err := z.Close(); err != nil {
		panic("zip into memory: " + err.Error())
	}
	return out.Bytes()
}

type writer struct {
	book    *book
	by      maker
	strings []string
	index   map[string]int // of strings
	order   []look
	looks   map[look]int // index into order
}

// tag is an element name with the prefix of the maker.
func (w *writer) tag(name string) string {
	if w.by == export {
		return "x:" + name
	}
	return name
}

func (w *writer) declaration() string {
	d := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	switch w.by {
	case excel:
		return d + "\r\n"
	case export:
		return `<?xml version="1.0" encoding="utf-8"?>`
	}
	return d + "\n"
}

const (
	mainNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func (w *writer) open(root string) string {
	if w.by == export {
		return w.declaration() + `<x:` + root + ` xmlns:x="` + mainNS + `" xmlns:r="` + relNS + `">`
	}
	return w.declaration() + `<` + root + ` xmlns="` + mainNS + `" xmlns:r="` + relNS + `">`
}

func (w *writer) yes() string {
	if w.by == calc {
		return "true"
	}
	return "1"
}

func (w *writer) xf(l look) int {
	if i, ok := w.looks[l]; ok {
		return i
	}
	w.looks[l] = len(w.order)
	w.order = append(w.order, l)
	return len(w.order) - 1
}

func (w *writer) sheet(s *sheet) string {
	var places []pos
	for p := range s.cells {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b pos) int {
		if a.row != b.row {
			return a.row - b.row
		}
		return a.col - b.col
	})
	last := pos{1, 1}
	for _, p := range places {
		last = pos{max(last.row, p.row), max(last.col, p.col)}
	}
	var b strings.Builder
	b.WriteString(w.open("worksheet"))
	if w.by == calc {
		b.WriteString(`<sheetPr filterMode="false"><pageSetUpPr fitToPage="true"/></sheetPr>`)
	} else {
		fmt.Fprintf(&b, `<%s><%s fitToPage="1"/></%s>`, w.tag("sheetPr"), w.tag("pageSetUpPr"), w.tag("sheetPr"))
	}
	fmt.Fprintf(&b, `<%s ref="A1:%s"/>`, w.tag("dimension"), ref(last.row, last.col))
	fmt.Fprintf(&b, `<%s><%s workbookViewId="0"/></%s>`, w.tag("sheetViews"), w.tag("sheetView"), w.tag("sheetViews"))
	fmt.Fprintf(&b, `<%s defaultRowHeight="15"/>`, w.tag("sheetFormatPr"))
	w.columns(&b, s)
	fmt.Fprintf(&b, "<%s>", w.tag("sheetData"))
	for i := 0; i < len(places); {
		j := i
		for j < len(places) && places[j].row == places[i].row {
			j++
		}
		w.row(&b, s, places[i:j], last.col)
		i = j
	}
	fmt.Fprintf(&b, "</%s>", w.tag("sheetData"))
	if len(s.merges) > 0 {
		fmt.Fprintf(&b, `<%s count="%d">`, w.tag("mergeCells"), len(s.merges))
		for _, m := range s.merges {
			fmt.Fprintf(&b, `<%s ref="%s:%s"/>`, w.tag("mergeCell"), ref(m.row1, m.col1), ref(m.row2, m.col2))
		}
		fmt.Fprintf(&b, "</%s>", w.tag("mergeCells"))
	}
	fmt.Fprintf(&b, `<%s left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>`, w.tag("pageMargins"))
	fmt.Fprintf(&b, `<%s paperSize="9" orientation="landscape" fitToHeight="0"/>`, w.tag("pageSetup"))
	fmt.Fprintf(&b, "</%s>", w.tag("worksheet"))
	return b.String()
}

func (w *writer) columns(b *strings.Builder, s *sheet) {
	wide := map[int]bool{}
	for c := range s.widths {
		wide[c] = true
	}
	for c := range s.hideCols {
		wide[c] = true
	}
	if len(wide) == 0 {
		return
	}
	var cols []int
	for c := range wide {
		cols = append(cols, c)
	}
	sort.Ints(cols)
	fmt.Fprintf(b, "<%s>", w.tag("cols"))
	for _, c := range cols {
		width := s.widths[c]
		if width == 0 {
			width = 9
		}
		hidden := ""
		if s.hideCols[c] {
			hidden = ` hidden="` + w.yes() + `"`
		}
		fmt.Fprintf(b, `<%s min="%d" max="%d" width="%g" customWidth="%s"%s/>`, w.tag("col"), c, c, width, w.yes(), hidden)
	}
	fmt.Fprintf(b, "</%s>", w.tag("cols"))
}

func (w *writer) row(b *strings.Builder, s *sheet, places []pos, lastCol int) {
	row := places[0].row
	attrs := ""
	switch w.by {
	case excel:
		attrs = fmt.Sprintf(` spans="1:%d"`, lastCol)
	case calc:
		attrs = fmt.Sprintf(` customFormat="false" ht="%d" hidden="%t" customHeight="%t" outlineLevel="0" collapsed="false"`, max(15, s.height(row)), s.hideRows[row], s.height(row) > 0)
	}
	if h := s.height(row); h > 0 && w.by != calc {
		attrs += fmt.Sprintf(` ht="%d" customHeight="1"`, h)
	}
	if s.hideRows[row] && w.by != calc {
		attrs += ` hidden="1"`
	}
	fmt.Fprintf(b, `<%s r="%d"%s>`, w.tag("row"), row, attrs)
	for _, p := range places {
		w.cell(b, p, s.cells[p])
	}
	fmt.Fprintf(b, "</%s>", w.tag("row"))
}

func (w *writer) cell(b *strings.Builder, p pos, c cell) {
	c.look.wrap = c.look.wrap || strings.Contains(c.text, "\n")
	style := ""
	if x := w.xf(c.look); x > 0 || w.by == calc {
		style = ` s="` + strconv.Itoa(x) + `"`
	}
	tag, f := w.tag("c"), ""
	if c.formula != "" {
		f = "<" + w.tag("f") + ">" + escape(c.formula) + "</" + w.tag("f") + ">"
		if w.by == calc {
			f = `<f aca="false">` + escape(c.formula) + `</f>`
		}
	}
	at := ref(p.row, p.col)
	v := func(s string) string { return "<" + w.tag("v") + ">" + escape(s) + "</" + w.tag("v") + ">" }
	switch {
	case c.kind == blank && f == "":
		fmt.Fprintf(b, `<%s r="%s"%s/>`, tag, at, style)
	case c.kind == blank:
		fmt.Fprintf(b, `<%s r="%s"%s>%s</%s>`, tag, at, style, f, tag)
	case c.kind == number && w.by == calc:
		fmt.Fprintf(b, `<%s r="%s"%s t="n">%s%s</%s>`, tag, at, style, f, v(c.text), tag)
	case c.kind == number:
		fmt.Fprintf(b, `<%s r="%s"%s>%s%s</%s>`, tag, at, style, f, v(c.text), tag)
	case c.kind == failure:
		fmt.Fprintf(b, `<%s r="%s"%s t="e">%s%s</%s>`, tag, at, style, f, v(c.text), tag)
	case f != "":
		fmt.Fprintf(b, `<%s r="%s"%s t="str">%s%s</%s>`, tag, at, style, f, v(c.text), tag)
	case w.by == export:
		fmt.Fprintf(b, `<%s r="%s"%s t="inlineStr"><x:is><x:t xml:space="preserve">%s</x:t></x:is></%s>`, tag, at, style, escape(c.text), tag)
	default:
		i, ok := w.index[c.text]
		if !ok {
			i = len(w.strings)
			w.index[c.text] = i
			w.strings = append(w.strings, c.text)
		}
		fmt.Fprintf(b, `<%s r="%s"%s t="s">%s</%s>`, tag, at, style, v(strconv.Itoa(i)), tag)
	}
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("write into memory: " + err.Error())
	}
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

func (w *writer) sharedStrings() string {
	var b strings.Builder
	b.WriteString(w.declaration())
	fmt.Fprintf(&b, `<sst xmlns="%s" count="%d" uniqueCount="%d">`, mainNS, len(w.strings), len(w.strings))
	for i, s := range w.strings {
		space := ""
		if w.by == calc || strings.TrimSpace(s) != s || strings.ContainsAny(s, "\n ") {
			space = ` xml:space="preserve"`
		}
		if w.by == wps && i%7 == 3 && len([]rune(s)) > 4 {
			// WPS cuts a cell into runs where the input method changed fonts.
			r := []rune(s)
			fmt.Fprintf(&b, `<si><r><rPr><sz val="11"/><rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">%s</t></r><r><rPr><sz val="11"/><rFont val="Calibri"/></rPr><t xml:space="preserve">%s</t></r></si>`,
				escape(string(r[:2])), escape(string(r[2:])))
			continue
		}
		fmt.Fprintf(&b, `<si><t%s>%s</t></si>`, space, escape(s))
	}
	b.WriteString("</sst>")
	return b.String()
}

func (w *writer) workbook() string {
	var b strings.Builder
	b.WriteString(w.open("workbook"))
	switch w.by {
	case excel:
		b.WriteString(`<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/>`)
	case wps:
		b.WriteString(`<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/>`)
	case calc:
		b.WriteString(`<fileVersion appName="Calc"/>`)
	}
	if w.book.since04 {
		fmt.Fprintf(&b, `<%s date1904="%s"/>`, w.tag("workbookPr"), w.yes())
	} else {
		fmt.Fprintf(&b, `<%s/>`, w.tag("workbookPr"))
	}
	fmt.Fprintf(&b, `<%s>`, w.tag("sheets"))
	for i, s := range w.book.sheets {
		state := ""
		switch {
		case s.hidden:
			state = ` state="hidden"`
		case w.by == calc:
			state = ` state="visible"`
		}
		fmt.Fprintf(&b, `<%s name="%s" sheetId="%d"%s r:id="rId%d"/>`, w.tag("sheet"), escape(s.name), i+1, state, i+1)
	}
	fmt.Fprintf(&b, `</%s></%s>`, w.tag("sheets"), w.tag("workbook"))
	return b.String()
}

func (w *writer) workbookRels() string {
	const base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	next := 1
	add := func(kind, target string) {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, next, kind, target)
		next++
	}
	for i := range w.book.sheets {
		add(base+"worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1))
	}
	add(base+"styles", "styles.xml")
	if w.by != export {
		add(base+"sharedStrings", "sharedStrings.xml")
	}
	if w.book.macros {
		add("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
	}
	b.WriteString("</Relationships>")
	return b.String()
}

func (w *writer) rootRels() string {
	const base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	b := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + base + `officeDocument" Target="xl/workbook.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`<Relationship Id="rId3" Type="` + base + `extended-properties" Target="docProps/app.xml"/>`
	if w.by == wps {
		b += `<Relationship Id="rId4" Type="` + base + `custom-properties" Target="docProps/custom.xml"/>`
	}
	return b + "</Relationships>"
}

func (w *writer) types() string {
	const sheetML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	kind := sheetML + "sheet.main+xml"
	if w.book.macros {
		kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	if w.book.macros {
		b.WriteString(`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`)
	}
	fmt.Fprintf(&b, `<Override PartName="/xl/workbook.xml" ContentType="%s"/>`, kind)
	for i := range w.book.sheets {
		fmt.Fprintf(&b, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, sheetML)
	}
	fmt.Fprintf(&b, `<Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/>`, sheetML)
	if w.by != export {
		fmt.Fprintf(&b, `<Override PartName="/xl/sharedStrings.xml" ContentType="%ssharedStrings+xml"/>`, sheetML)
	}
	b.WriteString(`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>`)
	if w.by == wps {
		b.WriteString(`<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>`)
	}
	b.WriteString("</Types>")
	return b.String()
}

func (w *writer) docProps() []part {
	app := map[maker]string{excel: "Microsoft Excel", wps: "WPS Office", calc: "LibreOffice/7.6.4.1$Linux_X86_64", export: "报表导出"}[w.by]
	decl := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	parts := []part{
		{"docProps/core.xml", decl + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator></dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2024-01-15T08:00:00Z</dcterms:created></cp:coreProperties>`},
		{"docProps/app.xml", decl + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>` + app + `</Application></Properties>`},
	}
	if w.by == wps {
		parts = append(parts, part{"docProps/custom.xml", decl + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.16120</vt:lpwstr></property></Properties>`})
	}
	return parts
}

// builtin holds the numbers of formats that need no definition.
var builtin = map[string]int{"": 0, "0": 1, "0.00": 2, "#,##0": 3, "0%": 9, "0.00%": 10, "@": 49, "yyyy/m/d": 14}

// styles is written last: the cells have named the looks by then.
func (w *writer) styles() string {
	formats, fillOf := map[string]int{}, map[string]int{}
	var custom, xfs strings.Builder
	var fills []string
	for _, l := range w.order {
		id, ok := builtin[l.format]
		if !ok {
			if id, ok = formats[l.format]; !ok {
				id = 176 + len(formats)
				formats[l.format] = id
				fmt.Fprintf(&custom, `<%s numFmtId="%d" formatCode="%s"/>`, w.tag("numFmt"), id, escape(l.format))
			}
		}
		if _, ok := fillOf[l.fill]; l.fill != "" && !ok {
			fillOf[l.fill] = 2 + len(fills)
			fills = append(fills, l.fill)
		}
		w.format(&xfs, l, id, fillOf[l.fill])
	}
	var b strings.Builder
	b.WriteString(w.open("styleSheet"))
	if len(formats) > 0 {
		fmt.Fprintf(&b, `<%s count="%d">%s</%s>`, w.tag("numFmts"), len(formats), custom.String(), w.tag("numFmts"))
	}
	b.WriteString(w.prefixed(w.furniture(fills)))
	fmt.Fprintf(&b, `<%s count="%d">%s</%s>`, w.tag("cellXfs"), len(w.order), xfs.String(), w.tag("cellXfs"))
	b.WriteString(w.prefixed(`<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>`))
	fmt.Fprintf(&b, "</%s>", w.tag("styleSheet"))
	return b.String()
}

// format writes the xf of one look.
func (w *writer) format(b *strings.Builder, l look, id, fill int) {
	font := map[string]int{"": 0, "title": 1, "head": 2, "bold": 2, "small": 3}[l.font]
	border := 0
	if l.boxed {
		border = 1
	}
	align := ""
	if l.middle || l.wrap {
		align = "<" + w.tag("alignment")
		if l.middle {
			align += ` horizontal="center" vertical="center"`
		}
		if l.wrap {
			align += ` wrapText="` + w.yes() + `"`
		}
		align += "/>"
	}
	fmt.Fprintf(b, `<%s numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="%s" applyAlignment="%s">%s</%s>`,
		w.tag("xf"), id, font, fill, border, w.yes(), w.yes(), align, w.tag("xf"))
}

// furniture is the fonts, fills and borders that looks refer to by number.
func (w *writer) furniture(fills []string) string {
	name := map[maker]string{excel: "等线", wps: "宋体", calc: "Noto Sans CJK SC", export: "宋体"}[w.by]
	font := func(size int, bold bool) string {
		s := "<font>"
		if bold {
			s += "<b/>"
		}
		return s + fmt.Sprintf(`<sz val="%d"/><name val="%s"/></font>`, size, name)
	}
	side := func(s string) string { return "<" + s + ` style="thin"></` + s + ">" }
	out := `<fonts count="4">` + font(11, false) + font(16, true) + font(11, true) + font(9, false) + `</fonts>`
	out += fmt.Sprintf(`<fills count="%d"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>`, 2+len(fills))
	for _, f := range fills {
		out += `<fill><patternFill patternType="solid"><fgColor rgb="FF` + f + `"/></patternFill></fill>`
	}
	return out + `</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>` +
		side("left") + side("right") + side("top") + side("bottom") + `<diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`
}

// prefixed gives every element of a fragment the prefix of the maker.
func (w *writer) prefixed(s string) string {
	if w.tag("") == "" {
		return s
	}
	return strings.NewReplacer("</", "</"+w.tag(""), "<", "<"+w.tag("")).Replace(s)
}
