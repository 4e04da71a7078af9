package storetest

import (
	"errors"
	"os"
	"testing"

	"chunfeng/server/store/cluster"
)

// RequireTools is the variable that, set to 1, makes a missing tool a failure
// instead of a skipped test.
const RequireTools = "CHUNFENG_REQUIRE_TOOLS"

// A Server is a PostgreSQL server of one test.
type Server struct{ *cluster.Server }

// StartServer starts a server from the binaries that Debian installs and stops
// it when the test ends. Without them the test is skipped, or fails where
// RequireTools is set.
func StartServer(t testing.TB) *Server {
	t.Helper()
	s, err := cluster.New()
	if errors.Is(err, cluster.ErrAbsent) && os.Getenv(RequireTools) != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Remove() })
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	w := &Server{s}
	w.Start(t)
	return w
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
