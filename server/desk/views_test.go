package desk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"path"
	"strings"
	"testing"

	"chunfeng/importer/figures"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/reports/pdf"
	"chunfeng/samples"
	"chunfeng/server/store"
)

// fairs is one fair that two units file.
func fairs(unit, extra string) string {
	return unit + `驻点招工台账（截至1月21日）
小分队|活动名称|开始日期|省份|地市|县区|提供岗位数|达成就业意向
一队|新春招聘会|2024-01-18|贵州省|黔西南州|兴仁市|300|20` + extra
}

func TestConflicts(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.must(o.file(jiao, "椒江区第1期.xlsx", fairs("椒江区", "")))
	o.must(o.file(huang, "黄岩区第1期.xlsx", fairs("黄岩区", "\n二队|招聘会|2024-01-19|湖北省|恩施州|恩施市|100|5")))
	all, err := o.Conflicts(ctx, chief, sample, "2024-01-21")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Code != "X406" || len(all[0].Sides) != 2 {
		t.Fatalf("conflicts %+v", all)
	}
	mine, err := o.Conflicts(ctx, huang, sample, "2024-01-21")
	if err != nil || len(mine) != 1 {
		t.Fatalf("own conflicts %v, %v", mine, err)
	}
	for _, s := range mine[0].Sides {
		want(t, "side", s.Unit, huang.Unit)
	}
	if strings.Contains(mine[0].What+mine[0].Default, "椒江") {
		t.Errorf("a county is told of another: %+v", mine[0])
	}
	none, err := o.Conflicts(ctx, wenlin, sample, "2024-01-21")
	want(t, "a third county's", len(none), 0)
	want(t, "error", err, nil)
	_, err = o.Conflicts(ctx, Actor{Role: store.Firm, Unit: "91331002MA0000000X"}, sample, "2024-01-21")
	want(t, "a firm's", code(err), "notfound")

	posts := func() returns.Number {
		m, err := o.Figures(ctx, chief, FigureQuery{Campaign: sample, Period: "2024-01-21"})
		if err != nil {
			t.Fatal(err)
		}
		return m.Figure(figures.City, "recruit.posts").Value
	}
	id := all[0].ID
	want(t, "counted once", posts(), returns.Int(400))
	want(t, "a county decides", code(o.Decide(ctx, jiao, sample, id, figures.Both, "")), "not_allowed")
	want(t, "no such choice", code(o.Decide(ctx, chief, sample, id, figures.Same, "")), "choice_unknown")
	want(t, "no such conflict", code(o.Decide(ctx, chief, sample, "X406-0", figures.Both, "")), "notfound")
	want(t, "decide", code(o.Decide(ctx, chief, sample, id, figures.Both, "两场")), "")
	want(t, "counted twice", posts(), returns.Int(700))
	want(t, "decide again", code(o.Decide(ctx, chief, sample, id, figures.KeepA, "")), "decided")
	want(t, "undo", code(o.Undo(ctx, chief, sample, id, "")), "")
	want(t, "counted once again", posts(), returns.Int(400))

	f, err := o.Sources(ctx, huang, FigureQuery{Campaign: sample, Period: "2024-01-21"}, huang.Unit, "recruit.posts")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Counted {
		for _, s := range c.Sources {
			if s.Unit != huang.Unit && s.File != "" {
				t.Errorf("a county sees %+v", s)
			}
		}
	}
	_, err = o.Sources(ctx, huang, FigureQuery{Campaign: sample, Period: "2024-01-21"}, figures.City, "recruit.posts")
	want(t, "the city's figure for a county", code(err), "notfound")
}

func TestRemind(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.must(o.file(jiao, "椒江区第1期.xlsx", visits("若干")))
	o.set("2024-01-22T18:30")
	mine, err := o.Remind(ctx, jiao, sample, "2024-01-21")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range mine.Slots {
		want(t, "unit", s.Unit.Code, jiao.Unit)
	}
	if !strings.Contains(mine.Text, "走访慰问台账（退改）") || !strings.Contains(mine.Text, "已逾期1天2小时") {
		t.Errorf("the reminder says\n%s", mine.Text)
	}
	city, err := o.Remind(ctx, chief, sample, "2024-01-21")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "counties reminded", strings.Count(city.Text, "\n")-1, 10)
	var b bytes.Buffer
	if err := o.WriteMissing(ctx, chief, sample, "2024-01-21", &b); err != nil {
		t.Fatal(err)
	}
	book, found := workbook.Open("missing.xlsx", b.Bytes(), workbook.DefaultLimits(), "")
	if found.Faulty() {
		t.Fatal(found)
	}
	want(t, "rows", len(book.Sheets[0].Rows), len(city.Slots)+2)
}

