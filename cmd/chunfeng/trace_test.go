package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/merge"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/reports"
	"chunfeng/reports/phrase"
)

// A bench reads and checks the samples once, so that a test can change one
// cell and see what moves without reading everything again.
type bench struct {
	im      *importer.Importer
	read    []importer.Outcome // in order of name, not yet checked
	checked []importer.Outcome // in order of name
	data    map[string][]byte
}

func newBench(t *testing.T) *bench {
	t.Helper()
	im, err := campaignFlags{}.importer()
	if err != nil {
		t.Fatal(err)
	}
	files, err := gather([]string{sampleReturns})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{im: im, data: map[string][]byte{}}
	if b.read, err = readFiles(context.Background(), im, files); err != nil {
		t.Fatal(err)
	}
	for i := range b.read {
		for j := range b.read[i].Returns {
			b.read[i].Returns[j].Unpack(nil)
		}
	}
	for _, f := range files {
		if b.data[f.name], err = os.ReadFile(f.path); err != nil {
			t.Fatal(err)
		}
	}
	b.checked = b.check(b.read)
	return b
}

// check checks copies of outcomes, together.
func (b *bench) check(read []importer.Outcome) []importer.Outcome {
	outcomes := slices.Clone(read)
	for i := range outcomes {
		o := &outcomes[i]
		o.Returns = slices.Clone(o.Returns)
		for j := range o.Returns {
			o.Returns[j].Findings = slices.Clip(o.Returns[j].Findings)
		}
	}
	checkInOrder(b.im, outcomes, importer.NewMemory(b.im.Forms))
	return outcomes
}

// A tried is the campaign with some files replaced.
type tried struct {
	outcomes []importer.Outcome
	states   map[string]returns.State // by file
	asked    int                      // how often R308 asks whether returned holds stayed
}

// with is the campaign with some files replaced. A return is checked against
// what its own unit filed, so only units that filed one of them are checked
// again.
func (b *bench) with(replaced map[string][]byte) tried {
	again := map[returns.UnitCode]bool{}
	for _, o := range b.read {
		if _, ok := replaced[o.File]; ok {
			again[o.Unit.Code] = true
		}
	}
	var read, out []importer.Outcome
	for i, o := range b.read {
		if !again[o.Unit.Code] {
			continue
		}
		if data, ok := replaced[o.File]; ok {
			o = b.im.Read(o.File, data, importer.Asked{}, nil)
		}
		read = append(read, b.read[i])
		read[len(read)-1] = o
	}
	for _, o := range b.checked {
		if !again[o.Unit.Code] {
			out = append(out, o)
		}
	}
	return told(append(out, b.check(read)...))
}

func told(outcomes []importer.Outcome) tried {
	out := tried{outcomes: outcomes, states: map[string]returns.State{}}
	for i := range outcomes {
		out.states[outcomes[i].File] = outcomes[i].State()
		for _, f := range outcomes[i].Findings {
			if f.Code == "R308" {
				out.asked++
			}
		}
	}
	return out
}

func (b *bench) merged(t *testing.T, asof string, outcomes []importer.Outcome) *figures.Merged {
	t.Helper()
	day, err := period.Parse(asof)
	if err != nil {
		t.Fatal(err)
	}
	m, err := merge.Merge(inputOf(b.im, outcomes, day))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Checking again only the units that filed a replaced file gives what checking
// everything gives.
func TestUnitsAreCheckedApart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := 0; i < len(b.read); i += 40 {
		file := b.read[i].File
		got := b.with(map[string][]byte{file: b.data[file]})
		if d := cmp.Diff(dump(b.merged(t, "2024-02-25", b.checked)), dump(b.merged(t, "2024-02-25", got.outcomes))); d != "" {
			t.Errorf("with %s (-all +apart):\n%s", file, d)
		}
	}
}

