package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chunfeng/server/store/storetest"
)

// The unit is one that systemd understands and thinks well protected, and what
// it starts is a command line of ours.
func TestUnitFile(t *testing.T) {
	for _, tc := range []struct {
		name           string
		args           []string
		holds, without string
	}{
		{"plain", nil, "CapabilityBoundingSet=\n", "postgresql"},
		{"low port", []string{"--listen", "0.0.0.0:443"}, "AmbientCapabilities=CAP_NET_BIND_SERVICE", "CapabilityBoundingSet=\n"},
		{"PostgreSQL", []string{"--postgresql", "--memory", "2000"}, "After=network-online.target postgresql.service", "postgres://"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			code, out, errs := command(t, append([]string{"unit-file", "--exec", "/bin/true"}, tc.args...)...)
			if code != exitOK || !strings.Contains(out, tc.holds) || strings.Contains(out, tc.without) {
				t.Fatalf("exit code %d, %s\n%s", code, errs, out)
			}
			parses(t, regexp.MustCompile(`ExecStart=\S+ (.*)`).FindStringSubmatch(out))
			analyse(t, out)
		})
	}
	for _, wrong := range [][]string{{"--listen", "8443"}, {"--listen", "0.0.0.0:x"}, {"--user", "a b"}, {"--exec", "/bin/true; id"}, {"--listen", "0.0.0.0:443\nExecStartPre=x"}} {
		if code, out, _ := command(t, append([]string{"unit-file"}, wrong...)...); code != exitUsage {
			t.Errorf("%v: exit code %d\n%s", wrong, code, out)
		}
	}
}

// parses holds a command line against the flags of serve, which would otherwise
// start: an unknown flag is wrong usage, a log level that is none comes after.
func parses(t *testing.T, found []string) {
	t.Helper()
	if found == nil {
		t.Fatal("no command line")
	}
	args := append(strings.Fields(found[1]), "--log", "loud")
	if code, _, errs := command(t, args...); code != exitUsage || !strings.Contains(errs, "--log loud") {
		t.Errorf("%v: exit code %d, %s", args, code, errs)
	}
}

func analyse(t *testing.T, unit string) {
	t.Helper()
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv(storetest.RequireTools) == "1" {
			t.Fatal("no systemd-analyze: install the package systemd")
		}
		t.Log("no systemd-analyze: the unit is not checked by systemd")
		return
	}
	file := filepath.Join(t.TempDir(), "chunfeng.service")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(unit, "=chunfeng\nStateDirectory", "=root\nStateDirectory")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "verify", file).CombinedOutput(); err != nil || strings.Contains(string(out), "chunfeng.service:") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err := exec.Command(tool, "security", "--offline=true", "--threshold=25", file).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze security: %v\n%.3000s", err, out)
	}
}

func TestContainerFile(t *testing.T) {
	code, out, errs := command(t, "container-file", "--listen", "0.0.0.0:9443")
	if code != exitOK {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	for _, want := range []string{"USER 10001:10001", "EXPOSE 9443", "FROM golang:1.", "STOPSIGNAL SIGTERM", "FROM scratch"} {
		if !strings.Contains(out, want) {
			t.Errorf("the file does not say %s\n%s", want, out)
		}
	}
	start := regexp.MustCompile(`(?m)^CMD \[(.*)\]`).FindStringSubmatch(out)
	if start != nil {
		start[1] = strings.NewReplacer(`"`, "", ",", "").Replace(start[1])
	}
	parses(t, start)
}
