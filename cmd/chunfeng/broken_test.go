package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// A brokenCase is one entry of samples/broken/expected.yaml.
type brokenCase struct {
	Code   string   `yaml:"code"`
	Says   string   `yaml:"says"`
	Files  []string `yaml:"files"`
	Before []string `yaml:"before"`
	At     []string `yaml:"at"`
}

// Every broken sample names its code at its cell, and check says by its exit
// code whether something has to be mended.
func TestBrokenSamples(t *testing.T) {
	t.Parallel()
	const dir = "../../samples/broken"
	data, err := os.ReadFile(filepath.Join(dir, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []brokenCase
	if err := yaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 54 {
		t.Errorf("only %d cases", len(cases))
	}
	for i, c := range cases {
		if raced && i%5 != 0 {
			continue
		}
		t.Run(c.Code, func(t *testing.T) { c.run(t, dir) })
	}
}

func (c brokenCase) run(t *testing.T, dir string) {
	files := make([]string, len(c.Files))
	for i, f := range c.Files {
		files[i] = filepath.Join(dir, f)
	}
	if acrossReturns(c.Code) {
		b, code := briefOf(t, files...)
		if code != exitOK {
			t.Errorf("exit code %d", code)
		}
		for _, found := range b.Conflicts {
			if found.Code == c.Code {
				return
			}
		}
		t.Fatalf("no %s among %v", c.Code, b.Conflicts)
	}
	for i, file := range files {
		args := []string{"check", "--json", file}
		if len(c.Before) > 0 {
			args = append(args, "--before", filepath.Join(dir, filepath.Dir(c.Before[0])))
		}
		code, out, errs := command(t, args...)
		var line struct{ Findings []findingJSON }
		if err := json.Unmarshal([]byte(out), &line); err != nil {
			t.Fatalf("%v\n%s%s", err, out, errs)
		}
		fault := false
		var seen []string
		for _, f := range line.Findings {
			fault = fault || f.Severity == "fault"
			seen = append(seen, f.Code+" "+strings.TrimSuffix(f.Sheet+"!"+f.Cell, "!"))
		}
		if want := c.Code + " " + c.At[i]; !contains(seen, want) {
			t.Errorf("%s: want %s among %v", file, want, seen)
		}
		if fault != (code == exitFaults) {
			t.Errorf("%s: exit code %d, fault found: %v", file, code, fault)
		}
		for _, f := range line.Findings {
			if f.Code != c.Code && f.Severity != "advice" {
				t.Errorf("%s: also %s at %s!%s", file, f.Code, f.Sheet, f.Cell)
			}
		}
	}
}

// acrossReturns reports whether a code only shows when returns are merged.
func acrossReturns(code string) bool {
	return contains([]string{"X404", "X405", "X406", "X407", "X408", "X409", "X411", "X413"}, code)
}

func contains(list []string, want string) bool {
	for _, s := range list {
		if strings.TrimSpace(s) == strings.TrimSpace(want) {
			return true
		}
	}
	return false
}
