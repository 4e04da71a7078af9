package mark

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strictMain   = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	officeRels   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	strictRels   = "http://purl.oclc.org/ooxml/officeDocument/relationships"
)

// book is the workbook part with what it names.
type book struct {
	part     string
	doc      []byte
	rels     *relations
	styles   string // its part, which may not be there yet
	sheets   []*sheet
	strict   bool
	space    string // namespace of the main parts
	relSpace string // namespace of relationship ids

	// Of the list, where the workbook has none yet.
	name string
	id   string
}

// sheet is one tab.
type sheet struct {
	name      string
	part      string
	worksheet bool // not a chart sheet, dialog or macro sheet
	ours      bool // the list of an earlier time
}

func (b *book) index() *sheet {
	for _, s := range b.sheets {
		if s.ours {
			return s
		}
	}
	return nil
}

// openBook finds the workbook part and reads it.
func (a *archive) openBook() (*book, error) {
	root, err := a.relations("")
	if err != nil {
		return nil, err
	}
	main, ok := root.of("officeDocument")
	if !ok {
		return nil, errForm
	}
	b := &book{part: main.target, space: transitional, relSpace: officeRels}
	if b.doc, err = a.read(b.part); err != nil {
		return nil, err
	}
	if b.rels, err = a.relations(b.part); err != nil {
		return nil, err
	}
	b.styles = path.Join(path.Dir(b.part), "styles.xml")
	if rel, ok := b.rels.of("styles"); ok {
		b.styles = rel.target
	}
	s := tags{doc: b.doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		raw := b.doc[t.from:t.to]
		switch {
		case t.local() == "workbook" && !t.closing:
			if strings.Contains(string(raw), strictMain) {
				b.strict, b.space, b.relSpace = true, strictMain, strictRels
			}
		case t.local() == "sheet" && !t.closing:
			rel, _ := b.rels.byID(value(raw, ":id"))
			name := value(raw, "name")
			b.sheets = append(b.sheets, &sheet{name: name, part: rel.target, worksheet: rel.kind == "worksheet", ours: rel.kind == "worksheet" && strings.HasPrefix(name, indexName)})
		}
	}
	return b, s.err
}

// active is the position of the tab that is shown.
func (b *book) active() int {
	s := tags{doc: b.doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.local() == "workbookView" && !t.closing {
			n, _ := strconv.Atoi(value(b.doc[t.from:t.to], "activeTab"))
			return n
		}
	}
	return 0
}

// addIndex gives the list a name and a relationship, unless an earlier one is
// there to be replaced. It says which part holds it.
func (j *job) addIndex() (string, error) {
	b := j.book
	if was := b.index(); was != nil {
		j.changed[key(was.part)] = true
		return was.part, nil
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(b.sheets, func(s *sheet) bool { return strings.EqualFold(s.name, name) })
	}
	b.name = indexName
	for n := 2; taken(b.name); n++ {
		b.name = indexName + strconv.Itoa(n)
	}
	part := j.free(path.Join(path.Dir(b.part), "worksheets/sheet%d.xml"))
	b.id = b.rels.freeID("rIdChunfeng")
	return part, b.rels.add(b.id, b.relSpace+"/worksheet", part)
}

// withIndex is the workbook part with the list as its first tab. Names that
// belong to a sheet and the tab shown count sheets, and so move by one.
func (b *book) withIndex(selected bool) []byte {
	if b.id == "" {
		return b.doc
	}
	var edits []edit
	var ids string
	next := 1
	s := tags{doc: b.doc}
	var sheetsAt tag
	relName := "r:id"
	for t, ok := s.next(); ok; t, ok = s.next() {
		raw := b.doc[t.from:t.to]
		if t.closing {
			continue
		}
		switch t.local() {
		case "sheets":
			sheetsAt = t
		case "sheet":
			n, _ := strconv.Atoi(value(raw, "sheetId"))
			next = max(next, n+1)
		case "workbookView":
			raw = with(raw, "activeTab", shifted(raw, "activeTab", selected))
			if _, _, ok := attribute(raw, "firstSheet"); ok {
				raw = with(raw, "firstSheet", "0")
			}
			edits = append(edits, edit{t.from, t.to, string(raw)})
		case "definedName":
			if _, _, ok := attribute(raw, "localSheetId"); ok {
				edits = append(edits, edit{t.from, t.to, string(with(raw, "localSheetId", shifted(raw, "localSheetId", false)))})
			}
		}
	}
	ids = fmt.Sprintf(`<%ssheet xmlns:r="%s" name="%s" sheetId="%d" %s="%s"/>`, sheetsAt.prefix(), b.relSpace, b.name, next, relName, b.id)
	if sheetsAt.empty {
		edits = append(edits, edit{sheetsAt.from, sheetsAt.to, "<" + sheetsAt.name + ">" + ids + "</" + sheetsAt.name + ">"})
	} else {
		edits = append(edits, edit{sheetsAt.to, sheetsAt.to, ids})
	}
	return edited(b.doc, edits)
}

// shifted is the number of an attribute plus one, 0 where the first tab is
// meant.
func shifted(raw []byte, name string, first bool) string {
	if first {
		return "0"
	}
	n, _ := strconv.Atoi(value(raw, name))
	return strconv.Itoa(n + 1)
}

const (
	sheetType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	notesType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	stylesType  = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
	drawingMIME = "application/vnd.openxmlformats-officedocument.vmlDrawing"
	typesPart   = "[Content_Types].xml"
)

// writeTypes writes the content types, which come first in the file, with
// those of the parts that are added.
func (j *job) writeTypes() error {
	doc, err := j.read(typesPart)
	if err != nil {
		return err
	}
	if j.part, err = j.addIndex(); err != nil {
		return err
	}
	var add strings.Builder
	prefix, end, vml := "", -1, false
	known := map[string]bool{}
	s := tags{doc: doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		raw := doc[t.from:t.to]
		switch {
		case t.local() == "Types" && t.closing:
			prefix, end = t.prefix(), t.from
		case t.local() == "Default" && !t.closing && strings.EqualFold(value(raw, "Extension"), "vml"):
			vml = true
		case t.local() == "Override" && !t.closing:
			known[key(value(raw, "PartName"))] = true
		}
	}
	if s.err != nil || end < 0 {
		return errForm
	}
	override := func(part, typ string) {
		if !known[key(part)] {
			add.WriteString("<" + prefix + `Override PartName="/` + escape(part) + `" ContentType="` + typ + `"/>`)
		}
	}
	override(j.part, sheetType)
	if !j.has(j.book.styles) {
		override(j.book.styles, stylesType)
		if err := j.book.rels.add(j.book.rels.freeID("rIdChunfengStyles"), j.book.relSpace+"/styles", j.book.styles); err != nil {
			return err
		}
	}
	for _, m := range j.sheets {
		if len(m.remarks) == 0 {
			continue
		}
		override(m.comments, notesType)
		if !vml {
			vml = true
			add.WriteString("<" + prefix + `Default Extension="vml" ContentType="` + drawingMIME + `"/>`)
		}
	}
	for _, part := range [...]string{typesPart, j.book.part, j.book.rels.part, j.book.styles} {
		j.changed[key(part)] = true
	}
	return j.put(typesPart, edited(doc, []edit{{end, end, add.String()}}))
}
