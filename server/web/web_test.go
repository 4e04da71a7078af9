package web

import (
	"bytes"
	"context"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
	"chunfeng/importer/workbook"
	"chunfeng/samples"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// pagesOf are the pages that a role finds in its menu and behind it.
var pagesOf = map[string][]string{
	"city": {"/week", "/week?period=2024-02-04", "/week/matrix", "/week/missing", "/week/preview", "/week/words", "/week/text", "/week/issue", "/briefings", "/conflicts", "/conflicts?show=advice", "/figures",
		"/figures/recruit.posts", "/figures/return.rate?unit=331082", "/returns", "/returns?unit=331082", "/filings", "/upload", "/units", "/units/331022", "/accounts", "/tokens", "/headers", "/audit", "/audit?verify=1", "/help", "/help/codes", "/password"},
	"viewer": {"/week", "/figures", "/conflicts", "/briefings", "/returns", "/filings", "/units", "/week/missing", "/week/preview", "/help"},
	"county": {"/", "/upload", "/returns", "/filings", "/figures", "/figures/recruit.posts", "/conflicts", "/units", "/units/331002", "/accounts", "/tokens", "/headers", "/help", "/week/missing"},
	"other":  {"/", "/returns"},
	"firm":   {"/", "/returns", "/filings", "/tokens", "/help", "/help/codes"},
}

// denied are pages that a role does not have: they are not there for it.
var denied = map[string][]string{
	"viewer": {"/upload", "/accounts", "/audit", "/week/text"},
	"county": {"/week", "/units/331082", "/week/text", "/week/matrix", "/week/preview", "/week/issue", "/week/draft.pdf", "/week/draft.xlsx", "/briefings", "/briefings/1/file/pdf", "/audit", "/returns?unit=331082"},
	"firm":   {"/week", "/week/text", "/units/331002", "/week/preview", "/figures", "/figures/recruit.posts", "/units", "/accounts", "/headers", "/audit", "/briefings", "/returns?unit=331002"},
}

func TestPages(t *testing.T) {
	o := open(t)
	o.fileAll("2024-02-04", "三门县")
	o.fileAll("2024-02-25", "三门县", "企业")
	phone := regexp.MustCompile(`\b1[3-9]\d{9}\b`)
	for login, pages := range pagesOf {
		b := o.as(login)
		for _, p := range pages {
			status, page := b.get(p)
			if status != http.StatusOK {
				t.Errorf("%s sees %s: %d\n%.400s", login, p, status, page)
				continue
			}
			if !strings.Contains(page, "</html>") && p != "/week/matrix" {
				t.Errorf("%s sees %s: not whole", login, p)
			}
			if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") {
				t.Errorf("%s sees %s: a name became markup", login, p)
			}
			if strings.Contains(page, " style=") || strings.Contains(page, " onclick=") || regexp.MustCompile(`<script(>|[^>]*>[^<])`).MatchString(page) {
				t.Errorf("%s sees %s: inline style or script", login, p)
			}
			if login == "viewer" && phone.MatchString(page) {
				t.Errorf("%s sees %s: a phone in clear", login, p)
			}
		}
		for _, p := range denied[login] {
			if status, _ := b.get(p); status != http.StatusNotFound {
				t.Errorf("%s sees %s: %d, want 404", login, p, status)
			}
		}
	}
}

// TestOutside: nobody sees anything but the log-in.
func TestOutside(t *testing.T) {
	o := open(t)
	b := o.as("")
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, r := range o.pages.routes() {
		to := strings.NewReplacer(":id", "x", ":n", "1", ":kind", "pdf", ":form", "fairs").Replace(r.path)
		req, err := http.NewRequest(r.method, o.url+to, nil)
		o.must(err)
		res, err := b.Client.Do(req)
		o.must(err)
		res.Body.Close()
		if at := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/login") {
			t.Errorf("%s %s: %d to %q, want the log-in", r.method, to, res.StatusCode, at)
		}
		req.Header.Set("HX-Request", "true")
		res, err = b.Client.Do(req)
		o.must(err)
		res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s %s for script: %d, want 401", r.method, to, res.StatusCode)
		}
	}
}

