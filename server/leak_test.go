package server_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
	"chunfeng/server/store/postgres"
	"chunfeng/server/store/sqlite"
	"chunfeng/server/store/sqlstore"
	"chunfeng/server/store/storetest"
)

// planted are numbers of persons that must stand in clear nowhere.
type planted map[string]string // a number, or the first 17 digits of an ID number → what it is

// idNumber is an ID number of 兴仁市 whose check character is right (GB 11643),
// another one for each n below a million.
func idNumber(n int) string {
	s := fmt.Sprintf("522322%04d%02d%02d%03d", 1960+n/12/28/999%40, 1+n%12, 1+n/12%28, 1+n/12/28%999)
	weights, sum := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}, 0
	for i, w := range weights {
		sum += w * int(s[i]-'0')
	}
	return s + string("10X98765432"[sum%11])
}

func phoneNumber(n int) string { return fmt.Sprintf("139%08d", 10_000_019+n*7919) }

func (p planted) id(n int) string    { s := idNumber(n); p[s[:17]] = s; return s }
func (p planted) phone(n int) string { s := phoneNumber(n); p[s] = s; return s }

// in gives what stands in clear in some bytes.
func (p planted) in(data []byte) []string {
	var out []string
	for at := 0; at < len(data); {
		end := at
		for end < len(data) && data[end] >= '0' && data[end] <= '9' {
			end++
		}
		for _, size := range []int{11, 17} {
			for i := at; i+size <= end; i++ {
				if s, ok := p[string(data[i:i+size])]; ok {
					out = append(out, s)
				}
			}
		}
		at = end + 1
	}
	return out
}

// A leak is a test house that is looked through for planted numbers.
type leak struct {
	*house
	planted planted
	firm    returns.Unit
	rows    int
}

func (l *leak) clean(where string, data []byte) {
	l.t.Helper()
	if found := l.planted.in(data); len(found) > 0 {
		l.t.Errorf("%s holds %d numbers in clear, the first %s", where, len(found), found[0])
	}
}

// S5: a thousand ID and phone numbers, and what was mistyped of them, filed over
// HTTP, stand in clear in no log, error, address, temporary file, database or
// backup, and in no answer to whoever has not the right or gave no reason.
func TestNumbersOfPersonsStayHidden(t *testing.T) {
	for _, name := range []string{"SQLite", "PostgreSQL"} {
		t.Run(name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			var folder string
			l := &leak{planted: planted{}, rows: 500}
			l.house = open(t, func(t testing.TB, o sqlstore.Options) store.Keeper {
				if name == "SQLite" {
					folder = t.TempDir()
					s, err := sqlite.Open(t.Context(), filepath.Join(folder, "t.db"), o)
					check(t, err)
					return s
				}
				server := storetest.StartServer(t)
				folder = server.Folder
				s, err := postgres.Open(t.Context(), server.Fresh(t), o)
				check(t, err)
				return s
			}, settings{})
			l.set("2024-02-18T10:00")
			reg, err := l.desk.Register(t.Context(), campaign)
			check(t, err)
			l.firm = reg.Firms[slices.IndexFunc(reg.Firms, func(u returns.Unit) bool { return u.Within == jiaojiang })]
			l.play()
			if len(l.planted) < 1000 {
				t.Fatalf("only %d numbers are planted", len(l.planted))
			}
			l.clean("the log", []byte(l.log.String()))
			var dump bytes.Buffer
			check(t, l.store.Dump(t.Context(), &dump))
			l.clean("a backup before it is sealed", dump.Bytes())
			l.disk("the database", folder)
			l.disk("a temporary file", temp)
		})
	}
}

// disk looks through every file of a folder.
func (l *leak) disk(what, folder string) {
	l.t.Helper()
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(name)
		if os.IsNotExist(err) { // PostgreSQL goes on
			return nil
		}
		l.clean(what+" "+filepath.Base(name), data)
		return err
	})
	check(l.t, err)
}

