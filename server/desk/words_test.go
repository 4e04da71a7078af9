package desk

import (
	"context"
	"slices"
	"strings"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
)

// TestEffect: what a filing changed is told against the version it superseded,
// or against nothing.
func TestEffect(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	people := func(a Actor, filing string, unit returns.UnitCode) string {
		t.Helper()
		all, err := o.Effect(ctx, a, filing)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.After.ID == "visits.people" && c.Unit == unit {
				was := "—"
				if !c.Before.Absent {
					was = c.Before.Value.String()
				}
				return was + " to " + c.After.Value.String()
			}
		}
		return ""
	}
	first := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "the first filing's effect", people(jiao, first.Filing.ID, jiao.Unit), "— to 42")
	second := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("31")))
	want(t, "the second's", people(jiao, second.Filing.ID, jiao.Unit), "42 to 43")
	want(t, "the second's on the city", people(chief, second.Filing.ID, figures.City), "42 to 43")
	want(t, "the second's on the city, asked by the county", people(jiao, second.Filing.ID, figures.City), "")
	want(t, "the first's when it no longer counts", people(jiao, first.Filing.ID, jiao.Unit), "")
	refused := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("若干")))
	want(t, "a refused one's", people(jiao, refused.Filing.ID, jiao.Unit), "")
	_, err := o.Effect(ctx, huang, second.Filing.ID)
	want(t, "another county asks", code(err), "notfound")
}

func TestPutAliases(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	reg, err := o.Register(ctx, sample)
	if err != nil {
		t.Fatal(err)
	}
	var mine, other returns.Unit
	for _, f := range reg.Firms {
		switch {
		case f.Within == jiao.Unit && mine.Code == "":
			mine = f
		case f.Within == huang.Unit:
			other = f
		}
	}
	firm := Actor{Role: "firm", Unit: mine.Code}
	for _, c := range []struct {
		name  string
		as    Actor
		unit  returns.UnitCode
		names []string
		want  string
	}{
		{"a county its firm", jiao, mine.Code, []string{" 老  厂名 ", "", "老 厂名", mine.Name}, ""},
		{"a county another's firm", jiao, other.Code, []string{"x"}, "notfound"},
		{"a county itself", jiao, jiao.Unit, []string{"x"}, "not_allowed"},
		{"a firm itself", firm, mine.Code, []string{"x"}, "not_allowed"},
		{"a reader", guest, mine.Code, []string{"x"}, "not_allowed"},
		{"the city a county", chief, huang.Unit, []string{"黄岩专班"}, ""},
		{"another firm's name", chief, mine.Code, []string{other.Name}, "alias_taken"},
		{"another unit's name", chief, huang.Unit, []string{"临海"}, "alias_taken"},
		{"what is too long", chief, mine.Code, []string{strings.Repeat("长", 61)}, "alias_taken"},
		{"too many", chief, mine.Code, slices.Collect(func(yield func(string) bool) {
			for i := range 21 {
				if !yield("别名" + string(rune('a'+i))) {
					return
				}
			}
		}), "alias_taken"},
		{"nobody", chief, "999999", []string{"x"}, "notfound"},
	} {
		want(t, c.name, code(o.PutAliases(ctx, c.as, sample, c.unit, c.names)), c.want)
	}
	err = o.PutAliases(ctx, jiao, sample, mine.Code, []string{other.Name})
	if code(err) != "alias_taken" || strings.Contains(strings.ReplaceAll(err.Error(), "“"+other.Name+"”", ""), other.Name) {
		t.Errorf("a county is told whose name it is: %v", err)
	}
	reg, err = o.Register(ctx, sample)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := reg.Unit(mine.Code)
	want(t, "the firm's aliases", strings.Join(u.Aliases, "|"), "老 厂名")
	if u.Kind != period.Firm || u.Contact != mine.Contact || u.Phone != mine.Phone {
		t.Errorf("the firm is now %+v", u)
	}
	if named := reg.FirmsNamed("老厂名"); len(named) != 1 || named[0].Code != mine.Code {
		t.Errorf("its alias names %v", named)
	}
}

func TestTryText(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	try := func(a Actor, section, text string) (string, string) {
		says, err := o.TryText(ctx, a, sample, "2024-01-21", section, []string{text})
		return strings.Join(says, "|"), code(err)
	}
	says, err := try(chief, "visits", "典型做法：走访慰问{visits.people}。")
	if err != "" || !strings.HasSuffix(says, "典型做法：走访慰问42人。") {
		t.Errorf("a paragraph prints %q, %s", says, err)
	}
	says, err = try(chief, "preface", "全市走访{visits.firms}。")
	if err != "" || !strings.Contains(says, "全市走访2家。") {
		t.Errorf("a preface prints %q, %s", says, err)
	}
	_, err = try(chief, "visits", "{no.such}{visits.people}")
	want(t, "a figure there is not", err, "text_wrong")
	_, err = try(chief, "visits", "{visits.people")
	want(t, "a brace left open", err, "text_wrong")
	_, err = try(jiao, "visits", "x")
	want(t, "a county tries", err, "notfound")
	want(t, "kept", code(o.PutText(ctx, chief, sample, "2024-01-21", "visits", []string{"走访{visits.people}。"})), "")
	all, e := o.TextSections(ctx, chief, sample, "2024-01-21")
	if e != nil {
		t.Fatal(e)
	}
	i := slices.IndexFunc(all, func(s TextSection) bool { return s.ID == "visits" })
	if i < 0 || !slices.Contains(all[i].Says, "走访42人。") || all[0].Title != "" {
		t.Errorf("the sections are %+v", all)
	}
}
