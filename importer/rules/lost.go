package rules

import (
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

// A Loss is a record of the last return that a growing ledger no longer has.
type Loss struct {
	Old *returns.Record // of the return before
	New *returns.Record // the one new record that stands in its stead, nil if none
}

// Losses lists the records that a ledger of events had in before and lacks in
// now, in their order. Only a growing ledger loses rows: one that holds a third
// or more of the rows before, again or renamed. A ledger of the week's new
// rows that corrects one or two old ones has lost nothing.
//
// A record is taken as renamed where exactly one new record has its date and
// its place or firm, and no other lost record has.
func Losses(form *forms.Form, now, before *returns.Return, firm forms.FirmKey) []Loss {
	if form.Counting != forms.Flow || form.Layout == forms.Indicators || now == nil || before == nil {
		return nil
	}
	here := map[string]bool{}
	for i := range now.Records {
		if key, ok := form.Identify(&now.Records[i], firm); ok {
			here[key] = true
		}
	}
	had, kept := map[string]bool{}, 0
	var losses []Loss
	for i := range before.Records {
		key, ok := form.Identify(&before.Records[i], firm)
		switch {
		case !ok || had[key]:
			continue
		case here[key]:
			kept++
		default:
			losses = append(losses, Loss{Old: &before.Records[i]})
		}
		had[key] = true
	}
	renamed := replace(form, losses, fresh(form, now, had, firm), firm)
	if kept+renamed == 0 || 3*(kept+renamed) < len(had) {
		return nil
	}
	return losses
}

// fresh lists the records of now that were not in the return before.
func fresh(form *forms.Form, now *returns.Return, had map[string]bool, firm forms.FirmKey) []*returns.Record {
	var out []*returns.Record
	for i := range now.Records {
		if key, ok := form.Identify(&now.Records[i], firm); ok && !had[key] {
			out = append(out, &now.Records[i])
		}
	}
	return out
}

// replace gives each loss the one fresh record that can only stand for it, and
// says how many have one.
func replace(form *forms.Form, losses []Loss, fresh []*returns.Record, firm forms.FirmKey) int {
	byDay := map[string][]*returns.Record{}
	for _, rec := range fresh {
		day := form.RoleValue(rec, forms.RoleEvent).Words()
		byDay[day] = append(byDay[day], rec)
	}
	stead := make([]*returns.Record, len(losses))
	claims := map[*returns.Record]int{}
	for i, l := range losses {
		day := form.RoleValue(l.Old, forms.RoleEvent).Words()
		if day == "" {
			continue
		}
		var fit []*returns.Record
		for _, rec := range byDay[day] {
			if alike(form, l.Old, rec, firm) {
				fit = append(fit, rec)
				claims[rec]++
			}
		}
		if len(fit) == 1 {
			stead[i] = fit[0]
		}
	}
	renamed := 0
	for i := range losses {
		if rec := stead[i]; rec != nil && claims[rec] == 1 {
			losses[i].New = rec
			renamed++
		}
	}
	return renamed
}

// alike reports whether two records are at one place or of one firm.
func alike(form *forms.Form, a, b *returns.Record, firm forms.FirmKey) bool {
	if place := form.Part(a, "place", firm); place != "" && place == form.Part(b, "place", firm) {
		return true
	}
	i, ok := form.ByRole(forms.RoleFirm)
	if !ok {
		return false
	}
	k := forms.Key(form.Fields[i].ID)
	name := form.Part(a, k, firm)
	return name != "" && name == form.Part(b, k, firm)
}

// Lost finds rows of the last ledger that this one lacks (X412): at the row
// that stands in their stead, else at the sheet.
func Lost(c Case) finding.List {
	if c.Before == nil {
		return nil
	}
	c = c.prepared()
	var found finding.List
	for _, l := range Losses(c.Form, c.Return, c.Before, c.firm) {
		at, what := c.sheet(), "上期台账（"+base(c.Before.Filing.File)+" "+rowOf(c.Before, l.Old).String()+"）中"+c.describe(l.Old)+"一行，本期没有"
		if l.New != nil {
			at = c.row(l.New)
			what += "；本期" + position(l.New.Row) + c.describe(l.New) + "日期和地点（企业）相同，暂按改名计"
		} else {
			what += "；未说明前仍计入"
		}
		found = append(found, finding.RowLost(at, what))
	}
	return found
}

// base is a file's name without its folders.
func base(file string) string { return file[strings.LastIndexAny(file, `/\`)+1:] }

// describe names a record by its date, its place and what identifies it.
func (c Case) describe(rec *returns.Record) string {
	var words []string
	add := func(w string) {
		if w != "" {
			words = append(words, w)
		}
	}
	add(c.Form.RoleValue(rec, forms.RoleEvent).Words())
	add(c.Form.RoleValue(rec, forms.RoleProvince).Text + c.Form.RoleValue(rec, forms.RoleCity).Text + c.Form.RoleValue(rec, forms.RoleDistrict).Text)
	for _, i := range c.identityFields() {
		fl := &c.Form.Fields[i]
		switch fl.Role {
		case forms.RoleEvent, forms.RoleProvince, forms.RoleCity, forms.RoleDistrict, forms.RoleUSCC:
		default:
			if !fl.Type.Personal() {
				add(c.Form.Value(rec, fl.ID).Words())
			}
		}
	}
	return "“" + strings.Join(words, " ") + "”"
}
