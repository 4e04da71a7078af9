package auth

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/importer/returns"
	"chunfeng/server/store"
)

// Every role against what is its own, its firm's, a sister's, a sister's
// firm's and the city's: s see, f file, u supervise, r reveal, m manage.
func TestMay(t *testing.T) {
	whos := []struct {
		name string
		w    Who
	}{
		{"city", Who{User: store.User{Role: store.City}}},
		{"viewer", Who{User: store.User{Role: store.Viewer}}},
		{"county", Who{User: store.User{Role: store.County, Unit: linhai, County: linhai}}},
		{"firm", Who{User: store.User{Role: store.Firm, Unit: factory, County: linhai}}},
		{"nobody", Who{}},
		{"county without unit", Who{User: store.User{Role: store.County}}},
		{"firm without unit", Who{User: store.User{Role: store.Firm, County: linhai}}},
		{"disabled", Who{User: store.User{Role: store.City, Disabled: true}}},
		{"first password", Who{User: store.User{Role: store.City, Change: true}}},
		{"command line", Service()},
	}
	things := []struct{ unit, county returns.UnitCode }{{linhai, linhai}, {factory, linhai}, {sanmen, sanmen}, {mill, sanmen}, {"", ""}, {factory, ""}}
	var got []string
	for _, who := range whos {
		line := who.name + ":"
		for _, at := range things {
			acts := ""
			for a, letter := range "sfurm" {
				if who.w.May(Act(a), at.unit, at.county) {
					acts += string(letter)
				}
			}
			if acts == "" {
				acts = "-"
			}
			line += " " + acts
		}
		got = append(got, line)
	}
	want := strings.Split(strings.TrimSpace(`
city: sfurm sfurm sfurm sfurm sfurm sfurm
viewer: s s s s s s
county: sfr sfur - - - -
firm: - sfr - - - sfr
nobody: - - - - - -
county without unit: - - - - - -
firm without unit: - - - - - -
disabled: - - - - - -
first password: - - - - - -
command line: sfurm sfurm sfurm sfurm sfurm sfurm`), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A list filtered by the scope shows what May says can be seen, no more and no
// less.
func TestScopeIsWhatMayBeSeen(t *testing.T) {
	things := []struct{ unit, county returns.UnitCode }{{linhai, linhai}, {factory, linhai}, {sanmen, sanmen}, {mill, sanmen}}
	for _, role := range []store.Role{store.City, store.Viewer, store.County, store.Firm, ""} {
		for _, own := range append(things, struct{ unit, county returns.UnitCode }{"", ""}) {
			for _, change := range []bool{false, true} {
				w := Who{User: store.User{Role: role, Unit: own.unit, County: own.county, Change: change}}
				s := w.Scope()
				for _, at := range things {
					listed := s.County == "" || s.County == at.county
					if s.Units != nil {
						listed = listed && slices.Contains(s.Units, at.unit)
					}
					// A county account whose unit is a firm is none that can be made.
					if role == store.County && own.unit != own.county || role == store.Firm && own.unit == own.county {
						continue
					}
					if listed != w.May(See, at.unit, at.county) {
						t.Errorf("%s of %s (change %v): %s is listed %v, may be seen %v", role, own.unit, change, at.unit, listed, !listed)
					}
				}
			}
		}
	}
}
