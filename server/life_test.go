package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"chunfeng/importer/workbook"
)

const (
	jiaojiang = "331002"
	huangyan  = "331003"
	first     = "2024-01-21"
)

// visits is a good ledger of visits of 椒江区, in which a cell is replaced.
func visits(people string, more ...string) string {
	return "椒江区走访慰问台账（截至1月21日）\n走访日期|企业名称|慰问人数|慰问金(元)\n2024-01-18|台州子机械有限公司|" + people +
		"|3000\n2024-01-19|台州丑电机有限公司|12|2000\n" + strings.Join(more, "\n")
}

// ofHuangyan makes a ledger of 黄岩区's own of one of 椒江区.
func ofHuangyan(grid string) string {
	return strings.NewReplacer("椒江", "黄岩", "台州子", "台州辰", "台州丑", "台州巳").Replace(grid)
}

// fairs is a ledger with one fair that two units file.
func fairs(unit string, more ...string) string {
	return unit + "驻点招工台账（截至1月21日）\n小分队|活动名称|开始日期|省份|地市|县区|提供岗位数|达成就业意向\n" +
		"一队|新春招聘会|2024-01-18|贵州省|黔西南州|兴仁市|300|20\n" + strings.Join(more, "\n")
}

// The whole life of a campaign over HTTP, on both databases.
func TestLifeOfACampaign(t *testing.T) {
	for _, tc := range []struct {
		name string
		kept database
	}{{"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		t.Run(tc.name, func(t *testing.T) {
			h := open(t, tc.kept, settings{})
			l := &life{house: h}
			l.people()
			l.file()
			l.correct()
			l.conflict()
			l.issue()
			l.after()
			l.care()
		})
	}
}

// A life is what one chapter leaves to the next.
type life struct {
	*house
	city, jiao, huang, firm *caller

	issued map[string][]byte // what was frozen, by path
}

// people: the first account by a one-time code, the others by invitation.
func (l *life) people() {
	t := l.t
	t.Helper()
	code, err := l.auth.FirstCode(t.Context())
	check(t, err)
	accept := func(code, login string) *caller {
		l.later(16 * time.Minute) // failures from one address are counted for a quarter of an hour
		for _, idle := range []*caller{l.city, l.jiao, l.huang} {
			if idle != nil {
				idle.ask("GET", "/api/v1/me", nil).want(200, "")
			}
		}
		c := l.nobody()
		c.name = login
		c.ask("POST", "/api/v1/invitations/accept", map[string]string{"code": code, "login": login, "password": "zu kurz"}).want(422, "password_weak")
		c.ask("POST", "/api/v1/invitations/accept", map[string]string{"code": code, "login": login, "name": login, "password": password}).want(201, "")
		c.ask("POST", "/api/v1/invitations/accept", map[string]string{"code": code, "login": login + "2", "password": password}).want(401, "denied")
		c.ask("GET", "/api/v1/me", nil).want(401, "not_signed_in")
		c.ask("POST", "/api/v1/login", map[string]string{"login": login, "password": password + "!"}).want(401, "denied")
		c.ask("POST", "/api/v1/login", map[string]string{"login": login, "password": password}).want(200, "")
		return c
	}
	l.city = accept(code, "stadt")
	invite := func(by *caller, role, unit string) string {
		made := by.ask("POST", "/api/v1/invitations", map[string]string{"role": role, "unit": unit}).want(201, "")
		return read[struct{ Code string }](made).Code
	}
	l.jiao = accept(invite(l.city, "county", jiaojiang), "jiao")
	l.huang = accept(invite(l.city, "county", huangyan), "huang")
	firms := read[aList[struct{ Code, Name string }]](l.jiao.ask("GET", "/api/v1/firms", nil).want(200, ""))
	if len(firms.Items) == 0 {
		t.Fatal("椒江区 sees no firms of its own")
	}
	l.firm = accept(invite(l.jiao, "firm", firms.Items[0].Code), "firma")
	l.huang.ask("POST", "/api/v1/invitations", map[string]string{"role": "firm", "unit": firms.Items[0].Code}).want(404, "not_found")

	// An account made by somebody else must change its password first.
	made := read[struct{ ID, Login string }](l.city.ask("POST", "/api/v1/users", map[string]any{"login": "gast", "role": "viewer", "password": password}).want(201, ""))
	l.city.ask("POST", "/api/v1/users", map[string]any{"login": "GAST", "role": "viewer", "password": password}).want(409, "login_taken")
	guest := l.nobody()
	guest.ask("POST", "/api/v1/login", map[string]string{"login": "gast", "password": password}).want(200, "")
	guest.ask("GET", "/api/v1/returns", nil).want(403, "change_password")
	guest.ask("POST", "/api/v1/password", map[string]string{"old": password, "new": password + "2"}).want(204, "")
	guest.ask("GET", "/api/v1/returns", nil).want(200, "")
	l.city.ask("PATCH", "/api/v1/users/"+made.ID, map[string]any{"disabled": true}).want(200, "")
	guest.ask("GET", "/api/v1/returns", nil).want(401, "not_signed_in")
}

