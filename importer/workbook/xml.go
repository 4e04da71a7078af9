package workbook

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf8"

	"chunfeng/importer/finding"
)

// What bounds the XML of any part, apart from the Limits: no workbook that a
// program wrote comes near.
const (
	window    = 64 << 10 // bytes read at a time
	maxToken  = 4 << 20  // bytes of one tag or one run of text
	maxDepth  = 128      // open elements
	maxAttrs  = 256      // attributes of one element
	maxSpaces = 256      // namespace declarations in force
)

// token is what the scanner stands on.
type token uint8

const (
	endOfPart token = iota // also after an error
	startTag
	endTag
	chars
)

// space is the namespace of a name, of those that matter here.
type space uint8

const (
	noSpace space = iota
	mainSpace
	officeRels // r:id
	packageRels
	contentTypes
	compatibility // mc:AlternateContent
	threads       // threaded comments
	otherSpace
)

var spaces = map[string]space{
	"": noSpace,
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":               mainSpace,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                           mainSpace,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":     officeRels,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                 officeRels,
	"http://schemas.openxmlformats.org/package/2006/relationships":            packageRels,
	"http://schemas.openxmlformats.org/package/2006/content-types":            contentTypes,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             compatibility,
	"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": threads,
}

type attr struct {
	space space
	local []byte
	value []byte // unescaped
}

type binding struct {
	prefix string
	space  space
	depth  int
}

// scanner reads one XML part as a stream of tokens, strictly: what is not
// well-formed, not UTF-8 or UTF-16, or declares a document type is an error,
// and the part is read to its end, so that its check sum is verified. All
// slices it hands out are valid until the next call of next.
type scanner struct {
	part string
	src  io.Reader
	buf  []byte
	pos  int // buf[pos:end] is checked and unread
	end  int
	raw  int // buf[end:raw] is the beginning of a character cut by the window
	eof  bool
	err  error

	space space  // of the element at a tag
	local []byte // its name
	attrs []attr
	text  []byte // at chars
	empty bool   // a tag closed itself and still owes its end

	names    []byte // of the open elements, one after another
	marks    []int
	bindings []binding
	fallback space // what no prefix means now
	scratch  []byte
	rooted   bool
}

// newScanner begins to read a part. buf is the window to use, nil for one of
// its own.
func newScanner(part string, src io.Reader, buf []byte) *scanner {
	if buf == nil {
		buf = make([]byte, window)
	}
	s := &scanner{part: part, src: src, buf: buf}
	s.prolog()
	return s
}

// fail keeps the first error.
func (s *scanner) fail(how finding.Damage, detail string) token {
	if s.err == nil {
		s.err = broken(how, s.part, detail)
	}
	s.pos, s.end = 0, 0
	return endOfPart
}

// more reads on behind buf[pos:end], which it may move. False at the end of
// the part and after an error.
func (s *scanner) more() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.pos > 0 {
		n := copy(s.buf, s.buf[s.pos:s.raw])
		s.end, s.raw, s.pos = s.end-s.pos, n, 0
	}
	if len(s.buf)-s.raw < window/2 {
		if len(s.buf) >= maxToken {
			s.err = over(finding.Markup, maxToken, s.part)
			s.pos, s.end = 0, 0
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for s.raw < len(s.buf) {
		n, err := s.src.Read(s.buf[s.raw:])
		s.raw += n
		if err == io.EOF {
			s.eof = true
			break
		}
		if err != nil {
			s.err = err
			s.pos, s.end = 0, 0
			return false
		}
		if n > 0 && s.raw-s.end >= window/2 {
			break
		}
	}
	return s.check()
}

// check moves end over what was read, if it is characters that XML allows.
func (s *scanner) check() bool {
	before := s.end
	n, ok := legal(s.buf[s.end:s.raw])
	if !ok {
		s.fail(finding.BadText, "illegal character")
		return false
	}
	s.end += n
	if s.eof && s.end < s.raw {
		s.fail(finding.BadText, "cut character")
		return false
	}
	return s.end > before
}

// legal counts the bytes of b up to a character that b cuts; false if there
// is anything that is not a Char of XML 1.0 in UTF-8.
func legal(b []byte) (int, bool) {
	i := 0
	for i < len(b) {
		for i+32 <= len(b) {
			c := b[i : i+32 : i+32]
			if strange(c)|strange(c[8:])|strange(c[16:])|strange(c[24:]) != 0 {
				break
			}
			i += 32
		}
		for i+8 <= len(b) && strange(b[i:]) == 0 {
			i += 8
		}
		if i == len(b) {
			break
		}
		c := b[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && c != '\n' && c != '\t' && c != '\r' {
				return i, false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i, !utf8.FullRune(b[i:])
		}
		if r == 0xFFFE || r == 0xFFFF {
			return i, false
		}
		i += n
	}
	return i, true
}

// strange is not 0 if one of the first eight bytes of b is a control
// character or not ASCII.
func strange(b []byte) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	w := binary.LittleEndian.Uint64(b)
	return (w | (w - 0x20*ones)) & highs
}

// prolog finds the encoding and passes the XML declaration.
func (s *scanner) prolog() {
	var head [4]byte
	n, err := io.ReadFull(s.src, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.err = err
		return
	}
	b := head[:n]
	wide := false
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0, '<'}):
		wide = true
		s.src = &utf16Reader{src: io.MultiReader(bytes.NewReader(trimMark(b)), s.src), order: binary.BigEndian, part: s.part}
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{'<', 0}):
		wide = true
		s.src = &utf16Reader{src: io.MultiReader(bytes.NewReader(trimMark(b)), s.src), order: binary.LittleEndian, part: s.part}
	}
	if !wide {
		s.raw = copy(s.buf, b)
		s.eof = err != nil
		if !s.check() && s.err != nil {
			return
		}
	}
	if !s.has(6) || !bytes.HasPrefix(s.buf[s.pos:s.end], []byte("<?xml")) || !isSpace(s.buf[s.pos+5]) {
		return
	}
	at := s.find([]byte("?>"), 6)
	if at < 0 {
		s.fail(finding.BadXML, "declaration does not end")
		return
	}
	if !s.declared(s.buf[s.pos+5:s.pos+at], wide) {
		return
	}
	s.pos += at + 2
}

