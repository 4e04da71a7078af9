package mark

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/finding"
	"chunfeng/importer/workbook"
)

// TestCorpus marks every workbook below the folder that CHUNFENG_CORPUS names,
// such as the test files of other readers: what was not marked must be as it
// was, what was must be well-formed and in order, and the cells must read as
// before. A second marking without findings must leave no mark.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("CHUNFENG_CORPUS")
	if dir == "" {
		t.Skip("CHUNFENG_CORPUS names no folder of workbooks")
	}
	n, fallback := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".xlsx", ".xlsm"}, filepath.Ext(path)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		book, _ := workbook.Open(path, data, workbook.DefaultLimits(), "")
		if book == nil {
			return nil
		}
		n++
		t.Run(strings.TrimPrefix(path, dir), func(t *testing.T) {
			if !corpusCase(t, data, book) {
				fallback++
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d workbooks, of %d only the list could be written", n, fallback)
}

func corpusCase(t *testing.T, data []byte, book *workbook.Book) bool {
	var found finding.List
	for i := range book.Sheets {
		s := &book.Sheets[i]
		for _, r := range s.Rows[:min(len(s.Rows), 3)] {
			for _, c := range r.Cells[:min(len(r.Cells), 2)] {
				found = append(found, finding.NotANumber(s.Place("", r.Index, c.Col), "x", "列", c.Text))
			}
			found = append(found, finding.Missing(s.Place("", r.Index, 30), "y", "列"))
		}
		found = append(found, finding.Missing(s.Place("", 900, 3), "y", "列"))
	}
	out := marking(t, data, found, Options{})
	before, after := parts(t, data), parts(t, out)
	again, list := workbook.Open("", out, workbook.DefaultLimits(), "")
	if again == nil {
		t.Fatalf("marked: %s", list[0].Message())
	}
	if len(again.Sheets) == 1 {
		return false
	}
	touched := func(name string) bool {
		name = key(name)
		return name == key(typesPart) || strings.HasPrefix(name, "sheet") || strings.HasSuffix(name, "workbook.xml") || strings.Contains(name, "styles") || strings.Contains(name, "worksheets/") ||
			strings.HasSuffix(name, "workbook.xml.rels") || strings.Contains(name, "comments") || strings.HasSuffix(name, ".vml")
	}
	for name, body := range before {
		if got, ok := after[name]; !ok && body != "" || ok && got != body && !touched(name) {
			t.Errorf("%s is there: %v, and changed", name, ok)
		}
	}
	for name, body := range after {
		// Some come out of order.
		if body != before[name] && (strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")) && (before[name] == "" || disorder(before[name]) == "") {
			wellFormed(t, name, body)
		}
	}
	oneSheet(t, data, found, before)
	Remove(again)
	if diff := cmp.Diff(texts(book), texts(again)); diff != "" {
		t.Errorf("cells: %s", diff)
	}
	clean := parts(t, marking(t, out, nil, Options{}))
	for name, body := range clean {
		if strings.Contains(name, "comments") && strings.Contains(body, noteMark) {
			t.Errorf("%s still holds a note of ours", name)
		}
	}
	return true
}

// oneSheet marks the first sheet alone: of the sheets, their notes and their
// relationships only one may change.
func oneSheet(t *testing.T, data []byte, found finding.List, before map[string]string) {
	t.Helper()
	if len(found) == 0 {
		return
	}
	own := slices.DeleteFunc(slices.Clone(found), func(f finding.Finding) bool { return f.Place.Sheet != found[0].Place.Sheet })
	after := parts(t, marking(t, data, own, Options{}))
	changed := map[string]int{}
	for name, body := range before {
		kind := name[:strings.LastIndexByte(name, '/')+1] + filepath.Ext(name)
		if after[name] != body && strings.Contains(name, "/") && !strings.HasSuffix(key(name), "workbook.xml") && !strings.Contains(key(name), "styles") && body != "" {
			changed[kind]++
		}
	}
	for kind, n := range changed {
		if n > 1 && kind != "xl/.xml" && kind != "xl/drawings/.vml" {
			t.Errorf("%d parts %s changed for one sheet", n, kind)
		}
	}
}

// texts are the cells that hold something, without what is beside them.
func texts(b *workbook.Book) map[string][]string {
	out := map[string][]string{}
	for i := range b.Sheets {
		for _, r := range b.Sheets[i].Rows {
			for _, c := range r.Cells {
				out[b.Sheets[i].Name] = append(out[b.Sheets[i].Name], reference(r.Index, c.Col)+" "+c.Text)
			}
		}
	}
	return out
}

// orders are those of the schema: CT_Worksheet, CT_Stylesheet, CT_Workbook,
// CT_Comments.
var orders = map[string][]string{
	"worksheet":  strings.Fields("sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"),
	"styleSheet": strings.Fields("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"),
	"workbook":   strings.Fields("fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"),
	"comments":   strings.Fields("authors commentList extLst"),
}

// wellFormed reads a part with another parser and holds its elements against
// the order of the schema.
func wellFormed(t *testing.T, name, body string) {
	t.Helper()
	if wrong := disorder(body); wrong != "" {
		t.Errorf("%s: %s", name, wrong)
	}
}

// disorder says how a part is not well-formed or out of order, "" if it is
// neither.
func disorder(body string) string {
	d := xml.NewDecoder(bytes.NewReader([]byte(body)))
	depth, last, root := 0, 0, ""
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				root = tok.Name.Local
			}
			order := orders[root]
			if i := slices.Index(order, tok.Name.Local); depth == 1 && i >= 0 {
				if i < last {
					return tok.Name.Local + " stands behind " + order[last]
				}
				last = i
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
}
