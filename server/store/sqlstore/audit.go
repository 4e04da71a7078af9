package sqlstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"chunfeng/server/store"
	"chunfeng/server/vault"
)

const auditColumns = "no, at, who, role, address, what, object, unit, county, detail, hash"

func (r reader) scanEntry(s scan) (store.Entry, error) {
	var e store.Entry
	var moment int64
	err := s(&e.No, &moment, &e.Who, &e.Role, &e.Address, &e.What, &e.Of, &e.Unit, &e.County, &e.Detail, &e.Hash)
	e.At = r.moment(moment)
	return e, err
}

// Entries is a page of the audit log, newest first.
func (r reader) Entries(ctx context.Context, f store.AuditFilter) ([]store.Entry, error) {
	w := &where{}
	w.equal("who", f.Who)
	if n := len(f.What); n > 0 && f.What[n-1] == '.' {
		w.and("substr(what, 1, "+strconv.Itoa(n)+") = ?", clean(f.What))
	} else {
		w.equal("what", f.What)
	}
	w.equal("object", f.Of)
	w.seen(f.Units, f.County)
	if !f.Since.IsZero() {
		w.and("at >= ?", millis(f.Since))
	}
	if !f.Until.IsZero() {
		w.and("at < ?", millis(f.Until))
	}
	if f.Before > 0 {
		w.and("no < ?", f.Before)
	}
	return list(ctx, r, "list audit", r.scanEntry, `SELECT `+auditColumns+` FROM audit`+w.String()+` ORDER BY no DESC`+limit(f.Limit), w.args...)
}

// auditHead is the end of the log.
type auditHead struct {
	Entries int64
	Hash    string
}

// headRow is the id of the only row of audit_head.
const headRow = 1

func (r reader) auditHead(ctx context.Context) (h auditHead, err error) {
	err = r.one(ctx, "read audit head", func(s scan) error {
		var sealed []byte
		if err := s(&sealed); err != nil {
			return err
		}
		return r.openJSON(at("audit_head", "head", headRow), sealed, &h)
	}, `SELECT head FROM audit_head WHERE id = $1`, headRow)
	if errors.Is(err, store.ErrNotFound) {
		return auditHead{}, nil
	}
	return h, err
}

// Append chains an entry to the log.
func (t tx) Append(ctx context.Context, e store.Entry) (store.Entry, error) {
	head, err := t.auditHead(ctx)
	if err != nil {
		return e, err
	}
	e.No = head.Entries + 1
	e.At = t.moment(millis(e.At))
	for _, text := range []*string{&e.Who, &e.Address, &e.What, &e.Of, &e.Detail} {
		*text = clean(*text)
	}
	e.Hash = t.vault.Link(head.Hash, entryBytes(e))
	// A head that was taken away makes a number that is taken: ErrConflict
	// keeps the log from being begun anew.
	err = t.insert(ctx, "append to audit", "audit", auditColumns,
		e.No, millis(e.At), e.Who, string(e.Role), e.Address, e.What, e.Of, string(e.Unit), string(e.County), e.Detail, e.Hash)
	if err != nil {
		return e, err
	}
	sealed := t.sealJSON(at("audit_head", "head", headRow), auditHead{e.No, e.Hash})
	return e, t.put(ctx, "append to audit", "audit_head", "id", "id, head", headRow, sealed)
}

// entryBytes is what the hash of an entry is over: every field with its
// length, so that nothing can be moved from one into the next. It must not
// change.
func entryBytes(e store.Entry) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(e.No))
	b = binary.BigEndian.AppendUint64(b, uint64(millis(e.At)))
	for _, s := range []string{e.Who, string(e.Role), e.Address, e.What, e.Of, string(e.Unit), string(e.County), e.Detail} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

// errBroken ends the reading of a chain at the first entry that does not fit.
var errBroken = errors.New("broken")

// VerifyAudit checks the chain from the first entry to the head.
func (s *Store) VerifyAudit(ctx context.Context) (store.Chain, error) {
	var c store.Chain
	err := s.snapshot(ctx, func(r reader) error {
		c = store.Chain{}
		head, err := r.auditHead(ctx)
		if errors.Is(err, vault.ErrSealed) || errors.Is(err, vault.ErrKeyGone) {
			c.Broken, c.Why = 1, "the head of the log does not open"
			return nil
		}
		if err != nil {
			return err
		}
		err = r.each(ctx, "verify audit", func(s scan) error {
			e, err := r.scanEntry(s)
			if err != nil {
				return err
			}
			if why := r.entryFault(e, &c); why != "" {
				c.Broken, c.Why = c.Entries+1, why
				return errBroken
			}
			c.Entries, c.Head = e.No, e.Hash
			return nil
		}, `SELECT `+auditColumns+` FROM audit ORDER BY no`)
		switch {
		case errors.Is(err, errBroken):
			return nil
		case err != nil:
			return err
		case head.Entries != c.Entries || head.Hash != c.Head:
			c.Broken, c.Why = c.Entries+1, fmt.Sprintf("the log ends at entry %d, its head says %d", c.Entries, head.Entries)
		}
		return nil
	})
	return c, err
}

// entryFault says why e does not follow what was read so far, "" if it does.
func (r reader) entryFault(e store.Entry, c *store.Chain) string {
	switch {
	case e.No != c.Entries+1:
		return fmt.Sprintf("entry %d follows entry %d", e.No, c.Entries)
	case !vault.Same(e.Hash, r.vault.Link(c.Head, entryBytes(e))):
		return fmt.Sprintf("entry %d is not as it was written", e.No)
	}
	return ""
}
