package workbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"chunfeng/importer/finding"
)

// Open reads the workbook in data, which was given under name. It is read
// whole or not at all: the Book is nil exactly when a finding is a fault
// (F001 no workbook, F002 a password is needed or wrong, F003 damaged, F004
// over lim). F006 comes beside a Book. password "" decrypts nothing. Findings
// bear name as their file.
//
// A panic below is F003: it means a file that the reader did not foresee.
func Open(name string, data []byte, lim Limits, password string) (*Book, finding.List) {
	return open(new(Memory), name, data, lim, password)
}

func open(m *Memory, name string, data []byte, lim Limits, password string) (book *Book, list finding.List) {
	defer func() {
		if p := recover(); p != nil {
			f := &fault{code: "F003", damage: finding.Unreadable, detail: fmt.Sprint(p)}
			book, list = nil, finding.List{f.finding(name)}
		}
	}()
	sum := sha256.Sum256(data)
	book = &Book{File: name, SHA256: hex.EncodeToString(sum[:])}
	c := collector{book: book, in: m}
	active, err := stream(data, lim, password, &c)
	if list = findings(name, active, err); list.Faulty() {
		return nil, list
	}
	c.hints()
	return book, list
}

// Stream reads as Open does, but hands the rows on as they come and keeps
// none. The cells of a row are valid until visit returns, their strings for
// ever; of the sheet its name, order and hidden state are known. Rows that
// were seen before a fault was found are part of a file that must be refused:
// only the list tells.
func Stream(name string, data []byte, lim Limits, password string, visit func(*Sheet, Row)) finding.List {
	list, _ := StreamFile(name, bytes.NewReader(data), int64(len(data)), lim, password, visit) // memory does not fail
	return list
}

// StreamFile is Stream for a file of size bytes that is not in memory. An
// error means that it could not be read from where it lies.
func StreamFile(name string, file io.ReaderAt, size int64, lim Limits, password string, visit func(*Sheet, Row)) (list finding.List, err error) {
	to := passer{visit: visit}
	defer func() {
		if to.visiting {
			return // a panic of visit is the caller's
		}
		if p := recover(); p != nil {
			f := &fault{code: "F003", damage: finding.Unreadable, detail: fmt.Sprint(p)}
			list, err = finding.List{f.finding(name)}, nil
		}
	}()
	active, err := streamFile(file, size, lim, password, &to)
	var f *fault
	if err != nil && !errors.As(err, &f) {
		return nil, err
	}
	return findings(name, active, err), nil
}

// streamFile reads a zip file from where it lies, any other from memory.
func streamFile(file io.ReaderAt, size int64, lim Limits, password string, to consumer) ([]finding.Active, error) {
	if size > lim.File {
		return nil, over(finding.FileBytes, lim.File, "")
	}
	var head [4]byte
	if n, err := file.ReadAt(head[:], 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read file: %w", err)
	} else if kind, _ := Sniff(head[:n]); kind == ZipFile {
		return streamZip(source{at: file, size: size}, lim, to)
	}
	data := make([]byte, size)
	if _, err := file.ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return stream(data, lim, password, to)
}

// passer is a consumer that keeps nothing.
type passer struct {
	visit    func(*Sheet, Row)
	visiting bool
	in       Memory
}

func (p *passer) dates(bool)          {}
func (p *passer) names([]definedName) {}
func (p *passer) begin(*Sheet)        {}
func (p *passer) end(*Sheet)          {}
func (p *passer) slowOnly() bool      { return false }
func (p *passer) each() int64         { return 0 }
func (p *passer) memory() *Memory     { return &p.in }
func (p *passer) row(s *Sheet, r Row) error {
	p.visiting = true
	p.visit(s, r)
	p.visiting = false
	return nil
}

// findings says what reading came to.
func findings(name string, active []finding.Active, err error) finding.List {
	switch {
	case err != nil:
		return finding.List{asFault(err).finding(name)}
	case len(active) > 0:
		return finding.List{finding.Ignored(finding.Place{File: name}, active)}
	}
	return nil
}

