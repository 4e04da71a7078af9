package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrAbsent is returned where PostgreSQL is not installed as Debian does it.
var ErrAbsent = errors.New("no PostgreSQL in /usr/lib/postgresql: install the package postgresql")

// A Server is a PostgreSQL server reached by a socket in a folder of its own.
// Unless Durable it does not wait for the disk.
type Server struct {
	Folder  string // of the socket and, in data, the data
	Durable bool   // may be set before a Start

	bin       string
	run       *exec.Cmd
	as        *syscall.Credential // nil: as we are
	databases atomic.Int64
}

// New makes the files of a server, which does not run yet. Remove removes them.
// ErrAbsent.
func New() (*Server, error) { return newIn("/tmp") }

// memory is where Linux keeps files in memory, and room what must be free of it
// for a server that lives as long as a test.
const (
	memory = "/dev/shm"
	room   = 2 << 30
)

// NewInMemory is New with the files in memory where there is room, which spares
// a server that makes many databases most of its work. It is not for one that
// shall be Durable.
func NewInMemory() (*Server, error) {
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err != nil || free.Bavail*uint64(free.Bsize) < room {
		return New()
	}
	s, err := newIn(memory)
	if errors.Is(err, fs.ErrPermission) {
		return New()
	}
	return s, err
}

// newIn is New with the files below a folder, whose path must be short: a
// socket's may have 107 bytes.
func newIn(dir string) (*Server, error) {
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return nil, fmt.Errorf("find PostgreSQL: %w", err)
	}
	if len(bins) == 0 {
		return nil, ErrAbsent
	}
	folder, err := os.MkdirTemp(dir, "pg")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	s := &Server{Folder: folder, bin: filepath.Dir(slices.Max(bins))}
	err = s.become()
	if err == nil {
		err = s.command("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	}
	if err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

// Remove removes what New made.
func (s *Server) Remove() error { return os.RemoveAll(s.Folder) }

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

func (s *Server) command(name string, args ...string) error {
	if out, err := s.prepare(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("run %s: %w\n%s", name, err, out)
	}
	return nil
}

// Start starts the server and waits until it answers.
func (s *Server) Start() error {
	var log bytes.Buffer
	args := []string{"-D", s.data(), "-k", s.Folder, "-c", "listen_addresses="}
	if !s.Durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	s.run = s.prepare("postgres", args...)
	s.run.Stderr = &log
	if err := s.run.Start(); err != nil {
		s.run = nil
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for s.prepare("pg_isready", "-h", s.Folder, "-q").Run() != nil {
		select {
		case <-ctx.Done():
			s.Kill()
			return fmt.Errorf("PostgreSQL does not answer:\n%s", log.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
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
func (s *Server) Stop() error {
	if s.run == nil {
		return nil
	}
	var exit *exec.ExitError
	_ = s.run.Process.Signal(syscall.SIGINT) // fast shutdown: sessions are ended
	err := s.run.Wait()
	s.run = nil
	if err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return nil
}

// Fresh makes an empty database and returns the string that opens it.
func (s *Server) Fresh() (string, error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	if err := s.command("createdb", "-h", s.Folder, "-U", "postgres", name); err != nil {
		return "", err
	}
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres&sslmode=disable", name, s.Folder), nil
}
