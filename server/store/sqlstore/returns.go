package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// returnHead is the sealed part of a return that lists show.
type returnHead struct {
	File     string `json:",omitempty"`
	SHA256   string `json:",omitempty"`
	Received int64  `json:",omitempty"` // of the filing
	Sheet    string `json:",omitempty"`
	Order    int    `json:",omitempty"`
	Range    string `json:",omitempty"`
	Filled   int64  `json:",omitempty"`
	Reason   string `json:",omitempty"`
}

const returnColumns = "id, campaign, unit, county, form, period, version, part, state, filing, received, by_user, behalf, timeliness, " +
	"row_count, faults, doubts, advice, open_doubts, changed_at, changed_by, changed_reason, purged, head"

// scanReturn reads a row of returnColumns and then more. The period has its
// name alone.
func (r reader) scanReturn(s scan, more ...any) (store.Return, error) {
	var ret store.Return
	var name, state string
	var received, changed int64
	var behalf, purged int
	var reason, sealed []byte
	dest := append([]any{
		&ret.ID, &ret.Campaign, &ret.Unit, &ret.County, &ret.Form, &name, &ret.Version, &ret.Part, &state, &ret.Filing.ID, &received,
		&ret.By, &behalf, &ret.Timeliness, &ret.Rows, &ret.Tally.Faults, &ret.Tally.Doubts, &ret.Tally.Advice, &ret.Tally.Open,
		&changed, &ret.Changed.By, &reason, &purged, &sealed,
	}, more...)
	err := s(dest...)
	if err != nil {
		return ret, err
	}
	if ret.State, err = stateNamed(state); err != nil {
		return ret, err
	}
	if ret.Period.Ends, err = period.Parse(name); err != nil {
		return ret, err
	}
	ret.Received, ret.Changed.At = r.moment(received), r.moment(changed)
	ret.Behalf, ret.Purged = behalf != 0, purged != 0
	if ret.Changed.Reason, err = r.openText(at("returns", "changed_reason", ret.ID), reason); err != nil {
		return ret, err
	}
	var head returnHead
	err = r.openJSON(at("returns", "head", ret.ID), sealed, &head)
	ret.Filing.File, ret.Filing.SHA256, ret.Filing.Received = head.File, head.SHA256, r.moment(head.Received)
	ret.Sheet, ret.Order, ret.Range, ret.Reason = head.Sheet, head.Order, head.Range, head.Reason
	ret.Filled = r.moment(head.Filled)
	return ret, err
}

func stateNamed(word string) (returns.State, error) {
	for s := returns.Accepted; s <= returns.Offered; s++ {
		if s.String() == word {
			return s, nil
		}
	}
	return 0, fmt.Errorf("no state %q", word)
}

// Return is one return without its records.
func (r reader) Return(ctx context.Context, id string) (store.Return, error) {
	var ret store.Return
	var d detail
	err := r.one(ctx, "read return "+id, func(s scan) (err error) {
		var sealed []byte
		if ret, err = r.scanReturn(s, &sealed); err != nil {
			return err
		}
		return r.openJSON(at("returns", "detail", ret.ID), sealed, &d)
	}, `SELECT `+returnColumns+`, detail FROM returns WHERE id = $1`, clean(id))
	if err != nil {
		return ret, err
	}
	if ret.Period, err = r.periodOf(ctx, ret.Campaign, ret.Period.Name()); err != nil {
		return ret, err
	}
	explained, err := r.explanations(ctx, ret.ID)
	if err != nil {
		return ret, err
	}
	if err := fillReturn(&ret, d, explained[ret.ID]); err != nil {
		return ret, fmt.Errorf("read return %s: %w", id, err)
	}
	return ret, nil
}

// fillReturn puts into a head what it lacks but for the records.
func fillReturn(ret *store.Return, d detail, explained []store.Explanation) error {
	if err := d.fill(&ret.Return); err != nil {
		return err
	}
	ret.Explanations = explained
	for _, e := range explained {
		if e.No < len(ret.Findings) {
			ret.Findings[e.No].Explained = e.Text
		}
	}
	return nil
}