func trimMark(b []byte) []byte {
	if b[0] >= 0xFE {
		return b[2:]
	}
	return b
}

// declared checks the XML declaration: version 1.0, and an encoding that is
// the one the bytes are in.
func (s *scanner) declared(decl []byte, wide bool) bool {
	version := false
	for len(decl) > 0 {
		name, value, rest, ok := pseudoAttr(decl)
		if !ok {
			if len(bytes.TrimSpace(decl)) > 0 {
				s.fail(finding.BadXML, "bad declaration")
				return false
			}
			break
		}
		decl = rest
		switch name {
		case "version":
			version = true
			if value != "1.0" && value != "1.1" {
				s.fail(finding.BadXML, "version "+value)
				return false
			}
		case "encoding":
			if !fitting(value, wide) {
				s.fail(finding.BadText, "encoding "+value)
				return false
			}
		case "standalone":
		default:
			s.fail(finding.BadXML, "bad declaration")
			return false
		}
	}
	if !version {
		s.fail(finding.BadXML, "declaration without version")
	}
	return version
}

func fitting(encoding string, wide bool) bool {
	switch lower := string(bytes.ToLower([]byte(encoding))); lower {
	case "utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2":
		return wide
	case "utf-8", "utf8", "us-ascii", "ascii":
		return !wide
	}
	return false
}

func pseudoAttr(b []byte) (name, value string, rest []byte, ok bool) {
	t := bytes.TrimLeft(b, " \t\r\n")
	if len(t) == len(b) {
		return "", "", nil, false
	}
	eq := bytes.IndexByte(t, '=')
	if eq < 0 {
		return "", "", nil, false
	}
	name = string(bytes.TrimSpace(t[:eq]))
	t = bytes.TrimLeft(t[eq+1:], " \t\r\n")
	if len(t) == 0 || t[0] != '"' && t[0] != '\'' {
		return "", "", nil, false
	}
	q := bytes.IndexByte(t[1:], t[0])
	if q < 0 {
		return "", "", nil, false
	}
	return name, string(t[1 : 1+q]), t[q+2:], true
}

// has makes sure that n bytes are at pos.
func (s *scanner) has(n int) bool {
	for s.end-s.pos < n {
		if !s.more() && s.end-s.pos < n {
			return false
		}
	}
	return true
}

// find is the offset from pos at which what stands, at or after from; -1 if
// it does not come.
func (s *scanner) find(what []byte, from int) int {
	for {
		if s.end-s.pos > from {
			if i := bytes.Index(s.buf[s.pos+from:s.end], what); i >= 0 {
				return from + i
			}
			from = max(from, s.end-s.pos-len(what)+1)
		}
		if !s.more() {
			return -1
		}
	}
}

// next moves to the next token. Comments and processing instructions are
// passed over; text is unescaped, its line ends are \n.
func (s *scanner) next() token {
	if s.err != nil {
		return endOfPart
	}
	if s.empty {
		s.empty = false
		s.pop()
		return endTag
	}
	for {
		if !s.has(1) {
			return s.finish()
		}
		if s.buf[s.pos] != '<' {
			if t := s.run(); t != endOfPart || s.err != nil {
				return t
			}
			continue
		}
		if !s.has(2) {
			return s.fail(finding.BadXML, "cut tag")
		}
		switch s.buf[s.pos+1] {
		case '/':
			return s.closeTag()
		case '?':
			if !s.instruction() {
				return endOfPart
			}
		case '!':
			if t := s.declaration(); t != endOfPart || s.err != nil {
				return t
			}
		default:
			return s.openTag()
		}
	}
}

