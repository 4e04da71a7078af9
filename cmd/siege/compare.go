package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chunfeng/cmd/siege/campaign"
	"chunfeng/cmd/siege/house"
	"chunfeng/importer/finding"
	"chunfeng/samples"
)

// A rival is a script that somebody would write instead.
type rival struct {
	name    string
	command []string
}

// rivals are the scripts that can run here.
func (f *field) rivals(s *score) []rival {
	beside := func(name string) string { return filepath.Join(f.source, "cmd", "siege", "compare", name) }
	var out []rival
	if f.python == "" {
		s.skip("pandas and polars: no --python")
	} else {
		out = append(out, rival{"pandas/openpyxl", []string{f.python, beside("with_pandas.py")}}, rival{"polars/calamine", []string{f.python, beside("with_polars.py")}})
	}
	if f.node == "" {
		s.skip("SheetJS: no --node")
	} else {
		out = append(out, rival{"SheetJS", []string{"env", "NODE_PATH=" + f.node, "node", beside("with_sheetjs.js")}})
	}
	return out
}

// merged is what a script says of a folder.
type merged struct {
	Figures map[string]int
	Rows    int
	Failed  []string
}

// compare is the same returns, merged by us and by others.
func compare(ctx context.Context, f *field, s *score) error {
	rivals := f.rivals(s)
	dir, err := f.folder("compare")
	if err != nil {
		return err
	}
	c := campaign.New(f.seed, promised())
	name, files, size, truth, err := written(c, dir)
	if err != nil {
		return err
	}
	returns := filepath.Join(dir, "returns")
	ours, err := best(ctx, string(f.binary), "brief", "--json", "--campaign", name, "--out", filepath.Join(dir, "out"), returns)
	if err != nil {
		return err
	}
	if wrong := truthful(ours.Out, truth); wrong != "" {
		s.hold("chunfeng's figures", "as counted", wrong, false)
	}
	s.tell("chunfeng, from files to workbook and PDF", "%d files, %.1f MB: CPU %s, clock %s, memory %s", files, float64(size)/1e6, short(ours.CPU), short(ours.Wall), mib(ours.Peak))
	for _, r := range rivals {
		theirs, err := best(ctx, r.command[0], append(slices.Clone(r.command[1:]), returns)...)
		if err != nil {
			return err
		}
		if theirs.Code != 0 {
			return fmt.Errorf("%s: %s", r.name, theirs.Err)
		}
		s.tell(r.name+", figures alone", "CPU %s, clock %s, memory %s: %.1f × our CPU", short(theirs.CPU), short(theirs.Wall), mib(theirs.Peak), theirs.CPU.Seconds()/ours.CPU.Seconds())
		switch r.name {
		case "pandas/openpyxl":
			s.within("our CPU against a tenth of "+r.name, theirs.CPU/10, ours.CPU)
		case "polars/calamine":
			s.within("our CPU against "+r.name, theirs.CPU, ours.CPU)
		}
	}
	return f.mistakes(ctx, s, rivals)
}

// best is the run of three that took least CPU: others may be at work.
func best(ctx context.Context, name string, args ...string) (house.Run, error) {
	out := house.Run{CPU: time.Hour}
	for range 3 {
		r, err := house.Measure(ctx, name, args...)
		if err != nil {
			return r, err
		}
		if r.CPU < out.CPU {
			out = r
		}
	}
	return out, nil
}

// mistakes lets everybody merge the broken samples, a folder a code, and tells
// which of the faults and doubts pass unnoticed.
func (f *field) mistakes(ctx context.Context, s *score, rivals []rival) error {
	dir, err := f.folder("broken")
	if err != nil {
		return err
	}
	broken, err := fs.Sub(samples.Files, "broken")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, broken); err != nil {
		return fmt.Errorf("copy samples: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var folders, codes []string
	for _, e := range entries {
		k, known := finding.Of(finding.Code(e.Name()))
		if e.IsDir() && known && k.Severity != finding.Advice {
			folders, codes = append(folders, filepath.Join(dir, e.Name())), append(codes, e.Name())
		}
	}
	for _, r := range rivals {
		run, err := house.Measure(ctx, r.command[0], append(slices.Clone(r.command[1:]), folders...)...)
		if err != nil {
			return err
		}
		var missed []string
		lines := json.NewDecoder(strings.NewReader(run.Out))
		for i := 0; lines.More() && i < len(codes); i++ {
			var m merged
			if err := lines.Decode(&m); err != nil {
				return fmt.Errorf("read what %s says: %w", r.name, err)
			}
			if len(m.Failed) == 0 {
				missed = append(missed, codes[i])
			}
		}
		s.tell(r.name+" on the broken samples", "says nothing of %d of %d faults and doubts: %s", len(missed), len(codes), strings.Join(missed, " "))
	}
	noticed := 0
	for i, folder := range folders {
		if found, err := f.notices(ctx, folder, codes[i]); err != nil {
			return err
		} else if found {
			noticed++
		}
	}
	s.all("chunfeng on the broken samples: faults and doubts told", noticed, len(codes))
	return nil
}

// notices reports whether we say the code of a folder's sample: check does of
// each return, with those of earlier periods before it, brief of all together.
func (f *field) notices(ctx context.Context, folder, code string) (bool, error) {
	quoted := fmt.Sprintf("%q:%q", "code", code)
	args := []string{"check", "--json"}
	if before := filepath.Join(folder, "before"); exists(before) {
		args = append(args, "--before", before)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.xls*"))
	if err != nil {
		return false, err
	}
	checked, err := f.binary.Do(ctx, append(args, files...)...)
	if err != nil || strings.Contains(checked.Out, quoted) {
		return err == nil, err
	}
	together, err := f.binary.Do(ctx, "brief", "--json", "--out", filepath.Join(f.dir, "briefing"), folder)
	return strings.Contains(together.Out, quoted), err
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
