package importer

import (
	"cmp"
	"slices"

	"chunfeng/importer/cell"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// Memory is a History of returns held in memory, for the command line. It is
// not safe for use by several goroutines.
type Memory struct {
	forms *forms.Catalogue
	kept  map[filed][]returns.Return // in order of period
	first map[firmFiled]base
}

type filed struct {
	unit returns.UnitCode
	form returns.FormID
}

type firmFiled struct {
	filed
	firm string
}

type base struct {
	number returns.Number
	period period.Period
}

// NewMemory is an empty Memory.
func NewMemory(c *forms.Catalogue) *Memory {
	return &Memory{forms: c, kept: map[filed][]returns.Return{}, first: map[firmFiled]base{}}
}

// Add remembers the returns of o that count. Returns must be added in order
// of period for FirstBase to know the first.
func (m *Memory) Add(o *Outcome) {
	for _, r := range o.Returns {
		if !r.State.Counts() {
			continue
		}
		key := filed{r.Unit, r.Form}
		m.kept[key] = append(m.kept[key], r)
		slices.SortStableFunc(m.kept[key], func(a, b returns.Return) int {
			return cmp.Compare(a.Period.No, b.Period.No)
		})
		m.addBases(key, r)
	}
}

func (m *Memory) addBases(key filed, r returns.Return) {
	f, ok := m.forms.Form(r.Form)
	if !ok || !f.Lines {
		return
	}
	for i := range r.Records {
		rec := &r.Records[i]
		n := f.RoleValue(rec, forms.RoleBase)
		if n.IsAbsent() {
			continue
		}
		for _, firm := range firmKeys(f, rec) {
			k := firmFiled{key, firm}
			if _, known := m.first[k]; !known {
				m.first[k] = base{n.Number, r.Period}
			}
		}
	}
}

// firmKeys are the keys under which a record's firm is known: its code and
// its name.
func firmKeys(f *forms.Form, rec *returns.Record) []string {
	var keys []string
	if v := f.RoleValue(rec, forms.RoleUSCC); !v.IsAbsent() {
		keys = append(keys, v.Text)
	}
	if v := f.RoleValue(rec, forms.RoleFirm); !v.IsAbsent() {
		keys = append(keys, cell.FirmKey(v.Text))
	}
	return keys
}

// Last is the newest counted return of an earlier period.
func (m *Memory) Last(unit returns.UnitCode, form returns.FormID, before period.Period) *returns.Return {
	kept := m.kept[filed{unit, form}]
	for i := len(kept) - 1; i >= 0; i-- {
		if kept[i].Period.Ends.Before(before.Ends) {
			return &kept[i]
		}
	}
	return nil
}

// FirstBase is the base first filed for a firm, under its code or its name.
func (m *Memory) FirstBase(unit returns.UnitCode, form returns.FormID, firm string, before period.Period) (returns.Number, period.Period, bool) {
	b, ok := m.first[firmFiled{filed{unit, form}, firm}]
	if !ok || !b.period.Ends.Before(before.Ends) {
		return returns.Number{}, period.Period{}, false
	}
	return b.number, b.period, true
}

// Earlier is what the unit filed for earlier periods, in order of period.
func (m *Memory) Earlier(unit returns.UnitCode, before period.Period) []*returns.Return {
	var out []*returns.Return
	for _, f := range m.forms.Forms {
		kept := m.kept[filed{unit, f.ID}]
		for i := range kept {
			if kept[i].Period.Ends.Before(before.Ends) {
				out = append(out, &kept[i])
			}
		}
	}
	return out
}
