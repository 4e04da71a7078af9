package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"chunfeng/cmd/siege/house"
)

// fullDisk is T7: uploads fill a small file system; when there is room again
// the same process goes on. A data folder that cannot be written is told.
func fullDisk(ctx context.Context, f *field, s *score) error {
	dir, err := f.small(s, "T7", 24)
	if err != nil || dir == "" {
		return err
	}
	data := filepath.Join(dir, "data")
	t, err := f.town(ctx, "T7-log", house.Options{Dir: data})
	if err != nil {
		return err
	}
	ballast := filepath.Join(dir, "ballast")
	var o oracle
	var other []string
	full, count := 0, 0
	for round := range 3 {
		if err := fill(ballast); err != nil {
			return err
		}
		for n := range f.many(20, 100) {
			x, err := t.campaign.Reseeded(uint64(round*1000+n)).Ledgers(n%t.campaign.Counties, 1+n%5)
			if err != nil {
				return err
			}
			a, err := t.who(x.Unit).Upload(ctx, x.Name, x.Data, nil)
			count++
			switch {
			case err != nil:
				other = append(other, err.Error())
			case a.Status == http.StatusInsufficientStorage, a.Status == http.StatusServiceUnavailable:
				full++
			case a.Status == http.StatusCreated:
				if err := o.note(a, x.Data); err != nil {
					return err
				}
			default:
				other = append(other, fmt.Sprintf("%d %.120s", a.Status, a.Body))
			}
		}
		if err := os.Remove(ballast); err != nil {
			return err
		}
		x, err := t.campaign.Reseeded(uint64(round+77777)).Ledgers(round, 2)
		if err != nil {
			return err
		}
		a, err := t.who(x.Unit).Upload(ctx, x.Name, x.Data, nil)
		if err := house.Taken(a, err); err != nil {
			return fmt.Errorf("hand in with room again: %w", err)
		}
		if err := o.note(a, x.Data); err != nil {
			return err
		}
	}
	lost, half, err := o.verify(ctx, t.city, func(int) bool { return true })
	if err != nil {
		return err
	}
	s.tell("uploads to a full disk", "%d: %d answered 507 or 503, %d still found room", count, full, len(o.order)-3)
	s.hold("answered 507 or 503", "≥ 1", fmt.Sprint(full), full > 0)
	s.zero("other answers", len(other), other...)
	s.zero("lost", len(lost), lost...)
	s.zero("half there", len(half), half...)
	s.hold("works again with room, without a restart", "yes", "yes", true)
	if err := t.Stop(); err != nil {
		return err
	}
	if why := integrity(ctx, filepath.Join(data, "chunfeng.db")); why != "" {
		s.hold("integrity_check", "ok", why, false)
	}
	return readOnly(ctx, f, s, dir, data)
}

// fill takes all room but some pages.
func fill(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	chunk := make([]byte, 16<<10)
	for err == nil {
		_, err = file.Write(chunk)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil && !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return os.Truncate(name, max(0, info.Size()-200<<10))
}

// readOnly starts a house whose data folder cannot be written.
func readOnly(ctx context.Context, f *field, s *score, mount, data string) error {
	if err := syscall.Mount("siege", mount, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("mount read-only: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	r, err := f.binary.Do(limited, "serve", "--data", data, "--listen", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start on a read-only disk: %w", err)
	}
	told := r.Code == 1 && len(r.Err) > 0 && !bytes.Contains([]byte(r.Err), []byte("panic"))
	s.hold("read-only data folder: told at the start", "exit 1 and a sentence", fmt.Sprintf("exit %d: %.120q", r.Code, r.Err), told)
	return nil
}

// failingCalls is T6: the n-th write, sync or truncation of the real process
// fails. The same for every SQL call is a test of server/store.
func failingCalls(ctx context.Context, f *field, s *score) error {
	strace, missing := exec.LookPath("strace")
	if missing != nil {
		s.skip("no strace")
		return f.storeTests(ctx, s)
	}
	t, err := f.town(ctx, "T6", house.Options{})
	if err != nil {
		return err
	}
	var o oracle
	var unclear []string
	failed, whole := 0, 0
	for _, call := range []string{"pwrite64:error=EIO", "pwrite64:error=ENOSPC", "fsync:error=EIO", "fdatasync:error=EIO", "ftruncate:error=EIO"} {
		for n := 1; n <= f.many(8, 25); n++ {
			answer, data, err := f.uploadUnder(ctx, t, strace, fmt.Sprintf("inject=%s:when=%d", call, n), uint64(failed+whole))
			switch {
			case err != nil:
				unclear = append(unclear, err.Error())
			case answer.OK():
				whole++
				err = o.note(answer, data)
			case answer.Status == 507 || answer.Status == 503 || answer.Status == 500:
				failed++
			default:
				unclear = append(unclear, fmt.Sprintf("%s %d: %d %.100s", call, n, answer.Status, answer.Body))
			}
			if err == nil {
				err = f.again(ctx, t, data, &o)
			}
			if err != nil {
				unclear = append(unclear, fmt.Sprintf("%s %d: %v", call, n, err))
			}
		}
	}
	lost, half, err := o.verify(ctx, t.city, func(int) bool { return true })
	if err != nil {
		return err
	}
	s.tell("uploads while a system call fails", "%d: %d answered with an error, %d whole", failed+whole, failed, whole)
	s.hold("failures that uploads met", "≥ 1", fmt.Sprint(failed), failed > 0)
	s.zero("no clear answer, or the next try fails", len(unclear), unclear...)
	s.zero("lost", len(lost), lost...)
	s.zero("half there", len(half), half...)
	if err := t.Stop(); err != nil {
		return err
	}
	if why := integrity(ctx, filepath.Join(t.Dir, "chunfeng.db")); why != "" {
		s.hold("integrity_check", "ok", why, false)
	}
	return f.storeTests(ctx, s)
}

// uploadUnder hands in a workbook while strace lets calls of the house fail.
func (f *field) uploadUnder(ctx context.Context, t *town, strace, inject string, n uint64) (*house.Answer, []byte, error) {
	x, err := t.campaign.Reseeded(n+1).Ledgers(0, 1)
	if err != nil {
		return nil, nil, err
	}
	over, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(over, strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=pwrite64,fsync,fdatasync,ftruncate", "-e", inject, "-p", fmt.Sprint(t.PID()))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it lets go of the house
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	time.Sleep(150 * time.Millisecond)
	a, err := t.counties[0].Upload(ctx, x.Name, x.Data, nil)
	cancel()
	_ = cmd.Wait()
	return a, x.Data, err
}

// again hands in the same workbook when nothing fails any more.
func (f *field) again(ctx context.Context, t *town, data []byte, o *oracle) error {
	a, err := t.counties[0].Upload(ctx, "再报.xlsx", data, nil)
	switch {
	case err != nil:
		return err
	case !a.OK():
		return fmt.Errorf("the next try: %d %.100s", a.Status, a.Body)
	}
	return o.note(a, data)
}

// storeTests runs the tests that let every SQL call fail.
func (f *field) storeTests(ctx context.Context, s *score) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "TestEveryCallFails|TestFullAndReadOnly", "chunfeng/server/store/sqlite", "chunfeng/server/store/postgres")
	cmd.Dir = f.source
	out, err := cmd.CombinedOutput()
	s.hold("every SQL call fails once (tests of server/store)", "pass", map[bool]string{true: "pass", false: string(out)}[err == nil], err == nil)
	return nil
}
