package pdf_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/reports/pdf/fonts"
)

func write(t testing.TB, b *briefing.Briefing, o pdf.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := pdf.Write(&out, b, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, data []byte) []pdf.Page {
	t.Helper()
	pages, err := pdf.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// Many goroutines share the embedded fonts; each must write the same bytes.
func TestSameBytes(t *testing.T) {
	o := pdf.Options{Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: []byte("PK")}}}
	first := write(t, campaign(), o)
	var got [6][]byte
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = write(t, campaign(), o) })
	}
	all.Wait()
	for i := range got {
		if !bytes.Equal(got[i], first) {
			t.Errorf("run %d: %d bytes that differ from the first %d", i, len(got[i]), len(first))
		}
	}
}

func TestSaysWhatTheBriefingSays(t *testing.T) {
	for name, b := range extremes() {
		t.Run(name, func(t *testing.T) {
			if err := pdf.Check(write(t, b, pdf.Options{}), b); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckSeesADifference(t *testing.T) {
	changes := map[string]func(b *briefing.Briefing){
		"a figure in the lead":  func(b *briefing.Briefing) { b.Lead = words(strings.Replace(b.Lead.String(), "3012", "3013", 1)) },
		"a cell":                func(b *briefing.Briefing) { table(b).Rows[3].Cells[4].Text = "3001余" },
		"a cell less":           func(b *briefing.Briefing) { table(b).Rows[3].Cells[4].Text = "" },
		"a row less":            func(b *briefing.Briefing) { table(b).Rows = table(b).Rows[1:] },
		"a label of bars":       func(b *briefing.Briefing) { b.Sections[0].Blocks[3].(*briefing.Chart).Series[0].Labels[2] = "761" },
		"the issue":             func(b *briefing.Briefing) { b.Issue = "第4期" },
		"a note":                func(b *briefing.Briefing) { table(b).Note = "" },
		"a receiver":            func(b *briefing.Briefing) { b.Colophon.To[0].Names[0] = "市委" },
		"a section more":        func(b *briefing.Briefing) { b.Sections = append(b.Sections, b.Sections[0]) },
		"the order of a phrase": func(b *briefing.Briefing) { b.Sections[3].Blocks[0] = words("已报65份，本期应报66份。") },
	}
	file := write(t, campaign(), pdf.Options{})
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			b := campaign()
			change(b)
			if err := pdf.Check(file, b); !errors.Is(err, pdf.ErrDiffers) {
				t.Errorf("Check says %v", err)
			}
		})
	}
}

func table(b *briefing.Briefing) *briefing.Table { return b.Sections[0].Blocks[1].(*briefing.Table) }

func TestReadRefusesOtherFiles(t *testing.T) {
	file := write(t, campaign(), pdf.Options{})
	for name, data := range map[string][]byte{
		"nothing":     nil,
		"text":        []byte("startxref"),
		"cut in half": file[:len(file)/2],
		"other xref":  bytes.Replace(file, []byte("startxref\n"), []byte("startxref\n9"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pdf.Read(data); !errors.Is(err, pdf.ErrForeign) {
				t.Errorf("Read says %v", err)
			}
		})
	}
}

func TestMissingCharacters(t *testing.T) {
	b := campaign()
	b.Lead = words("李𬭎、😀、王犇、🀄。")
	var got []rune
	file := write(t, b, pdf.Options{Missing: func(r rune) { got = append(got, r) }})
	if diff := cmp.Diff([]rune{'🀄', '😀'}, got); diff != "" {
		t.Errorf("missing characters (-want +got):\n%s", diff)
	}
	if err := pdf.Check(file, b); err != nil {
		t.Error(err)
	}
}

func TestWriteFails(t *testing.T) {
	empty := t.TempDir()
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "SIMHEI.TTF"), []byte("not a font"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	for name, c := range map[string]struct {
		w    io.Writer
		o    pdf.Options
		want string
	}{
		"no folder":        {io.Discard, pdf.Options{Fonts: filepath.Join(empty, "none")}, "read fonts"},
		"no known font":    {io.Discard, pdf.Options{Fonts: empty}, "no font of a known file name"},
		"a damaged font":   {io.Discard, pdf.Options{Fonts: broken}, "not a single TrueType font"},
		"writer gives out": {failing{full}, pdf.Options{}, "disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			err := pdf.Write(c.w, campaign(), c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Write says %v, want %q", err, c.want)
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// The bureau's own fonts are found by their file names; here the embedded ones
// stand for them.
func TestBureauFonts(t *testing.T) {
	folder := t.TempDir()
	for file, data := range map[string]string{"simfang.ttf": fonts.Kai(), "FZXBSJW.TTF": fonts.Hei(), "times.ttf": fonts.Black(), "notes.txt": "x"} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := write(t, campaign(), pdf.Options{Fonts: folder})
	if err := pdf.Check(file, campaign()); err != nil {
		t.Error(err)
	}
	faces := map[string]string{}
	for _, r := range read(t, file)[0].Runs {
		faces[r.Text] = r.Face
	}
	if faces["2"] == faces["截至"] {
		t.Error("digits and Chinese of the body share a face although the folder has times.ttf")
	}
	if faces["— 1 —"] == faces["2"] {
		t.Error("the page number is in times.ttf, not in 宋体")
	}
	if faces["工作简报"] == "" || bytes.Equal(file, write(t, campaign(), pdf.Options{})) {
		t.Error("the folder makes no difference")
	}
}

// tool finds a program, and skips the test without it unless all are required.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CHUNFENG_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is required and not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

func save(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "briefing.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestQPDF(t *testing.T) {
	qpdf := tool(t, "qpdf")
	for name, b := range extremes() {
		t.Run(name, func(t *testing.T) {
			path := save(t, write(t, b, pdf.Options{Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: []byte("PK")}}}))
			out, err := exec.Command(qpdf, "--check", path).CombinedOutput()
			if err != nil || bytes.Contains(out, []byte("WARNING")) {
				t.Errorf("qpdf: %v\n%s", err, out)
			}
		})
	}
}

// What another program reads in the file is what ours reads: each line whole,
// and each paragraph of the body as far as it stands on one page.
func TestPdftotext(t *testing.T) {
	pdftotext := tool(t, "pdftotext")
	for name, b := range extremes() {
		t.Run(name, func(t *testing.T) {
			data := write(t, b, pdf.Options{})
			out, err := exec.Command(pdftotext, "-enc", "UTF-8", save(t, data), "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			texts := strings.Split(string(out), "\f")
			for n, page := range read(t, data) {
				text := squash(texts[n])
				for _, line := range lines(page) {
					if !strings.Contains(text, squash(line.text)) {
						t.Errorf("page %d: pdftotext has no %q", n+1, line.text)
					}
				}
				for part, words := range paragraphs(page) {
					if part > 0 && !strings.Contains(text, squash(words)) {
						t.Errorf("page %d: pdftotext parts the paragraph %q", n+1, words)
					}
				}
			}
		})
	}
}

// squash removes white space.
func squash(s string) string { return strings.Join(strings.Fields(s), "") }

// A row is the runs of one part on one baseline.
type row struct {
	x, y, size float64
	text       string
	part       int
	runs       []pdf.Run
}

// lines joins runs that follow one another on one baseline in one part.
func lines(p pdf.Page) []row {
	var out []row
	for _, r := range p.Runs {
		if n := len(out) - 1; n >= 0 && out[n].part == r.Part && out[n].y == r.Y && r.Part > 0 {
			out[n].text += r.Text
			out[n].runs = append(out[n].runs, r)
			continue
		}
		out = append(out, row{x: r.X, y: r.Y, size: r.Size, text: r.Text, part: r.Part, runs: []pdf.Run{r}})
	}
	return out
}

// paragraphs are the texts of the body by part.
func paragraphs(p pdf.Page) map[int]string {
	out := map[int]string{}
	for _, r := range p.Runs {
		if r.Size == 16 {
			out[r.Part] += r.Text
		}
	}
	return out
}

// The clerk's other programs find the workbook and what the file is about.
func TestPropertiesAndAttachment(t *testing.T) {
	info, detach := tool(t, "pdfinfo"), tool(t, "pdfdetach")
	path := save(t, write(t, campaign(), pdf.Options{Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: []byte("PK\x03\x04 workbook")}}}))
	out, err := exec.Command(info, "-rawdates", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"14个小分队前往全国6省21地大规模跨省驻点招工", "台州市人力资源和社会保障局", "工作简报 第3期", "Noto Serif SC", "Chunfeng Kai", "A4", "D:20240204000000"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("pdfinfo has no %q:\n%s", want, out)
		}
	}
	saved := filepath.Join(t.TempDir(), "workbook")
	if out, err := exec.Command(detach, "-save", "1", "-o", saved, path).CombinedOutput(); err != nil {
		t.Fatalf("pdfdetach: %v\n%s", err, out)
	}
	if got, err := os.ReadFile(saved); err != nil || string(got) != "PK\x03\x04 workbook" {
		t.Errorf("attachment is %q, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	small := write(f, &briefing.Briefing{Masthead: "简报"}, pdf.Options{})
	f.Add(small)
	f.Add(small[:len(small)-40])
	f.Fuzz(func(t *testing.T, data []byte) {
		pages, err := pdf.Read(data)
		if err == nil && len(pages) == 0 {
			t.Error("no pages and no error")
		}
	})
}
