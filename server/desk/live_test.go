package desk

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// peopleVisited is the city's figure as somebody who looks sees it.
func (o *office) peopleVisited(d *Desk) string {
	o.t.Helper()
	m, err := d.Figures(o.t.Context(), chief, FigureQuery{Campaign: sample, Period: "2024-01-21"})
	if err != nil {
		o.t.Fatal(err)
	}
	return m.Figure(figures.City, "visits.people").Value.String()
}

func visitOf(people int) string {
	return fmt.Sprintf("椒江区走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数\n2024-01-18|台州子机械有限公司|%d\n", people)
}

// other is one more desk on the same store, as another replica has.
func (o *office) other(now func() time.Time) *Desk {
	o.t.Helper()
	d, err := New(Options{Store: o.store, Forms: o.forms, Random: rand.Reader, Now: now})
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// What one replica remembers of a campaign is never older than what another
// changed.
func TestReplicas(t *testing.T) {
	o := open(t)
	there := o.other(o.now)
	for _, people := range []int{30, 31, 32} {
		o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(people)))
		want(t, "people here", o.peopleVisited(o.Desk), fmt.Sprint(people))
		want(t, "people there", o.peopleVisited(there), fmt.Sprint(people))
		slots, err := there.Filed(t.Context(), jiao, sample, "2024-01-21")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			if s.Form == "visits" {
				want(t, "newest version there", s.Newest.Version, people-29)
			}
		}
	}
	const newcomer = "91331002MA2ABCDE1X"
	firm := returns.Unit{Code: newcomer, Kind: period.Firm, Name: "台州新来企业有限公司", Within: jiao.Unit}
	if _, err := there.Register(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	if err := o.PutFirms(t.Context(), jiao, sample, []returns.Unit{firm}); err != nil {
		t.Fatal(err)
	}
	reg, err := there.Register(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	if _, known := reg.Unit(newcomer); !known {
		t.Error("the other replica does not know the firm")
	}
	if err := there.Close(t.Context(), chief, sample, "2024-01-21", "到期"); err != nil {
		t.Fatal(err)
	}
	_, err = o.file(jiao, "椒江区第1期.xlsx", visitOf(40))
	want(t, "filing after another replica closed the period", code(err), "period_closed")
}

// What takes long to merge is shown a little late while returns come in; what
// somebody decides is shown at once, and so is what takes no time.
func TestLag(t *testing.T) {
	o := open(t)
	now, step := o.now(), time.Duration(0)
	slow := o.other(func() time.Time { now = now.Add(step); return now })
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(30)))
	step = 300 * time.Millisecond // each look at the clock: merging seems to take as long
	want(t, "people at first", o.peopleVisited(slow), "30")
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(31)))
	want(t, "people a moment later", o.peopleVisited(slow), "30")
	want(t, "people where merging is quick", o.peopleVisited(o.Desk), "31")
	now = now.Add(20 * time.Second)
	want(t, "people after a while", o.peopleVisited(slow), "31")
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(32)))
	if _, err := slow.Confirm(t.Context(), chief, sample, "2024-01-21"); err != nil {
		t.Fatal(err)
	}
	want(t, "people after a confirmation, which is exact", o.peopleVisited(slow), "32")
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(33)))
	if err := o.store.Tx(t.Context(), func(tx store.Tx) error {
		return tx.Decide(t.Context(), store.Decision{ID: "d", Campaign: sample, Conflict: "none", Choice: figures.Both, Made: store.Change{At: now}})
	}); err != nil {
		t.Fatal(err)
	}
	want(t, "people after a decision", o.peopleVisited(slow), "33")
}

