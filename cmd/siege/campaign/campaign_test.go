package campaign

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/returns"
)

func size() Size { return Size{Counties: 3, Firms: 4, Weeks: 2, Workers: 12, Fairs: 6, Visits: 8} }

// What is invented must be as good as a return can be: nothing to mend, nothing
// to explain, and as much in it as was counted.
func TestEveryReturnIsAccepted(t *testing.T) {
	c, dir := New(1, size()), t.TempDir()
	name, err := c.WriteRegister(dir)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := importer.LoadCampaign(os.DirFS(dir), filepath.Base(name))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := forms.Load("")
	if err != nil {
		t.Fatal(err)
	}
	im := importer.New(reg, catalogue)
	err = c.Each(5, func(f File) error {
		o := im.Read(f.Name, f.Data, importer.Asked{}, nil)
		rows := 0
		for _, r := range o.Returns {
			rows += len(r.Records)
		}
		if o.State() != returns.Accepted || string(o.Unit.Code) != f.Unit || o.Period.Name() != f.Period || rows != f.Rows {
			t.Errorf("%s: %v, unit %s, period %s, %d rows of %d: %v", f.Name, o.State(), o.Unit.Code, o.Period.Name(), rows, f.Rows, o.Findings)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	a, err := New(7, size()).Roster(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(7, size()).Roster(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(8, size()).Roster(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Data, b.Data) || bytes.Equal(a.Data, other.Data) {
		t.Error("bytes do not go by the seed")
	}
}
