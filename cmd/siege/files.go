package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"chunfeng/cmd/siege/hostile"
	"chunfeng/cmd/siege/house"
	"chunfeng/samples"
)

// hostileFiles is T1.
func hostileFiles(ctx context.Context, f *field, s *score) error {
	temp, err := f.folder("T1-temp")
	if err != nil {
		return err
	}
	t, err := f.town(ctx, "T1", house.Options{Env: []string{"TMPDIR=" + temp}})
	if err != nil {
		return err
	}
	if err := t.ForgetPeak(); err != nil {
		s.skip("memory is not measured: %v", err)
	}
	idle, err := t.Use(ctx)
	if err != nil {
		return err
	}
	pid := t.PID()
	a := &assault{town: t}
	for _, c := range hostile.Cases(t.campaign.CountyName(0)+"走访慰问台账（截至1月21日）", "走访慰问.xlsx", !f.long) {
		a.throw(ctx, c)
	}
	listed := len(a.took)
	if err := a.mutants(ctx, f, f.many(60, 4000)); err != nil {
		return err
	}
	mutants := len(a.took) - listed
	if err := a.public(ctx, f.public, s); err != nil {
		return err
	}
	use, err := t.Use(ctx)
	if err != nil {
		return err
	}
	left, err := house.TempFiles(temp)
	if err != nil {
		return err
	}
	s.tell("files", "%d listed, %d mutated, %d public", listed, mutants, len(a.took)-listed-mutants)
	s.zero("answers 5xx, none or unclear", len(a.unclear), a.unclear...)
	s.zero("accepted that must not be", len(a.let), a.let...)
	s.hold("the process is the same", "yes", map[bool]string{true: "yes", false: "no"}[t.Alive() && t.PID() == pid], t.Alive() && t.PID() == pid)
	s.within("slowest answer ("+a.slowest+")", 5*time.Second, a.took.at(1))
	s.within("p99 of answers", time.Second, a.took.at(.99))
	s.below("memory beyond idle", 256, use.Peak-idle.Memory)
	s.zero("temporary files left", left)
	return nil
}

// An assault is one client that throws files.
type assault struct {
	*town
	took    spread
	slowest string
	unclear []string
	let     []string
}

func (a *assault) throw(ctx context.Context, c hostile.Case) {
	before := a.took.at(1)
	got, err := a.counties[0].Upload(ctx, c.File, c.Data, nil)
	if err != nil {
		a.unclear = append(a.unclear, c.Name+": "+err.Error())
		return
	}
	a.took = append(a.took, got.Took)
	if got.Took > before {
		a.slowest = c.Name
	}
	var r struct{ Status, Code, Title, Detail json.RawMessage }
	switch err := json.Unmarshal(got.Body, &r); {
	case err != nil, got.Status >= 500, !got.OK() && (len(r.Code) == 0 || len(r.Detail) == 0):
		a.unclear = append(a.unclear, fmt.Sprintf("%s: %d %.100s", c.Name, got.Status, got.Body))
	case c.Refused && got.OK() && (string(r.Status) == `"accepted"` || string(r.Status) == `"held"`):
		a.let = append(a.let, c.Name)
	}
}

// mutants throws samples after something happened to them.
func (a *assault) mutants(ctx context.Context, f *field, n int) error {
	good, err := goodSamples()
	if err != nil {
		return err
	}
	d := rand.New(rand.NewPCG(f.seed, 1))
	for i := range n {
		a.throw(ctx, hostile.Case{Name: fmt.Sprintf("mutant %d", i), File: "走访.xlsx", Data: hostile.Mutate(d, good[d.IntN(len(good))])})
	}
	return ctx.Err()
}

// public throws every workbook of a folder.
func (a *assault) public(ctx context.Context, dir string, s *score) error {
	if dir == "" {
		s.skip("public workbooks: no --public folder")
		return nil
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch strings.ToLower(filepath.Ext(name)) {
		case ".xlsx", ".xlsm", ".xls", ".csv", ".ods", ".xlsb", ".et":
		default:
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		a.throw(ctx, hostile.Case{Name: name, File: filepath.Base(name), Data: data})
		return ctx.Err()
	})
}

