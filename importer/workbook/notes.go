package workbook

import (
	"chunfeng/importer/finding"
)

// maxNotes bounds the notes of one sheet that are kept; a note beyond it is
// a hostile file's.
const maxNotes = 200_000

// notes reads the cell notes of a sheet: threaded ones, whose legacy twins
// only say that a newer program is needed, else the legacy ones.
func (w *walk) notes(sheet string) (map[cellKey]string, error) {
	rels, err := w.relations(sheet)
	if err != nil {
		return nil, err
	}
	var notes map[cellKey]string
	for _, kind := range [...]string{relNotes, relThreads} {
		for _, r := range rels {
			if r.kind != kind || r.external {
				continue
			}
			p := w.parts[r.target]
			if p == nil {
				return nil, broken(finding.MissingPart, r.target, "no notes part")
			}
			if notes == nil {
				notes = map[cellKey]string{}
			}
			if err := w.readNotes(p, notes, kind == relThreads); err != nil {
				return nil, err
			}
		}
	}
	return notes, nil
}

func (w *walk) readNotes(p *part, notes map[cellKey]string, threaded bool) error {
	s := w.scan(p)
	if s.next() != startTag || !(s.is("comments") || s.space == threads && string(s.local) == "ThreadedComments") {
		return s.or(finding.BadStructure, "root is no list of notes")
	}
	seen := map[cellKey]bool{}
	for t := s.next(); t != endOfPart; t = s.next() {
		if t != startTag || !(s.is("comment") || s.space == threads && string(s.local) == "threadedComment") {
			continue
		}
		ref, _ := s.attr("ref")
		row, col, ok := reference(ref)
		if !ok {
			return s.or(finding.BadReference, "note address")
		}
		key := cellKey{row, col}
		text, err := s.noteText(threaded)
		if err != nil {
			return err
		}
		if tooLong(text, w.lim) {
			return over(finding.CellText, int64(w.lim.CellText), p.name)
		}
		if threaded && seen[key] {
			notes[key] += "\n" + string(text)
		} else {
			notes[key] = string(text)
		}
		seen[key] = true
		if len(notes) > maxNotes || !w.budget.keep(len(text)+rowSize) {
			return over(finding.Memory, mostKept, p.name)
		}
	}
	return s.err
}

// noteText is the text of the note whose start tag was just read.
func (s *scanner) noteText(threaded bool) ([]byte, error) {
	var text []byte
	for depth := 1; depth > 0; {
		switch s.next() {
		case startTag:
			switch {
			case string(s.local) != "text":
				s.skip()
			case threaded:
				text = s.plain(text)
			default:
				text = s.rich(text)
			}
		case endTag:
			depth--
		case endOfPart:
			return nil, s.err
		}
	}
	return text, s.err
}
