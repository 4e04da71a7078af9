package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"chunfeng/cmd/siege/campaign"
	"chunfeng/cmd/siege/house"
	"chunfeng/server/store/cluster"
)

// A field is what trials share: the binary, a folder, what runs and must end.
type field struct {
	options
	log      io.Writer
	dir      string
	binary   house.Binary
	prepared *town // whose folder others are copies of
	undo     []func() error
}

func prepare(ctx context.Context, o options, log io.Writer) (*field, error) {
	dir, err := os.MkdirTemp("", "siege-")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	f := &field{options: o, log: log, dir: dir}
	if f.binary, err = house.Build(ctx, o.source, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return f, nil
}

// later ends something when the trial is over.
func (f *field) later(undo func() error) { f.undo = append(f.undo, undo) }

// clear ends what a trial left, the last first.
func (f *field) clear() {
	for i := len(f.undo) - 1; i >= 0; i-- {
		if err := f.undo[i](); err != nil {
			fmt.Fprintln(f.log, "siege: clear:", err)
		}
	}
	f.undo = nil
}

func (f *field) remove() {
	f.clear()
	if f.keep {
		fmt.Fprintln(f.log, "siege: kept", f.dir)
		return
	}
	if err := os.RemoveAll(f.dir); err != nil {
		fmt.Fprintln(f.log, "siege: remove:", err)
	}
}

// many is short's number in the short form and long's in the long one, scaled.
func (f *field) many(short, long int) int {
	n := short
	if f.long {
		n = long
	}
	return max(1, int(float64(n)*f.scale))
}

// folder makes a folder of a trial.
func (f *field) folder(name string) (string, error) {
	dir := filepath.Join(f.dir, name)
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	return dir, nil
}

// A town is a house with a campaign and people: the city, and an account for
// each county.
type town struct {
	*house.House
	campaign *campaign.Campaign
	city     *house.Person
	counties []*house.Person
}

// who files for a unit: its county, of firms too.
func (t *town) who(unit string) *house.Person {
	for n := range t.campaign.Counties {
		if t.campaign.County(n) == unit {
			return t.counties[n]
		}
	}
	for _, x := range t.campaign.Firms {
		if x.Code == unit {
			return t.counties[x.County]
		}
	}
	return t.city
}

// usual is the campaign of most trials.
func (f *field) usual() *campaign.Campaign {
	return campaign.New(f.seed, campaign.Size{Counties: 10, Firms: 50, Weeks: 5, Workers: 100, Fairs: 12, Visits: 30})
}

// town opens a house of the usual campaign on SQLite, as a copy of one that is
// made at the first call.
func (f *field) town(ctx context.Context, name string, o house.Options) (*town, error) {
	if f.prepared == nil {
		t, err := f.settle(ctx, "prepared", f.usual(), house.Options{})
		if err != nil {
			return nil, err
		}
		if err := t.Stop(); err != nil {
			return nil, err
		}
		f.prepared = t
	}
	dir := filepath.Join(f.dir, name)
	if o.Dir == "" {
		o.Dir = filepath.Join(dir, "data")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	for _, part := range [...]string{"chunfeng.db", "chunfeng.key"} {
		if err := copyFile(filepath.Join(f.prepared.Dir, part), filepath.Join(o.Dir, part)); err != nil {
			return nil, fmt.Errorf("copy house: %w", err)
		}
	}
	return f.moveIn(ctx, o, f.prepared)
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}

// moveIn opens a house and lets the people of another town live there.
func (f *field) moveIn(ctx context.Context, o house.Options, from *town) (*town, error) {
	o.Binary = f.binary
	h, err := house.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	f.later(h.Kill)
	t := &town{House: h, campaign: from.campaign, city: from.city.At(h)}
	for _, p := range from.counties {
		t.counties = append(t.counties, p.At(h))
	}
	return t, nil
}

// settle opens a new house with a campaign and makes its accounts.
func (f *field) settle(ctx context.Context, name string, c *campaign.Campaign, o house.Options) (*town, error) {
	dir, err := f.folder(name)
	if err != nil {
		return nil, err
	}
	o.Binary = f.binary
	if o.Dir == "" {
		o.Dir = filepath.Join(dir, "data")
	}
	if o.Campaign, err = c.WriteRegister(dir); err != nil {
		return nil, err
	}
	h, err := house.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	f.later(h.Kill)
	t := &town{House: h, campaign: c}
	if t.city, err = h.First(ctx); err != nil {
		return nil, err
	}
	for n := range c.Counties {
		login := "county" + c.County(n)
		var p *house.Person
		if n == 0 {
			p, err = h.Invited(ctx, "county", c.County(n), login)
		} else {
			p, err = t.city.Invite(ctx, "county", c.County(n), login)
		}
		if err != nil {
			return nil, err
		}
		p.Unit = c.County(n)
		t.counties = append(t.counties, p)
	}
	return t, nil
}

// postgres starts a PostgreSQL server for a trial; nil, with a word in the
// score, where there is none.
func (f *field) postgres(s *score, durable bool) (*cluster.Server, error) {
	server, err := cluster.New()
	if errors.Is(err, cluster.ErrAbsent) {
		s.skip("%v", err)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.later(server.Remove)
	server.Durable = durable
	if err := server.Start(); err != nil {
		return nil, err
	}
	f.later(server.Stop)
	return server, nil
}

// small mounts a file system of so many MiB in memory; "" where we may not.
func (f *field) small(s *score, name string, mib int) (string, error) {
	if os.Getuid() != 0 {
		s.skip("only root mounts a small file system")
		return "", nil
	}
	dir, err := f.folder(name)
	if err != nil {
		return "", err
	}
	if err := syscall.Mount("siege", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0700", mib)); err != nil {
		s.skip("mount a small file system: %v", err)
		return "", nil
	}
	f.later(func() error { return syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir, nil
}

// machine says on what this runs.
func machine() string {
	model := runtime.GOARCH
	info, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	kernel, err := exec.Command("uname", "-r").Output()
	if err != nil {
		kernel = []byte(runtime.GOOS)
	}
	return fmt.Sprintf("%d cores %s, Linux %s, %s", runtime.NumCPU(), model, bytes.TrimSpace(kernel), runtime.Version())
}