// finish ends the part: complete only with a root whose elements are closed.
func (s *scanner) finish() token {
	if s.err == nil && (!s.rooted || len(s.marks) > 0) {
		return s.fail(finding.BadXML, "part ends early")
	}
	return endOfPart
}

// run reads text up to the next tag. Outside the root only blanks may stand;
// they are no token.
func (s *scanner) run() token {
	n := s.find([]byte{'<'}, 0)
	if n < 0 {
		if s.err != nil {
			return endOfPart
		}
		n = s.end - s.pos
	}
	text := s.buf[s.pos : s.pos+n]
	s.pos += n
	if len(s.marks) == 0 {
		if !blank(text) {
			return s.fail(finding.BadXML, "text outside the root")
		}
		return endOfPart
	}
	if bytes.Contains(text, []byte("]]>")) {
		return s.fail(finding.BadXML, "]]> in text")
	}
	text, ok := s.unescape(text, false)
	if !ok {
		return s.fail(finding.BadXML, "bad entity")
	}
	s.text = text
	return chars
}

func (s *scanner) instruction() bool {
	n := s.find([]byte("?>"), 2)
	if n < 0 {
		s.fail(finding.BadXML, "instruction does not end")
		return false
	}
	target := s.buf[s.pos+2 : s.pos+n]
	if k := bytes.IndexAny(target, " \t\r\n"); k >= 0 {
		target = target[:k]
	}
	if len(target) == 0 || bytes.EqualFold(target, []byte("xml")) {
		s.fail(finding.BadXML, "misplaced declaration")
		return false
	}
	s.pos += n + 2
	return true
}

// declaration passes a comment, reads CDATA as text, and refuses the rest.
func (s *scanner) declaration() token {
	if s.has(4) && bytes.HasPrefix(s.buf[s.pos:s.end], []byte("<!--")) {
		n := s.find([]byte("--"), 4)
		if n < 0 || !s.has(n+3) || s.buf[s.pos+n+2] != '>' {
			return s.fail(finding.BadXML, "bad comment")
		}
		s.pos += n + 3
		return endOfPart
	}
	if s.has(9) && bytes.HasPrefix(s.buf[s.pos:s.end], []byte("<![CDATA[")) && len(s.marks) > 0 {
		n := s.find([]byte("]]>"), 9)
		if n < 0 {
			return s.fail(finding.BadXML, "CDATA does not end")
		}
		s.text = s.lines(s.buf[s.pos+9 : s.pos+n])
		s.pos += n + 3
		return chars
	}
	if s.has(9) && bytes.EqualFold(s.buf[s.pos:s.pos+9], []byte("<!DOCTYPE")) {
		return s.fail(finding.HasDTD, "DTD")
	}
	return s.fail(finding.BadXML, "bad declaration")
}

func (s *scanner) closeTag() token {
	n := s.find([]byte{'>'}, 2)
	if n < 0 {
		return s.fail(finding.BadXML, "cut tag")
	}
	name := bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n")
	if len(s.marks) == 0 || !bytes.Equal(name, s.names[s.marks[len(s.marks)-1]:]) {
		return s.fail(finding.BadXML, "end tag does not fit")
	}
	s.pos += n + 1
	s.resolve(name)
	s.pop()
	return endTag
}

func (s *scanner) push(name []byte) {
	s.marks = append(s.marks, len(s.names))
	s.names = append(s.names, name...)
}

func (s *scanner) pop() {
	depth := len(s.marks)
	for k := len(s.bindings); k > 0 && s.bindings[k-1].depth == depth; k = len(s.bindings) {
		s.bindings = s.bindings[:k-1]
		s.fallback = s.lookup(nil)
	}
	s.names = s.names[:s.marks[depth-1]]
	s.marks = s.marks[:depth-1]
}

