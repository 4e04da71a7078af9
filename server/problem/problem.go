package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

// MediaType is what problems are served as.
const MediaType = "application/problem+json"

// A Problem is what somebody is told of an error (RFC 9457), in Chinese but for
// its code, which never changes.
type Problem struct {
	Type     string    `json:"type"` // where the code is described
	Title    string    `json:"title"`
	Status   int       `json:"status"`
	Detail   string    `json:"detail"`
	Instance string    `json:"instance,omitempty"` // path of the request
	Code     string    `json:"code"`
	Ticket   string    `json:"ticket,omitempty"`   // of an error that only the log explains
	Choices  []Choice  `json:"choices,omitempty"`  // what could be said instead
	Findings []Finding `json:"findings,omitempty"` // of a file that was not kept
	Retry    int       `json:"-"`                  // seconds for Retry-After, 0 for none

	english string
}

// A Choice is one answer that would have been taken.
type Choice struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

// A Finding says what is wrong with a file that was not kept.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Advice   string `json:"advice"`
}

// An Error is a refusal of the service itself, with a code of Codes. Pages and
// the API make it with New.
type Error struct {
	Code  string
	Words []string // what fills {1}, {2} … of the detail
}

// New is the refusal of a code; words fill its detail.
func New(code string, words ...string) *Error { return &Error{Code: code, Words: words} }

// Error is the code with its words, for logs.
func (e *Error) Error() string { return e.Code + ": " + strings.Join(e.Words, ", ") }

// Of says what to tell about err.
func Of(err error) Problem {
	var refused *desk.RefusedError
	var ours *Error
	var asked *echo.HTTPError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		return ofRefusal(refused)
	case errors.As(err, &ours):
		return known(ours.Code, ours.Words...)
	case errors.As(err, &large):
		return known("too_large", size(large.Limit))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return known("slow")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, auth.ErrBusy):
		return known("busy")
	case errors.Is(err, context.Canceled):
		return known("gone")
	}
	for _, s := range sentinels {
		if errors.Is(err, s.err) {
			return known(s.code)
		}
	}
	if errors.As(err, &asked) {
		return ofHTTP(asked)
	}
	return known("internal")
}

// sentinels are the errors that callers act on, in the order in which they are
// looked for.
var sentinels = [...]struct {
	err  error
	code string
}{
	{store.ErrNotFound, "not_found"},
	{store.ErrConflict, "changed_meanwhile"},
	{store.ErrUnavailable, "unavailable"},
	{store.ErrFull, "full"},
	{auth.ErrDenied, "denied"},
	{auth.ErrThrottled, "throttled"},
	{auth.ErrWeak, "password_weak"},
	{auth.ErrTaken, "login_taken"},
	{auth.ErrForbidden, "forbidden"},
}

func ofRefusal(e *desk.RefusedError) Problem {
	r := e.Reason()
	p := Problem{Type: typeOf(e.Code), Title: r.Title, Status: r.Status, Detail: e.Detail(), Code: e.Code, english: r.English}
	for _, c := range e.Choices {
		p.Choices = append(p.Choices, Choice(c))
	}
	for _, f := range e.Findings {
		p.Findings = append(p.Findings, Finding{string(f.Code), f.Severity().String(), f.Message(), f.Advice()})
	}
	if p.Status == http.StatusServiceUnavailable {
		p.Retry = retryBusy
	}
	return p
}

// ofHTTP translates what echo itself answers.
func ofHTTP(e *echo.HTTPError) Problem {
	switch e.Code {
	case http.StatusNotFound:
		return known("not_found")
	case http.StatusMethodNotAllowed:
		return known("method")
	case http.StatusUnsupportedMediaType:
		return known("media_type")
	case http.StatusRequestEntityTooLarge:
		return known("too_large", "")
	}
	if e.Code >= 400 && e.Code < 500 {
		return known("bad_request", "请求不完整或格式不对")
	}
	return known("internal")
}

// known is the problem of a code of the table.
func known(code string, words ...string) Problem {
	for _, k := range codes {
		if k.Code != code {
			continue
		}
		detail := k.Detail
		for i, w := range words {
			detail = strings.ReplaceAll(detail, fmt.Sprintf("{%d}", i+1), w)
		}
		return Problem{Type: typeOf(code), Title: k.Title, Status: k.Status, Detail: detail, Code: code, Retry: k.retry, english: k.English}
	}
	return known("internal")
}

// English replaces the title by the English one.
func (p Problem) English() Problem {
	if p.english != "" {
		p.Title = p.english
	}
	return p
}

func typeOf(code string) string { return "/api/docs#" + code }

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
