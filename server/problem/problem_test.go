package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/labstack/echo/v4"

	"chunfeng/server/auth"
	"chunfeng/server/desk"
	"chunfeng/server/store"
)

func TestOf(t *testing.T) {
	wrapped := func(err error) error { return fmt.Errorf("do it: %w", fmt.Errorf("deeper: %w", err)) }
	for _, tc := range []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"refusal", &desk.RefusedError{Code: "period_closed", Words: []string{"2024年1月21日"}}, 409, "period_closed"},
		{"refusal of a file", &desk.RefusedError{Code: "F001", Words: []string{"这是 PDF"}}, 415, "F001"},
		{"busy desk", &desk.RefusedError{Code: "busy"}, 503, "busy"},
		{"not there", store.ErrNotFound, 404, "not_found"},
		{"somebody else was first", store.ErrConflict, 409, "changed_meanwhile"},
		{"database away", store.ErrUnavailable, 503, "unavailable"},
		{"disk full", store.ErrFull, 507, "full"},
		{"denied", auth.ErrDenied, 401, "denied"},
		{"throttled", auth.ErrThrottled, 429, "throttled"},
		{"busy hashing", auth.ErrBusy, 503, "busy"},
		{"forbidden", auth.ErrForbidden, 403, "forbidden"},
		{"ours", New("invalid", "参数不对"), 422, "invalid"},
		{"body too large", &http.MaxBytesError{Limit: 1 << 20}, 413, "too_large"},
		{"no route", echo.ErrNotFound, 404, "not_found"},
		{"no such method", echo.ErrMethodNotAllowed, 405, "method"},
		{"echo's other", echo.NewHTTPError(418), 400, "bad_request"},
		{"echo's fault", echo.NewHTTPError(502), 500, "internal"},
		{"out of time", context.DeadlineExceeded, 503, "busy"},
		{"slow", os.ErrDeadlineExceeded, 408, "slow"},
		{"unknown", errors.New("private matter"), 500, "internal"},
		{"a code nobody knows", New("nonsense"), 500, "internal"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, err := range []error{tc.err, wrapped(tc.err), errors.Join(errors.New("x"), tc.err)} {
				p := Of(err)
				if p.Status != tc.status || p.Code != tc.code {
					t.Errorf("%v is %d %s, want %d %s", err, p.Status, p.Code, tc.status, tc.code)
				}
				if strings.Contains(p.Title+p.Detail, "private") {
					t.Errorf("%v is told: %s", err, p.Detail)
				}
				if (p.Status == 503 || p.Status == 429) != (p.Retry > 0) {
					t.Errorf("%v asks to come back in %d s", err, p.Retry)
				}
			}
		})
	}
}

// Every code is there once, with a status, a Chinese title and sentence, and an
// English title.
func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	chinese := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.HasPrefix(s, "{1}")
	}
	for _, c := range Codes() {
		if seen[c.Code] {
			t.Errorf("%s stands twice", c.Code)
		}
		seen[c.Code] = true
		if c.Status < 400 || c.Status > 599 || !chinese(c.Title) || !chinese(c.Detail) || c.English == "" || chinese(c.English) {
			t.Errorf("%+v", c)
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d codes", len(seen))
	}
	if p := Of(&desk.RefusedError{Code: "busy"}).English(); p.Title != "Busy" {
		t.Errorf("in English: %q", p.Title)
	}
}
