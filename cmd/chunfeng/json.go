package main

import (
	"strings"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/vault"
)

// The JSON of check, one object a file. Field names are a promise.
type fileJSON struct {
	File     string        `json:"file"`
	SHA256   string        `json:"sha256"`
	Status   string        `json:"status"`
	Unit     *unitJSON     `json:"unit"`
	Period   string        `json:"period"`
	Tables   []tableJSON   `json:"tables"`
	Findings []findingJSON `json:"findings"`
	Records  []recordJSON  `json:"records,omitzero"`
	Explain  []string      `json:"explain,omitempty"`
	Marked   string        `json:"marked,omitempty"`
}

type unitJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
	From string `json:"from"`
}

type tableJSON struct {
	Sheet   string         `json:"sheet"`
	Form    string         `json:"form"`
	Range   string         `json:"range"`
	Status  string         `json:"status"`
	Columns []columnJSON   `json:"columns"`
	Rows    int            `json:"rows"`
	Skipped []skipJSON     `json:"skipped"`
	Meta    map[string]any `json:"meta"`
}

type columnJSON struct {
	Field  string `json:"field"`
	Cell   string `json:"cell"`
	Header string `json:"header"`
	Match  string `json:"match"`
}

type skipJSON struct {
	Row int    `json:"row"`
	Why string `json:"why"`
}

type findingJSON struct {
	Code       string `json:"code"`
	Severity   string `json:"severity"`
	Sheet      string `json:"sheet"`
	Cell       string `json:"cell"`
	Field      string `json:"field"`
	Value      string `json:"value"`
	Message    string `json:"message"`
	Advice     string `json:"advice"`
	Suggestion string `json:"suggestion"`
	Explained  string `json:"explained,omitempty"`
}

type recordJSON struct {
	Form      string            `json:"form"`
	Sheet     string            `json:"sheet"`
	Row       int               `json:"row"`
	Values    map[string]any    `json:"values"`
	Qualifier map[string]string `json:"qualifier,omitempty"`
}

// A teller turns outcomes into JSON, masking personal numbers unless clear.
type teller struct {
	forms *forms.Catalogue
	clear bool
}

func (t teller) file(o *importer.Outcome, records bool) fileJSON {
	f := fileJSON{
		File: o.File, SHA256: o.SHA256, Status: status(o),
		Period: o.Period.Name(), Tables: []tableJSON{}, Findings: []findingJSON{},
	}
	if o.Unit.Code != "" {
		f.Unit = &unitJSON{Code: string(o.Unit.Code), Name: o.Unit.Name, From: o.UnitFrom}
	}
	if records {
		f.Records = []recordJSON{}
	}
	for i := range o.Returns {
		r := &o.Returns[i]
		form, ok := t.forms.Form(r.Form)
		if !ok {
			continue
		}
		f.Tables = append(f.Tables, t.table(form, r))
		if records {
			f.Records = append(f.Records, t.records(form, r)...)
		}
	}
	for _, found := range o.Findings {
		f.Findings = append(f.Findings, t.finding(found))
	}
	return f
}

func status(o *importer.Outcome) string {
	if o.Unreadable {
		return "unreadable"
	}
	return o.State().String()
}

func (t teller) finding(f finding.Finding) findingJSON {
	hide := vault.MaskText
	if t.clear {
		hide = func(s string) string { return s }
	}
	return findingJSON{
		Code: string(f.Code), Severity: f.Severity().String(), Sheet: f.Place.Sheet, Cell: f.Place.Cell(),
		Field: f.Field, Value: hide(f.Value), Message: hide(f.Message()), Advice: f.Advice(),
		Suggestion: hide(f.Suggestion), Explained: f.Explained,
	}
}

func (t teller) table(form *forms.Form, r *returns.Return) tableJSON {
	out := tableJSON{
		Sheet: r.Sheet, Form: string(r.Form), Range: r.Range, Status: r.State.String(),
		Columns: []columnJSON{}, Rows: rowsRead(r), Skipped: []skipJSON{}, Meta: map[string]any{},
	}
	for _, c := range r.Columns {
		at := finding.Place{Row: c.Row, Col: c.Col}
		out.Columns = append(out.Columns, columnJSON{string(c.Field), at.Cell(), c.Header, c.Match})
	}
	for _, s := range r.Skipped {
		out.Skipped = append(out.Skipped, skipJSON{s.Row, s.Why})
	}
	for _, fl := range form.Fields {
		if v, ok := r.Meta[fl.ID]; ok && fl.Meta && !v.IsAbsent() {
			out.Meta[metaKey(fl.ID)] = t.value(fl, v)
		}
	}
	return out
}

// rowsRead is how many rows of the range were read: those of the records, and
// where a record spans rows (an indicator a row) all of them.
func rowsRead(r *returns.Return) int {
	rows := map[int]bool{}
	for i := range r.Records {
		rows[r.Records[i].Row] = true
		for _, v := range r.Records[i].Values {
			if v.Row >= r.Records[i].Row {
				rows[v.Row] = true
			}
		}
	}
	return len(rows)
}

// metaKey is the name a meta line goes by: a form may also have a column of
// that name, and then the line's field id ends in .meta.
func metaKey(id returns.FieldID) string { return strings.TrimSuffix(string(id), ".meta") }

func (t teller) records(form *forms.Form, r *returns.Return) []recordJSON {
	out := make([]recordJSON, 0, len(r.Records))
	for i := range r.Records {
		rec := &r.Records[i]
		line := recordJSON{Form: string(r.Form), Sheet: r.Sheet, Row: rec.Row, Values: map[string]any{}, Qualifier: map[string]string{}}
		for j, fl := range form.Fields {
			if j >= len(rec.Values) || fl.Derived || fl.Meta || rec.Values[j].IsAbsent() {
				continue
			}
			v := rec.Values[j]
			line.Values[string(fl.ID)] = t.value(fl, v)
			if q := v.Number.Qualifier; v.IsNumber() && q != returns.Exact {
				line.Qualifier[string(fl.ID)] = q.String()
			}
		}
		out = append(out, line)
	}
	return out
}

func (t teller) value(fl forms.Field, v returns.Value) any {
	switch v.Kind {
	case returns.Count, returns.Money, returns.Rate:
		return v.Number
	case returns.YesNo:
		return v.Yes
	case returns.List:
		return v.List
	}
	if t.clear {
		return v.Words()
	}
	return vault.Masking(fl.Type)(v.Words())
}
