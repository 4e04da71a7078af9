package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A Page is what stands on one page of a file that Write made.
type Page struct {
	Runs  []Run
	Paths []Path
}

// A Run is text drawn by one operator. X and Y are points from the page's left
// and top edge to the start of its baseline; Track is what is added after each
// character. Runs with the same Part are one paragraph, cell or label, also
// across pages; Part 0 is what is not of the briefing: page numbers, heads
// printed again, numbers of axes.
type Run struct {
	X, Y, Size, Track float64
	Face              string // the resource's name
	Colour            string // red, green, blue as in the file
	Text              string
	Part              int
	code              string // what the font is asked for; differs from Text beyond U+FFFF
}

// A Path is one line or area: its corners in points from the page's left and
// top edge, the width of the pen (0 when it is filled) and its colour.
type Path struct {
	Points [][2]float64
	Width  float64
	Colour string
}

// ErrForeign is returned for files that this package did not write, or that
// were changed or cut since.
var ErrForeign = errors.New("not as written by this package")

// Read gives back what is drawn in a file, from its content streams alone: no
// other program has a part in it.
func Read(data []byte) ([]Page, error) {
	objects, err := scan(data)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	var pages []Page
	for _, n := range kids(objects[1]) {
		m := contents.FindSubmatch(objects[n])
		if m == nil {
			return nil, fmt.Errorf("read pdf: page without contents: %w", ErrForeign)
		}
		ref, _ := strconv.Atoi(string(m[1]))
		stream, err := inflate(objects[ref])
		if err != nil {
			return nil, fmt.Errorf("read pdf: page %d: %w", len(pages)+1, err)
		}
		p, err := parse(stream)
		if err != nil {
			return nil, fmt.Errorf("read pdf: page %d: %w", len(pages)+1, err)
		}
		pages = append(pages, p)
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("read pdf: no pages: %w", ErrForeign)
	}
	return pages, nil
}

// Parts are the texts of all parts of the pages by number, without any white
// space, which lines and cells add and lose; index 0 holds all that is of no
// part.
func Parts(pages []Page) []string {
	parts := [][]byte{nil}
	for _, p := range pages {
		for _, r := range p.Runs {
			for len(parts) <= r.Part {
				parts = append(parts, nil)
			}
			parts[r.Part] = append(parts[r.Part], solid(r.Text)...)
		}
	}
	out := make([]string, len(parts))
	for i := range parts {
		out[i] = string(parts[i])
	}
	return out
}

// solid is clean text without any white space.
func solid(s string) string { return strings.Join(strings.Fields(clean(s)), "") }

var (
	contents = regexp.MustCompile(`/Contents (\d{1,9}) 0 R`)
	kid      = regexp.MustCompile(`(\d{1,9}) 0 R`)
	entry    = regexp.MustCompile(`(?m)^(\d{10}) 00000 n`)
)

// crossReference is where each object begins, and where the table of that
// stands. Objects are numbered from 1.
func crossReference(data []byte) (offsets []int, xref int, err error) {
	at := bytes.LastIndex(data, []byte("startxref"))
	if at < 0 {
		return nil, 0, ErrForeign
	}
	fields := bytes.Fields(data[at:])
	if len(fields) < 2 {
		return nil, 0, ErrForeign
	}
	xref, err = strconv.Atoi(string(fields[1]))
	if err != nil || xref < 0 || xref >= at {
		return nil, 0, ErrForeign
	}
	for _, m := range entry.FindAllSubmatch(data[xref:at], -1) {
		from, err := strconv.Atoi(string(m[1]))
		if err != nil || from >= xref {
			return nil, 0, ErrForeign
		}
		offsets = append(offsets, from)
	}
	if len(offsets) == 0 {
		return nil, 0, ErrForeign
	}
	return offsets, xref, nil
}

// scan finds the objects by the cross-reference table at the end.
func scan(data []byte) (map[int][]byte, error) {
	offsets, xref, err := crossReference(data)
	if err != nil {
		return nil, err
	}
	objects := map[int][]byte{}
	for i, from := range offsets {
		end := bytes.Index(data[from:xref], []byte("\nendobj"))
		if s := bytes.Index(data[from:xref], []byte("\nstream\n")); s >= 0 && s < end {
			if e := bytes.Index(data[from+s:xref], []byte("\nendstream\nendobj")); e >= 0 {
				end = s + e
			}
		}
		if end < 0 {
			return nil, ErrForeign
		}
		objects[i+1] = data[from : from+end]
	}
	return objects, nil
}

// kids are the numbers of the page objects in order.
func kids(pages []byte) (n []int) {
	from := bytes.Index(pages, []byte("/Kids ["))
	if from < 0 {
		return nil
	}
	list, _, _ := bytes.Cut(pages[from:], []byte("]"))
	for _, m := range kid.FindAllSubmatch(list, -1) {
		i, _ := strconv.Atoi(string(m[1]))
		n = append(n, i)
	}
	return n
}

// biggest is how much a page's stream may hold: far more than any page does.
const biggest = 16 << 20

func inflate(object []byte) ([]byte, error) {
	_, packed, ok := bytes.Cut(object, []byte("\nstream\n"))
	if !ok {
		return nil, ErrForeign
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, biggest))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	return out, nil
}

// A reader follows the graphics state of one page.
type reader struct {
	page   Page
	args   []string // operands since the last operator; strings decoded
	run    Run
	fill   string
	pen    string
	width  float64
	path   [][2]float64
	actual []string // of each open marked content, "" if it has none
	parts  []int
}

