package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/flate"
)

// The rows look like a worker roster as Excel stores it, with a border around
// every cell: seven texts, one of them of its own in every row, a date, and
// seven numbers, some with decimals.
var (
	provinces = []string{"贵州省", "四川省", "安徽省", "云南省", "湖北省", "江西省", "河南省", "湖南省"}
	jobs      = []string{"车工", "焊工", "装配工", "质检员", "仓管员", "缝纫工", "注塑工", "叉车工", "电工", "钳工", "普工"}
	states    = []string{"已返岗", "未返岗", "离职", "新招"}
)

const firms = 300

// write makes the workbook: as Excel would write it, by hand, because the
// libraries write inline strings or need minutes.
func write(path string, rows int, blank bool) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("create workbook: %w", err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const ct = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	parts := []struct {
		name string
		put  func(*bufio.Writer)
	}{
		{"[Content_Types].xml", text(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + ct + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + ct + `worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="` + ct + `styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="` + ct + `sharedStrings+xml"/></Types>`)},
		{"_rels/.rels", text(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rels + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`)},
		{"xl/workbook.xml", text(head + `<workbook ` + main + ` xmlns:r="` + rels + `"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`)},
		{"xl/_rels/workbook.xml.rels", text(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rels + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + rels + `/styles" Target="styles.xml"/><Relationship Id="rId3" Type="` + rels + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)},
		{"xl/styles.xml", text(head + `<styleSheet ` + main + `><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="2" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/></cellXfs></styleSheet>`)},
		{"xl/sharedStrings.xml", func(w *bufio.Writer) {
			fmt.Fprintf(w, `%s<sst %s>`, head, main)
			for _, list := range [][]string{provinces, jobs, states} {
				for _, s := range list {
					fmt.Fprintf(w, `<si><t>%s</t></si>`, s)
				}
			}
			for i := range firms {
				fmt.Fprintf(w, `<si><t>台州第%d机电股份有限公司</t></si>`, i)
			}
			for i := range rows {
				fmt.Fprintf(w, `<si><t>%06d%08d%04d</t></si>`, 520000+i%997, 19700101+i%300000, i%9999)
			}
			w.WriteString(`</sst>`)
		}},
		{"xl/worksheets/sheet1.xml", func(w *bufio.Writer) {
			fmt.Fprintf(w, `%s<worksheet %s xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><dimension ref="A1:O%d"/><sheetData>`, head, main, rels, rows)
			for i := 1; i <= rows; i++ {
				row(w, i, blank)
			}
			w.WriteString(`</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`)
		}},
	}
	for _, p := range parts {
		dst, err := z.Create(p.name)
		if err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
		w := bufio.NewWriter(dst)
		p.put(w)
		if err := w.Flush(); err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("close workbook: %w", err)
	}
	return nil
}

func text(s string) func(*bufio.Writer) { return func(w *bufio.Writer) { w.WriteString(s) } }

func row(w *bufio.Writer, i int, blank bool) {
	n := itoa(i)
	w.WriteString(`<row r="` + n + `" spans="1:15" ht="15.75" customHeight="1" x14ac:dyDescent="0.15">`)
	strings := [...]int{
		i % len(provinces), len(provinces) + i%len(jobs), len(provinces) + len(jobs) + i%len(states),
		len(provinces) + len(jobs) + len(states) + i*7%firms, len(provinces) + len(jobs) + len(states) + firms + i - 1,
		i * 3 % len(provinces), len(provinces) + i*5%len(jobs),
	}
	for col := range 15 {
		at := `<c r="` + string(rune('A'+col)) + n + `"`
		switch {
		case blank:
			w.WriteString(at + ` s="1"/>`)
		case col < len(strings):
			w.WriteString(at + ` s="1" t="s"><v>` + itoa(strings[col]) + `</v></c>`)
		case col == 7:
			w.WriteString(at + ` s="2"><v>` + itoa(45310+i%50) + `</v></c>`)
		case col < 12:
			w.WriteString(at + ` s="1"><v>` + itoa(i*(col+13)%5000) + `</v></c>`)
		default:
			fmt.Fprintf(w, `%s s="3"><v>%d.%02d</v></c>`, at, i*(col+3)%800, i%99+1)
		}
	}
	w.WriteString(`</row>`)
}
