package main

import (
	"strings"
	"testing"

	"chunfeng/importer/finding"
)

// The page of codes has every code of the catalogue once, with its title.
func TestCodesAreAllThere(t *testing.T) {
	code, out, errs := command(t, "codes")
	if code != exitOK {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	for _, k := range finding.Kinds() {
		if n := strings.Count(out, "\n| "+string(k.Code)+" | "+k.Severity.Chinese()+" | "+k.Title+" |"); n != 1 {
			t.Errorf("%s stands %d times", k.Code, n)
		}
	}
}
