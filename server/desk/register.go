package desk

import (
	"context"
	"fmt"
	"slices"

	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// PutCampaign keeps a campaign file, as text, with its units; firms are what
// else reports in it. A campaign that is there gets the new file and the new
// units; units it has beyond these stay.
func (d *Desk) PutCampaign(ctx context.Context, a Actor, text string, firms []returns.Unit) (string, error) {
	if a.Role != store.City {
		return "", refuse("not_allowed", standingWords[city])
	}
	file, err := register.Parse("campaign", []byte(text))
	if err != nil {
		return "", fmt.Errorf("keep campaign: %w", err)
	}
	reg := register.New(file.Campaign, file.Units, firms)
	id := file.Campaign.ID
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		now := d.now()
		if err := tx.PutCampaign(ctx, store.Campaign{ID: id, YAML: text, Saved: now, By: a.User}); err != nil {
			return err
		}
		if err := tx.PutUnits(ctx, id, slices.Concat(reg.Units, reg.Firms)); err != nil {
			return err
		}
		return a.note(ctx, tx, now, "campaign.put", "campaign/"+id, owner{}, detail("units", len(reg.Units), "firms", len(reg.Firms)))
	})
	if err != nil {
		return "", fmt.Errorf("keep campaign: %w", err)
	}
	return id, nil
}

// Units is the units and firms of a campaign that the actor may see, in the
// order of tables. Phones are masked for those who may not file for them.
func (d *Desk) Units(ctx context.Context, a Actor, campaign string) ([]returns.Unit, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	var out []returns.Unit
	for _, u := range rm.units() {
		whose := rm.owner(u, Actor{})
		if !a.sees(whose) {
			continue
		}
		if !a.files(whose) {
			u.Phone = vault.MaskText(u.Phone)
		}
		out = append(out, u)
	}
	return out, nil
}

// PutFirms adds firms due, or replaces those of the same code: the city any, a
// county those within it. Firms are never deleted. ErrNotFound for a county's
// attempt on a firm of another.
func (d *Desk) PutFirms(ctx context.Context, a Actor, campaign string, firms []returns.Unit) error {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return err
	}
	if a.Role != store.City && a.Role != store.County {
		return refuse("not_allowed", standingWords[above])
	}
	firms = slices.Clone(firms)
	for i := range firms {
		f := &firms[i]
		known, there := rm.reg.Unit(f.Code)
		switch {
		case f.Kind != period.Firm || there && known.Kind != period.Firm:
			return fmt.Errorf("firm %s: %w", f.Code, store.ErrNotFound)
		case a.Role == store.County && (f.Within != a.Unit || there && known.Within != a.Unit):
			return fmt.Errorf("firm %s: %w", f.Code, store.ErrNotFound)
		case there:
			f.Order = known.Order
		default:
			f.Order += len(rm.reg.Firms)
		}
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		if err := tx.PutUnits(ctx, campaign, firms); err != nil {
			return err
		}
		return a.note(ctx, tx, d.now(), "unit.put", "campaign/"+campaign, owner{Unit: a.Unit, County: a.Unit}, detail("firms", len(firms)))
	})
	if err != nil {
		return fmt.Errorf("keep firms: %w", err)
	}
	return nil
}

// Register is a campaign with its units and firms, for reading workbooks that
// list them. It must not be changed.
func (d *Desk) Register(ctx context.Context, campaign string) (*register.Register, error) {
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	return rm.reg, nil
}

// Audit is a page of the audit log, newest first: the city's roles alone.
func (d *Desk) Audit(ctx context.Context, a Actor, f store.AuditFilter) ([]store.Entry, error) {
	if !a.office() {
		return nil, fmt.Errorf("audit log: %w", store.ErrNotFound)
	}
	out, err := d.store.Entries(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	return out, nil
}

// VerifyAudit checks the chain of the audit log: the city's roles alone.
func (d *Desk) VerifyAudit(ctx context.Context, a Actor) (store.Chain, error) {
	if !a.office() {
		return store.Chain{}, fmt.Errorf("audit log: %w", store.ErrNotFound)
	}
	c, err := d.store.VerifyAudit(ctx)
	if err != nil {
		return c, fmt.Errorf("verify audit log: %w", err)
	}
	return c, nil
}
