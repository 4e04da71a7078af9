package mark

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
)

// maxLinks is how many links Excel takes on one sheet.
const maxLinks = 65_000

// looks are the cell formats of the list.
type looks struct {
	title, text, head, plain, link, answer int
	level                                  [3]int
}

// line is one row of the list.
type line struct {
	finding finding.Finding
	group   int // how many doubts this line is for; 0 is the finding itself
	answer  string
}

// index writes the sheet 「校验结果」.
type index struct {
	lines    []line
	found    finding.List
	notices  []string
	selected bool
	base     map[string]map[[2]int]int // sheet → cell → its format without mark
	space    string                    // namespace of the main parts
	sheets   map[string]bool           // there are to link to
}

// lines lists the findings by place. Where several open doubts on one sheet are
// of one kind, a line for all of them comes first.
func lines(found finding.List) []line {
	type kind struct {
		code  finding.Code
		sheet string
		field string
	}
	of := func(f finding.Finding) kind { return kind{f.Code, f.Place.Sheet, f.Field} }
	counts := map[kind]int{}
	for _, f := range found {
		if f.Severity() == finding.Doubt && f.Explained == "" {
			counts[of(f)]++
		}
	}
	var out []line
	said := map[kind]bool{}
	for _, f := range found {
		if k := of(f); counts[k] > 1 && !said[k] && f.Explained == "" {
			said[k] = true
			out = append(out, line{finding: f, group: counts[k]})
		}
		out = append(out, line{finding: f, answer: f.Explained})
	}
	return out
}

// looks adds the list's cell formats to the style sheet.
func (st *styles) looks() (l looks) {
	border := st.add("borders", `<border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right><top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/></border>`)
	font := func(inner string) int { return st.add("fonts", "<font>"+inner+"</font>") }
	text := font(`<sz val="10"/><name val="宋体"/><charset val="134"/>`)
	bold := font(`<b/><sz val="10"/><name val="宋体"/><charset val="134"/>`)
	title := font(`<b/><sz val="16"/><name val="宋体"/><charset val="134"/>`)
	link := font(`<u/><sz val="10"/><color rgb="FF0563C1"/><name val="宋体"/><charset val="134"/>`)
	grey := st.add("fills", `<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/><bgColor indexed="64"/></patternFill></fill>`)
	pale := st.add("fills", `<fill><patternFill patternType="solid"><fgColor rgb="FFFFFBE8"/><bgColor indexed="64"/></patternFill></fill>`)
	// Text format: what is typed or listed here must not turn into a number.
	xf := func(font, fill, border int, align string) int {
		return st.add("cellXfs", fmt.Sprintf(`<xf numFmtId="49" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment %s/></xf>`, font, fill, border, align))
	}
	const wrap = `vertical="center" wrapText="1"`
	l.title = xf(title, 0, 0, `vertical="center"`)
	l.text = xf(text, 0, 0, `vertical="center"`)
	l.head = xf(bold, grey, border, `horizontal="center" `+wrap)
	l.plain = xf(text, 0, border, wrap)
	l.link = xf(link, 0, border, `horizontal="center" `+wrap)
	l.answer = xf(text, pale, border, wrap)
	for s := range fills {
		l.level[s] = xf(bold, st.fill[s], border, `horizontal="center" `+wrap)
	}
	return l
}

// write writes the sheet. Rows have no height, so that programs fit them.
func (x *index) write(dst io.Writer, l looks) error {
	w := &writer{w: dst}
	p := func(format string, a ...any) { w.write(fmt.Appendf(nil, format, a...)) }
	top := 2 + len(x.notices) // rows above the header
	p(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView `, x.space)
	if x.selected {
		p(`tabSelected="1" `)
	}
	p(`workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`, top+1, top+2)
	for i, c := range columns {
		hidden := ""
		if i+1 >= colField {
			hidden = ` hidden="1"`
		}
		p(`<col min="%d" max="%d" width="%g"%s customWidth="1"/>`, i+1, i+1, c.width, hidden)
	}
	p(`</cols><sheetData>`)
	p(`<row r="1" ht="28" customHeight="1">%s</row>`, text(1, 1, l.title, indexName))
	for i, n := range append([]string{legend(x.found)}, x.notices...) {
		p(`<row r="%d">%s</row>`, i+2, text(i+2, 1, l.text, n))
	}
	p(`<row r="%d">`, top+1)
	for i, c := range columns {
		p("%s", text(top+1, i+1, l.head, c.head))
	}
	p(`</row>`)
	for i, line := range x.lines {
		x.row(w, l, top+2+i, i+1, line)
	}
	p(`</sheetData>`)
	x.links(w, top+2)
	p(`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`)
	return w.err
}

func (x *index) row(w *writer, l looks, row, no int, n line) {
	f := n.finding
	cell, shown, says, advice, suggestion := f.Place.Cell(), f.Value, f.Message(), f.Advice(), f.Suggestion
	if n.group > 0 {
		cell, shown, says, advice, suggestion = many(n.group), "", together(n.group), "", ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, row)
	plain := func(col int, s string) { b.WriteString(text(row, col, l.plain, s)) }
	plain(colNo, strconv.Itoa(no))
	b.WriteString(text(row, colLevel, l.level[f.Severity()], f.Severity().Chinese()))
	plain(colCode, string(f.Code))
	plain(colSheet, f.Place.Sheet)
	look := l.plain
	if n.group == 0 && x.sheets[f.Place.Sheet] {
		look = l.link
	}
	b.WriteString(text(row, colCell, look, cell))
	plain(colValue, shown)
	plain(colSays, says)
	plain(colAdvice, advice)
	plain(colSuggestion, suggestion)
	look = l.plain
	if f.Severity() == finding.Doubt {
		look = l.answer
	}
	b.WriteString(text(row, colAnswer, look, n.answer))
	plain(colField, f.Field)
	if base, ok := x.base[f.Place.Sheet][[2]int{f.Place.Row, f.Place.Col}]; ok && n.group == 0 {
		fmt.Fprintf(&b, `<c r="%s" s="%d"/>`, reference(row, colStyle), base)
	}
	b.WriteString(`</row>`)
	w.write([]byte(b.String()))
}

// links leads from each line to its cell, or to the top of its sheet.
func (x *index) links(w *writer, from int) {
	n := 0
	for i, line := range x.lines {
		f := line.finding
		if line.group > 0 || !x.sheets[f.Place.Sheet] || n == maxLinks {
			continue
		}
		if n++; n == 1 {
			w.write([]byte(`<hyperlinks>`))
		}
		cell := f.Place.Cell()
		if cell == "" {
			cell = "A1"
		}
		to := "'" + strings.ReplaceAll(f.Place.Sheet, "'", "''") + "'!" + cell
		w.write([]byte(`<hyperlink ref="` + reference(from+i, colCell) + `" location="` + escape(to) + `"/>`))
	}
	if n > 0 {
		w.write([]byte(`</hyperlinks>`))
	}
}

// text is a cell that holds a text.
func text(row, col, look int, s string) string {
	if s == "" {
		return `<c r="` + reference(row, col) + `" s="` + strconv.Itoa(look) + `"/>`
	}
	if len(s) > 32_000 {
		s = string([]rune(s)[:8_000])
	}
	return `<c r="` + reference(row, col) + `" s="` + strconv.Itoa(look) + `" t="inlineStr"><is><t xml:space="preserve">` + escape(s) + `</t></is></c>`
}
