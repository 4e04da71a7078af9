package desk

import (
	"context"
	"fmt"
	"slices"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// What was read to be merged is held for the next merging, so that it reads
// what changed alone: up to mostHeld packed rows of a campaign, some 70 MB. A
// record that is not packed takes as much as openRecord of them. What is larger
// is read anew each time.
const (
	mostHeld   = 1_000_000
	openRecord = 16
)

// fewBodies is how many bodies are asked for by their ids; for more, all are
// read.
const fewBodies = 500

// bodies is what was read of returns whose heads have not changed since, by
// their heads. It is not changed once it is held.
type bodies map[*store.Return]*store.Return

// offering is the states that count and those of corrections that are offered.
func offering() []returns.State { return append(slices.Clone(counting), returns.Offered) }

// load reads the bodies of what may be counted, rosters packed.
func (v *view) load(ctx context.Context, r store.Reader) error {
	if v.bodies != nil {
		return nil
	}
	v.desk.mu.Lock()
	held := v.desk.bodies[v.room.id]
	v.desk.mu.Unlock()
	whole := bodies{}
	lacking := map[string]*store.Return{}
	states := offering()
	for _, h := range v.heads {
		if b := held[h]; b != nil {
			whole[h] = b
		} else if slices.Contains(states, h.State) {
			lacking[h.ID] = h
		}
	}
	if err := v.read(ctx, r, lacking, whole); err != nil {
		return err
	}
	v.bodies = make([]store.Return, 0, len(whole))
	for _, h := range v.heads {
		if b := whole[h]; b != nil {
			v.bodies = append(v.bodies, *b)
		}
	}
	if _, writing := r.(store.Tx); !writing { // what it saw may be undone
		v.desk.hold(v.room.id, whole)
	}
	return nil
}

// read adds the bodies of heads by their ids.
func (v *view) read(ctx context.Context, r store.Reader, lacking map[string]*store.Return, to bodies) error {
	if len(lacking) == 0 {
		return nil
	}
	f := store.ReturnFilter{Campaign: v.room.id, States: offering()}
	if len(lacking) <= fewBodies {
		for id := range lacking {
			f.IDs = append(f.IDs, id)
		}
	}
	err := r.EachReturn(ctx, f, func(ret store.Return) error {
		if h := lacking[ret.ID]; h != nil {
			v.desk.pack(&ret)
			to[h] = veilReturn(&ret)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read returns to merge: %w", err)
	}
	return nil
}

// hold keeps the bodies of a campaign for the next merging unless they are too
// many.
func (d *Desk) hold(campaign string, b bodies) {
	rows := 0
	for _, ret := range b {
		rows += ret.Len()
		if ret.Packed == nil {
			rows += (openRecord - 1) * len(ret.Records)
		}
	}
	if rows > mostHeld {
		b = nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bodies[campaign] = b
}

// pack packs the records of a roster that was read to be held, so that
// thousands of them may be held at once. Merging reads them as they are.
func (d *Desk) pack(r *store.Return) {
	if f, ok := d.forms.Form(r.Form); ok && f.Roster {
		r.Pack()
	}
}
