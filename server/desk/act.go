package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// A matter is one return that somebody acts on, with the other parts of its
// version.
type matter struct {
	room   *room
	ret    store.Return   // whole but for its records
	parts  []store.Return // of its version, itself among them, whole but for records
	owner  owner
	closed bool
	move   move
}

// take reads a return to act on and asks the table of states. ErrNotFound for
// what the actor may not see.
func (d *Desk) take(ctx context.Context, r store.Reader, a Actor, id string, action Action) (*matter, error) {
	ret, err := d.seen(ctx, r, a, id)
	if err != nil {
		return nil, err
	}
	m := &matter{ret: *ret, owner: owner{ret.Unit, ret.County}}
	if m.room, err = d.room(ctx, r, ret.Campaign); err != nil {
		return nil, err
	}
	m.closed = m.room.closed(ret.Period)
	if m.move, err = step(ret.State, action, a.to(m.owner), m.closed, ret.Period.Ends.Chinese()); err != nil {
		return nil, err
	}
	heads, err := r.Returns(ctx, store.ReturnFilter{
		Campaign: ret.Campaign, Units: []returns.UnitCode{ret.Unit}, Form: ret.Form, Period: ret.Period.Name(),
	})
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	for _, h := range heads {
		switch {
		case action == Mapping && h.Version > ret.Version:
			return nil, refuse("not_newest", fmt.Sprint(h.Version))
		case h.Version != ret.Version:
			continue
		}
		whole, err := r.Return(ctx, h.ID)
		if err != nil {
			return nil, fmt.Errorf("read version: %w", err)
		}
		m.parts = append(m.parts, whole)
	}
	return m, nil
}

// seen reads a return that the actor may see.
func (d *Desk) seen(ctx context.Context, r store.Reader, a Actor, id string) (*store.Return, error) {
	ret, err := r.Return(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read return: %w", err)
	}
	if !a.sees(owner{ret.Unit, ret.County}) {
		return nil, fmt.Errorf("return %s: %w", id, store.ErrNotFound)
	}
	return &ret, nil
}

// act runs one act on a return in one transaction and gives the return as it
// is then.
func (d *Desk) act(ctx context.Context, a Actor, id string, action Action, do func(store.Tx, *matter, time.Time) error) (*store.Return, error) {
	var after store.Return
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		m, err := d.take(ctx, tx, a, id, action)
		if err != nil {
			return err
		}
		now := d.now()
		if err := do(tx, m, now); err != nil {
			return err
		}
		if err := a.note(ctx, tx, now, "return."+string(action), "return/"+id, m.owner, ""); err != nil {
			return err
		}
		after, err = tx.Return(ctx, id)
		return err
	})
	if errors.Is(err, store.ErrConflict) {
		return nil, refuse("changed_meanwhile")
	}
	if err != nil {
		return nil, fmt.Errorf("%s return: %w", action, err)
	}
	return veilReturn(&after), nil
}

// to brings all parts of a version into a state.
func (m *matter) to(ctx context.Context, tx store.Tx, state returns.State, c store.Change) error {
	for i := range m.parts {
		if m.parts[i].State == state {
			continue
		}
		if err := tx.SetState(ctx, m.parts[i].ID, m.parts[i].State, state, c); err != nil {
			return fmt.Errorf("set state: %w", err)
		}
	}
	return nil
}

// content is the state that what stands in all parts gives the version.
func (d *Desk) content(m *matter) (state returns.State, rows int) {
	for i := range m.parts {
		rows += m.parts[i].Rows
	}
	for i := range m.parts {
		// Parts without rows do not matter beside one that has some.
		state = max(state, stateOf(&m.parts[i].Return, rows, d.stock(m.ret.Form)))
	}
	return state, rows
}

// Explain answers doubts of a return with one text and settles its state.
func (d *Desk) Explain(ctx context.Context, a Actor, id string, e Explanations) (*store.Return, error) {
	text := strings.TrimSpace(e.Text)
	if text == "" {
		return nil, refuse("text_needed")
	}
	return d.act(ctx, a, id, Explaining, func(tx store.Tx, m *matter, now time.Time) error {
		at := slices.IndexFunc(m.parts, func(r store.Return) bool { return r.ID == id })
		ret := &m.parts[at]
		if e.Form != "" && e.Form != ret.Form {
			return refuse("nothing_to_explain")
		}
		numbers := e.chosen(ret.Findings)
		if len(numbers) == 0 {
			return refuse("nothing_to_explain")
		}
		var said []store.Explanation
		for _, n := range numbers {
			said = append(said, store.Explanation{No: n, Text: text, At: now, By: a.User})
			ret.Findings[n].Explained = text
		}
		if err := tx.Explain(ctx, id, said); err != nil {
			return fmt.Errorf("keep explanation: %w", err)
		}
		if m.ret.State != returns.Held {
			return nil // an offer stays one until the city admits it
		}
		return d.resettle(ctx, tx, a, m, "", now)
	})
}

