package web

import (
	"net/http"
	"strings"
	"testing"
)

// pagesOf are the pages that a role finds in its menu and behind it.
var pagesOf = map[string][]string{
	"city": {"/week", "/week?period=2024-02-04", "/week/matrix", "/week/missing", "/week/preview", "/week/issue", "/briefings", "/conflicts", "/figures",
		"/figures/recruit.posts", "/figures/return.rate?unit=331082", "/returns", "/returns?unit=331082", "/filings", "/upload", "/units", "/accounts", "/headers", "/audit", "/audit?verify=1", "/help", "/help/codes", "/password"},
	"viewer": {"/week", "/figures", "/conflicts", "/briefings", "/returns", "/filings", "/help"},
	"county": {"/", "/upload", "/returns", "/filings", "/figures", "/figures/recruit.posts", "/conflicts", "/units", "/accounts", "/headers", "/help", "/week/missing"},
	"other":  {"/", "/returns"},
	"firm":   {"/", "/returns", "/filings", "/help", "/help/codes"},
}

func TestPages(t *testing.T) {
	o := open(t)
	o.fileAll("2024-02-04", "三门县")
	o.fileAll("2024-02-25", "三门县", "企业")
	for login, pages := range pagesOf {
		b := o.as(login)
		for _, p := range pages {
			status, page := b.get(p)
			if status != http.StatusOK {
				t.Errorf("%s sees %s: %d\n%.400s", login, p, status, page)
				continue
			}
			if !strings.Contains(page, "</html>") && p != "/week/matrix" {
				t.Errorf("%s sees %s: not whole", login, p)
			}
			if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") {
				t.Errorf("%s sees %s: a name became markup", login, p)
			}
		}
	}
}
