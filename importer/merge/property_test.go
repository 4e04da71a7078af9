package merge_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chunfeng/importer/figures"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/returns"
)

// A drawer draws returns that collide: few names, few places, few days.
type drawer struct {
	f    *filer
	t    *rapid.T
	also returns.FormID // a fourth form, so that a campaign stays small enough to look at

	weekly []returns.FieldID // what this campaign's weekly tables report, none in most
}

func draw(t *rapid.T, cat *forms.Catalogue) drawer {
	also := rapid.SampledFrom([]returns.FormID{"agreements", "alliances", "hometown", "transport", "fairfirms", "teams", "visited", "difficulties"}).Draw(t, "also")
	d := drawer{f: &filer{testRegister(), cat, 4}, t: t, also: also}
	if rapid.IntRange(0, 2).Draw(t, "weekly tables") == 0 {
		about := map[returns.FormID]string{"fairfirms": "recruit.", "teams": "recruit.", "agreements": "recruit.", "alliances": "alliance.", "hometown": "hometown.", "transport": "transport."}[also]
		form, _ := cat.Form("weekly")
		for _, fl := range form.Fields {
			if strings.HasPrefix(string(fl.ID), cmp.Or(about, "visits.")) {
				d.weekly = append(d.weekly, fl.ID)
			}
		}
	}
	return d
}

func (d drawer) of(label string, words ...string) string {
	return rapid.SampledFrom(words).Draw(d.t, label)
}

func (d drawer) number(label string) string {
	return fmt.Sprint(rapid.IntRange(0, 400).Draw(d.t, label)) + d.of(label+" qualifier", "", "", "", "+", "-", "~")
}

// firm is one of five firms under one of its names, with or without its code.
// The last goes by its name alone.
func (d drawer) firm() string {
	names := [][]string{
		{"椒江甲机械有限公司", "椒江甲机械有限公司（盖章）"}, {"天工（台州）有限公司", "天工(台州)有限公司"},
		{"黄岩丙模具有限公司"}, {"三门丁橡胶有限公司"}, {"无码商行"},
	}
	usccs := []string{codeA, codeB, codeC, codeD, ""}
	i := rapid.IntRange(0, 4).Draw(d.t, "firm")
	out := "firm=" + d.of("name", names[i]...)
	if usccs[i] != "" && rapid.Bool().Draw(d.t, "with code") {
		out += " uscc=" + usccs[i]
	}
	return out
}

func (d drawer) date(n int) string {
	p := d.f.reg.Campaign.Periods[rapid.IntRange(0, min(n, 5)).Draw(d.t, "week")] // now and then after the period
	return p.From.Add(rapid.IntRange(0, 2).Draw(d.t, "day")).String()
}

