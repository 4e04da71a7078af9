package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// The table of states as the contract prints it. A cell says what happens in a
// state on an action: the next state, "content" where faults and open doubts
// decide, or the code of the refusal. One line for everybody who may at most
// see, one for the filer, one for the county above a firm, one for the city.
const table = `
             | explain     | columns     | file        | withdraw    | sendback    | admit
accepted     |
  reader     | not_open    | not_allowed | not_allowed | not_allowed | not_allowed | not_open
  filer      | not_open    | content     | content     | withdrawn   | not_allowed | not_open
  above      | not_open    | content     | content     | withdrawn   | sentback    | not_open
  city       | not_open    | content     | content     | withdrawn   | sentback    | not_open
nil          |
  reader     | not_open    | not_allowed | not_allowed | not_open    | not_open    | not_open
  filer      | not_open    | content     | content     | not_open    | not_open    | not_open
  above      | not_open    | content     | content     | not_open    | not_open    | not_open
  city       | not_open    | content     | content     | not_open    | not_open    | not_open
held         |
  reader     | not_allowed | not_allowed | not_allowed | not_allowed | not_allowed | not_open
  filer      | content     | content     | content     | withdrawn   | not_allowed | not_open
  above      | content     | content     | content     | withdrawn   | sentback    | not_open
  city       | content     | content     | content     | withdrawn   | sentback    | not_open
refused      |
  reader     | not_open    | not_allowed | not_allowed | not_open    | not_open    | not_open
  filer      | not_open    | content     | content     | not_open    | not_open    | not_open
  above      | not_open    | content     | content     | not_open    | not_open    | not_open
  city       | not_open    | content     | content     | not_open    | not_open    | not_open
sentback     |
  reader     | not_open    | not_open    | not_allowed | not_open    | not_open    | not_open
  filer      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  above      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  city       | not_open    | not_open    | content     | not_open    | not_open    | not_open
withdrawn    |
  reader     | not_open    | not_open    | not_allowed | not_open    | not_open    | not_open
  filer      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  above      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  city       | not_open    | not_open    | content     | not_open    | not_open    | not_open
superseded   |
  reader     | not_open    | not_open    | not_allowed | not_open    | not_open    | not_open
  filer      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  above      | not_open    | not_open    | content     | not_open    | not_open    | not_open
  city       | not_open    | not_open    | content     | not_open    | not_open    | not_open
offered      |
  reader     | not_allowed | not_allowed | not_allowed | not_open    | not_allowed | not_allowed
  filer      | content     | content     | content     | not_open    | not_allowed | not_allowed
  above      | content     | content     | content     | not_open    | not_allowed | not_allowed
  city       | content     | content     | content     | not_open    | sentback    | content
`

func TestStates(t *testing.T) {
	standings := map[string]standing{"reader": reader, "filer": filer, "above": above, "city": city}
	var state returns.State
	var actions []Action
	seen := map[string]bool{}
	for line := range strings.Lines(strings.TrimPrefix(table, "\n")) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		who, known := standings[cells[0]]
		switch {
		case cells[0] == "":
			for _, c := range cells[1:] {
				actions = append(actions, Action(c))
			}
			continue
		case !known:
			state = all[slices.IndexFunc(all, func(s returns.State) bool { return s.String() == cells[0] })]
			continue
		}
		for i, action := range actions {
			m, err := step(state, action, who, false, "")
			got := code(err)
			switch {
			case err == nil && m.settled:
				got = "content"
			case err == nil:
				got = m.to.String()
			}
			if got != cells[i+1] {
				t.Errorf("%s, %s by %s gives %s, want %s", state, action, cells[0], got, cells[i+1])
			}
			seen[fmt.Sprint(state, action, who)] = true
		}
	}
	if want := len(all) * 6 * len(standings); len(seen) != want {
		t.Errorf("the table decides %d cases, want %d", len(seen), want)
	}
	if _, err := step(returns.Accepted, Withdrawing, filer, true, "x"); code(err) != "closed_for_good" {
		t.Errorf("withdrawing after the close gives %v", err)
	}
}

// Every refusal has a status that means refusal, and words whose blanks are
// filled by its callers.
func TestReasons(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Reasons() {
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
		if r.Status < 400 || r.Status > 503 || r.Title == "" || r.Detail == "" || r.English == "" {
			t.Errorf("%s lacks a status or words: %+v", r.Code, r)
		}
	}
}

