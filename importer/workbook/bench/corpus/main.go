// Command corpus tries package workbook on every file of a folder and below,
// and compares what it accepts with what excelize reads (raw values by
// iterator):
//
//	cd importer/workbook/bench && go run ./corpus FOLDER
//
// It prints each file that took over a second, each accepted workbook whose
// cells differ from excelize's, each refused one that excelize opens (with
// -refused), and a table of verdicts. Nothing of the public corpora that it
// was run on is kept in this repository: see the doc of package workbook for
// their names.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/workbook"
)

func main() {
	refused := flag.Bool("refused", false, "print the refused workbooks that excelize opens")
	diffs := flag.Bool("diffs", true, "compare accepted workbooks with excelize")
	flag.Parse()
	counts := map[string]int{}
	err := filepath.WalkDir(flag.Arg(0), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		counts[try(path, *refused, *diffs)]++
		return nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%6d  %s\n", counts[k], k)
	}
}

// try reads one file and is its verdict.
func try(path string, refused, diffs bool) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return "unreadable: " + err.Error()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	book, list := workbook.Open(path, data, workbook.DefaultLimits(), "")
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if made := (after.TotalAlloc - before.TotalAlloc) >> 20; took > time.Second || made > 200 {
		fmt.Printf("SLOW %s: %v, %d MiB allocated\n", path, took.Round(time.Millisecond), made)
	}
	ext := strings.ToLower(filepath.Ext(path))
	if book == nil {
		if refused && (ext == ".xlsx" || ext == ".xlsm") {
			fmt.Printf("REFUSED %s: %s %s: %s\n", path, list[0].Code, list[0].Place, list[0].Message())
		}
		return ext + " " + string(list[0].Code)
	}
	if diffs && bytes.HasPrefix(data, []byte("PK")) {
		return ext + " accepted, " + compare(path, data, book)
	}
	return ext + " accepted"
}

// compare reads the file with excelize too, which may hang.
func compare(path string, data []byte, book *workbook.Book) string {
	done := make(chan string, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- "excelize panics"
			}
		}()
		done <- diff(path, data, book)
	}()
	select {
	case s := <-done:
		return s
	case <-time.After(20 * time.Second):
		return "excelize hangs"
	}
}

func diff(path string, data []byte, book *workbook.Book) string {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return "excelize cannot open it"
	}
	defer f.Close()
	n := 0
	for i := range book.Sheets {
		s := &book.Sheets[i]
		rows, err := f.Rows(s.Name)
		if err != nil {
			continue // a chart sheet
		}
		r := 0
		for rows.Next() {
			r++
			cells, err := rows.Columns()
			if err != nil {
				break
			}
			for c, theirs := range cells {
				ours := ""
				if cell := s.Cell(r, c+1); cell != nil {
					ours = cell.Text
				}
				if ours != theirs && !(ours == "TRUE" && theirs == "1") && !(ours == "FALSE" && theirs == "0") {
					if n++; n <= 3 {
						fmt.Printf("DIFF %s: %s: %q, excelize %q\n", path, s.Place("", r, c+1), ours, theirs)
					}
				}
			}
			for _, cell := range rowCells(s, r) {
				if cell.Col > len(cells) && cell.Text != "" {
					if n++; n <= 3 {
						fmt.Printf("DIFF %s: %s: %q, excelize none\n", path, s.Place("", r, cell.Col), cell.Text)
					}
				}
			}
		}
	}
	if n > 0 {
		return "differs from excelize"
	}
	return "as excelize"
}

func rowCells(s *workbook.Sheet, index int) []workbook.Cell {
	if r := s.Row(index); r != nil {
		return r.Cells
	}
	return nil
}