// consumer takes what a file holds, in tab order.
type consumer interface {
	dates(date1904 bool)
	names([]definedName)
	begin(*Sheet)          // its name, order and hidden are set
	row(*Sheet, Row) error // the cells are valid until it returns, their strings for ever
	end(*Sheet)            // merges and hidden columns are set
	each() int64           // what it costs to keep a cell, 0 if it keeps none
	slowOnly() bool        // read on the slow path alone, as tests do to compare
	memory() *Memory       // what to unpack in
}

// stream reads a file of any kind that can be read.
func stream(data []byte, lim Limits, password string, to consumer) ([]finding.Active, error) {
	if int64(len(data)) > lim.File {
		return nil, over(finding.FileBytes, lim.File, "")
	}
	kind, alien := Sniff(data)
	switch kind {
	case ZipFile:
		return streamZip(inMemory(data), lim, to)
	case Delimited:
		return nil, streamText(data, lim, to)
	case OLEFile:
		return streamOLE(data, lim, password, to)
	}
	return nil, foreign(alien)
}

// streamZip reads an xlsx.
func streamZip(file source, lim Limits, to consumer) ([]finding.Active, error) {
	a, err := openArchive(file, lim)
	if err != nil {
		return nil, err
	}
	a.memory = to.memory()
	main, err := a.mainPart()
	if err != nil {
		return nil, err
	}
	w := walk{archive: a, lim: lim, main: main, to: to}
	if err := w.run(); err != nil {
		return nil, err
	}
	return w.active, a.verify()
}

// walk reads the parts of a workbook in the order in which they need each
// other.
type walk struct {
	*archive
	lim     Limits
	main    string
	to      consumer
	book    *bookPart
	rels    []relation
	shared  *shared
	formats []format
	budget  budget
	rows    int
	live    bool
	active  []finding.Active
}

func (w *walk) run() error {
	var err error
	if w.book, err = w.readBook(w.main, w.lim); err != nil {
		return err
	}
	if w.rels, err = w.relations(w.main); err != nil {
		return err
	}
	if err := w.tables(); err != nil {
		return err
	}
	w.budget = budget{kept: w.shared.size, each: w.to.each()}
	w.to.dates(w.book.date1904)
	w.to.names(w.book.names)
	for i, ref := range w.book.sheets {
		if err := w.sheet(i, ref); err != nil {
			return err
		}
	}
	w.active = w.findActive()
	return nil
}

