package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"chunfeng/server/problem"
)

// fail answers an error: what one may not see is not there, a refusal says
// why, anything else is a ticket number and one line of the log.
func (p *Pages) fail(c echo.Context, err error) error {
	what := problem.Of(err)
	if what.Status >= http.StatusInternalServerError && what.Code != "busy" {
		ticket := make([]byte, 4)
		_, _ = rand.Read(ticket) // never fails
		what.Ticket = hex.EncodeToString(ticket)
		p.o.Log.Error("page failed", "ticket", what.Ticket, "route", c.Path(), "err", err)
	}
	if what.Retry > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(what.Retry))
	}
	return p.Problem(c, what)
}

// Problem shows a problem as a page, or as a part of one where script asked.
// It is what problem.Handler wants for its Page.
func (p *Pages) Problem(c echo.Context, what problem.Problem) error {
	p.secure(c)
	f := frame{Title: what.Title, Now: p.o.Now(), Plain: p.o.Plain, Version: p.o.Version, Body: what}
	if v, ok := c.Get(visitKey).(*visit); ok && v.campaign.ID != "" {
		f = v.framed("", what.Title, what)
	}
	if partial(c.Request()) {
		return p.renderPart(c, what.Status, "error", "complaint", f)
	}
	return p.render(c, what.Status, "error", f)
}
