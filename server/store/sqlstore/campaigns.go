package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/importer/period"
	"chunfeng/importer/register"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

const campaignColumns = "id, yaml, saved, by_user"

func (r reader) scanCampaign(s scan) (store.Campaign, error) {
	var c store.Campaign
	var saved int64
	if err := s(&c.ID, &c.YAML, &saved, &c.By); err != nil {
		return c, err
	}
	c.Saved = r.moment(saved)
	p, err := r.parse(c.ID, c.YAML)
	if err != nil {
		return c, err
	}
	c.File = p.file
	return c, nil
}

// Campaign is one campaign.
func (r reader) Campaign(ctx context.Context, id string) (c store.Campaign, err error) {
	err = r.one(ctx, "read campaign "+id, func(s scan) error {
		c, err = r.scanCampaign(s)
		return err
	}, `SELECT `+campaignColumns+` FROM campaigns WHERE id = $1`, clean(id))
	return c, err
}

// Campaigns is all campaigns by id.
func (r reader) Campaigns(ctx context.Context) ([]store.Campaign, error) {
	return list(ctx, r, "list campaigns", r.scanCampaign, `SELECT `+campaignColumns+` FROM campaigns ORDER BY id`)
}

// PutCampaign adds or replaces a campaign. A file that cannot be parsed is an
// error and is not kept: nothing filed could be read back.
func (t tx) PutCampaign(ctx context.Context, c store.Campaign) error {
	if _, err := register.Parse(c.ID, []byte(c.YAML)); err != nil {
		return fmt.Errorf("keep campaign: %w", err)
	}
	err := t.put(ctx, "keep campaign "+c.ID, "campaigns", "id", campaignColumns,
		clean(c.ID), clean(c.YAML), millis(c.Saved), clean(c.By))
	if err != nil {
		return err
	}
	return t.setupChanged(ctx, c.ID)
}

// contact is the sealed part of a unit.
type contact struct {
	Contact, Phone string
}

const unitColumns = "campaign, code, kind, name, aliases, within, place, active_from, active_to, contact"

func (r reader) scanUnit(s scan) (returns.Unit, error) {
	var u returns.Unit
	var campaign, aliases, from, to string
	var sealed []byte
	if err := s(&campaign, &u.Code, &u.Kind, &u.Name, &aliases, &u.Within, &u.Order, &from, &to, &sealed); err != nil {
		return u, err
	}
	if err := unpack([]byte(aliases), &u.Aliases); err != nil {
		return u, err
	}
	if err := u.From.UnmarshalText([]byte(from)); err != nil {
		return u, err
	}
	if err := u.To.UnmarshalText([]byte(to)); err != nil {
		return u, err
	}
	var c contact
	err := r.openJSON(at("units", "contact", campaign, u.Code), sealed, &c)
	u.Contact, u.Phone = c.Contact, c.Phone
	return u, err
}

// Units is the units of a campaign, firms behind.
func (r reader) Units(ctx context.Context, campaign string) ([]returns.Unit, error) {
	return r.unitsOf(ctx, campaign, func() ([]returns.Unit, error) {
		return list(ctx, r, "list units of "+campaign, r.scanUnit, `SELECT `+unitColumns+` FROM units WHERE campaign = $1
			ORDER BY CASE kind WHEN 'firm' THEN 1 ELSE 0 END, CASE kind WHEN 'firm' THEN within ELSE '' END, place, code`, clean(campaign))
	})
}

// PutUnits adds or replaces units.
func (t tx) PutUnits(ctx context.Context, campaign string, units []returns.Unit) error {
	for _, u := range units {
		switch u.Kind {
		case period.City, period.County, period.Firm:
		default:
			return fmt.Errorf("keep unit %s: no kind %q", u.Code, u.Kind)
		}
		sealed := t.sealJSON(at("units", "contact", clean(campaign), clean(string(u.Code))), contact{u.Contact, u.Phone})
		err := t.put(ctx, "keep unit "+string(u.Code), "units", "campaign, code", unitColumns,
			clean(campaign), clean(string(u.Code)), string(u.Kind), clean(u.Name), clean(string(pack(u.Aliases))),
			clean(string(u.Within)), u.Order, u.From.String(), u.To.String(), sealed)
		if err != nil {
			return err
		}
	}
	return t.setupChanged(ctx, campaign)
}
