package mark

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/finding"
)

// maxLinks is how many links Excel takes on one sheet.
const maxLinks = 65_000

// looks are the cell formats of the list.
type looks struct {
	title, text, head, plain, number, link, answer int
	level                                          [3]int
}

// line is one row of the list.
type line struct {
	at    int // position of the finding
	group int // how many doubts this line is for; 0 is the finding itself
}

// index writes the sheet 「校验结果」.
type index struct {
	found    finding.List
	lines    []line
	notices  []string
	selected bool
	bases    []*spot         // of each finding, nil where no cell is marked
	space    string          // namespace of the main parts
	sheets   map[string]bool // there are to link to
	buf      []byte
}

// lines lists the findings by place. Where several open doubts on one sheet are
// of one kind, a line for all of them comes first.
func lines(found finding.List) []line {
	type kind struct {
		code  finding.Code
		sheet string
		field string
	}
	counts := map[kind]int{}
	open := func(f *finding.Finding) (kind, bool) {
		return kind{f.Code, f.Place.Sheet, f.Field}, f.Explained == "" && f.Severity() == finding.Doubt
	}
	for i := range found {
		if k, ok := open(&found[i]); ok {
			counts[k]++
		}
	}
	out := make([]line, 0, len(found))
	for i := range found {
		if k, ok := open(&found[i]); ok && counts[k] > 1 {
			out = append(out, line{i, counts[k]})
			counts[k] = 0
		}
		out = append(out, line{at: i})
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
	l.number = xf(text, 0, border, `horizontal="center" `+wrap)
	l.link = xf(link, 0, border, `horizontal="center" `+wrap)
	l.answer = xf(text, pale, border, wrap)
	for s := range fills {
		l.level[s] = xf(bold, st.fill[s], border, `horizontal="center" `+wrap)
	}
	return l
}

// write writes the sheet.
func (x *index) write(dst io.Writer, l looks) error {
	w := &writer{w: dst}
	p := func(format string, a ...any) { x.buf = fmt.Appendf(x.buf, format, a...) }
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
	p(`<row r="1" ht="28" customHeight="1">`)
	x.text(1, 1, l.title, indexName)
	for i, n := range append([]string{legend(x.found)}, x.notices...) {
		x.add(`</row><row r="` + strconv.Itoa(i+2) + `">`)
		x.text(i+2, 1, l.text, n)
	}
	x.add(`</row><row r="` + strconv.Itoa(top+1) + `">`)
	for i, c := range columns {
		x.text(top+1, i+1, l.head, c.head)
	}
	x.add(`</row>`)
	for i, n := range x.lines {
		x.row(l, top+2+i, i+1, n)
		x.flush(w)
	}
	x.add(`</sheetData>`)
	x.links(w, top+2)
	x.add(`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`)
	x.flush(w)
	return w.err
}

func (x *index) add(s string) { x.buf = append(x.buf, s...) }

func (x *index) flush(w *writer) {
	w.write(x.buf)
	x.buf = x.buf[:0]
}

func (x *index) row(l looks, row, no int, n line) {
	f := &x.found[n.at]
	cell, shown, says, advice, suggestion, answer := f.Place.Cell(), f.Value, f.Message(), f.Advice(), f.Suggestion, f.Explained
	if n.group > 0 {
		cell, shown, says, advice, suggestion, answer = many(n.group), "", together(n.group), "", "", ""
	}
	lines := max(linesOf(f.Place.Sheet, colSheet), linesOf(shown, colValue), linesOf(says, colSays), linesOf(advice, colAdvice), linesOf(suggestion, colSuggestion), linesOf(answer, colAnswer))
	x.add(`<row r="`)
	x.buf = strconv.AppendInt(x.buf, int64(row), 10)
	x.add(`" ht="`)
	x.buf = strconv.AppendInt(x.buf, int64(lineHeight*lines+lineSpare), 10)
	x.add(`">`)
	x.text(row, colNo, l.number, strconv.Itoa(no))
	x.text(row, colLevel, l.level[f.Severity()], f.Severity().Chinese())
	x.text(row, colCode, l.number, string(f.Code))
	x.text(row, colSheet, l.plain, f.Place.Sheet)
	look := l.number
	if n.group == 0 && x.sheets[f.Place.Sheet] {
		look = l.link
	}
	x.text(row, colCell, look, cell)
	x.text(row, colValue, l.plain, shown)
	x.text(row, colSays, l.plain, says)
	x.text(row, colAdvice, l.plain, advice)
	x.text(row, colSuggestion, l.plain, suggestion)
	look = l.plain
	if f.Severity() == finding.Doubt {
		look = l.answer
	}
	x.text(row, colAnswer, look, answer)
	x.text(row, colField, l.plain, f.Field)
	if base := x.bases[n.at]; base != nil && n.group == 0 {
		x.text(row, colStyle, base.base, "")
	}
	x.add(`</row>`)
}

// The height of a line of text in points, and what a row has besides. Programs
// fit rows anew when something is typed into them, but not all do so on opening.
const (
	lineHeight = 13
	lineSpare  = 5
	mostLines  = 30 // a row is at most 409 points high
)

// linesOf is how many lines s takes in a column: a Chinese character is 13.4
// pixels wide, a Latin one half of that, a column about 7.5 pixels for each of its
// width.
func linesOf(s string, col int) int {
	room := int(columns[col-1].width * 7.5 / 6.7)
	lines, used := 1, 0
	for _, r := range s {
		wide := 1
		if r > 0x2000 {
			wide = 2
		}
		if used += wide; r == '\n' || used > room {
			lines++
			used = wide
		}
	}
	return min(lines, mostLines)
}

// links leads from each line to its cell, or to the top of its sheet.
func (x *index) links(w *writer, from int) {
	n := 0
	for i, line := range x.lines {
		at := x.found[line.at].Place
		if line.group > 0 || !x.sheets[at.Sheet] || n == maxLinks {
			continue
		}
		if n++; n == 1 {
			x.add(`<hyperlinks>`)
		}
		if at.Cell() == "" {
			at.Row, at.Col = 1, 1
		}
		x.add(`<hyperlink ref="`)
		x.reference(from+i, colCell)
		x.add(`" location="'`)
		x.buf = appendText(x.buf, strings.ReplaceAll(at.Sheet, "'", "''"))
		x.add(`'!`)
		x.reference(at.Row, at.Col)
		x.add(`"/>`)
		x.flush(w)
	}
	if n > 0 {
		x.add(`</hyperlinks>`)
	}
}

func (x *index) reference(row, col int) {
	x.add(finding.Column(col))
	x.buf = strconv.AppendInt(x.buf, int64(row), 10)
}

// text adds a cell that holds a text.
func (x *index) text(row, col, look int, s string) {
	x.add(`<c r="`)
	x.reference(row, col)
	x.add(`" s="`)
	x.buf = strconv.AppendInt(x.buf, int64(look), 10)
	if s == "" {
		x.add(`"/>`)
		return
	}
	if utf8.RuneCountInString(s) > mostText {
		s = string([]rune(s)[:mostText])
	}
	x.add(`" t="inlineStr"><is><t xml:space="preserve">`)
	x.buf = appendText(x.buf, s)
	x.add(`</t></is></c>`)
}

// mostText is how many characters a cell may hold.
const mostText = 32_767
