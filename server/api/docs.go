package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"chunfeng/server/problem"
)

//go:embed docs.html
var docsText string

// A docPart is the operations of one tag, as the page lists them.
type docPart struct {
	Name       string
	Operations []docOperation
}

type docOperation struct {
	Method, Path, ID, Summary, Description string
	Open                                   bool // to those who have not signed in
	Parameters                             []docField
	Body                                   []docField
	Answers                                []docAnswer
}

type docField struct {
	Name, In, Type, Description string
	Required                    bool
}

type docAnswer struct{ Status, Description, Schema string }

type docSchema struct {
	Name   string
	Fields []docField
}

// renderDocs makes the page that shows the specification: plain HTML, so that
// it can be read without a network and under the strictest policy.
func renderDocs(spec *openapi3.T) ([]byte, error) {
	t, err := template.New("docs").Parse(docsText)
	if err != nil {
		return nil, fmt.Errorf("parse docs page: %w", err)
	}
	data := struct {
		Title, Version, Description string
		Parts                       []docPart
		Schemas                     []docSchema
		Codes                       []problem.Code
	}{spec.Info.Title, spec.Info.Version, spec.Info.Description, docParts(spec), docSchemas(spec), problem.Codes()}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("write docs page: %w", err)
	}
	return b.Bytes(), nil
}

func docParts(spec *openapi3.T) []docPart {
	var parts []docPart
	for _, tag := range spec.Tags {
		parts = append(parts, docPart{Name: tag.Name})
	}
	for _, path := range spec.Paths.InMatchingOrder() {
		item := spec.Paths.Value(path)
		for _, method := range [...]string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			op := item.GetOperation(method)
			if op == nil {
				continue
			}
			i := slices.IndexFunc(parts, func(p docPart) bool { return slices.Contains(op.Tags, p.Name) })
			if i >= 0 {
				parts[i].Operations = append(parts[i].Operations, docOf(method, path, item, op))
			}
		}
	}
	for i := range parts {
		slices.SortStableFunc(parts[i].Operations, func(a, b docOperation) int { return strings.Compare(a.Path, b.Path) })
	}
	return parts
}

func docOf(method, path string, item *openapi3.PathItem, op *openapi3.Operation) docOperation {
	d := docOperation{Method: method, Path: path, ID: op.OperationID, Summary: op.Summary, Description: op.Description}
	d.Open = op.Security != nil && len(*op.Security) == 0
	for _, p := range slices.Concat(item.Parameters, op.Parameters) {
		v := p.Value
		d.Parameters = append(d.Parameters, docField{v.Name, v.In, typeName(v.Schema), v.Description, v.Required})
	}
	if op.RequestBody != nil {
		for _, media := range op.RequestBody.Value.Content {
			d.Body = docFields(media.Schema)
		}
	}
	for status, ref := range op.Responses.Map() {
		a := docAnswer{Status: status}
		if ref.Value.Description != nil {
			a.Description = *ref.Value.Description
		}
		for mediaType, media := range ref.Value.Content {
			a.Schema = strings.TrimSpace(mediaType + " " + typeName(media.Schema))
		}
		d.Answers = append(d.Answers, a)
	}
	slices.SortFunc(d.Answers, func(a, b docAnswer) int { return strings.Compare(a.Status, b.Status) })
	return d
}

// docFields lists the properties of an object, those of its parts among them.
func docFields(ref *openapi3.SchemaRef) []docField {
	if ref == nil || ref.Value == nil {
		return nil
	}
	var out []docField
	for _, part := range ref.Value.AllOf {
		out = append(out, docFields(part)...)
	}
	for name, p := range ref.Value.Properties {
		f := docField{Name: name, Type: typeName(p), Required: slices.Contains(ref.Value.Required, name)}
		if p.Value != nil {
			f.Description = p.Value.Description
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b docField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// typeName is how the page writes a schema: by its name, else by its type.
func typeName(ref *openapi3.SchemaRef) string {
	if ref == nil {
		return ""
	}
	if at := strings.LastIndex(ref.Ref, "/"); at >= 0 {
		return ref.Ref[at+1:]
	}
	s := ref.Value
	switch {
	case s == nil:
		return ""
	case len(s.AllOf) > 0:
		return typeName(s.AllOf[0])
	case s.Type.Is("array"):
		return "[" + typeName(s.Items) + "]"
	case len(s.Enum) > 0:
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(s.Enum), " ", " | "), "[]")
	case s.Type.Is("object") && s.Properties["items"] != nil:
		return typeName(s.Properties["items"])
	case s.Format != "":
		return s.Format
	case s.Type == nil || len(s.Type.Slice()) == 0:
		return "any"
	}
	return s.Type.Slice()[0]
}

func docSchemas(spec *openapi3.T) []docSchema {
	var out []docSchema
	for name, ref := range spec.Components.Schemas {
		if fields := docFields(ref); len(fields) > 0 {
			out = append(out, docSchema{name, fields})
		}
	}
	slices.SortFunc(out, func(a, b docSchema) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (a *API) showDocs(c echo.Context) error {
	// Its style stands in the page; nothing is loaded from anywhere.
	c.Response().Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "text/html; charset=utf-8", a.docs)
}