// explanations reads those of returns, by the position of their finding.
func (r reader) explanations(ctx context.Context, ids ...string) (map[string][]store.Explanation, error) {
	out := map[string][]store.Explanation{}
	w := &where{}
	among(w, "return_id", ids)
	err := r.each(ctx, "read explanations", func(s scan) error {
		var id string
		var e store.Explanation
		var moment int64
		var sealed []byte
		err := s(&id, &e.No, &sealed, &moment, &e.By, &e.Carried)
		if err != nil {
			return err
		}
		e.At = r.moment(moment)
		e.Text, err = r.openText(at("explanations", "text", id, e.No), sealed)
		out[id] = append(out[id], e)
		return err
	}, `SELECT return_id, finding, text, at, by_user, carried FROM explanations`+w.String()+` ORDER BY return_id, finding`, w.args...)
	return out, err
}

// Returns is a page of heads.
func (r reader) Returns(ctx context.Context, f store.ReturnFilter) ([]store.Return, error) {
	w := &where{}
	w.equal("campaign", f.Campaign)
	chosen(w, "id", f.IDs)
	w.seen(f.Units, f.County)
	w.equal("form", string(f.Form))
	w.equal("period", f.Period)
	w.equal("filing", f.Filing)
	var states []string
	for _, s := range f.States {
		states = append(states, s.String())
	}
	among(w, "state", states)
	if f.Newest {
		w.conditions = append(w.conditions, `version = (SELECT MAX(n.version) FROM returns n
			WHERE n.campaign = returns.campaign AND n.unit = returns.unit AND n.form = returns.form AND n.period = returns.period)`)
	}
	out, err := list(ctx, r, "list returns", func(s scan) (store.Return, error) { return r.scanReturn(s) },
		`SELECT `+returnColumns+` FROM returns`+w.page(f.Page), w.args...)
	if err != nil {
		return nil, err
	}
	return out, r.givePeriods(ctx, out)
}

// Moved is the heads that changed since a mark.
func (r reader) Moved(ctx context.Context, campaign string, since int64) (heads []store.Return, now int64, whole bool, err error) {
	const doing = "list returns that moved"
	campaign = clean(campaign)
	// The mark is read first: what changes in between is given twice, not never.
	if err := r.one(ctx, doing, scanInto(&now), `SELECT COALESCE(MAX(moved), 0) FROM returns WHERE campaign = $1`, campaign); err != nil {
		return nil, 0, false, err
	}
	w := &where{}
	w.equal("campaign", campaign)
	if whole = since <= 0 || now < since; !whole {
		w.and("moved > ?", since)
	}
	heads, err = list(ctx, r, doing, func(s scan) (store.Return, error) { return r.scanReturn(s) },
		`SELECT `+returnColumns+` FROM returns`+w.page(store.Page{}), w.args...)
	if err != nil {
		return nil, 0, false, err
	}
	return heads, now, whole, r.givePeriods(ctx, heads)
}

// givePeriods fills in what the campaigns' files say of the heads' periods.
func (r reader) givePeriods(ctx context.Context, heads []store.Return) (err error) {
	periods := map[string]map[string]period.Period{} // by campaign
	for i := range heads {
		h := &heads[i]
		if periods[h.Campaign] == nil {
			if periods[h.Campaign], err = r.periods(ctx, h.Campaign); err != nil {
				return err
			}
		}
		if h.Period, err = periodNamed(periods[h.Campaign], h.Period.Name()); err != nil {
			return err
		}
	}
	return nil
}

// AddReturn keeps a return as the next version.
func (t tx) AddReturn(ctx context.Context, ret store.Return) (int, error) {
	id := clean(ret.ID)
	version, err := t.versionFor(ctx, &ret)
	if err != nil {
		return 0, err
	}
	f := t.form(ret.Form)
	l := layoutOf(f, ret.Columns)
	tally := tallyOf(ret.Findings, ret.Explanations)
	meta := "{}"
	if ret.State != returns.Refused {
		meta = clearMeta(f, ret.Meta)
	}
	head := returnHead{
		File: ret.Filing.File, SHA256: ret.Filing.SHA256, Received: millis(ret.Filing.Received), Sheet: ret.Sheet,
		Order: ret.Order, Range: ret.Range, Filled: millis(ret.Filled), Reason: ret.Reason,
	}
	err = t.insert(ctx, "keep return "+id, "returns", returnColumns+", meta, detail",
		id, clean(ret.Campaign), clean(string(ret.Unit)), clean(string(ret.County)), clean(string(ret.Form)), ret.Period.Name(),
		version, ret.Part, ret.State.String(), clean(ret.Filing.ID), millis(ret.Received), clean(ret.By), bit(ret.Behalf), string(ret.Timeliness),
		len(ret.Records), tally.Faults, tally.Doubts, tally.Advice, tally.Open,
		millis(ret.Changed.At), clean(ret.Changed.By), t.sealText(at("returns", "changed_reason", id), ret.Changed.Reason), 0,
		t.sealJSON(at("returns", "head", id), head), meta,
		t.sealJSON(at("returns", "detail", id), detailOf(&ret.Return, l)))
	if err != nil {
		return 0, err
	}
	if err := t.addRecords(ctx, id, &ret, l); err != nil {
		return 0, err
	}
	if err := t.addExplanations(ctx, id, len(ret.Findings), ret.Explanations); err != nil {
		return 0, err
	}
	return version, t.moved(ctx, id, ret.Campaign)
}

