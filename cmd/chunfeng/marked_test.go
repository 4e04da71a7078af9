package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// One walk of a clerk: check writes the marked copy, he types why under 说明
// and saves, check and brief then take the explanation.
func TestExplanationTypedInTheMarkedCopyCounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code, out, errs := command(t, "check", "--json", "--marked", dir, "../../samples/broken/C210/椒江区第2期.xlsx")
	if first := checkedFile(t, out); code != exitOK || first.Status != "held" {
		t.Fatalf("exit code %d, %s\n%s", code, first.Status, errs)
	}
	marked := filepath.Join(dir, "椒江区第2期.xlsx")
	if strict := briefed(t, marked); strict["recruit.posts"] != "" {
		t.Errorf("held, and counted as %s", strict["recruit.posts"])
	}
	f, err := excelize.OpenFile(marked)
	if err != nil {
		t.Fatal(err)
	}
	list := f.GetSheetList()[0]
	rows, err := f.GetRows(list)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) > 2 && row[2] == "C210" {
			cell, _ := excelize.CoordinatesToCellName(10, i+1)
			if err := f.SetCellValue(list, cell, "现场登记，无法逐个核对"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, out, _ = command(t, "check", "--json", marked)
	again := checkedFile(t, out)
	if again.Status != "accepted" || len(again.Findings) != 1 || again.Findings[0].Explained != "现场登记，无法逐个核对" {
		t.Errorf("explained, and %s: %+v", again.Status, again.Findings)
	}
	if strict := briefed(t, marked); strict["recruit.posts"] == "" {
		t.Error("explained, and not counted")
	}
}

// briefed is the figures that brief --strict prints of a file.
func briefed(t *testing.T, file string) map[string]string {
	t.Helper()
	_, out, errs := command(t, "brief", "--json", "--strict", "--asof", "2024-01-28", "--out", t.TempDir(), file)
	var b brief
	if err := json.Unmarshal([]byte(out), &b); err != nil {
		t.Fatalf("%v\n%s%s", err, out, errs)
	}
	figures := map[string]string{}
	for id, f := range b.Figures {
		figures[id] = f.Text
	}
	return figures
}

// checked is one line of check --json, as far as these tests look at it.
type checked struct {
	Status   string
	Findings []findingJSON
}

func checkedFile(t *testing.T, out string) checked {
	t.Helper()
	var f checked
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return f
}

// Macros, of which advice says that they were ignored, are in the marked copy
// as they were, under the name that lets Excel open them.
func TestMarkedCopyKeepsMacros(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const name = "../../samples/broken/F006/椒江区第2期.xlsm"
	if code, _, errs := command(t, "check", "--marked", dir, name); code != exitOK {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	before, after := partsOf(t, name), partsOf(t, filepath.Join(dir, "椒江区第2期.xlsm"))
	macros := 0
	for part, body := range before {
		if strings.Contains(part, "vba") {
			macros++
			if !bytes.Equal(after[part], body) {
				t.Errorf("%s changed", part)
			}
		}
	}
	if macros == 0 || !bytes.Contains(after["[Content_Types].xml"], []byte("macroEnabled")) {
		t.Errorf("%d macro parts, types %s", macros, after["[Content_Types].xml"])
	}
	if !bytes.Contains(after["xl/workbook.xml"], []byte(`name="校验结果"`)) {
		t.Error("the marked copy has no list")
	}
}

func partsOf(t *testing.T, file string) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
