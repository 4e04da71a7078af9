package sqlstore

import (
	"context"
	"fmt"
	"time"
)

// purgeFilings is how many filings are purged in one transaction.
const purgeFilings = 50

// forgetting are the statements that make a filing forgotten, in an order that
// the foreign keys allow. blank ones take no bytes as $2.
var forgetting = []struct {
	statement string
	blank     bool
}{
	{`DELETE FROM originals WHERE filing = $1`, false},
	{`DELETE FROM record_chunks WHERE return_id IN (SELECT id FROM returns WHERE filing = $1)`, false},
	{`DELETE FROM explanations WHERE return_id IN (SELECT id FROM returns WHERE filing = $1)`, false},
	{`UPDATE returns SET purged = 1, meta = '{}', head = $2, detail = $2, changed_reason = $2, moved = ` + nextMove + ` WHERE filing = $1`, true},
	{`UPDATE filings SET purged = 1, head = $2, findings = $2 WHERE id = $1`, true},
}

// Purge forgets filings received before a time, and what attempts before it
// were named, then has the database remove what was deleted from its files.
func (s *Store) Purge(ctx context.Context, before time.Time) (int, error) {
	ids, err := list(ctx, s.reader, "list filings to purge", func(s scan) (id string, err error) {
		err = s(&id)
		return id, err
	}, `SELECT id FROM filings WHERE purged = 0 AND received < $1 ORDER BY id`, millis(before))
	if err != nil {
		return 0, err
	}
	for at := 0; at < len(ids); at += purgeFilings {
		err := s.change(ctx, func(t tx) error {
			for _, id := range ids[at:min(at+purgeFilings, len(ids))] {
				if err := t.forget(ctx, id); err != nil {
					return err
				}
			}
			return t.allChanged(ctx)
		})
		if err != nil {
			return at, err
		}
	}
	err = s.change(ctx, func(t tx) error {
		_, err := t.exec(ctx, "purge attempts", `UPDATE attempts SET head = $2 WHERE received < $1`, millis(before), []byte{})
		return err
	})
	if err != nil {
		return len(ids), err
	}
	if err := s.dialect.Scrub(ctx, s.write); err != nil {
		return len(ids), fmt.Errorf("scrub: %w", s.dialect.fault(err))
	}
	return len(ids), nil
}

func (t tx) forget(ctx context.Context, id string) error {
	for _, f := range forgetting {
		args := []any{id}
		if f.blank {
			args = append(args, []byte{})
		}
		if _, err := t.exec(ctx, "purge filing "+id, f.statement, args...); err != nil {
			return err
		}
	}
	return nil
}