// versionFor is the version after the newest, or, of a part above 0, the newest,
// which must be of the same filing.
func (t tx) versionFor(ctx context.Context, ret *store.Return) (version int, err error) {
	var newest int
	var filing string
	err = t.each(ctx, "number return", scanInto(&newest, &filing), `SELECT version, filing FROM returns
		WHERE campaign = $1 AND unit = $2 AND form = $3 AND period = $4 ORDER BY version DESC LIMIT 1`,
		clean(ret.Campaign), clean(string(ret.Unit)), clean(string(ret.Form)), ret.Period.Name())
	switch {
	case err != nil:
		return 0, err
	case ret.Part == 0:
		return newest + 1, nil
	case newest == 0 || filing != clean(ret.Filing.ID):
		return 0, fmt.Errorf("keep part %d of filing %s: another is newer: %w", ret.Part, ret.Filing.ID, store.ErrConflict)
	}
	return newest, nil
}

// tallyOf counts findings; those with an explanation are not open.
func tallyOf(l finding.List, explained []store.Explanation) store.Tally {
	given := map[int]string{}
	for _, e := range explained {
		given[e.No] = e.Text
	}
	var t store.Tally
	for i, f := range l {
		if text, ok := given[i]; ok {
			f.Explained = text
		}
		switch f.Severity() {
		case finding.Fault:
			t.Faults++
		case finding.Doubt:
			t.Doubts++
			if f.Open() {
				t.Open++
			}
		default:
			t.Advice++
		}
	}
	return t
}

func (t tx) addExplanations(ctx context.Context, id string, findings int, explained []store.Explanation) error {
	for _, e := range explained {
		if e.No < 0 || e.No >= findings {
			return fmt.Errorf("explain finding %d of %s: %w", e.No, id, store.ErrNotFound)
		}
		err := t.put(ctx, "keep explanation", "explanations", "return_id, finding", "return_id, finding, text, at, by_user, carried",
			id, e.No, t.sealText(at("explanations", "text", id, e.No), e.Text), millis(e.At), clean(e.By), clean(e.Carried))
		if err != nil {
			return err
		}
	}
	return nil
}

// Explain adds explanations and counts the open doubts again.
func (t tx) Explain(ctx context.Context, id string, explained []store.Explanation) error {
	ret, err := t.Return(ctx, id)
	if err != nil {
		return err
	}
	if err := t.addExplanations(ctx, ret.ID, len(ret.Findings), explained); err != nil {
		return err
	}
	all, err := t.explanations(ctx, ret.ID)
	if err != nil {
		return err
	}
	err = t.must(ctx, "count open doubts", store.ErrNotFound, `UPDATE returns SET open_doubts = $1 WHERE id = $2`,
		tallyOf(ret.Findings, all[ret.ID]).Open, ret.ID)
	if err != nil {
		return err
	}
	return t.moved(ctx, ret.ID, ret.Campaign)
}

// SetState moves a return from one state to another.
func (t tx) SetState(ctx context.Context, id string, from, to returns.State, c store.Change) error {
	id = clean(id)
	doing := "move return " + id + " from " + from.String() + " to " + to.String()
	n, err := t.exec(ctx, doing, `UPDATE returns SET state = $1, changed_at = $2, changed_by = $3, changed_reason = $4 WHERE id = $5 AND state = $6`,
		to.String(), millis(c.At), clean(c.By), t.sealText(at("returns", "changed_reason", id), c.Reason), id, from.String())
	if err != nil {
		return err
	}
	var campaign, state string
	if err := t.one(ctx, doing, scanInto(&campaign, &state), `SELECT campaign, state FROM returns WHERE id = $1`, id); err != nil {
		return err
	}
	if n > 0 {
		return t.moved(ctx, id, campaign)
	}
	return fmt.Errorf("%s: it is %s: %w", doing, state, store.ErrConflict)
}
