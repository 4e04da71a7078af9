package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"chunfeng/cmd/siege/hostile"
	"chunfeng/cmd/siege/house"
)

// impostors is S2: a county's account files what is another's by its title, its
// names or its codes, also in characters that look like them.
func impostors(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "S2", house.Options{})
	if err != nil {
		return err
	}
	mine, theirs := t.campaign.CountyName(0), t.campaign.CountyName(1)
	code := t.campaign.County(1)
	table := "走访慰问台账（截至1月21日）"
	spaced := strings.Join(strings.Split(theirs, ""), "　")
	bent := []string{
		theirs, spaced, strings.Join(strings.Split(theirs, ""), "\u200b"), "\u202e" + backwards(theirs) + "\u202c", "\ufeff" + theirs, theirs + "\u2060",
		strings.Join(strings.Split(theirs, ""), "\u00ad"), "[" + theirs + "]", mine + theirs, theirs + mine, theirs + "人社局", "填报单位：" + theirs,
		code, strings.Map(wide, code), theirs + code, strings.TrimSuffix(theirs, "县"), "⁠" + theirs,
	}
	tries := 0
	for _, name := range bent {
		for _, file := range []string{"走访.xlsx", mine + "第1期.xlsx", theirs + "第1期.xlsx", code + ".xlsx"} {
			for _, fields := range []map[string]string{nil, {"unit": code}, {"unit": strings.Map(wide, code)}, {"unit": t.campaign.County(0)}} {
				tries++
				if _, err := t.counties[0].Upload(ctx, file, hostile.Good(name+table), fields); err != nil {
					return err
				}
			}
		}
	}
	roster, err := t.campaign.Roster(t.campaign.Size.Firms, 5) // of a firm of the other county
	if err != nil {
		return err
	}
	tries++
	if _, err := t.counties[0].Upload(ctx, roster.Name, roster.Data, nil); err != nil {
		return err
	}
	var booked []string
	for _, unit := range []string{code, roster.Unit} {
		for _, list := range []string{"/returns?unit=" + unit, "/filings?unit=" + unit} {
			all, err := house.All[house.Return](ctx, t.city, list)
			if err != nil {
				return err
			}
			for _, r := range all {
				booked = append(booked, list+" "+r.ID)
			}
		}
	}
	s.zero(fmt.Sprintf("of %d workbooks of another's name booked to it", tries), len(booked), booked...)
	return nil
}

// wide is a character's full-width form.
func wide(r rune) rune {
	if r > ' ' && r < 0x7f {
		return r - '!' + '！'
	}
	return r
}

func backwards(s string) string {
	var out []rune
	for _, r := range s {
		out = append([]rune{r}, out...)
	}
	return string(out)
}

// hostileText is S4: what comes back out of text that wants to be run.
func hostileText(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "S4", house.Options{})
	if err != nil {
		return err
	}
	r, err := house.Read[house.Receipt](t.counties[0].Upload(ctx, "走访.xlsx", hostile.Texts(t.campaign.CountyName(0)+"走访慰问台账（截至1月21日）"), nil))
	if err != nil {
		return err
	}
	if len(r.Returns) == 0 {
		return fmt.Errorf("the hostile ledger gives no return: %+v", r)
	}
	p := t.campaign.Period(1)
	l := &leaks{person: t.city}
	for _, path := range []string{"/export/visits.csv?period=" + p, "/briefings/draft.xlsx?period=" + p, "/briefings/draft.pdf?period=" + p,
		"/filings/" + r.ID + "/marked", "/filings/" + r.ID + "/receipt", "/periods/" + p + "/missing.xlsx", "/templates/visits.xlsx",
		"/pages/", "/pages/returns", "/pages/returns/" + r.Returns[0].ID, "/pages/filings/" + r.ID, "/pages/conflicts", "/pages/figures"} {
		if err := l.look(ctx, path); err != nil {
			return err
		}
	}
	s.tell("looked at", "%s", strings.Join(l.seen, ", "))
	s.zero("live formulas, links, macros, external parts, scripts, unguarded CSV", len(l.live), l.live...)
	s.hold("kinds that were looked at", "csv html pdf xlsx", strings.Join(sorted(l.kinds), " "), len(l.kinds) == 4)
	return nil
}

func sorted(m map[string]bool) []string {
	var out []string
	for _, k := range []string{"csv", "html", "pdf", "xlsx"} {
		if m[k] {
			out = append(out, k)
		}
	}
	return out
}

