package web

import (
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestPaged(t *testing.T) {
	for _, c := range []struct {
		query         string
		total         int
		from, to      int
		before, after string
	}{
		{"", 0, 0, 0, "", ""},
		{"", 50, 0, 50, "", ""},
		{"", 120, 0, 50, "", "/units?page=2"},
		{"page=2&q=%E6%9C%BA", 120, 50, 100, "/units?page=1&q=%E6%9C%BA", "/units?page=3&q=%E6%9C%BA"},
		{"page=3&done=firms", 120, 100, 120, "/units?page=2", ""},
		{"page=99", 120, 100, 120, "/units?page=2", ""},
		{"page=-1", 120, 0, 50, "", "/units?page=2"},
		{"page=x", 120, 0, 50, "", "/units?page=2"},
	} {
		r := httptest.NewRequest("GET", "/units?"+c.query, nil)
		p := (&visit{Context: echo.New().NewContext(r, nil)}).paged(c.total, 50)
		if p.From != c.from || p.To != c.to || p.Before() != c.before || p.After() != c.after {
			t.Errorf("%q of %d: %d–%d, before %q, after %q; want %d–%d, %q, %q", c.query, c.total, p.From, p.To, p.Before(), p.After(), c.from, c.to, c.before, c.after)
		}
	}
}
