package workbook

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chunfeng/importer/finding"
)

// A book read where others were read before is the same book, whatever came
// between, and texts taken from it stay when the next is read.
func TestMemoryIsUsedAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var in Memory
	var texts, kept []string
	for i := range 60 {
		var rows strings.Builder
		for row := range rng.IntN(200) {
			fmt.Fprintf(&rows, `<row r="%d">`, row+1)
			for col := range 1 + rng.IntN(12) {
				fmt.Fprintf(&rows, `<c r="%c%d" t="inlineStr"><is><t>%d-%d</t></is></c>`, 'A'+col, row+1, i, rng.IntN(1000))
			}
			rows.WriteString(`</row>`)
		}
		data := pack(with(map[string]string{"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows.String() + `</sheetData></worksheet>`}))
		if rng.IntN(3) == 0 {
			data = data[:rng.IntN(len(data))]
		}
		want, wantFound := Open("f.xlsx", data, DefaultLimits(), "")
		got, found := in.Open("f.xlsx", data, DefaultLimits(), "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("book %d: %s", i, diff)
		}
		if diff := cmp.Diff(wantFound, found, cmpopts.IgnoreUnexported(finding.Finding{})); diff != "" {
			t.Fatalf("findings of book %d: %s", i, diff)
		}
		if got != nil && len(got.Sheets[0].Rows) > 0 {
			c := got.Sheets[0].Rows[0].Cells[0]
			texts, kept = append(texts, strings.Clone(c.Text)), append(kept, c.Text)
		}
	}
	if diff := cmp.Diff(texts, kept); diff != "" {
		t.Error(diff)
	}
}
