package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	definitions "chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
)

// TemplateFor says whom a blank template is for. Every field may be zero:
// what is not known is left for whoever fills it in.
type TemplateFor struct {
	Unit     returns.Unit
	Period   period.Period
	Register *register.Register // names the campaign, its days, and the unit's firms
	Last     *returns.Return    // the unit's newest return on the form: its totals, or its firms and their bases, are filled in
}

// Template writes a blank workbook of a form: title, the lines above the
// table, headers with their units, drop-down lists, validation, instructions,
// and a hidden sheet by which the program knows it again. Filled in below the
// headers it is read back whole. Equal arguments give equal bytes.
func Template(w io.Writer, f *definitions.Form, t TemplateFor) error {
	file := excelize.NewFile()
	defer file.Close()
	b := &blank{f: file, form: f, on: t, sheet: sheetName(f.Title)}
	if err := b.write(); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	if err := pack(file, w, nil); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	return nil
}

// sheetName is what Excel takes for one.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, s)
	if chars := []rune(s); len(chars) > 31 {
		s = string(chars[:31])
	}
	return s
}

// A blank is a template being written.
type blank struct {
	f       *excelize.File
	form    *definitions.Form
	on      TemplateFor
	sheet   string
	columns []blankColumn
	row     int     // the last one written; in the end that of the headers
	above   float64 // points that the rows above the table's take
	styles  map[blankStyle]int
	lists   map[string]string // words of a list → the cells that hold them
}

// A blankColumn is one column of the table.
type blankColumn struct {
	field  *definitions.Field // nil: the names of the figures
	header string
	width  float64
}

// Blank rows that are ruled at least, rows that take part in validation, and
// the height of a row in points.
const (
	spareRows   = 10
	validRows   = 5000
	ruledHeight = 20
)