// jump moves the clock on. Sessions have ended by then.
func (l *life) jump(to string) {
	l.t.Helper()
	l.set(to)
	for _, c := range []*caller{l.city, l.jiao, l.huang, l.firm} {
		c.ask("GET", "/api/v1/returns", nil).want(401, "not_signed_in")
		c.ask("POST", "/api/v1/login", map[string]string{"login": c.name, "password": password}).want(200, "")
	}
}

// file: good, the same again, faulty, doubtful, a column nobody knows, nil.
func (l *life) file() {
	t := l.t
	t.Helper()
	got := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("30")).want(201, ""))
	if got.Status != "accepted" || got.Unit.Code != jiaojiang || got.Period != first || len(got.Returns) != 1 || got.Returns[0].Timeliness != "ontime" {
		t.Fatalf("receipt %+v", got)
	}
	again := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("30")).want(200, ""))
	if !again.Again || again.ID != got.ID {
		t.Fatalf("the same bytes give %+v", again)
	}
	dry := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("31"), "dry_run", "true").want(200, ""))
	if dry.ID != "" || dry.Changes == nil || len(dry.Changes.Returns) != 1 || len(dry.Changes.Returns[0].Cells) != 1 || dry.Changes.Returns[0].Cells[0].Is != "31" {
		t.Fatalf("dry run %+v", dry)
	}

	bad := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("若干")).want(201, ""))
	if bad.Status != "refused" || len(bad.Findings) != 1 || bad.Findings[0].Code != "C202" || bad.Findings[0].Cell != "C3" {
		t.Fatalf("faulty filing %+v", bad)
	}
	for _, path := range []string{"original", "marked", "receipt"} {
		a := l.jiao.ask("GET", "/api/v1/filings/"+bad.ID+"/"+path, nil).want(200, "")
		req, err := http.NewRequestWithContext(t.Context(), "GET", l.url+"/api/v1/filings/"+bad.ID+"/"+path, nil)
		check(t, err)
		req.Header.Set("If-None-Match", a.header.Get("ETag"))
		if path != "marked" { // a workbook's marks bear no promise of equal bytes
			l.jiao.do(req).want(304, "")
		}
		l.huang.ask("GET", "/api/v1/filings/"+bad.ID+"/"+path, nil).want(404, "not_found")
	}

	held := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("近40")).want(201, ""))
	if held.Status != "held" || held.Returns[0].Version != 3 {
		t.Fatalf("doubtful filing %+v", held)
	}
	id := held.Returns[0].ID
	l.jiao.ask("POST", "/api/v1/returns/"+id+"/explanations", map[string]any{"code": "C209", "text": "?"}).want(422, "nothing_to_explain")
	l.jiao.ask("POST", "/api/v1/returns/"+id+"/explanations", map[string]any{"code": "C210", "form": "fairs", "text": "?"}).want(422, "nothing_to_explain")
	l.huang.ask("POST", "/api/v1/returns/"+id+"/explanations", map[string]any{"code": "C210", "text": "?"}).want(404, "not_found")
	after := read[aReturn](l.jiao.ask("POST", "/api/v1/returns/"+id+"/explanations", map[string]any{"code": "C210", "text": "仍在核对"}).want(200, ""))
	if after.State != "accepted" || after.Findings[0].Explained != "仍在核对" {
		t.Fatalf("explained return %+v", after)
	}
	changes := read[struct {
		Against int
		Cells   []struct{ Was, Is string }
	}](l.jiao.ask("GET", "/api/v1/returns/"+id+"/changes", nil).want(200, ""))
	if changes.Against != 1 || len(changes.Cells) != 1 {
		t.Fatalf("changes %+v", changes)
	}

	l.columns()
	nilReturn := read[aReturn](l.huang.ask("POST", "/api/v1/returns/nil", map[string]string{"form": "transport", "period": first}).want(201, ""))
	if nilReturn.State != "nil" {
		t.Fatalf("nil report %+v", nilReturn)
	}
	l.huang.ask("POST", "/api/v1/returns/nil", map[string]string{"form": "firms", "period": first}).want(422, "nil_stock")
	l.unreadable()
}

