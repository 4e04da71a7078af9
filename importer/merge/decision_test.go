package merge_test

import (
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
)

func decided(c figures.Conflict, choice figures.Choice) []figures.Decision {
	return []figures.Decision{{Conflict: c.ID, Choice: choice.Naming(c.Sides), Who: "张三", When: "2024-02-04", Reason: "已核实"}}
}

// Whoever decided for a unit decided for that unit, whatever other units file
// of the same thing later and wherever they stand in the tables.
func TestDecisionKeepsItsSide(t *testing.T) {
	f := newFiler(t)
	fair := func(u returns.UnitCode, posts string) returns.Return {
		return f.file(u, "fairs", 3, "from=2024-02-01 province=贵州省 city=毕节市 name=毕节会 intentions=10 fairs=1 team=一队 posts="+posts)
	}
	two := []returns.Return{fair(huang, "20"), fair(san, "30")}
	asOf := func(d []figures.Decision, rs ...returns.Return) *figures.Merged {
		return f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: d})
	}
	c := conflict(t, asOf(nil, two...), "X406")
	for choice, want := range map[figures.Choice]string{figures.KeepA: "20", figures.KeepB: "30"} {
		d := decided(c, choice)
		says(t, asOf(d, two...), figures.City, "recruit.posts="+want)
		three := asOf(d, append(two, fair(jiao, "10"))...)
		says(t, three, figures.City, "recruit.posts="+want)
		if got := conflict(t, three, "X406").Decision; got == nil || got.Who != "张三" || got.Reason != "已核实" {
			t.Errorf("decided %s: decision %+v", choice, got)
		}
	}
	// The side is gone: the rule counts again, and the conflict asks again.
	left := asOf(decided(c, figures.KeepB), fair(jiao, "10"), fair(huang, "20"))
	says(t, left, figures.City, "recruit.posts=10")
	if got := conflict(t, left, "X406").Decision; got != nil {
		t.Errorf("decision %+v of a side that is gone", got)
	}
	says(t, asOf(nil, two...), figures.City, "recruit.posts=20") // undone
}

func TestDecisionOnSourcesKeepsItsSource(t *testing.T) {
	f := newFiler(t)
	county := func(n int) returns.Return {
		return f.file(jiao, "firms", n, "firm=椒江甲机械有限公司 uscc="+codeA+" base=100 returned=40")
	}
	firm := func(n int) returns.Return {
		return f.file(codeA, "firms", n, "firm=椒江甲机械有限公司 uscc="+codeA+" base=100 returned=50")
	}
	rosterOf := func(n int) returns.Return {
		return f.with(f.file(codeA, "roster", n, "name=甲 idcard=1 returnedon=2024-02-16"), "base=100 uscc="+codeA)
	}
	c := conflict(t, f.merge(t, "2024-02-18", county(4), firm(4)), "X408")
	d := decided(c, figures.KeepB) // the county's
	says(t, f.mergeInput(t, merge.Input{AsOf: day("2024-02-18"), Decisions: d, Returns: []returns.Return{county(4), firm(4)}}), figures.City, "return.onpost=40")
	later := []returns.Return{county(4), firm(4), rosterOf(5), firm(5), county(5)}
	says(t, f.merge(t, "2024-02-25", later...), figures.City, "return.onpost=1")
	says(t, f.mergeInput(t, merge.Input{AsOf: day("2024-02-25"), Decisions: d, Returns: later}), figures.City, "return.onpost=40")
}

func TestDecisionOnFilesKeepsItsFile(t *testing.T) {
	f := newFiler(t)
	one := func(hash, posts string) returns.Return {
		r := f.file(jiao, "fairs", 1, "from=2024-01-18 province=贵州省 city=遵义市 name=甲会 team=一队 fairs=1 intentions=1 posts="+posts)
		r.Filing.File, r.Filing.SHA256 = hash+".xlsx", hash+"0123456789ab"
		return r
	}
	c := conflict(t, f.merge(t, "2024-01-21", one("bb", "2"), one("cc", "3")), "X411")
	d := decided(c, figures.KeepA)
	for _, rs := range [][]returns.Return{{one("cc", "3"), one("bb", "2")}, {one("aa", "1"), one("bb", "2"), one("cc", "3")}} {
		says(t, f.mergeInput(t, merge.Input{AsOf: day("2024-01-21"), Decisions: d, Returns: rs}), figures.City, "recruit.posts=2")
	}
}

// Choices that keep nothing of this conflict do nothing.
func TestOddDecisions(t *testing.T) {
	f := newFiler(t)
	rs := []returns.Return{
		f.file(huang, "fairs", 3, "from=2024-02-01 province=贵州省 city=毕节市 name=毕节会 intentions=10 fairs=1 posts=20"),
		f.file(san, "fairs", 3, "from=2024-02-01 province=贵州省 city=毕节市 name=毕节会 intentions=10 fairs=1 posts=30"),
	}
	c := conflict(t, f.merge(t, "2024-02-04", rs...), "X406")
	for _, choice := range []figures.Choice{"", "c", "z", "a:", "a:nobody", "A", "keep", "甲"} {
		m := f.mergeInput(t, merge.Input{AsOf: day("2024-02-04"), Returns: rs, Decisions: []figures.Decision{{Conflict: c.ID, Choice: choice}}})
		says(t, m, figures.City, "recruit.posts=20")
		if got := conflict(t, m, "X406").Decision; got != nil {
			t.Errorf("choice %q was taken: %+v", choice, got)
		}
	}
}