// moved is the edits that add n to the number in one cell and to every typed
// total over it, so that the return still adds up.
func (b *bench) moved(s figures.Source, n int) map[string]string {
	edits := map[string]string{}
	for _, o := range b.read {
		if o.File != s.File {
			continue
		}
		for _, r := range o.Returns {
			if r.Sheet != s.Sheet || r.Form != s.Form {
				continue
			}
			for i := range r.Records {
				for _, v := range r.Records[i].Values {
					if v.Cell() != s.Cell || !v.IsNumber() || v.Number.Qualifier != returns.Exact {
						continue
					}
					add(edits, v, n)
					for _, total := range r.Totals {
						if slices.Contains(total.Of, r.Records[i].Row) {
							for _, tv := range total.Values {
								if tv.Col == v.Col {
									add(edits, tv, n)
								}
							}
						}
					}
				}
			}
		}
	}
	return edits
}

func add(edits map[string]string, v returns.Value, n int) {
	if sum, err := v.Number.Add(returns.Int(n)); err == nil && v.IsNumber() && sum.Micros >= 0 {
		edits[v.Cell()] = sum.String()
	}
}

// Seven more in one source cell of an additive figure moves the figure, its
// sources, the workbook's named cell and the PDF by exactly seven.
func TestSevenMoreInOneCell(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, asof := range []string{"2024-02-04", "2024-02-25"} {
		before, asked := b.merged(t, asof, b.checked), told(b.checked).asked
		for i, d := range before.Catalogue {
			if raced && i%5 != 0 {
				continue
			}
			f := before.Figure(figures.City, d.ID)
			if stock := asof == "2024-02-25"; d.Stock != stock { // each figure once: flows before, stocks after the festival
				continue
			}
			if d.Way != figures.Sum || f.Absent || strings.Contains(string(d.ID), "@") || f.Value.IsZero() {
				continue
			}
			t.Run(asof+"/"+string(d.ID), func(t *testing.T) { b.sevenMore(t, asof, f, asked) })
		}
	}
}

func (b *bench) sevenMore(t *testing.T, asof string, f figures.Figure, asked int) {
	typed := false
	for _, c := range f.Counted {
		for _, s := range c.Sources {
			edits := b.moved(s, 7)
			if len(edits) == 0 {
				continue
			}
			typed = true
			changed := edit(t, b.data[s.File], s.Sheet, edits)
			now := b.with(map[string][]byte{s.File: changed})
			if now.states[s.File] == returns.Refused {
				continue // seven more breaks a rule of this row; another will do
			}
			if now.asked != asked {
				continue // seven more makes it unclear whether returned holds stayed (R308): no longer a sum
			}
			m := b.merged(t, asof, now.outcomes)
			want, err := f.Value.Add(returns.Int(7))
			if err != nil {
				t.Fatal(err)
			}
			after := m.Figure(figures.City, f.ID)
			if after.Value != want {
				t.Fatalf("seven more in %s %s!%s: %s, want %s", s.File, s.Sheet, s.Cell, after.Value, want)
			}
			if !hasSource(after, s) {
				t.Errorf("%s!%s is no source any more", s.Sheet, s.Cell)
			}
			b.inFiles(t, m, after)
			return
		}
	}
	if !typed { // nobody typed a number: rows are counted, so take one away
		b.oneLess(t, asof, f)
		return
	}
	t.Fatalf("no source cell of %s takes seven more", f.ID)
}

func hasSource(f figures.Figure, s figures.Source) bool {
	return slices.ContainsFunc(f.Counted, func(c figures.Counted) bool {
		return slices.ContainsFunc(c.Sources, func(o figures.Source) bool {
			return o.File == s.File && o.Sheet == s.Sheet && o.Cell == s.Cell
		})
	})
}

