package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/server/problem"
)

// headAsGet answers HEAD as it would GET (RFC 9110, 9.3.2). The connection knows
// what was asked and leaves the body out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// guarded sets the headers that keep browsers from doing with an answer what it
// is not for. Pages may set their own policy.
func (s *Server) guarded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", policy)
		if c.Request().TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if c.Request().URL.Path != "/api/docs" {
			h.Set("Cache-Control", "no-store")
		}
		return next(c)
	}
}

// policy lets pages load from here alone, and run nothing that stands in them.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// recovered turns a panic of a handler into an error, so that one request's
// trouble stays its own.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if cause, ok := p.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
				panic(p)
			}
			if p != nil {
				s.counted.panics.Inc()
				err = fmt.Errorf("handle request: panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// paced makes a body keep up its least rate, and gives the answer its time
// after that.
func (s *Server) paced(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		control := http.NewResponseController(c.Response().Writer)
		p := &pacer{body: c.Request().Body, control: control, limits: s.limits}
		err := p.end()
		if r := c.Request(); r.Body != nil && r.Body != http.NoBody {
			err = p.extend()
			r.Body = p
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

// A pacer is a body whose reading must keep up a rate: only the time spent
// waiting for bytes counts, not what we do between.
type pacer struct {
	body    io.ReadCloser
	control *http.ResponseController
	limits  Limits
	waited  time.Duration
	got     int64
}

func (p *pacer) allowed() time.Duration {
	return p.limits.Grace + time.Duration(p.got)*time.Second/time.Duration(p.limits.Rate)
}

func (p *pacer) extend() error {
	now := time.Now()
	left := max(p.allowed()-p.waited, 0)
	return p.set(now.Add(left), now.Add(left+p.limits.Answer))
}

// end is when nothing more is to come. The server goes on reading, to learn
// that the client goes away, and would take a deadline for that.
func (p *pacer) end() error { return p.set(time.Time{}, time.Now().Add(p.limits.Answer)) }

func (p *pacer) set(read, write time.Time) error {
	err := errors.Join(p.control.SetReadDeadline(read), p.control.SetWriteDeadline(write))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set deadlines: %w", err)
	}
	return nil
}

func (p *pacer) Read(b []byte) (int, error) {
	if err := p.extend(); err != nil {
		return 0, err
	}
	began := time.Now()
	n, err := p.body.Read(b)
	p.waited += time.Since(began)
	p.got += int64(n)
	if errors.Is(err, io.EOF) {
		if e := p.end(); e != nil {
			return n, e
		}
	}
	return n, err
}

func (p *pacer) Close() error { return p.body.Close() }

// observed counts and logs a request when it has been answered: its route, not
// its path, which may hold what somebody typed.
func (s *Server) observed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		s.counted.under.Inc()
		defer s.counted.under.Dec()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		took := time.Since(began)
		status := c.Response().Status
		s.counted.request(c.Request().Method, c.Path(), status, took)
		s.o.Log.Info("request", "method", c.Request().Method, "route", c.Path(), "status", status, "bytes", c.Response().Size,
			"ms", took.Milliseconds(), "address", c.RealIP())
		return nil
	}
}

func (s *Server) alive(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says whether requests can be answered: the database answers.
func (s *Server) ready(c echo.Context) error {
	if err := s.o.Store.Ping(c.Request().Context()); err != nil {
		return fmt.Errorf("get ready: %w", err)
	}
	return c.String(http.StatusOK, "ready\n")
}

// notHere is the answer for what is hidden.
func notHere() error { return problem.New("not_found") }
