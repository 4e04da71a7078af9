package booktest

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"chunfeng/importer/finding"
)

// A Grid is one sheet as text; see the package's doc for how cells are
// written.
type Grid struct {
	Name       string
	Rows       [][]string
	Merges     []string // A1:B2
	Hidden     bool
	HiddenRows []int             // from 1
	HiddenCols []int             // from 1
	Notes      map[string]string // address → text
}

// Bytes is Build for tests.
func Bytes(t testing.TB, sheets ...Grid) []byte {
	t.Helper()
	data, err := Build(sheets)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Parse reads the sheets of an archive.
func Parse(a *txtar.Archive) ([]Grid, error) {
	var out []Grid
	for _, f := range a.Files {
		text := string(f.Data)
		name, hidden := strings.CutPrefix(f.Name, "hidden sheet ")
		if !hidden {
			var ok bool
			if name, ok = strings.CutPrefix(f.Name, "sheet "); !ok {
				if err := about(out, f.Name, text); err != nil {
					return nil, err
				}
				continue
			}
		}
		out = append(out, Grid{Name: strings.TrimSpace(name), Hidden: hidden, Rows: Lines(text)})
	}
	return out, nil
}

// about reads a section that belongs to the last sheet.
func about(sheets []Grid, section, text string) error {
	switch section {
	case "merged", "hidden rows", "hidden columns", "notes":
	default:
		return nil
	}
	if len(sheets) == 0 {
		return fmt.Errorf("booktest: section %q before any sheet", section)
	}
	g := &sheets[len(sheets)-1]
	var err error
	switch section {
	case "merged":
		g.Merges = strings.Fields(text)
	case "hidden rows":
		g.HiddenRows, err = ranges(text, strconv.Atoi)
	case "hidden columns":
		g.HiddenCols, err = ranges(text, column)
	case "notes":
		g.Notes = map[string]string{}
		for line := range strings.Lines(text) {
			at, note, _ := strings.Cut(strings.TrimSpace(line), " ")
			g.Notes[at] = unescape(note)
		}
	}
	return err
}

func ranges(text string, one func(string) (int, error)) ([]int, error) {
	var out []int
	for _, f := range strings.Fields(text) {
		from, to, two := strings.Cut(f, "-")
		a, err := one(from)
		if err != nil {
			return nil, fmt.Errorf("booktest: range %q: %w", f, err)
		}
		b := a
		if two {
			if b, err = one(to); err != nil {
				return nil, fmt.Errorf("booktest: range %q: %w", f, err)
			}
		}
		for i := a; i <= b; i++ {
			out = append(out, i)
		}
	}
	return out, nil
}

func column(s string) (int, error) {
	n := 0
	for _, c := range s {
		if c < 'A' || c > 'Z' || n > 16384 {
			return 0, fmt.Errorf("column %q: want capital letters", s)
		}
		n = n*26 + int(c-'A') + 1
	}
	return n, nil
}

// Lines splits text into rows and cells.
func Lines(text string) [][]string {
	var rows [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		var row []string
		for _, cell := range strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|") {
			row = append(row, strings.ReplaceAll(strings.TrimSpace(cell), "\x00", "|"))
		}
		rows = append(rows, row)
	}
	return rows
}

func unescape(s string) string { return strings.ReplaceAll(s, `\n`, "\n") }

// Build writes the sheets as an .xlsx. The error says which cell is written
// in a way that means nothing.
func Build(sheets []Grid) ([]byte, error) {
	b := builder{formats: []numFmt{{}}}
	for i := range sheets {
		if err := b.sheet(&sheets[i]); err != nil {
			return nil, err
		}
	}
	return b.zip(sheets)
}

type builder struct {
	sheets  []string
	notes   []string // "" where a sheet has none
	formats []numFmt
}

// numFmt is a built-in number format, or a custom one by its code.
type numFmt struct {
	id   string
	code string
}

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const mainNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

