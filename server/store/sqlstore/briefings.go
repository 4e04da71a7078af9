package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/server/store"
)

const briefingColumns = "campaign, number, period, issued_at, issued_by, issued_reason, voided_at, voided_by, voided_reason, returns, held, files"

func (r reader) scanBriefing(s scan, more ...any) (store.Briefing, error) {
	var b store.Briefing
	var issued, voided int64
	var issuedWhy, voidedWhy, held []byte
	var returned, files string
	dest := append([]any{
		&b.Campaign, &b.Number, &b.Period, &issued, &b.Issued.By, &issuedWhy, &voided, &b.Voided.By, &voidedWhy, &returned, &held, &files,
	}, more...)
	err := s(dest...)
	if err != nil {
		return b, err
	}
	b.Issued.At, b.Voided.At = r.moment(issued), r.moment(voided)
	if b.Issued.Reason, err = r.openText(at("briefings", "issued_reason", b.Campaign, b.Number), issuedWhy); err != nil {
		return b, err
	}
	if b.Voided.Reason, err = r.openText(at("briefings", "voided_reason", b.Campaign, b.Number), voidedWhy); err != nil {
		return b, err
	}
	if err := unpack([]byte(returned), &b.Returns); err != nil {
		return b, err
	}
	if err := unpack([]byte(files), &b.Files); err != nil {
		return b, err
	}
	return b, r.openJSON(at("briefings", "held", b.Campaign, b.Number), held, &b.Held)
}

// Briefings is all briefings of a campaign by number.
func (r reader) Briefings(ctx context.Context, campaign string) ([]store.Briefing, error) {
	return list(ctx, r, "list briefings", func(s scan) (store.Briefing, error) { return r.scanBriefing(s) },
		`SELECT `+briefingColumns+` FROM briefings WHERE campaign = $1 ORDER BY number`, clean(campaign))
}

// Briefing is one briefing with what it froze.
func (r reader) Briefing(ctx context.Context, campaign string, number int) (b store.Briefing, err error) {
	err = r.one(ctx, fmt.Sprintf("read briefing %d", number), func(s scan) error {
		var figures, facts []byte
		if b, err = r.scanBriefing(s, &figures, &facts); err != nil {
			return err
		}
		if b.Frozen.Figures, err = r.open(at("briefings", "figures", b.Campaign, b.Number), figures); err != nil {
			return err
		}
		b.Frozen.Facts, err = r.open(at("briefings", "facts", b.Campaign, b.Number), facts)
		return err
	}, `SELECT `+briefingColumns+`, figures, facts FROM briefings WHERE campaign = $1 AND number = $2`, clean(campaign), number)
	return b, err
}

// BriefingFile is the bytes of one file of a briefing.
func (r reader) BriefingFile(ctx context.Context, campaign string, number int, name string) (data []byte, err error) {
	err = r.one(ctx, fmt.Sprintf("read file of briefing %d", number), func(s scan) error {
		var sealed []byte
		if err := s(&sealed); err != nil {
			return err
		}
		data, err = r.vault.Open(at("briefing_files", "data", clean(campaign), number, clean(name)), sealed)
		return err
	}, `SELECT data FROM briefing_files WHERE campaign = $1 AND number = $2 AND name = $3`, clean(campaign), number, clean(name))
	return data, err
}