func (d drawer) row(form returns.FormID, n int) string {
	switch form {
	case "fairs":
		place := d.of("place", "province=贵州省 city=遵义市", "province=贵州省 district=兴仁市", "province=贵州省 city=黔西南布依族苗族自治州", "province=浙江省 city=丽水市", "province=重庆市", "province=湖北省 city=宜昌市")
		from := d.date(n)
		return fmt.Sprintf("from=%s %s name=%s venue=%s team=%s posts=%s fairs=%s attendance=%s intentions=%s signed=%s firms=%s to=%s", from, place,
			d.of("fair", "甲会", "乙会", ""), d.of("venue", "广场", "", ""), d.of("team", "一队", "二队", ""), d.number("posts"), d.of("fairs", "1", "2"),
			d.of("attendance", "", "30"), d.number("intentions"), d.of("signed", "", "0", "7"), d.of("firms at it", "", "", "12", "3~"), d.of("to", "", "", day(from).Add(1).String()))
	case "fairfirms":
		where := d.of("place of a firm at a fair", "", "", "province=贵州省 city=遵义市", "province=浙江省 city=丽水市")
		return fmt.Sprintf("%s team=%s from=%s %s", d.firm(), d.of("team", "一队", "二队", ""), d.of("day of a firm at a fair", d.date(n), d.date(n), ""), where)
	case "teams":
		return fmt.Sprintf("team=%s from=%s", d.of("team", "一队", "二队", "三队"), d.date(n))
	case "visited":
		return fmt.Sprintf("date=%s %s name=%s category=%s money=%s", d.date(n), d.firm(), d.of("worker", "甲", "乙", "丙"), d.of("category", "", "留岗员工", "技术骨干、脱贫人员", "脱贫人员、其他"), d.of("money", "", "200", "500"))
	case "difficulties":
		return fmt.Sprintf("raisedon=%s %s no=%s text=%s state=%s solvedon=%s", d.date(n), d.firm(), d.of("no", "", "", "1"), d.of("text", "缺工", "住宿"), d.of("state", "未办", "在办", "已解决", "已解决", "无法解决"), d.of("solvedon", "", "2024-01-25", "2024-02-20"))
	case "weekly":
		row := ""
		for _, fl := range d.weekly {
			if rapid.IntRange(0, 3).Draw(d.t, "reports") == 0 {
				row += fmt.Sprintf(" %s=%s", fl, d.number("reported"))
			}
		}
		return row
	case "visits":
		return fmt.Sprintf("date=%s %s people=%s money=%s stayed=%s skilled=%s lifted=%s brochures=%s raised=%s solved=%s", d.date(n), d.firm(), d.number("people"), d.of("money", "", "1000"), d.of("stayed", "", "2"),
			d.of("skilled", "", "1"), d.of("lifted", "", "3+"), d.number("brochures"), d.of("raised", "", "2"), d.of("solved", "", "1"))
	case "agreements":
		return fmt.Sprintf("partya=%s partyb=%s date=%s name=%s province=%s", d.of("partya", "椒江人社", "三门人社"), d.of("partyb", "遵义人社", "宜昌人社"), d.signed(n), d.of("name", "协议", "协议二", ""), d.of("province", "贵州省", "湖北省", "浙江省", ""))
	case "alliances":
		return fmt.Sprintf("%s province=贵州省 district=兴仁市 village=%s date=%s workers=%s delivered=%s", d.firm(), d.of("village", "坪寨村", "云上村", "龙井坡村"), d.signed(n), d.number("workers"), d.of("delivered", "", "5", "40~"))
	case "hometown":
		return fmt.Sprintf("date=%s %s name=%s people=%s province=贵州省 city=遵义市", d.date(n), d.firm(), d.of("worker", "甲", "乙", ""), d.of("people", "1", "2"))
	case "transport":
		out := fmt.Sprintf("date=%s kind=%s mode=%s number=%s origin=%s destination=遵义 vehicles=%s passengers=%s cost=%s", d.date(n), d.of("kind", "返乡", "返岗"), d.of("mode", "包车", "专列", "包机"), d.of("number", "", "浙J1", "浙J2"), d.of("origin", "椒江", "三门"), d.of("vehicles", "1", "2"), d.number("passengers"), d.of("cost", "", "3000"))
		if rapid.Bool().Draw(d.t, "for a firm") {
			out += " " + strings.Split(d.firm(), " ")[0]
		}
		return out
	}
	return d.firm() + d.line()
}

// line is what a firm's line says beside its name.
func (d drawer) line() string {
	base := rapid.IntRange(0, 30).Draw(d.t, "base")
	row := fmt.Sprintf(" base=%d returned=%d hired=%s shortage=%s resumed=%s bonus=%s", base, rapid.IntRange(0, base).Draw(d.t, "returned"),
		d.of("hired", "", "0", "3"), d.of("shortage", "", "4", "5+"), d.of("resumed", "", "是", "否"), d.of("bonus", "", "0", "500"))
	if stayed := rapid.IntRange(0, base).Draw(d.t, "stayed"); stayed%2 == 0 {
		row += fmt.Sprintf(" stayed=%d due=%s", stayed, d.of("due", "", fmt.Sprint(base), fmt.Sprint(base-stayed), fmt.Sprint(stayed)))
	}
	if out := rapid.IntRange(0, base).Draw(d.t, "from outside"); out%3 == 0 {
		row += fmt.Sprintf(" baseout=%d returnedout=%s stayedout=%s", out, d.of("back from outside", "", fmt.Sprint(out), fmt.Sprint(out/2)), d.of("stayed from outside", "", fmt.Sprint(out/3)))
	}
	return row
}

