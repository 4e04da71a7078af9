package storetest

import (
	"errors"
	"os"
	"sync"
	"testing"

	"chunfeng/server/store/cluster"
)

// RequireTools is the variable that, set to 1, makes a missing tool a failure
// instead of a skipped test.
const RequireTools = "CHUNFENG_REQUIRE_TOOLS"

// A Server is a PostgreSQL server for tests.
type Server struct{ *cluster.Server }

// StartServer starts a server from the binaries that Debian installs and stops
// it when the test ends. Without them the test is skipped, or fails where
// RequireTools is set.
func StartServer(t testing.TB) *Server {
	t.Helper()
	var one Shared
	t.Cleanup(func() {
		if err := one.Stop(); err != nil {
			t.Error(err)
		}
	})
	return one.Server(t)
}

// A Shared is a server that the tests of a package share, started by the first
// that wants it. The package's TestMain stops it.
type Shared struct {
	once   sync.Once
	server *cluster.Server
	err    error
}

// Server is the server, as StartServer gives it.
func (o *Shared) Server(t testing.TB) *Server {
	t.Helper()
	o.once.Do(func() {
		if o.server, o.err = cluster.NewInMemory(); o.err == nil {
			o.err = o.server.Start()
		}
	})
	if errors.Is(o.err, cluster.ErrAbsent) && os.Getenv(RequireTools) != "1" {
		t.Skip(o.err)
	}
	if o.err != nil {
		t.Fatal(o.err)
	}
	return &Server{o.server}
}

// Stop stops the server, if there is one, and removes its files.
func (o *Shared) Stop() error {
	if o.server == nil {
		return nil
	}
	return errors.Join(o.server.Stop(), o.server.Remove())
}

// Start starts the server and waits until it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.Server.Start(); err != nil {
		t.Fatal(err)
	}
}

// Fresh makes an empty database and returns the string that opens it.
func (s *Server) Fresh(t testing.TB) string {
	t.Helper()
	source, err := s.Server.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	return source
}
