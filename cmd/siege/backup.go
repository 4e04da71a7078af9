package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chunfeng/cmd/siege/house"
)

// backups is T14: a backup while writing, restored on an empty machine.
func backups(ctx context.Context, f *field, s *score) error {
	t, err := f.town(ctx, "T14", house.Options{})
	if err != nil {
		return err
	}
	c := &crowd{town: t, seed: f.seed}
	for n := range 10 {
		x, err := t.campaign.Ledgers(n, 1)
		if err != nil {
			return err
		}
		a, err := t.counties[n].Upload(ctx, x.Name, x.Data, nil)
		if err != nil {
			return err
		}
		if err := c.oracle.note(a, x.Data); err != nil {
			return err
		}
	}
	dir, err := f.folder("T14-files")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "backup")
	working, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() { c.work(working, 3); close(over) }()
	c.mu.Lock()
	before := append([]string(nil), c.oracle.order...)
	c.mu.Unlock()
	r, err := f.binary.Do(ctx, append([]string{"backup", file}, t.Flags()...)...)
	cancel()
	<-over
	if err != nil {
		return err
	}
	s.hold("backup while writing", "exit 0", fmt.Sprintf("exit %d", r.Code), r.Code == 0)
	if err := t.drill(ctx, f, s, file, before, &c.oracle); err != nil {
		return err
	}
	return t.badBackups(ctx, f, s, dir, file)
}

// drill restores a backup in an empty folder that has the key, opens a house
// there and holds it against what the old one had answered.
func (t *town) drill(ctx context.Context, f *field, s *score, file string, before []string, all *oracle) error {
	dir, err := f.folder("T14-there")
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(t.Dir, "chunfeng.key"), filepath.Join(data, "chunfeng.key")); err != nil {
		return err
	}
	r, err := f.binary.Do(ctx, "restore", "--data", data, file)
	if err != nil {
		return err
	}
	s.hold("restore on an empty machine", "exit 0", fmt.Sprintf("exit %d", r.Code), r.Code == 0)
	there, err := f.moveIn(ctx, house.Options{Dir: data}, t)
	if err != nil {
		return err
	}
	kept := &oracle{hash: map[string]string{}, order: before}
	for _, id := range before {
		kept.hash[id] = all.hash[id]
	}
	lost, half, err := kept.verify(ctx, there.city, func(int) bool { return true })
	if err != nil {
		return err
	}
	s.zero(fmt.Sprintf("of %d filings from before the backup lost or changed", len(before)), len(lost), lost...)
	s.zero("filings half there", len(half), half...)
	old, err := records(ctx, t, there)
	if err != nil {
		return err
	}
	s.zero("returns whose records differ", len(old), old...)
	return there.Kill()
}

// records compares the records of every return that a restored house has with
// those of the old house.
func records(ctx context.Context, old, restored *town) ([]string, error) {
	all, err := house.All[house.Return](ctx, restored.city, "/returns")
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, r := range all {
		a, err := old.city.Get(ctx, "/returns/"+r.ID+"/records")
		if err != nil {
			return nil, err
		}
		b, err := restored.city.Get(ctx, "/returns/"+r.ID+"/records")
		if err != nil {
			return nil, err
		}
		if !a.OK() || string(a.Body) != string(b.Body) {
			differ = append(differ, r.ID)
		}
	}
	return differ, nil
}

// badBackups must be refused whole.
func (t *town) badBackups(ctx context.Context, f *field, s *score, dir, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	key := filepath.Join(t.Dir, "chunfeng.key")
	other, err := f.settle(ctx, "T14-other", f.usual(), house.Options{})
	if err != nil {
		return err
	}
	if err := other.Kill(); err != nil {
		return err
	}
	flipped := append([]byte(nil), data...)
	flipped[len(flipped)/2] ^= 1
	var let []string
	for what, x := range map[string]struct {
		data []byte
		key  string
	}{
		"wrong key": {data, filepath.Join(other.Dir, "chunfeng.key")}, "cut": {data[:len(data)*2/3], key}, "cut at the end": {data[:len(data)-1], key},
		"one bit flipped": {flipped, key}, "longer": {append(append([]byte(nil), data...), 'x'), key}, "empty": {nil, key},
	} {
		there := filepath.Join(dir, strings.ReplaceAll(what, " ", "-"))
		if err := os.MkdirAll(there, 0o700); err != nil {
			return err
		}
		if err := copyFile(x.key, filepath.Join(there, "chunfeng.key")); err != nil {
			return err
		}
		bad := there + ".bad"
		if err := os.WriteFile(bad, x.data, 0o600); err != nil {
			return err
		}
		r, err := f.binary.Do(ctx, "restore", "--data", there, bad)
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(there, "chunfeng.db")); r.Code == 0 || err == nil {
			let = append(let, what)
		}
	}
	s.zero("bad backups (wrong key, cut, flipped, longer, empty) not refused whole", len(let), let...)
	return nil
}