// play files good and bad, explains, unmasks, asks for what is not there, and
// has everybody read everything.
func (l *leak) play() {
	t := l.t
	firm, county := l.account(store.Firm, l.firm.Code, jiaojiang), l.account(store.County, jiaojiang, jiaojiang)
	sister, viewer, city := l.account(store.County, huangyan, huangyan), l.account(store.Viewer, "", ""), l.account(store.City, "", "")
	got := read[aReceipt](firm.file(l.firm.Name+"0218.xlsx", l.roster(func(n int) (string, string) { return l.planted.id(n), l.planted.phone(n) })).want(201, ""))
	if len(got.Returns) != 1 || got.Returns[0].State == "refused" {
		t.Fatalf("roster %+v", got)
	}
	id := got.Returns[0].ID
	// Mistyped numbers are numbers of persons as well.
	bad := read[aReceipt](firm.file(l.firm.Name+"0218.xlsx", l.roster(func(n int) (string, string) {
		wrong := l.planted.id(600 + n)
		return wrong[:17] + string("0123456789X"[(strings.Index("0123456789X", wrong[17:])+1)%11]), l.planted.phone(600+n) + "9"
	})).want(201, ""))
	if bad.Status != "refused" {
		t.Fatalf("roster with wrong numbers is %s", bad.Status)
	}
	person, phone := l.planted.id(950), l.planted.phone(950)
	words := "联系" + phone + "，身份证" + person
	held := read[aReceipt](county.file("椒江区走访2月18日"+phone+".xlsx", "椒江区走访慰问台账（截至2月18日）\n走访日期|企业名称|慰问人数|反映问题|带队领导|证件号码\n"+
		"2024-02-08|台州子机械有限公司|近30|"+words+"|"+words+"|'"+person+"\n").want(201, ""))
	for _, f := range held.Returns[0].Findings {
		if f.Code == "C210" {
			county.ask("POST", "/api/v1/returns/"+held.Returns[0].ID+"/explanations", map[string]any{"numbers": []int{*f.No}, "text": words}).want(200, "")
		}
	}
	county.ask("POST", "/api/v1/filings", form{name: words + ".pdf", data: []byte("%PDF-1.4 " + words)}).want(415, "F001")
	county.ask("POST", "/api/v1/returns/"+held.Returns[0].ID+"/withdraw", reason(words)).want(200, "")
	for _, c := range []*caller{viewer, county, city, l.nobody()} {
		for _, path := range []string{"/api/v1/returns/" + phone, "/api/v1/returns?state=" + phone, "/units?q=" + phone, "/api/v1/figures/" + person + "/sources"} {
			c.ask("GET", path, nil) // the log must not say what was asked for
		}
	}
	for _, c := range []*caller{viewer, sister, county, city, firm} {
		l.readAll(c, []string{id, bad.Returns[0].ID, held.Returns[0].ID}, []string{got.ID, bad.ID, held.ID})
	}
	l.unmask(id, viewer, firm)
}

// roster is one of l.rows workers, with a column that the form does not declare.
func (l *leak) roster(of func(n int) (id, phone string)) string {
	var b strings.Builder
	fmt.Fprintf(&b, "员工返岗登记表（截至2月18日）\n企业名称|%s\n统一社会信用代码|%s\n节前在岗职工|%d\n姓名|身份证号|联系电话|户籍省份|返岗状态|备注|紧急联系人证件号\n", l.firm.Name, l.firm.Code, l.rows)
	for n := range l.rows {
		id, phone := of(n)
		fmt.Fprintf(&b, "工人%d|'%s|'%s|贵州省|已返岗|家属%s|'%s\n", n, id, phone, phone, id)
	}
	return b.String()
}

// readAll reads what c may see, over the API and in pages.
func (l *leak) readAll(c *caller, returned, filed []string) {
	l.t.Helper()
	paths := []string{
		"/api/v1/filings", "/api/v1/returns", "/api/v1/attempts", "/api/v1/audit", "/api/v1/conflicts?period=2024-02-18", "/api/v1/figures?period=2024-02-18&by=unit",
		"/api/v1/figures/return.origin/sources?period=2024-02-18", "/api/v1/figures/visits.people/sources?period=2024-02-18", "/api/v1/export/roster.csv?period=2024-02-18",
		"/api/v1/export/visits.csv?period=2024-02-18", "/api/v1/periods/2024-02-18/reminder", "/api/v1/users", "/api/v1/headers",
		"/", "/week", "/returns", "/filings", "/figures", "/figures/return.origin?period=2024-02-18", "/conflicts", "/audit", "/units", "/upload", "/week/preview?period=2024-02-18",
	}
	for _, id := range returned {
		paths = append(paths, "/api/v1/returns/"+id, "/api/v1/returns/"+id+"/records", "/api/v1/returns/"+id+"/changes", "/returns/"+id)
	}
	for _, id := range filed {
		paths = append(paths, "/api/v1/filings/"+id, "/api/v1/filings/"+id+"/receipt", "/filings/"+id)
	}
	read := 0
	for _, path := range paths {
		a := c.ask("GET", path, nil)
		if a.status == http.StatusOK {
			read++
		}
		l.clean(c.name+" asking for "+path, a.body)
	}
	if read < 10 {
		l.t.Errorf("%s could read only %d answers", c.name, read)
	}
}

// unmask shows numbers to whoever has the right and says why, and notes it.
func (l *leak) unmask(id string, viewer, firm *caller) {
	l.t.Helper()
	masked := string(viewer.ask("GET", "/api/v1/returns/"+id+"/records?limit=500", nil).want(200, "").body)
	one, phone := idNumber(0), phoneNumber(0)
	for _, want := range []string{one[:6] + "********" + one[14:], phone[:3] + "****" + phone[7:]} {
		if !strings.Contains(masked, want) {
			l.t.Errorf("the masked records do not show %s\n%.300s", want, masked)
		}
	}
	viewer.ask("POST", "/api/v1/returns/"+id+"/records", reason("核对")).want(403, "not_allowed")
	firm.ask("POST", "/api/v1/returns/"+id+"/records", reason(" ")).want(422, "")
	a := firm.ask("POST", "/api/v1/returns/"+id+"/records?limit=500", reason("核对本人")).want(200, "")
	if shown := l.planted.in(a.body); !slices.Contains(shown, one) || !slices.Contains(shown, phone) {
		l.t.Errorf("with a reason %d numbers are shown", len(shown))
	}
	entries, err := l.store.Entries(l.t.Context(), store.AuditFilter{What: "person.unmask"})
	check(l.t, err)
	if len(entries) != 1 || entries[0].Who != firm.user.ID || entries[0].Of != "return/"+id {
		l.t.Errorf("the audit log says of unmasking: %+v", entries)
	}
}
