package desk

import (
	"cmp"
	"slices"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// recalled is how many versions of a unit, form and period a view remembers in
// each state in which nothing is counted. Figures list the newest as left out;
// all of them stand in the store. Without a bound, what is remembered would
// grow with how often returns are filed again.
const recalled = 5

// A place is what versions are of, as a slot is, without making names.
type place struct {
	unit returns.UnitCode
	form returns.FormID
	ends period.Date
}

func placeOf(r *store.Return) place { return place{r.Unit, r.Form, r.Period.Ends} }

// recall is the heads remembered before with those that changed since, newest
// first. What is given is not changed, and what is given back must not be. Of
// places where nothing changed everything stays as it was.
func recall(before []*store.Return, changed []store.Return) []*store.Return {
	moved := make(map[place][]*store.Return, len(changed))
	again := make(map[string]bool, len(changed))
	for i := range changed {
		moved[placeOf(&changed[i])] = append(moved[placeOf(&changed[i])], &changed[i])
		again[changed[i].ID] = true
	}
	heads := make([]*store.Return, 0, len(before)+len(changed))
	for _, h := range before {
		versions, here := moved[placeOf(h)]
		switch {
		case !here:
			heads = append(heads, h)
		case !again[h.ID]:
			moved[placeOf(h)] = append(versions, h)
		}
	}
	for _, versions := range moved {
		heads = append(heads, remembered(versions)...)
	}
	slices.SortFunc(heads, func(a, b *store.Return) int { return cmp.Compare(b.ID, a.ID) })
	return heads
}

// redated is heads with their periods as the campaign's file now has them, as
// the store gives them: one that it no longer has is known by its end alone.
func redated(heads []*store.Return, c *period.Campaign) []*store.Return {
	out := slices.Clone(heads)
	for i, h := range out {
		p, err := c.Named(h.Period.Ends)
		if err != nil {
			p = period.Period{Ends: h.Period.Ends}
		}
		if p.No != h.Period.No || p.From != h.Period.From || !p.Cutoff.Equal(h.Period.Cutoff) {
			again := *h
			again.Period = p
			out[i] = &again
		}
	}
	return out
}

// remembered is what stays of the versions of one place: what counts or may,
// the newest version, the newest few of each state that is over, and what tells
// when the place was first filed and whether in time. Heads of one answer of the
// store lie in one array: those that stay are taken out of it.
func remembered(versions []*store.Return) []*store.Return {
	slices.SortFunc(versions, func(a, b *store.Return) int { return cmp.Or(b.Version-a.Version, a.Part-b.Part) })
	newest := versions[0].Version
	var first, timely *store.Return
	for _, h := range versions {
		if h.State != returns.Superseded {
			continue
		}
		if first == nil || h.Received.Before(first.Received) {
			first = h
		}
		if timely == nil && h.Timeliness == store.OnTime {
			timely = h
		}
	}
	over := map[returns.State][]int{} // versions of each state
	var out []*store.Return
	for _, h := range versions {
		stays := h == first || h == timely || h.Version == newest
		if !stays {
			stays = true
			switch h.State {
			case returns.Superseded, returns.Refused, returns.Withdrawn, returns.SentBack:
				n := over[h.State]
				if !slices.Contains(n, h.Version) {
					n = append(n, h.Version)
					over[h.State] = n
				}
				stays = len(n) <= recalled
			}
		}
		if stays {
			alone := *h
			out = append(out, &alone)
		}
	}
	return out
}
