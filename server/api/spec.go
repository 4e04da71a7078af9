package api

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/labstack/echo/v4"

	"chunfeng/server/problem"
)

//go:embed openapi.yaml
var specText string

// maxBody is the bytes of a JSON body. Workbooks have their own limit.
const maxBody = 1 << 20

// readSpec reads the specification, which names the program's version.
func (a *API) readSpec(version string) error {
	if version == "" {
		version = "0"
	}
	a.text = []byte(strings.Replace(specText, "version: VERSION", "version: "+fmt.Sprintf("%q", version), 1))
	doc, err := openapi3.NewLoader().LoadFromData(a.text)
	if err != nil {
		return fmt.Errorf("read specification: %w", err)
	}
	a.spec = doc
	a.docs, err = renderDocs(doc)
	return err
}

// An operation is a path of the specification as a route of its router.
type operation struct {
	path  string
	match *regexp.Regexp // nil where the route has one operation alone
	route *routers.Route
}

var parameter = regexp.MustCompile(`:([a-z]+)`)

// find looks the route's operations up in the specification.
func (r *route) find(spec *openapi3.T) error {
	paths := r.spec
	if paths == nil {
		paths = []string{parameter.ReplaceAllString(r.path, "{$1}")}
	}
	for _, path := range paths {
		item := spec.Paths.Value(path)
		if item == nil || item.GetOperation(r.method) == nil {
			return fmt.Errorf("find operation: %s %s is not in openapi.yaml", r.method, path)
		}
		op := *item.GetOperation(r.method)
		// The gate knows who asks. The validator would read the whole body into
		// memory before it asked.
		op.Security = openapi3.NewSecurityRequirements()
		o := operation{path: path, route: &routers.Route{Spec: spec, Path: path, PathItem: item, Method: r.method, Operation: &op}}
		if r.spec != nil {
			pattern := regexp.QuoteMeta(path)
			for _, p := range item.Parameters {
				pattern = strings.Replace(pattern, regexp.QuoteMeta("{"+p.Value.Name+"}"), "(?P<"+p.Value.Name+">[^/.]+)", 1)
			}
			o.match = regexp.MustCompile("^" + pattern + "$")
		}
		r.operations = append(r.operations, o)
	}
	return nil
}

// which is the operation that a request asks for, with its path parameters.
func (r *route) which(c echo.Context) (*routers.Route, map[string]string) {
	for i := range r.operations {
		o := &r.operations[i]
		params := map[string]string{}
		if o.match == nil {
			for j, name := range c.ParamNames() {
				params[name] = c.ParamValues()[j]
			}
			return o.route, params
		}
		found := o.match.FindStringSubmatch(strings.TrimPrefix(c.Request().URL.Path, Prefix))
		if found == nil {
			continue
		}
		for j, name := range o.match.SubexpNames() {
			if name != "" {
				params[name] = found[j]
			}
		}
		return o.route, params
	}
	return nil, nil
}

// validated holds a request against the specification before next sees it.
func (r *route) validated(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		route, params := r.which(c)
		if route == nil {
			return echo.ErrNotFound
		}
		req := c.Request()
		upload := route.Operation.RequestBody != nil && route.Operation.RequestBody.Value.Content.Get("multipart/form-data") != nil
		if !upload {
			req.Body = http.MaxBytesReader(c.Response(), req.Body, maxBody)
		}
		err := openapi3filter.ValidateRequest(req.Context(), &openapi3filter.RequestValidationInput{
			Request: req, PathParams: params, Route: route,
			Options: &openapi3filter.Options{
				ExcludeRequestBody: upload, SkipSettingDefaults: true,
			},
		})
		if err != nil {
			return invalid(err)
		}
		return next(c)
	}
}

// invalid says in Chinese which part of a request is not as specified.
func invalid(err error) error {
	var large *http.MaxBytesError
	var request *openapi3filter.RequestError
	var schema *openapi3.SchemaError
	var parse *openapi3filter.ParseError
	switch {
	case errors.As(err, &large), errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case !errors.As(err, &request):
		return problem.New("bad_request", "请求与接口说明不符")
	case request.Parameter != nil:
		return problem.New("invalid", "参数 "+request.Parameter.Name+" 不对")
	case errors.As(request.Err, &schema):
		where := strings.Join(schema.JSONPointer(), "/")
		if where == "" {
			return problem.New("invalid", "请求内容缺少必填项，或有不认识的项")
		}
		return problem.New("invalid", "请求内容的 "+where+" 不对")
	case errors.As(request.Err, &parse):
		return problem.New("bad_request", "请求内容不是 JSON")
	case strings.Contains(request.Reason, "Content-Type"):
		return problem.New("media_type")
	}
	return problem.New("bad_request", "请求内容不完整，或格式不对")
}

func (a *API) showSpec(c echo.Context) error {
	return content(c, "application/yaml", "", a.text)
}
