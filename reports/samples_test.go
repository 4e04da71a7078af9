package reports_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/reports/xlsx"
	"chunfeng/samples"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Both files of the samples as text: what moves on a page, what changes in a
// cell, is seen here and reviewed like code.
func TestSamples(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all samples")
	}
	read := readSamples(t)
	for _, day := range []string{"2024-02-04", "2024-02-25"} {
		t.Run(day, func(t *testing.T) {
			b := read.compose(t, day)
			var book, page bytes.Buffer
			if err := xlsx.Write(&book, b); err != nil {
				t.Fatal(err)
			}
			if err := pdf.Write(&page, b, pdf.Options{}); err != nil {
				t.Fatal(err)
			}
			if err := cmp.Or(xlsx.Check(book.Bytes(), b), pdf.Check(page.Bytes(), b)); err != nil {
				t.Error(err)
			}
			golden(t, day+".pdf.txt", pagesOf(t, page.Bytes()))
			golden(t, day+".xlsx.txt", sheetsOf(t, book.Bytes()))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// A sample is the read returns of the samples.
type sample struct {
	im       *importer.Importer
	outcomes []importer.Outcome
}

func readSamples(t *testing.T) *sample {
	t.Helper()
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{im: importer.New(reg, catalogue)}
	err = fs.WalkDir(samples.Files, "returns", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(samples.Files, path)
		if err == nil {
			s.outcomes = append(s.outcomes, s.im.Read(path, data, importer.Asked{}, nil))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(s.outcomes, func(a, b importer.Outcome) int {
		return cmp.Or(cmp.Compare(a.Period.No, b.Period.No), filledOn(a).Compare(filledOn(b)), cmp.Compare(a.File, b.File))
	})
	memory := importer.NewMemory(catalogue)
	versions := map[string]int{}
	for i := range s.outcomes {
		o := &s.outcomes[i]
		for j := range o.Returns {
			r := &o.Returns[j]
			slot := fmt.Sprint(r.Unit, r.Form, o.Period.No)
			versions[slot]++
			r.Version = versions[slot] // the dates printed in the samples tell
		}
		s.im.Check(o, memory)
		memory.Add(o)
	}
	return s
}

// filledOn is the date printed in a file, none if it gave no return.
func filledOn(o importer.Outcome) time.Time {
	if len(o.Returns) == 0 {
		return time.Time{}
	}
	return o.Returns[0].Filled
}

func (s *sample) compose(t *testing.T, day string) *briefing.Briefing {
	t.Helper()
	asOf, err := period.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	merged := func(d period.Date) *figures.Merged {
		in := merge.Input{Register: s.im.Register, Forms: s.im.Forms, AsOf: d}
		for i := range s.outcomes {
			in.Returns = append(in.Returns, s.outcomes[i].Returns...)
		}
		m, err := merge.Merge(in)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	o := reports.Options{Issue: 3, Texts: map[string][]string{
		"preface": {"各地要把稳岗扩岗摆在突出位置，对已达成意向的{recruit.intentions}逐一跟进。"},
		"visits":  {"典型案例：走访中解决困难{visits.solved}。"},
	}}
	for _, p := range s.im.Register.Campaign.Periods {
		if p.Ends.Before(asOf) {
			o.Earlier = append(o.Earlier, merged(p.Ends))
		}
	}
	b, err := reports.Compose(merged(asOf), s.im.Register, s.im.Forms, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pagesOf lists the lines of text with page, place in millimetres and size.
func pagesOf(t *testing.T, data []byte) string {
	t.Helper()
	pages, err := pdf.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	const mm = 72 / 25.4
	var b strings.Builder
	for n, p := range pages {
		part, y := -1, 0.0
		for _, r := range p.Runs {
			if r.Part != part || r.Y != y || part == 0 {
				fmt.Fprintf(&b, "\n%2d %6.2f %6.2f %4.1f ", n+1, r.X/mm, r.Y/mm, r.Size)
			}
			part, y = r.Part, r.Y
			b.WriteString(r.Text)
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// sheetsOf lists cells with formulas and styles: the beginning of every sheet
// that is composed. What the ledgers behind them hold is for those who read
// returns to test.
func sheetsOf(t *testing.T, data []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const most = 60
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		if sheet == "报送情况" { // counts the findings of every file
			continue
		}
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s\n", sheet)
		for i, row := range rows[:min(len(rows), most)] {
			for j, text := range row {
				if text != "" {
					b.WriteString(cellOf(t, f, sheet, j+1, i+1, text))
				}
			}
		}
		if sheet == "口径" { // the ledgers come after it
			break
		}
	}
	return b.String()
}

func cellOf(t *testing.T, f *excelize.File, sheet string, col, row int, text string) string {
	t.Helper()
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		t.Fatal(err)
	}
	formula, err := f.GetCellFormula(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetCellStyle(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	if formula != "" {
		formula = " =" + formula
	}
	return fmt.Sprintf("%s s%d %s%s\n", at, style, text, formula)
}
