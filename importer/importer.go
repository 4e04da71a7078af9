package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"slices"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/fold"
	"chunfeng/importer/forms"
	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/importer/rules"
	"chunfeng/importer/table"
	"chunfeng/importer/workbook"
	"chunfeng/importer/workbook/mark"
)

// An Importer reads workbooks of one campaign. It may be used by several
// goroutines at once. Make it with New.
type Importer struct {
	Register *register.Register
	Forms    *forms.Catalogue
	Limits   workbook.Limits

	names  *table.Names
	codes  *rules.Codes
	spaces chan *space // at hand
}

// A space is memory for what lives no longer than one file is read or checked:
// its cells, and records that are packed.
type space struct {
	book    workbook.Memory
	records returns.Arena
}

// New is an Importer with DefaultLimits.
func New(r *register.Register, c *forms.Catalogue) *Importer {
	return &Importer{Register: r, Forms: c, Limits: workbook.DefaultLimits(), names: table.Prepare(c), codes: rules.CodesOf(r), spaces: make(chan *space, runtime.GOMAXPROCS(0))}
}

// Asked is what whoever hands a file over says of it. Zero fields are found in
// the file.
type Asked struct {
	Unit     returns.UnitCode
	Period   period.Date
	Password string
	// Open lists the periods that are open for a unit and form; the service
	// uses it where neither sheets nor file name tell the period. May be nil.
	Open func(returns.UnitCode, returns.FormID) []period.Period
}

// A History knows what was filed before. Both answers are nil or false where
// there is nothing.
type History interface {
	// Last is the unit's newest counted return on form of a period that ends
	// before the given one.
	Last(returns.UnitCode, returns.FormID, period.Period) *returns.Return
	// FirstBase is the base that was filed first for a firm, and in which
	// period.
	FirstBase(unit returns.UnitCode, form returns.FormID, firm string, before period.Period) (returns.Number, period.Period, bool)
	// Earlier is the unit's counted returns of all forms and all periods that
	// end before the given one.
	Earlier(returns.UnitCode, period.Period) []*returns.Return
}

// An Outcome is what came of one file.
type Outcome struct {
	File       string
	SHA256     string // of its bytes, lower-case hex
	Unreadable bool   // F001–F004: nothing was read
	Unit       returns.Unit
	UnitFrom   string // where the unit was found, e.g. 驻点招工!A2
	Period     period.Period
	Returns    []returns.Return
	Findings   finding.List // of the file and all its tables, sorted by place
	Explain    []string     // in Chinese: what was found where and why

	loose   finding.List // findings that belong to no single return
	answers []finding.Answer
}

// State is the worst state of the file's returns, Refused for a file without
// any.
func (o *Outcome) State() returns.State {
	if o.Unreadable || len(o.Returns) == 0 || o.loose.Faulty() {
		return returns.Refused
	}
	worst := returns.Accepted
	for _, r := range o.Returns {
		worst = max(worst, r.State) // the states are in this order up to Refused
	}
	return worst
}

// Import walks one file from bytes to checked returns. Whatever is wrong with
// the file is a finding.
func (im *Importer) Import(name string, data []byte, asked Asked, h History) Outcome {
	o := im.Read(name, data, asked, h)
	im.Check(&o, h)
	return o
}

// Read opens, locates and reads, and leaves comparing to Check, so that the
// files of a folder can be read in any order and checked in order of period.
func (im *Importer) Read(name string, data []byte, asked Asked, h History) Outcome {
	return im.read(name, data, asked, nil)
}

// ReadPacked is Read, with the records of rosters packed, of which a campaign
// has most: so all its files may be held at once. Check unpacks them for
// itself, merging reads them as they are.
func (im *Importer) ReadPacked(name string, data []byte, asked Asked) Outcome {
	in := im.space()
	defer im.free(in)
	o := im.read(name, data, asked, in)
	im.pack(&o)
	return o
}

func (im *Importer) space() *space {
	select {
	case in := <-im.spaces:
		return in
	default:
		return new(space)
	}
}

func (im *Importer) free(in *space) {
	in.records.Reset()
	select {
	case im.spaces <- in:
	default:
	}
}

// read reads a file; its book, and the records of rosters, lie in a space that
// may be nil.
func (im *Importer) read(name string, data []byte, asked Asked, in *space) Outcome {
	sum := sha256.Sum256(data)
	o := Outcome{File: name, SHA256: hex.EncodeToString(sum[:])}
	open, rosters := workbook.Open, (*returns.Arena)(nil)
	if in != nil {
		open, rosters = in.book.Open, &in.records
	}
	book, found := open(name, data, im.Limits, asked.Password)
	o.loose = found
	if found.Faulty() {
		o.Unreadable = true
		o.settle()
		return o
	}
	o.answers = mark.Explanations(book)
	mark.Remove(book)
	ask := table.Asked{Forms: im.Forms, Register: im.Register, Names: im.names, Unit: asked.Unit, Period: asked.Period, OpenPeriods: asked.Open, Rosters: rosters}
	located, found := table.Locate(book, ask)
	o.loose = append(o.loose, found...)
	o.Unit, o.UnitFrom, o.Period, o.Explain = located.Unit, located.UnitFrom, located.Period, located.Explain
	for _, t := range located.Tables {
		r, found := t.Read(ask, located)
		r.Filing = returns.Filing{File: name, SHA256: o.SHA256}
		r.Version = 1
		r.Findings = append(r.Findings, found...)
		o.Returns = append(o.Returns, r)
	}
	o.settle()
	return o
}

