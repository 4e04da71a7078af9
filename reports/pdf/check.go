package pdf

import (
	"errors"
	"fmt"
	"strings"

	"chunfeng/reports/briefing"
)

// ErrDiffers is returned when a file does not say what its briefing says.
var ErrDiffers = errors.New("the file differs from the briefing")

// Check reads a file back and compares it with the briefing it was made of:
// every paragraph, cell and note must be in it word by word as often as in the
// briefing, every text in it must be of the briefing. Of charts, labels that
// the chart had no room for may lack. ErrDiffers, with the first text that is
// wrong.
func Check(data []byte, b *briefing.Briefing) error {
	pages, err := Read(data)
	if err != nil {
		return err
	}
	must, may := expected(b)
	for _, text := range Parts(pages)[1:] {
		switch {
		case text == "":
		case must[text] > 0:
			must[text]--
		case may[text] > 0:
			may[text]--
		default:
			return fmt.Errorf("check pdf: printed %q: %w", brief(text), ErrDiffers)
		}
	}
	for text, n := range must {
		if n > 0 {
			return fmt.Errorf("check pdf: %q is not printed: %w", brief(text), ErrDiffers)
		}
	}
	return nil
}

func brief(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// expected counts the texts that must, and those that may, be in the file.
func expected(b *briefing.Briefing) (must, may map[string]int) {
	must, may = map[string]int{}, map[string]int{}
	add := func(texts ...string) {
		for _, t := range texts {
			if t = solid(t); t != "" {
				must[t]++
			}
		}
	}
	issue := b.Issue
	if strings.TrimSpace(issue) == "" {
		issue = wordDraft
	}
	title := b.Title
	if len(b.Lines) > 0 {
		title = strings.Join(b.Lines, "")
	}
	add(b.Masthead, issue, b.Issuer, b.Date.Chinese(), title)
	for _, p := range b.Preface {
		add(p.String())
	}
	add(b.Lead.String())
	n := 0
	for _, section := range b.Sections {
		if len(section.Blocks) == 0 {
			continue
		}
		n++
		add(numbered(n, section.Title))
		for _, block := range section.Blocks {
			switch block := block.(type) {
			case briefing.Paragraph:
				add(block.String())
			case *briefing.Table:
				add(tableTexts(block)...)
			case *briefing.Chart:
				add(block.Title, noted(block.Note))
				chartTexts(block, add, may)
			}
		}
	}
	headed := false
	for _, p := range b.Basis {
		if !headed && strings.TrimSpace(p.String()) != "" {
			add(wordBasis)
			headed = true
		}
		add(p.String())
	}
	for _, to := range b.Colophon.To {
		if len(to.Names) > 0 {
			add(received(to))
		}
	}
	if b.Colophon.Copies > 0 {
		add(wordCopies(b.Colophon.Copies))
	}
	return must, may
}

func tableTexts(t *briefing.Table) []string {
	if len(t.Columns) == 0 {
		return nil
	}
	texts := []string{t.Title, united(t.Unit), noted(t.Note)}
	group := ""
	for _, c := range t.Columns {
		if c.Group != group {
			texts = append(texts, c.Group)
		}
		group = c.Group
		texts = append(texts, c.Head)
	}
	for _, row := range t.Rows {
		for i, cell := range row.Cells {
			if i < len(t.Columns) {
				texts = append(texts, cell.Text)
			}
		}
	}
	return texts
}

// chartTexts adds what a chart prints: bars all of it, other kinds what they
// have room for.
func chartTexts(c *briefing.Chart, add func(...string), may map[string]int) {
	maybe := func(texts ...string) {
		for _, t := range texts {
			if t = solid(t); t != "" {
				may[t]++
			}
		}
	}
	if c.Kind == briefing.Bars && drawn(c) {
		add(c.Categories...)
	} else {
		maybe(c.Categories...)
	}
	maybe(c.TargetText)
	for _, s := range c.Series {
		maybe(s.Name)
		labels := s.Labels[:min(len(s.Labels), len(c.Categories))]
		if c.Kind == briefing.Bars && drawn(c) {
			add(labels...)
		} else {
			maybe(labels...)
		}
	}
}

func drawn(c *briefing.Chart) bool {
	for _, s := range c.Series {
		for i, v := range s.Values {
			if i < len(c.Categories) && v == v {
				return true
			}
		}
	}
	return false
}
