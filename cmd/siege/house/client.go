package house

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// A Person is somebody with a token. It may be used by several goroutines.
type Person struct {
	Login, Role, Unit string
	Token             string
	house             *House
	client            *http.Client
}

// At is the same person at another replica.
func (p *Person) At(h *House) *Person {
	other := *p
	other.house = h
	return &other
}

// newClient keeps as many connections as a trial has users.
func newClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost, t.MaxIdleConns = 1000, 1000
	t.Proxy = nil
	return &http.Client{Transport: t, Timeout: 3 * time.Minute}
}

// An Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Took   time.Duration
}

// OK reports whether the answer is 2xx.
func (a *Answer) OK() bool { return a.Status/100 == 2 }

// Code is the stable code of a problem, "" for none.
func (a *Answer) Code() string {
	var p struct{ Code string }
	if json.Unmarshal(a.Body, &p) != nil {
		return ""
	}
	return p.Code
}

// Taken is an error for whatever is no answer 2xx.
func Taken(a *Answer, err error) error {
	if err == nil && !a.OK() {
		err = fmt.Errorf("answer %d: %.300s", a.Status, a.Body)
	}
	return err
}

// Read reads the answer's JSON.
func Read[T any](a *Answer, err error) (T, error) {
	var out T
	if err := Taken(a, err); err != nil {
		return out, err
	}
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return out, fmt.Errorf("read answer: %w", err)
	}
	return out, nil
}

// Send sends a request to a path under /api/v1, or of a page.
func (p *Person) Send(ctx context.Context, method, path, mediaType string, body io.Reader) (*Answer, error) {
	if !strings.HasPrefix(path, "/pages") {
		path = "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(ctx, method, p.house.URL+strings.TrimPrefix(path, "/pages"), body)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	if p.Token != "" {
		req.Header.Set("Authorization", "Bearer "+p.Token)
	}
	began := time.Now()
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	defer resp.Body.Close()
	a := &Answer{Status: resp.StatusCode, Header: resp.Header}
	if a.Body, err = io.ReadAll(resp.Body); err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	a.Took = time.Since(began)
	return a, nil
}

// Ask sends JSON, or nothing where in is nil.
func (p *Person) Ask(ctx context.Context, method, path string, in any) (*Answer, error) {
	if in == nil {
		return p.Send(ctx, method, path, "", nil)
	}
	b, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path, err)
	}
	return p.Send(ctx, method, path, "application/json", bytes.NewReader(b))
}

// Get asks for a path.
func (p *Person) Get(ctx context.Context, path string) (*Answer, error) {
	return p.Ask(ctx, http.MethodGet, path, nil)
}

// Form makes the body of an upload.
func Form(name string, data []byte, fields map[string]string) (body []byte, mediaType string, err error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := form.WriteField(k, v); err != nil {
			return nil, "", fmt.Errorf("make form: %w", err)
		}
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition("file", name))
	head.Set("Content-Type", "application/octet-stream")
	part, err := form.CreatePart(head)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return nil, "", fmt.Errorf("make form: %w", err)
	}
	return b.Bytes(), form.FormDataContentType(), nil
}

// A Receipt is what a trial looks at of an upload's answer.
type Receipt struct {
	ID, Status, SHA256, Period string
	Unit                       *struct{ Code string }
	Returns                    []Return
	Findings                   []struct{ Code, Severity, Message string }
}

// A Return is one form of one unit and period, in one version.
type Return struct {
	ID, Form, State, Period, Timeliness string
	Version                             int
	Unit                                struct{ Code string }
}

// Upload hands in a workbook once.
func (p *Person) Upload(ctx context.Context, name string, data []byte, fields map[string]string) (*Answer, error) {
	body, mediaType, err := Form(name, data, fields)
	if err != nil {
		return nil, err
	}
	return p.Send(ctx, http.MethodPost, "/filings", mediaType, bytes.NewReader(body))
}

// Insist hands in a workbook, again after every 503 when its Retry-After says,
// and again when the connection breaks, until ctx ends. It counts the tries.
func (p *Person) Insist(ctx context.Context, name string, data []byte, fields map[string]string) (a *Answer, tries int, err error) {
	for {
		tries++
		a, err = p.Upload(ctx, name, data, fields)
		wait := 100 * time.Millisecond
		if err == nil {
			if a.Status != http.StatusServiceUnavailable {
				return a, tries, nil
			}
			seconds, bad := strconv.Atoi(a.Header.Get("Retry-After"))
			if bad != nil || seconds < 0 {
				return a, tries, fmt.Errorf("503 without Retry-After: %.200s", a.Body)
			}
			wait = time.Duration(seconds) * time.Second
		}
		select {
		case <-ctx.Done():
			return a, tries, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// Hash is the SHA-256 of bytes, as the service writes it.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// A list is a page of a list.
type list[T any] struct {
	Items []T
	Next  string
}

// All reads a list to its end.
func All[T any](ctx context.Context, p *Person, path string) ([]T, error) {
	var out []T
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	cursor := ""
	for {
		page, err := Read[list[T]](p.Get(ctx, path+sep+"limit=500"+cursor))
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		cursor = "&cursor=" + page.Next
	}
}