// columns: a header that nobody knows is mapped, remembered and forgotten.
func (l *life) columns() {
	t := l.t
	t.Helper()
	grid := "黄岩区走访慰问台账（截至1月21日）\n走访日期|企业名称|数目甲\n2024-01-18|台州寅阀门有限公司|7"
	got := read[aReceipt](l.huang.file("黄岩区走访1月21日.xlsx", grid).want(201, ""))
	if got.Status != "refused" || len(got.Returns) != 1 {
		t.Fatalf("unknown column %+v", got)
	}
	id := got.Returns[0].ID
	say := func(field string) map[string]any {
		return map[string]any{"headers": []map[string]string{{"header": "数目甲", "field": field}}}
	}
	l.huang.ask("POST", "/api/v1/returns/"+id+"/columns", say("nothing")).want(422, "column_unknown")
	mapped := read[aReceipt](l.huang.ask("POST", "/api/v1/returns/"+id+"/columns", say("people")).want(200, ""))
	if mapped.Status != "accepted" || mapped.Returns[0].Version != 2 {
		t.Fatalf("mapped %+v", mapped)
	}
	known := read[aList[struct{ Unit, Form, Header, Field string }]](l.huang.ask("GET", "/api/v1/headers", nil).want(200, ""))
	if len(known.Items) != 1 || known.Items[0].Field != "people" {
		t.Fatalf("learned %+v", known)
	}
	if others := read[aList[struct{ Unit string }]](l.jiao.ask("GET", "/api/v1/headers", nil).want(200, "")); len(others.Items) != 0 {
		t.Errorf("椒江区 sees %+v", others)
	}
	k := known.Items[0]
	query := fmt.Sprintf("/api/v1/headers?unit=%s&form=%s&header=%s", k.Unit, k.Form, k.Header)
	l.jiao.ask("DELETE", query, nil).want(404, "not_found")
	l.huang.ask("DELETE", query, nil).want(204, "")
	l.huang.ask("DELETE", query, nil).want(404, "not_found")
}

// unreadable: what is no workbook is not kept, but noted.
func (l *life) unreadable() {
	t := l.t
	t.Helper()
	l.jiao.ask("POST", "/api/v1/filings", form{name: "a.xlsx", data: []byte("%PDF-1.4 nothing")}).want(415, "F001")
	l.jiao.ask("POST", "/api/v1/filings", form{fields: map[string]string{"period": first}}).want(422, "empty_file")
	l.jiao.ask("POST", "/api/v1/filings", form{name: "a.xlsx", data: make([]byte, workbook.DefaultLimits().File+1)}).want(413, "F004")
	l.jiao.ask("POST", "/api/v1/filings", map[string]string{}).want(415, "media_type")
	l.jiao.file("走访.xlsx", strings.Replace(visits("30"), "（截至1月21日）", "", 1), "period", "2024-01-22").want(422, "period_unknown")
	l.jiao.file("走访.xlsx", visits("30"), "unit", huangyan).want(404, "not_found")
	l.jiao.file("走访.xlsx", visits("30"), "colour", "red").want(400, "bad_request")
	found := read[aList[struct {
		Code   string
		Status int
	}]](l.jiao.ask("GET", "/api/v1/attempts", nil).want(200, ""))
	codes := map[string]int{}
	for _, x := range found.Items {
		codes[x.Code] = x.Status
	}
	if codes["F001"] != 415 || codes["F004"] != 413 {
		t.Errorf("attempts %+v", found.Items)
	}
}

