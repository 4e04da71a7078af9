// Package gate tells of every request who asks: by the cookie of a browser's
// session or by a bearer token. Pages and the API, which stand on one floor and
// must not know each other, both find the answer in the request's context, so
// that it is looked up once and in one way.
//
// It sets and clears the cookie and turns away what other sites make browsers
// send. It decides nothing about what somebody may do: auth and desk do.
package gate
