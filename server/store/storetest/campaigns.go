package storetest

import (
	"errors"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

var campaignTests = []test{
	{"campaign comes back with its file parsed", func(b *bench) {
		_, err := b.s.Campaign(b.ctx, spring)
		if !errors.Is(err, store.ErrNotFound) {
			b.Fatalf("campaign before it is kept: %v, want ErrNotFound", err)
		}
		c := b.campaign()
		if c.YAML != campaignYAML || !c.Saved.Equal(when(0)) || c.By != "u1" || len(c.File.Campaign.Periods) != 2 || len(c.File.Units) != 2 {
			b.Errorf("campaign came back as %+v", c)
		}
		c.By = "u2"
		b.keep(func(t store.Tx) error { return t.PutCampaign(b.ctx, c) })
		all, err := b.s.Campaigns(b.ctx)
		b.no(err)
		b.same("campaigns", all, []store.Campaign{c})
	}},
	{"campaign that cannot be parsed is not kept", func(b *bench) {
		err := b.s.Tx(b.ctx, func(t store.Tx) error {
			return t.PutCampaign(b.ctx, store.Campaign{ID: spring, YAML: "periods: never"})
		})
		if err == nil {
			b.Error("kept")
		}
	}},
	{"units come back in the order of tables, firms behind", func(b *bench) {
		b.campaign()
		units := []returns.Unit{
			{Code: "3310T1", Kind: period.County, Name: "台州湾新区", Aliases: []string{"集聚区"}, Within: "331002", Order: 1, From: date(2024, 1, 1)},
			{Code: "331002", Kind: period.County, Name: "椒江区", Order: 0},
			{Code: "91331082MA2ABCDE1X", Kind: period.Firm, Name: "临海甲厂", Within: "331082", Order: 0, Contact: "李四", Phone: "13800000000", To: date(2024, 3, 1)},
			{Code: "91331002MA2ABCDE2X", Kind: period.Firm, Name: "椒江乙厂", Within: "331002", Order: 5},
		}
		b.keep(func(t store.Tx) error { return t.PutUnits(b.ctx, spring, units) })
		got, err := b.s.Units(b.ctx, spring)
		b.no(err)
		b.same("units", got, []returns.Unit{units[1], units[0], units[3], units[2]})

		units[1].Name = "椒江"
		b.keep(func(t store.Tx) error { return t.PutUnits(b.ctx, spring, units[1:2]) })
		got, err = b.s.Units(b.ctx, spring)
		b.no(err)
		if len(got) != 4 || got[0].Name != "椒江" {
			b.Errorf("after renaming one: %+v", got)
		}
		if err := b.s.Tx(b.ctx, func(t store.Tx) error {
			return t.PutUnits(b.ctx, spring, []returns.Unit{{Code: "1", Kind: "village"}})
		}); err == nil {
			b.Error("a unit of no kind was kept")
		}
	}},
	{"periods close and open", func(b *bench) {
		b.campaign()
		c := store.Closing{Campaign: spring, Period: "2024-01-21", Closed: true, Briefing: 3, Change: store.Change{At: when(1), By: "u1", Reason: "到期"}}
		b.keep(func(t store.Tx) error { return t.PutClosing(b.ctx, c) })
		got, err := b.s.Closings(b.ctx, spring)
		b.no(err)
		b.same("closings", got, []store.Closing{c})
		c.Closed, c.Reason = false, ""
		b.keep(func(t store.Tx) error { return t.PutClosing(b.ctx, c) })
		got, err = b.s.Closings(b.ctx, spring)
		b.no(err)
		b.same("closings after opening", got, []store.Closing{c})
	}},
	{"texts are replaced by section", func(b *bench) {
		b.campaign()
		x := store.Text{Campaign: spring, Period: "2024-01-21", Section: "lead", Paragraphs: []string{"一", "达成{recruit.intentions}"}, At: when(1), By: "u1"}
		y := store.Text{Campaign: spring, Period: "2024-01-21", Section: "visits", Paragraphs: []string{"二"}, At: when(1), By: "u1"}
		b.keep(func(t store.Tx) error { return errors.Join(t.PutText(b.ctx, x), t.PutText(b.ctx, y)) })
		x.Paragraphs = []string{"三"}
		b.keep(func(t store.Tx) error { return t.PutText(b.ctx, x) })
		got, err := b.s.Texts(b.ctx, spring, "2024-01-21")
		b.no(err)
		b.same("texts", got, []store.Text{x, y})
		got, err = b.s.Texts(b.ctx, spring, "2024-01-28")
		b.no(err)
		b.same("texts of another period", got, []store.Text(nil))
	}},
	{"headers are learned and forgotten", func(b *bench) {
		b.campaign()
		h := store.Header{Campaign: spring, Unit: "331082", Form: "fairs", Header: "岗位/数", Field: "posts", At: when(1), By: "u1"}
		b.keep(func(t store.Tx) error { return t.PutHeader(b.ctx, h) })
		h.Field = "-"
		b.keep(func(t store.Tx) error { return t.PutHeader(b.ctx, h) })
		got, err := b.s.Headers(b.ctx, spring)
		b.no(err)
		b.same("headers", got, []store.Header{h})
		b.keep(func(t store.Tx) error { return t.DeleteHeader(b.ctx, h) })
		if err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.DeleteHeader(b.ctx, h) }); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("forgotten twice: %v, want ErrNotFound", err)
		}
	}},
	{"settings are kept by name", func(b *bench) {
		if _, err := b.s.Setting(b.ctx, "webhook"); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("setting before it is kept: %v, want ErrNotFound", err)
		}
		for _, value := range []string{"https://example.org/?key=1", "", "\x00"} {
			b.keep(func(t store.Tx) error { return t.PutSetting(b.ctx, "webhook", value) })
			got, err := b.s.Setting(b.ctx, "webhook")
			b.no(err)
			b.same("setting", got, value)
		}
	}},
}
