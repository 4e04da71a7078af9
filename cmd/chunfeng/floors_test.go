package main

import (
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors lists the packages from the ground up. A package may import only
// packages on a lower floor, so there can be no cycle and no sideways call.
var floors = [][]string{
	{"importer/period", "importer/finding", "importer/plain"},
	{"importer/returns", "importer/places"},
	{"importer/figures"},
	{"importer/cell", "importer/forms", "importer/register", "importer/workbook", "reports/phrase"},
	{"importer/workbook/mark", "importer/workbook/booktest", "importer/table", "importer/rules", "importer/fold", "reports/briefing", "reports/reportstest"},
	{"importer/merge", "reports/chart", "reports/pdf/fonts", "reports/pdf/ttf"},
	{"importer", "reports/sections", "reports/xlsx", "reports/pdf"},
	{"reports", "server/store", "server/store/cluster", "server/vault", "samples", "samples/gen"},
	{"server/auth", "server/store/sqlstore", "server/store/storetest"},
	{"server/desk", "server/store/sqlite", "server/store/postgres"},
	{"server/problem", "server/webhook"},
	{"server/gate"},
	{"server/api", "server/web"},
	{"server"},
	{"cmd/siege/campaign", "cmd/siege/hostile", "cmd/siege/house"},
	{"cmd/chunfeng", "cmd/siege"},
}

// homes names the only packages that may import a library.
var homes = map[string][]string{
	"github.com/xuri/excelize/v2":                    {"reports/xlsx", "importer/workbook/booktest", "samples/gen"},
	"github.com/jung-kurt/gofpdf":                    {"reports/pdf"},
	"github.com/labstack/echo/v4":                    {"server", "server/api", "server/web", "server/gate", "server/problem"},
	"github.com/alecthomas/kong":                     {"cmd/chunfeng"},
	"github.com/goccy/go-yaml":                       {"importer/forms", "importer/register", "reports/sections", "cmd/chunfeng"},
	"github.com/richardlehane/mscfb":                 {"importer/workbook"},
	"database/sql":                                   {"server/store/sqlstore", "server/store/storetest", "server/store/sqlite", "server/store/postgres", "cmd/siege"},
	"net/http":                                       {"server", "server/api", "server/web", "server/gate", "server/problem", "server/webhook", "cmd/chunfeng", "cmd/siege", "cmd/siege/house"},
	"github.com/getkin/kin-openapi/openapi3":         {"server/api"},
	"github.com/getkin/kin-openapi/openapi3filter":   {"server/api"},
	"github.com/prometheus/client_golang/prometheus": {"server"},
	"github.com/boombuler/barcode/qr":                {"server/web"},
}

func TestFloors(t *testing.T) {
	floor := map[string]int{}
	for n, row := range floors {
		for _, p := range row {
			floor[p] = n
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "chunfeng/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(words[0], "chunfeng/")
		if _, known := floor[from]; !known {
			t.Errorf("%s stands on no floor: add it to floors", from)
			continue
		}
		for _, imp := range words[1:] {
			if home, confined := homes[imp]; confined && !slices.Contains(home, from) {
				t.Errorf("%s imports %s, which only %v may", from, imp, home)
			}
			to, ours := strings.CutPrefix(imp, "chunfeng/")
			if ours && floor[to] >= floor[from] {
				t.Errorf("%s (floor %d) imports %s (floor %d)", from, floor[from], to, floor[to])
			}
		}
	}
}

// Every package says in one doc.go, and nowhere else, what it is for.
func TestOneDocAPackage(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "chunfeng/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dir := range strings.Lines(string(out)) {
		dir = strings.TrimSpace(dir)
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "doc.go")); err != nil {
			t.Errorf("%s has no doc.go", dir)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if parsed.Name.Name == "main" && !slices.Contains([]string{"chunfeng", "siege", "gen"}, filepath.Base(dir)) {
				continue // a generator beside its package, not built with it
			}
			if (parsed.Doc != nil) != (filepath.Base(file) == "doc.go") {
				t.Errorf("%s: the package's doc belongs in doc.go, and only there", file)
			}
		}
	}
}

// Only what the design names stands at the top level.
func TestTopLevel(t *testing.T) {
	allowed := []string{"chunfeng", "out", // what README's commands make
		"cmd", "importer", "reports", "server", "samples", "go.mod", "go.sum", "README.md", "LICENSE"}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(allowed, e.Name()) {
			continue
		}
		t.Errorf("%s stands at the top level", e.Name())
	}
}