// signed is the day of a signature, now and then before the campaign.
func (d drawer) signed(n int) string {
	if rapid.IntRange(0, 7).Draw(d.t, "before the campaign") == 0 {
		return "2024-01-10"
	}
	return d.date(n)
}

// campaign draws ledgers and states of every unit for some periods, in some
// versions; growing ledgers repeat what they had.
func (d drawer) campaign() []returns.Return {
	var out []returns.Return
	ledgers := []returns.FormID{"fairs", "visits", "firms", d.also}
	if len(d.weekly) > 0 {
		ledgers = append(ledgers, "weekly")
	}
	for _, u := range d.f.reg.Units {
		for _, form := range ledgers {
			var grown []string
			grows := rapid.Bool().Draw(d.t, "grows")
			for n := 1; n <= 6; n++ {
				if form == "firms" && (n < 4 || u.Code == own) || rapid.IntRange(0, 2).Draw(d.t, "skips") == 0 {
					continue
				}
				rows := []string{}
				most := 3
				if form == "weekly" {
					most = 1
				}
				for range rapid.IntRange(0, most).Draw(d.t, "rows") {
					rows = append(rows, d.row(form, n))
				}
				if grows && form != "weekly" {
					rows = append(slices.Clone(grown), rows...)
					if len(rows) > 0 && rapid.IntRange(0, 3).Draw(d.t, "edits") == 0 {
						i := rapid.IntRange(0, len(rows)-1).Draw(d.t, "edited")
						rows[i] = strings.NewReplacer("甲会", "丙会", "posts=", "posts=1").Replace(rows[i])
					}
					grown = rows
				}
				out = append(out, d.f.file(u.Code, form, n, rows...))
				for v := 2; v <= rapid.IntRange(1, 3).Draw(d.t, "versions"); v++ {
					state := rapid.SampledFrom([]returns.State{returns.Accepted, returns.Held, returns.Refused, returns.Withdrawn, returns.SentBack, returns.Offered}).Draw(d.t, "state")
					out = append(out, again(d.f.file(u.Code, form, n, d.row(form, n)), v, state))
				}
			}
		}
	}
	for _, firm := range []returns.UnitCode{codeA, codeC} {
		for n := 4; n <= 6; n++ {
			if rapid.Bool().Draw(d.t, "has roster") {
				var rows []string
				for i := range rapid.IntRange(0, 4).Draw(d.t, "workers") {
					rows = append(rows, fmt.Sprintf("name=甲 idcard=%s%d province=%s %s", firm, i, d.of("from", "", home, "贵州省", "湖北省"), d.of("worker", "stayed=是", "status=新招", "status=离职", "status=已返岗", "status=未返岗", "returnedon=2024-02-17", "returnedon=2024-02-22", "returnedon=2024-03-01 status=已返岗")))
				}
				out = append(out, d.f.with(d.f.file(firm, "roster", n, rows...), d.of("meta", "", "", "base=9", "scope=全部", "scope=仅省外", "scope=仅外出 base=7", "stayed.meta=2")))
			}
			if rapid.IntRange(0, 3).Draw(d.t, "has row") == 0 {
				unit, _ := d.f.reg.Unit(firm)
				out = append(out, d.f.file(firm, "firms", n, "firm="+unit.Name+d.line()))
			}
			if d.also == "difficulties" && rapid.Bool().Draw(d.t, "has difficulties") {
				out = append(out, d.f.file(firm, "difficulties", n, d.row("difficulties", n)))
			}
		}
	}
	return out
}