// pack packs the records of rosters.
func (im *Importer) pack(o *Outcome) {
	for i := range o.Returns {
		r := &o.Returns[i]
		if form, ok := im.Forms.Form(r.Form); !ok || !form.Roster {
			continue
		}
		r.Pack()
		// What is left of the workbook must not hold the rest of its texts.
		for id, v := range r.Meta {
			v.Text, v.Typed = strings.Clone(v.Text), strings.Clone(v.Typed)
			r.Meta[id] = v
		}
		for j := range r.Columns {
			r.Columns[j].Header = strings.Clone(r.Columns[j].Header)
		}
	}
}

// Check holds every return of o against its form's rules and against what
// the unit filed before, and settles the states.
func (im *Importer) Check(o *Outcome, h History) {
	in := im.space()
	defer im.free(in)
	a := &in.records
	filing := make([]*returns.Return, len(o.Returns))
	for i := range o.Returns {
		filing[i] = &o.Returns[i]
		if r := filing[i]; r.Packed != nil {
			r.Unpack(a)
			defer r.Pack()
		}
	}
	compared := slices.DeleteFunc(slices.Clone(filing), func(r *returns.Return) bool { return headingFault(r.Findings) })
	for _, r := range filing {
		if form, ok := im.Forms.Form(r.Form); ok && !o.loose.Faulty() && slices.Contains(compared, r) {
			im.check(form, r, compared, h, o.answers, a)
		}
		r.Findings = rules.Explain(r.Findings, o.answers)
	}
	o.loose = rules.Explain(o.loose, o.answers)
	o.settle()
}

func (im *Importer) check(form *forms.Form, r *returns.Return, filing []*returns.Return, h History, answers []finding.Answer, a *returns.Arena) {
	c := rules.Case{Form: form, Forms: im.Forms, Return: r, Filing: filing, Register: im.Register, Known: im.codes}
	if h != nil {
		c.Before = unpacked(h.Last(r.Unit, r.Form, r.Period), a)
		c.Earlier = h.Earlier(r.Unit, r.Period)
		if form.Layout == forms.Indicators {
			for i := range c.Earlier {
				c.Earlier[i] = unpacked(c.Earlier[i], a)
			}
		}
		c.First = func(firm string) (returns.Number, period.Period, bool) {
			return h.FirstBase(r.Unit, r.Form, firm, r.Period)
		}
		if f, moved := table.Drift(form, r, c.Before); moved {
			r.Findings = append(r.Findings, f)
		}
	}
	said := includes(answers, c.Before)
	r.Findings = append(r.Findings, fold.DeriveAs(form, r, func(*returns.Record) fold.Answer { return said })...)
	r.Findings = append(r.Findings, fold.Unbased(form, r)...)
	c.Found = r.Findings
	c.Found = rules.Suggest(c)
	c = c.Prepared()
	r.Findings = append(c.Found, rules.Check(c)...)
	r.Findings = rules.Carry(c, r.Findings)
}

// unpacked is r with its records, which r itself does not get back, in the
// memory of a.
func unpacked(r *returns.Return, a *returns.Arena) *returns.Return {
	if r == nil || r.Packed == nil {
		return r
	}
	open := *r
	open.Unpack(a)
	return &open
}

// includes is what the unit answered when R308 asked, now or last time.
func includes(answers []finding.Answer, before *returns.Return) fold.Answer {
	for _, a := range answers {
		if said := fold.Answered(a.Text); a.Code == "R308" && said != fold.Unknown {
			return said
		}
	}
	if before == nil {
		return fold.Unknown
	}
	for _, f := range before.Findings {
		if said := fold.Answered(f.Explained); f.Code == "R308" && said != fold.Unknown {
			return said
		}
	}
	return fold.Unknown
}

// headingFault reports whether a table's heading refuses it: its records may
// lack a column, and nothing is compared with them.
func headingFault(found finding.List) bool {
	return slices.ContainsFunc(found, func(f finding.Finding) bool {
		return f.Severity() == finding.Fault && f.Code[0] == 'H'
	})
}

// settle keeps of the findings on one cell their root cause, gives every
// return its state and gathers the findings.
func (o *Outcome) settle() {
	o.loose = rules.Precedence(o.loose, nil)
	o.Findings = slices.Clone(o.loose)
	refused := o.loose.Faulty()
	for i := range o.Returns {
		r := &o.Returns[i]
		r.Findings = rules.Precedence(r.Findings, o.loose)
		nothing := r.State == returns.Nil
		switch {
		case refused || r.Findings.Faulty():
			r.State = returns.Refused
		case r.Findings.Doubtful():
			r.State = returns.Held
		case nothing:
		default:
			r.State = returns.Accepted
		}
		o.Findings = append(o.Findings, r.Findings...)
	}
	o.Findings.Sort()
}