// correct: withdrawn, sent back, late.
func (l *life) correct() {
	t := l.t
	t.Helper()
	got := read[aReceipt](l.huang.file("黄岩区1月21日.xlsx", ofHuangyan(visits("8"))).want(201, ""))
	id := got.Returns[0].ID
	l.jiao.ask("POST", "/api/v1/returns/"+id+"/withdraw", nil).want(404, "not_found")
	if r := read[aReturn](l.huang.ask("POST", "/api/v1/returns/"+id+"/withdraw", map[string]string{"reason": "报错"}).want(200, "")); r.State != "withdrawn" {
		t.Fatalf("withdrawn %+v", r)
	}
	l.huang.ask("POST", "/api/v1/returns/"+id+"/withdraw", nil).want(409, "not_open")
	l.jump("2024-01-21T17:31")
	late := read[aReceipt](l.huang.file("黄岩区1月21日.xlsx", ofHuangyan(visits("9"))).want(201, ""))
	if late.Returns[0].Timeliness != "late" {
		t.Errorf("filed at 17:31: %+v", late.Returns[0])
	}
	id = late.Returns[0].ID
	l.huang.ask("POST", "/api/v1/returns/"+id+"/sendback", map[string]string{"reason": "再核"}).want(403, "not_allowed")
	l.city.ask("POST", "/api/v1/returns/"+id+"/sendback", nil).want(422, "reason_needed")
	l.city.ask("POST", "/api/v1/returns/"+id+"/sendback", map[string]string{"reason": "请核实人数"}).want(200, "")
	l.huang.file("黄岩区1月21日.xlsx", ofHuangyan(visits("10"))).want(201, "")

	page := read[aList[aReturn]](l.city.ask("GET", "/api/v1/returns?limit=2", nil).want(200, ""))
	seen := map[string]bool{}
	for n := 0; ; n++ {
		for _, r := range page.Items {
			if seen[r.ID] {
				t.Fatalf("return %s stands on two pages", r.ID)
			}
			seen[r.ID] = true
		}
		if page.Next == "" {
			break
		}
		page = read[aList[aReturn]](l.city.ask("GET", "/api/v1/returns?limit=2&cursor="+page.Next, nil).want(200, ""))
	}
	whole := read[aList[aReturn]](l.city.ask("GET", "/api/v1/returns", nil).want(200, ""))
	if len(seen) != len(whole.Items) || len(seen) < 6 {
		t.Errorf("pages hold %d returns, the list %d", len(seen), len(whole.Items))
	}
}

type conflicts = aList[struct {
	ID, Code, What string
	Sides          []struct{ Unit string }
	Decision       *struct{ Choice string }
}]

