package rules

import (
	"chunfeng/importer/cell"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
)

// A Case is one return with all that a rule may compare it to. The caller
// looks earlier returns up, so that no rule reads a database. Records must
// have been folded: derived fields are compared as they are.
type Case struct {
	Form   *forms.Form
	Forms  *forms.Catalogue // for rules across forms, may be nil
	Return *returns.Return
	// Before is this unit's return on this form that counts for the last
	// period for which there is one, nil if none. Its records are not packed,
	// nor are those of Filing.
	Before *returns.Return
	// First is the base first filed for a firm, and for which period; nil means
	// that Before is the earliest return known. firm is a credit code, or the
	// cell.FirmKey of a name without one.
	First func(firm string) (returns.Number, period.Period, bool)
	// Filing is every return of the same workbook, Return among them.
	Filing []*returns.Return
	// Earlier is this unit's earlier returns that count, of all forms: what
	// totals since the campaign began are held against. It may be nil.
	Earlier  []*returns.Return
	Register *register.Register // may be nil
	// Known is the codes of the register's firms, so that they are not worked
	// out for every return; made of Register where it is nil.
	Known *Codes
	// Found is what reading the return found.
	Found finding.List

	firm   forms.FirmKey
	faulty map[[2]int]bool // cells with a fault
	cols   map[int]bool    // columns with such a cell
	unsure map[int]bool    // sheet rows whose derived fields rest on an open question (R308)
}

// A Rule says what is wrong with a return.
type Rule func(Case) finding.List

// All asks every rule. Use it for rules that do not lean on each other.
func All(rules ...Rule) Rule {
	return func(c Case) finding.List {
		var found finding.List
		for _, r := range rules {
			found = append(found, r(c)...)
		}
		return found
	}
}

// Then asks the rules in turn until one finds a fault. Use it where a later
// rule makes sense only on data that the earlier ones have passed.
func Then(rules ...Rule) Rule {
	return func(c Case) finding.List {
		var found finding.List
		for _, r := range rules {
			found = append(found, r(c)...)
			if found.Faulty() {
				break
			}
		}
		return found
	}
}

// Each asks about every record.
func Each(ask func(Case, *returns.Record) finding.List) Rule {
	return func(c Case) finding.List {
		var found finding.List
		for i := range c.Return.Records {
			found = append(found, ask(c, &c.Return.Records[i])...)
		}
		return found
	}
}

// Of is every rule that holds for a form: those that hold for all forms, and
// those its definition adds.
func Of(f *forms.Form) Rule {
	rules := []Rule{Repeated, Totals}
	for i := range f.Rules {
		rules = append(rules, declared(&f.Rules[i]))
	}
	if f.Layout == forms.Indicators {
		rules = append(rules, Weeks, Ledgers)
	}
	return All(append(rules, Changed, Unmoved, Lost, Based, Absent)...)
}

// Check asks all rules of the form. A cell whose reading failed is not
// compared; what is found of one cell besides is for Precedence to choose from.
// A return without records passes: that it has none is for the reader to say.
func Check(c Case) finding.List {
	if len(c.Return.Records) == 0 {
		return nil
	}
	return Of(c.Form)(c.prepared())
}

// declared is the rule that a definition's entry stands for.
func declared(r *forms.Rule) Rule {
	switch {
	case len(r.Each) > 0:
		return Each(func(c Case, rec *returns.Record) finding.List { return eachPart(c, rec, r) })
	case len(r.Sum) > 0:
		return Each(func(c Case, rec *returns.Record) finding.List { return sumOfParts(c, rec, r) })
	case r.Rate != "":
		return Each(func(c Case, rec *returns.Record) finding.List { return rate(c, rec, r) })
	case len(r.Ascending) > 0:
		return Each(func(c Case, rec *returns.Record) finding.List { return ascending(c, rec, r) })
	case len(r.When) > 0:
		return Each(func(c Case, rec *returns.Record) finding.List { return together(c, rec, r) })
	case r.Listed != "":
		return func(c Case) finding.List { return listed(c, r) }
	}
	return All()
}

