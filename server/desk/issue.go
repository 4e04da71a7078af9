package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports"
	"chunfeng/reports/briefing"
	"chunfeng/reports/pdf"
	"chunfeng/reports/xlsx"
	"chunfeng/server/store"
)

// Draft composes the briefing of a period as of now. Only the city's roles see
// drafts and briefings, which hold every unit's numbers.
func (d *Desk) Draft(ctx context.Context, a Actor, campaign, name string) (*Drafted, error) {
	if !a.office() {
		return nil, fmt.Errorf("draft of %s: %w", name, store.ErrNotFound)
	}
	var out *Drafted
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, campaign)
		if err != nil {
			return err
		}
		p, err := v.room.period(name)
		if err != nil {
			return err
		}
		out, err = v.compose(ctx, r, p, 0, period.Date{}, nil)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("draft briefing: %w", err)
	}
	return out, nil
}

// compose writes the briefing of a period; number 0 is a draft.
func (v *view) compose(ctx context.Context, r store.Reader, p period.Period, number int, date period.Date, omit []string) (*Drafted, error) {
	merged, err := v.merge(ctx, r, merging{asOf: p.Ends, omit: omit})
	if err != nil {
		return nil, err
	}
	o := reports.Options{Issue: number, Date: date, Texts: map[string][]string{}}
	for _, before := range v.room.campaign().Periods {
		if before.Ends.Before(p.Ends) {
			m, err := v.merge(ctx, r, merging{asOf: before.Ends, fresh: true, values: true})
			if err != nil {
				return nil, err
			}
			o.Earlier = append(o.Earlier, m)
		}
	}
	texts, err := r.Texts(ctx, v.room.id, p.Name())
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	for _, t := range texts {
		o.Texts[t.Section] = t.Paragraphs
	}
	if o.Errata, err = v.errataToPrint(ctx, r); err != nil {
		return nil, err
	}
	b, err := reports.Compose(merged, v.room.reg, v.desk.forms, o)
	if err != nil {
		return nil, err
	}
	return &Drafted{Briefing: b, Merged: merged}, nil
}

// errataToPrint is what was admitted since the last issue: the next one prints
// it.
func (v *view) errataToPrint(ctx context.Context, r store.Reader) ([]briefing.Erratum, error) {
	all, err := r.Errata(ctx, v.room.id, 0)
	if err != nil {
		return nil, fmt.Errorf("read errata: %w", err)
	}
	void := map[int]bool{}
	var since store.Change
	for _, b := range v.briefings {
		void[b.Number] = b.Void()
		if !b.Void() {
			since = b.Issued
		}
	}
	var out []briefing.Erratum
	for _, e := range all {
		if !void[e.Number] && e.At.After(since.At) {
			out = append(out, e.Lines...)
		}
	}
	return out, nil
}

// WriteDraft writes the draft's workbook ("xlsx") or pages ("pdf").
func (d *Desk) WriteDraft(ctx context.Context, a Actor, campaign, period, kind string, w io.Writer) error {
	drafted, err := d.Draft(ctx, a, campaign, period)
	if err != nil {
		return err
	}
	book, page, err := d.print(drafted.Briefing, kind == "pdf")
	if err != nil {
		return err
	}
	if kind == "pdf" {
		book = page
	}
	if _, err := w.Write(book); err != nil {
		return fmt.Errorf("write draft: %w", err)
	}
	return nil
}

// print makes the workbook of a briefing, and its pages with the workbook
// inside.
func (d *Desk) print(b *briefing.Briefing, pages bool) (book, page []byte, err error) {
	var x, p bytes.Buffer
	if err := xlsx.Write(&x, b); err != nil {
		return nil, nil, fmt.Errorf("write workbook: %w", err)
	}
	if !pages {
		return x.Bytes(), nil, nil
	}
	o := pdf.Options{Fonts: d.fonts, Attach: []pdf.Attachment{{Name: "汇总表.xlsx", Data: x.Bytes()}}}
	if err := pdf.Write(&p, b, o); err != nil {
		return nil, nil, fmt.Errorf("write PDF: %w", err)
	}
	return x.Bytes(), p.Bytes(), nil
}