func (d drawer) asOf() string {
	return d.of("as of", "2024-01-28", "2024-02-04", "2024-02-10", "2024-02-25", "2024-03-03")
}

func TestAgreesWithRecount(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		rs, asOf := d.campaign(), d.asOf()
		m := d.f.merge(t, asOf, rs...)
		want := recounted(d.f, day(asOf), rs)
		for unit := range m.Figures {
			if want[unit] == nil {
				t.Errorf("nobody recounts the figures of %s", unit)
			}
		}
		for unit, figs := range want {
			got := map[string]string{}
			for id := range figs {
				got[id] = said(m.Figure(unit, figures.ID(id)))
			}
			for id, f := range m.Figures[unit] {
				got[string(id)] = said(f) // also what the recount does not know
			}
			if diff := gocmp.Diff(figs, got); diff != "" {
				t.Log(told(d, rs))
				t.Errorf("unit %q as of %s (-recount +merge):\n%s", unit, asOf, diff)
			}
		}
	})
}

// said is a figure as the recount writes it.
func said(f figures.Figure) string {
	if f.Absent || f.Way != figures.Shares {
		return shown(f)
	}
	var all []string
	people := 0
	for _, s := range f.Shares {
		all = append(all, fmt.Sprint(s.Province, s.People))
		people += s.People
	}
	if f.Value != returns.Int(people) {
		all = append(all, "together", f.Value.String())
	}
	return strings.Join(all, " ")
}

// Every figure of the catalogue, with its variants, is recounted, and in some
// of the campaigns drawn it is more than nothing.
func TestRecountMeetsEveryFigure(t *testing.T) {
	cat := builtin(t)
	met := map[string]bool{}
	var catalogue []figures.Definition
	campaigns := rapid.Custom(func(t *rapid.T) map[string]string {
		d := draw(t, cat)
		rs, asOf := d.campaign(), d.asOf()
		if catalogue == nil {
			catalogue = d.f.mergeInput(t, merge.Input{AsOf: day(asOf), Values: true, Returns: rs}).Catalogue
		}
		return recounted(d.f, day(asOf), rs)[figures.City]
	})
	for seed := range 120 {
		for id, value := range campaigns.Example(seed) {
			met[id] = met[id] || value != "—" && value != "0" && value != ""
		}
	}
	for _, def := range catalogue {
		id := string(def.ID)
		if !met[id] {
			t.Errorf("%s is never recounted to more than nothing", id)
		}
		if variant := id + map[bool]string{true: "@change", false: "@week"}[def.Stock]; !met[variant] && uncompared[variant] == "" {
			t.Errorf("%s is never recounted to more than nothing", variant)
		}
	}
}

// uncompared is the variants that there are not, or that never are anything,
// and why.
var uncompared = map[string]string{
	"return.origin@change":   "a list has no change",
	"return.firmsdue@change": "the register is one for the whole campaign",
}

func TestOrderIsIrrelevant(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		rs, asOf := d.campaign(), d.asOf()
		want := d.f.merge(t, asOf, rs...)
		shuffled := rapid.Permutation(rs).Draw(t, "order")
		if got := d.f.merge(t, asOf, shuffled...); !reflect.DeepEqual(want, got) {
			t.Errorf("another order, other figures:\n%s", gocmp.Diff(want, got))
		}
		packed := slices.Clone(rs)
		for i := range packed {
			if packed[i].Form == "roster" {
				packed[i].Pack()
			}
		}
		if got := d.f.merge(t, asOf, packed...); !reflect.DeepEqual(want, got) {
			t.Errorf("packed rosters, other figures:\n%s", gocmp.Diff(want, got))
		}
		twice := append(slices.Clone(rs), rs...)
		if got := d.f.merge(t, asOf, twice...); !reflect.DeepEqual(want.Figures, got.Figures) {
			t.Errorf("every file twice, other figures:\n%s", gocmp.Diff(want.Figures, got.Figures))
		}
	})
}