// conflict: one fair of two units is counted once, until the city decides.
func (l *life) conflict() {
	t := l.t
	t.Helper()
	l.jiao.file("椒江区招工第1期.xlsx", fairs("椒江区")).want(201, "")
	l.huang.file("黄岩区招工第1期.xlsx", fairs("黄岩区", "二队|招聘会|2024-01-19|湖北省|恩施州|恩施市|100|5")).want(201, "")
	posts := func() string {
		a := l.city.ask("GET", "/api/v1/figures?period="+first+"&by=unit", nil).want(200, "")
		return read[struct {
			Figures map[string]struct{ Text string }
		}](a).Figures["recruit.posts"].Text
	}
	if got := posts(); got != "400个" {
		t.Fatalf("posts are %s", got)
	}
	all := read[conflicts](l.city.ask("GET", "/api/v1/conflicts?period="+first, nil).want(200, ""))
	if len(all.Items) != 1 || all.Items[0].Code != "X406" || len(all.Items[0].Sides) != 2 {
		t.Fatalf("conflicts %+v", all)
	}
	if last := read[conflicts](l.city.ask("GET", "/api/v1/conflicts?limit=1", nil).want(200, "")); len(last.Items) != 1 || last.Next != "" {
		t.Errorf("a page of the conflicts of the last period %+v", last)
	}
	if beyond := read[conflicts](l.city.ask("GET", "/api/v1/conflicts?period="+first+"&cursor="+all.Items[0].ID, nil).want(200, "")); len(beyond.Items) != 0 {
		t.Errorf("after the last conflict %+v", beyond)
	}
	mine := read[conflicts](l.huang.ask("GET", "/api/v1/conflicts?period="+first, nil).want(200, ""))
	if len(mine.Items) != 1 || len(mine.Items[0].Sides) != 1 || strings.Contains(mine.Items[0].What, "椒江") {
		t.Errorf("黄岩区 sees %+v", mine)
	}
	l.firm.ask("GET", "/api/v1/conflicts?period="+first, nil).want(404, "not_found")
	path := "/api/v1/conflicts/" + all.Items[0].ID + "/decision"
	l.huang.ask("POST", path, map[string]string{"choice": "both"}).want(403, "not_allowed")
	l.city.ask("POST", path, map[string]string{"choice": "neither"}).want(422, "invalid")
	l.city.ask("POST", path, map[string]string{"choice": "both", "reason": "两场"}).want(204, "")
	if got := posts(); got != "700个" {
		t.Errorf("posts are %s once both count", got)
	}
	l.city.ask("DELETE", path, nil).want(204, "")
	l.city.ask("DELETE", path, nil).want(404, "not_found")
	l.city.ask("POST", path, map[string]string{"choice": "a"}).want(204, "")
}

// issue: text, draft, confirmation, issue.
func (l *life) issue() {
	t := l.t
	t.Helper()
	l.city.ask("PUT", "/api/v1/periods/"+first+"/text", map[string]any{"section": "recruitment", "paragraphs": []string{"共有{recruit.postz}。"}}).want(422, "text_wrong")
	l.city.ask("PUT", "/api/v1/periods/"+first+"/text", map[string]any{"section": "recruitment", "paragraphs": []string{"另有岗位{recruit.posts}。"}}).want(204, "")
	l.city.ask("GET", "/api/v1/periods/"+first+"/text", nil).want(200, "")
	l.jiao.ask("GET", "/api/v1/periods/"+first+"/text", nil).want(404, "not_found")
	for kind, magic := range map[string]string{"xlsx": "PK", "pdf": "%PDF-"} {
		a := l.city.ask("GET", "/api/v1/briefings/draft."+kind+"?period="+first, nil).want(200, "")
		if !bytes.HasPrefix(a.body, []byte(magic)) {
			t.Errorf("the draft %s begins with %.8q", kind, a.body)
		}
		l.jiao.ask("GET", "/api/v1/briefings/draft."+kind+"?period="+first, nil).want(404, "not_found")
	}
	a := l.city.ask("GET", "/api/v1/periods/"+first+"/missing.xlsx", nil).want(200, "")
	if !bytes.HasPrefix(a.body, []byte("PK")) {
		t.Error("the list of what is missing is no workbook")
	}
	l.city.ask("GET", "/api/v1/periods/"+first+"/reminder", nil).want(200, "")

	held := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", visits("50", "2024-01-20|台州卯铸造有限公司|约6|100")).want(201, ""))
	if held.Status != "held" {
		t.Fatalf("held filing %+v", held)
	}
	confirmation := read[struct {
		State  string
		Number int
		Held   []aReturn
	}](l.city.ask("GET", "/api/v1/briefings/confirmation?period="+first, nil).want(200, ""))
	if confirmation.Number != 1 || len(confirmation.Held) != 1 {
		t.Fatalf("confirmation %+v", confirmation)
	}
	l.jiao.ask("POST", "/api/v1/briefings", map[string]any{"period": first}).want(404, "not_found")
	l.city.ask("POST", "/api/v1/briefings", map[string]any{"period": first}).want(409, "held_undecided")
	order := map[string]any{"period": first, "state": confirmation.State, "held": []map[string]any{{"return": confirmation.Held[0].ID, "counted": true, "reason": "电话核实"}}}
	l.city.ask("POST", "/api/v1/briefings", order).want(201, "")
	l.issued = l.frozen()
	l.city.ask("POST", "/api/v1/briefings", order).want(409, "changed_meanwhile")
}

