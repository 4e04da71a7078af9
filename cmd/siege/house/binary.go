package house

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A Binary is the path of a chunfeng binary.
type Binary string

// Build builds the binary of the module whose folder is source into a folder.
func Build(ctx context.Context, source, dir string) (Binary, error) {
	out := filepath.Join(dir, "chunfeng")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, "chunfeng/cmd/chunfeng")
	cmd.Dir = source
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build chunfeng: %w\n%s", err, text)
	}
	return Binary(out), nil
}

// A Run is what a command did.
type Run struct {
	Out, Err string
	Code     int
	CPU      time.Duration // user and system
	Wall     time.Duration
	Peak     int64 // bytes of memory
}

// Do runs a command to its end.
func (b Binary) Do(ctx context.Context, args ...string) (Run, error) {
	return Measure(ctx, string(b), args...)
}

// Measure runs any program to its end and says what it took. A program that
// ends with a code is no error.
func Measure(ctx context.Context, name string, args ...string) (Run, error) {
	var out, errs strings.Builder
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return Run{}, fmt.Errorf("run %s: %w", filepath.Base(name), err)
	}
	p := cmd.ProcessState
	r := Run{Out: out.String(), Err: errs.String(), Code: p.ExitCode(), CPU: p.UserTime() + p.SystemTime(), Wall: time.Since(began)}
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		r.Peak = u.Maxrss << 10
	}
	return r, ctx.Err()
}

// Must is Do for commands that have to end well.
func (b Binary) Must(ctx context.Context, args ...string) (Run, error) {
	r, err := b.Do(ctx, args...)
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("chunfeng %s ends with %d: %s", strings.Join(args[:min(2, len(args))], " "), r.Code, r.Err)
	}
	return r, err
}

// environment is ours without what would set the child's.
func environment(more []string) []string {
	var out []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CHUNFENG_") && !strings.HasPrefix(v, "GOMEMLIMIT") {
			out = append(out, v)
		}
	}
	return append(out, more...)
}