func TestWhatDoesNotCountIsNeutral(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		rs, asOf := d.campaign(), d.asOf()
		want := d.f.merge(t, asOf, rs...)
		added := slices.Clone(rs)
		for _, r := range rs {
			refused := again(r, 9, returns.Refused)
			if r.Form != "roster" {
				refused = again(d.f.file(r.Unit, r.Form, r.Period.No, d.row(r.Form, r.Period.No)), 9, returns.Refused)
			}
			added = append(added, refused)
		}
		added = append(added, d.f.file(own, "visits", 6, "date=2024-03-01 "+d.firm()+" people=5"))
		if asOf == "2024-03-03" {
			added = added[:len(added)-1]
		}
		got := d.f.merge(t, asOf, added...)
		if diff := gocmp.Diff(values(want), values(got)); diff != "" {
			t.Errorf("refused and later returns changed figures:\n%s", diff)
		}
	})
}

// values is every figure as text, without its sources.
func values(m *figures.Merged) map[string]string {
	out := map[string]string{}
	for unit, all := range m.Figures {
		for id, f := range all {
			out[string(unit)+" "+string(id)] = shown(f)
		}
	}
	return out
}

func TestFiguresAddUp(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		m := d.f.merge(t, d.asOf(), d.campaign()...)
		for _, def := range m.Catalogue {
			city := m.Figure(figures.City, def.ID)
			if city.Absent {
				continue
			}
			removed, _ := m.Removed(def.ID, d.f.reg.Units)
			if sums := def.Way == figures.Sum || def.Way == figures.Rows; sums && removed.Micros != 0 {
				t.Errorf("%s: units exceed the city by %s", def.ID, removed)
			}
			for unit, all := range m.Figures {
				f := all[def.ID]
				if f.Absent {
					continue
				}
				if def.Way == figures.Distinct && def.ID != "return.firmsdue" {
					if removed.Micros < 0 || int64(len(f.Counted)) != f.Value.Int64() || f.Value.Cmp(f.Gross) > 0 {
						t.Errorf("%s of %q: %s of %s gross, %d listed, %s removed", def.ID, unit, f.Value, f.Gross, len(f.Counted), removed)
					}
				}
				if def.Way == figures.Sum || def.Way == figures.Rows {
					var sum returns.Number
					for _, c := range f.Counted {
						sum, _ = sum.Add(c.Amount)
					}
					if sum != f.Value {
						t.Errorf("%s of %q is %v, what is listed adds up to %v", def.ID, unit, f.Value, sum)
					}
				}
			}
		}
	})
}

// A workbook must be able to count every city figure from the ledgers.
func TestLedgersGiveTheCity(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		m := d.f.merge(t, d.asOf(), d.campaign()...)
		for _, def := range m.Catalogue {
			for _, id := range []figures.ID{def.ID, def.ID + "@week"} {
				f := m.Figure(figures.City, id)
				if f.Absent || f.Value.IsZero() || def.Way == figures.Shares || strings.HasPrefix(string(id), "return.firmsdue") || def.ID == "return.filedrate" {
					continue
				}
				num, den := fromLedgers(m, id)
				if num.Micros != f.Value.Micros && def.Way != figures.Ratio || def.Way == figures.Ratio && (num.Micros != f.Numerator.Micros || den.Micros != f.Denominator.Micros) {
					t.Errorf("%s is %s, ledgers give %s / %s", id, f.Value, num, den)
				}
			}
		}
	})
}