// goodSamples is the workbooks of the sample's returns.
func goodSamples() ([][]byte, error) {
	var out [][]byte
	err := fs.WalkDir(samples.Files, "returns", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(samples.Files, name)
		out = append(out, data)
		return err
	})
	return out, err
}

// silentLoss is T2: damaged copies are checked in one go, and what is read of
// those that pass must be what is read of the original.
func silentLoss(ctx context.Context, f *field, s *score) error {
	dir, err := f.folder("T2")
	if err != nil {
		return err
	}
	c := f.usual()
	name, err := c.WriteRegister(dir)
	if err != nil {
		return err
	}
	good, err := c.Ledgers(0, 2)
	if err != nil {
		return err
	}
	n := f.many(100, 1000)
	d := rand.New(rand.NewPCG(f.seed, 2))
	harms := []struct {
		what string
		harm func(i int) ([]byte, error)
	}{
		{"markup cut", func(i int) ([]byte, error) { return hostile.Cut(good.Data, float64(i)/float64(n)) }},
		{"archive cut", func(i int) ([]byte, error) { return good.Data[:i*len(good.Data)/n], nil }},
		{"one bit flipped", func(int) ([]byte, error) {
			out := bytes.Clone(good.Data)
			out[d.IntN(len(out))] ^= 1 << d.IntN(8)
			return out, nil
		}},
	}
	whole, err := f.checked(ctx, name, []string{"original.xlsx"}, [][]byte{good.Data}, good.Period)
	if err != nil {
		return err
	}
	if whole[0].Status != "accepted" || len(whole[0].Records) == 0 {
		return fmt.Errorf("the original is %s", whole[0].Status)
	}
	for _, h := range harms {
		var names []string
		var all [][]byte
		for i := range n {
			data, err := h.harm(i)
			if err != nil {
				return err
			}
			names, all = append(names, fmt.Sprintf("%d.xlsx", i)), append(all, data)
		}
		got, err := f.checked(ctx, name, names, all, good.Period)
		if err != nil {
			return err
		}
		var other []string
		passed := 0
		for i, g := range got {
			if g.Status == "refused" || g.Status == "unreadable" {
				continue
			}
			passed++
			if !bytes.Equal(g.Records, whole[0].Records) {
				other = append(other, names[i])
			}
		}
		s.zero(fmt.Sprintf("%s at %d places: other records accepted (%d harmless)", h.what, n, passed), len(other), other...)
	}
	return nil
}

// A verdict is what check says of a file.
type verdict struct {
	Status  string
	Records json.RawMessage
}

// checked lets the binary check files, in their order.
func (f *field) checked(ctx context.Context, campaignFile string, names []string, all [][]byte, period string) ([]verdict, error) {
	dir, err := f.folder("checked")
	if err != nil {
		return nil, err
	}
	args := []string{"check", "--json", "--records", "--clear", "--campaign", campaignFile, "--unit", f.usual().County(0), "--period", period}
	for i, n := range names {
		file := filepath.Join(dir, n)
		if err := os.WriteFile(file, all[i], 0o600); err != nil {
			return nil, fmt.Errorf("write file: %w", err)
		}
		args = append(args, file)
	}
	r, err := f.binary.Do(ctx, args...)
	if err != nil {
		return nil, err
	}
	byFile := map[string]verdict{}
	lines := json.NewDecoder(strings.NewReader(r.Out))
	for lines.More() {
		var v struct {
			File string
			verdict
		}
		if err := lines.Decode(&v); err != nil {
			return nil, fmt.Errorf("read what check says: %w", err)
		}
		byFile[filepath.Base(v.File)] = v.verdict
	}
	if len(byFile) != len(names) || r.Code != 0 && r.Code != 3 {
		return nil, fmt.Errorf("check tells of %d files of %d, and ends with %d: %s", len(byFile), len(names), r.Code, r.Err)
	}
	var out []verdict
	for _, n := range names {
		out = append(out, byFile[n])
	}
	return out, nil
}

