package importer_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/mark"
)

func sampleImporter(t *testing.T) *importer.Importer {
	t.Helper()
	reg, err := importer.LoadCampaign(os.DirFS("../samples"), "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return importer.New(reg, all)
}

func marking(t *testing.T, data []byte, found finding.List) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := mark.Write(&b, data, found, mark.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func flat(found finding.List) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Flat()+" "+f.Explained)
	}
	return out
}

// Whatever is wrong with a return, its marked copy says the same when it is
// filed, and an explanation typed there counts.
func TestMarkedCopyComesBack(t *testing.T) {
	im := sampleImporter(t)
	files, err := filepath.Glob("../samples/broken/*/*.xlsx")
	if err != nil || len(files) == 0 {
		t.Fatalf("no broken samples: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(file)
			first := im.Import(name, data, importer.Asked{}, nil)
			if first.Unreadable {
				t.Skip("nothing was read")
			}
			marked := marking(t, data, first.Findings)
			again := im.Import(name, marked, importer.Asked{}, nil)
			if diff := cmp.Diff(flat(first.Findings), flat(again.Findings)); diff != "" {
				t.Errorf("the marked copy: %s", diff)
			}
			if first.State() != returns.Held {
				return
			}
			explained := im.Import(name, explain(t, marked), importer.Asked{}, nil)
			if s := explained.State(); s == returns.Held || s == returns.Refused {
				t.Errorf("explained, and %s: %v", s, flat(explained.Findings))
			}
		})
	}
}

// explain types an explanation into every line of the list.
func explain(t *testing.T, marked []byte) []byte {
	t.Helper()
	f := open(t, marked)
	list := f.GetSheetList()[0]
	rows, err := f.GetRows(list)
	if err != nil {
		t.Fatal(err)
	}
	in := false
	for i, row := range rows {
		if in && len(row) > 1 && row[1] == finding.Doubt.Chinese() {
			cell, err := excelize.CoordinatesToCellName(10, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue(list, cell, "已与企业核实"); err != nil {
				t.Fatal(err)
			}
		}
		in = in || len(row) > 2 && row[2] == "代码"
	}
	return bytesOf(t, f)
}
