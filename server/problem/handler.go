package problem

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// A Handler answers for every error that a request ends with.
type Handler struct {
	Log    *slog.Logger
	Ticket func() string // a new ticket number
	// Page shows a problem to whoever asked for a page; nil answers all with
	// JSON.
	Page func(echo.Context, Problem) error
}

// Handle is an echo.HTTPErrorHandler.
func (h *Handler) Handle(err error, c echo.Context) {
	p := Of(err)
	p.Instance = c.Request().URL.Path
	log := h.Log.With("method", c.Request().Method, "route", c.Path(), "code", p.Code)
	if p.Status >= http.StatusInternalServerError && p.Code != "busy" {
		p.Ticket = h.Ticket()
		log.Error("request failed", "ticket", p.Ticket, "err", err)
	}
	if c.Response().Committed {
		return // the answer was under way: the client sees it cut
	}
	if p.Retry > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(p.Retry))
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", `Bearer realm="chunfeng"`)
	}
	if err := h.write(c, p); err != nil {
		log.Warn("problem not written", "err", err)
	}
}

func (h *Handler) write(c echo.Context, p Problem) error {
	if h.Page != nil && wantsPage(c.Request()) {
		return h.Page(c, p)
	}
	if strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "en") {
		p = p.English()
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, MediaType, body)
}

func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}
