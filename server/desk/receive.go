package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/importer/rules"
	"chunfeng/server/store"
)

// Receive reads and checks a workbook and keeps it with its returns, also when
// they are refused. Refusals: F001, F002, F004 (noted as an attempt, not
// kept), busy (noted), unit_unknown and period_unknown with choices,
// period_closed without a reason, form_not_filed, empty_file.
func (d *Desk) Receive(ctx context.Context, a Actor, u Upload) (*Receipt, error) {
	if len(u.Data) == 0 {
		return nil, refuse("empty_file")
	}
	if a.Role == store.Viewer {
		return nil, refuse("not_allowed", standingWords[filer])
	}
	rm, err := d.room(ctx, d.store, u.Campaign)
	if err != nil {
		return nil, err
	}
	asked, err := d.asked(a, rm, u)
	if err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, d.turnedAway(ctx, a, rm, u, asked, err)
	}
	defer leave()
	in, err := d.read(ctx, a, rm, u, asked)
	if err != nil {
		return nil, d.turnedAway(ctx, a, rm, u, asked, err)
	}
	if u.DryRun {
		rec, err := d.rehearse(ctx, a, in)
		return veilReceipt(rec), err
	}
	rec, err := d.keep(ctx, a, in)
	if err != nil {
		return nil, d.turnedAway(ctx, a, rm, u, asked, err)
	}
	return veilReceipt(rec), nil
}

// An intake is a workbook read and checked, before it is kept.
type intake struct {
	room    *room
	upload  Upload
	outcome importer.Outcome
	owner   owner
	period  period.Period // zero where a file without returns names none
	// again, when set, is the filing whose original was read once more.
	again *store.Filing
	// only, when set, is the one form whose returns are kept.
	only returns.FormID
}

// asked is what the actor may and does say of the file.
func (d *Desk) asked(a Actor, rm *room, u Upload) (importer.Asked, error) {
	asked := importer.Asked{Unit: u.Unit, Password: u.Password}
	if u.Unit == "" && a.Role == store.Firm {
		asked.Unit = a.Unit
	}
	if asked.Unit != "" {
		if !a.files(rm.owner(returns.Unit{Code: asked.Unit}, Actor{})) {
			return asked, fmt.Errorf("unit %s: %w", asked.Unit, store.ErrNotFound)
		}
		if _, known := rm.reg.Unit(asked.Unit); !known && a.Role != store.Firm {
			return asked, &RefusedError{Code: "unit_unknown", Choices: unitChoices(a, rm)}
		}
	}
	if u.Period != "" {
		p, err := rm.period(u.Period)
		if err != nil {
			return asked, &RefusedError{Code: "period_unknown", Choices: periodChoices(rm)}
		}
		asked.Period = p.Ends
	}
	return asked, nil
}

// read imports the file and settles whose it is and of which period.
func (d *Desk) read(ctx context.Context, a Actor, rm *room, u Upload, asked importer.Asked) (*intake, error) {
	h := newHistory(ctx, d.store, d, rm.id)
	owed := d.owedPeriods(ctx, rm, u)
	asked.Open = owed.open
	o := rm.importer.Import(u.File, u.Data, asked, h)
	if asked.Unit == "" && !o.Unreadable && a.Role == store.County && (o.Unit.Code == "" || !a.files(rm.owner(o.Unit, a))) {
		// What it names is not the county's, or nothing: then it is the county's
		// own return, in which another's name is a fault.
		asked.Unit = a.Unit
		o = rm.importer.Import(u.File, u.Data, asked, h)
	}
	if slices.ContainsFunc(o.Findings, func(f finding.Finding) bool { return f.Code == "F004" }) {
		// It may have taken all that a book may. Left to itself the heap would
		// grow to twice that before it is given back.
		runtime.GC()
	}
	if err := errors.Join(h.err, owed.err); err != nil {
		return nil, err
	}
	in := &intake{room: rm, upload: u, outcome: o, period: o.Period}
	if unkept := unreadable(&o); unkept != nil {
		return nil, unkept
	}
	if o.Unit.Code == "" {
		o.Unit = rm.unit(asked.Unit)
		if asked.Unit == "" {
			o.Unit = rm.unit(a.Unit)
		}
		in.outcome.Unit = o.Unit
	}
	if in.period.No == 0 && !asked.Period.IsZero() {
		in.period, _ = rm.campaign().Named(asked.Period) // asked knows it
	}
	var err error
	if in.owner, err = d.whose(ctx, rm, o.Unit, a); err != nil {
		return nil, err
	}
	switch {
	case o.Unit.Code != "" && !a.files(in.owner):
		return nil, fmt.Errorf("unit %s: %w", o.Unit.Code, store.ErrNotFound)
	case len(o.Returns) == 0:
	case o.Unit.Code == "":
		return nil, &RefusedError{Code: "unit_unknown", Choices: unitChoices(a, rm)}
	case in.period.No == 0:
		return nil, &RefusedError{Code: "period_unknown", Choices: periodChoices(rm)}
	}
	return in, d.mayFile(rm.unit(o.Unit.Code), o.Returns)
}

