package rules

import (
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// sheet is the place of the whole table.
func (c Case) sheet() finding.Place { return sheetOf(c.Return) }

func sheetOf(ret *returns.Return) finding.Place {
	return finding.Place{File: ret.Filing.File, Sheet: ret.Sheet, Order: ret.Order}
}

// cell is where v stands.
func (c Case) cell(v returns.Value) finding.Place {
	p := c.sheet()
	p.Row, p.Col = v.Row, v.Col
	return p
}

// row is the place of a whole record: its first cell that matters.
func (c Case) row(rec *returns.Record) finding.Place { return rowOf(c.Return, rec) }

// rowOf is the leftmost filled cell of the record that a field reads. A serial
// number is no field, and a cell merged over several rows is not the row's own.
func rowOf(ret *returns.Return, rec *returns.Record) finding.Place {
	p := sheetOf(ret)
	p.Row = rec.Row
	for _, v := range rec.Values {
		if v.Row == rec.Row && v.Col > 0 && !v.IsAbsent() && (p.Col == 0 || v.Col < p.Col) {
			p.Col = v.Col
		}
	}
	if p.Col > 0 {
		return p
	}
	for _, col := range ret.Columns {
		if p.Col == 0 || col.Col < p.Col {
			p.Col = col.Col
		}
	}
	return p
}

// header is what the table, else the definition, calls a field.
func (c Case) header(id returns.FieldID) string {
	for _, col := range c.Return.Columns {
		if col.Field == id && col.Header != "" {
			return col.Header
		}
	}
	if fl, ok := c.Form.Field(id); ok {
		return fl.Header
	}
	return string(id)
}

// value is a record's value of a field as it was typed: absent where its cell
// has a fault, and where it is derived and a number that it may be derived from
// has one.
func (c Case) value(rec *returns.Record, id returns.FieldID) returns.Value {
	v := c.Form.Value(rec, id)
	if c.faulty[[2]int{v.Row, v.Col}] {
		return returns.Value{}
	}
	if fl, ok := c.Form.Field(id); ok && fl.Derived && c.broken(rec) {
		return returns.Value{}
	}
	return v
}

// broken reports whether a number of the record could not be read.
func (c Case) broken(rec *returns.Record) bool {
	if len(c.faulty) == 0 {
		return false
	}
	for _, col := range c.Return.Columns {
		if !c.faulty[[2]int{rec.Row, col.Col}] {
			continue
		}
		if fl, ok := c.Form.Field(col.Field); ok && fl.Type.Numeric() {
			return true
		}
	}
	return false
}

// number is a record's number, and false where it is absent or no number.
func (c Case) number(rec *returns.Record, id returns.FieldID) (returns.Value, bool) {
	v := c.value(rec, id)
	return v, v.IsNumber()
}

// settled reports whether what a doubt would be computed from is known: while
// R308 is open, derived numbers are only assumed, and a doubt that rests on
// them would be about the same question.
func (c Case) settled(rec *returns.Record, ids ...returns.FieldID) bool {
	if !c.unsure[rec.Row] {
		return true
	}
	for _, id := range ids {
		if fl, ok := c.Form.Field(id); ok && fl.Derived {
			return false
		}
	}
	return true
}

// shown is the text of a value for a finding: as typed, else in words.
func shown(v returns.Value) string {
	if v.Typed != "" {
		return v.Typed
	}
	return v.Words()
}

// filed reports whether a field is a number that the filer types.
func filed(fl *forms.Field) bool { return fl.Type.Numeric() && !fl.Derived && !fl.Meta }
