package web

import (
	"net/url"
	"strconv"
)

// A pager is one page of a list that is too long for one.
type pager struct {
	Total, Page, Pages int
	From, To           int // of the list, From counted from 0
	path               string
	query              url.Values
}

// paged is the page that the request asks for of a list of total entries.
func (v *visit) paged(total, size int) pager {
	p := pager{Total: total, Pages: max(1, (total+size-1)/size), path: v.Request().URL.Path, query: v.Request().URL.Query()}
	p.Page, _ = strconv.Atoi(v.QueryParam("page")) // a wrong one is the first
	p.Page = min(max(p.Page, 1), p.Pages)
	p.From = (p.Page - 1) * size
	p.To = min(p.From+size, total)
	p.query.Del("done")
	return p
}

// First is the number of the page's first entry, counted from 1.
func (p pager) First() int { return p.From + 1 }

// Before and After are the addresses of the pages beside, "" where there are
// none.
func (p pager) Before() string { return p.at(p.Page - 1) }

// After: see Before.
func (p pager) After() string { return p.at(p.Page + 1) }

func (p pager) at(page int) string {
	if page < 1 || page > p.Pages {
		return ""
	}
	p.query.Set("page", strconv.Itoa(page))
	return p.path + "?" + p.query.Encode()
}