func fromLedgers(m *figures.Merged, id figures.ID) (num, den returns.Number) {
	one := returns.Int(1).Micros
	for _, l := range m.Ledgers {
		for _, c := range l.Counts {
			if c.Figure != id {
				continue
			}
			for _, e := range l.Entries {
				if e.Adds[id] == 0 {
					continue
				}
				if c.Field == "" && len(c.Of) == 0 {
					num.Micros += one
				}
				// A weekly table's row counts with its total where it says nothing
				// of the week: the workbook writes such a rest out.
				field := c.Field
				if at := slices.IndexFunc(l.Fields, func(fl figures.LedgerField) bool { return fl.ID == field }); l.Form == "weekly" && (at < 0 || e.Values[at].IsAbsent()) {
					field = returns.FieldID(id) + ".total"
				}
				for i, fl := range l.Fields {
					if fl.ID == field || slices.Contains(c.Of, fl.ID) {
						num.Micros += e.Values[i].Number.Micros
					}
					if slices.Contains(c.To, fl.ID) {
						den.Micros += e.Values[i].Number.Micros
					}
				}
			}
		}
	}
	return num, den
}

// Names and codes of one firm, in whatever order and spelling, are one firm.
func TestNameAndCodeInAnyOrder(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		f := &filer{testRegister(), cat, 4}
		var rs []returns.Return
		coded := rapid.IntRange(0, 4).Draw(t, "with code")
		for i, u := range []returns.UnitCode{jiao, huang, san, own, jiao} {
			name := rapid.SampledFrom([]string{"天工（台州）有限公司", "天工(台州)有限公司", "天工（台州）有限公司（盖章）", "天工〔台州〕有限公司"}).Draw(t, "name")
			row := fmt.Sprintf("date=2024-01-%d firm=%s people=1", 16+i, name)
			if i == coded || rapid.Bool().Draw(t, "code too") {
				row += " uscc=" + codeB
			}
			rs = append(rs, f.file(u, "visits", 1+i/4, row))
		}
		m := f.merge(t, "2024-02-04", rapid.Permutation(rs).Draw(t, "order")...)
		says(t, m, figures.City, "visits.firms=1 visits.firmvisits=5")
	})
}

// Filing one unit's ledger anew changes only what depends on it.
func TestRefilingChangesOnlyWhatDependsOnIt(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		rs := d.campaign()
		before := d.f.merge(t, "2024-03-03", rs...)
		after := d.f.merge(t, "2024-03-03", append(slices.Clone(rs), again(d.f.file(jiao, "fairs", 6, d.row("fairs", 6)), 9, returns.Accepted))...)
		for _, c := range merge.Changes(before, after) {
			if !strings.HasPrefix(string(c.ID), "recruit.") {
				t.Errorf("fairs changed %s of %q", c.ID, c.Unit)
			}
			if c.Unit == figures.City && len(c.Causes) == 0 && c.Before.Absent == c.After.Absent {
				t.Errorf("%s changed without a cause", c.ID)
			}
		}
	})
}

// What earlier periods are compared by has the values of a whole merging.
func TestValuesAlone(t *testing.T) {
	cat := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, cat)
		in := merge.Input{Register: d.f.reg, Forms: cat, Returns: d.campaign(), AsOf: day(d.asOf())}
		whole, err := merge.Merge(in)
		if err != nil {
			t.Fatal(err)
		}
		in.Values = true
		alone, err := merge.Merge(in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(values(whole), values(alone)); diff != "" {
			t.Error(diff)
		}
	})
}

// told is what a drawn campaign files on its fourth form, to read when a test
// fails.
func told(d drawer, rs []returns.Return) string {
	var b strings.Builder
	for _, r := range rs {
		if r.Form != d.also {
			continue
		}
		fmt.Fprintf(&b, "\n%s, period %d, version %d, %s", r.Unit, r.Period.No, r.Version, r.State)
		for _, rec := range r.Records {
			b.WriteString("\n ")
			for _, v := range rec.Values {
				b.WriteString(" " + v.Typed)
			}
		}
	}
	return b.String()
}
