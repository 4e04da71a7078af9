package xlsx

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
)

// A sheet is being streamed row by row.
type sheet struct {
	bk   *book
	name string
	w    *excelize.StreamWriter
	row  int // last row written
}

// A page is how a sheet is shown and printed: A4, heads frozen and repeated.
type page struct {
	widths   []float64 // of the columns, in characters
	head     int       // rows repeated on every page and frozen, 0 for none
	side     int       // columns repeated and frozen
	portrait bool
	across   int  // pages side by side, 1 when 0
	printed  int  // columns printed, all when 0
	breaks   bool // page breaks are set by hand: Excel heeds none while it fits pages
}

// sheet opens a sheet for streaming.
func (bk *book) sheet(name string, p page) (*sheet, error) {
	if err := setPage(bk.f, name, bk.b.Campaign, p); err != nil {
		return nil, err
	}
	w, err := bk.f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &sheet{bk: bk, name: name, w: w}
	for i, width := range p.widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if p.head > 0 || p.side > 0 {
		return s, s.freeze(p)
	}
	return s, nil
}

func (s *sheet) freeze(p page) error {
	pane := "bottomRight"
	switch {
	case p.side == 0:
		pane = "bottomLeft"
	case p.head == 0:
		pane = "topRight"
	}
	return s.w.SetPanes(&excelize.Panes{Freeze: true, XSplit: p.side, YSplit: p.head, TopLeftCell: at(p.side+1, p.head+1), ActivePane: pane})
}

// setPage sets paper, margins, footer and print titles of a sheet.
func setPage(f *excelize.File, name, campaign string, p page) error {
	size, wide, high, turned := 9, max(p.across, 1), 0, "landscape"
	if p.portrait {
		turned = "portrait"
	}
	fit, off := !p.breaks, false
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}); err != nil {
		return err
	}
	set := &excelize.PageLayoutOptions{Size: &size, Orientation: &turned, FitToWidth: &wide, FitToHeight: &high}
	if p.breaks {
		scale := uint(p.scale())
		set = &excelize.PageLayoutOptions{Size: &size, Orientation: &turned, AdjustTo: &scale}
	}
	if err := f.SetPageLayout(name, set); err != nil {
		return err
	}
	inch := func(mm float64) *float64 { v := mm / 25.4; return &v }
	centred := true
	if err := f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: inch(15), Right: inch(15), Top: inch(18), Bottom: inch(18), Header: inch(8), Footer: inch(10), Horizontally: &centred,
	}); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&9&A&C&9— &P —&R&9" + footer(campaign)}); err != nil {
		return err
	}
	if p.printed > 0 {
		area := quoted(name) + "!$A:$" + finding.Column(p.printed)
		if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: area, Scope: name}); err != nil {
			return err
		}
	}
	if p.head == 0 {
		return nil
	}
	titles := ""
	if p.side > 0 {
		titles = quoted(name) + "!$A:$" + finding.Column(p.side)
	}
	if p.head > 0 {
		if titles != "" {
			titles += ","
		}
		first := 1
		if p.across > 1 { // on the pages to the right the title would be cut off
			first = p.head
		}
		titles += quoted(name) + "!$" + strconv.Itoa(first) + ":$" + strconv.Itoa(p.head)
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: name})
}

// Room on a landscape page of A4 within its margins, in points, with something
// to spare: no two programs measure columns alike.
const (
	wholeAcross = 757
	roomAcross  = wholeAcross * 0.88
	roomDown    = 493 * 0.95
)

// scale is the percentage at which all columns fit on one page.
func (p page) scale() int {
	across := 0.0
	for _, w := range p.widths {
		across += (w*8 + 5) * 0.75 // 宋体 of 11 points is 8 pixels a character
	}
	return max(10, min(100, int(100*roomAcross/across)))
}

// footer keeps a name from being read as codes of the footer.
func footer(s string) string {
	out := ""
	for _, r := range short(clean(s), 60) {
		if r == '&' {
			out += "&"
		}
		out += string(r)
	}
	return out
}

// at is a cell's name: column and row count from 1.
func at(col, row int) string { return finding.Column(col) + strconv.Itoa(row) }

// quoted is a sheet's name as formulas write it.
func quoted(name string) string {
	out := "'"
	for _, r := range name {
		if r == '\'' {
			out += "'"
		}
		out += string(r)
	}
	return out + "'"
}

// add writes the next row.
func (s *sheet) add(height float64, cells ...any) error {
	s.row++
	if height > 0 {
		return s.w.SetRow(at(1, s.row), cells, excelize.RowOpts{Height: height})
	}
	return s.w.SetRow(at(1, s.row), cells)
}

// skip leaves rows free.
func (s *sheet) skip(n int) { s.row += n }

// titled writes the title of the sheet and a line below it.
func (s *sheet) titled(title, below string) error {
	if err := s.add(30, s.bk.text(titleLook, title)); err != nil {
		return err
	}
	return s.add(16, s.bk.text(noteLook, below))
}

// close ends the sheet.
func (s *sheet) close() error { return s.w.Flush() }

// The looks of lines of text.
const (
	titleLook   = title
	noteLook    = note
	sectionLook = section
)

// text is a cell of words. They are stored as a string whatever they begin
// with, and personal numbers in them are masked.
func (bk *book) text(l look, s string) excelize.Cell {
	return excelize.Cell{StyleID: bk.style[l][words], Value: clean(phrase.Masked(s))}
}

// mid is a cell of words in the middle.
func (bk *book) mid(l look, s string) excelize.Cell {
	return excelize.Cell{StyleID: bk.style[l][centred], Value: clean(phrase.Masked(s))}
}

// right is a cell of words that stands where numbers stand.
func (bk *book) right(l look, s string) excelize.Cell {
	return excelize.Cell{StyleID: bk.style[l][whole], Value: clean(phrase.Masked(s))}
}

// number is a number with what its form says, and the formula it comes from
// ("" for none).
func (bk *book) number(l look, f form, n returns.Number, formula string) excelize.Cell {
	return excelize.Cell{StyleID: bk.style[l][f], Value: stored(n), Formula: formula}
}

// stored is n as a cell holds it: the shortest decimal that reads back as n.
func stored(n returns.Number) any {
	if n.Whole() {
		return n.Int64()
	}
	return n.Float()
}

// figure is a figure's cell; an absent one prints —.
func (bk *book) figure(l look, f figures.Figure, formula string) excelize.Cell {
	if f.Absent {
		return bk.right(l, phrase.None)
	}
	return bk.number(l, figureForm(f), f.Value, formula)
}

func figureForm(f figures.Figure) form {
	_, variant := base(f.ID)
	switch {
	case f.Way == figures.Ratio && (variant == "change" || variant == "new"):
		return points
	case f.Way == figures.Ratio:
		return rateForm(f.Value, f.Numerator, f.Denominator)
	}
	return formOf(f.Value)
}
