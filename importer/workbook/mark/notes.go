package mark

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"chunfeng/importer/finding"
)

// A remark is the note of one cell.
type remark struct {
	row, col int
	text     string
}

const noNotes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors><commentList></commentList></comments>`

// comments rewrites a notes part (ECMA-376 part 1, §18.7): our old notes go,
// others stay as they are, a cell that has one gets ours behind it. fresh lists
// the cells that need a shape, gone those whose shape must go.
func comments(doc []byte, remarks []remark) (out []byte, fresh []remark, gone map[[2]int]bool, err error) {
	c := commentPart{doc: doc, wanted: map[[2]int]string{}, gone: map[[2]int]bool{}}
	for _, r := range remarks {
		c.wanted[[2]int{r.row, r.col}] = r.text
	}
	// An empty list may close itself: there is nothing in it to keep.
	for _, list := range [...]string{"authors", "commentList"} {
		doc = opened(doc, list)
	}
	c.doc = doc
	if err := c.scan(); err != nil {
		return nil, nil, nil, err
	}
	var list strings.Builder
	for _, r := range remarks {
		if _, still := c.wanted[[2]int{r.row, r.col}]; !still {
			continue
		}
		fresh = append(fresh, r)
		p := c.prefix
		list.WriteString("<" + p + `comment ref="` + reference(r.row, r.col) + `" authorId="` + strconv.Itoa(c.author) + `"><` + p + "text>" +
			c.run(r.text) + "</" + p + "text></" + p + "comment>")
	}
	c.edits = append(c.edits, edit{c.end, c.end, list.String()})
	return edited(doc, c.edits), fresh, c.gone, nil
}

// opened is doc with an element that closes itself as a pair of tags.
func opened(doc []byte, local string) []byte {
	s := tags{doc: doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.empty && t.local() == local {
			return edited(doc, []edit{{t.from, t.to, "<" + t.name + "></" + t.name + ">"}})
		}
	}
	return doc
}

type commentPart struct {
	doc    []byte
	prefix string
	wanted map[[2]int]string // notes to write; those that went into another's are taken out
	gone   map[[2]int]bool
	author int
	end    int // before the end of the list
	edits  []edit
}

func (c *commentPart) scan() error {
	s := tags{doc: c.doc}
	authors, known := 0, -1
	var authorsEnd int
	for t, ok := s.next(); ok; t, ok = s.next() {
		switch {
		case t.local() == "comments" && !t.closing:
			c.prefix = t.prefix()
		case t.local() == "author" && t.closing:
			from := bytes.LastIndexByte(c.doc[:t.from], '>') + 1
			if string(c.doc[from:t.from]) == author {
				known = authors
			}
			authors++
		case t.local() == "author" && t.empty:
			authors++
		case t.local() == "authors" && t.closing:
			authorsEnd = t.from
		case t.local() == "comment" && !t.closing:
			if err := c.comment(&s, t); err != nil {
				return err
			}
		case t.local() == "commentList" && t.closing:
			c.end = t.from
		}
	}
	if s.err != nil || c.end == 0 || authorsEnd == 0 {
		return errForm
	}
	if c.author = known; known < 0 {
		c.author = authors
		c.edits = append(c.edits, edit{authorsEnd, authorsEnd, "<" + c.prefix + "author>" + author + "</" + c.prefix + "author>"})
	}
	return nil
}

// comment looks at one note, whose start tag was just read.
func (c *commentPart) comment(s *tags, open tag) error {
	ref := value(c.doc[open.from:open.to], "ref")
	row, col := cellOf(ref)
	if open.empty || row == 0 {
		return errForm
	}
	var runs []run
	var text strings.Builder
	textAt, textEnd, end := -1, -1, -1
	for t, ok := s.next(); ok && end < 0; t, ok = s.next() {
		switch {
		case t.local() == "text" && !t.closing && !t.empty:
			textAt = t.to
		case t.local() == "text" && t.closing:
			textEnd = t.from
		case t.local() == "r" && !t.closing && !t.empty:
			runs = append(runs, run{from: t.from})
		case t.local() == "r" && t.closing && len(runs) > 0:
			runs[len(runs)-1].to = t.to
		case t.local() == "t" && !t.closing && !t.empty:
			if len(runs) == 0 || runs[len(runs)-1].to > 0 {
				runs = append(runs, run{from: t.from, bare: true})
			}
			close := bytes.Index(c.doc[t.to:], []byte("</"))
			if close < 0 {
				return errForm
			}
			r := &runs[len(runs)-1]
			r.textFrom, r.textTo, r.at = t.to, t.to+close, text.Len()
			text.WriteString(html.UnescapeString(string(c.doc[t.to : t.to+close])))
		case t.local() == "t" && t.closing && len(runs) > 0 && runs[len(runs)-1].bare:
			runs[len(runs)-1].to = t.to
		case t.local() == "comment" && t.closing:
			end = t.to
		}
		if end >= 0 {
			break
		}
	}
	if s.err != nil || end < 0 {
		return errForm
	}
	at := strings.Index(text.String(), noteMark)
	if at >= 0 && strings.TrimSpace(text.String()[:at]) == "" {
		c.edits = append(c.edits, edit{open.from, end, ""})
		c.gone[[2]int{row, col}] = true
		return nil
	}
	ours, extend := c.wanted[[2]int{row, col}]
	if !extend && at < 0 {
		return nil
	}
	if textAt < 0 || textEnd < textAt {
		return errForm
	}
	var b strings.Builder
	for _, r := range runs {
		if r.from < textAt || r.to < max(r.from, r.textTo) || r.to > textEnd {
			return errForm
		}
		b.WriteString(c.kept(r, at))
	}
	if extend {
		b.WriteString(c.run("\n" + ours))
		delete(c.wanted, [2]int{row, col})
	}
	c.edits = append(c.edits, edit{textAt, textEnd, b.String()})
	return nil
}

// run is one run of a note's text; at is where its text begins in the whole.
type run struct {
	from, to         int
	textFrom, textTo int
	at               int
	bare             bool // text that stands in no run
}

// kept is what stays of a run when the text is cut before our own, which begins
// at cut; -1 cuts nothing.
func (c *commentPart) kept(r run, cut int) string {
	raw := string(c.doc[r.from:r.to])
	text := html.UnescapeString(string(c.doc[r.textFrom:r.textTo]))
	switch {
	case cut >= 0 && r.at >= cut:
		return ""
	case cut >= 0 && r.at+len(text) > cut:
		left := strings.TrimRight(text[:cut-r.at], "\n")
		if left == "" {
			return ""
		}
		raw = string(c.doc[r.from:r.textFrom]) + escape(left) + string(c.doc[r.textTo:r.to])
	}
	if r.bare {
		return "<" + c.prefix + "r>" + raw + "</" + c.prefix + "r>"
	}
	return raw
}

func (c *commentPart) run(text string) string {
	p := c.prefix
	return "<" + p + "r><" + p + `t xml:space="preserve">` + escape(text) + "</" + p + "t></" + p + "r>"
}

// reference is H7.
func reference(row, col int) string {
	return finding.Column(col) + strconv.Itoa(row)
}

// cellOf is the row and column of H7, zeros if it is none.
func cellOf(ref string) (row, col int) {
	ref = strings.ReplaceAll(ref, "$", "")
	col = column(ref)
	row, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	if err != nil || col == 0 {
		return 0, 0
	}
	return row, col
}

const (
	drawingHead = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>`
	drawingType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
		`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
	drawingSpaces = ` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"`
)

