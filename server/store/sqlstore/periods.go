package sqlstore

import (
	"context"

	"chunfeng/server/store"
)

const closingColumns = "campaign, period, closed, briefing, at, by_user, reason"

// Closings is what is known of a campaign's periods, by name.
func (r reader) Closings(ctx context.Context, campaign string) ([]store.Closing, error) {
	return list(ctx, r, "list closings", func(s scan) (store.Closing, error) {
		var c store.Closing
		var closed int
		var moment int64
		var reason []byte
		err := s(&c.Campaign, &c.Period, &closed, &c.Briefing, &moment, &c.By, &reason)
		if err != nil {
			return c, err
		}
		c.Closed, c.At = closed != 0, r.moment(moment)
		c.Reason, err = r.openText(at("closings", "reason", c.Campaign, c.Period), reason)
		return c, err
	}, `SELECT `+closingColumns+` FROM closings WHERE campaign = $1 ORDER BY period`, clean(campaign))
}

// PutClosing replaces what is known of a period.
func (t tx) PutClosing(ctx context.Context, c store.Closing) error {
	campaign, period := clean(c.Campaign), clean(c.Period)
	return t.put(ctx, "keep closing of "+period, "closings", "campaign, period", closingColumns,
		campaign, period, bit(c.Closed), c.Briefing, millis(c.At), clean(c.By),
		t.sealText(at("closings", "reason", campaign, period), c.Reason))
}

const textColumns = "campaign, period, section, paragraphs, at, by_user"

// Texts is the free paragraphs of a period by section.
func (r reader) Texts(ctx context.Context, campaign, period string) ([]store.Text, error) {
	return list(ctx, r, "list texts", func(s scan) (store.Text, error) {
		var x store.Text
		var moment int64
		var sealed []byte
		if err := s(&x.Campaign, &x.Period, &x.Section, &sealed, &moment, &x.By); err != nil {
			return x, err
		}
		x.At = r.moment(moment)
		return x, r.openJSON(at("texts", "paragraphs", x.Campaign, x.Period, x.Section), sealed, &x.Paragraphs)
	}, `SELECT `+textColumns+` FROM texts WHERE campaign = $1 AND period = $2 ORDER BY section`, clean(campaign), clean(period))
}

// PutText replaces the paragraphs of a section.
func (t tx) PutText(ctx context.Context, x store.Text) error {
	campaign, period, section := clean(x.Campaign), clean(x.Period), clean(x.Section)
	return t.put(ctx, "keep text of "+section, "texts", "campaign, period, section", textColumns,
		campaign, period, section, t.sealJSON(at("texts", "paragraphs", campaign, period, section), x.Paragraphs),
		millis(x.At), clean(x.By))
}

const headerColumns = "campaign, unit, form, header, field, at, by_user"

// Headers is what was learned.
func (r reader) Headers(ctx context.Context, campaign string) ([]store.Header, error) {
	return list(ctx, r, "list headers", func(s scan) (store.Header, error) {
		var h store.Header
		var moment int64
		err := s(&h.Campaign, &h.Unit, &h.Form, &h.Header, &h.Field, &moment, &h.By)
		h.At = r.moment(moment)
		return h, err
	}, `SELECT `+headerColumns+` FROM headers WHERE campaign = $1 ORDER BY unit, form, header`, clean(campaign))
}

// PutHeader learns a header.
func (t tx) PutHeader(ctx context.Context, h store.Header) error {
	err := t.put(ctx, "keep header", "headers", "campaign, unit, form, header", headerColumns,
		clean(h.Campaign), clean(string(h.Unit)), clean(string(h.Form)), clean(h.Header), clean(h.Field), millis(h.At), clean(h.By))
	if err != nil {
		return err
	}
	return t.setupChanged(ctx, h.Campaign)
}

// DeleteHeader forgets a header.
func (t tx) DeleteHeader(ctx context.Context, h store.Header) error {
	err := t.must(ctx, "forget header", store.ErrNotFound,
		`DELETE FROM headers WHERE campaign = $1 AND unit = $2 AND form = $3 AND header = $4`,
		clean(h.Campaign), clean(string(h.Unit)), clean(string(h.Form)), clean(h.Header))
	if err != nil {
		return err
	}
	return t.setupChanged(ctx, h.Campaign)
}
