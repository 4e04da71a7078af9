package sections_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/sections"
)

// broken are traces of a clause that vanished badly.
var broken = regexp.MustCompile(`，，|，。|。。|；；|；。|，；|；，|、、|、。|（）|（，|，）|：。|为。|—[个家人场份次对村元]|[{}\[\]]|^[，。；、]|的有：。|全市[，。；]|(分别|依次|其中|累计|共)[，、。；]?。`)

// zero is a count of nothing, which prose does not mention.
var zero = regexp.MustCompile(`(^|[^0-9.])0[个家人场份次对村辆元]`)

func TestRandomCampaignsGiveNoBrokenSentence(t *testing.T) {
	d, err := sections.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	draw := reportstest.Random(catalogue)
	for i := range 5 { // of a hundred campaigns each
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { unbroken(t, d, draw(t)) })
		})
	}
}

// unbroken writes a campaign's briefing and holds all of it against what a
// briefing never says.
func unbroken(t *rapid.T, d *sections.Definition, c reportstest.Case) {
	w, err := d.Write(sections.Facts{Merged: c.Merged, Earlier: c.Earlier, Register: c.Register, Forms: c.Forms})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, c, w.Lead)
	for _, s := range w.Sections {
		if len(s.Blocks) == 0 {
			t.Errorf("section %s is empty", s.ID)
		}
		for _, b := range s.Blocks {
			switch x := b.(type) {
			case briefing.Paragraph:
				sound(t, c, x)
				if s.ID != "progress" && zero.MatchString(x.String()) {
					t.Errorf("%s", x)
				}
			case *briefing.Table:
				square(t, x)
			case *briefing.Chart:
				for _, series := range x.Series {
					if len(series.Values) != len(x.Categories) || len(series.Labels) != len(x.Categories) {
						t.Errorf("chart %s: %d values for %d categories", x.Title, len(series.Values), len(x.Categories))
					}
				}
			}
		}
	}
}

// sound holds a paragraph against the marks of a broken one, and every number
// in it against its figure.
func sound(t *rapid.T, c reportstest.Case, p briefing.Paragraph) {
	text := p.String()
	if m := broken.FindString(text); m != "" {
		t.Errorf("%q in %s", m, text)
	}
	if !strings.HasSuffix(text, "。") {
		t.Errorf("no full stop: %s", text)
	}
	for _, s := range p.Spans {
		if s.Text == "" {
			t.Errorf("an empty span in %s", text)
		}
		if s.Figure == "" {
			continue
		}
		f := c.Merged.Figure(s.Unit, s.Figure)
		if f.Absent || s.Text == phrase.None {
			t.Errorf("%s prints %q in %s", s.Figure, s.Text, text)
		}
	}
}

// square holds a table to its columns, and its units to its total.
func square(t *rapid.T, x *briefing.Table) {
	if len(x.Rows) == 0 || len(x.Columns) < 2 {
		t.Errorf("table %s has %d rows and %d columns", x.Title, len(x.Rows), len(x.Columns))
	}
	for _, r := range x.Rows {
		if len(r.Cells) != len(x.Columns) {
			t.Errorf("table %s: %d cells in a row of %d columns", x.Title, len(r.Cells), len(x.Columns))
		}
		for _, cell := range r.Cells {
			if cell.Figure != "" && cell.Unit == figures.City && r.Kind != briefing.Total {
				t.Errorf("table %s: the city's figure in a unit's row", x.Title)
			}
		}
	}
}