func TestHeaders(t *testing.T) {
	o := open(t)
	r, err := http.Get(o.url + "/login")
	o.must(err)
	r.Body.Close()
	got := r.Header.Get("Content-Security-Policy")
	if strings.Contains(got, "unsafe") || !strings.Contains(got, "default-src 'none'") {
		t.Errorf("policy is %q", got)
	}
	req, err := http.NewRequest(http.MethodPost, o.url+"/login", strings.NewReader("login=city"))
	o.must(err)
	req.Header.Set("Origin", "https://elsewhere.example")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err = http.DefaultClient.Do(req)
	o.must(err)
	r.Body.Close()
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a post from elsewhere: %d, want 403", r.StatusCode)
	}
	for _, name := range []string{"app.css", "app.js", "htmx.min.js", "icon.svg"} {
		r, err := http.Get(o.url + o.pages.address(name))
		o.must(err)
		r.Body.Close()
		if r.StatusCode != http.StatusOK || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", name, r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
}

func TestLogin(t *testing.T) {
	o := open(t)
	b := o.as("")
	status, page := b.post("/login", url.Values{"login": {hostile}, "password": {"wrong"}})
	if status != http.StatusUnauthorized || !strings.Contains(page, "账号或密码不对") || strings.Contains(page, "<script>alert") {
		t.Errorf("a wrong password: %d %.200s", status, page)
	}
	b = o.as("county")
	if status, page := b.post("/password", url.Values{"old": {password}, "password": {"12345678"}, "again": {"12345678"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "太容易猜到") {
		t.Errorf("a weak password: %d", status)
	}
	other := o.as("county")
	next := "Autumn-Leaf-2025"
	if status, page := b.post("/password", url.Values{"old": {password}, "password": {next}, "again": {next}}); status != http.StatusOK || !strings.Contains(page, "密码已修改") {
		t.Errorf("a new password: %d", status)
	}
	if _, page := other.get("/returns"); !strings.Contains(page, "登录") || strings.Contains(page, "我的报表") {
		t.Error("the other session goes on after a change of password")
	}
	if _, page := b.post("/logout", nil); !strings.Contains(page, `name="password"`) {
		t.Error("log-out does not end at the log-in")
	}
	if _, page := b.get("/returns"); strings.Contains(page, "我的报表") {
		t.Error("the session goes on after log-out")
	}
}

func TestLocal(t *testing.T) {
	for to, want := range map[string]string{
		"/returns?unit=331002": "/returns?unit=331002", "": "/", "https://x.example/": "/", "//x.example": "/", `/\x.example`: "/", "javascript:alert(1)": "/", "returns": "/",
	} {
		if got := local(to, "/"); got != want {
			t.Errorf("local(%q) is %q, want %q", to, got, want)
		}
	}
}

// upload sends files as a form without script does, or with.
func (b *browser) upload(script bool, fields map[string]string, names ...string) (int, string) {
	b.o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, x := range fields {
		b.o.must(w.WriteField(k, x))
	}
	for _, n := range names {
		data, err := fs.ReadFile(samples.Files, n)
		if err != nil {
			data = []byte(n)
		}
		part, err := w.CreateFormFile("file", path.Base(n))
		b.o.must(err)
		_, err = part.Write(data)
		b.o.must(err)
	}
	b.o.must(w.Close())
	req, err := http.NewRequest(http.MethodPost, b.o.url+"/upload", &body)
	b.o.must(err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	if script {
		req.Header.Set("X-Requested-With", "page")
	}
	r, err := b.Client.Do(req)
	b.o.must(err)
	return b.read(r)
}

func TestUpload(t *testing.T) {
	o := open(t)
	o.set("2024-01-28T14:00")
	b := o.as("county")
	for _, c := range []struct {
		name   string
		fields map[string]string
		files  []string
		status int
		want   []string
	}{
		{"good", nil, []string{"returns/2024-01-28/椒江区第2期.xlsx"}, 200, []string{"张表都已收下", "/receipt", "badge big ok"}},
		{"fault", nil, []string{"broken/C202/椒江区第2期.xlsx"}, 200, []string{"C202", "若干", `class="here"`, "/marked"}},
		{"trial", map[string]string{"dry_run": "1"}, []string{"broken/C210/椒江区第2期.xlsx"}, 200, []string{"试读", "没有报送", "报送后这些数会变"}},
		{"several", nil, []string{"broken/C202/椒江区第2期.xlsx", "broken/F002/椒江区第2期加密.xlsx", "broken/F001/椒江区第2期照片.xlsx"}, 200, []string{"C202", "没有收下", "打开密码"}},
		{"password", map[string]string{"password": "2024"}, []string{"broken/F002/椒江区第2期加密.xlsx"}, 200, []string{"椒江区第2期加密.xlsx", "badge big"}},
		{"not a workbook", nil, []string{"你好.xlsx"}, 200, []string{"没有收下"}},
		{"no file", nil, nil, 422, []string{"没有文件"}},
		{"another's unit", map[string]string{"unit": "331082"}, []string{"returns/2024-01-28/椒江区第2期.xlsx"}, 200, []string{"没有收下"}},
	} {
		for _, script := range []bool{true, false} {
			status, page := b.upload(script, c.fields, c.files...)
			if status != c.status {
				t.Errorf("%s: %d, want %d", c.name, status, c.status)
			}
			for _, w := range c.want {
				if !strings.Contains(page, w) {
					t.Errorf("%s (script %v): no %q", c.name, script, w)
				}
			}
			if whole := strings.Contains(page, "</html>"); whole == script {
				t.Errorf("%s (script %v): a whole page is %v", c.name, script, whole)
			}
		}
	}
}

// TestActs does what forms do without script.
func TestActs(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	o.set("2024-01-28T14:00")
	county, city, other := o.as("county"), o.as("city"), o.as("other")
	if status, page := county.upload(false, nil, "broken/C210/椒江区第2期.xlsx"); status != http.StatusOK || !strings.Contains(page, "处存疑") {
		t.Fatalf("held: %d %.300s", status, page)
	}
	held, err := o.desk.Returns(ctx, desk.Actor{Role: store.City}, store.ReturnFilter{Campaign: sample, States: []returns.State{returns.Held}})
	o.must(err)
	if len(held) != 1 {
		t.Fatalf("%d returns held, want 1", len(held))
	}
	whole, err := o.desk.Return(ctx, desk.Actor{Role: store.City}, held[0].ID)
	o.must(err)
	form := url.Values{"text": {"现场估计"}}
	for i, f := range whole.Findings {
		if f.Severity() == finding.Doubt {
			form.Add("no", itoa(i))
		}
	}
	at := "/returns/" + held[0].ID
	if status, _ := other.post(at+"/explain", form); status != http.StatusNotFound {
		t.Errorf("another county explains: %d, want 404", status)
	}
	if status, _ := other.get(at); status != http.StatusNotFound {
		t.Errorf("another county looks: %d, want 404", status)
	}
	if status, _ := county.post(at+"/explain", url.Values{"text": {"x"}, "no": {"999"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("explaining what is not there: %d, want 422", status)
	}
	if status, page := county.post(at+"/explain", form); status != http.StatusOK || !strings.Contains(page, "说明已记下") || !strings.Contains(page, "都已收下") {
		t.Errorf("explain: %d %.300s", status, page)
	}
	if status, page := city.post(at+"/sendback", url.Values{"reason": {"请核对"}}); status != http.StatusOK || !strings.Contains(page, "已退回") {
		t.Errorf("send back: %d %.300s", status, page)
	}
	if status, page := county.post(at+"/withdraw", nil); status != http.StatusConflict || !strings.Contains(page, "退回") {
		t.Errorf("withdraw what was sent back: %d", status)
	}
	if status, page := county.post("/returns/nil", url.Values{"unit": {"331002"}, "form": {"visits"}, "period": {"2024-01-28"}, "back": {"/returns"}}); status != http.StatusOK || !strings.Contains(page, "零报告已收") {
		t.Errorf("nil: %d %.300s", status, page)
	}
	if status, page := city.post("/week/missing", url.Values{"period": {"2024-01-28"}}); status != http.StatusOK || !strings.Contains(page, "已交付发送") || len(o.sent) != 1 || o.sent[0].Period != "2024-01-28" || o.sent[0].Missing == 0 {
		t.Errorf("remind: %d %+v", status, o.sent)
	}
	if status, _ := county.post("/week/missing", url.Values{"period": {"2024-01-28"}}); status != http.StatusForbidden || len(o.sent) != 1 {
		t.Errorf("a county sends a reminder: %d", status)
	}
	if status, page := city.post("/week/close", url.Values{"period": {"2024-01-28"}}); status != http.StatusOK || !strings.Contains(page, "已关闭") {
		t.Errorf("close: %d %.300s", status, page)
	}
	if status, _ := county.post("/week/open", url.Values{"period": {"2024-01-28"}, "reason": {"x"}}); status == http.StatusOK {
		t.Error("a county opens a period")
	}
	if status, page := city.post("/week/open", url.Values{"period": {"2024-01-28"}, "reason": {"补报"}}); status != http.StatusOK || !strings.Contains(page, "重新打开") {
		t.Errorf("open: %d %.300s", status, page)
	}
}

// TestFiles fetches what can be downloaded.
func TestFiles(t *testing.T) {
	o := open(t)
	o.fileAll("2024-02-04")
	rec := o.file("broken/C210/椒江区第2期.xlsx")
	city := o.as("city")
	at := "/filings/" + rec.Filing.ID
	for to, begins := range map[string]string{
		at + "/original": "PK", at + "/marked": "PK", at + "/receipt": "%PDF-", "/week/draft.pdf?period=2024-02-04": "%PDF-", "/week/draft.xlsx?period=2024-02-04": "PK",
		"/week/missing.xlsx?period=2024-02-04": "PK", "/templates/fairs": "PK",
	} {
		if status, data := city.get(to); status != http.StatusOK || !strings.HasPrefix(data, begins) {
			t.Errorf("%s: %d, begins %q", to, status, data[:min(len(data), 20)])
		}
	}
	if status, page := city.get(at + "/look?sheet=" + url.QueryEscape(rec.Returns[0].Sheet) + "&cell=J7:J9"); status != http.StatusOK || !strings.Contains(page, `class="here"`) {
		t.Errorf("look: %d", status)
	}
	for _, to := range []string{"/original", "/marked", "/receipt", "/look"} {
		if status, _ := o.as("other").get(at + to); status != http.StatusNotFound {
			t.Errorf("another county fetches %s: %d, want 404", to, status)
		}
	}
}

// TestTemplate fetches a blank workbook: it is made out to the county that
// asks and the current period, and holds last period's numbers of its firms.
func TestTemplate(t *testing.T) {
	o := open(t)
	o.fileAll("2024-02-25")
	o.set("2024-03-02T10:00")
	status, data := o.as("county").get("/templates/firms")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	reg, err := importer.LoadCampaign(samples.Files, "campaign.yaml")
	o.must(err)
	catalogue, err := forms.Builtin()
	o.must(err)
	got := importer.New(reg, catalogue).Import("a.xlsx", []byte(data), importer.Asked{}, nil)
	if got.Unit.Code != jiaojian || got.Period.Name() != "2024-03-03" {
		t.Errorf("made out to %s for %s", got.Unit.Code, got.Period.Name())
	}
	book, _ := workbook.Open("a.xlsx", []byte(data), workbook.DefaultLimits(), "")
	bases := 0
	for _, row := range book.Sheets[0].Rows {
		if base, firm := row.Cell(6), row.Cell(1); base != nil && firm != nil && strings.HasSuffix(firm.Text, "公司") && base.Text != "" {
			bases++
		}
	}
	if bases == 0 {
		t.Error("no firm has its base filled in")
	}
	if status, _ := o.as("county").get("/templates/firms?unit=331003"); status != http.StatusNotFound {
		t.Errorf("another county's: %d, want 404", status)
	}
}

func TestFirstCell(t *testing.T) {
	for s, want := range map[string][2]int{"K7:K12,K15": {7, 11}, "A1": {1, 1}, "AB30": {30, 28}, "": {0, 0}, "7": {0, 0}, "a1": {0, 0}, "ZZZZZZZZ1": {}} {
		row, col := firstCell(s)
		if s == "ZZZZZZZZ1" {
			if col > 26*1000+26 {
				t.Errorf("firstCell(%q) goes to column %d", s, col)
			}
			continue
		}
		if row != want[0] || col != want[1] {
			t.Errorf("firstCell(%q) is %d, %d, want %v", s, row, col, want)
		}
	}
}

// TestJoin makes an account by a one-time code and resets its password.
func TestJoin(t *testing.T) {
	o := open(t)
	city := o.as("city")
	status, page := city.post("/units/invite", url.Values{"unit": {"331082"}})
	code := regexp.MustCompile(`id="onetime">([^<]+)<`).FindStringSubmatch(page)
	if status != http.StatusOK || code == nil {
		t.Fatalf("invite: %d %.300s", status, page)
	}
	b := o.as("")
	if _, page := b.post("/join", url.Values{"code": {"AAAA-BBBB-CCCC"}}); !strings.Contains(page, "代码不对") {
		t.Error("a wrong code is not refused")
	}
	if _, page := b.post("/join", url.Values{"code": {code[1]}}); !strings.Contains(page, "临海市") {
		t.Errorf("the code does not name its unit: %.300s", page)
	}
	next := "Autumn-Leaf-2025"
	status, page = b.post("/join", url.Values{"code": {code[1]}, "login": {"linhai"}, "name": {hostile}, "password": {next}, "again": {next}})
	if status != http.StatusOK || !strings.Contains(page, "本期要报") || strings.Contains(page, "<script>alert") {
		t.Errorf("join: %d %.300s", status, page)
	}
	if _, page := o.as("").post("/join", url.Values{"code": {code[1]}}); !strings.Contains(page, "代码不对") {
		t.Error("a code opens twice")
	}
	if _, page := city.get("/accounts"); !strings.Contains(page, "linhai") || strings.Contains(page, "<script>alert") {
		t.Error("the account is not listed")
	}
}
