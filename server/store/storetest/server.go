package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// RequireTools is the variable that, set to 1, makes a missing tool a failure
// instead of a skipped test.
const RequireTools = "CHUNFENG_REQUIRE_TOOLS"

// A Server is a PostgreSQL server of one test, reached by a socket in a folder
// of its own. It does not wait for the disk.
type Server struct {
	Folder string // of the socket and, in data, the data

	bin       string
	run       *exec.Cmd
	as        *syscall.Credential // nil: as we are
	databases atomic.Int64
}

// StartServer starts a server from the binaries that Debian installs and stops
// it when the test ends. Without them the test is skipped, or fails where
// RequireTools is set.
func StartServer(t testing.TB) *Server {
	t.Helper()
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		t.Fatal(err)
	}
	if len(bins) == 0 {
		const message = "no PostgreSQL in /usr/lib/postgresql: install the package postgresql"
		if os.Getenv(RequireTools) == "1" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	// A socket's path may have 107 bytes: the test's own folder can be longer.
	folder, err := os.MkdirTemp("/tmp", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := &Server{Folder: folder, bin: filepath.Dir(slices.Max(bins))}
	if err := s.become(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(t) })
	s.command(t, "initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	s.Start(t)
	return s
}

// become makes the server run as user postgres where we are root, which it
// refuses to be.
func (s *Server) become() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("find user postgres: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return fmt.Errorf("find user postgres: %w", err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return fmt.Errorf("find user postgres: %w", err)
	}
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.Folder, int(uid), int(gid))
}

func (s *Server) data() string { return filepath.Join(s.Folder, "data") }

func (s *Server) prepare(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.Folder
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	return c
}

func (s *Server) command(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := s.prepare(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// Start starts the server and waits until it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	var log bytes.Buffer
	s.run = s.prepare("postgres", "-D", s.data(), "-k", s.Folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off")
	s.run.Stderr = &log
	if err := s.run.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for s.prepare("pg_isready", "-h", s.Folder, "-q").Run() != nil {
		select {
		case <-ctx.Done():
			s.Kill()
			t.Fatalf("PostgreSQL does not answer:\n%s", log.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends the server at once, as a loss of power would, but for the disk.
func (s *Server) Kill() {
	if s.run == nil {
		return
	}
	_ = s.run.Process.Signal(syscall.SIGQUIT) // immediate shutdown: no checkpoint
	_ = s.run.Wait()
	s.run = nil
}

// Stop ends the server in order. It does nothing when there is none.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.run == nil {
		return
	}
	var exit *exec.ExitError
	_ = s.run.Process.Signal(syscall.SIGINT) // fast shutdown: sessions are ended
	if err := s.run.Wait(); err != nil && !errors.As(err, &exit) {
		t.Errorf("stop PostgreSQL: %v", err)
	}
	s.run = nil
}

// Fresh makes an empty database and returns the string that opens it.
func (s *Server) Fresh(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	s.command(t, "createdb", "-h", s.Folder, "-U", "postgres", name)
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres&sslmode=disable", name, s.Folder)
}
