package main

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"testing"

	"chunfeng/importer"
	"chunfeng/importer/figures"
	"chunfeng/importer/merge"
)

// readAll reads files and checks them in order of period. None may have a
// fault.
func readAll(t *testing.T, im *importer.Importer, files map[string][]byte) merge.Input {
	t.Helper()
	var outcomes []importer.Outcome
	for name, data := range files {
		outcomes = append(outcomes, im.Read(name, data, importer.Asked{}, nil))
	}
	slices.SortFunc(outcomes, func(a, b importer.Outcome) int {
		return cmp.Or(cmp.Compare(a.Period.No, b.Period.No), cmp.Compare(a.File, b.File))
	})
	history := importer.NewMemory(im.Forms)
	in := merge.Input{Register: im.Register, Forms: im.Forms}
	for i := range outcomes {
		o := &outcomes[i]
		im.Check(o, history)
		history.Add(o)
		for _, f := range o.Findings {
			if f.Severity().String() == "fault" {
				t.Errorf("%s %s %s: %s", o.File, f.Code, where(f), f.Message())
			}
		}
		in.Returns = append(in.Returns, o.Returns...)
	}
	return in
}

func mergedAt(t *testing.T, in merge.Input, no int) *figures.Merged {
	t.Helper()
	p, err := in.Register.Campaign.Numbered(no)
	if err != nil {
		t.Fatal(err)
	}
	in.AsOf = p.Ends
	m, err := merge.Merge(in)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func returnsOnly(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for name, data := range files {
		if strings.HasPrefix(name, "returns/") {
			out[path.Base(name)] = data
		}
	}
	return out
}

// What is merged from the workbooks is what the truth says, at every period.
func TestMergedIsTheTruth(t *testing.T) {
	in := readAll(t, testImporter(t), returnsOnly(t))
	for no := 3; no <= 6; no++ {
		m := mergedAt(t, in, no)
		truth := asOf(no, reading{})
		if no >= 4 {
			sum, firms := returning(no)
			truth["return.base"], truth["return.onpost"], truth["return.firmsfiled"] = sum.base, sum.onPost, len(firms)
		}
		for id, want := range truth {
			if f := m.Figure(figures.City, figures.ID(id)); f.Absent || f.Value.Int64() != int64(want) {
				t.Errorf("period %d: %s is %s, want %d", no, id, f.Value, want)
			}
		}
	}
}