// Prepared is c with what several rules need worked out once. Who asks Check
// and Carry of one case prepares it first.
func (c Case) Prepared() Case { return c.prepared() }

func (c Case) prepared() Case {
	if c.firm != nil {
		return c
	}
	c.firm = firmKeys(c)
	c.faulty, c.cols, c.unsure = map[[2]int]bool{}, map[int]bool{}, map[int]bool{}
	for _, f := range c.Found {
		p := f.Place
		switch {
		case p.Cell() == "" || p.Sheet != c.Return.Sheet || p.Order != c.Return.Order:
		case f.Severity() == finding.Fault:
			c.faulty[[2]int{p.Row, p.Col}] = true
			c.cols[p.Col] = true
		case f.Code == "R308" && f.Explained == "":
			c.unsure[p.Row] = true
		}
	}
	return c
}

// Codes are credit codes by the cell.FirmKey of a name, "" where a name goes
// with several. It is not changed once made.
type Codes struct{ byName map[string]string }

// CodesOf is the codes of the firms due.
func CodesOf(r *register.Register) *Codes {
	codes := &Codes{map[string]string{}}
	if r == nil {
		return codes
	}
	for i := range r.Firms {
		codes.learn(nil, cell.FirmKey(r.Firms[i].Name), string(r.Firms[i].Code))
	}
	return codes
}

// of is the code of a name, also known elsewhere, and whether it is known.
func (c *Codes) of(also *Codes, key string) (string, bool) {
	if code, ok := c.byName[key]; ok || also == nil {
		return code, ok
	}
	return also.of(nil, key)
}

func (c *Codes) learn(also *Codes, key, code string) {
	if key == "" || code == "" {
		return
	}
	switch known, ok := c.of(also, key); {
	case ok && known == code:
		return
	case ok:
		code = ""
	}
	c.byName[key] = code
}

// firmKeys resolves firms over all that the case knows: a firm is its credit
// code, and a name that goes with exactly one code means that code. Nothing is
// resolved before the first firm is asked for.
func firmKeys(c Case) forms.FirmKey {
	var codes *Codes
	made := map[string]string{} // by name: most rows repeat one
	return func(name, code string) string {
		if code != "" {
			return code
		}
		if key, ok := made[name]; ok {
			return key
		}
		if codes == nil {
			codes = c.codes()
		}
		key := cell.FirmKey(name)
		if known, _ := codes.of(c.Known, key); known != "" {
			key = known
		}
		made[name] = key
		return key
	}
}

// codes learns what the returns of the case say beside what is Known.
func (c Case) codes() *Codes {
	codes := &Codes{map[string]string{}}
	if c.Known == nil {
		codes = CodesOf(c.Register)
	}
	all := append([]*returns.Return{c.Return, c.Before}, c.Filing...)
	for _, ret := range append(all, c.Earlier...) {
		if ret == nil {
			continue
		}
		form, ok := c.form(ret.Form)
		if !ok {
			continue
		}
		name, named := form.ByRole(forms.RoleFirm)
		code, coded := form.ByRole(forms.RoleUSCC)
		if !named || !coded {
			continue
		}
		var last [2]string
		ret.Each([]int{name, code}, func(rec *returns.Record) {
			v := rec.Values
			if max(name, code) >= len(v) || v[code].Text == "" {
				return
			}
			if pair := [...]string{v[name].Text, v[code].Text}; pair != last {
				codes.learn(c.Known, cell.FirmKey(pair[0]), pair[1])
				last = pair
			}
		})
	}
	return codes
}

func (c Case) form(id returns.FormID) (*forms.Form, bool) {
	if id == c.Form.ID {
		return c.Form, true
	}
	if c.Forms == nil {
		return nil, false
	}
	return c.Forms.Form(id)
}
