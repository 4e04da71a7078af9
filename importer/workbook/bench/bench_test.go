package main

import (
	"os"
	"path/filepath"
	"testing"

	"chunfeng/importer/workbook"
)

func made(b *testing.B, rows int, blank bool) []byte {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.xlsx")
	if err := write(path, rows, blank); err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(rows))
	b.ReportAllocs()
	b.ResetTimer()
	return data
}

func BenchmarkStream(b *testing.B) {
	for _, c := range []struct {
		name  string
		rows  int
		blank bool
	}{{"300", 300, false}, {"100k", 100_000, false}, {"200k blank", 200_000, true}} {
		b.Run(c.name, func(b *testing.B) {
			data := made(b, c.rows, c.blank)
			for b.Loop() {
				if list := workbook.Stream("bench.xlsx", data, limits(), "", func(*workbook.Sheet, workbook.Row) {}); list.Faulty() {
					b.Fatal(list[0].Message())
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	data := made(b, 300, false)
	for b.Loop() {
		if _, list := workbook.Open("bench.xlsx", data, limits(), ""); list.Faulty() {
			b.Fatal(list[0].Message())
		}
	}
}
