package rules

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
)

// Carry gives the open doubts of found the explanations that the same doubts
// had in the last return: same code, field, value and sentence, about the same
// record. A doubt whose value or sentence changed is open again.
func Carry(c Case, found finding.List) finding.List {
	out := append(finding.List(nil), found...)
	if c.Before == nil || !slices.ContainsFunc(c.Before.Findings, func(f finding.Finding) bool { return f.Explained != "" }) {
		return out
	}
	c = c.prepared()
	answered := map[string]string{}
	before := c.subjects(c.Before)
	for _, f := range c.Before.Findings {
		if f.Explained != "" && f.Severity() == finding.Doubt {
			answered[doubt(f, before)] = f.Explained
		}
	}
	if len(answered) == 0 {
		return out
	}
	now := c.subjects(c.Return)
	for i, f := range out {
		if f.Severity() == finding.Doubt && f.Explained == "" {
			out[i].Explained = answered[doubt(f, now)]
		}
	}
	return out
}

// subjects are what the rows of a return are about: their identity, else all
// their words.
func (c Case) subjects(ret *returns.Return) map[int]string {
	rows := make(map[int]string, len(ret.Records))
	for i := range ret.Records {
		rec := &ret.Records[i]
		key, ok := c.Form.Identify(rec, c.firm)
		if !ok {
			key = Case{Form: c.Form, firm: c.firm}.words(rec)
		}
		rows[rec.Row] = key
	}
	return rows
}

// doubt is what a doubt is, wherever it stands. The sentence of R307 names a
// row of its sheet, so that it cannot count.
func doubt(f finding.Finding, subjects map[int]string) string {
	says := f.Message()
	if f.Code == "R307" {
		says = ""
	}
	return strings.Join([]string{string(f.Code), f.Field, f.Value, says, subjects[f.Place.Row]}, "\x1f")
}

// Explain gives open doubts the answers that filers typed: at the same cell
// with the same value, else the one doubt of that code, field and value on the
// sheet, since rows may have been taken out above it. An answer for all goes to
// every doubt of its code and field that has none of its own.
func Explain(found finding.List, answers []finding.Answer) finding.List {
	out := append(finding.List(nil), found...)
	used := make([]bool, len(answers))
	for _, fits := range [...]func(finding.Finding, finding.Answer) bool{same, inPlace, moved} {
		for j, a := range answers {
			if used[j] || a.All || strings.TrimSpace(a.Text) == "" {
				continue
			}
			var fit []int
			for i, f := range out {
				if answerable(f, a) && fits(f, a) {
					fit = append(fit, i)
				}
			}
			if len(fit) == 1 {
				out[fit[0]].Explained, used[j] = a.Text, true
			}
		}
	}
	for _, a := range answers {
		for i, f := range out {
			if a.All && strings.TrimSpace(a.Text) != "" && answerable(f, a) {
				out[i].Explained = a.Text
			}
		}
	}
	return out
}

func answerable(f finding.Finding, a finding.Answer) bool {
	return f.Severity() == finding.Doubt && f.Explained == "" &&
		f.Code == a.Code && f.Place.Sheet == a.Sheet && f.Field == a.Field
}

func same(f finding.Finding, a finding.Answer) bool {
	return f.Place.Cell() == a.Cell && f.Value == a.Value && f.Message() == a.Says
}

func inPlace(f finding.Finding, a finding.Answer) bool {
	return a.Cell != "" && f.Place.Cell() == a.Cell && f.Value == a.Value
}

func moved(f finding.Finding, a finding.Answer) bool { return a.Cell != "" && f.Value == a.Value }
