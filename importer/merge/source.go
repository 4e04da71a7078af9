package merge

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/fold"
	"chunfeng/importer/returns"
)

// conflictID is stable across mergings: it is made of what the conflict is
// about, never of when it was found.
func conflictID(code finding.Code, about ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(about, "\x1f")))
	return string(code) + "-" + hex.EncodeToString(sum[:6])
}

// sourceOf is the source of a cell of ret.
func sourceOf(ret *returns.Return, cell, text string) figures.Source {
	return figures.Source{
		Unit: ret.Unit, Form: ret.Form, Period: ret.Period.Name(), Filing: ret.Filing.ID, Version: ret.Version,
		File: ret.Filing.File, SHA256: ret.Filing.SHA256, Sheet: ret.Sheet, Cell: cell, Text: text,
		Held: ret.State == returns.Held,
	}
}

// whole is the source of a whole return: the range of its rows.
func (m *merger) whole(ret *returns.Return) figures.Source { return sourceOf(ret, ret.Range, "") }

// shown is a value as typed, in words where nothing was typed.
func shown(v *returns.Value) string {
	if v.Typed != "" {
		return v.Typed
	}
	return v.Words()
}

// appendSources appends the cells that field i of rec comes from. A value
// without a cell of its own, a default, stands at the row's first cell.
func (m *merger) appendSources(to []figures.Source, rec *record, i int) []figures.Source {
	switch {
	case rec.lines != nil:
		return rec.lines[i].appendSources(to, rec.table.form, i)
	case rec.folded != nil:
		for _, r := range rec.folded {
			to = m.appendSources(to, r, rec.foldedField(r, i))
		}
		return to
	}
	v := rec.value(i)
	if v.Row > 0 && v.Col > 0 {
		return append(to, sourceOf(rec.ret, v.Cell(), shown(v)))
	}
	return append(to, m.rowSource(rec))
}

// rowSource is where a record stands: its first filled cell.
func (m *merger) rowSource(rec *record) figures.Source {
	if rec.lines != nil {
		return rec.first.rowSource()
	}
	if rec.folded != nil {
		return m.rowSource(rec.folded[0])
	}
	return rowSource(rec.ret, rec.row)
}

func rowSource(ret *returns.Return, row *returns.Record) figures.Source {
	var first *returns.Value
	for i := range row.Values {
		v := &row.Values[i]
		if v.Row == row.Row && v.Col > 0 && (first == nil || v.Col < first.Col) {
			first = v
		}
	}
	if first == nil {
		return sourceOf(ret, finding.Place{Row: row.Row, Col: 1}.Cell(), "")
	}
	return sourceOf(ret, first.Cell(), shown(first))
}

// keep moves sources to memory that many figures share, so that no figure
// holds an allocation of its own.
func (m *merger) keep(sources []figures.Source) []figures.Source {
	if len(sources) == 0 {
		return nil
	}
	if cap(m.arena)-len(m.arena) < len(sources) {
		m.arena = make([]figures.Source, 0, max(1024, len(sources)))
	}
	from := len(m.arena)
	m.arena = append(m.arena, sources...)
	return m.arena[from:len(m.arena):len(m.arena)]
}

// listed is the sources of a number counted from a roster's rows.
func listed(to []figures.Source, cells []fold.Cells, text string) []figures.Source {
	for _, c := range cells {
		to = append(to, sourceOf(c.Return, c.List, text))
	}
	return to
}
