package main

import (
	"os"
	"slices"
	"testing"

	"chunfeng/importer"
	"chunfeng/importer/finding"
	"chunfeng/importer/forms"
	"chunfeng/importer/merge"
	"chunfeng/importer/workbook"
)

func testImporter(t *testing.T) *importer.Importer {
	t.Helper()
	catalogue, err := forms.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	reg, err := importer.LoadCampaign(os.DirFS(".."), "campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return &importer.Importer{Register: reg, Forms: catalogue, Limits: workbook.DefaultLimits()}
}

// Every case shows its code at its places; a broken file has no other fault.
// Conflicts (X404 and the like) show only when files are merged: here their
// files must be sound.
func TestBroken(t *testing.T) {
	im := testImporter(t)
	for _, c := range broken() {
		t.Run(c.code, func(t *testing.T) {
			history := importer.NewMemory(im.Forms)
			for _, f := range c.before {
				o := im.Import(f.name, f.data, importer.Asked{}, history)
				if o.Findings.Faulty() {
					t.Errorf("last period's %s: %s", f.name, o.Findings[0].Message())
				}
				history.Add(&o)
			}
			var at []string
			for _, f := range c.files {
				o := im.Import(f.name, f.data, importer.Asked{}, history)
				for _, found := range o.Findings {
					switch {
					case string(found.Code) == c.code:
						at = append(at, where(found))
					case found.Severity() == finding.Fault:
						t.Errorf("%s also shows %s at %s: %s", f.name, found.Code, where(found), found.Message())
					}
				}
			}
			if conflict(c.code) {
				return
			}
			if !slices.Equal(at, c.at) {
				t.Errorf("%s stands at %q, want %q", c.code, at, c.at)
			}
		})
	}
}

func where(f finding.Finding) string {
	if f.Place.Cell() == "" {
		return f.Place.Sheet
	}
	return f.Place.Sheet + "!" + f.Place.Cell()
}

func conflict(code string) bool {
	return slices.Contains([]string{"X404", "X405", "X406", "X407", "X408", "X409", "X411", "X413"}, code)
}

// Every code of the catalogue has a case, in the catalogue's order.
func TestBrokenShowsEveryCode(t *testing.T) {
	shown := map[string]bool{}
	for _, c := range broken() {
		shown[c.code] = true
	}
	for _, k := range finding.Kinds() {
		if !shown[string(k.Code)] {
			t.Errorf("no broken return shows %s %s", k.Code, k.Title)
		}
	}
}

// The files of a conflict are sound one by one and disagree when merged.
func TestBrokenConflicts(t *testing.T) {
	im := testImporter(t)
	for _, c := range broken() {
		if !conflict(c.code) {
			continue
		}
		t.Run(c.code, func(t *testing.T) {
			files := map[string][]byte{}
			for _, f := range c.files {
				files[f.name] = f.data
			}
			m, err := merge.Merge(readAll(t, im, files))
			if err != nil {
				t.Fatal(err)
			}
			var at []string
			for _, k := range m.Conflicts {
				if string(k.Code) != c.code {
					continue
				}
				for _, side := range k.Sides {
					for _, s := range side.Sources {
						at = append(at, s.Sheet+"!"+s.Cell)
					}
				}
			}
			for _, want := range c.at {
				if !slices.Contains(at, want) {
					t.Errorf("%s stands at %q, want %s among them", c.code, at, want)
				}
			}
		})
	}
}