func (b *builder) sheet(g *Grid) error {
	var x strings.Builder
	x.WriteString(head + `<worksheet ` + mainNS + `>`)
	if len(g.HiddenCols) > 0 {
		x.WriteString("<cols>")
		for _, c := range g.HiddenCols {
			fmt.Fprintf(&x, `<col min="%d" max="%d" width="9" hidden="1" customWidth="1"/>`, c, c)
		}
		x.WriteString("</cols>")
	}
	x.WriteString("<sheetData>")
	for i, row := range g.Rows {
		fmt.Fprintf(&x, `<row r="%d"`, i+1)
		if slices.Contains(g.HiddenRows, i+1) {
			x.WriteString(` hidden="1"`)
		}
		x.WriteByte('>')
		for j, text := range row {
			at := finding.Column(j+1) + strconv.Itoa(i+1)
			if err := b.cell(&x, at, text); err != nil {
				return fmt.Errorf("booktest: %s!%s %q: %w", g.Name, at, text, err)
			}
		}
		x.WriteString("</row>")
	}
	x.WriteString("</sheetData>")
	if len(g.Merges) > 0 {
		fmt.Fprintf(&x, `<mergeCells count="%d">`, len(g.Merges))
		for _, m := range g.Merges {
			fmt.Fprintf(&x, `<mergeCell ref="%s"/>`, m)
		}
		x.WriteString("</mergeCells>")
	}
	x.WriteString("</worksheet>")
	b.sheets = append(b.sheets, x.String())
	b.notes = append(b.notes, notes(g.Notes))
	return nil
}

func notes(at map[string]string) string {
	if len(at) == 0 {
		return ""
	}
	var x strings.Builder
	x.WriteString(head + `<comments ` + mainNS + `><authors><author></author></authors><commentList>`)
	var refs []string
	for ref := range at {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	for _, ref := range refs {
		fmt.Fprintf(&x, `<comment ref="%s" authorId="0"><text><r><t xml:space="preserve">%s</t></r></text></comment>`, ref, escape(at[ref]))
	}
	x.WriteString(`</commentList></comments>`)
	return x.String()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer does not fail
	return b.String()
}

var (
	number    = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	errValue  = regexp.MustCompile(`^#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$`)
	formatted = regexp.MustCompile(`^([dpf])([0-9]*)(?:\{([^}]*)\})?:(.+)$`)
)

// cell writes one cell.
func (b *builder) cell(x *strings.Builder, at, text string) error {
	if text == "" {
		return nil
	}
	if f, ok := strings.CutPrefix(text, "="); ok {
		formula, result, stored := strings.Cut(f, "→")
		kind, value := "", ""
		if stored {
			kind, value = literal(result)
			value = "<v>" + escape(value) + "</v>"
		}
		fmt.Fprintf(x, `<c r="%s"%s><f>%s</f>%s</c>`, at, typed(kind), escape(strings.TrimSpace(formula)), value)
		return nil
	}
	if m := formatted.FindStringSubmatch(text); m != nil {
		return b.styled(x, at, m)
	}
	switch kind, value := literal(text); kind {
	case "str":
		fmt.Fprintf(x, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, escape(value))
	default:
		fmt.Fprintf(x, `<c r="%s"%s><v>%s</v></c>`, at, typed(kind), value)
	}
	return nil
}

func typed(kind string) string {
	if kind == "" {
		return ""
	}
	return ` t="` + kind + `"`
}

// literal is the type and content of a value as it is written in a cell.
func literal(text string) (kind, value string) {
	text = strings.TrimSpace(text)
	if quoted, ok := strings.CutPrefix(text, "'"); ok {
		return "str", unescape(quoted)
	}
	switch {
	case number.MatchString(text):
		return "", text
	case errValue.MatchString(text):
		return "e", text
	case text == "TRUE":
		return "b", "1"
	case text == "FALSE":
		return "b", "0"
	}
	return "str", unescape(text)
}

// styled writes a number with a format: m is what formatted matched.
func (b *builder) styled(x *strings.Builder, at string, m []string) error {
	format, value := numFmt{id: m[2], code: m[3]}, m[4]
	switch {
	case m[1] == "d":
		serial, err := serial(value)
		if err != nil {
			return err
		}
		value = serial
		if format == (numFmt{}) {
			format.id = "14"
		}
	case !number.MatchString(value):
		return fmt.Errorf("%q is no number", value)
	case m[1] == "p" && format == (numFmt{}):
		format.id = "10"
	}
	style := slices.Index(b.formats, format)
	if style < 0 {
		style = len(b.formats)
		b.formats = append(b.formats, format)
	}
	fmt.Fprintf(x, `<c r="%s" s="%d"><v>%s</v></c>`, at, style, value)
	return nil
}

// serial is the 1900 serial of a day, or of a day and a time.
func serial(s string) (string, error) {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		if t, err = time.Parse(time.DateOnly, s); err != nil {
			return "", fmt.Errorf("%q is no date: want 2024-02-04 or 2024-02-04 12:00", s)
		}
	}
	days := t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	if days < 61 {
		days--
	}
	return strconv.FormatFloat(days, 'f', -1, 64), nil
}

