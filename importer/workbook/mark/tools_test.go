package mark

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/finding"
	"chunfeng/importer/workbook"
)

// office converts a workbook by LibreOffice. Without it the test is skipped,
// unless CHUNFENG_REQUIRE_TOOLS=1.
func office(t *testing.T, data []byte, to string) []byte {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CHUNFENG_REQUIRE_TOOLS") == "1" {
			t.Fatal("soffice is not installed")
		}
		t.Skip("soffice is not installed")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xlsx")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out := filepath.Join(dir, "out")
	cmd := exec.CommandContext(ctx, program, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", out, in)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	extension, _, _ := strings.Cut(to, ":")
	b, err := os.ReadFile(filepath.Join(out, "in."+extension))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What LibreOffice opens and saves still has its marks, and they still go.
func TestThroughLibreOffice(t *testing.T) {
	first := marking(t, filed(t), somefound(), Options{})
	saved := office(t, first, "xlsx")
	f := open(t, saved)
	if got := fillOf(t, saved, "驻点招工", "C4"); got != "FFB3B0" {
		t.Errorf("fill of C4 %q", got)
	}
	comments, err := f.GetComments("驻点招工")
	if err != nil {
		t.Fatal(err)
	}
	if len(comments) != 7 {
		t.Errorf("%d notes, want 7", len(comments))
	}
	cleaned := marking(t, saved, nil, Options{})
	again := open(t, cleaned)
	for cell, want := range map[string]string{"C4": "", "C5": "00FF00", "C6": "", "D7": "", "H8": "00FF00"} {
		if got := fillOf(t, cleaned, "驻点招工", cell); got != want {
			t.Errorf("fill of %s: %q, want %q", cell, got, want)
		}
	}
	if comments, err = again.GetComments("驻点招工"); err != nil {
		t.Fatal(err)
	}
	var cells []string
	for _, c := range comments {
		cells = append(cells, c.Cell)
	}
	slices.Sort(cells)
	if diff := cmp.Diff([]string{"A4", "C6"}, cells); diff != "" {
		t.Errorf("notes: %s", diff)
	}
	if book, list := workbook.Open("a.xlsx", saved, workbook.DefaultLimits(), ""); book == nil {
		t.Error(list[0].Message())
	} else if Index(book) == nil {
		t.Error("the list is not found again")
	}
}

func TestEmptySheetOpens(t *testing.T) {
	csv := marking(t, []byte("企业名称,岗位数\n甲公司,若干\n"), finding.List{finding.NotANumber(place("CSV", "B2"), "posts", "岗位数", "若干")}, Options{})
	if out := office(t, csv, "csv:Text - txt - csv (StarCalc):44,34,76"); !bytes.Contains(out, []byte("校验结果")) || strings.Count(string(out), "C202") != 1 {
		t.Errorf("the list reads %q", out)
	}
}
