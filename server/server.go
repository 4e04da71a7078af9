package server

import (
	"context"
	"crypto/tls"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/server/api"
	"chunfeng/server/auth"
	"chunfeng/server/gate"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// Pages are what people see in browsers. Problem shows what went wrong.
type Pages interface {
	Register(e *echo.Echo)
	Problem(c echo.Context, p problem.Problem) error
}

// Options are what a Server is made of. Store, Auth, API, Gate, Log and Random
// are needed.
type Options struct {
	Store  store.Store
	Auth   *auth.Auth
	API    *api.API
	Gate   *gate.Gate
	Pages  Pages // nil: none
	Log    *slog.Logger
	Random io.Reader // of ticket numbers

	Proxies []*net.IPNet // that may say for whom they ask; none: nobody
	TLS     *tls.Config  // nil: plain HTTP
	Metrics string       // the token that /metrics asks for; "" hides it here
	Limits  Limits
}

// Limits are the times and sizes of requests. Zero fields take the default in
// brackets.
type Limits struct {
	Header    time.Duration // to send the headers [5 s]
	HeaderMax int           // bytes of headers [32 KiB]
	Grace     time.Duration // before a body must keep up Rate [20 s]
	Rate      int64         // bytes a second of a body [2 KiB]
	Answer    time.Duration // to take the answer, after the body [2 min]
	Idle      time.Duration // between requests [2 min]
	Shutdown  time.Duration // for what is under way at the end [30 s]
}

func (l Limits) orDefault() Limits {
	l.Header = or(l.Header, 5*time.Second)
	l.HeaderMax = or(l.HeaderMax, 32<<10)
	l.Grace = or(l.Grace, 20*time.Second)
	l.Rate = or(l.Rate, 2<<10)
	l.Answer = or(l.Answer, 2*time.Minute)
	l.Idle = or(l.Idle, 2*time.Minute)
	l.Shutdown = or(l.Shutdown, 30*time.Second)
	return l
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// A Server answers requests. Its Echo may be asked for routes; nothing should
// be added to it once it serves.
type Server struct {
	Echo *echo.Echo

	o       Options
	limits  Limits
	counted *counts
	http    *http.Server
}

// New puts a Server together.
func New(o Options) (*Server, error) {
	if o.Store == nil || o.Auth == nil || o.API == nil || o.Gate == nil || o.Log == nil || o.Random == nil {
		return nil, errors.New("make server: store, auth, API, gate, log and randomness are needed")
	}
	s := &Server{Echo: echo.New(), o: o, limits: o.Limits.orDefault(), counted: newCounts()}
	e := s.Echo
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = extractor(o.Proxies)
	handler := &problem.Handler{Log: o.Log, Ticket: s.ticket}
	if o.Pages != nil {
		handler.Page = o.Pages.Problem
	}
	e.HTTPErrorHandler = handler.Handle
	e.Use(s.observed, s.recovered, s.guarded, s.paced, gate.SameOrigin())
	e.GET("/healthz", s.alive)
	e.GET("/readyz", s.ready)
	e.GET("/metrics", s.metrics)
	// Whoever watches over the process is not looked up in the database.
	e.Use(except(watched, o.Gate.Recognise))
	o.API.Register(e)
	if o.Pages != nil {
		o.Pages.Register(e)
	}
	s.http = &http.Server{
		Handler:           headAsGet(e),
		TLSConfig:         o.TLS,
		ReadHeaderTimeout: s.limits.Header,
		IdleTimeout:       s.limits.Idle,
		MaxHeaderBytes:    s.limits.HeaderMax,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// watched are the paths that answer to whoever watches over the process.
var watched = []string{"/healthz", "/readyz", "/metrics"}

// except applies a middleware to all but some paths.
func except(paths []string, m echo.MiddlewareFunc) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		applied := m(next)
		return func(c echo.Context) error {
			for _, p := range paths {
				if c.Request().URL.Path == p {
					return next(c)
				}
			}
			return applied(c)
		}
	}
}

// extractor tells where a request came from: the peer, or, where that is one of
// our proxies, whom it names. X-Forwarded-For of anybody else is a lie.
func extractor(proxies []*net.IPNet) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(p))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// Secure makes the function by which a gate knows that a request came over
// TLS: to us, or to a proxy of ours that says so.
func Secure(proxies []*net.IPNet) func(*http.Request) bool {
	return func(r *http.Request) bool {
		if r.TLS != nil {
			return true
		}
		if r.Header.Get("X-Forwarded-Proto") != "https" {
			return false
		}
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		ip := net.ParseIP(host)
		if err != nil || ip == nil {
			return false
		}
		for _, p := range proxies {
			if p.Contains(ip) {
				return true
			}
		}
		return false
	}
}

// Serve answers on a listener until the context ends, and then waits for what
// is under way.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ended := make(chan error, 1)
	go func() {
		if s.o.TLS != nil {
			ended <- s.http.ServeTLS(l, "", "")
			return
		}
		ended <- s.http.Serve(l)
	}()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Shutdown)
	defer cancel()
	err := s.http.Shutdown(down)
	if err != nil {
		err = errors.Join(fmt.Errorf("shut down: %w", err), s.http.Close())
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// ticket makes a number that ties what a user reports to a line of the log.
func (s *Server) ticket() string {
	b := make([]byte, 5)
	if _, err := io.ReadFull(s.o.Random, b); err != nil {
		return "0"
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}