// frozen is everything that an issued briefing must say for ever.
func (l *life) frozen() map[string][]byte {
	out := map[string][]byte{}
	for _, path := range []string{
		"/briefings/1", "/briefings/1.xlsx", "/briefings/1.pdf", "/figures?briefing=1&by=unit", "/figures/recruit.posts/sources?briefing=1",
		"/figures/visits.people/sources?briefing=1", "/figures/visits.firms/sources?briefing=1&unit=" + jiaojiang,
	} {
		out[path] = l.city.ask("GET", "/api/v1"+path, nil).want(200, "").body
	}
	return out
}

// after: a correction is offered and admitted; what was issued stays.
func (l *life) after() {
	t := l.t
	t.Helper()
	l.jump("2024-01-22T09:00")
	grid := visits("60", "2024-01-20|台州卯铸造有限公司|6|100")
	l.jiao.file("椒江区第1期.xlsx", grid).want(409, "period_closed")
	got := read[aReceipt](l.jiao.file("椒江区第1期.xlsx", grid, "reason", "漏计").want(201, ""))
	if got.Status != "offered" {
		t.Fatalf("correction %+v", got)
	}
	id := got.Returns[0].ID
	l.jiao.ask("POST", "/api/v1/returns/"+id+"/admit", nil).want(403, "not_allowed")
	admitted := read[struct {
		Return aReturn
		Errata []struct {
			Number int
			Lines  []struct{ Figure, Was, Is string }
		}
	}](l.city.ask("POST", "/api/v1/returns/"+id+"/admit", nil).want(200, ""))
	if admitted.Return.State != "accepted" || len(admitted.Errata) != 1 || admitted.Errata[0].Number != 1 {
		t.Fatalf("admitted %+v", admitted)
	}
	found := false
	for _, line := range admitted.Errata[0].Lines {
		found = found || line.Figure == "visits.people" && line.Was != line.Is
	}
	if !found {
		t.Errorf("errata %+v", admitted.Errata[0].Lines)
	}
	errata := read[aList[json.RawMessage]](l.city.ask("GET", "/api/v1/briefings/1/errata", nil).want(200, ""))
	if len(errata.Items) != 1 {
		t.Errorf("%d errata", len(errata.Items))
	}
	for path, was := range l.issued {
		if is := l.city.ask("GET", "/api/v1"+path, nil).want(200, "").body; !bytes.Equal(was, is) {
			t.Errorf("%s is no longer as issued", path)
		}
	}
	live := read[struct {
		Figures map[string]struct{ Value json.Number }
	}](l.city.ask("GET", "/api/v1/figures?period="+first, nil).want(200, ""))
	var issued struct {
		Figures map[string]struct{ Value json.Number }
	}
	check(t, json.Unmarshal(l.issued["/figures?briefing=1&by=unit"], &issued))
	if live.Figures["visits.people"] == issued.Figures["visits.people"] {
		t.Error("the correction changed nothing")
	}
	l.sources()
	l.city.ask("POST", "/api/v1/periods/"+first+"/close", nil).want(409, "period_already")
	l.city.ask("POST", "/api/v1/periods/"+first+"/open", nil).want(422, "reason_needed")
	l.city.ask("POST", "/api/v1/periods/"+first+"/open", map[string]string{"reason": "补报"}).want(204, "")
	l.jiao.ask("POST", "/api/v1/periods/"+first+"/close", nil).want(403, "not_allowed")
	l.city.ask("POST", "/api/v1/periods/"+first+"/close", nil).want(204, "")
	l.city.ask("POST", "/api/v1/briefings/1/void", nil).want(422, "reason_needed")
	l.city.ask("POST", "/api/v1/briefings/1/void", map[string]string{"reason": "重印"}).want(204, "")
	l.city.ask("POST", "/api/v1/briefings/1/void", map[string]string{"reason": "重印"}).want(409, "already_void")
}

