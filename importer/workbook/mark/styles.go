package mark

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
)

// fills are the colours of marks by severity: advice blue, doubt amber, fault
// red. They are known again by their exact value, whatever program saved the
// file, and so must never change.
var fills = [...]string{finding.Advice: "FFBFE0FA", finding.Doubt: "FFFFE08A", finding.Fault: "FFFFB3B0"}

// section is one list of the style sheet: fonts, fills, borders, cellXfs.
type section struct {
	name  string
	from  int // of the open tag in the document, -1 if there is none
	inner int // behind the open tag
	close int // before the closing tag; inner = close for one that is empty
	to    int
	items [][]byte // its children as they stand
	added []string
}

// sections in the order of the schema (CT_Stylesheet), with what a style sheet
// must have at least.
var sections = [...]struct{ name, least string }{
	{"numFmts", ""},
	{"fonts", `<font><sz val="11"/><name val="宋体"/></font>`},
	{"fills", `<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>`},
	{"borders", `<border><left/><right/><top/><bottom/><diagonal/></border>`},
	{"cellStyleXfs", `<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>`},
	{"cellXfs", `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`},
}

const noStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<styleSheet xmlns="`

// styles is the style sheet of the workbook and what marks add to it.
type styles struct {
	doc    []byte
	prefix string
	lists  map[string]*section
	marked map[[2]int]int // cell format and fill → the format with that fill
	ours   map[int]bool   // formats whose fill is a mark
	fill   [len(fills)]int
}

func readStyles(doc []byte) (*styles, error) {
	st := &styles{doc: doc, lists: map[string]*section{}, marked: map[[2]int]int{}, ours: map[int]bool{}}
	s := tags{doc: doc}
	root, ok := s.next()
	if !ok || root.local() != "styleSheet" || root.empty {
		return nil, errForm
	}
	st.prefix = root.prefix()
	depth := 0
	var in *section
	item := 0
	for t, ok := s.next(); ok; t, ok = s.next() {
		switch {
		case t.closing:
			depth--
			if depth == 0 && in != nil {
				in.close, in.to = t.from, t.to
				in = nil
			} else if depth == 1 && in != nil {
				in.items = append(in.items, doc[item:t.to])
			}
			continue
		case depth == 0:
			if sec := named(t.local()); sec {
				in = &section{name: t.local(), from: t.from, inner: t.to, close: t.to, to: t.to}
				st.lists[t.local()] = in
			}
		case depth == 1 && in != nil:
			item = t.from
			if t.empty {
				in.items = append(in.items, doc[t.from:t.to])
			}
		}
		if t.empty {
			if depth == 0 {
				in = nil
			}
			continue
		}
		depth++
	}
	if s.err != nil {
		return nil, s.err
	}
	st.complete()
	return st, nil
}

func named(name string) bool {
	for _, s := range sections {
		if s.name == name {
			return true
		}
	}
	return false
}

// complete adds the lists that are missing or empty, finds the marks of an
// earlier time, and adds the fills.
func (st *styles) complete() {
	for _, s := range sections {
		if s.least == "" {
			continue
		}
		if st.lists[s.name] == nil {
			st.lists[s.name] = &section{name: s.name, from: -1}
		}
		if list := st.lists[s.name]; len(list.items) == 0 {
			list.added = split(st.prefixed(s.least))
		}
	}
	isOurs := map[int]bool{}
	for i, item := range st.lists["fills"].items {
		for severity, argb := range fills {
			if solid(item, argb) {
				isOurs[i] = true
				st.fill[severity] = i
			}
		}
	}
	for severity, argb := range fills {
		if st.fill[severity] == 0 {
			st.fill[severity] = st.add("fills", `<fill><patternFill patternType="solid"><fgColor rgb="`+argb+`"/><bgColor indexed="64"/></patternFill></fill>`)
		}
	}
	for i, xf := range st.lists["cellXfs"].items {
		if fill, err := strconv.Atoi(value(xf, "fillId")); err == nil && isOurs[fill] {
			st.ours[i] = true
		}
	}
}

