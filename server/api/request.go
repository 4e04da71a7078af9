package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"chunfeng/importer/period"
	"chunfeng/server/problem"
	"chunfeng/server/store"
)

// body reads a request's JSON, which validated has looked at. No body is the
// zero T.
func body[T any](c echo.Context) (T, error) {
	var in T
	err := json.NewDecoder(c.Request().Body).Decode(&in)
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, io.EOF):
		return in, nil
	case errors.As(err, &large):
		return in, err
	case err != nil:
		return in, problem.New("bad_request", "请求内容不是 JSON")
	}
	return in, nil
}

// The length of lists.
const (
	defaultPage = 100
	longestPage = 500
)

// page is the part of a list that the request asks for, and one more, which
// tells whether there is a next.
func page(c echo.Context) store.Page {
	return store.Page{Before: c.QueryParam("cursor"), Limit: limit(c) + 1}
}

func limit(c echo.Context) int {
	n, err := strconv.Atoi(c.QueryParam("limit"))
	if err != nil || n < 1 {
		return defaultPage
	}
	return min(n, longestPage)
}

// cut takes off the one more of page and says the next cursor.
func cut[T any](c echo.Context, items []T, id func(*T) string) ([]T, string) {
	n := limit(c)
	if len(items) <= n {
		return items, ""
	}
	return items[:n], id(&items[n-1])
}

// window is the part of a list that is there whole, in its own order: what comes
// after the cursor, as much as is asked for, all where nothing is asked; and the
// next cursor. An unknown cursor gives nothing.
func window[T any](c echo.Context, items []T, id func(*T) string) ([]T, string) {
	if at := c.QueryParam("cursor"); at != "" {
		i := slices.IndexFunc(items, func(x T) bool { return id(&x) == at })
		if i < 0 {
			return nil, ""
		}
		items = items[i+1:]
	}
	if c.QueryParam("limit") == "" {
		return items, ""
	}
	return cut(c, items, id)
}

// yes is a query or form parameter that is true, 1 or on.
func yes(s string) bool { return s == "true" || s == "1" || s == "on" }

// content answers with bytes that are the same as long as their hash is, so
// that whoever has them need not load them again.
func content(c echo.Context, mediaType, name string, data []byte) error {
	sum := sha256.Sum256(data)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, mediaType)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Cache-Control", "private, no-cache")
	if name != "" {
		h.Set(echo.HeaderContentDisposition, attachment(name))
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(data))
	return nil
}

// attachment names a file to be saved, RFC 6266.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// made writes a file into memory and answers with it. Files are small, and an
// error half way must not be a file cut short.
func made(c echo.Context, mediaType, name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return content(c, mediaType, name, b.Bytes())
}

// The media types of files.
const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePDF  = "application/pdf"
	typeCSV  = "text/csv; charset=utf-8"
)

// stamp is a time as JSON has it, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(period.Zone()).Format("2006-01-02T15:04:05.000Z07:00")
}

// when reads a time of a query parameter; the zero time for none.
func when(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("%w: %w", problem.New("invalid", "时间不对"), err)
	}
	return t, nil
}
