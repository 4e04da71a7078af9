package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"chunfeng/importer/cell"
	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Changes compares a return with the newest version before it that was not
// refused.
func (d *Desk) Changes(ctx context.Context, a Actor, id string) (*ReturnChanges, error) {
	ret, err := d.seen(ctx, d.store, a, id)
	if err != nil {
		return nil, err
	}
	now, err := d.version(ctx, d.store, ret, ret.Version)
	if err != nil {
		return nil, err
	}
	c, err := d.against(ctx, d.store, now)
	if err != nil {
		return nil, fmt.Errorf("compare return: %w", err)
	}
	return c, nil
}

// version reads all parts of one version with their records.
func (d *Desk) version(ctx context.Context, r store.Reader, of *store.Return, version int) ([]store.Return, error) {
	heads, err := r.Returns(ctx, store.ReturnFilter{
		Campaign: of.Campaign, Units: []returns.UnitCode{of.Unit}, Form: of.Form, Period: of.Period.Name(),
	})
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	var out []store.Return
	for _, h := range heads {
		if h.Version != version {
			continue
		}
		if h.Records, err = r.Records(ctx, h.ID); err != nil {
			return nil, fmt.Errorf("read records: %w", err)
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b store.Return) int { return a.Part - b.Part })
	return out, nil
}

// against compares all parts of a version, kept or not yet (version 0), with
// the newest version before it that was not refused.
func (d *Desk) against(ctx context.Context, r store.Reader, now []store.Return) (*ReturnChanges, error) {
	of := &now[0]
	heads, err := r.Returns(ctx, store.ReturnFilter{
		Campaign: of.Campaign, Units: []returns.UnitCode{of.Unit}, Form: of.Form, Period: of.Period.Name(),
	})
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	out := &ReturnChanges{Form: of.Form}
	for _, h := range heads {
		if h.State != returns.Refused && (of.Version == 0 || h.Version < of.Version) {
			out.Against = max(out.Against, h.Version)
		}
	}
	var before []store.Return
	if out.Against > 0 {
		if before, err = d.version(ctx, r, of, out.Against); err != nil {
			return nil, err
		}
	}
	f, ok := d.forms.Form(of.Form)
	if !ok {
		return out, nil
	}
	compare(f, records(before), records(now), out)
	return out, nil
}

func records(parts []store.Return) []returns.Record {
	var out []returns.Record
	for i := range parts {
		out = append(out, parts[i].Records...)
	}
	return out
}

// compare pairs records by identity, equal identities in their order, and
// lists what came, went and changed.
func compare(f *forms.Form, before, now []returns.Record, out *ReturnChanges) {
	old := map[string][]*returns.Record{}
	for i := range before {
		k := identityOf(f, &before[i])
		old[k] = append(old[k], &before[i])
	}
	for i := range now {
		rec := &now[i]
		k := identityOf(f, rec)
		if len(old[k]) == 0 {
			out.Added = append(out.Added, Row{rec.Row, describe(f, rec)})
			continue
		}
		was := old[k][0]
		old[k] = old[k][1:]
		for j := range f.Fields {
			fl := &f.Fields[j]
			x, y := was.Values[j].Words(), rec.Values[j].Words()
			if fl.Derived || x == y && was.Values[j].Number.Qualifier == rec.Values[j].Number.Qualifier {
				continue
			}
			out.Cells = append(out.Cells, CellChange{
				Row: rec.Row, Words: describe(f, rec), Field: fl.ID, Header: fl.Header, Cell: rec.Values[j].Cell(),
				Was: shown(fl, was.Values[j]), Is: shown(fl, rec.Values[j]),
			})
		}
	}
	for _, left := range old {
		for _, rec := range left {
			out.Removed = append(out.Removed, Row{rec.Row, describe(f, rec)})
		}
	}
	slices.SortFunc(out.Removed, func(a, b Row) int { return cmp.Or(a.Row-b.Row, strings.Compare(a.Words, b.Words)) })
}

// identityOf is what tells a record; one without identity is told by all it
// says.
func identityOf(f *forms.Form, rec *returns.Record) string {
	key, ok := f.Identify(rec, func(name, code string) string {
		if code != "" {
			return code
		}
		return cell.FirmKey(name)
	})
	if ok {
		return key
	}
	var all []string
	for _, v := range rec.Values {
		all = append(all, v.Words())
	}
	return strings.Join(all, "\x1f")
}

// describe is a record in a few words: its first texts and dates, personal
// numbers masked.
func describe(f *forms.Form, rec *returns.Record) string {
	var words []string
	for i := range f.Fields {
		fl := &f.Fields[i]
		v := rec.Values[i]
		if v.IsAbsent() || v.IsNumber() || fl.Meta || fl.Type.Personal() || fl.Type == forms.USCC || fl.Type == forms.County {
			continue
		}
		if words = append(words, shown(fl, v)); len(words) == 3 {
			break
		}
	}
	return strings.Join(words, " ")
}