func (b *blank) write() error {
	b.styles, b.lists = map[blankStyle]int{}, map[string]string{}
	b.columns = b.layout()
	if err := b.f.SetDefaultFont(fontSong); err != nil {
		return err
	}
	if err := b.f.SetSheetName("Sheet1", b.sheet); err != nil {
		return err
	}
	for _, name := range [...]string{guideSheet, workbook.OwnSheet} {
		if _, err := b.f.NewSheet(name); err != nil {
			return err
		}
	}
	for _, step := range [...]func() error{b.widths, b.top, b.head, b.body, b.guide, b.marks} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// layout is the columns of the table. The county of a row goes without saying.
func (b *blank) layout() []blankColumn {
	if b.form.Layout == definitions.Indicators {
		out := []blankColumn{{header: wordFigure, width: 40}}
		for i := range b.form.Fields {
			if fl := &b.form.Fields[i]; fl.Figure != "" && len(out) < 3 {
				_, head, _ := strings.Cut(fl.Header, "/")
				out = append(out, blankColumn{field: fl, header: head, width: 16})
			}
		}
		return out
	}
	var out []blankColumn
	for i := range b.form.Fields {
		if fl := &b.form.Fields[i]; !fl.Meta && !fl.Derived && fl.Role != definitions.RoleCounty {
			width := widthOf(fl)
			out = append(out, blankColumn{fl, stacked(b.header(fl), fl.Unit, width), width})
		}
	}
	return out
}

// header is a field's name with its unit. 节前在岗职工/其中省外 says in one line
// what stands below 节前在岗职工.
func (b *blank) header(fl *definitions.Field) string {
	name := fl.Header
	if parent, part, ok := strings.Cut(name, "/"); ok {
		for i := range b.form.Fields {
			if b.form.Fields[i].Header == parent {
				name = parent + part
			}
		}
	}
	if fl.Unit != "" {
		name += "（" + fl.Unit + "）"
	}
	return name
}

// stacked is a header in lines that are about equally long and fit the width,
// the unit in a line of its own.
func stacked(header, unit string, width float64) string {
	last := ""
	if unit != "" {
		last = "\n（" + unit + "）"
		header = strings.TrimSuffix(header, "（"+unit+"）")
	}
	chars := []rune(header)
	lines := (len(chars) + across(width) - 1) / across(width)
	each := (len(chars) + lines - 1) / lines
	var out []string
	for len(chars) > 0 {
		n := len(chars)
		if n > across(width) {
			n = each
			for n > 1 && (strings.ContainsRune("（、", chars[n-1]) || strings.ContainsRune("）、", chars[n])) {
				n--
			}
		}
		out = append(out, string(chars[:n]))
		chars = chars[n:]
	}
	return strings.Join(out, "\n") + last
}

// across is how many Chinese characters of a header stand side by side in a
// column: a character of the width is 8 pixels, one of 10 points 13.4.
func across(width float64) int { return max(1, int((width*8-4)/13.4)) }

// widthOf is the width of a column in characters: what is usually filled in
// fits, headers wrap. A table of twenty columns is to be read on one page.
func widthOf(fl *definitions.Field) float64 {
	switch fl.Type {
	case definitions.Firm:
		return 25
	case definitions.USCC, definitions.IDCard:
		return 20.5
	case definitions.DateType:
		return 11.5
	case definitions.Phone:
		return 12.5
	case definitions.Province, definitions.Place, definitions.Enum:
		return 11
	case definitions.Money, definitions.Person:
		return 9.5
	case definitions.Count, definitions.Rate, definitions.YesNo:
		return 8.5
	}
	return 13
}

// A blankStyle is how a cell of a template looks.
type blankStyle struct {
	look   look
	format string // number format
	left   bool
	needed bool // red: has to be filled in
	bare   bool // without a border
}

func (b *blank) style(s blankStyle) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	st := styleOf(s.look, centred)
	st.CustomNumFmt = &s.format
	if s.left {
		st.Alignment.Horizontal = "left"
		if s.look == plain && !s.bare {
			st.Alignment.Indent = 1
		}
	}
	if s.look == note {
		st.Alignment.WrapText = false
	}
	if s.needed {
		st.Font.Color = red
	}
	if s.bare {
		st.Border = nil
	}
	id, err := b.f.NewStyle(st)
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

// put writes words into a cell.
func (b *blank) put(sheet, cell, text string, s blankStyle) error {
	if err := b.f.SetCellStr(sheet, cell, clean(text)); err != nil {
		return err
	}
	return b.dress(sheet, cell, cell, s)
}

func (b *blank) dress(sheet, from, to string, s blankStyle) error {
	id, err := b.style(s)
	if err != nil {
		return err
	}
	return b.f.SetCellStyle(sheet, from, to, id)
}

// formatOf keeps long numbers text and dates dates.
func formatOf(fl *definitions.Field) string {
	switch {
	case fl == nil:
		return "@"
	case fl.Type == definitions.DateType:
		return "yyyy-mm-dd"
	case fl.Type == definitions.Count:
		return "0"
	case fl.Type == definitions.Money:
		return "General"
	case fl.Type == definitions.Rate:
		return "0.0%"
	}
	return "@"
}

// widths dresses whole columns, so that what is typed below the ruled rows is
// kept as it should be, too.
func (b *blank) widths() error {
	for i, c := range b.columns {
		name := strings.TrimRight(at(i+1, 1), "1")
		if err := b.f.SetColWidth(b.sheet, name, name, c.width); err != nil {
			return err
		}
		format := formatOf(c.field)
		id, err := b.f.NewStyle(&excelize.Style{CustomNumFmt: &format, Font: &excelize.Font{Family: fontSong, Size: 10.5, Color: ink}})
		if err != nil {
			return err
		}
		if err := b.f.SetColStyle(b.sheet, name, id); err != nil {
			return err
		}
	}
	return nil
}

// top writes campaign, title, period and the lines above the table.
func (b *blank) top() error {
	text := blankStyle{look: note, format: "@", left: true}
	if b.on.Register != nil && b.on.Register.Campaign.Name != "" {
		if err := b.line(b.on.Register.Campaign.Name, 18, text); err != nil {
			return err
		}
	}
	if err := b.line(b.form.Title, 30, blankStyle{look: title, format: "@", left: true}); err != nil {
		return err
	}
	when := wordUntilBlank
	if !b.on.Period.Ends.IsZero() {
		when = "（" + asOf(b.on.Period.Ends) + "）"
	}
	if err := b.line(when, 18, text); err != nil {
		return err
	}
	return b.labels()
}

func (b *blank) line(text string, height float64, s blankStyle) error {
	b.row++
	if err := b.tall(height); err != nil {
		return err
	}
	return b.put(b.sheet, at(1, b.row), text, s)
}

// tall sets the height of the row that is written, which stands above the
// table's rows.
func (b *blank) tall(height float64) error {
	b.above += height
	return b.f.SetRowHeight(b.sheet, b.row, height)
}

// A blankLabel is one line above the table: what it is called, what is known.
type blankLabel struct {
	text  string
	field *definitions.Field // nil: who filled it in
	value any
	date  bool
}

// labelled lists the lines above the table. A roster's own lines name the firm.
func (b *blank) labelled() []blankLabel {
	var out []blankLabel
	for i := range b.form.Fields {
		fl := &b.form.Fields[i]
		if !fl.Meta {
			continue
		}
		l := blankLabel{text: b.header(fl), field: fl}
		switch firm := b.on.Unit.Kind == period.Firm; {
		case firm && fl.Role == definitions.RoleFirm:
			l.value = b.on.Unit.Name
		case firm && fl.Role == definitions.RoleUSCC:
			l.value = string(b.on.Unit.Code)
		case firm && fl.Role == definitions.RoleCounty && b.on.Register != nil:
			if county, ok := b.on.Register.Unit(b.on.Unit.Within); ok {
				l.value = county.Name
			}
		case fl.Role == definitions.RoleBase && b.on.Last != nil:
			if v := b.on.Last.Meta[fl.ID]; v.Kind == returns.Count {
				l.value = v.Number.Int64()
			}
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		out = append(out, blankLabel{text: wordFiler, value: b.on.Unit.Name})
	}
	return append(out, blankLabel{text: wordFilledBy}, blankLabel{text: wordFilledOn, date: true})
}

// labels lays the lines out from left to right, each over as many columns as
// it needs.
func (b *blank) labels() error {
	const labelWidth, valueWidth, labelHeight = 17, 22, 22
	b.row++
	if err := b.tall(labelHeight); err != nil {
		return err
	}
	col := 1
	all := b.labelled()
	for i, l := range all {
		a, a2 := b.span(col, labelWidth)
		v, v2 := b.span(a2+1, valueWidth)
		if v2 > len(b.columns) {
			if col > 1 {
				b.row++
				if err := b.tall(labelHeight); err != nil {
					return err
				}
				a, a2 = b.span(1, labelWidth)
				v, v2 = b.span(a2+1, valueWidth)
			}
			v2 = max(v, min(v2, len(b.columns)))
		}
		if i == len(all)-1 {
			v2 = len(b.columns) // the lines end where the table does
		}
		col = v2 + 1
		if err := b.label(l, a, a2, v, v2); err != nil {
			return err
		}
	}
	return nil
}

// span is the columns from col on that are so wide together.
func (b *blank) span(col int, width float64) (from, to int) {
	sum := 0.0
	for to = col; to <= len(b.columns); to++ {
		if sum += b.columns[to-1].width; sum >= width {
			return col, to
		}
	}
	return col, to
}

func (b *blank) label(l blankLabel, a, a2, v, v2 int) error {
	format := "@"
	if l.field != nil {
		format = formatOf(l.field)
	}
	if l.date {
		format = "yyyy-mm-dd"
	}
	needed := l.field != nil && l.field.Required
	from, to := at(a, b.row), at(a2, b.row)
	if err := b.put(b.sheet, from, l.text+"：", blankStyle{look: head, format: "@", needed: needed}); err != nil {
		return err
	}
	if err := b.dress(b.sheet, from, to, blankStyle{look: head, format: "@", needed: needed}); err != nil {
		return err
	}
	if a2 > a {
		if err := b.f.MergeCell(b.sheet, from, to); err != nil {
			return err
		}
	}
	from, to = at(v, b.row), at(v2, b.row)
	if l.value != nil && l.value != "" {
		if err := b.f.SetCellValue(b.sheet, from, l.value); err != nil {
			return err
		}
	}
	if err := b.dress(b.sheet, from, to, blankStyle{look: plain, format: format, left: true}); err != nil {
		return err
	}
	if v2 > v {
		if err := b.f.MergeCell(b.sheet, from, to); err != nil {
			return err
		}
	}
	if l.field != nil {
		return b.check(l.field, from)
	}
	return nil
}

// head writes the headers, those that have to be filled in in red, and sets
// the page.
func (b *blank) head() error {
	b.row++
	for i, c := range b.columns {
		needed := c.field != nil && c.field.Required
		if err := b.put(b.sheet, at(i+1, b.row), c.header, blankStyle{look: head, format: "@", needed: needed}); err != nil {
			return err
		}
	}
	if err := b.tall(b.headHeight()); err != nil {
		return err
	}
	campaign := ""
	if b.on.Register != nil {
		campaign = b.on.Register.Campaign.Name
	}
	printed := page{head: b.row, printed: len(b.columns), portrait: b.form.Layout == definitions.Indicators}
	if err := setPage(b.f, b.sheet, campaign, printed); err != nil {
		return err
	}
	on := true
	if err := b.f.SetSheetView(b.sheet, 0, &excelize.ViewOptions{ShowGridLines: &on}); err != nil {
		return err
	}
	side := b.side()
	pane := "bottomLeft"
	if side > 0 {
		pane = "bottomRight"
	}
	return b.f.SetPanes(b.sheet, &excelize.Panes{Freeze: true, XSplit: side, YSplit: b.row, TopLeftCell: at(side+1, b.row+1), ActivePane: pane})
}

// headHeight is the height that the longest header needs.
func (b *blank) headHeight() float64 {
	lines := 2
	for _, c := range b.columns {
		n := 0
		for line := range strings.SplitSeq(c.header, "\n") {
			n += (len([]rune(line)) + across(c.width) - 1) / across(c.width)
		}
		lines = max(lines, n)
	}
	return float64(lines)*16 + 4
}

// pageful is how many rows fill the first printed page below the headers. Where
// a program prints columns wider than this assumes, the page is not quite full.
func (b *blank) pageful() int {
	wide := 0.0
	for _, c := range b.columns {
		wide += (c.width*8 + 5) * 0.75
	}
	scale := min(1, wholeAcross/wide)
	return int((roomDown/scale - b.above) / ruledHeight)
}

// side is how many columns stay in sight: up to the one that says whose a row
// is, if that leaves room.
func (b *blank) side() int {
	width := 0.0
	for i, c := range b.columns {
		if width += c.width; width > 50 {
			return 0
		}
		if c.field == nil || c.field.Role == definitions.RoleFirm || c.field.Role == definitions.RolePerson {
			return i + 1
		}
	}
	return 0
}

// body rules the rows and fills in what is known.
func (b *blank) body() error {
	first := b.row + 1
	rows := b.known()
	last := b.row + len(rows)
	if b.form.Layout != definitions.Indicators {
		last = b.row + max(len(rows)+spareRows, b.pageful())
	}
	for i, c := range b.columns {
		left := c.field == nil || c.field.Type == definitions.Text || c.field.Type == definitions.Firm || c.field.Type == definitions.Place
		if err := b.dress(b.sheet, at(i+1, first), at(i+1, last), blankStyle{look: plain, format: formatOf(c.field), left: left}); err != nil {
			return err
		}
		if c.field == nil {
			continue
		}
		end := first + validRows
		if b.form.Layout == definitions.Indicators {
			end = last
		}
		if err := b.check(c.field, at(i+1, first)+":"+at(i+1, end)); err != nil {
			return err
		}
	}
	for i, row := range rows {
		for j, v := range row {
			if v == nil || v == "" {
				continue
			}
			if err := b.f.SetCellValue(b.sheet, at(j+1, first+i), v); err != nil {
				return err
			}
		}
	}
	for r := first; r <= last; r++ {
		if err := b.f.SetRowHeight(b.sheet, r, ruledHeight); err != nil {
			return err
		}
	}
	return nil
}

// known is the rows of which something is known: the figures with their totals
// so far, or the unit's firms.
func (b *blank) known() [][]any {
	switch {
	case b.form.Layout == definitions.Indicators:
		return b.figures()
	case b.form.Lines:
		return b.firms()
	}
	return nil
}

func (b *blank) figures() [][]any {
	var out [][]any
	for i := range b.form.Fields {
		fl := &b.form.Fields[i]
		if fl.Figure == "" {
			continue
		}
		if name, _, _ := strings.Cut(fl.Header, "/"); !fl.Cumulative {
			if fl.Unit != "" {
				name += "（" + fl.Unit + "）"
			}
			out = append(out, []any{name, nil, nil})
			continue
		}
		if b.on.Last != nil && len(b.on.Last.Records) > 0 && len(out) > 0 {
			if v := b.form.Value(&b.on.Last.Records[0], fl.ID); !v.IsAbsent() {
				out[len(out)-1][2] = stored(v.Number)
			}
		}
	}
	return out
}

// firms is a row for every firm of the unit: those of the register, then those
// that only its last return has.
func (b *blank) firms() [][]any {
	type firm struct{ name, code string }
	var all []firm
	switch {
	case b.on.Unit.Kind == period.Firm:
		all = append(all, firm{b.on.Unit.Name, string(b.on.Unit.Code)})
	case b.on.Register != nil && b.on.Unit.Code != "":
		for _, u := range b.on.Register.Firms {
			if u.Within == b.on.Unit.Code {
				all = append(all, firm{u.Name, string(u.Code)})
			}
		}
	}
	base := map[string]any{} // by name and by code
	if b.on.Last != nil {
		for i := range b.on.Last.Records {
			rec := &b.on.Last.Records[i]
			f := firm{b.form.RoleValue(rec, definitions.RoleFirm).Text, b.form.RoleValue(rec, definitions.RoleUSCC).Text}
			if v := b.form.RoleValue(rec, definitions.RoleBase); !v.IsAbsent() {
				base[f.name] = stored(v.Number)
				if f.code != "" {
					base[f.code] = stored(v.Number)
				}
			}
			if !slices.ContainsFunc(all, func(o firm) bool { return o.name == f.name || o.code != "" && o.code == f.code }) {
				all = append(all, f)
			}
		}
	}
	var out [][]any
	for _, f := range all {
		row := make([]any, len(b.columns))
		for j, c := range b.columns {
			switch c.field.Role {
			case definitions.RoleFirm:
				row[j] = f.name
			case definitions.RoleUSCC:
				row[j] = f.code
			case definitions.RoleBase:
				if row[j] = base[f.code]; row[j] == nil {
					row[j] = base[f.name]
				}
			}
		}
		out = append(out, row)
	}
	return out
}

// marks writes the hidden sheet: what the template is, and the words of its
// lists, which it must hold because a list in a cell takes 255 characters.
func (b *blank) marks() error {
	ends := ""
	if !b.on.Period.Ends.IsZero() {
		ends = b.on.Period.Ends.String()
	}
	for i, m := range [...]struct{ name, text string }{
		{workbook.HintForm, string(b.form.ID)}, {workbook.HintUnit, string(b.on.Unit.Code)}, {workbook.HintPeriod, ends},
	} {
		if err := b.f.SetCellStr(workbook.OwnSheet, at(1, i+1), m.text); err != nil {
			return err
		}
		if m.text == "" {
			continue
		}
		ref := quoted(workbook.OwnSheet) + "!$A$" + fmt.Sprint(i+1)
		if err := b.f.SetDefinedName(&excelize.DefinedName{Name: m.name, RefersTo: ref}); err != nil {
			return err
		}
	}
	last := strings.TrimRight(at(len(b.columns), 1), "1")
	table := fmt.Sprintf("%s!$A$%d:$%s$%d", quoted(b.sheet), b.row, last, b.row)
	if err := b.f.SetDefinedName(&excelize.DefinedName{Name: workbook.HintTable, RefersTo: table}); err != nil {
		return err
	}
	return b.f.SetSheetVisible(workbook.OwnSheet, false)
}

// list puts words on the hidden sheet once and names the cells.
func (b *blank) list(words []string) (string, error) {
	key := strings.Join(words, "\n")
	if ref, ok := b.lists[key]; ok {
		return ref, nil
	}
	col := 3 + len(b.lists)
	for i, w := range words {
		if err := b.f.SetCellStr(workbook.OwnSheet, at(col, i+1), w); err != nil {
			return "", err
		}
	}
	letters := strings.TrimRight(at(col, 1), "1")
	ref := fmt.Sprintf("%s!$%s$1:$%s$%d", workbook.OwnSheet, letters, letters, len(words))
	b.lists[key] = ref
	return ref, nil
}
