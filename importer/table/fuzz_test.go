package table

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"chunfeng/importer/workbook"
)

// fuzzSheet makes a sheet of lines of cells parted by bars; each rune of
// merges joins two neighbouring cells, down or to the right.
func fuzzSheet(text, merges string) workbook.Sheet {
	s := workbook.Sheet{Name: "表"}
	row := 0
	for line := range strings.Lines(text) {
		if row++; row > 60 {
			break
		}
		r := workbook.Row{Index: row}
		for i, t := range strings.Split(strings.TrimRight(line, "\r\n"), "|") {
			t = strings.TrimSpace(t)
			if t == "" || i >= 24 {
				continue
			}
			c := workbook.Cell{Col: i + 1, Text: t, Stored: true}
			if strings.Trim(t, "0123456789.") == "" && strings.Count(t, ".") < 2 && t != "." {
				c.Kind = workbook.Number
			}
			r.Cells = append(r.Cells, c)
		}
		if len(r.Cells) > 0 {
			s.Rows = append(s.Rows, r)
		}
	}
	used := map[[2]int]bool{}
	for i, m := range merges {
		if i > 40 {
			break
		}
		a := workbook.Area{Row1: int(m)%12 + 1, Col1: int(m)/12%12 + 1}
		a.Row2, a.Col2 = a.Row1+int(m)/144%3, a.Col1+int(m)/432%4
		free := true
		for r := a.Row1; r <= a.Row2; r++ {
			for c := a.Col1; c <= a.Col2; c++ {
				free = free && !used[[2]int{r, c}]
			}
		}
		if !free || a.Row1 == a.Row2 && a.Col1 == a.Col2 {
			continue
		}
		for r := a.Row1; r <= a.Row2; r++ {
			for c := a.Col1; c <= a.Col2; c++ {
				used[[2]int{r, c}] = true
			}
		}
		at := 0
		for at < len(s.Merges) && (s.Merges[at].Row1 < a.Row1 || s.Merges[at].Row1 == a.Row1 && s.Merges[at].Col1 < a.Col1) {
			at++
		}
		s.Merges = append(s.Merges[:at], append([]workbook.Area{a}, s.Merges[at:]...)...)
	}
	return s
}

// FuzzLocate holds what is found in sheets of any content to what a table
// is: every row of the range is a record or skipped, every column stands in
// the sheet, every finding at a place of it, and one field has one column.
func FuzzLocate(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range ar.Files {
			if strings.HasPrefix(part.Name, "sheet ") {
				f.Add(string(part.Data), "")
			}
		}
	}
	f.Add("举办地|||岗位数\n省|市|县|\n四川|南充|嘉陵|3", "\u0001\u0151\u0200")
	catalogue := builtin(f)
	names := Prepare(catalogue)
	f.Fuzz(func(t *testing.T, text, merges string) {
		reg := testRegister(t)
		book := &workbook.Book{File: "临海市第3期.xlsx", Sheets: []workbook.Sheet{fuzzSheet(text, merges)}}
		a := Asked{Forms: catalogue, Register: reg, Names: names}
		located, found := Locate(book, a)
		for _, f := range found {
			if f.Message() == "" || f.Place.File == "" {
				t.Errorf("finding %+v says nothing or stands nowhere", f)
			}
		}
		for _, tab := range located.Tables {
			ret, found := tab.Read(a, located)
			rows := map[int]bool{}
			for _, r := range ret.Records {
				rows[r.Row] = true
				if len(r.Values) != len(tab.Form.Fields) {
					t.Errorf("record of %d values for %d fields", len(r.Values), len(tab.Form.Fields))
				}
			}
			for _, s := range ret.Skipped {
				if s.Why == "" {
					t.Errorf("row %d skipped without a reason", s.Row)
				}
				rows[s.Row] = true
			}
			if tab.figures == nil && !located.Foreign && !slices.ContainsFunc(tab.Findings, unreadable) {
				for r := tab.First; r <= tab.Last; r++ {
					if !rows[r] {
						t.Errorf("row %d of %s is neither a record nor skipped", r, ret.Range)
					}
				}
			}
			fields := map[string]int{}
			for _, c := range tab.parts()[0].Columns {
				fields[string(c.Field)]++
				fl, ok := tab.Form.Field(c.Field)
				if !ok || c.Col < 1 || c.Row < tab.HeaderTop || c.Row > tab.HeaderBottom || c.Match == "" {
					t.Errorf("column %+v", c)
				}
				if ok && fields[string(c.Field)] > 1 && !textual(fl) {
					t.Errorf("field %s has two columns", c.Field)
				}
			}
			for _, f := range found {
				if f.Message() == "" || f.Place.Sheet != ret.Sheet {
					t.Errorf("finding %s at %v", f.Code, f.Place)
				}
			}
		}
	})
}
