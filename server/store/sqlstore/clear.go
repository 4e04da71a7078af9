package sqlstore

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"chunfeng/importer/cell"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/vault"
)

// What the views show is JSON: one object a record, fields by id, absent ones
// left out, _row the row of the sheet and _q the qualifiers of approximate
// numbers. Personal fields are masked, and so are numbers of persons in texts.

// A clearer writes the records of one form.
type clearer struct {
	form  *forms.Form
	names []string // of each field, as JSON with its colon
}

func newClearer(f *forms.Form) *clearer {
	c := &clearer{form: f}
	for i := range f.Fields {
		c.names = append(c.names, string(appendString(nil, string(f.Fields[i].ID)))+":")
	}
	return c
}

// records is records as a JSON array.
func (c *clearer) records(records []returns.Record) []byte {
	b := make([]byte, 0, 384*len(records)+2)
	b = append(b, '[')
	for i := range records {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"_row":`...)
		b = strconv.AppendInt(b, int64(records[i].Row), 10)
		b = c.fields(b, records[i].Values)
		b = append(b, '}')
	}
	return append(b, ']')
}

// clearMeta is the meta lines of a return as a JSON object.
func clearMeta(f *forms.Form, meta map[returns.FieldID]returns.Value) string {
	if f == nil || len(meta) == 0 {
		return "{}"
	}
	values := make([]returns.Value, len(f.Fields))
	for id, v := range meta {
		if i, ok := f.Index(id); ok {
			values[i] = v
		}
	}
	b := newClearer(f).fields(nil, values)
	if len(b) > 0 {
		b = b[1:] // the comma
	}
	return "{" + string(b) + "}"
}

// fields adds every value that is not absent, each with a comma before.
func (c *clearer) fields(b []byte, values []returns.Value) []byte {
	var q []byte
	for i := range values {
		v := &values[i]
		if v.Kind == returns.Absent || i >= len(c.names) {
			continue
		}
		b = append(append(b, ','), c.names[i]...)
		switch {
		case v.IsNumber():
			b = append(b, v.Number.String()...)
			if v.Number.Qualifier != returns.Exact {
				q = append(append(q, ','), c.names[i]...)
				q = appendString(q, v.Number.Qualifier.String())
			}
		case v.Kind == returns.YesNo:
			b = strconv.AppendBool(b, v.Yes)
		case v.Kind == returns.Date:
			b = append(append(append(b, '"'), v.Date.String()...), '"')
		default:
			b = appendString(b, masked(&c.form.Fields[i], v.Words()))
		}
	}
	if len(q) > 0 {
		q[0] = '{'
		b = append(append(append(b, `,"_q":`...), q...), '}')
	}
	return b
}

// masked is a text as those may see it who may read the database.
func masked(fl *forms.Field, s string) string {
	switch fl.Type {
	case forms.IDCard:
		return vault.MaskIDCard(s)
	case forms.Phone:
		return vault.MaskPhone(s)
	case forms.Person:
		return vault.MaskName(s)
	case forms.USCC:
		// A code of digits alone could be taken for an ID number, unless its
		// check digit is right.
		if _, found := cell.CreditCode(cell.Raw{Text: s}); len(found) == 0 {
			return s
		}
	}
	return vault.MaskText(s)
}

// appendString adds s as a JSON string. PostgreSQL takes no NUL in one.
func appendString(b []byte, s string) []byte {
	if simple(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	quoted, err := json.Marshal(clean(s))
	if err != nil {
		panic("sqlstore: a string is no JSON: " + err.Error())
	}
	return append(b, quoted...)
}

// simple reports whether s needs nothing but quotes around it.
func simple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c == 0x7f {
			return false
		}
	}
	return utf8.ValidString(s)
}
