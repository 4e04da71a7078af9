package workbook

import (
	"bytes"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
)

// bookPart is what xl/workbook.xml says.
type bookPart struct {
	date1904 bool
	sheets   []sheetRef
	names    []definedName
	links    bool // external references
}

type sheetRef struct {
	name   string
	id     string // relationship
	hidden bool
}

type definedName struct{ name, text string }

func (a *archive) readBook(name string, lim Limits) (*bookPart, error) {
	p := a.parts[name]
	s := a.scan(p)
	b := &bookPart{}
	if s.next() != startTag || !s.is("workbook") {
		return nil, s.or(finding.BadStructure, "root is no workbook")
	}
	for t := s.next(); t != endOfPart; t = s.next() {
		if t != startTag {
			continue
		}
		switch {
		case s.is("workbookPr"):
			b.date1904 = s.flag("date1904")
		case s.is("externalReference"):
			b.links = true
		case s.is("sheet"):
			if len(b.sheets) == lim.Sheets {
				return nil, over(finding.Sheets, int64(lim.Sheets), p.name)
			}
			ref := sheetRef{name: string(unhide([]byte(s.str("name")))), hidden: hiddenState(s.str("state"))}
			for _, at := range s.attrs {
				if at.space == officeRels && string(at.local) == "id" {
					ref.id = string(at.value)
				}
			}
			b.sheets = append(b.sheets, ref)
		case s.is("definedName"):
			n := definedName{name: s.str("name")}
			text, err := s.content(4096)
			if err != nil {
				return nil, err
			}
			if n.text = text; ours(n.name) && len(b.names) < mostNames {
				b.names = append(b.names, n)
			}
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	return b, uniqueNames(p.name, b.sheets)
}

// mostNames bounds the defined names that are kept; our templates have a few.
const mostNames = 64

func hiddenState(state string) bool { return state == "hidden" || state == "veryHidden" }

// ours tells the defined names of our own templates.
func ours(name string) bool { return strings.HasPrefix(strings.ToLower(name), "chunfeng") }

func uniqueNames(part string, sheets []sheetRef) error {
	if len(sheets) == 0 {
		return broken(finding.BadStructure, part, "no sheets")
	}
	seen := map[string]bool{}
	for _, r := range sheets {
		key := strings.ToLower(r.name)
		if r.name == "" || seen[key] {
			return broken(finding.BadStructure, part, "sheet name empty or twice")
		}
		seen[key] = true
	}
	return nil
}

// or is the scanner's error, else a new one.
func (s *scanner) or(how finding.Damage, detail string) error {
	s.fail(how, detail)
	return s.err
}

// content is the text of the element whose start tag was just read; what is
// beyond keep bytes is passed over.
func (s *scanner) content(keep int) (string, error) {
	var b []byte
	for depth := 1; depth > 0; {
		switch s.next() {
		case startTag:
			depth++
		case endTag:
			depth--
		case chars:
			if len(b) < keep {
				b = append(b, s.text...)
			}
		case endOfPart:
			return "", s.err
		}
	}
	return string(b), nil
}

// texts keeps strings end to end in blocks, so that a cell costs no
// allocation of its own.
type texts struct{ block strings.Builder }

const textBlock = 32 << 10

func (t *texts) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > textBlock/4 {
		return string(b)
	}
	if t.block.Cap()-t.block.Len() < len(b) {
		t.block.Reset()
		t.block.Grow(textBlock)
	}
	from := t.block.Len()
	t.block.Write(b)
	return t.block.String()[from:]
}

// shared is the table of shared strings, in pages whose texts lie end to end:
// four bytes a string beside its text.
type shared struct {
	pages []stringPage
	n     int
	size  int64  // bytes of memory
	text  []byte // of the page that is being filled
	ends  []uint32
}

type stringPage struct {
	text string
	ends []uint32
}

const sharedPage = 256

func (t *shared) add(text []byte) {
	t.text = append(t.text, text...)
	t.ends = append(t.ends, uint32(len(t.text)))
	t.size += int64(len(text)) + 4
	if t.n++; len(t.ends) == sharedPage {
		t.flush()
	}
}

// fits reports whether the table is within the bounds: more strings than a
// book may have cells are none that cells use.
func (t *shared) fits(lim Limits) bool { return t.n <= lim.Cells && t.size <= mostKept }

// flush closes the page that is being filled. No string is at hand before.
func (t *shared) flush() {
	if len(t.ends) > 0 {
		t.pages = append(t.pages, stringPage{string(t.text), append([]uint32(nil), t.ends...)})
		t.text, t.ends = t.text[:0], t.ends[:0]
	}
}

func (t *shared) at(i int) (string, bool) {
	if uint(i) >= uint(t.n) {
		return "", false
	}
	p, k := &t.pages[i/sharedPage], i%sharedPage
	from := uint32(0)
	if k > 0 {
		from = p.ends[k-1]
	}
	return p.text[from:p.ends[k]], true
}

func (a *archive) readShared(name string, lim Limits) (*shared, error) {
	table := &shared{}
	p := a.parts[name]
	if p == nil {
		return nil, broken(finding.MissingPart, name, "no shared strings part")
	}
	s := a.scan(p)
	if s.next() != startTag || !s.is("sst") {
		return nil, s.or(finding.BadStructure, "root is no sst")
	}
	var text []byte
	for {
		for {
			bare, ok := s.fastString(lim.CellText)
			if !ok {
				break
			}
			if table.add(bare); !table.fits(lim) {
				return nil, over(finding.Memory, mostKept, p.name)
			}
		}
		switch s.next() {
		case startTag:
			if !s.is("si") {
				if s.space == mainSpace && !s.is("extLst") {
					return nil, s.or(finding.BadStructure, "unexpected element")
				}
				s.skip()
				continue
			}
			text = s.rich(text[:0])
			if s.err != nil {
				return nil, s.err
			}
			if tooLong(text, lim) {
				return nil, over(finding.CellText, int64(lim.CellText), p.name)
			}
			if table.add(text); !table.fits(lim) {
				return nil, over(finding.Memory, mostKept, p.name)
			}
		case chars:
			if !blank(s.text) {
				return nil, s.or(finding.BadStructure, "stray text")
			}
		case endOfPart:
			table.flush()
			table.text, table.ends = nil, nil
			return table, s.err
		}
	}
}

// rich appends the text of a string item (si, is, or a note's text), whose
// start tag was just read: that of its t elements and runs; phonetic runs
// are no part of the text.
func (s *scanner) rich(text []byte) []byte {
	for depth := 1; depth > 0; {
		switch s.next() {
		case startTag:
			switch {
			case s.is("r"):
				depth++
			case s.is("t"):
				from := len(text)
				text = s.plain(text)
				text = text[:from+len(unhide(text[from:]))]
			case s.space == mainSpace && !s.is("rPh") && !s.is("phoneticPr") && !s.is("rPr") && !s.is("extLst"):
				s.fail(finding.BadStructure, "unexpected element in text")
			default:
				s.skip()
			}
		case endTag:
			depth--
		case chars:
			if !blank(s.text) {
				s.fail(finding.BadStructure, "stray text")
			}
		case endOfPart:
			return text
		}
	}
	return text
}

// plain appends the text of an element that holds nothing else.
func (s *scanner) plain(text []byte) []byte {
	for {
		switch s.next() {
		case chars:
			if len(text)+len(s.text) > maxToken {
				s.err = over(finding.Markup, maxToken, s.part)
				return text
			}
			text = append(text, s.text...)
		case endTag:
			return text
		case startTag:
			s.fail(finding.BadStructure, "element in text")
			return text
		default:
			return text
		}
	}
}

// tooLong counts characters only where bytes alone do not decide.
func tooLong(text []byte, lim Limits) bool {
	return len(text) > lim.CellText && runes(text) > lim.CellText
}

func runes(b []byte) int {
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// mostFormats is a little more than the format allows (65,490).
const mostFormats = 1 << 16

// readStyles reads the number formats of the cell formats.
func (a *archive) readStyles(name string) ([]format, error) {
	p := a.parts[name]
	if p == nil {
		return nil, broken(finding.MissingPart, name, "no styles part")
	}
	s := a.scan(p)
	if s.next() != startTag || !s.is("styleSheet") {
		return nil, s.or(finding.BadStructure, "root is no styleSheet")
	}
	codes := map[int]string{}
	var ids []int
	inXfs := false
	for t := s.next(); t != endOfPart; t = s.next() {
		switch {
		case t == endTag && s.is("cellXfs"):
			inXfs = false
		case t != startTag:
		case s.is("cellXfs"):
			inXfs = true
		case s.is("numFmt"):
			id, err := strconv.Atoi(s.str("numFmtId"))
			if err != nil {
				return nil, s.or(finding.BadValue, "numFmtId")
			}
			if len(codes) == mostFormats {
				return nil, over(finding.Formats, mostFormats, p.name)
			}
			if _, twice := codes[id]; !twice {
				codes[id] = string(unhide(bytes.Clone([]byte(s.str("formatCode")))))
			}
		case inXfs && s.is("xf"):
			id := 0
			if v, ok := s.attr("numFmtId"); ok {
				var err error
				if id, err = strconv.Atoi(string(v)); err != nil {
					return nil, s.or(finding.BadValue, "numFmtId")
				}
			}
			if len(ids) == mostFormats {
				return nil, over(finding.Formats, mostFormats, p.name)
			}
			ids = append(ids, id)
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	return formats(ids, codes), nil
}
