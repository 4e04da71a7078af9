package server

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// counts is what a server counts. Each has its own registry, so that two can
// live in one process.
type counts struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	under    prometheus.Gauge
	panics   prometheus.Counter
	show     http.Handler
}

func newCounts() *counts {
	c := &counts{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "chunfeng_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.005, .02, .1, .5, 1, 2, 5, 10, 30, 60},
		}, []string{"method", "route", "status"}),
		under:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "chunfeng_requests_under_way", Help: "Requests being answered."}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "chunfeng_panics_total", Help: "Requests that ended in a panic."}),
	}
	c.registry.MustRegister(c.requests, c.under, c.panics, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	c.show = promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{})
	return c
}

func (c *counts) request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "none" // a path that nothing answers to, whatever it was
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		method = "other" // whoever invents methods must not invent series
	}
	c.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// MetricsHandler answers with the counts, for a listener of its own.
func (s *Server) MetricsHandler() http.Handler { return s.counted.show }

// metrics answers to whoever has the token; for others there is nothing here.
func (s *Server) metrics(c echo.Context) error {
	want := "Bearer " + s.o.Metrics
	got := c.Request().Header.Get("Authorization")
	if s.o.Metrics == "" || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return notHere()
	}
	s.counted.show.ServeHTTP(c.Response(), c.Request())
	return nil
}
