package main

import (
	"archive/zip"
	stdflate "compress/flate"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/klauspost/compress/flate"
	"github.com/thedatashed/xlsxreader"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer/workbook"
)

type reader struct {
	name string
	slow bool
	read func(path string) (cells int, err error)
}

func readers() []reader {
	return []reader{
		{"klauspost inflate only", false, inflate(func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })},
		{"workbook.Stream", false, stream},
		{"workbook.Open", false, open},
		{"standard inflate only", false, inflate(func(r io.Reader) io.ReadCloser { return stdflate.NewReader(r) })},
		{"encoding/xml tokens", true, tokens},
		{"thedatashed/xlsxreader", true, datashed},
		{"excelize Rows raw", true, excelizeRows},
		{"excelize GetRows", true, excelizeGetRows},
	}
}

func read(name, path string) error {
	for _, r := range readers() {
		if r.name == name {
			n, err := r.read(path)
			fmt.Println(n)
			return err
		}
	}
	return fmt.Errorf("no reader %q", name)
}

func inflate(open func(io.Reader) io.ReadCloser) func(string) (int, error) {
	return func(path string) (int, error) {
		z, err := zip.OpenReader(path)
		if err != nil {
			return 0, err
		}
		defer z.Close()
		z.RegisterDecompressor(zip.Deflate, open)
		var total int64
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				return 0, err
			}
			n, err := io.Copy(io.Discard, r)
			if err != nil {
				return 0, err
			}
			total += n
		}
		return int(total), nil
	}
}

func limits() workbook.Limits {
	lim := workbook.DefaultLimits()
	lim.File, lim.Unpacked, lim.Rows, lim.Cells = 1<<30, 4<<30, 1<<20, 1<<30
	return lim
}

// stream takes every value with its type: numbers are parsed, dates are days.
func stream(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	cells, sum, text := 0, 0.0, 0
	list, err := workbook.StreamFile(path, f, info.Size(), limits(), "", func(_ *workbook.Sheet, row workbook.Row) {
		for i := range row.Cells {
			c := &row.Cells[i]
			switch c.Kind {
			case workbook.Number:
				x, _ := strconv.ParseFloat(c.Text, 64)
				sum += x
			case workbook.Date:
				sum += float64(c.Date.Day)
			default:
				text += len(c.Text)
			}
		}
		cells += len(row.Cells)
	})
	if err != nil {
		return 0, err
	}
	if list.Faulty() {
		return 0, errors.New(list[0].Message())
	}
	return cells, nil
}

func open(path string) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	book, list := workbook.Open(path, data, limits(), "")
	if list.Faulty() {
		return 0, errors.New(list[0].Message())
	}
	cells := 0
	for _, s := range book.Sheets {
		for _, r := range s.Rows {
			cells += len(r.Cells)
		}
	}
	return cells, nil
}

func tokens(path string) (int, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, err
	}
	defer z.Close()
	n := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return 0, err
		}
		d := xml.NewDecoder(r)
		for {
			if _, err := d.RawToken(); err == io.EOF {
				break
			} else if err != nil {
				return 0, err
			}
			n++
		}
	}
	return n, nil
}

func datashed(path string) (int, error) {
	f, err := xlsxreader.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n := 0
	for row := range f.ReadRows(f.Sheets[0]) {
		if row.Error != nil {
			return 0, row.Error
		}
		n += len(row.Cells)
	}
	return n, nil
}

func excelizeRows(path string) (int, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return 0, err
		}
		n += len(cells)
	}
	return n, rows.Error()
}

func excelizeGetRows(path string) (int, error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	n := 0
	for _, r := range rows {
		n += len(r)
	}
	return n, err
}
