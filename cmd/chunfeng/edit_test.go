package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"
)

// edit changes cells of one sheet of a workbook: cell → the number it then
// holds, or "" for none. Every other byte of the sheet stays.
func edit(t *testing.T, book []byte, sheet string, cells map[string]string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	part := sheetPart(t, in, sheet)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		data := unzipped(t, f)
		if f.Name == part {
			for cell, number := range cells {
				data = setCell(t, data, cell, number)
			}
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unzipped(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sheetPart is the part of the sheet with that name.
func sheetPart(t *testing.T, in *zip.Reader, sheet string) string {
	t.Helper()
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for _, f := range in.File {
		switch f.Name {
		case "xl/workbook.xml":
			if err := xml.Unmarshal(unzipped(t, f), &book); err != nil {
				t.Fatal(err)
			}
		case "xl/_rels/workbook.xml.rels":
			if err := xml.Unmarshal(unzipped(t, f), &rels); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range book.Sheets {
		for _, r := range rels.Relationship {
			if s.Name == sheet && r.ID == s.ID {
				if strings.HasPrefix(r.Target, "/") {
					return r.Target[1:]
				}
				return path.Join("xl", r.Target)
			}
		}
	}
	t.Fatalf("no sheet %s", sheet)
	return ""
}

// setCell replaces the content of a cell by a number, keeping its style.
func setCell(t *testing.T, sheet []byte, cell, number string) []byte {
	t.Helper()
	re := regexp.MustCompile(`<((?:\w+:)?)c ([^>]*?)r="` + cell + `"([^>]*?)(?:/>|>.*?</(?:\w+:)?c>)`)
	at := re.FindSubmatchIndex(sheet)
	if at == nil {
		t.Fatalf("no cell %s", cell)
	}
	prefix := string(sheet[at[2]:at[3]])
	attrs := regexp.MustCompile(`\st="\w+"`).ReplaceAllString(" "+string(sheet[at[4]:at[5]])+`r="`+cell+`"`+string(sheet[at[6]:at[7]]), "")
	c := fmt.Sprintf("<%sc%s/>", prefix, attrs)
	if number != "" {
		c = fmt.Sprintf("<%[1]sc%[2]s><%[1]sv>%[3]s</%[1]sv></%[1]sc>", prefix, attrs, number)
	}
	return bytes.Join([][]byte{sheet[:at[0]], []byte(c), sheet[at[1]:]}, nil)
}
