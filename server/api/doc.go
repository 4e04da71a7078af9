// Package api is the service's JSON under /api/v1, as openapi.yaml says.
//
// The specification comes first: every request is held against it before a
// handler sees it, and a test walks every route and every answer against it.
// The handlers are written by hand, a file a subject; they translate between
// HTTP and package desk or auth, and hold no rules of their own. What somebody
// may not see answers 404, like what is not there; errors are package problem's.
package api
