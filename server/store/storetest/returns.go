package storetest

import (
	"errors"
	"fmt"

	"pgregory.net/rapid"

	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

var returnTests = []test{
	{"return comes back whole", func(b *bench) {
		b.campaign()
		f := filing(1, "331082")
		ret := b.fairs(1, "331082", 1)
		ret.Filing = returns.Filing{ID: f.ID, File: f.File, SHA256: f.SHA256, Received: f.Received}
		ret.State, ret.Behalf, ret.Reason, ret.Order, ret.Filled = returns.Held, true, "更正", 2, when(9)
		ret.Skipped = []returns.Skip{{Row: 8, Why: "total"}}
		ret.Totals = []returns.Total{{Row: 8, Label: "合计", Sub: true, Of: []int{6, 7}, Values: ret.Records[0].Values}}
		ret.Meta = map[returns.FieldID]returns.Value{"team": {Kind: returns.List, List: []string{"a", "b"}, Row: 2, Col: 1, Typed: "a,b"}}
		at := finding.Place{File: f.File, Sheet: ret.Sheet, Row: 6, Col: 8}
		ret.Findings = finding.List{
			finding.Approximate(at, "posts", "岗位数", "6000多", "6000"),
			finding.ActiveContent(at, "宏"),
			finding.NotAWorkbook(at, "图片", "重新报送"),
		}
		ret.Explanations = []store.Explanation{{No: 0, Text: "现场估计", At: when(3), By: "u2", Carried: "r000000"}}
		b.keep(func(t store.Tx) error {
			if err := t.AddFiling(b.ctx, f, nil); err != nil {
				return err
			}
			version, err := t.AddReturn(b.ctx, ret)
			b.same("version", version, 1)
			return err
		})
		ret.Version = 1
		ret.Tally = store.Tally{Faults: 1, Doubts: 1, Advice: 1, Open: 0}
		records, err := b.s.Records(b.ctx, ret.ID)
		b.no(err)
		b.same("records", records, ret.Records)

		got, err := b.s.Return(b.ctx, ret.ID)
		b.no(err)
		want := ret
		want.Records = nil
		want.Findings[0].Explained = "现场估计"
		b.same("return", got, want)

		heads, err := b.s.Returns(b.ctx, store.ReturnFilter{Filing: f.ID})
		b.no(err)
		want.Columns, want.Skipped, want.Totals, want.Meta, want.Findings, want.Explanations = nil, nil, nil, nil, nil, nil
		b.same("head", heads, []store.Return{want})
	}},
	{"any records come back as they were", func(b *bench) {
		b.campaign()
		n := 0
		rapid.Check(b.T, func(t *rapid.T) {
			form := b.forms.Forms[rapid.IntRange(0, len(b.forms.Forms)-1).Draw(t, "form")]
			n++
			ret := b.fairs(n, "331082", 1)
			ret.Form, ret.Records = form.ID, drawRecords(t, form)
			b.keep(func(tx store.Tx) error {
				_, err := tx.AddReturn(b.ctx, ret)
				return err
			})
			got, err := b.s.Records(b.ctx, ret.ID)
			b.no(err)
			b.same("records", got, ret.Records)
			b.db.Query(b.T, `SELECT * FROM "form_`+string(form.ID)+`"`)
			if b.Failed() {
				t.FailNow()
			}
		})
	}},
	{"many records come back in order", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		first := ret.Records[0]
		ret.Records = nil
		for row := 6; row < 2106; row++ {
			rec := first
			rec.Row = row
			ret.Records = append(ret.Records, rec)
		}
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		got, err := b.s.Records(b.ctx, ret.ID)
		b.no(err)
		b.same("records", got, ret.Records)
	}},
	{"records follow a form whose fields have moved", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		moved, err := forms.Parse("fairs.yaml", []byte("id: fairs\ntitle: 招聘\nfiled_by: [county]\ncounting: flow\nsection: recruitment\nevidence: [posts]\nidentity: [[from]]\nfields:\n"+
			"  - {id: posts, type: count, header: 岗位数}\n  - {id: mood, type: text, header: 气氛}\n  - {id: from, type: date, dates: event, role: event, header: 日期}\n"))
		b.no(err)
		b.forms = &forms.Catalogue{Forms: []*forms.Form{moved}}
		got, err := b.open().Records(b.ctx, ret.ID)
		b.no(err)
		old, _ := newCatalogue(b).Form("fairs")
		for i, rec := range got {
			b.same("posts", moved.Value(&rec, "posts"), old.Value(&ret.Records[i], "posts"))
			b.same("from", moved.Value(&rec, "from"), old.Value(&ret.Records[i], "from"))
			b.same("mood", moved.Value(&rec, "mood"), returns.Value{})
		}
		// Its view has the new columns, and those of other forms are gone.
		rows := b.db.Query(b.T, `SELECT mood, posts FROM form_fairs ORDER BY sheet_row`)
		b.same("rows of the view", len(rows), 2)
		b.same("views", b.db.Query(b.T, `SELECT name FROM form_views`), [][]string{{`"form_fairs"`}})
	}},
	{"versions run per unit, form and period", func(b *bench) {
		b.campaign()
		var got []int
		b.keep(func(t store.Tx) error {
			for n, ret := range []store.Return{
				b.fairs(0, "331082", 1), b.fairs(1, "331082", 1), b.fairs(2, "331002", 1), b.fairs(3, "331082", 2), b.fairs(4, "331082", 1),
			} {
				ret.Version = 7
				if n == 4 {
					ret.Form = "visits"
					ret.Records = nil
				}
				version, err := t.AddReturn(b.ctx, ret)
				if err != nil {
					return err
				}
				got = append(got, version)
			}
			return nil
		})
		b.same("versions", got, []int{1, 2, 1, 1, 1})
		err := b.s.Tx(b.ctx, func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, b.fairs(0, "331082", 2))
			return err
		})
		if !errors.Is(err, store.ErrConflict) {
			b.Errorf("an id kept twice: %v, want ErrConflict", err)
		}
		for name, tc := range map[string]struct {
			f    store.ReturnFilter
			want []int
		}{
			"all":       {store.ReturnFilter{Campaign: spring}, []int{4, 3, 2, 1, 0}},
			"newest":    {store.ReturnFilter{Newest: true}, []int{4, 3, 2, 1}},
			"a unit's":  {store.ReturnFilter{Units: []returns.UnitCode{"331002"}}, []int{2}},
			"a form":    {store.ReturnFilter{Form: "visits"}, []int{4}},
			"a period":  {store.ReturnFilter{Period: "2024-01-28"}, []int{3}},
			"a state":   {store.ReturnFilter{States: []returns.State{returns.Held, returns.Refused}}, nil},
			"states":    {store.ReturnFilter{States: []returns.State{returns.Held, returns.Accepted}}, []int{4, 3, 2, 1, 0}},
			"next page": {store.ReturnFilter{Page: store.Page{Before: id("r", 3), Limit: 2}}, []int{2, 1}},
		} {
			list, err := b.s.Returns(b.ctx, tc.f)
			b.no(err)
			var want []string
			for _, n := range tc.want {
				want = append(want, id("r", n))
			}
			b.same(name, idsOf(list, func(r store.Return) string { return r.ID }), want)
		}
	}},
	{"parts of one filing are one version", func(b *bench) {
		b.campaign()
		add := func(n, part, filing int) (int, error) {
			version := 0
			err := b.s.Tx(b.ctx, func(t store.Tx) (err error) {
				ret := b.fairs(n, "331082", 1)
				ret.Part, ret.Filing.ID = part, id("f", filing)
				version, err = t.AddReturn(b.ctx, ret)
				return err
			})
			return version, err
		}
		if _, err := add(0, 1, 1); !errors.Is(err, store.ErrConflict) {
			b.Errorf("part 1 without part 0: %v, want ErrConflict", err)
		}
		for n, want := range []int{1, 1, 1, 2, 2} {
			version, err := add(n, n%3, 1+n/3)
			b.no(err)
			b.same("version", version, want)
		}
		if _, err := add(5, 2, 1); !errors.Is(err, store.ErrConflict) {
			b.Errorf("a part of an older filing: %v, want ErrConflict", err)
		}
		newest, err := b.s.Returns(b.ctx, store.ReturnFilter{Newest: true})
		b.no(err)
		b.same("newest", idsOf(newest, func(r store.Return) string { return fmt.Sprint(r.ID, " ", r.Part) }), []string{id("r", 4) + " 1", id("r", 3) + " 0"})
	}},
	{"whole returns are handed on in order", func(b *bench) {
		b.campaign()
		want := map[string]store.Return{}
		for n := range 150 {
			ret := b.fairs(n, []returns.UnitCode{"331082", "331002"}[n%2], 1+n%3/2)
			ret.Records[0].Row = n + 1
			ret.Findings = finding.List{finding.ActiveContent(finding.Place{Sheet: "一", Row: n}, "宏")}
			if n%7 == 0 {
				ret.Records = nil
				ret.Explanations = []store.Explanation{{No: 0, Text: "x", At: when(1)}}
			}
			b.keep(func(t store.Tx) error {
				_, err := t.AddReturn(b.ctx, ret)
				return err
			})
			whole, err := b.s.Return(b.ctx, ret.ID)
			b.no(err)
			whole.Records = ret.Records
			want[ret.ID] = whole
		}
		for name, f := range map[string]store.ReturnFilter{
			"all": {}, "some": {IDs: []string{id("r", 7), id("r", 99), "x"}}, "none": {IDs: []string{}}, "a page": {Page: store.Page{Limit: 70, Before: id("r", 140)}},
			"a unit's": {Units: []returns.UnitCode{"331002"}},
		} {
			heads, err := b.s.Returns(b.ctx, f)
			b.no(err)
			var got []store.Return
			b.no(b.s.EachReturn(b.ctx, f, func(r store.Return) error {
				got = append(got, r)
				return nil
			}))
			var whole []store.Return
			for _, h := range heads {
				whole = append(whole, want[h.ID])
			}
			b.same(name, got, whole)
		}
		n := 0
		err := b.s.EachReturn(b.ctx, store.ReturnFilter{}, func(store.Return) error {
			n++
			return errOurs
		})
		if err != errOurs || n != 1 { //nolint:errorlint // it comes back as it is
			b.Errorf("after an error of visit: %v, %d visits", err, n)
		}
	}},
	{"state moves only from the state expected", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		c := store.Change{At: when(5), By: "u2", Reason: "数字有误，请电话 13800000000"}
		b.keep(func(t store.Tx) error {
			return t.SetState(b.ctx, ret.ID, returns.Accepted, returns.SentBack, c)
		})
		got, err := b.s.Return(b.ctx, ret.ID)
		b.no(err)
		if got.State != returns.SentBack {
			b.Errorf("state is %s", got.State)
		}
		b.same("change", got.Changed, c)
		err = b.s.Tx(b.ctx, func(t store.Tx) error {
			return t.SetState(b.ctx, ret.ID, returns.Accepted, returns.Withdrawn, c)
		})
		if !errors.Is(err, store.ErrConflict) {
			b.Errorf("moved from a state it is not in: %v, want ErrConflict", err)
		}
		err = b.s.Tx(b.ctx, func(t store.Tx) error { return t.SetState(b.ctx, "x", returns.Accepted, returns.Held, c) })
		if !errors.Is(err, store.ErrNotFound) {
			b.Errorf("moved what is not there: %v, want ErrNotFound", err)
		}
	}},
	{"explanations close doubts and can be replaced", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		ret.State = returns.Held
		at := finding.Place{Sheet: ret.Sheet, Row: 6, Col: 8}
		carried := finding.Approximate(at, "posts", "岗位数", "3000多", "3000")
		carried.Explained = "同上期"
		ret.Findings = finding.List{finding.Approximate(at, "posts", "岗位数", "6000多", "6000"), finding.Approximate(at, "posts", "岗位数", "7000多", "7000"), carried}
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		open := func(want int, texts ...string) {
			b.Helper()
			got, err := b.s.Return(b.ctx, ret.ID)
			b.no(err)
			b.same("open doubts", got.Tally.Open, want)
			b.same("doubtful", got.Findings.Doubtful(), want > 0)
			b.same("explained", idsOf(got.Findings, func(f finding.Finding) string { return f.Explained }), texts)
		}
		open(2, "", "", "同上期")
		explain := func(e ...store.Explanation) {
			b.Helper()
			b.keep(func(t store.Tx) error { return t.Explain(b.ctx, ret.ID, e) })
		}
		explain(store.Explanation{No: 1, Text: "估计", At: when(1), By: "u1"})
		open(1, "", "估计", "同上期")
		explain(store.Explanation{No: 0, Text: "甲", At: when(2)}, store.Explanation{No: 1, Text: "乙", At: when(2)})
		open(0, "甲", "乙", "同上期")
		err := b.s.Tx(b.ctx, func(t store.Tx) error { return t.Explain(b.ctx, ret.ID, []store.Explanation{{No: 3, Text: "无"}}) })
		if !errors.Is(err, store.ErrNotFound) {
			b.Errorf("explained a finding that is not there: %v, want ErrNotFound", err)
		}
	}},
	{"views show accepted records with typed columns", func(b *bench) {
		b.campaign()
		b.keep(func(t store.Tx) error {
			for n, state := range []returns.State{returns.Accepted, returns.Held, returns.Refused, returns.Superseded} {
				ret := b.fairs(n, "331082", 1)
				ret.State = state
				if _, err := t.AddReturn(b.ctx, ret); err != nil {
					return err
				}
			}
			return nil
		})
		got := b.db.Query(b.T, `SELECT filed_unit, filed_period, filed_version, sheet_row, posts + 1, "from", province, city, qualifiers_of FROM form_fairs ORDER BY sheet_row`)
		for i := range got { // each database prints dates and JSON its way
			got[i][5] = got[i][5][:10]
			got[i][8] = fmt.Sprint(len(got[i][8]) >= len(`{"posts":"atleast"}`))
		}
		b.same("rows", got, [][]string{
			{"331082", "2024-01-21", "1", "6", "6001", "2024-01-20", "四川省", "", "true"},
			{"331082", "2024-01-21", "1", "7", "7001", "2024-01-20", "四川省", "", "true"},
		})
		// What was held is there once it is accepted.
		b.keep(func(t store.Tx) error {
			return t.SetState(b.ctx, id("r", 1), returns.Held, returns.Accepted, store.Change{At: when(1)})
		})
		b.same("sum", b.db.Query(b.T, `SELECT SUM(posts), COUNT(*) FROM form_fairs`), [][]string{{"26000", "4"}})
	}},
	{"views show meta lines beside their records", func(b *bench) {
		b.campaign()
		f, _ := b.forms.Form("roster")
		ret := b.fairs(1, "91331082MA2ABCDE1X", 1)
		ret.Form = "roster"
		ret.Meta = map[returns.FieldID]returns.Value{"base": {Kind: returns.Count, Number: returns.Int(120)}, "firm": {Kind: returns.Text, Text: "甲厂"}}
		rec := returns.Record{Row: 4, Values: make([]returns.Value, len(f.Fields))}
		b.set(f, &rec, "name", returns.Value{Kind: returns.Text, Text: "张三丰"})
		b.set(f, &rec, "skilled", returns.Value{Kind: returns.YesNo, Yes: true})
		ret.Records = []returns.Record{rec}
		b.keep(func(t store.Tx) error {
			_, err := t.AddReturn(b.ctx, ret)
			return err
		})
		b.same("row", b.db.Query(b.T, `SELECT firm, base, name FROM form_roster WHERE skilled`), [][]string{{"甲厂", "120", "张**"}})
	}},
}

