package sections_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/briefing"
	"chunfeng/reports/reportstest"
	"chunfeng/reports/sections"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// dump is a briefing as text: words, tables with | and charts with their data.
func dump(w sections.Written) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", strings.Join(w.Title, "/"), w.Lead)
	for _, s := range w.Sections {
		fmt.Fprintf(&b, "\n# %s %s\n", s.ID, s.Title)
		for _, block := range s.Blocks {
			switch x := block.(type) {
			case briefing.Paragraph:
				fmt.Fprintln(&b, x)
			case *briefing.Table:
				dumpTable(&b, x)
			case *briefing.Chart:
				fmt.Fprintf(&b, "[%s %s %s] %v", x.Kind, x.Title, x.TargetText, x.Categories)
				for _, s := range x.Series {
					fmt.Fprintf(&b, " %s%v", s.Name, s.Labels)
				}
				b.WriteByte('\n')
			}
		}
	}
	fmt.Fprintf(&b, "\n# 口径\n")
	for _, p := range w.Basis {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

func dumpTable(b *strings.Builder, t *briefing.Table) {
	fmt.Fprintf(b, "[%s]\n", t.Title)
	var head []string
	for _, c := range t.Columns {
		head = append(head, strings.TrimPrefix(c.Group+"/"+c.Head, "/"))
	}
	fmt.Fprintln(b, strings.Join(head, " | "))
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		fmt.Fprintln(b, strings.Join(cells, " | "))
	}
	if t.Note != "" {
		fmt.Fprintln(b, t.Note)
	}
}

// The whole briefing of the article, word by word.
func TestGolden(t *testing.T) {
	for name, no := range map[string]int{"2024-02-04": 3, "2024-02-25": 5} {
		t.Run(name, func(t *testing.T) {
			got := dump(written(t, reportstest.Article(no)))
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