// Confirm lists what issuing now would mean.
func (d *Desk) Confirm(ctx context.Context, a Actor, campaign, name string) (*Confirmation, error) {
	if a.Role != store.City {
		return nil, refuse("not_allowed", standingWords[city])
	}
	var out *Confirmation
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, campaign)
		if err != nil {
			return err
		}
		p, err := v.room.period(name)
		if err != nil {
			return err
		}
		out, err = v.confirm(ctx, r, a, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list what issuing means: %w", err)
	}
	return out, nil
}

func (v *view) confirm(ctx context.Context, r store.Reader, a Actor, p period.Period) (*Confirmation, error) {
	merged, err := v.merge(ctx, r, merging{asOf: p.Ends})
	if err != nil {
		return nil, err
	}
	c := &Confirmation{Period: p, Number: len(v.briefings) + 1, State: v.print}
	slots, err := v.filed(ctx, r, a, p)
	if err != nil {
		return nil, err
	}
	for _, s := range slots {
		if s.Due && s.Counted == nil {
			c.Missing = append(c.Missing, s)
		}
	}
	c.Held = v.held(p)
	newest := map[slot]*store.Return{}
	for i := range v.heads {
		h := v.heads[i]
		if n := newest[slotOf(h)]; n == nil || h.Version > n.Version {
			newest[slotOf(h)] = h
		}
	}
	for i := range v.heads {
		h := v.heads[i]
		switch {
		case h.Period.Ends.After(p.Ends) || newest[slotOf(h)].Version != h.Version:
		case h.State == returns.Refused:
			c.Refused = append(c.Refused, *h)
		case h.State == returns.Offered:
			c.Offered = append(c.Offered, *h)
		}
	}
	for _, x := range merged.Conflicts {
		if x.Decision == nil && !x.Advice {
			c.Conflicts = append(c.Conflicts, x)
		}
	}
	return c, nil
}

// held is the held returns that would count up to a period, one for each
// version: its first part.
func (v *view) held(p period.Period) []store.Return {
	best := map[slot]int{}
	for i := range v.heads {
		if h := v.heads[i]; h.State.Counts() && !h.Period.Ends.After(p.Ends) {
			best[slotOf(h)] = max(best[slotOf(h)], h.Version)
		}
	}
	var out []store.Return
	for i := range v.heads {
		if h := v.heads[i]; h.State == returns.Held && h.Part == 0 && h.Version == best[slotOf(h)] {
			out = append(out, *h)
		}
	}
	return out
}

// tries of Issue and Admit, which merge outside the transaction that keeps
// them and begin again when something changed meanwhile.
const attempts = 3

var errChanged = errors.New("changed meanwhile")

// Issue numbers and freezes a briefing and closes its period. Refusals:
// held_undecided with the held returns as choices, reason_needed for one that
// counts without a reason, changed_meanwhile when something changed since what
// was confirmed.
func (d *Desk) Issue(ctx context.Context, a Actor, o Order) (*store.Briefing, error) {
	if a.Role != store.City {
		return nil, refuse("not_allowed", standingWords[city])
	}
	o.Held = slices.Clone(o.Held)
	for i := range o.Held {
		mask(&o.Held[i].Reason) // it is printed
	}
	for range attempts {
		b, err := d.issueOnce(ctx, a, o)
		if errors.Is(err, errChanged) || errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("issue briefing: %w", err)
		}
		return b, nil
	}
	return nil, refuse("changed_meanwhile")
}