// leaks is what is alive in answers.
type leaks struct {
	person *house.Person
	seen   []string
	kinds  map[string]bool
	live   []string
}

func (l *leaks) look(ctx context.Context, path string) error {
	a, err := l.person.Get(ctx, path)
	if err != nil {
		return err
	}
	if a.Status == http.StatusNotFound && strings.HasPrefix(path, "/pages") {
		return nil
	}
	if l.kinds == nil {
		l.kinds = map[string]bool{}
	}
	kind := a.Header.Get("Content-Type")
	l.seen = append(l.seen, fmt.Sprintf("%s %d", strings.Split(path, "?")[0], a.Status))
	found := func(kind string, what ...string) {
		l.kinds[kind] = true
		for _, w := range what {
			l.live = append(l.live, path+": "+w)
		}
	}
	switch {
	case bytes.HasPrefix(a.Body, []byte("PK")):
		found("xlsx", liveParts(a.Body)...)
	case bytes.HasPrefix(a.Body, []byte("%PDF")):
		found("pdf", livePDF(a.Body)...)
	case strings.Contains(kind, "csv"):
		found("csv", liveCSV(a.Body)...)
	case strings.Contains(kind, "html"):
		found("html", liveHTML(a)...)
	}
	return nil
}

var formula = regexp.MustCompile(`<f[^>]*>([^<]*)</f>`)

// liveParts looks into a workbook. Formulas of ours only add up cells.
func liveParts(data []byte) (live []string) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return []string{err.Error()}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return []string{err.Error()}
		}
		body, err := io.ReadAll(r)
		if err != nil {
			return []string{err.Error()}
		}
		if strings.Contains(f.Name, "vba") || strings.Contains(f.Name, "externalLink") || strings.Contains(f.Name, "activeX") || bytes.Contains(body, []byte(`TargetMode="External"`)) {
			live = append(live, f.Name)
		}
		for _, m := range formula.FindAllSubmatch(body, -1) {
			text := strings.ToUpper(html.UnescapeString(string(m[1])))
			for _, bad := range []string{"HYPERLINK", "WEBSERVICE", "CMD", "|", "HTTP", "DDE", "EXEC", "[1]"} {
				if strings.Contains(text, bad) {
					live = append(live, f.Name+": "+text)
				}
			}
		}
	}
	return live
}

func livePDF(data []byte) (live []string) {
	for _, word := range []string{"/JavaScript", "/JS", "/Launch", "/URI", "/SubmitForm", "/GoToR", "/RichMedia", "/AA"} {
		if regexp.MustCompile(regexp.QuoteMeta(word) + `[\s(/<\[]`).Match(data) {
			live = append(live, word)
		}
	}
	return live
}

func liveCSV(data []byte) (live []string) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return []string{err.Error()}
	}
	for _, row := range rows {
		for _, c := range row {
			if r := []rune(c); len(r) > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r[0]) {
				live = append(live, fmt.Sprintf("%.40q", c))
			}
		}
	}
	return live
}

func liveHTML(a *house.Answer) (live []string) {
	policy := a.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'self'") && !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src 'self' 'unsafe") || strings.Contains(policy, "unsafe-eval") {
		live = append(live, "policy "+policy)
	}
	for _, bad := range []string{"<script>alert", "<img src=x", "onerror=alert", `href="javascript:`, "<svg/onload"} {
		if i := bytes.Index(a.Body, []byte(bad)); i >= 0 && !bytes.Contains(a.Body[max(0, i-20):i], []byte("&")) {
			live = append(live, bad)
		}
	}
	return live
}

