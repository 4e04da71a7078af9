package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// tryAgain is how long after the answer to a refused first try a corrected one
// is in time.
const tryAgain = 30 * time.Minute

// longestTry is more than a request takes from its beginning to its answer.
const longestTry = 12 * time.Hour

// keep keeps a filing with its returns in one transaction. The same bytes with
// nothing changed since keep nothing and get the answer of then.
func (d *Desk) keep(ctx context.Context, a Actor, in *intake) (*Receipt, error) {
	var rec *Receipt
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		rec = nil
		drafted, err := d.drafted(ctx, tx, in)
		if err != nil {
			return err
		}
		if in.again == nil {
			if rec, err = d.sameBefore(ctx, tx, in, drafted); rec != nil || err != nil {
				return err
			}
		}
		now := d.now()
		closed, err := closedNow(ctx, tx, in.room.id, in.period)
		if err != nil {
			return err
		}
		if closed && in.upload.Reason == "" {
			return refuse("period_closed", in.period.Ends.Chinese())
		}
		filing, err := d.addFiling(ctx, tx, a, in, drafted, closed, now)
		if err != nil {
			return err
		}
		kept, err := d.addReturns(ctx, tx, a, in, filing, drafted, closed, now)
		if err != nil {
			return err
		}
		rec = &Receipt{Filing: filing, Returns: kept}
		return a.note(ctx, tx, now, "filing.receive", "filing/"+filing.ID, in.owner, detail("status", filing.Status, "returns", len(kept), "behalf", filing.Behalf))
	})
	if err != nil {
		return nil, fmt.Errorf("keep filing: %w", err)
	}
	return rec, nil
}

// closedNow asks inside a transaction, since a period may close between the
// reading of a file and its keeping.
func closedNow(ctx context.Context, r store.Reader, campaign string, p period.Period) (bool, error) {
	all, err := r.Closings(ctx, campaign)
	if err != nil {
		return false, fmt.Errorf("read closings: %w", err)
	}
	return slices.ContainsFunc(all, func(c store.Closing) bool { return c.Period == p.Name() && c.Closed }), nil
}

// offered is the state of a return in a closed period.
func offered(state returns.State, closed bool) returns.State {
	if closed && state.Counts() {
		return returns.Offered
	}
	return state
}

func (d *Desk) addFiling(ctx context.Context, tx store.Tx, a Actor, in *intake, drafted []store.Return, closed bool, now time.Time) (store.Filing, error) {
	if in.again != nil {
		return *in.again, nil
	}
	id, err := d.id(now)
	if err != nil {
		return store.Filing{}, err
	}
	status := Receipt{Returns: slices.Clone(drafted), Filing: store.Filing{Findings: in.outcome.Loose()}}
	for i := range status.Returns {
		status.Returns[i].State = offered(status.Returns[i].State, closed)
	}
	f := store.Filing{
		ID: id, Campaign: in.room.id, Unit: in.owner.Unit, County: in.owner.County, Period: in.period.Name(),
		File: in.upload.File, SHA256: in.outcome.SHA256, Size: int64(len(in.upload.Data)), Received: in.upload.Began, Answered: now,
		By: a.User, Behalf: in.owner.Unit != "" && a.onBehalf(in.owner, in.room.cityUnit), Reason: in.upload.Reason,
		Status: status.Status().String(), Findings: in.outcome.Loose(),
	}
	if err := tx.AddFiling(ctx, f, in.upload.Data); err != nil {
		return f, fmt.Errorf("add filing: %w", err)
	}
	return f, nil
}

func (d *Desk) addReturns(ctx context.Context, tx store.Tx, a Actor, in *intake, f store.Filing, drafted []store.Return, closed bool, now time.Time) ([]store.Return, error) {
	for i := range drafted {
		r := &drafted[i]
		id, err := d.id(now)
		if err != nil {
			return nil, err
		}
		r.ID, r.Received, r.By, r.Reason = id, in.upload.Began, a.User, in.upload.Reason
		r.Behalf = a.onBehalf(in.owner, in.room.cityUnit)
		r.Filing = returns.Filing{ID: f.ID, File: f.File, SHA256: f.SHA256, Received: f.Received}
		r.State = offered(r.State, closed)
		r.Explanations = explained(r, now, a)
		if r.Timeliness, err = d.timeliness(ctx, tx, in.room, r, in.upload.Began); err != nil {
			return nil, err
		}
		if r.Version, err = tx.AddReturn(ctx, *r); err != nil {
			return nil, fmt.Errorf("add return: %w", err)
		}
		if err := d.supersede(ctx, tx, a, r, len(r.Records), now); err != nil {
			return nil, err
		}
		counts(r)
		r.Records = nil
	}
	return drafted, nil
}