// whose is the owner of what a unit files. A firm that is not on the register
// belongs to the county that its returns so far belong to, so that no other
// county files over them.
func (d *Desk) whose(ctx context.Context, rm *room, u returns.Unit, a Actor) (owner, error) {
	o := rm.owner(u, a)
	if _, known := rm.reg.Unit(u.Code); known || u.Code == "" {
		return o, nil
	}
	filed, err := d.store.Returns(ctx, store.ReturnFilter{Campaign: rm.id, Units: []returns.UnitCode{u.Code}, Page: store.Page{Limit: 1}})
	if err != nil {
		return o, fmt.Errorf("read whose the firm is: %w", err)
	}
	if len(filed) > 0 && filed[0].County != "" {
		o.County = filed[0].County
	}
	return o, nil
}

// mayFile refuses forms that firms never file: a firm's account must not add to
// a county's ledgers.
func (d *Desk) mayFile(u returns.Unit, filed []returns.Return) error {
	for i := range filed {
		f, ok := d.forms.Form(filed[i].Form)
		if ok && u.Kind == period.Firm && !f.Owed(period.Firm) {
			return refuse("form_not_filed", f.Title)
		}
	}
	return nil
}

// unreadable is the refusal of a file that is not kept: no workbook, a password,
// over a limit. A damaged one (F003) is kept, so that nothing that arrived is
// lost.
func unreadable(o *importer.Outcome) *RefusedError {
	if !o.Unreadable {
		return nil
	}
	for _, f := range o.Findings {
		switch f.Code {
		case "F001", "F002", "F004":
			return &RefusedError{Code: string(f.Code), Words: []string{f.Message() + "。" + f.Advice()}, Findings: o.Findings}
		}
	}
	return nil
}

// unitChoices is the units that the actor hands in for.
func unitChoices(a Actor, rm *room) []Choice {
	var out []Choice
	for _, u := range rm.units() {
		if a.files(rm.owner(u, a)) {
			out = append(out, Choice{Value: string(u.Code), Name: u.Name})
		}
	}
	return out
}

func periodChoices(rm *room) []Choice {
	var out []Choice
	for _, p := range rm.campaign().Periods {
		if !rm.closed(p) {
			out = append(out, Choice{Value: p.Name(), Name: fmt.Sprintf("第%d期（截至%s）", p.No, p.Ends.Chinese())})
		}
	}
	return out
}

// owed tells in which open periods a unit still owes a form.
type owed struct {
	open func(returns.UnitCode, returns.FormID) []period.Period
	err  error
}

// owedPeriods looks at periods that have begun by the time of the request.
func (d *Desk) owedPeriods(ctx context.Context, rm *room, u Upload) *owed {
	o := &owed{}
	today := period.Of(u.Began.In(period.Zone()))
	o.open = func(unit returns.UnitCode, form returns.FormID) []period.Period {
		filed, err := d.store.Returns(ctx, store.ReturnFilter{Campaign: rm.id, Units: []returns.UnitCode{unit}, Form: form, States: counting})
		if err != nil {
			o.err = fmt.Errorf("read what is owed: %w", err)
			return nil
		}
		var out []period.Period
		for _, p := range rm.campaign().Periods {
			done := slices.ContainsFunc(filed, func(r store.Return) bool { return r.Period.Ends == p.Ends })
			if !done && !rm.closed(p) && !p.From.After(today) && rm.owes(rm.unit(unit), form, p) {
				out = append(out, p)
			}
		}
		return out
	}
	return o
}