// plantedNumbers is S5: numbers of persons, and where they turn up.
func plantedNumbers(ctx context.Context, f *field, s *score) error {
	temp, err := f.folder("S5-temp")
	if err != nil {
		return err
	}
	t, err := f.town(ctx, "S5", house.Options{Env: []string{"TMPDIR=" + temp}, Args: []string{"--log", "debug"}})
	if err != nil {
		return err
	}
	planted := &secrets{all: map[string]bool{}}
	var receipts []house.Receipt
	for n := range 10 {
		x, err := t.campaign.Roster(n*3, 5)
		if err != nil {
			return err
		}
		planted.add(x.Numbers)
		r, err := house.Read[house.Receipt](t.who(x.Unit).Upload(ctx, x.Numbers[0]+"-"+x.Name, x.Data, nil))
		if err != nil {
			return err
		}
		receipts = append(receipts, r)
	}
	if err := planted.elsewhere(ctx, t); err != nil {
		return err
	}
	p := t.campaign.Period(5)
	paths := []string{"/filings", "/attempts", "/returns", "/figures?by=unit&period=" + p, "/conflicts?period=" + p, "/audit", "/export/roster.csv?period=" + p,
		"/briefings/draft.xlsx?period=" + p, "/briefings/draft.pdf?period=" + p, "/figures/return.base/sources?period=" + p, "/figures/return.origin/sources?period=" + p, "/pages/", "/pages/returns"}
	for _, r := range receipts {
		paths = append(paths, "/filings/"+r.ID, "/filings/"+r.ID+"/receipt", "/pages/filings/"+r.ID)
		for _, x := range r.Returns {
			paths = append(paths, "/returns/"+x.ID, "/returns/"+x.ID+"/records", "/returns/"+x.ID+"/changes", "/pages/returns/"+x.ID)
		}
	}
	var clear []string
	masked := false
	for _, who := range []*house.Person{t.city, t.counties[0]} {
		for _, path := range paths {
			a, err := who.Get(ctx, path)
			if err != nil {
				return err
			}
			masked = masked || bytes.Contains(a.Body, []byte("********"))
			for _, n := range planted.in(unpacked(a.Body)) {
				clear = append(clear, path+" "+n)
			}
		}
	}
	backup := filepath.Join(f.dir, "S5", "backup")
	if _, err := f.binary.Must(ctx, append([]string{"backup", backup}, t.Flags()...)...); err != nil {
		return err
	}
	if err := t.Kill(); err != nil {
		return err
	}
	var onDisk []string
	for _, dir := range []string{temp, filepath.Join(f.dir, "S5")} {
		found, err := planted.onDisk(dir)
		if err != nil {
			return err
		}
		onDisk = append(onDisk, found...)
	}
	log, err := os.ReadFile(t.Log())
	if err != nil {
		return err
	}
	inLog := planted.in(log)
	s.tell("planted", "%d numbers of identity cards and phones, also in file names, addresses, broken files", len(planted.all))
	s.zero("in clear in answers to those who may not see them", len(clear), clear...)
	s.hold("shown masked", "yes", fmt.Sprint(masked), masked)
	s.zero("in clear in logs", len(inLog), inLog...)
	s.zero("in clear in database, log of the database, backup, temporary files", len(onDisk), onDisk...)
	return unmask(ctx, f, s, t, receipts[0].Returns[0].ID)
}

// unmask checks that seeing numbers needs a role and a reason and is audited.
func unmask(ctx context.Context, f *field, s *score, t *town, id string) error {
	if err := t.Start(ctx); err != nil {
		return err
	}
	path := "/returns/" + id + "/records"
	without, err := t.counties[0].Ask(ctx, http.MethodPost, path, map[string]string{"reason": ""})
	if err != nil {
		return err
	}
	other, err := t.counties[1].Ask(ctx, http.MethodPost, path, map[string]string{"reason": "核对"})
	if err != nil {
		return err
	}
	with, err := t.counties[0].Ask(ctx, http.MethodPost, path, map[string]string{"reason": "核对"})
	if err != nil {
		return err
	}
	audit, err := t.city.Get(ctx, "/audit")
	if err != nil {
		return err
	}
	noted := bytes.Contains(audit.Body, []byte(id)) && bytes.Contains(audit.Body, []byte("核对"))
	got := fmt.Sprintf("%d, %d, %d, audited %v", without.Status, other.Status, with.Status, noted)
	s.hold("unmasking without reason, by another county, with reason", "4xx, 404, 200, audited true", got, without.Status/100 == 4 && other.Status == 404 && with.OK() && noted)
	return nil
}

// secrets are numbers that nobody must find.
type secrets struct{ all map[string]bool }

func (p *secrets) add(numbers []string) {
	for _, n := range numbers {
		p.all[n] = true
	}
}