// inFiles holds a figure against the finished workbook and PDF.
func (b *bench) inFiles(t *testing.T, m *figures.Merged, f figures.Figure) {
	t.Helper()
	brief, err := reports.Compose(m, b.im.Register, b.im.Forms, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := writeBriefing(dir, brief, ""); err != nil {
		t.Fatal(err)
	}
	if got := named(t, filepath.Join(dir, "briefing.xlsx"), f.ID); got != f.Value.String() {
		t.Errorf("the workbook says %s of %s, want %s", got, f.ID, f.Value)
	}
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		return // TestArticleLeadInPDF reports its absence
	}
	text, err := exec.Command(pdftotext, filepath.Join(dir, "briefing.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := phrase.Text(f); !bytes.Contains(text, []byte(f.Value.String())) && !strings.Contains(squeezed(string(text)), want) {
		t.Errorf("the PDF does not say %s of %s", want, f.ID)
	}
}

// named is the number in the cell that the workbook names after a figure.
func named(t *testing.T, file string, id figures.ID) string {
	t.Helper()
	x, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	name := strings.NewReplacer(".", "_", "@", "_").Replace(string(id))
	for _, d := range x.GetDefinedName() {
		if d.Name != name {
			continue
		}
		sheet, cell, ok := strings.Cut(strings.ReplaceAll(d.RefersTo, "$", ""), "!")
		if !ok {
			t.Fatalf("%s refers to %s", name, d.RefersTo)
		}
		v, err := x.GetCellValue(strings.Trim(sheet, "'"), cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	t.Fatalf("the workbook names nothing %s", name)
	return ""
}

// Without the records that support one thing, every distinct figure is less by
// exactly one.
func TestOneRecordLess(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const asof = "2024-02-04"
	before := b.merged(t, asof, b.checked)
	tried := 0
	for _, d := range before.Catalogue {
		f := before.Figure(figures.City, d.ID)
		if d.Way != figures.Distinct || f.Absent || strings.Contains(string(d.ID), "@") || f.Value.IsZero() {
			continue
		}
		if tried++; raced && tried%5 != 0 {
			continue
		}
		t.Run(string(d.ID), func(t *testing.T) { b.oneLess(t, asof, f) })
	}
	if tried < 8 {
		t.Errorf("only %d distinct figures tried", tried)
	}
}

func (b *bench) oneLess(t *testing.T, asof string, f figures.Figure) {
	if got, want := len(f.Counted), int(f.Value.Int64()); f.Way == figures.Distinct && got != want {
		t.Fatalf("%d counted, value %d", got, want)
	}
	counted := slices.Clone(f.Counted)
	slices.SortStableFunc(counted, func(a, b figures.Counted) int { return len(a.Sources) - len(b.Sources) })
	for _, c := range counted {
		replaced := map[string][]byte{}
		for i, s := range c.Sources {
			if i == 0 || f.Way == figures.Distinct { // all records that support it
				b.without(t, s, replaced)
			}
		}
		if len(replaced) == 0 {
			continue
		}
		now := b.with(replaced)
		if slices.ContainsFunc(slices.Collect(maps.Keys(replaced)), func(f string) bool { return now.states[f] == returns.Refused }) {
			continue
		}
		m := b.merged(t, asof, now.outcomes)
		after := m.Figure(figures.City, f.ID)
		want, err := f.Value.Add(returns.Int(-1))
		if err != nil {
			t.Fatal(err)
		}
		if after.Value != want {
			t.Fatalf("without %s (%s %s!%s): %s, want %s", c.Name, c.Sources[0].File, c.Sources[0].Sheet, c.Sources[0].Cell, after.Value, want)
		}
		b.inFiles(t, m, after)
		return
	}
	t.Fatalf("no record of %s can be taken away", f.ID)
}

// without empties the row of s in every file of the unit that has it, and
// takes it from the typed totals.
func (b *bench) without(t *testing.T, s figures.Source, replaced map[string][]byte) {
	t.Helper()
	words, unit := b.row(s)
	if words == "" {
		return
	}
	for _, o := range b.read {
		data, ok := replaced[o.File]
		if !ok {
			data = b.data[o.File]
		} else {
			o = b.im.Read(o.File, data, importer.Asked{}, nil) // totals may have changed
		}
		for _, r := range o.Returns {
			for i := range r.Records {
				if r.Unit == unit && r.Form == s.Form && rowWords(&r.Records[i]) == words {
					replaced[o.File] = edit(t, data, r.Sheet, emptied(&r, &r.Records[i]))
				}
			}
		}
	}
}

func (b *bench) row(s figures.Source) (words string, unit returns.UnitCode) {
	for _, o := range b.read {
		if o.File != s.File {
			continue
		}
		for _, r := range o.Returns {
			for i := range r.Records {
				at := finding.Place{Row: r.Records[i].Row, Col: 1}
				if r.Sheet == s.Sheet && r.Form == s.Form && strings.TrimLeft(at.Cell(), "A") == strings.TrimLeft(s.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
					return rowWords(&r.Records[i]), r.Unit
				}
			}
		}
	}
	return "", ""
}

func rowWords(rec *returns.Record) string {
	var words []string
	for _, v := range rec.Values {
		words = append(words, v.Words())
	}
	return strings.Join(words, "|")
}

// emptied is the edits that blank a record and lower the totals over it.
func emptied(r *returns.Return, rec *returns.Record) map[string]string {
	edits := map[string]string{}
	for _, v := range rec.Values {
		if v.Row == rec.Row && v.Col > 0 {
			edits[v.Cell()] = ""
		}
	}
	for _, total := range r.Totals {
		if !slices.Contains(total.Of, rec.Row) {
			continue
		}
		for i, tv := range total.Values {
			v := rec.Values[i]
			if tv.IsNumber() && v.IsNumber() && v.Col > 0 {
				if rest, err := tv.Number.Add(returns.Number{Micros: -v.Number.Micros}); err == nil {
					edits[tv.Cell()] = rest.String()
				}
			}
		}
	}
	return edits
}

// Whatever the order in which the files are given, they are checked in the same
// order, and both briefing files come out byte for byte the same.
func TestOrderOfFilesDoesNotMatter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	orders := 100
	if raced {
		orders = 21
	}
	var names []string
	var want *figures.Merged
	var files []byte
	read, checked := rotate(b.read), rotate(b.checked)
	for n := range orders {
		given := read(n)
		outcomes := checked(n)
		if n%20 == 0 {
			outcomes = b.check(given)
		}
		putInOrder(given)
		m := b.merged(t, "2024-02-25", outcomes)
		if n == 0 {
			names, want, files = filesOf(given), m, b.bytes(t, m)
			continue
		}
		if d := cmp.Diff(names, filesOf(given)); d != "" {
			t.Fatalf("order %d is checked in another order: %s", n, d)
		}
		if !alike(want, m) {
			t.Fatalf("order %d gives other figures (-first +other):\n%s", n, cmp.Diff(dump(want), dump(m)))
		}
		if n%20 == 0 && !bytes.Equal(b.bytes(t, m), files) {
			t.Fatalf("order %d gives other bytes", n)
		}
	}
}

func filesOf(outcomes []importer.Outcome) []string {
	var names []string
	for i := range outcomes {
		names = append(names, outcomes[i].File)
	}
	return names
}

// bytes is both briefing files, one behind the other.
func (b *bench) bytes(t *testing.T, m *figures.Merged) []byte {
	t.Helper()
	brief, err := reports.Compose(m, b.im.Register, b.im.Forms, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	written, err := writeBriefing(dir, brief, "")
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range written {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// Rows read and rows skipped are all the rows of a table's range.
func TestEveryRowIsReadOrSkipped(t *testing.T) {
	t.Parallel()
	for _, o := range newBench(t).read {
		for _, r := range o.Returns {
			first, last := rangeRows(t, r.Range)
			if got, want := rowsRead(&r)+len(r.Skipped), last-first+1; got != want {
				t.Errorf("%s %s!%s: %d read and %d skipped of %d rows", o.File, r.Sheet, r.Range, rowsRead(&r), len(r.Skipped), want)
			}
		}
	}
}

// No byte string makes check panic.
func FuzzCheck(f *testing.F) {
	im, err := campaignFlags{}.importer()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("临海市第3期.csv", []byte("驻点招工台账\n填报单位：临海市 截至2024年2月4日\n开始日期,省份,提供岗位数,达成就业意向\n2.1,四川,300,20\n"))
	f.Add("a.xlsx", []byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		im.Limits = workbook.Limits{File: 1 << 20, Unpacked: 4 << 20, Parts: 100, Sheets: 20, Cols: 100, Rows: 2000, Cells: 20000, CellText: 2000, Merges: 500, KeyRounds: 10}
		o := im.Import(name, data, importer.Asked{}, nil)
		if len(o.Returns) == 0 && len(o.Findings) == 0 {
			t.Errorf("nothing read and nothing said")
		}
	})
}