// enter waits for a place to read a file. busy when too many wait, or that took
// too long.
func (d *Desk) enter(ctx context.Context) (leave func(), err error) {
	select {
	case d.waiting <- struct{}{}:
	default:
		return nil, refuse("busy")
	}
	late := time.NewTimer(d.patient)
	defer late.Stop()
	select {
	case d.readers <- struct{}{}:
		return func() { <-d.readers; <-d.waiting }, nil
	case <-late.C:
		<-d.waiting
		return nil, refuse("busy")
	case <-ctx.Done():
		<-d.waiting
		return nil, fmt.Errorf("wait to read: %w", ctx.Err())
	}
}

// turnedAway notes a refused file among the attempts and gives back why. Dry
// runs leave no trace.
func (d *Desk) turnedAway(ctx context.Context, a Actor, rm *room, u Upload, asked importer.Asked, why error) error {
	var refused *RefusedError
	if u.DryRun || !errors.As(why, &refused) {
		return why
	}
	u.Unit = asked.Unit
	if err := d.attempt(ctx, a, rm, u, refused.Reason().Status, refused.Code); err != nil {
		return errors.Join(why, err)
	}
	return why
}

// Turned notes a request that was not read at all, e.g. status 503, code busy:
// it counts as an attempt in time. u.Data may be nil.
func (d *Desk) Turned(ctx context.Context, a Actor, u Upload, status int, code string) error {
	rm, err := d.room(ctx, d.store, u.Campaign)
	if err != nil {
		return err
	}
	asked, err := d.asked(a, rm, u)
	if err != nil {
		u.Period = ""
	}
	u.Unit = asked.Unit
	return d.attempt(ctx, a, rm, u, status, code)
}

func (d *Desk) attempt(ctx context.Context, a Actor, rm *room, u Upload, status int, code string) error {
	if u.Unit == "" {
		u.Unit = a.Unit
	}
	now := d.now()
	id, err := d.id(now)
	if err != nil {
		return err
	}
	whose := rm.owner(returns.Unit{Code: u.Unit}, a)
	at := store.Attempt{
		ID: id, Campaign: rm.id, Unit: whose.Unit, County: whose.County, Period: u.Period, File: u.File,
		Size: int64(len(u.Data)), Received: u.Began, Answered: now, By: a.User, Status: status, Code: code,
	}
	if len(u.Data) > 0 {
		sum := sha256.Sum256(u.Data)
		at.SHA256 = hex.EncodeToString(sum[:])
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		if err := tx.AddAttempt(ctx, at); err != nil {
			return fmt.Errorf("note attempt: %w", err)
		}
		return a.note(ctx, tx, now, "filing.turned", "attempt/"+id, whose, fmt.Sprintf(`{"status":%d,"code":%q}`, status, code))
	})
	if err != nil {
		return fmt.Errorf("note attempt: %w", err)
	}
	return nil
}

// drafted is the returns of an intake as they would be kept, without ids and
// versions: explanations carried over from the versions before, one state for
// all parts of a form.
func (d *Desk) drafted(ctx context.Context, r store.Reader, in *intake) ([]store.Return, error) {
	var out []store.Return
	parts := map[returns.FormID]int{}
	for i := range in.outcome.Returns {
		ret := in.outcome.Returns[i]
		if in.only != "" && ret.Form != in.only {
			continue
		}
		if ret.Period.No == 0 {
			ret.Period = in.period
		}
		ret.Unit, ret.Version = in.outcome.Unit.Code, 0 // the store numbers versions
		s := store.Return{Return: ret, Campaign: in.room.id, County: in.owner.County, Part: parts[ret.Form]}
		parts[ret.Form]++
		out = append(out, s)
	}
	for form := range parts {
		before, err := d.explainedBefore(ctx, r, in, form)
		if err != nil {
			return nil, err
		}
		f, _ := d.forms.Form(form)
		for i := range out {
			if out[i].Form == form && before != nil && f != nil {
				c := rules.Case{Form: f, Forms: d.forms, Return: &out[i].Return, Before: &before.Return, Register: in.room.reg}
				brought := out[i].Findings
				out[i].Findings = rules.Carry(c, brought)
				for no, x := range out[i].Findings {
					if x.Explained != "" && brought[no].Explained == "" {
						out[i].Explanations = append(out[i].Explanations, store.Explanation{No: no, Text: x.Explained, Carried: before.ID})
					}
				}
			}
		}
		if err := d.tellCarried(ctx, r, in, out, form); err != nil {
			return nil, err
		}
		d.settle(out, form, in.outcome.State() == returns.Refused && wholeRefused(&in.outcome))
	}
	return out, nil
}