// resettle gives a version the state of its content and puts aside what it
// then replaces.
func (d *Desk) resettle(ctx context.Context, tx store.Tx, a Actor, m *matter, reason string, now time.Time) error {
	state, rows := d.content(m)
	if state == m.ret.State {
		return nil
	}
	if err := m.to(ctx, tx, state, a.change(now, reason)); err != nil {
		return err
	}
	after := m.ret
	after.State = state
	return d.supersede(ctx, tx, a, &after, rows, now)
}

// chosen is the positions of the doubts that e answers. None when one of
// Numbers is no doubt.
func (e Explanations) chosen(found finding.List) []int {
	var out []int
	for _, n := range e.Numbers {
		if n < 0 || n >= len(found) || found[n].Severity() != finding.Doubt {
			return nil
		}
		out = append(out, n)
	}
	for i, f := range found {
		if e.Code != "" && f.Code == e.Code && f.Severity() == finding.Doubt && (e.Field == "" || f.Field == string(e.Field)) && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// Withdraw takes a return back while its period is open. What it replaced
// stays replaced.
func (d *Desk) Withdraw(ctx context.Context, a Actor, id, reason string) (*store.Return, error) {
	return d.act(ctx, a, id, Withdrawing, func(tx store.Tx, m *matter, now time.Time) error {
		return m.to(ctx, tx, m.move.to, a.change(now, reason))
	})
}

// SendBack hands a return back to its filer, with a reason.
func (d *Desk) SendBack(ctx context.Context, a Actor, id, reason string) (*store.Return, error) {
	return d.act(ctx, a, id, SendingBack, func(tx store.Tx, m *matter, now time.Time) error {
		if strings.TrimSpace(reason) == "" {
			return refuse("reason_needed")
		}
		return m.to(ctx, tx, m.move.to, a.change(now, reason))
	})
}

// Nil files 零报告 on a flow form. A nil report that stands already is the
// answer.
func (d *Desk) Nil(ctx context.Context, a Actor, n NilReport) (*store.Return, error) {
	rm, err := d.room(ctx, d.store, n.Campaign)
	if err != nil {
		return nil, err
	}
	p, err := rm.period(n.Period)
	if err != nil {
		return nil, err
	}
	if n.Unit == "" {
		n.Unit = a.Unit
	}
	u, known := rm.reg.Unit(n.Unit)
	whose := rm.owner(returns.Unit{Code: n.Unit}, Actor{})
	if !known || !a.sees(whose) {
		return nil, fmt.Errorf("unit %s: %w", n.Unit, store.ErrNotFound)
	}
	if err := d.mayNil(a, whose, u, n.Form); err != nil {
		return nil, err
	}
	return d.keepNil(ctx, a, rm, n, p, whose)
}

func (d *Desk) mayNil(a Actor, whose owner, u returns.Unit, form returns.FormID) error {
	f, err := d.form(form)
	switch {
	case err != nil:
		return err
	case !a.files(whose):
		return refuse("not_allowed", standingWords[filer])
	case !f.Owed(u.Kind):
		return refuse("form_not_filed", f.Title)
	case d.stock(form):
		return refuse("nil_stock", f.Title)
	}
	return nil
}

func (d *Desk) keepNil(ctx context.Context, a Actor, rm *room, n NilReport, p period.Period, whose owner) (*store.Return, error) {
	var out store.Return
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		if n.Began.IsZero() {
			n.Began = now
		}
		newest, err := tx.Returns(ctx, store.ReturnFilter{Campaign: rm.id, Units: []returns.UnitCode{n.Unit}, Form: n.Form, Period: p.Name(), Newest: true})
		if err != nil {
			return fmt.Errorf("read versions: %w", err)
		}
		if len(newest) > 0 && newest[0].State == returns.Nil {
			out = newest[0]
			return nil
		}
		closed, err := closedNow(ctx, tx, rm.id, p)
		if err != nil {
			return err
		}
		if closed && strings.TrimSpace(n.Reason) == "" {
			return refuse("period_closed", p.Ends.Chinese())
		}
		id, err := d.id(now)
		if err != nil {
			return err
		}
		out = store.Return{
			Return: returns.Return{Unit: n.Unit, Form: n.Form, Period: p, State: offered(returns.Nil, closed)},
			ID:     id, Campaign: rm.id, County: whose.County, Received: n.Began, By: a.User,
			Behalf: a.onBehalf(whose, rm.cityUnit), Reason: n.Reason,
		}
		if out.Timeliness, err = d.timeliness(ctx, tx, rm, &out, n.Began); err != nil {
			return err
		}
		if out.Version, err = tx.AddReturn(ctx, out); err != nil {
			return fmt.Errorf("add nil return: %w", err)
		}
		if err := d.supersede(ctx, tx, a, &out, 0, now); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "return.nil", "return/"+id, whose, "")
	})
	if err != nil {
		return nil, fmt.Errorf("file nil return: %w", err)
	}
	return veilReturn(&out), nil
}

