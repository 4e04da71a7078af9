package rules

import (
	"slices"
	"strconv"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/plain"
	"chunfeng/importer/returns"
)

// Repeated finds rows that stand twice: equal in every field (R301), equal in
// identity and otherwise different, or equal in all but identity fields that
// one of the two leaves blank (R307). The finding is at the later row.
func Repeated(c Case) finding.List {
	if c.Form.Layout == forms.Indicators {
		return nil
	}
	c = c.prepared()
	parts := c.identityFields()
	if c.apart(parts) {
		return nil
	}
	var found finding.List
	whole := make(map[string]int, len(c.Return.Records))
	same := make(map[string]int, len(c.Return.Records))
	told := map[int]bool{}                        // sheet rows that a finding stands at
	rest := make([]string, len(c.Return.Records)) // by record: its words without those that identify it
	var b []byte
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		b = c.appendWords(b[:0], rec, parts)
		cut := len(b)
		for _, field := range parts {
			b = c.appendWord(append(b, '\x1f'), rec, field)
		}
		all := string(b)
		rest[i] = all[:cut]
		key, identified := c.identity(rec, parts)
		if other, twice := whole[all]; twice {
			found = append(found, finding.SameRow(c.row(rec), other))
			told[rec.Row] = true
			continue
		}
		whole[all] = rec.Row
		if !identified {
			continue
		}
		if other, twice := same[key]; twice {
			found = append(found, finding.PerhapsTwice(c.row(rec), other, "的"+c.keyed(rec)+"相同，其他项不同"))
			told[rec.Row] = true
			continue
		}
		same[key] = rec.Row
	}
	return append(found, partly(c, parts, rest, told)...)
}

// apart reports whether every record has an identity of its own, and all fill
// the same of its fields: then no two are equal in all, nor but for a blank.
func (c Case) apart(parts []int) bool {
	seen := make(map[string]bool, len(c.Return.Records))
	first := ""
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		key, identified := c.identity(rec, parts)
		if !identified || seen[key] {
			return false
		}
		seen[key] = true
		if mask := c.mask(rec, parts); i == 0 {
			first = mask
		} else if mask != first {
			return false
		}
	}
	return true
}

// identity is what identifies rec, unless a part of it could not be read. parts
// is the fields that identities read.
func (c Case) identity(rec *returns.Record, parts []int) (string, bool) {
	for _, i := range parts {
		if i < len(rec.Values) && c.unread(&rec.Values[i]) {
			return "", false
		}
	}
	return c.Form.Identify(rec, c.firm)
}

// unread reports whether the cell of v could not be read.
func (c Case) unread(v *returns.Value) bool {
	return len(c.faulty) > 0 && c.faulty[[2]int{v.Row, v.Col}]
}

// words is rec as one text. A cell that could not be read stands for what was
// typed.
func (c Case) words(rec *returns.Record) string { return string(c.appendWords(nil, rec, nil)) }

// appendWords appends rec as one text, without the fields in leave.
func (c Case) appendWords(b []byte, rec *returns.Record, leave []int) []byte {
	for i := range rec.Values {
		if slices.Contains(leave, i) || i < len(c.Form.Fields) && c.Form.Fields[i].Derived {
			continue
		}
		b = c.appendWord(append(b, '\x1f'), rec, i)
	}
	return b
}

func (c Case) appendWord(b []byte, rec *returns.Record, i int) []byte {
	if i >= len(rec.Values) {
		return b
	}
	v := &rec.Values[i]
	switch {
	case c.unread(v):
		return append(append(b, '!'), plain.Key(v.Typed)...)
	case v.IsAbsent():
		return b
	case v.IsNumber():
		return append(strconv.AppendInt(b, v.Number.Micros, 10), v.Number.Qualifier.String()...)
	case i < len(c.Form.Fields) && c.Form.Fields[i].Role == forms.RoleFirm:
		return append(b, c.firm(v.Text, "")...)
	case v.Kind == returns.Text:
		return append(b, plain.Key(v.Text)...)
	}
	return append(b, plain.Key(v.Words())...)
}

// keyed names the columns by which rec is known.
func (c Case) keyed(rec *returns.Record) string {
	var headers []string
	for _, i := range c.identityFields() {
		if id := c.Form.Fields[i].ID; !c.Form.Value(rec, id).IsAbsent() && !c.Form.Value(rec, id).Filled {
			headers = append(headers, c.header(id))
		}
	}
	return strings.Join(headers, "、")
}

// partly finds rows that are equal but for identity fields which one of them
// leaves blank. Rows are grouped by which of those fields they fill, and two
// groups are compared on what both fill, so that the work grows with the rows
// and not with their pairs.
//
// parts is the identity fields, rest the words of every row without them.
func partly(c Case, parts []int, rest []string, told map[int]bool) finding.List {
	alike := make(map[string]int, len(rest))
	for _, words := range rest {
		alike[words]++
	}
	groups, order := map[string][]*returns.Record{}, []string{}
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		if told[rec.Row] || alike[rest[i]] == 1 {
			continue
		}
		mask := c.mask(rec, parts)
		if groups[mask] == nil {
			order = append(order, mask)
		}
		groups[mask] = append(groups[mask], rec)
	}
	pairs := map[int]int{} // later row → earlier row
	for i, a := range order {
		for _, b := range order[i+1:] {
			leave, shared := differing(parts, a, b)
			if shared {
				c.pair(groups[a], groups[b], leave, pairs)
			}
		}
	}
	var found finding.List
	for i := range c.Return.Records {
		rec := &c.Return.Records[i]
		if other, ok := pairs[rec.Row]; ok {
			found = append(found, finding.PerhapsTwice(c.row(rec), other, "除一行未填的项目外各项相同"))
		}
	}
	return found
}

// pair notes the rows of a and b that are equal without the fields in leave.
func (c Case) pair(a, b []*returns.Record, leave []int, pairs map[int]int) {
	first := map[string]int{}
	for _, rec := range a {
		key := string(c.appendWords(nil, rec, leave))
		if _, ok := first[key]; !ok {
			first[key] = rec.Row
		}
	}
	for _, rec := range b {
		other, ok := first[string(c.appendWords(nil, rec, leave))]
		if !ok {
			continue
		}
		later, earlier := max(rec.Row, other), min(rec.Row, other)
		if known, twice := pairs[later]; !twice || earlier < known {
			pairs[later] = earlier
		}
	}
}

// identityFields are the positions of the fields that identities read.
func (c Case) identityFields() []int {
	var parts []int
	seen := map[int]bool{}
	for _, keys := range c.Form.Identity {
		for _, k := range keys {
			for _, id := range c.Form.KeyFields(k) {
				if i, ok := c.Form.Index(id); ok && !seen[i] {
					seen[i] = true
					parts = append(parts, i)
				}
			}
		}
	}
	return parts
}

// mask says which of parts rec fills, one byte each.
func (c Case) mask(rec *returns.Record, parts []int) string {
	b := make([]byte, len(parts))
	for j, i := range parts {
		b[j] = '0'
		if i < len(rec.Values) && (!rec.Values[i].IsAbsent() || c.faulty[[2]int{rec.Values[i].Row, rec.Values[i].Col}]) {
			b[j] = '1'
		}
	}
	return string(b)
}

// differing is the fields that only one of two groups fills, and whether both
// fill one.
func differing(parts []int, a, b string) (leave []int, shared bool) {
	for j, i := range parts {
		if a[j] != b[j] {
			leave = append(leave, i)
		}
		shared = shared || a[j] == '1' && b[j] == '1'
	}
	return leave, shared
}