// Rosters are held packed, and merging them says what merging them as they
// were read says: figures, sources, conflicts, ledgers.
func TestPackedRosters(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T10:00")
	o.fileAll("2024-02-18")
	ctx := t.Context()
	if err := o.store.Snapshot(ctx, func(r store.Reader) error {
		v, err := o.look(ctx, r, sample)
		if err != nil {
			return err
		}
		if err := v.load(ctx, r); err != nil {
			return err
		}
		packed := 0
		for i := range v.bodies {
			b := &v.bodies[i]
			if f, _ := o.forms.Form(b.Form); !f.Roster {
				want(t, "packed: "+string(b.Form), b.Packed != nil, false)
				continue
			}
			packed++
			want(t, "records held of a roster", len(b.Records), 0)
			want(t, "rows of a roster", b.Len(), b.Rows)
		}
		if packed < 10 {
			t.Errorf("%d rosters are packed", packed)
		}
		var read []store.Return
		if err := r.EachReturn(ctx, store.ReturnFilter{Campaign: sample, States: append(slices.Clone(counting), returns.Offered)}, func(ret store.Return) error {
			read = append(read, *veilReturn(&ret))
			return nil
		}); err != nil {
			return err
		}
		at := merging{asOf: period.Date{Year: 2024, Month: 2, Day: 18}}
		now, err := v.merge(ctx, r, at)
		if err != nil {
			return err
		}
		at.instead = read
		then, err := v.merge(ctx, r, at)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(then, now, cmp.AllowUnexported(finding.Finding{})); diff != "" {
			t.Errorf("merged (-as read +packed):\n%s", diff)
		}
		f := now.Figure(figures.City, "return.origin")
		if f.Absent || len(f.Counted) == 0 || len(f.Counted[0].Sources) == 0 || f.Counted[0].Sources[0].Cell == "" {
			t.Errorf("no sources of %+v", f)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// Of earlier periods a trail holds values alone, which are those of a merging in
// full; who has asked for the full one is given that.
func TestTrailOfValues(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T10:00")
	for _, p := range []string{"2024-01-21", "2024-01-28", "2024-02-04"} {
		o.fileAll(p)
	}
	short := func(m *figures.Merged) (out []string) {
		for _, unit := range sortedUnits(m) {
			for _, def := range m.Catalogue {
				if f := m.Figure(unit, def.ID); !f.Absent {
					out = append(out, fmt.Sprint(unit, f.ID, f.Value, f.Numerator, f.Denominator, f.Shares))
				}
			}
		}
		return out
	}
	trail, err := o.Trail(t.Context(), chief, sample, "2024-02-04")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range trail {
		last := m.AsOf == trail[len(trail)-1].AsOf
		want(t, "who filed is listed by "+m.AsOf.String(), len(m.Filed) > 0, last)
		full, err := o.Figures(t.Context(), chief, FigureQuery{Campaign: sample, Period: m.AsOf.String()})
		if err != nil {
			t.Fatal(err)
		}
		if len(full.Filed) == 0 {
			t.Errorf("figures as of %s do not say who filed", m.AsOf)
		}
		if diff := cmp.Diff(short(full), short(m)); diff != "" || len(short(full)) == 0 {
			t.Errorf("as of %s (-in full +on the trail):\n%s", m.AsOf, diff)
		}
	}
	again, err := o.Trail(t.Context(), chief, sample, "2024-02-04")
	if err != nil {
		t.Fatal(err)
	}
	for i := range again {
		want(t, "as before "+again[i].AsOf.String(), again[i] == trail[i], true)
	}
}

// Earlier rosters of a firm are held packed too while its next one is checked.
func TestPackedHistory(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T10:00")
	o.fileAll("2024-02-18")
	h := newHistory(t.Context(), o.store, o.Desk, sample)
	rosters := 0
	reg, err := o.Register(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range reg.Firms {
		last := h.Last(u.Code, "roster", period.Period{Ends: period.Date{Year: 2024, Month: 3, Day: 3}})
		if last == nil {
			continue
		}
		rosters++
		if last.Packed == nil || last.Records != nil || last.Len() == 0 {
			t.Errorf("%s is held with %d records", u.Name, len(last.Records))
		}
	}
	if h.err != nil || rosters == 0 {
		t.Errorf("%d rosters: %v", rosters, h.err)
	}
}

// What was replaced is listed once for all the figures that leave it out:
// otherwise what is kept of a merging grows by every figure with each upload.
func TestReplacedListedOnce(t *testing.T) {
	o := open(t)
	for people := 30; people < 35; people++ {
		o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(people)))
	}
	m, err := o.Figures(t.Context(), chief, FigureQuery{Campaign: sample, Period: "2024-01-21"})
	if err != nil {
		t.Fatal(err)
	}
	figuresOf := map[*figures.Dropped]int{}
	for _, f := range m.Figures[figures.City] {
		if len(f.Dropped) > 0 {
			want(t, "versions that "+string(f.ID)+" leaves out", len(f.Dropped), 4)
			figuresOf[&f.Dropped[0]]++
		}
	}
	want(t, "lists", len(figuresOf), 1)
	for _, n := range figuresOf {
		if n < 2 {
			t.Errorf("%d figures list what was replaced", n)
		}
	}
}

// What was read to be merged is read again only where something changed, and
// what was merged of it is what a desk that has just begun merges.
func TestHeldBodies(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T10:00")
	o.fileAll("2024-02-18")
	held := func() bodies {
		if _, err := o.Figures(t.Context(), chief, FigureQuery{Campaign: sample, Period: "2024-02-18"}); err != nil {
			t.Fatal(err)
		}
		return o.Desk.bodies[sample]
	}
	before := held()
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(30)))
	first := held()
	o.must(o.file(jiao, "椒江区第1期.xlsx", visitOf(31)))
	second := held()
	want(t, "bodies once a return is new", len(first), len(before)+1)
	want(t, "bodies once it is replaced", len(second), len(first))
	again := 0
	for h, b := range second {
		if first[h] != b {
			again++
		}
	}
	want(t, "bodies that were read again", again, 1)
	at := FigureQuery{Campaign: sample, Period: "2024-02-18"}
	here, err := o.Figures(t.Context(), chief, at)
	if err != nil {
		t.Fatal(err)
	}
	there, err := o.other(o.now).Figures(t.Context(), chief, at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(there, here, cmp.AllowUnexported(finding.Finding{})); diff != "" {
		t.Errorf("merged (-from the store +of what is held):\n%s", diff)
	}
}

// What is kept of mergings has a bound in number and in bytes; what was merged
// last stays.
func TestKeptMergings(t *testing.T) {
	counted := slices.Repeat([]figures.Counted{{Sources: make([]figures.Source, 1000)}}, keptBytes/300_000)
	big := &figures.Merged{Figures: map[returns.UnitCode]map[figures.ID]figures.Figure{"331002": {"visits.people": {Counted: counted}}}}
	var c liveCache
	for n := range 2 * keptMergings {
		c.put(fmt.Sprint(n%(keptMergings+1)), merged{Merged: &figures.Merged{}})
	}
	want(t, "small ones", len(c.kept), keptMergings)
	for range 3 {
		c.put("one", merged{Merged: big})
	}
	want(t, "bytes of one", c.bytes, sizeOf(big))
	c.put("two", merged{Merged: big})
	want(t, "large ones", fmt.Sprint(c.get("one").Merged != nil, c.get("two").Merged != nil, len(c.order)), "false true 1")
	want(t, "bytes", c.bytes, sizeOf(big))
}
