package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every command in README.md works as it stands there.
func TestReadmeCommands(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() // so that out/ does not land in the tree
	if err := os.Symlink(filepath.Join(root, "samples"), filepath.Join(dir, "samples")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("TMPDIR", t.TempDir()) // of the demonstration
	run := 0
	for _, line := range shellLines(string(readme)) {
		words := strings.Fields(line)
		switch {
		case line == "go test ./...":
			continue // this is it
		case strings.HasPrefix(line, "go run ./cmd/chunfeng "):
			words = words[3:]
		default:
			t.Errorf("nothing here can run %q", line)
			continue
		}
		if run++; raced && words[0] == "demo" {
			continue // TestDemoAndCare runs it
		}
		if code, out, errs := command(t, words...); code != exitOK {
			t.Errorf("%s: exit code %d\n%s%s", line, code, out, errs)
		}
	}
	if run < 5 {
		t.Errorf("only %d commands found", run)
	}
}

// shellLines are the lines of the blocks fenced as sh.
func shellLines(readme string) []string {
	var out []string
	in := false
	for line := range strings.Lines(readme) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			in = true
		case line == "```":
			in = false
		case in && line != "":
			out = append(out, line)
		}
	}
	return out
}
