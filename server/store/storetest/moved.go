package storetest

import (
	"errors"
	"time"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// A step changes a campaign: its setup, or what was filed.
type step struct {
	name         string
	setup, filed bool
	do           func(store.Tx) error
}

var errUndone = errors.New("undone on purpose")

func (b *bench) steps() []step {
	ret := b.fairs(0, "331082", 1)
	return []step{
		{"campaign", true, false, func(t store.Tx) error {
			return t.PutCampaign(b.ctx, store.Campaign{ID: spring, YAML: campaignYAML, By: "u9"})
		}},
		{"units", true, false, func(t store.Tx) error {
			return t.PutUnits(b.ctx, spring, []returns.Unit{{Code: "331002", Kind: "county", Name: "椒江区"}})
		}},
		{"header", true, false, func(t store.Tx) error {
			return t.PutHeader(b.ctx, store.Header{Campaign: spring, Unit: "331082", Form: "fairs", Header: "岗位", Field: "posts"})
		}},
		{"header forgotten", true, false, func(t store.Tx) error {
			return t.DeleteHeader(b.ctx, store.Header{Campaign: spring, Unit: "331082", Form: "fairs", Header: "岗位"})
		}},
		{"closing", false, false, func(t store.Tx) error {
			return t.PutClosing(b.ctx, store.Closing{Campaign: spring, Period: "2024-01-21", Closed: true})
		}},
		{"return", false, true, func(t store.Tx) error { return second(t.AddReturn(b.ctx, ret)) }},
		{"state", false, true, func(t store.Tx) error {
			return t.SetState(b.ctx, ret.ID, returns.Accepted, returns.Withdrawn, store.Change{At: when(1)})
		}},
		{"explanation", false, true, func(t store.Tx) error { return t.Explain(b.ctx, ret.ID, nil) }},
		{"decision", false, true, func(t store.Tx) error {
			return t.Decide(b.ctx, store.Decision{ID: id("d", 1), Campaign: spring, Conflict: "c", Choice: figures.KeepA, Made: store.Change{At: when(1)}})
		}},
		{"decision undone", false, true, func(t store.Tx) error { return t.Undo(b.ctx, spring, "c", store.Change{At: when(2)}) }},
		{"briefing", false, true, func(t store.Tx) error {
			return t.AddBriefing(b.ctx, store.Briefing{Campaign: spring, Number: 1, Period: "2024-01-21", Issued: store.Change{At: when(1)}}, nil)
		}},
		{"briefing void", false, true, func(t store.Tx) error { return t.Void(b.ctx, spring, 1, store.Change{At: when(2)}) }},
		{"attempt", false, false, func(t store.Tx) error { return t.AddAttempt(b.ctx, store.Attempt{ID: id("a", 1), Campaign: spring}) }},
	}
}

var movedTests = []test{
	{"every replica sees by the marks what changed", func(b *bench) {
		if _, err := b.s.Revision(b.ctx, spring); !errors.Is(err, store.ErrNotFound) {
			b.Fatalf("revision before the campaign: %v, want ErrNotFound", err)
		}
		b.campaign()
		other := b.open()
		revision := func() store.Revision {
			got, err := other.Revision(b.ctx, spring)
			b.no(err)
			return got
		}
		before := revision()
		seen := map[string]string{before.Setup: "the campaign"}
		for _, s := range b.steps() {
			var inside store.Revision
			err := b.s.Tx(b.ctx, func(t store.Tx) (err error) {
				if err := s.do(t); err != nil {
					return err
				}
				if inside, err = t.Revision(b.ctx, spring); err != nil {
					return err
				}
				return errUndone
			})
			if !errors.Is(err, errUndone) {
				b.Fatalf("%s: %v", s.name, err)
			}
			b.same("revision after an undone "+s.name, revision(), before)
			b.keep(s.do)
			after := revision()
			if (after.Setup != before.Setup) != s.setup || (after.Filed != before.Filed) != s.filed {
				b.Errorf("%s: revision was %+v, is %+v", s.name, before, after)
			}
			if s.setup && after.Setup == inside.Setup || s.filed && after.Filed == inside.Filed {
				b.Errorf("%s: the mark of an undone transaction came back", s.name)
			}
			for _, m := range []struct {
				changed bool
				mark    string
			}{{s.setup, after.Setup}, {s.filed, after.Filed}} {
				if m.changed && seen[m.mark] != "" {
					b.Errorf("%s: has the mark of %s", s.name, seen[m.mark])
				}
				seen[m.mark] = s.name
			}
			before = after
		}
	}},
	{"units and campaign are as another replica left them", func(b *bench) {
		b.campaign()
		other := b.open()
		for _, name := range []string{"椒江区", "椒江"} {
			b.keep(func(t store.Tx) error {
				return t.PutUnits(b.ctx, spring, []returns.Unit{{Code: "331002", Kind: "county", Name: name}})
			})
			got, err := other.Units(b.ctx, spring)
			b.no(err)
			if len(got) != 1 || got[0].Name != name {
				b.Errorf("units of the other replica: %+v, want %s", got, name)
			}
			got[0].Name = "changed by the caller"
		}
		err := b.s.Tx(b.ctx, func(t store.Tx) error {
			if err := t.PutUnits(b.ctx, spring, []returns.Unit{{Code: "331002", Kind: "county", Name: "undone"}}); err != nil {
				return err
			}
			got, err := t.Units(b.ctx, spring)
			if err == nil && got[0].Name != "undone" {
				b.Errorf("units inside the transaction: %+v", got)
			}
			return errors.Join(err, errUndone)
		})
		if !errors.Is(err, errUndone) {
			b.Fatal(err)
		}
		got, err := b.s.Units(b.ctx, spring)
		b.no(err)
		b.same("name after an undone transaction", got[0].Name, "椒江")
	}},
	{"what moved since a mark is given, and all to those whose mark is newer", func(b *bench) {
		b.campaign()
		moved := func(r store.Reader, since int64, want ...string) int64 {
			b.Helper()
			heads, now, whole, err := r.Moved(b.ctx, spring, since)
			b.no(err)
			b.same("moved", idsOf(heads, func(r store.Return) string { return r.ID + " " + r.State.String() }), want)
			if whole != (since == 0 || now < since) {
				b.Errorf("moved since %d, now %d: whole is %v", since, now, whole)
			}
			return now
		}
		one, two := id("r", 1), id("r", 2)
		start := moved(b.s, 0)
		b.keep(func(t store.Tx) error {
			return errors.Join(second(t.AddReturn(b.ctx, b.fairs(1, "331082", 1))), second(t.AddReturn(b.ctx, b.fairs(2, "331002", 1))))
		})
		b.same("mark of no return", start, int64(0))
		first := moved(b.s, 0, two+" accepted", one+" accepted")
		moved(b.s, first)
		err := b.s.Snapshot(b.ctx, func(old store.Reader) error {
			moved(old, first)
			b.keep(func(t store.Tx) error {
				return t.SetState(b.ctx, one, returns.Accepted, returns.Withdrawn, store.Change{At: when(3)})
			})
			now := moved(b.s, first, one+" withdrawn")
			moved(b.s, now)
			moved(old, now, two+" accepted", one+" accepted")
			return nil
		})
		b.no(err)
		now := moved(b.s, first, one+" withdrawn")
		b.no(second(b.s.Purge(b.ctx, when(0).Add(24*time.Hour))))
		b.keep(func(t store.Tx) error { return t.Explain(b.ctx, two, nil) })
		moved(b.s, now, two+" accepted")
	}},
	{"a purge moves what it purges", func(b *bench) {
		b.campaign()
		b.plant()
		_, before, _, err := b.s.Moved(b.ctx, spring, 0)
		b.no(err)
		was, err := b.s.Revision(b.ctx, spring)
		b.no(err)
		n, err := b.s.Purge(b.ctx, when(0).Add(365*24*time.Hour))
		b.no(err)
		heads, _, _, err := b.s.Moved(b.ctx, spring, before)
		b.no(err)
		if n == 0 || len(heads) == 0 || !heads[0].Purged {
			b.Errorf("after a purge of %d filings moved: %+v", n, heads)
		}
		is, err := b.s.Revision(b.ctx, spring)
		b.no(err)
		if is.Filed == was.Filed {
			b.Error("the purge left the mark of what was filed")
		}
	}},
	{"attempts are counted by unit", func(b *bench) {
		b.keep(func(t store.Tx) error {
			for n, a := range []store.Attempt{
				{Unit: "331082", Period: "2024-01-21"}, {Unit: "331082"}, {Unit: "331082", Period: "2024-01-28"}, {Unit: "331002", Period: "2024-01-21", County: "331002"},
			} {
				a.ID, a.Campaign = id("a", n), spring
				if err := t.AddAttempt(b.ctx, a); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := b.s.CountAttempts(b.ctx, store.FilingFilter{Campaign: spring, Period: "2024-01-21"})
		b.no(err)
		b.same("attempts", got, map[returns.UnitCode]int{"331082": 2, "331002": 1})
		got, err = b.s.CountAttempts(b.ctx, store.FilingFilter{Campaign: spring, County: "331002"})
		b.no(err)
		b.same("attempts of a county", got, map[returns.UnitCode]int{"331002": 1})
	}},
}
