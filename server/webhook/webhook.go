package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"chunfeng/server/desk"
)

// Options are what a Hook is made of. URL, Log and Now are needed.
type Options struct {
	URL     string // https://… or http://…
	Secret  string // of the signature, "" for none
	Log     *slog.Logger
	Now     func() time.Time
	Queue   int             // how many notices may wait; 0 is 16
	Timeout time.Duration   // of one try; 0 is 10 s
	Waits   []time.Duration // before the second and further tries; nil is 2 s, 10 s, 60 s
}

// A Hook sends notices, one after the other.
type Hook struct {
	o      Options
	client *http.Client
	queue  chan desk.Notice
}

// New makes a Hook. An error where the address is none.
func New(o Options) (*Hook, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, errors.New("make webhook: want an address http:// or https://") // which may hold a secret
	}
	if o.Log == nil || o.Now == nil {
		return nil, errors.New("make webhook: log and clock are needed")
	}
	if o.Queue <= 0 {
		o.Queue = 16
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Waits == nil {
		o.Waits = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute}
	}
	return &Hook{o: o, queue: make(chan desk.Notice, o.Queue), client: &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Send takes a notice to be sent, and does not wait. False: too many wait.
func (h *Hook) Send(n desk.Notice) bool {
	select {
	case h.queue <- n:
		return true
	default:
		return false
	}
}

// Run sends what Send takes until the context ends. What waits then is lost: a
// reminder can be asked for again.
func (h *Hook) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-h.queue:
			h.deliver(ctx, n)
		}
	}
}

// deliver tries to send a notice until it is taken, refused for good, or tried
// often enough.
func (h *Hook) deliver(ctx context.Context, n desk.Notice) {
	for try := 0; ; try++ {
		status, err := h.post(ctx, n)
		log := h.o.Log.With("notice", n.ID, "try", try+1, "status", status)
		switch {
		case err == nil && status < 300:
			log.Info("reminder sent")
			return
		case try == len(h.o.Waits) || err == nil && !passing(status):
			log.Warn("reminder not sent", "err", err)
			return
		}
		log.Info("reminder is tried again", "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(h.o.Waits[try]):
		}
	}
}

// passing reports whether the same request may be taken later.
func passing(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500
}

// payload is what is sent. The first two members are what robots of 企业微信 and
// 钉钉 take; programs read the third.
type payload struct {
	Type string `json:"msgtype"`
	Text struct {
		Content string `json:"content"`
	} `json:"text"`
	Reminder struct {
		ID       string `json:"id"`
		Campaign string `json:"campaign"`
		Period   string `json:"period"`
		Missing  int    `json:"missing"`
		At       string `json:"at"`
	} `json:"reminder"`
}

func body(n desk.Notice) ([]byte, error) {
	p := payload{Type: "text"}
	p.Text.Content = n.Text
	p.Reminder.ID, p.Reminder.Campaign, p.Reminder.Period, p.Reminder.Missing = n.ID, n.Campaign, n.Period, n.Missing
	p.Reminder.At = n.At.Format(time.RFC3339)
	return json.Marshal(p)
}

func (h *Hook) post(ctx context.Context, n desk.Notice) (status int, err error) {
	data, err := body(n)
	if err != nil {
		return 0, fmt.Errorf("write notice: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.o.URL, bytes.NewReader(data))
	if err != nil {
		return 0, bare(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "chunfeng")
	req.Header.Set("Idempotency-Key", n.ID)
	if h.o.Secret != "" {
		at := h.o.Now().Unix()
		req.Header.Set("X-Chunfeng-Signature", fmt.Sprintf("t=%d,v1=%s", at, Sign(h.o.Secret, at, data)))
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return 0, bare(err)
	}
	// A few bytes let the connection be used again; more are not wanted.
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
	return resp.StatusCode, resp.Body.Close()
}

// bare takes the address out of an error: robots have their secret in it.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return fmt.Errorf("send notice: %w", u.Err)
	}
	return errors.New("send notice: no such address")
}

// Sign is the signature of a body sent at a time in Unix seconds: HMAC-SHA256,
// in hexadecimal, of the seconds, a point and the body.
func Sign(secret string, at int64, data []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(strconv.FormatInt(at, 10) + "."))
	m.Write(data)
	return hex.EncodeToString(m.Sum(nil))
}