// shown is a value as those see it who may not see personal numbers.
func shown(fl *forms.Field, v returns.Value) string {
	w := v.Words()
	if v.IsNumber() && v.Typed != "" && v.Number.Qualifier != returns.Exact {
		w = v.Typed
	}
	switch {
	case w == "":
		return ""
	case fl.Type == forms.IDCard:
		return vault.MaskIDCard(w)
	case fl.Type == forms.Phone:
		return vault.MaskPhone(w)
	}
	return vault.MaskText(w)
}

// rehearse says what keeping an intake would change, and keeps nothing.
func (d *Desk) rehearse(ctx context.Context, a Actor, in *intake) (*Receipt, error) {
	rec := &Receipt{}
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		drafted, err := d.drafted(ctx, r, in)
		if err != nil {
			return err
		}
		if same, err := d.sameBefore(ctx, r, in, drafted); same != nil || err != nil {
			*rec = Receipt{}
			if same != nil {
				*rec = *same
				rec.Changes = &Changes{}
			}
			return err
		}
		closed, err := closedNow(ctx, r, in.room.id, in.period)
		if err != nil {
			return err
		}
		if closed && in.upload.Reason == "" {
			return refuse("period_closed", in.period.Ends.Chinese())
		}
		for i := range drafted {
			s := &drafted[i]
			if s.Timeliness, err = d.timeliness(ctx, r, in.room, s, in.upload.Began); err != nil {
				return err
			}
			s.Explanations = explained(s, d.now(), a)
			s.Filing = returns.Filing{File: in.upload.File, SHA256: in.outcome.SHA256, Received: in.upload.Began}
			counts(s)
		}
		if rec.Changes, err = d.wouldChange(ctx, r, a, in, drafted); err != nil {
			return err
		}
		for i := range drafted {
			drafted[i].State = offered(drafted[i].State, closed)
		}
		rec.Returns = drafted
		rec.Filing = store.Filing{
			Campaign: in.room.id, Unit: in.owner.Unit, County: in.owner.County, Period: in.period.Name(), File: in.upload.File,
			SHA256: in.outcome.SHA256, Size: int64(len(in.upload.Data)), Received: in.upload.Began, Findings: in.outcome.Loose(),
		}
		rec.Filing.Status = rec.Status().String()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("rehearse filing: %w", err)
	}
	return rec, nil
}

// wouldChange compares cells with the versions before, and figures with and
// without the returns.
func (d *Desk) wouldChange(ctx context.Context, r store.Reader, a Actor, in *intake, drafted []store.Return) (*Changes, error) {
	out := &Changes{}
	byForm := map[returns.FormID][]store.Return{}
	var order []returns.FormID
	for _, s := range drafted {
		if byForm[s.Form] == nil {
			order = append(order, s.Form)
		}
		byForm[s.Form] = append(byForm[s.Form], s)
	}
	any := false
	for _, form := range order {
		c, err := d.against(ctx, r, byForm[form])
		if err != nil {
			return nil, err
		}
		out.Returns = append(out.Returns, *c)
		any = any || byForm[form][0].State.Counts()
	}
	if !any {
		return out, nil
	}
	v, err := d.look(ctx, r, in.room.id)
	if err != nil {
		return nil, err
	}
	before, err := v.merge(ctx, r, merging{asOf: in.period.Ends, fresh: true})
	if err != nil {
		return nil, err
	}
	if err := v.load(ctx, r); err != nil {
		return nil, err
	}
	after, err := v.merge(ctx, r, merging{asOf: in.period.Ends, fresh: true, instead: with(v.bodies, drafted)})
	if err != nil {
		return nil, err
	}
	for _, c := range merge.Changes(before, after) {
		if c.Unit == figures.City && a.office() || c.Unit != figures.City && a.sees(ownerIn(in.room.reg, c.Unit)) {
			out.Figures = append(out.Figures, FigureChange{c.Unit, c.Before, c.After})
		}
	}
	return out, nil
}

// with is bodies as they are once drafted returns are kept.
func with(bodies, drafted []store.Return) []store.Return {
	out := slices.Clone(bodies)
	for _, s := range drafted {
		if !s.State.Counts() {
			continue
		}
		s.Version = 1
		for i := range bodies {
			if slotOf(&bodies[i]) == slotOf(&s) {
				s.Version = max(s.Version, bodies[i].Version+1)
			}
		}
		out = append(out, s)
	}
	return out
}
