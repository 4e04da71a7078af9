package mark

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/finding"
)

// large is a ledger of rows × 15 cells, and findings on one cell in a hundred
// rows of each column but the first, which is 1% of the cells.
func large(b *testing.B, rows int) ([]byte, finding.List) {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	var found finding.List
	for r := 1; r <= rows; r++ {
		row := make([]any, 15)
		for c := range row {
			if row[c] = r * c; c%3 == 0 {
				row[c] = fmt.Sprintf("浙江某某制造有限公司%d", r)
			}
			if (r+7*c)%100 == 0 {
				found = append(found, finding.NotANumber(finding.Place{Sheet: "Sheet1", Row: r, Col: c + 1}, "posts", "岗位数", "若干"))
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", r), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		b.Fatal(err)
	}
	return out.Bytes(), found
}

// peak is where a marked workbook goes, and the most heap in use whenever a
// piece of it came.
type peak struct{ bytes uint64 }

func (p *peak) Write(b []byte) (int, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.bytes = max(p.bytes, m.HeapAlloc)
	return len(b), nil
}

// peak-MiB is all of the heap: the workbook, the findings and what marking
// needs besides.
func BenchmarkWrite(b *testing.B) {
	data, found := large(b, 100_000)
	runtime.GC()
	var p peak
	if err := Write(&p, data, found, Options{}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, data, found, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(p.bytes)/(1<<20), "peak-MiB")
}

// What excelize needs for the same fills and notes.
func BenchmarkExcelize(b *testing.B) {
	data, found := large(b, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		style, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFB3B0"}}})
		if err != nil {
			b.Fatal(err)
		}
		for i, at := range found {
			cell := at.Place.Cell()
			if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
				b.Fatal(err)
			}
			if i < MaxNotes {
				if err := f.AddComment("Sheet1", excelize.Comment{Cell: cell, Text: at.Message()}); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := f.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}
