package xlsx

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	definitions "chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// WriteTemplate writes a blank workbook of a form: title, the lines above the
// table, headers with their units, drop-down lists where only some words are
// taken. unit, whose Name may be "", is named in it. What somebody fills in
// below the headers is read back as that form.
func WriteTemplate(w io.Writer, form *definitions.Form, unit returns.Unit) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write template: %w", e)
		}
	}()
	t := template{f: f, sheet: sheetName(form.Title), form: form, unit: unit}
	if err := f.SetSheetName("Sheet1", t.sheet); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	for _, step := range []func() error{t.styles, t.top, t.table} {
		if err := step(); err != nil {
			return fmt.Errorf("write template: %w", err)
		}
	}
	if _, err := f.WriteTo(w); err != nil {
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

type template struct {
	f     *excelize.File
	sheet string
	form  *definitions.Form
	unit  returns.Unit
	row   int // the last one written

	title, label, head, text, date int // styles
}

// blankRows is how many rows below the header are dressed to be filled in.
const blankRows = 200

func (t *template) styles() error {
	edge := []excelize.Border{{Type: "left", Color: "808080", Style: 1}, {Type: "right", Color: "808080", Style: 1}, {Type: "top", Color: "808080", Style: 1}, {Type: "bottom", Color: "808080", Style: 1}}
	isoDate := "yyyy-mm-dd"
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&t.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center"}}},
		{&t.label, excelize.Style{Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&t.head, excelize.Style{Font: &excelize.Font{Bold: true}, Border: edge, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		// Format 49 is text: long numbers must not become 3.31E+17.
		{&t.text, excelize.Style{Border: edge, NumFmt: 49}},
		{&t.date, excelize.Style{Border: edge, CustomNumFmt: &isoDate}},
	} {
		n, err := t.f.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.into = n
	}
	return nil
}

// columns is the fields that stand in columns.
func (t *template) columns() []*definitions.Field {
	var out []*definitions.Field
	for i := range t.form.Fields {
		if fl := &t.form.Fields[i]; !fl.Meta && !fl.Derived {
			out = append(out, fl)
		}
	}
	return out
}

// top writes the title and the lines above the table.
func (t *template) top() error {
	t.row = 1
	last := max(len(t.columns()), 2)
	if t.form.Layout == definitions.Indicators {
		last = 3
	}
	if err := t.f.SetCellStr(t.sheet, "A1", t.unit.Name+t.form.Title); err != nil {
		return err
	}
	if err := t.f.MergeCell(t.sheet, "A1", at(last, 1)); err != nil {
		return err
	}
	if err := t.f.SetCellStyle(t.sheet, "A1", at(last, 1), t.title); err != nil {
		return err
	}
	if err := t.f.SetRowHeight(t.sheet, 1, 28); err != nil {
		return err
	}
	for i := range t.form.Fields {
		if fl := &t.form.Fields[i]; fl.Meta {
			if err := t.line(fl); err != nil {
				return err
			}
		}
	}
	return nil
}

// line writes one line above the table: its label, and what is known of it.
func (t *template) line(fl *definitions.Field) error {
	t.row++
	known := ""
	switch fl.Role {
	case definitions.RoleFirm:
		known = t.unit.Name
	case definitions.RoleUSCC:
		known = string(t.unit.Code)
	}
	if err := t.f.SetCellStr(t.sheet, at(1, t.row), withUnit(fl)+"："); err != nil {
		return err
	}
	if err := t.f.SetCellStr(t.sheet, at(2, t.row), known); err != nil {
		return err
	}
	if err := t.f.SetCellStyle(t.sheet, at(1, t.row), at(1, t.row), t.label); err != nil {
		return err
	}
	return t.choices(fl, at(2, t.row))
}

func withUnit(fl *definitions.Field) string {
	if fl.Unit == "" {
		return fl.Header
	}
	return fl.Header + "（" + fl.Unit + "）"
}

func (t *template) table() error {
	if t.form.Layout == definitions.Indicators {
		return t.indicators()
	}
	t.row++
	for i, fl := range t.columns() {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := t.f.SetCellStr(t.sheet, at(i+1, t.row), withUnit(fl)); err != nil {
			return err
		}
		width := max(12, 2.4*float64(len([]rune(withUnit(fl)))))
		if i == 0 {
			width = max(width, 20) // the labels above stand there too
		}
		if err := t.f.SetColWidth(t.sheet, name, name, width); err != nil {
			return err
		}
		from, to := at(i+1, t.row+1), at(i+1, t.row+blankRows)
		style := t.text
		switch {
		case fl.Type == definitions.DateType:
			style = t.date
		case fl.Type.Numeric():
			style = 0
		}
		if style != 0 {
			if err := t.f.SetCellStyle(t.sheet, from, to, style); err != nil {
				return err
			}
		}
		if err := t.choices(fl, from+":"+to); err != nil {
			return err
		}
	}
	return t.frozen(len(t.columns()))
}

// indicators writes a line for every figure, to be filled in beside it.
func (t *template) indicators() error {
	t.row++
	for i, h := range [...]string{"指标", "本周", "累计"} {
		if err := t.f.SetCellStr(t.sheet, at(i+1, t.row), h); err != nil {
			return err
		}
	}
	if err := t.f.SetColWidth(t.sheet, "A", "A", 36); err != nil {
		return err
	}
	if err := t.frozen(3); err != nil {
		return err
	}
	for i := range t.form.Fields {
		fl := &t.form.Fields[i]
		if fl.Figure == "" || fl.Cumulative {
			continue
		}
		t.row++
		if err := t.f.SetCellStr(t.sheet, at(1, t.row), strings.Replace(withUnit(fl), "/本周", "", 1)); err != nil {
			return err
		}
	}
	return nil
}

// frozen dresses the header and keeps it in sight.
func (t *template) frozen(last int) error {
	if err := t.f.SetCellStyle(t.sheet, at(1, t.row), at(last, t.row), t.head); err != nil {
		return err
	}
	if err := t.f.SetRowHeight(t.sheet, t.row, 32); err != nil {
		return err
	}
	return t.f.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: t.row, TopLeftCell: at(1, t.row+1), ActivePane: "bottomLeft"})
}

// choices puts a drop-down list of the words of a closed list on cells. Excel
// takes lists of up to 255 characters.
func (t *template) choices(fl *definitions.Field, cells string) error {
	var words []string
	switch {
	case fl.Type == definitions.YesNo:
		words = []string{"是", "否"}
	case fl.Several || fl.Open:
		return nil
	}
	for _, c := range fl.Choices {
		words = append(words, c.Value)
	}
	if len(words) == 0 || len(strings.Join(words, ",")) > 255 {
		return nil
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	if err := v.SetDropList(words); err != nil {
		return err
	}
	return t.f.AddDataValidation(t.sheet, v)
}
