package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // processor time is dearer here than memory
	}
	testscript.Main(m, map[string]func(){"chunfeng": main})
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root)
			env.Setenv("SAMPLES", filepath.Join(root, "samples"))
			return nil
		},
		RequireUniqueNames: true,
	})
}

// command runs chunfeng in this process.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), stdio{out: &o, err: &e}, args)
	return code, o.String(), e.String()
}

// brief is what brief --json prints, as far as tests look at it.
type brief struct {
	Figures map[string]struct {
		Value     json.RawMessage
		Text      string
		Prose     string
		Qualifier string
	}
	Units map[string]map[string]struct {
		Value     json.RawMessage
		Text      string
		Qualifier string
	}
	Filed     []struct{ Unit, Form, Period, Timeliness, Status string }
	Conflicts []struct {
		Code  string
		Units []string
	}
	Refused []struct{ File, Form string }
	Files   []string
}

func briefOf(t *testing.T, args ...string) (brief, int) {
	t.Helper()
	code, out, errs := command(t, append([]string{"brief", "--json", "--out", t.TempDir()}, args...)...)
	var b brief
	if err := json.Unmarshal([]byte(out), &b); err != nil {
		t.Fatalf("brief %v: %v\n%s%s", args, err, out, errs)
	}
	return b, code
}

// tool is the path of a program, or skips the test; where tools are required
// its absence is a failure.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CHUNFENG_REQUIRE_TOOLS") != "":
		t.Fatalf("%s is required here and not installed", name)
	default:
		t.Skipf("%s is not installed", name)
	}
	return path
}

// squeezed is s without white space.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }
