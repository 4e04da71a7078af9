package sqlstore

import (
	"context"

	"chunfeng/server/store"
)

const decisionColumns = "id, campaign, conflict, choice, made_at, made_by, made_reason, undone_at, undone_by, undone_reason"

// conflictKind is the kind under which conflicts are indexed.
const conflictKind = "conflict"

// Decisions is all decisions of a campaign.
func (r reader) Decisions(ctx context.Context, campaign string) ([]store.Decision, error) {
	return list(ctx, r, "list decisions", func(s scan) (store.Decision, error) {
		var d store.Decision
		var made, undone int64
		var conflict, madeWhy, undoneWhy []byte
		err := s(&d.ID, &d.Campaign, &conflict, &d.Choice, &made, &d.Made.By, &madeWhy, &undone, &d.Undone.By, &undoneWhy)
		if err != nil {
			return d, err
		}
		d.Made.At, d.Undone.At = r.moment(made), r.moment(undone)
		if d.Conflict, err = r.openText(at("decisions", "conflict", d.ID), conflict); err != nil {
			return d, err
		}
		if d.Made.Reason, err = r.openText(at("decisions", "made_reason", d.ID), madeWhy); err != nil {
			return d, err
		}
		d.Undone.Reason, err = r.openText(at("decisions", "undone_reason", d.ID), undoneWhy)
		return d, err
	}, `SELECT `+decisionColumns+` FROM decisions WHERE campaign = $1 ORDER BY made_at, id`, clean(campaign))
}

// Decide keeps a decision.
func (t tx) Decide(ctx context.Context, d store.Decision) error {
	id := clean(d.ID)
	err := t.insert(ctx, "keep decision "+id, "decisions", decisionColumns+", conflict_index",
		id, clean(d.Campaign), t.sealText(at("decisions", "conflict", id), d.Conflict), clean(string(d.Choice)),
		millis(d.Made.At), clean(d.Made.By), t.sealText(at("decisions", "made_reason", id), d.Made.Reason), 0, "", []byte{},
		t.vault.Index(conflictKind, d.Conflict))
	if err != nil {
		return err
	}
	return t.filedChanged(ctx, d.Campaign)
}

// Undo lifts the decision that stands.
func (t tx) Undo(ctx context.Context, campaign, conflict string, c store.Change) error {
	const doing = "undo decision"
	var id string
	err := t.one(ctx, doing, scanInto(&id), `SELECT id FROM decisions WHERE campaign = $1 AND conflict_index = $2 AND undone_at = 0`,
		clean(campaign), t.vault.Index(conflictKind, conflict))
	if err != nil {
		return err
	}
	err = t.must(ctx, doing, store.ErrNotFound, `UPDATE decisions SET undone_at = $1, undone_by = $2, undone_reason = $3 WHERE id = $4`,
		max(1, millis(c.At)), clean(c.By), t.sealText(at("decisions", "undone_reason", id), c.Reason), id)
	if err != nil {
		return err
	}
	return t.filedChanged(ctx, campaign)
}
