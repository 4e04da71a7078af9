package main

import (
	"bytes"
	"io/fs"
	"os"
	"testing"

	read "chunfeng/importer/cell"
)

// The files below samples/ are what this source makes, byte for byte.
func TestTreeIsGenerated(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for name, want := range files {
		size += len(want)
		got, err := os.ReadFile("../" + name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what gen makes (%v): run go run ./samples/gen", name, err)
		}
	}
	if size >= 3<<20 {
		t.Errorf("the samples hold %d bytes, want less than 3 MiB", size)
	}
	for _, dir := range []string{"returns", "story", "broken"} {
		err := fs.WalkDir(os.DirFS(".."), dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && files[path] == nil {
				t.Errorf("%s is not made by gen", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// The reader's own checks agree that codes and numbers are valid, and no two
// firms or workers share one.
func TestNumbers(t *testing.T) {
	campaign := &testImporter(t).Register.Campaign
	codes, ids := map[string]string{}, map[string]string{}
	names := map[string]bool{}
	for _, u := range units[:10] {
		for _, f := range pools[u.code] {
			if other, twice := codes[f.code]; twice {
				t.Errorf("%s and %s share the code %s", f.name, other, f.code)
			}
			if names[f.name] {
				t.Errorf("two firms are called %s", f.name)
			}
			codes[f.code], names[f.name] = f.name, true
			if _, found := read.CreditCode(read.Raw{Text: f.code}); len(found) > 0 {
				t.Errorf("%s: %s", f.name, found[0].Message())
			}
			if _, found := read.CreditCode(read.Raw{Text: f.bad()}); len(found) == 0 {
				t.Errorf("%s passes as a code", f.bad())
			}
		}
	}
	twice := 0
	for _, s := range workforce {
		for _, w := range s.people {
			if other, again := ids[w.id]; again && other != w.name+w.phone {
				t.Errorf("%s shares the number %s", w.name, w.id)
			} else if again {
				twice++
			}
			ids[w.id] = w.name + w.phone
			if _, found := read.IDCard(read.Raw{Text: w.id}, campaign); len(found) > 0 {
				t.Errorf("%s: %s", w.name, found[0].Message())
			}
			if _, found := read.Phone(read.Raw{Text: w.phone}); len(found) > 0 {
				t.Errorf("%s: %s", w.name, found[0].Message())
			}
		}
	}
	if twice != 1 {
		t.Errorf("%d workers stand on two rosters, want 1", twice)
	}
	if len(ids) < 1500 {
		t.Errorf("only %d workers", len(ids))
	}
}

// Twelve or more firms file rosters in each period after the festival.
func TestRosters(t *testing.T) {
	for _, p := range periods[3:] {
		if n := len(rosters(p)); n < 12 {
			t.Errorf("period %d: %d rosters", p.no, n)
		}
	}
}
