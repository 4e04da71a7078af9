package main

import (
	"path/filepath"
	"testing"
)

func TestTemplateCommand(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := command(t, "template", "--unit", "331082", "--out", dir, "visits", "fairs")
	if code != exitOK {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	made, err := filepath.Glob(filepath.Join(dir, "临海市*.xlsx"))
	if err != nil || len(made) != 2 {
		t.Errorf("made %v, %v", made, err)
	}
	for _, wrong := range [][]string{{"template", "nothing"}, {"template", "--unit", "1", "visits"}, {"template"}} {
		if code, _, _ := command(t, wrong...); code != exitUsage {
			t.Errorf("%v: exit code %d", wrong, code)
		}
	}
}
