package xlsx

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
)

// A list is a sheet of rows of words under a head.
type list struct {
	title, note string
	heads       []string
	widths      []float64
}

// An addRow writes the next row of a list.
type addRow func(cells ...excelize.Cell) error

func (bk *book) list(name string, l list, rows func(addRow) error) error {
	s, err := bk.sheet(name, page{widths: l.widths, head: listHead})
	if err != nil {
		return err
	}
	if err := s.titled(l.title, l.note); err != nil {
		return err
	}
	var heads []any
	for _, h := range l.heads {
		heads = append(heads, bk.mid(head, h))
	}
	if err := s.add(max(tallestOf(heads, l.widths), 24), heads...); err != nil {
		return err
	}
	var body chunks
	r := newRowWriter(&body, listHead+1, len(l.heads))
	if err := rows(func(cells ...excelize.Cell) error { return r.add(max(tallest(cells, l.widths), 18), cells) }); err != nil {
		return err
	}
	if r.row == listHead+1 {
		cells := make([]excelize.Cell, len(l.heads))
		for i := range cells {
			cells[i] = bk.text(plain, "")
		}
		cells[0] = bk.text(plain, wordNone)
		if err := r.add(20, cells); err != nil {
			return err
		}
	} else if err := bk.f.AutoFilter(name, "A"+strconv.Itoa(listHead)+":"+at(len(l.heads), r.row-1), nil); err != nil {
		return err
	}
	if err := r.w.Flush(); err != nil {
		return err
	}
	if err := s.gapped(r.row-listHead-1, body.copyTo); err != nil {
		return err
	}
	return s.close()
}

// listHead is the row of a list's heads.
const listHead = 3

// filingTab lists who filed what, in all periods, the newest first.
func (bk *book) filingTab(name string) error {
	return bk.list(name, filingList(bk.b.AsOf), func(add addRow) error {
		for _, f := range newestFirst(bk.b.Merged.Filed) {
			version := ""
			if f.Version > 0 {
				version = "v" + strconv.Itoa(f.Version)
			}
			err := add(bk.mid(plain, f.Period.Name()), bk.text(plain, bk.unit(f.Unit)), bk.text(plain, bk.b.Forms[f.Form]),
				bk.mid(plain, yes(f.Due)), bk.mid(plain, timeliness(f.Timeliness)), bk.mid(plain, phrase.State(f.Status)),
				bk.mid(plain, version), excelize.Cell{StyleID: bk.style[plain][whole], Value: len(f.Findings)}, bk.text(plain, phrase.File(f.File)))
			if err != nil {
				return err
			}
		}
		for _, r := range bk.b.Merged.Refused {
			err := add(bk.mid(plain, ""), bk.text(plain, bk.unit(r.Unit)), bk.text(plain, bk.b.Forms[r.Form]), bk.mid(plain, ""),
				bk.mid(plain, wordLeft), bk.mid(plain, returns.Refused.Chinese()), bk.mid(plain, ""), excelize.Cell{StyleID: bk.style[plain][whole], Value: r.Findings}, bk.text(plain, phrase.File(r.File)))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// doubtsTab lists all doubts of returns that count, and approximate inputs.
func (bk *book) doubtsTab(name string) error {
	return bk.list(name, doubtsList(), func(add addRow) error {
		for _, d := range briefing.Doubts(bk.b.Merged) {
			answer := d.Finding.Explained
			if answer == "" {
				answer = returns.Held.Chinese()
			}
			err := add(bk.mid(plain, d.Filed.Period.Name()), bk.text(plain, bk.unit(d.Filed.Unit)), bk.text(plain, bk.b.Forms[d.Filed.Form]), bk.text(plain, phrase.File(d.Filed.File)),
				bk.text(plain, placeOf(d.Finding.Place)), bk.mid(plain, string(d.Finding.Code)), bk.text(plain, d.Finding.Value), bk.text(plain, d.Finding.Message()), bk.text(plain, answer))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// placeOf is where a finding stands; its file has a column of its own.
func placeOf(p finding.Place) string {
	p.File = ""
	return p.String()
}

// conflictsTab lists what disagrees between returns, side by side.
func (bk *book) conflictsTab(name string) error {
	return bk.list(name, conflictsList(), func(add addRow) error {
		for _, c := range bk.b.Merged.Conflicts {
			units := ""
			for i, u := range c.Units {
				if i > 0 {
					units += "、"
				}
				units += bk.unit(u)
			}
			cells := []excelize.Cell{bk.text(plain, phrase.Conflict(c.Code)), bk.text(plain, units), bk.text(plain, c.Firm), bk.text(plain, c.What)}
			for i := range 2 {
				side := figures.Side{}
				if i < len(c.Sides) {
					side = c.Sides[i]
				}
				cells = append(cells, bk.text(plain, side.Words), bk.text(plain, placesOf(side.Sources)))
			}
			if err := add(append(cells, bk.text(plain, phrase.Handled(c)))...); err != nil {
				return err
			}
		}
		return nil
	})
}

func placesOf(sources []figures.Source) string {
	out := ""
	for i, s := range sources {
		if i > 0 {
			out += "\n"
		}
		out += phrase.File(s.File) + " " + s.Sheet + "!" + s.Cell
	}
	return out
}

// basisTab lists what counts in what, and what every figure is.
func (bk *book) basisTab(name string) error {
	return bk.list(name, basisList(), func(add addRow) error {
		for i, p := range bk.b.Basis {
			err := add(bk.text(plain, basisSheet+strconv.Itoa(i+1)), bk.mid(plain, ""), bk.mid(plain, ""), bk.mid(plain, ""), bk.text(plain, p.String()), bk.text(plain, ""))
			if err != nil {
				return err
			}
		}
		for _, d := range bk.b.Merged.Catalogue {
			unit := d.Unit
			if d.Way == figures.Ratio {
				unit = "%"
			}
			err := add(bk.text(plain, d.Name), bk.mid(plain, unit), bk.mid(plain, wayWord(d.Way)), bk.mid(plain, yes(d.Stock)), bk.text(plain, d.Definition), bk.text(plain, Name(d.ID)))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// errataTab lists corrections of earlier issues.
func (bk *book) errataTab(name string) error {
	return bk.list(name, errataList(), func(add addRow) error {
		for _, e := range bk.b.Errata {
			if err := add(bk.text(plain, e.Issue), bk.text(plain, e.Name), bk.right(plain, e.Was), bk.right(plain, e.Is), bk.text(plain, e.Why)); err != nil {
				return err
			}
		}
		return nil
	})
}

// newestFirst orders filings by period, the newest first, else as they are.
func newestFirst(filed []figures.Filed) []figures.Filed {
	out := make([]figures.Filed, len(filed))
	copy(out, filed)
	slices.SortStableFunc(out, func(a, b figures.Filed) int { return cmp.Compare(b.Period.Name(), a.Period.Name()) })
	return out
}
