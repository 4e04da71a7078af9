package rules

import (
	"strconv"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// A jump is more than half of the last number and more than 20.
const (
	jumpShare = 2
	jumpLeast = 20
)

// A slip of 万 is a ratio around ten thousand.
const (
	slipLeast = 5_000
	slipMost  = 20_000
)

// Changed holds every number against the one of the last period: records are
// matched by identity, tables of figures and meta lines by their one line. A
// typed total that fell is X401, a jump X402, a slip of 万 X410. In ledgers of
// events only a record filed again has a number before, and only a slip is
// asked about: to correct an event is no jump.
func Changed(c Case) finding.List {
	if c.Before == nil {
		return nil
	}
	c = c.prepared()
	var found finding.List
	for _, p := range c.pairs() {
		for i := range c.Form.Fields {
			if fl := &c.Form.Fields[i]; filed(fl) {
				found = append(found, c.changed(fl, c.value(p.now, fl.ID), c.Form.Value(p.before, fl.ID))...)
			}
		}
	}
	for i := range c.Form.Fields {
		if fl := &c.Form.Fields[i]; fl.Meta && fl.Type.Numeric() {
			found = append(found, c.changed(fl, c.Return.Meta[fl.ID], c.Before.Meta[fl.ID])...)
		}
	}
	return found
}

func (c Case) changed(fl *forms.Field, now, before returns.Value) finding.List {
	if fl.Type == forms.Rate || !now.IsNumber() || !before.IsNumber() || now.Col == 0 {
		return nil
	}
	state := c.Form.Counting == forms.Stock || c.Form.Layout == forms.Indicators
	at, was, is := c.cell(now), before.Number.String(), now.Number.String()
	switch {
	case slipped(now.Number, before.Number):
		return finding.List{finding.UnitSlip(at, string(fl.ID), c.header(fl.ID), shown(now), was, is)}
	case fl.Cumulative && now.Number.Cmp(before.Number) < 0:
		return finding.List{finding.TotalFell(at, string(fl.ID), c.header(fl.ID), shown(now), was, is)}
	case state && !fl.Volatile && jumped(now.Number, before.Number):
		return finding.List{finding.Jumped(at, string(fl.ID), c.header(fl.ID), shown(now), was, is)}
	}
	return nil
}

// slipped reports whether one number is 5,000 to 20,000 times the other.
func slipped(a, b returns.Number) bool {
	small, large := magnitude(a), magnitude(b)
	if small > large {
		small, large = large, small
	}
	if small <= 0 || large/slipLeast < small {
		return false
	}
	return large <= small*slipMost || small > large/slipMost
}

// jumped reports whether now is away from before by more than half of before
// and by more than 20.
func jumped(now, before returns.Number) bool {
	away := magnitude(returns.Number{Micros: now.Micros - before.Micros})
	return away > jumpLeast*1_000_000 && away > magnitude(before)/jumpShare
}

func magnitude(n returns.Number) int64 { return max(n.Micros, -n.Micros) }

// A pair is one thing in this return and in the last.
type pair struct{ now, before *returns.Record }

// pairs matches the records of both returns by identity; where the form has
// none, as a table of figures, by their position if there are as many. Of
// records with one identity the last stands.
func (c Case) pairs() []pair {
	var out []pair
	if len(c.Form.Identity) == 0 {
		if len(c.Return.Records) != len(c.Before.Records) {
			return nil
		}
		for i := range c.Return.Records {
			out = append(out, pair{&c.Return.Records[i], &c.Before.Records[i]})
		}
		return out
	}
	before := make(map[string]*returns.Record, len(c.Before.Records))
	for i := range c.Before.Records {
		if key, ok := c.Form.Identify(&c.Before.Records[i], c.firm); ok {
			before[key] = &c.Before.Records[i]
		}
	}
	parts := c.identityFields()
	for i := range c.Return.Records {
		key, ok := c.identity(&c.Return.Records[i], parts)
		if rec := before[key]; ok && rec != nil {
			out = append(out, pair{&c.Return.Records[i], rec})
		}
	}
	return out
}

// Unmoved finds a state, or a table of figures, that is the last period's in
// every number (X403). A table without numbers, as a roster, must be equal in
// every field.
func Unmoved(c Case) finding.List {
	state := c.Form.Counting == forms.Stock || c.Form.Layout == forms.Indicators
	if c.Before == nil || !state || len(c.Return.Records) != len(c.Before.Records) {
		return nil
	}
	c = c.prepared()
	pairs := c.pairs()
	if len(pairs) == 0 || len(pairs) != len(c.Return.Records) {
		return nil
	}
	numbers := 0
	for _, p := range pairs {
		for i := range c.Form.Fields {
			fl := &c.Form.Fields[i]
			if !filed(fl) {
				continue
			}
			now, before := c.Form.Value(p.now, fl.ID), c.Form.Value(p.before, fl.ID)
			if now.IsNumber() != before.IsNumber() || now.Number != before.Number || c.faulty[[2]int{now.Row, now.Col}] {
				return nil
			}
			if now.IsNumber() && !now.Filled {
				numbers++
			}
		}
	}
	if numbers == 0 && !c.equal(pairs) {
		return nil
	}
	return finding.List{finding.Unchanged(c.sheet(), c.Before.Period.Name())}
}

func (c Case) equal(pairs []pair) bool {
	for _, p := range pairs {
		if c.words(p.now) != c.words(p.before) {
			return false
		}
	}
	return true
}

// Based finds firms whose base is no longer the one first filed (X414).
func Based(c Case) finding.List {
	i, ok := c.Form.ByRole(forms.RoleBase)
	if !ok {
		return nil
	}
	c = c.prepared()
	fl := &c.Form.Fields[i]
	if fl.Meta {
		return c.based(fl, c.Return.Meta[fl.ID], c.metaText(forms.RoleFirm), c.metaText(forms.RoleUSCC), c.metaBefore(fl.ID))
	}
	last := map[*returns.Record]*returns.Record{}
	if c.First == nil && c.Before != nil {
		for _, p := range c.pairs() {
			last[p.now] = p.before
		}
	}
	var found finding.List
	for j := range c.Return.Records {
		rec := &c.Return.Records[j]
		var before returns.Value
		if p := last[rec]; p != nil {
			before = c.Form.Value(p, fl.ID)
		}
		found = append(found, c.based(fl, c.value(rec, fl.ID), c.Form.RoleValue(rec, forms.RoleFirm).Text, c.Form.RoleValue(rec, forms.RoleUSCC).Text, before)...)
	}
	return found
}

func (c Case) based(fl *forms.Field, now returns.Value, name, code string, before returns.Value) finding.List {
	if !now.IsNumber() || now.Col == 0 {
		return nil
	}
	first, known := before.Number, before.IsNumber()
	if c.First != nil {
		first, _, known = c.First(c.firm(name, code))
	}
	if !known || first.Cmp(now.Number) == 0 {
		return nil
	}
	return finding.List{finding.BaseChanged(c.cell(now), string(fl.ID), shown(now), name, first.String(), now.Number.String())}
}

func (c Case) metaText(r forms.Role) string {
	i, ok := c.Form.ByRole(r)
	if !ok {
		return ""
	}
	return c.Return.Meta[c.Form.Fields[i].ID].Text
}

func (c Case) metaBefore(id returns.FieldID) returns.Value {
	if c.Before == nil {
		return returns.Value{}
	}
	return c.Before.Meta[id]
}

// Absent finds firms of the last state that this one leaves out (X415). They
// have no cell here.
func Absent(c Case) finding.List {
	_, firms := c.Form.ByRole(forms.RoleFirm)
	if c.Before == nil || c.Form.Counting != forms.Stock || c.Form.Roster || !firms {
		return nil
	}
	c = c.prepared()
	key := func(rec *returns.Record) (name, key string) {
		name = c.Form.RoleValue(rec, forms.RoleFirm).Text
		return name, c.firm(name, c.Form.RoleValue(rec, forms.RoleUSCC).Text)
	}
	here := map[string]bool{}
	for i := range c.Return.Records {
		_, k := key(&c.Return.Records[i])
		here[k] = true
	}
	var found finding.List
	for i := range c.Before.Records {
		name, k := key(&c.Before.Records[i])
		if k != "" && !here[k] {
			here[k] = true
			found = append(found, finding.FirmMissing(c.sheet(), name))
		}
	}
	return found
}

// position is a sheet row as a clerk reads it.
func position(row int) string { return "第" + strconv.Itoa(row) + "行" }
