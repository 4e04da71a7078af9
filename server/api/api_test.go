package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/getkin/kin-openapi/openapi3"

	"chunfeng/server/problem"
)

// specified is the API as far as its specification goes.
func specified(t *testing.T) *API {
	t.Helper()
	a := &API{}
	if err := a.readSpec("1.2"); err != nil {
		t.Fatal(err)
	}
	a.routes = a.table()
	for i := range a.routes {
		if err := a.routes[i].find(a.spec); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// Every operation of the specification has a route, and its answers say what
// goes wrong.
func TestEveryOperationHasARoute(t *testing.T) {
	a := specified(t)
	if err := a.spec.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	if a.spec.Info.Version != "1.2" {
		t.Errorf("the version is %q", a.spec.Info.Version)
	}
	routed := map[string]bool{}
	for _, r := range a.routes {
		for _, o := range r.operations {
			routed[r.method+" "+o.path] = true
		}
	}
	ids := map[string]bool{}
	for path, item := range a.spec.Paths.Map() {
		for method, op := range item.Operations() {
			if !routed[method+" "+path] {
				t.Errorf("%s %s has no route", method, path)
			}
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s %s: id %q, summary %q, tags %v", method, path, op.OperationID, op.Summary, op.Tags)
			}
			ids[op.OperationID] = true
			open := op.Security != nil
			i := slices.IndexFunc(a.routes, func(r route) bool {
				return r.method == method && slices.ContainsFunc(r.operations, func(o operation) bool { return o.path == path })
			})
			if self := []string{"logOut", "me", "changePassword"}; i >= 0 && a.routes[i].open != open && !slices.Contains(self, op.OperationID) {
				t.Errorf("%s %s is open: %v, specified as %v", method, path, a.routes[i].open, open)
			}
			if path != "/openapi.yaml" && (op.Responses.Status(404) == nil || op.Responses.Status(500) == nil) {
				t.Errorf("%s %s does not say what goes wrong", method, path)
			}
		}
	}
	closed(t, "request", a.spec)
}

// closed fails for request bodies that take what nobody specified.
func closed(t *testing.T, what string, spec *openapi3.T) {
	t.Helper()
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			if op.RequestBody == nil {
				continue
			}
			media := op.RequestBody.Value.Content.Get("application/json")
			if media == nil {
				continue
			}
			if has := media.Schema.Value.AdditionalProperties.Has; has == nil || *has {
				t.Errorf("%s of %s %s takes anything", what, method, path)
			}
		}
	}
}

// The page shows every operation and every code, and loads nothing.
func TestDocs(t *testing.T) {
	a := specified(t)
	page := string(a.docs)
	for _, item := range a.spec.Paths.Map() {
		for _, op := range item.Operations() {
			if !strings.Contains(page, `id="`+op.OperationID+`"`) {
				t.Errorf("the page lacks %s", op.OperationID)
			}
		}
	}
	for _, c := range problem.Codes() {
		if !strings.Contains(page, `id="`+c.Code+`"`) {
			t.Errorf("the page lacks the code %s", c.Code)
		}
	}
	for _, no := range []string{"<script", "src=", "url(", "@import", "http://", "ZgotmplZ"} {
		if strings.Contains(page, no) {
			t.Errorf("the page holds %q", no)
		}
	}
}

func TestBudgetRead(t *testing.T) {
	for _, tc := range []struct {
		name         string
		size         int
		limit, claim int64
		want         int
	}{
		{"empty", 0, 100, 100, 0}, {"small", 20, 100, 101, 20}, {"at the limit", 100, 100, 101, 100}, {"over it", 101, 100, 101, 101}, {"far over it", 1 << 20, 100, 101, 101},
		{"several claims", 3 * firstClaim, 10 * firstClaim, 4 * firstClaim, 3 * firstClaim},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBudget(1 << 30)
			data, claimed, err := b.read(t.Context(), iotest.OneByteReader(bytes.NewReader(bytes.Repeat([]byte("x"), tc.size))), tc.limit)
			if err != nil || len(data) != tc.want || claimed < int64(len(data)) || claimed > max(tc.claim, firstClaim) {
				t.Errorf("%d bytes, %d claimed, %v", len(data), claimed, err)
			}
			b.give(claimed)
			if b.free != 1<<30 {
				t.Errorf("%d bytes are free at the end", b.free)
			}
		})
	}
}

// What cannot be claimed within the request's time is refused, and what was
// claimed before can be given back.
func TestBudgetIsKept(t *testing.T) {
	b := newBudget(firstClaim)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, claimed, err := b.read(ctx, bytes.NewReader(make([]byte, 2*firstClaim)), 10*firstClaim)
	if p := problem.Of(err); p.Status != http.StatusServiceUnavailable || claimed != firstClaim {
		t.Errorf("claimed %d, %v", claimed, err)
	}
	b.give(claimed)

	// Many at once never hold more than there is, and all get their turn.
	all := newBudget(4 * firstClaim)
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			data, claimed, err := all.read(t.Context(), bytes.NewReader(make([]byte, firstClaim/2)), firstClaim)
			if err != nil || len(data) != firstClaim/2 {
				t.Errorf("%d bytes, %v", len(data), err)
			}
			all.give(claimed)
		})
	}
	readers.Wait()
	if all.free != 4*firstClaim {
		t.Errorf("%d bytes are free at the end", all.free)
	}
}

func TestFileName(t *testing.T) {
	for in, want := range map[string]string{
		"椒江区第3期.xlsx": "椒江区第3期.xlsx", `C:\Users\me\a.xlsx`: "a.xlsx", "../../etc/passwd": "passwd", "": "未命名", "/": "未命名",
		"a\x00\r\nb.xlsx": "ab.xlsx", "\xff.xlsx": "�.xlsx", strings.Repeat("长", 300) + ".xlsx": strings.Repeat("长", longestName-5) + ".xlsx",
	} {
		if got := fileName(in); got != want {
			t.Errorf("%q is kept as %q, want %q", in, got, want)
		}
	}
}

func TestAttachment(t *testing.T) {
	h := attachment("简报 第1期.xlsx")
	_, params, err := mime.ParseMediaType(h)
	if err != nil || params["filename"] != "简报 第1期.xlsx" || strings.ContainsAny(h, "\r\n") {
		t.Errorf("%s: %v %v", h, params, err)
	}
	if h := attachment("a\"\r\nX-Evil: 1.xlsx"); strings.ContainsAny(h, "\r\n") {
		t.Errorf("a name breaks the header: %q", h)
	}
}

func TestBroken(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
		code string
	}{
		{"cut", io.ErrUnexpectedEOF, "bad_request"}, {"slow", os.ErrDeadlineExceeded, "slow"}, {"too many", problem.New("busy"), "busy"}, {"other", errors.New("x"), "bad_request"},
	} {
		if got := problem.Of(broken(tc.err)).Code; got != tc.code {
			t.Errorf("%s is %s, want %s", tc.name, got, tc.code)
		}
	}
}
