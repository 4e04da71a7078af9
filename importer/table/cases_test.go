package table

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/booktest"
)

var update = flag.Bool("update", false, "write what comes out into the cases")

// testRegister is the campaign of the tests with two firms due.
func testRegister(t testing.TB) *register.Register {
	t.Helper()
	data, err := os.ReadFile("testdata/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := register.Parse("campaign.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return register.New(f.Campaign, f.Units, []returns.Unit{
		{Code: "91331082MA0EXAMP03", Kind: period.Firm, Name: "临海示范机械有限公司", Within: "331082"},
		{Code: "91331002MA0EXAMP24", Kind: period.Firm, Name: "椒江样板电器股份有限公司", Within: "331002"},
	})
}

func builtin(t testing.TB) *forms.Catalogue {
	t.Helper()
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCases reads every case of testdata/cases: a workbook as text, and what
// is found in it. The section "asked" holds what is given: file, unit,
// period, and learned headers.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	catalogue := builtin(t)
	names := Prepare(catalogue)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := runCase(t, ar, catalogue, names)
			want, at := "", -1
			for i, f := range ar.Files {
				if f.Name == "want" {
					want, at = string(f.Data), i
				}
			}
			if got == want {
				return
			}
			if !*update {
				t.Fatal(cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
			}
			if at < 0 {
				ar.Files = append(ar.Files, txtar.File{Name: "want"})
				at = len(ar.Files) - 1
			}
			ar.Files[at].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func runCase(t *testing.T, ar *txtar.Archive, catalogue *forms.Catalogue, names *Names) string {
	t.Helper()
	grids, err := booktest.Parse(ar)
	if err != nil {
		t.Fatal(err)
	}
	asked := Asked{Forms: catalogue, Register: testRegister(t), Names: names}
	file := "临海市第3期.xlsx"
	var last *returns.Return
	explain := false
	for _, f := range ar.Files {
		switch f.Name {
		case "explain":
			explain = true
		case "asked":
			file, last = readAsked(t, string(f.Data), &asked, file)
		}
	}
	book, found := workbook.Open(file, booktest.Bytes(t, grids...), workbook.DefaultLimits(), "")
	if book == nil {
		t.Fatal(found)
	}
	out := describe(book, asked, last)
	if !explain {
		return out
	}
	located, _ := Locate(book, asked)
	return out + "explain:\n  " + strings.Join(located.Explain, "\n  ") + "\n"
}

func readAsked(t *testing.T, text string, a *Asked, file string) (named string, last *returns.Return) {
	t.Helper()
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "":
		case "file":
			file = rest
		case "unit":
			a.Unit = returns.UnitCode(rest)
		case "period":
			d, err := period.Parse(rest)
			if err != nil {
				t.Fatal(err)
			}
			a.Period = d
		case "open":
			var open []period.Period
			for _, w := range strings.Fields(rest) {
				d, err := period.Parse(w)
				if err != nil {
					t.Fatal(err)
				}
				p, err := a.Register.Campaign.Named(d)
				if err != nil {
					t.Fatal(err)
				}
				open = append(open, p)
			}
			a.OpenPeriods = func(returns.UnitCode, returns.FormID) []period.Period { return open }
		case "learned": // unit form field header
			w := strings.SplitN(rest, " ", 4)
			c := &a.Register.Campaign
			if c.Headers == nil {
				c.Headers = period.Learned{}
			}
			if c.Headers[w[0]] == nil {
				c.Headers[w[0]] = map[string]map[string]string{}
			}
			if c.Headers[w[0]][w[1]] == nil {
				c.Headers[w[0]][w[1]] = map[string]string{}
			}
			c.Headers[w[0]][w[1]][w[3]] = w[2]
		case "last": // field:column …, all of one form
			last = &returns.Return{}
			for _, w := range strings.Fields(rest) {
				p := strings.Split(w, ":")
				last.Columns = append(last.Columns, returns.Column{Field: returns.FieldID(p[0]), Col: int(p[1][0]-'A') + 1, Header: p[2]})
			}
		default:
			t.Fatalf("asked: unknown word %q", word)
		}
	}
	return file, last
}

// describe reads a book and prints what came out, a line a thing.
func describe(book *workbook.Book, a Asked, last *returns.Return) string {
	var b strings.Builder
	located, found := Locate(book, a)
	fmt.Fprintf(&b, "unit %s %s\nperiod %s %s\n", orDash(string(located.Unit.Code)), orDash(located.UnitFrom), orDash(located.Period.Ends.String()), orDash(located.PeriodFrom))
	for _, s := range located.Skipped {
		fmt.Fprintf(&b, "skipped %s: %s\n", s.Sheet, s.Why)
	}
	for _, f := range found {
		b.WriteString(flat(f))
	}
	for _, t := range located.Tables {
		ret, found := t.Read(a, located)
		if f, moved := Drift(t.Form, &ret, last); moved {
			found = append(found, f)
		}
		fmt.Fprintf(&b, "table %s %s %s %s", ret.Sheet, ret.Form, orDash(ret.Range), ret.State)
		if ret.Unit != located.Unit.Code {
			fmt.Fprintf(&b, " of %s", ret.Unit)
		}
		if !ret.Filled.IsZero() {
			fmt.Fprintf(&b, " filled %s", ret.Filled.Format("2006-01-02T15:04"))
		}
		b.WriteByte('\n')
		for i, c := range ret.Columns {
			scale := ""
			if i < len(t.Scales) && t.Scales[i] != 1 {
				scale = fmt.Sprintf(" ×%d", t.Scales[i])
			}
			fmt.Fprintf(&b, "  %s%d %s %s ← %s%s\n", finding.Column(c.Col), c.Row, c.Field, c.Match, c.Header, scale)
		}
		var metas []string
		for k, v := range ret.Meta {
			metas = append(metas, fmt.Sprintf("  meta %s=%s\n", k, words(v)))
		}
		sort.Strings(metas)
		b.WriteString(strings.Join(metas, ""))
		for _, s := range ret.Skipped {
			fmt.Fprintf(&b, "  skip %d %s\n", s.Row, s.Why)
		}
		for _, s := range ret.Totals {
			fmt.Fprintf(&b, "  sum %d %s sub=%t of=%v%s\n", s.Row, s.Label, s.Sub, s.Of, values(t.Form, s.Values))
		}
		for _, r := range ret.Records {
			fmt.Fprintf(&b, "  row %d%s", r.Row, values(t.Form, r.Values))
			for _, e := range r.Extra {
				fmt.Fprintf(&b, " [%s=%s]", e.Header, e.Text)
			}
			b.WriteByte('\n')
		}
		for _, f := range found {
			b.WriteString("  " + flat(f))
		}
	}
	return b.String()
}

func flat(f finding.Finding) string {
	s := strings.TrimRight(f.Flat(), " ") + " | " + f.Message()
	if f.Suggestion != "" {
		s += " → " + f.Suggestion
	}
	return strings.ReplaceAll(s, "\n", "⏎") + "\n"
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func words(v returns.Value) string {
	s := v.Words()
	if v.IsNumber() {
		s += map[string]string{"": "", "atleast": "+", "atmost": "-", "about": "~"}[v.Number.Qualifier.String()]
	}
	if v.Filled {
		s += "*"
	}
	return s
}

// values prints the values of a record, those supplied and not typed with an
// asterisk, and the cell of those that stand elsewhere than in the row.
func values(f *forms.Form, list []returns.Value) string {
	var b bytes.Buffer
	for i, v := range list {
		if !v.IsAbsent() {
			fmt.Fprintf(&b, " %s=%s", f.Fields[i].ID, words(v))
		}
	}
	return b.String()
}
