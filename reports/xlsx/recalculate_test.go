package xlsx_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
	"chunfeng/reports/phrase"
	"chunfeng/reports/xlsx"
)

// recalculated has LibreOffice compute a workbook anew and gives its sheets as
// raw values.
func recalculated(t *testing.T, data []byte) map[string][][]string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice here")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xlsx")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", dir, in)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sheets := map[string][][]string{}
	names, err := filepath.Glob(filepath.Join(dir, "in-*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(bytes.NewReader(b))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "in-"), ".csv")] = rows
	}
	return sheets
}

// cityValues are the city's values of the summary by defined name.
func cityValues(rows [][]string, names int) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		if len(r) > names && r[names] != "" {
			out[r[names]] = r[2]
		}
	}
	return out
}

// edited is the workbook after an edit, without stored results of formulas, so that what
// LibreOffice prints can only be its own.
func edited(t *testing.T, data []byte, edit func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	edit(f)
	if err := f.UpdateLinkedValue(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// compare holds every city figure against what the summary has, with what an
// edit was to add.
func compare(t *testing.T, b *briefing.Briefing, got map[string]string, added map[figures.ID]float64) {
	t.Helper()
	n := 0
	for id, f := range b.Merged.Figures[figures.City] {
		value, ok := got[xlsx.Name(id)]
		switch {
		case !ok:
			t.Errorf("%s has no line", id)
		case f.Absent:
			if value != phrase.None {
				t.Errorf("%s = %q, want —", id, value)
			}
		default:
			v, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
			if strings.HasSuffix(value, "%") {
				v /= 100
			}
			if want := f.Value.Float() + added[id]; err != nil || v < want-1e-9 || v > want+1e-9 {
				t.Errorf("%s = %q, want %v", id, value, want)
			}
			n++
		}
	}
	if n < 40 {
		t.Errorf("only %d figures compared", n)
	}
}

// Everything but the edited figure recalculates to what was printed.
func TestChangedLedgerChangesItsTotalAndNoOther(t *testing.T) {
	b := composed(t, 5)
	const ledger = "驻点招工（招聘活动）台账"
	data := edited(t, written(t, b), func(f *excelize.File) {
		col := columnOf(t, f, ledger, "提供岗位数\n（个）")
		was, err := f.GetCellValue(ledger, col+"4", excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(was)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue(ledger, col+"4", n+7); err != nil {
			t.Fatal(err)
		}
	})
	sheets := recalculated(t, data)
	compare(t, b, cityValues(sheets["汇总"], 5+len(b.Units)), map[figures.ID]float64{"recruit.posts": 7})
	if !strings.Contains(flat(sheets["跨省驻点招工"]), ",11048,") {
		t.Error("the section's table did not follow")
	}
}

func flat(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("," + strings.Join(r, ",") + ",\n")
	}
	return b.String()
}

// columnOf finds a ledger's column by its head.
func columnOf(t *testing.T, f *excelize.File, sheet, head string) string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range rows[2] {
		if h == head {
			name, err := excelize.ColumnNumberToName(i + 1)
			if err != nil {
				t.Fatal(err)
			}
			return name
		}
	}
	t.Fatalf("no column %s in %v", head, rows[2])
	return ""
}