// counts fills what the store would say of a return just kept.
func counts(r *store.Return) {
	r.Rows, r.Tally = len(r.Records), store.Tally{}
	for _, f := range r.Findings {
		switch {
		case f.Severity() == finding.Fault:
			r.Tally.Faults++
		case f.Severity() == finding.Advice:
			r.Tally.Advice++
		case f.Explained == "":
			r.Tally.Open++
			fallthrough
		default:
			r.Tally.Doubts++
		}
	}
}

// explained is the explanations that a return brought with it, and those that
// were carried over already.
func explained(r *store.Return, now time.Time, a Actor) []store.Explanation {
	var out []store.Explanation
	for i, f := range r.Findings {
		if f.Explained == "" {
			continue
		}
		e := store.Explanation{No: i, Text: f.Explained, At: now, By: a.User}
		if at := slices.IndexFunc(r.Explanations, func(x store.Explanation) bool { return x.No == i }); at >= 0 {
			e.Carried = r.Explanations[at].Carried
		}
		out = append(out, e)
	}
	return out
}

// supersede puts the versions aside that r replaces: acceptance all that
// counted, a held version only held ones, for until it is explained the
// accepted one before stays in place; an offer only offers. An empty stock
// return replaces nothing.
func (d *Desk) supersede(ctx context.Context, tx store.Tx, a Actor, r *store.Return, rows int, now time.Time) error {
	var states []returns.State
	switch {
	case rows == 0 && d.stock(r.Form):
		return nil
	case r.State == returns.Accepted || r.State == returns.Nil:
		states = []returns.State{returns.Accepted, returns.Nil, returns.Held, returns.Offered}
	case r.State == returns.Held:
		states = []returns.State{returns.Held}
	case r.State == returns.Offered:
		states = []returns.State{returns.Offered}
	default:
		return nil
	}
	before, err := tx.Returns(ctx, store.ReturnFilter{
		Campaign: r.Campaign, Units: []returns.UnitCode{r.Unit}, Form: r.Form, Period: r.Period.Name(), States: states,
	})
	if err != nil {
		return fmt.Errorf("read versions before: %w", err)
	}
	for _, b := range before {
		if b.Version >= r.Version {
			continue
		}
		if err := tx.SetState(ctx, b.ID, b.State, returns.Superseded, store.Change{At: now, By: a.User}); err != nil {
			return fmt.Errorf("supersede version %d: %w", b.Version, err)
		}
	}
	return nil
}

// sameBefore is the answer to the same bytes before, nil when there is none or
// something changed since: a newer version, a state that somebody set, or what
// the file is checked against.
func (d *Desk) sameBefore(ctx context.Context, r store.Reader, in *intake, drafted []store.Return) (*Receipt, error) {
	filings, err := r.Filings(ctx, store.FilingFilter{Campaign: in.room.id, SHA256: in.outcome.SHA256})
	if err != nil {
		return nil, fmt.Errorf("read filings of the same bytes: %w", err)
	}
	for _, f := range filings {
		if f.Unit != in.owner.Unit || f.Period != in.period.Name() || f.Purged {
			continue
		}
		rec, err := d.receipt(ctx, r, f.ID)
		if err != nil {
			return nil, err
		}
		rec.Returns = newestOf(rec.Returns)
		current, err := d.current(ctx, r, rec.Returns)
		if err != nil {
			return nil, err
		}
		if current && sameFindings(rec.Filing.Findings, in.outcome.Loose()) && sameReturns(rec.Returns, drafted) {
			rec.Again = true
			return rec, nil
		}
	}
	return nil, nil
}

// newestOf is the newest version of each slot, all its parts.
func newestOf(all []store.Return) []store.Return {
	newest := map[slot]int{}
	for i := range all {
		newest[slotOf(&all[i])] = max(newest[slotOf(&all[i])], all[i].Version)
	}
	return slices.DeleteFunc(all, func(r store.Return) bool { return r.Version < newest[slotOf(&r)] })
}