func TestExport(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.must(o.file(jiao, "椒江区第1期.xlsx", strings.Replace(visits("30"), "|20", "|20|=1+2|联系13800001234", 1)+"|x|x", func(u *Upload) {}))
	o.must(o.file(huang, "黄岩区第1期.xlsx", strings.Replace(visits("30"), "椒江区", "黄岩区", 1)))
	var b bytes.Buffer
	if err := o.Export(ctx, jiao, sample, "2024-01-21", "visits", &b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want(t, "rows", len(rows), 3)
	if strings.Contains(b.String(), "黄岩") {
		t.Error("a county exports another's rows")
	}
	for in, out := range map[string]string{"=1+2": "'=1+2", "＝A1": "'＝A1", "-1": "'-1", "\tx": "'\tx", "@x": "'@x", "a=b": "a=b", "": ""} {
		want(t, in, neutral(in), out)
	}
}

func TestSlip(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	rec := o.must(o.file(jiao, "椒江区第1期.xlsx", visits("近40")))
	var b bytes.Buffer
	if err := o.Slip(ctx, jiao, rec.Filing.ID, &b); err != nil {
		t.Fatal(err)
	}
	pages, err := pdf.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want(t, "pages", len(pages), 1)
	text := strings.Join(pdf.Parts(pages), "\n")
	for _, word := range []string{"椒江区", "待说明", rec.Filing.ID, "按时"} {
		if !strings.Contains(text, word) {
			t.Errorf("the receipt lacks %s", word)
		}
	}
	want(t, "a sister's receipt", code(o.Slip(ctx, huang, rec.Filing.ID, &b)), "notfound")
	b.Reset()
	name, err := o.Marked(ctx, jiao, rec.Filing.ID, &b)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "name", name, "椒江区第1期（已标注）.xlsx")
	back := o.must(o.bytes(jiao, "椒江区第1期.xlsx", b.Bytes()))
	want(t, "marked copy comes back", back.Status(), returns.Held)
	_, err = o.Marked(ctx, guest, rec.Filing.ID, &b)
	want(t, "a viewer takes the original", code(err), "not_allowed")
}

// Whatever arrives is kept, or refused with a code: never an error of ours.
func TestBroken(t *testing.T) {
	if testing.Short() {
		t.Skip("files every broken sample")
	}
	o := open(t)
	o.set("2024-03-03T10:00")
	filed := 0
	err := fs.WalkDir(samples.Files, "broken", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) == ".yaml" {
			return err
		}
		data, err := fs.ReadFile(samples.Files, name)
		if err != nil {
			return err
		}
		rec, err := o.bytes(chief, path.Base(name), data)
		if err != nil || !rec.Again {
			filed++
		}
		var refused *RefusedError
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if filed < 50 {
		t.Errorf("only %d broken samples were filed", filed)
	}
	if chain, err := o.store.VerifyAudit(t.Context()); err != nil || chain.Broken != 0 || chain.Entries < int64(filed) {
		t.Errorf("audit log of %d files: %+v, %v", filed, chain, err)
	}
}