// tables reads what all sheets share: strings and formats.
func (w *walk) tables() error {
	w.shared = &shared{}
	strings, styles := 0, 0
	for _, r := range w.rels {
		var err error
		switch {
		case r.external:
		case r.kind == relStrings:
			if strings++; strings > 1 {
				return broken(finding.BadStructure, r.target, "two shared strings parts")
			}
			w.shared, err = w.readShared(r.target, w.lim)
		case r.kind == relStyles:
			if styles++; styles > 1 {
				return broken(finding.BadStructure, r.target, "two styles parts")
			}
			w.formats, err = w.readStyles(r.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) sheet(order int, ref sheetRef) error {
	s := &Sheet{Name: ref.name, Order: order, Hidden: ref.hidden}
	if ref.id == "" { // a Basic module of old, which has no part
		w.to.begin(s)
		w.to.end(s)
		return nil
	}
	var rel *relation
	for i := range w.rels {
		if w.rels[i].id == ref.id {
			rel = &w.rels[i]
		}
	}
	if rel == nil || rel.external {
		return broken(finding.MissingPart, ref.name, "sheet without a part")
	}
	if rel.kind != relSheet { // a sheet that is a chart, a dialog or a macro has no cells
		w.to.begin(s)
		w.to.end(s)
		return nil
	}
	p := w.parts[rel.target]
	if p == nil {
		return broken(finding.MissingPart, rel.target, "no sheet part")
	}
	notes, err := w.notes(rel.target)
	if err != nil {
		return err
	}
	w.to.begin(s)
	r := sheetReader{
		scanner: w.scan(p), lim: w.lim, date1904: w.book.date1904, shared: w.shared,
		formats: w.formats, notes: notes, sheet: s, budget: &w.budget, slowOnly: w.to.slowOnly(),
	}
	r.visit = func(row Row) error {
		if w.rows++; w.rows > w.lim.Rows {
			return over(finding.Rows, int64(w.lim.Rows), p.name)
		}
		for i := range row.Cells {
			if !w.budget.shows(row.Cells[i].Text) {
				return over(finding.Memory, mostLong, p.name)
			}
		}
		if w.budget.each > 0 {
			w.budget.kept += rowSize
		}
		return w.to.row(s, row)
	}
	if err := r.read(); err != nil {
		return err
	}
	w.live = w.live || r.live
	if !w.budget.keep(32*len(s.Merges) + 16*len(s.HiddenCols)) {
		return over(finding.Memory, mostKept, p.name)
	}
	w.to.end(s)
	return nil
}

// findActive lists what acts by itself in the workbook.
func (w *walk) findActive() []finding.Active {
	var has [finding.LiveFormulas + 1]bool
	has[finding.ExternalLinks] = w.book.links
	has[finding.LiveFormulas] = w.live
	for _, name := range w.archive.names {
		dir, base := path.Split(name)
		switch {
		case base == "vbaproject.bin" || strings.Contains(dir, "/macrosheets/") || strings.Contains(dir, "/dialogsheets/"):
			has[finding.Macros] = true
		case strings.Contains(dir, "/externallinks/"):
			has[finding.ExternalLinks] = true
		case base == "connections.xml":
			has[finding.Connections] = true
		case strings.Contains(dir, "/activex/") || strings.Contains(dir, "/ctrlprops/"):
			has[finding.Controls] = true
		case strings.Contains(dir, "/embeddings/"):
			has[finding.Embedded] = true
		}
	}
	var out []finding.Active
	for i, yes := range has {
		if yes {
			out = append(out, finding.Active(i))
		}
	}
	return out
}

// callsOut tells formulas that reach a network, a program or another file.
func callsOut(formula string) bool {
	if strings.IndexByte(formula, '|') >= 0 && strings.IndexByte(formula, '!') > 0 {
		return true // DDE: server|topic!item
	}
	if len(formula) < 4 {
		return false
	}
	upper := strings.ToUpper(formula)
	for _, f := range [...]string{"WEBSERVICE(", "RTD(", "FILTERXML(", "IMAGE(", "CALL(", "REGISTER.ID("} {
		if strings.Contains(upper, f) {
			return true
		}
	}
	return false
}

// collector builds a Book.
type collector struct {
	book    *Book
	in      *Memory
	defined []definedName
	slow    bool
}

func (c *collector) dates(date1904 bool)   { c.book.Date1904 = date1904 }
func (c *collector) names(n []definedName) { c.defined = n }
func (c *collector) begin(*Sheet)          {}
func (c *collector) slowOnly() bool        { return c.slow }
func (c *collector) each() int64           { return cellSize }
func (c *collector) memory() *Memory       { return c.in }

func (c *collector) row(s *Sheet, r Row) error {
	r.Cells = c.in.keep(r.Cells)
	s.Rows = append(s.Rows, r)
	return nil
}

func (c *collector) end(s *Sheet) { c.book.Sheets = append(c.book.Sheets, *s) }

// hints gives the defined names of our templates their texts: that of the
// cell they name, or their own constant.
func (c *collector) hints() {
	for _, n := range c.defined {
		text := n.text
		if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
			text = strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
		} else if cell := c.book.named(text); cell != nil {
			text = cell.Text
		}
		c.book.Hints = append(c.book.Hints, Hint{Name: n.name, Text: text})
	}
}

// named is the cell that Sheet!$A$1 names, nil if none or blank.
func (b *Book) named(ref string) *Cell {
	at := strings.LastIndexByte(ref, '!')
	if at < 0 {
		return nil
	}
	name := ref[:at]
	if len(name) >= 2 && name[0] == '\'' && name[len(name)-1] == '\'' {
		name = strings.ReplaceAll(name[1:len(name)-1], "''", "'")
	}
	row, col, ok := reference([]byte(strings.ReplaceAll(ref[at+1:], "$", "")))
	if !ok {
		return nil
	}
	for i := range b.Sheets {
		if strings.EqualFold(b.Sheets[i].Name, name) {
			return b.Sheets[i].Cell(row, col)
		}
	}
	return nil
}