// current reports whether no return of the list has a newer version or was
// sent back, withdrawn or superseded.
func (d *Desk) current(ctx context.Context, r store.Reader, list []store.Return) (bool, error) {
	for i := range list {
		ret := &list[i]
		switch ret.State {
		case returns.SentBack, returns.Withdrawn, returns.Superseded:
			return false, nil
		}
		newest, err := r.Returns(ctx, store.ReturnFilter{
			Campaign: ret.Campaign, Units: []returns.UnitCode{ret.Unit}, Form: ret.Form, Period: ret.Period.Name(), Newest: true,
		})
		if err != nil {
			return false, fmt.Errorf("read newest version: %w", err)
		}
		if len(newest) > 0 && newest[0].Version > ret.Version {
			return false, nil
		}
	}
	return true, nil
}

func sameReturns(kept, now []store.Return) bool {
	if len(kept) != len(now) {
		return false
	}
	for i := range now {
		at := slices.IndexFunc(kept, func(k store.Return) bool { return k.Form == now[i].Form && k.Part == now[i].Part })
		if at < 0 || !sameFindings(kept[at].Findings, now[i].Findings) {
			return false
		}
	}
	return true
}

// sameFindings compares what was found, whatever was explained since and
// whatever name the file came under.
func sameFindings(a, b finding.List) bool {
	return slices.EqualFunc(a, b, func(x, y finding.Finding) bool {
		x.Explained, y.Explained = "", ""
		x.Place.File, y.Place.File = "", ""
		kx, errX := json.Marshal(x.Keep())
		ky, errY := json.Marshal(y.Keep())
		return errX == nil && errY == nil && string(kx) == string(ky)
	})
}

// timeliness is whether a return of that slot is in time whose request began
// then.
func (d *Desk) timeliness(ctx context.Context, r store.Reader, rm *room, ret *store.Return, began time.Time) (store.Timeliness, error) {
	if !rm.owes(rm.unit(ret.Unit), ret.Form, ret.Period) {
		return store.NotDue, nil
	}
	limit := ret.Period.Cutoff.Add(rm.campaign().Grace)
	since := began.Add(-tryAgain - longestTry)
	switch {
	case !began.After(limit):
		return store.OnTime, nil
	case since.After(limit):
		return store.Late, nil // whatever was tried in time was answered too long ago
	}
	tries, err := d.tries(ctx, r, rm.id, ret, since)
	if err != nil {
		return "", err
	}
	return timely(limit, began, tries), nil
}

// A try is a refused handing in: when the request began and was answered.
type try struct{ began, answered time.Time }

// timely says whether a request that began then is in time: by the limit
// (cut-off and grace), or within half an hour of the answer to a refused first
// try that was itself in time.
func timely(limit, began time.Time, tries []try) store.Timeliness {
	if !began.After(limit) {
		return store.OnTime
	}
	for _, t := range tries {
		if !t.began.After(limit) && !began.After(t.answered.Add(tryAgain)) {
			return store.OnTime
		}
	}
	return store.Late
}

// tries is the refused tries of the return's unit for its period since a time:
// files that were refused whole or in this form, and attempts that were not
// kept.
func (d *Desk) tries(ctx context.Context, r store.Reader, campaign string, ret *store.Return, since time.Time) ([]try, error) {
	of := store.FilingFilter{Campaign: campaign, Units: []returns.UnitCode{ret.Unit}, Since: since}
	attempts, err := r.Attempts(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	filings, err := r.Filings(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("read filings: %w", err)
	}
	var out []try
	for _, at := range attempts {
		if at.Period == "" || at.Period == ret.Period.Name() {
			out = append(out, try{at.Received, at.Answered})
		}
	}
	for _, f := range filings {
		if f.Status == returns.Refused.String() && (f.Period == "" || f.Period == ret.Period.Name()) {
			out = append(out, try{f.Received, f.Answered})
		}
	}
	return out, nil
}

// receipt reads a filing with its returns.
func (d *Desk) receipt(ctx context.Context, r store.Reader, id string) (*Receipt, error) {
	f, err := r.Filing(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read filing: %w", err)
	}
	heads, err := r.Returns(ctx, store.ReturnFilter{Filing: id})
	if err != nil {
		return nil, fmt.Errorf("read returns of filing: %w", err)
	}
	rec := &Receipt{Filing: f}
	slices.Reverse(heads)
	for _, h := range heads {
		whole, err := r.Return(ctx, h.ID)
		if err != nil {
			return nil, fmt.Errorf("read return of filing: %w", err)
		}
		rec.Returns = append(rec.Returns, whole)
	}
	return rec, nil
}

// detail is pairs of names and values as one JSON object for the audit log.
func detail(pairs ...any) string {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	b, err := json.Marshal(m)
	if err != nil {
		return "" // numbers, texts and booleans always encode
	}
	return string(b)
}