func (d *Desk) issueOnce(ctx context.Context, a Actor, o Order) (*store.Briefing, error) {
	var b store.Briefing
	var v *view
	var p period.Period
	var drafted *Drafted
	err := d.store.Snapshot(ctx, func(r store.Reader) (err error) {
		if v, err = d.look(ctx, r, o.Campaign); err != nil {
			return err
		}
		if p, err = v.room.period(o.Period); err != nil {
			return err
		}
		if o.State != "" && o.State != v.print {
			return refuse("changed_meanwhile")
		}
		omit, notes, err := v.chosen(p, o.Held)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(v.heads, func(h *store.Return) bool { return h.State.Counts() && !h.Period.Ends.After(p.Ends) }) {
			return refuse("nothing_filed")
		}
		if o.Date.IsZero() {
			o.Date = d.today()
		}
		b = store.Briefing{Campaign: o.Campaign, Number: len(v.briefings) + 1, Period: o.Period, Held: o.Held}
		if drafted, err = v.compose(ctx, r, p, b.Number, o.Date, omit); err != nil {
			return err
		}
		drafted.Briefing.Basis = append(drafted.Briefing.Basis, notes...)
		b.Returns, err = v.counted(ctx, r, p, omit)
		return err
	})
	if err != nil {
		return nil, err
	}
	files, err := d.freezeFiles(&b, drafted)
	if err != nil {
		return nil, err
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		now, err := d.look(ctx, tx, o.Campaign)
		if err != nil {
			return err
		}
		if now.print != v.print {
			return errChanged
		}
		return d.keepIssue(ctx, tx, a, &b, files, o.Reason)
	})
	if err != nil {
		return nil, err
	}
	return &b, nil
}

// chosen checks what the city chose for held returns: the ids of all parts of
// those that do not count, and what is printed under 口径 of each.
func (v *view) chosen(p period.Period, choices []store.HeldChoice) (omit []string, notes []briefing.Paragraph, err error) {
	undecided := &RefusedError{Code: "held_undecided"}
	for _, h := range v.held(p) {
		name := v.room.unit(h.Unit).Name + "《" + v.desk.title(h.Form) + "》（截至" + h.Period.Ends.Chinese() + "）"
		i := slices.IndexFunc(choices, func(c store.HeldChoice) bool { return c.Return == h.ID })
		switch {
		case i < 0:
			undecided.Choices = append(undecided.Choices, Choice{Value: h.ID, Name: name})
		case choices[i].Counted && strings.TrimSpace(choices[i].Reason) == "":
			return nil, nil, refuse("reason_needed")
		case choices[i].Counted:
			notes = append(notes, briefing.Words(name+"有存疑未说明，带疑计入："+strings.TrimRight(strings.TrimSpace(choices[i].Reason), "。")+"。"))
		default:
			notes = append(notes, briefing.Words(name+"有存疑未说明，不计入。"))
			for _, part := range v.heads {
				if slotOf(part) == slotOf(&h) && part.Version == h.Version {
					omit = append(omit, part.ID)
				}
			}
		}
	}
	if len(undecided.Choices) > 0 {
		return nil, nil, undecided
	}
	return omit, notes, nil
}

func (d *Desk) title(form returns.FormID) string {
	if f, ok := d.forms.Form(form); ok {
		return f.Title
	}
	return string(form)
}

// counted is the ids of the returns that a briefing stands on.
func (v *view) counted(ctx context.Context, r store.Reader, p period.Period, omit []string) ([]string, error) {
	if err := v.load(ctx, r); err != nil {
		return nil, err
	}
	var out []string
	for i := range v.bodies {
		if b := &v.bodies[i]; b.State.Counts() && !b.Period.Ends.After(p.Ends) && !slices.Contains(omit, b.ID) {
			out = append(out, b.ID)
		}
	}
	slices.Sort(out)
	return out, nil
}

