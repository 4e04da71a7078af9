package cell

import (
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// A ChoiceOf is one entry of a list: its value, and other ways of writing it.
type ChoiceOf struct {
	Value string
	Also  []string
}

// Choice reads one entry of a list; an entry and its synonyms are told by
// plain.Key. Text outside a closed list is C205, outside an open list C217
// and kept as typed. Absent where blank.
func Choice(r Raw, choices []ChoiceOf, open bool) (returns.Value, finding.List) {
	if Blank(r) {
		return returns.Value{}, nil
	}
	s := plain.Text(shownText(r))
	v := value(r, returns.Text)
	if chosen, ok := choose(s, choices); ok {
		v.Text = chosen
		return v, nil
	}
	if open {
		v.Text = s
		return v, finding.List{finding.NotInDictionary(r.At, r.Field, r.Header, r.Typed())}
	}
	return returns.Value{}, finding.List{finding.NotListed(r.At, r.Field, r.Header, r.Typed(), listed(choices))}
}

// Choices reads several entries of a list, parted by 、 , ; / + or 和 及 与 兼;
// each is kept once, in the order typed. The value's kind is List. Findings as
// for Choice, one for the cell.
func Choices(r Raw, choices []ChoiceOf, open bool) (returns.Value, finding.List) {
	if Blank(r) {
		return returns.Value{}, nil
	}
	v := value(r, returns.List)
	unknown := false
	for _, s := range entries(shownText(r), choices) {
		chosen, ok := choose(s, choices)
		if !ok {
			chosen, unknown = s, true
		}
		if !slices.Contains(v.List, chosen) {
			v.List = append(v.List, chosen)
		}
	}
	switch {
	case len(v.List) == 0:
		return returns.Value{}, nil
	case !unknown:
		return v, nil
	case open:
		return v, finding.List{finding.NotInDictionary(r.At, r.Field, r.Header, r.Typed())}
	}
	return returns.Value{}, finding.List{finding.NotListed(r.At, r.Field, r.Header, r.Typed(), listed(choices))}
}

// choose is the entry of choices that s writes.
func choose(s string, choices []ChoiceOf) (string, bool) {
	for _, c := range choices { // most cells hold an entry to the letter
		if c.Value == s || slices.Contains(c.Also, s) {
			return c.Value, true
		}
	}
	key := choiceKey(s)
	for _, c := range choices {
		if choiceKey(c.Value) == key {
			return c.Value, true
		}
	}
	for _, c := range choices {
		for _, also := range c.Also {
			if choiceKey(also) == key {
				return c.Value, true
			}
		}
	}
	return "", false
}

// choiceKey is plain.Key without the marks that lists and ticks leave around
// an entry.
func choiceKey(s string) string { return strings.Trim(plain.Key(s), "。.,;、:√☑") }

// entries parts s at marks; a part that is no entry is parted again at words
// that mean and, unless that leaves a part that is no entry either.
func entries(s string, choices []ChoiceOf) []string {
	s = strings.NewReplacer("\r\n", "、", "\n", "、", "\r", "、", "\t", "、").Replace(s)
	s = plain.Text(s)
	if _, ok := choose(s, choices); ok {
		return []string{s}
	}
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune("、,，;；/|+&\\ ", c) }) {
		if _, ok := choose(part, choices); ok {
			out = append(out, part)
			continue
		}
		words := strings.FieldsFunc(part, func(c rune) bool { return strings.ContainsRune("和及与兼", c) })
		if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { _, ok := choose(w, choices); return !ok }) {
			out = append(out, words...)
			continue
		}
		out = append(out, part)
	}
	return out
}

// listed is the values of choices joined by 、.
func listed(choices []ChoiceOf) string {
	var b strings.Builder
	for i, c := range choices {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(c.Value)
	}
	return b.String()
}
