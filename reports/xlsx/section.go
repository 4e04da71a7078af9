package xlsx

import (
	"errors"
	"strings"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// sectionTab writes a section: its tables with cells linked to the summary,
// then its charts with their data.
func (bk *book) sectionTab(name string, sec *briefing.Section) error {
	p := page{widths: bk.sectionWidths(sec), breaks: true}
	s, err := bk.sheet(name, p)
	if err != nil {
		return err
	}
	if err := s.titled(sec.Title, bk.b.Campaign+"；"+asOf(bk.b.AsOf)); err != nil {
		return err
	}
	pages := &paging{room: roomDown * 100 / float64(p.scale()), used: titleHeight}
	for _, b := range sec.Blocks {
		switch x := b.(type) {
		case *briefing.Table:
			if pages.turn(tableHeight(x)) {
				err = s.w.InsertPageBreak(at(1, s.row+2))
			}
			err = errors.Join(err, bk.table(s, x))
		case *briefing.Chart:
			if pages.turn(chartHeight(x)) {
				err = s.w.InsertPageBreak(at(1, s.row+2))
			}
			err = errors.Join(err, bk.chart(s, x))
		}
		if err != nil {
			return err
		}
	}
	return s.close()
}

// paging says before which block a page ends, so that tables and charts that
// fit on one page are not cut.
type paging struct{ room, used float64 }

func (p *paging) turn(height float64) bool {
	if p.used+height <= p.room {
		p.used += height
		return false
	}
	p.used = height
	return true
}

// Heights of what a section's sheet holds, in points.
const (
	titleHeight   = 30 + 16
	gapHeight     = 15 + 22 // an empty row and the block's title
	headHeight    = 48
	rowHeight     = 20
	noteHeight    = 16
	dataHead      = 15 // rows beside a chart keep the usual height: its size is counted in them
	dataHeight    = 15
	pictureHeight = 23 * 15 // of the rows that a chart covers at least
)

func tableHeight(t *briefing.Table) float64 {
	h := gapHeight + headHeight + rowHeight*len(t.Rows)
	if t.Note != "" {
		h += noteHeight
	}
	return float64(h)
}

func chartHeight(c *briefing.Chart) float64 {
	if below(c) {
		return float64(gapHeight + dataHead + dataHeight*len(c.Categories) + pictureHeight + 15)
	}
	return float64(gapHeight + max(dataHead+dataHeight*len(c.Categories), pictureHeight))
}

// sectionWidths fits the columns of all tables of a section, and makes room for
// its charts to the right of their data.
func (bk *book) sectionWidths(sec *briefing.Section) []float64 {
	out := []float64{18}
	for _, b := range sec.Blocks {
		if c, ok := b.(*briefing.Chart); ok {
			for len(out) < max(chartColumn(c)-1+pictureColumns, len(c.Series)+2) {
				out = append(out, 11)
			}
		}
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
	if err := s.add(gapHeight-15, bk.text(sectionLook, caption(t))); err != nil {
		return err
	}
	var heads []any
	for _, c := range t.Columns {
		word := c.Head
		if c.Group != "" {
			word = c.Group + "\n" + c.Head
		}
		// The unit stands on a line of its own: 提供岗位 （个）.
		heads = append(heads, bk.mid(head, strings.Replace(word, "（", "\n（", 1)))
	}
	if err := s.add(headHeight, heads...); err != nil {
		return err
	}
	first := s.row + 1
	for _, r := range t.Rows {
		if err := bk.tableRow(s, t, r); err != nil {
			return err
		}
	}
	if t.Note != "" {
		if err := s.add(noteHeight, bk.text(noteLook, t.Note)); err != nil {
			return err
		}
	}
	return bk.bars(s, t, first)
}

// caption is a table's title with its unit.
func caption(t *briefing.Table) string {
	if t.Unit == "" {
		return t.Title
	}
	return t.Title + "（" + wordUnitIs + t.Unit + "）"
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
	return s.add(rowHeight, cells...)
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
