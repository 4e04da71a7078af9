package server_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What people and programs send by mistake or to see what happens.
var oddities = []string{
	"", " ", "x", "0", "-1", "1", "99999999999999999999", "1e9", "NaN", "true", "null", "2024-01-21", "2024-02-30", "2024-1-1", "331002", "taizhou-2024-spring",
	"visits", "visits.people", "../../etc/passwd", "..\\x", "'; DROP TABLE users; --", "<script>alert(1)</script>", "\x00", "\u202e\u200b", "甲县", strings.Repeat("长", 600),
	"%", "%2e%2e", "{id}", "held", "city", "1.pdf", "draft", "=1+1", "𝟙", "2024-01-21T00:00:00Z",
}

// Whatever is sent to whichever operation, the answer is as specified, and
// never our fault.
func TestAnyRequest(t *testing.T) {
	s := setScene(t)
	s.held("county")
	s.held("firm")
	random := rand.New(rand.NewPCG(1, 2))
	pick := func() string { return oddities[random.IntN(len(oddities))] }
	resp := s.who["city"].ask("GET", "/api/v1/openapi.yaml", nil).want(200, "")
	doc, err := openapi3.NewLoader().LoadFromData(resp.body)
	check(t, err)
	asking := []*caller{s.who["city"], s.who["county"], s.who["firm"]}
	sent := 0
	for _, path := range doc.Paths.InMatchingOrder() {
		item := doc.Paths.Value(path)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) { // the same requests every time
			op := item.GetOperation(method)
			if slices.Contains([]string{"logIn", "acceptInvitation", "logOut", "changePassword", "revokeToken", "resetUser", "alterUser"}, op.OperationID) {
				continue // throttled after five, or the end of those who ask
			}
			for range 30 {
				sent++
				req := s.odd(method, path, slices.Concat(item.Parameters, op.Parameters), op, pick, random)
				if a := asking[random.IntN(len(asking))].do(req); a.status >= 500 {
					t.Errorf("%s %s answers %d\n%.300s", method, req.URL, a.status, a.body)
				}
			}
		}
	}
	if sent < 1000 {
		t.Errorf("only %d requests were sent", sent)
	}
	if strings.Contains(s.log.String(), "panic") {
		t.Error("something panicked")
	}
}

// odd makes a request with odd values in the right places, or in wrong ones.
func (s *scene) odd(method, path string, params openapi3.Parameters, op *openapi3.Operation, pick func() string, random *rand.Rand) *http.Request {
	s.t.Helper()
	q := url.Values{}
	for _, p := range params {
		v := pick()
		if random.IntN(3) > 0 {
			v = plausible(p.Value.Schema.Value, pick, random)
		}
		switch {
		case p.Value.In == "path":
			if v == "" || v == "." || strings.Contains(v, "/") {
				v = "x"
			}
			path = strings.ReplaceAll(path, "{"+p.Value.Name+"}", url.PathEscape(v))
		case p.Value.Required || random.IntN(2) == 0:
			q.Set(p.Value.Name, v)
		}
	}
	var body []byte
	mediaType := "application/json"
	if op.RequestBody != nil {
		body = []byte(pick())
		if media := op.RequestBody.Value.Content.Get("application/json"); media != nil && random.IntN(4) > 0 {
			b, err := json.Marshal(oddJSON(media.Schema.Value, pick, random))
			check(s.t, err)
			body = b
		} else if media == nil {
			mediaType = "multipart/form-data; boundary=x"
			body = []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + strings.NewReplacer("\"", "", "\r", "", "\n", "", "\x00", "").Replace(pick()) + "\"\r\n\r\n" + pick() + "\r\n--x--\r\n")
		}
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+"/api/v1"+path+"?"+q.Encode(), bytes.NewReader(body))
	check(s.t, err)
	if len(body) > 0 {
		req.Header.Set("Content-Type", mediaType)
	}
	return req
}

// plausible is a value that a schema might take.
func plausible(schema *openapi3.Schema, pick func() string, random *rand.Rand) string {
	switch {
	case len(schema.Enum) > 0:
		s, _ := schema.Enum[random.IntN(len(schema.Enum))].(string)
		return s
	case schema.Format == "date":
		return "2024-01-21"
	case schema.Type.Is("integer"):
		return "1"
	case schema.Type.Is("boolean"):
		return "true"
	}
	return pick()
}

// oddJSON is JSON of about the shape of a schema.
func oddJSON(schema *openapi3.Schema, pick func() string, random *rand.Rand) any {
	if random.IntN(8) == 0 {
		return []any{nil, 1, true, pick(), []any{pick()}, map[string]any{pick(): 1}}[random.IntN(6)]
	}
	switch {
	case schema.Type.Is("object"):
		out := map[string]any{}
		for name, p := range schema.Properties {
			if slices.Contains(schema.Required, name) || random.IntN(2) == 0 {
				out[name] = oddJSON(p.Value, pick, random)
			}
		}
		return out
	case schema.Type.Is("array"):
		out := []any{}
		for range random.IntN(3) {
			out = append(out, oddJSON(schema.Items.Value, pick, random))
		}
		return out
	case schema.Type.Is("integer"):
		return random.IntN(5) - 1
	case schema.Type.Is("boolean"):
		return random.IntN(2) == 0
	}
	return plausible(schema, pick, random)
}