// styles writes the number formats: style i is formats[i].
func (b *builder) styles() string {
	var custom, xfs strings.Builder
	count := 0
	for _, f := range b.formats {
		id := f.id
		if f.code != "" {
			id = strconv.Itoa(164 + count)
			count++
			fmt.Fprintf(&custom, `<numFmt numFmtId="%s" formatCode="%s"/>`, id, escape(f.code))
		}
		fmt.Fprintf(&xfs, `<xf numFmtId="%s" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, cmp.Or(id, "0"))
	}
	formats := ""
	if count > 0 {
		formats = fmt.Sprintf(`<numFmts count="%d">%s</numFmts>`, count, custom.String())
	}
	return head + `<styleSheet ` + mainNS + `>` + formats +
		`<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">%s</cellXfs>`, len(b.formats), xfs.String()) + `</styleSheet>`
}

const (
	officeNS  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS = "http://schemas.openxmlformats.org/package/2006"
	mainType  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

func (b *builder) zip(sheets []Grid) ([]byte, error) {
	var types, refs, rels strings.Builder
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name, text string) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("booktest: write %s: %w", name, err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			return fmt.Errorf("booktest: write %s: %w", name, err)
		}
		return nil
	}
	override := func(name, kind string) {
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="%s%s+xml"/>`, name, mainType, kind)
	}
	var files [][2]string
	for i, g := range sheets {
		state := ""
		if g.Hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&refs, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escape(g.Name), i+1, state, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, officeNS, i+1)
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		override(name, "worksheet")
		files = append(files, [2]string{name, b.sheets[i]})
		if b.notes[i] != "" {
			override(fmt.Sprintf("xl/comments%d.xml", i+1), "comments")
			files = append(files, [2]string{fmt.Sprintf("xl/comments%d.xml", i+1), b.notes[i]},
				[2]string{fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", i+1), relationships(
					fmt.Sprintf(`<Relationship Id="rId1" Type="%s/comments" Target="../comments%d.xml"/>`, officeNS, i+1))})
		}
	}
	override("xl/workbook.xml", "sheet.main")
	override("xl/styles.xml", "styles")
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(sheets)+1, officeNS)
	files = append([][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="` + packageNS + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", relationships(`<Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/>`)},
		{"xl/workbook.xml", head + `<workbook ` + mainNS + ` xmlns:r="` + officeNS + `"><sheets>` + refs.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationships(rels.String())},
		{"xl/styles.xml", b.styles()},
	}, files...)
	for _, f := range files {
		if err := put(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("booktest: close: %w", err)
	}
	return out.Bytes(), nil
}

func relationships(inner string) string {
	return head + `<Relationships xmlns="` + packageNS + `/relationships">` + inner + `</Relationships>`
}