// freezeFiles writes both files, reads them back against the briefing, and
// freezes the figures.
func (d *Desk) freezeFiles(b *store.Briefing, drafted *Drafted) ([][]byte, error) {
	book, page, err := d.print(drafted.Briefing, true)
	if err != nil {
		return nil, err
	}
	if err := xlsx.Check(book, drafted.Briefing); err != nil {
		return nil, err
	}
	if err := pdf.Check(page, drafted.Briefing); err != nil {
		return nil, fmt.Errorf("check PDF: %w", err)
	}
	if b.Frozen.Figures, err = freeze(drafted.Merged); err != nil {
		return nil, err
	}
	facts := struct {
		Lead  string
		Title string
	}{drafted.Briefing.Lead.String(), drafted.Briefing.Title}
	if b.Frozen.Facts, err = json.Marshal(facts); err != nil {
		return nil, fmt.Errorf("freeze facts: %w", err)
	}
	files := [][]byte{book, page}
	for i, kind := range []string{"xlsx", "pdf"} {
		sum := sha256.Sum256(files[i])
		b.Files = append(b.Files, store.BriefingFile{Name: fileName(b.Number, kind), SHA256: hex.EncodeToString(sum[:]), Size: int64(len(files[i]))})
	}
	return files, nil
}

func fileName(number int, kind string) string { return fmt.Sprintf("%d.%s", number, kind) }

func (d *Desk) keepIssue(ctx context.Context, tx store.Tx, a Actor, b *store.Briefing, files [][]byte, reason string) error {
	now := d.now()
	b.Issued = a.change(now, reason)
	if err := tx.AddBriefing(ctx, *b, files); err != nil {
		return fmt.Errorf("add briefing: %w", err)
	}
	c := store.Closing{Campaign: b.Campaign, Period: b.Period, Closed: true, Briefing: b.Number, Change: a.change(now, "")}
	if err := tx.PutClosing(ctx, c); err != nil {
		return fmt.Errorf("close period: %w", err)
	}
	return a.note(ctx, tx, now, "briefing.issue", fmt.Sprintf("briefing/%d", b.Number), owner{}, detail("period", b.Period, "xlsx", b.Files[0].SHA256, "pdf", b.Files[1].SHA256))
}

// Void makes an issued briefing void; its number is not used again, its period
// stays closed until somebody opens it.
func (d *Desk) Void(ctx context.Context, a Actor, campaign string, number int, reason string) error {
	switch {
	case !a.office():
		return fmt.Errorf("briefing %d: %w", number, store.ErrNotFound)
	case a.Role != store.City:
		return refuse("not_allowed", standingWords[city])
	case strings.TrimSpace(reason) == "":
		return refuse("reason_needed")
	}
	err := d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		if err := tx.Void(ctx, campaign, number, a.change(now, reason)); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "briefing.void", fmt.Sprintf("briefing/%d", number), owner{}, "")
	})
	if errors.Is(err, store.ErrConflict) {
		return refuse("already_void", fmt.Sprint(number))
	}
	if err != nil {
		return fmt.Errorf("void briefing: %w", err)
	}
	return nil
}

// Briefings is all issued briefings of a campaign by number.
func (d *Desk) Briefings(ctx context.Context, a Actor, campaign string) ([]store.Briefing, error) {
	if !a.office() {
		return nil, fmt.Errorf("briefings: %w", store.ErrNotFound)
	}
	all, err := d.store.Briefings(ctx, campaign)
	if err != nil {
		return nil, fmt.Errorf("list briefings: %w", err)
	}
	for i := range all {
		mask(&all[i].Issued.Reason, &all[i].Voided.Reason)
	}
	return all, nil
}

// BriefingFile is a file of an issued briefing: kind is "xlsx" or "pdf".
func (d *Desk) BriefingFile(ctx context.Context, a Actor, campaign string, number int, kind string) ([]byte, error) {
	if !a.office() {
		return nil, fmt.Errorf("briefing %d: %w", number, store.ErrNotFound)
	}
	data, err := d.store.BriefingFile(ctx, campaign, number, fileName(number, kind))
	if err != nil {
		return nil, fmt.Errorf("read briefing %d: %w", number, err)
	}
	return data, nil
}

// Errata is what was admitted since briefings were issued; number 0 is all.
func (d *Desk) Errata(ctx context.Context, a Actor, campaign string, number int) ([]store.Erratum, error) {
	if !a.office() {
		return nil, fmt.Errorf("errata: %w", store.ErrNotFound)
	}
	all, err := d.store.Errata(ctx, campaign, number)
	if err != nil {
		return nil, fmt.Errorf("read errata: %w", err)
	}
	return all, nil
}
