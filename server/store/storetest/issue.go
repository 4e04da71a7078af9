package storetest

import (
	"errors"

	"chunfeng/importer/figures"
	"chunfeng/reports/briefing"
	"chunfeng/server/store"
)

var issueTests = []test{
	{"one decision on a conflict stands at a time", func(b *bench) {
		b.campaign()
		d := store.Decision{
			ID: id("d", 1), Campaign: spring, Conflict: "X406 fairs 黔西南", Choice: figures.KeepA,
			Made: store.Change{At: when(1), By: "u1", Reason: "市本级牵头"},
		}
		decide := func(d store.Decision) error {
			return b.s.Tx(b.ctx, func(t store.Tx) error { return t.Decide(b.ctx, d) })
		}
		undo := func(c store.Change) error {
			return b.s.Tx(b.ctx, func(t store.Tx) error { return t.Undo(b.ctx, spring, d.Conflict, c) })
		}
		b.no(decide(d))
		other := d
		other.ID, other.Choice, other.Made.At = id("d", 2), figures.Both, when(4)
		if err := decide(other); !errors.Is(err, store.ErrConflict) {
			b.Errorf("decided while another stands: %v, want ErrConflict", err)
		}
		d.Undone = store.Change{At: when(3), By: "u2", Reason: "误判"}
		b.no(undo(d.Undone))
		if err := undo(d.Undone); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("undone twice: %v, want ErrNotFound", err)
		}
		b.no(decide(other))
		got, err := b.s.Decisions(b.ctx, spring)
		b.no(err)
		b.same("decisions", got, []store.Decision{d, other})
		if got[0].Stands() || !got[1].Stands() {
			b.Error("the wrong one stands")
		}
	}},
	{"briefings are numbered without gaps and frozen", func(b *bench) {
		b.campaign()
		issue := func(n int) (store.Briefing, error) {
			x := store.Briefing{
				Campaign: spring, Number: n, Period: "2024-01-21", Issued: store.Change{At: when(1), By: "u1", Reason: "缺报1家"},
				Returns: []string{"r1", "r2"}, Held: []store.HeldChoice{{Return: "r2", Counted: true, Reason: "已电话核实"}},
				Files:  []store.BriefingFile{{Name: "1.pdf", SHA256: "ab", Size: 4}, {Name: "1.xlsx", SHA256: "cd", Size: 0}},
				Frozen: store.Frozen{Figures: []byte(`{"recruit.posts":{"value":11041}}`), Facts: []byte{0, 1, 2}},
			}
			return x, b.s.Tx(b.ctx, func(t store.Tx) error {
				return t.AddBriefing(b.ctx, x, [][]byte{[]byte("%PDF"), {}})
			})
		}
		if _, err := issue(2); !errors.Is(err, store.ErrConflict) {
			b.Errorf("issued 2 before 1: %v, want ErrConflict", err)
		}
		want, err := issue(1)
		b.no(err)
		if _, err := issue(1); !errors.Is(err, store.ErrConflict) {
			b.Errorf("issued 1 twice: %v, want ErrConflict", err)
		}
		got, err := b.s.Briefing(b.ctx, spring, 1)
		b.no(err)
		b.same("briefing", got, want)
		for _, name := range []string{"1.pdf", "1.xlsx"} {
			data, err := b.s.BriefingFile(b.ctx, spring, 1, name)
			b.no(err)
			b.same(name, string(data), map[string]string{"1.pdf": "%PDF", "1.xlsx": ""}[name])
		}
		if _, err := b.s.BriefingFile(b.ctx, spring, 1, "2.pdf"); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("a file it has not: %v, want ErrNotFound", err)
		}

		void := func() error {
			return b.s.Tx(b.ctx, func(t store.Tx) error {
				return t.Void(b.ctx, spring, 1, store.Change{At: when(5), By: "u1", Reason: "作废"})
			})
		}
		b.no(void())
		if err := void(); !errors.Is(err, store.ErrConflict) {
			b.Errorf("void twice: %v, want ErrConflict", err)
		}
		_, err = issue(2)
		b.no(err)
		all, err := b.s.Briefings(b.ctx, spring)
		b.no(err)
		if len(all) != 2 || !all[0].Void() || all[0].Voided.Reason != "作废" || all[1].Void() || all[0].Frozen.Figures != nil {
			b.Errorf("briefings: %+v", all)
		}
	}},
	{"errata belong to a briefing", func(b *bench) {
		b.campaign()
		e := store.Erratum{
			ID: id("e", 1), Campaign: spring, Number: 1, Return: "r9", At: when(1), By: "u1",
			Lines: []briefing.Erratum{{Issue: "第1期", Figure: "recruit.posts", Name: "岗位", Was: "1.1万", Is: "1.2万", Why: "补报"}},
		}
		add := func() error {
			return b.s.Tx(b.ctx, func(t store.Tx) error { return t.AddErratum(b.ctx, e) })
		}
		if err := add(); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("erratum of no briefing: %v, want ErrNotFound", err)
		}
		b.keep(func(t store.Tx) error {
			return t.AddBriefing(b.ctx, store.Briefing{Campaign: spring, Number: 1, Period: "2024-01-21"}, nil)
		})
		b.no(add())
		for number, want := range map[int][]store.Erratum{0: {e}, 1: {e}, 2: nil} {
			got, err := b.s.Errata(b.ctx, spring, number)
			b.no(err)
			b.same("errata", got, want)
		}
	}},
}
