package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chunfeng/samples"
	"chunfeng/server/store"
)

// everything is what a store keeps of returns and briefings, as text.
func everything(t *testing.T, f storeFlags) string {
	t.Helper()
	s, err := f.open(t.Context(), settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	all, err := s.store.Filings(t.Context(), store.FilingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		original, err := s.store.Original(t.Context(), x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := enc.Encode([]any{x, original}); err != nil {
			t.Fatal(err)
		}
	}
	err = s.store.EachReturn(t.Context(), store.ReturnFilter{}, func(r store.Return) error { return enc.Encode(r) })
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d filings are kept", len(all))
	}
	return b.String()
}

// The demonstration tells its story, leaves an audit log that shows every
// sample uploaded, and a folder from which backup, restore, rotation, purge and
// doctor work.
func TestDemoAndCare(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	code, out, errs := command(t, "demo", "--once", "--dir", dir)
	if code != exitOK {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{"招工小分队 14个", "达成就业意向 3012人次", "提供岗位 11041个以上", "更正", "迟报", "零报告", "缺报", "撤回"} {
		if !strings.Contains(out, want) {
			t.Errorf("the demonstration does not say %s\n%s", want, out)
		}
	}
	for _, name := range []string{"briefing.pdf", "briefing.xlsx", "chunfeng.db", "chunfeng.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Size() == 0 || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	f := storeFlags{Data: dir}
	uploaded(t, f)
	care(t, dir, everything(t, f))
}

// uploaded holds the audit log against the samples: every one came through
// POST /filings, by an account, with its hash kept.
func uploaded(t *testing.T, f storeFlags) {
	t.Helper()
	s, err := f.open(t.Context(), settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.store.Close() }()
	entries, err := s.store.Entries(t.Context(), store.AuditFilter{What: "filing.receive"})
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	err = fs.WalkDir(samples.Files, ".", func(name string, d fs.DirEntry, err error) error {
		in := strings.HasPrefix(name, "returns/") || strings.HasPrefix(name, "story/")
		if err == nil && in && !d.IsDir() && filepath.Ext(name) != ".yaml" {
			want++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]bool{}
	for _, e := range entries {
		if e.Who == "" || e.Address == "" {
			t.Errorf("entry %d was not made by a request of an account: %+v", e.No, e)
		}
		of[e.Of] = true
	}
	if len(of) != want || want < 80 {
		t.Errorf("the audit log shows %d samples filed, there are %d", len(of), want)
	}
}

func care(t *testing.T, dir, before string) {
	t.Helper()
	there := filepath.Join(t.TempDir(), "there")
	backup := filepath.Join(t.TempDir(), "b.chunfeng")
	ok := func(args ...string) string {
		t.Helper()
		code, out, errs := command(t, args...)
		if code != exitOK {
			t.Fatalf("%v: exit code %d\n%s%s", args, code, out, errs)
		}
		return out
	}
	fails := func(says string, args ...string) {
		t.Helper()
		if code, out, errs := command(t, args...); code == exitOK || !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit code %d, does not say %q\n%s%s", args, code, says, out, errs)
		}
	}
	ok("backup", "--data", dir, backup)
	data, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	for _, clear := range []string{"台州", "3310", "taizhou", "SQLite"} {
		if bytes.Contains(data, []byte(clear)) {
			t.Errorf("the backup holds %q in clear", clear)
		}
	}
	key, err := os.ReadFile(filepath.Join(dir, "chunfeng.key"))
	if err != nil {
		t.Fatal(err)
	}
	fails("no key", "restore", "--data", there, backup)
	write := func(name string, b []byte) string {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	wrong := filepath.Join(t.TempDir(), "wrong")
	ok("campaign", "put", "--data", wrong, filepath.Join("..", "..", "samples", "campaign.yaml"))
	otherKey, err := os.ReadFile(filepath.Join(wrong, "chunfeng.key"))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(there, "chunfeng.key"), otherKey)
	fails("not on the ring", "restore", "--data", there, backup)
	write(filepath.Join(there, "chunfeng.key"), key)
	for name, bad := range map[string][]byte{
		"cut": data[:len(data)/2], "cut at the end": data[:len(data)-1], "longer": append(bytes.Clone(data), 0), "empty": nil,
		"changed": append(append(bytes.Clone(data[:len(data)/3]), data[len(data)/3]^1), data[len(data)/3+1:]...),
	} {
		if code, _, errs := command(t, "restore", "--data", there, write(filepath.Join(t.TempDir(), "bad"), bad)); code == exitOK {
			t.Errorf("a backup that is %s is restored: %s", name, errs)
		}
		if _, err := os.Stat(filepath.Join(there, "chunfeng.db")); err == nil {
			t.Errorf("a backup that is %s leaves a database", name)
		}
	}
	ok("restore", "--data", there, backup)
	if everything(t, storeFlags{Data: there}) != before {
		t.Error("what was restored is not what was kept")
	}
	fails("not empty", "restore", "--data", there, backup)

	head := regexp.MustCompile(`链头 ([0-9a-f]{64})`).FindStringSubmatch(ok("audit", "verify", "--data", there))
	if head == nil {
		t.Fatal("audit verify prints no head")
	}
	ok("audit", "verify", "--data", there, "--head", head[1])
	fails("不在链中", "audit", "verify", "--data", there, "--head", strings.Repeat("0", 64))
	ok("rotate", "--data", there)
	ok("rotate", "--data", there, "--drop-old")
	if rotated, err := os.ReadFile(filepath.Join(there, "chunfeng.key")); err != nil || bytes.Equal(rotated, key) {
		t.Errorf("the key is as before: %v", err)
	}
	if everything(t, storeFlags{Data: there}) != before {
		t.Error("after rotating the key something is not what was kept")
	}
	if out := ok("user", "list", "--data", there); !strings.Contains(out, "331082") {
		t.Errorf("accounts:\n%s", out)
	}
	ok("user", "disable", "--data", there, "331082")
	if out := ok("user", "list", "--data", there); !strings.Contains(out, "停用") {
		t.Errorf("accounts:\n%s", out)
	}
	ok("user", "enable", "--data", there, "331082")
	ok("user", "reset", "--data", there, "331082")
	ok("user", "invite", "--data", there, "--role", "county", "--unit", "331081")
	fails("go together", "user", "invite", "--data", there, "--role", "county")
	fails("no account", "user", "reset", "--data", there, "nobody")
	ok("unit", "import", "--data", there, filepath.Join("..", "..", "samples", "firms.xlsx"))
	if out := ok("unit", "list", "--data", there); !strings.Contains(out, "临海市") {
		t.Errorf("units:\n%s", out)
	}
	ok("migrate", "--data", there)
	ok("campaign", "list", "--data", there)
	ok("doctor", "--data", there)
	fails("--yes", "purge", "--data", there, "--before", "2024-12-31")
	ok("purge", "--data", there, "--before", "2024-12-31", "--yes")
	fails("no key", "user", "list", "--data", filepath.Join(t.TempDir(), "mistyped"))
	fails("不存在", "doctor", "--data", filepath.Join(t.TempDir(), "mistyped"))
}

// The first start says where the key is and gives a code; later ones do not.
// On a network it speaks TLS and says by which fingerprint to know it.
func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	start := func(args ...string) (says string, address string) {
		t.Helper()
		ctx, stop := context.WithCancel(t.Context())
		r, w := io.Pipe()
		ended := make(chan int, 1)
		go func() {
			code := run(ctx, stdio{out: w, err: w}, append([]string{"serve", "--data", dir, "--log", "error"}, args...))
			_ = w.Close()
			ended <- code
		}()
		found := make(chan string, 1)
		var all bytes.Buffer
		done := make(chan struct{})
		go func() {
			defer close(done)
			buf := make([]byte, 4096)
			sent := false
			for {
				n, err := r.Read(buf)
				all.Write(buf[:n])
				if m := regexp.MustCompile(`服务地址：(\S+)`).FindStringSubmatch(all.String()); m != nil && !sent {
					found <- m[1]
					sent = true
				}
				if err != nil {
					return
				}
			}
		}()
		select {
		case address = <-found:
		case <-time.After(20 * time.Second):
			t.Error("the service does not start")
		}
		// Whoever trusts a certificate of ours goes by its fingerprint.
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		port := address[strings.LastIndex(address, ":"):]
		resp, err := client.Get(address[:strings.Index(address, ":")] + "://127.0.0.1" + port + "/readyz")
		if err != nil {
			t.Errorf("%s does not answer: %v", address, err)
		} else {
			if resp.Body.Close(); resp.StatusCode != http.StatusOK {
				t.Errorf("%s is not ready: %s", address, resp.Status)
			}
		}
		client.CloseIdleConnections()
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ends with %d", code)
		}
		<-done
		return all.String(), address
	}
	says, address := start("--listen", "127.0.0.1:0")
	for _, want := range []string{"chunfeng.key", "一次性登录码", "/join?code=", "http://127.0.0.1:"} {
		if !strings.Contains(says, want) {
			t.Errorf("the first start does not say %s:\n%s", want, says)
		}
	}
	if !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Errorf("it serves at %s", address)
	}
	says, _ = start("--listen", "127.0.0.1:0")
	if strings.Contains(says, "密钥已生成") || !strings.Contains(says, "一次性登录码") {
		t.Errorf("the second start says:\n%s", says)
	}
	says, address = start("--listen", "0.0.0.0:0")
	fingerprint := regexp.MustCompile(`[0-9A-F]{2}(:[0-9A-F]{2}){31}`).FindString(says)
	if !strings.HasPrefix(address, "https://") || fingerprint == "" {
		t.Errorf("on the network it serves at %s:\n%s", address, says)
	}
	if says, _ := start("--listen", "0.0.0.0:0"); !strings.Contains(says, fingerprint) {
		t.Error("the certificate changes with every start")
	}
	if _, address := start("--listen", "0.0.0.0:0", "--insecure-http"); !strings.HasPrefix(address, "http://") {
		t.Errorf("asked for plain HTTP it serves at %s", address)
	}
	for _, wrong := range [][]string{{"--tls-cert", "x"}, {"--behind-proxy", "10.0.0.1"}, {"--behind-proxy", "x/y"}, {"--log", "loud"}, {"--webhook", "ftp://x"}} {
		if code, _, _ := command(t, append([]string{"serve", "--data", dir}, wrong...)...); code != exitUsage {
			t.Errorf("%v: exit code %d", wrong, code)
		}
	}
	if err := os.Remove(filepath.Join(dir, "chunfeng.key")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0"); code != exitFailed || !strings.Contains(errs, "key is not there") {
		t.Errorf("with its key lost: exit code %d, %s", code, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "chunfeng.key")); err == nil {
		t.Error("a new key was made for a database sealed with another")
	}
}
