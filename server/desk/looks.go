package desk

import (
	"context"
	"fmt"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// A Look is a small part of a sheet as it was filed: a cell with what stands
// around it. Personal numbers are masked.
type Look struct {
	Place finding.Place
	Cols  []string // letters
	Rows  []LookRow
}

// A LookRow is one row of a Look. Head rows stand above the table's records.
type LookRow struct {
	Row   int
	Head  bool
	Cells []LookCell // one for each of the Look's columns
}

// A LookCell is the text of a cell as the sheet shows it.
type LookCell struct {
	Text string
	Here bool // it is what was looked for
}

// How many columns and rows of its surroundings a cell is shown with.
const (
	lookLeft, lookRight = 3, 3
	lookAbove, lookDown = 1, 1
)

// Looks shows cells of a filing in their surroundings, in the order asked;
// places that name no row, and those of sheets that are not there, are left
// out. There are none of files that do not open again without a password, nor
// after a purge.
func (d *Desk) Looks(ctx context.Context, a Actor, filing string, at []finding.Place) ([]Look, error) {
	f, err := d.mySeen(ctx, a, filing)
	if err != nil {
		return nil, err
	}
	if f.Purged || len(at) == 0 {
		return nil, nil
	}
	data, err := d.store.Original(ctx, filing)
	if err != nil {
		return nil, fmt.Errorf("read original: %w", err)
	}
	rec, err := d.receipt(ctx, d.store, filing)
	if err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	book, _ := workbook.Open(f.File, data, d.reading.Limits, "")
	if book == nil {
		return nil, nil
	}
	var out []Look
	for _, p := range at {
		for i := range book.Sheets {
			if s := &book.Sheets[i]; s.Name == p.Sheet && p.Row > 0 {
				out = append(out, d.lookAt(s, p, rec.Returns))
				break
			}
		}
	}
	return out, nil
}

// lookAt cuts the surroundings of a place out of its sheet. The header row of
// its table comes first when it lies further up.
func (d *Desk) lookAt(s *workbook.Sheet, p finding.Place, filed []store.Return) Look {
	l := Look{Place: p}
	first, last := max(1, p.Col-lookLeft), p.Col+lookRight
	if p.Col <= lookLeft {
		last = lookLeft + lookRight + 1
	}
	head, hide := d.tableOf(s, p, filed)
	for c := first; c <= last; c++ {
		l.Cols = append(l.Cols, finding.Column(c))
	}
	var rows []int
	if head > 0 && head < p.Row-lookAbove {
		rows = append(rows, head)
	}
	for r := max(1, p.Row-lookAbove); r <= p.Row+lookDown; r++ {
		rows = append(rows, r)
	}
	for _, r := range rows {
		row := LookRow{Row: r, Head: r <= head}
		for c := first; c <= last; c++ {
			cell := LookCell{Here: r == p.Row && (c == p.Col || p.Col == 0)}
			if x := s.Cell(r, c); x != nil {
				if cell.Text = x.Shown; cell.Text == "" {
					cell.Text = x.Text
				}
				if mask := hide[c]; mask != nil && r > head {
					cell.Text = mask(cell.Text)
				} else {
					cell.Text = vault.MaskText(cell.Text)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// tableOf is the header row of the table a place lies in, 0 if none is known,
// and what hides the personal numbers of its columns.
func (d *Desk) tableOf(s *workbook.Sheet, p finding.Place, filed []store.Return) (head int, hide map[int]func(string) string) {
	hide = map[int]func(string) string{}
	for i := range filed {
		r := &filed[i]
		if r.Sheet != s.Name {
			continue
		}
		f, ok := d.forms.Form(r.Form)
		for _, c := range r.Columns {
			if c.Row <= p.Row {
				head = max(head, c.Row)
			}
			if ok {
				if mask := maskOf(f, c.Field); mask != nil {
					hide[c.Col] = mask
				}
			}
		}
	}
	return head, hide
}

// maskOf is what hides the numbers of a personal field, nil of others.
func maskOf(f *forms.Form, id returns.FieldID) func(string) string {
	field, ok := f.Field(id)
	if !ok {
		return nil
	}
	switch field.Type {
	case forms.IDCard:
		return vault.MaskIDCard
	case forms.Phone:
		return vault.MaskPhone
	}
	return nil
}

// Choices is what can be decided about a conflict of that code, in the order in
// which it is offered; none where there is nothing to decide.
func Choices(code finding.Code) []figures.Choice { return choicesOf(code) }