// The campaign's first three periods as they were filed give the article's
// figures, live and frozen.
func TestSample(t *testing.T) {
	if testing.Short() {
		t.Skip("files three periods of a campaign and issues a briefing")
	}
	o := open(t)
	ctx := t.Context()
	for _, period := range []string{"2024-01-21", "2024-01-28", "2024-02-04"} {
		o.set(period + "T10:00")
		o.fileAll(period)
	}
	b, err := o.Issue(ctx, chief, Order{Campaign: sample, Period: "2024-02-04"})
	if err != nil {
		t.Fatal(err)
	}
	live, err := o.Figures(ctx, chief, FigureQuery{Campaign: sample, Period: "2024-02-04"})
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := o.Figures(ctx, chief, FigureQuery{Campaign: sample, Briefing: b.Number})
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range map[figures.ID]int{
		"recruit.teams": 14, "recruit.firms": 90, "recruit.fairs": 40, "recruit.places": 21, "recruit.provinces": 6,
		"recruit.intentions": 3012, "recruit.agreements": 47, "visits.firms": 312, "visits.solved": 82,
	} {
		want(t, "live "+string(id), live.Figure(figures.City, id).Value.Int64(), int64(n))
		f := frozen.Figure(figures.City, id)
		want(t, "frozen "+string(id), f.Value, live.Figure(figures.City, id).Value)
		if f.Way == figures.Distinct {
			want(t, "counted of "+string(id), len(f.Counted), n)
		}
	}
	for _, period := range []string{"2024-02-18", "2024-02-25", "2024-03-03"} {
		o.set(period + "T10:00")
		o.fileAll(period)
	}
	for _, period := range []string{"2024-02-25", "2024-03-03"} {
		if b, err = o.Issue(ctx, chief, Order{Campaign: sample, Period: period}); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "number", b.Number, 3)
	var again *figures.Merged
	if again, err = o.Figures(ctx, chief, FigureQuery{Campaign: sample, Briefing: 1}); err != nil {
		t.Fatal(err)
	}
	want(t, "what was issued stays", again.Figure(figures.City, "recruit.posts").Value, frozen.Figure(figures.City, "recruit.posts").Value)
}

// fileAll files what samples hold for a period, and explains every doubt.
func (o *office) fileAll(period string) {
	o.t.Helper()
	err := fs.WalkDir(samples.Files, "returns/"+period, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(samples.Files, name)
		if err != nil {
			return err
		}
		rec := o.must(o.bytes(chief, path.Base(name), data))
		if rec.Status() == returns.Refused {
			o.t.Errorf("%s is refused: %v", name, rec.Filing.Findings)
		}
		for _, r := range rec.Returns {
			if r.State != returns.Held {
				continue
			}
			if _, err := o.Explain(o.t.Context(), chief, r.ID, every(r)); err != nil {
				o.t.Errorf("explain %s: %v", name, err)
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// every answers all doubts of a return.
func every(r store.Return) Explanations {
	e := Explanations{Text: "已核对，属实"}
	for i, f := range r.Findings {
		if f.Severity() == 1 && f.Explained == "" {
			e.Numbers = append(e.Numbers, i)
		}
	}
	return e
}

// The city can have a reminder sent where the operator set a place for it; the
// log of it says how much was missing, and nobody waits.
func TestSendReminder(t *testing.T) {
	o := open(t)
	_, err := o.SendReminder(t.Context(), chief, sample, "2024-01-21")
	want(t, "without a place", code(err), "no_webhook")
	var sent []Notice
	room := 1
	o.Desk.send = func(n Notice) bool {
		if len(sent) == room {
			return false
		}
		sent = append(sent, n)
		return true
	}
	for name, tc := range map[string]struct {
		who  Actor
		want string
	}{"viewer": {guest, "not_allowed"}, "county": {jiao, "not_allowed"}, "no such period": {chief, "notfound"}} {
		p := "2024-01-21"
		if tc.want == "notfound" {
			p = "2024-01-22"
		}
		_, err := o.SendReminder(t.Context(), tc.who, sample, p)
		want(t, name, code(err), tc.want)
	}
	n, err := o.SendReminder(t.Context(), chief, sample, "2024-01-21")
	want(t, "error", err, nil)
	if n == 0 || len(sent) != 1 || sent[0].Missing != n || sent[0].ID == "" || !strings.Contains(sent[0].Text, "椒江区") {
		t.Errorf("sent %d: %+v", n, sent)
	}
	_, err = o.SendReminder(t.Context(), chief, sample, "2024-01-21")
	want(t, "with too many waiting", code(err), "webhook_busy")
	entries, err := o.Audit(t.Context(), chief, store.AuditFilter{What: "period.send"})
	if err != nil || len(entries) != 1 || !strings.Contains(entries[0].Detail, sent[0].ID) {
		t.Errorf("audit %+v, %v", entries, err)
	}
}
