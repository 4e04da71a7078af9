package rules

import (
	"strings"
	"testing"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

var campaign = period.Campaign{City: period.CityOffice{Province: "浙江省"}}

func catalogue(t testing.TB) *forms.Catalogue {
	t.Helper()
	c, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(s string) period.Date {
	d, err := period.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// week is the n-th week of the tests: 2024-01-15 to 21 is the first.
func week(n int) period.Period {
	from := day("2024-01-15").Add(7 * (n - 1))
	return period.Period{No: n, From: from, Ends: from.Add(6)}
}

// sheet makes a return of a grid: field ids, then rows, cells separated by |.
// The ids stand in row 5, the rows follow; column A holds a serial number. A
// row that begins with 合计 or 小计 is a total of the rows so far. Cells are
// read plainly; one with a ! before it could not be read.
func sheet(t testing.TB, id returns.FormID, n int, grid string) *returns.Return {
	t.Helper()
	form, ok := catalogue(t).Form(id)
	if !ok {
		t.Fatalf("no form %s", id)
	}
	ret := &returns.Return{
		Unit: "331082", Form: id, Period: week(n), Sheet: form.Title, Filing: returns.Filing{File: "第" + string(rune('0'+n)) + "期.xlsx"},
		Meta: map[returns.FieldID]returns.Value{},
	}
	lines := strings.FieldsFunc(strings.ReplaceAll(grid, "\t", ""), func(r rune) bool { return r == '\n' })
	var cols []returns.FieldID
	for j, id := range split(lines[0]) {
		fl, ok := form.Field(returns.FieldID(id))
		if !ok {
			t.Fatalf("no field %s", id)
		}
		cols = append(cols, fl.ID)
		ret.Columns = append(ret.Columns, returns.Column{Field: fl.ID, Col: j + 2, Row: 5, Header: fl.Header, Match: "exact"})
	}
	var rows []int
	for i, line := range lines[1:] {
		row := 6 + i
		cells := split(line)
		label := ""
		if len(cells) > len(cols) {
			label, cells = cells[0], cells[1:]
		}
		values := make([]returns.Value, len(form.Fields))
		for j, text := range cells {
			k, _ := form.Index(cols[j])
			values[k] = read(t, &form.Fields[k], text, row, j+2)
		}
		if label != "" {
			ret.Totals = append(ret.Totals, returns.Total{Row: row, Label: label, Of: append([]int(nil), rows...), Values: values})
			continue
		}
		rows = append(rows, row)
		ret.Records = append(ret.Records, returns.Record{Row: row, Values: values})
	}
	return ret
}

func split(line string) []string {
	cells := strings.Split(line, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func read(t testing.TB, fl *forms.Field, text string, row, col int) returns.Value {
	t.Helper()
	if text == "" {
		return returns.Value{}
	}
	v := returns.Value{Typed: text, Row: row, Col: col}
	if strings.HasPrefix(text, "!") {
		v.Typed = text[1:]
		return v
	}
	switch {
	case fl.Type.Numeric():
		plain := strings.TrimRight(text, "+%")
		n, err := returns.ParseNumber(plain)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(text, "+") {
			n.Qualifier = returns.AtLeast
		}
		if strings.HasSuffix(text, "%") {
			n.Micros /= 100
		}
		v.Kind, v.Number = returns.Count, n
	case fl.Type == forms.DateType:
		v.Kind, v.Date = returns.Date, day(text)
	default:
		v.Kind, v.Text = returns.Text, text
	}
	return v
}

// caseOf is a case of one return, with a fault found at each unreadable cell.
func caseOf(t testing.TB, now, before *returns.Return, beside ...*returns.Return) Case {
	t.Helper()
	all := catalogue(t)
	form, ok := all.Form(now.Form)
	if !ok {
		t.Fatalf("no form %s", now.Form)
	}
	c := Case{Form: form, Forms: all, Return: now, Before: before, Filing: append([]*returns.Return{now}, beside...)}
	for _, rec := range now.Records {
		for i, v := range rec.Values {
			if v.IsAbsent() && v.Col > 0 {
				c.Found = append(c.Found, finding.NotANumber(sheetCell(now, v), string(form.Fields[i].ID), form.Fields[i].Header, v.Typed))
			}
		}
	}
	return c
}

func sheetCell(ret *returns.Return, v returns.Value) finding.Place {
	p := sheetOf(ret)
	p.Row, p.Col = v.Row, v.Col
	return p
}

// flat is code, severity, cell, field and suggestion of each finding, in the
// order of places.
func flat(found finding.List) []string {
	found.Sort()
	var out []string
	for _, f := range found {
		s := strings.Join([]string{string(f.Code), f.Severity().String(), f.Place.Cell(), f.Field}, " ")
		if f.Suggestion != "" {
			s += " → " + f.Suggestion
		}
		out = append(out, strings.Join(strings.Fields(s), " "))
	}
	return out
}
