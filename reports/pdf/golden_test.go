package pdf_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/pdf"
)

var update = flag.Bool("update", false, "write testdata anew")

// The file lists every line of text with its page, its place in millimetres
// from the page's left and top edge, and its size in points. Review it as one
// reviews code: what moves is seen there.
func TestGolden(t *testing.T) {
	for _, name := range []string{"campaign", "one"} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for n, p := range read(t, write(t, extremes()[name], pdf.Options{})) {
				for _, l := range lines(p) {
					fmt.Fprintf(&b, "%2d %6.2f %6.2f %4.1f %s\n", n+1, l.x/mm, l.y/mm, l.size, l.text)
				}
			}
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("layout of %s (-want +got):\n%s", name, diff)
			}
		})
	}
}
