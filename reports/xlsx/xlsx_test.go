package xlsx_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/xlsx"
)

type tester interface {
	Helper()
	Fatal(...any)
}

func composed(t tester, no int) *briefing.Briefing {
	t.Helper()
	c := reportstest.Article(no)
	b, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{Issue: no, Earlier: c.Earlier})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func written(t tester, b *briefing.Briefing) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := xlsx.Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// With CHUNFENG_KEEP the workbooks stay in that folder to be looked at.
func TestTwiceTheSameBytes(t *testing.T) {
	first := written(t, composed(t, 5))
	for range 3 {
		if !bytes.Equal(first, written(t, composed(t, 5))) {
			t.Fatal("the same briefing gave other bytes")
		}
	}
	if dir := os.Getenv("CHUNFENG_KEEP"); dir != "" {
		for no, name := range map[int]string{3: "briefing3.xlsx", 5: "briefing5.xlsx"} {
			if err := os.WriteFile(filepath.Join(dir, name), written(t, composed(t, no)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestCheckAcceptsWhatWasWritten(t *testing.T) {
	for _, no := range []int{1, 3, 5, 6} {
		b := composed(t, no)
		if err := xlsx.Check(written(t, b), b); err != nil {
			t.Errorf("period %d: %v", no, err)
		}
	}
}

func TestCheckFindsWhatDiffers(t *testing.T) {
	data := written(t, composed(t, 3))
	for name, change := range map[string]func(*briefing.Briefing){
		"a city figure": func(b *briefing.Briefing) { bump(b, figures.City, "recruit.posts") },
		"a unit's week": func(b *briefing.Briefing) { bump(b, "331081", "recruit.posts@week") },
		"an absent one": func(b *briefing.Briefing) {
			f := b.Merged.Figures[figures.City]["recruit.fairs"]
			f.Absent = true
			b.Merged.Figures[figures.City]["recruit.fairs"] = f
		},
		"the lead": func(b *briefing.Briefing) { b.Lead.Spans[1].Text = "15个" },
		"a cell": func(b *briefing.Briefing) {
			for _, block := range b.Sections[0].Blocks {
				if t, ok := block.(*briefing.Table); ok {
					t.Rows[0].Cells[1].Text = "2"
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := composed(t, 3)
			change(b)
			if err := xlsx.Check(data, b); !errors.Is(err, xlsx.ErrDiffers) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func bump(b *briefing.Briefing, unit returns.UnitCode, id figures.ID) {
	f := b.Merged.Figures[unit][id]
	f.Value.Micros += returns.Int(1).Micros
	b.Merged.Figures[unit][id] = f
}

func TestEveryCityFigureHasItsName(t *testing.T) {
	b := composed(t, 5)
	f := opened(t, written(t, b))
	where := map[string]string{}
	for _, n := range f.GetDefinedName() {
		where[n.Name] = strings.ReplaceAll(n.RefersTo, "$", "")
	}
	for id, fig := range b.Merged.Figures[figures.City] {
		name := strings.NewReplacer(".", "_", "@", "_").Replace(string(id))
		sheet, cell, ok := strings.Cut(where[name], "!")
		if !ok {
			t.Errorf("%s has no name", id)
			continue
		}
		got, err := f.GetCellValue(strings.Trim(sheet, "'"), cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if want := fig.Value.String(); !fig.Absent && got != want || fig.Absent && got != phrase.None {
			t.Errorf("%s (%s) is %s, want %s", name, where[name], got, want)
		}
	}
}

// Nothing from a return becomes a formula, a link or an error; numbers that
// belong to persons are masked.
func TestHostileTextStaysText(t *testing.T) {
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range 20 { // a workbook each: a hundred would take long
		c := rapid.Custom(reportstest.Random(catalogue)).Example(seed)
		b, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{Earlier: c.Earlier})
		if err != nil {
			t.Fatal(err)
		}
		data := written(t, b)
		f := opened(t, data)
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				for j, text := range row {
					if personal.MatchString(text) {
						t.Fatalf("%s: %q", sheet, text)
					}
					if strings.HasPrefix(text, "#") {
						t.Fatalf("%s: error %q", sheet, text)
					}
					if !strings.HasPrefix(text, "=") {
						continue
					}
					cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
						t.Fatalf("%s!%s: formula %q from %q", sheet, cell, formula, text)
					}
				}
			}
		}
		if err := xlsx.Check(data, b); err != nil {
			t.Fatal(err)
		}
	}
}

var personal = regexp.MustCompile(`331003199001011234|13800000000`)

// Before the first return of workers the sheet is there, and says so.
func TestReturnsSheetBeforeTheFirstReturn(t *testing.T) {
	got, err := opened(t, written(t, composed(t, 3))).GetCellValue("返岗情况", "A4")
	if err != nil || got != "尚无企业返岗数据" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestSheetsAndPrinting(t *testing.T) {
	f := opened(t, written(t, composed(t, 5)))
	sheets := f.GetSheetList()
	for _, want := range []string{"简报", "汇总", "跨省驻点招工", "走访慰问", "返岗情况", "报送情况", "存疑与说明", "冲突", "口径", "来源", "更正"} {
		if i, _ := f.GetSheetIndex(want); i < 0 {
			t.Errorf("no sheet %s in %v", want, sheets)
		}
	}
	for _, sheet := range sheets {
		layout, err := f.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		want := "landscape"
		if sheet == "简报" {
			want = "portrait"
		}
		if layout.Size == nil || *layout.Size != 9 || layout.Orientation == nil || *layout.Orientation != want {
			t.Errorf("%s: paper %v %v", sheet, layout.Size, layout.Orientation)
		}
		if merged, err := f.GetMergeCells(sheet); err != nil || len(merged) > 0 && sheet != "简报" {
			t.Errorf("%s: %d merged cells, %v", sheet, len(merged), err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if lists := sheet == "汇总" || sheet == "来源" || strings.HasSuffix(sheet, "台账"); lists && panes.YSplit != 3 {
			t.Errorf("%s: head not frozen: %+v", sheet, panes)
		}
	}
}

func TestEmptyCampaign(t *testing.T) {
	c := reportstest.Article(1)
	m := &figures.Merged{AsOf: c.Merged.AsOf, Period: c.Merged.Period, Catalogue: c.Merged.Catalogue}
	b, err := reports.Compose(m, c.Register, c.Forms, reports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Check(written(t, b), b); err != nil {
		t.Error(err)
	}
}

// Counties show by name, firms keep their credit codes.
func TestLedgersKeepCreditCodes(t *testing.T) {
	b := composed(t, 5)
	const code = "91331003MA2DXYZ12K"
	b.Firms = []returns.Unit{{Code: code, Name: "某某机械有限公司"}}
	var l *figures.Ledger
	for i := range b.Merged.Ledgers {
		if l = &b.Merged.Ledgers[i]; l.Form == "visits" && len(l.Entries) > 0 {
			break
		}
	}
	for j, f := range l.Fields {
		if f.ID == "uscc" {
			l.Entries[0].Values[j] = returns.Value{Kind: returns.Text, Text: code}
		}
	}
	rows, err := opened(t, written(t, b)).GetRows(l.Title)
	if err != nil {
		t.Fatal(err)
	}
	if row := strings.Join(rows[3], "|"); !strings.Contains(row, code) || strings.Contains(row, "某某机械") {
		t.Errorf("first entry is %s", row)
	}
}
