package web

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// TestProxy reaches the pages as a phone does that sees the bureau's proxy
// alone, over plain HTTP, where browsers send no Sec-Fetch-Site.
func TestProxy(t *testing.T) {
	o := open(t)
	o.set("2024-02-18T14:00")
	behind, err := url.Parse(o.url)
	o.must(err)
	front := httptest.NewServer(httputil.NewSingleHostReverseProxy(behind))
	defer front.Close()
	o.url = front.URL
	b := o.as("firm")
	b.Transport = fromPage{front.URL}
	status, page := b.upload(true, nil, "returns/2024-02-18/企业/"+o.firm().Name+"员工返岗登记表0218.xlsx")
	if status != http.StatusOK || !strings.Contains(page, "收下") {
		t.Errorf("a file through the proxy: %d %.200s", status, page)
	}
	city := o.as("city")
	city.Transport = fromPage{front.URL}
	if _, page := city.post("/units/invite", url.Values{"unit": {"331082"}}); !strings.Contains(page, front.URL+"/join") {
		t.Error("the address of the page for codes is not the proxy's")
	}
	city.Transport = fromPage{"http://elsewhere.example"}
	if status, _ := city.post("/units/invite", url.Values{"unit": {"331082"}}); status != http.StatusForbidden {
		t.Errorf("a form of another site through the proxy: %d, want 403", status)
	}
}

// A fromPage sends requests as a page of that origin does.
type fromPage struct{ origin string }

func (f fromPage) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Origin", f.origin)
	return http.DefaultTransport.RoundTrip(r)
}
