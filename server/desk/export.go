package desk

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/reports/phrase"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Export writes the merged records of a form as of a period as CSV (UTF-8 with
// BOM, RFC 4180), of units that the actor may see; personal numbers are masked
// and nothing in it is a live formula.
func (d *Desk) Export(ctx context.Context, a Actor, campaign, name string, form returns.FormID, w io.Writer) error {
	f, ok := d.forms.Form(form)
	if !ok {
		return fmt.Errorf("form %s: %w", form, store.ErrNotFound)
	}
	var m *figures.Merged
	var rm *room
	err := d.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := d.look(ctx, r, campaign)
		if err != nil {
			return err
		}
		p, err := v.room.period(name)
		if err != nil {
			return err
		}
		rm = v.room
		m, err = v.merge(ctx, r, merging{asOf: p.Ends})
		return err
	})
	if err != nil {
		return fmt.Errorf("export %s: %w", form, err)
	}
	out := figures.Ledger{Form: form}
	if i := slices.IndexFunc(m.Ledgers, func(l figures.Ledger) bool { return l.Form == form }); i >= 0 {
		out = m.Ledgers[i]
	}
	if len(out.Fields) == 0 {
		for i := range f.Fields {
			out.Fields = append(out.Fields, figures.LedgerField{ID: f.Fields[i].ID, Header: f.Fields[i].Header, Secret: f.Fields[i].Type.Personal()})
		}
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("export %s: %w", form, err)
	}
	return writeCSV(w, &out, rm, a)
}

func writeCSV(w io.Writer, l *figures.Ledger, rm *room, a Actor) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := []string{"报送单位"}
	for _, f := range l.Fields {
		head = append(head, neutral(f.Header))
	}
	if err := c.Write(append(head, "未计入原因", "文件", "工作表", "单元格")); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		filed := e.Source.Unit
		if !a.sees(rm.owner(returns.Unit{Code: filed}, Actor{})) {
			continue
		}
		line := []string{neutral(rm.unit(filed).Name)}
		for j := range l.Fields {
			var v returns.Value
			if j < len(e.Values) {
				v = e.Values[j]
			}
			line = append(line, csvText(&l.Fields[j], v))
		}
		line = append(line, neutral(e.Left), neutral(phrase.File(e.Source.File)), neutral(e.Source.Sheet), e.Source.Cell)
		if err := c.Write(line); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func csvText(f *figures.LedgerField, v returns.Value) string {
	w := v.Words()
	switch {
	case v.IsNumber() || v.Date != (period.Date{}):
		return w
	case f.Secret && len(w) > 11:
		return neutral(vault.MaskIDCard(w))
	case f.Secret:
		return neutral(vault.MaskPhone(w))
	}
	return neutral(vault.MaskText(w))
}

// neutral keeps a text from being run as a formula by whatever opens the CSV:
// one that begins like a formula gets an apostrophe before it.
func neutral(s string) string {
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
