package xlsx

import (
	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// sectionTab writes a section: its tables with cells linked to the summary,
// then its charts with their data.
func (bk *book) sectionTab(name string, sec *briefing.Section) error {
	s, err := bk.sheet(name, page{widths: bk.sectionWidths(sec), side: 1})
	if err != nil {
		return err
	}
	if err := s.titled(sec.Title, bk.b.Campaign+"；截至"+bk.b.AsOf.Chinese()); err != nil {
		return err
	}
	for _, b := range sec.Blocks {
		switch x := b.(type) {
		case *briefing.Table:
			err = bk.table(s, x)
		case *briefing.Chart:
			err = bk.chart(s, x)
		}
		if err != nil {
			return err
		}
	}
	return s.close()
}

// sectionWidths fits the columns of all tables of a section.
func (bk *book) sectionWidths(sec *briefing.Section) []float64 {
	out := []float64{18}
	for _, b := range sec.Blocks {
		t, ok := b.(*briefing.Table)
		if !ok {
			continue
		}
		for i := range t.Columns {
			if i >= len(out) {
				out = append(out, 11)
			}
			for _, r := range t.Rows {
				if i < len(r.Cells) && r.Cells[i].Figure == "" {
					out[i] = max(out[i], min(float64(width(r.Cells[i].Text)+2), 40))
				}
			}
		}
	}
	return out
}

// table writes one table. Column heads of one group stand in one line: 累计
// 走访企业, so that no cells of the data are merged.
func (bk *book) table(s *sheet, t *briefing.Table) error {
	s.skip(1)
	title := t.Title
	if t.Unit != "" {
		title += "（单位：" + t.Unit + "）"
	}
	if err := s.add(22, bk.text(sectionLook, title)); err != nil {
		return err
	}
	var heads []any
	for _, c := range t.Columns {
		word := c.Head
		if c.Group != "" {
			word = c.Group + "\n" + c.Head
		}
		heads = append(heads, bk.mid(head, word))
	}
	if err := s.add(48, heads...); err != nil {
		return err
	}
	first := s.row + 1
	for _, r := range t.Rows {
		if err := bk.tableRow(s, t, r); err != nil {
			return err
		}
	}
	if t.Note != "" {
		if err := s.add(16, bk.text(noteLook, t.Note)); err != nil {
			return err
		}
	}
	return bk.bars(s, t, first)
}

func (bk *book) tableRow(s *sheet, t *briefing.Table, r briefing.Row) error {
	l := plain
	switch r.Kind {
	case briefing.Total:
		l = strong
	case briefing.Removed:
		l = faint
	}
	var cells []any
	for i, c := range r.Cells {
		cells = append(cells, bk.cell(l, t, i, c))
	}
	return s.add(20, cells...)
}

// cell is one cell of a table: a figure's number linked to the summary, else
// its words.
func (bk *book) cell(l look, t *briefing.Table, col int, c briefing.Cell) excelize.Cell {
	if c.Figure != "" {
		if ref, ok := bk.at[place{c.Unit, c.Figure}]; ok {
			return bk.figure(l, bk.b.Merged.Figure(c.Unit, c.Figure), quoted(summarySheet)+"!"+ref)
		}
	}
	align := briefing.Left
	if col < len(t.Columns) {
		align = t.Columns[col].Align
	}
	if align == briefing.Right {
		if n, err := returns.ParseNumber(c.Text); err == nil {
			f := formOf(n)
			if c.Figure != "" { // a change of a rate
				f = points
			}
			return bk.number(l, f, n, "")
		}
		return bk.right(l, c.Text)
	}
	if align == briefing.Center {
		return bk.mid(l, c.Text)
	}
	return bk.text(l, c.Text)
}

// bars draws data bars behind the rates of a table.
func (bk *book) bars(s *sheet, t *briefing.Table, first int) error {
	for i := range t.Columns {
		if !bk.isRateColumn(t, i) {
			continue
		}
		area := at(i+1, first) + ":" + at(i+1, first+len(t.Rows)-1)
		err := bk.f.SetConditionalFormat(s.name, area, []excelize.ConditionalFormatOptions{{
			Type: "data_bar", Criteria: "=", MinType: "num", MaxType: "num", MinValue: "0", MaxValue: "1", BarColor: "#F4B6AC", BarSolid: true,
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (bk *book) isRateColumn(t *briefing.Table, col int) bool {
	for _, r := range t.Rows {
		if col >= len(r.Cells) || r.Cells[col].Figure == "" || r.Cells[col].Text == phrase.None {
			continue
		}
		id := r.Cells[col].Figure
		_, variant := base(id)
		return bk.b.Merged.Figure(r.Cells[col].Unit, id).Way == figures.Ratio && variant == ""
	}
	return false
}
