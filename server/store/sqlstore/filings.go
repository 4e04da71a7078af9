package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// filingHead is the sealed part of a filing or an attempt that lists show.
type filingHead struct {
	File   string
	Reason string `json:",omitempty"`
}

const filingColumns = "id, campaign, unit, county, period, sha256, size, received, answered, by_user, behalf, status, purged, head"

// filing reads a row of filingColumns and then more.
func (r reader) filing(s scan, more ...any) (store.Filing, error) {
	var f store.Filing
	var received, answered int64
	var behalf, purged int
	var sealed []byte
	dest := append([]any{
		&f.ID, &f.Campaign, &f.Unit, &f.County, &f.Period, &f.SHA256, &f.Size, &received, &answered,
		&f.By, &behalf, &f.Status, &purged, &sealed,
	}, more...)
	if err := s(dest...); err != nil {
		return f, err
	}
	f.Received, f.Answered = r.moment(received), r.moment(answered)
	f.Behalf, f.Purged = behalf != 0, purged != 0
	var head filingHead
	err := r.openJSON(at("filings", "head", f.ID), sealed, &head)
	f.File, f.Reason = head.File, head.Reason
	return f, err
}

// Filing is one filing with its findings.
func (r reader) Filing(ctx context.Context, id string) (f store.Filing, err error) {
	err = r.one(ctx, "read filing "+id, func(s scan) error {
		var sealed []byte
		if f, err = r.filing(s, &sealed); err != nil {
			return err
		}
		f.Findings, err = r.openFindings(at("filings", "findings", f.ID), sealed)
		return err
	}, `SELECT `+filingColumns+`, findings FROM filings WHERE id = $1`, clean(id))
	return f, err
}

// Filings is a page of filings.
func (r reader) Filings(ctx context.Context, f store.FilingFilter) ([]store.Filing, error) {
	w := filed(f)
	return list(ctx, r, "list filings", func(s scan) (store.Filing, error) { return r.filing(s) },
		`SELECT `+filingColumns+` FROM filings`+w.page(f.Page), w.args...)
}

func filed(f store.FilingFilter) *where {
	w := &where{}
	w.equal("campaign", f.Campaign)
	w.seen(f.Units, f.County)
	w.equal("period", f.Period)
	w.equal("sha256", f.SHA256)
	if !f.Since.IsZero() {
		w.and("received >= ?", millis(f.Since))
	}
	return w
}

// Original is the bytes as uploaded.
func (r reader) Original(ctx context.Context, id string) (data []byte, err error) {
	err = r.one(ctx, "read original of "+id, func(s scan) error {
		var sealed []byte
		if err := s(&sealed); err != nil {
			return err
		}
		data, err = r.vault.Open(at("originals", "data", id), sealed)
		return err
	}, `SELECT data FROM originals WHERE filing = $1`, clean(id))
	return data, err
}

// AddFiling keeps a filing and its original.
func (t tx) AddFiling(ctx context.Context, f store.Filing, original []byte) error {
	id := clean(f.ID)
	err := t.insert(ctx, "keep filing "+id, "filings", filingColumns+", findings",
		id, clean(f.Campaign), clean(string(f.Unit)), clean(string(f.County)), clean(f.Period), clean(f.SHA256), f.Size,
		millis(f.Received), millis(f.Answered), clean(f.By), bit(f.Behalf), clean(f.Status), 0,
		t.sealJSON(at("filings", "head", id), filingHead{f.File, f.Reason}),
		t.sealFindings(at("filings", "findings", id), f.Findings))
	if err != nil {
		return err
	}
	return t.insert(ctx, "keep original of "+id, "originals", "filing, data",
		id, t.vault.Seal(at("originals", "data", id), original))
}

const attemptColumns = "id, campaign, unit, county, period, sha256, size, received, answered, by_user, status, code, head"

// Attempts is a page of attempts.
func (r reader) Attempts(ctx context.Context, f store.FilingFilter) ([]store.Attempt, error) {
	w := filed(f)
	return list(ctx, r, "list attempts", func(s scan) (store.Attempt, error) {
		var a store.Attempt
		var received, answered int64
		var sealed []byte
		err := s(&a.ID, &a.Campaign, &a.Unit, &a.County, &a.Period, &a.SHA256, &a.Size, &received, &answered,
			&a.By, &a.Status, &a.Code, &sealed)
		if err != nil {
			return a, err
		}
		a.Received, a.Answered = r.moment(received), r.moment(answered)
		var head filingHead
		err = r.openJSON(at("attempts", "head", a.ID), sealed, &head)
		a.File = head.File
		return a, err
	}, `SELECT `+attemptColumns+` FROM attempts`+w.page(f.Page), w.args...)
}

// CountAttempts counts attempts by unit.
func (r reader) CountAttempts(ctx context.Context, f store.FilingFilter) (map[returns.UnitCode]int, error) {
	name := f.Period
	f.Period = ""
	w := filed(f)
	if name != "" {
		w.and("period IN ('', ?)", clean(name))
	}
	out := map[returns.UnitCode]int{}
	err := r.each(ctx, "count attempts", func(s scan) error {
		var unit returns.UnitCode
		var n int
		err := s(&unit, &n)
		out[unit] = n
		return err
	}, `SELECT unit, COUNT(*) FROM attempts`+w.String()+` GROUP BY unit`, w.args...)
	return out, err
}

// AddAttempt notes a file that was not kept.
func (t tx) AddAttempt(ctx context.Context, a store.Attempt) error {
	id := clean(a.ID)
	return t.insert(ctx, "keep attempt "+id, "attempts", attemptColumns,
		id, clean(a.Campaign), clean(string(a.Unit)), clean(string(a.County)), clean(a.Period), clean(a.SHA256), a.Size,
		millis(a.Received), millis(a.Answered), clean(a.By), a.Status, clean(a.Code),
		t.sealJSON(at("attempts", "head", id), filingHead{File: a.File}))
}

// keepFindings and restoreFindings turn findings into what can be packed and
// back.
func keepFindings(l finding.List) []finding.Kept {
	out := make([]finding.Kept, len(l))
	for i, f := range l {
		out[i] = f.Keep()
	}
	return out
}

func restoreFindings(l []finding.Kept) (finding.List, error) {
	var out finding.List
	for i, k := range l {
		f, err := k.Finding()
		if err != nil {
			return nil, fmt.Errorf("finding %d: %w", i, err)
		}
		out = append(out, f)
	}
	return out, nil
}
