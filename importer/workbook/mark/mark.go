package mark

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/workbook"
)

// MaxNotes is how many notes a sheet gets unless Options say otherwise: a
// program that opens thousands of them is slow.
const MaxNotes = 1_000

// Options say how to mark. The zero value is right for most.
type Options struct {
	Notes  int             // most notes a sheet; 0 is MaxNotes, less than 0 none
	Limits workbook.Limits // for reading what is not patched as it is; zero is DefaultLimits
}

// Write writes original to w with the marks of found, of which all are listed
// and all cells filled. Old marks of ours go. A CSV file becomes a workbook
// with marks; of a file that cannot be patched only the list is written. The
// error is w's, or comes of a file that workbook.Open would refuse; what w has
// then is no workbook.
func Write(w io.Writer, original []byte, found finding.List, o Options) error {
	if o.Limits == (workbook.Limits{}) {
		o.Limits = workbook.DefaultLimits()
	}
	if o.Notes == 0 {
		o.Notes = MaxNotes
	}
	if !slices.IsSortedFunc(found, finding.Compare) {
		found = slices.Clone(found)
		found.Sort()
	}
	notices := []string{asked}
	if len(found) == 0 {
		notices = []string{nothing}
	}
	data := original
	if kind, _ := workbook.Sniff(original); kind == workbook.Delimited {
		if book, _ := workbook.Open("", original, o.Limits, ""); book != nil {
			data = plainBook(book.Sheets)
		}
	}
	j, err := ready(w, data, found, notices, o)
	if err != nil {
		j, err = ready(w, plainBook(nil), found, append(notices, unmarked), o)
	}
	if err == nil {
		err = j.write()
	}
	if err != nil {
		return fmt.Errorf("mark workbook: %w", err)
	}
	return nil
}

// job is one workbook being patched.
type job struct {
	*archive
	options Options
	found   finding.List
	notices []string
	book    *book
	styles  *styles
	index   index
	part    string // of the list
	old     map[string]map[[2]int]int
	sheets  []*marked
}

// marked is one sheet that changes.
type marked struct {
	*sheet
	patch    sheetPatch
	remarks  []remark
	rels     *relations
	comments string // part, "" if it gets and has none
	more     int    // marked cells without a note
	from     string // the first of them
}

// ready reads what decides whether data can be patched, and plans it. Nothing
// is written before.
func ready(to io.Writer, data []byte, found finding.List, notices []string, o Options) (*job, error) {
	a, err := openArchive(data, to)
	if err != nil {
		return nil, err
	}
	j := &job{archive: a, options: o, found: found, notices: notices}
	if err := j.open(); err != nil {
		return nil, err
	}
	if err := j.readOld(data); err != nil {
		return nil, err
	}
	return j, j.plan()
}