// elsewhere sends numbers where they do not belong.
func (p *secrets) elsewhere(ctx context.Context, t *town) error {
	x, err := t.campaign.Roster(7, 5)
	if err != nil {
		return err
	}
	p.add(x.Numbers)
	id, phone := x.Numbers[0], x.Numbers[1]
	c := t.counties[0]
	for _, do := range []func() (*house.Answer, error){
		func() (*house.Answer, error) { return c.Get(ctx, "/returns?unit="+id) },
		func() (*house.Answer, error) { return c.Get(ctx, "/returns/"+id) },
		func() (*house.Answer, error) { return c.Get(ctx, "/pages/"+id+"?q="+phone) },
		func() (*house.Answer, error) { return c.Upload(ctx, id+".xlsx", []byte("x"+phone), nil) },
		func() (*house.Answer, error) { return c.Upload(ctx, phone+".xlsx", x.Data[:len(x.Data)/2], nil) },
		func() (*house.Answer, error) { return c.Upload(ctx, "a.xlsx", x.Data, map[string]string{"unit": id}) },
		func() (*house.Answer, error) {
			return c.Upload(ctx, "a.xlsx", x.Data, map[string]string{"period": phone})
		},
		func() (*house.Answer, error) {
			return c.Upload(ctx, "走访.xlsx", hostile.Texts(t.campaign.CountyName(0)+"走访慰问台账（截至1月21日）", id, "电话"+phone), nil)
		},
		func() (*house.Answer, error) {
			return t.Nobody().Ask(ctx, http.MethodPost, "/login", map[string]string{"login": id, "password": phone})
		},
	} {
		if _, err := do(); err != nil {
			return err
		}
	}
	return nil
}

var digits = regexp.MustCompile(`[0-9]{11,}[Xx]?`)

// in is the planted numbers that stand in bytes.
func (p *secrets) in(data []byte) []string {
	var out []string
	for _, run := range digits.FindAll(data, -1) {
		for _, n := range [...]int{11, 18} {
			for i := 0; i+n <= len(run); i++ {
				if p.all[strings.ToUpper(string(run[i:i+n]))] {
					out = append(out, string(run[i:i+n]))
				}
			}
		}
	}
	return out
}

func (p *secrets) onDisk(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		for _, n := range p.in(data) {
			out = append(out, filepath.Base(name)+" "+n)
		}
		return err
	})
	return out, err
}

// unpacked is the text of an answer: of a workbook, its parts.
func unpacked(data []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return data
	}
	var out bytes.Buffer
	for _, f := range z.File {
		if r, err := f.Open(); err == nil {
			_, _ = io.Copy(&out, r)
		}
	}
	return out.Bytes()
}

// noNetwork is S9: the demonstration, the whole of the service, in a network
// that has nothing but itself, watched for calls that would leave it.
func noNetwork(ctx context.Context, f *field, s *score) error {
	for _, tool := range []string{"unshare", "ip"} {
		if _, err := exec.LookPath(tool); err != nil {
			s.skip("no %s", tool)
			return nil
		}
	}
	dir, err := f.folder("S9")
	if err != nil {
		return err
	}
	trace := filepath.Join(dir, "trace")
	run := fmt.Sprintf("ip link set lo up && exec %s demo --once --dir %s", f.binary, filepath.Join(dir, "demo"))
	watched := false
	if _, err := exec.LookPath("strace"); err == nil && f.long {
		watched = true
		run = strings.Replace(run, "exec ", fmt.Sprintf("exec strace -f -q -o %s -e trace=connect,sendto,sendmsg,sendmmsg ", trace), 1)
	}
	limited, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	flags := []string{"-n"}
	if os.Getuid() != 0 {
		flags = []string{"-r", "-n"}
	}
	r, err := house.Measure(limited, "unshare", append(flags, "sh", "-c", run)...)
	if err != nil {
		return err
	}
	if strings.Contains(r.Err, "unshare failed") {
		s.skip("a network of its own: %s", strings.TrimSpace(r.Err))
		return nil
	}
	s.hold("the whole demonstration without a network", "exit 0", fmt.Sprintf("exit %d", r.Code), r.Code == 0)
	if !watched {
		return nil
	}
	calls, err := os.ReadFile(trace)
	if err != nil {
		return err
	}
	var out []string
	for line := range strings.Lines(string(calls)) {
		if strings.Contains(line, "AF_INET") && !strings.Contains(line, `"127.0.0.1"`) && !strings.Contains(line, `"::1"`) {
			out = append(out, strings.TrimSpace(line))
		}
	}
	s.zero(fmt.Sprintf("connections to elsewhere tried (of %d calls watched)", bytes.Count(calls, []byte("\n"))), len(out), out...)
	return nil
}