// drawRecords makes records as a form might give them, and odder ones.
func drawRecords(t *rapid.T, f *forms.Form) []returns.Record {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "331003199001011234", "\x00", "\xff", `"\`, "</script>", "13800000000"}))
	records := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) returns.Record {
		rec := returns.Record{Row: rapid.IntRange(1, 1_048_576).Draw(t, "row"), Values: make([]returns.Value, len(f.Fields))}
		for i := range rec.Values {
			if rapid.Bool().Draw(t, "absent") {
				continue
			}
			rec.Values[i] = drawValue(t, f.Fields[i].Type, text)
		}
		for range rapid.IntRange(0, 2).Draw(t, "extras") {
			rec.Extra = append(rec.Extra, returns.Extra{Header: text.Draw(t, "header"), Text: text.Draw(t, "extra"), Col: rapid.IntRange(0, 16384).Draw(t, "col")})
		}
		return rec
	}), 0, 4).Draw(t, "records")
	return records
}

func drawValue(t *rapid.T, kind forms.Type, text *rapid.Generator[string]) returns.Value {
	v := returns.Value{
		Filled: rapid.Bool().Draw(t, "filled"), Row: rapid.IntRange(0, 1_048_576).Draw(t, "row"), Col: rapid.IntRange(0, 16384).Draw(t, "col"),
	}
	switch {
	case rapid.IntRange(0, 9).Draw(t, "faulty") == 0:
		// A cell with a fault has no value, but its text.
	case kind.Numeric():
		v.Kind = returns.Count
		v.Number = returns.Number{Micros: rapid.Int64Range(-1<<62, 1<<62).Draw(t, "micros"), Qualifier: returns.Qualifier(rapid.IntRange(0, 3).Draw(t, "qualifier"))}
	case kind == forms.DateType:
		v.Kind, v.Date = returns.Date, date(rapid.IntRange(1900, 2200).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	case kind == forms.YesNo:
		v.Kind, v.Yes = returns.YesNo, rapid.Bool().Draw(t, "yes")
	case kind == forms.Enum:
		v.Kind, v.List = returns.List, rapid.SliceOfN(text, 1, 3).Draw(t, "list")
	default:
		v.Kind, v.Text = returns.Text, text.Draw(t, "text")
	}
	v.Typed = rapid.OneOf(rapid.Just(v.Words()), text).Draw(t, "typed")
	return v
}
