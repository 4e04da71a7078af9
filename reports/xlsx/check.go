package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// ErrDiffers is returned when a workbook does not say what its briefing says.
var ErrDiffers = errors.New("the workbook differs from the briefing")

// Check reads a written workbook back and holds it against the briefing: every
// figure of the city and of every unit in the summary, every paragraph of the
// text, every cell of the sections' tables as the sheet shows it. ErrDiffers,
// with the first cell that is wrong.
func Check(data []byte, b *briefing.Briefing) error {
	r := &reader{b: b, kept: map[string][]workbook.Row{}, want: map[string]bool{wordsSheet: true, summarySheet: true}}
	for i := range b.Sections {
		r.want[sectionSheet(&b.Sections[i])] = true
	}
	found := workbook.Stream("briefing.xlsx", data, generous(), "", func(s *workbook.Sheet, row workbook.Row) {
		if r.want[s.Name] {
			row.Cells = slices.Clone(row.Cells) // the reader fills them anew
			r.kept[s.Name] = append(r.kept[s.Name], row)
		}
	})
	if found.Faulty() {
		return fmt.Errorf("check workbook: %s", found[0].Message())
	}
	for _, check := range []func() error{r.summary, r.words, r.sections} {
		if err := check(); err != nil {
			return fmt.Errorf("check workbook: %w", err)
		}
	}
	return nil
}

// generous bounds are far above what is written.
func generous() workbook.Limits {
	l := workbook.DefaultLimits()
	l.File, l.Unpacked, l.Rows, l.Cells, l.Merges = 1<<30, 1<<34, 1<<21, 1<<30, 1<<20
	return l
}

type reader struct {
	b    *briefing.Briefing
	want map[string]bool
	kept map[string][]workbook.Row
}

// text is what a cell stores, "" for a blank one.
func text(row *workbook.Row, col int) string {
	if c := row.Cell(col); c != nil {
		return c.Text
	}
	return ""
}

// shown is what a cell shows.
func shown(row *workbook.Row, col int) string {
	c := row.Cell(col)
	switch {
	case c == nil:
		return ""
	case c.Shown != "":
		return c.Shown
	}
	return c.Text
}

// summary holds every figure against its line in the summary.
func (r *reader) summary() error {
	b := r.b
	named := firstUnitCol + len(b.Units) + 2
	lines := map[string]*workbook.Row{}
	rows := r.kept[summarySheet]
	for i := range rows {
		lines[text(&rows[i], named)] = &rows[i]
	}
	units := append([]returns.Unit{{Code: figures.City}}, b.Units...)
	for i, u := range units {
		for id, f := range b.Merged.Figures[u.Code] {
			row, ok := lines[Name(id)]
			if !ok {
				return fmt.Errorf("figure %s has no line in %s: %w", id, summarySheet, ErrDiffers)
			}
			col := cityCol + i
			if got := text(row, col); !same(got, f) {
				return fmt.Errorf("%s!%s is %q, but %s of %q is %s: %w", summarySheet, at(col, row.Index), got, id, u.Code, phrase.Text(f), ErrDiffers)
			}
		}
	}
	return nil
}

// same reports whether a stored number is the figure's value.
func same(got string, f figures.Figure) bool {
	if f.Absent {
		return got == phrase.None
	}
	n, err := returns.ParseNumber(got)
	return err == nil && n.Micros == f.Value.Micros
}

// words looks for every paragraph in the text, in order.
func (r *reader) words() error {
	var paragraphs []string
	take := func(p briefing.Paragraph) { paragraphs = append(paragraphs, clean(p.String())) }
	for _, p := range r.b.Preface {
		take(p)
	}
	take(r.b.Lead)
	for _, s := range r.b.Sections {
		for _, block := range s.Blocks {
			if p, ok := block.(briefing.Paragraph); ok {
				take(p)
			}
		}
	}
	next := 0
	rows := r.kept[wordsSheet]
	for i := range rows {
		if next < len(paragraphs) && strings.TrimLeft(text(&rows[i], 1), "　") == paragraphs[next] {
			next++
		}
	}
	if next < len(paragraphs) {
		return fmt.Errorf("%s lacks the paragraph %q: %w", wordsSheet, paragraphs[next], ErrDiffers)
	}
	return nil
}

// sections holds every table against its rows.
func (r *reader) sections() error {
	for i := range r.b.Sections {
		s := &r.b.Sections[i]
		if s.ID == "progress" || s.ID == "quality" {
			continue
		}
		rows := r.kept[sectionSheet(s)]
		next := 0
		for _, block := range s.Blocks {
			t, ok := block.(*briefing.Table)
			if !ok {
				continue
			}
			for next < len(rows) && text(&rows[next], 1) != caption(t) {
				next++
			}
			next += 2 // the caption and the head
			if next+len(t.Rows) > len(rows) {
				return fmt.Errorf("%s lacks the table %q: %w", sectionSheet(s), t.Title, ErrDiffers)
			}
			for j, want := range t.Rows {
				if err := r.row(sectionSheet(s), &rows[next+j], want); err != nil {
					return err
				}
			}
			next += len(t.Rows)
		}
	}
	return nil
}

// row holds one row of a table against what the sheet shows.
func (r *reader) row(sheet string, got *workbook.Row, want briefing.Row) error {
	for i, c := range want.Cells {
		s := shown(got, i+1)
		if s == clean(phrase.Masked(c.Text)) {
			continue
		}
		// A rate that one decimal would round to 100% shows more of them here.
		if f := r.b.Merged.Figure(c.Unit, c.Figure); f.Way == figures.Ratio && same(text(got, i+1), f) && strings.HasSuffix(s, "%") {
			continue
		}
		return fmt.Errorf("%s!%s shows %q, want %q: %w", sheet, at(i+1, got.Index), s, c.Text, ErrDiffers)
	}
	return nil
}