// solid reports whether a fill has that colour.
func solid(fill []byte, argb string) bool {
	i := bytes.Index(fill, []byte("fgColor"))
	if i < 0 {
		return false
	}
	n := tagEnd(fill[i:])
	return n > 0 && strings.EqualFold(value(fill[i:i+n], "rgb"), argb)
}

// split takes the children apart that complete adds.
func split(s string) []string {
	var out []string
	doc := []byte(s)
	t := tags{doc: doc}
	depth, from := 0, 0
	for g, ok := t.next(); ok; g, ok = t.next() {
		if depth == 0 && !g.closing {
			from = g.from
		}
		switch {
		case g.closing:
			depth--
		case !g.empty:
			depth++
		}
		if depth == 0 {
			out = append(out, s[from:g.to])
		}
	}
	return out
}

// prefixed gives the elements of s the prefix of the style sheet.
func (st *styles) prefixed(s string) string {
	if st.prefix == "" {
		return s
	}
	return strings.NewReplacer("</", "</"+st.prefix, "<", "<"+st.prefix).Replace(s)
}

// add appends an item to a list, or finds it there, and gives its index.
func (st *styles) add(list, item string) int { return st.lists[list].index(st.prefixed(item)) }

func (l *section) index(item string) int {
	if i := slices.IndexFunc(l.items, func(b []byte) bool { return string(b) == item }); i >= 0 {
		return i
	}
	if i := slices.Index(l.added, item); i >= 0 {
		return len(l.items) + i
	}
	l.added = append(l.added, item)
	return len(l.items) + len(l.added) - 1
}

// mark is the cell format xf filled by severity.
func (st *styles) mark(xf int, s finding.Severity) int { return st.filled(xf, st.fill[s]) }

// bare is the cell format xf without a fill.
func (st *styles) bare(xf int) int { return st.filled(xf, 0) }

func (st *styles) filled(xf, fill int) int {
	if made, ok := st.marked[[2]int{xf, fill}]; ok {
		return made
	}
	list := st.lists["cellXfs"]
	raw := st.xf(xf)
	n := tagEnd(raw)
	open := with(with(raw[:n], "fillId", strconv.Itoa(fill)), "applyFill", "1")
	made := list.index(string(open) + string(raw[n:]))
	st.marked[[2]int{xf, fill}] = made
	return made
}

// xf is a cell format as it stands; one that does not exist is the first.
func (st *styles) xf(i int) []byte {
	list := st.lists["cellXfs"]
	switch {
	case i >= 0 && i < len(list.items):
		return list.items[i]
	case i >= len(list.items) && i < len(list.items)+len(list.added):
		return []byte(list.added[i-len(list.items)])
	case len(list.items) > 0:
		return list.items[0]
	}
	return []byte(list.added[0])
}

// bytes is the style sheet with what was added.
func (st *styles) bytes() []byte {
	var edits []edit
	at := st.start()
	for _, s := range sections {
		l := st.lists[s.name]
		switch {
		case l == nil:
		case l.from < 0:
			edits = append(edits, edit{at, at, st.list(l, nil)})
		default:
			at = l.to
			if len(l.added) > 0 {
				edits = append(edits, edit{l.from, l.to, st.list(l, st.doc[l.inner:l.close])})
			}
		}
	}
	return edited(st.doc, edits)
}

// start is where the first list goes if there is none before it.
func (st *styles) start() int {
	s := tags{doc: st.doc}
	t, _ := s.next()
	return t.to
}

func (st *styles) list(l *section, inner []byte) string {
	open := []byte("<" + st.prefix + l.name + ">")
	if l.from >= 0 {
		open = st.doc[l.from:l.inner]
		if bytes.HasSuffix(open, []byte("/>")) {
			open = slices.Concat(open[:len(open)-2], []byte(">"))
		}
	}
	open = with(open, "count", strconv.Itoa(len(l.items)+len(l.added)))
	return string(open) + string(inner) + strings.Join(l.added, "") + "</" + st.prefix + l.name + ">"
}
