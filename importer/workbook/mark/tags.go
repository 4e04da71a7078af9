package mark

import (
	"bytes"
	"errors"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errForm is returned for XML that is legal perhaps, but not of the kind that
// is patched here: UTF-16, a document type, a tag cut off.
var errForm = errors.New("mark: part is not in a form that can be patched")

// A tag is one tag of a document, by its place in it.
type tag struct {
	from, to int
	name     string // with its prefix
	closing  bool
	empty    bool // closes itself
}

func (t tag) local() string {
	_, local := parted(t.name)
	return local
}

func (t tag) prefix() string {
	prefix, _ := parted(t.name)
	return prefix
}

// parted is x: and row of x:row.
func parted(name string) (prefix, local string) {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[:i+1], name[i+1:]
	}
	return "", name
}

// tags walks over the tags of doc. Comments, instructions and CDATA are passed
// over.
type tags struct {
	doc []byte
	at  int
	err error
}

func (s *tags) next() (tag, bool) {
	for s.err == nil {
		i := bytes.IndexByte(s.doc[s.at:], '<')
		if i < 0 {
			return tag{}, false
		}
		from := s.at + i
		rest := s.doc[from:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			s.pass(from, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			s.pass(from, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			s.pass(from, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			s.err = errForm
		default:
			return s.tag(from)
		}
	}
	return tag{}, false
}

func (s *tags) pass(from int, end string) {
	i := bytes.Index(s.doc[from:], []byte(end))
	if i < 0 {
		s.err = errForm
		return
	}
	s.at = from + i + len(end)
}

func (s *tags) tag(from int) (tag, bool) {
	n := tagEnd(s.doc[from:])
	if n < 0 {
		s.err = errForm
		return tag{}, false
	}
	s.at = from + n
	return readTag(s.doc[from:s.at], from), true
}

// tagEnd is the length of the tag that b begins with, -1 if it is cut. A > in
// an attribute's value ends nothing.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}

func readTag(b []byte, from int) tag {
	t := tag{from: from, to: from + len(b)}
	i := 1
	if i < len(b) && b[i] == '/' {
		t.closing = true
		i++
	}
	start := i
	for i < len(b) && !space(b[i]) && b[i] != '/' && b[i] != '>' {
		i++
	}
	t.name = string(b[start:i])
	t.empty = !t.closing && len(b) >= 2 && b[len(b)-2] == '/'
	return t
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// attribute finds an attribute of a tag by its name with prefix, or where name
// begins with a colon by its local name behind any prefix. from and to bound
// its value in b.
func attribute(b []byte, name string) (from, to int, ok bool) {
	i := 1
	for i < len(b) && !space(b[i]) && b[i] != '>' {
		i++
	}
	for i < len(b) {
		for i < len(b) && space(b[i]) {
			i++
		}
		start := i
		for i < len(b) && b[i] != '=' && !space(b[i]) && b[i] != '>' {
			i++
		}
		key := b[start:i]
		for i < len(b) && (space(b[i]) || b[i] == '=') {
			i++
		}
		if i >= len(b) || b[i] != '"' && b[i] != '\'' {
			return 0, 0, false
		}
		end := bytes.IndexByte(b[i+1:], b[i])
		if end < 0 {
			return 0, 0, false
		}
		from, to = i+1, i+1+end
		if string(key) == name || name[0] == ':' && len(key) > len(name) && string(key[len(key)-len(name):]) == name {
			return from, to, true
		}
		i = to + 1
	}
	return 0, 0, false
}

// value is an attribute's value with its entities resolved, "" if there is
// none.
func value(b []byte, name string) string {
	from, to, ok := attribute(b, name)
	if !ok {
		return ""
	}
	return html.UnescapeString(string(b[from:to]))
}

// number is an attribute's value as a whole number, 0 if it is none.
func number(b []byte, name string) int {
	from, to, ok := attribute(b, name)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(string(b[from:to]))
	if err != nil {
		return 0
	}
	return n
}

// with is the tag in b with the attribute set.
func with(b []byte, name, to string) []byte {
	if from, end, ok := attribute(b, name); ok {
		return slices.Concat(b[:from], []byte(escape(to)), b[end:])
	}
	i := 1
	for i < len(b) && !space(b[i]) && b[i] != '/' && b[i] != '>' {
		i++
	}
	return slices.Concat(b[:i], []byte(" "+name+`="`+escape(to)+`"`), b[i:])
}

// without is the tag in b without the attribute.
func without(b []byte, name string) []byte {
	from, end, ok := attribute(b, name)
	if !ok {
		return b
	}
	start := from - 1
	for start > 0 && !space(b[start]) {
		start--
	}
	return slices.Concat(b[:start], b[end+1:])
}

// escape writes text for content and attributes. What XML does not allow is
// left out.
func escape(s string) string {
	if plainText(s) {
		return s
	}
	return string(appendText(nil, s))
}

// plainText reports whether s needs no escaping.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x20 && c != '\n' && c != '\t', c == '&', c == '<', c == '>', c == '"', c == 0xEF:
			return false
		}
	}
	return utf8.ValidString(s)
}

func appendText(b []byte, s string) []byte {
	if plainText(s) {
		return append(b, s...)
	}
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r < 0x20 && r != '\n' && r != '\t', r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// An edit replaces doc[from:to].
type edit struct {
	from, to int
	text     string
}

// edited is doc with the edits, which do not overlap.
func edited(doc []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	size := len(doc)
	for _, e := range edits {
		size += len(e.text)
	}
	out, at := make([]byte, 0, size), 0
	for _, e := range edits {
		out = append(append(out, doc[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, doc[at:]...)
}
