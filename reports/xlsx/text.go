package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
)

// The text stands over all columns, the list of its numbers in them.
var wordWidths = [...]float64{14, 17, 11, 17, 11, 24}

const (
	wordColumns = len(wordWidths)
	wordMeasure = 84 // half-width characters of 12 points on a line, with some to spare
	wordLine    = 20 // points from line to line
)

// wordsTab writes the briefing's text, and below it every number in it with
// the cell it comes from.
func (bk *book) wordsTab(name string) error {
	s, err := bk.sheet(name, page{widths: wordWidths[:], portrait: true})
	if err != nil {
		return err
	}
	w := &wordsWriter{bk: bk, s: s}
	if err := w.styles(); err != nil {
		return err
	}
	b := bk.b
	w.line(w.masthead, 44, b.Masthead)
	w.line(w.issue, 22, b.Issue)
	w.line(w.issuer, 22, b.Issuer+"　　　　"+b.Date.Chinese())
	w.line(w.title, 40, b.Title)
	for _, p := range b.Preface {
		w.paragraph(wordPreface, p)
	}
	w.paragraph(wordLead, b.Lead)
	for i := range b.Sections {
		w.section(i+1, &b.Sections[i])
	}
	w.numbers()
	if w.err != nil {
		return w.err
	}
	return s.close()
}

// A wordsWriter keeps the first error, so that the sheet reads top to bottom.
type wordsWriter struct {
	bk   *book
	s    *sheet
	err  error
	used []usedFigure

	masthead, issue, issuer, title, heading, body, beside int
}

// A usedFigure is a number in the text.
type usedFigure struct {
	where string
	span  briefing.Span
}

func (w *wordsWriter) styles() error {
	for _, x := range []struct {
		id   *int
		font excelize.Font
		side string
		top  int
	}{
		{&w.masthead, excelize.Font{Family: fontTitle, Size: 30, Color: red}, "center", 0},
		{&w.issue, excelize.Font{Family: fontFang, Size: 12}, "center", 0},
		{&w.issuer, excelize.Font{Family: fontFang, Size: 12}, "center", 5},
		{&w.title, excelize.Font{Family: fontTitle, Size: 16}, "center", 0},
		{&w.heading, excelize.Font{Family: fontHei, Size: 12}, "left", 0},
		{&w.body, excelize.Font{Family: fontFang, Size: 12}, "left", 0},
		{&w.beside, excelize.Font{Family: fontSong, Size: 9, Color: grey}, "right", 0},
	} {
		style := &excelize.Style{Font: &x.font, Alignment: &excelize.Alignment{Horizontal: x.side, Vertical: "center", WrapText: true}}
		if x.top > 0 {
			style.Border = []excelize.Border{{Type: "bottom", Color: "FF0000", Style: x.top}}
		}
		id, err := w.bk.f.NewStyle(style)
		if err != nil {
			return err
		}
		*x.id = id
	}
	return nil
}

// line writes one cell over all columns.
func (w *wordsWriter) line(style int, height float64, text string) {
	if w.err != nil {
		return
	}
	cells := []any{excelize.Cell{StyleID: style, Value: clean(text)}}
	for range wordColumns - 1 {
		cells = append(cells, excelize.Cell{StyleID: style})
	}
	if w.err = w.s.add(height, cells...); w.err == nil {
		w.err = w.s.w.MergeCell(at(1, w.s.row), at(wordColumns, w.s.row))
	}
}

// paragraph writes a paragraph, indented by two characters, in a row as high
// as its lines.
func (w *wordsWriter) paragraph(where string, p briefing.Paragraph) {
	text := "　　" + p.String()
	w.line(w.body, float64(lines(text, wordMeasure)*wordLine+4), text)
	for _, span := range p.Spans {
		if span.Figure != "" {
			w.used = append(w.used, usedFigure{where, span})
		}
	}
}

func (w *wordsWriter) section(n int, s *briefing.Section) {
	w.line(w.heading, 26, "　　"+chinese(n)+"、"+s.Title)
	beside := 0
	for _, b := range s.Blocks {
		if p, ok := b.(briefing.Paragraph); ok {
			w.paragraph(s.Title, p)
		} else {
			beside++
		}
	}
	if sheet, ok := w.bk.tabOf[s.ID]; ok && beside > 0 {
		w.line(w.beside, 18, seeSheet(sheet))
	}
}

// numbers lists the figures in the text with their cells in the summary.
func (w *wordsWriter) numbers() {
	if w.err != nil || len(w.used) == 0 {
		return
	}
	bk := w.bk
	w.s.skip(1)
	w.line(w.heading, 26, wordNumbers)
	if w.err != nil {
		return
	}
	w.err = w.s.add(22, bk.mid(head, wordWhere), bk.mid(head, wordFigure), bk.mid(head, wordUnitOf), bk.mid(head, wordWritten), bk.mid(head, wordValue), bk.mid(head, wordName))
	for _, u := range w.used {
		if w.err != nil {
			return
		}
		f := bk.b.Merged.Figure(u.span.Unit, u.span.Figure)
		formula, unit := "", wordCity
		if ref, ok := bk.at[place{u.span.Unit, u.span.Figure}]; ok {
			formula = quoted(summarySheet) + "!" + ref
		}
		if u.span.Unit != figures.City {
			unit = bk.unit(u.span.Unit)
		}
		cells := []any{bk.text(plain, u.where), bk.text(plain, bk.label(u.span.Figure)), bk.text(plain, unit),
			bk.text(plain, strings.TrimSpace(u.span.Text)), bk.figure(plain, f, formula), bk.text(plain, Name(u.span.Figure))}
		w.err = w.s.add(max(18, tallestOf(cells, wordWidths[:])), cells...)
	}
}
