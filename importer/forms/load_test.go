package forms

import (
	"strings"
	"testing"
)

func TestBuiltinLoads(t *testing.T) {
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Forms) == 0 {
		t.Fatal("no built-in form")
	}
}

func TestParseNamesFileAndLine(t *testing.T) {
	for name, tc := range map[string]struct{ yaml, want string }{
		"unknown key":       {"id: a\ntitle: 甲\nfiled_by: [county]\ncounting: flow\ncolour: red\n", "[5:1]"},
		"unknown field key": {"id: a\ntitle: 甲\nfiled_by: [county]\ncounting: flow\nfields:\n  - {id: x, type: count, header: 乙, size: 3}\n", "[6:"},
		"unknown type":      {"id: a\ntitle: 甲\nfiled_by: [county]\ncounting: flow\nfields:\n  - {id: x, type: whole, header: 乙}\n", `type "whole"`},
		"missing field":     {"id: a\ntitle: 甲\nfiled_by: [county]\ncounting: flow\nidentity: [[y]]\n", "no field y"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("a.yaml", []byte(tc.yaml))
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "a.yaml") {
				t.Errorf("got %v, want an error with a.yaml and %s", err, tc.want)
			}
		})
	}
}
