package sqlstore

import (
	"context"
	"fmt"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// How many returns are read whole with one set of queries: eachAtOnce, fewer
// where they have more than rowsAtOnce records together, always one.
const (
	eachAtOnce = 64
	rowsAtOnce = 4000
)

// EachReturn hands on whole returns.
func (r reader) EachReturn(ctx context.Context, f store.ReturnFilter, visit func(store.Return) error) error {
	heads, err := r.Returns(ctx, f)
	if err != nil {
		return err
	}
	for len(heads) > 0 {
		n := atOnce(heads)
		if err := r.complete(ctx, heads[:n]); err != nil {
			return err
		}
		for i := range heads[:n] {
			if err := visit(heads[i]); err != nil {
				return err
			}
			heads[i] = store.Return{} // what was handed on is no longer ours to hold
		}
		heads = heads[n:]
	}
	return nil
}

// atOnce is how many of heads, at least one, are read next.
func atOnce(heads []store.Return) int {
	rows := heads[0].Rows
	for n := 1; n < min(eachAtOnce, len(heads)); n++ {
		if rows += heads[n].Rows; rows > rowsAtOnce {
			return n
		}
	}
	return min(eachAtOnce, len(heads))
}

// complete reads what heads lack: details, explanations and records.
func (r reader) complete(ctx context.Context, heads []store.Return) error {
	at := map[string]int{}
	ids := make([]string, len(heads))
	for i := range heads {
		ids[i], at[heads[i].ID] = heads[i].ID, i
	}
	details, err := r.details(ctx, ids)
	if err != nil {
		return err
	}
	explained, err := r.explanations(ctx, ids...)
	if err != nil {
		return err
	}
	for i := range heads {
		id := heads[i].ID
		if err := fillReturn(&heads[i], details[id], explained[id]); err != nil {
			return fmt.Errorf("read return %s: %w", id, err)
		}
	}
	err = r.chunks(ctx, ids, func(id string) layout { return details[id].Layout }, func(id string, l []returns.Record) {
		heads[at[id]].Records = append(heads[at[id]].Records, l...)
	})
	if err != nil {
		return err
	}
	for i := range heads {
		details[heads[i].ID].Layout.arrange(r.form(heads[i].Form), heads[i].Records)
	}
	return nil
}

// details reads the sealed details of returns.
func (r reader) details(ctx context.Context, ids []string) (map[string]detail, error) {
	out := make(map[string]detail, len(ids))
	w := &where{}
	among(w, "id", ids)
	err := r.each(ctx, "read details of returns", func(s scan) error {
		var id string
		var sealed []byte
		if err := s(&id, &sealed); err != nil {
			return err
		}
		var d detail
		err := r.openJSON(at("returns", "detail", id), sealed, &d)
		out[id] = d
		return err
	}, `SELECT id, detail FROM returns`+w.String(), w.args...)
	return out, err
}
