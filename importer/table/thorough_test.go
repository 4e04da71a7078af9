package table

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/booktest"
)

// What is found is the same where every form is tried and where those are left
// out that can be no better than one that the heading names. MESSY is how many
// random workbooks are compared besides the cases.
func TestFormsNotTried(t *testing.T) {
	catalogue, reg := builtin(t), testRegister(t)
	quick, thorough := Prepare(catalogue), Prepare(catalogue)
	thorough.thorough = true
	compare := func(what string, book *workbook.Book, asked Asked) {
		t.Helper()
		var told [2]string
		for i, names := range [...]*Names{quick, thorough} {
			asked.Names = names
			told[i] = describe(book, asked, nil)
		}
		if diff := cmp.Diff(told[1], told[0]); diff != "" {
			t.Errorf("%s (thorough, quick): %s", what, diff)
		}
	}
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		grids, err := booktest.Parse(ar)
		if err != nil {
			t.Fatal(err)
		}
		asked, file := Asked{Forms: catalogue, Register: reg}, "临海市第3期.xlsx"
		for _, f := range ar.Files {
			if f.Name == "asked" {
				asked.Register = testRegister(t)
				file, _ = readAsked(t, string(f.Data), &asked, file)
			}
		}
		book, found := workbook.Open(file, booktest.Bytes(t, grids...), workbook.DefaultLimits(), "")
		if book == nil {
			t.Fatal(found)
		}
		compare(name, book, asked)
	}
	n := 100
	if s := os.Getenv("MESSY"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	for seed := range n {
		g := &messy{Rand: rand.New(rand.NewPCG(uint64(seed), messySeed+1)), junk: seed%3 == 2}
		if b, tables, _ := g.book(reg.Units, reg.Campaign.Periods); len(tables) > 0 {
			compare("seed "+strconv.Itoa(seed), b, Asked{Forms: catalogue, Register: reg})
		}
	}
}