// sources: a distinct figure counts exactly as many things as it says, and
// every cell of them can be opened.
func (l *life) sources() {
	t := l.t
	t.Helper()
	s := read[struct {
		Value   int
		Counted []struct {
			Name    string
			Sources []struct{ Filing, SHA256, Sheet, Cell, Text string }
		}
	}](l.city.ask("GET", "/api/v1/figures/visits.firms/sources?period="+first, nil).want(200, ""))
	if s.Value == 0 || len(s.Counted) != s.Value {
		t.Fatalf("visits.firms is %d, of %d things", s.Value, len(s.Counted))
	}
	for _, c := range s.Counted {
		for _, x := range c.Sources {
			a := read[aReceipt](l.city.ask("GET", "/api/v1/filings/"+x.Filing, nil).want(200, ""))
			if a.SHA256 != x.SHA256 || x.Cell == "" {
				t.Errorf("source %+v is not the filing's", x)
			}
		}
	}
	l.city.ask("GET", "/api/v1/figures/visits.nothing/sources?period="+first, nil).want(404, "not_found")
	l.firm.ask("GET", "/api/v1/figures?period="+first, nil).want(404, "not_found")
}

// care: lists, exports, tokens, the audit log.
func (l *life) care() {
	t := l.t
	t.Helper()
	for _, path := range []string{
		"/campaigns", "/periods", "/periods/" + first, "/forms", "/units", "/firms", "/filings", "/attempts", "/users", "/invitations", "/tokens", "/audit", "/briefings", "/me",
	} {
		l.city.ask("GET", "/api/v1"+path, nil).want(200, "")
	}
	firms := read[aList[struct{ Code string }]](l.city.ask("GET", "/api/v1/firms?limit=500", nil).want(200, ""))
	var paged []string
	for next := ""; ; {
		p := read[aList[struct{ Code string }]](l.city.ask("GET", "/api/v1/firms?limit=7&cursor="+next, nil).want(200, ""))
		for _, f := range p.Items {
			paged = append(paged, f.Code)
		}
		if next = p.Next; next == "" {
			break
		}
	}
	if len(paged) != len(firms.Items) || len(paged) < 15 || paged[len(paged)-1] != firms.Items[len(firms.Items)-1].Code {
		t.Errorf("%d firms on pages, %d in the list", len(paged), len(firms.Items))
	}
	csv := l.jiao.ask("GET", "/api/v1/export/visits.csv?period="+first, nil).want(200, "").body
	if !bytes.Contains(csv, []byte("台州子机械有限公司")) || bytes.Contains(csv, []byte("黄岩")) {
		t.Errorf("椒江区's export:\n%s", csv)
	}
	made := read[struct{ ID, Secret string }](l.jiao.ask("POST", "/api/v1/tokens", map[string]string{"name": "对接"}).want(201, ""))
	program := l.nobody()
	program.token = made.Secret
	program.ask("GET", "/api/v1/returns", nil).want(200, "")
	l.huang.ask("DELETE", "/api/v1/tokens/"+made.ID, nil).want(404, "not_found")
	l.jiao.ask("DELETE", "/api/v1/tokens/"+made.ID, nil).want(204, "")
	program.ask("GET", "/api/v1/returns", nil).want(401, "not_signed_in")

	entries := read[aList[struct{ What, Of string }]](l.city.ask("GET", "/api/v1/audit?what=filing.&limit=500", nil).want(200, ""))
	kept := read[aList[json.RawMessage]](l.city.ask("GET", "/api/v1/filings?limit=500", nil).want(200, ""))
	received := map[string]bool{} // read again when a column was mapped
	for _, e := range entries.Items {
		if e.What == "filing.receive" {
			received[e.Of] = true
		}
	}
	if len(received) != len(kept.Items) {
		t.Errorf("the audit log has %d filings, the store %d", len(received), len(kept.Items))
	}
	chain := read[struct{ Entries, Broken int }](l.city.ask("GET", "/api/v1/audit/chain", nil).want(200, ""))
	if chain.Broken != 0 || chain.Entries < 30 {
		t.Errorf("chain %+v", chain)
	}
	l.jiao.ask("GET", "/api/v1/audit", nil).want(404, "not_found")
	l.jiao.ask("POST", "/api/v1/logout", nil).want(204, "")
	l.jiao.ask("GET", "/api/v1/returns", nil).want(401, "not_signed_in")
	if log := l.log.String(); strings.Contains(log, "台州子机械") || strings.Contains(log, password) {
		t.Error("the log holds what was filed, or a password")
	}
}