// tellCarried notes which explanations the importer brought over from the
// unit's return of an earlier period: the same words on the same doubt there.
func (d *Desk) tellCarried(ctx context.Context, r store.Reader, in *intake, all []store.Return, form returns.FormID) error {
	var last *store.Return
	for i := range all {
		for no, f := range all[i].Findings {
			said := slices.ContainsFunc(all[i].Explanations, func(e store.Explanation) bool { return e.No == no })
			if all[i].Form != form || f.Explained == "" || said {
				continue
			}
			if last == nil {
				var err error
				if last, err = d.lastCounted(ctx, r, in, form); err != nil {
					return err
				}
			}
			if slices.ContainsFunc(last.Findings, func(x finding.Finding) bool {
				return x.Code == f.Code && x.Field == f.Field && x.Explained == f.Explained
			}) {
				all[i].Explanations = append(all[i].Explanations, store.Explanation{No: no, Text: f.Explained, Carried: last.ID})
			}
		}
	}
	return nil
}

// lastCounted is the unit's newest return that counts of an earlier period, an
// empty one if there is none.
func (d *Desk) lastCounted(ctx context.Context, r store.Reader, in *intake, form returns.FormID) (*store.Return, error) {
	heads, err := r.Returns(ctx, store.ReturnFilter{
		Campaign: in.room.id, Units: []returns.UnitCode{in.outcome.Unit.Code}, Form: form, States: counting,
	})
	if err != nil {
		return nil, fmt.Errorf("read earlier returns: %w", err)
	}
	var last *store.Return
	for i := range heads {
		h := &heads[i]
		if h.Period.Ends.Before(in.period.Ends) && (last == nil || h.Period.Ends.After(last.Period.Ends) || h.Period.Ends == last.Period.Ends && h.Version > last.Version) {
			last = h
		}
	}
	if last == nil {
		return &store.Return{}, nil
	}
	whole, err := r.Return(ctx, last.ID)
	if err != nil {
		return nil, fmt.Errorf("read earlier return: %w", err)
	}
	return &whole, nil
}

// wholeRefused reports whether the file itself is refused, whatever stands in
// its tables.
func wholeRefused(o *importer.Outcome) bool {
	return !slices.ContainsFunc(o.Returns, func(r returns.Return) bool { return r.State != returns.Refused })
}

// settle gives all parts of a form the worst state of them.
func (d *Desk) settle(all []store.Return, form returns.FormID, refused bool) {
	worst, rows := returns.Accepted, false
	for i := range all {
		if all[i].Form != form {
			continue
		}
		state := stateOf(&all[i].Return, len(all[i].Records), d.stock(form))
		if refused {
			state = returns.Refused
		}
		rows = rows || state == returns.Accepted
		worst = max(worst, state)
	}
	if worst == returns.Nil && rows {
		worst = returns.Accepted
	}
	for i := range all {
		if all[i].Form == form {
			all[i].State = worst
		}
	}
}

// explainedBefore is the newest version of the slot with explanations: a
// correction need not explain again what it leaves as it was.
func (d *Desk) explainedBefore(ctx context.Context, r store.Reader, in *intake, form returns.FormID) (*store.Return, error) {
	heads, err := r.Returns(ctx, store.ReturnFilter{
		Campaign: in.room.id, Units: []returns.UnitCode{in.outcome.Unit.Code}, Form: form, Period: in.period.Name(),
	})
	if err != nil {
		return nil, fmt.Errorf("read earlier versions: %w", err)
	}
	for _, h := range heads {
		if h.Tally.Doubts == h.Tally.Open || h.Purged {
			continue
		}
		whole, err := r.Return(ctx, h.ID)
		if err != nil {
			return nil, fmt.Errorf("read earlier version: %w", err)
		}
		if whole.Records, err = r.Records(ctx, h.ID); err != nil {
			return nil, fmt.Errorf("read earlier version: %w", err)
		}
		return &whole, nil
	}
	return nil, nil
}

// stock reports whether a form is a state, not a ledger.
func (d *Desk) stock(form returns.FormID) bool {
	f, ok := d.forms.Form(form)
	return ok && f.Counting == "stock"
}