// MapColumns learns what headers are and checks the return's workbook again,
// as a new version of the return. password is of the workbook, if it has one.
func (d *Desk) MapColumns(ctx context.Context, a Actor, id string, headers []Header, password string) (*Receipt, error) {
	m, err := d.take(ctx, d.store, a, id, Mapping)
	if err != nil {
		return nil, err
	}
	learned, err := d.learn(a, m, headers)
	if err != nil {
		return nil, err
	}
	if m.closed && m.ret.Reason == "" {
		return nil, refuse("period_closed", m.ret.Period.Ends.Chinese())
	}
	filing, err := d.store.Filing(ctx, m.ret.Filing.ID)
	if err != nil {
		return nil, fmt.Errorf("read filing: %w", err)
	}
	data, err := d.store.Original(ctx, filing.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, refuse("original_gone")
	}
	if err != nil {
		return nil, fmt.Errorf("read original: %w", err)
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		for _, h := range learned {
			h.At = now
			if err := tx.PutHeader(ctx, h); err != nil {
				return fmt.Errorf("learn header: %w", err)
			}
		}
		return a.note(ctx, tx, now, "return.columns", "return/"+id, m.owner, detail("headers", len(learned)))
	})
	if err != nil {
		return nil, fmt.Errorf("learn headers: %w", err)
	}
	return d.reread(ctx, a, m, filing, data, password)
}

// reread imports a filing's original again, with what was learned since, and
// keeps the returns on the matter's form.
func (d *Desk) reread(ctx context.Context, a Actor, m *matter, filing store.Filing, data []byte, password string) (*Receipt, error) {
	rm, err := d.room(ctx, d.store, m.ret.Campaign)
	if err != nil {
		return nil, err
	}
	u := Upload{
		Campaign: rm.id, File: filing.File, Data: data, Began: filing.Received, Unit: m.ret.Unit,
		Period: m.ret.Period.Name(), Reason: filing.Reason, Password: password,
	}
	asked, err := d.asked(a, rm, u)
	if err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	in, err := d.read(ctx, a, rm, u, asked)
	if err != nil {
		return nil, err
	}
	in.again, in.only = &filing, m.ret.Form
	rec, err := d.keep(ctx, a, in)
	return veilReceipt(rec), err
}

// learn checks what was said of headers: fields of the form, headers that stand
// in the return.
func (d *Desk) learn(a Actor, m *matter, headers []Header) ([]store.Header, error) {
	f, err := d.form(m.ret.Form)
	if err != nil {
		return nil, err
	}
	var out []store.Header
	for _, h := range headers {
		path := strings.TrimSpace(h.Header)
		field, known := f.Field(returns.FieldID(h.Field))
		switch {
		case path == "":
			return nil, refuse("column_unknown", "请写明是哪一列的表头")
		case h.Field != "-" && (!known || field.Derived):
			return nil, refuse("column_unknown", "“"+f.Title+"”没有“"+h.Field+"”这一项")
		}
		out = append(out, store.Header{Campaign: m.ret.Campaign, Unit: m.ret.Unit, Form: m.ret.Form, Header: path, Field: h.Field, By: a.User})
	}
	if len(out) == 0 {
		return nil, refuse("column_unknown", "请写明是哪一列的表头")
	}
	return out, nil
}

// Headers is what was learned of headers, of units that the actor may see.
func (d *Desk) Headers(ctx context.Context, a Actor, campaign string) ([]store.Header, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	all, err := d.store.Headers(ctx, campaign)
	if err != nil {
		return nil, fmt.Errorf("read learned headers: %w", err)
	}
	return slices.DeleteFunc(all, func(h store.Header) bool { return !a.sees(rm.owner(returns.Unit{Code: h.Unit}, Actor{})) }), nil
}

// Forget forgets a learned header.
func (d *Desk) Forget(ctx context.Context, a Actor, h store.Header) error {
	rm, err := d.room(ctx, d.store, h.Campaign)
	if err != nil {
		return err
	}
	whose := rm.owner(returns.Unit{Code: h.Unit}, Actor{})
	switch {
	case !a.sees(whose):
		return fmt.Errorf("header of %s: %w", h.Unit, store.ErrNotFound)
	case !a.files(whose):
		return refuse("not_allowed", standingWords[filer])
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		if err := tx.DeleteHeader(ctx, h); err != nil {
			return err
		}
		return a.note(ctx, tx, d.now(), "header.forget", "header/"+string(h.Unit)+"/"+string(h.Form), whose, "")
	})
	if err != nil {
		return fmt.Errorf("forget header: %w", err)
	}
	return nil
}