func TestStanding(t *testing.T) {
	firm := owner{Unit: "91331002MA0000000X", County: "331002"}
	county := owner{Unit: "331002", County: "331002"}
	sister := owner{Unit: "331003", County: "331003"}
	worker := Actor{Role: store.Firm, Unit: firm.Unit}
	for _, tc := range []struct {
		name string
		who  Actor
		of   owner
		want standing
	}{
		{"city of a firm", chief, firm, city},
		{"city of nobody's", chief, owner{}, city},
		{"viewer", guest, county, reader},
		{"county of itself", jiao, county, filer},
		{"county of its firm", jiao, firm, above},
		{"county of a sister", jiao, sister, stranger},
		{"county of another's firm", huang, firm, stranger},
		{"firm of itself", worker, firm, filer},
		{"firm of its county", worker, county, stranger},
		{"county of nobody's", jiao, owner{}, stranger},
		{"account without a unit", Actor{Role: store.County}, owner{}, stranger},
		{"firm that has a county's code in its county", Actor{Role: store.Firm, Unit: "331002"}, firm, stranger},
	} {
		t.Run(tc.name, func(t *testing.T) { want(t, "standing", tc.who.to(tc.of), tc.want) })
	}
}

func TestActs(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	id := rec.Returns[0].ID
	_, err := o.SendBack(ctx, jiao, id, "不对")
	want(t, "own sent back", code(err), "not_allowed")
	_, err = o.SendBack(ctx, huang, id, "不对")
	want(t, "a sister's sent back", code(err), "notfound")
	_, err = o.Return(ctx, huang, id)
	want(t, "a sister's return", code(err), "notfound")
	_, err = o.SendBack(ctx, chief, id, "")
	want(t, "without a reason", code(err), "reason_needed")
	back, err := o.SendBack(ctx, chief, id, "请核对")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "state", back.State, returns.SentBack)
	want(t, "reason", back.Changed.Reason, "请核对")
	_, err = o.SendBack(ctx, chief, id, "请核对")
	want(t, "twice", code(err), "not_open")
	again := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("30")))
	want(t, "same bytes after it was sent back", again.Again, false)
	want(t, "version", again.Returns[0].Version, 2)

	doubt := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("近40")))
	_, err = o.Explain(ctx, jiao, doubt.Returns[0].ID, Explanations{Code: "C210", Text: " "})
	want(t, "empty text", code(err), "text_needed")
	_, err = o.Explain(ctx, jiao, doubt.Returns[0].ID, Explanations{Numbers: []int{99}, Text: "是"})
	want(t, "no such finding", code(err), "nothing_to_explain")
	_, err = o.Explain(ctx, guest, doubt.Returns[0].ID, Explanations{Code: "C210", Text: "是"})
	want(t, "a viewer explains", code(err), "not_allowed")
	got, err := o.Withdraw(ctx, jiao, doubt.Returns[0].ID, "报错了")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "withdrawn", got.State, returns.Withdrawn)
}

func TestMapColumns(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	grid := strings.Replace(visits("30"), "慰问人数", "到场对象", 1)
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", grid))
	want(t, "unknown header", rec.Status(), returns.Refused)
	id := rec.Returns[0].ID
	_, err := o.MapColumns(ctx, jiao, id, []Header{{Header: "到场对象", Field: "nothing"}}, "")
	want(t, "no such field", code(err), "column_unknown")
	_, err = o.MapColumns(ctx, huang, id, []Header{{Header: "到场对象", Field: "people"}}, "")
	want(t, "a sister's", code(err), "notfound")
	o.set("2024-01-21T20:00")
	got := o.must(o.MapColumns(ctx, jiao, id, []Header{{Header: "到场对象", Field: "people"}}, ""))
	want(t, "status", got.Status(), returns.Accepted)
	want(t, "version", got.Returns[0].Version, 2)
	want(t, "the same filing", got.Returns[0].Filing.ID, rec.Filing.ID)
	want(t, "in time as the file was", got.Returns[0].Timeliness, store.OnTime)
	_, err = o.MapColumns(ctx, jiao, id, []Header{{Header: "到场对象", Field: "people"}}, "")
	want(t, "an older version", code(err), "not_newest")

	o.set("2024-01-28T10:00")
	next := o.must(o.file(jiao, "椒江区第2期.xlsx", strings.NewReplacer("1月21日", "1月28日", "2024-01-18", "2024-01-25", "2024-01-19", "2024-01-26").Replace(grid)))
	if next.Status() != returns.Accepted {
		t.Errorf("learned for the next period: %v %v", next.Filing.Findings, next.Returns[0].Findings)
	}
	learned, err := o.Headers(ctx, jiao, sample)
	if err != nil || len(learned) != 1 {
		t.Fatalf("learned %v, %v", learned, err)
	}
	want(t, "a sister forgets", code(o.Forget(ctx, huang, learned[0])), "notfound")
	want(t, "forget", code(o.Forget(ctx, jiao, learned[0])), "")
}

// What has no rows is told from what is nil, and a stock form replaces nothing.
func TestContent(t *testing.T) {
	catalogue, err := forms.Load("")
	if err != nil {
		t.Fatal(err)
	}
	stock, _ := catalogue.Form("firms")
	want(t, "firms is stock", stock.Counting, forms.Stock)
	none := &returns.Return{}
	want(t, "flow without rows", stateOf(none, 0, false), returns.Nil)
	want(t, "stock without rows, explained", stateOf(none, 0, true), returns.Accepted)
	want(t, "rows", stateOf(none, 3, true), returns.Accepted)
}