// parse runs the operators of a content stream.
func parse(stream []byte) (Page, error) {
	r := &reader{fill: "0 0 0", pen: "0 0 0"}
	t := tokens{data: stream}
	for {
		token, ok := t.next()
		if !ok {
			break
		}
		if operand(token) {
			r.args = append(r.args, token)
			continue
		}
		if err := r.do(token); err != nil {
			return Page{}, err
		}
		r.args = nil
	}
	return r.page, nil
}

// operand reports whether a token is a number, name, string, array or
// dictionary.
func operand(token string) bool {
	c := token[0]
	return c >= '0' && c <= '9' || strings.IndexByte("-+./([<", c) >= 0
}

// do carries out one operator; those that do not matter here are passed over.
func (r *reader) do(op string) error {
	n := make([]float64, 0, 4)
	for _, a := range r.args {
		if v, err := strconv.ParseFloat(a, 64); err == nil && !math.IsNaN(v) {
			n = append(n, v)
		}
	}
	need := map[string]int{"Td": 2, "Tc": 1, "w": 1, "m": 2, "l": 2, "Tf": 1}
	if len(n) < need[op] {
		return fmt.Errorf("operator %s: %w", op, ErrForeign)
	}
	switch op {
	case "Tf":
		r.run.Face, r.run.Size = strings.TrimPrefix(r.args[0], "/"), n[0]
	case "Tc":
		r.run.Track = n[0]
	case "Td":
		r.run.X, r.run.Y = n[0], pageHeight-n[1]
	case "Tj":
		r.show()
	case "rg":
		r.fill = strings.Join(r.args, " ")
	case "RG":
		r.pen = strings.Join(r.args, " ")
	case "w":
		r.width = n[0]
	case "m":
		r.path = [][2]float64{{n[0], pageHeight - n[1]}}
	case "l":
		r.path = append(r.path, [2]float64{n[0], pageHeight - n[1]})
	case "S", "s":
		r.page.Paths = append(r.page.Paths, Path{Points: r.path, Width: r.width, Colour: r.pen})
	case "f", "b":
		r.page.Paths = append(r.page.Paths, Path{Points: r.path, Colour: r.fill})
	case "BDC", "BMC":
		r.begin()
	case "EMC":
		if len(r.actual) == 0 {
			return fmt.Errorf("operator EMC: %w", ErrForeign)
		}
		r.actual, r.parts = r.actual[:len(r.actual)-1], r.parts[:len(r.parts)-1]
	}
	return nil
}

var (
	actualText = regexp.MustCompile(`/ActualText <FEFF([0-9A-F]+)>`)
	partNumber = regexp.MustCompile(`/Part (\d{1,7})`)
)

// begin opens marked content: a part, or text that stands for other text.
func (r *reader) begin() {
	part, actual := 0, ""
	if n := len(r.parts); n > 0 {
		part = r.parts[n-1]
	}
	props := strings.Join(r.args, " ")
	if m := partNumber.FindStringSubmatch(props); m != nil {
		part, _ = strconv.Atoi(m[1])
	}
	if m := actualText.FindStringSubmatch(props); m != nil {
		if b, err := hex.DecodeString(m[1]); err == nil {
			actual = utf16be(string(b))
		}
	}
	r.parts, r.actual = append(r.parts, part), append(r.actual, actual)
}

func (r *reader) show() {
	run := r.run
	run.Colour = r.fill
	if n := len(r.parts); n > 0 {
		run.Part = r.parts[n-1]
	}
	for _, a := range r.args {
		if strings.HasPrefix(a, "(") {
			run.Text += utf16be(a[1:])
		}
	}
	run.code = run.Text
	if n := len(r.actual); n > 0 && r.actual[n-1] != "" {
		run.Text = r.actual[n-1]
	}
	r.page.Runs = append(r.page.Runs, run)
}

func utf16be(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// tokens splits a content stream. A string comes as ( and its bytes.
type tokens struct {
	data []byte
	at   int
}

func (t *tokens) next() (string, bool) {
	for t.at < len(t.data) && blank(t.data[t.at]) {
		t.at++
	}
	if t.at == len(t.data) {
		return "", false
	}
	from := t.at
	switch {
	case t.data[t.at] == '(':
		return t.literal(), true
	case bytes.HasPrefix(t.data[t.at:], []byte("<<")):
		return t.until(">>"), true
	case t.data[t.at] == '[':
		return t.until("]"), true
	}
	for t.at++; t.at < len(t.data) && !blank(t.data[t.at]) && strings.IndexByte("([<", t.data[t.at]) < 0; {
		t.at++
	}
	return string(t.data[from:t.at]), true
}

func (t *tokens) until(end string) string {
	from := t.at
	if i := bytes.Index(t.data[t.at:], []byte(end)); i >= 0 {
		t.at += i + len(end)
	} else {
		t.at = len(t.data)
	}
	return string(t.data[from:t.at])
}

func (t *tokens) literal() string {
	out := []byte{'('}
	depth := 0
	for ; t.at < len(t.data); t.at++ {
		c := t.data[t.at]
		switch c {
		case '\\':
			if t.at++; t.at < len(t.data) {
				if c = t.data[t.at]; c == 'r' {
					c = '\r'
				}
				out = append(out, c)
			}
			continue
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				t.at++
				return string(out)
			}
		}
		out = append(out, c)
	}
	return string(out)
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 }