// wrongTypes is T3.
func wrongTypes(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T3", house.Options{})
	if err != nil {
		return err
	}
	all := hostile.WrongTypes()
	locked, err := fs.ReadFile(samples.Files, "broken/F002/椒江区第2期加密.xlsx")
	if err != nil {
		return err
	}
	all = append(all, hostile.Wrong{Name: "encrypted", File: "a.xlsx", Data: locked, Says: "密码"})
	good := 0
	var bad []string
	for _, w := range all {
		a, err := t.counties[0].Upload(ctx, w.File, w.Data, nil)
		if err != nil {
			return err
		}
		var p struct {
			Detail   string
			Findings []struct{ Message, Advice string }
		}
		err = json.Unmarshal(a.Body, &p)
		if a.OK() && len(p.Findings) > 0 { // kept, but refused: damaged
			p.Detail = p.Findings[0].Message + p.Findings[0].Advice
		}
		chinese := strings.ContainsFunc(p.Detail, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		if err == nil && chinese && strings.Contains(strings.ToLower(p.Detail), strings.ToLower(w.Says)) {
			good++
			continue
		}
		bad = append(bad, fmt.Sprintf("%s: %d %s", w.Name, a.Status, p.Detail))
	}
	s.all("told in Chinese what the file is and what to do", good, len(all))
	if len(bad) > 0 {
		s.tell("not so", "%s", strings.Join(bad, "; "))
	}
	return nil
}

// oracle remembers what was answered 2xx.
type oracle struct {
	hash  map[string]string // of filings, by id
	order []string
}

func (o *oracle) note(a *house.Answer, data []byte) error {
	r, err := house.Read[house.Receipt](a, nil)
	if err != nil {
		return err
	}
	if r.ID == "" || r.SHA256 != house.Hash(data) {
		return errors.New("the receipt has another hash than what was sent")
	}
	if o.hash == nil {
		o.hash = map[string]string{}
	}
	o.hash[r.ID] = r.SHA256
	o.order = append(o.order, r.ID)
	return nil
}

// verify holds what a service keeps against what it said. It looks at the
// originals of those filings that pick chooses.
func (o *oracle) verify(ctx context.Context, city *house.Person, pick func(n int) bool) (lost, half []string, err error) {
	filings, err := house.All[house.Receipt](ctx, city, "/filings")
	if err != nil {
		return nil, nil, err
	}
	kept := map[string]string{}
	for i, x := range filings {
		kept[x.ID] = x.SHA256
		if o.hash[x.ID] == "" {
			// Nobody was told of it: it may be there, but then whole.
			if why := whole(ctx, city, x); why != "" {
				half = append(half, x.ID+": "+why)
			}
			continue
		}
		if pick(len(filings) - 1 - i) {
			if why := whole(ctx, city, x); why != "" {
				lost = append(lost, x.ID+": "+why)
			}
		}
	}
	for _, id := range o.order {
		if kept[id] != o.hash[id] {
			lost = append(lost, id)
		}
	}
	slices.Sort(lost)
	return lost, half, nil
}

// whole says what is missing of a filing, "" for nothing.
func whole(ctx context.Context, city *house.Person, x house.Receipt) string {
	r, err := house.Read[house.Receipt](city.Get(ctx, "/filings/"+x.ID))
	if err != nil {
		return err.Error()
	}
	original, err := city.Get(ctx, "/filings/"+x.ID+"/original")
	switch {
	case err != nil:
		return err.Error()
	case house.Hash(original.Body) != x.SHA256:
		return "the original has another hash"
	case len(r.Returns) == 0 && r.Status != "refused":
		return "it has no returns"
	}
	return ""
}
