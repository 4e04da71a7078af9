package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"chunfeng/server/desk"
)

var noon = time.Date(2024, 2, 4, 12, 0, 0, 0, time.UTC)

func notice(n int) desk.Notice {
	return desk.Notice{ID: fmt.Sprint("n", n), Campaign: "spring", Period: "2024-02-04", Text: "【报送提醒】椒江区：走访慰问台账", Missing: 1, At: noon}
}

// A robot answers with statuses one after the other, the last one for ever.
type robot struct {
	mu     sync.Mutex
	answer []int
	got    []*http.Request
	bodies [][]byte
	done   chan struct{} // one for each request
}

func (r *robot) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	data, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	status := r.answer[0]
	if len(r.answer) > 1 {
		r.answer = r.answer[1:]
	}
	r.got, r.bodies = append(r.got, req), append(r.bodies, data)
	r.mu.Unlock()
	if status == http.StatusFound {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
	r.done <- struct{}{}
}

func start(t *testing.T, r *robot, o Options) (*Hook, *bytes.Buffer, func()) {
	t.Helper()
	r.done = make(chan struct{}, 100)
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	var log bytes.Buffer
	o.URL, o.Now = s.URL+"/robot?key=geheim", func() time.Time { return noon }
	o.Log = slog.New(slog.NewJSONHandler(&log, nil))
	o.Waits = []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { h.Run(ctx); close(ended) }()
	return h, &log, func() { stop(); <-ended }
}

func TestNoticeIsSigned(t *testing.T) {
	r := &robot{answer: []int{200}}
	h, log, stop := start(t, r, Options{Secret: "s3cret"})
	if !h.Send(notice(1)) {
		t.Fatal("not taken")
	}
	<-r.done
	stop()
	if len(r.got) != 1 {
		t.Fatalf("%d requests", len(r.got))
	}
	want := fmt.Sprintf("t=%d,v1=%s", noon.Unix(), Sign("s3cret", noon.Unix(), r.bodies[0]))
	if got := r.got[0].Header.Get("X-Chunfeng-Signature"); got != want {
		t.Errorf("signature %q, want %q", got, want)
	}
	if Sign("other", noon.Unix(), r.bodies[0]) == Sign("s3cret", noon.Unix(), r.bodies[0]) || Sign("s3cret", 1, nil) == Sign("s3cret", 2, nil) {
		t.Error("the signature depends neither on secret nor time")
	}
	var p payload
	if err := json.Unmarshal(r.bodies[0], &p); err != nil || p.Type != "text" || p.Text.Content != notice(1).Text || p.Reminder.Period != "2024-02-04" {
		t.Errorf("sent %s, %v", r.bodies[0], err)
	}
	if strings.Contains(log.String(), "geheim") || strings.Contains(log.String(), "椒江") {
		t.Errorf("the log tells too much: %s", log)
	}
}

func TestTries(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer []int
		tries  int
		sent   bool
	}{
		{"at once", []int{200}, 1, true},
		{"after trouble", []int{503, 500, 204}, 3, true},
		{"too often", []int{429, 200}, 2, true},
		{"never", []int{500}, 4, false},
		{"refused for good", []int{400}, 1, false},
		{"sent elsewhere, which is not followed", []int{302}, 1, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := &robot{answer: tc.answer}
			h, log, stop := start(t, r, Options{})
			h.Send(notice(1))
			for range tc.tries {
				<-r.done
			}
			r.mu.Lock()
			r.answer = []int{200}
			r.mu.Unlock()
			h.Send(notice(2)) // comes after all tries of the first
			<-r.done
			stop()
			if len(r.got) != tc.tries+1 {
				t.Errorf("%d tries, want %d", len(r.got)-1, tc.tries)
			}
			if strings.Contains(log.String(), `"msg":"reminder sent","notice":"n1"`) != tc.sent {
				t.Errorf("log: %s", log)
			}
			for i := range tc.tries {
				if r.got[i].Header.Get("Idempotency-Key") != "n1" || r.got[i].URL.Path != "/robot" || r.got[i].Header.Get("X-Chunfeng-Signature") != "" {
					t.Errorf("try %d: %s %v", i+1, r.got[i].URL, r.got[i].Header)
				}
			}
		})
	}
}

// Whoever sends never waits, also when nobody takes what is sent.
func TestNeverBlocks(t *testing.T) {
	hang := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	defer s.Close()
	defer close(hang)
	h, err := New(Options{URL: s.URL, Log: slog.New(slog.DiscardHandler), Now: time.Now, Queue: 2, Timeout: 50 * time.Millisecond, Waits: []time.Duration{}})
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for n := range 5 {
		if h.Send(notice(n)) {
			taken++
		}
	}
	if taken != 2 {
		t.Errorf("%d of 5 were taken, want 2", taken)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { h.Run(ctx); close(ended) }()
	stop() // also in the middle of a try
	<-ended
}

func TestAddress(t *testing.T) {
	for _, u := range []string{"", "robot", "ftp://host/x", "file:///etc/passwd", "http://", "https:host", "://", "http://a b"} {
		if _, err := New(Options{URL: u, Log: slog.New(slog.DiscardHandler), Now: time.Now}); err == nil || strings.Contains(err.Error(), "host") {
			t.Errorf("address %q: %v", u, err)
		}
	}
}