var (
	shapes   = regexp.MustCompile(`(?s)<v:shape [^>]*>.*?</v:shape>`)
	noteRow  = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	noteCol  = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	shapeIDs = regexp.MustCompile(`_x0000_s(\d+)`)
)

// drawing adds the shapes of fresh notes to a VML part and takes those of gone
// ones out. VML is read as text: what other programs write of it is not always
// well-formed. A nil doc begins a new part.
func drawing(doc []byte, fresh []remark, gone map[[2]int]bool) ([]byte, error) {
	if doc == nil {
		doc = []byte(drawingHead + "</xml>")
	}
	if len(gone) > 0 {
		doc = shapes.ReplaceAllFunc(doc, func(shape []byte) []byte {
			row, col := noteRow.FindSubmatch(shape), noteCol.FindSubmatch(shape)
			if row == nil || col == nil || !bytes.Contains(shape, []byte(`ObjectType="Note"`)) {
				return shape
			}
			r, _ := strconv.Atoi(string(row[1]))
			k, _ := strconv.Atoi(string(col[1]))
			if gone[[2]int{r + 1, k + 1}] {
				return nil
			}
			return shape
		})
	}
	end := bytes.LastIndex(doc, []byte("</xml>"))
	if end < 0 {
		return nil, errForm
	}
	id := 1024 // the first of the cluster that idmap 1 names
	for _, m := range shapeIDs.FindAllSubmatch(doc, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil && n < 1<<30 {
			id = max(id, n)
		}
	}
	var b strings.Builder
	spaces := drawingSpaces
	if bytes.Contains(doc, []byte("urn:schemas-microsoft-com:office:excel")) {
		spaces = ""
	}
	if len(fresh) > 0 && !bytes.Contains(doc, []byte("_x0000_t202")) {
		b.WriteString(strings.Replace(drawingType, "<v:shapetype", "<v:shapetype"+spaces, 1))
	}
	b.Grow(len(fresh) * 1_000)
	for _, r := range fresh {
		id++
		writeShape(&b, r, id, spaces)
	}
	return edited(doc, []edit{{end, end, b.String()}}), nil
}

// writeShape writes the hidden box of a note, large enough for its text.
func writeShape(b *strings.Builder, r remark, id int, spaces string) {
	lines := 1
	for line := range strings.SplitSeq(r.text, "\n") {
		lines += 1 + utf8.RuneCountInString(line)/24
	}
	b.WriteString(`<v:shape` + spaces + ` id="_x0000_s` + strconv.Itoa(id) + `" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;width:260pt;height:` +
		strconv.Itoa(14*lines) + `pt;z-index:` + strconv.Itoa(id-1023) + `;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">` +
		`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>` +
		`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>` +
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>` +
		strconv.Itoa(r.col) + ", 15, " + strconv.Itoa(max(r.row-2, 0)) + ", 10, " + strconv.Itoa(r.col+4) + ", 31, " + strconv.Itoa(max(r.row-2, 0)+lines) + ", 4" +
		`</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>` + strconv.Itoa(r.row-1) + `</x:Row><x:Column>` + strconv.Itoa(r.col-1) + `</x:Column></x:ClientData></v:shape>`)
}