// write writes the workbook.
func (j *job) write() error {
	for _, step := range [...]func() error{j.writeTypes, j.copyRest, j.writeSheets, j.writeIndex, j.writeBook, j.out.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// open reads the parts that hold the workbook together.
func (j *job) open() error {
	var err error
	if j.book, err = j.openBook(); err != nil {
		return err
	}
	if f := j.byName[key(j.book.part)]; f != nil {
		j.when = f.Modified
	}
	doc := []byte(noStyles + j.book.space + `"></styleSheet>`)
	if j.book.styles != "" && j.has(j.book.styles) {
		if doc, err = j.read(j.book.styles); err != nil {
			return err
		}
	}
	j.styles, err = readStyles(doc)
	return err
}

// readOld reads the list that marked the workbook before: which format each
// cell had then.
func (j *job) readOld(data []byte) error {
	j.old = map[string]map[[2]int]int{}
	was := j.book.index()
	if was == nil {
		return nil
	}
	var rows []workbook.Row
	found := workbook.Stream("", data, j.options.Limits, "", func(s *workbook.Sheet, r workbook.Row) {
		if s.Name == was.name {
			r.Cells = slices.Clone(r.Cells)
			rows = append(rows, r)
		}
	})
	if found.Faulty() {
		return errForm
	}
	if !slices.ContainsFunc(rows, isHeader) {
		was.ours = false // a sheet of the filer's own with that name
		return nil
	}
	formats, err := j.formats(was.part)
	if err != nil {
		return err
	}
	for _, e := range entries(rows) {
		row, col := cellOf(e.answer.Cell)
		if style, ok := formats[e.row]; ok && row > 0 {
			if j.old[e.answer.Sheet] == nil {
				j.old[e.answer.Sheet] = map[[2]int]int{}
			}
			j.old[e.answer.Sheet][[2]int{row, col}] = style
		}
	}
	return nil
}

// formats are those of the last column of the list, by row. The cells of that
// column are blank: they only carry a format, which any program that saves the
// workbook keeps.
func (j *job) formats(part string) (map[int]int, error) {
	doc, err := j.read(part)
	if err != nil {
		return nil, err
	}
	out := map[int]int{}
	s := tags{doc: doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.closing || t.local() != "c" {
			continue
		}
		b := doc[t.from:t.to]
		if row, col := cellOf(value(b, "r")); col == colStyle {
			out[row], _ = strconv.Atoi(value(b, "s"))
		}
	}
	return out, s.err
}

// plan decides what changes.
func (j *job) plan() error {
	bySheet := j.bySheet()
	j.index = index{lines: lines(j.found), found: j.found, bases: make([]*spot, len(j.found)), space: j.book.space, sheets: map[string]bool{}}
	remarked := len(j.styles.ours) > 0 || len(j.old) > 0
	for _, s := range j.book.sheets {
		if s.ours {
			continue
		}
		j.index.sheets[s.name] = true
		if !s.worksheet || !j.has(s.part) {
			continue
		}
		m := &marked{sheet: s, patch: sheetPatch{styles: j.styles, relSpace: j.book.relSpace, old: j.old[s.name], clean: len(j.styles.ours) > 0}}
		if len(bySheet[s.name]) == 0 && !remarked {
			continue
		}
		if err := j.planSheet(m, bySheet[s.name]); err != nil {
			return err
		}
		if wide(j.head(s.part)) {
			return errForm
		}
		if len(m.patch.spots) > 0 || remarked {
			j.sheets = append(j.sheets, m)
			j.changed[key(s.part)] = true
			j.planNotes(m)
		}
	}
	j.selectIndex()
	for _, m := range j.sheets {
		if m.more > 0 {
			j.notices = append(j.notices, beyond(m.name, len(m.remarks), m.more, m.from))
		}
	}
	j.index.notices = j.notices
	return nil
}

// bySheet are the positions of the findings of each sheet.
func (j *job) bySheet() map[string][]int {
	counts := map[string]int{}
	for i := range j.found {
		counts[j.found[i].Place.Sheet]++
	}
	out := make(map[string][]int, len(counts))
	for i := range j.found {
		name := j.found[i].Place.Sheet
		if out[name] == nil {
			out[name] = make([]int, 0, counts[name])
		}
		out[name] = append(out[name], i)
	}
	return out
}

// planSheet groups a sheet's findings by cell and chooses which get a note:
// the gravest first.
func (j *job) planSheet(m *marked, found []int) error {
	cells := slices.DeleteFunc(found, func(i int) bool {
		at := j.found[i].Place
		return at.Cell() == "" || at.Col > 16384 || at.Row > 1_048_576
	})
	slices.SortStableFunc(cells, func(a, b int) int {
		p, q := j.found[a].Place, j.found[b].Place
		return cmp.Or(cmp.Compare(p.Row, q.Row), cmp.Compare(p.Col, q.Col))
	})
	firsts := make([]int, 0, len(cells)+1) // where the findings of each spot begin in cells
	m.patch.spots = make([]spot, 0, len(cells))
	for k, i := range cells {
		f := &j.found[i]
		if n := len(m.patch.spots); n == 0 || m.patch.spots[n-1].row != f.Place.Row || m.patch.spots[n-1].col != f.Place.Col {
			m.patch.spots = append(m.patch.spots, spot{row: f.Place.Row, col: f.Place.Col})
			firsts = append(firsts, k)
		}
		s := &m.patch.spots[len(m.patch.spots)-1]
		s.severity = max(s.severity, f.Severity())
	}
	firsts = append(firsts, len(cells))
	for n := range m.patch.spots {
		for _, i := range cells[firsts[n]:firsts[n+1]] {
			j.index.bases[i] = &m.patch.spots[n]
		}
	}
	return j.planRemarks(m, cells, firsts)
}

// planRemarks chooses the spots of a sheet that get a note.
func (j *job) planRemarks(m *marked, cells, firsts []int) error {
	var err error
	if m.rels, err = j.relations(m.part); err != nil {
		return err
	}
	threads, err := j.threads(m.rels)
	if err != nil {
		return err
	}
	if rel, ok := m.rels.of("comments"); ok && j.has(rel.target) {
		m.comments = rel.target
	}
	noted := make([]bool, len(m.patch.spots))
	left := max(j.options.Notes, 0)
	if j.book.strict {
		left = 0 // VML has no place in the strict format
	}
	for _, severity := range [...]finding.Severity{finding.Fault, finding.Doubt, finding.Advice} {
		for n, s := range m.patch.spots {
			if s.severity == severity && left > 0 && !threads[[2]int{s.row, s.col}] {
				noted[n] = true
				left--
			}
		}
	}
	for n, s := range m.patch.spots {
		if !noted[n] {
			if m.more++; m.more == 1 {
				m.from = reference(s.row, s.col)
			}
			continue
		}
		var own finding.List
		for _, i := range cells[firsts[n]:firsts[n+1]] {
			own = append(own, j.found[i])
		}
		m.remarks = append(m.remarks, remark{s.row, s.col, note(own)})
	}
	return nil
}

// planNotes makes sure that the notes can be written; a sheet whose notes are
// not of a form that can be extended keeps them and gets fills alone.
func (j *job) planNotes(m *marked) {
	if m.comments != "" {
		doc, err := j.read(m.comments)
		if err == nil {
			_, _, _, err = comments(doc, m.remarks)
		}
		if err == nil {
			err = j.drawable(m.rels)
		}
		if err != nil {
			m.more, m.comments, m.remarks = m.more+len(m.remarks), "", nil
			return
		}
		j.changed[key(m.comments)] = true
	}
	if len(m.remarks) > 0 {
		m.patch.notes = m.rels.freeID("rIdChunfeng")
		if m.comments == "" {
			m.comments = j.free("xl/comments%d.xml")
		}
	}
	if m.comments != "" {
		j.changed[key(m.rels.part)] = true
		for _, rel := range m.rels.all {
			if rel.kind == "vmlDrawing" && j.has(rel.target) {
				j.changed[key(rel.target)] = true
			}
		}
	}
}

// drawable reports an error where the shapes of notes cannot be added to.
func (j *job) drawable(rels *relations) error {
	for _, rel := range rels.all {
		if rel.kind != "vmlDrawing" {
			continue
		}
		doc, err := j.read(rel.target)
		if err != nil {
			return err
		}
		if _, err := drawing(doc, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// threads are the cells with a threaded note, whose plain twin must be left
// alone.
func (j *job) threads(rels *relations) (map[[2]int]bool, error) {
	rel, ok := rels.of("threadedComment")
	if !ok || !j.has(rel.target) {
		return nil, nil
	}
	doc, err := j.read(rel.target)
	if err != nil {
		return nil, err
	}
	at := map[[2]int]bool{}
	s := tags{doc: doc}
	for t, ok := s.next(); ok; t, ok = s.next() {
		if t.local() == "threadedComment" && !t.closing {
			row, col := cellOf(value(doc[t.from:t.to], "ref"))
			at[[2]int{row, col}] = true
		}
	}
	return at, s.err
}

// selectIndex shows the list first where the tab selected now is one that
// changes anyhow: two selected tabs would be edited together.
func (j *job) selectIndex() {
	if was := j.book.index(); was != nil {
		j.index.selected = j.book.active() == slices.Index(j.book.sheets, was)
		return
	}
	j.index.selected = true
	for _, s := range j.book.sheets {
		changes := slices.ContainsFunc(j.sheets, func(m *marked) bool { return m.sheet == s })
		if !changes && j.has(s.part) && selected(j.head(s.part)) {
			j.index.selected = false
		}
	}
	for _, m := range j.sheets {
		m.patch.unselect = j.index.selected
	}
}

// head is the beginning of a part.
func (j *job) head(part string) []byte {
	r, err := j.archive.open(part)
	if err != nil {
		return nil
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, 16<<10)) // a part that is damaged shows when it is copied
	return b
}

// writeSheets writes every sheet that changes, and its notes.
func (j *job) writeSheets() error {
	for _, m := range j.sheets {
		r, err := j.archive.open(m.part)
		if err != nil {
			return err
		}
		w, err := j.create(m.part)
		if err != nil {
			return err
		}
		if err := m.patch.run(r, w); err != nil {
			return fmt.Errorf("patch %s: %w", m.part, err)
		}
		if err := r.Close(); err != nil {
			return fmt.Errorf("read %s: %w", m.part, err)
		}
		if m.comments == "" {
			continue
		}
		if err := j.writeNotes(m); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) writeNotes(m *marked) error {
	doc := []byte(strings.Replace(noNotes, transitional, j.book.space, 1))
	if j.has(m.comments) {
		var err error
		if doc, err = j.read(m.comments); err != nil {
			return err
		}
	}
	out, fresh, gone, err := comments(doc, m.remarks)
	if err != nil {
		return err
	}
	if err := j.put(m.comments, out); err != nil {
		return err
	}
	if _, ok := m.rels.of("comments"); !ok {
		if err := m.rels.add(m.rels.freeID("rIdChunfengNotes"), j.book.relSpace+"/comments", m.comments); err != nil {
			return err
		}
	}
	return j.writeDrawing(m, fresh, gone)
}

// writeDrawing writes the shapes of a sheet's notes, and as they are those of
// its header and footer.
func (j *job) writeDrawing(m *marked, fresh []remark, gone map[[2]int]bool) error {
	for _, rel := range m.rels.all {
		if rel.kind != "vmlDrawing" || !j.has(rel.target) {
			continue
		}
		doc, err := j.read(rel.target)
		if err != nil {
			return err
		}
		if rel.id == m.patch.legacy {
			if doc, err = drawing(doc, fresh, gone); err != nil {
				return err
			}
		}
		if err := j.put(rel.target, doc); err != nil {
			return err
		}
	}
	if _, known := m.rels.byID(m.patch.legacy); known || len(fresh) == 0 {
		return nil
	}
	doc, err := drawing(nil, fresh, gone)
	if err != nil {
		return err
	}
	part := j.free("xl/drawings/vmlDrawing%d.vml")
	if err := m.rels.add(m.patch.legacy, j.book.relSpace+"/vmlDrawing", part); err != nil {
		return err
	}
	return j.put(part, doc)
}

// writeIndex writes the list.
func (j *job) writeIndex() error {
	look := j.styles.looks()
	w, err := j.create(j.part)
	if err != nil {
		return err
	}
	return j.index.write(w, look)
}

// writeBook writes the parts that hold the workbook together, and what hangs
// on the sheets.
func (j *job) writeBook() error {
	if err := j.put(j.book.styles, j.styles.bytes()); err != nil {
		return err
	}
	for _, m := range j.sheets {
		if j.changed[key(m.rels.part)] {
			if err := j.put(m.rels.part, m.rels.doc); err != nil {
				return err
			}
		}
	}
	if err := j.put(j.book.rels.part, j.book.rels.doc); err != nil {
		return err
	}
	return j.put(j.book.part, j.book.withIndex(j.index.selected))
}
