package desk

import (
	"context"
	"fmt"
	"maps"

	"chunfeng/importer/figures"
	"chunfeng/server/store"
)

// Own is a firm's figures as far as they come from what it filed itself. What
// others filed about it, and what was left out, is not among them. ErrNotFound
// for all but firms.
func (d *Desk) Own(ctx context.Context, a Actor, q FigureQuery) (map[figures.ID]figures.Figure, error) {
	if a.Role != store.Firm || a.Unit == "" {
		return nil, fmt.Errorf("own figures: %w", store.ErrNotFound)
	}
	m, _, err := d.wanted(ctx, q)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(m.Figures[a.Unit])
	for id, f := range out {
		if f.Dropped = nil; f.Absent || !ownedBy(f, a) {
			delete(out, id)
			continue
		}
		out[id] = f
	}
	return out, nil
}

// ownedBy reports whether every cell that a figure counts is the actor's.
func ownedBy(f figures.Figure, a Actor) bool {
	for _, c := range f.Counted {
		for _, s := range c.Sources {
			if s.Unit != a.Unit {
				return false
			}
		}
	}
	return len(f.Counted) > 0
}
