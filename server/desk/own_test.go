package desk

import (
	"context"
	"testing"

	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// TestLooks shows a cell in its surroundings, to those who may see the filing.
func TestLooks(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", `椒江区走访慰问台账（截至1月21日）
走访日期|企业名称|慰问人数|慰问金(元)|备注
2024-01-18|台州甲机械有限公司|若干|3000|联系13800000000`))
	r := rec.Returns[0]
	at := []finding.Place{{Sheet: r.Sheet, Row: 3, Col: 3}, {Sheet: "没有这张表", Row: 1}, {Sheet: r.Sheet}}
	got, err := o.Looks(ctx, jiao, rec.Filing.ID, at)
	if err != nil || len(got) != 1 {
		t.Fatalf("looks: %d, %v; want one", len(got), err)
	}
	here, masked := "", false
	for _, row := range got[0].Rows {
		want(t, "cells of a row", len(row.Cells), len(got[0].Cols))
		for _, c := range row.Cells {
			if c.Here {
				here += c.Text
			}
			masked = masked || c.Text == "联系138****0000"
		}
	}
	want(t, "the cell", here, "若干")
	want(t, "a phone is masked", masked, true)
	_, err = o.Looks(ctx, huang, rec.Filing.ID, at)
	want(t, "another county", code(err), "notfound")
}

// TestTrail is one merging for each period up to the one asked for.
func TestTrail(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	all, err := o.Trail(ctx, chief, sample, "2024-02-04")
	if err != nil || len(all) != 3 {
		t.Fatalf("trail: %d, %v; want 3", len(all), err)
	}
	for _, m := range all {
		want(t, "people as of "+m.AsOf.String(), m.Figure("", "visits.people").Value, returns.Int(42))
	}
	mine, err := o.Trail(ctx, huang, sample, "2024-02-04")
	if err != nil || len(mine[0].Figures["331002"]) != 0 || len(mine[0].Figures[""]) != 0 {
		t.Errorf("another county's trail holds what is not its own: %v", err)
	}
	_, err = o.Trail(ctx, Actor{Role: store.Firm, Unit: "91331002MA090011X8"}, sample, "2024-02-04")
	want(t, "a firm's trail", code(err), "notfound")
	_, err = o.Own(ctx, jiao, FigureQuery{Campaign: sample, Period: "2024-02-04"})
	want(t, "a county's own", code(err), "notfound")
}
