package xlsx_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/xlsx"
)

func composed(t testing.TB, no int) *briefing.Briefing {
	t.Helper()
	c := reportstest.Article(no)
	b, err := reports.Compose(c.Merged, c.Register, c.Forms, reports.Options{Issue: no, Earlier: c.Earlier})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func written(t testing.TB, b *briefing.Briefing) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := xlsx.Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTwiceTheSameBytes(t *testing.T) {
	first := written(t, composed(t, 5))
	for range 3 {
		if !bytes.Equal(first, written(t, composed(t, 5))) {
			t.Fatal("the same briefing gave other bytes")
		}
	}
	if dir := os.Getenv("CHUNFENG_KEEP"); dir != "" {
		for no, name := range map[int]string{3: "briefing3.xlsx", 5: "briefing5.xlsx"} {
			if err := os.WriteFile(filepath.Join(dir, name), written(t, composed(t, no)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