// AddBriefing keeps a briefing with its files.
func (t tx) AddBriefing(ctx context.Context, b store.Briefing, files [][]byte) error {
	doing := fmt.Sprintf("keep briefing %d", b.Number)
	if len(files) != len(b.Files) {
		return fmt.Errorf("%s: %d files named, %d given", doing, len(b.Files), len(files))
	}
	campaign := clean(b.Campaign)
	var next int
	err := t.one(ctx, doing, scanInto(&next), `SELECT COALESCE(MAX(number), 0) + 1 FROM briefings WHERE campaign = $1`, campaign)
	if err != nil {
		return err
	}
	if b.Number != next {
		return fmt.Errorf("%s: the next is %d: %w", doing, next, store.ErrConflict)
	}
	err = t.insert(ctx, doing, "briefings", briefingColumns+", figures, facts",
		campaign, b.Number, clean(b.Period), millis(b.Issued.At), clean(b.Issued.By),
		t.sealText(at("briefings", "issued_reason", campaign, b.Number), b.Issued.Reason), 0, "", []byte{},
		clean(string(pack(b.Returns))), t.sealJSON(at("briefings", "held", campaign, b.Number), b.Held), clean(string(pack(b.Files))),
		t.vault.Seal(at("briefings", "figures", campaign, b.Number), b.Frozen.Figures),
		t.vault.Seal(at("briefings", "facts", campaign, b.Number), b.Frozen.Facts))
	if err != nil {
		return err
	}
	for i, f := range b.Files {
		name := clean(f.Name)
		err := t.insert(ctx, doing, "briefing_files", "campaign, number, name, data",
			campaign, b.Number, name, t.vault.Seal(at("briefing_files", "data", campaign, b.Number, name), files[i]))
		if err != nil {
			return err
		}
	}
	return t.filedChanged(ctx, campaign)
}

// Void makes a briefing void.
func (t tx) Void(ctx context.Context, campaign string, number int, c store.Change) error {
	doing := fmt.Sprintf("void briefing %d", number)
	campaign = clean(campaign)
	n, err := t.exec(ctx, doing, `UPDATE briefings SET voided_at = $1, voided_by = $2, voided_reason = $3
		WHERE campaign = $4 AND number = $5 AND voided_at = 0`,
		max(1, millis(c.At)), clean(c.By), t.sealText(at("briefings", "voided_reason", campaign, number), c.Reason), campaign, number)
	if err != nil {
		return err
	}
	if n > 0 {
		return t.filedChanged(ctx, campaign)
	}
	var voided int64
	if err := t.one(ctx, doing, scanInto(&voided), `SELECT voided_at FROM briefings WHERE campaign = $1 AND number = $2`, campaign, number); err != nil {
		return err
	}
	return fmt.Errorf("%s: it is void: %w", doing, store.ErrConflict)
}

// Errata is the errata of a briefing, or of all.
func (r reader) Errata(ctx context.Context, campaign string, number int) ([]store.Erratum, error) {
	w := &where{}
	w.equal("campaign", campaign)
	if number != 0 {
		w.and("number = ?", number)
	}
	return list(ctx, r, "list errata", func(s scan) (store.Erratum, error) {
		var e store.Erratum
		var moment int64
		var sealed []byte
		if err := s(&e.ID, &e.Campaign, &e.Number, &e.Return, &sealed, &moment, &e.By); err != nil {
			return e, err
		}
		e.At = r.moment(moment)
		return e, r.openJSON(at("errata", "lines", e.ID), sealed, &e.Lines)
	}, `SELECT id, campaign, number, return_id, lines, at, by_user FROM errata`+w.String()+` ORDER BY at, id`, w.args...)
}

// AddErratum notes an erratum. ErrNotFound when there is no such briefing.
func (t tx) AddErratum(ctx context.Context, e store.Erratum) error {
	id, campaign := clean(e.ID), clean(e.Campaign)
	var number int
	err := t.one(ctx, fmt.Sprintf("keep erratum of briefing %d", e.Number), scanInto(&number),
		`SELECT number FROM briefings WHERE campaign = $1 AND number = $2`, campaign, e.Number)
	if err != nil {
		return err
	}
	return t.insert(ctx, "keep erratum "+id, "errata", "id, campaign, number, return_id, lines, at, by_user",
		id, campaign, e.Number, clean(e.Return), t.sealJSON(at("errata", "lines", id), e.Lines), millis(e.At), clean(e.By))
}
