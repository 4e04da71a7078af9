package desk

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook/mark"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Filing is one filing with its returns as they are now.
func (d *Desk) Filing(ctx context.Context, a Actor, id string) (*Receipt, error) {
	f, err := d.mySeen(ctx, a, id)
	if err != nil {
		return nil, err
	}
	rec, err := d.receipt(ctx, d.store, f.ID)
	return veilReceipt(rec), err
}

// mySeen is a filing that the actor may see.
func (d *Desk) mySeen(ctx context.Context, a Actor, id string) (store.Filing, error) {
	f, err := d.store.Filing(ctx, id)
	if err != nil {
		return f, fmt.Errorf("read filing: %w", err)
	}
	if !a.sees(owner{f.Unit, f.County}) {
		return f, fmt.Errorf("filing %s: %w", id, store.ErrNotFound)
	}
	return f, nil
}

// Filings is a page of filings that the actor may see.
func (d *Desk) Filings(ctx context.Context, a Actor, f store.FilingFilter) ([]store.Filing, error) {
	var some bool
	if f.Units, f.County, some = a.narrow(f.Units, f.County); !some {
		return nil, nil
	}
	out, err := d.store.Filings(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list filings: %w", err)
	}
	for i := range out {
		veilFiling(&out[i])
	}
	return out, nil
}

// Attempts is a page of what arrived and was not kept.
func (d *Desk) Attempts(ctx context.Context, a Actor, f store.FilingFilter) ([]store.Attempt, error) {
	var some bool
	if f.Units, f.County, some = a.narrow(f.Units, f.County); !some {
		return nil, nil
	}
	out, err := d.store.Attempts(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list attempts: %w", err)
	}
	for i := range out {
		mask(&out[i].File)
	}
	return out, nil
}

// Original is a filing's name and bytes as uploaded. It is noted in the audit
// log, for it holds personal data. ErrNotFound after a purge; not_allowed for
// those who only read.
func (d *Desk) Original(ctx context.Context, a Actor, id string) (name string, data []byte, err error) {
	f, err := d.mySeen(ctx, a, id)
	if err != nil {
		return "", nil, err
	}
	if !a.files(owner{f.Unit, f.County}) {
		return "", nil, refuse("not_allowed", standingWords[filer])
	}
	if data, err = d.store.Original(ctx, id); err != nil {
		return "", nil, fmt.Errorf("read original: %w", err)
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		return a.note(ctx, tx, d.now(), "filing.original", "filing/"+id, owner{f.Unit, f.County}, "")
	})
	if err != nil {
		return "", nil, fmt.Errorf("note reading of original: %w", err)
	}
	return f.File, data, nil
}

// Marked writes the original with marks and notes of what was found, with the
// explanations given so far. Like Original it is noted.
func (d *Desk) Marked(ctx context.Context, a Actor, id string, w io.Writer) (name string, err error) {
	_, data, err := d.Original(ctx, a, id)
	if err != nil {
		return "", err
	}
	rec, err := d.receipt(ctx, d.store, id)
	if err != nil {
		return "", err
	}
	found := append(finding.List(nil), rec.Filing.Findings...)
	for _, r := range newestOf(rec.Returns) {
		found = append(found, r.Findings...)
	}
	found.Sort()
	if err := mark.Write(w, data, found, mark.Options{Limits: d.reading.Limits}); err != nil {
		return "", fmt.Errorf("mark workbook: %w", err)
	}
	ext := path.Ext(rec.Filing.File)
	if !strings.EqualFold(ext, ".xlsm") {
		ext = ".xlsx" // marks of a CSV file make a workbook
	}
	return strings.TrimSuffix(rec.Filing.File, path.Ext(rec.Filing.File)) + "（已标注）" + ext, nil
}

// Returns is a page of heads that the actor may see.
func (d *Desk) Returns(ctx context.Context, a Actor, f store.ReturnFilter) ([]store.Return, error) {
	var some bool
	if f.Units, f.County, some = a.narrow(f.Units, f.County); !some {
		return nil, nil
	}
	out, err := d.store.Returns(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list returns: %w", err)
	}
	veilReturns(out)
	return out, nil
}

// Return is one return with its findings and explanations.
func (d *Desk) Return(ctx context.Context, a Actor, id string) (*store.Return, error) {
	ret, err := d.seen(ctx, d.store, a, id)
	if err != nil {
		return nil, err
	}
	return veilReturn(ret), nil
}

// Records is the records of a return, personal numbers masked. With a reason
// they are in clear, for whoever may file for the unit, and noted in the audit
// log.
func (d *Desk) Records(ctx context.Context, a Actor, id, reason string) ([]returns.Record, error) {
	ret, err := d.seen(ctx, d.store, a, id)
	if err != nil {
		return nil, err
	}
	whose := owner{ret.Unit, ret.County}
	if reason != "" && !a.files(whose) {
		return nil, refuse("not_allowed", standingWords[filer])
	}
	recs, err := d.store.Records(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	if reason == "" {
		f, _ := d.forms.Form(ret.Form)
		Mask(f, recs)
		return recs, nil
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		return a.note(ctx, tx, d.now(), "person.unmask", "return/"+id, whose, detail("reason", vault.MaskText(reason), "rows", len(recs)))
	})
	if err != nil {
		return nil, fmt.Errorf("note unmasking: %w", err)
	}
	return recs, nil
}

// Mask hides the personal numbers of records in place: of the fields that are
// such by the form, and whatever looks like one elsewhere. f may be nil.
func Mask(f *forms.Form, recs []returns.Record) {
	for i := range recs {
		for j := range recs[i].Values {
			v := &recs[i].Values[j]
			hide := vault.MaskText
			if f != nil && j < len(f.Fields) {
				switch f.Fields[j].Type {
				case forms.IDCard:
					hide = vault.MaskIDCard
				case forms.Phone:
					hide = vault.MaskPhone
				case forms.USCC:
					continue
				}
			}
			if v.Kind == returns.Text && v.Text != "" {
				v.Text = hide(v.Text)
			}
			if v.Typed != "" && !v.IsNumber() {
				v.Typed = hide(v.Typed)
			}
		}
		for j := range recs[i].Extra {
			recs[i].Extra[j].Text = vault.MaskText(recs[i].Extra[j].Text)
		}
	}
}
