package api

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

type unitJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type findingJSON struct {
	Return     string `json:"return,omitempty"`
	No         *int   `json:"no,omitempty"` // position in the return, for explanations
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

type tallyJSON struct {
	Faults int `json:"faults"`
	Doubts int `json:"doubts"`
	Advice int `json:"advice"`
	Open   int `json:"open"`
}

type changeJSON struct {
	At     string `json:"at"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

func changeOf(c store.Change) *changeJSON {
	if c.At.IsZero() {
		return nil
	}
	return &changeJSON{stamp(c.At), c.By, c.Reason}
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

type explanationJSON struct {
	No      int    `json:"no"`
	Text    string `json:"text"`
	At      string `json:"at"`
	By      string `json:"by"`
	Carried string `json:"carried,omitempty"`
}

// headJSON is a return in lists.
type headJSON struct {
	ID         string      `json:"id"`
	Campaign   string      `json:"campaign"`
	Unit       unitJSON    `json:"unit"`
	County     string      `json:"county"`
	Form       string      `json:"form"`
	Title      string      `json:"title"`
	Period     string      `json:"period"`
	Version    int         `json:"version"`
	Part       int         `json:"part"`
	State      string      `json:"state"`
	Timeliness string      `json:"timeliness"`
	Received   string      `json:"received"`
	By         string      `json:"by"`
	Behalf     bool        `json:"behalf"`
	Reason     string      `json:"reason,omitempty"`
	Filing     string      `json:"filing,omitempty"`
	File       string      `json:"file,omitempty"`
	Sheet      string      `json:"sheet"`
	Rows       int         `json:"rows"`
	Tally      tallyJSON   `json:"tally"`
	Changed    *changeJSON `json:"changed,omitempty"`
	Purged     bool        `json:"purged,omitempty"`
}

// returnJSON is a return with what was found in it.
type returnJSON struct {
	headJSON
	Range        string            `json:"range"`
	Columns      []columnJSON      `json:"columns"`
	Skipped      []skipJSON        `json:"skipped"`
	Meta         map[string]any    `json:"meta"`
	Findings     []findingJSON     `json:"findings"`
	Explanations []explanationJSON `json:"explanations"`
}

// A teller knows the names of what it tells of.
type teller struct {
	forms *forms.Catalogue
	reg   *register.Register
}

func (t teller) unit(code returns.UnitCode) unitJSON {
	if u, ok := t.reg.Unit(code); ok {
		return unitJSON{string(code), u.Name}
	}
	return unitJSON{string(code), string(code)}
}

func (t teller) title(form returns.FormID) string {
	if f, ok := t.forms.Form(form); ok {
		return f.Title
	}
	return string(form)
}

func (t teller) head(r *store.Return) headJSON {
	return headJSON{
		ID: r.ID, Campaign: r.Campaign, Unit: t.unit(r.Unit), County: string(r.County), Form: string(r.Form), Title: t.title(r.Form),
		Period: r.Period.Name(), Version: r.Version, Part: r.Part, State: r.State.String(), Timeliness: string(r.Timeliness),
		Received: stamp(r.Received), By: r.By, Behalf: r.Behalf, Reason: r.Reason, Filing: r.Filing.ID, File: vault.MaskText(r.Filing.File),
		Sheet: r.Sheet, Rows: r.Rows, Tally: tallyJSON(r.Tally), Changed: changeOf(r.Changed), Purged: r.Purged,
	}
}

func (t teller) whole(r *store.Return) returnJSON {
	out := returnJSON{
		headJSON: t.head(r), Range: r.Range, Columns: []columnJSON{}, Skipped: []skipJSON{}, Meta: map[string]any{},
		Findings: []findingJSON{}, Explanations: []explanationJSON{},
	}
	for _, c := range r.Columns {
		at := finding.Place{Row: c.Row, Col: c.Col}
		out.Columns = append(out.Columns, columnJSON{string(c.Field), at.Cell(), vault.MaskText(c.Header), c.Match})
	}
	for _, s := range r.Skipped {
		out.Skipped = append(out.Skipped, skipJSON(s))
	}
	form, _ := t.forms.Form(r.Form)
	if form != nil {
		for _, fl := range form.Fields {
			if v, ok := r.Meta[fl.ID]; ok && fl.Meta && !v.IsAbsent() {
				out.Meta[strings.TrimSuffix(string(fl.ID), ".meta")] = value(fl.Type, v)
			}
		}
	}
	for i, f := range r.Findings {
		found := t.finding(form, f)
		found.Return, found.No = r.ID, &i
		out.Findings = append(out.Findings, found)
	}
	for _, e := range r.Explanations {
		out.Explanations = append(out.Explanations, explanationJSON{e.No, e.Text, stamp(e.At), e.By, e.Carried})
	}
	return out
}

// finding masks personal numbers: those of fields that hold them whole, and
// whatever looks like one elsewhere.
func (t teller) finding(form *forms.Form, f finding.Finding) findingJSON {
	hide := vault.MaskText
	if form != nil {
		if fl, ok := form.Field(returns.FieldID(f.Field)); ok {
			hide = vault.Masking(fl.Type)
		}
	}
	return findingJSON{
		Code: string(f.Code), Severity: f.Severity().String(), Sheet: f.Place.Sheet, Cell: f.Place.Cell(), Field: f.Field,
		Value: hide(f.Value), Message: vault.MaskText(f.Message()), Advice: vault.MaskText(f.Advice()), Suggestion: hide(f.Suggestion),
		Explained: f.Explained,
	}
}

// value is a value as JSON has it. Personal numbers are masked.
func value(t forms.Type, v returns.Value) any {
	if v.Kind == returns.Text {
		return vault.Masking(t)(v.Text)
	}
	return plainValue(v)
}

// plainValue is a value as it is.
func plainValue(v returns.Value) any {
	switch v.Kind {
	case returns.Count, returns.Money, returns.Rate:
		return v.Number
	case returns.YesNo:
		return v.Yes
	case returns.List:
		return v.List
	}
	return v.Words()
}

type recordJSON struct {
	Form      string            `json:"form"`
	Sheet     string            `json:"sheet"`
	Row       int               `json:"row"`
	Values    map[string]any    `json:"values"`
	Qualifier map[string]string `json:"qualifier,omitempty"`
	Extra     []extraJSON       `json:"extra,omitempty"`
}

type extraJSON struct {
	Header string `json:"header"`
	Text   string `json:"text"`
}

// records tells records as they come from the desk, which has masked them where
// need be.
func (t teller) records(r *store.Return, recs []returns.Record) []recordJSON {
	form, ok := t.forms.Form(r.Form)
	if !ok {
		return nil
	}
	out := make([]recordJSON, 0, len(recs))
	for i := range recs {
		rec := &recs[i]
		line := recordJSON{Form: string(r.Form), Sheet: r.Sheet, Row: rec.Row, Values: map[string]any{}, Qualifier: map[string]string{}}
		for j, fl := range form.Fields {
			if j >= len(rec.Values) || fl.Derived || fl.Meta || rec.Values[j].IsAbsent() {
				continue
			}
			v := rec.Values[j]
			line.Values[string(fl.ID)] = plainValue(v)
			if q := v.Number.Qualifier; v.IsNumber() && q != returns.Exact {
				line.Qualifier[string(fl.ID)] = q.String()
			}
		}
		for _, x := range rec.Extra {
			line.Extra = append(line.Extra, extraJSON{x.Header, x.Text})
		}
		out = append(out, line)
	}
	return out
}