// openTag reads a start tag with its attributes.
func (s *scanner) openTag() token {
	n := s.tagEnd()
	if n < 0 {
		return s.fail(finding.BadXML, "cut tag")
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	if tag[len(tag)-1] == '/' {
		tag = tag[:len(tag)-1]
		s.empty = true
	}
	k := nameLen(tag)
	if k == 0 || len(s.marks) == 0 && s.rooted || len(s.marks) >= maxDepth {
		return s.fail(finding.BadXML, "bad element")
	}
	s.rooted = true
	name := tag[:k]
	s.push(name)
	if !s.readAttrs(tag[k:]) {
		return s.fail(finding.BadXML, "bad attribute")
	}
	if !s.resolve(name) {
		return s.fail(finding.BadXML, "undeclared prefix")
	}
	return startTag
}

// tagEnd is the offset from pos of the > that ends the tag at pos.
func (s *scanner) tagEnd() int {
	var quote byte
	for i := 1; ; i++ {
		if s.pos+i >= s.end && !s.more() {
			return -1
		}
		switch c := s.buf[s.pos+i]; {
		case c == '<':
			return -1
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			if i == 1 {
				return -1
			}
			return i
		}
	}
}

func (s *scanner) readAttrs(b []byte) bool {
	s.attrs, s.scratch = s.attrs[:0], s.scratch[:0]
	prefixed := false
	for {
		t := trimSpace(b)
		if len(t) == 0 {
			return !prefixed || s.resolveAttrs()
		}
		k := nameLen(t)
		if k == 0 || len(t) == len(b) || len(s.attrs) == maxAttrs {
			return false
		}
		name := t[:k]
		t = trimSpace(t[k:])
		if len(t) == 0 || t[0] != '=' {
			return false
		}
		t = trimSpace(t[1:])
		if len(t) < 2 || t[0] != '"' && t[0] != '\'' {
			return false
		}
		q := bytes.IndexByte(t[1:], t[0])
		if q < 0 {
			return false
		}
		value, ok := s.unescape(t[1:1+q], true)
		if !ok {
			return false
		}
		b = t[q+2:]
		for i := range s.attrs {
			if bytes.Equal(s.attrs[i].local, name) {
				return false
			}
		}
		if name[0] == 'x' && (string(name) == "xmlns" || bytes.HasPrefix(name, []byte("xmlns:"))) {
			if !s.bind(name, value) {
				return false
			}
		}
		prefixed = prefixed || bytes.IndexByte(name, ':') >= 0
		s.attrs = append(s.attrs, attr{local: name, value: value})
	}
}

func (s *scanner) bind(name, uri []byte) bool {
	if len(s.bindings) == maxSpaces {
		return false
	}
	sp, known := spaces[string(uri)]
	if !known {
		sp = otherSpace
	}
	prefix := ""
	if len(name) > 6 {
		prefix = string(name[6:])
		if len(uri) == 0 {
			return false
		}
	} else if len(name) == 6 {
		return false
	}
	s.bindings = append(s.bindings, binding{prefix, sp, len(s.marks)})
	if prefix == "" {
		s.fallback = sp
	}
	return true
}

// lookup is what prefix is bound to, noSpace if it is not declared.
func (s *scanner) lookup(prefix []byte) space {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == string(prefix) {
			return s.bindings[i].space
		}
	}
	return noSpace
}

func (s *scanner) resolveAttrs() bool {
	for i := range s.attrs {
		a := &s.attrs[i]
		k := bytes.IndexByte(a.local, ':')
		if k < 0 {
			continue
		}
		prefix := a.local[:k]
		switch string(prefix) {
		case "xmlns", "xml":
			a.space = otherSpace
		default:
			if a.space = s.lookup(prefix); a.space == noSpace {
				return false
			}
		}
		a.local = a.local[k+1:]
	}
	return true
}

// resolve sets space and local from the name of the tag.
func (s *scanner) resolve(name []byte) bool {
	k := bytes.IndexByte(name, ':')
	if k < 0 {
		s.space, s.local = s.fallback, name
		return true
	}
	s.local = name[k+1:]
	s.space = s.lookup(name[:k])
	return s.space != noSpace && len(s.local) > 0
}

// attr is the value of an attribute without prefix.
func (s *scanner) attr(name string) ([]byte, bool) {
	for i := range s.attrs {
		if s.attrs[i].space == noSpace && string(s.attrs[i].local) == name {
			return s.attrs[i].value, true
		}
	}
	return nil, false
}

// text attribute as a string, "" if absent.
func (s *scanner) str(name string) string {
	v, _ := s.attr(name)
	return string(v)
}

// flag is a boolean attribute, false if absent.
func (s *scanner) flag(name string) bool {
	v, ok := s.attr(name)
	return ok && (string(v) == "1" || string(v) == "true" || string(v) == "on")
}

// is reports whether the tag is the named element of the sheet language.
func (s *scanner) is(name string) bool { return s.space == mainSpace && string(s.local) == name }

// skip passes over the rest of the element whose start tag was just read.
func (s *scanner) skip() bool {
	for depth := 1; depth > 0; {
		switch s.next() {
		case startTag:
			depth++
		case endTag:
			depth--
		case endOfPart:
			return false
		}
	}
	return true
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func trimSpace(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	return b
}

func blank(b []byte) bool { return len(trimSpace(b)) == 0 }

// nameLen counts the bytes of the name at the beginning of b.
func nameLen(b []byte) int {
	for i, c := range b {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= utf8.RuneSelf
		if letter || i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.') {
			continue
		}
		return i
	}
	return len(b)
}
